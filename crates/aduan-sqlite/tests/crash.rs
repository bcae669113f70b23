//! Processes: killed at random instants, and two at once on one file.
//!
//! The test binary starts itself again as the process that is killed. `ADUAN_KILLS` sets how many rounds of
//! `kill -9` there are; 40 by default, 300 for a release.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{Channel, CommandId, ComplaintId, Matter};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Done, TicketSecret};
use aduan_store::vault::{KeyRing, MasterKey};
use aduan_store::{Desk, DeskError, EventStore, OsEntropy, StoreError, load};
use aduan_testkit::world::World;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const WRITERS: usize = 16;

fn keys(rotated: bool) -> KeyRing {
    let ring = KeyRing::new(MasterKey::from_bytes([7; 32]));
    if rotated { ring.rotated(MasterKey::from_bytes([8; 32])) } else { ring }
}

/// Not a test of its own: what the other process does, when it is started as one.
#[test]
fn child() {
    let Ok(path) = std::env::var("ADUAN_CHILD") else { return };
    let store = Arc::new(SqliteStore::open(Path::new(&path)).unwrap());
    let most: usize = std::env::var("ADUAN_MOST").map_or(usize::MAX, |most| most.parse().unwrap());
    let housekeeping = std::env::var("ADUAN_HOUSEKEEPING").is_ok();
    let faulty = std::env::var("ADUAN_FAULTS").is_ok();
    let world = World::with_keys(store.clone(), keys(housekeeping));
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                for _ in 0..most {
                    let done =
                        if faulty { receive_in_spite(&world) } else { Some(world.online(Matter::Duties).0) };
                    let Some(done) = done else { continue };
                    // Acknowledged: what is printed was promised.
                    writeln!(std::io::stdout(), "ack {} {}", done.receipt.command, done.complaint.id)
                        .unwrap();
                }
            });
        }
        if housekeeping {
            let backup = format!("{path}.backup");
            scope.spawn(|| world.desk.rewrap_keys(10_000).unwrap());
            scope.spawn(move || store.backup(Path::new(&backup)).unwrap());
        }
    });
}

/// What a disk that fails may do to a reception: be refused with the medium's own error, and nothing else.
fn receive_in_spite(world: &World) -> Option<Done> {
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let reception = aduan_testkit::world::reception(Channel::Website, Matter::Duties);
    match world.desk.receive_online(&world.desk.trace().unwrap(), &reception, &secret) {
        Ok((done, _)) => Some(done),
        Err(DeskError::Store(StoreError::Full(_) | StoreError::Unknown(_) | StoreError::Read(_))) => None,
        Err(error) => panic!("{error:?}"),
    }
}

fn start(path: &Path, settings: &[(&str, &str)]) -> Child {
    start_by(Command::new(std::env::current_exe().unwrap()), path, settings)
}

