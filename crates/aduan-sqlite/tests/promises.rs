//! Promises of this store that were once broken: each test failed before it was kept.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{Actor, Command, ComplaintId, Matter, Media};
use aduan_sqlite::{IntegrityOptions, IntegrityProblem, SqliteStore};
use aduan_store::vault::{KeyRing, KeyState, MasterKey};
use aduan_store::{Commit, ContentVault, EventLog, LogHead, Message, MessageId, StoreError, Topic};
use aduan_testkit::conformance::commit;
use aduan_testkit::test_desk::TestDesk;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

fn stream(number: u128) -> ComplaintId {
    ComplaintId::new(Uuid::from_u128(number))
}

fn keys() -> KeyRing {
    KeyRing::new(MasterKey::from_bytes([7; 32]))
}

/// A reader that reads for long, such as a backup.
fn reader(path: &Path) -> Connection {
    let reader = Connection::open(path).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    reader.query_row("SELECT count(*) FROM events", [], |row| row.get::<_, i64>(0)).unwrap();
    reader
}

fn contain(folder: &Path, secret: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.into_iter().any(|bytes| bytes.windows(secret.len()).any(|window| window == secret))
}

#[track_caller]
fn soon(what: impl Fn() -> bool) {
    let begun = Instant::now();
    while !what() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_erasure_under_a_reader_is_told_to_linger_and_keeps_nobody_from_writing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    let world = TestDesk::new(store.clone());
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    world.close(id, &Actor::complainant(done.complaint.complainant));
    let KeyState::Active(wrapped) = store.key(id).unwrap() else { panic!() };
    soon(|| store.scrub().unwrap());
    assert_eq!(store.unscrubbed(), None);

    let backup = reader(&path);
    let begun = Instant::now();
    world.erase(id);
    store.append(commit(stream(1), 0, 1, 1)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2), "waited for a reader: {:?}", begun.elapsed());
    assert_eq!(store.key(id).unwrap(), KeyState::Destroyed);
    assert!(contain(folder.path(), &wrapped.bytes), "or this test proves nothing");
    assert!(store.unscrubbed().is_some() && store.integrity().unwrap().unscrubbed.is_some());
    assert!(!store.scrub().unwrap());

    backup.execute_batch("ROLLBACK").unwrap();
    soon(|| store.unscrubbed().is_none());
    assert!(!contain(folder.path(), &wrapped.bytes));
}

#[test]
fn what_a_killed_process_left_in_the_log_is_cleared_by_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    store.append(commit(stream(1), 0, 1, 1)).unwrap();
    // The files as they are when it is killed here.
    let killed = tempfile::tempdir().unwrap();
    for file in ["aduan.db", "aduan.db-wal"] {
        std::fs::copy(folder.path().join(file), killed.path().join(file)).unwrap();
    }
    let wal = killed.path().join("aduan.db-wal");
    assert!(std::fs::metadata(&wal).unwrap().len() > 0);
    let store = SqliteStore::open(&killed.path().join("aduan.db")).unwrap();
    assert!(store.unscrubbed().is_some());
    soon(|| store.unscrubbed().is_none());
    assert_eq!(std::fs::metadata(&wal).unwrap().len(), 0);
    assert_eq!(store.head().unwrap().size(), 1);
}

#[test]
fn a_queue_that_is_full_says_so_and_keeps_what_it_took() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let most = SqliteStore::QUEUE + 3000;
    let pending: Vec<_> =
        (1..=most as u128).map(|number| store.submit(commit(stream(number), 0, number, 1))).collect();
    // A caller that waits for its turn is not refused.
    let (taken, refused) = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| store.append(commit(stream(1 << 64), 0, 1 << 64, 1)));
        std::thread::sleep(Duration::from_millis(50));
        other.execute_batch("ROLLBACK").unwrap();
        let (mut taken, mut refused) = (0, 0);
        for pending in pending {
            match pending.wait() {
                Ok(_) => taken += 1,
                Err(StoreError::Overloaded) => refused += 1,
                Err(error) => panic!("{error}"),
            }
        }
        waiting.join().unwrap().unwrap();
        (taken, refused)
    });
    assert!(refused > 0 && taken >= SqliteStore::QUEUE, "{taken} taken, {refused} refused");
    assert_eq!(store.head().unwrap().size(), taken as u64 + 1);
    store.submit(commit(stream(1 << 65), 0, 1 << 65, 1)).wait().unwrap();
}

