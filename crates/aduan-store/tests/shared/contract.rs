//! The contract of [`EventStore`], rule by rule, without a desk.

use super::world::Store;
use aduan_core::{CommandId, Complaint, ComplaintId, ContentId, RegisterNumber, Timestamp};
use aduan_store::vault::{DataKey, KeyState, MasterKey, WrappedKey};
use aduan_store::{
    Change, Claim, Commit, KeyChange, Line, LogHead, Message, MessageId, OsEntropy, SealedChunk, StoreError,
    Subscription, Summary, Topic,
};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

fn stream(number: u128) -> ComplaintId {
    ComplaintId::new(Uuid::from_u128(number))
}

fn content(number: u128) -> ContentId {
    ContentId::new(Uuid::from_u128(number))
}

fn wrapped(complaint: ComplaintId) -> WrappedKey {
    let key = DataKey::generate(&OsEntropy).unwrap();
    MasterKey::from_bytes([1; 32]).wrap(complaint, &key, &OsEntropy).unwrap()
}

/// A commit of `count` lines; no line is a record, since a store reads none.
pub fn commit(complaint: ComplaintId, expected: u32, command: u128, count: u32) -> Commit {
    let line = |version| Line::new(format!("line {version} of {complaint}").into_bytes());
    let mut state = Complaint::new(complaint);
    state.version = expected + count;
    Commit {
        complaint,
        expected,
        command: CommandId::new(Uuid::from_u128(command)),
        lines: (expected + 1..=expected + count).map(line).collect(),
        claims: Vec::new(),
        key: KeyChange::Keep,
        contents: Vec::new(),
        bind: Vec::new(),
        summary: Summary::of(&state),
        outbox: Vec::new(),
    }
}

fn chunk(complaint: ComplaintId, of: ContentId) -> SealedChunk {
    SealedChunk { complaint, content: of, index: 0, bytes: vec![1, 2, 3] }
}

fn log(store: &Store) -> Vec<(u64, ComplaintId, u32, Vec<u8>)> {
    let mut all = Vec::new();
    store
        .read_log(0, u32::MAX, &mut |entry| {
            assert_eq!(entry.leaf, LogHead::leaf(entry.line));
            all.push((entry.position, entry.complaint, entry.version, entry.line.to_vec()));
            Ok(())
        })
        .unwrap();
    all
}

pub fn positions_are_dense_and_a_stream_is_read_back(store: Store) {
    store.append(commit(stream(1), 0, 1, 2)).unwrap();
    store.append(commit(stream(2), 0, 2, 1)).unwrap();
    let receipt = store.append(commit(stream(1), 2, 3, 1)).unwrap().receipt;
    assert_eq!((receipt.first_version, receipt.last_version, receipt.position), (3, 3, 4));
    let places: Vec<_> =
        log(&store).into_iter().map(|(position, of, version, _)| (position, of, version)).collect();
    assert_eq!(places, [(1, stream(1), 1), (2, stream(1), 2), (3, stream(2), 1), (4, stream(1), 3)]);
    let mut versions = Vec::new();
    store
        .read_stream(stream(1), &mut |entry| {
            versions.push((entry.version, entry.position));
            Ok(())
        })
        .unwrap();
    assert_eq!(versions, [(1, 1), (2, 2), (3, 4)]);
    let mut page = Vec::new();
    store
        .read_log(1, 2, &mut |entry| {
            page.push(entry.position);
            Ok(())
        })
        .unwrap();
    assert_eq!(page, [2, 3]);
    let stopped = store.read_log(0, 9, &mut |_| Err(StoreError::Closed));
    assert!(matches!(stopped, Err(StoreError::Closed)), "a visitor's error is returned");
}

pub fn of_two_on_one_version_one_conflicts(store: Store) {
    let first = store.submit(commit(stream(1), 0, 1, 1));
    let second = store.submit(commit(stream(1), 0, 2, 1));
    first.wait().unwrap();
    assert!(matches!(second.wait(), Err(StoreError::Conflict { expected: 0, actual: 1, .. })));
    let ahead = store.append(commit(stream(1), 5, 3, 1));
    assert!(matches!(ahead, Err(StoreError::Conflict { expected: 5, actual: 1, .. })));
}

