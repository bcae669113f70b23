//! A database: a directory with the data in `data` and the key file in `keys`.

use crate::failure::Failure;
use aduan_sqlite::SqliteStore;
use aduan_store::vault::FileKeys;
use aduan_store::{Desk, StoreError};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which database.
#[derive(clap::Args)]
pub(crate) struct DatabaseArgs {
    /// The database's directory
    #[arg(long, value_name = "DIR")]
    db: PathBuf,
    /// The key file, where it is not DIR/keys/aduan.keys
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
}

/// The directory of a database.
pub(crate) struct DatabaseDir {
    pub(crate) folder: PathBuf,
    keys: Option<PathBuf>,
}

impl From<&DatabaseArgs> for DatabaseDir {
    fn from(args: &DatabaseArgs) -> Self {
        Self { folder: args.db.clone(), keys: args.keys.clone() }
    }
}

impl From<&Path> for DatabaseDir {
    fn from(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), keys: None }
    }
}

impl DatabaseDir {
    /// The folder of SQLite's files. It holds no key, so it may be copied elsewhere.
    pub(crate) fn data_folder(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.data_folder().join("aduan.db")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.folder.join("keys").join("aduan.keys"))
    }

    /// The key of the local token issuer, beside the key file.
    pub(crate) fn issuer_key_file(&self) -> PathBuf {
        self.key_file().with_file_name("token-issuer.key")
    }

    /// Nothing overwrites a database.
    pub(crate) fn check_is_new(&self) -> Result<(), Failure> {
        let file = self.file();
        if file.exists() {
            let file = file.display();
            return Err(Failure::Input(format!(
                "there is a database at {file} already; it is not overwritten"
            )));
        }
        Ok(())
    }

    /// Makes the directories, for their owner alone; those that are there stay as they are.
    pub(crate) fn create_folders(&self) -> Result<(), Failure> {
        let keys = self.key_file();
        let folders = [self.folder.as_path(), &self.data_folder(), keys.parent().unwrap_or(Path::new(""))];
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
    pub(crate) fn open_store(&self) -> Result<Arc<SqliteStore>, Failure> {
        let path = self.file();
        if fs::metadata(&path).is_ok_and(|meta| meta.len() == 0) {
            let why = "is empty: making it was interrupted; remove it, and make it again";
            return Err(Failure::Input(format!("{} {why}", path.display())));
        }
        SqliteStore::open_existing(&path).map(Arc::new).map_err(|error| match error {
            StoreError::Missing { .. } => {
                let folder = self.folder.display();
                Failure::Input(format!(
                    "there is no database in {folder}; `aduan init --db {folder}` makes one"
                ))
            }
            error => Failure::store(&path)(error),
        })
    }

    /// Opens the store and its keys. A key file is never made here.
    pub(crate) fn open_desk(&self) -> Result<(Arc<SqliteStore>, Desk), Failure> {
        let store = self.open_store()?;
        let keys = FileKeys::open(&self.key_file())?;
        let desk = Desk::open(store.clone(), Arc::new(keys))?;
        Ok((store, desk))
    }
}
