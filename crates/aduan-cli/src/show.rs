//! `aduan show`.

use crate::args::Show as Args;
use crate::failure::Failure;
use crate::output::{BAD, DIM, HEAD, WARN, both};
use crate::{Verdict, db, output, stop};
use aduan_audit::{Entry, Source, Story, Wanted};
use aduan_core::{
    Awaited, Calendar, Complaint, Counting, Deadline, Event, Language, Timestamp, Zone, due, overdue,
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let (file, complaint) = args.words()?;
    let (name, story) = if let Some(db) = &args.db {
        (db.display().to_string(), db::story::of_database(db, &complaint, args.as_of)?)
    } else {
        let mut sources = [Source::open(file.unwrap_or(Path::new("-")))?];
        let story = Story::find(&mut sources, &complaint, args.as_of)?;
        (sources[0].name().to_owned(), story)
    };
    let Some(story) = story else {
        let wanted = match &complaint {
            Wanted::Id(id) => format!("no complaint whose id begins with `{id}`"),
            Wanted::Register(register) => format!("no complaint with the register number {register}"),
        };
        anstream::eprintln!("{name}: {wanted}");
        return Ok(Verdict::Found);
    };
    let telling = Telling { story: &story, calendar: Calendar::indonesia(), zone: story.complaint.zone };
    if args.json {
        output::json(&telling.json())?;
    } else {
        output::write(|out| telling.print(out))?;
    }
    Ok(if story.findings.is_empty() { Verdict::Fine } else { Verdict::Found })
}

struct Telling<'a> {
    story: &'a Story,
    calendar: Calendar,
    zone: Zone,
}

