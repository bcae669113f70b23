//! What is written: commits, and the few changes that are no event.

use crate::vault::{KeyChange, KeyId, SealedChunk, WrappedKey};
use crate::{
    Access, LeaseId, Line, Message, MessageId, Receipt, Session, SessionId, Settled, StoreError, Summary,
    Topic,
};
use aduan_core::{
    CommandId, ComplaintId, ContentId, Digest, NoticeChannel, RegisterNumber, Timestamp, Undelivered,
};

/// A keyed digest of a ticket: all of it that is kept (T1). Without the key it tells nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TicketDigest(pub [u8; 32]);

impl std::fmt::Debug for TicketDigest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TicketDigest(…)")
    }
}

/// Something that only one complaint may have.
///
/// ```
/// use aduan_core::RegisterNumber;
/// use aduan_store::Claim;
/// let number = |serial| Claim::Register(RegisterNumber::new(2025, serial).expect("in range"));
/// assert!(number(9).key() < number(10).key(), "numbers of one year sort as they were given");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Claim {
    /// A register number (R5).
    Register(RegisterNumber),
    /// A ticket (R3).
    Ticket(TicketDigest),
}

impl Claim {
    /// The key under which a store keeps it: one byte for the kind; then of a register number the year and the
    /// serial, big end first, of a ticket the digest.
    pub fn key(&self) -> Vec<u8> {
        match self {
            Self::Register(number) => {
                let mut key = vec![b'r'];
                key.extend(number.year().to_be_bytes());
                key.extend(number.serial().to_be_bytes());
                key
            }
            Self::Ticket(digest) => {
                let mut key = vec![b't'];
                key.extend(digest.0);
                key
            }
        }
    }
}

impl Claim {
    /// The error where it is another complaint's.
    pub const fn taken(&self) -> StoreError {
        let what = match self {
            Self::Register(_) => "register number",
            Self::Ticket(_) => "ticket",
        };
        StoreError::ClaimTaken { what }
    }

    /// The highest [key](Self::key) that a register number of `year` can have.
    pub fn register_bound(year: u16) -> Vec<u8> {
        let mut key = vec![b'r'];
        key.extend(year.to_be_bytes());
        key.extend(u32::MAX.to_be_bytes());
        key
    }

    /// The serial in a [key](Self::key), if it is that of a register number of `year`.
    pub fn serial_of(key: &[u8], year: u16) -> Option<u32> {
        let [b'r', y0, y1, serial @ ..] = key else { return None };
        (u16::from_be_bytes([*y0, *y1]) == year).then_some(())?;
        serial.try_into().ok().map(u32::from_be_bytes)
    }
}

/// One transaction: all of it is recorded, or none.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The stream: a complaint's, or the [administrative](ComplaintId::ADMINISTRATION) one, which has events alone.
    pub complaint: ComplaintId,
    /// The version that the stream has; the lines are the next ones.
    pub expected: u32,
    /// What makes it idempotent.
    pub command: CommandId,
    /// The events, in order. At least one.
    pub lines: Vec<Line>,
    /// What no other complaint may have.
    pub claims: Vec<Claim>,
    /// What happens to the key.
    pub key: KeyChange,
    /// New content.
    pub contents: Vec<SealedChunk>,
    /// Content that was [staged](Change::Stage) before and belongs to an event from now on.
    pub bind: Vec<ContentId>,
    /// The row that worklists read; the administrative stream has none.
    pub summary: Option<Summary>,
    /// What is to be sent.
    pub outbox: Vec<Message>,
    /// The message whose end the events tell: it ends with them.
    pub settled: Option<Settled>,
    /// What waits of these topics, promised before this commit, is removed with it: nobody is to get it any more.
    pub withdrawn: Vec<Topic>,
}

/// What is known of a commit that was recorded: durably, when this is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Its receipt.
    pub receipt: Receipt,
}

