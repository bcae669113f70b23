//! Positions, and the log's head.

use crate::conformance::Store;
use crate::conformance::samples::{Logged, commit, head_of, log, page, positions, stream};
use aduan_store::LogHead;
use std::time::Duration;

pub fn positions_are_dense_and_in_the_order_of_the_commits(store: Store) {
    store.append(commit(stream(1), 0, 1, 2)).unwrap();
    store.append(commit(stream(2), 0, 2, 1)).unwrap();
    let receipt = store.append(commit(stream(1), 2, 3, 1)).unwrap().receipt;
    assert_eq!((receipt.first_version, receipt.last_version, receipt.position), (3, 3, 4));
    let places: Vec<_> =
        log(&*store).into_iter().map(|(position, of, version, _)| (position, of, version)).collect();
    assert_eq!(places, [(1, stream(1), 1), (2, stream(1), 2), (3, stream(2), 1), (4, stream(1), 3)]);
}

pub fn the_events_of_one_commit_are_neighbours(store: Store) {
    std::thread::scope(|scope| {
        for writer in 0..8_u128 {
            let store = &store;
            scope.spawn(move || {
                for number in 0..25 {
                    let name = 1 + writer * 25 + number;
                    store.append(commit(stream(name), 0, name, 3)).unwrap();
                }
            });
        }
    });
    let all = log(&*store);
    assert_eq!(all.len(), 600);
    for (index, of_one) in all.chunks(3).enumerate() {
        let first = index as u64 * 3 + 1;
        let places: Vec<_> = of_one.iter().map(|(position, _, version, _)| (*position, *version)).collect();
        assert_eq!(places, [(first, 1), (first + 1, 2), (first + 2, 3)]);
        assert!(of_one.iter().all(|(_, of, ..)| *of == of_one[0].1), "another commit's event between");
    }
}

pub fn what_was_read_never_grows_behind_the_reader(store: Store) {
    let mut seen: Vec<Logged> = Vec::new();
    std::thread::scope(|scope| {
        let write = |writer: u128| {
            let store = &store;
            move || {
                for number in 0..50 {
                    let name = 1 + writer * 50 + number;
                    store.append(commit(stream(name), 0, name, 2)).unwrap();
                    // So that even the fastest store is read while it is written.
                    std::thread::sleep(Duration::from_micros(100));
                }
            }
        };
        let writing = [0, 1, 2, 3].map(|writer| scope.spawn(write(writer)));
        loop {
            let over = writing.iter().all(std::thread::ScopedJoinHandle::is_finished);
            let after = seen.last().map_or(0, |(position, ..)| *position);
            let next = page(&*store, after, 7);
            if over && next.is_empty() {
                break;
            }
            seen.extend(next);
        }
    });
    assert_eq!(seen.len(), 400, "events that a reader never saw");
    assert!(seen == log(&*store), "read while it was written, the log was another");
}

pub fn what_one_thread_submits_is_tried_in_its_order(store: Store) {
    let pending: Vec<_> =
        (0..100).map(|number| store.submit(commit(stream(1), number, u128::from(number), 1))).collect();
    for (number, pending) in pending.into_iter().enumerate() {
        assert_eq!(pending.wait().unwrap().receipt.position, number as u64 + 1);
    }
}

pub fn an_answer_that_nobody_waits_for_cancels_nothing(store: Store) {
    for number in 0..20 {
        drop(store.submit(commit(stream(1), number, u128::from(number), 1)));
    }
    store.append(commit(stream(2), 0, 99, 1)).unwrap();
    assert_eq!(positions(&*store, 0, u32::MAX), (1..=21).collect::<Vec<_>>());
}

pub fn the_head_is_the_root_of_what_was_appended(store: Store) {
    assert_eq!(store.head().unwrap(), LogHead::default());
    let mut head = LogHead::default();
    for number in 1..=20 {
        let count = u32::try_from(number % 3 + 1).unwrap();
        let next = commit(stream(number), 0, number, count);
        next.lines.iter().for_each(|line| head.push(*line.leaf()));
        store.append(next).unwrap();
        assert_eq!(store.head().unwrap(), head);
    }
    assert_eq!(head_of(&log(&*store)).root(), head.root());
}
