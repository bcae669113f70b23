//! `aduan audit`.

use crate::failure::Failure;
use crate::output::{BAD, DIM, GOOD, HEAD, WARN, grouped};
use crate::watch::{self, Watch};
use crate::{Verdict, args, output, stop};
use aduan_audit::Origin;
use aduan_audit::audit::{Audit, Audited, Finding, Missing, Severity};
use aduan_audit::{AsOf, Story, Wanted};
use aduan_core::{Awaited, Calendar, Complaint, Language, Rulebook, Zone};
use aduan_report::audit_page;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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
  aduan audit history.jsonl --json | jq 'select(.severity == \"grave\")'")]
pub(crate) struct Args {
    /// Histories; `-` is standard input
    #[arg(required_unless_present = "db", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Instead of files: the log of a database
    #[arg(long, value_name = "DIR", conflicts_with = "files")]
    db: Option<PathBuf>,
    /// Audit it as it was: a date, an instant, or a number of lines
    #[arg(long, value_name = "WHEN")]
    as_of: Option<AsOf>,
    /// Print a JSON object a line: each finding, then the summary
    #[arg(long)]
    json: bool,
    /// Write a report to this file: one page that needs nothing else
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Tell every finding as it is found, not the first of each code; lines of several files are then numbered as
    /// those of one
    #[arg(long)]
    all: bool,
    /// How many findings of each code to tell; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    findings: usize,
    /// The language: id or en
    #[arg(long, value_name = "LANG", default_value = "id", value_parser = args::language)]
    lang: Language,
    /// A rulebook that the history names, as JSON; the shipped ones are known
    #[arg(long, value_name = "FILE")]
    rulebook: Vec<PathBuf>,
    /// A holiday table that the history names, as JSON; the shipped one is known
    #[arg(long, value_name = "FILE")]
    calendar: Vec<PathBuf>,
    /// How many threads decide, at most 256; one for each core if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let mut audit =
        Audit::new().keep(if args.html.is_some() { args.findings.max(100) } else { args.findings });
    for path in &args.rulebook {
        audit = audit.rulebook(read::<Rulebook>(path)?);
    }
    for path in &args.calendar {
        audit = audit.calendar(read::<Calendar>(path)?);
    }
    if let Some(threads) = args.threads.and_then(|threads| NonZeroUsize::new(threads.into())) {
        audit = audit.threads(threads);
    }
    if let Some(as_of) = args.as_of {
        audit = audit.as_of(as_of);
    }
    let sources = watch::sources(&args.files, args.db.as_deref())?;
    let names: Vec<String> = sources.iter().map(|source| source.name().to_owned()).collect();
    let watch = Watch::new(&sources);
    // Where every finding is told as it is found, the first that cannot be written ends it.
    let failed: Mutex<Option<Failure>> = Mutex::new(None);
    let tell = |finding: &Finding| {
        let single = names.first().filter(|_| names.len() == 1).map_or("", String::as_str);
        let told = Told { finding, place: (single, finding.line), lang: args.lang };
        let written = output::write(|out| if args.json { told.json_line(out) } else { told.print(out) });
        if let Err(failure) = written {
            failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
        }
    };
    let audited = if args.all {
        audit.run_with(sources, |progress| watch.tick(progress), &tell)
    } else {
        audit.run_with(sources, |progress| watch.tick(progress), &|_| ())
    };
    watch.end();
    let audited = audited?;
    if let Some(failure) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(failure);
    }
    let summary = Summary { args, audited: &audited };
    if args.json {
        output::write(|out| summary.json_lines(out))?;
    } else {
        output::write(|out| summary.print(out))?;
    }
    if let Some(path) = &args.html {
        let page = audit_page::html(&audited, &summary.stories()?, args.lang);
        fs::write(path, page).map_err(|cause| Failure::output(&path.display().to_string(), cause))?;
    }
    Ok(if audited.stopped {
        Verdict::Stopped
    } else if audited.is_clean() {
        Verdict::Fine
    } else {
        Verdict::Found
    })
}

pub(crate) fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let name = path.display();
    let text =
        fs::read_to_string(path).map_err(|cause| Failure::Place(format!("cannot read {name}: {cause}")))?;
    serde_json::from_str(&text).map_err(|error| Failure::Place(format!("{name}: {error}")))
}

/// One finding, as it is told.
struct Told<'a> {
    finding: &'a Finding,
    /// The source and the line within it.
    place: (&'a str, u64),
    lang: Language,
}

