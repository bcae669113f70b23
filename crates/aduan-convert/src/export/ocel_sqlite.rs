//! OCEL 2.0 as a `SQLite` database, with the tables, columns and keys that the standard names.

use super::btree::{self, Pages, Table, Value};
use super::facts::Changed;
use super::ocel::{self, Census, EPOCH, Type};
use super::row::Row;
use super::rows::Rows;
use super::spill::Spill;
use super::steady::Steady;
use super::{Column, ExportError, Kind, Objects};
use aduan_core::ComplaintId;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use uuid::Uuid;

const PAGE: usize = 8192;

/// The tables that do not depend on types. Keys are the tables themselves: no row is stored twice.
const TABLES: &str = "
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE event (
  ocel_id TEXT PRIMARY KEY,
  ocel_type TEXT NOT NULL REFERENCES event_map_type (ocel_type)
) WITHOUT ROWID;
CREATE TABLE object (
  ocel_id TEXT PRIMARY KEY,
  ocel_type TEXT NOT NULL REFERENCES object_map_type (ocel_type)
) WITHOUT ROWID;
CREATE TABLE event_object (
  ocel_event_id TEXT NOT NULL REFERENCES event (ocel_id),
  ocel_object_id TEXT NOT NULL REFERENCES object (ocel_id),
  ocel_qualifier TEXT NOT NULL,
  PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier)
) WITHOUT ROWID;
CREATE TABLE object_object (
  ocel_source_id TEXT NOT NULL REFERENCES object (ocel_id),
  ocel_target_id TEXT NOT NULL REFERENCES object (ocel_id),
  ocel_qualifier TEXT NOT NULL,
  PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier)
) WITHOUT ROWID;
";

/// Writes a new file: `SQLite` makes its tables, then they are filled with rows in the order of their keys.
pub(super) fn write(mut rows: Rows<'_>, path: &Path, folder: &Path) -> Result<Objects, ExportError> {
    let types = ocel::event_types();
    let (roots, count) = schema(path, &types)?;
    let failed = ExportError::Write;
    let file = File::options().write(true).open(path).and_then(Steady::new).map_err(failed)?;
    let mut pages = Pages::new(BufWriter::with_capacity(1 << 18, file), PAGE, count).map_err(failed)?;
    let (mut census, mut objects, mut spill) = (Census::default(), Objects::default(), Spill::new(folder));
    let mut events = Events::new(&pages, &roots, &types);
    rows.each(|row| {
        events.row(&mut pages, &row, &mut census, &mut objects).map_err(failed)?;
        if row.changed.0 == 0 { Ok(()) } else { spill.push(row) }
    })?;
    events.end(&mut pages).map_err(failed)?;
    let mut complaints = Complaints::new(&pages, &roots, &census);
    let of = spill.len();
    let mut done = 0;
    while let Some(bin) = spill.next().transpose()? {
        for rows in bin.complaints() {
            complaints.rows(&mut pages, rows, &mut objects).map_err(failed)?;
        }
        done += 1;
        rows.writing(done, of)?;
    }
    complaints.end(&mut pages, &roots, &mut objects).map_err(failed)?;
    let file = pages.end().map_err(failed)?;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.end().map_err(failed)?;
    Ok(objects)
}

type Types<'a> = [(&'a str, Vec<Column>)];

/// The page with which each table begins.
type Roots = HashMap<String, u32>;

/// Makes the tables of all types, whether or not there is anything of them: the same for every history. Tells where
/// they begin, and how many pages there are.
fn schema(path: &Path, types: &Types<'_>) -> rusqlite::Result<(Roots, u32)> {
    let database = Connection::open(path)?;
    database.execute_batch(&format!(
        "PRAGMA page_size = {PAGE}; PRAGMA auto_vacuum = NONE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
    ))?;
    database.execute_batch(TABLES)?;
    for (name, columns) in types {
        let columns: Vec<String> =
            columns.iter().map(|column| [column.name(), sql(*column)].join(" ")).collect();
        database.execute_batch(&format!(
            "CREATE TABLE event_{name} (
               ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TIMESTAMP NOT NULL, {}
             ) WITHOUT ROWID;
             INSERT INTO event_map_type VALUES ('{name}', '{name}');",
            columns.join(", ")
        ))?;
    }
    for kind in Type::ALL {
        let name = kind.name();
        let columns = kind.attributes().into_iter().map(|attribute| [", ", attribute, " TEXT"].concat());
        database.execute_batch(&format!(
            "CREATE TABLE object_{name} (
               ocel_id TEXT NOT NULL REFERENCES object (ocel_id), ocel_time TIMESTAMP NOT NULL,
               ocel_changed_field TEXT{}
             );
             INSERT INTO object_map_type VALUES ('{name}', '{name}');",
            columns.collect::<Vec<_>>().concat()
        ))?;
    }
    database.execute_batch("COMMIT")?;
    let roots = database
        .prepare("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let count = database.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    database.close().map_err(|(_, error)| error)?;
    Ok((roots, count))
}

