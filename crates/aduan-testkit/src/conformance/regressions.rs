//! Promises that stores or the desk once broke: each rule failed before it was kept.

use super::samples::{commit, stream};
use super::{Store, joined};
use crate::test_desk::{STORY, TestDesk, elements, receiver, reception};
use aduan_core::{
    Actor, Channel, Command, ComplaintId, Delivery, Elements, Following, Matter, Media, Notice,
};
use aduan_store::desk::{Effect, TicketSecret, Trace};
use aduan_store::vault::{KeyRing, MasterKey, VaultError, WrappedKey};
use aduan_store::{
    Commit, DeskError, KeyChange, Message, MessageId, OsEntropy, StoreError, Subscription, Topic,
};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};
use uuid::Uuid;

fn message(number: u128, complaint: ComplaintId, topic: Topic) -> Message {
    Message { id: MessageId(Uuid::from_u128(number)), complaint, topic, body: vec![1, 2, 3] }
}

pub fn one_damaged_letter_holds_up_no_other(store: Store) {
    let world = TestDesk::new(store);
    // One that no key opens, and one of a complaint whose lines are no records.
    let outbox = vec![
        message(1, stream(1), Topic::Ticket(Delivery::Sms)),
        message(2, stream(1), Topic::Notice(Notice::Outcome)),
    ];
    world.store.append(Commit { outbox, ..commit(stream(1), 0, 1, 1) }).unwrap();
    let mut by_phone = reception(Channel::Telephone, Matter::Duties);
    by_phone.following = Following::Wanted;
    world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), by_phone.clone()).unwrap();
    let page = world.desk.outbox(0, 9).unwrap();
    assert_eq!(page.ready.len(), 2, "the ticket, and the register number");
    let why: Vec<_> =
        page.unreadable.iter().map(|left| (left.message.unwrap().0.0.as_u128(), &left.why)).collect();
    assert!(matches!(
        why[..],
        [
            (1, DeskError::Vault(VaultError::NeverSealed { .. })),
            (2, DeskError::Store(StoreError::Corrupt { .. }))
        ]
    ));
    world.desk.sent(MessageId(Uuid::from_u128(1))).unwrap();
    assert_eq!(world.desk.outbox(0, 9).unwrap().unreadable.len(), 1, "until somebody takes it away");
}

pub fn the_outbox_is_read_page_by_page(store: Store) {
    let world = TestDesk::new(store);
    let outbox = (1..=5).map(|number| message(number, stream(1), Topic::Wise)).collect();
    world.store.append(Commit { outbox, ..commit(stream(1), 0, 1, 1) }).unwrap();
    let (mut after, mut seen) = (0, Vec::new());
    while let page = world.desk.outbox(after, 2).unwrap()
        && let Some(next) = page.next
    {
        seen.extend(page.ready.iter().map(|letter| letter.id.0.as_u128()));
        // Taking one away loses no place.
        world.desk.sent(page.ready[0].id).unwrap();
        after = next;
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
}

pub fn a_visitor_may_call_the_store(store: Store) {
    store.append(commit(stream(1), 0, 1, 3)).unwrap();
    let reading = Arc::clone(&store);
    let (done, waited) = std::sync::mpsc::channel();
    let calling = std::thread::spawn(move || {
        let mut seen = 0;
        let mut visit = |entry: aduan_store::StoredEvent<'_>| {
            assert!(reading.head()?.size() >= entry.position);
            reading.append(commit(
                stream(u128::from(entry.position) + 1),
                0,
                7 + u128::from(entry.position),
                1,
            ))?;
            seen += 1;
            Ok(())
        };
        reading.read_log(0, 99, &mut visit).unwrap();
        assert_eq!(seen, 3, "it sees what was there when it began");
        reading.read_stream(stream(1), &mut |_| reading.head().map(drop)).unwrap();
        done.send(()).unwrap();
    });
    match waited.recv_timeout(Duration::from_secs(20)) {
        Err(RecvTimeoutError::Timeout) => panic!("it waits for itself"),
        // It is over, well or not.
        Ok(()) | Err(RecvTimeoutError::Disconnected) => joined(calling.join()),
    }
    assert_eq!(store.head().unwrap().size(), 6);
}

fn amend(
    world: &TestDesk,
    trace: &Trace,
    id: ComplaintId,
    words: &str,
    elements: Elements,
) -> Result<Effect, DeskError> {
    let complainant = Actor::complainant(world.desk.complaint(id).unwrap().complainant);
    let say = Command::AmendMaterial { content: words.into(), elements };
    world.desk.act(trace, &complainant, id, say).map(|done| done.effect)
}

