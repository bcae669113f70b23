//! The second step: what one command demands.

mod assessment;
mod care;
mod matter;
mod moves;
mod pyb;
mod reception;
mod separation;
mod telling;
mod tickets;
mod verification;

use super::Judge;
use crate::{Alias, Command, PersonId, Rejection};

impl Judge<'_> {
    pub(super) fn guard(&self, command: &Command) -> Result<(), Rejection> {
        self.demands(command)?;
        if command.names_nobody() {
            return Err(Rejection::NobodyNamed { command: command.kind() });
        }
        // The complainant would be told to have handled their own case. That they are not named as the official complained of, the
        // desk asks: only it knows whose alias that is.
        if command.officer() == Some(self.state.complainant) {
            return Err(Rejection::ComplainantNamed { command: command.kind() });
        }
        self.second_person(command)
    }

    /// What this one command demands.
    fn demands(&self, command: &Command) -> Result<(), Rejection> {
        match command {
            Command::Receive(receive) => self.receive(receive),
            Command::IssueTicket { deliveries, contact } => self.issue_ticket(*deliveries, contact),
            Command::ReissueTicket { deliveries, contact } => self.reissue_ticket(*deliveries, contact.as_ref()),
            Command::RevokeTicket { which } => self.revoke_ticket(*which),
            Command::AmendMaterial { elements, .. } => self.known(*elements),
            Command::ReviewMaterial(review) => self.review(review),
            Command::RequestData { .. } => self.request_data(),
            Command::SupplyData { elements, told_by, .. } => self.supply_data(*elements, *told_by),
            Command::ExpireDataWindow => self.expire_window(),
            Command::ForwardToPyb { office } => self.forward_to_pyb(*office),
            Command::ForwardToAssessor { office, assessor } => self.forward_to_assessor(*office, assessor.as_ref()),
            Command::DeclareNotActionable { ground, reason, public_reason } => {
                self.not_actionable(*ground, reason.as_ref(), public_reason.as_ref())
            }
            Command::DisposeToAssessor { office, assessor, .. } => self.dispose(*office, assessor.as_ref()),
            Command::ForwardToWise { shares, .. } => Self::forward_to_wise(*shares),
            Command::AcknowledgeWise { .. } => self.acknowledge_wise(),
            Command::ReturnFromWise { number, .. } => self.return_from_wise(*number),
            Command::RecordAssessmentStep { step, official, office, .. } => {
                self.step(*step, official.as_ref(), *office)
            }
            Command::ConcludeAssessment { .. } => self.conclude(),
            Command::DecideFollowUp { actions, .. } => self.follow_up(*actions),
            Command::Close => self.close(),
            Command::Reopen { .. } => self.reopen(),
            Command::Withdraw { told_by, evidence, .. } => self.withdraw(*told_by, evidence.is_some()),
            Command::ChooseConfidentiality { choice } => self.choose(*choice),
            Command::DiscloseIdentity { ground, recipient, recipient_role, .. } => {
                self.disclose(*ground, recipient, *recipient_role)
            }
            Command::RecordTold { notice, channel } => self.record_told(*notice, *channel),
            Command::RecordMailAccepted { notice } => self.record_mail_accepted(*notice),
            Command::PlaceLegalHold { hold, .. } => self.place_hold(*hold),
            Command::ReleaseLegalHold { hold, .. } => self.release_hold(*hold),
            Command::ErasePersonalData { basis } => self.erase(*basis),
            Command::Transfer { office, .. } => self.transfer(*office),
            Command::Recuse { .. } => self.recuse(),
            Command::PassToSuccessor => self.pass_to_successor(),
            Command::ReviewLateMaterial { .. } => self.review_late_material(),
            Command::ClearName { .. } => self.clear_name(command),
            Command::DecideMatter { matter, .. } => self.decide_matter(*matter),
            Command::LapseProposals => self.lapse(),
            // The table and what is permitted say it all.
            Command::RequestVerification
            | Command::WriteMessage { .. }
            | Command::MarkMessagesRead
            | Command::CancelRequest
            // What is said of a notice is recorded as said, early or late. What hangs on a telling falls with it.
            | Command::RecordNotTold { .. }
            | Command::DenyTelling { .. }
            | Command::ContestMatter { .. }
            | Command::AttachEvidence { .. }
            | Command::ReturnMisdirected { .. }
            | Command::Recall { .. } => Ok(()),
        }
    }

    /// R18: by its sender, before anybody has acted on it; and not by an office that must let its own case go (T6).
    pub(super) fn recall(&self) -> Result<(), Rejection> {
        let actor = self.actor();
        let sender = self.state.sender().filter(|_| self.state.recallable);
        if sender.is_none_or(|(role, office)| (actor.role, actor.office) != (role, Some(office))) {
            return Err(Rejection::NotRecallable { sender });
        }
        self.not_the_reported_office(actor.office)
    }
}

