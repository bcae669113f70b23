//! Lines into an empty store: all of them, or none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{Actor, Complaint, Matter, Stages};
use aduan_sqlite::{ImportError, LineError, SqliteStore};
use aduan_store::vault::KeyState;
use aduan_store::{Claim, ContentVault, EventLog, StoreError, Summary, Worklist, Worklists, fold};
use aduan_testkit::conformance::commit;
use aduan_testkit::test_desk::TestDesk;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// A history of a few complaints in several stages, one of them erased; and the store that it was made in.
fn history(folder: &Path) -> (Arc<SqliteStore>, Vec<Vec<u8>>) {
    let store = Arc::new(SqliteStore::open(&folder.join("origin.db")).unwrap());
    let world = TestDesk::new(store.clone());
    for _ in 0..5 {
        world.online(Matter::Discipline);
        world.ask_for_data(world.online(Matter::Duties).0.complaint.id);
    }
    let (done, _) = world.online(Matter::Duties);
    world.close(done.complaint.id, &Actor::complainant(done.complaint.complainant));
    world.erase(done.complaint.id);
    world.desk.record_editions().unwrap();
    let lines = lines(&store);
    (store, lines)
}

fn lines(store: &SqliteStore) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    store
        .read_log(0, u32::MAX, &mut |entry| {
            all.push(entry.line.to_vec());
            Ok(())
        })
        .unwrap();
    all
}

fn import(store: &SqliteStore, lines: &[Vec<u8>]) -> Result<aduan_sqlite::Imported, ImportError> {
    let mut import = store.import()?;
    for line in lines {
        import.line(line.clone())?;
    }
    import.finish()
}

fn schema(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut all =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
    all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn what_comes_in_is_what_was_recorded_and_the_store_goes_on_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, history) = history(folder.path());
    let path = folder.path().join("copy.db");
    let copy = Arc::new(SqliteStore::open(&path).unwrap());
    let made = schema(&path);
    let imported = import(&copy, &history).unwrap();
    assert_eq!((imported.lines, imported.complaints), (history.len() as u64, 11));
    assert_eq!(imported.root, origin.head().unwrap().root());
    assert_eq!(copy.head().unwrap(), origin.head().unwrap());
    assert_eq!(lines(&copy), history);
    assert_eq!(copy.integrity().unwrap().problems, []);
    assert_eq!(copy.summary(aduan_core::ComplaintId::ADMINISTRATION).unwrap(), None);
    let desk = TestDesk::new(copy.clone()).desk;
    assert_eq!(desk.administration().unwrap(), TestDesk::new(origin.clone()).desk.administration().unwrap());
    assert_eq!(schema(&path), made, "every index is there again");

    let all = Worklist { limit: 100, ..Worklist::of_stages(Stages::of(aduan_core::Stage::ALL)) };
    assert_eq!(copy.worklist(&all).unwrap(), origin.worklist(&all).unwrap());
    for row in copy.worklist(&all).unwrap() {
        let complaint: Complaint = fold(&*copy, row.complaint, &mut drop).unwrap();
        assert_eq!(row, Summary::of(&complaint));
        assert_eq!(copy.claimed(&Claim::Register(row.register.unwrap())).unwrap(), Some(row.complaint));
        let erased = matches!(origin.key(row.complaint).unwrap(), KeyState::Destroyed);
        let expected = if erased { KeyState::Destroyed } else { KeyState::Never };
        assert_eq!(copy.key(row.complaint).unwrap(), expected, "no key comes with lines");
    }
    for line in &history {
        let command = match aduan_core::decode(line) {
            aduan_core::Decoded::Known(known) => known.record.command,
            aduan_core::Decoded::Administrative(record) => record.command,
            other => panic!("{other:?}"),
        };
        assert_eq!(copy.receipt(command).unwrap(), origin.receipt(command).unwrap());
    }
    TestDesk::new(copy.clone()).online(Matter::Duties);
    assert_eq!(copy.integrity().unwrap().problems, []);
}

/// A fault, its line's number, the line, and whether it is refused for that fault.
type Case<'a> = (&'a str, usize, Vec<u8>, &'a dyn Fn(&LineError) -> bool);

