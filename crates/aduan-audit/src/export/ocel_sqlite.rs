//! OCEL 2.0 as a `SQLite` database, with the tables, columns and keys that the standard names.

use super::ocel::{self, Census, EPOCH, Relation, Type};
use super::row::{Row, Values};
use super::rows::Rows;
use super::{Column, ExportError, Kind, Objects};
use rusqlite::{Connection, Statement, ToSql, params};
use std::collections::HashMap;
use std::path::Path;

/// The tables that do not depend on types. Keys are the tables themselves: ids come in their order, so that rows are
/// added at the end and nowhere else.
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

/// Writes into a new file, which is nobody's until it is whole: so without a journal, and without waiting for the disk.
pub(super) fn write(mut rows: Rows<'_>, path: &Path) -> Result<Objects, ExportError> {
    let database = Connection::open(path)?;
    database.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536; BEGIN;",
    )?;
    database.execute_batch(TABLES)?;
    let types = ocel::event_types();
    tables(&database, &types)?;
    let mut tables = Tables::new(&database, &types)?;
    let (mut census, mut objects) = (Census::default(), Objects::default());
    rows.each(|row| Ok(tables.row(&row, &mut census, &mut objects)?))?;
    tables.others(&census, &mut objects)?;
    drop(tables);
    database.execute_batch("COMMIT;")?;
    database.close().map_err(|(_, error)| error)?;
    Ok(objects)
}

/// The tables of the types, all of them, whether or not there is anything of them: the same schema for every history.
fn tables(database: &Connection, types: &[(&str, Vec<Column>)]) -> rusqlite::Result<()> {
    for (name, columns) in types {
        let columns: String =
            columns.iter().map(|column| format!(", {} {}", column.name(), sql(*column))).collect();
        database.execute_batch(&format!(
            "CREATE TABLE event_{name} (
               ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TIMESTAMP NOT NULL{columns}
             ) WITHOUT ROWID;
             INSERT INTO event_map_type VALUES ('{name}', '{name}');"
        ))?;
    }
    for kind in Type::ALL {
        let (name, attributes) = (kind.name(), kind.attributes());
        let columns: String = attributes.iter().map(|attribute| format!(", {attribute} TEXT")).collect();
        database.execute_batch(&format!(
            "CREATE TABLE object_{name} (
               ocel_id TEXT NOT NULL REFERENCES object (ocel_id), ocel_time TIMESTAMP NOT NULL,
               ocel_changed_field TEXT{columns}
             );
             INSERT INTO object_map_type VALUES ('{name}', '{name}');"
        ))?;
    }
    Ok(())
}

const fn sql(column: Column) -> &'static str {
    match column.kind() {
        Kind::Text => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Instant | Kind::Local => "TIMESTAMP",
    }
}

/// The statements that fill the tables.
struct Tables<'a> {
    event: Statement<'a>,
    /// For each type of event the columns of its table, and the statement.
    events: HashMap<&'a str, (&'a [Column], Statement<'a>)>,
    object: Statement<'a>,
    event_object: Statement<'a>,
    object_object: Statement<'a>,
    complaint: Statement<'a>,
    /// For each attribute of a complaint, the statement for another value of it.
    changes: HashMap<Column, Statement<'a>>,
    office: Statement<'a>,
    database: &'a Connection,
}