#[test]
fn a_queue_is_full_by_its_bytes_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = SqliteStore::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let huge = |number: u128| {
        let body = vec![7; 8 << 20];
        let outbox = vec![Message {
            id: MessageId(Uuid::from_u128(number)),
            complaint: stream(number),
            topic: Topic::Wise,
            body,
        }];
        store.submit(Commit { outbox, ..commit(stream(number), 0, number, 1) })
    };
    let pending: Vec<_> = (1..=20).map(huge).collect();
    other.execute_batch("ROLLBACK").unwrap();
    let results: Vec<_> = pending.into_iter().map(aduan_store::Pending::wait).collect();
    let taken = results.iter().filter(|result| result.is_ok()).count();
    assert!((1..=8).contains(&taken), "{taken}");
    assert!(results[taken..].iter().all(|result| matches!(result, Err(StoreError::Overloaded))));
}

#[test]
fn what_cannot_keep_a_store_is_refused() {
    assert!(matches!(SqliteStore::open(Path::new(":memory:")), Err(StoreError::Unfit { .. })));
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("empty"), "").unwrap();
    assert!(matches!(SqliteStore::open_existing(&path("empty")), Err(StoreError::NotOurs { .. })));
    assert!(matches!(SqliteStore::open_existing(&path("none")), Err(StoreError::Missing { .. })));
    assert!(!path("none").exists());
    for version in [-1, 0, 2, 9] {
        let file = path(&format!("version{version}"));
        drop(SqliteStore::open(&file).unwrap());
        Connection::open(&file).unwrap().pragma_update(None, "user_version", version).unwrap();
        let refused = SqliteStore::open(&file);
        assert!(
            matches!(refused, Err(StoreError::UnknownFormat { found, known: 1 }) if found == version),
            "{version}: {refused:?}"
        );
    }
}

#[test]
fn a_trigger_that_somebody_put_in_the_file_is_found_and_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    drop(SqliteStore::open(&path).unwrap());
    let trigger = "CREATE TRIGGER thief AFTER INSERT ON events BEGIN DELETE FROM receipts; END";
    Connection::open(&path).unwrap().execute_batch(trigger).unwrap();
    let store = SqliteStore::open(&path).unwrap();
    let first = store.append(commit(stream(1), 0, 1, 1)).unwrap().receipt;
    store.append(commit(stream(1), 1, 2, 1)).unwrap();
    assert_eq!(store.receipt(first.command).unwrap(), Some(first));
    let findings = store.integrity().unwrap().problems;
    assert!(
        findings.contains(&IntegrityProblem::Schema("trigger thief is not ours".to_owned())),
        "{findings:?}"
    );
}

#[test]
fn each_way_in_which_a_copy_fails_is_told_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let store = SqliteStore::open(&path("aduan.db")).unwrap();
    std::fs::write(path("there"), "a letter").unwrap();
    assert!(matches!(store.backup(&path("there")), Err(StoreError::Exists { .. })));
    assert_eq!(std::fs::read(path("there")).unwrap(), b"a letter");
    assert!(matches!(store.backup(&path("no/such/folder")), Err(StoreError::Write(_))));
    assert!(matches!(SqliteStore::restore(&path("none"), &path("new")), Err(StoreError::Missing { .. })));
    // A backup of another format.
    store.backup(&path("odd")).unwrap();
    Connection::open(path("odd")).unwrap().pragma_update(None, "user_version", 2).unwrap();
    assert!(SqliteStore::restore(&path("odd"), &path("new")).is_err());
    drop(store);
    let mut left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["aduan.db", "odd", "there"]);
}

#[test]
fn a_content_that_is_missing_keeps_no_backup_from_being_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = furnished(folder.path());
    let one = "DELETE FROM contents WHERE content = (SELECT content FROM contents LIMIT 1)";
    Connection::open(&path).unwrap().execute_batch(one).unwrap();
    let (copy, again) = (folder.path().join("copy"), folder.path().join("again"));
    SqliteStore::open(&path).unwrap().backup(&copy).unwrap();
    let findings = SqliteStore::restore(&copy, &again).unwrap().integrity().unwrap().problems;
    assert!(matches!(findings[..], [IntegrityProblem::Content { .. }]), "{findings:?}");
}

