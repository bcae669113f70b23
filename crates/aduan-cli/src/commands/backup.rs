//! `aduan backup`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::style::{GOOD, WARN};
use crate::{ExitStatus, output};
use aduan_store::EventLog;
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
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    let store = database.open_store()?;
    store.backup(&args.file).map_err(Failure::store(&args.file))?;
    let size = store.head().map_err(Failure::store(&database.file()))?.size();
    let (file, keys) = (args.file.display(), database.key_file());
    output::write(|out| {
        writeln!(out, "{GOOD}{file}{GOOD:#}: {} peristiwa (events)", output::grouped(size))?;
        writeln!(out, "Kuncinya tidak ada di dalamnya (its key is not in it): {}", keys.display())
    })?;
    drop(store);
    // A backup that no key opens is found today, not on the day when it is needed.
    match database.open_desk() {
        Ok(_) => Ok(ExitStatus::Success),
        Err(failure) => {
            anstream::eprintln!("{WARN}the backup was made, but nothing was found that opens it{WARN:#}");
            failure.print();
            Ok(ExitStatus::Findings)
        }
    }
}
