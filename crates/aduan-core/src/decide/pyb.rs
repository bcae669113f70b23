//! The PYB and WISE: R15 to R17, R20.

use super::{Case, Events};
use crate::event::{Closed, DisposedToAssessor, ForwardedToWise, WiseAcknowledged, WiseReturned};
use crate::rulebook::DisciplineRoute;
use crate::{
    CommandKind, Conflict, ContentRef, Matter, Office, Outcome, PersonId, Rejection, Rule, Shares, Stage,
    WiseNumber, WiseOutcome,
};

impl Case<'_> {
    pub(super) fn dispose(
        &self,
        office: Office,
        assessor: Option<PersonId>,
        instruction: Option<&ContentRef>,
    ) -> Events {
        let wise =
            self.matter() == Matter::Discipline && self.context.rulebook.discipline == DisciplineRoute::Wise;
        // What the Inspectorate handed back is DJBC's to handle, under either regime (R20).
        if wise && self.state.wise_outcome != Some(WiseOutcome::Transferred) {
            return Err(Rejection::GoesToWise);
        }
        // It became known in the assessment that the official works here: only the Inspectorate is left (T6).
        self.not_the_reported_office(self.state.holder)?;
        let allowed = self.context.rulebook.disposition_targets;
        if !allowed.contains(office.kind) {
            return Err(Rejection::WrongTarget { kind: office.kind, allowed, rule: Rule::R15 });
        }
        self.not_the_reported_office(Some(office))?;
        self.not_the_reported(assessor, Conflict::Recipient)?;
        let target = self.target(Stage::Assessment);
        Ok(vec![DisposedToAssessor { office, assessor, instruction: instruction.cloned(), target }.into()])
    }

    pub(super) fn forward_to_wise(&self, reason: &ContentRef, shares: Shares) -> Events {
        if shares.is_empty() {
            return Err(Rejection::NothingNamed { command: CommandKind::ForwardToWise, rule: Rule::R16 });
        }
        let target = self.target(Stage::WithInspectorate);
        Ok(vec![ForwardedToWise { reason: reason.clone(), shares, target }.into()])
    }

    pub(super) fn acknowledge_wise(&self, number: WiseNumber) -> Events {
        if self.state.wise.is_some() {
            return Err(Rejection::Already { command: CommandKind::AcknowledgeWise, rule: Rule::R20 });
        }
        Ok(vec![WiseAcknowledged { number }.into()])
    }

    pub(super) fn return_from_wise(
        &self,
        number: WiseNumber,
        outcome: WiseOutcome,
        note: Option<&ContentRef>,
    ) -> Events {
        if self.state.wise != Some(number) {
            return Err(Rejection::WiseNumber { expected: self.state.wise });
        }
        let handed_back = outcome == WiseOutcome::Transferred;
        let target = if handed_back { self.target(Stage::WithPyb) } else { None };
        let mut events = vec![WiseReturned { number, outcome, note: note.cloned(), target }.into()];
        if !handed_back {
            events.push(Closed { outcome: Outcome::ByInspectorate }.into());
        }
        Ok(events)
    }
}
