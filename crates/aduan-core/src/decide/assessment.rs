//! Assessment, follow-up, closing and reopening: R18, R19, R21.

use super::{Case, Events};
use crate::event::{
    AssessmentConcluded, AssessmentStepRecorded, Closed, Event, FollowUpDecided, Reopened,
    ReturnedMisdirected,
};
use crate::{
    Action, Actions, CommandKind, Conflict, ContentRef, Finding, Matter, Office, Outcome, PersonId,
    Rejection, Role, Rule, Sender, Stage, Step, Steps,
};

impl Case<'_> {
    pub(super) fn step(
        &self,
        step: Step,
        official: Option<PersonId>,
        office: Option<Office>,
        note: Option<&ContentRef>,
    ) -> Events {
        // One step may take several records; none is gone back to, none that is required is jumped.
        let done = self.state.step;
        let required = self.context.rulebook.steps(self.matter());
        let before = required.iter().copied().filter(|other| *other < step && done < Some(*other)).min();
        if let Some(expected) = before.or(done.filter(|done| step < *done)) {
            return Err(Rejection::StepOutOfOrder { step, expected });
        }
        if official == Some(self.context.actor.id) {
            return Err(Rejection::Conflict { conflict: Conflict::Actor });
        }
        if !self.state.has_room_to_name(official.or(self.state.reported_official), office) {
            return Err(Rejection::TooManyNamed);
        }
        Ok(vec![AssessmentStepRecorded { step, official, office, note: note.cloned() }.into()])
    }

    pub(super) fn misdirected(&self, reason: &ContentRef) -> Event {
        let back_to =
            if self.state.sent_by == Some(Sender::Pyb) { Stage::WithPyb } else { Stage::Verification };
        ReturnedMisdirected { reason: reason.clone(), target: self.target(back_to) }.into()
    }

    pub(super) fn conclude(&self, finding: Finding, report: &ContentRef) -> Events {
        let required = self.context.rulebook.steps(self.matter());
        let missing: Steps = required.iter().copied().filter(|step| self.state.step < Some(*step)).collect();
        if !missing.is_empty() {
            return Err(Rejection::StepsMissing { missing });
        }
        // A step may have shown that the reported official works here: then the file goes back (T6).
        self.not_the_reported_office(self.state.holder)?;
        if self.state.sent_by == Some(Sender::Pyb) {
            self.not_the_reported_office(self.state.pyb)?;
        }
        Ok(vec![
            AssessmentConcluded { finding, report: report.clone(), target: self.target(Stage::FollowUp) }
                .into(),
        ])
    }

    pub(super) fn follow_up(&self, actions: Actions, decision: &ContentRef) -> Events {
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
        Ok(vec![FollowUpDecided { actions, decision: decision.clone() }.into()])
    }

    pub(super) fn close(&self) -> Events {
        let outcome = if self.state.stage == Stage::FollowUp {
            if self.matter() == Matter::Discipline {
                self.role_only(CommandKind::Close, Role::Pyb, Rule::R19)?;
            }
            let finding = self.state.finding.unwrap_or(Finding::Substantiated);
            if finding != Finding::Unsubstantiated && !self.state.followed_up {
                return Err(Rejection::FollowUpMissing);
            }
            Outcome::from(finding)
        } else {
            self.withdrawable()?;
            Outcome::Withdrawn
        };
        Ok(vec![Closed { outcome }.into()])
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
        Ok(())
    }

    pub(super) fn reopen(&self, facts: &ContentRef) -> Events {
        let outcome = self.state.outcome;
        if !outcome.is_some_and(|outcome| self.context.rulebook.reopenable.contains(outcome)) {
            return Err(Rejection::NotReopenable { outcome });
        }
        let target = self.target(self.state.reopens_to());
        Ok(vec![Reopened { facts: facts.clone(), target }.into()])
    }
}
