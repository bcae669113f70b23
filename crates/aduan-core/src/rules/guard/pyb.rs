//! The PYB and WISE: R15 to R17, R20.

use super::Judge;
use crate::rulebook::DisciplineRoute;
use crate::{
    CommandKind, Conflict, Matter, Office, Officer, Rejection, Rule, Shares, WiseNumber, WiseOutcome,
};

impl Judge<'_> {
    pub(super) fn dispose(&self, office: Office, assessor: Option<&Officer>) -> Result<(), Rejection> {
        let wise = self.matter() == Matter::Discipline && self.rulebook.discipline == DisciplineRoute::Wise;
        // What the Inspectorate handed back is DJBC's to handle, under either regime (R20).
        if wise && self.state.wise_outcome != Some(WiseOutcome::Transferred) {
            return Err(Rejection::GoesToWise);
        }
        // It became known in the assessment that the official works here: only the Inspectorate is left (T6).
        self.not_the_reported_office(self.state.holder)?;
        let allowed = self.rulebook.disposition_targets;
        if !allowed.contains(office.kind) {
            return Err(Rejection::WrongTarget { kind: office.kind, allowed, rule: Rule::R15 });
        }
        self.goes_to(office, Rule::R15)?;
        self.not_the_reported_office(Some(office))?;
        self.not_the_reported(assessor.map(|assessor| assessor.alias), Conflict::Recipient)
    }

    pub(super) fn forward_to_wise(shares: Shares) -> Result<(), Rejection> {
        if shares.is_empty() {
            return Err(Rejection::NothingNamed { command: CommandKind::ForwardToWise, rule: Rule::R16 });
        }
        Ok(())
    }

    pub(super) fn acknowledge_wise(&self) -> Result<(), Rejection> {
        if self.state.wise.is_some() {
            return Err(Rejection::Already { command: CommandKind::AcknowledgeWise, rule: Rule::R20 });
        }
        Ok(())
    }

    pub(super) fn return_from_wise(&self, number: WiseNumber) -> Result<(), Rejection> {
        if self.state.wise != Some(number) {
            return Err(Rejection::WiseNumber { expected: self.state.wise });
        }
        Ok(())
    }
}
