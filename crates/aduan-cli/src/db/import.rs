//! `aduan import`: every line is checked on its way into a database beside; then all go over in one transaction.

use super::{At, Place, hex};
use crate::failure::Failure;
use crate::output::{BAD, GOOD, grouped};
use crate::{Verdict, output, stop};
use aduan_audit::Source;
use aduan_core::{CommandId, Complaint, ComplaintId, Decoded, Event, EventId, MAX_LINE, Record, decode};
use aduan_sqlite::SqliteStore;
use aduan_store::{Appended, Claim, Commit, EventStore, Hash, KeyChange, Line, Pending, StoreError, Summary};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use serde_json::json;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// So many commits are on their way at once.
const AHEAD: usize = 4096;

/// Bring lines into an empty database
///
/// Every line is decoded, and must be the next version of its complaint, not earlier than the one before it, with an
/// event, command and register number that no other has. All come in, or none. Lines hold no word of what
/// complainants wrote and no ticket: neither is there afterwards.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a line is refused; it is told which, and why, and the database stays empty.

Examples:
  aduan init --db copy && aduan import --db copy history.jsonl
  zcat old.gz | aduan import --db copy -")]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
    /// Histories, plain, gzip or zstd; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let place = Place::from(&args.at);
    let (database, beside) = (place.database(), place.data().join("aduan.db.importing"));
    let size = place.store()?.head().map_err(Failure::store(&database))?.size();
    if size > 0 {
        return Err(not_empty(&database, size));
    }
    let sources = args.files.iter().map(|path| Source::open(path)).collect::<Result<Vec<_>, _>>()?;
    let _alone = alone(&place.data())?;
    clear(&beside)?;
    let imported = gather(sources, &beside);
    let outcome = match imported {
        Ok(Gathered::All { lines, complaints, root }) => {
            move_over(&beside, &database, lines).map(|()| Some((lines, complaints, root)))
        }
        Ok(Gathered::Refused(why)) => {
            anstream::eprintln!("{BAD}refused:{BAD:#} {why}\nNothing was imported.");
            clear(&beside)?;
            return Ok(Verdict::Found);
        }
        Ok(Gathered::Stopped) => Ok(None),
        Err(failure) => Err(failure),
    };
    clear(&beside)?;
    let Some((lines, complaints, root)) = outcome? else { return Ok(Verdict::Stopped) };
    if args.json {
        output::json(&json!({ "lines": lines, "complaints": complaints, "root": hex(&root) }))?;
    } else {
        let (lines, complaints) = (grouped(lines), grouped(complaints));
        output::write(|out| {
            writeln!(
                out,
                "{GOOD}{lines} baris (lines){GOOD:#}, {complaints} pengaduan (complaints), root {}",
                hex(&root)
            )
        })?;
    }
    Ok(Verdict::Fine)
}

enum Gathered {
    All {
        lines: u64,
        complaints: u64,
        root: Hash,
    },
    /// A line that is refused: where, and why.
    Refused(String),
    Stopped,
}

/// Reads and checks every line.
fn gather(sources: Vec<Source>, beside: &Path) -> Result<Gathered, Failure> {
    let failed = Failure::store(beside);
    let store = Arc::new(SqliteStore::open(beside).map_err(&failed)?);
    let mut importer = Importer::new(&store);
    let bar = output::bar(None, "{spinner} {human_pos} lines, {per_sec}, {elapsed}");
    for source in sources {
        let name = source.name().to_owned();
        let mut reader = BufReader::with_capacity(1 << 17, source);
        for number in 1_u64.. {
            let mut line = Vec::with_capacity(1024);
            let most = MAX_LINE as u64 + 1;
            let read = reader.by_ref().take(most).read_until(b'\n', &mut line);
            let read = read.map_err(|cause| aduan_audit::SourceError { name: name.clone(), cause })?;
            if read == 0 {
                break;
            }
            if line.pop_if(|last| *last == b'\n').is_none() && line.len() > MAX_LINE {
                return Ok(Gathered::Refused(format!("{name}:{number}: longer than any record")));
            }
            if let Err(why) = importer.take(line) {
                return Ok(Gathered::Refused(format!("{name}:{number}: {why}")));
            }
            if number % 1024 == 0 {
                bar.inc(1024);
                if stop::asked() {
                    return Ok(Gathered::Stopped);
                }
            }
        }
    }
    bar.finish_and_clear();
    if let Err(why) = importer.finish() {
        return Ok(Gathered::Refused(why));
    }
    let complaints = importer.complaints.len() as u64;
    let head = store.head().map_err(&failed)?;
    Ok(Gathered::All { lines: head.size(), complaints, root: head.root() })
}

/// Checks lines and hands them to the store, the events of one command together.
struct Importer<'a> {
    store: &'a SqliteStore,
    complaints: HashMap<ComplaintId, Complaint>,
    ids: HashSet<EventId>,
    batch: Vec<(Record, Line)>,
    pending: VecDeque<(CommandId, Pending<Appended>)>,
}

impl<'a> Importer<'a> {
    fn new(store: &'a SqliteStore) -> Self {
        let (complaints, ids) = (HashMap::new(), HashSet::new());
        Self { store, complaints, ids, batch: Vec::new(), pending: VecDeque::new() }
    }

