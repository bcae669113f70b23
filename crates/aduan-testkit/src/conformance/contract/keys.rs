//! Keys, and what goes with them.

use crate::conformance::Store;
use crate::conformance::samples::{chunk, commit, content, message, queued, stream, wrapped};
use aduan_core::{Actor, Timestamp};
use aduan_store::vault::{KeyState, MasterKey, WrappedKey};
use aduan_store::{Access, AccessAnswer, Change, Commit, KeyChange, Message, StoreError};

pub fn content_needs_a_key(store: Store) {
    let of = stream(1);
    assert_eq!(store.key(of).unwrap(), KeyState::Never);
    let sealed = Commit { contents: vec![chunk(of, content(1))], ..commit(of, 0, 1, 1) };
    assert!(matches!(store.append(sealed.clone()), Err(StoreError::NoKey { .. })));
    let stage = || Change::Stage { chunks: vec![chunk(of, content(2))], at: Timestamp::MIN };
    assert!(matches!(store.change(stage()), Err(StoreError::NoKey { .. })));
    assert_eq!(store.chunk(of, content(2), 0).unwrap(), None);
    let key = wrapped(of);
    store.append(Commit { key: KeyChange::Create(key.clone()), ..sealed }).unwrap();
    assert_eq!(store.key(of).unwrap(), KeyState::Active(key));
    store.change(stage()).unwrap();
    assert_eq!(store.chunk(of, content(2), 0).unwrap(), Some(vec![1, 2, 3]));
}

pub fn a_key_is_made_once(store: Store) {
    let (of, key, other) = (stream(1), wrapped(stream(1)), wrapped(stream(1)));
    store.change(Change::CreateKey { complaint: of, key: key.clone() }).unwrap();
    store.change(Change::CreateKey { complaint: of, key: other.clone() }).unwrap();
    assert_eq!(store.key(of).unwrap(), KeyState::Active(key.clone()), "the first stays");
    let second = Commit { key: KeyChange::Create(other), ..commit(of, 0, 1, 1) };
    assert!(matches!(store.append(second), Err(StoreError::KeyExists { .. })));
    assert_eq!(store.key(of).unwrap(), KeyState::Active(key));
}

pub fn a_destroyed_key_takes_everything_sealed_with_it(store: Store) {
    for (of, number) in [(1, 1), (2, 2)] {
        let of = stream(of);
        let sealed = Commit {
            key: KeyChange::Create(wrapped(of)),
            contents: vec![chunk(of, content(1))],
            outbox: vec![message(of, number)],
            ..commit(of, 0, number, 1)
        };
        store.append(sealed).unwrap();
        store.change(Change::Stage { chunks: vec![chunk(of, content(2))], at: Timestamp::MIN }).unwrap();
    }
    let of = stream(1);
    let access = Access {
        complaint: of,
        content: content(1),
        actor: Actor::system(),
        at: Timestamp::MIN,
        answer: AccessAnswer::Shown,
    };
    store.change(Change::RecordAccess(access.clone())).unwrap();
    // Messages of the commit that destroys the key are removed too.
    let without_body = |number| Message { body: Vec::new(), ..message(of, number) };
    let last = Commit { outbox: vec![message(of, 3), without_body(4)], ..commit(of, 1, 3, 1) };
    store.append(Commit { key: KeyChange::Destroy, ..last }).unwrap();

    assert_eq!(store.key(of).unwrap(), KeyState::Destroyed);
    for gone in [content(1), content(2)] {
        assert_eq!(store.chunk(of, gone, 0).unwrap(), None, "content outlives its key");
        assert!(store.chunk(stream(2), gone, 0).unwrap().is_some(), "another complaint's content");
    }
    let left = [message(stream(2), 2), without_body(4)];
    assert_eq!(queued(&*store, 9), left, "others' stay, and what holds nothing of what is erased");
    assert_eq!(store.accesses(of).unwrap(), [access], "who read it is known all the same (R30)");
    assert_eq!(store.summary(of).unwrap().map(|row| row.version), Some(2));
    store.append(Commit { outbox: vec![message(of, 5)], ..commit(of, 2, 5, 1) }).unwrap();
    store.append(commit(of, 3, 6, 1)).unwrap();
    let left = [message(stream(2), 2), without_body(4), message(of, 5)];
    assert_eq!(queued(&*store, 9), left, "and so does what is promised later");
}

pub fn a_destroyed_key_stays_destroyed(store: Store) {
    let of = stream(1);
    let key = wrapped(of);
    store.append(Commit { key: KeyChange::Create(key.clone()), ..commit(of, 0, 1, 1) }).unwrap();
    store.append(Commit { key: KeyChange::Destroy, ..commit(of, 1, 2, 1) }).unwrap();
    for change in [KeyChange::Create(key.clone()), KeyChange::Destroy] {
        let after = Commit { key: change, ..commit(of, 2, 3, 1) };
        assert!(matches!(store.append(after), Err(StoreError::KeyDestroyed { .. })));
    }
    let sealed = Commit { contents: vec![chunk(of, content(2))], ..commit(of, 2, 3, 1) };
    assert!(matches!(store.append(sealed), Err(StoreError::KeyDestroyed { .. })));
    let stage = Change::Stage { chunks: vec![chunk(of, content(2))], at: Timestamp::MIN };
    assert!(matches!(store.change(stage), Err(StoreError::KeyDestroyed { .. })));
    let from = key.master;
    store.change(Change::CreateKey { complaint: of, key: key.clone() }).unwrap();
    store.change(Change::Rewrap { complaint: of, from, to: key }).unwrap();
    assert_eq!(store.key(of).unwrap(), KeyState::Destroyed, "for ever");
    // A complaint that never had a key may be erased as well.
    store.append(Commit { key: KeyChange::Destroy, ..commit(stream(2), 0, 4, 1) }).unwrap();
    assert_eq!(store.key(stream(2)).unwrap(), KeyState::Destroyed);
}

pub fn a_key_is_rewrapped_only_from_where_it_is(store: Store) {
    let to = MasterKey::from_bytes([2; 32]);
    for of in 1..=3 {
        let key = wrapped(stream(of));
        store.append(Commit { key: KeyChange::Create(key), ..commit(stream(of), 0, of, 1) }).unwrap();
    }
    store.append(Commit { key: KeyChange::Destroy, ..commit(stream(3), 1, 4, 1) }).unwrap();
    let KeyState::Active(key) = store.key(stream(1)).unwrap() else { panic!("it has a key") };
    let mut waiting = store.keys_not_under(to.id(), 9).unwrap();
    waiting.sort();
    assert_eq!(waiting, [stream(1), stream(2)], "active keys alone");
    assert_eq!(store.keys_not_under(to.id(), 1).unwrap().len(), 1, "at most so many");

    let rewrapped = WrappedKey { master: to.id(), bytes: vec![9; 72] };
    store.change(Change::Rewrap { complaint: stream(1), from: key.master, to: rewrapped.clone() }).unwrap();
    store.change(Change::Rewrap { complaint: stream(1), from: key.master, to: key.clone() }).unwrap();
    assert_eq!(store.key(stream(1)).unwrap(), KeyState::Active(rewrapped), "it was no longer under that one");
    assert_eq!(store.keys_not_under(to.id(), 9).unwrap(), [stream(2)]);
    assert_eq!(store.keys_not_under(key.master, 9).unwrap(), [stream(1)]);
}
