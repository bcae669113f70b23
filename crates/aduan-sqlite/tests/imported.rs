//! An imported history goes on: its complaints are handled, their words are elsewhere and never called lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{Actor, Command, ComplaintId, Elements, Matter, Media};
use aduan_sqlite::{ImportError, Imported, IntegrityProblem, LineError, SqliteStore};
use aduan_store::vault::KeyState;
use aduan_store::{Commit, ContentVault, Desk, DeskError, EventLog, KeyChange, StoreError};
use aduan_testkit::conformance::commit;
use aduan_testkit::test_desk::{TestDesk, verifier};
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Barrier};

const DELETE_CONTENTS: &str =
    "DELETE FROM contents WHERE position IN (SELECT position FROM events WHERE complaint = ?1)";

/// Three complaints; their lines, and the first one's id and complainant.
fn origin(folder: &Path) -> (Vec<Vec<u8>>, ComplaintId, Actor) {
    let store = Arc::new(SqliteStore::open(&folder.join("origin.db")).unwrap());
    let world = TestDesk::new(store.clone());
    let done: Vec<_> = (0..3).map(|_| world.online(Matter::Duties).0).collect();
    let mut lines = Vec::new();
    let mut take = |entry: aduan_store::StoredEvent<'_>| {
        lines.push(entry.line.to_vec());
        Ok(())
    };
    store.read_log(0, u32::MAX, &mut take).unwrap();
    let first = &done[0].complaint;
    (lines, first.id, Actor::complainant(first.complainant))
}

fn import(store: &SqliteStore, lines: Vec<Vec<u8>>) -> Result<Imported, ImportError> {
    let mut import = store.import()?;
    lines.into_iter().try_for_each(|line| import.line(line))?;
    import.finish()
}

fn imported(folder: &Path) -> (Arc<SqliteStore>, TestDesk, ComplaintId, Actor) {
    let (lines, id, complainant) = origin(folder);
    let store = Arc::new(SqliteStore::open(&folder.join("copy.db")).unwrap());
    import(&store, lines).unwrap();
    (store.clone(), TestDesk::new(store), id, complainant)
}

fn amend(
    desk: &Desk,
    id: ComplaintId,
    who: &Actor,
    words: &str,
) -> Result<aduan_store::desk::Done, DeskError> {
    let say = Command::AmendMaterial { content: words.into(), elements: Elements::EMPTY };
    desk.act(&desk.trace().unwrap(), who, id, say)
}

#[test]
fn words_that_stayed_where_they_were_are_elsewhere_for_ever_and_new_ones_are_missed() {
    let folder = tempfile::tempdir().unwrap();
    let (store, world, id, complainant) = imported(folder.path());
    let before = store.integrity().unwrap();
    assert_eq!((before.problems, before.contents_elsewhere), (vec![], 6), "three texts and three identities");
    let done = amend(&world.desk, id, &complainant, "pukul 9").unwrap();
    let after = store.integrity().unwrap();
    assert_eq!((after.problems, after.contents_elsewhere), (vec![], 6), "it was handled here");
    let copy = folder.path().join("again.db");
    store.backup(&folder.path().join("backup")).unwrap();
    let restored = SqliteStore::restore(&folder.path().join("backup"), &copy).unwrap();
    assert_eq!(restored.integrity().unwrap().problems, []);

    // A content that was written here and then removed is reported, with its key or without.
    let Event::MaterialAmended(amended) = &done.records[0].event else { panic!() };
    let raw = Connection::open(&copy).unwrap();
    raw.execute(DELETE_CONTENTS, [id.uuid().as_bytes()]).unwrap();
    let lost = restored.integrity().unwrap().problems;
    let is_it = |finding: &IntegrityProblem| matches!(finding, IntegrityProblem::Content { content, .. } if *content == amended.content.id);
    assert!(lost.len() == 1 && is_it(&lost[0]), "{lost:?}");
}

#[test]
fn the_key_and_the_words_of_who_was_received_here_are_missed_together() {
    let folder = tempfile::tempdir().unwrap();
    let (store, world, ..) = imported(folder.path());
    let here = world.online(Matter::Duties).0.complaint.id;
    let raw = Connection::open(store.path()).unwrap();
    for statement in [DELETE_CONTENTS, "DELETE FROM keys WHERE complaint = ?1"] {
        assert!(raw.execute(statement, [here.uuid().as_bytes()]).unwrap() > 0);
    }
    let found = store.integrity().unwrap();
    assert_eq!(found.contents_elsewhere, 6);
    let missed =
        found.problems.iter().filter(|it| it.to_string().contains("its key and its ciphertext are missing"));
    assert_eq!(missed.count(), 2, "{:?}", found.problems);
}

