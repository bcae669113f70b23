//! The one thread that writes: it takes what waits and commits it together.

use crate::error::writing;
use crate::{apply, row};
use aduan_store::{Appended, Change, Commit, Completer, KeyChange, LogHead, StoreError};
use rusqlite::Connection;
use std::sync::mpsc::Receiver;
use std::sync::{Condvar, Mutex, PoisonError};

/// At most so many share one transaction.
const TOGETHER: usize = 1024;

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

    /// Whether it takes away what must not linger.
    fn erases(&self) -> bool {
        match self {
            Self::Commit(commit, _) => commit.key == KeyChange::Destroy,
            Self::Change(change, _) => matches!(**change, Change::Rewrap { .. } | Change::Sent(_)),
            Self::Limit(..) => false,
        }
    }
}

/// How long the log is, as far as this process has written it.
#[derive(Default)]
pub(crate) struct Grown {
    pub(crate) size: Mutex<u64>,
    pub(crate) more: Condvar,
}

/// Works until nobody can ask any more.
pub(crate) fn work(mut connection: Connection, jobs: &Receiver<Job>, grown: &Grown) {
    let mut unscrubbed = false;
    let mut waiting = Vec::with_capacity(TOGETHER);
    while let Ok(first) = jobs.recv() {
        waiting.push(first);
        waiting.extend(jobs.try_iter().take(TOGETHER - 1));
        unscrubbed |= waiting.iter().any(Job::erases);
        together(&mut connection, std::mem::take(&mut waiting), grown);
        if unscrubbed {
            unscrubbed = !scrub(&connection);
        }
    }
    scrub(&connection);
}

/// One transaction for all; if the medium fails on that, one for each, so that none pays for its neighbour.
fn together(connection: &mut Connection, jobs: Vec<Job>, grown: &Grown) {
    match transact(connection, &jobs, grown) {
        Ok(written) => jobs.into_iter().zip(written).for_each(|(job, written)| job.answer(written)),
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
            run("SAVEPOINT job")?;
            let written = job.write(connection, &mut head);
            if let Some(error) = written.error() {
                if of_the_medium(error) {
                    return Err(error.clone());
                }
                run("ROLLBACK TO job")?;
            }
            run("RELEASE job")?;
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

/// Moves everything from the WAL into the file, where what was deleted is overwritten, and empties the WAL: so
/// that no destroyed key lingers there. `false` if a reader is in the way; then it is tried again later.
fn scrub(connection: &Connection) -> bool {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    busy == Ok(0)
}
