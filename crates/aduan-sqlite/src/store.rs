//! The store.

use crate::error::{damaged, reading};
use crate::open::Absent;
use crate::reader_pool::ReaderPool;
use crate::writer::{self, Job, Writer};
use crate::{column, contents, log, open, outbox, positions, sql, transaction, worklist};
use aduan_core::{Actor, CommandId, ComplaintId, ContentId, Digest, Office, Timestamp};
use aduan_store::vault::{KeyId, KeyState};
use aduan_store::{
    Access, AccessAnswer, Appended, Change, Claim, Commit, ContentVault, EventLog, EventStore, LeaseId,
    LogHead, MessageId, MessageName, Pending, QueuedMessage, Receipt, Session, SessionId, StoreError,
    Summary, Visit, Worklist, Worklists, digest_of,
};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, SendError, SyncSender, TrySendError};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often to look for what another process has written.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Complaints in a SQLite file.
///
/// It may be shared by any number of threads. Dropping it waits until what was submitted is written.
///
/// ```
/// use aduan_sqlite::SqliteStore;
/// use aduan_store::EventLog;
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let path = folder.path().join("aduan.db");
/// let store = SqliteStore::open(&path)?;
/// assert_eq!(store.head()?.size(), 0);
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
pub struct SqliteStore {
    path: PathBuf,
    readers: ReaderPool,
    /// Those that read contents.
    contents: ReaderPool,
    writer: Arc<Writer>,
    jobs: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl SqliteStore {
    /// At most so many commits wait; the next one is told [`StoreError::Overloaded`].
    pub const QUEUE: usize = 16_384;

    /// At most so many bytes wait, unless a single commit has more.
    pub const QUEUE_BYTES: usize = writer::QUEUE_BYTES;

    /// Opens the store in this file; makes one if there is none.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] if the file is another program's or no database, [`StoreError::UnknownFormat`] if another
    /// version of this program has written it; it was not touched then. [`StoreError::Unfit`] if no write-ahead log
    /// can be kept there. [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Read`], [`StoreError::Unknown`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::with(path, open::writer(path, Absent::Make)?)
    }

    /// Opens the store in this file and never makes one: a mistyped name is told.
    ///
    /// ```
    /// use aduan_sqlite::SqliteStore;
    /// use aduan_store::StoreError;
    /// # let folder = tempfile::tempdir().expect("a folder");
    /// let nowhere = folder.path().join("nowhere.db");
    /// assert!(matches!(SqliteStore::open_existing(&nowhere), Err(StoreError::Missing { .. })));
    /// assert!(!nowhere.exists());
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none; an empty file is [`StoreError::NotOurs`]. For the rest as
    /// [`open`](Self::open).
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        Self::with(path, open::writer(path, Absent::Refuse)?)
    }

    fn with(path: &Path, connection: Connection) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::sync_channel(Self::QUEUE);
        let writer = Arc::new(Writer::new(path, connection));
        let shared = Arc::clone(&writer);
        let thread = std::thread::Builder::new()
            .name("aduan-sqlite writer".to_owned())
            .spawn(move || shared.work(&waiting))
            .map_err(|error| StoreError::Read(Arc::new(error)))?;
        let (readers, contents) =
            (ReaderPool::new(path, open::reader), ReaderPool::new(path, open::content_reader));
        Ok(Self { path: path.to_owned(), readers, contents, writer, jobs: Some(jobs), thread: Some(thread) })
    }

    /// Lets the file grow to at most so many pages of 4 KiB: beyond, commits fail with [`StoreError::Full`] as they do
    /// when the disk is full. It holds until the store is closed.
    ///
    /// # Errors
    /// Those of the medium.
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        let (completer, pending) = Pending::new();
        self.enqueue(Job::LimitPages(pages, completer));
        pending.wait()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn readers(&self) -> &ReaderPool {
        &self.readers
    }

    /// For how long bytes that were deleted may have been left in the write-ahead log, as far as this process knows:
    /// of an erased complaint its wrapped key and ciphertext, older wrappings, the sealed tickets of messages that
    /// were sent. `None` once they are overwritten everywhere in the files.
    ///
    /// An erasure is acknowledged when it is durable and no reader gets the erased data any more. At that time the
    /// bytes are overwritten too, unless a reader such as a backup is at work: SQLite cannot empty the log under a
    /// reader. In that case, or if a process was killed in between, the store tries again after a fifth of a second
    /// without writes, and at the latest every second, until it is done. Writers never wait for it. A person who copies
    /// the files before that gets the erased data as ciphertext, with its wrapped key; with the master key they can
    /// open it.
    pub fn unscrubbed(&self) -> Option<Duration> {
        self.writer.unscrubbed().map(|since| since.elapsed())
    }

    /// Tries now to overwrite deleted data that is left in the write-ahead log; `false` if a reader is in the way. The
    /// store also tries by itself: see [`unscrubbed`](Self::unscrubbed).
    ///
    /// # Errors
    /// Those of the medium.
    pub fn scrub(&self) -> Result<bool, StoreError> {
        self.writer.scrub()
    }

    /// How many complaints have their key under which master key, and how many keys were destroyed (`None`).
    ///
    /// # Errors
    /// Those of the medium.
    pub fn key_counts(&self) -> Result<Vec<(Option<KeyId>, u64)>, StoreError> {
        self.all(sql::KEY_COUNTS, [], |found| {
            let destroyed = column::get::<Option<Vec<u8>>>(found, 0)?.is_none();
            let master = if destroyed { None } else { Some(KeyId(column::bytes(found, 0)?)) };
            Ok((master, column::count(found, 1)?))
        })
    }

    /// At most `limit` complaints whose id lies between these two, both included, in the order of their ids.
    ///
    /// # Errors
    /// Those of the medium.
    pub fn complaints_between(
        &self,
        first: ComplaintId,
        last: ComplaintId,
        limit: u32,
    ) -> Result<Vec<ComplaintId>, StoreError> {
        let parameters = (first.uuid().into_bytes(), last.uuid().into_bytes(), limit);
        self.all(sql::COMPLAINTS_BETWEEN, parameters, |found| column::id(found, 0))
    }

    /// Hands a job over, and waits while too many wait.
    fn enqueue(&self, job: Job) {
        let Some(jobs) = &self.jobs else { return job.refuse(StoreError::Closed) };
        self.writer.enter_queue(&job);
        if let Err(SendError(job)) = jobs.send(job) {
            job.refuse(StoreError::Closed);
        }
    }

    /// Hands a job over, unless too many wait.
    fn try_enqueue(&self, job: Job) {
        let Some(jobs) = &self.jobs else { return job.refuse(StoreError::Closed) };
        if self.writer.is_overloaded_by(&job) {
            return job.refuse(StoreError::Overloaded);
        }
        self.writer.enter_queue(&job);
        match jobs.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => {
                self.writer.leave_queue(1, job.weight());
                job.refuse(StoreError::Overloaded);
            }
            Err(TrySendError::Disconnected(job)) => job.refuse(StoreError::Closed),
        }
    }

    fn all<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.readers.with(|connection| {
            let mut statement = connection.prepare_cached(sql).map_err(reading)?;
            let mut rows = statement.query(parameters).map_err(reading)?;
            let mut all = Vec::new();
            while let Some(found) = rows.next().map_err(reading)? {
                all.push(read(found)?);
            }
            Ok(all)
        })
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        // The writer's connection is the last to close: it takes the WAL away with it.
        self.readers.close();
        self.contents.close();
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SqliteStore({})", self.path.display())
    }
}

