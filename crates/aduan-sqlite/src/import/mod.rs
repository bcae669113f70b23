//! Bringing a whole history into an empty store: every line is checked, and all come in, or none.

mod history;

pub use history::LineError;

use crate::error::writing;
use crate::statements::Statements;
use crate::summary::{self, StoredSummary};
use crate::{SqliteStore, log, open, sql, transaction};
use aduan_core::ComplaintId;
use aduan_store::{Claim, Hash, StoreError, Summary};
use history::{EventRow, ImportedHistory};
use rusqlite::Connection;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

/// How many lines go to the thread that writes at once, and how many such pages are on their way.
const PAGE: usize = 512;
const AHEAD: usize = 8;

/// Pages of the file that are kept in memory meanwhile, in KiB: indexes are sorted there.
const CACHE: i64 = -262_144;

/// Why an import does not go on. Nothing was imported then.
#[derive(Debug, Clone, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum ImportError {
    /// The store has lines.
    #[error("the store is not empty: it has {lines} lines; import into a new one")]
    NotEmpty {
        /// How many.
        lines: u64,
    },
    /// A line is refused.
    #[error("line {line}: {refusal}")]
    Refused {
        /// Which, from 1.
        line: u64,
        /// Why.
        refusal: LineError,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The result of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// How many lines.
    pub lines: u64,
    /// Of how many complaints.
    pub complaints: u64,
    /// The RFC 6962 root over the lines.
    pub root: Hash,
}

impl SqliteStore {
    /// Begins to bring in lines, those of an export or of another store, in the order of their log. The store must
    /// have no line; others may read meanwhile and see it empty, and who writes is told that it is
    /// [busy](StoreError::Busy).
    ///
    /// # Errors
    /// [`ImportError::NotEmpty`]; [`ImportError::Store`].
    pub fn import(&self) -> Result<Import, ImportError> {
        let connection = open::writer(self.path(), open::Absent::Refuse)?;
        connection.pragma_update(None, "cache_size", CACHE).map_err(writing)?;
        connection.execute_batch("BEGIN IMMEDIATE").map_err(writing)?;
        let lines = log::size(&connection)?;
        if lines > 0 {
            return Err(ImportError::NotEmpty { lines });
        }
        let indexes = indexes(&connection)?;
        for (name, _) in &indexes {
            connection.execute_batch(&format!("DROP INDEX \"{name}\"")).map_err(writing)?;
        }
        let (pages, arriving) = mpsc::sync_channel(AHEAD);
        let thread = thread::Builder::new()
            .name("aduan-sqlite import".to_owned())
            .spawn(move || write_events(connection, &arriving))
            .map_err(|error| StoreError::Read(std::sync::Arc::new(error)))?;
        let page = Vec::with_capacity(PAGE);
        Ok(Import {
            history: ImportedHistory::default(),
            page,
            indexes,
            pages: Some(pages),
            thread: Some(thread),
        })
    }
}

/// The indexes of the tables that an import fills, and the statements that make them: they are made anew when all
/// rows are there, which is half as long again faster than to let them grow.
fn indexes(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = connection.prepare(sql::INDEXES).map_err(writing)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(writing)?;
    found.collect::<Result<_, _>>().map_err(writing)
}

/// Lines on their way into an empty store. Dropped before [`finish`](Self::finish), nothing is imported.
///
/// Each line is decoded and must be known to this version, the next version of its complaint, not earlier than the one
/// before it, with an event, command and register number that no other has. One thread checks, another writes.
///
/// ```
/// use aduan_sqlite::{ImportError, SqliteStore};
/// # let folder = tempfile::tempdir().expect("a folder");
/// # let path = folder.path().join("copy.db");
/// let copy = SqliteStore::open(&path)?;
/// let mut import = copy.import()?;
/// let refused = import.line(b"{}".to_vec());
/// assert!(matches!(refused, Err(ImportError::Refused { line: 1, .. })));
/// # Ok::<_, ImportError>(())
/// ```
pub struct Import {
    history: ImportedHistory,
    page: Vec<EventRow>,
    indexes: Vec<(String, String)>,
    pages: Option<SyncSender<Vec<EventRow>>>,
    thread: Option<JoinHandle<Result<Connection, StoreError>>>,
}

