//! The one thread that writes: it takes what waits and commits it together.

use crate::error::writing;
use crate::{apply, open, row};
use aduan_store::{Appended, Change, Commit, Completer, KeyChange, LogHead, StoreError};
use rusqlite::Connection;
use std::fs::File;
use std::iter;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// At most so many share one transaction.
const TOGETHER: usize = 1024;

/// How long nothing is asked for before what was left behind is cleared away.
const QUIET: Duration = Duration::from_millis(200);

/// How long it may wait for such a moment.
const LATEST: Duration = Duration::from_secs(1);

/// What the writer is asked for, and whom to tell.
pub(crate) enum Job {
    Commit(Box<Commit>, Completer<Appended>),
    Change(Box<Change>, Completer<()>),
    Limit(u32, Completer<()>),
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
    fn write(&self, connection: &Connection, head: &mut LogHead) -> Written {
        match self {
            Self::Commit(commit, _) => Written::Commit(apply::commit(connection, head, commit)),
            Self::Change(change, _) => Written::Change(apply::change(connection, change)),
            Self::Limit(pages, _) => Written::Change(apply::limit(connection, *pages)),
        }
    }

    fn answer(self, written: Written) {
        match (self, written) {
            (Self::Commit(_, completer), Written::Commit(result)) => completer.complete(result),
            (Self::Change(_, completer) | Self::Limit(_, completer), Written::Change(result)) => {
                completer.complete(result);
            }
            // A job is answered with what was written for it.
            (Self::Commit(..), Written::Change(_)) | (_, Written::Commit(_)) => {}
        }
    }

    fn refuse(self, error: StoreError) {
        match self {
            Self::Commit(_, completer) => completer.complete(Err(error)),
            Self::Change(_, completer) | Self::Limit(_, completer) => completer.complete(Err(error)),
        }
    }

    /// Whether it destroys a key: then nothing of it may linger when that is acknowledged.
    fn destroys(&self) -> bool {
        matches!(self, Self::Commit(commit, _) if commit.key == KeyChange::Destroy)
    }

    /// Whether it leaves behind what should not stay for long: an older wrapping, the sealed ticket of a message.
    fn leaves_behind(&self) -> bool {
        matches!(self, Self::Change(change, _) if matches!(**change, Change::Rewrap { .. } | Change::Sent(_)))
    }

    /// Whether nothing of it is written where it is refused: then it needs no savepoint, which would copy every page
    /// that it touches. Only binding staged content is tried before it is known to be allowed.
    fn checks_first(&self) -> bool {
        matches!(self, Self::Commit(commit, _) if commit.bind.is_empty())
    }
}

/// How long the log is, as far as this process has written it.
#[derive(Default)]
pub(crate) struct Grown {
    pub(crate) size: Mutex<u64>,
    pub(crate) more: Condvar,
}

/// The connection that writes, and who may use it: the writer's thread, or, when nobody waits, whoever calls.
pub(crate) struct Writer {
    connection: Mutex<Connection>,
    /// How many jobs were handed over and are not answered.
    pending: AtomicUsize,
    grown: Grown,
}

impl Writer {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection: Mutex::new(connection), pending: AtomicUsize::new(0), grown: Grown::default() }
    }

    pub(crate) fn grown(&self) -> &Grown {
        &self.grown
    }

    /// A job is about to be handed over.
    pub(crate) fn expect_one(&self) {
        self.pending.fetch_add(1, Ordering::SeqCst);
    }

    /// Writes a job on the caller's own thread, if nobody else writes or waits to: one who is alone need not wait for
    /// two threads to wake. Gives the job back otherwise.
    pub(crate) fn write_alone(&self, job: Job) -> Option<Job> {
        if job.destroys() || self.pending.load(Ordering::SeqCst) > 0 {
            return Some(job);
        }
        let Ok(mut connection) = self.connection.try_lock() else { return Some(job) };
        together(&mut connection, vec![job], &self.grown);
        None
    }

    /// Works until nobody can ask any more.
    pub(crate) fn work(&self, jobs: &Receiver<Job>) {
        let mut unscrubbed: Option<Instant> = None;
        loop {
            // What was left behind is cleared away as soon as there is a moment of quiet.
            let first = if unscrubbed.is_some() {
                jobs.recv_timeout(QUIET)
            } else {
                jobs.recv().map_err(RecvTimeoutError::from)
            };
            let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
            match first {
                Ok(first) => {
                    let waiting: Vec<Job> =
                        iter::once(first).chain(jobs.try_iter().take(TOGETHER - 1)).collect();
                    if waiting.iter().any(|job| job.leaves_behind() || job.destroys()) {
                        unscrubbed.get_or_insert_with(Instant::now);
                    }
                    let count = waiting.len();
                    together(&mut connection, waiting, &self.grown);
                    self.pending.fetch_sub(count, Ordering::SeqCst);
                    // Where it is never quiet.
                    if unscrubbed.is_some_and(|since| since.elapsed() > LATEST) {
                        unscrubbed = (!scrub_at_once(&connection)).then(Instant::now);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    unscrubbed = (!scrub_at_once(&connection)).then(Instant::now);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    scrub(&connection);
                    return;
                }
            }
        }
    }
}

