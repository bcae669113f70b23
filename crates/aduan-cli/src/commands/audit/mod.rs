//! `aduan audit`.

mod json;
mod text;

use super::reading::ReadingArgs;
use super::values;
use crate::failure::Failure;
use crate::input::read_json_or_toml;
use crate::output::{self, ConcurrentOutput};
use crate::output_file::{self, ForceArg, OutputFile};
use crate::{ExitStatus, interrupt};
use aduan_audit::audit::{Audit, AuditFinding, Audited};
use aduan_audit::{FindStory, History, Story, Wanted};
use aduan_core::{Calendar, Directory, Language, Rulebook};
use aduan_report::audit_page;
use aduan_report::measures::{self, Measures};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

/// Take every recorded decision again, and report what differs
///
/// For each recorded decision the state before it is rebuilt, and the decision is put to the procedure once more: by its
/// actor, at its time, under its rulebook. Besides that: lines that are corrupt, unknown, missing or repeated, ids that
/// are there twice, tickets and words where only references belong, and deadlines that passed.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if there is a finding, or a decision that could not be taken again. Deadlines that passed are listed and
are no fault of the record.

Examples:
  aduan audit history.jsonl
  aduan audit --db desk --html report.html
  aduan audit history.jsonl --html findings.html --measures measures.html
  aduan audit history.jsonl --json | jq 'select(.severity == \"grave\")'")]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadingArgs,
    /// Print a JSON object a line: each finding, then the summary
    #[arg(long)]
    json: bool,
    /// Write a report to this file: one page that needs nothing else
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the measures to this file as well, out of the same reading: the page of `aduan measures --html`
    #[arg(long, value_name = "FILE")]
    measures: Option<PathBuf>,
    #[command(flatten)]
    force: ForceArg,
    /// Tell every finding as it is found, not the first of each code; lines of several files are then numbered as
    /// those of one
    #[arg(long)]
    all: bool,
    /// How many findings of each code to tell; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    findings: usize,
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = values::language)]
    lang: Language,
    /// A rulebook that the history names, as JSON or TOML; the shipped ones are known, and those of --db
    #[arg(long, value_name = "FILE")]
    rulebook: Vec<PathBuf>,
    /// A holiday table that the history names, likewise
    #[arg(long, value_name = "FILE")]
    calendar: Vec<PathBuf>,
    /// A directory of offices that the history names, likewise
    #[arg(long, value_name = "FILE")]
    directory: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let audit = audit(args)?;
    let create = |path| OutputFile::create(path, &args.force, &args.reading.history.files);
    let html = args.html.as_deref().map(create).transpose()?;
    let measures_file = args.measures.as_deref().map(create).transpose()?;
    let sources = args.reading.history.open()?;
    // Of several files a finding names the line only: which file has it is known when all have been read.
    let single = if let [source] = sources.as_slice() { source.name().to_owned() } else { String::new() };
    let output = ConcurrentOutput::default();
    let tell = |finding: &AuditFinding| {
        if args.all {
            output.write(|out| args.write_finding(out, finding, (&single, finding.line)));
        }
    };
    let measures: Vec<Measures> = args.measures.iter().map(|_| Measures::new()).collect();
    let (history, (audited, measured)) = args.reading.read(sources, (audit.telling(&tell), measures))?;
    output.finish()?;
    output::write(|out| {
        if !args.all {
            for finding in first_of_each_code(&audited, args.findings) {
                args.write_finding(out, finding, history.place(finding.line))?;
            }
        }
        if args.json {
            writeln!(out, "{}", json::summary(&history, &audited, args.findings))
        } else {
            text::summary(out, &history, &audited, args.lang)
        }
    })?;
    if let Some(file) = html {
        let stories = worst_stories(args, &history, &audited)?;
        let page = audit_page::html(&history, &audited, &stories, args.lang);
        output_file::write(file, |out| out.write_all(page.as_bytes()))?;
    }
    for (file, report) in measures_file.into_iter().zip(&measured) {
        output_file::write(file, |out| out.write_all(measures::html(report, args.lang).as_bytes()))?;
    }
    Ok(if history.stopped {
        ExitStatus::Interrupted
    } else if audited.is_clean() {
        ExitStatus::Success
    } else {
        ExitStatus::Findings
    })
}

/// The audit that is asked for.
fn audit(args: &Args) -> Result<Audit<'_>, Failure> {
    let mut audit =
        Audit::new().keep(if args.html.is_some() { args.findings.max(100) } else { args.findings });
    for edition in args.reading.history.editions()? {
        audit = audit.edition(edition);
    }
    for path in &args.rulebook {
        audit = audit.rules(read_json_or_toml::<Rulebook>(path)?);
    }
    for path in &args.calendar {
        audit = audit.calendar(read_json_or_toml::<Calendar>(path)?);
    }
    for path in &args.directory {
        audit = audit.directory(read_json_or_toml::<Directory>(path)?);
    }
    Ok(audit)
}

impl Args {
    fn write_finding(
        &self,
        out: &mut dyn Write,
        finding: &AuditFinding,
        place: (&str, u64),
    ) -> io::Result<()> {
        if self.json {
            writeln!(out, "{}", json::finding(finding, place, self.lang))
        } else {
            text::finding(out, finding, place, self.lang)
        }
    }
}

/// At most so many of each code, in their order.
fn first_of_each_code(audited: &Audited, most: usize) -> impl Iterator<Item = &AuditFinding> {
    let mut counts = BTreeMap::new();
    audited.findings().filter(move |finding| {
        let count = counts.entry(finding.fault.code()).or_insert(0);
        *count += 1;
        *count <= most
    })
}

/// The stories of the complaints with the gravest findings. Input from a pipe cannot be read again, so it gives none.
fn worst_stories(args: &Args, history: &History, audited: &Audited) -> Result<Vec<Story>, Failure> {
    if args.reading.history.has_standard_input() {
        return Ok(Vec::new());
    }
    let worst = audit_page::worst(history, audited, 3).into_iter();
    let stories: Vec<FindStory> = worst.map(|id| FindStory::new(Wanted::Id(id.to_string()))).collect();
    let (_, stories) = args.reading.reader().run(args.reading.history.open()?, stories)?;
    Ok(stories.into_iter().flatten().collect())
}
