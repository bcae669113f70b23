//! Where the events of a complaint stand in the log, as its row says it.

use crate::error::{damaged, reading};
use crate::{row, sql};
use aduan_core::ComplaintId;
use aduan_store::{Entry, StoreError, Visit};
use rusqlite::{Connection, OptionalExtension};

/// For so many events there is room before a row grows: SQLite writes one that does not in its place, where one that
/// does may move its neighbours to another page.
const ROOM: usize = 8;

/// The positions of its events, in the order of their versions: 8 bytes each, big end first, and zeros for those to come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places {
    bytes: Vec<u8>,
    count: usize,
}

impl Places {
    /// Those of a row that is at this version.
    pub(crate) fn of(complaint: ComplaintId, version: u32, bytes: &[u8]) -> Result<Self, StoreError> {
        let places = Self { bytes: bytes.to_vec(), count: version as usize };
        if bytes.len().is_multiple_of(8)
            && bytes.len() / 8 < places.count + ROOM
            && positions(bytes).len() == places.count
        {
            return Ok(places);
        }
        Err(damaged(format!("complaint {complaint}: its row is at version {version} and has other places")))
    }

    pub(crate) fn push(&mut self, position: u64) {
        if self.bytes.len() / 8 == self.count {
            self.bytes.resize((self.count + ROOM) * 8, 0);
        }
        if let Some(place) = self.bytes.as_chunks_mut::<8>().0.get_mut(self.count) {
            *place = position.to_be_bytes();
        }
        self.count += 1;
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn positions(&self) -> Vec<i64> {
        positions(&self.bytes)
    }
}

/// No event stands at 0.
fn positions(bytes: &[u8]) -> Vec<i64> {
    let places = bytes.as_chunks::<8>().0.iter().map(|place| i64::from_be_bytes(*place));
    places.take_while(|position| *position != 0).collect()
}

/// Where the events of a complaint stand as its row says it, whether or not that fits its version.
pub(crate) fn said(connection: &Connection, complaint: ComplaintId) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql::PLACES).map_err(reading)?;
    let places = statement.query_row([complaint.uuid().as_bytes()], |found| found.get::<_, Vec<u8>>(1));
    Ok(positions(&places.optional().map_err(reading)?.unwrap_or_default()))
}

/// Visits the events of one complaint that come after a version; gives the one at which it is.
pub(crate) fn read_stream(
    connection: &Connection,
    complaint: ComplaintId,
    after: u32,
    visit: Visit<'_>,
) -> Result<u32, StoreError> {
    let mut of_complaint = connection.prepare_cached(sql::PLACES).map_err(reading)?;
    // Not done with before the end: all is read as it was at one instant.
    let mut rows = of_complaint.query([complaint.uuid().as_bytes()]).map_err(reading)?;
    let Some(found) = rows.next().map_err(reading)? else { return Ok(0) };
    let reached = row::count(found, 0)?;
    let mut positions = Places::of(complaint, reached, row::blob(found, 1)?)?.positions();
    let mut version = after.min(reached);
    positions.drain(..version as usize);
    if positions.is_empty() {
        return Ok(reached);
    }
    let mut statement = connection.prepare_cached(sql::STREAM).map_err(reading)?;
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
    Ok(reached)
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
        assert_eq!(Places::of(id, 4, &places.bytes()[..32]).unwrap().positions(), places.positions());
        assert!(Places::of(id, 4, &places.bytes()[..31]).is_err());
        assert!(Places::of(id, 4, &[places.bytes(), &[0; 64]].concat()).is_err());
    }

    #[test]
    fn a_row_grows_by_eight_places_at_a_time() {
        let mut places = Places::default();
        let lengths: Vec<usize> = (1..=17)
            .map(|position| {
                places.push(position);
                places.bytes().len()
            })
            .collect();
        assert_eq!(lengths, [[64; 8], [128; 8]].concat().into_iter().chain([192]).collect::<Vec<_>>());
        let id = ComplaintId::default();
        assert_eq!(Places::of(id, 17, places.bytes()).unwrap().positions(), (1..=17).collect::<Vec<i64>>());
    }
}
