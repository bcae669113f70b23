//! Processes: killed at random instants and at every call, two at once on one file, and a disk that fails.
//!
//! The test binary starts itself again as the process that is killed. `ADUAN_KILLS` sets how many rounds of
//! `kill -9` there are in each test; 300 by default.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod kept;

use aduan_core::{Actor, Channel, ComplaintId, Elements, Matter};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Done, TicketSecret};
use aduan_store::{DeskError, EventLog, OsEntropy, StoreError};
use aduan_testkit::test_desk::TestDesk;
use kept::scenario::{self, acknowledge};
use kept::{Promised, backup_of, keys, keys_of, say};
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const WRITERS: usize = 16;

/// How often each thread amends the one complaint that two processes share.
const SHARED: u32 = 15;

/// Not a test of its own: what the other process does, when it is started as one.
#[test]
fn child() {
    if std::env::var_os("ADUAN_SCENARIO").is_some() {
        return scenario::run();
    }
    let Ok(path) = std::env::var("ADUAN_CHILD") else { return };
    say("");
    let path = Path::new(&path);
    let store = Arc::new(SqliteStore::open(path).unwrap());
    let most: usize = std::env::var("ADUAN_MOST").map_or(usize::MAX, |most| most.parse().unwrap());
    let housekeeping = std::env::var("ADUAN_HOUSEKEEPING").is_ok();
    let faulty = std::env::var("ADUAN_FAULTS").ok();
    let amends = std::env::var("ADUAN_AMENDS").is_ok();
    let rotations = std::env::var("ADUAN_ROTATIONS").map_or(0, |rotations| rotations.parse().unwrap());
    let world = TestDesk::with_keys(store.clone(), keys(rotations));
    if let Ok(shared) = std::env::var("ADUAN_SHARED") {
        return amend_together(&world, shared.parse().unwrap());
    }
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                for _ in 0..most {
                    if let Some(fault) = &faulty {
                        receive_in_spite(&world, fault).iter().for_each(acknowledge);
                        continue;
                    }
                    let (done, _) = world.online(Matter::Duties);
                    acknowledge(&done);
                    if amends {
                        acknowledge(&amend(&world, done.complaint.id, "pukul 9"));
                    }
                }
            });
        }
        if housekeeping {
            scope.spawn(|| {
                let mut all = 0;
                loop {
                    match world.desk.rewrap_keys(100).unwrap().done {
                        0 => break say(&format!("rotated {all}")),
                        count => all += count,
                    }
                }
            });
            scope.spawn(move || {
                say("unbacked");
                let _earlier = std::fs::remove_file(backup_of(path));
                say("backing");
                store.backup(&backup_of(path)).unwrap();
                say("backup");
            });
        }
    });
}

/// The complainant adds words: another version of the stream, and another content.
fn amend(world: &TestDesk, id: ComplaintId, words: &str) -> Done {
    let say = aduan_core::Command::AmendMaterial { content: words.into(), elements: Elements::EMPTY };
    let complainant = Actor::complainant(world.desk.complaint(id).unwrap().complainant);
    world.desk.act(&world.desk.trace().unwrap(), &complainant, id, say).unwrap()
}

/// Many amend one complaint, in this process and in another; each says which version has its words.
fn amend_together(world: &TestDesk, id: ComplaintId) {
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                for number in 0..SHARED {
                    let words = format!("tambahan-{}-{thread}-{number}", std::process::id());
                    let done = amend(world, id, &words);
                    say(&format!("amended {} {words}", done.receipt.last_version));
                }
            });
        }
    });
}

