//! A thief of the files sees no word, no name, no number and no ticket, before and after erasure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{Actor, Channel, Following, Matter};
use aduan_sqlite::SqliteStore;
use aduan_store::vault::{FileKeys, KeyState, VaultError};
use aduan_store::{ContentVault, Desk, DeskError, EventStore, OsEntropy};
use aduan_testkit::test_desk::{MOBILE, NAME, STORY, TestDesk, receiver, reception, verifier};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// Every file in the folder that has one of these byte strings in it.
fn found(folder: &Path, secrets: &[Vec<u8>]) -> Vec<String> {
    let mut hits = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        for secret in secrets {
            if bytes.windows(secret.len()).any(|window| window == secret) {
                hits.push(format!("{}: {}", file.display(), String::from_utf8_lossy(secret)));
            }
        }
    }
    hits
}

#[test]
fn no_word_contact_or_ticket_is_in_any_file_before_or_after_erasure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aduan.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    let world = TestDesk::new(store.clone());
    let (done, ticket) = world.online(Matter::Duties);
    let mut by_phone = reception(Channel::Telephone, Matter::Duties);
    by_phone.following = Following::Wanted;
    world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), by_phone.clone()).unwrap();
    let mut messages = world.desk.outbox(0, 9).unwrap().ready.into_iter().rev();
    let sms = messages.find(|message| message.ticket.is_some()).unwrap();
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let mut photo = std::io::Cursor::new(b"JFIF pelat nomor B 1234 XYZ".repeat(10_000));
    world.desk.upload(id, &mut photo, 1 << 20).unwrap();

    let mut secrets: Vec<Vec<u8>> =
        [STORY, NAME, MOBILE].iter().flat_map(|text| text.split(' ')).map(Into::into).collect();
    for revealed in [ticket.reveal(), sms.ticket.unwrap().reveal().to_owned()] {
        secrets.push(revealed.replace('-', "").into_bytes());
        secrets.push(revealed.into_bytes());
    }
    secrets.push(ticket.secret().to_vec());
    secrets.push(b"pelat nomor".to_vec());
    secrets.retain(|secret| secret.len() > 3);
    store.backup(&folder.path().join("before.backup")).unwrap();
    assert_eq!(found(folder.path(), &secrets), [""; 0]);

    let KeyState::Active(wrapped) = store.key(id).unwrap() else { panic!() };
    let Event::Received(received) = &done.records[0].event else { panic!() };
    let sealed = store.chunk(id, received.material.id, 0).unwrap().unwrap();
    // The search must find the data before they are destroyed, or it proves nothing.
    let destroyed = [wrapped.bytes, sealed[100..].to_vec()];
    std::fs::remove_file(folder.path().join("before.backup")).unwrap();
    assert_eq!(found(folder.path(), &destroyed).len(), 2);
    world.close(id, &complainant);
    world.erase(id);
    store.backup(&folder.path().join("after.backup")).unwrap();
    assert_eq!(found(folder.path(), &destroyed), [""; 0], "neither key nor ciphertext unscrubbed anywhere");
    assert_eq!(found(folder.path(), &secrets), [""; 0]);
    assert!(store.integrity().unwrap().problems.is_empty());
}

#[test]
fn a_wrong_key_a_missing_file_and_a_swapped_ciphertext_each_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let (path, keyfile) = (folder.path().join("aduan.db"), folder.path().join("aduan.keys"));
    let store: Arc<dyn EventStore> = Arc::new(SqliteStore::open(&path).unwrap());
    let keys = FileKeys::create(&keyfile, &OsEntropy).unwrap();
    let desk = Desk::open(Arc::clone(&store), Arc::new(keys)).unwrap();
    let receive = || {
        let letter = reception(Channel::Letter, Matter::Duties);
        let done = desk.receive_manual(&desk.trace().unwrap(), &receiver(), letter.clone()).unwrap();
        let Event::Received(received) = &done.records[0].event else { panic!() };
        (done.complaint.id, received.material.id, received.identity.as_ref().unwrap().content.id)
    };
    let ((one, text, identity), (two, other, _)) = (receive(), receive());
    let read = |of, what| match desk.read(&verifier(), of, what) {
        Err(DeskError::Vault(error)) => error,
        Err(error) => panic!("{error}"),
        Ok(words) => panic!("{words:?}"),
    };

    let thief = FileKeys::create(&folder.path().join("other.keys"), &OsEntropy).unwrap();
    let opened = Desk::open(Arc::clone(&store), Arc::new(thief));
    assert!(matches!(opened, Err(DeskError::Vault(VaultError::WrongMasterKey { .. }))));
    std::fs::remove_file(&keyfile).unwrap();
    assert!(matches!(FileKeys::open(&keyfile), Err(VaultError::KeyFileMissing { .. })));

    let raw = Connection::open(&path).unwrap();
    let put = |what: aduan_core::ContentId, sealed: Vec<u8>| {
        let put = raw.execute(
            "UPDATE contents SET sealed = ?2 WHERE content = ?1",
            (what.uuid().into_bytes(), sealed),
        );
        assert_eq!(put.unwrap(), 1);
    };
    let right = store.chunk(one, text, 0).unwrap().unwrap();
    put(text, store.chunk(one, identity, 0).unwrap().unwrap());
    assert!(matches!(read(one, text), VaultError::Swapped { found, .. } if found == identity));
    put(text, store.chunk(two, other, 0).unwrap().unwrap());
    assert!(matches!(read(one, text), VaultError::OtherComplaint { found, .. } if found == two));
    let mut changed = right.clone();
    *changed.last_mut().unwrap() ^= 1;
    put(text, changed);
    assert!(matches!(read(one, text), VaultError::Damaged { segment: 0, .. }));
    put(text, right);
    assert_eq!(desk.read(&verifier(), one, text).unwrap().reveal(), STORY);
    let swap =
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE complaint = ?2) WHERE complaint = ?1";
    raw.execute(swap, (one.uuid().into_bytes(), two.uuid().into_bytes())).unwrap();
    assert!(matches!(read(one, text), VaultError::WrappedKeyDamaged { complaint } if complaint == one));
    raw.execute("DELETE FROM contents", []).unwrap();
    assert!(matches!(read(two, other), VaultError::Missing { content } if content == other));
}
