//! The outbox as a queue: leases, order, attempts, ends.

use crate::conformance::samples::{commit, message, queued, stream, wrapped};
use crate::conformance::{Store, joined};
use aduan_core::{ComplaintId, Delivery, NoticeChannel, Timestamp, Undelivered};
use aduan_store::{
    Change, Commit, EventStore, KeyChange, LeaseId, Message, MessageEnd, MessageId, MessageName,
    MessageState, QueuedMessage, ReferenceDigest, Settled, StoreError, Topic,
};
use std::collections::HashSet;
use uuid::Uuid;

const TICKET: Topic = Topic::Ticket(Delivery::Email);

const fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

const fn id(number: u128) -> MessageId {
    MessageId(Uuid::from_u128(number))
}

const fn lease(number: u128) -> LeaseId {
    LeaseId(Uuid::from_u128(number))
}

/// Sealed messages to the complainant.
fn letters(of: ComplaintId, numbers: &[u128]) -> Vec<Message> {
    numbers.iter().map(|number| Message { topic: TICKET, ..message(of, *number) }).collect()
}

/// One complaint, with a key, and so many messages to its complainant.
fn promised(store: &dyn EventStore, of: u128, numbers: &[u128]) {
    let (of, key) = (stream(of), KeyChange::Create(wrapped(stream(of))));
    let outbox = letters(of, numbers);
    store.append(Commit { key, outbox, ..commit(of, 0, numbers[0], 1) }).unwrap();
}

/// Claims at `now` until `until`; the messages that were claimed.
fn claim(store: &dyn EventStore, by: u128, now: i64, until: i64, limit: u32) -> Vec<MessageId> {
    let claim = Change::ClaimMessages { lease: lease(by), now: at(now), until: at(until), limit };
    store.change(claim).unwrap();
    store.leased(lease(by)).unwrap().into_iter().map(|row| row.message.unwrap().id).collect()
}

fn begin(store: &dyn EventStore, of: u128, number: u128, by: u128, now: i64) -> Result<(), StoreError> {
    let (channel, rendered) = (Some(NoticeChannel::Email), format!("made at {now}").into_bytes());
    let (complaint, message, lease) = (stream(of), id(number), lease(by));
    store.change(Change::BeginAttempt { complaint, message, lease, at: at(now), channel, rendered })
}

fn postpone(store: &dyn EventStore, number: u128, by: u128, next: i64) -> Result<(), StoreError> {
    let (message, lease, why, next) = (id(number), lease(by), Undelivered::Deferred, at(next));
    store.change(Change::Postpone { message, lease, why, next })
}

fn settle(store: &dyn EventStore, number: u128, end: MessageEnd) {
    store.change(Change::Settle(Settled { message: id(number), end })).unwrap();
}

const fn dead(micros: i64) -> MessageEnd {
    MessageEnd::Dead { at: at(micros), why: Undelivered::Refused }
}

const fn accepted(micros: i64) -> MessageEnd {
    MessageEnd::Accepted { at: at(micros), reference: None }
}

fn row(store: &dyn EventStore, number: u128) -> QueuedMessage {
    store.queued(MessageName::Id(id(number))).unwrap().expect("it is there")
}

pub fn a_claimed_message_is_given_to_nobody_else_until_its_lease_ends(store: Store) {
    for of in 1..=4 {
        promised(&*store, of, &[of]);
    }
    assert_eq!(claim(&*store, 91, 10, 20, 3), [1, 2, 3].map(id), "the oldest first");
    assert_eq!(claim(&*store, 92, 11, 30, 9), [4].map(id));
    assert_eq!(claim(&*store, 93, 19, 40, 9), []);
    assert_eq!(claim(&*store, 94, 20, 40, 9), [1, 2, 3].map(id), "the first lease has ended");
    assert_eq!(store.leased(lease(91)).unwrap().len(), 0, "and holds nothing any more");
}

