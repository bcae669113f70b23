//! The one thread that writes: it takes what waits and commits it together.

use crate::error::writing;
use crate::open::Absent;
use crate::statements::Statements;
use crate::{log, open, transaction};
use aduan_store::{Appended, Change, Commit, Completer, KeyChange, LogHead, SealedChunk, StoreError};
use rusqlite::Connection;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// At most so many share one transaction, and no more are taken in once they have so many bytes.
const MAX_BATCH: usize = 1024;
const MAX_BATCH_BYTES: usize = 8 << 20;

/// At most so many bytes wait, unless a single commit has more.
pub(crate) const QUEUE_BYTES: usize = 64 << 20;

/// After so many bytes of attachments, the pages that they have left in the cache are given back.
const SHRINK_CACHE_AFTER: usize = 4 << 20;

/// How long the writer must be idle before it overwrites deleted bytes.
const SCRUB_WHEN_IDLE: Duration = Duration::from_millis(200);

/// How long that may be delayed.
const SCRUB_AT_LATEST: Duration = Duration::from_secs(1);

/// A job for the writer, with the completer that takes its result.
pub(crate) enum Job {
    Commit(Box<Commit>, Completer<Appended>),
    Change(Box<Change>, Completer<()>),
    LimitPages(u32, Completer<()>),
}

/// The result of a job, before it is known whether the transaction commits.
enum Written {
    Commit(Result<Appended, StoreError>),
    Change(Result<(), StoreError>),
}

impl Written {
    /// The error, if there is one.
    fn error(&self) -> Option<&StoreError> {
        match self {
            Self::Commit(result) => result.as_ref().err(),
            Self::Change(result) => result.as_ref().err(),
        }
    }
}

impl Job {
    fn write(&self, statements: &mut Statements<'_>, head: &mut LogHead) -> Written {
        match self {
            Self::Commit(commit, _) => Written::Commit(transaction::commit(statements, head, commit)),
            Self::Change(change, _) => Written::Change(transaction::change(statements, change)),
            Self::LimitPages(pages, _) => {
                Written::Change(transaction::limit(statements.connection(), *pages))
            }
        }
    }

    fn answer(self, written: Written) {
        match (self, written) {
            (Self::Commit(_, completer), Written::Commit(result)) => completer.complete(result),
            (Self::Change(_, completer) | Self::LimitPages(_, completer), Written::Change(result)) => {
                completer.complete(result);
            }
            // A job is answered with what was written for it.
            (Self::Commit(..), Written::Change(_)) | (_, Written::Commit(_)) => {}
        }
    }

    pub(crate) fn refuse(self, error: StoreError) {
        match self {
            Self::Commit(_, completer) => completer.complete(Err(error)),
            Self::Change(_, completer) | Self::LimitPages(_, completer) => completer.complete(Err(error)),
        }
    }

    /// About how many bytes it keeps in memory.
    pub(crate) fn weight(&self) -> usize {
        let chunks = |chunks: &[SealedChunk]| chunks.iter().map(|chunk| chunk.bytes.len()).sum::<usize>();
        match self {
            Self::Commit(commit, _) => {
                let lines: usize = commit.lines.iter().map(|line| line.bytes().len()).sum();
                let messages: usize = commit.outbox.iter().map(|message| message.body.len()).sum();
                lines + messages + chunks(&commit.contents)
            }
            Self::Change(change, _) => match &**change {
                Change::Stage { chunks: staged, .. } => chunks(staged),
                Change::BeginAttempt { rendered, .. } => rendered.len(),
                _ => 0,
            },
            Self::LimitPages(..) => 0,
        }
    }

    /// How many bytes of attachments it writes.
    fn staged(&self) -> usize {
        match self {
            Self::Change(change, _) if matches!(**change, Change::Stage { .. }) => self.weight(),
            _ => 0,
        }
    }

    /// Whether it destroys a key: then nothing of it may linger when that is acknowledged.
    fn destroys(&self) -> bool {
        matches!(self, Self::Commit(commit, _) if commit.key == KeyChange::Destroy)
    }

