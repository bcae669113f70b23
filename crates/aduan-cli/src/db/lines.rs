//! The log of a database as a history: page after page, never all of it in memory.

use super::Place;
use crate::failure::Failure;
use aduan_audit::Source;
use aduan_sqlite::SqliteStore;
use aduan_store::EventStore;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// So many lines are read at once.
const PAGE: u32 = 512;

/// The log as it is now, as a source that the audit reads.
pub(crate) fn of_database(folder: &Path) -> Result<Source, Failure> {
    let place = Place::from(folder);
    of_store(&place.store()?, &place)
}

/// The same, of a store that is open.
pub(crate) fn of_store(store: &Arc<SqliteStore>, place: &Place) -> Result<Source, Failure> {
    let until = store.head().map_err(Failure::store(&place.database()))?.size();
    of_store_to(store, place, until)
}

/// The same up to a position, whatever the log's head says.
pub(crate) fn of_store_to(store: &Arc<SqliteStore>, place: &Place, until: u64) -> Result<Source, Failure> {
    let name = place.database().display().to_string();
    let store = Arc::clone(store);
    Ok(Source::from_reader(&name, None, Lines { store, after: 0, until, page: Vec::new(), given: 0 })?)
}

struct Lines {
    store: Arc<SqliteStore>,
    after: u64,
    until: u64,
    page: Vec<u8>,
    given: usize,
}

impl Lines {
    fn turn(&mut self) -> io::Result<()> {
        let Self { store, after, until, page, given } = self;
        page.clear();
        *given = 0;
        let (from, left) = (*after, *until - *after);
        if left == 0 {
            return Ok(());
        }
        let limit = u32::try_from(left).map_or(PAGE, |left| left.min(PAGE));
        let read = store.read_log(from, limit, &mut |entry| {
            page.extend_from_slice(entry.line);
            page.push(b'\n');
            *after = entry.position;
            Ok(())
        });
        read.map_err(io::Error::other)?;
        if *after == from {
            return Err(io::Error::other(format!("the log ends at {from}; its head says {until}")));
        }
        Ok(())
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.page.len() {
            self.turn()?;
        }
        let read = (&self.page[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}