pub fn of_relays_that_claim_at_once_each_gets_others(store: Store) {
    for of in 1..=40 {
        promised(&*store, of, &[of]);
    }
    let claimed: Vec<MessageId> = std::thread::scope(|scope| {
        let relay = |by| {
            let store = &store;
            scope.spawn(move || claim(&**store, by, 10, 20, 10))
        };
        let relays: Vec<_> = (91..=94).map(relay).collect();
        relays.into_iter().flat_map(|relay| joined(relay.join())).collect()
    });
    assert_eq!(claimed.len(), 40);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 40, "each once");
}

pub fn a_later_message_waits_for_the_earlier_of_its_recipient(store: Store) {
    promised(&*store, 1, &[1, 2, 3]);
    let wise = Commit { outbox: vec![message(stream(1), 4)], ..commit(stream(1), 1, 4, 1) };
    store.append(wise).unwrap();
    promised(&*store, 2, &[5]);
    assert_eq!(claim(&*store, 91, 10, 20, 9), [1, 4, 5].map(id), "WISE is another recipient");
    postpone(&*store, 1, 91, 50).unwrap();
    assert_eq!(claim(&*store, 92, 21, 22, 9), [4, 5].map(id), "the second waits for the first");
    assert_eq!(claim(&*store, 93, 50, 60, 9), [1, 4, 5].map(id));
    settle(&*store, 1, MessageEnd::Removed);
    assert_eq!(claim(&*store, 94, 50, 60, 9), [2].map(id));
    settle(&*store, 2, accepted(55));
    assert_eq!(claim(&*store, 95, 50, 60, 9), [3].map(id));
}

pub fn a_dead_message_holds_up_no_other(store: Store) {
    promised(&*store, 1, &[1, 2]);
    assert_eq!(claim(&*store, 91, 10, 20, 9), [1].map(id));
    settle(&*store, 1, dead(11));
    assert_eq!(claim(&*store, 92, 12, 20, 9), [2].map(id));
    assert_eq!(row(&*store, 1).state, MessageState::Dead { at: at(11), why: Undelivered::Refused });
    settle(&*store, 1, MessageEnd::Removed);
    assert!(store.queued(MessageName::Id(id(1))).unwrap().is_none(), "until somebody takes it away");
}

pub fn an_attempt_needs_a_lease_that_has_not_ended(store: Store) {
    promised(&*store, 1, &[1]);
    let lost = |answer| assert!(matches!(answer, Err(StoreError::LeaseLost { message }) if message == id(1)));
    lost(begin(&*store, 1, 1, 91, 10));
    assert_eq!(claim(&*store, 91, 10, 20, 9), [1].map(id));
    lost(begin(&*store, 1, 1, 92, 11));
    lost(begin(&*store, 1, 1, 91, 20));
    assert_eq!(row(&*store, 1).attempts.count, 0);
    begin(&*store, 1, 1, 91, 12).unwrap();
    let attempts = row(&*store, 1).attempts;
    assert_eq!((attempts.count, attempts.begun, attempts.failed), (1, Some(at(12)), None));
    assert_eq!((attempts.channel, attempts.lease), (Some(NoticeChannel::Email), Some((lease(91), at(20)))));
    assert_eq!(claim(&*store, 92, 20, 30, 9), [1].map(id));
    lost(postpone(&*store, 1, 91, 99));
    lost(begin(&*store, 1, 1, 91, 21));
    settle(&*store, 1, MessageEnd::Removed);
    lost(begin(&*store, 1, 1, 92, 22));
}

pub fn an_erased_file_begins_no_attempt(store: Store) {
    promised(&*store, 1, &[1]);
    let notice = Message { body: Vec::new(), ..letters(stream(1), &[2]).remove(0) };
    store.append(Commit { outbox: vec![notice], ..commit(stream(1), 1, 2, 1) }).unwrap();
    assert_eq!(claim(&*store, 91, 10, 20, 9), [1].map(id));
    settle(&*store, 1, MessageEnd::Removed);
    assert_eq!(claim(&*store, 92, 10, 20, 9), [2].map(id));
    begin(&*store, 1, 2, 92, 11).unwrap();
    store.append(Commit { key: KeyChange::Destroy, ..commit(stream(1), 2, 3, 1) }).unwrap();
    assert!(matches!(begin(&*store, 1, 2, 92, 12), Err(StoreError::KeyDestroyed { .. })));
    assert_eq!(row(&*store, 2).rendered, None, "what was rendered goes with the key");
    assert!(matches!(begin(&*store, 9, 2, 92, 12), Err(StoreError::NoKey { .. })));
}

