//! Backups: made while others write, put back only where nothing is.

use crate::error::{damaged, reading};
use crate::{SqliteStore, open};
use aduan_core::Timestamp;
use aduan_store::{Change, EventStore, StoreError};
use rusqlite::ffi;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempPath;

impl SqliteStore {
    /// Writes the store, as it is at this instant, to a new file; others read and write meanwhile. The file gets its
    /// name only when it is whole and on the disk. Deleted data are not in it.
    ///
    /// The master keys are not in it either: a backup cannot be read without the key file, so keep both, apart. A
    /// backup from before an erasure still has the erased data and their wrapped key: keep backups no longer than the
    /// rulebook's retention allows, and erase again after restoring.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a file of this name, or what is left of one; it was not touched.
    /// [`StoreError::Full`] and [`StoreError::Write`] of the copy, [`StoreError::Read`] and [`StoreError::Corrupt`] of
    /// the store; there is no file of this name then.
    ///
    /// ```
    /// use aduan_sqlite::SqliteStore;
    /// # let folder = tempfile::tempdir().expect("a folder");
    /// # let (path, copy, again) = (folder.path().join("a.db"), folder.path().join("b.db"), folder.path().join("c.db"));
    /// let store = SqliteStore::open(&path)?;
    /// store.backup(&copy)?;
    /// assert!(store.backup(&copy).is_err(), "never over another file");
    /// let restored = SqliteStore::restore(&copy, &again)?;
    /// assert!(restored.integrity()?.problems.is_empty());
    /// # Ok::<_, aduan_store::StoreError>(())
    /// ```
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let partial = partial(to)?;
        copy(self.path(), &partial)?;
        finish(&partial, to)
    }

    /// Copies a backup to a place without a store, examines all of it, and opens it.
    ///
    /// A damaged log is not restored. A fault of a single complaint, such as a missing content, does not stop the
    /// restore, since the other complaints can be used: examine the store afterwards.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if `to` exists, or the WAL of one that was there; [`StoreError::Missing`] if `backup` does
    /// not. [`StoreError::NotOurs`], [`StoreError::UnknownFormat`], [`StoreError::Corrupt`] if the log is damaged;
    /// otherwise as [`backup`](Self::backup). There is no file `to` then, and nothing is left beside it.
    pub fn restore(backup: &Path, to: &Path) -> Result<Self, StoreError> {
        let partial = partial(to)?;
        copy(backup, &partial)?;
        let examined = Self::open_existing(&partial).and_then(|store| store.integrity());
        let sound =
            examined.and_then(|examined| match examined.problems.iter().find(|it| it.is_of_the_log()) {
                Some(finding) => Err(damaged(format!("the backup: {finding}"))),
                None => Ok(()),
            });
        sound.and_then(|()| end_sessions(&partial)).inspect_err(|_| clear(&partial))?;
        finish(&partial, to)?;
        Self::open_existing(to)
    }
}

/// Whoever was signed in when the backup was made, or has ended it since, is not let in by it.
fn end_sessions(copy: &Path) -> Result<(), StoreError> {
    let store = SqliteStore::open_existing(copy)?;
    store.change(Change::DropSessions { now: Timestamp::MAX })
}

fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let Some(name) = to.to_str() else {
        return Err(StoreError::Unfit { what: "the name of the copy is not UTF-8".to_owned() });
    };
    let from = open::copier(from)?;
    open::for_its_owner(to).map_err(|error| match error {
        StoreError::Read(cause) => StoreError::Write(cause),
        error => error,
    })?;
    let copied = from.execute("VACUUM INTO ?1", [name]).map(drop).map_err(copying);
    copied.inspect_err(|_| clear(to))
}

/// Reading and writing fail in the same statement; SQLite's extended codes tell which.
fn copying(error: rusqlite::Error) -> StoreError {
    let read = error.sqlite_error().is_some_and(|error| {
        matches!(error.extended_code, ffi::SQLITE_IOERR_READ | ffi::SQLITE_IOERR_SHORT_READ)
    });
    match reading(error) {
        StoreError::Read(cause) if !read => StoreError::Write(cause),
        error => error,
    }
}

/// The name under which it is written until it is whole. A file that an interrupted backup left is removed.
fn partial(to: &Path) -> Result<PathBuf, StoreError> {
    // A killed store may have left these files beside this name. SQLite would write them over the pages of this one.
    let there = ["", "-wal", "-journal"].map(|end| named(to, end)).into_iter().find(|name| name.exists());
    if let Some(path) = there {
        return Err(StoreError::Exists { path });
    }
    let partial = named(to, ".partial");
    beside(&partial).into_iter().try_for_each(|file| remove(&file))?;
    Ok(partial)
}

/// The file beside this one whose name ends so.
fn named(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// A database and what SQLite makes beside it.
fn beside(file: &Path) -> [PathBuf; 4] {
    ["", "-wal", "-shm", "-journal"].map(|end| named(file, end))
}

fn finish(partial: &Path, to: &Path) -> Result<(), StoreError> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = |error| StoreError::Write(Arc::new(error));
    let put = File::open(partial).and_then(|file| file.sync_all()).map_err(written).and_then(|()| {
        // A name that exists is never replaced; it works where there are no hard links, as on FAT.
        TempPath::try_from_path(partial).map_err(written)?.persist_noclobber(to).map_err(
            |failed| match failed.error.kind() {
                ErrorKind::AlreadyExists => StoreError::Exists { path: to.to_owned() },
                _ => written(failed.error),
            },
        )
    });
    put.inspect_err(|_| clear(partial))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(written)
}

fn remove(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::Write(Arc::new(error))),
        _ => Ok(()),
    }
}

/// Takes away what failed. If that fails as well, the next one begins with it.
fn clear(partial: &Path) {
    for file in beside(partial) {
        let _next_time = remove(&file);
    }
}
