//! Which error comes first.

use crate::conformance::Store;
use crate::conformance::samples::{chunk, commit, content, register, stream, wrapped};
use aduan_store::{Commit, KeyChange, StoreError};

fn name(error: &StoreError) -> &'static str {
    match error {
        StoreError::Invalid(_) => "Invalid",
        StoreError::Duplicate(_) => "Duplicate",
        StoreError::Conflict { .. } => "Conflict",
        StoreError::ClaimTaken { .. } => "ClaimTaken",
        StoreError::KeyExists { .. } => "KeyExists",
        StoreError::KeyDestroyed { .. } => "KeyDestroyed",
        StoreError::NoKey { .. } => "NoKey",
        StoreError::NotStaged { .. } => "NotStaged",
        _ => "another",
    }
}

/// A commit with every fault from the `from`th on; 0 has them all.
fn faulty(from: usize, key: &KeyChange, expected: u32, of: u128) -> Commit {
    let has = |fault: usize| from <= fault;
    let at = if has(2) { expected + 7 } else { expected };
    let mut commit = commit(stream(of), at, if has(1) { 1 } else { 100 + of }, 1);
    if has(0) {
        commit.lines.clear();
    }
    if has(3) {
        commit.claims = vec![register(1)];
    }
    if has(4) {
        commit.key = key.clone();
        commit.contents = vec![chunk(stream(of), content(1))];
    }
    // Beyond a fault of the key, that staged content is missing can only be told where there is a key.
    commit.bind = vec![content(99)];
    commit
}

pub fn of_two_errors_the_earlier_one_is_told(store: Store) {
    let key = |of| wrapped(stream(of));
    // 1 takes the claim and the command, 2 has a key, 3 had one, 4 has none.
    store.append(Commit { claims: vec![register(1)], ..commit(stream(1), 0, 1, 1) }).unwrap();
    store.append(Commit { key: KeyChange::Create(key(2)), ..commit(stream(2), 0, 2, 1) }).unwrap();
    store.append(Commit { key: KeyChange::Create(key(3)), ..commit(stream(3), 0, 3, 1) }).unwrap();
    store.append(Commit { key: KeyChange::Destroy, ..commit(stream(3), 1, 4, 1) }).unwrap();

    let of_the_key = [
        (2, 1, KeyChange::Create(key(2)), "KeyExists"),
        (3, 2, KeyChange::Keep, "KeyDestroyed"),
        (4, 0, KeyChange::Keep, "NoKey"),
    ];
    for (of, expected, key, keys_own) in of_the_key {
        let order = ["Invalid", "Duplicate", "Conflict", "ClaimTaken", keys_own];
        for (from, first) in order.into_iter().enumerate() {
            let answer = store.append(faulty(from, &key, expected, of));
            let told = name(&answer.expect_err("it has faults"));
            assert_eq!(told, first, "of all faults from {first} on");
        }
    }
    let told = name(&store.append(faulty(5, &KeyChange::Keep, 1, 2)).expect_err("nothing is staged"));
    assert_eq!(told, "NotStaged");
}
