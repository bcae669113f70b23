//! Statements at hand while a transaction is written.

use crate::error::writing;
use aduan_store::StoreError;
use rusqlite::{CachedStatement, Connection, Params};

/// A connection, and the statements that were looked up on it once. To look one up hashes its text twice and copies it:
/// for commits that share a transaction that is done once for all.
pub(crate) struct Statements<'a> {
    connection: &'a Connection,
    held: Vec<(&'static str, CachedStatement<'a>)>,
}

impl<'a> Statements<'a> {
    pub(crate) const fn on(connection: &'a Connection) -> Self {
        Self { connection, held: Vec::new() }
    }

    pub(crate) const fn connection(&self) -> &'a Connection {
        self.connection
    }

    /// The statement of this text, known again by where the text stands.
    pub(crate) fn get(&mut self, sql: &'static str) -> Result<&mut CachedStatement<'a>, StoreError> {
        let known = self.held.iter().position(|(text, _)| std::ptr::eq(*text, sql));
        if known.is_none() {
            self.held.push((sql, self.connection.prepare_cached(sql).map_err(writing)?));
        }
        let place = known.unwrap_or(self.held.len() - 1);
        Ok(&mut self.held[place].1)
    }

    /// Runs one that gives no rows; says how many it changed.
    pub(crate) fn run(&mut self, sql: &'static str, parameters: impl Params) -> Result<usize, StoreError> {
        self.get(sql)?.execute(parameters).map_err(writing)
    }
}
