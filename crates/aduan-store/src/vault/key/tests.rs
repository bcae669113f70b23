use super::*;
use crate::OsEntropy;
use crate::vault::{ContentKind, open, seal};
use aduan_core::ContentId;
use uuid::Uuid;

fn complaint(number: u128) -> ComplaintId {
    ComplaintId::new(Uuid::from_u128(number))
}

fn same(one: &DataKey, other: &DataKey) -> bool {
    *one.0 == *other.0
}

fn is_damaged(opened: &Result<DataKey, VaultError>) -> bool {
    matches!(opened, Err(VaultError::WrappedKeyDamaged { .. }))
}

#[test]
fn the_key_of_the_words_does_not_open_the_identity() {
    let keys = DataKeys::generate(&OsEntropy).unwrap();
    let content = ContentId::new(Uuid::from_u128(1));
    let sealed = |key, kind| seal(key, kind, complaint(1), content, &OsEntropy, b"Budi").unwrap().0;
    let identity = sealed(&keys.identity, ContentKind::Identity);
    let words = sealed(&keys.words, ContentKind::Text);
    assert!(open(&keys.identity, complaint(1), content, &identity[0].bytes).is_ok());
    for (key, sealed) in [(&keys.words, identity), (&keys.identity, words)] {
        let opened = open(key, complaint(1), content, &sealed[0].bytes);
        assert!(matches!(opened, Err(VaultError::WrongKey { .. })));
    }
}

#[test]
fn neither_wrapped_key_passes_for_the_other_or_for_both() {
    let master = MasterKey::from_bytes([7; 32]);
    let keys = DataKeys::generate(&OsEntropy).unwrap();
    let wrapped = master.wrap_keys(complaint(1), &keys, &OsEntropy).unwrap();
    assert!(same(&master.unwrap(complaint(1), &wrapped).unwrap(), &keys.words));
    assert!(same(&master.unwrap_identity(complaint(1), &wrapped).unwrap(), &keys.identity));
    let (words, identity) = wrapped.bytes.split_at(BOX);
    let joined = [
        words.to_vec(),
        identity.to_vec(),
        [words, words].concat(),
        [identity, identity].concat(),
        [identity, words].concat(),
        [words, identity, words].concat(),
        wrapped.bytes[..2 * BOX - 1].to_vec(),
        Vec::new(),
    ];
    for (index, bytes) in joined.into_iter().enumerate() {
        let forged = WrappedKey { bytes, ..wrapped.clone() };
        let (first, second) =
            (master.unwrap(complaint(1), &forged), master.unwrap_identity(complaint(1), &forged));
        assert!(is_damaged(&first) || is_damaged(&second), "{index}");
    }
    assert!(is_damaged(&master.unwrap_identity(complaint(2), &wrapped)), "another complaint's");
}

#[test]
fn a_single_key_from_before_serves_for_both_and_stays_one() {
    let (old, new) = (MasterKey::from_bytes([7; 32]), MasterKey::from_bytes([8; 32]));
    let key = DataKey::generate(&OsEntropy).unwrap();
    let wrapped = old.wrap(complaint(1), &key, &OsEntropy).unwrap();
    let rewrapped = old.rewrap(complaint(1), &wrapped, &new, &OsEntropy).unwrap();
    for (master, wrapped) in [(&old, wrapped), (&new, rewrapped)] {
        assert!(wrapped.is_whole());
        assert!(same(&master.unwrap(complaint(1), &wrapped).unwrap(), &key));
        assert!(same(&master.unwrap_identity(complaint(1), &wrapped).unwrap(), &key));
    }
}

#[test]
fn a_rewrapping_keeps_both_keys() {
    let (old, new) = (MasterKey::from_bytes([7; 32]), MasterKey::from_bytes([8; 32]));
    let keys = DataKeys::generate(&OsEntropy).unwrap();
    let wrapped = old.wrap_keys(complaint(1), &keys, &OsEntropy).unwrap();
    let rewrapped = old.rewrap(complaint(1), &wrapped, &new, &OsEntropy).unwrap();
    assert!(same(&new.unwrap(complaint(1), &rewrapped).unwrap(), &keys.words));
    assert!(same(&new.unwrap_identity(complaint(1), &rewrapped).unwrap(), &keys.identity));
    assert!(matches!(old.unwrap(complaint(1), &rewrapped), Err(VaultError::WrongMasterKey { .. })));
}
