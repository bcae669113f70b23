//! `aduan integrity`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::grouped;
use crate::style::{BAD, DIM, GOOD, WARN};
use crate::{ExitStatus, output};
use aduan_core::{Language, Zone};
use aduan_sqlite::IntegrityOptions;
use aduan_store::desk::last_sweep;
use aduan_store::vault::FileKeys;
use aduan_store::{Clock, Hash, SystemClock};
use serde_json::json;
use std::time::Duration;

/// Examine whether what is stored is what was stored
///
/// The file, every line and its place, every complaint's versions, the root over all; that the receipts, register
/// numbers, keys and sealed words are there for every event, and none without one. Others may use the database
/// meanwhile. Keep what it prints as LINES:ROOT elsewhere from time to time: only that shows what somebody cut off at
/// the end or rewrote from end to end.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if anything is wrong.

Examples:
  aduan integrity --db desk --json | jq -r .keep >> /elsewhere/roots
  aduan integrity --db desk --kept \"$(tail -1 /elsewhere/roots)\"
  aduan integrity --db desk --deep")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Compare with what the log was, as this command said it then
    #[arg(long, value_name = "LINES:ROOT", value_parser = kept)]
    kept: Option<(u64, Hash)>,
    /// Open every sealed word with the key file, and compare it with what its event committed to; compare every row of the
    /// worklists with the events of its complaint
    #[arg(long)]
    deep: bool,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

fn kept(text: &str) -> Result<(u64, Hash), String> {
    let kept = || {
        let (lines, digits) = text.trim().split_once(':')?;
        let mut root = [0; 32];
        if digits.len() != 64 || !digits.is_ascii() {
            return None;
        }
        for (index, byte) in root.iter_mut().enumerate() {
            *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some((lines.parse().ok()?, root))
    };
    kept().ok_or_else(|| "expected LINES:ROOT, a number and 64 hexadecimal digits".to_owned())
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let database = DatabaseDir::from(&args.database);
    let failed = Failure::store(&database.file());
    let keys = args.deep.then(|| FileKeys::open(&database.key_file())).transpose()?;
    let store = database.open_store()?;
    let mut what = IntegrityOptions::default();
    if let Some((lines, root)) = args.kept {
        what = what.against_head(lines, root);
    }
    if let Some(keys) = &keys {
        what = what.opening(keys);
    }
    // Another process may have left deleted bytes; only trying to scrub shows that.
    let lingers = !store.scrub().map_err(&failed)?;
    let found = store.integrity_with(&what).map_err(&failed)?;
    let last_sweep = last_sweep(&*store).map_err(&failed)?;
    let root = hex::encode(found.root);
    let mut findings: Vec<String> = found.problems.iter().map(ToString::to_string).collect();
    if args.deep {
        let (_, desk) = database.open_desk()?;
        let rows = desk.wrong_rows()?;
        findings.extend(rows.iter().map(|complaint| {
            format!("complaint {complaint}: its row in the worklists does not say what its events say")
        }));
    }
    if args.json {
        output::json(&json!({
            "lines": found.lines,
            "root": root,
            "keep": format!("{}:{root}", found.lines),
            "findings": findings,
            "contents_elsewhere": found.contents_elsewhere,
            "deleted_bytes_linger": lingers,
            "last_sweep": last_sweep,
            "lingering_seconds": found.unscrubbed.as_ref().map(Duration::as_secs),
        }))?;
    } else {
        output::write(|out| {
            writeln!(out, "{} baris (lines), root {root}", grouped(found.lines))?;
            writeln!(out, "{DIM}simpan di tempat lain (keep elsewhere): {}:{root}{DIM:#}", found.lines)?;
            match last_sweep {
                Some(at) => {
                    let (minutes, at) = (
                        SystemClock.now().since(at).num_minutes(),
                        Zone::Wib.display(at, Language::Indonesian),
                    );
                    writeln!(out, "sapuan terakhir (last sweep): {at}, {minutes} menit lalu (minutes ago)")?;
                }
                None => writeln!(out, "belum pernah disapu (never swept): aduan sweep")?,
            }
            if found.contents_elsewhere > 0 {
                let count = grouped(found.contents_elsewhere);
                writeln!(
                    out,
                    "{count} isi tidak ada di sini (contents are not here: the history was imported)"
                )?;
            }
            if lingers {
                writeln!(
                    out,
                    "{WARN}Yang baru dihapus mungkin masih ada di berkas -wal (what was deleted lately may still be in \
                     the -wal file, sealed, while somebody reads); it is cleared away by itself.{WARN:#}"
                )?;
            }
            if findings.is_empty() {
                return writeln!(out, "{GOOD}Tidak ada temuan (nothing was found amiss).{GOOD:#}");
            }
            findings.iter().try_for_each(|finding| writeln!(out, "{BAD}{finding}{BAD:#}"))
        })?;
    }
    Ok(if findings.is_empty() { ExitStatus::Success } else { ExitStatus::Findings })
}
