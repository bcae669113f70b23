//! XES (IEEE 1849): a trace for each complaint, in the order in which they came in.

use super::ExportError;
use super::column::{Column, Kind};
use super::row::TableRow;
use super::row_stream::RowStream;
use super::spill::{Spill, SpilledRows};
use std::collections::VecDeque;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::sync_channel;

/// Everything that stands before the traces. Names are without spaces, as the standard's schema wants them.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
<global scope="trace">
<string key="concept:name" value="UNKNOWN"/>
<string key="zone" value="WIB"/>
<string key="stage" value="new"/>
<int key="reopened" value="0"/>
<int key="events" value="0"/>
</global>
<global scope="event">
<string key="concept:name" value="Unknown"/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000000Z"/>
<id key="identity:id" value="00000000-0000-0000-0000-000000000000"/>
<string key="org:role" value="system"/>
<int key="position" value="0"/>
<int key="version" value="0"/>
<int key="schema" value="0"/>
<string key="command" value="UNKNOWN"/>
<string key="stage_before" value="new"/>
<string key="stage_after" value="new"/>
</global>
<classifier name="Activity" scope="event" keys="concept:name lifecycle:transition"/>
<classifier name="Event" scope="event" keys="concept:name"/>
<classifier name="Role" scope="event" keys="concept:name org:role"/>
<string key="concept:name" value="aduan"/>
<string key="lifecycle:model" value="standard"/>
"#;

/// The columns for which the standard's extensions have a key.
const STANDARD: [(&str, &str, Column); 6] = [
    ("string", "concept:name", Column::Event),
    ("date", "time:timestamp", Column::RecordedUtc),
    ("id", "identity:id", Column::Record),
    ("string", "org:resource", Column::Actor),
    ("string", "org:role", Column::Role),
    ("string", "org:group", Column::Office),
];

/// The other columns of an event, each under its own name.
const EVENT: [Column; 19] = [
    Column::Position,
    Column::Version,
    Column::Detail,
    Column::Schema,
    Column::ClockUtc,
    Column::Command,
    Column::StageBefore,
    Column::StageAfter,
    Column::Holder,
    Column::ToOffice,
    Column::ToOfficer,
    Column::WindowDue,
    Column::WindowRule,
    Column::ResponseDue,
    Column::ResponseRule,
    Column::TargetDue,
    Column::TargetRule,
    Column::OverallDue,
    Column::OverallRule,
];

/// The columns of a trace: the state of the complaint after its last event.
const TRACE: [Column; 11] = [
    Column::Register,
    Column::Channel,
    Column::Matter,
    Column::Unit,
    Column::Zone,
    Column::Holder,
    Column::ReportedOffice,
    Column::Outcome,
    Column::Ground,
    Column::Finding,
    Column::Reopened,
];

/// Reads everything before it writes the first trace: a log has the complaints between each other.
pub(super) fn write(mut rows: RowStream<'_>, out: &mut dyn Write, folder: &Path) -> Result<(), ExportError> {
    let mut spill = Spill::new(folder);
    rows.each(|row| spill.push(row))?;
    out.write_all(HEAD.as_bytes()).map_err(ExportError::Write)?;
    in_order(&rows, spill, |traces| out.write_all(traces).map_err(ExportError::Write))?;
    out.write_all(b"</log>\n").map_err(ExportError::Write)
}

/// Renders the bins on several threads and gives them to `take` in their order.
fn in_order(
    rows: &RowStream<'_>,
    mut spill: Spill,
    mut take: impl FnMut(&[u8]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let (of, ahead) = (spill.len(), rows.threads.get() * 2);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..rows.threads.get())
            .map(|_| {
                let (to, bins) = sync_channel::<SpilledRows>(2);
                let (done, from) = sync_channel(2);
                scope.spawn(move || bins.into_iter().try_for_each(|bin| done.send(traces(&bin))));
                (to, from)
            })
            .collect();
        let mut turn = workers.iter().cycle();
        let (mut under_way, mut done) = (VecDeque::new(), 0);
        let died = || ExportError::Reading(aduan_audit::ReadError::Worker);
        loop {
            while under_way.len() < ahead
                && let (Some(bin), Some((to, from))) = (spill.next().transpose()?, turn.next())
            {
                to.send(bin).map_err(|_| died())?;
                under_way.push_back(from);
            }
            let Some(from) = under_way.pop_front() else { return Ok(()) };
            take(from.recv().map_err(|_| died())?.as_bytes())?;
            done += 1;
            rows.writing(done, of)?;
        }
    })
}

