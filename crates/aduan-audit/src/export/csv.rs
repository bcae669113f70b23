//! The table as CSV.

use super::ExportError;
use super::column::Column;
use super::rows::Rows;
use csv::{Terminator, WriterBuilder};
use std::io::{self, Write};

/// With which a spreadsheet takes a value for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes the table: RFC 4180, a header, lines that end with CR LF.
pub(super) fn write(mut rows: Rows<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut table =
        WriterBuilder::new().terminator(Terminator::CRLF).buffer_capacity(1 << 17).from_writer(out);
    let failed = |error| ExportError::Write(io::Error::from(error));
    table.write_record(Column::ALL.iter().map(|column| column.name())).map_err(failed)?;
    rows.each(|row| {
        for value in row.values().all() {
            if value.starts_with(FORMULA) {
                table.write_field(format!("'{value}"))
            } else {
                table.write_field(value)
            }
            .map_err(failed)?;
        }
        table.write_record(None::<&[u8]>).map_err(failed)
    })?;
    table.flush().map_err(ExportError::Write)
}
