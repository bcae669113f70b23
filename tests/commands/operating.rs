//! An operator's work on a database, and the state they find when the program was killed in the middle of it.

use crate::support::{Folder, PROGRAM, aduan, fails, fine, json, run, stderr, stdout};
use aduan_core::{Channel, Matter};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Reception, TicketSecret};
use aduan_store::vault::FileKeys;
use aduan_store::{Desk, OsEntropy};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: u32 = 15;

/// A database with so many complaints, their words sealed.
fn furnished(folder: &Folder, complaints: usize) -> String {
    let db = folder.made("desk");
    let store = Arc::new(SqliteStore::open_existing(&Path::new(&db).join("data/aduan.db")).unwrap());
    let keys = FileKeys::open(&Path::new(&db).join("keys/aduan.keys")).unwrap();
    let desk = Desk::open(store, Arc::new(keys)).unwrap();
    let mut reception =
        Reception::new(Channel::Website, Matter::Duties, "lama sekali", "KPPBC-050500".parse().unwrap());
    reception.material = "lama sekali di loket ".repeat(40).as_str().into();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..complaints / 8 {
                    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
                    desk.receive_online(&desk.trace().unwrap(), reception.clone(), &secret).unwrap();
                }
            });
        }
    });
    db
}

/// How long it takes to do something that is not killed: instants are chosen within that.
fn timed(args: &[&str]) -> Duration {
    let begun = Instant::now();
    fine(args);
    begun.elapsed()
}

