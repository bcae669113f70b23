//! What a complaint is about, where its complainant contests how that was recorded: W7.

use super::Judge;
use crate::rulebook::OwnOffice;
use crate::{CommandKind, Conflict, Matter, Office, Rejection, Rule, Sender, Stage};

impl Judge<'_> {
    /// Once: what a coordinator has decided stands.
    pub(in crate::rules) fn contest(&self) -> Result<(), Rejection> {
        if self.state.givers.count(CommandKind::ContestMatter) > 0 {
            return Err(Rejection::Already { command: CommandKind::ContestMatter, rule: Rule::W7 });
        }
        Ok(())
    }

    pub(in crate::rules) fn contested(&self) -> Result<(), Rejection> {
        if self.state.contested.is_none() {
            return Err(Rejection::NothingContested);
        }
        // Whether it is about discipline is the question, so it bars the office complained of whatever is recorded (T6).
        if self.actor().office.is_some_and(|office| self.is_complained_of(office)) {
            return Err(Rejection::Conflict { conflict: Conflict::Office });
        }
        Ok(())
    }

    pub(super) fn decide_matter(&self, matter: Matter) -> Result<(), Rejection> {
        let named = self.state.unit.is_some_and(|unit| self.is_complained_of(unit));
        if matter == Matter::Discipline && named && self.other_unit().is_none() {
            return Err(Rejection::NoFallbackUnit);
        }
        Ok(())
    }

    /// After a coordinator's decision no review makes less of a complaint than it is recorded to be. That it is about discipline may
    /// be found at any time: a decision must not bury a bribe for good (T10).
    pub(super) fn as_decided(&self, matter: Matter) -> Result<(), Rejection> {
        let decided = self.state.givers.count(CommandKind::DecideMatter) > 0;
        match self.state.matter {
            Some(right) if decided && right != matter && matter != Matter::Discipline => {
                Err(Rejection::MatterIsDecided { matter: right })
            }
            _ => Ok(()),
        }
    }

    /// The unit to which the file goes where this decision makes it a discipline case: it leaves the assessor, who had it without the
    /// PYB (R11), and a unit that it is about (T6).
    pub(in crate::rules) fn unit_for(&self, matter: Matter) -> Option<Office> {
        let state = self.state;
        let unit = state
            .unit
            .filter(|_| matter == Matter::Discipline && state.matter != Some(Matter::Discipline))?;
        let own = self.is_complained_of(unit);
        let right = if own { self.other_unit() } else { Some(unit) };
        match state.stage {
            Stage::Assessment | Stage::FollowUp if state.sent_by == Some(Sender::Verifier) => right,
            Stage::Closed => right,
            Stage::Intake | Stage::Verification | Stage::AwaitingData if own => right,
            _ => None,
        }
    }

    fn is_complained_of(&self, office: Office) -> bool {
        self.rulebook.own_office == OwnOffice::Refused && self.state.names_office(office)
    }

    fn other_unit(&self) -> Option<Office> {
        self.fallback_unit_but(|unit| self.state.names_office(unit))
    }
}
