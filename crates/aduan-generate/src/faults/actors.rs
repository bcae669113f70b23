//! Faults in who acts, and by whose leave.

use super::Site;
use super::stream::{Stream, another};
use crate::alias::{known, officer};
use crate::rng::SeededRng;
use aduan_core::event::IdentityDisclosed;
use aduan_core::{
    Actor, Alias, DisclosureGround, Event, EventKind, OfficeKind, PersonId, Record, Role, Rulebook, Stage,
};

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
    let somebody = PersonId::new(rng.random());
    let record = stream.record_mut(batch.end - 1)?;
    record.actor = known(record.complaint, Actor { id: somebody, ..record.actor.clone() });
    Some((batch.end - 1, "uneven"))
}

pub(super) fn own_case(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let named = |event: &Event| match event {
        Event::MaterialReviewed(review) => Some(review.official.as_ref()?.alias),
        _ => None,
    };
    let (from, alias) = (0..stream.items.len()).find_map(|item| Some((item, named(stream.event(item)?)?)))?;
    let batch = stream.pick(rng, |batch, record| {
        let handles = HANDLING.contains(&record.event.kind());
        // A second review that names the actor would be a fault of another kind.
        batch.start > from && handles && record.event.kind() != EventKind::MaterialReviewed
    })?;
    let somebody = PersonId::new(rng.random());
    stream.change(&batch, |record| (record.actor.id, record.actor.alias) = (somebody, Some(alias)));
    Some((batch.start, "conflict"))
}

pub(super) fn other_alias(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |batch, record| {
        let before = |item| stream.record(item).is_some_and(|other| other.actor.id == record.actor.id);
        record.actor.alias.is_some() && (0..batch.start).any(before)
    })?;
    let alias = Alias::new(rng.random());
    stream.change(&batch, |record| record.actor.alias = Some(alias));
    Some((batch.start, "other_alias"))
}

pub(super) fn shared_alias(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let people = || (0..stream.items.len()).filter_map(|item| Some((item, stream.record(item)?)));
    let batch = stream.pick(rng, |batch, record| {
        let given =
            |other: &Record| other.event.officer().is_some_and(|officer| officer.id == record.actor.id);
        let is_them = |other: &Record| other.actor.id == record.actor.id || given(other);
        // Who acts once only, after somebody else did.
        let once = people().all(|(item, other)| batch.contains(&item) || !is_them(other));
        record.actor.alias.is_some() && once && alias_before(stream, batch.start).is_some()
    })?;
    let alias = alias_before(stream, batch.start);
    stream.change(&batch, |record| record.actor.alias = alias);
    Some((batch.start, "shared_alias"))
}

/// The alias of the last officer who acted before this item.
fn alias_before(stream: &Stream, item: usize) -> Option<Alias> {
    (0..item).rev().find_map(|item| stream.record(item)?.actor.alias)
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
        recipient: officer(stream.record(batch.start)?.complaint, verifier.id),
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
    let assessor = Actor::officer(PersonId::new(rng.random()), Role::Assessor, state.holder.or(state.unit)?);
    Some(known(state.id, assessor))
}