#[test]
fn a_damaged_row_of_the_outbox_holds_up_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let world = TestDesk::new(Arc::new(SqliteStore::open(&path).unwrap()));
    let message = |number: u128| Message {
        id: MessageId(Uuid::from_u128(number)),
        complaint: stream(1),
        topic: Topic::Wise,
        body: Vec::new(),
    };
    let outbox = (1..=3).map(message).collect();
    world.store.append(Commit { outbox, ..commit(stream(1), 0, 1, 1) }).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch("UPDATE outbox SET topic = 'pigeon' WHERE number = 2")
        .unwrap();
    let page = world.desk.outbox(0, 9).unwrap();
    assert_eq!((page.ready.len(), page.unreadable.len(), page.next), (2, 1, Some(3)));
    assert_eq!((page.unreadable[0].number, page.unreadable[0].message), (2, None));
}

/// A closed store: three complaints, one of them erased.
fn furnished(folder: &Path) -> PathBuf {
    let path = folder.join("aduan.db");
    let world = TestDesk::new(Arc::new(SqliteStore::open(&path).unwrap()));
    let (done, _) = world.online(Matter::Duties);
    let (kept, _) = world.online(Matter::Duties);
    drop(world.online(Matter::Duties));
    let photo = world.desk.upload(kept.complaint.id, &mut &b"JFIF"[..], 99).unwrap();
    let attach = Command::AttachEvidence { content: photo.clone(), media: Media::Photo };
    let complainant = Actor::complainant(kept.complaint.complainant);
    world.desk.act(&world.desk.trace().unwrap(), &complainant, kept.complaint.id, attach).unwrap();
    world.close(done.complaint.id, &Actor::complainant(done.complaint.complainant));
    world.erase(done.complaint.id);
    path
}

fn examined(path: &Path, sql: &str, deep: bool) -> Vec<IntegrityProblem> {
    if !sql.is_empty() {
        Connection::open(path).unwrap().execute_batch(sql).unwrap();
    }
    let (store, keys) = (SqliteStore::open(path).unwrap(), keys());
    let what = if deep { IntegrityOptions::default().opening(&keys) } else { IntegrityOptions::default() };
    store.integrity_with(&what).unwrap().problems
}

#[test]
fn an_examination_covers_receipts_claims_keys_and_contents() {
    type Is = fn(&IntegrityProblem) -> bool;
    let receipt: Is = |finding| matches!(finding, IntegrityProblem::Receipt { .. });
    let size: Is = |finding| matches!(finding, IntegrityProblem::Size { .. });
    let claim: Is = |finding| matches!(finding, IntegrityProblem::Claim { .. });
    let key: Is = |finding| matches!(finding, IntegrityProblem::Key { .. });
    let content: Is = |finding| matches!(finding, IntegrityProblem::Content { .. });
    let stray: Is = |finding| matches!(finding, IntegrityProblem::StrayContents { count: 1 });
    let active =
        "complaint IN (SELECT complaint FROM keys WHERE master IS NOT NULL AND complaint <> zeroblob(16))";
    let tampered: [(&str, String, Is); 17] = [
        ("a receipt gone", "DELETE FROM receipts WHERE position = 3".into(), receipt),
        ("a receipt of other events", "UPDATE receipts SET position = 2 WHERE position = 3".into(), receipt),
        ("a receipt of no event", "INSERT INTO receipts VALUES (zeroblob(16), 99, 1)".into(), receipt),
        ("a receipt of another's event", "INSERT INTO receipts VALUES (zeroblob(16), 1, 1)".into(), size),
        ("a number not claimed", "DELETE FROM claims WHERE substr(key, 1, 1) = x'72'".into(), claim),
        (
            "a number of somebody else",
            format!(
                "UPDATE claims SET complaint = (SELECT complaint FROM keys WHERE {active} LIMIT 1) WHERE substr(key, 1, 1) = x'72'"
            ),
            claim,
        ),
        (
            "a ticket of nobody",
            format!("INSERT INTO claims VALUES (x'74{}', zeroblob(16))", "00".repeat(32)),
            claim,
        ),
        ("a key destroyed", format!("UPDATE keys SET master = NULL, wrapped = NULL WHERE {active}"), key),
        ("a key cut", format!("UPDATE keys SET wrapped = x'00' WHERE {active}"), key),
        (
            "an erased key put back",
            "UPDATE keys SET master = zeroblob(16), wrapped = zeroblob(72) WHERE master IS NULL".into(),
            key,
        ),
        ("uploads gone", "DELETE FROM uploads".into(), content),
        ("a segment of an upload gone", "UPDATE uploads SET segment = 1".into(), content),
        ("contents gone", "DELETE FROM contents".into(), content),
        ("contents of another event", "UPDATE contents SET position = position + 1000".into(), content),
        ("a segment of contents gone", "UPDATE contents SET segment = 1".into(), content),
        (
            "a content of no event",
            "INSERT INTO contents VALUES ((SELECT max(position) FROM events), zeroblob(16), 0, x'01')".into(),
            stray,
        ),
        (
            "an upload of no event",
            "INSERT INTO uploads VALUES (zeroblob(16), zeroblob(16), 0, x'01')".into(),
            stray,
        ),
    ];
    for (what, sql, is_it) in tampered {
        let folder = tempfile::tempdir().unwrap();
        let path = furnished(folder.path());
        assert_eq!(examined(&path, "", true), [], "{what}: before");
        let findings = examined(&path, &sql, false);
        assert!(findings.iter().any(is_it), "{what}: {findings:?}");
    }
}

