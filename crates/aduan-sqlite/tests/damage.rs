//! Files that are not ours, newer, damaged, tampered with, or full.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{ComplaintId, Matter};
use aduan_sqlite::{IntegrityProblem, SqliteStore};
use aduan_store::{Change, EventLog, EventStore, KeyChange, MessageId, Settled, StoreError, digest_of};
use aduan_testkit::conformance::commit;
use aduan_testkit::test_desk::TestDesk;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

fn stream(number: u128) -> ComplaintId {
    ComplaintId::new(Uuid::from_u128(number))
}

/// A closed store of 12 lines.
fn of_twelve_lines(path: &Path) {
    let world = TestDesk::new(Arc::new(SqliteStore::open(path).unwrap()));
    (0..4).for_each(|_| drop(world.online(Matter::Duties)));
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let (text, other) = (folder.path().join("text"), folder.path().join("other.db"));
    std::fs::write(&text, "Dear sir, ".repeat(1000)).unwrap();
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    for file in [&text, &other] {
        let before = std::fs::read(file).unwrap();
        let refused = SqliteStore::open(file).unwrap_err();
        assert!(matches!(refused, StoreError::NotOurs { .. }), "{refused}");
        assert_eq!(std::fs::read(file).unwrap(), before);
    }
}

#[test]
fn a_file_of_another_format_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    of_twelve_lines(&path);
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::UnknownFormat { found: 2, known: 1 })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_writer_stops_when_another_version_has_raised_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    store.append(commit(stream(1), 0, 1, 1)).unwrap();
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    let refused = [store.append(commit(stream(1), 1, 2, 1)), store.submit(commit(stream(2), 0, 3, 1)).wait()];
    for refused in refused {
        assert!(matches!(refused, Err(StoreError::UnknownFormat { found: 2, known: 1 })), "{refused:?}");
    }
    let change = store.change(Change::SaveCheckpoint { name: "late".to_owned(), position: 1 });
    assert!(matches!(change, Err(StoreError::UnknownFormat { .. })), "{change:?}");
    assert_eq!(store.head().unwrap().size(), 1);
}

/// A change to the file, its SQL, and whether a finding is the one that locates it.
type Tampering<'a> = (&'a str, &'a str, &'a dyn Fn(&IntegrityProblem) -> bool);

#[test]
fn c29_every_tampering_is_found_and_located() {
    let swap =
        "UPDATE events SET line = (SELECT e.line FROM events e WHERE e.position = 9 - events.position),
            leaf = (SELECT e.leaf FROM events e WHERE e.position = 9 - events.position)
        WHERE position IN (4, 5)";
    let tampered: [Tampering<'_>; 7] = [
        (
            "one byte of one line",
            "UPDATE events SET line = CAST(replace(CAST(line AS TEXT), 'website', 'portalx') AS BLOB) WHERE position = 1",
            &|finding| *finding == IntegrityProblem::LineChanged { position: 1 },
        ),
        ("the last ten lines cut", "DELETE FROM events WHERE position > 2", &|finding| {
            *finding == IntegrityProblem::Size { found: 2, recorded: 12 }
        }),
        ("two lines swapped", swap, &|finding| {
            matches!(finding, IntegrityProblem::Misplaced { position: 4, .. })
        }),
        ("a line taken out", "DELETE FROM events WHERE position = 5", &|finding| {
            *finding == IntegrityProblem::MissingPosition { position: 5 }
        }),
        (
            "a line inserted",
            "INSERT INTO events SELECT 13, complaint, 4, leaf, NULL, line FROM events WHERE position = 12",
            &|finding| matches!(finding, IntegrityProblem::Misplaced { position: 13, .. }),
        ),
        (
            "another complaint's positions",
            "UPDATE complaints SET positions = (SELECT positions FROM complaints ORDER BY complaint LIMIT 1)",
            &|finding| matches!(finding, IntegrityProblem::Positions { .. }),
        ),
        (
            "the root of a subtree",
            "UPDATE events SET subtree = zeroblob(32) WHERE position = 8",
            &|finding| *finding == IntegrityProblem::Subtree { position: 8 },
        ),
    ];
    for (what, sql, is_it) in tampered {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aduan.db");
        of_twelve_lines(&path);
        let store = SqliteStore::open(&path).unwrap();
        assert_eq!(store.integrity().unwrap().problems, []);
        drop(store);
        assert!(Connection::open(&path).unwrap().execute(sql, []).unwrap() > 0, "{what}");
        let store = SqliteStore::open(&path).unwrap();
        let findings = store.integrity().unwrap().problems;
        assert!(findings.iter().any(is_it), "{what}: {findings:?}");
        let (copy, target) = (folder.path().join("copy"), folder.path().join("target"));
        store.backup(&copy).unwrap();
        assert!(matches!(SqliteStore::restore(&copy, &target), Err(StoreError::Corrupt { .. })), "{what}");
        assert!(!target.exists());
    }
}

