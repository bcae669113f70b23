//! Attachments: sealed and stored while they come in, bound to an event afterwards.

use super::{Desk, DeskError};
use crate::clock::uuid_v4;
use crate::vault::{ContentKind, SEGMENT, Sealed, Sealer, VaultError};
use crate::{Change, SealedChunk};
use aduan_core::{ComplaintId, ContentId, Timestamp};
use std::io::Read;
use std::sync::Arc;
use zeroize::Zeroizing;

/// How many segments are stored in one transaction.
const TOGETHER: usize = 16;

/// An attachment that was uploaded and waits to be bound to a command, such as `AttachEvidence`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// Its reference, its size and its SHA-256.
    pub sealed: Sealed,
}

impl Desk {
    /// Seals and stores what `input` gives, at most `limit` bytes, in a few megabytes of memory.
    ///
    /// It belongs to no event yet: bind it by a command, or [`drop_uploads`](Self::drop_uploads) takes it away.
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`]; [`VaultError::TooLarge`], [`VaultError::Stream`] if `input` fails,
    /// [`VaultError::Erased`]; and [`DeskError::Store`]. The part that was stored is dropped with other uploads that
    /// were never bound.
    pub fn upload(
        &self,
        complaint: ComplaintId,
        input: &mut dyn Read,
        limit: u64,
    ) -> Result<Attachment, DeskError> {
        let content = ContentId::new(uuid_v4(&*self.entropy)?);
        // Check first, so that no key is made for a complaint that does not exist.
        self.store.summary(complaint)?.ok_or(DeskError::NoSuchComplaint { complaint })?;
        let key = self.key_for_sealing(complaint)?.ok_or(VaultError::Erased { complaint })?;
        let mut sealer = Sealer::new(&key, ContentKind::Attachment, complaint, content, &*self.entropy)?;
        let mut buffer = Zeroizing::new(vec![0; SEGMENT]);
        let (mut chunks, mut bytes) = (Vec::with_capacity(TOGETHER), 0_u64);
        loop {
            let count = match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(VaultError::Stream(Arc::new(error)).into()),
            };
            bytes += count as u64;
            if bytes > limit {
                return Err(VaultError::TooLarge { limit }.into());
            }
            chunks.extend(sealer.write(&buffer[..count])?);
            if chunks.len() >= TOGETHER {
                self.stage(std::mem::take(&mut chunks))?;
            }
        }
        let (last, sealed) = sealer.finish()?;
        chunks.push(last);
        self.stage(chunks)?;
        Ok(Attachment { sealed })
    }

    /// Drops what was uploaded before this instant and never bound to a command.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn drop_uploads(&self, before: Timestamp) -> Result<(), DeskError> {
        Ok(self.store.change(Change::DropStaged { before })?)
    }

    fn stage(&self, chunks: Vec<SealedChunk>) -> Result<(), DeskError> {
        Ok(self.store.change(Change::Stage { chunks, at: self.clock.now() })?)
    }
}
