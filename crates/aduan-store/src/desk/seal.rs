//! From the words of a command to sealed words.

use super::keys::IdentityKey;
use super::{Attachment, DeskError, Draft, IdentityWords};
use crate::SealedChunk;
use crate::clock::{Entropy, uuid_v4};
use crate::vault::{ContentKind, DataKey, Words, seal};
use aduan_core::{
    CommandKind, ComplaintId, ContentId, ContentRef, HoldId, Identity, Officer, Official, PersonId,
    RegisterNumber, Rejection, Rule, Sealed, Translate,
};

/// The longest text that is sealed, in bytes. A longer text must come as an attachment (T13).
pub const LONGEST_TEXT: usize = 1 << 20;

/// The longest identity or contact, all parts together, in bytes.
pub const LONGEST_IDENTITY: usize = 1 << 14;

/// Seals the words of one command under the keys of its complaint. They are recorded with its events, or not at all.
pub(super) struct Sealing<'a> {
    pub(super) complaint: ComplaintId,
    /// The key of the words; `None` once it was destroyed.
    pub(super) key: Option<DataKey>,
    pub(super) identity_key: IdentityKey<'a>,
    pub(super) entropy: &'a dyn Entropy,
    pub(super) given: Given,
    pub(super) chunks: Vec<SealedChunk>,
    pub(super) bind: Vec<ContentId>,
    pub(super) contact: Option<IdentityWords>,
}

/// The values that the desk adds to a command.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Given {
    /// A number, where a complaint is received.
    pub(super) register: Option<RegisterNumber>,
    pub(super) person: PersonId,
    pub(super) hold: HoldId,
    /// Whose complaint it is, and which command is given: the complainant is never named as its official (T6).
    pub(super) of: Option<(PersonId, CommandKind)>,
}

impl<'a> Sealing<'a> {
    pub(super) fn new(
        complaint: ComplaintId,
        key: Option<DataKey>,
        identity_key: IdentityKey<'a>,
        entropy: &'a dyn Entropy,
        given: Given,
    ) -> Self {
        Self {
            complaint,
            key,
            identity_key,
            entropy,
            given,
            chunks: Vec::new(),
            bind: Vec::new(),
            contact: None,
        }
    }

    fn seal(&mut self, kind: ContentKind, bytes: &[u8]) -> Result<ContentRef, DeskError> {
        let identity_key;
        let key = if kind.is_of_the_identity() {
            identity_key = self.identity_key.get()?;
            &identity_key
        } else {
            self.key.as_ref().ok_or(Rejection::Erased)?
        };
        // A random id, not a time-ordered one: it must not show when the content was made (T7).
        let content = ContentId::new(uuid_v4(self.entropy)?);
        let (chunks, reference) = seal(key, kind, self.complaint, content, self.entropy, bytes)?;
        self.chunks.extend(chunks);
        Ok(reference)
    }

    fn seal_parts(&mut self, kind: ContentKind, words: &IdentityWords) -> Result<Identity, DeskError> {
        no_longer(words.length(), LONGEST_IDENTITY)?;
        let understood = words.understood()?;
        let parts = understood.given();
        let content = self.seal(kind, &understood.to_bytes())?;
        self.contact = Some(understood);
        Ok(Identity { content, parts })
    }
}

impl Translate<Draft, Sealed> for Sealing<'_> {
    type Error = DeskError;

    fn text(&mut self, text: &Words) -> Result<ContentRef, DeskError> {
        no_longer(text.reveal().len(), LONGEST_TEXT)?;
        self.seal(ContentKind::Text, text.reveal().as_bytes())
    }

    fn contact(&mut self, contact: &IdentityWords) -> Result<Identity, DeskError> {
        self.seal_parts(ContentKind::Contact, contact)
    }

    fn identity(&mut self, identity: &IdentityWords) -> Result<Identity, DeskError> {
        self.seal_parts(ContentKind::Identity, identity)
    }

    fn upload(&mut self, upload: &Attachment) -> Result<ContentRef, DeskError> {
        self.bind.push(upload.sealed.reference.id);
        Ok(upload.sealed.reference.clone())
    }

    fn register(&mut self, (): &()) -> Result<RegisterNumber, DeskError> {
        numbered(self.given.register)
    }

    fn person(&mut self, (): &()) -> Result<PersonId, DeskError> {
        Ok(self.given.person)
    }

    fn hold(&mut self, (): &()) -> Result<HoldId, DeskError> {
        Ok(self.given.hold)
    }

    fn official(&mut self, official: &PersonId) -> Result<Official, DeskError> {
        if let Some((_, command)) = self.given.of.filter(|(complainant, _)| complainant == official) {
            return Err(Rejection::ComplainantNamed { command }.into());
        }
        let alias = self.key.as_ref().ok_or(Rejection::Erased)?.alias(*official);
        let content = self.seal(ContentKind::Official, official.to_string().as_bytes())?;
        Ok(Official { alias, content: Some(content) })
    }

    fn officer(&mut self, officer: &PersonId) -> Result<Officer, DeskError> {
        let alias = self.key.as_ref().ok_or(Rejection::Erased)?.alias(*officer);
        Ok(Officer { id: *officer, alias })
    }
}

pub(super) fn no_longer(bytes: usize, limit: usize) -> Result<(), DeskError> {
    if bytes > limit { Err(DeskError::TooLong { bytes, limit }) } else { Ok(()) }
}

/// The number of a complaint that is received; other commands have none to give.
pub(super) fn numbered(register: Option<RegisterNumber>) -> Result<RegisterNumber, DeskError> {
    let (command, rule) = (CommandKind::Receive, Rule::R5);
    Ok(register.ok_or(Rejection::NothingNamed { command, rule })?)
}
