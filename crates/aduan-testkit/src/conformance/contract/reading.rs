//! Reading.

use crate::conformance::samples::{commit, log, page, positions, stream};
use crate::conformance::{Store, joined};
use aduan_store::{Commit, Line, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Versions, positions and lines of a stream.
fn of_stream(store: &Store, number: u128) -> Vec<(u32, u64, Vec<u8>)> {
    let mut read = Vec::new();
    let visit = &mut |entry: aduan_store::StoredEvent<'_>| {
        assert_eq!(entry.complaint, stream(number));
        read.push((entry.version, entry.position, entry.line.to_vec()));
        Ok(())
    };
    store.read_stream(stream(number), visit).unwrap();
    read
}

pub fn a_stream_is_read_in_the_order_of_its_versions(store: Store) {
    for (number, (of, expected, count)) in (1..).zip([(1, 0, 2), (2, 0, 1), (1, 2, 1), (2, 1, 12)]) {
        store.append(commit(stream(of), expected, number, count)).unwrap();
    }
    let places: Vec<_> = of_stream(&store, 1).iter().map(|(version, at, _)| (*version, *at)).collect();
    assert_eq!(places, [(1, 1), (2, 2), (3, 4)]);
    assert!(of_stream(&store, 2).iter().map(|(version, ..)| *version).eq(1..=13));
    assert_eq!(of_stream(&store, 3), [], "there is no such stream");
}

pub fn a_stream_is_read_on_from_where_one_was(store: Store) {
    let after = |number, after| {
        let mut versions = Vec::new();
        let visit = &mut |entry: aduan_store::StoredEvent<'_>| {
            assert_eq!(entry.complaint, stream(number));
            versions.push(entry.version);
            Ok(())
        };
        let reached = store.read_stream_after(stream(number), after, visit).unwrap();
        (versions, reached)
    };
    assert_eq!(after(1, 0), (vec![], 0), "there is no such stream");
    assert_eq!(after(1, 3), (vec![], 0), "there is no such stream");
    // Its neighbours are another's, so that its places in the log are apart.
    for (number, (of, expected, count)) in (1..).zip([(1, 0, 2), (2, 0, 3), (1, 2, 3), (1, 5, 1), (2, 3, 1)])
    {
        store.append(commit(stream(of), expected, number, count)).unwrap();
    }
    for from in 0..=6 {
        assert_eq!(after(1, from), ((from + 1..=6).collect(), 6), "after {from}");
    }
    for beyond in [7, 8, u32::MAX] {
        assert_eq!(after(1, beyond), (vec![], 6), "whoever is ahead of the stream is told where it is");
    }
    assert_eq!(after(2, 3), (vec![4], 4));
}

pub fn bytes_are_read_as_they_were_written(store: Store) {
    let lines: Vec<Vec<u8>> = vec![
        b"not a record".to_vec(),
        Vec::new(),
        vec![0, 255, 254, b'\n', b'\r', 0],
        b"{\"format\":\"aduan/9\",\"type\":\"Unheard\"}".to_vec(),
        "\u{feff}pengaduan \u{202e}\u{1f4a9}".as_bytes().to_vec(),
        vec![b'x'; 1 << 20],
    ];
    let count = u32::try_from(lines.len()).unwrap();
    let given = lines.iter().cloned().map(Line::new).collect();
    store.append(Commit { lines: given, ..commit(stream(1), 0, 1, count) }).unwrap();
    let from_stream: Vec<_> = of_stream(&store, 1).into_iter().map(|(_, _, line)| line).collect();
    let from_log: Vec<_> = log(&*store).into_iter().map(|(.., line)| line).collect();
    for read in [from_stream, from_log] {
        assert_eq!(read.len(), lines.len(), "no line is skipped");
        assert!(read == lines, "a line was changed");
    }
}

pub fn a_page_begins_and_ends_where_it_is_asked_to(store: Store) {
    for number in 1..=5 {
        store.append(commit(stream(number), 0, number, 2)).unwrap();
    }
    assert_eq!(positions(&*store, 0, 3), [1, 2, 3]);
    assert_eq!(positions(&*store, 3, 4), [4, 5, 6, 7]);
    assert_eq!(positions(&*store, 9, 9), [10]);
    for (after, limit) in [(10, 9), (0, 0), (11, 1), (u64::MAX, u32::MAX)] {
        assert_eq!(page(&*store, after, limit), [], "after {after}, at most {limit}");
    }
}

