use super::*;
use crate::OsEntropy;

fn id(number: u128) -> ContentId {
    ContentId::new(Uuid::from_u128(number))
}

fn complaint(number: u128) -> ComplaintId {
    ComplaintId::new(Uuid::from_u128(number))
}

fn sealed(key: &DataKey, bytes: &[u8]) -> (Vec<SealedChunk>, ContentRef) {
    seal(key, ContentKind::Text, complaint(1), id(1), &OsEntropy, bytes).unwrap()
}

fn opened(key: &DataKey, of: ComplaintId, what: ContentId, bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    open(key, of, what, bytes).map(|(_, opened)| opened.to_vec())
}

#[test]
fn content_of_every_length_comes_back_and_is_what_was_committed_to() {
    let key = DataKey::generate(&OsEntropy).unwrap();
    let edge = SEGMENT - OPENING;
    for length in [0, 1, edge - 1, edge, edge + 1, edge + SEGMENT, edge + SEGMENT + 1] {
        let content: Vec<u8> = (0..length).map(|byte| u8::try_from(byte % 251).unwrap()).collect();
        let (chunks, reference) = sealed(&key, &content);
        let mut opener = Opener::new(&key, complaint(1), id(1), &chunks[0].bytes).unwrap();
        let mut read = Vec::new();
        for (index, chunk) in chunks.iter().enumerate() {
            read.extend_from_slice(opener.next(&chunk.bytes, index + 1 == chunks.len()).unwrap());
        }
        assert!(read == content, "{length}");
        opener.finish(&reference).unwrap();
    }
}

#[test]
fn each_way_to_be_wrong_has_its_own_error() {
    let (key, other) = (DataKey::generate(&OsEntropy).unwrap(), DataKey::generate(&OsEntropy).unwrap());
    let (chunks, reference) = sealed(&key, b"words");
    let bytes = &chunks[0].bytes;
    assert_eq!(opened(&key, complaint(1), id(1), bytes).unwrap(), b"words");
    assert!(matches!(opened(&other, complaint(1), id(1), bytes), Err(VaultError::WrongKey { .. })));
    assert!(matches!(opened(&key, complaint(1), id(2), bytes), Err(VaultError::Swapped { .. })));
    assert!(matches!(opened(&key, complaint(2), id(1), bytes), Err(VaultError::OtherComplaint { .. })));
    let (_, second) = sealed(&key, b"words");
    assert_ne!(second.commitment, reference.commitment, "a commitment cannot be guessed from the words");
    let mut opener = Opener::new(&key, complaint(1), id(1), bytes).unwrap();
    opener.next(bytes, true).unwrap();
    assert!(matches!(opener.finish(&second), Err(VaultError::NotCommitted { .. })));
}

#[test]
fn every_changed_byte_is_seen() {
    let key = DataKey::generate(&OsEntropy).unwrap();
    let (chunks, _) = sealed(&key, b"words");
    for at in 0..chunks[0].bytes.len() {
        let mut changed = chunks[0].bytes.clone();
        changed[at] ^= 1;
        assert!(opened(&key, complaint(1), id(1), &changed).is_err(), "byte {at}");
        assert!(opened(&key, complaint(1), id(1), &chunks[0].bytes[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_segment_cut_off_or_put_out_of_order_is_seen() {
    let key = DataKey::generate(&OsEntropy).unwrap();
    let (chunks, _) = sealed(&key, &vec![1; 3 * SEGMENT]);
    let begin = || Opener::new(&key, complaint(1), id(1), &chunks[0].bytes).unwrap();
    assert!(begin().next(&chunks[0].bytes, true).is_err(), "the rest cut off");
    let mut opener = begin();
    opener.next(&chunks[0].bytes, false).unwrap();
    assert!(matches!(opener.next(&chunks[2].bytes, false), Err(VaultError::Damaged { segment: 1, .. })));
}