/// One transaction for all; if the medium fails on that, one for each, so that none pays for its neighbour.
fn together(connection: &mut Connection, jobs: Vec<Job>, grown: &Grown) {
    match transact(connection, &jobs, grown) {
        Ok(written) => {
            if jobs.iter().any(Job::destroys) {
                // If a reader is in the way, it is tried again in a moment.
                let _in_the_way = scrub(connection);
            }
            jobs.into_iter().zip(written).for_each(|(job, written)| job.answer(written));
        }
        // One that is too large, or that touches a damaged page, must not take its neighbours with it.
        Err(StoreError::Full(_) | StoreError::Corrupt { .. }) if jobs.len() > 1 => {
            for job in jobs {
                together(connection, vec![job], grown);
            }
        }
        Err(error) => jobs.into_iter().for_each(|job| job.refuse(error.clone())),
    }
}

fn transact(connection: &mut Connection, jobs: &[Job], grown: &Grown) -> Result<Vec<Written>, StoreError> {
    let run = |sql: &str| {
        connection.prepare_cached(sql).and_then(|mut it| it.execute([])).map(drop).map_err(writing)
    };
    run("BEGIN IMMEDIATE")?;
    let result = (|| {
        let mut head = row::head(connection)?;
        let before = head.size();
        let mut all = Vec::with_capacity(jobs.len());
        for job in jobs {
            let checked = job.checks_first();
            if !checked {
                run("SAVEPOINT job")?;
            }
            let written = job.write(connection, &mut head);
            if let Some(error) = written.error() {
                if of_the_medium(error) {
                    return Err(error.clone());
                }
                if !checked {
                    run("ROLLBACK TO job")?;
                }
            }
            if !checked {
                run("RELEASE job")?;
            }
            all.push(written);
        }
        if head.size() != before {
            apply::head(connection, &head)?;
        }
        run("COMMIT")?;
        *grown.size.lock().unwrap_or_else(PoisonError::into_inner) = head.size();
        grown.more.notify_all();
        Ok(all)
    })();
    // Some errors roll back by themselves.
    if result.is_err() && !connection.is_autocommit() {
        run("ROLLBACK")?;
    }
    result
}

/// Whether an error is the whole transaction's, not one job's.
fn of_the_medium(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Full(_)
            | StoreError::Busy(_)
            | StoreError::Unknown(_)
            | StoreError::Read(_)
            | StoreError::Corrupt { .. }
    )
}

/// [`scrub`], but if a reader is in the way, who writes does not wait for it: a backup reads for minutes.
fn scrub_at_once(connection: &Connection) -> bool {
    let impatient = connection.busy_timeout(Duration::ZERO).is_ok();
    let scrubbed = impatient && scrub(connection);
    let patient = connection.busy_timeout(open::PATIENCE).is_ok();
    scrubbed && patient
}

/// Moves everything from the WAL into the file, where what was deleted is overwritten, and empties the WAL: so
/// that no destroyed key lingers there. `false` if a reader is in the way; then it is tried again later.
fn scrub(connection: &Connection) -> bool {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    busy == Ok(0) && sync_wal(connection)
}

/// SQLite does not sync a WAL that it has emptied, since it can do without: after a power cut the old one may be
/// there again, and in it what was destroyed. No lock is held on this file that closing it here could lose.
fn sync_wal(connection: &Connection) -> bool {
    let wal = connection.path().map(|path| format!("{path}-wal"));
    wal.is_some_and(|wal| File::open(wal).and_then(|wal| wal.sync_all()).is_ok())
}