pub fn what_was_made_for_the_first_attempt_stays(store: Store) {
    promised(&*store, 1, &[1]);
    claim(&*store, 91, 10, 20, 9);
    begin(&*store, 1, 1, 91, 11).unwrap();
    claim(&*store, 92, 20, 30, 9);
    begin(&*store, 1, 1, 92, 21).unwrap();
    let row = store.leased(lease(92)).unwrap().remove(0);
    assert_eq!(row.rendered.as_deref(), Some(b"made at 11".as_slice()));
    assert_eq!(row.attempts.count, 2, "the first was begun, and nobody knows how it ended");
}

pub fn a_message_that_failed_is_left_until_its_time(store: Store) {
    promised(&*store, 1, &[1]);
    promised(&*store, 2, &[2]);
    claim(&*store, 91, 10, 20, 1);
    begin(&*store, 1, 1, 91, 11).unwrap();
    postpone(&*store, 1, 91, 100).unwrap();
    let attempts = row(&*store, 1).attempts;
    assert_eq!((attempts.failed, attempts.next), (Some(Undelivered::Deferred), Some(at(100))));
    assert_eq!(attempts.lease, None);
    assert_eq!(claim(&*store, 92, 99, 200, 9), [2].map(id), "it holds up no other complaint");
    assert_eq!(claim(&*store, 93, 100, 200, 9), [1].map(id));
}

pub fn a_message_that_ended_holds_nothing_sealed(store: Store) {
    for of in 1..=2 {
        promised(&*store, of, &[of]);
    }
    claim(&*store, 91, 10, 20, 9);
    begin(&*store, 1, 1, 91, 11).unwrap();
    begin(&*store, 2, 2, 91, 11).unwrap();
    settle(&*store, 1, accepted(12));
    settle(&*store, 2, dead(12));
    for number in 1..=2 {
        let row = row(&*store, number);
        assert_eq!((row.message.unwrap().body, row.rendered), (Vec::new(), None));
    }
    assert_eq!(store.sealed_since().unwrap(), None);
    assert_eq!(claim(&*store, 92, 99, 200, 9), [], "and is not sent again");
    store.change(Change::ForgetAccepted { before: at(12) }).unwrap();
    assert_eq!(queued(&*store, 9).len(), 2);
    store.change(Change::ForgetAccepted { before: at(13) }).unwrap();
    assert_eq!(queued(&*store, 9).iter().map(|it| it.id).collect::<Vec<_>>(), [id(2)], "the dead stay");
}

pub fn what_a_commit_withdraws_is_not_sent(store: Store) {
    promised(&*store, 1, &[1]);
    let sms = Message { topic: Topic::Ticket(Delivery::Sms), ..message(stream(1), 2) };
    store.append(Commit { outbox: vec![sms], ..commit(stream(1), 1, 2, 1) }).unwrap();
    promised(&*store, 2, &[3]);
    assert_eq!(claim(&*store, 91, 10, 20, 9), [1, 3].map(id));
    let instead = |expected| Commit {
        withdrawn: vec![TICKET],
        outbox: letters(stream(1), &[4]),
        ..commit(stream(1), expected, 40, 1)
    };
    store.append(instead(7)).expect_err("a conflict");
    assert_eq!(queued(&*store, 9).len(), 3, "nothing of a refused commit");
    store.append(instead(2)).unwrap();
    assert!(matches!(begin(&*store, 1, 1, 91, 11), Err(StoreError::LeaseLost { .. })));
    let left: Vec<_> = queued(&*store, 9).iter().map(|message| message.id).collect();
    assert_eq!(left, [2, 3, 4].map(id), "other topics and complaints stay, and what is promised with it");
    assert_eq!(claim(&*store, 92, 12, 20, 9), [2].map(id), "the next one's turn");
}