#[test]
fn one_refused_line_keeps_all_out() {
    let folder = tempfile::tempdir().unwrap();
    let (_, history) = history(folder.path());
    let store = SqliteStore::open(&folder.path().join("copy.db")).unwrap();
    let text = |line: &[u8]| String::from_utf8(line.to_vec()).unwrap();
    let changed = |index: usize, from: &str, to: &str| {
        let changed = text(&history[index]).replacen(from, to, 1);
        assert_ne!(changed.as_bytes(), history[index]);
        changed.into_bytes()
    };
    let id_of = |index: usize, key: &str| {
        let line = text(&history[index]);
        let begin = line.find(&format!("\"{key}\":\"")).unwrap() + key.len() + 4;
        line[begin..begin + 36].to_owned()
    };
    let second = (1..history.len()).find(|index| text(&history[*index]).contains("\"version\":1,")).unwrap();
    let register = |index: usize| {
        let line = text(&history[index]);
        let begin = line.find("\"register\":\"").unwrap() + 12;
        line[begin..begin + line[begin..].find('"').unwrap()].to_owned()
    };
    let last = history.len() - 1;
    let cases: [Case<'_>; 9] = [
        ("no JSON", 3, b"{".to_vec(), &|why| matches!(why, LineError::Corrupt(_))),
        ("a newer event", 3, changed(3, "\"type\":\"", "\"type\":\"Very"), &|why| {
            matches!(why, LineError::Unknown { schema: 1, .. })
        }),
        ("a line again", 1, history[0].clone(), &|why| {
            matches!(why, LineError::OutOfOrder { found: 1, last: 1 })
        }),
        ("a line left out", 1, history[2].clone(), &|why| {
            matches!(why, LineError::OutOfOrder { found: 3, last: 1 })
        }),
        ("an administrative line left out", last - 1, history[last].clone(), &|why| {
            matches!(why, LineError::OutOfOrder { found: 5, last: 3 })
        }),
        ("an earlier time", 1, changed(1, "\"recorded_at\":\"2025", "\"recorded_at\":\"2015"), &|why| {
            matches!(why, LineError::TimeGoesBack { .. })
        }),
        ("an event twice", 1, changed(1, &id_of(1, "id"), &id_of(0, "id")), &|why| {
            matches!(why, LineError::EventTwice(_))
        }),
        (
            "a command twice",
            second,
            changed(second, &id_of(second, "command"), &id_of(0, "command")),
            &|why| matches!(why, LineError::CommandTwice(_)),
        ),
        ("a number twice", second, changed(second, &register(second), &register(0)), &|why| {
            matches!(why, LineError::RegisterTwice(_))
        }),
    ];
    for (what, at, line, is_it) in cases {
        let mut lines = history.clone();
        lines[at] = line;
        match import(&store, &lines) {
            Err(ImportError::Refused { line, refusal }) => {
                assert!(is_it(&refusal), "{what}: {refusal}");
                assert_eq!(line, at as u64 + 1, "{what}");
            }
            other => panic!("{what}: {other:?}"),
        }
        assert_eq!(store.head().unwrap().size(), 0, "{what}");
    }
    let mut stopped = store.import().unwrap();
    assert!(stopped.line(b"{}".to_vec()).is_err());
    let after = stopped.line(history[0].clone());
    assert!(matches!(after, Err(ImportError::Store(StoreError::Closed))), "it does not go on");
    assert!(matches!(stopped.finish(), Err(ImportError::Store(StoreError::Closed))));
    import(&store, &history).unwrap();
    assert_eq!(store.integrity().unwrap().problems, [], "the store takes the right ones all the same");
}

#[test]
fn only_an_empty_store_takes_an_import_and_nobody_writes_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, history) = history(folder.path());
    let lines = history.len() as u64;
    assert!(matches!(origin.import(), Err(ImportError::NotEmpty { lines: found }) if found == lines));
    let copy = SqliteStore::open(&folder.path().join("copy.db")).unwrap();
    let mut begun = copy.import().unwrap();
    begun.line(history[0].clone()).unwrap();
    assert_eq!(copy.head().unwrap().size(), 0, "readers see it empty");
    let stream = commit(aduan_testkit::conformance::stream(1), 0, 1, 1);
    assert!(matches!(copy.append(stream.clone()), Err(StoreError::Busy(_))));
    drop(begun);
    assert_eq!(copy.head().unwrap().size(), 0);
    copy.append(stream).unwrap();
}
