//! An identity has a data key of its own: whoever holds the key of the words cannot open it, and erasure destroys both (R30, T4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{
    Actor, Channel, Command, ComplaintId, ContentId, Deliveries, Delivery, Elements, ErasureBasis, Matter,
};
use aduan_sqlite::{IntegrityOptions, SqliteStore};
use aduan_store::desk::IdentityWords;
use aduan_store::vault::{DataKey, KeyRing, KeyState, MasterKey, Opener, VaultError, WrappedKey, open};
use aduan_store::{Change, ContentVault, DeskError, EventLog, EventStore, OsEntropy, Topic, Worklists};
use aduan_testkit::test_desk::{
    MOBILE, NAME, TestDesk, protection_officer, receiver, reception, second_protection_officer, verifier,
};
use aduan_testkit::{Fault, FaultStore};
use std::path::Path;
use std::sync::Arc;

const ADDRESS: &str = "budi@example.com";

fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

fn wrapped(store: &dyn EventStore, id: ComplaintId) -> WrappedKey {
    let KeyState::Active(wrapped) = store.key(id).unwrap() else { panic!("it has keys") };
    wrapped
}

/// A complaint from the website: its id, its text and its identity.
fn received(world: &TestDesk) -> (ComplaintId, ContentId, ContentId, Actor) {
    let (done, _) = world.online(Matter::Duties);
    let Event::Received(received) = &done.records[0].event else { panic!("it was received") };
    let identity = received.identity.as_ref().unwrap().content.id;
    let complainant = Actor::complainant(done.complaint.complainant);
    (done.complaint.id, received.material.id, identity, complainant)
}

/// What a content says under a key.
fn opened(
    store: &dyn EventStore,
    key: &DataKey,
    (id, content): (ComplaintId, ContentId),
) -> Result<String, VaultError> {
    let sealed = store.chunk(id, content, 0)?.ok_or(VaultError::Missing { content })?;
    let mut opener = Opener::new(key, id, content, &sealed)?;
    Ok(String::from_utf8_lossy(opener.next(&sealed, true)?).into_owned())
}

#[test]
fn the_key_of_the_words_opens_no_identity_and_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    let world = TestDesk::new(store.clone());
    let (id, text, identity, _) = received(&world);
    let keys = master().unwrap_keys(id, &wrapped(&*store, id)).unwrap();
    let is_wrong = |opened| matches!(opened, Err(VaultError::WrongKey { .. }));
    assert!(opened(&*store, &keys.identity, (id, identity)).unwrap().contains(NAME));
    assert!(is_wrong(opened(&*store, &keys.words, (id, identity))));
    assert!(is_wrong(opened(&*store, &keys.identity, (id, text))));
    opened(&*store, &keys.words, (id, text)).unwrap();
    // The letter with the ticket holds the address.
    let letters = store.outbox(0, 9).unwrap();
    let letter = letters.into_iter().map(|row| row.message.unwrap());
    let letter = letter.into_iter().find(|message| matches!(message.topic, Topic::Ticket(_))).unwrap();
    let content = ContentId::new(letter.id.0);
    assert!(matches!(open(&keys.words, id, content, &letter.body), Err(VaultError::WrongKey { .. })));
    let (_, said) = open(&keys.identity, id, content, &letter.body).unwrap();
    assert!(String::from_utf8_lossy(&said).ends_with(MOBILE));
}

#[test]
fn an_erasure_destroys_both_keys_or_neither() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    let store = Arc::new(FaultStore::new(sqlite.clone()));
    let world = TestDesk::new(store.clone());
    let (id, text, identity, complainant) = received(&world);
    world.close(id, &complainant);
    let keys = master().unwrap_keys(id, &wrapped(&*store, id)).unwrap();
    let erase = |by: Actor| world.act(&by, id, Command::ErasePersonalData { basis: ErasureBasis::Request });
    erase(protection_officer()).unwrap();
    store.at_the_next(Fault::full());
    erase(second_protection_officer()).unwrap_err();
    master().unwrap_keys(id, &wrapped(&*store, id)).unwrap();
    opened(&*store, &keys.words, (id, text)).unwrap();
    opened(&*store, &keys.identity, (id, identity)).unwrap();

    erase(second_protection_officer()).unwrap();
    assert_eq!(store.key(id).unwrap(), KeyState::Destroyed);
    for (key, content) in [(&keys.words, text), (&keys.identity, identity)] {
        let gone = opened(&*store, key, (id, content));
        assert!(matches!(gone, Err(VaultError::Missing { .. })), "{gone:?}");
    }
    let read = world.desk.read(&verifier(), id, text);
    assert!(matches!(read, Err(DeskError::Vault(VaultError::Erased { .. }))), "{read:?}");
    assert_eq!(sqlite.integrity().unwrap().problems, []);
}

