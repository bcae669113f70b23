//! Verification: R10 to R14.

use super::{Case, Events};
use crate::command::Review;
use crate::event::{
    Closed, DataRequested, DataSupplied, DeclaredNotActionable, EvidenceAttached, ForwardedToAssessor,
    ForwardedToPyb, MaterialReviewed,
};
use crate::rulebook::ExpiryDecision;
use crate::{
    Clarity, CommandKind, Conflict, ContentRef, Elements, Ground, Matter, Media, Office, OfficeKind,
    OfficeKinds, Outcome, PersonId, Purpose, Rejection, Reported, Role, Rule, Stage,
};

/// Every office of DJBC may be the related unit (R11); the Inspectorate is reached through WISE (R16).
const OFFICES_OF_DJBC: OfficeKinds = OfficeKinds::of(&[
    OfficeKind::Puski,
    OfficeKind::Kpu,
    OfficeKind::Kanwil,
    OfficeKind::Kppbc,
    OfficeKind::Pusat,
]);

impl Case<'_> {
    pub(super) fn review(&self, review: &Review) -> Events {
        self.known(review.elements)?;
        let consistent = match review.reported {
            // Without a pseudonym nobody could be kept from handling their own case (T6).
            Reported::Identified => review.official.is_some(),
            Reported::Unclear => review.official.is_none(),
            Reported::NotNamed => review.official.is_none() && review.matter != Matter::Discipline,
            Reported::Retired | Reported::Deceased => true,
        };
        if !consistent {
            return Err(Rejection::ReviewInconsistent);
        }
        if review.official == Some(self.context.actor.id) {
            return Err(Rejection::Conflict { conflict: Conflict::Actor });
        }
        if !self.state.has_room_to_name(review.official, review.office) {
            return Err(Rejection::TooManyNamed);
        }
        Ok(vec![
            MaterialReviewed {
                elements: review.elements,
                clarity: review.clarity,
                matter: review.matter,
                reported: review.reported,
                official: review.official,
                office: review.office,
                note: review.note.clone(),
            }
            .into(),
        ])
    }

    pub(super) fn request_data(&self, request: &ContentRef) -> Events {
        self.needs(Clarity::Insufficient, Rule::R12)?;
        // A question that cannot reach anybody would only start a clock against them (T10).
        if !self.state.is_reachable() {
            return Err(Rejection::Unreachable { rule: Rule::R12 });
        }
        let window =
            self.context.calendar.deadline(self.at, self.context.rulebook.data_window, self.state.zone);
        Ok(vec![DataRequested { request: request.clone(), window }.into()])
    }

    pub(super) fn supply_data(&self, content: &ContentRef, elements: Elements) -> Events {
        self.known(elements)?;
        let content = content.clone();
        if self.state.stage == Stage::AwaitingData {
            let target = self.target(Stage::Verification);
            return Ok(vec![DataSupplied { content, elements, target }.into()]);
        }
        if self.state.window_expired {
            // C4: kept, though the window has ended.
            return Ok(vec![
                EvidenceAttached { content, media: Media::File, purpose: Purpose::LateAnswer }.into(),
            ]);
        }
        Err(Rejection::NothingRequested { rule: Rule::R12 })
    }

    pub(super) fn expire_window(&self) -> Events {
        match self.state.window {
            Some(due) if due <= self.at => Ok(vec![self.expire(due)]),
            Some(opens) => Err(Rejection::WindowOpen { opens, zone: self.state.zone, rule: Rule::R13 }),
            None => Err(Rejection::NothingRequested { rule: Rule::R13 }),
        }
    }

    pub(super) fn forward_to_pyb(&self, office: Office) -> Events {
        // Whatever a unit makes of a case against its own office, the PYB decides (T6).
        let own_case = self.not_the_reported_office(self.state.holder).is_err();
        if !own_case || self.state.clarity.is_none() {
            self.needs(Clarity::Sufficient, Rule::R10)?;
        }
        if self.matter() != Matter::Discipline {
            return Err(self.wrong_route(CommandKind::ForwardToAssessor));
        }
        of_djbc(office)?;
        self.not_the_reported_office(Some(office))?;
        Ok(vec![ForwardedToPyb { office, target: self.target(Stage::WithPyb) }.into()])
    }

    pub(super) fn forward_to_assessor(&self, office: Office, assessor: Option<PersonId>) -> Events {
        self.needs(Clarity::Sufficient, Rule::R10)?;
        if self.matter() == Matter::Discipline {
            return Err(self.wrong_route(CommandKind::ForwardToPyb));
        }
        of_djbc(office)?;
        self.not_the_reported(assessor, Conflict::Recipient)?;
        Ok(vec![ForwardedToAssessor { office, assessor, target: self.target(Stage::Assessment) }.into()])
    }

    pub(super) fn not_actionable(&self, ground: Ground, reason: Option<&ContentRef>) -> Events {
        let rule = rule_of(ground);
        let owner = if ground == Ground::PybConsideration { Role::Pyb } else { Role::Verifier };
        let may_system = self.context.rulebook.expiry_decision == ExpiryDecision::System;
        match self.context.actor.role {
            // R14: a rulebook may let the system decide, and only that the window has expired.
            Role::System if ground == Ground::NoDataSupplied && may_system => {}
            Role::System => self.role_only(CommandKind::DeclareNotActionable, owner, rule)?,
            role if role != owner => return Err(Rejection::GroundOfAnother { ground, allowed: owner, rule }),
            _ => {}
        }
        self.established(ground, rule)?;
        let Some(reason) = reason.cloned() else {
            return Err(Rejection::ReasonRequired { rule });
        };
        let outcome = Outcome::NotActionable;
        Ok(vec![DeclaredNotActionable { ground, reason }.into(), Closed { outcome }.into()])
    }

    /// Whether what was found bears the ground: found by a review that has seen all that there is (R10, T10).
    fn established(&self, ground: Ground, rule: Rule) -> Result<(), Rejection> {
        let reported = self.state.reported;
        // Nobody's own office ends a discipline case against them: it goes to the PYB (T6, T10).
        self.not_the_reported_office(self.state.holder)?;
        if ground == Ground::PybConsideration {
            return Ok(());
        }
        let window = self.state.window.filter(|_| ground == Ground::NoDataSupplied);
        if let Some(opens) = window {
            return Err(Rejection::WindowOpen { opens, zone: self.state.zone, rule });
        }
        if self.state.clarity.is_none() {
            return Err(Rejection::NotReviewed);
        }
        let holds = match ground {
            Ground::MaterialUnclear => return self.needs(Clarity::CannotBeClarified, rule),
            Ground::NoDataSupplied => {
                // What came while the window ran, by whichever way, is data that reached the verifier.
                let missed = self.state.window_expired && !self.state.data_came;
                return if missed { Ok(()) } else { Err(Rejection::NothingRequested { rule }) };
            }
            Ground::ReportedUnclear => reported == Some(Reported::Unclear),
            Ground::ReportedRetired => reported == Some(Reported::Retired),
            Ground::ReportedDeceased => reported == Some(Reported::Deceased),
            Ground::PybConsideration => true,
        };
        if holds { Ok(()) } else { Err(Rejection::GroundNotEstablished { ground, rule }) }
    }

    /// Demands a review of the present material that says `needed`.
    fn needs(&self, needed: Clarity, rule: Rule) -> Result<(), Rejection> {
        match self.state.clarity {
            Some(clarity) if clarity == needed => Ok(()),
            clarity => Err(Rejection::Clarity { clarity, needed, rule }),
        }
    }

    fn wrong_route(&self, right: CommandKind) -> Rejection {
        Rejection::WrongRoute { matter: self.matter(), right }
    }
}

fn of_djbc(office: Office) -> Result<(), Rejection> {
    if OFFICES_OF_DJBC.contains(office.kind) {
        Ok(())
    } else {
        Err(Rejection::WrongTarget { kind: office.kind, allowed: OFFICES_OF_DJBC, rule: Rule::R11 })
    }
}

const fn rule_of(ground: Ground) -> Rule {
    match ground {
        Ground::MaterialUnclear => Rule::R14a,
        Ground::NoDataSupplied => Rule::R14b,
        Ground::ReportedUnclear | Ground::ReportedRetired | Ground::ReportedDeceased => Rule::R14c,
        Ground::PybConsideration => Rule::R17,
    }
}
