//! Sealing and opening content, segment by segment.

use super::key::derive;
use super::{DataKey, DataKeys, VaultError};
use crate::EntropyError;
use crate::clock::{Entropy, random};
use aduan_core::{Commitment, ComplaintId, ContentId, ContentRef};
use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::XChaCha20Poly1305;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A piece of sealed content, or a segment of a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedChunk {
    /// Whose key it is sealed under.
    pub complaint: ComplaintId,
    /// Which content.
    pub content: ContentId,
    /// Which segment of it, from 0.
    pub index: u32,
    /// The sealed bytes.
    pub bytes: Vec<u8>,
}

/// How many bytes of content one segment holds.
pub const SEGMENT: usize = 64 * 1024;

const MAGIC: &[u8; 8] = b"aduan/c1";
const NONCE: usize = 19;
const OPENING: usize = 32;
/// Magic, kind, complaint, content, nonce, key commitment.
const HEADER: usize = 8 + 1 + 16 + 16 + NONCE + 32;

/// The kind of a sealed content. It is bound to the ciphertext, so that an identity cannot be opened as a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum ContentKind {
    /// A text about the case.
    Text = 1,
    /// The complainant's identity. Only the disclosure rule opens it (R27).
    Identity = 2,
    /// Where the complainant is reached: never shown to an officer (R7).
    Contact = 3,
    /// A file, photo, sound or video.
    Attachment = 4,
    /// The body of a message in the outbox.
    Message = 5,
    /// A message of the outbox as it goes out: address, ticket and text.
    Letter = 6,
    /// The pseudonym of the official complained of, which no event says (T6).
    Official = 7,
}

impl ContentKind {
    /// Whether it is sealed under the key of the [identity](super::DataKeys::identity): it names the complainant, or leads to them.
    pub const fn is_of_the_identity(self) -> bool {
        matches!(self, Self::Identity | Self::Contact | Self::Message | Self::Letter)
    }

    /// What the first segment of a content claims to be; `None` if it is none of ours. It is proven when the content opens.
    pub fn claimed(first: &[u8]) -> Option<Self> {
        Header(*first.first_chunk()?).kind()
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Text,
            2 => Self::Identity,
            3 => Self::Contact,
            4 => Self::Attachment,
            5 => Self::Message,
            6 => Self::Letter,
            7 => Self::Official,
            _ => return None,
        })
    }
}

impl DataKeys {
    /// The key under which a content is sealed, by what its first segment claims to be. It opens only if that is so.
    pub fn of(&self, first: &[u8]) -> &DataKey {
        let of_the_identity = ContentKind::claimed(first).is_some_and(ContentKind::is_of_the_identity);
        if of_the_identity { &self.identity } else { &self.words }
    }
}

/// The header, in the clear, before the first segment. It is associated data of every segment.
#[derive(Clone)]
struct Header([u8; HEADER]);

impl Header {
    fn new(
        kind: ContentKind,
        complaint: ComplaintId,
        content: ContentId,
        nonce: [u8; NONCE],
        tag: &[u8],
    ) -> Self {
        let (kind, complaint, content) = ([kind as u8], complaint.uuid(), content.uuid());
        let parts = [MAGIC, kind.as_slice(), complaint.as_bytes(), content.as_bytes(), &nonce, tag];
        let mut bytes = [0; HEADER];
        for (byte, part) in bytes.iter_mut().zip(parts.concat()) {
            *byte = part;
        }
        Self(bytes)
    }

    fn array<const N: usize>(&self, from: usize) -> [u8; N] {
        std::array::from_fn(|i| self.0[from + i])
    }

    fn kind(&self) -> Option<ContentKind> {
        ContentKind::from_byte(self.0[8]).filter(|_| self.0.starts_with(MAGIC))
    }

    fn complaint(&self) -> ComplaintId {
        ComplaintId::new(Uuid::from_bytes(self.array(9)))
    }

    fn content(&self) -> ContentId {
        ContentId::new(Uuid::from_bytes(self.array(25)))
    }

    fn nonce(&self) -> [u8; NONCE] {
        self.array(41)
    }

    fn tag(&self) -> [u8; 32] {
        self.array(60)
    }
}

/// The content's own key, and the tag that commits to it.
fn content_key(key: &DataKey, complaint: ComplaintId, content: ContentId) -> (Zeroizing<[u8; 32]>, [u8; 32]) {
    let both =
        derive::<64>(&key.0, &[b"aduan/content/1", complaint.uuid().as_bytes(), content.uuid().as_bytes()]);
    let (mut own, mut tag) = (Zeroizing::new([0; 32]), [0; 32]);
    own.copy_from_slice(&both[..32]);
    tag.copy_from_slice(&both[32..]);
    (own, tag)
}

fn stream(own: &[u8; 32], nonce: [u8; NONCE]) -> StreamBE32<XChaCha20Poly1305> {
    StreamBE32::new(own.into(), &nonce.into())
}

