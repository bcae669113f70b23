//! The errors of a store.

use crate::Receipt;
use crate::message_id::MessageId;
use aduan_core::{ComplaintId, ContentId};
use std::path::PathBuf;
use std::sync::Arc;

/// Why a store did not do what was asked. No text of it holds content, a contact or a ticket.
///
/// For each says what is known afterwards. Except for [`Unknown`](Self::Unknown) and [`Closed`](Self::Closed),
/// nothing was recorded.
#[derive(Debug, Clone, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum StoreError {
    /// The command was recorded before: this is its first result.
    #[error("command {} was recorded before, on complaint {}", .0.command, .0.complaint)]
    Duplicate(Receipt),
    /// Another commit was recorded first: load again, decide again.
    #[error("complaint {complaint} is at version {actual}, not at {expected}")]
    Conflict {
        /// The stream.
        complaint: ComplaintId,
        /// The version that the commit expected.
        expected: u32,
        /// The version that it has.
        actual: u32,
    },
    /// A register number or ticket is another complaint's.
    #[error("the {what} belongs to another complaint")]
    ClaimTaken {
        /// What: `register number` or `ticket`.
        what: &'static str,
    },
    /// Content was given for a complaint that has no key.
    #[error("complaint {complaint} has no key")]
    NoKey {
        /// The complaint.
        complaint: ComplaintId,
    },
    /// The complaint's key was destroyed: nothing can be sealed under it any more (R30).
    #[error("the key of complaint {complaint} was destroyed")]
    KeyDestroyed {
        /// The complaint.
        complaint: ComplaintId,
    },
    /// A key was to be made where there is one.
    #[error("complaint {complaint} has a key already")]
    KeyExists {
        /// The complaint.
        complaint: ComplaintId,
    },
    /// Staged content is not there: never staged, or dropped meanwhile.
    #[error("content {content} is not staged")]
    NotStaged {
        /// The content.
        content: ContentId,
    },
    /// The message is another relay's by now, or gone: do not send it.
    #[error("message {message} is not claimed under this lease any more: do not send it")]
    LeaseLost {
        /// Which.
        message: MessageId,
    },
    /// The commit contradicts itself: its maker has an error.
    #[error("not a commit: {0}")]
    Invalid(&'static str),
    /// There is no room left. The store works again when there is.
    #[error("no space left: nothing was recorded")]
    Full(#[source] Cause),
    /// More commits wait than the store takes; this one was not looked at. Trying again in a moment may do.
    #[error("the store is overloaded: too many commits wait; nothing was recorded, try again in a moment")]
    Overloaded,
    /// Another process holds the store for too long. Trying again may help.
    #[error("the store is busy: another process holds it")]
    Busy(#[source] Cause),
    /// The stored bytes have changed since they were written.
    #[error("the store is damaged: {what}")]
    Corrupt {
        /// What was found, and where.
        what: String,
    },
    /// There is no store at this place; none was made.
    #[error("there is no store at {}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Something is at this place already; it was not touched.
    #[error("{} exists; it is not overwritten", path.display())]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// This place cannot keep a store's promises; nothing was made there.
    #[error("no store can be kept here: {what}")]
    Unfit {
        /// What is missing.
        what: String,
    },
    /// A reader is ahead of the log: the store was put back from an earlier backup, or is another one.
    #[error(
        "`{subscription}` was given everything up to position {position}, and the log ends at {size}: an earlier \
         backup was put back, or this is another store. What it was given after {size} may never have happened: \
         rebuild what it feeds, and start it again from 0"
    )]
    Ahead {
        /// The reader.
        subscription: String,
        /// The position after which it reads.
        position: u64,
        /// The last position of the log.
        size: u64,
    },
    /// The file is not one of ours; it was not touched.
    #[error("not a store of complaints: {what}")]
    NotOurs {
        /// What was found.
        what: String,
    },
    /// Another version of this program has written it; it was not touched.
    #[error(
        "the store has format {found}; this program knows format {known} alone: use the version that has written it"
    )]
    UnknownFormat {
        /// The store's format.
        found: i64,
        /// The one that this program knows.
        known: i64,
    },
    /// Reading failed.
    #[error("the store could not be read")]
    Read(#[source] Cause),
    /// A copy could not be written; there is none under its name.
    #[error("the copy could not be written")]
    Write(#[source] Cause),
    /// Writing failed, and it is not known whether the commit was recorded. Trying again with the same command id is
    /// safe: it gives the first result or records it now.
    #[error("writing failed: whether it was recorded is unknown; try again with the same command id")]
    Unknown(#[source] Cause),
    /// The store was closed. A commit that was submitted and not acknowledged may or may not be recorded.
    #[error("the store is closed")]
    Closed,
}

/// The cause of an error; many callers may share one.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;
