//! `aduan measures`.

use crate::failure::Failure;
use crate::output::{BAD, DIM, HEAD, WARN};
use crate::watch::{self, Watch};
use crate::{Verdict, args, output, stop};
use aduan_audit::AsOf;
use aduan_core::{Language, Stage, Zone};
use aduan_report::measures::{self, Column, Measures, Period, Report, SMALL_CELLS, Time};
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
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
    /// Histories; `-` is standard input
    #[arg(required_unless_present = "db", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Instead of files: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    db: Option<PathBuf>,
    /// Measure it as it was: at the end of a day in Jakarta (2025-03-01), at an instant
    /// (2025-03-01T10:00:00+07:00), or after so many lines (line:1200)
    #[arg(long, value_name = "WHEN")]
    as_of: Option<AsOf>,
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
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = args::language)]
    lang: Language,
    /// How many threads fold, at most 256; one for each core if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let printed = args.csv.as_deref() == Some(Path::new("-"));
    if printed && args.json {
        return Err(Failure::Usage("--json and --csv - both print; give --csv a file".to_owned()));
    }
    let mut measures = Measures::new().period(args.period).small_cells(args.small_cells);
    if let Some(threads) = args.threads.and_then(|threads| NonZeroUsize::new(threads.into())) {
        measures = measures.threads(threads);
    }
    if let Some(as_of) = args.as_of {
        measures = measures.as_of(as_of);
    }
    if args.small_cells == 0 {
        anstream::eprintln!(
            "{WARN}warning:{WARN:#} small counts are not withheld; what is written may point at somebody"
        );
    }
    let sources = watch::sources(&args.files, args.db.as_deref())?;
    let watch = Watch::new(&sources);
    let report = measures.run_with(sources, |progress| watch.tick(progress));
    watch.end();
    let report = report?;
    if let Some(path) = args.csv.as_deref().filter(|_| !printed) {
        save(path, &measures::csv(&report))?;
    }
    if let Some(path) = &args.html {
        save(path, &measures::html(&report, args.lang))?;
    }
    if args.json {
        output::json(&measures::json(&report))?;
    } else if printed {
        output::write(|out| out.write_all(measures::csv(&report).as_bytes()))?;
    } else {
        output::write(|out| Summary { report: &report, lang: args.lang }.print(out))?;
    }
    Ok(if report.read.stopped {
        Verdict::Stopped
    } else if report.is_sound() {
        Verdict::Fine
    } else {
        Verdict::Found
    })
}

fn save(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|cause| Failure::output(&path.display().to_string(), cause))
}

/// The report in short.
struct Summary<'a> {
    report: &'a Report,
    lang: Language,
}

impl Summary<'_> {
    fn say<'a>(&self, indonesian: &'a str, english: &'a str) -> &'a str {
        if self.lang == Language::Indonesian { indonesian } else { english }
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let (report, lang) = (self.report, self.lang);
        let total = &report.total;
        let count = |column| total.count(column).as_count(lang);
        if report.read.stopped {
            let why = self.say("Dihentikan sebelum selesai.", "Stopped before the end.");
            writeln!(out, "{WARN}{why}{WARN:#}")?;
        }
        if report.is_withheld() {
            let why = self.say(
                "Pengaduan terlalu sedikit: semua angka disembunyikan (--small-cells).",
                "There are too few complaints: every figure is withheld (--small-cells).",
            );
            return writeln!(out, "{WARN}{why}{WARN:#}");
        }
        writeln!(
            out,
            "{HEAD}{} {}, {} {} ({}), {} {}{HEAD:#}",
            count(Column::Received),
            self.say("diterima", "received"),
            count(Column::Closed),
            self.say("selesai", "closed"),
            total.completion().as_share(lang),
            count(Column::Open),
            self.say("dalam proses", "open"),
        )?;
        if let Some(now) = report.now {
            let (as_of, position) = (self.say("per", "as of"), self.say("posisi", "position"));
            writeln!(
                out,
                "{DIM}{as_of} {}, {position} {}{DIM:#}",
                Zone::Wib.display(now, lang),
                report.position
            )?;
        }
        self.stages(out)?;
        self.rules(out)?;
        if !report.is_sound() {
            let why = self.say(
                "Ada baris yang rusak, tidak dikenal atau tidak berurutan: angka dapat terlalu kecil; lihat aduan replay.",
                "Lines are corrupt, unknown or out of order: figures may be too small; see aduan replay.",
            );
            writeln!(out, "\n{BAD}{why}{BAD:#}")?;
        }
        let rows: usize = report.tables.iter().map(|table| table.rows.len()).sum();
        let more = self.say(
            "baris rincian lagi: --html FILE, --csv FILE, --json",
            "more rows: --html FILE, --csv FILE, --json",
        );
        writeln!(out, "\n{DIM}{rows} {more}{DIM:#}")
    }

    fn stages(&self, out: &mut dyn Write) -> io::Result<()> {
        let (total, lang) = (&self.report.total, self.lang);
        writeln!(
            out,
            "\n{HEAD}{:<26}{:>9}{:>11}{:>10}{:>9}{:>14}{:>14}{HEAD:#}",
            self.say("Tahap", "Stage"),
            self.say("di sini", "there"),
            self.say("terlambat", "overdue"),
            self.say("lewat", "passed"),
            self.say("tepat", "in time"),
            self.say("median", "median"),
            self.say("9 dari 10", "9 of 10"),
        )?;
        for stage in Stage::ALL.iter().copied().filter(|stage| !matches!(stage, Stage::New | Stage::Closed)) {
            let wait = total.time(Time::Wait(stage));
            writeln!(
                out,
                "{:<26}{:>9}{:>11}{:>10}{:>9}{:>14}{:>14}",
                stage.label(lang),
                total.count(Column::Standing(stage)).as_count(lang),
                total.count(Column::Overdue(stage)).as_count(lang),
                total.count(Column::Ended(stage)).as_count(lang),
                total.timeliness(stage).as_share(lang),
                wait.median.as_hours(lang),
                wait.ninth_tenth.as_hours(lang),
            )?;
        }
        Ok(())
    }

    fn rules(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.lang;
        writeln!(
            out,
            "\n{HEAD}{:<40}{:>10}{:>11}{:>9}{:>10}{:>11}{HEAD:#}",
            self.say("Tenggat menurut aturan", "Deadlines by rule"),
            self.say("ditepati", "kept"),
            self.say("terlambat", "missed"),
            "",
            self.say("berjalan", "running"),
            self.say("lewat", "overdue"),
        )?;
        for rule in &self.report.rules {
            writeln!(
                out,
                "{:<5}{:<35}{:>10}{:>11}{:>9}{:>10}{:>11}",
                rule.rule.to_string(),
                rule.rule.label(lang),
                rule.kept.as_count(lang),
                rule.missed.as_count(lang),
                rule.share().as_share(lang),
                rule.running.as_count(lang),
                rule.overdue.as_count(lang),
            )?;
        }
        Ok(())
    }
}