pub fn a_command_id_used_for_another_command_is_told(store: Store) {
    let world = TestDesk::new(store);
    let (id, trace) = (world.online(Matter::Duties).0.complaint.id, world.desk.trace().unwrap());
    let (none, all) = (Elements::EMPTY, elements());
    assert_eq!(amend(&world, &trace, id, "pukul 9", none).unwrap(), Effect::Recorded);
    assert_eq!(amend(&world, &trace, id, "pukul 9", none).unwrap(), Effect::RecordedBefore);
    for (words, elements) in [("pukul 8", none), ("pukul 9", all)] {
        let other = amend(&world, &trace, id, words, elements);
        assert!(matches!(other, Err(DeskError::CommandReused { .. })), "{words}: {other:?}");
    }
    let complainant = Actor::complainant(world.desk.complaint(id).unwrap().complainant);
    let other = world.desk.act(
        &trace,
        &complainant,
        id,
        Command::Withdraw { reason: None, told_by: None, evidence: None },
    );
    assert!(matches!(other, Err(DeskError::CommandReused { .. })));

    let (trace, secret) = (world.desk.trace().unwrap(), TicketSecret::fresh(&OsEntropy).unwrap());
    let mut first = reception(Channel::Website, Matter::Duties);
    world.desk.receive_online(&trace, first.clone(), &secret).unwrap();
    first.material = "lain sama sekali".into();
    let other = world.desk.receive_online(&trace, first.clone(), &secret).map(drop);
    assert!(matches!(other, Err(DeskError::CommandReused { .. })), "{other:?}");
    assert_eq!(world.store.head().unwrap().size(), 7);
}

pub fn an_attachment_that_was_uploaded_again_is_the_same_command(store: Store) {
    let world = TestDesk::new(store);
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let trace = world.desk.trace().unwrap();
    let attach = |bytes: &[u8]| {
        let attachment = world.desk.upload(id, &mut &*bytes, 1 << 20).unwrap();
        let say = Command::AttachEvidence { content: attachment.clone(), media: Media::Photo };
        world.desk.act(&trace, &complainant, id, say).map(|done| done.effect)
    };
    let photo = vec![7; 200_000];
    assert_eq!(attach(&photo).unwrap(), Effect::Recorded);
    assert_eq!(attach(&photo).unwrap(), Effect::RecordedBefore);
    assert!(matches!(attach(&photo[1..]), Err(DeskError::CommandReused { .. })));
}

pub fn a_retry_after_an_erasure_gives_the_first_result(store: Store) {
    let world = TestDesk::new(store);
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let trace = world.desk.trace().unwrap();
    amend(&world, &trace, id, "pukul 9", Elements::EMPTY).unwrap();
    world.close(id, &complainant);
    world.erase(id);
    assert_eq!(amend(&world, &trace, id, "pukul 9", Elements::EMPTY).unwrap(), Effect::RecordedBefore);
}

pub fn a_retried_reception_is_not_decided_again_and_takes_no_number(store: Store) {
    let world = TestDesk::new(store);
    let (trace, manual) = (world.desk.trace().unwrap(), reception(Channel::Letter, Matter::Duties));
    let first = world.desk.receive_manual(&trace, &receiver(), manual.clone()).unwrap();
    for _ in 0..3 {
        let again = world.desk.receive_manual(&trace, &receiver(), manual.clone()).unwrap();
        assert_eq!((again.effect, again.receipt), (Effect::RecordedBefore, first.receipt));
    }
    let next = world.online(Matter::Duties).0.complaint.register.unwrap();
    assert!(next.to_string().starts_with("2025-000002-"), "{next}");
    // Decided anew, it would be refused: the rulebook was not in force on this day.
    world.set("2001-01-01T03:00:00.000000Z");
    let again = world.desk.receive_manual(&trace, &receiver(), manual.clone()).unwrap();
    assert_eq!(again.effect, Effect::RecordedBefore);
    assert!(!format!("{again:?}").contains(STORY));
}

pub fn one_damaged_key_stops_no_rotation(store: Store) {
    let (old, new) = (MasterKey::from_bytes([1; 32]), MasterKey::from_bytes([2; 32]));
    let ring = KeyRing::new(old.clone());
    // The first and the last that are found.
    for number in [1, u128::MAX] {
        let damaged = WrappedKey { master: old.id(), bytes: vec![9; 72] };
        let key = KeyChange::Create(damaged);
        store.append(Commit { key, ..commit(stream(number), 0, number, 1) }).unwrap();
    }
    let world = TestDesk::with_keys(Arc::clone(&store), ring.clone());
    (0..3).for_each(|_| drop(world.online(Matter::Duties)));
    let world = TestDesk::with_keys(Arc::clone(&store), ring.rotated(new.clone()));
    let mut done = 0;
    loop {
        let some = world.desk.rewrap_keys(1).unwrap();
        done += some.done;
        if some.done == 0 {
            let whose: Vec<_> = some.damaged.iter().map(|(complaint, _)| *complaint).collect();
            assert_eq!(whose, [stream(1), stream(u128::MAX)]);
            assert!(matches!(some.damaged[0].1, VaultError::WrappedKeyDamaged { .. }));
            break;
        }
    }
    assert_eq!(done, 4, "the others, and the desk's own");
    assert_eq!(store.keys_not_under(new.id(), 9).unwrap().len(), 2);
}

pub fn a_subscription_ahead_of_the_log_is_told(store: Store) {
    store.append(commit(stream(1), 0, 1, 3)).unwrap();
    let begun = Instant::now();
    let ahead = || Subscription::open(&*store, "report").unwrap().from(9);
    for result in [ahead().next(9), ahead().wait(9, Duration::from_secs(30))] {
        assert!(matches!(result, Err(StoreError::Ahead { position: 9, size: 3, .. })));
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "it waited");
    assert_eq!(Subscription::open(&*store, "report").unwrap().from(3).next(9).unwrap(), []);
}
