//! `decide`: may this be done, by this actor, now, under this rulebook; and what has happened if so.

mod assessment;
mod care;
mod pyb;
mod reception;
mod verification;

use crate::event::{DataWindowExpired, Event};
use crate::procedure::{self, Place, Row, Stage};
use crate::rulebook::OwnOffice;
use crate::{
    Actor, Calendar, Command, CommandKind, Complaint, Conflict, Deadline, Matter, Office, PersonId,
    Rejection, Role, Roles, Rulebook, Stages, Timestamp, Zone,
};
use std::borrow::Cow;

/// What a decision depends on besides the complaint and the command. Nothing is looked up elsewhere.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// What the clock says.
    pub now: Timestamp,
    /// Who gives the command; who they are was proven elsewhere.
    pub actor: Actor,
    /// The rulebook: on reception the one in force, later the one that the complaint carries.
    pub rulebook: &'a Rulebook,
    /// The holiday table.
    pub calendar: &'a Calendar,
}

/// What has happened by an accepted command: one batch, to be recorded whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The instant to record: the clock's, but never before the complaint's last event (C23).
    pub at: Timestamp,
    /// What the clock said, where it had stepped back behind the last event. Recorded, so that the step shows.
    pub clock: Option<Timestamp>,
    /// The events, in order; at least one.
    pub events: Vec<Event>,
}

impl Decision {
    /// The complaint after the decision.
    #[must_use]
    pub fn fold(&self, complaint: Complaint) -> Complaint {
        self.events.iter().fold(complaint, |state, event| state.evolve(self.at, event))
    }
}

/// Decides on a command. Pure: the same arguments always give the same answer.
///
/// The [table](procedure::TABLE) is asked first: stage, then role, then place. Then nobody may handle their own
/// case (T6), nothing may be done with what was erased (R30), and the guards of that one command follow.
///
/// A data window that has run out is recorded by whichever command comes first (R13): its
/// [`DataWindowExpired`] then leads the batch, and the command is judged on the state after it.
///
/// # Errors
/// A [`Rejection`] that names its rule. Nothing is to be recorded then.
pub fn decide(
    complaint: &Complaint,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, Rejection> {
    let (case, expired) = Case::opened(complaint, command.kind(), context)?;
    let at = case.at;
    let mut events = case.guard(command)?;
    if let Some(expired) = expired {
        events.insert(0, expired);
    }
    let clock = (context.now < at).then_some(context.now);
    Ok(Decision { at, clock, events })
}

/// Asks whether a command may be given at all, by this actor, now: everything of [`decide`] but the guards of the one
/// command, which depend on what it says. So a screen can offer what may be done next without doing it.
///
/// # Errors
/// The [`Rejection`] that `decide` would give.
///
/// ```
/// use aduan_core::{Actor, Calendar, CommandKind, Complaint, ComplaintId, Context, Rulebook, Timestamp, permits};
/// let (rulebook, calendar) = (Rulebook::kep_154_2012(), Calendar::indonesia());
/// let context = Context { now: Timestamp::MIN, actor: Actor::system(), rulebook: &rulebook, calendar: &calendar };
/// let nothing_yet = Complaint::new(ComplaintId::default());
/// assert!(permits(&nothing_yet, CommandKind::Close, &context).is_err());
/// ```
pub fn permits(complaint: &Complaint, command: CommandKind, context: &Context<'_>) -> Result<(), Rejection> {
    Case::opened(complaint, command, context).map(drop)
}

/// A complaint before the one who decides on it.
struct Case<'a> {
    at: Timestamp,
    context: &'a Context<'a>,
    state: Cow<'a, Complaint>,
}

type Events = Result<Vec<Event>, Rejection>;

impl<'a> Case<'a> {
    /// Opens the file for one command: what holds for every command, and the end of a window that ran out.
    fn opened(
        complaint: &'a Complaint,
        command: CommandKind,
        context: &'a Context<'a>,
    ) -> Result<(Self, Option<Event>), Rejection> {
        if complaint.unknown > 0 {
            return Err(Rejection::UnknownHistory { unknown: complaint.unknown });
        }
        if let Some(carried) = complaint.rulebook.filter(|carried| *carried != context.rulebook.id) {
            return Err(Rejection::WrongRulebook { carried });
        }
        if complaint.version > u32::MAX - 8 {
            return Err(Rejection::StreamFull);
        }
        let at = context.now.max(complaint.last_at);
        let mut case = Case { at, context, state: Cow::Borrowed(complaint) };
        let mut expired = None;
        if command != CommandKind::ExpireDataWindow
            && let Some(due) = complaint.window.filter(|due| *due <= at)
        {
            let event = case.expire(due);
            case.state.to_mut().apply(at, &event);
            expired = Some(event);
        }
        case.permit(command)?;
        Ok((case, expired))
    }
}