#[test]
fn a_full_store_says_so_fails_no_neighbour_and_works_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    store.append(commit(stream(1), 0, 1, 1)).unwrap();
    let key = {
        let world = TestDesk::new(Arc::new(SqliteStore::open(&folder.path().join("other.db")).unwrap()));
        world.store.key(world.online(Matter::Duties).0.complaint.id).unwrap()
    };
    let aduan_store::vault::KeyState::Active(key) = key else { panic!() };
    store.limit_pages(120).unwrap();
    let huge = |number: u128| {
        let of = stream(number);
        let bytes = vec![7; 4 << 20];
        let chunk = aduan_store::SealedChunk {
            complaint: of,
            content: aduan_core::ContentId::default(),
            index: 0,
            bytes,
        };
        let mut huge = commit(of, 0, number, 1);
        huge.key = KeyChange::Create(key.clone());
        huge.contents = vec![chunk];
        huge
    };
    let pending: Vec<_> = (2..40_u128)
        .map(|number| {
            store.submit(if number % 10 == 0 { huge(number) } else { commit(stream(number), 0, number, 1) })
        })
        .collect();
    for (number, pending) in (2..).zip(pending) {
        match pending.wait() {
            Ok(_) => assert_ne!(number % 10, 0),
            Err(StoreError::Full(_)) => assert_eq!(number % 10, 0),
            Err(error) => panic!("{error}"),
        }
    }
    store.limit_pages(1 << 30).unwrap();
    store.append(huge(10)).unwrap();
    assert_eq!(store.head().unwrap().size(), 1 + 35 + 1);
    let findings = store.integrity().unwrap().problems;
    assert!(
        findings.iter().all(|finding| matches!(finding, IntegrityProblem::Misplaced { .. })),
        "{findings:?}"
    );
}

#[test]
fn a_second_process_that_holds_the_file_is_told_as_busy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(store.append(commit(stream(1), 0, 1, 1)), Err(StoreError::Busy(_))));
    assert_eq!(store.head().unwrap().size(), 0, "readers never wait");
    other.execute_batch("ROLLBACK").unwrap();
    store.append(commit(stream(1), 0, 1, 1)).unwrap();
}

#[test]
fn a_backup_is_not_put_back_beside_what_a_killed_store_left() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("aduan.db"), folder.path().join("copy"));
    of_twelve_lines(&path);
    SqliteStore::open(&path).unwrap().backup(&copy).unwrap();
    std::fs::remove_file(&path).unwrap();
    let left = folder.path().join("aduan.db-wal");
    std::fs::write(&left, "frames of another store").unwrap();
    assert!(matches!(SqliteStore::restore(&copy, &path), Err(StoreError::Exists { .. })));
    assert!(left.exists() && !path.exists());
    std::fs::remove_file(&left).unwrap();
    assert!(SqliteStore::restore(&copy, &path).unwrap().integrity().unwrap().problems.is_empty());
}

#[test]
fn a_number_that_nobody_wrote_is_damage_and_harms_no_neighbour() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    store.append(commit(stream(1), 0, 1, 1)).unwrap();
    Connection::open(&path).unwrap().execute_batch("UPDATE complaints SET version = -1").unwrap();
    let pending: Vec<_> =
        (1..20_u128).map(|number| store.submit(commit(stream(number), 0, number + 50, 1))).collect();
    for (number, pending) in (1..).zip(pending) {
        let result = pending.wait();
        assert!(matches!(result, Ok(_) | Err(StoreError::Corrupt { .. })) && result.is_ok() == (number > 1));
    }
}