/// Starts the program and kills it, in the first round at once, in the last when it should have ended long ago, in the
/// others evenly between; whether it had ended before.
fn killed(args: &[&str], round: u32, whole: Duration) -> bool {
    let mut child = aduan(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let late = if round + 1 == ROUNDS { 8 * whole } else { Duration::ZERO };
    std::thread::sleep(whole * round / (ROUNDS - 2) + late);
    let ended = child.try_wait().unwrap().is_some();
    child.kill().unwrap();
    child.wait().unwrap();
    ended
}

/// Every line, every key and every word.
fn sound(db: &str) {
    fine(&["integrity", "--db", db, "--deep"]);
}

#[test]
fn a_rotation_that_is_killed_leaves_every_word_readable_and_is_finished_by_the_next() {
    let folder = Folder::new();
    let db = furnished(&folder, 240);
    let whole = timed(&["keys", "--db", &db, "rotate"]);
    let mut in_the_middle = 0;
    for round in 0..ROUNDS {
        let ended = killed(&["keys", "--db", &db, "rotate"], round, whole);
        sound(&db);
        let status = json(&run(&["keys", "--db", &db, "--json", "status"]));
        let (current, older) =
            (status["under_this_key"].as_u64().unwrap(), status["under_older_keys"].as_u64().unwrap());
        assert_eq!(current + older, 241);
        in_the_middle += u32::from(!ended && current > 0 && older > 0);
    }
    assert!(in_the_middle > 0, "none of {ROUNDS} was killed between two keys");
    fine(&["keys", "--db", &db, "rotate"]);
    assert_eq!(json(&fine(&["keys", "--db", &db, "--json", "status"]))["under_older_keys"].as_u64(), Some(0));
    sound(&db);
}

#[test]
fn a_backup_that_is_killed_is_whole_or_not_there() {
    let folder = Folder::new();
    let db = furnished(&folder, 240);
    let (mut whole, mut none) = (0, 0);
    let takes = timed(&["backup", "--db", &db, &folder.at("first.db")]);
    for round in 0..ROUNDS {
        let backup = folder.at(&format!("backup{round}.db"));
        killed(&["backup", "--db", &db, &backup], round, takes);
        sound(&db);
        if Path::new(&backup).exists() {
            whole += 1;
        } else {
            none += 1;
            fine(&["backup", "--db", &db, &backup]);
        }
        assert!(!Path::new(&format!("{backup}.partial")).exists(), "the next one takes away what was left");
        let restored = folder.at(&format!("restored{round}"));
        let key = format!("{db}/keys/aduan.keys");
        fine(&["restore", "--db", &restored, "--keys", &key, &backup]);
        fine(&["integrity", "--db", &restored, "--keys", &key, "--deep"]);
    }
    assert!(whole > 0 && none > 0, "{whole} whole, {none} not there: always killed on one side");
}

#[test]
fn a_restore_that_is_killed_leaves_a_whole_database_or_none() {
    let folder = Folder::new();
    let (db, backup) = (furnished(&folder, 240), folder.at("backup.db"));
    fine(&["backup", "--db", &db, &backup]);
    let key = format!("{db}/keys/aduan.keys");
    let takes = timed(&["restore", "--db", &folder.at("first"), "--keys", &key, &backup]);
    let lines = json(&fine(&["integrity", "--db", &db, "--json"]))["lines"].clone();
    let (mut whole, mut none) = (0, 0);
    for round in 0..ROUNDS {
        let restored = folder.at(&format!("restored{round}"));
        fs::create_dir_all(format!("{restored}/keys")).unwrap();
        fs::copy(format!("{db}/keys/aduan.keys"), format!("{restored}/keys/aduan.keys")).unwrap();
        killed(&["restore", "--db", &restored, &backup], round, takes);
        if Path::new(&restored).join("data/aduan.db").exists() {
            whole += 1;
        } else {
            none += 1;
            fine(&["restore", "--db", &restored, &backup]);
        }
        sound(&restored);
        assert_eq!(json(&fine(&["integrity", "--db", &restored, "--json"]))["lines"], lines);
    }
    assert!(whole > 0 && none > 0, "{whole} whole, {none} not there: always killed on one side");
}

#[test]
fn one_damaged_key_stops_no_rotation_and_is_told() {
    let folder = Folder::new();
    let db = furnished(&folder, 16);
    let raw = Connection::open(format!("{db}/data/aduan.db")).unwrap();
    let damage = "UPDATE keys SET wrapped = randomblob(72)
        WHERE complaint = (SELECT complaint FROM keys WHERE complaint > zeroblob(16) ORDER BY complaint LIMIT 1)";
    assert_eq!(raw.execute(damage, []).unwrap(), 1);
    drop(raw);
    let mut keys = Vec::new();
    for _ in 0..2 {
        let output = run(&["keys", "--db", &db, "--json", "rotate"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let told = json(&output);
        assert_eq!((told["rewrapped"].as_u64(), told["under_older_keys"].as_u64()), (Some(16), Some(1)));
        assert!(told["damaged"][0]["why"].as_str().unwrap().contains("is damaged"));
        keys.push(told["key"].clone());
    }
    assert_ne!(keys[0], keys[1], "what is damaged does not keep the next key from being made");
}

#[test]
fn a_backup_with_a_content_missing_is_put_back_and_that_is_told() {
    let folder = Folder::new();
    let (db, backup, restored) = (furnished(&folder, 8), folder.at("backup.db"), folder.at("restored"));
    let one = "DELETE FROM contents WHERE content = (SELECT content FROM contents LIMIT 1)";
    Connection::open(format!("{db}/data/aduan.db")).unwrap().execute_batch(one).unwrap();
    fine(&["backup", "--db", &db, &backup]);
    let output = run(&["restore", "--db", &restored, "--keys", &format!("{db}/keys/aduan.keys"), &backup]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("its ciphertext is missing"), "{}", stdout(&output));
    fine(&["replay", "--db", &restored]);
}

#[test]
fn a_server_goes_on_when_the_key_is_rotated_by_another_process() {
    let folder = Folder::new();
    let db = furnished(&folder, 8);
    let store = Arc::new(SqliteStore::open_existing(&Path::new(&db).join("data/aduan.db")).unwrap());
    let server =
        Desk::open(store, Arc::new(FileKeys::open(&Path::new(&db).join("keys/aduan.keys")).unwrap()))
            .unwrap();
    let receive = || {
        let unit = "KPPBC-050500".parse().unwrap();
        let reception = Reception::new(Channel::Website, Matter::Duties, "lama", unit);
        let secret = TicketSecret::fresh(&OsEntropy).unwrap();
        server.receive_online(&server.trace().unwrap(), reception.clone(), &secret).unwrap().0
    };
    let done = receive();
    fine(&["keys", "--db", &db, "rotate"]);
    let aduan_core::Event::Received(received) = &done.records[0].event else { panic!() };
    let complainant = aduan_core::Actor::complainant(done.complaint.complainant);
    let words = server.read(&complainant, done.complaint.id, received.material.id).unwrap();
    assert_eq!(words.reveal(), "lama");
    receive();
    let status = json(&fine(&["keys", "--db", &db, "--json", "status"]));
    assert_eq!(status["under_older_keys"].as_u64(), Some(0), "the server wraps under the new key");
}

#[test]
fn a_story_is_told_from_its_own_stream_as_from_the_whole_history() {
    let folder = Folder::new();
    let (history, db) = (folder.history("60"), folder.made("desk"));
    fine(&["import", "--db", &db, &history]);
    let lines = fs::read_to_string(&history).unwrap();
    let first: serde_json::Value = serde_json::from_str(lines.lines().nth(30).unwrap()).unwrap();
    let id = first["complaint"].as_str().unwrap();
    let register = json(&fine(&["show", &history, id, "--json"]))["register"].as_str().unwrap().to_owned();
    for wanted in [id, &id[..18], &id[..4], register.as_str()] {
        for more in [vec![], vec!["--as-of", "line:200"], vec!["--as-of", "2025-01-15"]] {
            let of_file = run(&[vec!["show", &history, wanted, "--json"], more.clone()].concat());
            let of_store = run(&[vec!["show", "--db", &db, wanted, "--json"], more].concat());
            assert_eq!(of_file.status.code(), of_store.status.code(), "{wanted}");
            let (mut of_file, mut of_store) = (json(&of_file), json(&of_store));
            // Of many that begin alike, the file gives the first in it, the store the first by id.
            if wanted.len() > 4 {
                assert_eq!(of_file, of_store, "{wanted}");
            } else {
                assert_eq!(
                    of_file["others"].take().as_array().map(Vec::len),
                    of_store["others"].take().as_array().map(Vec::len)
                );
            }
        }
    }
    // No line of another complaint is read: a gap elsewhere is not in the way.
    let raw = Connection::open(format!("{db}/data/aduan.db")).unwrap();
    raw.execute(
        "DELETE FROM events WHERE position = (SELECT min(position) FROM events WHERE complaint <> ?1)",
        [uuid::Uuid::parse_str(id).unwrap().into_bytes()],
    )
    .unwrap();
    fine(&["show", "--db", &db, id]);
    fails(&["show", "--db", &db, "ffffffff"], 1, "no complaint whose id begins with");
}

#[test]
fn an_inbox_is_read_page_by_page() {
    let folder = Folder::new();
    let (history, db) = (folder.history("200"), folder.made("desk"));
    fine(&["import", "--db", &db, &history]);
    let whole = json(&fine(&["inbox", "--db", &db, "-n", "1000", "--json"]));
    let whole = whole["complaints"].as_array().unwrap();
    let (mut pages, mut after): (Vec<serde_json::Value>, Option<String>) = (Vec::new(), None);
    loop {
        let mut args = vec!["inbox", "--db", &db, "-n", "7", "--json"];
        args.extend(after.iter().flat_map(|after| ["--after", after]));
        let page = json(&fine(&args));
        pages.extend(page["complaints"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => break,
        }
    }
    let ids =
        |rows: &[serde_json::Value]| rows.iter().map(|row| row["complaint"].clone()).collect::<Vec<_>>();
    assert!(whole.len() > 14, "three pages: {}", whole.len());
    assert_eq!(ids(whole), ids(&pages));
    assert!(stdout(&fine(&["inbox", "--db", &db, "-n", "3"])).contains("--after 20"));
    fails(&["inbox", "--db", &db, "--after", "yesterday"], 2, "INSTANT/ID");
}

#[test]
fn a_root_that_was_kept_finds_what_the_file_does_not_show() {
    let folder = Folder::new();
    let (db, other) = (folder.toured(), folder.at("other"));
    fine(&["tour", "--db", &other]);
    let keep =
        |db: &str| json(&fine(&["integrity", "--db", db, "--json"]))["keep"].as_str().unwrap().to_owned();
    fine(&["integrity", "--db", &db, "--kept", &keep(&db), "--deep"]);
    // As long, and another history.
    let told = run(&["integrity", "--db", &db, "--kept", &keep(&other)]);
    assert_eq!(told.status.code(), Some(1));
    assert!(stdout(&told).contains("do not have the root that was kept"), "{}", stdout(&told));
    let longer = keep(&db).replacen("13:", "15:", 1);
    assert!(stdout(&run(&["integrity", "--db", &db, "--kept", &longer])).contains("the last 2 are gone"));
    fails(&["integrity", "--db", &db, "--kept", "13"], 2, "LINES:ROOT");
}

#[test]
fn a_copy_needs_no_hard_links() {
    if Command::new("strace").arg("-V").output().is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "strace is missing, and where CI is set nothing is skipped"
        );
        println!("skipped: there is no strace here");
        return;
    }
    let folder = Folder::new();
    let (db, backup) = (folder.toured(), folder.at("backup.db"));
    let mut traced = Command::new("strace");
    // The answer of a FAT file system.
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", "inject=link,linkat:error=EPERM"]);
    traced.arg(PROGRAM).args(["backup", "--db", &db, &backup]);
    let output = traced.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    fails(&["backup", "--db", &db, &backup], 3, "not overwritten");
}
