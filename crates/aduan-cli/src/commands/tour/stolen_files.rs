//! The database's files as a thief has them.

use crate::failure::Failure;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::Path;

/// The bytes of every file.
pub(super) struct StolenFiles(Vec<(String, Vec<u8>)>);

impl StolenFiles {
    pub(super) fn of(folder: &Path) -> Result<Self, Failure> {
        let failed = |cause| aduan_audit::SourceError { name: folder.display().to_string(), cause };
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let bytes = fs::read(entry.path()).map_err(failed)?;
            files.push((entry.file_name().to_string_lossy().into_owned(), bytes));
        }
        files.sort();
        Ok(Self(files))
    }

    pub(super) fn size(&self) -> u64 {
        self.0.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    pub(super) fn names(&self) -> String {
        self.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// How often a word stands in it, in large or small letters.
    pub(super) fn count(&self, word: &str) -> usize {
        let windows = self.0.iter().flat_map(|(_, bytes)| bytes.windows(word.len()));
        windows.filter(|window| window.eq_ignore_ascii_case(word.as_bytes())).count()
    }
}

/// The stored digest of the ticket.
pub(super) fn ticket_digest(database: &Path) -> rusqlite::Result<Vec<u8>> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection
        .query_row("SELECT substr(key, 2) FROM claims WHERE substr(key, 1, 1) = x'74'", [], |row| row.get(0))
}
