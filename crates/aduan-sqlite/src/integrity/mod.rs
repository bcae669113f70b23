//! Whether what is stored is what was stored (C29).

mod examiner;

use crate::SqliteStore;
use crate::error::reading;
use aduan_core::{CommandId, ComplaintId, ContentId, Digest};
use aduan_store::vault::KeyProvider;
use aduan_store::{Hash, StoreError};
use std::time::Duration;

fn known_head_error(size: u64, found: u64) -> String {
    if found < size {
        format!(
            "the log had {size} lines when its root was kept, and has {found}: the last {} are gone",
            size - found
        )
    } else {
        format!("the first {size} lines do not have the root that was kept: they were changed")
    }
}

fn access_log_error(stored: u64, found: u64, missing: Option<u64>) -> String {
    let place = missing.map(|number| format!("; number {number} is missing")).unwrap_or_default();
    if stored == found {
        format!("the {stored} accesses on record were changed{place}")
    } else {
        format!("{stored} accesses were recorded, and there are {found}{place}")
    }
}

/// Something that is not as it was written, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum IntegrityProblem {
    /// The file itself is damaged.
    #[error("the file: {0}")]
    File(String),
    /// A position of the log is missing.
    #[error("position {position} is missing")]
    MissingPosition {
        /// Which.
        position: u64,
    },
    /// The bytes of a line are not those that its leaf hash was made of.
    #[error("position {position}: the line was changed")]
    LineChanged {
        /// Where.
        position: u64,
    },
    /// A line does not say that it is what its row says it is.
    #[error("position {position}: the line is not version {version} of complaint {complaint}")]
    Misplaced {
        /// Where.
        position: u64,
        /// Whose it should be.
        complaint: ComplaintId,
        /// Which version it should be.
        version: u32,
    },
    /// A stream has a gap, or its summary is of another version.
    #[error("complaint {complaint}: {events} events, versions {first} to {last}, summary of {summary:?}")]
    Stream {
        /// Which.
        complaint: ComplaintId,
        /// How many events it has.
        events: u32,
        /// The first version.
        first: u32,
        /// The last one.
        last: u32,
        /// The version of the summary row.
        summary: Option<u32>,
    },
    /// The row of a complaint says of its events that they stand elsewhere in the log than they do.
    #[error("complaint {complaint}: its row says that its events stand elsewhere in the log")]
    Positions {
        /// Which.
        complaint: ComplaintId,
    },
    /// The file holds tables, indexes, triggers or views that are not ours, or ours not as we make them.
    #[error("the schema: {0}")]
    Schema(String),
    /// The log is not the one whose size and root were kept: lines are missing at its end, or were changed.
    #[error("{}", known_head_error(*.size, *.found))]
    KnownHead {
        /// How many lines it had when they were kept.
        size: u64,
        /// How many it has.
        found: u64,
    },
    /// The receipt of a command does not fit the events.
    #[error("command {command}: its receipt does not fit its events")]
    Receipt {
        /// Which.
        command: CommandId,
    },
    /// A claim is missing, or belongs to a complaint that does not have the claimed number or ticket. A claim reserves
    /// a number or ticket for one complaint.
    #[error(
        "complaint {complaint}: the claim of its {what} is missing, another complaint's, or more than it has"
    )]
    Claim {
        /// The complaint.
        complaint: ComplaintId,
        /// What: `register number` or `ticket`.
        what: &'static str,
    },
    /// The key of a complaint is not in the state that its events say.
    #[error("complaint {complaint}: {why}")]
    Key {
        /// Whose.
        complaint: ComplaintId,
        /// What is wrong.
        why: String,
    },
    /// Content that an event refers to is not there as it should be.
    #[error("complaint {complaint}, content {content}: {why}")]
    Content {
        /// Whose.
        complaint: ComplaintId,
        /// Which.
        content: ContentId,
        /// What is wrong.
        why: String,
    },
    /// The access log is not as it was recorded: accesses were removed, added or changed (R30).
    #[error("{}", access_log_error(*.stored, *.found, *.missing))]
    AccessLog {
        /// How many were recorded.
        stored: u64,
        /// How many there are.
        found: u64,
        /// The number of the first one that is missing, where the numbers tell.
        missing: Option<u64>,
    },
    /// The content of an edition of reference data is not the one that was kept.
    #[error("the content of edition {digest} was changed")]
    Edition {
        /// The SHA-256 that it had.
        digest: Digest,
    },
    /// Ciphertext that no event refers to and that belongs to no upload.
    #[error("{count} contents belong to no event")]
    StrayContents {
        /// How many.
        count: u64,
    },
    /// A row holds a wrong root of the subtree that ends with it.
    #[error("position {position}: the root of the subtree that ends there does not fit the lines")]
    Subtree {
        /// Where.
        position: u64,
    },
    /// The receipts count more lines than the log has: some were cut off.
    #[error("the log has {found} lines; its receipts are of {recorded}")]
    Size {
        /// How many there are.
        found: u64,
        /// How many there should be.
        recorded: u64,
    },
}

