//! `aduan reference list`.

use super::{KnownEdition, Origin, known};
use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::bilingual;
use crate::style::{DIM, GOOD, HEAD, WARN};
use crate::{ExitStatus, output};
use aduan_core::{Language, Zone};
use serde_json::json;
use std::io::{self, Write};

/// List the editions that the database knows, the earliest first
///
/// Each with its kind, its name, since when decisions may be taken by it, and its digest: the SHA-256 of its content as
/// compact JSON, which the log has as well. It needs no key.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  aduan reference list --db desk --json | jq -r '.editions[] | select(.used) | .edition'")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let editions = known(&DatabaseDir::from(&args.database))?;
    if args.json {
        let editions: Vec<_> = editions.iter().map(row).collect();
        output::json(&json!({ "editions": editions }))?;
    } else {
        output::write(|out| editions.iter().try_for_each(|edition| print(out, edition)))?;
    }
    Ok(ExitStatus::Success)
}

pub(super) fn row(edition: &KnownEdition) -> serde_json::Value {
    json!({
        "data": edition.data,
        "edition": edition.id,
        "in_force_from": edition.in_force_from,
        "digest": edition.digest,
        "origin": edition.origin.word(),
        "used": edition.used,
    })
}

fn print(out: &mut dyn Write, edition: &KnownEdition) -> io::Result<()> {
    write!(out, "{}  {HEAD}{}{HEAD:#}", bilingual!(edition.data), edition.id)?;
    match edition.in_force_from {
        Some(from) => {
            let from = Zone::Wib.display(from, Language::Indonesian);
            write!(out, "  berlaku sejak (in force from) {from}")?;
        }
        None => write!(out, "  {DIM}belum dipakai (no decision taken by it yet){DIM:#}")?,
    }
    if edition.used == Some(true) {
        write!(out, "  {GOOD}dipakai (used){GOOD:#}")?;
    }
    writeln!(out, "\n    {DIM}sha256 {}{DIM:#}", edition.digest)?;
    match edition.origin {
        Origin::Added => Ok(()),
        Origin::Program => writeln!(out, "    {DIM}bawaan program (comes with the program){DIM:#}"),
        Origin::Elsewhere => writeln!(
            out,
            "    {WARN}isinya tidak ada di sini (its content is not here): aduan reference add keeps it{WARN:#}"
        ),
    }
}
