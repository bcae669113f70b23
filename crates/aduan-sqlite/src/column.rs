//! Values between rows and types. A value that no version of aduan wrote is damage, never a panic.

use crate::error::{damaged, reading};
use aduan_core::{Alias, ComplaintId, Timestamp};
use aduan_store::vault::{KeyId, KeyState, WrappedKey};
use aduan_store::{StoreError, Summary};
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Connection, Row, Statement};
use std::str::FromStr;
use uuid::Uuid;

use crate::{role_bits, sql};

pub(crate) fn get<T: FromSql>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    row.get(column).map_err(reading)
}

pub(crate) fn bytes<const N: usize>(row: &Row<'_>, column: usize) -> Result<[u8; N], StoreError> {
    let value = row.get_ref(column).map_err(reading)?;
    let blob = value.as_blob().ok().and_then(|blob| blob.try_into().ok());
    blob.ok_or_else(|| damaged(format!("column {column} should have {N} bytes")))
}

pub(crate) fn maybe_bytes<const N: usize>(
    row: &Row<'_>,
    column: usize,
) -> Result<Option<[u8; N]>, StoreError> {
    let null = row.get_ref(column).map_err(reading)? == ValueRef::Null;
    if null { Ok(None) } else { bytes(row, column).map(Some) }
}

pub(crate) fn blob<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a [u8], StoreError> {
    let value = row.get_ref(column).map_err(reading)?;
    value.as_blob().map_err(|_| damaged(format!("column {column} should be bytes")))
}

pub(crate) fn id<T: From<Uuid>>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    bytes(row, column).map(|bytes| T::from(Uuid::from_bytes(bytes)))
}

pub(crate) fn count<T: TryFrom<i64>>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    let found: i64 = get(row, column)?;
    T::try_from(found).map_err(|_| damaged(format!("column {column} cannot be {found}")))
}

pub(crate) fn word<T: FromStr>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    maybe_word(row, column)?.ok_or_else(|| damaged(format!("column {column} should be a word")))
}

pub(crate) fn maybe_word<T: FromStr>(row: &Row<'_>, column: usize) -> Result<Option<T>, StoreError> {
    let found: Option<String> = get(row, column)?;
    let unknown = |_| damaged(format!("column {column} has a word that is none of ours"));
    found.map(|found| found.parse().map_err(unknown)).transpose()
}

pub(crate) fn instant(row: &Row<'_>, column: usize) -> Result<Timestamp, StoreError> {
    get(row, column).map(Timestamp::from_micros)
}

pub(crate) fn maybe_instant(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, StoreError> {
    Ok(get::<Option<i64>>(row, column)?.map(Timestamp::from_micros))
}

pub(crate) fn summary(row: &Row<'_>) -> Result<Summary, StoreError> {
    Ok(Summary {
        complaint: id(row, 0)?,
        version: count(row, 1)?,
        register: maybe_word(row, 2)?,
        stage: word(row, 3)?,
        stage_since: instant(row, 4)?,
        holder: maybe_word(row, 5)?,
        matter: maybe_word(row, 6)?,
        received_at: instant(row, 7)?,
        due: maybe_instant(row, 8)?,
        target: maybe_instant(row, 9)?,
        outcome: maybe_word(row, 10)?,
        unanswered: maybe_instant(row, 11)?,
        to_tell: maybe_word(row, 12)?,
        seen_by: role_bits::roles(count(row, 13)?),
        named: blob(row, 14)?
            .as_chunks::<16>()
            .0
            .iter()
            .map(|id| Alias::new(Uuid::from_bytes(*id)))
            .collect(),
    })
}

/// A complaint's key.
pub(crate) fn key(connection: &Connection, complaint: ComplaintId) -> Result<KeyState, StoreError> {
    found_key(&mut *connection.prepare_cached(sql::KEY).map_err(reading)?, complaint)
}

pub(crate) fn found_key(
    statement: &mut Statement<'_>,
    complaint: ComplaintId,
) -> Result<KeyState, StoreError> {
    let mut rows = statement.query([complaint.uuid().as_bytes()]).map_err(reading)?;
    let Some(row) = rows.next().map_err(reading)? else { return Ok(KeyState::Never) };
    if row.get_ref(1).map_err(reading)? == ValueRef::Null {
        return Ok(KeyState::Destroyed);
    }
    Ok(KeyState::Active(WrappedKey { master: KeyId(bytes(row, 0)?), bytes: blob(row, 1)?.to_vec() }))
}
