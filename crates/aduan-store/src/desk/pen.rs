//! What seals the words of one command.

use super::{Attachment, DeskError, IdentityWords};
use crate::SealedChunk;
use crate::clock::{Entropy, uuid_v4};
use crate::vault::{ContentKind, DataKey, Words, seal};
use aduan_core::{ComplaintId, ContentId, ContentRef, Identity, Rejection};

/// Seals the words of one command under the key of its complaint. What it gives goes into the command; what it
/// sealed is recorded with the command's events, or not at all.
///
/// See [`Desk::act`](super::Desk::act).
pub struct Pen<'a> {
    complaint: ComplaintId,
    /// `None` once the key was destroyed.
    pub(super) key: Option<DataKey>,
    entropy: &'a dyn Entropy,
    pub(super) chunks: Vec<SealedChunk>,
    pub(super) bind: Vec<ContentId>,
    pub(super) contact: Option<IdentityWords>,
}

impl<'a> Pen<'a> {
    /// The longest text that is sealed, in bytes; what is longer comes as an attachment (T13).
    pub const LONGEST_TEXT: usize = 1 << 20;

    /// The longest identity or contact, all parts together, in bytes.
    pub const LONGEST_IDENTITY: usize = 1 << 14;

    pub(super) fn new(complaint: ComplaintId, key: Option<DataKey>, entropy: &'a dyn Entropy) -> Self {
        Self { complaint, key, entropy, chunks: Vec::new(), bind: Vec::new(), contact: None }
    }

    /// Seals a text.
    ///
    /// # Errors
    /// [`DeskError::TooLong`]; [`Rejection::Erased`] if the key was destroyed; [`DeskError::Entropy`].
    pub fn text(&mut self, words: &Words) -> Result<ContentRef, DeskError> {
        no_longer(words.reveal().len(), Self::LONGEST_TEXT)?;
        self.seal(ContentKind::Text, words.reveal().as_bytes())
    }

    /// Seals an identity.
    ///
    /// # Errors
    /// [`DeskError::InvalidContact`], [`DeskError::TooLong`], and as [`text`](Self::text).
    pub fn identity(&mut self, identity: &IdentityWords) -> Result<Identity, DeskError> {
        no_longer(identity.length(), Self::LONGEST_IDENTITY)?;
        let parts = identity.parts()?;
        let content = self.seal(ContentKind::Identity, &identity.to_bytes())?;
        self.contact = Some(identity.clone());
        Ok(Identity { content, parts })
    }

    /// Seals a contact that was left for a ticket (R7).
    ///
    /// # Errors
    /// [`DeskError::InvalidContact`], and as [`text`](Self::text).
    pub fn contact(&mut self, contact: &IdentityWords) -> Result<ContentRef, DeskError> {
        no_longer(contact.length(), Self::LONGEST_IDENTITY)?;
        contact.parts()?;
        let content = self.seal(ContentKind::Contact, &contact.to_bytes())?;
        self.contact = Some(contact.clone());
        Ok(content)
    }

    /// Binds an attachment that was [uploaded](super::Desk::upload) to this command.
    pub fn attachment(&mut self, attachment: &Attachment) -> ContentRef {
        self.bind.push(attachment.sealed.reference.id);
        attachment.sealed.reference.clone()
    }

    fn seal(&mut self, kind: ContentKind, bytes: &[u8]) -> Result<ContentRef, DeskError> {
        let key = self.key.as_ref().ok_or(Rejection::Erased)?;
        // Random, not ordered: when a content was made is nobody's business (T7).
        let content = ContentId::new(uuid_v4(self.entropy)?);
        let (chunks, reference) = seal(key, kind, self.complaint, content, self.entropy, bytes)?;
        self.chunks.extend(chunks);
        Ok(reference)
    }
}

fn no_longer(bytes: usize, limit: usize) -> Result<(), DeskError> {
    if bytes > limit { Err(DeskError::TooLong { bytes, limit }) } else { Ok(()) }
}

impl std::fmt::Debug for Pen<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Pen({})", self.complaint)
    }
}
