//! The row of a complaint, as it is bound, compared and put in its place.

use crate::error::writing;
use crate::statements::Statements;
use crate::{row, sql};
use aduan_core::{ComplaintId, Matter, Outcome, Timestamp};
use aduan_store::{StoreError, Summary};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

/// What the columns after the version hold, in their order.
pub(crate) type Columns = [ToSqlOutput<'static>; 9];

pub(crate) fn columns(row: &Summary) -> Columns {
    let word = |word: &'static str| ToSqlOutput::Borrowed(ValueRef::Text(word.as_bytes()));
    let text = |text: String| ToSqlOutput::Owned(Value::Text(text));
    let instant = |at: Timestamp| ToSqlOutput::Owned(Value::Integer(at.micros()));
    let or_null = |value: Option<ToSqlOutput<'static>>| value.unwrap_or(ToSqlOutput::Owned(Value::Null));
    [
        or_null(row.register.map(|register| text(register.to_string()))),
        word(row.stage.as_str()),
        instant(row.stage_since),
        or_null(row.holder.map(|holder| text(holder.to_string()))),
        or_null(row.matter.map(Matter::as_str).map(word)),
        instant(row.received_at),
        or_null(row.due.map(instant)),
        or_null(row.target.map(instant)),
        or_null(row.outcome.map(Outcome::as_str).map(word)),
    ]
}

/// What a complaint's row was.
pub(crate) enum Before {
    /// There is none.
    Absent,
    /// It differs in nothing but the version: then no index changes, and none is written.
    Same(u32),
    /// It differs.
    Other(u32),
}

impl Before {
    pub(crate) fn of(
        statements: &mut Statements<'_>,
        complaint: ComplaintId,
        columns: &Columns,
    ) -> Result<Self, StoreError> {
        let mut rows = statements.get(sql::SUMMARY)?.query([complaint.uuid().as_bytes()]).map_err(writing)?;
        let Some(found) = rows.next().map_err(writing)? else { return Ok(Self::Absent) };
        let version = row::count(found, 1)?;
        for (place, new) in (2..).zip(columns) {
            let new = match new {
                ToSqlOutput::Borrowed(value) => *value,
                ToSqlOutput::Owned(value) => value.into(),
                // We make none of the others.
                _ => return Ok(Self::Other(version)),
            };
            if found.get_ref(place).map_err(writing)? != new {
                return Ok(Self::Other(version));
            }
        }
        Ok(Self::Same(version))
    }

    /// The version of the stream; 0 if there is none.
    pub(crate) const fn version(&self) -> u32 {
        match self {
            Self::Absent => 0,
            Self::Same(version) | Self::Other(version) => *version,
        }
    }

    /// Puts the new row in the place of what was.
    pub(crate) fn replace(
        &self,
        statements: &mut Statements<'_>,
        complaint: ComplaintId,
        version: u32,
        columns: Columns,
    ) -> Result<(), StoreError> {
        let id = complaint.uuid().into_bytes();
        let statement = match self {
            Self::Same(_) => return statements.run(sql::RAISE_VERSION, (id, version)).map(drop),
            Self::Absent => sql::INSERT_SUMMARY,
            Self::Other(_) => sql::UPDATE_SUMMARY,
        };
        let [register, stage, since, holder, matter, received, due, target, outcome] = columns;
        let values = (id, version, register, stage, since, holder, matter, received, due, target, outcome);
        statements.run(statement, values).map(drop)
    }
}