impl Told<'_> {
    fn json(&self) -> Value {
        let finding = self.finding;
        json!({
            "kind": "finding",
            "code": finding.fault.code(),
            "family": finding.fault.family(),
            "severity": finding.fault.severity().as_str(),
            "rule": finding.fault.rule(),
            "file": self.place.0,
            "line": self.place.1,
            "complaint": finding.complaint,
            "register": finding.register,
            "version": finding.version,
            "event": finding.event,
            "at": finding.at,
            "actor": finding.actor,
            "office": finding.office,
            "imported": finding.origin.map(Origin::as_str),
            "command": finding.command,
            "stage": finding.stage,
            "recorded": finding.recorded,
            "gives": finding.gives,
            "message": finding.fault.sentence(self.lang),
        })
    }

    fn json_line(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.json())
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let (finding, (file, line)) = (self.finding, self.place);
        let (recorded, gives) = match self.lang {
            Language::Indonesian => ("tercatat", "menurut prosedur"),
            Language::English => ("recorded", "the procedure gives"),
        };
        let severity = finding.fault.severity();
        let style = if severity == Severity::Grave { BAD } else { WARN };
        write!(out, "{file}:{line}: {style}{}{style:#}", finding.fault.code())?;
        if let Some(rule) = finding.fault.rule() {
            write!(out, " [{rule}]")?;
        }
        match (finding.register, finding.complaint) {
            (Some(register), _) => write!(out, "  {HEAD}{register}{HEAD:#}")?,
            (None, Some(id)) => write!(out, "  {HEAD}{id}{HEAD:#}")?,
            (None, None) => {}
        }
        if let Some(version) = finding.version {
            write!(out, " v{version}")?;
        }
        writeln!(out, "\n    {}", finding.fault.sentence(self.lang))?;
        let mut who: Vec<String> = Vec::new();
        who.extend(finding.actor.as_ref().map(|actor| actor.role.label(self.lang).to_owned()));
        who.extend(finding.office.map(|office| office.to_string()));
        who.extend(finding.at.map(|at| Zone::Wib.display(at, self.lang)));
        if !finding.recorded.is_empty() {
            write!(out, "    {recorded}: {}", finding.recorded)?;
            if !finding.gives.is_empty() {
                write!(out, "; {gives}: {}", finding.gives)?;
            }
            writeln!(out)?;
        }
        if let Some(event) = finding.event {
            who.push(event.to_string());
        }
        if who.is_empty() { Ok(()) } else { writeln!(out, "    {DIM}{}{DIM:#}", who.join(" · ")) }
    }
}

/// What it all adds up to.
struct Summary<'a> {
    args: &'a Args,
    audited: &'a Audited,
}

