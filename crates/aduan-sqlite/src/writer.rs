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

/// How long nothing is asked for before what was left behind is cleared away.
const SCRUB_WHEN_IDLE: Duration = Duration::from_millis(200);

/// How long it may wait for such a moment.
const SCRUB_AT_LATEST: Duration = Duration::from_secs(1);

/// What the writer is asked for, and whom to tell.
pub(crate) enum Job {
    Commit(Box<Commit>, Completer<Appended>),
    Change(Box<Change>, Completer<()>),
    LimitPages(u32, Completer<()>),
}

/// What was written for a job, before it is known whether the transaction commits.
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
        matches!(self, Self::Change(change, _) if matches!(**change, Change::Rewrap { .. } | Change::Sent(_)))
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
    /// The connection, in no transaction. One that does not come out of its transaction, because rolling back failed
    /// or somebody panicked in between, is closed and another one opened.
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

    /// Attachments pass through the cache and nobody reads them from there: a video must not fill it.
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

/// Who may use the connection that writes: the writer's thread, or, when nobody waits, whoever calls.
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
        // What a process left that was killed: nobody knows what it had deleted.
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

    /// Writes a job on the caller's own thread, if nobody else writes or waits to: one who is alone need not wait for
    /// two threads to wake. Gives the job back otherwise.
    pub(crate) fn write_inline(&self, job: Job) -> Option<Job> {
        if job.destroys() || self.pending.load(Ordering::SeqCst) > 0 {
            return Some(job);
        }
        let mut writer = match self.connection.try_lock() {
            Ok(writer) => writer,
            // Who panicked with it left at most a transaction, which is rolled back first.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Some(job),
        };
        self.write_batch(&mut writer, vec![job], &mut || None);
        None
    }

    /// Works until nobody can ask any more.
    pub(crate) fn work(&self, jobs: &Receiver<Job>) {
        let mut tried = Instant::now();
        loop {
            // What was left behind is cleared away as soon as there is a moment of quiet.
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
                    // A panic must not end the thread that everybody waits for: whoever asked is told `Closed`.
                    let _panicked = panic::catch_unwind(AssertUnwindSafe(|| {
                        self.write_batch(&mut self.connection(), vec![first], &mut more);
                    }));
                    self.leave_queue(count, bytes);
                    // Where it is never quiet.
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

    /// One transaction for all, and for those that `more` gives while it is written: whoever comes then need not wait for
    /// the disk twice. If the medium fails on that, one for each, so that none pays for its neighbour.
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
                    // Where nobody reads, it is gone before it is acknowledged.
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
            // One that is too large, or that touches a damaged page, must not take its neighbours with it.
            Err(StoreError::Full(_) | StoreError::Corrupt { .. }) if jobs.len() > 1 => {
                for job in jobs {
                    self.write_batch(writer, vec![job], &mut || None);
                }
            }
            Err(error) => {
                // If it cannot be had now, it is tried again when somebody writes.
                let _connection = writer.ready();
                for job in jobs {
                    job.refuse(error.clone());
                }
            }
        }
    }

    /// Moves everything from the WAL into the file, where what was deleted is overwritten, and empties the WAL: so
    /// that no destroyed key lingers there. `false` if a reader is in the way: nobody who writes waits for it.
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
    // Some errors roll back by themselves. If this fails, whoever is next gets another connection.
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