fn start_by(mut command: Command, path: &Path, settings: &[(&str, &str)]) -> Child {
    command.args(["child", "--exact", "--nocapture"]).env("ADUAN_CHILD", path).envs(settings.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

/// What a process acknowledged; a last line that was cut off by the kill counts as not said.
fn acknowledged(child: Child) -> Vec<(CommandId, ComplaintId)> {
    let lines = BufReader::new(child.stdout.unwrap()).split(b'\n').map_while(Result::ok);
    lines
        .filter_map(|line| {
            let line = String::from_utf8(line).ok()?;
            let (command, complaint) = line.strip_prefix("ack ")?.split_once(' ')?;
            Some((command.parse().ok()?, complaint.parse().ok()?))
        })
        .collect()
}

/// Everything that was promised is there, whole, and opens.
fn examine(path: &Path, promised: &[(CommandId, ComplaintId)], rotated: bool) {
    let store = Arc::new(SqliteStore::open(path).unwrap());
    let found = store.integrity().unwrap();
    assert_eq!(found.findings, [], "{}", path.display());
    let desk = Desk::open(store.clone(), Arc::new(keys(rotated))).unwrap();
    let verifier = aduan_testkit::world::verifier();
    for (index, (command, complaint)) in promised.iter().enumerate() {
        let receipt = store.receipt(*command).unwrap().expect("an acknowledged commit is there");
        assert_eq!(receipt.complaint, *complaint);
        let (state, records) = load(&*store, *complaint).unwrap();
        assert_eq!((state.version, records.len()), (3, 3), "no commit is partial");
        if index % 7 == 0 {
            let Event::Received(received) = &records[0].event else { panic!() };
            let words = desk.read(&verifier, *complaint, received.material.id).unwrap();
            assert_eq!(words.reveal(), aduan_testkit::world::STORY);
        }
    }
}

fn rounds() -> u64 {
    std::env::var("ADUAN_KILLS").map_or(40, |rounds| rounds.parse().unwrap())
}

/// A number that differs by round and is spread out; enough to choose instants by.
fn scattered(round: u64, range: u64) -> u64 {
    (round.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % range
}

fn kill_rounds(housekeeping: bool, rounds: u64) {
    let settings: &[_] = if housekeeping { &[("ADUAN_HOUSEKEEPING", "1")] } else { &[] };
    let (mut folder, mut promised) = (tempfile::tempdir().unwrap(), Vec::new());
    let mut total = 0;
    for round in 0..rounds {
        let path = folder.path().join("aduan.db");
        let mut child = start(&path, settings);
        std::thread::sleep(Duration::from_millis(5 + scattered(round, 75)));
        child.kill().unwrap();
        child.wait().unwrap();
        promised.extend(acknowledged(child));
        examine(&path, &promised, housekeeping);
        total += promised.len();
        let _ = std::fs::remove_file(folder.path().join("aduan.db.backup"));
        // A fresh file now and then, so that it is also killed while it is made.
        if round % 4 == 3 {
            folder = tempfile::tempdir().unwrap();
            promised.clear();
        }
    }
    println!("{rounds} rounds, {total} acknowledged receptions examined");
    assert!(rounds < 4 || total > 0, "nothing was ever acknowledged: it was killed too early");
}

/// Slow, since each round starts a process: some 50 ms each.
#[test]
fn nothing_acknowledged_is_lost_to_kill_9() {
    kill_rounds(false, rounds());
}

#[test]
fn nothing_is_lost_to_kill_9_during_backup_and_key_rotation() {
    kill_rounds(true, rounds() / 4);
}

#[test]
fn two_processes_on_one_file_both_write_correctly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let children: Vec<_> = (0..2).map(|_| start(&path, &[("ADUAN_MOST", "20")])).collect();
    let both: Vec<_> = children.into_iter().map(|child| std::thread::spawn(|| acknowledged(child))).collect();
    let promised: Vec<_> = both.into_iter().flat_map(|reader| reader.join().unwrap()).collect();
    assert_eq!(promised.len(), 2 * WRITERS * 20, "each is told what was recorded");
    examine(&path, &promised, false);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.head().unwrap().size(), 3 * promised.len() as u64);
    // Every register number is one complaint's; a few are left out where the processes raced.
    let last = store.last_serial(2025).unwrap() as usize;
    assert!((promised.len()..2 * promised.len()).contains(&last), "{last}");
}

/// Makes system calls of the other process fail: the disk is full, or says that it could not keep what it was given.
/// Every writer goes on until it has been refused; what was acknowledged before, between and after is there.
#[test]
fn nothing_acknowledged_is_lost_to_a_failing_disk() {
    if Command::new("strace").arg("-V").output().is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "strace is missing, and where CI is set nothing is skipped"
        );
        println!("skipped: there is no strace here");
        return;
    }
    let faults = [
        "pwrite64:error=ENOSPC:when=200+50",
        "pwrite64:error=EIO:when=300+70",
        "fsync,fdatasync:error=EIO:when=12+9",
        "fsync,fdatasync:error=ENOSPC:when=15+7",
    ];
    for fault in faults {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aduan.db");
        let mut traced = Command::new("strace");
        traced.args(["-f", "-qq", "-o", "/dev/null", "-P"]).arg(&path).arg("-P");
        traced.arg(folder.path().join("aduan.db-wal")).args(["-e", &format!("inject={fault}")]);
        traced.arg(std::env::current_exe().unwrap());
        let child = start_by(traced, &path, &[("ADUAN_MOST", "12"), ("ADUAN_FAULTS", "1")]);
        let said = acknowledged(child);
        println!("{fault}: {} of {} acknowledged", said.len(), WRITERS * 12);
        assert!(said.len() > 10 && said.len() < WRITERS * 12, "{fault}: {} acknowledged", said.len());
        examine(&path, &said, false);
    }
}