/// Receives a complaint on a failing disk: a refusal must be the error of this fault, and no other.
fn receive_in_spite(world: &TestDesk, fault: &str) -> Option<Done> {
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let reception = aduan_testkit::test_desk::reception(Channel::Website, Matter::Duties);
    match world.desk.receive_online(&world.desk.trace().unwrap(), reception.clone(), &secret) {
        Ok((done, _)) => Some(done),
        Err(DeskError::Store(StoreError::Full(_))) if fault == "full" => None,
        Err(DeskError::Store(StoreError::Unknown(_))) if fault == "unknown" => None,
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

/// Adds what a process said until its end. A last line that was cut off by the kill counts as not said.
fn hear(promised: &mut Promised, child: &mut Child) {
    listen(promised, &mut BufReader::new(child.stdout.take().unwrap()));
}

/// Hears until it has heard enough, or the process has ended.
fn hear_until(promised: &mut Promised, reader: &mut impl BufRead, enough: impl Fn(&Promised) -> bool) {
    let mut line = String::new();
    while !enough(promised) && reader.read_line(&mut line).unwrap() > 0 {
        if let Some(line) = line.strip_suffix('\n') {
            promised.hear(line);
        }
        line.clear();
    }
}

fn listen(promised: &mut Promised, reader: &mut impl BufRead) {
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 0 {
        if let Some(line) = line.strip_suffix('\n') {
            promised.hear(line);
        }
        line.clear();
    }
}

fn rounds() -> usize {
    std::env::var("ADUAN_KILLS").map_or(300, |rounds| rounds.parse().unwrap())
}

/// A number that differs by round and is spread out; enough to choose instants by.
fn scattered(round: usize, range: u64) -> u64 {
    ((round as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % range
}

fn kill_rounds(housekeeping: bool, rounds: usize) {
    let (mut folder, mut promised) = (tempfile::tempdir().unwrap(), Promised::default());
    let (mut total, mut backups, mut rotated, mut productive) = (0, 0, 0, 0);
    let begun = Instant::now();
    for round in 0..rounds {
        let path = folder.path().join("aduan.db");
        // Each process rotates what those before it have left.
        let rotations = u8::try_from(round % 4).unwrap();
        let rotated_so_far = rotations.to_string();
        let settings =
            [("ADUAN_AMENDS", "1"), ("ADUAN_HOUSEKEEPING", "1"), ("ADUAN_ROTATIONS", &*rotated_so_far)];
        let mut child = start(&path, if housekeeping { &settings } else { &settings[..1] });
        promised.rotations = if housekeeping { rotations } else { 0 };
        promised.unrotate();
        let (before, mut said) = (promised.recorded.len(), BufReader::new(child.stdout.take().unwrap()));
        // One in four at any instant, also while the file is made; the others while it works.
        if round % 4 == 0 {
            std::thread::sleep(Duration::from_millis(scattered(round, 80)));
        } else {
            // One in four after all keys were rotated.
            let rotated = |it: &Promised| !housekeeping || round % 4 != 3 || it.rewrapped > 0;
            hear_until(&mut promised, &mut said, |it| it.recorded.len() > before && rotated(it));
            std::thread::sleep(Duration::from_micros(scattered(round, 60_000)));
        }
        child.kill().unwrap();
        listen(&mut promised, &mut said);
        child.wait().unwrap();
        productive += usize::from(promised.recorded.len() > before);
        promised.kept_in(&path).unwrap_or_else(|why| panic!("round {round}: {why}"));
        total += promised.recorded.len();
        backups += usize::from(backup_of(&path).exists());
        rotated += promised.rewrapped;
        // A fresh file now and then, so that it is also killed while it is made.
        if round % 4 == 3 {
            folder = tempfile::tempdir().unwrap();
            promised = Promised::default();
        }
    }
    println!(
        "{rounds} rounds in {:?}, {productive} with something new, {total} acknowledged commits examined, {backups} \
         backups, {rotated} keys rotated",
        begun.elapsed()
    );
    assert!(productive * 4 + 3 >= rounds * 3, "only {productive} of {rounds} rounds acknowledged anything");
    assert!(
        rounds < 20 || !housekeeping || backups.min(rotated) > 0,
        "no backup or rotation was ever finished"
    );
}

/// Slow, since each round starts a process and examines what it left.
#[test]
fn nothing_acknowledged_is_lost_to_kill_9() {
    kill_rounds(false, rounds());
}

/// With 16 writers, a backup and a rotation at once.
#[test]
fn nothing_is_lost_to_kill_9_during_backup_and_key_rotation() {
    kill_rounds(true, rounds());
}

/// The system calls at which the process is killed.
const CALLS: &str =
    "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,link,linkat,rename,renameat2,mmap,close";

/// Kills the process of a scenario at the first, second, … call of each kind, evenly chosen: at all, if there are no
/// more than there are rounds. `strace` counts by thread, so the thread that gets there first is killed there.
fn kill_at_calls(scenario: &str) {
    if !scenario::traceable() {
        return;
    }
    let within = |rest: &str, path: &Path, log: &Path| {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qqq", "-P"]).arg(path).arg("-o").arg(log);
        for end in ["-wal", "-journal", "-shm"] {
            strace.arg("-P").arg(format!("{}{end}", path.display()));
        }
        let backup = backup_of(path);
        for end in ["", ".partial", ".partial-journal"] {
            strace.arg("-P").arg(format!("{}{end}", backup.display()));
        }
        for end in ["", ".new"] {
            strace.arg("-P").arg(format!("{}{end}", keys_of(path).display()));
        }
        strace.arg("-P").arg(path.parent().unwrap()).args(["-e", rest]);
        scenario::by(strace, scenario, path).stdout(Stdio::piped()).spawn().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("calls");
    let mut whole = within(&format!("trace={CALLS}"), &folder.path().join("aduan.db"), &log);
    hear(&mut Promised::default(), &mut whole);
    assert!(whole.wait().unwrap().success());
    let calls = calls_of(&std::fs::read_to_string(&log).unwrap());
    let (mut tries, mut killed, mut told) = (0, 0, 0);
    for (name, when) in calls.iter().step_by(calls.len().div_ceil(rounds())) {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut promised) = (folder.path().join("aduan.db"), Promised::after(1));
        tries += 1;
        let inject = format!("inject={name}:signal=SIGKILL:when={when}");
        let mut child = within(&inject, &path, Path::new("/dev/null"));
        hear(&mut promised, &mut child);
        killed += usize::from(child.wait().unwrap().signal() == Some(9));
        told += promised.recorded.len();
        promised.kept_in(&path).unwrap_or_else(|why| panic!("{scenario}, killed at {name} {when}: {why}"));
    }
    println!("{scenario}: {killed} kills of {tries}, {told} acknowledgements examined");
    // Threads do not always share the work in the same way, so the last calls are sometimes never reached.
    assert!(killed * 10 > tries * 8, "{scenario}: killed only {killed} times of {tries}");
}

/// Each kind of call as often as the thread that makes it most.
fn calls_of(trace: &str) -> Vec<(String, usize)> {
    let mut counts = HashMap::<(&str, &str), usize>::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        if let Some((name, _)) = call.trim_start().split_once('(').filter(|_| !call.contains(" resumed>")) {
            *counts.entry((thread, name)).or_default() += 1;
        }
    }
    let mut most = BTreeMap::<&str, usize>::new();
    for ((_, name), count) in counts {
        let of = most.entry(name).or_default();
        *of = count.max(*of);
    }
    let each =
        |(name, count): (&str, usize)| (1..=count).map(|when| (name.to_owned(), when)).collect::<Vec<_>>();
    most.into_iter().flat_map(each).collect()
}

#[test]
fn a_new_file_is_made_whole_or_made_again_when_killed_at_any_call() {
    kill_at_calls("opening");
}

#[test]
fn a_rotation_killed_at_any_call_loses_no_key() {
    kill_at_calls("rotation");
}

#[test]
fn a_key_file_made_or_rotated_and_killed_at_any_call_loses_no_key() {
    kill_at_calls("keyfile");
}

#[test]
fn a_backup_killed_at_any_call_is_whole_or_not_there() {
    kill_at_calls("backup");
}

#[test]
fn an_erasure_killed_at_any_call_is_done_or_not_promised() {
    kill_at_calls("erasure");
}

#[test]
fn two_processes_on_one_file_both_write_correctly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let mut promised = Promised::default();
    let children: Vec<_> = (0..2).map(|_| start(&path, &[("ADUAN_MOST", "20")])).collect();
    std::thread::scope(|scope| {
        let listen = |mut child: Child| {
            let mut said = Promised::default();
            hear(&mut said, &mut child);
            said.recorded
        };
        let both: Vec<_> = children.into_iter().map(|child| scope.spawn(move || listen(child))).collect();
        promised.recorded.extend(both.into_iter().flat_map(|reader| reader.join().unwrap()));
    });
    let count = promised.recorded.len();
    assert_eq!(count, 2 * WRITERS * 20, "each is told what was recorded");
    promised.kept_in(&path).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(store.head().unwrap().size(), 3 * count as u64);
    // Every register number is one complaint's; a few are left out where the processes raced.
    let last = store.last_serial(2025).unwrap() as usize;
    assert!((count..2 * count).contains(&last), "{last}");
}

#[test]
fn two_processes_on_one_complaint_lose_no_update() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    let world = TestDesk::with_keys(store.clone(), keys(0));
    let id = world.online(Matter::Duties).0.complaint.id;
    let shared = id.to_string();
    let children: Vec<_> = (0..2).map(|_| start(&path, &[("ADUAN_SHARED", &shared)])).collect();
    let mut said = BTreeMap::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            if let ["amended", version, words] = line.split(' ').collect::<Vec<_>>()[..] {
                let earlier = said.insert(version.parse::<u32>().unwrap(), words.to_owned());
                assert_eq!(earlier, None, "version {version} was promised twice");
            }
        }
    }
    // Three events of its reception; then each update has a version of its own, and none is left out.
    let versions: Vec<u32> = said.keys().copied().collect();
    assert_eq!(versions, (4..=3 + 2 * 4 * SHARED).collect::<Vec<_>>());
    let mut contents = Vec::new();
    let note = &mut |record: aduan_core::Record| {
        if let aduan_core::event::Event::MaterialAmended(amended) = &record.event {
            contents.push((record.version, amended.content.id));
        }
    };
    assert_eq!(aduan_store::fold(&*store, id, note).unwrap().version, 3 + 2 * 4 * SHARED);
    for (version, content) in contents {
        let read = world.desk.read(&aduan_testkit::test_desk::verifier(), id, content).unwrap();
        assert_eq!(read.reveal(), said[&version], "version {version} has another's words");
    }
    assert_eq!(store.integrity().unwrap().problems, []);
}