impl EventLog for SqliteStore {
    fn submit(&self, commit: Commit) -> Pending<Appended> {
        let (completer, pending) = Pending::new();
        self.try_enqueue(Job::Commit(Box::new(commit), completer));
        pending
    }

    fn append(&self, commit: Commit) -> Result<Appended, StoreError> {
        let (completer, pending) = Pending::new();
        if let Some(job) = self.writer.write_inline(Job::Commit(Box::new(commit), completer)) {
            self.enqueue(job);
        }
        pending.wait()
    }

    fn read_stream(&self, complaint: ComplaintId, visit: Visit<'_>) -> Result<(), StoreError> {
        self.read_stream_after(complaint, 0, visit).map(drop)
    }

    fn read_stream_after(
        &self,
        complaint: ComplaintId,
        after: u32,
        visit: Visit<'_>,
    ) -> Result<u32, StoreError> {
        self.readers.with(|connection| positions::read_stream(connection, complaint, after, visit))
    }

    fn read_log(&self, after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError> {
        self.readers.with(|connection| log::read(connection, after, limit, visit))
    }

    fn head(&self) -> Result<LogHead, StoreError> {
        self.readers.with(log::head)
    }

    fn wait_beyond(&self, position: u64, patience: Duration) -> Result<u64, StoreError> {
        // `None` if the end of the wait is beyond the clock's range: the wait has no end.
        let until = Instant::now().checked_add(patience);
        loop {
            let size = self.readers.with(log::size)?;
            let left = until.map_or(patience, |until| until.saturating_duration_since(Instant::now()));
            if size > position || left.is_zero() {
                return Ok(size);
            }
            // Woken by our own writer; another process's is seen at the next glance.
            let known = self.writer.log_size().size.lock().unwrap_or_else(PoisonError::into_inner);
            if *known <= position {
                drop(self.writer.log_size().more.wait_timeout(known, left.min(POLL_INTERVAL)));
            }
        }
    }

    fn receipt(&self, command: CommandId) -> Result<Option<Receipt>, StoreError> {
        self.readers.with(|connection| transaction::receipt(connection, command))
    }

    fn claimed(&self, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
        self.readers.with(|connection| transaction::claimed(connection, claim))
    }

    fn last_serial(&self, year: u16) -> Result<u32, StoreError> {
        let last = self
            .all(sql::LAST_CLAIM, [Claim::register_bound(year)], |found| column::get::<Vec<u8>>(found, 0))?;
        Ok(last.first().and_then(|key| Claim::serial_of(key, year)).unwrap_or(0))
    }

    fn edition(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let kept = self.all(sql::EDITION, [digest.bytes()], |found| column::get::<Vec<u8>>(found, 0))?.pop();
        match kept {
            Some(content) if digest_of(&content) != digest => {
                Err(damaged(format!("the content of edition {digest} was changed")))
            }
            kept => Ok(kept),
        }
    }
}

impl ContentVault for SqliteStore {
    fn key(&self, complaint: ComplaintId) -> Result<KeyState, StoreError> {
        self.readers.with(|connection| column::key(connection, complaint))
    }