pub fn a_visitors_error_stops_the_reading_and_is_returned(store: Store) {
    store.append(commit(stream(1), 0, 1, 9)).unwrap();
    let mut seen = 0;
    let mut visit = |_: aduan_store::StoredEvent<'_>| {
        seen += 1;
        if seen % 3 == 0 { Err(StoreError::NotOurs { what: "the visitor".to_owned() }) } else { Ok(()) }
    };
    let answers = [store.read_log(0, 9, &mut visit), store.read_stream(stream(1), &mut visit)];
    for answer in answers {
        assert!(matches!(&answer, Err(StoreError::NotOurs { what }) if what == "the visitor"), "{answer:?}");
    }
    assert_eq!(seen, 6);
}

pub fn whoever_reads_after_the_acknowledgement_sees_it(store: Store) {
    for number in 0..50_u32 {
        let receipt = store.append(commit(stream(1), number, number.into(), 1)).unwrap().receipt;
        std::thread::scope(|scope| {
            let reading = scope.spawn(|| {
                assert_eq!(store.head().unwrap().size(), receipt.position);
                assert_eq!(positions(&*store, receipt.position - 1, 9), [receipt.position]);
                assert_eq!(of_stream(&store, 1).len(), number as usize + 1);
                assert_eq!(store.summary(stream(1)).unwrap().map(|row| row.version), Some(number + 1));
                assert_eq!(store.receipt(receipt.command).unwrap(), Some(receipt));
            });
            joined(reading.join());
        });
    }
}

pub fn reading_goes_on_while_others_write(store: Store) {
    let over = Arc::new(AtomicBool::new(false));
    let writing: Vec<_> = (1..=4_u32)
        .map(|writer| {
            let (store, over) = (Arc::clone(&store), Arc::clone(&over));
            std::thread::spawn(move || {
                let mut number = 0;
                while !over.load(Ordering::SeqCst) {
                    let name = (u128::from(writer) << 32) + u128::from(number);
                    store.append(commit(stream(writer.into()), number, name, 1)).unwrap();
                    number += 1;
                }
            })
        })
        .collect();
    assert!(store.wait_beyond(0, Duration::from_secs(5)).unwrap() > 0, "nobody writes");
    let (done, finished) = mpsc::channel();
    let reader = Arc::clone(&store);
    let reading = std::thread::spawn(move || {
        for _ in 0..50 {
            assert!(page(&*reader, 0, 9).len() <= 9);
            reader.summary(stream(1)).unwrap();
        }
        let _nobody_waits = done.send(());
    });
    let finished = finished.recv_timeout(Duration::from_secs(5));
    over.store(true, Ordering::SeqCst);
    for thread in writing {
        joined(thread.join());
    }
    joined(reading.join());
    finished.expect("a hundred readings within five seconds, though others write all the time");
}

pub fn a_replay_visits_everything_in_order_and_stops_at_an_error(store: Store) {
    let pending: Vec<_> =
        (1..=100_u128).map(|number| store.submit(commit(stream(number), 0, number, 100))).collect();
    for pending in pending {
        pending.wait().unwrap();
    }
    let all = log(&*store);
    assert_eq!(all.len(), 10_000);
    let mut seen = Vec::new();
    let last = aduan_store::replay(&*store, 10, &mut |entry| {
        seen.push((entry.position, entry.complaint, entry.version, entry.line.to_vec()));
        Ok(())
    });
    assert_eq!(last.unwrap(), 10_000);
    assert!(seen == all[10..], "a replay is the log");
    let mut count = 0;
    let stopped = aduan_store::replay(&*store, 0, &mut |_| {
        count += 1;
        if count == 5000 { Err(StoreError::Closed) } else { Ok(()) }
    });
    assert!(matches!(stopped, Err(StoreError::Closed)) && count == 5000);
}
