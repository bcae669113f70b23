//! The log: its size, and its head, made of the subtree roots that its rows hold.

use crate::error::{damaged, reading};
use crate::{column, sql};
use aduan_store::{Hash, LogHead, StoreError, StoredEvent, Visit};
use rusqlite::Connection;

/// How many events the log has; the position of the last one.
pub(crate) fn size(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql::LOG_SIZE).map_err(reading)?;
    let last = statement.query_row([], |found| found.get::<_, Option<i64>>(0)).map_err(reading)?;
    Ok(last.unwrap_or_default().unsigned_abs())
}

/// The log's head. Rows are never changed, so that several are read as one.
pub(crate) fn head(connection: &Connection) -> Result<LogHead, StoreError> {
    let size = size(connection)?;
    let mut statement = connection.prepare_cached(sql::SUBTREE).map_err(reading)?;
    let (mut position, mut edge) = (0, Vec::<Hash>::new());
    for subtree in (0..u64::BITS).rev().map(|bit| 1 << bit).filter(|bit| size & bit != 0) {
        position += subtree;
        let mut rows = statement.query([position_of(position)]).map_err(reading)?;
        let missing = || damaged(format!("position {position} of the log is missing"));
        let row = rows.next().map_err(reading)?.ok_or_else(missing)?;
        // A single event is its own subtree.
        edge.push(column::bytes(row, usize::from(subtree == 1))?);
    }
    LogHead::restore(size, edge).ok_or_else(|| damaged("the log's head does not fit its size"))
}

/// The value that the row of the last event holds besides its leaf: the root of the largest complete subtree that ends with
/// it.
pub(crate) fn subtree(head: &LogHead) -> Option<&Hash> {
    head.edge().last().filter(|_| head.size().is_multiple_of(2))
}

/// A position as SQLite has it: all are below 2⁶³, since it has no more rows.
pub(crate) fn position_of(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// Visits at most `limit` events after a position.
pub(crate) fn read(
    connection: &Connection,
    after: u64,
    limit: u32,
    visit: Visit<'_>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql::LOG).map_err(reading)?;
    let mut rows = statement.query((position_of(after), limit)).map_err(reading)?;
    let mut before = after;
    while let Some(found) = rows.next().map_err(reading)? {
        let position = column::count(found, 0)?;
        if position != before + 1 {
            return Err(damaged(format!("position {} of the log is missing", before + 1)));
        }
        before = position;
        let (complaint, version, leaf) =
            (column::id(found, 1)?, column::count(found, 2)?, column::bytes(found, 3)?);
        visit(StoredEvent { position, complaint, version, line: column::blob(found, 4)?, leaf })?;
    }
    Ok(())
}
