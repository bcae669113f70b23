//! The table as CSV.

use super::ExportError;
use super::column::Column;
use super::row::TableRow;
use super::row_stream::RowStream;
use csv::{Terminator, Writer, WriterBuilder};
use std::io::{self, Write};

/// With which a spreadsheet takes a value for a formula.
const FORMULA: &[u8] = b"=+-@\t\r";

/// Writes the table: RFC 4180, a header, lines that end with CR LF.
pub(super) fn write(mut rows: RowStream<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut quoted = quoting(Vec::new());
    quoted.write_record(Column::ALL.iter().map(|column| column.name())).map_err(failed)?;
    quoted.flush().map_err(ExportError::Write)?;
    out.write_all(quoted.get_ref()).map_err(ExportError::Write)?;
    let mut line = Vec::new();
    rows.each(|row| {
        line.clear();
        if is_plain(&row) {
            for value in row.values() {
                line.extend_from_slice(value.as_bytes());
                line.push(b',');
            }
            line.pop();
            line.extend_from_slice(b"\r\n");
        } else {
            let mut quoted = quoting(&mut line);
            let values = row
                .values()
                .map(|value| if is_formula(value) { format!("'{value}") } else { value.to_owned() });
            quoted.write_record(values).and_then(|()| Ok(quoted.flush()?)).map_err(failed)?;
        }
        out.write_all(&line).map_err(ExportError::Write)
    })
}

fn quoting<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out)
}

fn is_formula(value: &str) -> bool {
    value.as_bytes().first().is_some_and(|byte| FORMULA.contains(byte))
}

/// Whether all values are codes that need neither quotes nor an apostrophe: all that are known do.
fn is_plain(row: &TableRow<'_>) -> bool {
    // Without a branch, so that many are looked at at once.
    let foreign =
        row.text.bytes().fold(false, |foreign, byte| foreign | matches!(byte, b',' | b'"' | b'\r' | b'\n'));
    !foreign && !row.values().any(is_formula)
}

/// The disk's own error, where it is one.
fn failed(error: csv::Error) -> ExportError {
    ExportError::Write(match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}
