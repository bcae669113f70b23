//! OCEL 2.0 as a `SQLite` database, with the tables, columns and keys that the standard names.

use super::changes::Changed;
use super::ocel::{self, Census, EPOCH, ObjectType};
use super::row::TableRow;
use super::row_stream::RowStream;
use super::{Column, ExportError, Kind, Objects};
use rusqlite::{Connection, Statement, params_from_iter};
use std::collections::HashMap;
use std::path::Path;

/// Nothing is durable before the file is whole, so nothing is journalled. Foreign keys are not checked row by row: events
/// come before the objects that they name.
const SETTINGS: &str = "
PRAGMA page_size = 8192;
PRAGMA cache_size = -65536;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA foreign_keys = OFF;
";

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

/// Writes a new database in one transaction, event by event.
pub(super) fn write(mut rows: RowStream<'_>, path: &Path) -> Result<Objects, ExportError> {
    let types = ocel::event_types();
    let database = Connection::open(path)?;
    database.execute_batch(SETTINGS)?;
    let transaction = database.unchecked_transaction()?;
    create_tables(&transaction, &types)?;
    let mut inserts = Inserts::new(&transaction, &types)?;
    let (mut census, mut objects) = (Census::default(), Objects::default());
    rows.each(|row| {
        inserts.event(&row, &mut census, &mut objects)?;
        Ok(inserts.complaint(&row, &mut objects)?)
    })?;
    inserts.others(&census, &mut objects)?;
    drop(inserts);
    transaction.commit()?;
    database.close().map_err(|(_, error)| error)?;
    Ok(objects)
}

/// The types of events with their attributes.
type EventTypes<'a> = [(&'a str, Vec<Column>)];

/// Makes the tables of all types, whether or not there is anything of them: the same for every history.
fn create_tables(database: &Connection, types: &EventTypes<'_>) -> rusqlite::Result<()> {
    database.execute_batch(TABLES)?;
    for (name, columns) in types {
        let columns: Vec<String> =
            columns.iter().map(|column| [column.name(), sql_type(*column)].join(" ")).collect();
        database.execute_batch(&format!(
            "CREATE TABLE event_{name} (
               ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id), ocel_time TIMESTAMP NOT NULL, {}
             ) WITHOUT ROWID;
             INSERT INTO event_map_type VALUES ('{name}', '{name}');",
            columns.join(", ")
        ))?;
    }
    for kind in ObjectType::ALL {
        let name = kind.name();
        let columns = kind.attributes().into_iter().map(|attribute| [", ", attribute, " TEXT"].concat());
        database.execute_batch(&format!(
            "CREATE TABLE object_{name} (
               ocel_id TEXT NOT NULL REFERENCES object (ocel_id), ocel_time TIMESTAMP NOT NULL,
               ocel_changed_field TEXT{}
             );
             INSERT INTO object_map_type VALUES ('{name}', '{name}');",
            columns.collect::<String>()
        ))?;
    }
    Ok(())
}

const fn sql_type(column: Column) -> &'static str {
    match column.kind() {
        Kind::Text => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Instant | Kind::Local => "TIMESTAMP",
    }
}

/// An empty value is NULL. `SQLite` makes a number of it where its column has numbers.
fn value(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// A statement for each table.
struct Inserts<'a> {
    event: Statement<'a>,
    event_of_type: HashMap<&'a str, (&'a [Column], Statement<'a>)>,
    event_object: Statement<'a>,
    object: Statement<'a>,
    /// In the order of [`ObjectType::ALL`].
    object_of_type: Vec<Statement<'a>>,
    object_object: Statement<'a>,
}

impl<'a> Inserts<'a> {
    fn new(database: &'a Connection, types: &'a EventTypes<'a>) -> rusqlite::Result<Self> {
        let insert = |table: &str, columns: usize| {
            let values = vec!["?"; columns].join(", ");
            database.prepare(&format!("INSERT INTO {table} VALUES ({values})"))
        };
        let event_of_type = types.iter().map(|(name, columns)| {
            let statement = insert(&format!("event_{name}"), 2 + columns.len())?;
            Ok((*name, (columns.as_slice(), statement)))
        });
        let object_of_type = ObjectType::ALL
            .iter()
            .map(|kind| insert(&format!("object_{}", kind.name()), 3 + kind.attributes().len()));
        Ok(Self {
            event: insert("event", 2)?,
            event_of_type: event_of_type.collect::<rusqlite::Result<_>>()?,
            event_object: insert("event_object", 3)?,
            object: insert("object", 2)?,
            object_of_type: object_of_type.collect::<rusqlite::Result<_>>()?,
            // A complaint may name an office again that it named before.
            object_object: database.prepare("INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)")?,
        })
    }

