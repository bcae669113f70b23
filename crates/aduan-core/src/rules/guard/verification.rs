//! Verification: R10 to R14.

use super::Judge;
use crate::rulebook::{ExpiryDecision, PublicReason};
use crate::{
    Clarity, CommandKind, Conflict, ContentRef, Elements, Ground, Matter, NoticeChannel, Office, Officer,
    Rejection, Reported, Review, Role, Rule, Stage,
};

impl Judge<'_> {
    pub(super) fn review(&self, review: &Review) -> Result<(), Rejection> {
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
        self.as_decided(review.matter)?;
        self.known_office(review.office)?;
        let official = review.official.as_ref().map(|official| official.alias);
        if official.is_some() && official == self.actor().alias {
            return Err(Rejection::Conflict { conflict: Conflict::Actor });
        }
        if !self.state.has_room_to_name(official, review.office) {
            return Err(Rejection::TooManyNamed);
        }
        Ok(())
    }

    pub(super) fn request_data(&self) -> Result<(), Rejection> {
        self.needs(Clarity::Insufficient, Rule::R12)?;
        // A question that cannot reach anybody would only start a clock against them (T10).
        if !self.state.is_reachable() {
            return Err(Rejection::Unreachable { rule: Rule::R12 });
        }
        Ok(())
    }

    pub(super) fn supply_data(
        &self,
        elements: Elements,
        told_by: Option<NoticeChannel>,
    ) -> Result<(), Rejection> {
        self.known(elements)?;
        // C4: a late answer is kept, though the window has ended.
        if self.state.stage == Stage::AwaitingData {
            self.says_how(CommandKind::SupplyData, Rule::R13, told_by)
        } else if self.missed() {
            Ok(())
        } else {
            Err(Rejection::NothingRequested { rule: Rule::R12 })
        }
    }

    /// Whether an answer comes too late, and is kept. For the complainant that depends on what they see alone: a review, which they do
    /// not, ends it for officers (C44).
    pub(in crate::rules) fn missed(&self) -> bool {
        let (state, theirs) = (self.state, self.actor().role == Role::Complainant);
        state.stage != Stage::AwaitingData && (state.window_expired || theirs && state.request > 0)
    }

    pub(super) fn expire_window(&self) -> Result<(), Rejection> {
        match self.state.window {
            Some(due) if due <= self.at => Ok(()),
            Some(opens) => Err(Rejection::WindowOpen { opens, zone: self.state.zone, rule: Rule::R13 }),
            None => Err(Rejection::NothingRequested { rule: Rule::R13 }),
        }
    }

    pub(super) fn forward_to_pyb(&self, office: Office) -> Result<(), Rejection> {
        // Whatever a unit makes of a case against its own office, the PYB decides (T6).
        let own_case = self.not_the_reported_office(self.state.holder).is_err();
        // And whatever one person makes of a case that they may not end alone (S1).
        let alone = self.separated(CommandKind::DeclareNotActionable).is_err();
        if !own_case && !alone || self.state.clarity.is_none() {
            self.needs(Clarity::Sufficient, Rule::R10)?;
        }
        if self.matter() != Matter::Discipline && !own_case {
            return Err(self.wrong_route(CommandKind::ForwardToAssessor));
        }
        self.goes_to(office, Rule::R11)?;
        self.not_the_reported_office(Some(office))
    }

    pub(super) fn forward_to_assessor(
        &self,
        office: Office,
        assessor: Option<&Officer>,
    ) -> Result<(), Rejection> {
        self.needs(Clarity::Sufficient, Rule::R10)?;
        if self.matter() == Matter::Discipline {
            return Err(self.wrong_route(CommandKind::ForwardToPyb));
        }
        self.goes_to(office, Rule::R11)?;
        // What was about discipline once, neither leaves its own unit past the PYB, nor comes to it (T6).
        self.not_the_reported_office(self.state.holder)?;
        self.not_the_reported_office(Some(office))?;
        self.not_the_reported(assessor.map(|assessor| assessor.alias), Conflict::Recipient)
    }

    pub(super) fn not_actionable(
        &self,
        ground: Ground,
        reason: Option<&ContentRef>,
        public_reason: Option<&ContentRef>,
    ) -> Result<(), Rejection> {
        let rule = rule_of(ground);
        let owner = if ground == Ground::PybConsideration { Role::Pyb } else { Role::Verifier };
        let may_system = self.rulebook.expiry_decision == ExpiryDecision::System;
        match self.actor().role {
            // R14: a rulebook may let the system decide, and only that the window has expired.
            Role::System if ground == Ground::NoDataSupplied && may_system => {}
            Role::System => self.role_only(CommandKind::DeclareNotActionable, owner, rule)?,
            role if role != owner => return Err(Rejection::GroundOfAnother { ground, allowed: owner, rule }),
            _ => {}
        }
        self.established(ground, rule)?;
        if reason.is_none() {
            return Err(Rejection::ReasonRequired { rule });
        }
        if public_reason.is_none() && self.rulebook.public_reason == PublicReason::Demanded {
            return Err(Rejection::PublicReasonRequired);
        }
        Ok(())
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
        if self.state.stage == Stage::AwaitingData || self.state.window_expired {
            self.was_told(ground)?;
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

const fn rule_of(ground: Ground) -> Rule {
    match ground {
        Ground::MaterialUnclear => Rule::R14a,
        Ground::NoDataSupplied => Rule::R14b,
        Ground::ReportedUnclear | Ground::ReportedRetired | Ground::ReportedDeceased => Rule::R14c,
        Ground::PybConsideration => Rule::R17,
    }
}
