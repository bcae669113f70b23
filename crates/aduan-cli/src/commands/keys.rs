//! `aduan keys`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::grouped;
use crate::style::{BAD, GOOD, HEAD, WARN};
use crate::{ExitStatus, interrupt, output};
use aduan_core::ComplaintId;
use aduan_store::vault::{FileKeys, KeyId, KeyProvider, VaultError};
use aduan_store::{Desk, OsEntropy};
use clap::Subcommand;
use serde_json::json;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Look at the master key, or replace it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  aduan keys --db desk status
  aduan keys --db desk rotate")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Say which key is in use, whether it opens the database, and how many keys of complaints are under it
    ///
    /// Exits with 1 if keys of complaints are still under an older master key.
    Status,
    /// Make a new master key, and put the keys of all complaints under it
    ///
    /// No event and no content is rewritten. The older master key stays in the file: backups from before need it. If it
    /// is interrupted, run it again: it then finishes what was begun before it makes another key. A key that is damaged
    /// holds up no other; it is told, and the exit code is 1.
    Rotate,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let database = DatabaseDir::from(&args.database);
    // Check first that these keys open this database.
    let (store, mut desk) = database.open_desk()?;
    let mut keys = FileKeys::open(&database.key_file())?;
    let (mut rewrapped, mut damaged) = (0, Vec::new());
    if matches!(args.what, What::Rotate) {
        // A rotation that was killed may have left its key unrecorded.
        desk.record_editions()?;
        (rewrapped, damaged) = rewrap(&desk)?;
        // Nothing was left to finish, but what is damaged: then it is time for another key.
        if rewrapped == 0 && !interrupt::requested() {
            keys = keys.rotate(&OsEntropy)?;
            desk = Desk::open(store.clone(), Arc::new(keys.clone()))?;
            // New keys are wrapped under it from now on, also by a server that runs.
            desk.record_editions()?;
            (rewrapped, damaged) = rewrap(&desk)?;
        }
    }
    let current = keys.current()?.id();
    let counts = store.key_counts().map_err(Failure::store(&database.file()))?;
    let count = |is: &dyn Fn(Option<KeyId>) -> bool| -> u64 {
        counts.iter().filter(|(master, _)| is(*master)).map(|(_, count)| count).sum()
    };
    let told = Told {
        file: database.key_file(),
        key: current.to_string(),
        current: count(&|master| master == Some(current)),
        older: count(&|master| master.is_some_and(|master| master != current)),
        destroyed: count(&|master| master.is_none()),
        rewrapped: matches!(args.what, What::Rotate).then_some(rewrapped),
        damaged,
    };
    if args.json {
        output::json(&told.json())?;
    } else {
        output::write(|out| told.print(out))?;
    }
    Ok(match (told.older, &args.what) {
        (0, _) => ExitStatus::Success,
        (_, What::Rotate) if interrupt::requested() => ExitStatus::Interrupted,
        _ => ExitStatus::Findings,
    })
}

/// Puts everything that can be unwrapped under the current key; gives how many, and what could not.
fn rewrap(desk: &Desk) -> Result<(u64, Vec<(ComplaintId, VaultError)>), Failure> {
    let mut rewrapped = 0;
    loop {
        let some = desk.rewrap_keys(256)?;
        rewrapped += u64::from(some.done);
        if some.done == 0 || interrupt::requested() {
            return Ok((rewrapped, some.damaged));
        }
    }
}

struct Told {
    file: PathBuf,
    key: String,
    current: u64,
    older: u64,
    destroyed: u64,
    /// `None` if no rotation was asked for.
    rewrapped: Option<u64>,
    damaged: Vec<(ComplaintId, VaultError)>,
}

impl Told {
    fn json(&self) -> serde_json::Value {
        let damaged = self.damaged.iter().map(|(id, why)| json!({ "complaint": id, "why": why.to_string() }));
        json!({
            "key_file": self.file.to_string_lossy(),
            "key": self.key,
            "under_this_key": self.current,
            "under_older_keys": self.older,
            "destroyed": self.destroyed,
            "rewrapped": self.rewrapped.unwrap_or(0),
            "damaged": damaged.collect::<Vec<_>>(),
        })
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{HEAD}{}{HEAD:#}", self.file.display())?;
        writeln!(
            out,
            "{GOOD}membuka basis data ini (opens this database){GOOD:#}; kunci (key) {}",
            self.key
        )?;
        writeln!(
            out,
            "{} kunci pengaduan di bawahnya (keys under it), {} di bawah kunci lama (under older ones), {} \
             dimusnahkan (destroyed)",
            grouped(self.current),
            grouped(self.older),
            grouped(self.destroyed)
        )?;
        if let Some(rewrapped) = self.rewrapped {
            writeln!(out, "{} kunci dibungkus ulang (keys were put under it).", grouped(rewrapped))?;
            writeln!(
                out,
                "{WARN}Salin berkas kunci lagi (copy the key file again); keep the older copies.{WARN:#}"
            )?;
        }
        for (_, why) in &self.damaged {
            writeln!(out, "{BAD}{why}{BAD:#}")?;
        }
        if self.older > self.damaged.len() as u64 {
            let left = self.older - self.damaged.len() as u64;
            writeln!(
                out,
                "{WARN}{left} keys are under an older key: aduan keys rotate finishes it.{WARN:#}"
            )?;
        }
        Ok(())
    }
}
