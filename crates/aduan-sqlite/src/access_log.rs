//! The log of accesses, in the order in which they happened, with one hash over all. So a row that is removed or
//! changed is noticed (R30).

use crate::error::{damaged, reading, writing};
use crate::{column, sql};
use aduan_store::{Access, AccessAnswer, Hash, LogHead, StoreError};
use rusqlite::{Connection, Row};

/// How many accesses are on record, and the hash of the last one with all before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct AccessLogHead {
    pub(crate) size: u64,
    chain: Hash,
}

impl AccessLogHead {
    const EMPTY: Self = Self { size: 0, chain: [0; 32] };

    /// As it is stored.
    pub(crate) fn stored(connection: &Connection) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached(sql::ACCESS_LOG_HEAD).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        let found =
            rows.next().map_err(reading)?.ok_or_else(|| damaged("the head of the accesses is missing"))?;
        Ok(Self { size: column::count(found, 0)?, chain: column::bytes(found, 1)? })
    }

    /// As the rows make it; `missing` is told the number of each that is not there.
    pub(crate) fn of_rows(connection: &Connection, missing: &mut dyn FnMut(u64)) -> Result<Self, StoreError> {
        let mut statement = connection.prepare(sql::ALL_ACCESSES).map_err(reading)?;
        let mut rows = statement.query([]).map_err(reading)?;
        let (mut head, mut expected) = (Self::EMPTY, 1);
        while let Some(found) = rows.next().map_err(reading)? {
            let number: u64 = column::count(found, 0)?;
            if number != expected {
                missing(expected);
            }
            expected = number.saturating_add(1);
            head.push(found)?;
        }
        Ok(head)
    }

    fn push(&mut self, row: &Row<'_>) -> Result<(), StoreError> {
        let mut bytes = self.chain.to_vec();
        bytes.extend(column::get::<i64>(row, 0)?.to_be_bytes());
        for column in 1..=3 {
            bytes.extend(column::bytes::<16>(row, column)?);
        }
        let office: Option<String> = column::get(row, 5)?;
        for word in [column::get::<String>(row, 4)?, office.unwrap_or_default()] {
            bytes.extend((word.len() as u64).to_be_bytes());
            bytes.extend(word.as_bytes());
        }
        bytes.extend(column::get::<i64>(row, 6)?.to_be_bytes());
        bytes.push(u8::from(column::get::<bool>(row, 7)?));
        *self = Self { size: self.size.saturating_add(1), chain: LogHead::leaf(&bytes) };
        Ok(())
    }

    fn store(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(sql::UPDATE_ACCESS_LOG_HEAD).map_err(writing)?;
        let size = i64::try_from(self.size).unwrap_or(i64::MAX);
        statement.execute((size, self.chain)).map(drop).map_err(writing)
    }
}

/// Puts an access on record.
pub(crate) fn record(connection: &Connection, access: &Access) -> Result<(), StoreError> {
    let values = (
        access.complaint.uuid().into_bytes(),
        access.content.uuid().into_bytes(),
        access.actor.id.uuid().into_bytes(),
        access.actor.role.as_str(),
        access.actor.office.map(|office| office.to_string()),
        access.at.micros(),
        access.answer == AccessAnswer::Refused,
    );
    let mut insert = connection.prepare_cached(sql::INSERT_ACCESS).map_err(writing)?;
    insert.execute(values).map_err(writing)?;
    let mut head = AccessLogHead::stored(connection)?;
    let mut statement = connection.prepare_cached(sql::ONE_ACCESS).map_err(writing)?;
    let mut rows = statement.query([connection.last_insert_rowid()]).map_err(writing)?;
    let found =
        rows.next().map_err(writing)?.ok_or_else(|| damaged("an access that was written is not there"))?;
    head.push(found)?;
    head.store(connection)
}
