//! Histories to be read: files, or the log of a database.

use crate::database::DatabaseDir;
use crate::failure::Failure;
use aduan_audit::{Source, SourceError};
use aduan_core::Edition;
use aduan_sqlite::SqliteStore;
use aduan_store::{EventLog, LogReader, kept_editions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which histories.
#[derive(clap::Args)]
pub(crate) struct HistoryArgs {
    /// Histories; `-` is standard input
    #[arg(required_unless_present = "db", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Instead of files: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    pub(crate) db: Option<PathBuf>,
}

impl HistoryArgs {
    pub(crate) fn open(&self) -> Result<Vec<Source>, Failure> {
        open(&self.files, self.db.as_deref())
    }

    /// The editions of reference data that the database keeps; none of files.
    pub(crate) fn editions(&self) -> Result<Vec<Edition>, Failure> {
        self.db.as_deref().map_or(Ok(Vec::new()), editions)
    }

    /// Whether one of them can be read only once.
    pub(crate) fn has_standard_input(&self) -> bool {
        self.files.iter().any(|path| path == Path::new("-"))
    }
}

/// The files, or else the log of the database.
pub(crate) fn open(files: &[PathBuf], database: Option<&Path>) -> Result<Vec<Source>, Failure> {
    Ok(match database {
        Some(folder) => vec![of_database(folder)?],
        None => files.iter().map(|path| Source::open(path)).collect::<Result<_, SourceError>>()?,
    })
}

/// The editions of reference data that a database keeps, in the order in which they were recorded.
pub(crate) fn editions(folder: &Path) -> Result<Vec<Edition>, Failure> {
    let database = DatabaseDir::from(folder);
    let kept = kept_editions(&*database.open_store()?).map_err(Failure::store(&database.file()))?;
    Ok(kept.into_iter().filter_map(|edition| edition.content).collect())
}

/// The log of a database as it is now. It is read page after page, never all of it in memory.
pub(crate) fn of_database(folder: &Path) -> Result<Source, Failure> {
    let database = DatabaseDir::from(folder);
    of_store(&database.open_store()?, &database)
}

/// The same, of a store that is open.
pub(crate) fn of_store(store: &Arc<SqliteStore>, database: &DatabaseDir) -> Result<Source, Failure> {
    let until = store.head().map_err(Failure::store(&database.file()))?.size();
    of_store_to(store, database, until)
}

/// The same up to a position, whatever the log's head says.
pub(crate) fn of_store_to(
    store: &Arc<SqliteStore>,
    database: &DatabaseDir,
    until: u64,
) -> Result<Source, Failure> {
    let name = database.file().display().to_string();
    Ok(Source::from_reader(&name, None, LogReader::new(store.clone(), until))?)
}
