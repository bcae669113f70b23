//! OCEL 2.0 as JSON: types, events in the order of the log, objects. All values are strings, as its schema has them.

use super::ocel::{self, Census, EPOCH, ObjectType, Relation};
use super::row::TableRow;
use super::row_stream::RowStream;
use super::spill::Spill;
use super::{Column, ExportError, Objects};
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::Path;

/// Writes events as they come. The facts about their complaints are written after the last event.
pub(super) fn write(
    mut rows: RowStream<'_>,
    out: &mut dyn Write,
    folder: &Path,
) -> Result<Objects, ExportError> {
    let types = ocel::event_types();
    out.write_all(header(&types).as_bytes()).map_err(ExportError::Write)?;
    let types: HashMap<&str, Vec<(Column, String)>> =
        types.iter().map(|(name, has)| (*name, has.iter().map(|column| begun(*column)).collect())).collect();
    let (mut census, mut objects, mut spill) = (Census::default(), Objects::default(), Spill::new(folder));
    let (mut text, mut apart) = (String::new(), "\n");
    rows.each(|row| {
        let relations = census.relations(&row);
        objects.event_to_object += relations.len() as u64;
        text.clear();
        text.push_str(std::mem::replace(&mut apart, ",\n"));
        event(&mut text, &row, &types, &relations);
        if row.changed.0 != 0 {
            spill.push(row)?;
        }
        out.write_all(text.as_bytes()).map_err(ExportError::Write)
    })?;
    out.write_all(b"\n],\n\"objects\":[").map_err(ExportError::Write)?;
    let mut list = List { out, apart: "\n", text };
    let of = spill.len();
    let mut done = 0;
    while let Some(bin) = spill.next().transpose()? {
        for rows in bin.complaints() {
            complaint(&mut list, rows, &mut objects).map_err(ExportError::Write)?;
        }
        done += 1;
        rows.writing(done, of)?;
    }
    others(&mut list, &census, &mut objects).map_err(ExportError::Write)?;
    list.out.write_all(b"\n]}\n").map_err(ExportError::Write)?;
    Ok(objects)
}

/// The types, up to where the events begin.
fn header(types: &[(&str, Vec<Column>)]) -> String {
    let mut text = String::from("{\"objectTypes\":[");
    for (at, kind) in ObjectType::ALL.into_iter().enumerate() {
        let attributes = kind.attributes().into_iter().map(|name| (name, "string"));
        declare(&mut text, at, kind.name(), attributes);
    }
    text.push_str("\n],\n\"eventTypes\":[");
    for (at, (name, columns)) in types.iter().enumerate() {
        declare(&mut text, at, name, columns.iter().map(|column| (column.name(), ocel::type_of(*column))));
    }
    text.push_str("\n],\n\"events\":[");
    text
}

fn declare<'a>(
    text: &mut String,
    at: usize,
    name: &str,
    attributes: impl Iterator<Item = (&'a str, &'a str)>,
) {
    text.push_str(if at == 0 { "\n{\"name\":" } else { ",\n{\"name\":" });
    string(text, name);
    text.push_str(",\"attributes\":[");
    for (at, (name, kind)) in attributes.enumerate() {
        open(text, at, "name", name);
        text.push_str(",\"type\":");
        string(text, kind);
        text.push('}');
    }
    text.push_str("]}");
}

/// A column, and what stands before its value.
fn begun(column: Column) -> (Column, String) {
    let mut text = String::new();
    open(&mut text, 0, "name", column.name());
    text.push_str(",\"value\":\"");
    (column, text)
}

fn event(
    text: &mut String,
    row: &TableRow<'_>,
    types: &HashMap<&str, Vec<(Column, String)>>,
    relations: &[Relation<'_>],
) {
    let name = row.get(Column::Event);
    text.push_str("{\"id\":\"");
    ocel::event_id(text, row);
    text.push_str("\",\"type\":");
    string(text, name);
    text.push_str(",\"time\":");
    string(text, row.get(Column::RecordedUtc));
    text.push_str(",\"attributes\":[");
    // Looked for once a row: hardly any has one.
    let plain = memchr::memchr2(b'"', b'\\', row.text.as_bytes()).is_none();
    let mut apart = "";
    for (column, begin) in types.get(name).map(Vec::as_slice).unwrap_or_default() {
        let value = row.get(*column);
        if value.is_empty() {
            continue;
        }
        text.push_str(std::mem::replace(&mut apart, ","));
        text.push_str(begin);
        if plain {
            text.push_str(value);
        } else {
            escaped(text, value);
        }
        text.push_str("\"}");
    }
    text.push(']');
    related(text, relations);
    text.push('}');
}

fn related<'a>(text: &mut String, relations: impl IntoIterator<Item = &'a Relation<'a>>) {
    text.push_str(",\"relationships\":[");
    for (at, relation) in relations.into_iter().enumerate() {
        text.push_str(if at == 0 { "{\"objectId\":\"" } else { ",{\"objectId\":\"" });
        text.push_str(relation.kind.prefix());
        escaped(text, relation.name);
        text.push_str("\",\"qualifier\":\"");
        // Words of this crate.
        text.push_str(&relation.qualifier);
        text.push_str("\"}");
    }
    text.push(']');
}