impl Import {
    /// Takes the next line, without its line end.
    ///
    /// # Errors
    /// [`ImportError::Refused`]; [`ImportError::Store`]. Nothing is imported then, whatever follows:
    /// [`StoreError::Closed`].
    pub fn line(&mut self, line: Vec<u8>) -> Result<(), ImportError> {
        let Some(pages) = &self.pages else { return Err(StoreError::Closed.into()) };
        let number = self.history.head.size() + 1;
        match self.history.take(line) {
            Ok(row) => self.page.push(row),
            Err(refusal) => {
                self.stop();
                return Err(ImportError::Refused { line: number, refusal });
            }
        }
        if self.page.len() == PAGE {
            let page = std::mem::replace(&mut self.page, Vec::with_capacity(PAGE));
            if pages.send(page).is_err() {
                return Err(self.failed().into());
            }
        }
        Ok(())
    }

    /// Records everything, durably, in one transaction.
    ///
    /// # Errors
    /// [`ImportError::Store`]: nothing was imported. Only after [`StoreError::Unknown`] that is not certain.
    pub fn finish(mut self) -> Result<Imported, ImportError> {
        let Some(pages) = self.pages.take() else { return Err(StoreError::Closed.into()) };
        let _told_below = pages.send(std::mem::take(&mut self.page));
        drop(pages);
        let complaints = self.history.complaints.len() as u64;
        let connection = self.join()?;
        write_rest(&connection, &mut self.history)?;
        for (_, statement) in &self.indexes {
            connection.execute_batch(statement).map_err(writing)?;
        }
        connection.execute_batch("COMMIT").map_err(writing)?;
        // The WAL holds the imported pages twice, so empty it. If a reader prevents that, the import has not failed.
        let _in_the_way = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        let head = &self.history.head;
        Ok(Imported { lines: head.size(), complaints, root: head.root() })
    }

    /// Why the thread that writes has stopped.
    fn failed(&mut self) -> StoreError {
        self.pages = None;
        self.join().err().unwrap_or(StoreError::Closed)
    }

    fn join(&mut self) -> Result<Connection, StoreError> {
        let thread = self.thread.take().ok_or(StoreError::Closed)?;
        thread.join().unwrap_or(Err(StoreError::Closed))
    }

    /// Takes everything back: a connection that closes before it commits has written nothing.
    fn stop(&mut self) {
        self.pages = None;
        drop(self.join());
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        self.stop();
    }
}

impl std::fmt::Debug for Import {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Import({} lines)", self.history.head.size())
    }
}

fn write_events(connection: Connection, pages: &Receiver<Vec<EventRow>>) -> Result<Connection, StoreError> {
    let mut statement = connection.prepare(sql::INSERT_EVENT).map_err(writing)?;
    let mut position = 0_i64;
    for row in pages.iter().flatten() {
        position += 1;
        let EventRow { complaint, version, line, subtree } = row;
        let values = (position, complaint.uuid().into_bytes(), version, line.leaf(), subtree, line.bytes());
        statement.execute(values).map_err(writing)?;
    }
    drop(statement);
    Ok(connection)
}

/// Writes the rows that are known only after the last line: each table in the order of its key, so that it grows at its
/// end.
fn write_rest(connection: &Connection, history: &mut ImportedHistory) -> Result<(), StoreError> {
    let statements = &mut Statements::on(connection);
    for receipt in history.receipts() {
        if !transaction::receive(statements, &receipt)? {
            return Err(StoreError::Duplicate(receipt));
        }
    }
    let mut registers: Vec<_> = history.registers.iter().collect();
    registers.sort_unstable();
    for (register, complaint) in registers {
        transaction::claim(statements, &Claim::Register(*register), *complaint)?;
    }
    let mut complaints: Vec<_> = history.complaints.drain().map(|(_, complaint)| complaint).collect();
    complaints.sort_unstable_by_key(|(complaint, _)| complaint.id);
    for (complaint, positions) in complaints {
        let columns = summary::columns(Some(&Summary::of(&complaint)));
        StoredSummary::absent(positions).replace(statements, complaint.id, complaint.version, columns)?;
    }
    let (administration, positions) = std::mem::take(&mut history.administration);
    if administration.version > 0 {
        let (id, columns) = (ComplaintId::ADMINISTRATION, summary::columns(None));
        StoredSummary::absent(positions).replace(statements, id, administration.version, columns)?;
    }
    for complaint in &history.erased {
        transaction::destroy_key(statements, *complaint)?;
    }
    transaction::imported(statements, &history.head)
}