    fn take(&mut self, line: Vec<u8>) -> Result<(), String> {
        let record = match decode(&line) {
            Decoded::Known(known) => known.record,
            Decoded::Unknown(unknown) => {
                let (kind, schema) = (unknown.kind, unknown.schema);
                return Err(format!("{kind}, schema {schema}, is not known to this version: update it"));
            }
            Decoded::Corrupt(corrupt) => return Err(format!("no record: {corrupt}")),
        };
        let another = self
            .batch
            .first()
            .is_some_and(|(first, _)| (first.complaint, first.command) != (record.complaint, record.command));
        if another {
            self.submit()?;
        }
        let before = self.batch.last().map(|(last, _)| (last.version, last.recorded_at)).or_else(|| {
            self.complaints.get(&record.complaint).map(|complaint| (complaint.version, complaint.last_at))
        });
        let (last, at) = before.unwrap_or((0, record.recorded_at));
        if last.checked_add(1) != Some(record.version) {
            return Err(format!("version {} follows version {last}", record.version));
        }
        if record.recorded_at < at {
            return Err(format!("time goes back: {}, after {at}", record.recorded_at));
        }
        if (record.version == 1) != matches!(record.event, Event::Received(_)) {
            return Err("a complaint begins with its reception, and has one".to_owned());
        }
        if !self.ids.insert(record.id) {
            return Err(format!("event {} was there before", record.id));
        }
        self.batch.push((record, Line::new(line)));
        Ok(())
    }

    fn submit(&mut self) -> Result<(), String> {
        let batch = std::mem::take(&mut self.batch);
        let Some((first, _)) = batch.first() else { return Ok(()) };
        let (id, command, expected) = (first.complaint, first.command, first.version - 1);
        let complaint = self.complaints.entry(id).or_insert_with(|| Complaint::new(id));
        let (mut lines, mut claims, mut key) = (Vec::with_capacity(batch.len()), Vec::new(), KeyChange::Keep);
        for (record, line) in batch {
            complaint.apply_record(&record);
            match &record.event {
                Event::Received(received) => claims.push(Claim::Register(received.register)),
                // What is erased stays erased: no key is ever made for it again.
                Event::PersonalDataErased(_) => key = KeyChange::Destroy,
                _ => {}
            }
            lines.push(line);
        }
        let (contents, bind, outbox) = (Vec::new(), Vec::new(), Vec::new());
        let summary = Summary::of(complaint);
        let commit =
            Commit { complaint: id, expected, command, lines, claims, key, contents, bind, summary, outbox };
        self.pending.push_back((command, self.store.submit(commit)));
        if self.pending.len() > AHEAD { self.settle() } else { Ok(()) }
    }

    fn settle(&mut self) -> Result<(), String> {
        let Some((command, pending)) = self.pending.pop_front() else { return Ok(()) };
        match pending.wait() {
            Ok(_) => Ok(()),
            Err(StoreError::Duplicate(receipt)) => Err(format!(
                "command {command} was there before, in version {} of complaint {}",
                receipt.last_version, receipt.complaint
            )),
            Err(error) => Err(format!("command {command}: {error}")),
        }
    }

    fn finish(&mut self) -> Result<(), String> {
        self.submit()?;
        while !self.pending.is_empty() {
            self.settle()?;
        }
        Ok(())
    }
}

/// Moves everything over in one transaction, if nobody has written to the database meanwhile.
fn move_over(beside: &Path, database: &Path, lines: u64) -> Result<(), Failure> {
    let size = transact(beside, database, lines).map_err(|error| {
        let full = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
        let cause = Arc::new(error);
        Failure::store(database)(if full { StoreError::Full(cause) } else { StoreError::Unknown(cause) })
    })?;
    if size == 0 { Ok(()) } else { Err(not_empty(database, size)) }
}

/// How many lines were there: nothing is done unless there are none.
fn transact(beside: &Path, database: &Path, lines: u64) -> rusqlite::Result<u64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(database, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")?;
    connection.execute("ATTACH ?1 AS imported", [beside.to_string_lossy()])?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let size = |table: &str| -> rusqlite::Result<u64> {
        transaction
            .query_row(&format!("SELECT size FROM {table}"), [], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
    };
    let there = size("main.head")?;
    // What was gathered is what was checked.
    if there > 0 || size("imported.head")? != lines {
        return Ok(there.max(1));
    }
    transaction.execute_batch(include_str!("import.sql"))?;
    transaction.commit()?;
    connection.query_row("PRAGMA main.wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(0)
}

fn not_empty(database: &Path, size: u64) -> Failure {
    Failure::Place(format!(
        "{} is not empty: it has {} lines; import into a new one",
        database.display(),
        grouped(size)
    ))
}

/// Only one import at a time.
fn alone(folder: &Path) -> Result<File, Failure> {
    let busy = |cause: &dyn std::fmt::Display| {
        Failure::Place(format!("another import into {} is running: {cause}", folder.display()))
    };
    let file = File::open(folder).map_err(|cause| busy(&cause))?;
    file.try_lock().map_err(|cause| busy(&cause))?;
    Ok(file)
}

/// Takes away what an interrupted run left beside.
pub(super) fn clear(beside: &Path) -> Result<(), Failure> {
    for suffix in ["", "-wal", "-shm", "-journal", ".partial"] {
        let mut path = beside.as_os_str().to_owned();
        path.push(suffix);
        match fs::remove_file(&path) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => {
                return Err(Failure::output(&beside.display().to_string(), cause));
            }
            _ => {}
        }
    }
    Ok(())
}