impl<'a> Tables<'a> {
    fn new(database: &'a Connection, types: &'a [(&'a str, Vec<Column>)]) -> rusqlite::Result<Self> {
        let places = |count: usize| vec!["?"; count].join(", ");
        let events = types.iter().map(|(name, columns)| {
            let insert = format!("INSERT INTO event_{name} VALUES ({})", places(2 + columns.len()));
            Ok((*name, (columns.as_slice(), database.prepare(&insert)?)))
        });
        let attributes = super::facts::Changed::ATTRIBUTES;
        let changes = attributes.into_iter().map(|column| {
            let name = ocel::object_attribute(column);
            let insert = format!(
                "INSERT INTO object_Complaint (ocel_id, ocel_time, ocel_changed_field, {name}) VALUES (?, ?, '{name}', ?)"
            );
            Ok((column, database.prepare(&insert)?))
        });
        Ok(Self {
            event: database.prepare("INSERT INTO event VALUES (?, ?)")?,
            events: events.collect::<rusqlite::Result<_>>()?,
            object: database.prepare("INSERT INTO object VALUES (?, ?)")?,
            event_object: database.prepare("INSERT INTO event_object VALUES (?, ?, ?)")?,
            // A complaint may name an office again that it named before.
            object_object: database.prepare("INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)")?,
            complaint: database.prepare(&format!(
                "INSERT INTO object_Complaint VALUES (?, '{EPOCH}', NULL, {})",
                places(attributes.len())
            ))?,
            changes: changes.collect::<rusqlite::Result<_>>()?,
            office: database
                .prepare(&format!("INSERT INTO object_Office VALUES (?, '{EPOCH}', NULL, ?, ?)"))?,
            database,
        })
    }

    fn row(&mut self, row: &Row<'_>, census: &mut Census, objects: &mut Objects) -> rusqlite::Result<()> {
        let values = row.values();
        let id = ocel::event_id(&values);
        let name = values.get(Column::Event);
        self.event.execute([id.as_str(), name])?;
        if let Some((columns, insert)) = self.events.get_mut(name) {
            insert.raw_bind_parameter(1, &id)?;
            insert.raw_bind_parameter(2, values.get(Column::RecordedUtc))?;
            for (at, column) in (3..).zip(columns.iter()) {
                bind(insert, at, values.get(*column), column.kind())?;
            }
            insert.raw_execute()?;
        }
        for Relation { object, qualifier } in census.relations(&values) {
            self.event_object.execute([id.as_str(), &object, qualifier])?;
            objects.event_to_object += 1;
        }
        if row.changed.0 != 0 {
            self.complaint(row, &values, objects)?;
        }
        Ok(())
    }

    fn complaint(
        &mut self,
        row: &Row<'_>,
        values: &Values<'_>,
        objects: &mut Objects,
    ) -> rusqlite::Result<()> {
        let id = Type::Complaint.id(values.get(Column::Case));
        if row.changed.has(super::facts::Changed::FIRST) {
            self.object.execute([id.as_str(), Type::Complaint.name()])?;
            self.complaint.raw_bind_parameter(1, &id)?;
            for (at, column) in (2..).zip(ocel::told(row.changed)) {
                bind(&mut self.complaint, at, ocel::object_value(column, values), Kind::Text)?;
            }
            self.complaint.raw_execute()?;
            objects.complaints += 1;
        } else {
            for column in ocel::told(row.changed) {
                let value = ocel::object_value(column, values);
                if let (Some(change), false) = (self.changes.get_mut(&column), value.is_empty()) {
                    change.execute([id.as_str(), values.get(Column::RecordedUtc), value])?;
                    objects.changes += 1;
                }
            }
        }
        for relation in ocel::of_complaint(row, values) {
            objects.object_to_object += self.relate(&id, &relation)?;
        }
        Ok(())
    }

    fn relate(&mut self, id: &str, relation: &Relation) -> rusqlite::Result<u64> {
        let added = self.object_object.execute([id, &relation.object, relation.qualifier])?;
        Ok(added as u64)
    }

    /// What there is besides events and complaints.
    fn others(&mut self, census: &Census, objects: &mut Objects) -> rusqlite::Result<()> {
        let plain = |kind: Type| format!("INSERT INTO object_{} VALUES (?, '{EPOCH}', NULL)", kind.name());
        let mut insert = self.database.prepare(&plain(Type::Complainant))?;
        for complainant in census.complainants() {
            let id = Type::Complainant.id(&complainant.to_string());
            self.object.execute([id.as_str(), Type::Complainant.name()])?;
            insert.execute([&id])?;
            objects.complainants += 1;
        }
        for name in &census.offices {
            let (id, (kind, code)) = (Type::Office.id(name), ocel::office(name));
            self.object.execute([id.as_str(), Type::Office.name()])?;
            self.office.execute([id.as_str(), kind, code])?;
            objects.offices += 1;
        }
        let mut insert = self.database.prepare(&plain(Type::Officer))?;
        for name in &census.officers {
            let id = Type::Officer.id(name);
            self.object.execute([id.as_str(), Type::Officer.name()])?;
            insert.execute(params![id])?;
            objects.officers += 1;
            for relation in census.works_at(name) {
                objects.object_to_object += self.relate(&id, &relation)?;
            }
        }
        Ok(())
    }
}

/// Binds a value; what has none is NULL.
fn bind(insert: &mut Statement<'_>, at: usize, value: &str, kind: Kind) -> rusqlite::Result<()> {
    match (value, kind) {
        ("", _) => insert.raw_bind_parameter(at, None::<&dyn ToSql>),
        (value, Kind::Integer) => insert.raw_bind_parameter(at, value.parse::<i64>().ok()),
        (value, _) => insert.raw_bind_parameter(at, value),
    }
}
