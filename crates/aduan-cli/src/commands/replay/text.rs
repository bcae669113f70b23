//! The report for people.

use super::Report;
use crate::commands::line_findings;
use crate::output::{bilingual, grouped};
use crate::style::{BAD, DIM, GOOD, HEAD, WARN};
use crate::table;
use aduan_audit::History;
use aduan_core::{Administration, Awaited, Language, RecordedEdition, Zone};
use std::io::{self, Write};

impl Report<'_> {
    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let history = self.history;
        let (events, complaints) = (grouped(history.events), grouped(history.complaint_count()));
        write!(out, "{HEAD}{events} events of {complaints} complaints{HEAD:#}")?;
        let seconds = self.took.as_secs_f64();
        writeln!(
            out,
            "{DIM}, {} lines in {seconds:.2} s ({:.2} M events/s){DIM:#}",
            grouped(history.lines),
            self.rate() / 1e6
        )?;
        if history.stopped {
            writeln!(
                out,
                "{WARN}Stopped before the end: this is what the first {} lines say.{WARN:#}",
                grouped(history.lines)
            )?;
        }
        if history.later > 0 {
            writeln!(out, "{} later lines are left out.", grouped(history.later))?;
        }
        section(
            out,
            "Tahap",
            "stage",
            history.by_stage().iter().map(|(stage, count)| (bilingual!(stage), *count)),
        )?;
        section(
            out,
            "Hasil",
            "outcome",
            history.by_outcome().iter().map(|(outcome, count)| (bilingual!(outcome), *count)),
        )?;
        self.print_overdue(out)?;
        self.print_administration(out)?;
        self.print_notes(out)?;
        self.print_findings(out)
    }

    fn print_overdue(&self, out: &mut dyn Write) -> io::Result<()> {
        let overdue = self.history.overdue();
        if self.history.last_at.is_none() {
            return Ok(());
        }
        let count = grouped(overdue.len() as u64);
        let at = Zone::Wib.display(self.now, Language::Indonesian);
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
                complaint.stage.label(Language::Indonesian)
            )?;
        }
        let more = overdue.len().saturating_sub(self.args.overdue);
        if more > 0 {
            writeln!(out, "  {DIM}and {} more; --overdue N lists more{DIM:#}", grouped(more as u64))?;
        }
        Ok(())
    }

    /// By what decisions were taken, as far as the log says.
    fn print_administration(&self, out: &mut dyn Write) -> io::Result<()> {
        let Administration { version, editions, master_key, .. } = &self.history.administration;
        if *version == 0 {
            return Ok(());
        }
        writeln!(out, "\n{HEAD}Data acuan (reference data){HEAD:#}")?;
        for ((data, edition), RecordedEdition { digest, .. }) in editions {
            writeln!(out, "  {} {edition}\n    {DIM}sha256 {digest}{DIM:#}", bilingual!(data))?;
        }
        master_key.map_or(Ok(()), |key| writeln!(out, "  kunci induk (master key) {key}"))
    }

    fn print_notes(&self, out: &mut dyn Write) -> io::Result<()> {
        let notes = &self.history.notes;
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
        let History { unknown, corrupt, disorder, defects, .. } = self.history;
        if self.history.is_sound() {
            return writeln!(out, "\n{GOOD}Tidak ada temuan (nothing was found amiss).{GOOD:#}");
        }
        let (unknown, corrupt, disorder) = (grouped(*unknown), grouped(*corrupt), grouped(*disorder));
        writeln!(
            out,
            "\n{BAD}Temuan (findings){BAD:#}: {corrupt} corrupt, {unknown} unknown, {disorder} out of order"
        )?;
        let all = self.history.unknown + self.history.corrupt + self.history.disorder;
        line_findings::print(out, defects, self.args.findings, all, |line| self.history.place(line))
    }
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
    counts.iter().try_for_each(|(word, count)| {
        let mut count = grouped(*count);
        table::folded(word, 66)
            .iter()
            .try_for_each(|line| writeln!(out, "{:>12}  {line}", std::mem::take(&mut count)))
    })
}
