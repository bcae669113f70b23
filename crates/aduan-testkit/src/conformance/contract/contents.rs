//! Sealed contents: with a commit, or staged before it.

use crate::conformance::Store;
use crate::conformance::samples::{chunk, commit, content, stream, wrapped};
use aduan_core::Timestamp;
use aduan_store::{Change, Commit, KeyChange, SealedChunk, StoreError};

fn with_key(store: &Store, of: u128) {
    let key = KeyChange::Create(wrapped(stream(of)));
    store.append(Commit { key, ..commit(stream(of), 0, of, 1) }).unwrap();
}

fn stage(store: &Store, of: u128, number: u128, index: u32, micros: i64) -> Result<(), StoreError> {
    let chunks = vec![SealedChunk { index, ..chunk(stream(of), content(number)) }];
    store.change(Change::Stage { chunks, at: Timestamp::from_micros(micros) })
}

pub fn staged_content_is_bound_or_dropped(store: Store) {
    with_key(&store, 1);
    for (number, at) in [(1, 10), (2, 19), (3, 20)] {
        stage(&store, 1, number, 0, at).unwrap();
    }
    store.append(Commit { bind: vec![content(1)], ..commit(stream(1), 1, 2, 1) }).unwrap();
    store.change(Change::DropStaged { before: Timestamp::from_micros(20) }).unwrap();
    let there = |number| store.chunk(stream(1), content(number), 0).unwrap().is_some();
    assert_eq!([1, 2, 3].map(there), [true, false, true], "bound, dropped, staged at that very instant");
    store.append(Commit { bind: vec![content(3)], ..commit(stream(1), 2, 3, 1) }).unwrap();
    store.change(Change::DropStaged { before: Timestamp::MAX }).unwrap();
    assert_eq!([1, 2, 3].map(there), [true, false, true], "what is bound stays");
}

pub fn what_is_not_staged_is_not_bound(store: Store) {
    with_key(&store, 1);
    with_key(&store, 2);
    stage(&store, 1, 1, 0, 10).unwrap();
    stage(&store, 2, 2, 0, 10).unwrap();
    for missing in [content(9), content(2)] {
        let bind = vec![content(1), missing];
        let answer = store.append(Commit { bind, ..commit(stream(1), 1, 3, 1) });
        assert!(matches!(answer, Err(StoreError::NotStaged { content }) if content == missing), "{answer:?}");
    }
    store.append(Commit { bind: vec![content(1)], ..commit(stream(1), 1, 3, 1) }).unwrap();
    let again = store.append(Commit { bind: vec![content(1)], ..commit(stream(1), 2, 4, 1) });
    assert!(matches!(again, Err(StoreError::NotStaged { .. })), "bound once: {again:?}");
}

pub fn half_an_attachment_is_never_bound(store: Store) {
    with_key(&store, 1);
    let late = stage(&store, 1, 1, 1, 40);
    assert!(matches!(late, Err(StoreError::NotStaged { .. })), "a second segment without a first: {late:?}");
    assert_eq!(store.chunk(stream(1), content(1), 1).unwrap(), None);
    stage(&store, 1, 1, 0, 10).unwrap();
    stage(&store, 1, 1, 1, 11).unwrap();
    store.change(Change::DropStaged { before: Timestamp::from_micros(20) }).unwrap();
    // A slow upload goes on after its beginning was dropped.
    let late = stage(&store, 1, 1, 2, 40);
    assert!(matches!(late, Err(StoreError::NotStaged { content: which }) if which == content(1)), "{late:?}");
    for index in 0..3 {
        assert_eq!(store.chunk(stream(1), content(1), index).unwrap(), None, "segment {index}");
    }
}

pub fn a_segment_is_found_under_its_complaint_content_and_index(store: Store) {
    with_key(&store, 1);
    with_key(&store, 2);
    let segment = |of, number, index, byte| SealedChunk {
        complaint: stream(of),
        content: content(number),
        index,
        bytes: vec![byte; 4],
    };
    let contents = vec![segment(1, 1, 0, 10), segment(1, 1, 1, 11), segment(1, 2, 0, 12)];
    store.append(Commit { contents, ..commit(stream(1), 1, 3, 1) }).unwrap();
    let contents = vec![segment(2, 1, 0, 20)];
    store.append(Commit { contents, ..commit(stream(2), 1, 4, 1) }).unwrap();
    let read = |of, number, index| {
        store.chunk(stream(of), content(number), index).unwrap().and_then(|bytes| bytes.first().copied())
    };
    let places = [(1, 1, 0), (1, 1, 1), (1, 2, 0), (2, 1, 0), (2, 1, 1), (2, 2, 0), (3, 1, 0)];
    let found = places.map(|(of, number, index)| read(of, number, index));
    assert_eq!(found, [Some(10), Some(11), Some(12), Some(20), None, None, None]);
}