fn traces(bin: &SpilledRows) -> String {
    let mut text = String::with_capacity(1 << 20);
    let keys = Keys::new();
    for complaint in bin.complaints() {
        trace(&mut text, &keys, complaint);
    }
    text
}

/// An event's columns, and what stands before the value of each.
struct Keys {
    standard: Vec<(Column, String)>,
    event: Vec<(Column, String)>,
}

impl Keys {
    fn new() -> Self {
        let begun = |element: &str, key: &str, column| {
            let mut text = String::new();
            begin(&mut text, element, key);
            (column, text)
        };
        let standard = STANDARD.into_iter().map(|(element, key, column)| begun(element, key, column));
        let event = EVENT.into_iter().map(|column| begun(element(column), column.name(), column));
        Self { standard: standard.collect(), event: event.collect() }
    }
}

fn trace<'a>(text: &mut String, keys: &Keys, rows: impl Iterator<Item = TableRow<'a>> + Clone) {
    let Some((events, last)) = rows.clone().enumerate().last() else { return };
    text.push_str("<trace>\n");
    attribute(text, "string", "concept:name", last.get(Column::Case));
    // The one that it was received under: the first that is told.
    let mut rulebooks = rows.clone().map(|row| row.get(Column::Rulebook));
    attribute(
        text,
        "string",
        "rulebook",
        rulebooks.find(|rulebook| !rulebook.is_empty()).unwrap_or_default(),
    );
    for column in TRACE {
        plain(text, column, &last);
    }
    attribute(text, "string", "stage", last.get(Column::StageAfter));
    attribute(text, "int", "events", &(events + 1).to_string());
    for row in rows {
        event(text, keys, &row);
    }
    text.push_str("</trace>\n");
}

fn event(text: &mut String, keys: &Keys, row: &TableRow<'_>) {
    text.push_str("<event>\n");
    // Looked at once a row, and not value by value.
    let special = is_special(row.text);
    let attributes = |text: &mut String, keys: &[(Column, String)]| {
        for (column, begin) in keys {
            let value = row.get(*column);
            if !value.is_empty() {
                text.push_str(begin);
                if special {
                    escaped(text, value);
                } else {
                    text.push_str(value);
                }
                text.push_str("\"/>\n");
            }
        }
    };
    attributes(text, &keys.standard);
    // An event is recorded when what it says is done.
    text.push_str("<string key=\"lifecycle:transition\" value=\"complete\"/>\n");
    attributes(text, &keys.event);
    text.push_str("</event>\n");
}

const fn element(column: Column) -> &'static str {
    match column.kind() {
        Kind::Text => "string",
        Kind::Integer => "int",
        Kind::Instant | Kind::Local => "date",
    }
}

fn plain(text: &mut String, column: Column, row: &TableRow<'_>) {
    attribute(text, element(column), column.name(), row.get(column));
}

fn begin(text: &mut String, element: &str, key: &str) {
    for part in ["<", element, " key=\"", key, "\" value=\""] {
        text.push_str(part);
    }
}

/// Writes an attribute, if the fact has a value.
fn attribute(text: &mut String, element: &str, key: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    begin(text, element, key);
    escaped(text, value);
    text.push_str("\"/>\n");
}

/// Whether a text has what has to be escaped: hardly any has.
fn is_special(text: &str) -> bool {
    // Without a branch, so that many are looked at at once.
    text.bytes().fold(false, |found, byte| found | matches!(byte, b'&' | b'<' | b'>' | b'"'))
}

fn escaped(text: &mut String, value: &str) {
    if !is_special(value) {
        return text.push_str(value);
    }
    for symbol in value.chars() {
        match symbol {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            other => text.push(other),
        }
    }
}
