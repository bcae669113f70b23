//! The positions of a complaint's events in the log, kept in the row of the complaint.

use crate::error::{damaged, reading};
use crate::{column, sql};
use aduan_core::ComplaintId;
use aduan_store::{StoreError, StoredEvent, Visit};
use rusqlite::{Connection, OptionalExtension};

/// For so many events there is room before a row grows: SQLite writes one that does not in its place, where one that
/// does may move its neighbours to another page.
const ROOM: usize = 8;

/// The positions of its events, in the order of their versions: 8 bytes each, big end first, and zeros for those to come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Positions {
    bytes: Vec<u8>,
    count: usize,
}

impl Positions {
    /// Those of a row that is at this version.
    pub(crate) fn of(complaint: ComplaintId, version: u32, bytes: &[u8]) -> Result<Self, StoreError> {
        let stored = Self { bytes: bytes.to_vec(), count: version as usize };
        if bytes.len().is_multiple_of(8)
            && bytes.len() / 8 < stored.count + ROOM
            && decoded(bytes).len() == stored.count
        {
            return Ok(stored);
        }
        Err(damaged(format!(
            "complaint {complaint}: its row is at version {version} and has other positions"
        )))
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
        decoded(&self.bytes)
    }
}

/// No event stands at 0.
fn decoded(bytes: &[u8]) -> Vec<i64> {
    let positions = bytes.as_chunks::<8>().0.iter().map(|place| i64::from_be_bytes(*place));
    positions.take_while(|position| *position != 0).collect()
}

/// The positions that the row of a complaint holds, whether or not they fit its version.
pub(crate) fn stored(connection: &Connection, complaint: ComplaintId) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql::POSITIONS).map_err(reading)?;
    let positions = statement.query_row([complaint.uuid().as_bytes()], |found| found.get::<_, Vec<u8>>(1));
    Ok(decoded(&positions.optional().map_err(reading)?.unwrap_or_default()))
}

/// The position of a complaint's first event, as its row has it; however many events it has, this reads one.
pub(crate) fn first(connection: &Connection, complaint: ComplaintId) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql::FIRST_POSITION).map_err(reading)?;
    let first = statement.query_row([complaint.uuid().as_bytes()], |found| found.get::<_, Vec<u8>>(0));
    Ok(first.optional().map_err(reading)?.and_then(|first| decoded(&first).first().copied()))
}

/// Visits the events of one complaint that come after a version; gives the one at which it is.
pub(crate) fn read_stream(
    connection: &Connection,
    complaint: ComplaintId,
    after: u32,
    visit: Visit<'_>,
) -> Result<u32, StoreError> {
    let mut of_complaint = connection.prepare_cached(sql::POSITIONS).map_err(reading)?;
    // Not done with before the end: all is read as it was at one instant.
    let mut rows = of_complaint.query([complaint.uuid().as_bytes()]).map_err(reading)?;
    let Some(found) = rows.next().map_err(reading)? else { return Ok(0) };
    let reached = column::count(found, 0)?;
    let mut positions = Positions::of(complaint, reached, column::blob(found, 1)?)?.positions();
    let mut version = after.min(reached);
    positions.drain(..version as usize);
    if positions.is_empty() {
        return Ok(reached);
    }
    let mut statement = connection.prepare_cached(sql::STREAM).map_err(reading)?;
    // Events of one commit have positions next to each other.
    for run in positions.chunk_by(|one, next| one.checked_add(1) == Some(*next)) {
        let mut events = statement.query((run.first(), run.last())).map_err(reading)?;
        for expected in run {
            version += 1;
            let found = events.next().map_err(reading)?;
            let missing = || damaged(format!("complaint {complaint}: version {version} is missing"));
            let found = found.ok_or_else(missing)?;
            if column::get::<i64>(found, 0)? != *expected
                || column::id::<ComplaintId>(found, 1)? != complaint
                || column::count::<u32>(found, 2)? != version
            {
                return Err(missing());
            }
            let (position, leaf) = (column::count(found, 0)?, column::bytes(found, 3)?);
            visit(StoredEvent { position, complaint, version, line: column::blob(found, 4)?, leaf })?;
        }
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_does_not_fit_its_version_is_damage() {
        let mut positions = Positions::default();
        for position in [3, 4, 9, u64::MAX] {
            positions.push(position);
        }
        let id = ComplaintId::default();
        assert_eq!(Positions::of(id, 4, positions.bytes()).unwrap().positions(), [3, 4, 9, -1]);
        for version in [0, 3, 5] {
            assert!(matches!(Positions::of(id, version, positions.bytes()), Err(StoreError::Corrupt { .. })));
        }
        assert_eq!(
            Positions::of(id, 4, &positions.bytes()[..32]).unwrap().positions(),
            positions.positions()
        );
        assert!(Positions::of(id, 4, &positions.bytes()[..31]).is_err());
        assert!(Positions::of(id, 4, &[positions.bytes(), &[0; 64]].concat()).is_err());
    }

    #[test]
    fn a_row_grows_by_eight_places_at_a_time() {
        let mut positions = Positions::default();
        let lengths: Vec<usize> = (1..=17)
            .map(|position| {
                positions.push(position);
                positions.bytes().len()
            })
            .collect();
        assert_eq!(lengths, [[64; 8], [128; 8]].concat().into_iter().chain([192]).collect::<Vec<_>>());
        let id = ComplaintId::default();
        assert_eq!(
            Positions::of(id, 17, positions.bytes()).unwrap().positions(),
            (1..=17).collect::<Vec<i64>>()
        );
    }
}