impl Case<'_> {
    /// What the table says, and what holds for every command.
    fn permit(&self, command: CommandKind) -> Result<(), Rejection> {
        let actor = &self.context.actor;
        let stage = self.state.stage;
        let here = || procedure::rows(command).filter(|row| row.stages.contains(stage));
        let leading = |row: &Row| row.rules.first().copied();
        let Some(rule) = here().next().and_then(leading) else {
            let allowed =
                procedure::rows(command).fold(Stages::EMPTY, |stages, row| stages.union(row.stages));
            let rule = procedure::rows(command).next().and_then(leading).unwrap_or(crate::Rule::W2);
            return Err(Rejection::Stage { command, stage, allowed, rule });
        };
        let Some(row) = here().find(|row| row.roles.contains(actor.role)) else {
            let allowed = here().fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
            return Err(Rejection::Role { command, role: actor.role, allowed, rule });
        };
        let officer = matches!(actor.role, Role::Verifier | Role::Pyb | Role::Assessor);
        if officer
            && row.place == Place::Holder
            && (actor.office.is_none() || actor.office != self.state.holder)
        {
            return Err(Rejection::Place { holder: self.state.holder, rule });
        }
        let own_complaint = stage == Stage::New || actor.id == self.state.complainant;
        if actor.role == Role::Complainant && !own_complaint {
            return Err(Rejection::NotTheComplainant);
        }
        if actor.role != Role::Complainant {
            self.not_the_reported(Some(actor.id), Conflict::Actor)?;
        }
        if self.state.erased {
            return Err(Rejection::Erased);
        }
        Ok(())
    }

    fn guard(&self, command: &Command) -> Events {
        match command {
            Command::Receive(receive) => self.receive(receive),
            Command::IssueTicket { deliveries, contact } => self.issue_ticket(*deliveries, contact),
            Command::RequestVerification => Ok(vec![self.verification_requested(self.state.zone)]),
            Command::AmendMaterial { content, elements } => self.amend(content, *elements),
            Command::AttachEvidence { content, media } => Ok(vec![Self::attach(content, *media)]),
            Command::ReviewMaterial(review) => self.review(review),
            Command::RequestData { request } => self.request_data(request),
            Command::SupplyData { content, elements } => self.supply_data(content, *elements),
            Command::ExpireDataWindow => self.expire_window(),
            Command::ForwardToPyb { office } => self.forward_to_pyb(*office),
            Command::ForwardToAssessor { office, assessor } => self.forward_to_assessor(*office, *assessor),
            Command::DeclareNotActionable { ground, reason } => self.not_actionable(*ground, reason.as_ref()),
            Command::DisposeToAssessor { office, assessor, instruction } => {
                self.dispose(*office, *assessor, instruction.as_ref())
            }
            Command::ForwardToWise { reason, shares } => self.forward_to_wise(reason, *shares),
            Command::AcknowledgeWise { number } => self.acknowledge_wise(*number),
            Command::ReturnFromWise { number, outcome, note } => {
                self.return_from_wise(*number, *outcome, note.as_ref())
            }
            Command::RecordAssessmentStep { step, official, office, note } => {
                self.step(*step, *official, *office, note.as_ref())
            }
            Command::ReturnMisdirected { reason } => Ok(vec![self.misdirected(reason)]),
            Command::ConcludeAssessment { finding, report } => self.conclude(*finding, report),
            Command::DecideFollowUp { actions, decision } => self.follow_up(*actions, decision),
            Command::Close => self.close(),
            Command::Reopen { facts } => self.reopen(facts),
            Command::Withdraw { reason } => self.withdraw(reason.as_ref()),
            Command::ChooseConfidentiality { choice } => self.choose(*choice),
            Command::DiscloseIdentity { ground, recipient, recipient_role, purpose } => {
                self.disclose(*ground, *recipient, *recipient_role, purpose)
            }
            Command::NotifyComplainant { notice, channel } => self.notify(*notice, *channel),
            Command::PlaceLegalHold { hold, reason } => self.place_hold(*hold, reason),
            Command::ReleaseLegalHold { hold, reason } => self.release_hold(*hold, reason),
            Command::ErasePersonalData { basis } => self.erase(*basis),
        }
    }

    /// The deadline for `stage`, if the rulebook sets one.
    fn target(&self, stage: Stage) -> Option<Deadline> {
        self.target_in(stage, self.state.zone)
    }

    fn target_in(&self, stage: Stage, zone: Zone) -> Option<Deadline> {
        let term = self.context.rulebook.targets.of(stage)?;
        Some(self.context.calendar.deadline(self.at, term, zone))
    }

    fn expire(&self, due: Timestamp) -> Event {
        DataWindowExpired { due, target: self.target(Stage::Verification) }.into()
    }

    fn matter(&self) -> Matter {
        // A received complaint always has one.
        self.state.matter.unwrap_or(Matter::Discipline)
    }

    /// Refuses where `person` is the reported official (T6).
    fn not_the_reported(&self, person: Option<PersonId>, conflict: Conflict) -> Result<(), Rejection> {
        if person.is_some_and(|person| self.state.names(person)) {
            return Err(Rejection::Conflict { conflict });
        }
        Ok(())
    }

    /// Refuses where a discipline case would be handled by the reported official's own office (T6).
    fn not_the_reported_office(&self, office: Option<Office>) -> Result<(), Rejection> {
        let own = office.is_some_and(|office| self.state.names_office(office));
        let refused = self.context.rulebook.own_office == OwnOffice::Refused;
        if own && refused && self.matter() == Matter::Discipline {
            return Err(Rejection::Conflict { conflict: Conflict::Office });
        }
        Ok(())
    }

    fn role_only(&self, command: CommandKind, allowed: Role, rule: crate::Rule) -> Result<(), Rejection> {
        let role = self.context.actor.role;
        if role == allowed {
            Ok(())
        } else {
            Err(Rejection::Role { command, role, allowed: Roles::of(&[allowed]), rule })
        }
    }
}
