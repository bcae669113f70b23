//! `aduan keys`.

use super::{At, Place};
use crate::failure::Failure;
use crate::output::{GOOD, HEAD, WARN};
use crate::{Verdict, output, stop};
use aduan_store::vault::{FileKeys, KeyProvider};
use aduan_store::{Desk, EventStore, OsEntropy};
use clap::Subcommand;
use serde_json::json;
use std::sync::Arc;

/// Look at the master key, or replace it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  aduan keys --db desk status
  aduan keys --db desk rotate")]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Say which key is in use, and whether it opens the database
    ///
    /// Exits with 1 if keys of complaints are still under an older master key.
    Status,
    /// Make a new master key, and put the keys of all complaints under it
    ///
    /// No event and no content is rewritten. The older master key stays in the file: backups from before need it. If it
    /// is interrupted, run it again: it then finishes what was begun before it makes another key.
    Rotate,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let place = Place::from(&args.at);
    // Whatever is asked: first, do these keys open this database?
    let (store, desk) = place.desk()?;
    let failed = Failure::store(&place.database());
    let mut keys = FileKeys::open(&place.keys())?;
    let older = |keys: &FileKeys| -> Result<usize, Failure> {
        Ok(store.keys_not_under(keys.current()?.id(), u32::MAX).map_err(&failed)?.len())
    };
    let mut rewrapped = 0_u64;
    if matches!(args.what, What::Rotate) {
        let mut desk = desk;
        if older(&keys)? == 0 {
            keys = keys.rotate(&OsEntropy)?;
            desk = Desk::open(store.clone(), Arc::new(keys.clone()))?;
        }
        loop {
            let some = desk.rewrap_keys(256)?;
            rewrapped += u64::from(some);
            if some == 0 || stop::asked() {
                break;
            }
        }
    }
    let (current, older) = (keys.current()?.id().to_string(), older(&keys)?);
    if args.json {
        output::json(&json!({
            "key_file": place.keys(), "key": current, "under_older_keys": older, "rewrapped": rewrapped,
        }))?;
    } else {
        output::write(|out| {
            writeln!(out, "{HEAD}{}{HEAD:#}", place.keys().display())?;
            writeln!(
                out,
                "{GOOD}membuka basis data ini (opens this database){GOOD:#}; kunci (key) {current}"
            )?;
            if matches!(args.what, What::Rotate) {
                writeln!(out, "{rewrapped} kunci dibungkus ulang (keys were put under it).")?;
                writeln!(
                    out,
                    "{WARN}Salin berkas kunci lagi (copy the key file again); keep the older copies.{WARN:#}"
                )?;
            }
            if older > 0 {
                writeln!(
                    out,
                    "{WARN}{older} keys are under an older key: aduan keys rotate finishes it.{WARN:#}"
                )?;
            }
            Ok(())
        })?;
    }
    Ok(match (older, &args.what) {
        (0, _) => Verdict::Fine,
        (_, What::Rotate) => Verdict::Stopped,
        (_, What::Status) => Verdict::Found,
    })
}
