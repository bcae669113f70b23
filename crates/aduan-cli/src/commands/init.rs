//! `aduan init`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::style::{DIM, GOOD, HEAD, WARN};
use crate::{ExitStatus, output};
use aduan_sqlite::SqliteStore;
use aduan_store::vault::{FileKeys, KeyProvider};
use aduan_store::{Desk, OsEntropy};
use serde_json::json;
use std::sync::Arc;

/// Make a database and its key
///
/// Makes DIR/data/aduan.db, and DIR/keys/aduan.keys for its owner alone. Nothing that is there is ever overwritten.
#[derive(clap::Args)]
#[command(after_help = "Example: aduan init --db desk")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    let keys = make(&database)?;
    let (file, key_file) = (database.file(), database.key_file());
    let key = keys.current()?.id().to_string();
    if args.json {
        output::json(
            &json!({ "database": file.to_string_lossy(), "key_file": key_file.to_string_lossy(), "key": key }),
        )?;
    } else {
        output::write(|out| {
            writeln!(out, "{GOOD}Basis data dibuat (the database was made).{GOOD:#}\n")?;
            writeln!(
                out,
                "  {HEAD}{}{HEAD:#}  data, boleh disalin (the data; copies of it tell nothing)",
                file.display()
            )?;
            writeln!(
                out,
                "  {HEAD}{}{HEAD:#}  kunci {DIM}{key}{DIM:#} (the key, for its owner alone)\n",
                key_file.display()
            )?;
            writeln!(
                out,
                "{WARN}Salin berkas kunci sekarang ke tempat lain yang aman, terpisah dari cadangan data:{WARN:#}"
            )?;
            writeln!(out, "tanpa kunci, isi pengaduan tidak dapat dibaca lagi oleh siapa pun.")?;
            writeln!(
                out,
                "{WARN}Copy the key file to another safe place now, apart from the backups of the data:{WARN:#}"
            )?;
            writeln!(out, "without the key nobody can ever read what complainants wrote.")
        })?;
    }
    Ok(ExitStatus::Success)
}

/// Makes the key first and then the database: a database without its key never exists.
pub(crate) fn make(database: &DatabaseDir) -> Result<FileKeys, Failure> {
    database.check_is_new()?;
    if database.key_file().exists() {
        return Err(Failure::Input(format!(
            "there is a key file at {} already, and no database: it may be all that opens a backup, so it is not \
             overwritten. To put a backup back: aduan restore. For another database, name another directory",
            database.key_file().display()
        )));
    }
    database.create_folders()?;
    let keys = FileKeys::create(&database.key_file(), &OsEntropy)?;
    let store = SqliteStore::open(&database.file()).map_err(Failure::store(&database.file()))?;
    // The desk's own key binds the database to this key file.
    Desk::open(Arc::new(store), Arc::new(keys.clone()))?;
    Ok(keys)
}
