//! Assessment, follow-up, closing and reopening: R18, R19, R21.

use super::Judge;
use crate::{
    Action, Actions, CommandKind, Conflict, Finding, Matter, Office, Official, Rejection, Role, Rule, Sender,
    Stage, Step, Steps,
};

impl Judge<'_> {
    pub(super) fn step(
        &self,
        step: Step,
        official: Option<&Official>,
        office: Option<Office>,
    ) -> Result<(), Rejection> {
        // One step may take several records; none is gone back to, none that is required is jumped.
        let done = self.state.step;
        let required = self.rulebook.steps(self.matter());
        let before = required.iter().copied().filter(|other| *other < step && done < Some(*other)).min();
        if let Some(expected) = before.or(done.filter(|done| step < *done)) {
            return Err(Rejection::StepOutOfOrder { step, expected });
        }
        self.known_office(office)?;
        let official = official.map(|official| official.alias);
        if official.is_some() && official == self.actor().alias {
            return Err(Rejection::Conflict { conflict: Conflict::Actor });
        }
        if !self.state.has_room_to_name(official.or(self.state.reported_official), office) {
            return Err(Rejection::TooManyNamed);
        }
        Ok(())
    }

    pub(super) fn conclude(&self) -> Result<(), Rejection> {
        let required = self.rulebook.steps(self.matter());
        let missing: Steps = required.iter().copied().filter(|step| self.state.step < Some(*step)).collect();
        if !missing.is_empty() {
            return Err(Rejection::StepsMissing { missing });
        }
        // A step may have shown that the reported official works here: then the file goes back (T6).
        self.not_the_reported_office(self.state.holder)?;
        if self.state.sent_by == Some(Sender::Pyb) {
            self.not_the_reported_office(self.state.pyb)?;
        }
        Ok(())
    }

    pub(super) fn follow_up(&self, actions: Actions) -> Result<(), Rejection> {
        self.not_the_reported_office(self.state.holder)?;
        if self.state.finding == Some(Finding::Unsubstantiated) {
            return Err(Rejection::NothingToFollow);
        }
        if actions.is_empty() {
            return Err(Rejection::NothingNamed { command: CommandKind::DecideFollowUp, rule: Rule::R19 });
        }
        if self.matter() == Matter::Discipline || actions.contains(Action::Discipline) {
            self.role_only(CommandKind::DecideFollowUp, Role::Pyb, Rule::R19)?;
        }
        if self.state.followed_up {
            return Err(Rejection::Already { command: CommandKind::DecideFollowUp, rule: Rule::R19 });
        }
        Ok(())
    }

    pub(super) fn close(&self) -> Result<(), Rejection> {
        if self.state.stage != Stage::FollowUp {
            return self.withdrawable();
        }
        self.not_the_reported_office(self.state.holder)?;
        if self.matter() == Matter::Discipline {
            self.role_only(CommandKind::Close, Role::Pyb, Rule::R19)?;
        }
        if self.state.finding != Some(Finding::Unsubstantiated) && !self.state.followed_up {
            return Err(Rejection::FollowUpMissing);
        }
        Ok(())
    }

    /// R21: a withdrawn complaint may be closed as such, unless it is about discipline; and what it is about is
    /// for the verifier to say, not for the complainant who may have been leant on (R10, T10).
    fn withdrawable(&self) -> Result<(), Rejection> {
        if !self.state.withdrawn {
            return Err(Rejection::NotWithdrawn);
        }
        if self.state.clarity.is_none() {
            return Err(Rejection::NotReviewed);
        }
        if self.matter() == Matter::Discipline {
            return Err(Rejection::DisciplineGoesOn);
        }
        self.not_the_reported_office(self.state.holder)
    }

    pub(super) fn reopen(&self) -> Result<(), Rejection> {
        let outcome = self.state.outcome;
        if !outcome.is_some_and(|outcome| self.rulebook.reopenable.contains(outcome)) {
            return Err(Rejection::NotReopenable { outcome });
        }
        // As a move, it is for no officer of the office complained of, and leads to none (T6).
        self.not_the_reported_office(self.actor().office)?;
        self.reopens_elsewhere(self.state.reopens_to()).map(drop)
    }
}
