//! The log of a database as a history: page after page, never all of it in memory.

use super::Place;
use crate::failure::Failure;
use aduan_audit::Source;
use aduan_sqlite::SqliteStore;
use aduan_store::{EventStore, LogReader};
use std::path::Path;
use std::sync::Arc;

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
    Ok(Source::from_reader(&name, None, LogReader::new(store.clone(), until))?)
}
