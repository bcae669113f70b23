//! Backups: made while others write, put back only where nothing is.

use crate::error::{damaged, reading};
use crate::{SqliteStore, open};
use aduan_store::StoreError;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl SqliteStore {
    /// Writes the store, as it is at this instant, to a new file; others read and write meanwhile. The file is there
    /// under its name only when it is whole and on the disk. What was deleted is not in it.
    ///
    /// The master keys are not in it either: a backup without the key file is noise, so keep both, apart. A backup
    /// from before an erasure still has the wrapped key of what was erased: keep backups no longer than the
    /// rulebook's retention allows, and erase again after restoring.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] if there is a file of this name, or what is left of one; it was not touched. [`StoreError::Full`],
    /// [`StoreError::Read`]; there is no file of this name then.
    ///
    /// ```
    /// use aduan_sqlite::SqliteStore;
    /// # let folder = tempfile::tempdir().expect("a folder");
    /// # let (path, copy, again) = (folder.path().join("a.db"), folder.path().join("b.db"), folder.path().join("c.db"));
    /// let store = SqliteStore::open(&path)?;
    /// store.backup(&copy)?;
    /// assert!(store.backup(&copy).is_err(), "never over another file");
    /// let restored = SqliteStore::restore(&copy, &again)?;
    /// assert!(restored.integrity()?.findings.is_empty());
    /// # Ok::<_, aduan_store::StoreError>(())
    /// ```
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let partial = partial(to)?;
        copy(self.path(), &partial)?;
        finish(&partial, to)
    }

    /// Puts a backup where no store is, examines it whole, and opens it.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] if `to` exists, or the WAL of one that was there, or `backup` is not ours, [`StoreError::Newer`], [`StoreError::Corrupt`]
    /// if the examination finds anything; there is no file `to` then.
    pub fn restore(backup: &Path, to: &Path) -> Result<Self, StoreError> {
        let partial = partial(to)?;
        copy(backup, &partial)?;
        let examined = Self::open(&partial).and_then(|store| store.integrity())?;
        if let Some(finding) = examined.findings.first() {
            remove(&partial)?;
            return Err(damaged(format!("the backup: {finding}")));
        }
        finish(&partial, to)?;
        Self::open(to)
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let to =
        to.to_str().ok_or_else(|| StoreError::NotOurs { what: "the file's name is not UTF-8".to_owned() })?;
    open::copier(from)?.execute("VACUUM INTO ?1", [to]).map(drop).map_err(reading)
}

/// The name under which it is written until it is whole. What an interrupted backup left is taken away.
fn partial(to: &Path) -> Result<PathBuf, StoreError> {
    if to.exists() {
        return Err(StoreError::NotOurs { what: format!("{} exists; it is not overwritten", to.display()) });
    }
    // What a store that was killed left under this name: SQLite would write it over the pages of this one.
    if let Some(left) = ["-wal", "-journal"].map(|end| named(to, end)).iter().find(|left| left.exists()) {
        let what = format!("{} is there without its store: move it away first", left.display());
        return Err(StoreError::NotOurs { what });
    }
    let partial = named(to, ".partial");
    for end in ["", "-wal", "-shm", "-journal"] {
        remove(&named(&partial, end))?;
    }
    Ok(partial)
}

/// The file beside this one whose name ends so.
fn named(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn finish(partial: &Path, to: &Path) -> Result<(), StoreError> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(partial)
        .and_then(|file| file.sync_all())
        // A name that exists is never replaced.
        .and_then(|()| fs::hard_link(partial, to))
        .and_then(|()| fs::remove_file(partial))
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(|error| StoreError::Read(Arc::new(error)))
}

fn remove(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::Read(Arc::new(error))),
        _ => Ok(()),
    }
}
