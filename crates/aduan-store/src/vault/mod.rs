//! The vault: every word is sealed under a key of its complaint, and cannot be read once that key is destroyed.
//!
//! - A complaint has a [key](KeyState) of its own for its words, and [another](DataKeys) for its identity and contacts. Both are
//!   wrapped under a master key that a [`KeyProvider`] keeps outside of the store. A copy of the store without the master key
//!   is noise. Who holds the key of the words cannot open the identity.
//! - Content is cut into segments of 64 KiB and sealed with XChaCha20-Poly1305 in the STREAM construction, so
//!   that a video takes no more memory than a letter. Each content has its own key, derived with HKDF-SHA-256
//!   from the complaint's, together with a tag that commits to it: the cipher by itself would let one ciphertext
//!   open under two keys.
//! - The complaint's and the content's ids, and what kind of content it is, are associated data of every
//!   segment. A ciphertext in the wrong place does not open, and [`VaultError`] says what is wrong with it.
//! - The [commitment](aduan_core::Commitment) in the event is SHA-256 over a random opening, the ids and the content's
//!   digest. The opening is sealed with the content: while it is there, the content can be proven; when it is gone, a
//!   guess of the content cannot be confirmed either.
//!
//! # What is left in memory
//!
//! Master keys, keys of complaints, words and the buffers in which they are sealed and opened are overwritten when they
//! are dropped. They are allocated at their final size, so that growing leaves no copy behind. No more is promised.
//! These are not overwritten: copies that are made when a value moves on the stack, a parser's buffer for an identity
//! whose text has escapes in it, key material inside the ciphers while they run, the result of
//! [`Ticket::reveal`](aduan_core::Ticket::reveal), bytes that come from or go to a caller, swap and core dumps. An
//! attacker who can read the memory of the process can read all that it reads: switch off core dumps and encrypt the
//! swap.
//!
//! Keys have no `Debug`. [`Words`], [`Ticket`](aduan_core::Ticket) and what is made of them have one that shows three dots
//! and never a letter: so that a request, an answer or a test's failure that holds one can be printed without it.

mod key;
mod provider;
mod seal;

pub use key::{DataKey, DataKeys, KeyChange, KeyId, KeyState, MasterKey, WrappedKey};
pub use provider::{EnvKeys, FileKeys, KeyProvider, KeyRing};
pub use seal::{ContentKind, Opener, SEGMENT, Sealed, SealedChunk, Sealer, open, seal};

use crate::{EntropyError, StoreError};
use aduan_core::{ComplaintId, ContentId};
use std::path::PathBuf;
use std::sync::Arc;
use unicode_general_category::{GeneralCategory, get_general_category};
use zeroize::Zeroizing;

/// Why something could not be sealed or opened. Its text never holds what is sealed.
#[derive(Debug, Clone, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum VaultError {
    /// The key file is not there.
    #[error("the key file {} is missing: without it nothing in the vault can be read", path.display())]
    KeyFileMissing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A key file is there already: it is never overwritten.
    #[error("there is a key file at {} already; it is never overwritten", path.display())]
    KeyFileExists {
        /// Where.
        path: PathBuf,
    },
    /// Others than the owner may read or write the key file.
    #[error("the key file {} has mode {mode:04o}; it must be 0600, for its owner alone", path.display())]
    KeyFileOpen {
        /// Where.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The key file or variable holds something else.
    #[error("{place}: line {line} is no key: 64 lower-case hexadecimal digits were expected")]
    NotAKey {
        /// The file or variable.
        place: String,
        /// Which line or word of it, from 1.
        line: usize,
    },
    /// The key file or variable holds no key.
    #[error("{place} holds no key")]
    NoMasterKey {
        /// The file or variable.
        place: String,
    },
    /// The key file could not be read or written.
    #[error("the key file {}: {source}", path.display())]
    KeyFile {
        /// Where.
        path: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// The keys given are not the one that is needed.
    #[error("wrong key: this needs master key {needed}, which is not among those given")]
    WrongMasterKey {
        /// The one that is needed.
        needed: KeyId,
    },
    /// The wrapped key of a complaint was changed, or is another complaint's.
    #[error("the wrapped key of complaint {complaint} is damaged or another complaint's")]
    WrappedKeyDamaged {
        /// The complaint.
        complaint: ComplaintId,
    },
    /// There was never anything sealed for this complaint.
    #[error("nothing was ever sealed for complaint {complaint}")]
    NeverSealed {
        /// The complaint.
        complaint: ComplaintId,
    },
    /// The key was destroyed: the content is unreadable for ever (R30).
    #[error("the personal data of complaint {complaint} were erased")]
    Erased {
        /// The complaint.
        complaint: ComplaintId,
    },
    /// The content is not there.
    #[error("content {content} is missing")]
    Missing {
        /// The content.
        content: ContentId,
    },
    /// The ciphertext is another content's of the same complaint.
    #[error("content {expected} was swapped: its ciphertext is that of content {found}")]
    Swapped {
        /// What was asked for.
        expected: ContentId,
        /// Whose ciphertext stands there.
        found: ContentId,
    },
    /// The ciphertext is another complaint's.
    #[error("content {content} of complaint {expected}: its ciphertext is of complaint {found}")]
    OtherComplaint {
        /// The content.
        content: ContentId,
        /// The complaint that was asked for.
        expected: ComplaintId,
        /// Whose ciphertext stands there.
        found: ComplaintId,
    },
    /// The ciphertext was not sealed under this key.
    #[error("content {content} was sealed under another key")]
    WrongKey {
        /// The content.
        content: ContentId,
    },
    /// The ciphertext was changed, cut or put out of order.
    #[error("content {content} is damaged at segment {segment}")]
    Damaged {
        /// The content.
        content: ContentId,
        /// Which segment, from 0.
        segment: u32,
    },
    /// The content opens, but is not what the event committed to.
    #[error("content {content} is not what its event committed to")]
    NotCommitted {
        /// The content.
        content: ContentId,
    },
    /// The attachment is larger than allowed.
    #[error("the attachment has more than {limit} bytes")]
    TooLarge {
        /// What is allowed.
        limit: u64,
    },
    /// The attachment could not be read from, or the content not written to, where the caller said.
    #[error("a stream of content failed")]
    Stream(#[source] Arc<std::io::Error>),
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Written words, on their way in or out. No `Display`, a `Debug` that shows nothing; overwritten when dropped, as far
/// as [this](self#what-is-left-in-memory) goes.
///
/// ```
/// use aduan_store::vault::Words;
/// let words = Words::from("an officer asked for money".to_owned());
/// assert_eq!(format!("{words:?}"), "Words(…)");
/// assert_eq!(words.reveal(), "an officer asked for money");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Words(Zeroizing<String>);

impl Words {
    /// The words. Show them only to a person who may see them.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nobody sees anything in them: no more than spaces, line breaks and marks without a shape (C61).
    ///
    /// ```
    /// use aduan_store::vault::Words;
    /// assert!(Words::from(" \u{200b}\u{feff}\n").is_blank());
    /// assert!(!Words::from("-").is_blank());
    /// ```
    pub fn is_blank(&self) -> bool {
        self.0.chars().all(is_unseen)
    }
}

fn is_unseen(symbol: char) -> bool {
    use GeneralCategory::{Control, Format};
    symbol.is_whitespace() || matches!(get_general_category(symbol), Control | Format)
}

impl From<String> for Words {
    fn from(words: String) -> Self {
        Self(Zeroizing::new(words))
    }
}

impl From<&str> for Words {
    fn from(words: &str) -> Self {
        Self::from(words.to_owned())
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Words(…)")
    }
}
