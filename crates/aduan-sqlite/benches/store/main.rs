//! Ours beside the limit, in the same run: `cargo bench -p aduan-sqlite`.
//!
//! The limit is rusqlite written by hand, with the same durability (WAL, `synchronous=FULL`), and for replays `serde_json`
//! alone. `growth` puts a database of 10,000 complaints beside one of a million (`ADUAN_BENCH_GROWTH`; some 10 GB of disk
//! and ten minutes). Rounds of both alternate, and the medians are compared, since a disk's speed drifts. `ADUAN_BENCH_SECONDS` sets
//! how long one round takes, `ADUAN_BENCH_COMPLAINTS` how many are imported and replayed (125,000 of eight events each),
//! `ADUAN_BENCH_ONLY` which rows are measured, by a word of them. `tests/peers/run` measures other libraries in the same rounds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    unreachable_pub,
    reason = "a bench"
)]

mod bulk;
#[path = "../../../aduan-audit/benches/flat/mod.rs"]
mod flat;
mod growth;
mod harness;
mod peers;

use aduan_core::{
    Actor, Channel, Command, CommandId, Complaint, ComplaintId, Decoded, Elements, Matter, Office, Ticket,
    decode,
};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Desk, Reception, Source, TicketSecret};
use aduan_store::vault::{KeyRing, MasterKey};
use aduan_store::{Commit, EventLog, EventStore, KeyChange, Line, OsEntropy, Pending, Summary, fold};
use harness::{CLIENTS, asked_for, awaited, awaited_by, compare, in_threads, median, only_a_try, rate};
use rusqlite::Connection;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// A UUID of version 7 as the desk makes them, without asking for randomness: what is measured is the store.
fn v7() -> Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let micros = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros();
    let micros = u64::try_from(micros).unwrap();
    let mut random = [0; 10];
    random[..2].copy_from_slice(&(micros % 1000 * 4096 / 1000).to_be_bytes()[6..]);
    random[2..].copy_from_slice(&count.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    uuid::Builder::from_unix_timestamp_millis(micros / 1000, &random).into_uuid()
}

/// Eight real lines, of a complaint that the desk has handled.
fn sample() -> Vec<Vec<u8>> {
    let desk = desk(Arc::new(aduan_store::MemoryStore::default()));
    let id = fill(&desk, 1)[0];
    let mut lines = Vec::new();
    let mut keep = |entry: aduan_store::StoredEvent<'_>| {
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
    let unit: Office = "KPPBC-050500".parse().unwrap();
    Reception::new(Channel::Website, Matter::Duties, "Pelayanan lambat sekali, sudah tiga hari", unit)
}

fn amend(desk: &Desk, complaint: &Complaint) -> Complaint {
    let actor = Actor::complainant(complaint.complainant);
    let done = desk.act(
        &desk.trace().unwrap(),
        &actor,
        complaint.id,
        Command::AmendMaterial { content: "tambahan".into(), elements: Elements::EMPTY },
    );
    done.unwrap().complaint
}

/// Complaints of eight events each.
fn fill(desk: &Desk, count: usize) -> Vec<ComplaintId> {
    (0..count)
        .map(|_| {
            let secret = TicketSecret::fresh(&OsEntropy).unwrap();
            let (done, _) = desk.receive_online(&desk.trace().unwrap(), reception(), &secret).unwrap();
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
        summary: Some(Summary::of(&state)),
        outbox: Vec::new(),
        settled: None,
        withdrawn: Vec::new(),
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

fn main() {
    if bulk::is_a_child() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let line = sample().remove(1);
    println!("sqlite {}, {} bytes a line, {CLIENTS} clients", rusqlite::version(), line.len());
    let store = Arc::new(SqliteStore::open(&folder.path().join("ours.db")).unwrap());
    let limit = Mutex::new(raw(&folder.path().join("raw.db")));
    let naive = || in_threads(CLIENTS, || raw_insert(&limit.lock().unwrap(), &line));

    compare(
        "durable commit, one caller",
        0.85,
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
            let say = Command::AmendMaterial { content: "tambahan".into(), elements: Elements::EMPTY };
            drop(desk.act_async(&trace, &actor, id, say).await.unwrap());
        })
    };
    compare("whole desk (load, decide, seal, append), 64 awaited", 7.0, &naive, &|| {
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
        &|| rate(|| drop(desk.receive_online(&desk.trace().unwrap(), reception(), &secret).unwrap())),
    );
    wrong_tickets(desk, &complaints[0]);
    reading(&folder.path().join("read.db"), &folder.path().join("rawread.db"));
    bulk::run(folder.path());
    growth::run(folder.path());
}

/// C26: what a guesser could measure. The tests show that the work is the same; this shows what it takes.
fn wrong_tickets(desk: &Desk, of: &Complaint) {
    let count = AtomicU64::new(0);
    let guess = |secret: [u8; 10]| {
        rate(|| {
            let source = Source::from(&*count.fetch_add(1, Ordering::Relaxed).to_string());
            assert!(desk.by_ticket(&Ticket::from_random(secret).reveal(), &source).is_err());
        })
    };
    let mut near = [0; 10];
    near.copy_from_slice(&of.id.uuid().as_bytes()[..10]);
    compare("wrong tickets, one beside another", 0.0, &|| guess([1; 10]), &|| guess(near));
}

/// Makes `count` complaints of three events each.
fn received(desk: &'static Desk, count: usize) -> Vec<Complaint> {
    let all: &'static Mutex<Vec<Complaint>> = Box::leak(Box::default());
    while all.lock().unwrap().len() < count {
        awaited(|| {
            Box::pin(async move {
                let secret = TicketSecret::fresh(&OsEntropy).unwrap();
                let done =
                    desk.receive_online_async(&desk.trace().unwrap(), reception(), &secret).await.unwrap().0;
                all.lock().unwrap().push(done.complaint);
            })
        });
    }
    all.lock().unwrap().clone()
}

/// Loading and folding one complaint of eight events,
fn reading(ours: &Path, by_hand: &Path) {
    let complaints = if only_a_try() { 100 } else { 10_000 };
    let store = SqliteStore::open(ours).unwrap();
    let limit = raw(by_hand);
    let lines = sample();
    let ids: Vec<ComplaintId> = (0..complaints).map(|_| ComplaintId::new(v7())).collect();
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
        commit.complaint = *id;
        commit.summary = commit.summary.map(|summary| Summary { complaint: *id, version: 8, ..summary });
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
        1.0,
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
}
