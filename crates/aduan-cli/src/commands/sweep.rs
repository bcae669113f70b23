//! `aduan sweep`.

use crate::database::{DatabaseArgs, DatabaseDir};
use crate::failure::Failure;
use crate::output::grouped;
use crate::style::BAD;
use crate::{ExitStatus, output};
use serde_json::json;

/// Do what time alone does
///
/// Records every deadline that has passed, such as a window for additional data that was not used. It may run as often
/// as one likes, and several at once: each complaint is moved once. Run it every few minutes.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a complaint was due and could not be moved.

Example, as a line of a crontab:
  */5 * * * *  aduan sweep --db /srv/desk")]
pub(crate) struct Args {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let (_, desk) = DatabaseDir::from(&args.database).open_desk()?;
    let swept = desk.sweep()?;
    if args.json {
        let failed = swept.failed.iter().map(|(id, why)| json!({ "complaint": id, "why": why }));
        output::json(&json!({ "moved": swept.done, "failed": failed.collect::<Vec<_>>() }))?;
    } else {
        output::write(|out| {
            writeln!(
                out,
                "{} pengaduan dipindahkan oleh waktu (complaints moved by time).",
                grouped(swept.done)
            )?;
            swept.failed.iter().try_for_each(|(id, why)| writeln!(out, "{BAD}{id}{BAD:#}: {why}"))
        })?;
    }
    Ok(if swept.failed.is_empty() { ExitStatus::Success } else { ExitStatus::Findings })
}