/// A write that is no event. Each is one transaction.
#[derive(Debug, Clone)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Change {
    /// Keep segments of an attachment that no event refers to yet. The complaint's key must be active. Later
    /// segments come after the first, and not any more once that was dropped: half an attachment is never bound.
    Stage {
        /// The segments, of one complaint and content.
        chunks: Vec<SealedChunk>,
        /// When, so that what is never bound can be dropped.
        at: Timestamp,
    },
    /// Drop what was staged before this instant and never bound.
    DropStaged {
        /// The instant.
        before: Timestamp,
    },
    /// Record that content is about to be shown.
    RecordAccess(Access),
    /// Remember how far a subscription has come. It may go back: that replays.
    SaveCheckpoint {
        /// The subscription.
        name: String,
        /// The last position it is done with.
        position: u64,
    },
    /// Keep the content of an edition of reference data. Doing it again changes nothing.
    KeepEdition {
        /// The SHA-256 of the content; with another one the change is [`StoreError::Invalid`].
        digest: Digest,
        /// The content.
        content: Vec<u8>,
    },
    /// Keep a session; it takes the place of the one with the same name.
    KeepSession(Session),
    /// End a session. Doing it again changes nothing.
    EndSession(SessionId),
    /// Drop the sessions that were over at this instant.
    DropSessions {
        /// The instant.
        now: Timestamp,
    },
    /// End a message of which no event tells. Doing it again changes nothing.
    Settle(Settled),
    /// Claim messages that wait: each is given to nobody else until the lease ends. Which were claimed,
    /// [`leased`](crate::Worklists::leased) says. Doing it again claims as many more.
    ClaimMessages {
        /// Under which name.
        lease: LeaseId,
        /// The instant of the claim: what may not be tried before a later one is left.
        now: Timestamp,
        /// When it ends.
        until: Timestamp,
        /// At most so many.
        limit: u32,
    },
    /// Record that sending a message begins. Without it nothing is sent.
    BeginAttempt {
        /// Whose it is; its key must be active.
        complaint: ComplaintId,
        /// Which.
        message: MessageId,
        /// Under which lease.
        lease: LeaseId,
        /// When.
        at: Timestamp,
        /// By which way, of a notice.
        channel: Option<NoticeChannel>,
        /// All that goes out, sealed. Where there is one from an earlier attempt, that one stays.
        rendered: Vec<u8>,
    },
    /// Record that an attempt failed, and end the lease on its message.
    Postpone {
        /// Which.
        message: MessageId,
        /// Under which lease.
        lease: LeaseId,
        /// Why.
        why: Undelivered,
        /// When it may be tried again.
        next: Timestamp,
    },
    /// Let a message be tried at once. One that is dead waits again, behind all others. Nothing changes for one that is
    /// accepted or not there.
    Retry(MessageId),
    /// Give up messages with a sealed body that wait and were promised before an instant, the oldest first.
    ExpireSealed {
        /// The instant.
        before: Timestamp,
        /// When they are given up.
        at: Timestamp,
        /// At most so many.
        limit: u32,
    },
    /// Forget messages that were accepted before an instant: no failure of them is expected any more.
    ForgetAccepted {
        /// The instant.
        before: Timestamp,
    },
    /// Create a key, where there has never been one. Where there is one already, nothing changes.
    CreateKey {
        /// Whose.
        complaint: ComplaintId,
        /// The key.
        key: WrappedKey,
    },
    /// Put the same key under another master key. Nothing changes if the key is no longer under `from`.
    Rewrap {
        /// Whose.
        complaint: ComplaintId,
        /// The master key it is under.
        from: KeyId,
        /// The same key, wrapped anew.
        to: WrappedKey,
    },
}

/// The digest of the content of an edition: its SHA-256.
pub fn digest_of(content: &[u8]) -> Digest {
    Digest::new(aduan_log::sha256(content))
}

impl Change {
    /// What every store asks of a change before anything else.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if the content of an edition has another digest.
    pub fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::KeepEdition { digest, content } if digest_of(content) != *digest => {
                Err(StoreError::Invalid("the content of an edition has another digest"))
            }
            _ => Ok(()),
        }
    }
}
