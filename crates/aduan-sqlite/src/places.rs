//! Where the events of a complaint stand in the log, as its row says it.

use crate::error::{damaged, reading};
use crate::{row, sql};
use aduan_core::ComplaintId;
use aduan_store::{Entry, StoreError, Visit};
use rusqlite::{Connection, OptionalExtension};

/// The positions of its events, in the order of their versions: 8 bytes each, big end first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places(Vec<u8>);

impl Places {
    /// Those of a row that is at this version.
    pub(crate) fn of(complaint: ComplaintId, version: u32, bytes: &[u8]) -> Result<Self, StoreError> {
        if bytes.len() as u64 == u64::from(version) * 8 {
            return Ok(Self(bytes.to_vec()));
        }
        Err(damaged(format!("complaint {complaint}: its row is at version {version} and has other places")))
    }

    pub(crate) fn push(&mut self, position: u64) {
        self.0.extend(position.to_be_bytes());
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn positions(&self) -> Vec<i64> {
        positions(&self.0)
    }
}

fn positions(bytes: &[u8]) -> Vec<i64> {
    bytes.as_chunks::<8>().0.iter().map(|place| i64::from_be_bytes(*place)).collect()
}

/// Where the events of a complaint stand as its row says it, whether or not that fits its version.
pub(crate) fn said(connection: &Connection, complaint: ComplaintId) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql::PLACES).map_err(reading)?;
    let places = statement.query_row([complaint.uuid().as_bytes()], |found| found.get::<_, Vec<u8>>(1));
    Ok(positions(&places.optional().map_err(reading)?.unwrap_or_default()))
}

/// Visits the events of one complaint.
pub(crate) fn read_stream(
    connection: &Connection,
    complaint: ComplaintId,
    visit: Visit<'_>,
) -> Result<(), StoreError> {
    let mut of_complaint = connection.prepare_cached(sql::PLACES).map_err(reading)?;
    // Not done with before the end: all is read as it was at one instant.
    let mut rows = of_complaint.query([complaint.uuid().as_bytes()]).map_err(reading)?;
    let Some(found) = rows.next().map_err(reading)? else { return Ok(()) };
    let positions = Places::of(complaint, row::count(found, 0)?, row::blob(found, 1)?)?.positions();
    let mut statement = connection.prepare_cached(sql::STREAM).map_err(reading)?;
    let mut version = 0;
    // What was recorded together stands together.
    for run in positions.chunk_by(|one, next| one.checked_add(1) == Some(*next)) {
        let mut events = statement.query((run.first(), run.last())).map_err(reading)?;
        for expected in run {
            version += 1;
            let found = events.next().map_err(reading)?;
            let missing = || damaged(format!("complaint {complaint}: version {version} is missing"));
            let found = found.ok_or_else(missing)?;
            if row::get::<i64>(found, 0)? != *expected
                || row::id::<ComplaintId>(found, 1)? != complaint
                || row::count::<u32>(found, 2)? != version
            {
                return Err(missing());
            }
            let (position, leaf) = (row::count(found, 0)?, row::bytes(found, 3)?);
            visit(Entry { position, complaint, version, line: row::blob(found, 4)?, leaf })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_does_not_fit_its_version_is_damage() {
        let mut places = Places::default();
        for position in [3, 4, 9, u64::MAX] {
            places.push(position);
        }
        let id = ComplaintId::default();
        assert_eq!(Places::of(id, 4, places.bytes()).unwrap().positions(), [3, 4, 9, -1]);
        for version in [0, 3, 5] {
            assert!(matches!(Places::of(id, version, places.bytes()), Err(StoreError::Corrupt { .. })));
        }
        assert!(Places::of(id, 4, &places.bytes()[..31]).is_err());
    }
}
