//! Faults in who acts, and by whose leave.

use super::Site;
use super::stream::{Stream, another};
use crate::rng::SeededRng;
use aduan_core::event::IdentityDisclosed;
use aduan_core::{Actor, DisclosureGround, Event, EventKind, OfficeKind, PersonId, Role, Rulebook, Stage};

/// Events to which only an officer at the office that holds the file leads.
const HANDLING: &[EventKind] = &[
    EventKind::MaterialReviewed,
    EventKind::DataRequested,
    EventKind::ForwardedToPyb,
    EventKind::ForwardedToAssessor,
    EventKind::DisposedToAssessor,
    EventKind::ForwardedToWise,
    EventKind::AssessmentStepRecorded,
    EventKind::ReturnedMisdirected,
    EventKind::AssessmentConcluded,
    EventKind::FollowUpDecided,
];

pub(super) fn wrong_role(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |_, record| HANDLING.contains(&record.event.kind()))?;
    let wrong = rng.pick(&[Role::DataProtectionOfficer, Role::Receiver, Role::Inspectorate])?;
    stream.change(&batch, |record| record.actor.role = wrong);
    Some((batch.start, "role"))
}

pub(super) fn wrong_office(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |_, record| HANDLING.contains(&record.event.kind()))?;
    let office = another(OfficeKind::Kanwil, &[stream.record(batch.start)?.actor.office], rng);
    stream.change(&batch, |record| record.actor.office = office);
    Some((batch.start, "place"))
}

pub(super) fn forged_complainant(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch =
        stream.pick(rng, |batch, record| batch.start > 0 && record.actor.role == Role::Complainant)?;
    let somebody = PersonId::new(rng.random());
    stream.change(&batch, |record| record.actor.id = somebody);
    Some((batch.start, "not_the_complainant"))
}

pub(super) fn forged_half(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |batch, _| batch.len() > 1)?;
    stream.record_mut(batch.end - 1)?.actor.id = PersonId::new(rng.random());
    Some((batch.end - 1, "uneven"))
}

pub(super) fn own_case(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let named = |event: &Event| match event {
        Event::MaterialReviewed(review) => review.official,
        _ => None,
    };
    let (from, official) =
        (0..stream.items.len()).find_map(|item| Some((item, named(stream.event(item)?)?)))?;
    let batch = stream.pick(rng, |batch, record| {
        let handles = HANDLING.contains(&record.event.kind());
        // A second review that names the actor would be a fault of another kind.
        batch.start > from && handles && record.event.kind() != EventKind::MaterialReviewed
    })?;
    stream.change(&batch, |record| record.actor.id = official);
    Some((batch.start, "conflict"))
}

pub(super) fn false_approver(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |_, record| matches!(record.event, Event::IdentityDisclosed(_)))?;
    let approver = PersonId::new(rng.random());
    match &mut stream.record_mut(batch.start)?.event {
        Event::IdentityDisclosed(disclosed) => disclosed.approver = approver,
        _ => return None,
    }
    Some((batch.start, "different"))
}

pub(super) fn unapproved(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |_, record| matches!(record.event, Event::MaterialReviewed(_)))?;
    let state = stream.before(batch.end)?;
    let verifier = stream.record(batch.start)?.actor.clone();
    if state.identity.is_empty() || state.stage != Stage::Verification || state.names_office(verifier.office?)
    {
        return None;
    }
    let at = state.last_at;
    let event = IdentityDisclosed {
        ground: DisclosureGround::EaseInvestigation,
        approver: verifier.id,
        recipient: verifier.id,
        recipient_role: Role::Verifier,
        purpose: rng.content(at),
    };
    let item = stream.put_in(batch.end - 1, verifier, event.into(), rng)?;
    Some((item, "approval_required"))
}

pub(super) fn wrong_rulebook(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |batch, _| batch.start > 0)?;
    let right = stream.record(batch.start)?.rulebook;
    let wrong = Rulebook::shipped().into_iter().map(|book| book.id).find(|id| *id != right)?;
    stream.change(&batch, |record| record.rulebook = wrong);
    Some((batch.start, "wrong_rulebook"))
}

/// An assessor of the office that had the file.
pub(super) fn assessor(stream: &Stream, item: usize, rng: &mut SeededRng) -> Option<Actor> {
    let state = stream.before(item)?;
    Some(Actor::officer(PersonId::new(rng.random()), Role::Assessor, state.holder.or(state.unit)?))
}
