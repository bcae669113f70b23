//! `aduan replay`.

mod json;
mod text;

use super::values;
use crate::failure::Failure;
use crate::history::HistoryArgs;
use crate::progress::ReadingProgress;
use crate::{ExitStatus, interrupt, output};
use aduan_audit::{AsOf, Replay, Replayed};
use aduan_core::Timestamp;
use std::num::NonZeroUsize;
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
    history: HistoryArgs,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
    /// Look at it as it was: at the end of a day in Jakarta (2025-03-01), at an instant
    /// (2025-03-01T10:00:00+07:00), or after so many lines (line:1200)
    #[arg(long, value_name = "WHEN")]
    as_of: Option<AsOf>,
    /// How many overdue complaints to list; all are counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    overdue: usize,
    /// How many findings to list; all are counted, and at most a thousand are kept
    #[arg(long, value_name = "N", default_value_t = 20)]
    findings: usize,
    /// How many threads read, at most 256; one for each core if not given
    #[arg(long, value_name = "N", value_parser = values::threads)]
    threads: Option<NonZeroUsize>,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let sources = args.history.open()?;
    let mut replay = Replay::new();
    if let Some(threads) = args.threads {
        replay = replay.threads(threads);
    }
    if let Some(as_of) = args.as_of {
        replay = replay.as_of(as_of);
    }
    let start = Instant::now();
    let reading = ReadingProgress::new(&sources);
    let replayed = replay.run_with(sources, |progress| reading.update(progress));
    reading.finish();
    let replayed = replayed?;
    let report = Report { args, replayed: &replayed, took: start.elapsed(), now: now(args.as_of, &replayed) };
    if args.json {
        output::json(&report.json())?;
    } else {
        output::write(|out| report.print(out))?;
    }
    Ok(if replayed.stopped {
        ExitStatus::Interrupted
    } else if replayed.is_sound() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

/// The instant at which waiting is judged: the one asked for, or the last one in the history, so that the same
/// file always gives the same answer.
fn now(as_of: Option<AsOf>, replayed: &Replayed) -> Timestamp {
    match as_of {
        Some(AsOf::Instant(instant)) => instant,
        _ => replayed.last_at.unwrap_or(Timestamp::MIN),
    }
}

struct Report<'a> {
    args: &'a Args,
    replayed: &'a Replayed,
    took: Duration,
    now: Timestamp,
}

impl Report<'_> {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    fn rate(&self) -> f64 {
        self.replayed.events as f64 / self.took.as_secs_f64().max(1e-9)
    }
}