    /// Whether it leaves behind what should not stay for long: an older wrapping, the sealed ticket of a message.
    fn deletes_secrets(&self) -> bool {
        match self {
            Self::Commit(commit, _) => commit.settled.is_some() || !commit.withdrawn.is_empty(),
            Self::Change(change, _) => {
                matches!(**change, Change::Rewrap { .. } | Change::Settle(_) | Change::ExpireSealed { .. })
            }
            Self::LimitPages(..) => false,
        }
    }

    /// Whether nothing of it is written where it is refused: then it needs no savepoint, which would copy every page
    /// that it touches. Only binding staged content is tried before it is known to be allowed.
    fn is_checked_before_writing(&self) -> bool {
        matches!(self, Self::Commit(commit, _) if commit.bind.is_empty())
    }
}

/// How long the log is, as far as this process has written it.
#[derive(Default)]
pub(crate) struct LogSize {
    pub(crate) size: Mutex<u64>,
    pub(crate) more: Condvar,
}

/// The connection that writes.
struct WriterConnection {
    path: PathBuf,
    /// `None` if it had to be given up and there is no other yet.
    open: Option<Connection>,
    /// What [`Job::LimitPages`] has set.
    pages: Option<u32>,
    /// How many bytes of attachments were written since the cache was emptied.
    staged: usize,
}

impl WriterConnection {
    /// The connection, in no transaction. An open transaction, left by a panic, is rolled back. If that fails, the
    /// connection is closed and another one opened.
    fn ready(&mut self) -> Result<&mut Connection, StoreError> {
        let out = |connection: &Connection| {
            connection.is_autocommit()
                || (connection.execute_batch("ROLLBACK").is_ok() && connection.is_autocommit())
        };
        if !self.open.as_ref().is_some_and(out) {
            // First: it may hold the lock that the other one needs.
            self.open = None;
            let connection = open::writer(&self.path, Absent::Refuse)?;
            if let Some(pages) = self.pages {
                transaction::limit(&connection, pages)?;
            }
            self.open = Some(connection);
        }
        self.open.as_mut().ok_or(StoreError::Closed)
    }

    /// Attachments pass through the cache but are not read from it: a video must not fill it.
    fn shrink_cache(&mut self, staged: usize) {
        self.staged += staged;
        if self.staged >= SHRINK_CACHE_AFTER
            && let Some(connection) = &self.open
        {
            let _frees_less = connection.execute_batch("PRAGMA shrink_memory");
            self.staged = 0;
        }
    }
}

/// The one writing connection. The writer's thread uses it or, when no job waits, the caller's own thread.
pub(crate) struct Writer {
    connection: Mutex<WriterConnection>,
    /// How many jobs were handed over and are not answered, and how many bytes they have.
    pending: AtomicUsize,
    bytes: AtomicUsize,
    log_size: LogSize,
    /// Since when something that was deleted may be left in the WAL.
    unscrubbed: Mutex<Option<Instant>>,
}

impl Writer {
    pub(crate) fn new(path: &Path, connection: Connection) -> Self {
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        // A killed process may have left a WAL. It may hold deleted bytes.
        let left = fs::metadata(wal).is_ok_and(|metadata| metadata.len() > 0).then(Instant::now);
        let connection =
            WriterConnection { path: path.to_owned(), open: Some(connection), pages: None, staged: 0 };
        Self {
            connection: Mutex::new(connection),
            pending: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            log_size: LogSize::default(),
            unscrubbed: Mutex::new(left),
        }
    }

    pub(crate) fn log_size(&self) -> &LogSize {
        &self.log_size
    }

    /// A job is about to be handed over.
    pub(crate) fn enter_queue(&self, job: &Job) {
        self.pending.fetch_add(1, Ordering::SeqCst);
        self.bytes.fetch_add(job.weight(), Ordering::SeqCst);
    }

    /// Jobs were answered.
    pub(crate) fn leave_queue(&self, jobs: usize, bytes: usize) {
        self.pending.fetch_sub(jobs, Ordering::SeqCst);
        self.bytes.fetch_sub(bytes, Ordering::SeqCst);
    }