impl Command {
    /// Whether it names the system where a person should stand.
    fn names_nobody(&self) -> bool {
        if let Self::Receive(receive) = self {
            return receive.complainant == PersonId::SYSTEM;
        }
        self.named() == Some(Alias::NOBODY)
    }

    /// The officer to whom it gives something to do or to read.
    fn officer(&self) -> Option<PersonId> {
        match self {
            Self::ForwardToAssessor { assessor, .. } | Self::DisposeToAssessor { assessor, .. } => {
                assessor.as_ref().map(|assessor| assessor.id)
            }
            Self::DiscloseIdentity { recipient, .. } => Some(recipient.id),
            _ => None,
        }
    }

    /// The officer or official whom this command names, beside its giver, by their alias.
    pub fn named(&self) -> Option<Alias> {
        match self {
            Self::ReviewMaterial(review) => review.official.as_ref().map(|official| official.alias),
            Self::ForwardToAssessor { assessor, .. } | Self::DisposeToAssessor { assessor, .. } => {
                assessor.as_ref().map(|assessor| assessor.alias)
            }
            Self::RecordAssessmentStep { official, .. } | Self::ClearName { official, .. } => {
                official.as_ref().map(|official| official.alias)
            }
            Self::DiscloseIdentity { recipient, .. } => Some(recipient.alias),
            Self::Receive(_)
            | Self::IssueTicket { .. }
            | Self::ReissueTicket { .. }
            | Self::RevokeTicket { .. }
            | Self::RequestVerification
            | Self::AmendMaterial { .. }
            | Self::AttachEvidence { .. }
            | Self::RequestData { .. }
            | Self::SupplyData { .. }
            | Self::ExpireDataWindow
            | Self::WriteMessage { .. }
            | Self::MarkMessagesRead
            | Self::ForwardToPyb { .. }
            | Self::DeclareNotActionable { .. }
            | Self::ForwardToWise { .. }
            | Self::AcknowledgeWise { .. }
            | Self::ReturnFromWise { .. }
            | Self::ReturnMisdirected { .. }
            | Self::Recall { .. }
            | Self::Transfer { .. }
            | Self::Recuse { .. }
            | Self::PassToSuccessor
            | Self::LapseProposals
            | Self::ReviewLateMaterial { .. }
            | Self::ConcludeAssessment { .. }
            | Self::DecideFollowUp { .. }
            | Self::Close
            | Self::Reopen { .. }
            | Self::Withdraw { .. }
            | Self::ChooseConfidentiality { .. }
            | Self::ContestMatter { .. }
            | Self::DecideMatter { .. }
            | Self::CancelRequest
            | Self::RecordTold { .. }
            | Self::RecordMailAccepted { .. }
            | Self::RecordNotTold { .. }
            | Self::DenyTelling { .. }
            | Self::PlaceLegalHold { .. }
            | Self::ReleaseLegalHold { .. }
            | Self::ErasePersonalData { .. } => None,
        }
    }
}
