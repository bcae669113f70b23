//! A file as an older version of the store has left it.

use super::keys;
use aduan_core::Matter;
use aduan_core::event::Event;
use aduan_core::{Decoded, decode};
use aduan_sqlite::SqliteStore;
use aduan_store::EventStore;
use aduan_store::desk::Done;
use aduan_testkit::test_desk::{self, TestDesk};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// A script that was published is never changed: this is what older versions ran, one for each format.
const SCRIPTS: [&str; 2] =
    [include_str!("../../sql/001_first.sql"), include_str!("../../sql/002_refused.sql")];

/// The format that this version makes.
pub const PRESENT: i64 = 5;

const TABLES: &str =
    "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// Makes a file of format 1 or 2 with complaints of which somebody has read the words. What is acknowledged is in the file
/// and durable.
///
/// The rows are those that the present version writes: it has added columns, taken an index away and moved the words that come
/// with a commit, and changed nothing else.
pub fn of_format(format: usize, path: &Path) -> Vec<Done> {
    let elsewhere = tempfile::tempdir().unwrap();
    let present = elsewhere.path().join("present.db");
    let done = received(&present);
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection.execute("ATTACH ?1 AS present", [present.to_str().unwrap()]).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    SCRIPTS[..format].iter().for_each(|script| connection.execute_batch(script).unwrap());
    for (table, columns) in tables(&connection) {
        let copy =
            format!("INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM present.{table}");
        connection.execute_batch(&copy).unwrap();
    }
    let words = "INSERT INTO main.contents SELECT complaint, content, segment, sealed
        FROM present.words JOIN present.events USING (position)";
    assert!(connection.execute(words, []).unwrap() > 0);
    connection.pragma_update(None, "application_id", i32::from_be_bytes(*b"adua")).unwrap();
    connection.pragma_update(None, "user_version", i64::try_from(format).unwrap()).unwrap();
    connection.execute_batch("COMMIT; DETACH present").unwrap();
    done
}

fn received(path: &Path) -> Vec<Done> {
    let store = Arc::new(SqliteStore::open(path).unwrap());
    let world = TestDesk::with_keys(store.clone(), keys(0));
    let done: Vec<Done> = (0..12).map(|_| world.online(Matter::Duties).0).collect();
    let mut texts = Vec::new();
    let mut note = |entry: aduan_store::StoredEvent<'_>| {
        let Decoded::Known(known) = decode(entry.line) else { panic!("position {}", entry.position) };
        if let Event::Received(received) = &known.record.event {
            texts.push((entry.complaint, received.material.id));
        }
        Ok(())
    };
    store.read_log(0, u32::MAX, &mut note).unwrap();
    for (complaint, content) in texts {
        world.desk.read(&test_desk::verifier(), complaint, content).unwrap();
    }
    done
}

/// The tables of a file and their columns.
fn tables(connection: &Connection) -> Vec<(String, String)> {
    let mut names = connection.prepare(TABLES).unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let columns = "SELECT group_concat(name) FROM pragma_table_info(?1, 'main')";
    names
        .into_iter()
        .map(|name| {
            let columns = connection.query_row(columns, [&name], |row| row.get(0)).unwrap();
            (name, columns)
        })
        .collect()
}

/// Which format a file has.
pub fn format_of(path: &Path) -> i64 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// Every row that a file of format 1 may have, in its columns. Not the log's head: it moves.
pub fn rows(path: &Path) -> BTreeSet<String> {
    let first = Connection::open_in_memory().unwrap();
    first.execute_batch(SCRIPTS[0]).unwrap();
    let connection = Connection::open(path).unwrap();
    let mut all = BTreeSet::new();
    for (table, columns) in tables(&first).into_iter().filter(|(table, _)| table != "head") {
        let quoted =
            columns.split(',').map(|column| format!("quote({column})")).collect::<Vec<_>>().join("||','||");
        let mut rows = connection.prepare(&format!("SELECT {quoted} FROM {table}")).unwrap();
        let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
        all.extend(rows.map(|row| format!("{table}: {}", row.unwrap())));
    }
    all
}
