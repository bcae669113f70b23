//! `aduan measures`.

mod text;

use super::reading::ReadingArgs;
use super::values;
use crate::failure::Failure;
use crate::output_file::{self, ForceArg, OutputFile};
use crate::{ExitStatus, interrupt, messages, output};
use aduan_core::Language;
use aduan_report::measures::{self, Measures, Period, SMALL_CELLS};
use std::path::{Path, PathBuf};

/// Count what was completed, how long it took, and which deadlines were kept
///
/// Makes the periodic report to the head of office: completion, ages and waits by stage, office, kind of complaint,
/// channel and period (by the clocks in Jakarta), deadlines by rule, the trend. The same lines always give the same
/// bytes. Counts from 1 to below --small-cells would point at somebody and are withheld, with those that would give
/// them away.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a line is corrupt or unknown, or a version missing, repeated or earlier than the one before it: then the
figures may be too small.

Examples:
  aduan measures history.jsonl
  aduan measures --db desk --as-of 2025-03-31 --period quarter --html report.html --csv report.csv
  aduan measures history.jsonl --as-of line:120000 --json | jq .total.closed_permille
  aduan measures 2024.jsonl.gz 2025.jsonl.gz --csv - | grep ^unit")]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadingArgs,
    /// How long a period is: month, quarter or year
    #[arg(long, value_name = "PERIOD", default_value = "month")]
    period: Period,
    /// Withhold counts from 1 to below this; 0 withholds nothing, and the report may then point at somebody
    #[arg(long, value_name = "N", default_value_t = SMALL_CELLS, value_parser = clap::value_parser!(u32).range(0..=1000))]
    small_cells: u32,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
    /// Write every figure as CSV to this file; `-` prints it instead of the summary
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write the report to this file: one page that needs nothing else
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    force: ForceArg,
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = values::language)]
    lang: Language,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let printed = args.csv.as_deref() == Some(Path::new("-"));
    if printed && args.json {
        return Err(Failure::Usage("--json and --csv - both print; give --csv a file".to_owned()));
    }
    let measures = Measures::new().period(args.period).small_cells(args.small_cells);
    if args.small_cells == 0 {
        messages::warning("small counts are not withheld; what is written may point at somebody");
    }
    let create = |path| OutputFile::create(path, &args.force, &args.reading.history.files);
    let csv = args.csv.as_deref().filter(|_| !printed).map(create).transpose()?;
    let html = args.html.as_deref().map(create).transpose()?;
    let (_, report) = args.reading.read(args.reading.history.open()?, measures)?;
    if let Some(file) = csv {
        output_file::write(file, |out| out.write_all(measures::csv(&report).as_bytes()))?;
    }
    if let Some(file) = html {
        output_file::write(file, |out| out.write_all(measures::html(&report, args.lang).as_bytes()))?;
    }
    if args.json {
        output::json(&measures::json(&report))?;
    } else if printed {
        output::write(|out| out.write_all(measures::csv(&report).as_bytes()))?;
    } else {
        output::write(|out| text::summary(out, &report, args.lang))?;
    }
    Ok(if report.stopped {
        ExitStatus::Interrupted
    } else if report.is_sound() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}
