//! Commands on a database: a directory with the database in `data` and its key file in `keys`.

pub(crate) mod backup;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod inbox;
pub(crate) mod init;
pub(crate) mod integrity;
pub(crate) mod keys;
pub(crate) mod lines;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod story;
pub(crate) mod sweep;
pub(crate) mod token;
pub(crate) mod tour;

use crate::failure::Failure;
use aduan_sqlite::SqliteStore;
use aduan_store::vault::FileKeys;
use aduan_store::{Desk, StoreError};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which database.
#[derive(clap::Args)]
pub(crate) struct At {
    /// The database's directory
    #[arg(long, value_name = "DIR")]
    db: PathBuf,
    /// The key file, where it is not DIR/keys/aduan.keys
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

/// Where a database lies.
pub(crate) struct Place {
    folder: PathBuf,
    keys: Option<PathBuf>,
}

impl From<&At> for Place {
    fn from(at: &At) -> Self {
        Self { folder: at.db.clone(), keys: at.keys.clone() }
    }
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), keys: None }
    }
}

impl Place {
    /// What may be copied away without a secret: SQLite's files alone.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("aduan.db")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.folder.join("keys").join("aduan.keys"))
    }

    /// The key of the local token issuer, beside the key file.
    pub(crate) fn issuer(&self) -> PathBuf {
        self.keys().with_file_name("token-issuer.key")
    }

    /// Makes the directories, for their owner alone; those that are there stay as they are.
    pub(crate) fn make(&self) -> Result<(), Failure> {
        let keys = self.keys();
        let folders = [self.folder.as_path(), &self.data(), keys.parent().unwrap_or(Path::new(""))];
        for folder in folders.into_iter().filter(|folder| !folder.as_os_str().is_empty()) {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            let failed = |cause| Failure::output(&folder.display().to_string(), cause);
            builder.create(folder).map_err(failed)?;
        }
        Ok(())
    }

    /// Opens the store; never makes one, so that a mistyped directory is told and not filled.
    pub(crate) fn store(&self) -> Result<Arc<SqliteStore>, Failure> {
        let path = self.database();
        if fs::metadata(&path).is_ok_and(|meta| meta.len() == 0) {
            let why = "is empty: making it was interrupted; remove it, and make it again";
            return Err(Failure::Place(format!("{} {why}", path.display())));
        }
        SqliteStore::open_existing(&path).map(Arc::new).map_err(|error| match error {
            StoreError::Missing { .. } => {
                let folder = self.folder.display();
                Failure::Place(format!(
                    "there is no database in {folder}; `aduan init --db {folder}` makes one"
                ))
            }
            error => Failure::store(&path)(error),
        })
    }

    /// Opens the store and its keys. A key file is never made here.
    pub(crate) fn desk(&self) -> Result<(Arc<SqliteStore>, Desk), Failure> {
        let store = self.store()?;
        let keys = FileKeys::open(&self.keys())?;
        let desk = Desk::open(store.clone(), Arc::new(keys))?;
        Ok((store, desk))
    }
}

/// Bytes as digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}