/// Makes system calls of the other process fail: the disk is full, or says that it could not keep what it was given.
/// Every writer goes on until it has been refused. All commits that were acknowledged before, between and after are
/// there.
#[test]
fn nothing_acknowledged_is_lost_to_a_failing_disk() {
    if !scenario::traceable() {
        return;
    }
    let faults = [
        ("pwrite64:error=ENOSPC:when=200+50", "full"),
        ("pwrite64:error=EIO:when=300+70", "unknown"),
        ("fsync,fdatasync:error=EIO:when=12+9", "unknown"),
        ("fsync,fdatasync:error=ENOSPC:when=15+7", "unknown"),
    ];
    for (fault, told) in faults {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aduan.db");
        let mut traced = Command::new("strace");
        traced.args(["-f", "-qq", "-o", "/dev/null", "-P"]).arg(&path).arg("-P");
        traced.arg(folder.path().join("aduan.db-wal")).args(["-e", &format!("inject={fault}")]);
        traced.arg(std::env::current_exe().unwrap());
        let mut child = start_by(traced, &path, &[("ADUAN_MOST", "12"), ("ADUAN_FAULTS", told)]);
        let mut said = Promised::default();
        hear(&mut said, &mut child);
        assert!(child.wait().unwrap().success(), "{fault}: somebody was told another error than `{told}`");
        let count = said.recorded.len();
        println!("{fault}: {count} of {} acknowledged", WRITERS * 12);
        assert!(count > 10 && count < WRITERS * 12, "{fault}: {count} acknowledged");
        said.kept_in(&path).unwrap_or_else(|why| panic!("{fault}: {why}"));
    }
}
