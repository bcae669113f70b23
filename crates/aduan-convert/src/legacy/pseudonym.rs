//! Names become pseudonyms, and words commitments, under a key: the same ones in every import under it.

use super::cell_text::{fold, fold_person};
pub(super) use aduan_audit::nothing;
use aduan_core::{
    Alias, CommandId, Commitment, ComplaintId, ContentId, ContentRef, EventId, HoldId, Office, PersonId, Role,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The key of the pseudonyms. A person who has it and a list of names can find out who is who.
#[derive(Clone)]
pub struct Key([u8; 64]);

impl Key {
    /// The minimum number of bytes for a key.
    pub const LEAST: usize = 16;

    /// A key of at least [`LEAST`](Self::LEAST) random bytes; `None` if there are fewer.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&Sha256::digest(bytes));
        (bytes.len() >= Self::LEAST).then_some(Self(block))
    }

    /// HMAC-SHA-256 of the parts, each behind its length, for one purpose.
    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new(&self.0.into());
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A UUID of version 8: made by us of something, not by chance or the clock.
    fn uuid(&self, purpose: &str, parts: &[&[u8]]) -> Uuid {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.mac(purpose, parts)[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }

    pub(super) fn complaint(&self, system: &str, case: &str) -> ComplaintId {
        self.uuid("complaint", &[system.as_bytes(), case.as_bytes()]).into()
    }

    /// A complainant has another pseudonym in every complaint.
    pub(super) fn complainant(&self, complaint: ComplaintId) -> PersonId {
        self.uuid("complainant", &[complaint.uuid().as_bytes()]).into()
    }

    /// An officer, by what the sheet calls them, however it is written: the same one whether they act or are
    /// complained of (T6). `None`: a number that was damaged.
    pub(super) fn person(&self, name: &str) -> Option<PersonId> {
        fold_person(name).map(|name| self.uuid("person", &[name.as_bytes()]).into())
    }

    /// Who a person is in one complaint: the same alias whether they act or are complained of (T6).
    pub(super) fn alias(&self, complaint: ComplaintId, person: PersonId) -> Alias {
        self.uuid("alias", &[complaint.uuid().as_bytes(), person.uuid().as_bytes()]).into()
    }

    /// The holder of this role in this office, if the sheet does not name them.
    pub(super) fn somebody(&self, role: Role, office: Option<Office>) -> PersonId {
        let office = office.map(|office| office.to_string()).unwrap_or_default();
        self.uuid("somebody", &[role.as_str().as_bytes(), office.as_bytes()]).into()
    }

    pub(super) fn command(&self, complaint: ComplaintId, number: u64, step: &str) -> CommandId {
        let number = number.to_be_bytes();
        self.uuid("command", &[complaint.uuid().as_bytes(), &number, step.as_bytes()]).into()
    }

    pub(super) fn event(&self, command: CommandId, number: u64) -> EventId {
        self.uuid("event", &[command.uuid().as_bytes(), &number.to_be_bytes()]).into()
    }

    pub(super) fn hold(&self, complaint: ComplaintId, name: &str) -> HoldId {
        self.uuid("hold", &[complaint.uuid().as_bytes(), fold(name).as_bytes()]).into()
    }

    /// A reference to words that stay in the sheet. A person who has the sheet and the key can show that it is for
    /// these words.
    pub(super) fn content(&self, complaint: ComplaintId, words: &[&str]) -> ContentRef {
        let complaint = complaint.uuid();
        let mut parts: Vec<&[u8]> = vec![complaint.as_bytes()];
        parts.extend(words.iter().map(|words| words.as_bytes()));
        let id = ContentId::new(self.uuid("content", &parts));
        ContentRef { id, commitment: Commitment::new(self.mac("commitment", &parts)) }
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key(…)")
    }
}
