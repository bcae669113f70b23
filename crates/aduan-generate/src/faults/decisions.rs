//! Faults in what was done.

use super::Site;
use super::actors::assessor;
use super::stream::{Stream, another};
use crate::rng::SeededRng;
use aduan_core::event::{AssessmentStepRecorded, TicketIssued};
use aduan_core::{
    Actor, Clarity, Deliveries, Delivery, Event, OfficeKind, Outcome, PersonId, Role, Step, TicketKind,
};

pub(super) fn wrong_target(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |_, record| matches!(record.event, Event::DisposedToAssessor(_)))?;
    let state = stream.before(batch.start)?;
    let kppbc = another(OfficeKind::Kppbc, &[state.reported_office, state.holder], rng)?;
    let right = match &mut stream.record_mut(batch.start)?.event {
        Event::DisposedToAssessor(sent) => std::mem::replace(&mut sent.office, kppbc),
        _ => return None,
    };
    // It is handled there, until an officer sends it elsewhere.
    for item in batch.end..stream.items.len() {
        let record = stream.record_mut(item)?;
        if matches!(record.event, Event::DisposedToAssessor(_)) {
            break;
        }
        if record.actor.role == Role::Assessor && record.actor.office == Some(right) {
            record.actor.office = Some(kppbc);
        }
    }
    Some((batch.start, "wrong_target"))
}

pub(super) fn missing_review(stream: &mut Stream) -> Site {
    // The effect of a withdrawal depends on a review, too.
    if stream.has(|event| matches!(event, Event::Withdrawn(_))) {
        return None;
    }
    let item = (0..stream.items.len()).find(|item| {
        let reviewed = matches!(stream.event(*item), Some(Event::MaterialReviewed(review)) if review.clarity == Clarity::Sufficient);
        let sent = matches!(
            stream.event(item + 1),
            Some(Event::ForwardedToPyb(_) | Event::ForwardedToAssessor(_))
        );
        reviewed && sent
    })?;
    stream.take_out(item..item + 1);
    Some((item, "clarity"))
}

/// The batch that declares not actionable, and nothing else.
fn declared(stream: &Stream) -> Option<usize> {
    stream.batches().into_iter().find_map(|batch| {
        let verifier = stream.record(batch.start)?.actor.role == Role::Verifier;
        let declared = matches!(stream.event(batch.start)?, Event::DeclaredNotActionable(_));
        (verifier && declared && batch.len() == 2).then_some(batch.start)
    })
}

pub(super) fn silent_close(stream: &mut Stream) -> Site {
    if stream.has(|event| matches!(event, Event::Withdrawn(_))) {
        return None;
    }
    let item = declared(stream)?;
    stream.take_out(item..item + 1);
    Some((item, "not_withdrawn"))
}

pub(super) fn half_decision(stream: &mut Stream) -> Site {
    let item = declared(stream)?;
    stream.take_out(item + 1..item + 2);
    Some((item, "different"))
}

pub(super) fn false_outcome(stream: &mut Stream) -> Site {
    let item = (0..stream.items.len()).find(|item| {
        let Some(Event::Closed(closed)) = stream.event(*item) else { return false };
        matches!(
            closed.outcome,
            Outcome::Substantiated | Outcome::PartlySubstantiated | Outcome::Unsubstantiated
        )
    })?;
    match &mut stream.record_mut(item)?.event {
        Event::Closed(closed) if closed.outcome == Outcome::Unsubstantiated => {
            closed.outcome = Outcome::Substantiated;
        }
        Event::Closed(closed) => closed.outcome = Outcome::Unsubstantiated,
        _ => return None,
    }
    Some((item, "different"))
}

pub(super) fn after_closing(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let closed =
        (0..stream.items.len()).find(|item| matches!(stream.event(*item), Some(Event::Closed(_))))?;
    let actor = assessor(stream, closed, rng)?;
    let event = AssessmentStepRecorded { step: Step::Examination, official: None, office: None, note: None };
    let item = stream.put_in(closed, actor, event.into(), rng)?;
    Some((item, "stage"))
}

pub(super) fn no_command(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    // A ticket that went out later names the contact that it went to.
    let batch = stream.pick(rng, |batch, _| batch.start > 0)?;
    let office = stream.before(batch.end)?.unit?;
    let actor = Actor::officer(PersonId::new(rng.random()), Role::Receiver, office);
    let (deliveries, kind) = (Deliveries::of(&[Delivery::Sms]), TicketKind::OfficerContact);
    let event = TicketIssued { deliveries, contact: None, ticket: 2, kind, quiet: None };
    let item = stream.put_in(batch.end - 1, actor, event.into(), rng)?;
    Some((item, "no_command"))
}
