//! `aduan init`.

use super::{At, Place};
use crate::failure::Failure;
use crate::output::{DIM, GOOD, HEAD, WARN};
use crate::{Verdict, output};
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
    at: At,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    let place = Place::from(&args.at);
    let keys = make(&place)?;
    let (database, file) = (place.database(), place.keys());
    let key = keys.current()?.id().to_string();
    if args.json {
        output::json(&json!({ "database": database, "key_file": file, "key": key }))?;
    } else {
        output::write(|out| {
            writeln!(out, "{GOOD}Basis data dibuat (the database was made).{GOOD:#}\n")?;
            writeln!(
                out,
                "  {HEAD}{}{HEAD:#}  data, boleh disalin (the data; copies of it tell nothing)",
                database.display()
            )?;
            writeln!(
                out,
                "  {HEAD}{}{HEAD:#}  kunci {DIM}{key}{DIM:#} (the key, for its owner alone)\n",
                file.display()
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
    Ok(Verdict::Fine)
}

/// Makes the key first and then the database: a database without its key never exists.
pub(crate) fn make(place: &Place) -> Result<FileKeys, Failure> {
    let database = place.database();
    if database.exists() {
        return Err(Failure::Place(format!(
            "there is a database at {} already; it is not overwritten",
            database.display()
        )));
    }
    if place.keys().exists() {
        return Err(Failure::Place(format!(
            "there is a key file at {} already, and no database: it may be all that opens a backup, so it is not \
             overwritten. To put a backup back: aduan restore. For another database, name another directory",
            place.keys().display()
        )));
    }
    place.make()?;
    let keys = FileKeys::create(&place.keys(), &OsEntropy)?;
    let store = SqliteStore::open(&database).map_err(Failure::store(&database))?;
    // The desk's own key binds the database to this key file.
    Desk::open(Arc::new(store), Arc::new(keys.clone()))?;
    Ok(keys)
}
