//! The work of a process that is killed or whose power is cut. It writes down its promises.

use super::{backup_of, keys, keys_of, say};
use aduan_core::{Actor, Channel, ComplaintId, Matter};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Done, TicketSecret};
use aduan_store::vault::{FileKeys, KeyProvider, KeyState};
use aduan_store::{ContentVault, Desk, EventLog, OsEntropy};
use aduan_testkit::test_desk::{TestDesk, reception};
use rusqlite::Connection;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;

/// Does the scenario of this process's environment, if it was started for one.
pub fn run() {
    let Ok(path) = std::env::var("ADUAN_CHILD") else { return };
    let path = Path::new(&path);
    // The test harness may be in the middle of a line.
    say("");
    match std::env::var("ADUAN_SCENARIO").unwrap().as_str() {
        "opening" => opening(path),
        "commits" => commits(path),
        "checkpoints" => checkpoints(path),
        "rotation" => rotation(path),
        "backup" => backup(path),
        "erasure" => erasure(path),
        "import" => import(path),
        "keyfile" => keyfile(path),
        level => careless(path, level),
    }
}

/// This test binary again, to do a scenario, by way of another program such as `strace`.
pub fn by(mut program: Process, scenario: &str, path: &Path) -> Process {
    program.arg(std::env::current_exe().unwrap()).args(["child", "--exact", "--nocapture"]);
    program.env("ADUAN_CHILD", path).env("ADUAN_SCENARIO", scenario);
    program
}

/// Whether calls can be traced here. If CI is set, nothing is skipped.
pub fn traceable() -> bool {
    // That it is installed is not enough: a container may forbid it.
    let traced = Process::new("strace").args(["-f", "-qqq", "-o", "/dev/null", "true"]).output();
    let there = traced.is_ok_and(|output| output.status.success());
    assert!(there || std::env::var_os("CI").is_none(), "strace is missing or may not trace");
    if !there {
        println!("skipped: there is no strace here that may trace");
    }
    there
}

fn world(path: &Path, rotations: u8) -> (Arc<SqliteStore>, TestDesk) {
    let store = Arc::new(SqliteStore::open(path).unwrap());
    (store.clone(), TestDesk::with_keys(store, keys(rotations)))
}

pub fn acknowledge(done: &Done) {
    say(&format!("ack {} {} {}", done.receipt.command, done.complaint.id, done.receipt.last_version));
}

fn receive(world: &TestDesk, count: usize) -> Vec<ComplaintId> {
    (0..count)
        .map(|_| {
            let (done, _) = world.online(Matter::Duties);
            acknowledge(&done);
            done.complaint.id
        })
        .collect()
}

/// A new file is made.
fn opening(path: &Path) {
    let (_, desk) = world(path, 0);
    receive(&desk, 1);
}

/// A new file; one after the other, then together; closed, opened, and on.
fn commits(path: &Path) {
    let (_, desk) = world(path, 0);
    receive(&desk, 5);
    std::thread::scope(|scope| (0..8).for_each(|_| drop(scope.spawn(|| receive(&desk, 2)))));
    drop(desk);
    let (_, desk) = world(path, 0);
    receive(&desk, 3);
}

/// The WAL is moved into the file while it grows, and begun again.
fn checkpoints(path: &Path) {
    let (_, desk) = world(path, 0);
    let other = Connection::open(path).unwrap();
    other.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| receive(&desk, 12));
        for mode in ["PASSIVE", "RESTART", "PASSIVE", "FULL", "TRUNCATE", "RESTART"] {
            std::thread::sleep(std::time::Duration::from_millis(10));
            other.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(())).unwrap();
        }
    });
    receive(&desk, 3);
}

fn rotation(path: &Path) {
    let (_, desk) = world(path, 0);
    receive(&desk, 6);
    drop(desk);
    let (_, desk) = world(path, 1);
    assert_eq!(desk.desk.rewrap_keys(100).unwrap().done, 7, "six, and the desk's own");
    say("rotated 7");
    receive(&desk, 2);
}

fn backup(path: &Path) {
    let (store, desk) = world(path, 0);
    receive(&desk, 4);
    std::thread::scope(|scope| {
        scope.spawn(|| receive(&desk, 4));
        say("backing");
        store.backup(&backup_of(path)).unwrap();
        say("backup");
    });
}

fn erasure(path: &Path) {
    let (store, desk) = world(path, 0);
    let all = receive(&desk, 4);
    for id in &all[1..3] {
        let KeyState::Active(wrapped) = store.key(*id).unwrap() else { panic!() };
        let digits = wrapped.bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let complainant = Actor::complainant(desk.desk.complaint(*id).unwrap().complainant);
        desk.close(*id, &complainant);
        say(&format!("doomed {id} {digits}"));
        let done = desk.erase(*id);
        say(&format!("erased {id}"));
        acknowledge(&done);
        receive(&desk, 2);
    }
}

/// A key file is made, and rotated twice. Complaints that are received are wrapped under its newest key.
fn keyfile(path: &Path) {
    let file = keys_of(path);
    let mut keys = FileKeys::create(&file, &OsEntropy).unwrap();
    let store = Arc::new(SqliteStore::open(path).unwrap());
    for round in 0..3 {
        if round > 0 {
            keys = keys.rotate(&OsEntropy).unwrap();
        }
        say(&format!("key {}", keys.current().unwrap().id()));
        let desk = Desk::open(store.clone(), Arc::new(keys.clone())).unwrap();
        for _ in 0..3 {
            let secret = TicketSecret::fresh(&OsEntropy).unwrap();
            let online = reception(Channel::Website, Matter::Duties);
            let (done, _) = desk.receive_online(&desk.trace().unwrap(), online.clone(), &secret).unwrap();
            acknowledge(&done);
        }
        desk.rewrap_keys(100).unwrap();
    }
}

/// A history from elsewhere, all of it or nothing.
fn import(path: &Path) {
    let elsewhere = tempfile::tempdir().unwrap();
    let (origin, desk) = world(&elsewhere.path().join("origin.db"), 0);
    let done: Vec<Done> = (0..40).map(|_| desk.online(Matter::Duties).0).collect();
    let store = SqliteStore::open(path).unwrap();
    let mut import = store.import().unwrap();
    let mut take = |entry: aduan_store::StoredEvent<'_>| {
        import.line(entry.line.to_vec()).unwrap();
        Ok(())
    };
    origin.read_log(0, u32::MAX, &mut take).unwrap();
    import.finish().unwrap();
    done.iter().for_each(acknowledge);
}

/// A writer that asks SQLite to sync less than ours does; or as much: then the same test must find nothing.
fn careless(path: &Path, level: &str) {
    drop(SqliteStore::open(path).unwrap());
    let raw = Connection::open(path).unwrap();
    raw.pragma_update(None, "synchronous", level).unwrap();
    let sql = "INSERT INTO checkpoints VALUES ('raw', ?1) ON CONFLICT (name) DO UPDATE SET position = ?1";
    for position in 1..40 {
        raw.execute(sql, [position]).unwrap();
        say(&format!("checkpoint raw {position}"));
        if position % 9 == 0 {
            raw.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        }
    }
}
