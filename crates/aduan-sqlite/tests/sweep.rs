//! C30: many complaints fall due on one day, while new ones are still received.
//!
//! `ADUAN_DUE` sets how many: 2,000 by default, 100,000 for a release.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{Decoded, EventKind, Matter, Stage, decode};
use aduan_sqlite::SqliteStore;
use aduan_store::replay;
use aduan_testkit::world::World;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[test]
fn c30_each_window_expires_once_while_others_are_received() {
    let due: u64 = std::env::var("ADUAN_DUE").map_or(2000, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    let world = World::new(store.clone());
    let left = AtomicU64::new(due);
    std::thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| {
                while left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                    .is_ok()
                {
                    world.ask_for_data(world.online(Matter::Duties).0.complaint.id);
                }
            });
        }
    });
    world.set("2025-03-15T17:00:00.000000Z");

    let (over, start) = (AtomicBool::new(false), Instant::now());
    let (swept, received, slowest) = std::thread::scope(|scope| {
        let sweeps: Vec<_> = (0..2).map(|_| scope.spawn(|| world.desk.sweep().unwrap())).collect();
        let receiving = scope.spawn(|| {
            let (mut count, mut slowest) = (0, Duration::ZERO);
            while !over.load(Ordering::SeqCst) {
                let began = Instant::now();
                world.online(Matter::Duties);
                slowest = slowest.max(began.elapsed());
                count += 1;
            }
            (count, slowest)
        });
        let swept: u64 = sweeps.into_iter().map(|sweep| sweep.join().unwrap().done).sum();
        over.store(true, Ordering::SeqCst);
        let (received, slowest) = receiving.join().unwrap();
        (swept, received, slowest)
    });
    println!(
        "{swept} swept in {:?}; {received} received meanwhile, the slowest in {slowest:?}",
        start.elapsed()
    );
    assert_eq!(swept, due);
    assert!(received > 0);

    let mut expired = HashMap::new();
    let count = |entry: aduan_store::Entry<'_>| {
        let Decoded::Known(known) = decode(entry.line) else { panic!() };
        if known.record.event.kind() == EventKind::DataWindowExpired {
            *expired.entry(known.record.complaint).or_insert(0_u32) += 1;
        }
        Ok(())
    };
    replay(&*store, 0, &mut { count }).unwrap();
    assert_eq!(expired.len() as u64, due);
    assert!(expired.values().all(|times| *times == 1), "each once");
    let first = *expired.keys().next().unwrap();
    assert_eq!(world.desk.complaint(first).unwrap().stage, Stage::Verification);
}