fn commitment(header: &Header, opening: &[u8; OPENING], digest: [u8; 32]) -> Commitment {
    let committed = Sha256::new()
        .chain_update(b"aduan/commitment/1")
        .chain_update(&header.0[8..41])
        .chain_update(opening)
        .chain_update(digest)
        .finalize();
    Commitment::new(committed.into())
}

/// Content that was sealed. Its `Debug` leaves out the digest, by which a guess at the content could be confirmed.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The reference by which an event names it.
    pub reference: ContentRef,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its SHA-256, for the sender to check that it arrived. It is stored nowhere.
    pub digest: [u8; 32],
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sealed")
            .field("reference", &self.reference)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// Seals content that comes in pieces. Holds one segment of it.
///
/// ```
/// use aduan_core::{ComplaintId, ContentId};
/// use aduan_store::{OsEntropy, vault::{ContentKind, DataKey, Opener, Sealer}};
/// let (key, complaint, content) = (DataKey::generate(&OsEntropy)?, ComplaintId::default(), ContentId::default());
/// let mut sealer = Sealer::new(&key, ContentKind::Attachment, complaint, content, &OsEntropy)?;
/// let mut chunks = sealer.write(&vec![7; 100_000])?;
/// let (last, sealed) = sealer.finish()?;
/// chunks.push(last);
/// assert_eq!((chunks.len(), sealed.bytes), (2, 100_000));
///
/// let mut opener = Opener::new(&key, complaint, content, &chunks[0].bytes)?;
/// let mut read = opener.next(&chunks[0].bytes, false)?.to_vec();
/// read.extend(opener.next(&chunks[1].bytes, true)?.iter());
/// opener.finish(&sealed.reference)?;
/// assert_eq!(read, vec![7; 100_000]);
/// # Ok::<_, aduan_store::vault::VaultError>(())
/// ```
pub struct Sealer {
    header: Header,
    stream: StreamBE32<XChaCha20Poly1305>,
    opening: Zeroizing<[u8; OPENING]>,
    buffer: Zeroizing<Vec<u8>>,
    index: u32,
    digest: Sha256,
    bytes: u64,
}

impl Sealer {
    /// Begins.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn new(
        key: &DataKey,
        kind: ContentKind,
        complaint: ComplaintId,
        content: ContentId,
        entropy: &dyn Entropy,
    ) -> Result<Self, EntropyError> {
        Self::of_at_most(usize::MAX, key, kind, complaint, content, entropy)
    }

    /// For content of at most so many bytes: what a short text does not need is neither taken nor overwritten.
    fn of_at_most(
        bytes: usize,
        key: &DataKey,
        kind: ContentKind,
        complaint: ComplaintId,
        content: ContentId,
        entropy: &dyn Entropy,
    ) -> Result<Self, EntropyError> {
        let (own, tag) = content_key(key, complaint, content);
        let nonce = random(entropy)?;
        let opening = Zeroizing::new(random(entropy)?);
        // Never grown, so that no copy of it is left behind.
        let room = bytes.saturating_add(OPENING).min(SEGMENT) + 16;
        let mut buffer = Zeroizing::new(Vec::with_capacity(room));
        buffer.extend_from_slice(opening.as_ref());
        Ok(Self {
            header: Header::new(kind, complaint, content, nonce, &tag),
            stream: stream(&own, nonce),
            opening,
            buffer,
            index: 0,
            digest: Sha256::new(),
            bytes: 0,
        })
    }

    /// Adds content; gives the segments that became full.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] after 256 TiB.
    pub fn write(&mut self, mut content: &[u8]) -> Result<Vec<SealedChunk>, VaultError> {
        self.digest.update(content);
        self.bytes += content.len() as u64;
        let mut chunks = Vec::new();
        while !content.is_empty() {
            if self.buffer.len() == SEGMENT {
                chunks.push(self.segment(false)?);
            }
            let (now, later) = content.split_at(content.len().min(SEGMENT - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            content = later;
        }
        Ok(chunks)
    }

    /// Ends: the last segment, and what to refer to all of it by.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn finish(mut self) -> Result<(SealedChunk, Sealed), VaultError> {
        let last = self.segment(true)?;
        let digest: [u8; 32] = self.digest.finalize().into();
        let commitment = commitment(&self.header, &self.opening, digest);
        let reference = ContentRef { id: self.header.content(), commitment };
        Ok((last, Sealed { reference, bytes: self.bytes, digest }))
    }

    fn segment(&mut self, last: bool) -> Result<SealedChunk, VaultError> {
        let (content, index) = (self.header.content(), self.index);
        let damaged = |_| VaultError::Damaged { content, segment: index };
        self.stream.encrypt_in_place(index, last, &self.header.0, &mut *self.buffer).map_err(damaged)?;
        let header = if index == 0 { self.header.0.as_slice() } else { &[] };
        let bytes = [header, &self.buffer].concat();
        self.buffer.clear();
        self.index = index.checked_add(1).ok_or(VaultError::Damaged { content, segment: index })?;
        Ok(SealedChunk { complaint: self.header.complaint(), content, index, bytes })
    }
}

