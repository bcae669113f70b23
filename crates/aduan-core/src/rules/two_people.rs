//! What one person does not do alone: S2.

use super::Judge;
use crate::event::{Event, ProposalLapsed, Proposed};
use crate::rulebook::OwnOffice;
use crate::{
    Command, CommandKind, Complaint, Conflict, Office, Official, Outcome, Proposal, Rejection, Role, Roles,
    Rule, Timestamp, TwoOf, TwoPeople, TwoPeopleCase, WiseOutcome, procedure,
};

impl Judge<'_> {
    /// The rule that demands a second person for this command here. The system is no person: it does what time alone brings.
    pub(in crate::rules) fn two_people(&self, command: &Command) -> Option<&TwoPeople> {
        let (person, kind) = (self.actor().role != Role::System, command.kind());
        let about = |one: &&TwoPeople| person && one.command == kind && self.is_case_of(one, command);
        self.rulebook.two_people.iter().find(about)
    }

    fn is_case_of(&self, two: &TwoPeople, command: &Command) -> bool {
        let is = |case: &TwoPeopleCase| match case {
            TwoPeopleCase::Substantiated => is_substantiated(self.state),
            TwoPeopleCase::OfAnother => match command {
                Command::ReleaseLegalHold { hold, .. } => {
                    self.state.hold(*hold).is_some_and(|placed| placed.by != self.actor().id)
                }
                _ => false,
            },
            TwoPeopleCase::Unsettled => self.state.late_material.is_some() || self.state.contested.is_some(),
            TwoPeopleCase::BeforeRetention => self.retained_until().is_none_or(|until| self.at < until),
        };
        two.cases.is_empty() || two.cases.iter().any(is)
    }

    /// When the retention of a closed complaint is over; `None` where the rulebook sets none (R30).
    pub(in crate::rules) fn retained_until(&self) -> Option<Timestamp> {
        let closed_at = self.state.closed_at.unwrap_or(self.state.last_at);
        let term = self.rulebook.retention?;
        Some(self.context.calendar.deadline(closed_at, term, self.state.zone).due)
    }

    /// The proposal that this command is, where its giver may not do it alone and nobody has proposed it yet.
    pub(in crate::rules) fn proposal(&self, command: &Command) -> Option<Event> {
        self.two_people(command)?;
        let proposed = self.proposed(command)?;
        self.same(&proposed).is_none().then(|| proposed.into())
    }

    fn proposed(&self, command: &Command) -> Option<Proposed> {
        let term = self.rulebook.proposal_term;
        Proposed::of(command, self.context.calendar.deadline(self.at, term, self.state.zone))
    }

    /// The open proposal of the same. Nobody who is named as the reported official by now has proposed anything (T6).
    fn same(&self, proposed: &Proposed) -> Option<&Proposal> {
        let open = self.state.proposals.iter().find(|open| open.proposed.says_the_same(proposed));
        open.filter(|open| !open.alias.is_some_and(|by| self.state.names(by)))
    }

    /// Refuses to whoever proposed it, or is too near to them, to confirm it.
    pub(in crate::rules) fn second_person(&self, command: &Command) -> Result<(), Rejection> {
        let (kind, actor) = (command.kind(), self.actor());
        let open = self.proposed(command).and_then(|proposed| self.same(&proposed).cloned());
        let Some(open) = open else { return self.proposes(kind) };
        let Some(two) = self.two_people(command) else { return Ok(()) };
        if open.by == actor.id || two.apart == TwoOf::Offices && open.office == actor.office {
            let (two, until, zone) = (Box::new(two.clone()), open.proposed.lapse.due, self.state.zone);
            return Err(Rejection::SecondPerson { two, until, zone });
        }
        Ok(())
    }

    /// Refuses a role that only confirms, where another has proposed nothing.
    pub(in crate::rules) fn may_confirm(&self, command: CommandKind) -> Result<(), Rejection> {
        let by = self.actor().id;
        let open = |open: &Proposal| open.proposed.act.command() == command && open.by != by;
        if self.state.proposals.iter().any(open) { Ok(()) } else { self.proposes(command) }
    }

    fn proposes(&self, command: CommandKind) -> Result<(), Rejection> {
        if !TwoPeople::only_confirms(command, self.actor().role) {
            return Ok(());
        }
        let here = procedure::rows(command).filter(|row| row.stages.contains(self.state.stage));
        let allowed = here.fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
        let allowed = allowed.difference(Roles::of(&[Role::Coordinator, Role::System]));
        Err(Rejection::NothingProposed { command, allowed })
    }

    /// That each proposal whose term is over has lapsed.
    pub(in crate::rules) fn lapsed(&self) -> Vec<Event> {
        let over = self.state.proposals.iter().filter(|open| open.proposed.lapse.due <= self.at);
        over.map(|open| ProposalLapsed { act: open.proposed.act }.into()).collect()
    }

    pub(in crate::rules) fn lapse(&self) -> Result<(), Rejection> {
        if self.lapsed().is_empty() {
            return Err(Rejection::NothingProposed {
                command: CommandKind::LapseProposals,
                allowed: Roles::EMPTY,
            });
        }
        Ok(())
    }

    /// T6: only a name that was complained of before, and is not any more, is cleared. Officers of an office that was
    /// named may propose it; somebody elsewhere confirms it.
    pub(in crate::rules) fn clear_name(&self, command: &Command) -> Result<(), Rejection> {
        let Command::ClearName { official, office, .. } = command else { return Ok(()) };
        let (state, actor) = (self.state, self.actor());
        if official.is_none() && office.is_none() {
            return Err(Rejection::NothingNamed { command: command.kind(), rule: Rule::T6 });
        }
        let before = &state.named_before;
        let person = |person: &Official| {
            let alias = Some(person.alias);
            state.reported_official != alias && before.iter().any(|(named, _)| *named == alias)
        };
        let place = |place: Office| {
            state.reported_office != Some(place) && before.iter().any(|(_, named)| *named == Some(place))
        };
        if !official.as_ref().is_none_or(person) || !office.is_none_or(place) {
            return Err(Rejection::NotNamedBefore);
        }
        // A coordinator oversees it and the Inspectorate stands apart; any other officer has or had the file.
        let apart = matches!(actor.role, Role::Coordinator | Role::Inspectorate);
        if !apart && !self.has_or_had_it(actor.office) {
            return Err(Rejection::Place { holder: state.holder, rule: Rule::T6 });
        }
        let refused = self.rulebook.own_office == OwnOffice::Refused;
        let barred = |office: Office| {
            state.reported_office == Some(office)
                || self.proposal(command).is_none() && state.names_office(office)
        };
        if refused && actor.office.is_some_and(barred) {
            return Err(Rejection::Conflict { conflict: Conflict::Office });
        }
        Ok(())
    }
}

/// Whether it ended as substantiated, or by what the Inspectorate did about it.
fn is_substantiated(complaint: &Complaint) -> bool {
    match complaint.outcome {
        Some(Outcome::Substantiated | Outcome::PartlySubstantiated) => true,
        Some(Outcome::ByInspectorate) => complaint.wise_outcome != Some(WiseOutcome::NotActionable),
        _ => false,
    }
}