impl IntegrityProblem {
    /// Whether the file or the log is damaged: do not go on working with it. The other problems concern single
    /// complaints, or things that were added to the file.
    pub const fn is_of_the_log(&self) -> bool {
        match self {
            Self::File(_)
            | Self::MissingPosition { .. }
            | Self::LineChanged { .. }
            | Self::Misplaced { .. }
            | Self::Stream { .. }
            | Self::Positions { .. }
            | Self::KnownHead { .. }
            | Self::Subtree { .. }
            | Self::Size { .. } => true,
            Self::Schema(_)
            | Self::Receipt { .. }
            | Self::Claim { .. }
            | Self::Key { .. }
            | Self::Content { .. }
            | Self::AccessLog { .. }
            | Self::Edition { .. }
            | Self::StrayContents { .. } => false,
        }
    }
}

/// The result of an examination.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IntegrityReport {
    /// How many lines the log has.
    pub lines: u64,
    /// The root over the lines as they are.
    pub root: Hash,
    /// The problems; empty if nothing is wrong. At most a hundred are listed.
    pub problems: Vec<IntegrityProblem>,
    /// How many contents the events of an imported history refer to that are not here: the words stayed where they
    /// were.
    pub contents_elsewhere: u64,
    /// For how long bytes that were deleted may have been left in the write-ahead log: see
    /// [`SqliteStore::unscrubbed`].
    pub unscrubbed: Option<Duration>,
}

/// Optional checks of an examination, besides those that are always made.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct IntegrityOptions<'a> {
    known_head: Option<(u64, Hash)>,
    keys: Option<&'a dyn KeyProvider>,
}

impl<'a> IntegrityOptions<'a> {
    /// Compares with the size and root that the log once had, as kept outside this store. Only this finds lines that
    /// were cut off at the end, or a log that was computed anew (C29).
    #[must_use]
    pub const fn against_head(mut self, size: u64, root: Hash) -> Self {
        self.known_head = Some((size, root));
        self
    }

    /// Opens every key and content, and every message that waits, and compares them with what the events committed
    /// to. Nothing of it is shown or kept.
    #[must_use]
    pub const fn opening(mut self, keys: &'a dyn KeyProvider) -> Self {
        self.keys = Some(keys);
        self
    }
}

impl SqliteStore {
    /// [`integrity_with`](Self::integrity_with) the default options.
    ///
    /// # Errors
    /// As [`integrity_with`](Self::integrity_with).
    pub fn integrity(&self) -> Result<IntegrityReport, StoreError> {
        self.integrity_with(&IntegrityOptions::default())
    }

    /// Examines everything: the file and its schema, every leaf, every line's place, every stream, the root; that
    /// receipts, claims, keys and contents are there for every event, and none without one; that no access was taken away.
    /// Others read and write meanwhile; it sees one instant.
    ///
    /// It finds changes that were made without the program. An attacker may change lines and compute all hashes anew:
    /// only a root kept outside the store shows that ([`IntegrityOptions::against_head`]).
    ///
    /// ```
    /// use aduan_sqlite::{IntegrityOptions, SqliteStore};
    /// # let folder = tempfile::tempdir().expect("a folder");
    /// # let store = SqliteStore::open(&folder.path().join("aduan.db"))?;
    /// let monday = store.integrity()?;
    /// let tuesday = store.integrity_with(&IntegrityOptions::default().against_head(monday.lines, monday.root))?;
    /// assert_eq!(tuesday.problems, []);
    /// # Ok::<_, aduan_store::StoreError>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Read`] and others of the medium, if it could not be examined.
    pub fn integrity_with(&self, options: &IntegrityOptions<'_>) -> Result<IntegrityReport, StoreError> {
        let mut found = self.readers().with(|connection| {
            let instant = connection.unchecked_transaction().map_err(reading)?;
            examiner::examine(&instant, options.known_head, options.keys)
        })?;
        found.unscrubbed = self.unscrubbed();
        Ok(found)
    }
}