#[test]
fn an_imported_complaint_takes_uploads_and_two_first_writers() {
    let folder = tempfile::tempdir().unwrap();
    let (store, world, id, complainant) = imported(folder.path());
    assert_eq!(store.key(id).unwrap(), KeyState::Never);
    let attachment = world.desk.upload(id, &mut &b"JFIF"[..], 99).unwrap();
    let attach = Command::AttachEvidence { content: attachment.clone(), media: Media::Photo };
    world.desk.act(&world.desk.trace().unwrap(), &complainant, id, attach).unwrap();
    let nobody = world.desk.upload(ComplaintId::default(), &mut &b"JFIF"[..], 99);
    assert!(matches!(nobody, Err(DeskError::NoSuchComplaint { .. })), "{nobody:?}");

    for round in 0..20 {
        let folder = tempfile::tempdir_in(folder.path()).unwrap();
        let (store, world, id, complainant) = imported(folder.path());
        let together = Barrier::new(2);
        std::thread::scope(|scope| {
            let write = |words: &'static str| {
                let (world, complainant, together) = (&world, &complainant, &together);
                scope.spawn(move || {
                    together.wait();
                    amend(&world.desk, id, complainant, words)
                        .unwrap_or_else(|error| panic!("{round}: {error}"))
                })
            };
            let both = [("pukul 9", write("pukul 9")), ("pukul 10", write("pukul 10"))];
            for (words, writer) in both {
                let done = writer.join().unwrap();
                let Event::MaterialAmended(amended) = &done.records[0].event else { panic!() };
                let read = world.desk.read(&verifier(), id, amended.content.id).unwrap();
                assert_eq!(read.reveal(), words);
            }
        });
        assert_eq!(store.integrity().unwrap().problems, []);
    }
}

/// A history that says that the personal data of no complaint's id were erased: the desk's own key is under it.
#[test]
fn a_hostile_history_does_not_destroy_the_desks_own_key() {
    let folder = tempfile::tempdir().unwrap();
    let origin = Arc::new(SqliteStore::open(&folder.path().join("origin.db")).unwrap());
    let world = TestDesk::new(origin.clone());
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    world.close(id, &Actor::complainant(done.complaint.complainant));
    world.erase(id);
    let nil = ComplaintId::default();
    let mut lines = Vec::new();
    let mut take = |entry: aduan_store::StoredEvent<'_>| {
        let line = std::str::from_utf8(entry.line).unwrap();
        lines.push(line.replacen(&id.to_string(), &nil.to_string(), 1).into_bytes());
        Ok(())
    };
    origin.read_log(0, u32::MAX, &mut take).unwrap();

    let store = Arc::new(SqliteStore::open(&folder.path().join("copy.db")).unwrap());
    let desk = TestDesk::new(store.clone());
    let refused = import(&store, lines);
    assert!(
        matches!(
            refused,
            Err(ImportError::Refused { line: 1, refusal: LineError::Corrupt(_) | LineError::Unknown { .. } })
        ),
        "{refused:?}"
    );
    let erased = store.append(Commit { key: KeyChange::Destroy, ..commit(nil, 0, 1, 1) });
    assert!(matches!(erased, Err(StoreError::Invalid(_))), "{erased:?}");
    drop(desk);
    TestDesk::new(store.clone()).online(Matter::Duties);
    assert_eq!(store.integrity().unwrap().problems, []);
}

#[test]
fn a_desks_own_key_that_was_destroyed_or_taken_away_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    TestDesk::new(store.clone()).online(Matter::Duties);
    let raw = Connection::open(store.path()).unwrap();
    for tampering in [
        "UPDATE keys SET master = NULL, wrapped = NULL WHERE complaint = zeroblob(16)",
        "DELETE FROM keys WHERE complaint = zeroblob(16)",
    ] {
        assert_eq!(raw.execute(tampering, []).unwrap(), 1);
        let found = store.integrity().unwrap().problems;
        assert!(
            matches!(&found[..], [IntegrityProblem::Key { complaint, .. }] if complaint.uuid().is_nil()),
            "{found:?}"
        );
    }
}
