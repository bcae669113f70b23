//! Connections for reading: as many as are needed at once, kept for the next time.

use aduan_store::StoreError;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How many idle connections are kept open.
const KEPT: usize = 16;

pub(crate) struct ReaderPool {
    path: PathBuf,
    open: fn(&Path) -> Result<Connection, StoreError>,
    idle: Mutex<Vec<Connection>>,
}

impl ReaderPool {
    /// Connections to this file, made by `open`.
    pub(crate) fn new(path: &Path, open: fn(&Path) -> Result<Connection, StoreError>) -> Self {
        Self { path: path.to_owned(), open, idle: Mutex::default() }
    }

    /// Closes the idle connections.
    pub(crate) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Reads with a connection that no other reader uses meanwhile.
    pub(crate) fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = idle.map_or_else(|| (self.open)(&self.path), Ok)?;
        let result = read(&connection);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
        result
    }
}