pub fn a_message_is_tried_at_once_where_an_operator_says_so(store: Store) {
    promised(&*store, 1, &[1, 2]);
    claim(&*store, 91, 10, 20, 9);
    postpone(&*store, 1, 91, 100).unwrap();
    store.change(Change::Retry(id(1))).unwrap();
    assert_eq!(claim(&*store, 92, 11, 20, 9), [1].map(id));
    store.change(Change::Retry(id(1))).unwrap();
    assert_eq!(claim(&*store, 93, 11, 20, 9), [], "not while a relay has it");
    settle(&*store, 1, dead(12));
    store.change(Change::Retry(id(1))).unwrap();
    assert_eq!(row(&*store, 1).state, MessageState::Waiting);
    assert_eq!(claim(&*store, 94, 13, 20, 9), [2].map(id), "behind those that wait");
    settle(&*store, 2, accepted(14));
    store.change(Change::Retry(id(2))).unwrap();
    store.change(Change::Retry(id(99))).unwrap();
    assert_eq!(claim(&*store, 95, 15, 20, 9), [1].map(id), "what was accepted is not sent twice");
}

pub fn sealed_messages_are_given_up_when_they_are_too_old(store: Store) {
    let promised_at = |(millis, random)| {
        MessageId(uuid::Builder::from_unix_timestamp_millis(millis, &[random; 10]).into_uuid())
    };
    let names = [(3000, 1), (1000, 2), (2000, 3), (1000, 4)].map(promised_at);
    for (of, name) in (1..).zip(names) {
        let topic = if of == 4 { Topic::Wise } else { TICKET };
        let body = if of == 4 { Vec::new() } else { vec![1] };
        let outbox = vec![Message { id: name, topic, body, ..message(stream(of), 0) }];
        store.append(Commit { outbox, ..commit(stream(of), 0, of, 1) }).unwrap();
    }
    let waiting = || -> Vec<MessageId> {
        let rows = store.outbox(0, 9).unwrap().into_iter().filter(QueuedMessage::is_waiting);
        rows.map(|row| row.message.unwrap().id).collect()
    };
    assert_eq!(store.sealed_since().unwrap(), Some(at(1_000_000)));
    let expire = |before, limit| Change::ExpireSealed { before: at(before), at: at(9_000_000), limit };
    store.change(expire(1_000_000, 9)).unwrap();
    assert_eq!(waiting(), names);
    store.change(expire(3_000_000, 1)).unwrap();
    assert_eq!(store.sealed_since().unwrap(), Some(at(2_000_000)), "at most so many, the oldest first");
    store.change(expire(3_000_000, 9)).unwrap();
    assert_eq!(waiting(), [names[0], names[3]], "what holds nothing sealed waits on");
    let expired = store.queued(MessageName::Id(names[1])).unwrap().unwrap();
    assert_eq!(expired.state, MessageState::Dead { at: at(9_000_000), why: Undelivered::Expired });
    assert_eq!(expired.message.unwrap().body, Vec::<u8>::new());
}

pub fn what_was_accepted_is_found_by_its_reference(store: Store) {
    promised(&*store, 1, &[1]);
    promised(&*store, 2, &[2]);
    let reference = |byte| ReferenceDigest([byte; 32]);
    settle(&*store, 1, MessageEnd::Accepted { at: at(5), reference: Some(reference(7)) });
    let found = store.queued(MessageName::Reference(reference(7))).unwrap().unwrap();
    assert_eq!((found.message.unwrap().id, found.state), (id(1), MessageState::Accepted { at: at(5) }));
    assert!(store.queued(MessageName::Reference(reference(8))).unwrap().is_none());
    assert!(store.queued(MessageName::Id(id(9))).unwrap().is_none());
}
