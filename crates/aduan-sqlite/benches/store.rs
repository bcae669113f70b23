//! Ours beside the limit, in the same run: `cargo bench -p aduan-sqlite`.
//!
//! The limit is rusqlite written by hand, with the same durability (WAL, `synchronous=FULL`). Rounds of both alternate,
//! and the medians are compared, since a disk's speed drifts. `ADUAN_BENCH_SECONDS` sets how long one round takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a bench"
)]

use aduan_core::{
    Actor, Channel, Command, CommandId, Complaint, ComplaintId, Decoded, Elements, Matter, Office, decode,
};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Desk, Reception, TicketSecret};
use aduan_store::vault::{KeyRing, MasterKey};
use aduan_store::{Commit, EventStore, KeyChange, Line, OsEntropy, Pending, Summary, fold, replay};
use rusqlite::Connection;
use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};
use uuid::Uuid;

const CLIENTS: usize = 64;

/// Whether this only has to show that it runs: `cargo test --benches` does not say `--bench`.
fn only_a_try() -> bool {
    !std::env::args().any(|argument| argument == "--bench")
}

fn rounds() -> usize {
    if only_a_try() { 1 } else { 5 }
}

fn seconds() -> Duration {
    let given = std::env::var("ADUAN_BENCH_SECONDS").map_or(1.0, |text| text.parse().unwrap());
    Duration::from_secs_f64(if only_a_try() { 0.05 } else { given })
}

/// A UUID of version 7, without asking for randomness: what is measured is the store.
fn v7() -> Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let millis = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let mut random = [0; 10];
    random[..8].copy_from_slice(&count.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap(), &random).into_uuid()
}

/// Eight real lines, of a complaint that the desk has handled.
fn sample() -> Vec<Vec<u8>> {
    let desk = desk(Arc::new(aduan_store::MemoryStore::default()));
    let id = fill(&desk, 1)[0];
    let mut lines = Vec::new();
    let mut keep = |entry: aduan_store::Entry<'_>| {
        lines.push(entry.line.to_vec());
        Ok(())
    };
    desk.store().read_stream(id, &mut keep).unwrap();
    lines
}

fn desk(store: Arc<dyn EventStore>) -> Desk {
    Desk::open(store, Arc::new(KeyRing::new(MasterKey::from_bytes([7; 32])))).unwrap()
}

fn reception() -> Reception {
    let unit: Office = "KPPBC-050100".parse().unwrap();
    Reception::new(Channel::Website, Matter::Duties, "Pelayanan lambat sekali, sudah tiga hari", unit)
}

fn amend(desk: &Desk, complaint: &Complaint) -> Complaint {
    let actor = Actor::complainant(complaint.complainant);
    let done = desk.act(&desk.trace().unwrap(), &actor, complaint.id, |pen| {
        Ok(Command::AmendMaterial { content: pen.text(&"tambahan".into())?, elements: Elements::EMPTY })
    });
    done.unwrap().complaint
}

/// Complaints of eight events each.
fn fill(desk: &Desk, count: usize) -> Vec<ComplaintId> {
    (0..count)
        .map(|_| {
            let secret = TicketSecret::fresh(&OsEntropy).unwrap();
            let (done, _) = desk.receive_online(&desk.trace().unwrap(), &reception(), &secret).unwrap();
            (0..5).fold(done.complaint, |complaint, _| amend(desk, &complaint)).id
        })
        .collect()
}

fn commit(line: &[u8]) -> Commit {
    let complaint = ComplaintId::new(v7());
    let mut state = Complaint::new(complaint);
    state.version = 1;
    Commit {
        complaint,
        expected: 0,
        command: CommandId::new(v7()),
        lines: vec![Line::new(line.to_vec())],
        claims: Vec::new(),
        key: KeyChange::Keep,
        contents: Vec::new(),
        bind: Vec::new(),
        summary: Summary::of(&state),
        outbox: Vec::new(),
    }
}

fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE events (position INTEGER PRIMARY KEY, complaint BLOB, version INTEGER, line BLOB,
                 UNIQUE (complaint, version));",
        )
        .unwrap();
    connection
}

const RAW_INSERT: &str = "INSERT INTO events (complaint, version, line) VALUES (?1, ?2, ?3)";

fn raw_insert(connection: &Connection, line: &[u8]) {
    connection.prepare_cached(RAW_INSERT).unwrap().execute((v7().into_bytes(), 1, line)).unwrap();
}

/// Runs `work` until the time is up; how often a second.
fn rate(mut work: impl FnMut()) -> f64 {
    let (start, mut count) = (Instant::now(), 0_u64);
    while start.elapsed() < seconds() {
        work();
        count += 1;
    }
    count as f64 / start.elapsed().as_secs_f64()
}

fn in_threads(clients: usize, work: impl Fn() + Sync) -> f64 {
    let rates: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(|| rate(&work))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    rates.iter().sum()
}

/// Wakes the one thread that drives all tasks.
struct Driver(std::thread::Thread);