#[test]
fn an_examination_with_keys_opens_every_content() {
    let changes = [
        "UPDATE uploads SET sealed = randomblob(length(sealed))",
        "UPDATE contents SET sealed = randomblob(length(sealed))",
        "UPDATE keys SET wrapped = randomblob(72) WHERE master IS NOT NULL",
        "UPDATE outbox SET body = randomblob(300)",
        "UPDATE outbox SET rendered = randomblob(300)",
    ];
    for change in changes {
        let folder = tempfile::tempdir().unwrap();
        let path = furnished(folder.path());
        assert_eq!(examined(&path, change, false), [], "{change}: not to be seen from outside");
        assert!(!examined(&path, "", true).is_empty(), "{change}");
    }
}

#[test]
fn c29_a_tail_cut_off_with_all_that_belongs_to_it_is_found_by_a_root_that_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let world = TestDesk::new(Arc::new(SqliteStore::open(&path).unwrap()));
    let (first, _) = world.online(Matter::Duties);
    let kept_early = world.store.head().unwrap();
    let (last, _) = world.online(Matter::Duties);
    let kept = world.store.head().unwrap();
    drop(world);
    let examine = |head: &LogHead| {
        let store = SqliteStore::open(&path).unwrap();
        store
            .integrity_with(&IntegrityOptions::default().against_head(head.size(), head.root()))
            .unwrap()
            .problems
    };
    assert_eq!((examine(&kept), examine(&kept_early)), (vec![], vec![]));
    // An attacker who can write to the file removes the second complaint from every table.
    let raw = Connection::open(&path).unwrap();
    let id = last.complaint.id.uuid().into_bytes();
    for table in ["events", "claims", "keys", "uploads", "complaints", "outbox"] {
        raw.execute(&format!("DELETE FROM {table} WHERE complaint = ?1"), [id]).unwrap();
    }
    raw.execute_batch("DELETE FROM contents WHERE position NOT IN (SELECT position FROM events)").unwrap();
    raw.execute_batch("DELETE FROM receipts WHERE position NOT IN (SELECT position FROM events)").unwrap();
    drop(raw);
    assert_eq!(examine(&kept_early), [], "nothing in the file says so");
    assert_eq!(examine(&kept), [IntegrityProblem::KnownHead { size: 6, found: 3 }]);
    let Event::Received(_) = &first.records[0].event else { panic!() };
}

/// A default umask lets everybody read what is made.
#[cfg(unix)]
#[test]
fn the_file_what_is_beside_it_and_its_backups_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    TestDesk::new(store.clone()).online(Matter::Duties);
    store.backup(&folder.path().join("backup.db")).unwrap();
    let restored =
        SqliteStore::restore(&folder.path().join("backup.db"), &folder.path().join("again.db")).unwrap();
    TestDesk::new(Arc::new(restored)).online(Matter::Duties);
    let mut files = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{} is {mode:o}", file.path().display());
        files += 1;
    }
    assert!(files >= 5, "two databases, a WAL and its index, a backup: {files}");
}
