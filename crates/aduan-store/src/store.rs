//! What a store promises. The conformance suite tests these words.

use crate::outbox::{LeaseId, MessageName, QueuedMessage};
use crate::vault::{KeyId, KeyState};
use crate::{
    Access, Appended, Change, Claim, Commit, Hash, KeyChange, LogHead, Pending, Receipt, Session, SessionId,
    StoreError, Summary, Worklist,
};
use aduan_core::{
    CommandId, Complaint, ComplaintId, ContentId, Decoded, Digest, Office, Record, Timestamp, Unknown, decode,
};
use std::time::Duration;

/// One event as a store gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredEvent<'a> {
    /// Its place in the log: 1, 2, 3, … without a gap, in the order in which they were committed.
    pub position: u64,
    /// Its stream.
    pub complaint: ComplaintId,
    /// Its place in the stream: 1, 2, 3, … without a gap.
    pub version: u32,
    /// The bytes of its line, as they were given.
    pub line: &'a [u8],
    /// The leaf hash that was stored with it.
    pub leaf: Hash,
}

/// What is called with each entry; its error stops the reading and is returned. It may call the store.
pub type Visit<'a> = &'a mut dyn FnMut(StoredEvent<'_>) -> Result<(), StoreError>;

/// Keeps complaints.
///
/// Every method may be called from any number of threads at once. All block, except [`submit`](EventLog::submit).
///
/// # The contract of a commit
///
/// **Atomicity.** Events, receipt, claims, key, contents, summary and outbox rows of a [`Commit`], and the log
/// head that covers its events, become visible and durable together, or none does. When it is acknowledged it is
/// durable: a crash of the program, of the system or of the power does not take it back, as far as the disk
/// keeps what it said it has.
///
/// **Order.** Each event gets the next position of the log: 1, 2, 3, …, without a gap, in the order in which
/// commits become visible. The events of one commit are neighbours. A reader that has seen position *n* never
/// later finds a new event at or below *n*.
///
/// **Isolation.** A commit is recorded only on the version it [expects](Commit::expected). Of two on the same
/// version one is recorded and the other gets [`StoreError::Conflict`]. A commit that fails does not disturb
/// others that were written with it.
///
/// **Idempotence.** A command id is recorded at most once in a store. Later commits with it, whatever else they
/// say, get [`StoreError::Duplicate`] with the receipt of the first.
///
/// **Messages.** The message that a commit [settles](Commit::settled) waits until the events are recorded, and not after:
/// never is it gone and what became of it unknown. What a commit [withdraws](Commit::withdrawn) waits no more when the
/// events are recorded. A message that was accepted or given up holds nothing sealed any more.
///
/// **Leases.** A message that is [claimed](Change::ClaimMessages) is given to nobody else until its lease ends. When it has
/// ended the message may be claimed again: a relay that was killed loses nothing. Of the messages of one complaint to one
/// recipient only the first that waits may be claimed; a later one waits until that is sent or given up. An
/// [attempt](Change::BeginAttempt) begins only under a lease that has not ended. What was sealed for the first attempt stays for every
/// further one. A message whose attempt [failed](Change::Postpone) is left until the instant that was given with the failure. One that
/// is [tried at once](Change::Retry) may be claimed at once.
///
/// **Administration.** The administrative stream is under [the nil id](ComplaintId::ADMINISTRATION) and has events alone: no summary, no key,
/// no claim, no content, no message. It is read as any other stream, and is in no list. Under the same id the desk
/// keeps its own key.
///
/// **Reference data.** The content of an edition is kept under its digest. What is kept is never changed and never removed.
///
/// **Which error comes first.** [`Invalid`](StoreError::Invalid), then [`Duplicate`](StoreError::Duplicate), then
/// [`Conflict`](StoreError::Conflict), then [`ClaimTaken`](StoreError::ClaimTaken), then those of the key
/// ([`KeyExists`](StoreError::KeyExists), [`KeyDestroyed`](StoreError::KeyDestroyed), [`NoKey`](StoreError::NoKey)),
/// then [`NotStaged`](StoreError::NotStaged); then those of the medium.
///
/// **Too much at once.** A store takes only so many commits that wait. [`submit`](EventLog::submit) answers
/// [`Overloaded`](StoreError::Overloaded) then, at once and before it looks at anything;
/// [`append`](EventLog::append) and [`change`](EventStore::change) wait for their turn instead.
///
/// **Erasure.** Once a commit that [destroys](crate::KeyChange::Destroy) a key is acknowledged, no reading of the
/// store gives the key or anything sealed under it, after no crash. When the medium itself has forgotten the bytes
/// is for each store to say; what may remain until then is a key that is wrapped, and ciphertext.
///
/// **After an error** nothing was recorded, except that after [`Unknown`](StoreError::Unknown) and
/// [`Closed`](StoreError::Closed) nobody can say. The same commit may be tried again after every error: it is
/// recorded at most once.
///
/// **What a store does not do.** It reads no line and opens no seal. It trusts that lines are what the commit
/// says they are, that the summary fits them, and that whoever calls it asked [`decide`](aduan_core::Rules::decide).
///
/// # The contract of reading
///
/// A reader sees whole commits, at least all that were acknowledged before it began. Reading never waits for
/// writing. What is read is what was written: bytes that the store knows to have changed are
/// [`StoreError::Corrupt`], never skipped.
pub trait EventStore: EventLog + ContentVault + Worklists {
    /// Makes a change that is no event; durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::NoKey`] and [`StoreError::KeyDestroyed`] where a change needs an active key,
    /// [`StoreError::NotStaged`] for a later segment of what is not staged, and those of the medium. Nothing was changed then, except after [`StoreError::Unknown`], where trying again is safe.
    /// [`StoreError::LeaseLost`] where a message is not claimed under the lease any more.
    fn change(&self, change: Change) -> Result<(), StoreError>;
}

/// The log and its streams: commits, what was recorded, and what is claimed.
pub trait EventLog: Send + Sync {
    /// Hands over a commit and returns at once. See the contract above.
    ///
    /// Commits that one thread submits are tried in the order in which it submits them.
    fn submit(&self, commit: Commit) -> Pending<Appended>;

    /// Records a commit and waits until it is durable.
    ///
    /// # Errors
    /// In the order of the contract above.
    fn append(&self, commit: Commit) -> Result<Appended, StoreError> {
        self.submit(commit).wait()
    }

    /// Visits the events of one stream, a complaint's or the administrative one, in the order of their versions; none if
    /// there is no such stream.
    ///
    /// The visitor may call the store, and write to it: it sees what was there when the reading began.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if a version is missing, those of the medium, and those of `visit`.
    fn read_stream(&self, complaint: ComplaintId, visit: Visit<'_>) -> Result<(), StoreError>;

    /// Visits the events of one stream that come after version `after`, and tells at which version the stream is, 0 if
    /// there is none. For whoever knows the rest already: where nothing came, a store has little to read.
    ///
    /// # Errors
    /// As [`read_stream`](Self::read_stream).
    fn read_stream_after(
        &self,
        complaint: ComplaintId,
        after: u32,
        visit: Visit<'_>,
    ) -> Result<u32, StoreError> {
        let mut reached = 0;
        self.read_stream(complaint, &mut |entry| {
            reached = entry.version;
            if entry.version > after { visit(entry) } else { Ok(()) }
        })?;
        Ok(reached)
    }

    /// Visits at most `limit` events of the log after position `after`, in order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if a position is missing, those of the medium, and those of `visit`.
    fn read_log(&self, after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError>;

    /// The head of the log: its size and, by its edge, its root.
    ///
    /// # Errors
    /// Those of the medium.
    fn head(&self) -> Result<LogHead, StoreError>;

    /// Waits until the log is longer than `position`, or the time is up; gives its size.
    ///
    /// # Errors
    /// Those of the medium.
    fn wait_beyond(&self, position: u64, patience: Duration) -> Result<u64, StoreError>;

    /// What is known of a command.
    ///
    /// # Errors
    /// Those of the medium.
    fn receipt(&self, command: CommandId) -> Result<Option<Receipt>, StoreError>;

    /// Whose this is.
    ///
    /// # Errors
    /// Those of the medium.
    fn claimed(&self, claim: &Claim) -> Result<Option<ComplaintId>, StoreError>;

    /// The highest serial among the register numbers claimed in `year`; 0 if there is none.
    ///
    /// # Errors
    /// Those of the medium.
    fn last_serial(&self, year: u16) -> Result<u32, StoreError>;

    /// The content of the edition of reference data with this digest; `None` if it is not [kept](Change::KeepEdition).
    ///
    /// # Errors
    /// Those of the medium.
    fn edition(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Sealed contents, the wrapped keys of complaints, and who read what.
pub trait ContentVault: Send + Sync {
    /// The state of a complaint's key.
    ///
    /// # Errors
    /// Those of the medium.
    fn key(&self, complaint: ComplaintId) -> Result<KeyState, StoreError>;

    /// At most `limit` complaints whose active key is under another master key than `master`.
    ///
    /// # Errors
    /// Those of the medium.
    fn keys_not_under(&self, master: KeyId, limit: u32) -> Result<Vec<ComplaintId>, StoreError>;

    /// One segment of sealed content, staged or bound; `None` if there is none.
    ///
    /// # Errors
    /// Those of the medium.
    fn chunk(
        &self,
        complaint: ComplaintId,
        content: ContentId,
        index: u32,
    ) -> Result<Option<Vec<u8>>, StoreError>;

    /// Who read content of this complaint, or was refused its identity, the earliest first. It outlives erasure (R30).
    ///
    /// # Errors
    /// Those of the medium.
    fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, StoreError>;
}

/// What waits: for an officer, for a deadline, for being sent, for a subscription.
pub trait Worklists: Send + Sync {
    /// The row of one complaint; the administrative stream has none.
    ///
    /// # Errors
    /// Those of the medium.
    fn summary(&self, complaint: ComplaintId) -> Result<Option<Summary>, StoreError>;

    /// The rows of a list, in the order of their [places](Worklist::place).
    ///
    /// # Errors
    /// Those of the medium.
    fn worklist(&self, list: &Worklist) -> Result<Vec<Summary>, StoreError>;

    /// The offices that hold a file that is not closed, each once, in the order of kind and code.
    ///
    /// # Errors
    /// Those of the medium.
    fn holders(&self) -> Result<Vec<Office>, StoreError>;

    /// At most `limit` complaints with a [due](Summary::due) at or before `now`, the earliest first, equal ones
    /// by id; only what comes after `after`, the due instant and id of the last of the page before.
    ///
    /// # Errors
    /// Those of the medium.
    fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, ComplaintId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, ComplaintId)>, StoreError>;

    /// At most `limit` messages that wait, were accepted or are dead, the oldest first; only what comes after place `after`, 0 for
    /// the first page. A row that is damaged is given as such, and the others with it.
    ///
    /// # Errors
    /// Those of the medium.
    fn outbox(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, StoreError>;

    /// The messages that were claimed under this lease and not settled or put back since, the oldest first.
    ///
    /// # Errors
    /// Those of the medium.
    fn leased(&self, lease: LeaseId) -> Result<Vec<QueuedMessage>, StoreError>;

    /// The message of this name, or the one that was accepted under this reference.
    ///
    /// # Errors
    /// Those of the medium.
    fn queued(&self, name: MessageName) -> Result<Option<QueuedMessage>, StoreError>;

    /// When the oldest message was promised that waits with a sealed body; `None` if there is none.
    ///
    /// # Errors
    /// Those of the medium.
    fn sealed_since(&self) -> Result<Option<Timestamp>, StoreError>;

    /// How far a subscription has come; 0 if it is new.
    ///
    /// # Errors
    /// Those of the medium.
    fn checkpoint(&self, subscription: &str) -> Result<u64, StoreError>;

    /// The session of this name; `None` if there is none.
    ///
    /// # Errors
    /// Those of the medium.
    fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError>;
}

impl Commit {
    /// What every store asks of a commit before anything else; gives the version after it.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if it has no event, its parts are of different complaints or versions, a complaint's has no
    /// summary, or one of the administrative stream has more than events.
    pub fn check(&self) -> Result<u32, StoreError> {
        let invalid = |what| Err(StoreError::Invalid(what));
        let count = u32::try_from(self.lines.len()).ok();
        let Some(last) = count.and_then(|count| self.expected.checked_add(count)) else {
            return invalid("more events than a stream can have");
        };
        if self.lines.is_empty() {
            return invalid("no event");
        }
        if self.complaint == ComplaintId::ADMINISTRATION {
            let events_alone = self.summary.is_none()
                && self.key == KeyChange::Keep
                && (self.claims.is_empty() && self.contents.is_empty())
                && (self.bind.is_empty() && self.outbox.is_empty())
                && (self.settled.is_none() && self.withdrawn.is_empty());
            return if events_alone {
                Ok(last)
            } else {
                invalid("the administrative stream has events alone")
            };
        }
        let Some(summary) = &self.summary else {
            return invalid("a complaint has a summary");
        };
        if summary.complaint != self.complaint || summary.version != last {
            return invalid("the summary is of another complaint or version");
        }
        if self.contents.iter().any(|chunk| chunk.complaint != self.complaint) {
            return invalid("content of another complaint");
        }
        if self.outbox.iter().any(|message| message.complaint != self.complaint) {
            return invalid("a message of another complaint");
        }
        Ok(last)
    }
}

/// Loads a complaint: its state, and its records as far as this version knows them (C28).
///
/// # Errors
/// As [`fold`].
///
/// ```
/// use aduan_store::{MemoryStore, load};
/// let (complaint, records) = load(&MemoryStore::default(), aduan_core::ComplaintId::default())?;
/// assert_eq!((complaint.version, records.len()), (0, 0));
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
pub fn load(store: &dyn EventLog, id: ComplaintId) -> Result<(Complaint, Vec<Record>), StoreError> {
    let mut records = Vec::new();
    let complaint = fold(store, id, &mut |record| records.push(record))?;
    Ok((complaint, records))
}

/// Loads the state of a complaint, and shows each record that this version knows to `see` after it was folded.
/// Those that it does not know are [counted](Complaint::unknown).
///
/// # Errors
/// [`StoreError::Corrupt`] if a line is no record or not of its place, and those of the medium.
///
/// ```
/// let store = aduan_store::MemoryStore::default();
/// let complaint = aduan_store::fold(&store, aduan_core::ComplaintId::default(), &mut drop)?;
/// assert_eq!(complaint.version, 0);
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
pub fn fold(
    store: &dyn EventLog,
    id: ComplaintId,
    see: &mut dyn FnMut(Record),
) -> Result<Complaint, StoreError> {
    let mut complaint = Complaint::new(id);
    decode_after(store, id, 0, &mut |found| match found {
        Ok(record) => {
            complaint.apply_record(&record);
            see(record);
        }
        Err(unknown) => complaint.apply_unknown(unknown.recorded_at),
    })?;
    Ok(complaint)
}

/// Shows the records of a complaint that come after a version to `see`, those that this version of the program does not
/// know as such (C28); gives the version at which the complaint is.
pub(crate) fn decode_after(
    store: &dyn EventLog,
    id: ComplaintId,
    after: u32,
    see: &mut dyn FnMut(Result<Record, Unknown>),
) -> Result<u32, StoreError> {
    // The administrative stream is no complaint: under its id there is none.
    if id == ComplaintId::ADMINISTRATION {
        return Ok(0);
    }
    store.read_stream_after(id, after, &mut |entry| {
        let misplaced = |found: &dyn std::fmt::Display| StoreError::Corrupt {
            what: format!(
                "position {}: the line is not version {} of {id}: {found}",
                entry.position, entry.version
            ),
        };
        match decode(entry.line) {
            Decoded::Known(known)
                if known.record.complaint == id && known.record.version == entry.version =>
            {
                see(Ok(known.record));
                Ok(())
            }
            Decoded::Unknown(unknown) if unknown.complaint == id && unknown.version == entry.version => {
                see(Err(unknown));
                Ok(())
            }
            Decoded::Corrupt(corrupt) => Err(misplaced(&corrupt)),
            Decoded::Known(_) | Decoded::Administrative(_) | Decoded::Unknown(_) => {
                Err(misplaced(&"it says it is another"))
            }
        }
    })
}
