//! C30: many complaints fall due on one day, while new ones are still received.
//!
//! `ADUAN_DUE` sets how many; 100,000 by default.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Channel, Clarity, Command, Decoded, EventKind, Matter, Notice, NoticeChannel, Reported, Review,
    Stage, decode,
};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::TicketSecret;
use aduan_store::{OsEntropy, replay};
use aduan_testkit::test_desk::{TestDesk, elements, reception, verifier};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// How many complaints one thread has in flight while it prepares them.
const FLYING: usize = 256;

struct Driver(Thread);

impl Wake for Driver {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Makes complaints whose complainants have been asked for data: whole ones, through the desk. They are awaited
/// together, since hundreds of thousands of waits for the disk, one after the other, take a minute.
fn ask_for_data(world: &TestDesk, count: u64) {
    let waker = Waker::from(Arc::new(Driver(thread::current())));
    let (mut context, mut left) = (Context::from_waker(&waker), count);
    let mut flying: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
    while left > 0 || !flying.is_empty() {
        while left > 0 && flying.len() < FLYING {
            flying.push(Box::pin(ask_one(world)));
            left -= 1;
        }
        let before = flying.len();
        flying.retain_mut(|future| future.as_mut().poll(&mut context).is_pending());
        if flying.len() == before {
            thread::park();
        }
    }
}

async fn ask_one(world: &TestDesk) {
    let (desk, verifier) = (&world.desk, verifier());
    let trace = || desk.trace().unwrap();
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let reception = reception(Channel::Website, Matter::Duties);
    let (done, _) = desk.receive_online_async(&trace(), reception.clone(), &secret).await.unwrap();
    let (clarity, matter, reported) = (Clarity::Insufficient, Matter::Duties, Reported::NotNamed);
    let elements = elements();
    let review = Review { elements, clarity, matter, reported, official: None, office: None, note: None };
    let review = Command::ReviewMaterial(Box::new(review));
    desk.act_async(&trace(), &verifier, done.complaint.id, review).await.unwrap();
    let ask = Command::RequestData { request: "kapan tepatnya?".into() };
    desk.act_async(&trace(), &verifier, done.complaint.id, ask).await.unwrap();
    let told = Command::RecordTold { notice: Notice::DataRequest, channel: NoticeChannel::Sms };
    desk.act_async(&trace(), &Actor::system(), done.complaint.id, told).await.unwrap();
}

#[test]
fn c30_each_window_expires_once_while_others_are_received() {
    let due: u64 = std::env::var("ADUAN_DUE").map_or(100_000, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    let world = TestDesk::new(store.clone());
    let start = Instant::now();
    std::thread::scope(|scope| {
        for half in [due / 2, due.div_ceil(2)] {
            let world = &world;
            scope.spawn(move || ask_for_data(world, half));
        }
    });
    println!("{due} received and asked for data in {:?}", start.elapsed());
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
    let count = |entry: aduan_store::StoredEvent<'_>| {
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
