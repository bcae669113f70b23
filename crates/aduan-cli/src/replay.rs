//! `aduan replay`.

use crate::args::Replay as Args;
use crate::failure::Failure;
use crate::output::{BAD, DIM, GOOD, HEAD, WARN, both, grouped};
use crate::watch::{self, Watch};
use crate::{Verdict, output, stop};
use aduan_audit::{AsOf, Finding, Found, Replay, Replayed};
use aduan_core::{Awaited, Complaint, Timestamp};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let sources = watch::sources(&args.files, args.db.as_deref())?;
    let mut replay = Replay::new();
    if let Some(threads) = args.threads.and_then(|threads| NonZeroUsize::new(threads.into())) {
        replay = replay.threads(threads);
    }
    if let Some(as_of) = args.as_of {
        replay = replay.as_of(as_of);
    }
    let start = Instant::now();
    let watch = Watch::new(&sources);
    let replayed = replay.run_with(sources, |progress| watch.tick(progress));
    watch.end();
    let replayed = replayed?;
    let report = Report { args, replayed: &replayed, took: start.elapsed(), now: now(args.as_of, &replayed) };
    if args.json {
        output::json(&report.json())?;
    } else {
        output::write(|out| report.print(out))?;
    }
    Ok(if replayed.stopped {
        Verdict::Stopped
    } else if replayed.is_sound() {
        Verdict::Fine
    } else {
        Verdict::Found
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

    fn json(&self) -> Value {
        let Replayed { events, lines, bytes, later, unknown, corrupt, disorder, notes, stopped, .. } =
            self.replayed;
        let overdue = self.replayed.overdue(self.now);
        let waiting: Vec<Value> =
            overdue.iter().take(self.args.overdue).map(|late| self.waiting(late)).collect();
        let findings: Vec<Value> = self
            .replayed
            .findings
            .iter()
            .take(self.args.findings)
            .map(|finding| self.finding(finding))
            .collect();
        json!({
            "events": events,
            "complaints": self.replayed.complaint_count(),
            "by_stage": counts(self.replayed.by_stage().iter().map(|(stage, count)| (stage.as_str(), *count))),
            "by_outcome": counts(self.replayed.by_outcome().iter().map(|(outcome, count)| (outcome.as_str(), *count))),
            "overdue": { "at": self.now, "count": overdue.len(), "complaints": waiting },
            "unknown": unknown,
            "corrupt": corrupt,
            "disorder": disorder,
            "findings": findings,
            "notes": {
                "carriage_returns": notes.carriage_returns,
                "byte_order_marks": notes.byte_order_marks,
                "no_final_newline": notes.unended,
                "empty": notes.empty,
                "clock_steps": notes.clock_steps,
                "lifted": notes.lifted,
            },
            "as_of": self.args.as_of.map(|as_of| match as_of {
                AsOf::Instant(instant) => json!(instant),
                AsOf::Position(position) => json!(position),
            }),
            "later": later,
            "last_at": self.replayed.last_at,
            "lines": lines,
            "bytes": bytes,
            "seconds": self.took.as_secs_f64(),
            "events_per_second": self.rate().round(),
            "stopped": stopped,
        })
    }

    fn waiting(&self, (complaint, Awaited { due, rule }): &(&Complaint, Awaited)) -> Value {
        json!({
            "complaint": complaint.id,
            "register": complaint.register,
            "stage": complaint.stage,
            "holder": complaint.holder,
            "due": due,
            "rule": rule,
            "days": self.now.since(*due).num_days(),
        })
    }

    fn finding(&self, finding: &Finding) -> Value {
        let (file, line) = self.replayed.place(finding.line);
        json!({
            "file": file,
            "line": line,
            "complaint": finding.complaint,
            "kind": finding_kind(&finding.found),
            "message": finding.found.to_string(),
        })
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let replayed = self.replayed;
        let (events, complaints) = (grouped(replayed.events), grouped(replayed.complaint_count()));
        write!(out, "{HEAD}{events} events of {complaints} complaints{HEAD:#}")?;
        let seconds = self.took.as_secs_f64();
        writeln!(
            out,
            "{DIM}, {} lines in {seconds:.2} s ({:.2} M events/s){DIM:#}",
            grouped(replayed.lines),
            self.rate() / 1e6
        )?;
        if replayed.stopped {
            writeln!(
                out,
                "{WARN}Stopped before the end: this is what the first {} lines say.{WARN:#}",
                grouped(replayed.lines)
            )?;
        }
        if replayed.later > 0 {
            writeln!(out, "{} later lines are left out.", grouped(replayed.later))?;
        }
        section(
            out,
            "Tahap",
            "stage",
            replayed.by_stage().iter().map(|(stage, count)| (both!(stage), *count)),
        )?;
        section(
            out,
            "Hasil",
            "outcome",
            replayed.by_outcome().iter().map(|(outcome, count)| (both!(outcome), *count)),
        )?;
        self.print_overdue(out)?;
        self.print_notes(out)?;
        self.print_findings(out)
    }

    fn print_overdue(&self, out: &mut dyn Write) -> io::Result<()> {
        let overdue = self.replayed.overdue(self.now);
        if self.replayed.last_at.is_none() {
            return Ok(());
        }
        let count = grouped(overdue.len() as u64);
        let at = aduan_core::Zone::Wib.display(self.now, aduan_core::Language::Indonesian);
        writeln!(out, "\n{HEAD}Lewat tenggat (overdue){HEAD:#} at {at}: {count}")?;
        for (complaint, Awaited { due, rule }) in overdue.iter().take(self.args.overdue) {
            let register =
                complaint.register.map_or_else(|| complaint.id.to_string(), |register| register.to_string());
            let days = self.now.since(*due).num_days();
            let holder = complaint.holder.map(|office| office.to_string()).unwrap_or_default();
            writeln!(
                out,
                "  {register:<16}{WARN}{days:>5} days{WARN:#}  {:<4} {:<14} {}",
                rule,
                holder,
                both!(complaint.stage)
            )?;
        }
        let more = overdue.len().saturating_sub(self.args.overdue);
        if more > 0 {
            writeln!(out, "  {DIM}and {} more; --overdue N lists more{DIM:#}", grouped(more as u64))?;
        }
        Ok(())
    }

    fn print_notes(&self, out: &mut dyn Write) -> io::Result<()> {
        let notes = &self.replayed.notes;
        let mut said = Vec::new();
        let mut note = |count: u64, what: &str| {
            if count > 0 {
                said.push(format!("{} {what}", grouped(count)));
            }
        };
        note(
            notes.clock_steps,
            "record(s) made while the clock had stepped back; their times were held (C23)",
        );
        note(notes.lifted, "record(s) of an older schema, lifted");
        note(
            notes.carriage_returns,
            "line(s) ended with CR LF: the file was converted; the records are read without it",
        );
        note(notes.byte_order_marks, "file(s) began with a byte order mark, which is no part of a record");
        said.extend(
            notes
                .unended
                .iter()
                .map(|name| format!("{name}: the last line has no line end; was the file cut?")),
        );
        said.extend(notes.empty.iter().map(|name| format!("{name}: there is nothing in it")));
        if !said.is_empty() {
            writeln!(out, "\n{HEAD}Catatan (notes){HEAD:#}")?;
        }
        said.iter().try_for_each(|note| writeln!(out, "  {note}"))
    }

    fn print_findings(&self, out: &mut dyn Write) -> io::Result<()> {
        let Replayed { unknown, corrupt, disorder, findings, .. } = self.replayed;
        if self.replayed.is_sound() {
            return writeln!(out, "\n{GOOD}Tidak ada temuan (nothing was found amiss).{GOOD:#}");
        }
        let (unknown, corrupt, disorder) = (grouped(*unknown), grouped(*corrupt), grouped(*disorder));
        writeln!(
            out,
            "\n{BAD}Temuan (findings){BAD:#}: {corrupt} corrupt, {unknown} unknown, {disorder} out of order"
        )?;
        for finding in findings.iter().take(self.args.findings) {
            let (file, line) = self.replayed.place(finding.line);
            write!(out, "  {file}:{line}: {}", finding.found)?;
            match finding.complaint {
                Some(complaint) => writeln!(out, "  {DIM}{complaint}{DIM:#}")?,
                None => writeln!(out)?,
            }
        }
        let all = self.replayed.unknown + self.replayed.corrupt + self.replayed.disorder;
        let more = all.saturating_sub(self.args.findings.min(findings.len()) as u64);
        if more > 0 {
            writeln!(out, "  {DIM}and {} more; --findings N lists up to a thousand{DIM:#}", grouped(more))?;
        }
        Ok(())
    }
}

/// Which finding it is, for machines.
pub(crate) const fn finding_kind(found: &Found) -> &'static str {
    match found {
        Found::Corrupt(_) => "corrupt",
        Found::Unknown { .. } => "unknown",
        Found::Gap { .. } => "gap",
        Found::Repeated { .. } => "repeated",
        Found::TimeBack { .. } => "time_back",
        _ => "other",
    }
}

fn counts<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Value {
    counts
        .map(|(word, count)| (word.to_owned(), Value::from(count)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn section(
    out: &mut dyn Write,
    title: &str,
    english: &str,
    counts: impl Iterator<Item = (String, u64)>,
) -> io::Result<()> {
    let counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{HEAD}{title} ({english}){HEAD:#}")?;
    counts.iter().try_for_each(|(word, count)| writeln!(out, "{:>12}  {word}", grouped(*count)))
}