#[test]
fn a_rotation_and_a_restored_backup_carry_both_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let store = Arc::new(SqliteStore::open(&path("aduan.db")).unwrap());
    let (id, text, identity, _) = received(&TestDesk::new(store.clone()));
    let newer = MasterKey::from_bytes([8; 32]);
    let ring = KeyRing::new(master()).rotated(newer.clone());
    let world = TestDesk::with_keys(store.clone(), ring.clone());
    assert!(world.desk.rewrap_keys(9).unwrap().damaged.is_empty());
    store.backup(&path("backup")).unwrap();
    let restored = SqliteStore::restore(&path("backup"), &path("again.db")).unwrap();
    let keys = newer.unwrap_keys(id, &wrapped(&restored, id)).unwrap();
    opened(&restored, &keys.words, (id, text)).unwrap();
    assert!(opened(&restored, &keys.identity, (id, identity)).unwrap().contains(NAME));
    assert_eq!(restored.integrity_with(&IntegrityOptions::default().opening(&ring)).unwrap().problems, []);
}

/// A complaint whose one key is from before there were two.
fn with_a_single_key(folder: &Path) -> (Arc<SqliteStore>, TestDesk, ComplaintId, Actor) {
    let origin = Arc::new(SqliteStore::open(&folder.join("origin.db")).unwrap());
    let world = TestDesk::new(origin.clone());
    let mut in_person = reception(Channel::Helpdesk, Matter::Duties);
    in_person.identity = None;
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), in_person).unwrap();
    let store = Arc::new(SqliteStore::open(&folder.join("copy.db")).unwrap());
    let mut import = store.import().unwrap();
    let mut lines = Vec::new();
    let mut take = |entry: aduan_store::StoredEvent<'_>| {
        lines.push(entry.line.to_vec());
        Ok(())
    };
    origin.read_log(0, u32::MAX, &mut take).unwrap();
    lines.into_iter().try_for_each(|line| import.line(line)).unwrap();
    import.finish().unwrap();
    let id = done.complaint.id;
    let key = master().wrap(id, &DataKey::generate(&OsEntropy).unwrap(), &OsEntropy).unwrap();
    store.change(Change::CreateKey { complaint: id, key }).unwrap();
    let complainant = Actor::complainant(done.complaint.complainant);
    (store.clone(), TestDesk::new(store), id, complainant)
}

#[test]
fn a_complaint_with_a_single_key_of_before_goes_on_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, world, id, complainant) = with_a_single_key(folder.path());
    let say = Command::AmendMaterial { content: "pukul 9".into(), elements: Elements::EMPTY };
    let amended = world.act(&complainant, id, say).unwrap();
    let mut contact = IdentityWords::default();
    contact.email = Some(ADDRESS.into());
    let deliveries = Deliveries::of(&[Delivery::Email]);
    world.act(&receiver(), id, Command::IssueTicket { deliveries, contact }).unwrap();
    let Event::MaterialAmended(amended) = &amended.records[0].event else { panic!("it was amended") };
    let reads = |world: &TestDesk| {
        let read = world.desk.read(&verifier(), id, amended.content.id).unwrap();
        assert_eq!(read.reveal(), "pukul 9");
        let letters = world.desk.outbox(0, 9).unwrap();
        assert!(letters.unreadable.is_empty());
        let address =
            letters.ready.iter().find_map(|letter| letter.ticket.as_ref().and(letter.address.as_ref()));
        assert_eq!(address.unwrap().reveal(), ADDRESS);
    };
    reads(&world);
    let before = wrapped(&*store, id).bytes.len();
    let ring = KeyRing::new(master()).rotated(MasterKey::from_bytes([8; 32]));
    let rotated = TestDesk::with_keys(store.clone(), ring.clone());
    assert!(rotated.desk.rewrap_keys(9).unwrap().damaged.is_empty());
    reads(&rotated);
    assert_eq!(wrapped(&*store, id).bytes.len(), before, "its words and its contacts stay under one key");
    assert_eq!(store.integrity_with(&IntegrityOptions::default().opening(&ring)).unwrap().problems, []);
}