    fn keys_not_under(&self, master: KeyId, limit: u32) -> Result<Vec<ComplaintId>, StoreError> {
        self.all(sql::KEYS_NOT_UNDER, (master.0, limit), |found| column::id(found, 0))
    }

    fn chunk(
        &self,
        complaint: ComplaintId,
        content: ContentId,
        index: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.contents.with(|connection| contents::segment(connection, complaint, content, index))
    }

    fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, StoreError> {
        self.all(sql::ACCESSES, [complaint.uuid().as_bytes()], |found| {
            let actor = Actor {
                id: column::id(found, 1)?,
                role: column::word(found, 2)?,
                office: column::maybe_word(found, 3)?,
                alias: None,
                ticket: None,
            };
            let answer =
                if column::get::<bool>(found, 5)? { AccessAnswer::Refused } else { AccessAnswer::Shown };
            Ok(Access {
                complaint,
                content: column::id(found, 0)?,
                actor,
                at: column::instant(found, 4)?,
                answer,
            })
        })
    }
}

impl Worklists for SqliteStore {
    fn summary(&self, complaint: ComplaintId) -> Result<Option<Summary>, StoreError> {
        Ok(self.all(sql::SUMMARY, [complaint.uuid().as_bytes()], column::summary)?.pop())
    }

    fn worklist(&self, list: &Worklist) -> Result<Vec<Summary>, StoreError> {
        self.readers.with(|connection| worklist::read(connection, list))
    }

    fn holders(&self) -> Result<Vec<Office>, StoreError> {
        self.readers.with(worklist::holders)
    }

    fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, ComplaintId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, ComplaintId)>, StoreError> {
        let parameters = (
            now.micros(),
            after.map(|(due, _)| due.micros()),
            after.map(|(_, complaint)| complaint.uuid().into_bytes()),
            limit,
        );
        self.all(sql::DUE, parameters, |found| Ok((column::instant(found, 0)?, column::id(found, 1)?)))
    }

    fn outbox(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, StoreError> {
        self.all(sql::OUTBOX, (log::position_of(after), limit), outbox::row)
    }

    fn leased(&self, lease: LeaseId) -> Result<Vec<QueuedMessage>, StoreError> {
        self.all(sql::LEASED, [lease.0.as_bytes()], outbox::row)
    }

    fn queued(&self, name: MessageName) -> Result<Option<QueuedMessage>, StoreError> {
        let mut found = match name {
            MessageName::Id(id) => self.all(sql::MESSAGE, [id.0.as_bytes()], outbox::row)?,
            MessageName::Reference(reference) => {
                self.all(sql::MESSAGE_BY_REFERENCE, [reference.0], outbox::row)?
            }
        };
        Ok(found.pop())
    }

    fn sealed_since(&self) -> Result<Option<Timestamp>, StoreError> {
        let any = [u8::MAX; 16];
        let oldest = self.all(sql::SEALED_MESSAGES, (any, 1), |found| column::id(found, 0).map(MessageId))?;
        Ok(oldest.first().map(|message| message.promised()))
    }

    fn checkpoint(&self, subscription: &str) -> Result<u64, StoreError> {
        self.readers.with(|connection| {
            let mut statement = connection.prepare_cached(sql::CHECKPOINT).map_err(reading)?;
            let found = statement.query_row([subscription], |found| found.get::<_, i64>(0)).optional();
            Ok(u64::try_from(found.map_err(reading)?.unwrap_or(0)).unwrap_or(0))
        })
    }

    fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.readers.with(|connection| {
            let mut statement = connection.prepare_cached(sql::SESSION).map_err(reading)?;
            let found = statement.query_row([id.0], |found| Ok((found.get(0)?, found.get(1)?))).optional();
            let session = |(ends, body)| Session { id, ends: Timestamp::from_micros(ends), body };
            Ok(found.map_err(reading)?.map(session))
        })
    }
}

impl EventStore for SqliteStore {
    fn change(&self, change: Change) -> Result<(), StoreError> {
        let (completer, pending) = Pending::new();
        self.enqueue(Job::Change(Box::new(change), completer));
        pending.wait()
    }
}
