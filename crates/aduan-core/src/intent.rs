//! The command that a recorded batch came from: what an auditor puts to `decide` once more.

use crate::event::EvidenceAttached;
use crate::{Command, Event, Following, Purpose, Receive, Review};

impl Command {
    /// The command that led to these events, which are one recorded batch; `None` if no command leads to such.
    ///
    /// Every command leaves all that mattered in its events, so for every accepted command
    /// `decide(state, &Command::of(&events)?, context)` gives the same events again.
    pub fn of(batch: &[Event]) -> Option<Self> {
        // The window's expiry may have been found by any command (R13).
        let events = match batch {
            [Event::DataWindowExpired(_), rest @ ..] if !rest.is_empty() => rest,
            whole => whole,
        };
        Some(match events.first()?.clone() {
            Event::Received(received) => {
                let ticketed = events.iter().any(|event| matches!(event, Event::TicketIssued(_)));
                let wanted = ticketed && !received.channel.is_online();
                Self::Receive(Box::new(Receive {
                    register: received.register,
                    channel: received.channel,
                    matter: received.matter,
                    complainant: received.complainant,
                    standing: received.standing,
                    identity: received.identity,
                    confidentiality: received.confidentiality,
                    following: if wanted { Following::Wanted } else { Following::NotWanted },
                    material: received.material,
                    elements: received.elements,
                    reported_office: received.reported_office,
                    unit: received.unit,
                    zone: received.zone,
                }))
            }
            Event::TicketIssued(ticket) => {
                Self::IssueTicket { deliveries: ticket.deliveries, contact: ticket.contact? }
            }
            Event::VerificationRequested(_) => Self::RequestVerification,
            Event::MaterialAmended(amended) => {
                Self::AmendMaterial { content: amended.content, elements: amended.elements }
            }
            Event::EvidenceAttached(EvidenceAttached { content, media, purpose: Purpose::Evidence }) => {
                Self::AttachEvidence { content, media }
            }
            // A late answer keeps no list of elements: it answers nothing (C4).
            Event::EvidenceAttached(EvidenceAttached { content, purpose: Purpose::LateAnswer, .. }) => {
                Self::SupplyData { content, elements: crate::Elements::EMPTY }
            }
            Event::MaterialReviewed(review) => Self::ReviewMaterial(Box::new(Review {
                elements: review.elements,
                clarity: review.clarity,
                matter: review.matter,
                reported: review.reported,
                official: review.official,
                office: review.office,
                note: review.note,
            })),
            Event::DataRequested(asked) => Self::RequestData { request: asked.request },
            Event::DataSupplied(data) => Self::SupplyData { content: data.content, elements: data.elements },
            Event::DataWindowExpired(_) => Self::ExpireDataWindow,
            Event::ForwardedToPyb(sent) => Self::ForwardToPyb { office: sent.office },
            Event::ForwardedToAssessor(sent) => {
                Self::ForwardToAssessor { office: sent.office, assessor: sent.assessor }
            }
            Event::DisposedToAssessor(sent) => Self::DisposeToAssessor {
                office: sent.office,
                assessor: sent.assessor,
                instruction: sent.instruction,
            },
            Event::ForwardedToWise(sent) => Self::ForwardToWise { reason: sent.reason, shares: sent.shares },
            Event::WiseAcknowledged(taken) => Self::AcknowledgeWise { number: taken.number },
            Event::WiseReturned(back) => {
                Self::ReturnFromWise { number: back.number, outcome: back.outcome, note: back.note }
            }
            Event::AssessmentStepRecorded(step) => Self::RecordAssessmentStep {
                step: step.step,
                official: step.official,
                office: step.office,
                note: step.note,
            },
            Event::ReturnedMisdirected(back) => Self::ReturnMisdirected { reason: back.reason },
            Event::AssessmentConcluded(done) => {
                Self::ConcludeAssessment { finding: done.finding, report: done.report }
            }
            Event::FollowUpDecided(decided) => {
                Self::DecideFollowUp { actions: decided.actions, decision: decided.decision }
            }
            Event::DeclaredNotActionable(declared) => {
                Self::DeclareNotActionable { ground: declared.ground, reason: Some(declared.reason) }
            }
            Event::Closed(_) => Self::Close,
            Event::Reopened(reopened) => Self::Reopen { facts: reopened.facts },
            Event::Withdrawn(withdrawn) => Self::Withdraw { reason: withdrawn.reason },
            Event::ConfidentialityChosen(chosen) => Self::ChooseConfidentiality { choice: chosen.choice },
            Event::IdentityDisclosed(disclosed) => Self::DiscloseIdentity {
                ground: disclosed.ground,
                recipient: disclosed.recipient,
                recipient_role: disclosed.recipient_role,
                purpose: disclosed.purpose,
            },
            Event::ComplainantNotified(told) => {
                Self::NotifyComplainant { notice: told.notice, channel: told.channel }
            }
            Event::LegalHoldPlaced(hold) => Self::PlaceLegalHold { hold: hold.hold, reason: hold.reason },
            Event::LegalHoldReleased(hold) => Self::ReleaseLegalHold { hold: hold.hold, reason: hold.reason },
            Event::PersonalDataErased(erased) => Self::ErasePersonalData { basis: erased.basis },
        })
    }
}
