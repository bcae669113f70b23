//! Which content an event refers to.

use aduan_core::ContentRef;
use aduan_core::event::Event;

/// The content that an event refers to, except the identity and contacts, which nobody reads as content.
pub(super) fn texts(event: &Event) -> Vec<&ContentRef> {
    match event {
        Event::Received(event) => vec![&event.material],
        Event::MaterialAmended(event) => vec![&event.content],
        Event::EvidenceAttached(event) => vec![&event.content],
        Event::DataRequested(event) => vec![&event.request],
        Event::DataSupplied(event) => vec![&event.content],
        Event::ForwardedToWise(event) => vec![&event.reason],
        Event::ReturnedMisdirected(event) => vec![&event.reason],
        Event::AssessmentConcluded(event) => vec![&event.report],
        Event::FollowUpDecided(event) => vec![&event.decision],
        Event::DeclaredNotActionable(event) => vec![&event.reason],
        Event::Reopened(event) => vec![&event.facts],
        Event::IdentityDisclosed(event) => vec![&event.purpose],
        Event::LegalHoldPlaced(event) => vec![&event.reason],
        Event::LegalHoldReleased(event) => vec![&event.reason],
        Event::MaterialReviewed(event) => event.note.iter().collect(),
        Event::DisposedToAssessor(event) => event.instruction.iter().collect(),
        Event::WiseReturned(event) => event.note.iter().collect(),
        Event::AssessmentStepRecorded(event) => event.note.iter().collect(),
        Event::Withdrawn(event) => event.reason.iter().collect(),
        _ => Vec::new(),
    }
}
