//! `aduan backup`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::style::GOOD;
use crate::{ExitStatus, messages, output};
use aduan_store::EventLog;
use serde_json::json;
use std::path::PathBuf;

/// Copy the database while others use it
///
/// The copy is of one instant, and is there under its name only when it is whole and on the disk. The key is not in
/// it: without the key file it tells nothing and can be read by nobody, so keep both, and keep them apart.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if the backup was made but no key file was found that opens it.

Example: aduan backup --db desk backups/monday.db")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// A new file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    let store = database.open_store()?;
    store.backup(&args.file).map_err(Failure::store(&args.file))?;
    let size = store.head().map_err(Failure::store(&database.file()))?.size();
    drop(store);
    // A backup that no key opens is found today, not on the day when it is needed.
    let opened = database.open_desk();
    let (file, key_file) = (&args.file, database.key_file());
    if args.json {
        output::json(&json!({
            "backup": file.to_string_lossy(),
            "events": size,
            "key_file": key_file.to_string_lossy(),
            "opened": opened.is_ok(),
        }))?;
    } else {
        output::write(|out| {
            writeln!(out, "{GOOD}{}{GOOD:#}: {} peristiwa (events)", file.display(), output::grouped(size))?;
            writeln!(out, "Kuncinya tidak ada di dalamnya (its key is not in it): {}", key_file.display())
        })?;
    }
    let Err(failure) = opened else { return Ok(ExitStatus::Success) };
    let why = failure.message();
    messages::warning(&format!("the backup was made, but nothing was found that opens it: {why}"));
    Ok(ExitStatus::Findings)
}
