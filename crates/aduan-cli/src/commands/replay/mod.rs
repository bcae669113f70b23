//! `aduan replay`.

mod json;
mod text;

use super::reading::ReadingArgs;
use crate::failure::Failure;
use crate::{ExitStatus, interrupt, output};
use aduan_audit::History;
use aduan_core::Timestamp;
use std::time::{Duration, Instant};

/// Fold histories and say what they add up to
///
/// Prints the complaints by stage and outcome, those that wait too long, and every line that is corrupt, unknown or
/// out of order, with its number. Files are read one after the other, as one history.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a line is corrupt or unknown, or a version missing, repeated or earlier than the one before it; \
complaints that are overdue are not a fault of the history.

Examples:
  aduan replay history.jsonl
  aduan replay --db desk
  zcat old/*.gz | aduan replay - --json | jq .by_stage
  aduan replay 2024.jsonl.gz 2025.jsonl.zst --as-of 2025-03-01")]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadingArgs,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
    /// How many overdue complaints to list; all are counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    overdue: usize,
    /// How many findings to list; all are counted, and at most a thousand are kept
    #[arg(long, value_name = "N", default_value_t = 20)]
    findings: usize,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let sources = args.reading.history.open()?;
    let start = Instant::now();
    let (history, ()) = args.reading.read(sources, ())?;
    let now = history.now.unwrap_or(Timestamp::MIN);
    let report = Report { args, history: &history, took: start.elapsed(), now };
    if args.json {
        output::json(&report.json())?;
    } else {
        output::write(|out| report.print(out))?;
    }
    Ok(if history.stopped {
        ExitStatus::Interrupted
    } else if history.is_sound() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

struct Report<'a> {
    args: &'a Args,
    history: &'a History,
    took: Duration,
    now: Timestamp,
}

impl Report<'_> {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    fn rate(&self) -> f64 {
        self.history.events as f64 / self.took.as_secs_f64().max(1e-9)
    }
}
