//! `aduan restore`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::grouped;
use crate::style::{BAD, GOOD};
use crate::{ExitStatus, output};
use aduan_sqlite::SqliteStore;
use aduan_store::Desk;
use aduan_store::vault::FileKeys;
use serde_json::json;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Put a backup back where no database is
///
/// The key file must be in its place first. Every line of the backup is examined, and its key is tried; a database that
/// is there is never overwritten. A damaged log is not put back; what is amiss with single complaints is told, and the rest
/// can be used. What was erased after the backup was made has to be erased again.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if it was put back and something is amiss with single complaints.

Example:
  mkdir -p desk/keys && cp /safe/aduan.keys desk/keys/
  aduan restore --db desk backups/monday.db")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    let keys = FileKeys::open(&database.key_file())?;
    if !args.file.is_file() {
        return Err(Failure::Input(format!("there is no backup {}", args.file.display())));
    }
    database.create_folders()?;
    // A restore removes what an interrupted run left in this folder. The backup must not lie there, or it would be
    // removed too.
    let folder = |path: &Path| fs::canonicalize(path).ok();
    let of_backup = folder(&args.file).and_then(|path| path.parent().map(Path::to_owned));
    if of_backup.is_some() && of_backup == folder(&database.data_folder()) {
        return Err(Failure::Input(format!(
            "{} lies where the database is to be; move it to another directory first",
            args.file.display()
        )));
    }
    database.check_is_new()?;
    // Under another name until its key is known to open it.
    let (file, trial) = (database.file(), database.data_folder().join("aduan.db.restoring"));
    clear(&trial)?;
    let tried = SqliteStore::restore(&args.file, &trial)
        .map_err(Failure::store(&args.file))
        .and_then(|store| Ok(Desk::open(Arc::new(store), Arc::new(keys))?));
    drop(tried.inspect_err(|_| drop(clear(&trial)))?);
    let store = SqliteStore::restore(&trial, &file).map_err(Failure::store(&args.file))?;
    clear(&trial)?;
    let found = store.integrity().map_err(Failure::store(&file))?;
    let (lines, root) = (found.lines, hex::encode(found.root));
    if args.json {
        let findings: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
        output::json(&json!({ "events": lines, "root": root, "findings": findings }))?;
    } else {
        output::write(|out| {
            let events = grouped(lines);
            writeln!(out, "{GOOD}Dipulihkan (restored){GOOD:#}: {events} peristiwa (events), root {root}")?;
            found.problems.iter().try_for_each(|finding| writeln!(out, "{BAD}{finding}{BAD:#}"))
        })?;
    }
    Ok(if found.problems.is_empty() { ExitStatus::Success } else { ExitStatus::Findings })
}

/// Takes away what an interrupted run left beside.
fn clear(beside: &Path) -> Result<(), Failure> {
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