impl Telling<'_> {
    fn json(&self) -> Value {
        let complaint = &self.story.complaint;
        let mut before = None;
        let entries: Vec<Value> = self
            .story
            .entries
            .iter()
            .map(|entry| {
                let at = entry.record.recorded_at;
                let days = before.replace(at).map(|before| days(at.since(before)));
                let deadlines: Vec<Value> = entry
                    .record
                    .event
                    .deadlines()
                    .map(|(kind, deadline)| {
                        json!({ "kind": kind, "deadline": deadline, "why": self.why(at, deadline) })
                    })
                    .collect();
                json!({
                    "line": entry.line,
                    "version": entry.record.version,
                    "type": entry.record.event.kind(),
                    "at": at,
                    "clock": entry.record.clock,
                    "days_since": days,
                    "actor": entry.record.actor,
                    "stage": entry.stage,
                    "deadlines": deadlines,
                    "data": entry.record.event,
                })
            })
            .collect();
        json!({
            "complaint": complaint.id,
            "register": complaint.register,
            "rulebook": complaint.rulebook,
            "stage": complaint.stage,
            "outcome": complaint.outcome,
            "holder": complaint.holder,
            "version": complaint.version,
            "received_at": self.story.entries.first().map(|_| complaint.received_at),
            "due": due(complaint).map(|due| json!({ "at": due.at, "rule": due.rule })),
            "target": complaint.target.map(|target| json!({ "at": target.due, "rule": target.rule })),
            "overdue": self.story.now.and_then(|now| overdue(complaint, now)).map(
                |awaited| json!({ "since": awaited.due, "rule": awaited.rule })
            ),
            "entries": entries,
            "findings": self.story.findings.iter().map(|finding| json!({
                "line": finding.line, "message": finding.found.to_string()
            })).collect::<Vec<_>>(),
            "later": self.story.later,
            "others": self.story.others,
        })
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let complaint = &self.story.complaint;
        let register = complaint.register.map_or_else(|| "?".to_owned(), |register| register.to_string());
        writeln!(out, "{HEAD}{register}{HEAD:#}  {DIM}{}{DIM:#}", complaint.id)?;
        let facts = [
            complaint.matter.map(|matter| both!(matter)),
            complaint.channel.map(|channel| both!(channel)),
            complaint.rulebook.map(|rulebook| rulebook.to_string()),
        ];
        writeln!(out, "{}", facts.into_iter().flatten().collect::<Vec<_>>().join(" · "))?;
        let mut before = None;
        for entry in &self.story.entries {
            writeln!(out)?;
            let at = entry.record.recorded_at;
            self.print_entry(out, entry, before.replace(at).map(|before| at.since(before)))?;
        }
        writeln!(out)?;
        self.print_standing(out, complaint)?;
        for finding in &self.story.findings {
            writeln!(out, "{BAD}line {}: {}{BAD:#}", finding.line, finding.found)?;
        }
        if self.story.later > 0 {
            writeln!(out, "{} later record(s) are left out.", self.story.later)?;
        }
        if !self.story.others.is_empty() {
            let others = self.story.others.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            writeln!(out, "{WARN}Other complaints begin in the same way:{WARN:#} {others}")?;
        }
        Ok(())
    }

    fn print_entry(&self, out: &mut dyn Write, entry: &Entry, since: Option<TimeDelta>) -> io::Result<()> {
        let record = &entry.record;
        let since = since.map(|since| format!("+{:.1} hari (days)", days(since))).unwrap_or_default();
        writeln!(
            out,
            "{:>3}  {HEAD}{}{HEAD:#}  {DIM}{since}{DIM:#}",
            record.version,
            both!(record.event.kind())
        )?;
        let office = record.actor.office.map(|office| format!(" · {office}")).unwrap_or_default();
        writeln!(out, "     {} · {}{office}", self.local(record.recorded_at), both!(record.actor.role))?;
        if let Some(clock) = record.clock {
            writeln!(out, "     {WARN}the clock had stepped back and said {}{WARN:#}", self.local(clock))?;
        }
        let said = said(&record.event, |at| self.local(at));
        if !said.is_empty() {
            writeln!(out, "     {DIM}{said}{DIM:#}")?;
        }
        for (kind, deadline) in record.event.deadlines() {
            let due = self.local(deadline.due);
            writeln!(out, "     {}: {due} — {}", both!(kind), self.why(record.recorded_at, deadline))?;
        }
        Ok(())
    }

    /// Where it stands, and what it waits for.
    fn print_standing(&self, out: &mut dyn Write, complaint: &Complaint) -> io::Result<()> {
        write!(out, "{HEAD}Tahap (stage){HEAD:#}: {}", both!(complaint.stage))?;
        if let Some(outcome) = complaint.outcome.filter(|_| !complaint.is_open()) {
            write!(out, ", {}", both!(outcome))?;
        }
        if let Some(holder) = complaint.holder.filter(|_| complaint.is_open()) {
            write!(out, ", {holder}")?;
        }
        writeln!(out)?;
        if let Some(due) = due(complaint) {
            writeln!(out, "{} is due at {} ({})", due.command.kind(), self.local(due.at), due.rule)?;
        }
        if let Some(Awaited { due, rule }) = self.story.now.and_then(|now| overdue(complaint, now)) {
            writeln!(out, "{WARN}Overdue since {} ({rule}){WARN:#}", self.local(due))?;
        }
        Ok(())
    }

    fn local(&self, at: Timestamp) -> String {
        self.zone.display(at, Language::Indonesian)
    }

    /// Why a deadline fell where it did: its rule, its count, and the days it did not count.
    fn why(&self, from: Timestamp, deadline: &Deadline) -> String {
        let Deadline { rule, days, counting, calendar, .. } = deadline;
        let why = format!("{rule}, {days} {}", both!(counting));
        if *counting == Counting::CalendarDays {
            return why;
        }
        if *calendar != self.calendar.id() {
            return format!("{why}, calendar {calendar}");
        }
        let skipped = self.calendar.skipped(from, deadline, self.zone);
        let holidays =
            skipped.iter().filter_map(|day| Some(format!("{} {}", day.date.format("%-d/%-m"), day.holiday?)));
        let holidays = holidays.collect::<Vec<_>>().join(", ");
        if holidays.is_empty() { why } else { format!("{why}, passing over {holidays}") }
    }
}

#[expect(clippy::cast_precision_loss, reason = "days with one decimal, for people")]
fn days(span: TimeDelta) -> f64 {
    (span.num_seconds() as f64 / 8640.0).round() / 10.0
}

/// What an event says in the wire's own words; deadlines are told apart, and of content only that it is there.
fn said(event: &Event, local: impl Fn(Timestamp) -> String) -> String {
    let Ok(Value::Object(data)) = serde_json::to_value(event) else { return String::new() };
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.parse().map_or_else(|_| text.clone(), &local)),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("+")),
        Value::Object(object) if object.contains_key("commitment") => Some("(in the vault)".to_owned()),
        Value::Object(object) => object.get("parts").map(|parts| {
            let parts = parts.as_array().into_iter().flatten().filter_map(Value::as_str);
            format!("{} (in the vault)", parts.collect::<Vec<_>>().join("+"))
        }),
        _ => None,
    };
    let said = data.iter().filter(|(_, value)| !value.is_null());
    said.filter_map(|(key, value)| Some(format!("{} {}", key.replace('_', " "), plain(value)?)))
        .collect::<Vec<_>>()
        .join(" · ")
}
