//! The table as Apache Parquet: dictionaries, Snappy, groups of some ten thousand rows.

use super::ExportError;
use super::column::{Column, Kind};
use super::row_stream::RowStream;
use super::timestamp_text;
use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type};
use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};

/// How many rows a group has at most: what is in memory.
const GROUP: usize = 1 << 16;

/// Columns in which hardly any value stands twice: a dictionary would be thrown away when it is full.
const DISTINCT: [Column; 5] =
    [Column::Position, Column::Record, Column::RecordedUtc, Column::RecordedLocal, Column::Command];

/// Encodes on a thread of its own what this one has gathered: each takes about as long as the other.
pub(super) fn write(mut rows: RowStream<'_>, out: &mut (dyn Write + Send)) -> Result<(), ExportError> {
    std::thread::scope(|scope| {
        // At most one group waits. `None` follows the last one; without it the file must not be completed.
        let (to, groups) = sync_channel(1);
        let (back, emptied) = channel();
        let encoder = scope.spawn(move || encode(out, groups, &back));
        let fresh = || Column::ALL.iter().map(|column| Values::new(*column)).collect::<Vec<_>>();
        // If the encoder does not take a group, its own error says why.
        let gone = |_| ExportError::Reading(aduan_audit::ReadError::Worker);
        let (mut columns, mut held) = (fresh(), 0);
        let gathered = rows.each(|row| {
            for (column, value) in columns.iter_mut().zip(row.values()) {
                column.push(value);
            }
            held += 1;
            if held < GROUP {
                return Ok(());
            }
            held = 0;
            let next = emptied.try_recv().unwrap_or_else(|_| fresh());
            to.send(Some(std::mem::replace(&mut columns, next))).map_err(gone)
        });
        let gathered = gathered.and_then(|()| {
            if held > 0 {
                to.send(Some(columns)).map_err(gone)?;
            }
            to.send(None).map_err(gone)
        });
        drop(to);
        encoder.join().unwrap_or(Err(ExportError::Reading(aduan_audit::ReadError::Worker))).and(gathered)
    })
}

/// Writes the groups as they come, and gives their columns back for the next.
fn encode(
    out: &mut (dyn Write + Send),
    groups: Receiver<Option<Vec<Values>>>,
    back: &Sender<Vec<Values>>,
) -> Result<(), ExportError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("aduan ", env!("CARGO_PKG_VERSION")).to_owned());
    let properties = DISTINCT.iter().fold(properties, |properties, column| {
        properties.set_column_dictionary_enabled(ColumnPath::from(column.name()), false)
    });
    let mut file = SerializedFileWriter::new(out, Arc::new(schema()?), Arc::new(properties.build()))?;
    for columns in groups {
        let Some(mut columns) = columns else {
            file.close()?;
            break;
        };
        group(&mut file, &mut columns)?;
        let _nobody_needs_them = back.send(columns);
    }
    Ok(())
}

fn schema() -> Result<Type, ExportError> {
    let fields = Column::ALL.iter().map(|column| {
        let (physical, logical) = match column.kind() {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Integer => (Physical::INT64, None),
            Kind::Instant => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
            Kind::Local => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS))),
        };
        let field = Type::primitive_type_builder(column.name(), physical);
        field.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build().map(Arc::new)
    });
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    Ok(Type::group_type_builder("event").with_fields(fields).build()?)
}

/// The values of one column in a group: those that there are, and for each row whether it has one.
struct Values {
    kind: Kind,
    there: Vec<i16>,
    numbers: Vec<i64>,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Values {
    fn new(column: Column) -> Self {
        let (there, numbers, text, ends) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { kind: column.kind(), there, numbers, text, ends }
    }

    fn push(&mut self, value: &str) {
        self.there.push(i16::from(!value.is_empty()));
        if value.is_empty() {
            return;
        }
        match self.kind {
            Kind::Text => {
                self.text.extend_from_slice(value.as_bytes());
                self.ends.push(self.text.len());
            }
            // A row's numbers and instants were written by this crate a moment ago.
            Kind::Integer => self.numbers.push(value.parse().unwrap_or_default()),
            Kind::Instant | Kind::Local => self.numbers.push(timestamp_text::micros(value)),
        }
    }
}

/// Writes a group and empties the columns.
fn group<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    columns: &mut [Values],
) -> Result<(), ExportError> {
    let mut group = file.next_row_group()?;
    for column in columns {
        let Some(mut writer) = group.next_column()? else { break };
        if column.kind == Kind::Text {
            let text = Bytes::from(std::mem::take(&mut column.text));
            let mut from = 0;
            let values: Vec<ByteArray> = column
                .ends
                .drain(..)
                .map(|end| text.slice(std::mem::replace(&mut from, end)..end).into())
                .collect();
            writer.typed::<ByteArrayType>().write_batch(&values, Some(&column.there), None)?;
        } else {
            writer.typed::<Int64Type>().write_batch(&column.numbers, Some(&column.there), None)?;
            column.numbers.clear();
        }
        column.there.clear();
        writer.close()?;
    }
    group.close()?;
    Ok(())
}