    /// Whether the bytes that wait are too many for one more job.
    pub(crate) fn is_overloaded_by(&self, job: &Job) -> bool {
        let waiting = self.bytes.load(Ordering::SeqCst);
        waiting > 0 && waiting.saturating_add(job.weight()) > QUEUE_BYTES
    }

    pub(crate) fn unscrubbed(&self) -> Option<Instant> {
        *self.unscrubbed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something was deleted.
    fn deleted_something(&self) {
        self.unscrubbed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Instant::now);
    }

    /// Writes a job on the caller's own thread, if no other job is written or waits: a single caller need not wait for
    /// two threads to wake. Otherwise gives the job back.
    pub(crate) fn write_inline(&self, job: Job) -> Option<Job> {
        if job.destroys() || self.pending.load(Ordering::SeqCst) > 0 {
            return Some(job);
        }
        let mut writer = match self.connection.try_lock() {
            Ok(writer) => writer,
            // A panic can leave at most one open transaction; it is rolled back first.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Some(job),
        };
        self.write_batch(&mut writer, vec![job], &mut || None);
        None
    }

    /// Works until no more jobs can come.
    pub(crate) fn work(&self, jobs: &Receiver<Job>) {
        let mut tried = Instant::now();
        loop {
            // Deleted bytes are overwritten as soon as the writer is idle.
            let first = if self.unscrubbed().is_some() {
                jobs.recv_timeout(SCRUB_WHEN_IDLE)
            } else {
                jobs.recv().map_err(RecvTimeoutError::from)
            };
            match first {
                Ok(first) => {
                    let (mut count, mut bytes) = (0, 0);
                    let mut take = |job: Job| {
                        count += 1;
                        bytes += job.weight();
                        if job.deletes_secrets() && self.unscrubbed().is_none() {
                            self.deleted_something();
                            tried = Instant::now();
                        }
                        job
                    };
                    let first = take(first);
                    let mut more = || jobs.try_recv().ok().map(&mut take);
                    // A panic must not end this thread, since all callers wait for it. The callers of this batch get
                    // `Closed`.
                    let _panicked = panic::catch_unwind(AssertUnwindSafe(|| {
                        self.write_batch(&mut self.connection(), vec![first], &mut more);
                    }));
                    self.leave_queue(count, bytes);
                    // The writer is never idle.
                    if self.unscrubbed().is_some() && tried.elapsed() > SCRUB_AT_LATEST {
                        let _in_the_way = self.scrub();
                        tried = Instant::now();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let _in_the_way = self.scrub();
                    tried = Instant::now();
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let _in_the_way = self.scrub();
                    return;
                }
            }
        }
    }

    fn connection(&self) -> MutexGuard<'_, WriterConnection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One transaction for all, and for those that `more` gives while it is written: a job that comes then need not wait
    /// for the disk twice. If the medium fails on that, each job gets its own transaction, so that none fails because of
    /// another.
    fn write_batch(
        &self,
        writer: &mut WriterConnection,
        mut jobs: Vec<Job>,
        more: &mut dyn FnMut() -> Option<Job>,
    ) {
        let connection = match writer.ready() {
            Ok(connection) => connection,
            Err(error) => return jobs.into_iter().for_each(|job| job.refuse(error.clone())),
        };
        match transact(connection, &mut jobs, more, &self.log_size) {
            Ok(written) => {
                if jobs.iter().any(Job::destroys) {
                    self.deleted_something();
                    // If no reader is at work, the bytes are overwritten before the erasure is acknowledged.
                    let _in_the_way = self.scrub_by(connection);
                }
                let staged: usize = jobs.iter().map(Job::staged).sum();
                for (job, written) in jobs.into_iter().zip(written) {
                    if let (Job::LimitPages(pages, _), None) = (&job, written.error()) {
                        writer.pages = Some(*pages);
                    }
                    job.answer(written);
                }
                writer.shrink_cache(staged);
            }
            // A job that is too large, or that touches a damaged page, must not make the others fail.
            Err(StoreError::Full(_) | StoreError::Corrupt { .. }) if jobs.len() > 1 => {
                for job in jobs {
                    self.write_batch(writer, vec![job], &mut || None);
                }
            }
            Err(error) => {
                // If no connection can be opened now, the next job tries again.
                let _connection = writer.ready();
                for job in jobs {
                    job.refuse(error.clone());
                }
            }
        }
    }

    /// Moves all pages from the WAL into the file, where deleted bytes are overwritten, and empties the WAL, so that no
    /// destroyed key is left there. `false` if a reader is in the way; no writer waits for it.
    pub(crate) fn scrub(&self) -> Result<bool, StoreError> {
        let mut writer = self.connection();
        let connection = writer.ready()?;
        self.scrub_by(connection)
    }

    fn scrub_by(&self, connection: &Connection) -> Result<bool, StoreError> {
        connection.busy_timeout(Duration::ZERO).map_err(writing)?;
        let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        connection.busy_timeout(open::PATIENCE).map_err(writing)?;
        let empty = match busy.map_err(writing) {
            Ok(busy) => busy == 0 && sync_wal(connection),
            Err(StoreError::Busy(_)) => false,
            Err(error) => return Err(error),
        };
        if empty {
            *self.unscrubbed.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        Ok(empty)
    }
}

/// Writes the jobs, and takes in more of them as long as there are any.
fn transact(
    connection: &Connection,
    jobs: &mut Vec<Job>,
    more: &mut dyn FnMut() -> Option<Job>,
    log_size: &LogSize,
) -> Result<Vec<Written>, StoreError> {
    let statements = &mut Statements::on(connection);
    statements.run("BEGIN IMMEDIATE", [])?;
    let result = write(statements, jobs, more, log_size);
    // Some errors roll back by themselves. If this fails, the next job gets another connection.
    if result.is_err() && !connection.is_autocommit() {
        let _failed = statements.run("ROLLBACK", []);
    }
    result
}

fn write(
    statements: &mut Statements<'_>,
    jobs: &mut Vec<Job>,
    more: &mut dyn FnMut() -> Option<Job>,
    log_size: &LogSize,
) -> Result<Vec<Written>, StoreError> {
    // Another version of this program may have brought the file to its own format since this one opened it.
    open::check_format(statements.connection())?;
    let mut head = log::head(statements.connection())?;
    let mut all = Vec::with_capacity(jobs.len());
    let mut bytes = 0;
    loop {
        if all.len() == jobs.len() {
            let room = jobs.len() < MAX_BATCH && bytes < MAX_BATCH_BYTES;
            jobs.extend(room.then(&mut *more).flatten());
        }
        let Some(job) = jobs.get(all.len()) else { break };
        bytes += job.weight();
        all.push(write_one(statements, job, &mut head)?);
    }
    statements.run("COMMIT", [])?;
    *log_size.size.lock().unwrap_or_else(PoisonError::into_inner) = head.size();
    log_size.more.notify_all();
    Ok(all)
}

/// Writes one job, or nothing of it. An error is that of the whole transaction.
fn write_one(statements: &mut Statements<'_>, job: &Job, head: &mut LogHead) -> Result<Written, StoreError> {
    let checked = job.is_checked_before_writing();
    if !checked {
        statements.run("SAVEPOINT job", [])?;
    }
    let written = job.write(statements, head);
    if let Some(error) = written.error() {
        if is_of_the_medium(error) {
            return Err(error.clone());
        }
        if !checked {
            statements.run("ROLLBACK TO job", [])?;
        }
    }
    if !checked {
        statements.run("RELEASE job", [])?;
    }
    Ok(written)
}

/// Whether an error is the whole transaction's, not one job's.
fn is_of_the_medium(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Full(_)
            | StoreError::Busy(_)
            | StoreError::Unknown(_)
            | StoreError::Read(_)
            | StoreError::Corrupt { .. }
    )
}

/// SQLite does not sync a WAL that it has emptied, since it can do without: after a power cut the old one may be
/// there again, and in it what was destroyed. No lock is held on this file that closing it here could lose.
fn sync_wal(connection: &Connection) -> bool {
    let wal = connection.path().map(|path| format!("{path}-wal"));
    wal.is_some_and(|wal| fs::File::open(wal).and_then(|wal| wal.sync_all()).is_ok())
}

#[cfg(test)]
mod tests;