/// Objects, one after the other.
struct List<'a> {
    out: &'a mut dyn Write,
    apart: &'static str,
    text: String,
}

impl List<'_> {
    fn object(
        &mut self,
        id: &str,
        kind: ObjectType,
        attributes: &[(&str, &str, &str)],
        relations: &BTreeSet<Relation<'_>>,
    ) -> io::Result<()> {
        let text = &mut self.text;
        text.clear();
        text.push_str(std::mem::replace(&mut self.apart, ",\n"));
        text.push_str("{\"id\":");
        string(text, id);
        text.push_str(",\"type\":");
        string(text, kind.name());
        text.push_str(",\"attributes\":[");
        for (at, (name, time, value)) in attributes.iter().enumerate() {
            open(text, at, "name", name);
            text.push_str(",\"time\":");
            string(text, time);
            text.push_str(",\"value\":");
            string(text, value);
            text.push('}');
        }
        text.push(']');
        related(text, relations);
        text.push('}');
        self.out.write_all(text.as_bytes())
    }
}

fn complaint<'a>(
    list: &mut List<'_>,
    rows: impl Iterator<Item = TableRow<'a>>,
    objects: &mut Objects,
) -> io::Result<()> {
    let (mut id, mut attributes, mut relations) = (String::new(), Vec::new(), BTreeSet::new());
    for row in rows {
        let first = id.is_empty();
        if first {
            id = ObjectType::Complaint.id(row.get(Column::Case));
        }
        for column in ocel::told(row.changed) {
            let value = ocel::object_value(column, &row);
            if !value.is_empty() {
                let time = if first { EPOCH } else { row.get(Column::RecordedUtc) };
                attributes.push((ocel::object_attribute(column), time, value));
                objects.changes += u64::from(!first);
            }
        }
        let told = ocel::of_complaint(&row);
        relations.extend(told.filter_map(|(kind, name, qualifier)| Relation::new(kind, name, qualifier)));
    }
    objects.complaints += 1;
    objects.object_to_object += relations.len() as u64;
    list.object(&id, ObjectType::Complaint, &attributes, &relations)
}

fn others(list: &mut List<'_>, census: &Census, objects: &mut Objects) -> io::Result<()> {
    let none = BTreeSet::new();
    for complainant in census.complainants() {
        list.object(
            &ObjectType::Complainant.id(&complainant.to_string()),
            ObjectType::Complainant,
            &[],
            &none,
        )?;
        objects.complainants += 1;
    }
    for name in census.offices() {
        let (kind, code) = ocel::office(name);
        let attributes = [("kind", EPOCH, kind), ("code", EPOCH, code)];
        list.object(&ObjectType::Office.id(name), ObjectType::Office, &attributes, &none)?;
        objects.offices += 1;
    }
    for name in census.officers() {
        let relations = census.works_at(name).collect::<BTreeSet<_>>();
        list.object(&ObjectType::Officer.id(name), ObjectType::Officer, &[], &relations)?;
        objects.officers += 1;
        objects.object_to_object += relations.len() as u64;
    }
    Ok(())
}

/// Begins an object of two strings.
fn open(text: &mut String, at: usize, key: &str, value: &str) {
    text.push_str(if at == 0 { "{\"" } else { ",{\"" });
    text.push_str(key);
    text.push_str("\":");
    string(text, value);
}

/// Writes a string.
fn string(text: &mut String, value: &str) {
    text.push('"');
    escaped(text, value);
    text.push('"');
}

/// Writes the text of a JSON string. The text of a row is printable, so only two characters have to be escaped.
fn escaped(text: &mut String, value: &str) {
    let mut rest = value;
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        text.push('\\');
        text.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
}