/// Opens content segment by segment.
pub struct Opener {
    header: Header,
    kind: ContentKind,
    stream: StreamBE32<XChaCha20Poly1305>,
    opening: Zeroizing<[u8; OPENING]>,
    buffer: Zeroizing<Vec<u8>>,
    index: u32,
    digest: Sha256,
}

impl Opener {
    /// Begins, with the bytes of the first segment, which say what stands there.
    ///
    /// # Errors
    /// [`VaultError::OtherComplaint`], [`VaultError::Swapped`], [`VaultError::WrongKey`], [`VaultError::Damaged`].
    pub fn new(
        key: &DataKey,
        complaint: ComplaintId,
        content: ContentId,
        first: &[u8],
    ) -> Result<Self, VaultError> {
        let damaged = VaultError::Damaged { content, segment: 0 };
        let header = Header(*first.first_chunk().ok_or_else(|| damaged.clone())?);
        let kind = header.kind().ok_or(damaged)?;
        if header.complaint() != complaint {
            return Err(VaultError::OtherComplaint {
                content,
                expected: complaint,
                found: header.complaint(),
            });
        }
        if header.content() != content {
            return Err(VaultError::Swapped { expected: content, found: header.content() });
        }
        let (own, tag) = content_key(key, complaint, content);
        if !bool::from(tag.ct_eq(&header.tag())) {
            return Err(VaultError::WrongKey { content });
        }
        let stream = stream(&own, header.nonce());
        Ok(Self {
            header,
            kind,
            stream,
            opening: Zeroizing::new([0; OPENING]),
            buffer: Zeroizing::new(Vec::with_capacity(SEGMENT + 16)),
            index: 0,
            digest: Sha256::new(),
        })
    }

    /// The kind of content that the header claims. It is proven once the first segment has opened.
    pub const fn kind(&self) -> ContentKind {
        self.kind
    }

    /// Opens the next segment, from its bytes as they were sealed; `last` says whether another one follows.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] if it was changed, cut off or put out of order.
    pub fn next(&mut self, bytes: &[u8], last: bool) -> Result<&[u8], VaultError> {
        let damaged = VaultError::Damaged { content: self.header.content(), segment: self.index };
        let (skip, reveal) = if self.index == 0 { (HEADER, OPENING) } else { (0, 0) };
        let sealed = bytes.get(skip..).filter(|sealed| sealed.len() <= SEGMENT + 16);
        self.buffer.clear();
        self.buffer.extend_from_slice(sealed.ok_or_else(|| damaged.clone())?);
        let opened = self.stream.decrypt_in_place(self.index, last, &self.header.0, &mut *self.buffer);
        opened.map_err(|_| damaged.clone())?;
        let (opening, content) = self.buffer.split_at_checked(reveal).ok_or(damaged)?;
        if self.index == 0 {
            self.opening.copy_from_slice(opening);
        }
        self.digest.update(content);
        self.index = self.index.saturating_add(1);
        Ok(content)
    }

    /// Ends: whether all of it is what the event committed to.
    ///
    /// # Errors
    /// [`VaultError::NotCommitted`].
    pub fn finish(self, reference: &ContentRef) -> Result<(), VaultError> {
        let found = commitment(&self.header, &self.opening, self.digest.finalize().into());
        if bool::from(found.bytes().ct_eq(reference.commitment.bytes())) {
            Ok(())
        } else {
            Err(VaultError::NotCommitted { content: reference.id })
        }
    }
}

/// Seals content that is whole in memory.
///
/// # Errors
/// [`VaultError::Entropy`].
pub fn seal(
    key: &DataKey,
    kind: ContentKind,
    complaint: ComplaintId,
    content: ContentId,
    entropy: &dyn Entropy,
    bytes: &[u8],
) -> Result<(Vec<SealedChunk>, ContentRef), VaultError> {
    let mut sealer = Sealer::of_at_most(bytes.len(), key, kind, complaint, content, entropy)?;
    let mut chunks = sealer.write(bytes)?;
    let (last, sealed) = sealer.finish()?;
    chunks.push(last);
    Ok((chunks, sealed.reference))
}

/// Opens content that is one segment and has no event: the body of a message.
///
/// # Errors
/// Those of [`Opener::new`] and [`Opener::next`].
pub fn open(
    key: &DataKey,
    complaint: ComplaintId,
    content: ContentId,
    bytes: &[u8],
) -> Result<(ContentKind, Zeroizing<Vec<u8>>), VaultError> {
    let mut opener = Opener::new(key, complaint, content, bytes)?;
    let kind = opener.kind();
    Ok((kind, Zeroizing::new(opener.next(bytes, true)?.to_vec())))
}

#[cfg(test)]
mod tests;