pub fn a_duplicate_is_told_before_a_conflict_and_gives_the_first_receipt(store: Store) {
    let first = store.append(commit(stream(1), 0, 1, 2)).unwrap().receipt;
    for again in [commit(stream(1), 0, 1, 2), commit(stream(2), 7, 1, 1)] {
        match store.append(again) {
            Err(StoreError::Duplicate(receipt)) => assert_eq!(receipt, first),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(store.receipt(first.command).unwrap(), Some(first));
    assert_eq!(store.receipt(CommandId::new(Uuid::from_u128(9))).unwrap(), None);
    assert_eq!(log(&store).len(), 2);
}

pub fn a_claim_is_one_complaints_for_ever(store: Store) {
    let register = |serial| Claim::Register(RegisterNumber::new(2025, serial).unwrap());
    let mut first = commit(stream(1), 0, 1, 1);
    first.claims = vec![register(41)];
    store.append(first).unwrap();
    let mut second = commit(stream(2), 0, 2, 1);
    second.claims = vec![register(42), register(41)];
    assert!(matches!(store.append(second), Err(StoreError::ClaimTaken { what: "register number" })));
    assert_eq!(store.claimed(&register(41)).unwrap(), Some(stream(1)));
    assert_eq!(store.claimed(&register(42)).unwrap(), None, "all of a commit, or nothing");
    assert_eq!((store.last_serial(2025).unwrap(), store.last_serial(2026).unwrap()), (41, 0));
    assert_eq!(store.last_serial(2024).unwrap(), 0);
}

pub fn a_commit_that_contradicts_itself_is_invalid(store: Store) {
    let whole = || commit(stream(1), 0, 1, 1);
    let empty = Commit { lines: Vec::new(), ..whole() };
    let other_summary = Commit { summary: Summary::of(&Complaint::new(stream(2))), ..whole() };
    let other_content = Commit { contents: vec![chunk(stream(2), content(1))], ..whole() };
    for wrong in [empty, other_summary, other_content] {
        assert!(matches!(store.append(wrong), Err(StoreError::Invalid(_))));
    }
    assert_eq!(store.head().unwrap().size(), 0);
}

pub fn keys_go_from_never_to_active_to_destroyed(store: Store) {
    let of = stream(1);
    assert_eq!(store.key(of).unwrap(), KeyState::Never);
    let sealed = Commit { contents: vec![chunk(of, content(1))], ..commit(of, 0, 1, 1) };
    assert!(matches!(store.append(sealed.clone()), Err(StoreError::NoKey { .. })));
    let key = wrapped(of);
    store.append(Commit { key: KeyChange::Create(key.clone()), ..sealed }).unwrap();
    assert_eq!(store.key(of).unwrap(), KeyState::Active(key.clone()));
    assert_eq!(store.chunk(of, content(1), 0).unwrap(), Some(vec![1, 2, 3]));
    let second = Commit { key: KeyChange::Create(key.clone()), ..commit(of, 1, 2, 1) };
    assert!(matches!(store.append(second), Err(StoreError::KeyExists { .. })));

    let to = MasterKey::from_bytes([2; 32]);
    assert_eq!(store.keys_not_under(to.id(), 9).unwrap(), [of]);
    let rewrapped = WrappedKey { master: to.id(), bytes: vec![9; 72] };
    store.change(Change::Rewrap { complaint: of, from: key.master, to: rewrapped.clone() }).unwrap();
    store.change(Change::Rewrap { complaint: of, from: key.master, to: key.clone() }).unwrap();
    assert_eq!(store.key(of).unwrap(), KeyState::Active(rewrapped), "only if it is still under the old one");
    assert_eq!(store.keys_not_under(to.id(), 9).unwrap(), []);

    let message = |number, body| Message {
        id: MessageId(Uuid::from_u128(number)),
        complaint: of,
        topic: Topic::Wise,
        body,
    };
    let outbox = vec![message(1, vec![1]), message(2, Vec::new())];
    store.append(Commit { outbox, ..commit(of, 1, 3, 1) }).unwrap();
    store.append(Commit { key: KeyChange::Destroy, ..commit(of, 2, 4, 1) }).unwrap();
    assert_eq!(store.key(of).unwrap(), KeyState::Destroyed);
    assert_eq!(store.chunk(of, content(1), 0).unwrap(), None);
    let waiting = || -> Vec<_> {
        let queued = store.outbox(0, 9).unwrap();
        queued.into_iter().map(|row| row.message.unwrap().id.0.as_u128()).collect()
    };
    assert_eq!(waiting(), [2], "what holds nothing of what is erased was promised and stays");
    let later = Commit { outbox: vec![message(3, vec![1])], ..commit(of, 3, 9, 1) };
    store.append(later).unwrap();
    store.append(commit(of, 4, 10, 1)).unwrap();
    assert_eq!(waiting(), [2, 3], "and so does what is promised later");
    for change in [KeyChange::Create(key.clone()), KeyChange::Destroy] {
        let after = Commit { key: change, ..commit(of, 5, 5, 1) };
        assert!(matches!(store.append(after), Err(StoreError::KeyDestroyed { .. })));
    }
    store.change(Change::CreateKey { complaint: of, key }).unwrap();
    assert_eq!(store.key(of).unwrap(), KeyState::Destroyed, "for ever");
    let stage = Change::Stage { chunks: vec![chunk(of, content(2))], at: Timestamp::MIN };
    assert!(matches!(store.change(stage), Err(StoreError::KeyDestroyed { .. })));
}

pub fn staged_content_is_bound_or_dropped(store: Store) {
    let of = stream(1);
    store.append(Commit { key: KeyChange::Create(wrapped(of)), ..commit(of, 0, 1, 1) }).unwrap();
    for (number, at) in [(1, 10), (2, 10), (3, 30)] {
        let chunks = vec![chunk(of, content(number))];
        store.change(Change::Stage { chunks, at: Timestamp::from_micros(at) }).unwrap();
    }
    let bound = Commit { bind: vec![content(1)], ..commit(of, 1, 2, 1) };
    store.append(bound).unwrap();
    store.change(Change::DropStaged { before: Timestamp::from_micros(20) }).unwrap();
    let there = |number| store.chunk(of, content(number), 0).unwrap().is_some();
    assert!(there(1) && !there(2) && there(3));
    // A slow upload goes on after its beginning was dropped.
    let late = vec![SealedChunk { index: 1, ..chunk(of, content(2)) }];
    let late = store.change(Change::Stage { chunks: late, at: Timestamp::from_micros(40) });
    assert!(matches!(late, Err(StoreError::NotStaged { content: which }) if which == content(2)));
    assert!(store.chunk(of, content(2), 1).unwrap().is_none());
    let gone = Commit { bind: vec![content(3), content(2)], ..commit(of, 2, 3, 1) };
    assert!(
        matches!(store.append(gone), Err(StoreError::NotStaged { content: which }) if which == content(2))
    );
    store.append(Commit { bind: vec![content(3)], ..commit(of, 2, 3, 1) }).unwrap();
}

pub fn the_head_is_the_root_of_what_was_appended(store: Store) {
    let mut head = LogHead::default();
    for number in 1..=20 {
        let count = u32::try_from(number % 3 + 1).unwrap();
        let next = commit(stream(number), 0, number, count);
        next.lines.iter().for_each(|line| head.push(*line.leaf()));
        store.append(next).unwrap();
        assert_eq!(store.head().unwrap(), head);
    }
}

pub fn a_failing_commit_leaves_nothing_and_disturbs_no_neighbour(store: Store) {
    let register = Claim::Register(RegisterNumber::new(2025, 1).unwrap());
    let pending: Vec<_> = (1..=200_u128)
        .map(|number| {
            let of = stream(number / 2);
            // Every second one has a conflict, a missing key or a claim that is taken.
            let mut next = commit(of, 0, number, 1);
            if number % 5 == 0 {
                next.contents = vec![chunk(of, content(number))];
            }
            if number % 7 == 0 {
                next.claims = vec![register];
            }
            store.submit(next)
        })
        .collect();
    let recorded = pending.into_iter().filter_map(|pending| pending.wait().ok()).count();
    assert_eq!(log(&store).len(), recorded);
    assert!((60..140).contains(&recorded), "{recorded}");
    assert_eq!(store.head().unwrap().size(), recorded as u64);
}

pub fn a_subscription_delivers_at_least_once_and_in_order(store: Store) {
    for number in 1..=10 {
        store.append(commit(stream(number), 0, number, 1)).unwrap();
    }
    let positions =
        |events: Vec<aduan_store::Delivered>| events.iter().map(|it| it.position).collect::<Vec<_>>();
    let mut first = Subscription::open(&*store, "model").unwrap();
    assert_eq!(positions(first.next(4).unwrap()), [1, 2, 3, 4]);
    first.confirm().unwrap();
    assert_eq!(positions(first.next(4).unwrap()), [5, 6, 7, 8]);
    // It crashed before it confirmed.
    let mut second = Subscription::open(&*store, "model").unwrap();
    assert_eq!(positions(second.next(99).unwrap()), [5, 6, 7, 8, 9, 10]);
    assert_eq!(positions(second.next(99).unwrap()), [0_u64; 0]);
    let mut other = Subscription::open(&*store, "other").unwrap().from(9);
    assert_eq!(positions(other.next(99).unwrap()), [10]);
}

pub fn a_replay_visits_everything_in_order_and_stops_at_an_error(store: Store) {
    let pending: Vec<_> =
        (1..=100_u128).map(|number| store.submit(commit(stream(number), 0, number, 100))).collect();
    for pending in pending {
        pending.wait().unwrap();
    }
    let all = log(&store);
    let mut seen = Vec::new();
    let last = aduan_store::replay(&*store, 10, &mut |entry| {
        seen.push((entry.position, entry.complaint, entry.version, entry.line.to_vec()));
        Ok(())
    });
    assert_eq!(last.unwrap(), 10_000);
    assert!(seen == all[10..]);
    let mut count = 0;
    let stopped = aduan_store::replay(&*store, 0, &mut |_| {
        count += 1;
        if count == 5000 { Err(StoreError::Closed) } else { Ok(()) }
    });
    assert!(matches!(stopped, Err(StoreError::Closed)) && count == 5000);
}

pub fn a_follower_is_woken(store: Store) {
    let writer = Arc::clone(&store);
    let started = Instant::now();
    let writing = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        writer.append(commit(stream(1), 0, 1, 1)).unwrap();
    });
    let mut follower = Subscription::open(&*store, "follower").unwrap();
    assert_eq!(follower.wait(9, Duration::from_secs(20)).unwrap().len(), 1);
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(follower.wait(9, Duration::from_millis(1)).unwrap().len(), 0);
    assert_eq!(store.wait_beyond(0, Duration::MAX).unwrap(), 1, "for ever is a time like any other");
    writing.join().unwrap();
}
