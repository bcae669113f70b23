//! A desk in a folder: what an embedder opens.

use crate::vault::{FileKeys, VaultError};
use crate::{Desk, DeskError, SqliteStore, StoreError};
use aduan_store::OsEntropy;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a desk could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A folder could not be made.
    #[error("cannot make the folder {path}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is a key file and no database.
    #[error(
        "there is a key file at {path}, and no database: it may be all that opens a backup, so it is not overwritten. \
         Put the database back, or name another folder"
    )]
    KeyWithoutDatabase {
        /// The key file.
        path: PathBuf,
    },
    /// The key file cannot be read or made.
    #[error(transparent)]
    Keys(#[from] VaultError),
    /// The database cannot be opened or made.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys are not those of the database.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Opens the desk in a folder. The first time it makes `data/aduan.db`, and `keys/aduan.keys` for its owner alone: the
/// folder of `aduan init`, so the program serves and audits it too.
///
/// The log says which rulebooks, calendar and master key it uses ([`Desk::record_editions`]); call that again after
/// [`Desk::with_rules`] or [`Desk::with_calendar`].
///
/// Copy the key file to another safe place at once: without it the words of complainants can never be read again.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// let desk = aduan::open(folder.path())?;
/// assert_eq!(desk.administration()?.editions.len(), 4, "rulebooks, calendar and directory, as the log has them");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`OpenError`]. No key file is ever overwritten, and none is made for a database that is there.
pub fn open(folder: &Path) -> Result<Desk, OpenError> {
    let (data, keys) = (folder.join("data"), folder.join("keys"));
    let (database, key_file) = (data.join("aduan.db"), keys.join("aduan.keys"));
    let keys = if database.exists() {
        FileKeys::open(&key_file)?
    } else if key_file.exists() {
        return Err(OpenError::KeyWithoutDatabase { path: key_file });
    } else {
        for path in [data, keys] {
            create_private(&path).map_err(|source| OpenError::Folder { path, source })?;
        }
        // The key first: a database without its key never exists.
        FileKeys::create(&key_file, &OsEntropy)?
    };
    let desk = Desk::open(Arc::new(SqliteStore::open(&database)?), Arc::new(keys))?;
    desk.record_editions()?;
    Ok(desk)
}

/// Makes a folder for its owner alone; one that is there stays as it is.
fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_opened_again() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        open(folder.path())?;
        open(folder.path())?;
        Ok(())
    }

    #[test]
    fn no_key_is_made_for_a_database_that_is_there() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        open(folder.path())?;
        std::fs::remove_file(folder.path().join("keys/aduan.keys"))?;
        assert!(matches!(open(folder.path()), Err(OpenError::Keys(_))));
        assert!(!folder.path().join("keys/aduan.keys").exists());
        Ok(())
    }

    #[test]
    fn no_key_file_is_overwritten() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        open(folder.path())?;
        let key = std::fs::read(folder.path().join("keys/aduan.keys"))?;
        std::fs::remove_file(folder.path().join("data/aduan.db"))?;
        assert!(matches!(open(folder.path()), Err(OpenError::KeyWithoutDatabase { .. })));
        assert_eq!(std::fs::read(folder.path().join("keys/aduan.keys"))?, key);
        Ok(())
    }
}
