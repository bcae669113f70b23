//! `aduan export`.

use crate::failure::Failure;
use crate::output::{BAD, DIM, GOOD, grouped};
use crate::replay::finding_kind;
use crate::watch::{self, Watch};
use crate::{Verdict, db, output, stop};
use aduan_audit::AsOf;
use aduan_convert::export::{Export, ExportError, Exported, Format, Moment};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
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
    #[arg(long, value_name = "N", requires = "to", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    match (args.to, &args.db) {
        (Some(format), _) => convert(args, format),
        (None, Some(folder)) => {
            db::export::run(&db::Place::from(folder.as_path()), args.output.as_deref(), args.json)
        }
        (None, None) => Err(Failure::Usage("the lines of a file are the file; say --to FORMAT".to_owned())),
    }
}

fn convert(args: &Args, format: Format) -> Result<Verdict, Failure> {
    if args.output.is_none() && format == Format::Ocel2Sqlite {
        return Err(Failure::Usage(
            "a database cannot be written to standard output; say --output FILE".to_owned(),
        ));
    }
    let mut export = Export::new(format);
    if let Some(threads) = args.threads.and_then(|threads| NonZeroUsize::new(threads.into())) {
        export = export.threads(threads);
    }
    if let Some(as_of) = args.as_of {
        export = export.as_of(as_of);
    }
    let sources = watch::sources(&args.files, args.db.as_deref())?;
    let watch = Watch::new(&sources);
    let mut writing = None;
    let tick = |moment| match moment {
        Moment::Reading(progress) => watch.tick(progress),
        Moment::Writing { done, of } => {
            let bar = writing.get_or_insert_with(|| {
                watch.end();
                output::bar(Some(of), "{bar:32} {percent:>3}%  writing  {eta} left")
            });
            bar.set_position(done);
            if stop::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
        _ => ControlFlow::Continue(()),
    };
    let exported = match &args.output {
        Some(path) => export.to_file_with(sources, path, tick),
        None => export.to_writer_with(sources, &mut io::stdout(), tick),
    };
    watch.end();
    if let Some(bar) = writing {
        bar.finish_and_clear();
    }
    let name = args.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
    let exported = exported.map_err(|error| failure(error, &name))?;
    let summary = Summary { args, format, exported: &exported };
    if args.json {
        output::json(&summary.json())?;
    } else {
        // Beside the export, which may be on standard output. Who does not read it lacks nothing of the export.
        let _ = summary.print(&mut anstream::stderr());
    }
    Ok(if exported.stopped {
        Verdict::Stopped
    } else if exported.is_sound() {
        Verdict::Fine
    } else {
        Verdict::Found
    })
}

fn failure(error: ExportError, name: &str) -> Failure {
    match error {
        ExportError::Reading(error) => error.into(),
        ExportError::Write(cause) => Failure::output(name, cause),
        ExportError::Exists(_) => Failure::Place(error.to_string()),
        ExportError::NotBuilt(format) => Failure::Usage(format!(
            "this aduan was built without {0}; `cargo build --release -p aduan-cli --features {0}` builds one with it. csv has \
             the same columns",
            format.as_str()
        )),
        error => Failure::Export { name: name.to_owned(), cause: error },
    }
}

struct Summary<'a> {
    args: &'a Args,
    format: Format,
    exported: &'a Exported,
}

impl Summary<'_> {
    fn json(&self) -> Value {
        let Exported { events, cases, lines, bytes, later, unknown, corrupt, repeated, .. } = self.exported;
        let findings = self.exported.findings.iter().take(self.args.findings).map(|finding| {
            let (file, line) = self.exported.place(finding.line);
            json!({
                "file": file,
                "line": line,
                "complaint": finding.complaint,
                "kind": finding_kind(&finding.found),
                "message": finding.found.to_string(),
            })
        });
        json!({
            "format": self.format.as_str(),
            "output": self.args.output,
            "events": events,
            "complaints": cases,
            "objects": self.exported.objects.map(|objects| json!({
                "complaints": objects.complaints,
                "complainants": objects.complainants,
                "offices": objects.offices,
                "officers": objects.officers,
                "event_to_object": objects.event_to_object,
                "object_to_object": objects.object_to_object,
                "changes": objects.changes,
            })),
            "lines": lines,
            "bytes": bytes,
            "later": later,
            "unknown": unknown,
            "corrupt": corrupt,
            "repeated": repeated,
            "disorder": self.exported.disorder,
            "findings": findings.collect::<Vec<_>>(),
            "stopped": self.exported.stopped,
        })
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let exported = self.exported;
        if exported.stopped {
            return writeln!(out, "{BAD}Dihentikan{BAD:#} (stopped before the end); there is no export.");
        }
        let (events, complaints) = (grouped(exported.events), grouped(exported.cases));
        writeln!(out, "{events} events of {complaints} complaints, as {}", self.format.as_str())?;
        if let Some(objects) = exported.objects {
            let (all, changes) = (grouped(objects.total()), grouped(objects.changes));
            let (e2o, o2o) = (grouped(objects.event_to_object), grouped(objects.object_to_object));
            writeln!(
                out,
                "{all} objects, {e2o} relations of events, {o2o} of objects, {changes} changes of objects"
            )?;
        }
        if exported.later > 0 {
            writeln!(out, "{} later lines are left out.", grouped(exported.later))?;
        }
        if exported.is_sound() {
            return writeln!(out, "{GOOD}Tidak ada temuan (nothing was found amiss).{GOOD:#}");
        }
        writeln!(
            out,
            "{BAD}Temuan (findings){BAD:#}: {} corrupt and {} repeated, not exported; {} unknown, exported as such; {} out of order",
            grouped(exported.corrupt),
            grouped(exported.repeated),
            grouped(exported.unknown),
            grouped(exported.disorder - exported.repeated),
        )?;
        for finding in exported.findings.iter().take(self.args.findings) {
            let (file, line) = exported.place(finding.line);
            writeln!(out, "  {file}:{line}: {}", finding.found)?;
        }
        let all = exported.corrupt + exported.unknown + exported.disorder;
        let more = all.saturating_sub(self.args.findings.min(exported.findings.len()) as u64);
        if more > 0 {
            writeln!(out, "  {DIM}and {} more; --findings N lists up to a thousand{DIM:#}", grouped(more))?;
        }
        Ok(())
    }
}
