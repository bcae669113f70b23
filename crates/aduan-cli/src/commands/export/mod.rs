//! `aduan export`.

mod json;
mod log_lines;
mod text;

use super::values;
use crate::database::DatabaseDir;
use crate::failure::Failure;
use crate::progress::{self, ReadingProgress};
use crate::{ExitStatus, history, interrupt, output};
use aduan_audit::AsOf;
use aduan_convert::export::{Export, ExportError, Format, Moment};
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Write a history out, as it is stored or for process mining and statistics
///
/// Of a database and without --to: the log's lines in the format aduan/1, as they are stored; the root over all lines is
/// checked and told. With --to, of a database or of histories: a file that other tools open.
///
/// What complainants wrote is in none of them, nor is a ticket: people are pseudonyms. Times, channels and offices are in
/// them: treat them as confidential.
#[derive(clap::Args)]
#[command(after_help = "\
Formats: xes (IEEE 1849, a trace for each complaint), ocel2-json and ocel2-sqlite (OCEL 2.0: complaints, complainants, offices
and officers), csv (RFC 4180, an event a row) and parquet (the same columns).

Exits with 1 if a line is corrupt or unknown, or a version missing, repeated or earlier than the one before it; the
file is written all the same. Unknown events are in it as `Unknown`; corrupt lines and repeated versions are not.

Examples:
  aduan export --db desk | gzip > history.jsonl.gz
  aduan export --db desk --output history.jsonl
  aduan export --to xes history.jsonl --output history.xes
  aduan export --to ocel2-sqlite --db desk --output desk.sqlite --json
  aduan export --to csv 2024.jsonl.gz 2025.jsonl.zst --as-of 2025-03-01 | duckdb -c \"SELECT … FROM read_csv('/dev/stdin')\"")]
pub(crate) struct Args {
    /// With --to: histories; `-` is standard input
    #[arg(required_unless_present = "db", requires = "to", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    db: Option<PathBuf>,
    /// The key file of the database, which an export never opens
    #[arg(long, value_name = "FILE", hide = true)]
    keys: Option<PathBuf>,
    /// The format: xes, ocel2-json, ocel2-sqlite, csv or parquet
    #[arg(long, value_name = "FORMAT", value_parser = str::parse::<Format>)]
    to: Option<Format>,
    /// A new file, there under its name only when it is whole; standard output if not given
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// With --to: export it as it was: a date, an instant, or a number of lines
    #[arg(long, value_name = "WHEN", requires = "to")]
    as_of: Option<AsOf>,
    /// Print one JSON object about the export, for machines
    #[arg(long, requires = "output")]
    json: bool,
    /// How many findings to list; all are counted, and at most a thousand are kept
    #[arg(long, value_name = "N", default_value_t = 20, requires = "to")]
    findings: usize,
    /// How many threads read, at most 256; one for each core if not given
    #[arg(long, value_name = "N", requires = "to", value_parser = values::threads)]
    threads: Option<NonZeroUsize>,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    match (args.to, &args.db) {
        (Some(format), _) => convert(args, format),
        (None, Some(folder)) => {
            log_lines::run(&DatabaseDir::from(folder.as_path()), args.output.as_deref(), args.json)
        }
        (None, None) => Err(Failure::Usage("the lines of a file are the file; say --to FORMAT".to_owned())),
    }
}

fn convert(args: &Args, format: Format) -> Result<ExitStatus, Failure> {
    if args.output.is_none() && format == Format::Ocel2Sqlite {
        return Err(Failure::Usage(
            "a database cannot be written to standard output; say --output FILE".to_owned(),
        ));
    }
    let mut export = Export::new(format);
    if let Some(threads) = args.threads {
        export = export.threads(threads);
    }
    if let Some(as_of) = args.as_of {
        export = export.as_of(as_of);
    }
    let sources = history::open(&args.files, args.db.as_deref())?;
    let reading = ReadingProgress::new(&sources);
    let mut writing = None;
    let tick = |moment| match moment {
        Moment::Reading(progress) => reading.update(progress),
        Moment::Writing { done, of } => {
            let bar = writing.get_or_insert_with(|| {
                reading.finish();
                progress::bar(Some(of), "{bar:32} {percent:>3}%  writing  {eta} left")
            });
            bar.set_position(done);
            interrupt::go_on()
        }
        #[cfg(not(aduan_workspace))]
        _ => std::ops::ControlFlow::Continue(()),
    };
    let exported = match &args.output {
        Some(path) => export.to_file_with(sources, path, tick),
        None => export.to_writer_with(sources, &mut io::stdout(), tick),
    };
    reading.finish();
    if let Some(bar) = writing {
        bar.finish_and_clear();
    }
    let name = args.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
    let exported = exported.map_err(|error| failure(error, &name))?;
    if args.json {
        output::json(&json::summary(&exported, format, args.output.as_deref(), args.findings))?;
    } else {
        // Written to standard error, since the export may be on standard output. A write that fails does no harm to the
        // export.
        let _ = text::summary(&mut anstream::stderr(), &exported, format, args.findings);
    }
    Ok(if exported.stopped {
        ExitStatus::Interrupted
    } else if exported.history.is_sound() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

fn failure(error: ExportError, name: &str) -> Failure {
    match error {
        ExportError::Reading(error) => error.into(),
        ExportError::Write(cause) => Failure::output(name, cause),
        ExportError::Exists(_) => Failure::Input(error.to_string()),
        ExportError::NotBuilt(format) => Failure::Usage(format!(
            "this aduan was built without {0}; `cargo build --release -p aduan-cli --features {0}` builds one with it. csv has \
             the same columns",
            format.as_str()
        )),
        error => Failure::Export { name: name.to_owned(), cause: error },
    }
}