const fn sql(column: Column) -> &'static str {
    match column.kind() {
        Kind::Text => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Instant | Kind::Local => "TIMESTAMP",
    }
}

/// The file's pages.
type Book = Pages<BufWriter<Steady>>;

fn table(pages: &Book, roots: &Roots, name: &str, kind: btree::Kind) -> Table {
    // Each was made a moment ago.
    Table::new(pages, kind, roots.get(name).copied().unwrap_or_default())
}

/// A value; what has none is NULL.
fn value(value: &str, kind: Kind) -> Value<'_> {
    match (value, kind) {
        ("", _) => Value::Null,
        (value, Kind::Integer) => value.parse().map_or(Value::Null, Value::Integer),
        (value, _) => Value::Text(value),
    }
}

/// The tables that are filled while rows come.
struct Events<'a> {
    id: String,
    event: Table,
    event_object: Table,
    /// In an order of its own, so that the pages of a history are always the same.
    typed: BTreeMap<&'a str, (&'a [Column], Table)>,
}

impl<'a> Events<'a> {
    fn new(pages: &Book, roots: &Roots, types: &'a Types<'a>) -> Self {
        let table = |name: &str| table(pages, roots, name, btree::Kind::Key);
        let typed = types
            .iter()
            .map(|(name, columns)| (*name, (columns.as_slice(), table(&format!("event_{name}")))));
        let (event, event_object, typed) = (table("event"), table("event_object"), typed.collect());
        Self { id: String::new(), event, event_object, typed }
    }

    fn row(
        &mut self,
        pages: &mut Book,
        row: &Row<'_>,
        census: &mut Census,
        objects: &mut Objects,
    ) -> io::Result<()> {
        self.id.clear();
        ocel::event_id(&mut self.id, row);
        let (id, name) = (Value::Text(&self.id), row.get(Column::Event));
        let time = Value::Text(row.get(Column::RecordedUtc));
        self.event.add(pages, [id, Value::Text(name)])?;
        if let Some((columns, table)) = self.typed.get_mut(name) {
            let attributes = columns.iter().map(|column| value(row.get(*column), column.kind()));
            table.add(pages, [id, time].into_iter().chain(attributes))?;
        }
        for relation in census.relations(row) {
            let object = Value::Joined(relation.kind.prefix(), relation.name);
            let qualifier = Value::Text(&relation.qualifier);
            self.event_object.add(pages, [id, object, qualifier])?;
            objects.event_to_object += 1;
        }
        Ok(())
    }

    fn end(self, pages: &mut Book) -> io::Result<()> {
        self.event.end(pages)?;
        self.event_object.end(pages)?;
        self.typed.into_values().try_for_each(|(_, table)| table.end(pages))
    }
}

/// The qualifiers of a complaint's relations, sorted.
const QUALIFIERS: [&str; 3] = ["about", "received from", "verified at"];

/// What a complaint is related to. The order is that of the ids: complainants stand before offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum To {
    Complainant(u128),
    Office(usize),
}

/// What is said of objects, once all events have been read.
struct Complaints<'a> {
    complaint: Table,
    census: &'a Census,
    offices: Vec<&'a str>,
    ids: Vec<u128>,
    /// By number where a text would take three times as much: complaint, object, which of the qualifiers.
    links: Vec<(u128, To, usize)>,
}

impl<'a> Complaints<'a> {
    fn new(pages: &Book, roots: &Roots, census: &'a Census) -> Self {
        let complaint = table(pages, roots, "object_Complaint", btree::Kind::Number);
        Self { complaint, census, offices: census.offices(), ids: Vec::new(), links: Vec::new() }
    }