#[test]
fn what_was_sent_leaves_the_wal_under_load_and_a_long_reader_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    store.append(commit(stream(1), 0, 1, 1)).unwrap();
    let backup = Connection::open(&path).unwrap();
    backup.execute_batch("BEGIN").unwrap();
    backup.query_row("SELECT count(*) FROM events", [], |row| row.get::<_, i64>(0)).unwrap();
    store.change(Change::Settle(Settled::removed(MessageId(Uuid::nil())))).unwrap();
    std::thread::sleep(Duration::from_millis(400));
    let begun = Instant::now();
    store.append(commit(stream(1), 1, 2, 1)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2), "waited for a reader: {:?}", begun.elapsed());
    backup.execute_batch("ROLLBACK").unwrap();
    // Never quiet, and cleared away all the same.
    let mut cleared = (0..60_u64).map(|position| {
        store.change(Change::SaveCheckpoint { name: "busy".to_owned(), position }).unwrap();
        std::thread::sleep(Duration::from_millis(50));
        store.unscrubbed().is_none()
    });
    assert!(cleared.any(|cleared| cleared), "it unscrubbed");
}

#[test]
fn an_edition_that_was_changed_is_found_and_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let content = b"{}".to_vec();
    let digest = digest_of(&content);
    let store = SqliteStore::open(&path).unwrap();
    store.change(Change::KeepEdition { digest, content }).unwrap();
    assert_eq!(store.integrity().unwrap().problems, []);
    Connection::open(&path).unwrap().execute_batch("UPDATE editions SET content = x'5B5D'").unwrap();
    assert_eq!(store.integrity().unwrap().problems, [IntegrityProblem::Edition { digest }]);
    assert!(matches!(store.edition(digest), Err(StoreError::Corrupt { .. })));
}

#[test]
fn a_row_that_was_changed_to_hide_a_complaint_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    let world = TestDesk::new(store.clone());
    let complaint = world.online(Matter::Duties).0.complaint.id;
    world.online(Matter::Duties);
    assert_eq!(world.desk.wrong_rows().unwrap(), []);
    let writer = Connection::open(&path).unwrap();
    for change in ["target = NULL", "due = 0", "seen_by = 0", "holder = 'KPPBC-060100'", "stage = 'closed'"] {
        let kept = row(&writer, complaint);
        let update = format!("UPDATE complaints SET {change} WHERE complaint = ?1");
        writer.execute(&update, [complaint.uuid().as_bytes()]).unwrap();
        assert_ne!(row(&writer, complaint), kept, "{change}");
        assert_eq!(world.desk.wrong_rows().unwrap(), [complaint], "{change}");
        for (column, value) in kept {
            let update = format!("UPDATE complaints SET {column} = ?1 WHERE complaint = ?2");
            writer.execute(&update, (value, complaint.uuid().as_bytes())).unwrap();
        }
        assert_eq!(world.desk.wrong_rows().unwrap(), [], "{change}");
    }
}

/// The columns of a complaint's row that a writer could change.
fn row(connection: &Connection, complaint: ComplaintId) -> Vec<(String, rusqlite::types::Value)> {
    let columns = ["target", "due", "seen_by", "holder", "stage"];
    let select = format!("SELECT {} FROM complaints WHERE complaint = ?1", columns.join(", "));
    let values = connection.query_row(&select, [complaint.uuid().as_bytes()], |found| {
        columns.iter().enumerate().map(|(index, name)| Ok(((*name).to_owned(), found.get(index)?))).collect()
    });
    values.unwrap()
}

#[test]
fn the_claim_of_a_ticket_that_is_gone_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    let world = TestDesk::new(store.clone());
    let (done, ticket) = world.online(Matter::Duties);
    let complaint = done.complaint.id;
    world.online(Matter::Duties);
    assert_eq!(store.integrity().unwrap().problems, []);
    let delete = "DELETE FROM claims WHERE complaint = ?1 AND substr(key, 1, 1) = x'74'";
    assert_eq!(Connection::open(&path).unwrap().execute(delete, [complaint.uuid().as_bytes()]).unwrap(), 1);
    assert_eq!(store.integrity().unwrap().problems, [IntegrityProblem::Claim { complaint, what: "ticket" }]);
    let source = aduan_store::desk::Source::from("192.0.2.7");
    assert!(world.desk.follow(&ticket.reveal(), &source).is_err());
}