impl Summary<'_> {
    fn told<'a>(&'a self, finding: &'a Finding) -> Told<'a> {
        Told { finding, place: self.audited.place(finding.line), lang: self.args.lang }
    }

    /// The findings to be told: the first of each code.
    fn findings(&self) -> impl Iterator<Item = &Finding> {
        let mut told = std::collections::BTreeMap::new();
        self.audited.findings().filter(move |finding| {
            let count = told.entry(finding.fault.code()).or_insert(0);
            *count += 1;
            *count <= self.args.findings
        })
    }

    /// The worst complaints' stories. What came through a pipe is gone.
    fn stories(&self) -> Result<Vec<Story>, Failure> {
        if self.args.files.iter().any(|path| path == Path::new("-")) {
            return Ok(Vec::new());
        }
        let mut stories = Vec::new();
        for id in audit_page::worst(self.audited, 3) {
            let mut sources = watch::sources(&self.args.files, self.args.db.as_deref())?;
            stories.extend(Story::find(&mut sources, &Wanted::Id(id.to_string()), self.args.as_of)?);
        }
        Ok(stories)
    }

    fn json_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.args.all {
            self.findings().try_for_each(|finding| self.told(finding).json_line(out))?;
        }
        let audited = self.audited;
        let unattended = audited.unattended();
        let waiting = |(complaint, awaited): &(&Complaint, Awaited)| {
            json!({
                "complaint": complaint.id,
                "register": complaint.register,
                "stage": complaint.stage,
                "holder": complaint.holder,
                "due": awaited.due,
                "rule": awaited.rule,
            })
        };
        let missing = |(missing, count): (&Missing, &u64)| match missing {
            Missing::Rulebook(id) => json!({ "rulebook": id, "decisions": count }),
            Missing::Calendar(id) => json!({ "calendar": id, "decisions": count }),
        };
        let late = audited.late().iter().map(|((rule, office), late)| {
            json!({ "rule": rule, "office": office, "count": late.count, "at_most_days": late.days, "line": late.line })
        });
        writeln!(
            out,
            "{}",
            json!({
                "kind": "summary",
                "clean": audited.is_clean(),
                "complaints": audited.complaints().count(),
                "events": audited.events(),
                "decisions": audited.decisions(),
                "lines": audited.lines,
                "findings": audited.found(),
                "by_code": audited.by_code(),
                "by_severity": audited.by_severity().iter()
                    .map(|(severity, count)| (severity.as_str().to_owned(), Value::from(*count)))
                    .collect::<serde_json::Map<_, _>>(),
                "imported": audited.imported().iter()
                    .map(|(origin, count)| (origin.as_str().to_owned(), Value::from(*count)))
                    .collect::<serde_json::Map<_, _>>(),
                "consequences": audited.consequences(),
                "unjudged": audited.unjudged(),
                "missing": audited.missing().iter().map(missing).collect::<Vec<_>>(),
                "clock_steps": audited.notes.clock_steps,
                "now": audited.now,
                "unattended": { "count": unattended.len(), "longest": unattended.iter().take(self.args.findings).map(waiting).collect::<Vec<_>>() },
                "met_late": late.collect::<Vec<_>>(),
                "later": audited.later(),
                "stopped": audited.stopped,
            })
        )
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let (audited, id) = (self.audited, self.args.lang == Language::Indonesian);
        let say = |indonesian: &'static str, english: &'static str| if id { indonesian } else { english };
        if !self.args.all {
            self.findings().try_for_each(|finding| self.told(finding).print(out))?;
        }
        writeln!(
            out,
            "{HEAD}{} {}, {} {}, {} {}{HEAD:#}",
            grouped(audited.decisions()),
            say("keputusan diuji kembali", "decisions taken again"),
            grouped(audited.events()),
            say("peristiwa", "events"),
            grouped(audited.complaints().count() as u64),
            say("pengaduan", "complaints"),
        )?;
        if audited.stopped {
            writeln!(out, "{WARN}{}{WARN:#}", say("Dihentikan sebelum selesai.", "Stopped before the end."))?;
        }
        if audited.later() > 0 {
            writeln!(
                out,
                "{} {}",
                grouped(audited.later()),
                say("baris setelahnya tidak dibaca.", "later lines are left out.")
            )?;
        }
        for (missing, count) in audited.missing() {
            let (what, option) = match missing {
                Missing::Rulebook(id) => (id.to_string(), "--rulebook"),
                Missing::Calendar(id) => (id.to_string(), "--calendar"),
            };
            let text = say("keputusan memakai", "decisions were taken under");
            writeln!(out, "{WARN}{} {text} {what}; {option} FILE{WARN:#}", grouped(*count))?;
        }
        if audited.unjudged() > 0 {
            let why = say(
                "keputusan tidak dapat diuji kembali, karena ada yang hilang atau tidak dikenal",
                "decisions could not be taken again, because something is missing or not known",
            );
            writeln!(out, "{WARN}{} {why}.{WARN:#}", grouped(audited.unjudged()))?;
        }
        for (origin, count) in audited.imported() {
            let what = match origin {
                Origin::Sheet => say(
                    "di antaranya diimpor dari lembar kerja sistem lama",
                    "of them were imported from an old system's sheet",
                ),
                Origin::Assumed => say(
                    "tidak ada dalam lembar kerja itu, diandaikan oleh pemetaannya",
                    "are not in that sheet; its map assumes them",
                ),
            };
            writeln!(out, "{} {what}.", grouped(*count))?;
        }
        if audited.consequences() > 0 {
            let why = say(
                "keputusan berbeda hanya karena temuan sebelumnya",
                "decisions differ only because of a finding before them",
            );
            writeln!(out, "{} {why}.", grouped(audited.consequences()))?;
        }
        if audited.notes.clock_steps > 0 {
            let why = say(
                "catatan saat jam mundur; waktunya ditahan (C23)",
                "records made while the clock had stepped back; their times were held (C23)",
            );
            writeln!(out, "{} {why}.", grouped(audited.notes.clock_steps))?;
        }
        let unattended = audited.unattended();
        if let Some((complaint, awaited)) = unattended.first() {
            let name =
                complaint.register.map_or_else(|| complaint.id.to_string(), |register| register.to_string());
            writeln!(
                out,
                "{} {} {name}, {}, {}.",
                grouped(unattended.len() as u64),
                say(
                    "pengaduan lewat tenggat; yang paling lama:",
                    "complaints are past a deadline; the longest:"
                ),
                awaited.rule,
                Zone::Wib.display(awaited.due, self.args.lang)
            )?;
        }
        if audited.found() == 0 {
            return writeln!(out, "{GOOD}{}{GOOD:#}", say("Tidak ada temuan.", "Nothing was found."));
        }
        writeln!(out, "{BAD}{} {}{BAD:#}", grouped(audited.found()), say("temuan", "findings"))?;
        for (code, count) in audited.by_code() {
            writeln!(out, "{:>9}  {code}", grouped(*count))?;
        }
        Ok(())
    }
}
