//! `aduan integrity`.

use super::{At, Place, hex};
use crate::failure::Failure;
use crate::output::{BAD, GOOD, grouped};
use crate::{Verdict, output};
use serde_json::json;

/// Examine whether what is stored is what was stored
///
/// The file, every line and its place, every complaint's versions, the root over all. Others may use the database
/// meanwhile. Keep the root elsewhere from time to time: only that shows what somebody rewrote from end to end.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if anything is wrong.

Example: aduan integrity --db desk --json | jq -r .root")]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    let place = Place::from(&args.at);
    let found = place.store()?.integrity().map_err(Failure::store(&place.database()))?;
    let findings: Vec<String> = found.findings.iter().map(ToString::to_string).collect();
    if args.json {
        output::json(&json!({ "lines": found.lines, "root": hex(&found.root), "findings": findings }))?;
    } else {
        output::write(|out| {
            writeln!(out, "{} baris (lines), root {}", grouped(found.lines), hex(&found.root))?;
            if findings.is_empty() {
                return writeln!(out, "{GOOD}Tidak ada temuan (nothing was found amiss).{GOOD:#}");
            }
            findings.iter().try_for_each(|finding| writeln!(out, "{BAD}{finding}{BAD:#}"))
        })?;
    }
    Ok(if findings.is_empty() { Verdict::Fine } else { Verdict::Found })
}
