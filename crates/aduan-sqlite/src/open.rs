//! Opening a file: whether it is ours and of the format that this version knows; making it where there is none.

use crate::error::{reading, writing};
use crate::sql;
use aduan_store::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// `adua` in the file's header: what says that a file is ours.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"adua");

/// The format of `schema.sql`, as a file says it in its `user_version`.
const FORMAT: i64 = 1;

/// How long to wait for another process before it is told as busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// The reaction to a missing file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    Make,
    Refuse,
}

/// A connection that writes.
pub(crate) fn writer(path: &Path, absent: Absent) -> Result<Connection, StoreError> {
    let until = Instant::now() + PATIENCE;
    loop {
        match try_writer(path, absent) {
            // Two processes may make one file at the same time, and the switch to WAL does not wait by itself.
            Err(StoreError::Busy(_)) if Instant::now() < until => thread::sleep(Duration::from_millis(20)),
            result => return result,
        }
    }
}

fn try_writer(path: &Path, absent: Absent) -> Result<Connection, StoreError> {
    let mut connection = match absent {
        Absent::Make => {
            for_its_owner(path)?;
            connect(path, OpenFlags::SQLITE_OPEN_CREATE)?
        }
        Absent::Refuse => existing(path)?,
    };
    check_ours(&connection, absent)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).map_err(writing)?;
    if mode != "wal" {
        // In memory, or on a file system without shared memory between processes.
        let what =
            format!("SQLite cannot keep a write-ahead log in {} (journal mode {mode})", path.display());
        return Err(StoreError::Unfit { what });
    }
    let setup = "PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA wal_autocheckpoint = 4000;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -65536;";
    connection.execute_batch(setup).map_err(writing)?;
    make_schema(&mut connection)?;
    Ok(connection)
}

/// A connection that copies the store into another file.
pub(crate) fn copier(path: &Path) -> Result<Connection, StoreError> {
    let connection = existing(path)?;
    check_ours(&connection, Absent::Refuse)?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path) -> Result<Connection, StoreError> {
    reading_with(path, 16_384)
}

/// A connection that only reads contents: page after page, and none twice, so that a cache would hold nothing but them.
pub(crate) fn content_reader(path: &Path) -> Result<Connection, StoreError> {
    reading_with(path, 256)
}

fn reading_with(path: &Path, kibibytes: i64) -> Result<Connection, StoreError> {
    let connection = existing(path)?;
    connection.pragma_update(None, "cache_size", -kibibytes).map_err(reading)?;
    connection.pragma_update(None, "query_only", true).map_err(reading)?;
    Ok(connection)
}

/// Makes an empty file that only its owner may read, if there is none: what SQLite makes beside it has the same mode.
pub(crate) fn for_its_owner(path: &Path) -> Result<(), StoreError> {
    // Names that SQLite makes no file of.
    if [":memory:", ""].iter().any(|name| path.as_os_str() == *name) {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(StoreError::Read(Arc::new(error))),
        _ => Ok(()),
    }
}

fn existing(path: &Path) -> Result<Connection, StoreError> {
    connect(path, OpenFlags::empty()).map_err(|error| match error {
        StoreError::Read(_) if !path.exists() => StoreError::Missing { path: path.to_owned() },
        error => error,
    })
}

fn connect(path: &Path, more: OpenFlags) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags).map_err(reading)?;
    harden(&connection).map_err(reading)?;
    connection.busy_timeout(PATIENCE).map_err(reading)?;
    connection.set_prepared_statement_cache_capacity(64);
    // One plan a statement, whatever is bound to it: without this, SQLite compiles every statement on a table with a
    // partial index anew each time that something else is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(reading)?;
    Ok(connection)
}

/// The file may come from another person: no code in its schema is run, and no page is trusted unchecked.
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    let settings = [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    ];
    for (setting, value) in settings {
        connection.set_db_config(setting, value)?;
    }
    connection.pragma_update(None, "cell_size_check", true)
}

fn pragma(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(reading)
}

fn known(format: i64) -> Result<(), StoreError> {
    if format == FORMAT { Ok(()) } else { Err(StoreError::UnknownFormat { found: format, known: FORMAT }) }
}

/// Refuses a file of another format.
pub(crate) fn check_format(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("PRAGMA user_version").map_err(reading)?;
    known(statement.query_row([], |row| row.get(0)).map_err(reading)?)
}

/// Refuses what is not ours, or of another format, before anything is written.
fn check_ours(connection: &Connection, absent: Absent) -> Result<(), StoreError> {
    // One snapshot: between two readings another process may have made the file.
    let _snapshot = connection
        .is_autocommit()
        .then(|| connection.unchecked_transaction())
        .transpose()
        .map_err(reading)?;
    let (application, format) = (pragma(connection, "application_id")?, pragma(connection, "user_version")?);
    if application == i64::from(APPLICATION_ID) {
        return known(format);
    }
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(reading)?;
    let empty = (application, format, objects) == (0, 0, 0);
    match absent {
        Absent::Make if empty => Ok(()),
        Absent::Refuse if empty => Err(StoreError::NotOurs { what: "it is empty".to_owned() }),
        _ => {
            let what = format!(
                "it is a database of another program (application id {application}, {objects} objects)"
            );
            Err(StoreError::NotOurs { what })
        }
    }
}

/// The objects of a store, as SQLite describes them.
pub(crate) fn schema() -> Result<Vec<String>, StoreError> {
    let connection = Connection::open_in_memory().map_err(reading)?;
    connection.execute_batch(sql::SCHEMA).map_err(reading)?;
    objects(&connection)
}

/// The objects of a store, in the order of their names.
pub(crate) fn objects(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(sql::SCHEMA_OBJECTS).map_err(reading)?;
    let objects = statement.query_map([], |row| row.get(0)).map_err(reading)?;
    objects.collect::<Result<_, _>>().map_err(reading)
}

/// Makes the tables of a new file in one transaction: killed in the middle, it is empty.
fn make_schema(connection: &mut Connection) -> Result<(), StoreError> {
    if pragma(connection, "user_version")? == FORMAT {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(writing)?;
    // Another process may have done it while we waited.
    if pragma(&transaction, "user_version")? != FORMAT {
        transaction.execute_batch(sql::SCHEMA).map_err(writing)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(writing)?;
        transaction.pragma_update(None, "user_version", FORMAT).map_err(writing)?;
    }
    transaction.commit().map_err(writing)
}
