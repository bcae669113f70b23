//! The row of a complaint, as it is bound, compared and put in its place.

use crate::error::writing;
use crate::positions::Positions;
use crate::statements::Statements;
use crate::{column, role_bits, sql};
use aduan_core::{ComplaintId, Matter, Outcome, Timestamp};
use aduan_store::{StoreError, Summary};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

/// The values of the columns after the version, in their order.
pub(crate) type Columns = [ToSqlOutput<'static>; 13];

/// Those of the administrative stream, which has no summary, say nothing, and no list finds them.
pub(crate) fn columns(row: Option<&Summary>) -> Columns {
    let Some(row) = row else {
        let mut columns = [const { ToSqlOutput::Owned(Value::Null) }; 13];
        columns[11] = ToSqlOutput::Owned(Value::Integer(0));
        columns[12] = ToSqlOutput::Owned(Value::Blob(Vec::new()));
        return columns;
    };
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
        or_null(row.unanswered.map(instant)),
        or_null(row.to_tell.map(|office| text(office.to_string()))),
        ToSqlOutput::Owned(Value::Integer(role_bits::bits(row.seen_by))),
        ToSqlOutput::Owned(Value::Blob(row.named.iter().flat_map(|it| it.uuid().into_bytes()).collect())),
    ]
}

/// The stored row of a complaint, before a commit.
pub(crate) struct StoredSummary {
    /// The version of the stream; 0 if there is none.
    pub(crate) version: u32,
    pub(crate) positions: Positions,
    state: State,
}

enum State {
    Absent,
    /// Nothing differs but what each commit changes: no index does, and none is written.
    Same,
    Other,
}

impl StoredSummary {
    /// There is no row yet.
    pub(crate) const fn absent(positions: Positions) -> Self {
        Self { version: 0, positions, state: State::Absent }
    }

    pub(crate) fn of(
        statements: &mut Statements<'_>,
        complaint: ComplaintId,
        columns: &Columns,
    ) -> Result<Self, StoreError> {
        let mut rows =
            statements.get(sql::STORED_SUMMARY)?.query([complaint.uuid().as_bytes()]).map_err(writing)?;
        let Some(found) = rows.next().map_err(writing)? else {
            return Ok(Self::absent(Positions::default()));
        };
        let version = column::count(found, 0)?;
        let positions = Positions::of(complaint, version, column::blob(found, 14)?)?;
        let mut state = State::Same;
        for (place, new) in (1..).zip(columns) {
            let new = match new {
                ToSqlOutput::Borrowed(value) => *value,
                ToSqlOutput::Owned(value) => value.into(),
                // We make none of the others.
                _ => ValueRef::Null,
            };
            if found.get_ref(place).map_err(writing)? != new {
                state = State::Other;
            }
        }
        Ok(Self { version, positions, state })
    }

    /// Puts the new row in the place of what was.
    pub(crate) fn replace(
        self,
        statements: &mut Statements<'_>,
        complaint: ComplaintId,
        version: u32,
        columns: Columns,
    ) -> Result<(), StoreError> {
        let id = complaint.uuid().into_bytes();
        let positions = self.positions.bytes();
        let statement = match self.state {
            State::Same => return statements.run(sql::RAISE_VERSION, (id, version, positions)).map(drop),
            State::Absent => sql::INSERT_SUMMARY,
            State::Other => sql::UPDATE_SUMMARY,
        };
        let [
            register,
            stage,
            since,
            holder,
            matter,
            received,
            due,
            target,
            outcome,
            unanswered,
            to_tell,
            seen_by,
            named,
        ] = columns;
        let values = (
            id, version, positions, register, stage, since, holder, matter, received, due, target, outcome,
            unanswered, to_tell, seen_by, named,
        );
        statements.run(statement, values).map(drop)
    }
}