    /// Adds a complaint: how it was at first, and each change.
    fn rows<'r>(
        &mut self,
        pages: &mut Book,
        rows: impl Iterator<Item = Row<'r>>,
        objects: &mut Objects,
    ) -> io::Result<()> {
        let mut id = None;
        for row in rows {
            let number = number(row.get(Column::Case));
            let first = id.is_none();
            let id = &*id.get_or_insert_with(|| Type::Complaint.id(row.get(Column::Case)));
            if first {
                self.ids.push(number);
                let all = Changed::ATTRIBUTES.into_iter();
                let all = all.map(|column| value(ocel::object_value(column, &row), Kind::Text));
                let begin = [Value::Text(id), Value::Text(EPOCH), Value::Null];
                self.complaint.add(pages, begin.into_iter().chain(all))?;
            } else {
                for column in ocel::told(row.changed) {
                    objects.changes += self.change(pages, id, column, &row)?;
                }
            }
            for (kind, name, qualifier) in ocel::of_complaint(&row) {
                let to = if kind == Type::Complainant {
                    To::Complainant(self::number(name))
                } else {
                    To::Office(self.offices.binary_search(&name).unwrap_or_default())
                };
                self.links.push((
                    number,
                    to,
                    QUALIFIERS.iter().position(|one| *one == qualifier).unwrap_or(0),
                ));
            }
        }
        Ok(())
    }

    /// Adds another value of an attribute.
    fn change(&mut self, pages: &mut Book, id: &str, column: Column, row: &Row<'_>) -> io::Result<u64> {
        let told = ocel::object_value(column, row);
        if told.is_empty() {
            return Ok(0);
        }
        let time = Value::Text(row.get(Column::RecordedUtc));
        let begin = [Value::Text(id), time, Value::Text(ocel::object_attribute(column))];
        let all = Changed::ATTRIBUTES.into_iter();
        let all = all.map(|one| if one == column { Value::Text(told) } else { Value::Null });
        self.complaint.add(pages, begin.into_iter().chain(all))?;
        Ok(1)
    }

    fn end(mut self, pages: &mut Book, roots: &Roots, objects: &mut Objects) -> io::Result<()> {
        let census = self.census;
        self.ids.sort_unstable();
        self.links.sort_unstable();
        // A complaint may name an office again that it named before.
        self.links.dedup();
        let complainants: Vec<String> = census.complainants().iter().map(ToString::to_string).collect();
        let complaints: Vec<String> = self.ids.iter().map(|id| name(*id)).collect();
        self.complaint.end(pages)?;
        let mut object = table(pages, roots, "object", btree::Kind::Key);
        let lists: [(Type, Vec<&str>); 4] = [
            (Type::Complainant, complainants.iter().map(String::as_str).collect()),
            (Type::Complaint, complaints.iter().map(String::as_str).collect()),
            (Type::Office, self.offices.clone()),
            (Type::Officer, census.officers()),
        ];
        for (kind, names) in &lists {
            let mut typed = table(pages, roots, &format!("object_{}", kind.name()), btree::Kind::Number);
            for name in names {
                let id = kind.id(name);
                let begin = [Value::Text(&id), Value::Text(EPOCH), Value::Null];
                object.add(pages, [Value::Text(&id), Value::Text(kind.name())])?;
                match kind {
                    Type::Complaint => {}
                    Type::Office => {
                        let (kind, code) = ocel::office(name);
                        typed.add(pages, begin.into_iter().chain([Value::Text(kind), Value::Text(code)]))?;
                    }
                    Type::Complainant | Type::Officer => typed.add(pages, begin)?,
                }
            }
            // That of complaints is full.
            if *kind != Type::Complaint {
                typed.end(pages)?;
            }
        }
        object.end(pages)?;
        objects.complainants = lists[0].1.len() as u64;
        objects.complaints = lists[1].1.len() as u64;
        objects.offices = lists[2].1.len() as u64;
        objects.officers = lists[3].1.len() as u64;
        let mut object_object = table(pages, roots, "object_object", btree::Kind::Key);
        for (complaint, to, qualifier) in &self.links {
            let target = match to {
                To::Complainant(number) => Type::Complainant.id(&name(*number)),
                To::Office(at) => Type::Office.id(self.offices[*at]),
            };
            let source = Type::Complaint.id(&name(*complaint));
            let row = [&source, &target, QUALIFIERS[*qualifier]].map(Value::Text);
            object_object.add(pages, row)?;
            objects.object_to_object += 1;
        }
        for officer in census.officers() {
            let id = Type::Officer.id(officer);
            for relation in census.works_at(officer).collect::<BTreeSet<_>>() {
                let target = Value::Joined(relation.kind.prefix(), relation.name);
                object_object.add(pages, [Value::Text(&id), target, Value::Text(&relation.qualifier)])?;
                objects.object_to_object += 1;
            }
        }
        object_object.end(pages)
    }
}

/// The number of a complaint or a person. Its order is that of the text.
fn number(name: &str) -> u128 {
    name.parse::<ComplaintId>().map(|id| id.uuid().as_u128()).unwrap_or_default()
}

fn name(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}
