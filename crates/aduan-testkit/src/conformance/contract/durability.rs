//! Data that must be there when the store is opened again, for stores that outlive their process.

use crate::conformance::StoreLocation;
use crate::conformance::samples::{
    PARTS, chunk, command, commit, content, log, message, parts, queued, register, stream, whole,
};
use aduan_core::{Actor, Timestamp};
use aduan_store::vault::{KeyState, MasterKey, WrappedKey};
use aduan_store::{
    Access, AccessAnswer, Change, Commit, KeyChange, MessageId, Settled, StoreError, digest_of,
};
use uuid::Uuid;

pub fn what_was_acknowledged_is_there_when_it_is_opened_again(place: &StoreLocation) {
    for number in 1..=3 {
        let store = place.open();
        store.append(whole(number)).unwrap();
        drop(store);
        let store = place.open();
        for number in 1..=number {
            assert_eq!(parts(&*store, number), PARTS, "of commit {number}");
        }
        assert_eq!(log(&*store).len(), number as usize * 3);
        assert_eq!(store.last_serial(2025).unwrap(), number);
    }
}

pub fn a_change_is_there_when_it_is_opened_again(place: &StoreLocation) {
    let of = stream(1);
    let access = Access {
        complaint: of,
        content: content(1),
        actor: Actor::system(),
        at: Timestamp::MIN,
        answer: AccessAnswer::Shown,
    };
    let to = WrappedKey { master: MasterKey::from_bytes([2; 32]).id(), bytes: vec![9; 72] };
    let from = MasterKey::from_bytes([1; 32]).id();
    place.open().append(whole(1)).unwrap();
    let stage = |number| Change::Stage { chunks: vec![chunk(of, content(number))], at: Timestamp::MIN };
    let changes = [
        stage(5),
        stage(6),
        Change::RecordAccess(access.clone()),
        Change::SaveCheckpoint { name: "model".to_owned(), position: 2 },
        Change::KeepEdition { digest: digest_of(b"{}"), content: b"{}".to_vec() },
        Change::Settle(Settled::removed(MessageId(Uuid::from_u128(1)))),
        Change::CreateKey { complaint: stream(2), key: to.clone() },
        Change::Rewrap { complaint: of, from, to: to.clone() },
    ];
    // Each is the last before its store is closed.
    for change in changes {
        place.open().change(change).unwrap();
    }
    let store = place.open();
    assert!(store.chunk(of, content(6), 0).unwrap().is_some(), "what was staged");
    store.append(Commit { bind: vec![content(5)], ..commit(of, 3, 2, 1) }).unwrap();
    drop(store);
    place.open().change(Change::DropStaged { before: Timestamp::MAX }).unwrap();

    let store = place.open();
    let there = |number| store.chunk(of, content(number), 0).unwrap().is_some();
    assert_eq!([5, 6].map(there), [true, false], "bound, dropped");
    assert_eq!(store.accesses(of).unwrap(), [access]);
    assert_eq!(store.checkpoint("model").unwrap(), 2);
    assert_eq!(store.edition(digest_of(b"{}")).unwrap().as_deref(), Some(&b"{}"[..]));
    assert_eq!(queued(&*store, 9), [], "what was sent is not sent again");
    for of in [1, 2] {
        assert_eq!(store.key(stream(of)).unwrap(), KeyState::Active(to.clone()));
    }
}

pub fn a_retry_after_reopening_gives_the_first_receipt(place: &StoreLocation) {
    let store = place.open();
    let first = store.append(whole(1)).unwrap().receipt;
    store.append(commit(stream(1), 3, 2, 1)).unwrap();
    drop(store);
    let store = place.open();
    match store.append(whole(1)) {
        Err(StoreError::Duplicate(receipt)) => assert_eq!(receipt, first),
        other => panic!("the same command again: {other:?}"),
    }
    assert_eq!(store.receipt(command(1)).unwrap(), Some(first));
    let taken = Commit { claims: vec![register(1)], ..commit(stream(9), 0, 9, 1) };
    assert!(matches!(store.append(taken), Err(StoreError::ClaimTaken { .. })));
    let conflict = store.append(commit(stream(1), 0, 8, 1));
    assert!(matches!(conflict, Err(StoreError::Conflict { actual: 4, .. })), "{conflict:?}");
}

pub fn the_log_goes_on_where_it_ended(place: &StoreLocation) {
    let mut head = aduan_store::LogHead::default();
    for number in 1..=5 {
        let store = place.open();
        let next = commit(stream(number), 0, number, 2);
        next.lines.iter().for_each(|line| head.push(*line.leaf()));
        let receipt = store.append(next).unwrap().receipt;
        assert_eq!(receipt.position, head.size(), "no position is used twice, none is left out");
        assert_eq!(store.head().unwrap(), head);
        assert_eq!(store.wait_beyond(0, std::time::Duration::ZERO).unwrap(), head.size());
    }
}

pub fn what_was_erased_stays_erased(place: &StoreLocation) {
    let store = place.open();
    store.append(whole(1)).unwrap();
    let last =
        Commit { key: KeyChange::Destroy, outbox: vec![message(stream(1), 7)], ..commit(stream(1), 3, 2, 1) };
    store.append(last).unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.key(stream(1)).unwrap(), KeyState::Destroyed);
    assert_eq!(store.chunk(stream(1), content(1), 0).unwrap(), None);
    assert_eq!(queued(&*store, 9), []);
    assert_eq!(log(&*store).len(), 4, "the history stands");
}