impl Wake for Driver {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Keeps `CLIENTS` commits in flight from one thread; how many a second, and the 99th percentile of their time.
fn awaited<T>(begin: impl FnMut() -> Pin<Box<dyn Future<Output = T>>>) -> (f64, Duration) {
    awaited_by(CLIENTS, begin)
}

fn awaited_by<T>(
    clients: usize,
    mut begin: impl FnMut() -> Pin<Box<dyn Future<Output = T>>>,
) -> (f64, Duration) {
    let waker = Waker::from(Arc::new(Driver(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let start = Instant::now();
    let mut flying: Vec<_> = (0..clients).map(|_| (begin(), Instant::now())).collect();
    let mut took = Vec::new();
    while start.elapsed() < seconds() {
        let before = took.len();
        for (future, since) in &mut flying {
            // A new one is polled at once: that hands it over.
            while future.as_mut().poll(&mut context).is_ready() {
                took.push(since.elapsed());
                (*future, *since) = (begin(), Instant::now());
            }
        }
        if took.len() == before {
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }
    let elapsed = start.elapsed().as_secs_f64();
    for (future, _) in &mut flying {
        while future.as_mut().poll(&mut context).is_pending() {
            std::thread::park_timeout(Duration::from_millis(1));
        }
    }
    took.sort_unstable();
    let slowest = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
    (took.len() as f64 / elapsed, slowest)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Whether this row was asked for: all are, unless `ADUAN_BENCH_ONLY` names some of their words.
fn asked_for(what: &str) -> bool {
    std::env::var("ADUAN_BENCH_ONLY").map_or(true, |only| what.contains(&only))
}

/// Alternates limit and ours; prints the medians and their ratio.
fn compare(what: &str, goal: f64, limit: &dyn Fn() -> f64, ours: &dyn Fn() -> f64) {
    if !asked_for(what) {
        return;
    }
    let (limits, all): (Vec<_>, Vec<_>) = (0..rounds()).map(|_| (limit(), ours())).unzip();
    let (limit, ours) = (median(limits), median(all));
    let ratio = ours / limit;
    let verdict = if ratio >= goal { "" } else { "  BELOW" };
    println!("{what:<58} {ours:>10.0}/s  limit {limit:>10.0}/s  × {ratio:>6.2}  (goal {goal}){verdict}");
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let line = sample().remove(1);
    println!("sqlite {}, {} bytes a line, {CLIENTS} clients", rusqlite::version(), line.len());
    let store = Arc::new(SqliteStore::open(&folder.path().join("ours.db")).unwrap());
    let limit = Mutex::new(raw(&folder.path().join("raw.db")));
    let naive = || in_threads(CLIENTS, || raw_insert(&limit.lock().unwrap(), &line));

    compare(
        "durable commit, one caller",
        0.8,
        &|| rate(|| raw_insert(&limit.lock().unwrap(), &line)),
        &|| rate(|| assert!(store.append(commit(&line)).is_ok())),
    );
    let p99 = Mutex::new(Vec::new());
    let submit = || -> Pin<Box<dyn Future<Output = ()>>> {
        let pending: Pending<_> = store.submit(commit(&line));
        Box::pin(async move { assert!(pending.await.is_ok()) })
    };
    compare("durable commits, 64 awaited", 12.0, &naive, &|| {
        let (rate, slowest) = awaited(submit);
        p99.lock().unwrap().push(slowest.as_secs_f64() * 1000.0);
        rate
    });
    let p99 = p99.into_inner().unwrap();
    if !p99.is_empty() {
        println!("    p99 {:.2} ms (goal 8)", median(p99));
    }
    compare("durable commits, 64 blocking threads", 6.0, &naive, &|| {
        in_threads(CLIENTS, || assert!(store.append(commit(&line)).is_ok()))
    });

    let desk: &'static Desk =
        Box::leak(Box::new(desk(Arc::new(SqliteStore::open(&folder.path().join("desk.db")).unwrap()))));
    let complaints = received(desk, if asked_for("whole desk") && !only_a_try() { 20_000 } else { 100 });
    let next = AtomicU64::new(0);
    let through_desk = || -> Pin<Box<dyn Future<Output = ()>>> {
        let index = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap() % complaints.len();
        let (id, actor) = (complaints[index].id, Actor::complainant(complaints[index].complainant));
        Box::pin(async move {
            let trace = desk.trace().unwrap();
            let say = |pen: &mut aduan_store::desk::Pen<'_>| {
                Ok(Command::AmendMaterial {
                    content: pen.text(&"tambahan".into())?,
                    elements: Elements::EMPTY,
                })
            };
            drop(desk.act_async(&trace, &actor, id, say).await.unwrap());
        })
    };
    reading(&folder.path().join("read.db"), &folder.path().join("rawread.db"));
    compare("whole desk (load, decide, seal, append), 64 awaited", 6.0, &naive, &|| {
        // Two threads with half of them each, as a runtime would on two cores.
        std::thread::scope(|scope| {
            let other = scope.spawn(|| awaited_by(CLIENTS / 2, through_desk).0);
            awaited_by(CLIENTS / 2, through_desk).0 + other.join().unwrap()
        })
    });
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    compare(
        "whole desk, reception, one caller",
        0.0,
        &|| rate(|| raw_insert(&limit.lock().unwrap(), &line)),
        &|| rate(|| drop(desk.receive_online(&desk.trace().unwrap(), &reception(), &secret).unwrap())),
    );
}

/// So many complaints of three events each.
fn received(desk: &'static Desk, count: usize) -> Vec<Complaint> {
    let all: &'static Mutex<Vec<Complaint>> = Box::leak(Box::default());
    while all.lock().unwrap().len() < count {
        awaited(|| {
            Box::pin(async move {
                let secret = TicketSecret::fresh(&OsEntropy).unwrap();
                let done =
                    desk.receive_online_async(&desk.trace().unwrap(), &reception(), &secret).await.unwrap().0;
                all.lock().unwrap().push(done.complaint);
            })
        });
    }
    all.lock().unwrap().clone()
}

/// Loading and folding one complaint of eight events, and replaying them all.
fn reading(ours: &Path, by_hand: &Path) {
    let store = SqliteStore::open(ours).unwrap();
    let limit = raw(by_hand);
    let lines = sample();
    let ids: Vec<ComplaintId> = (0..events() / 8).map(|_| ComplaintId::new(v7())).collect();
    let Decoded::Known(first) = decode(&lines[0]) else { panic!() };
    let from = first.record.complaint.to_string();
    let mut pending = Vec::new();
    limit.execute_batch("BEGIN").unwrap();
    for id in &ids {
        let lines: Vec<Vec<u8>> = lines
            .iter()
            .map(|line| String::from_utf8_lossy(line).replace(&from, &id.to_string()).into_bytes())
            .collect();
        for (version, line) in (1..).zip(&lines) {
            limit
                .prepare_cached(RAW_INSERT)
                .unwrap()
                .execute((id.uuid().into_bytes(), version, line))
                .unwrap();
        }
        let mut commit = commit(&lines[0]);
        (commit.complaint, commit.summary.complaint) = (*id, *id);
        commit.summary.version = 8;
        commit.lines = lines.into_iter().map(Line::new).collect();
        pending.push(store.submit(commit));
    }
    limit.execute_batch("COMMIT").unwrap();
    for pending in pending {
        pending.wait().unwrap();
    }

    let at = AtomicU64::new(0);
    let next = || ids[usize::try_from(at.fetch_add(7919, Ordering::Relaxed)).unwrap() % ids.len()];
    compare(
        "load and fold one complaint of 8 events",
        0.8,
        &|| {
            rate(|| {
                let id = next();
                let mut statement = limit
                    .prepare_cached("SELECT line FROM events WHERE complaint = ?1 ORDER BY version")
                    .unwrap();
                let mut rows = statement.query([id.uuid().as_bytes()]).unwrap();
                let mut complaint = Complaint::new(id);
                while let Some(row) = rows.next().unwrap() {
                    let Decoded::Known(known) = decode(row.get_ref(0).unwrap().as_blob().unwrap()) else {
                        panic!()
                    };
                    complaint.apply_record(&known.record);
                }
                assert_eq!(complaint.version, 8);
            })
        },
        &|| rate(|| assert_eq!(fold(&store, next(), &mut drop).unwrap().version, 8)),
    );
    replaying(&store);
}

fn events() -> usize {
    if only_a_try() {
        return 800;
    }
    std::env::var("ADUAN_BENCH_EVENTS").map_or(80_000, |text| text.parse().unwrap())
}

/// Decoding and folding all of it, in order: from memory on one core, and from the store.
fn replaying(store: &SqliteStore) {
    let mut all: Vec<Vec<u8>> = Vec::new();
    let mut keep = |entry: aduan_store::Entry<'_>| {
        all.push(entry.line.to_vec());
        Ok(())
    };
    replay(store, 0, &mut keep).unwrap();
    let seconds = |start: Instant| all.len() as f64 / start.elapsed().as_secs_f64();
    let apply = |states: &mut HashMap<ComplaintId, Complaint>, line: &[u8]| {
        let Decoded::Known(known) = decode(line) else { panic!() };
        let id = known.record.complaint;
        states.entry(id).or_insert_with(|| Complaint::new(id)).apply_record(&known.record);
    };
    compare(
        "replay everything in order",
        1.15,
        &|| {
            let (start, mut states) = (Instant::now(), HashMap::new());
            for line in &all {
                apply(&mut states, line);
            }
            seconds(start)
        },
        &|| {
            let (start, mut states) = (Instant::now(), HashMap::new());
            let folded = replay(store, 0, &mut |entry| {
                apply(&mut states, entry.line);
                Ok(())
            });
            assert_eq!(folded.unwrap(), all.len() as u64);
            seconds(start)
        },
    );
}