    /// Adds an event, its attributes and its relations.
    fn event(
        &mut self,
        row: &TableRow<'_>,
        census: &mut Census,
        objects: &mut Objects,
    ) -> rusqlite::Result<()> {
        let mut id = String::new();
        ocel::event_id(&mut id, row);
        let (name, time) = (row.get(Column::Event), row.get(Column::RecordedUtc));
        self.event.execute((&id, name))?;
        if let Some((columns, statement)) = self.event_of_type.get_mut(name) {
            let attributes = columns.iter().map(|column| value(row.get(*column)));
            statement
                .execute(params_from_iter([Some(id.as_str()), Some(time)].into_iter().chain(attributes)))?;
        }
        for relation in census.relations(row) {
            let object = relation.kind.id(relation.name);
            self.event_object.execute((&id, object, relation.qualifier.as_ref()))?;
            objects.event_to_object += 1;
        }
        Ok(())
    }

    /// Adds what an event says of its complaint: how it is at first, or each change; and its new relations.
    fn complaint(&mut self, row: &TableRow<'_>, objects: &mut Objects) -> rusqlite::Result<()> {
        if row.changed == Changed::default() {
            return Ok(());
        }
        let id = ObjectType::Complaint.id(row.get(Column::Case));
        let told = |column| value(ocel::object_value(column, row));
        if row.changed.has(Changed::FIRST) {
            self.object(ObjectType::Complaint, &id, Changed::ATTRIBUTES.map(told))?;
            objects.complaints += 1;
        } else {
            for column in ocel::told(row.changed).filter(|column| told(*column).is_some()) {
                let (time, name) = (row.get(Column::RecordedUtc), ocel::object_attribute(column));
                let all = Changed::ATTRIBUTES.map(|one| told(one).filter(|_| one == column));
                self.state(ObjectType::Complaint, [Some(&id), Some(time), Some(name)], all)?;
                objects.changes += 1;
            }
        }
        for (kind, name, qualifier) in ocel::of_complaint(row) {
            self.relate(&id, &kind.id(name), qualifier, objects)?;
        }
        Ok(())
    }

    /// Adds the objects that are not complaints, and the relations of officers to their offices.
    fn others(&mut self, census: &Census, objects: &mut Objects) -> rusqlite::Result<()> {
        for complainant in census.complainants() {
            self.object(ObjectType::Complainant, &ObjectType::Complainant.id(&complainant.to_string()), [])?;
            objects.complainants += 1;
        }
        for name in census.offices() {
            let (kind, code) = ocel::office(name);
            self.object(ObjectType::Office, &ObjectType::Office.id(name), [Some(kind), Some(code)])?;
            objects.offices += 1;
        }
        for name in census.officers() {
            let id = ObjectType::Officer.id(name);
            self.object(ObjectType::Officer, &id, [])?;
            objects.officers += 1;
            for office in census.works_at(name) {
                self.relate(&id, &office.kind.id(office.name), &office.qualifier, objects)?;
            }
        }
        Ok(())
    }

    /// Adds an object and the attributes that it has from the beginning.
    fn object<const N: usize>(
        &mut self,
        kind: ObjectType,
        id: &str,
        attributes: [Option<&str>; N],
    ) -> rusqlite::Result<()> {
        self.object.execute((id, kind.name()))?;
        self.state(kind, [Some(id), Some(EPOCH), None], attributes)
    }

    /// Adds a state of an object: its id, since when, which attribute changed, and the attributes.
    fn state<const N: usize>(
        &mut self,
        kind: ObjectType,
        begin: [Option<&str>; 3],
        attributes: [Option<&str>; N],
    ) -> rusqlite::Result<()> {
        let statement = &mut self.object_of_type[kind as usize];
        statement.execute(params_from_iter(begin.into_iter().chain(attributes)))?;
        Ok(())
    }

    fn relate(
        &mut self,
        source: &str,
        target: &str,
        qualifier: &str,
        objects: &mut Objects,
    ) -> rusqlite::Result<()> {
        objects.object_to_object += self.object_object.execute((source, target, qualifier))? as u64;
        Ok(())
    }
}
