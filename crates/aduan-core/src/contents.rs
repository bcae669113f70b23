//! Which content an event or a command refers to: each by name, so that a new one is not passed over.

use crate::{Command, ContentRef, Event};

impl Event {
    /// Every content that this event refers to, the identity and contacts among them.
    ///
    /// ```
    /// use aduan_core::{Event, Outcome, event::Closed};
    /// assert!(Event::from(Closed { outcome: Outcome::Withdrawn }).contents().is_empty());
    /// ```
    pub fn contents(&self) -> Vec<&ContentRef> {
        match self {
            Self::Received(event) => {
                let identity = event.identity.iter().map(|identity| &identity.content);
                std::iter::once(&event.material).chain(identity).collect()
            }
            Self::TicketIssued(event) => event.contact.iter().collect(),
            Self::MaterialAmended(event) => vec![&event.content],
            Self::EvidenceAttached(event) => vec![&event.content],
            Self::MaterialReviewed(event) => event.note.iter().collect(),
            Self::DataRequested(event) => vec![&event.request],
            Self::DataSupplied(event) => vec![&event.content],
            Self::DisposedToAssessor(event) => event.instruction.iter().collect(),
            Self::ForwardedToWise(event) => vec![&event.reason],
            Self::WiseReturned(event) => event.note.iter().collect(),
            Self::AssessmentStepRecorded(event) => event.note.iter().collect(),
            Self::ReturnedMisdirected(event) => vec![&event.reason],
            Self::AssessmentConcluded(event) => vec![&event.report],
            Self::FollowUpDecided(event) => vec![&event.decision],
            Self::DeclaredNotActionable(event) => vec![&event.reason],
            Self::Reopened(event) => vec![&event.facts],
            Self::Withdrawn(event) => event.reason.iter().collect(),
            Self::IdentityDisclosed(event) => vec![&event.purpose],
            Self::LegalHoldPlaced(event) => vec![&event.reason],
            Self::LegalHoldReleased(event) => vec![&event.reason],
            Self::VerificationRequested(_)
            | Self::DataWindowExpired(_)
            | Self::ForwardedToPyb(_)
            | Self::ForwardedToAssessor(_)
            | Self::WiseAcknowledged(_)
            | Self::Closed(_)
            | Self::ConfidentialityChosen(_)
            | Self::ComplainantNotified(_)
            | Self::PersonalDataErased(_) => Vec::new(),
        }
    }
}

impl Command {
    /// Every content that this command refers to, to be exchanged: two commands that differ in nothing else say the
    /// same, if their contents do.
    ///
    /// ```
    /// use aduan_core::Command;
    /// assert!(Command::Close.contents_mut().is_empty());
    /// ```
    pub fn contents_mut(&mut self) -> Vec<&mut ContentRef> {
        match self {
            Self::Receive(receive) => {
                let identity = receive.identity.iter_mut().map(|identity| &mut identity.content);
                std::iter::once(&mut receive.material).chain(identity).collect()
            }
            Self::IssueTicket { contact: content, .. }
            | Self::AmendMaterial { content, .. }
            | Self::AttachEvidence { content, .. }
            | Self::RequestData { request: content }
            | Self::SupplyData { content, .. }
            | Self::ForwardToWise { reason: content, .. }
            | Self::ReturnMisdirected { reason: content }
            | Self::ConcludeAssessment { report: content, .. }
            | Self::DecideFollowUp { decision: content, .. }
            | Self::Reopen { facts: content }
            | Self::DiscloseIdentity { purpose: content, .. }
            | Self::PlaceLegalHold { reason: content, .. }
            | Self::ReleaseLegalHold { reason: content, .. } => vec![content],
            Self::ReviewMaterial(review) => review.note.iter_mut().collect(),
            Self::DisposeToAssessor { instruction: content, .. }
            | Self::ReturnFromWise { note: content, .. }
            | Self::RecordAssessmentStep { note: content, .. }
            | Self::DeclareNotActionable { reason: content, .. }
            | Self::Withdraw { reason: content } => content.iter_mut().collect(),
            Self::RequestVerification
            | Self::ExpireDataWindow
            | Self::ForwardToPyb { .. }
            | Self::ForwardToAssessor { .. }
            | Self::AcknowledgeWise { .. }
            | Self::Close
            | Self::ChooseConfidentiality { .. }
            | Self::NotifyComplainant { .. }
            | Self::ErasePersonalData { .. } => Vec::new(),
        }
    }
}
