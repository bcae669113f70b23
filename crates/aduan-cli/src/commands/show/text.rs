//! The story for people.

use super::{StoryReport, days};
use crate::output::bilingual;
use crate::style::{BAD, DIM, HEAD, WARN};
use aduan_audit::StoryRecord;
use aduan_core::{Awaited, Complaint, Event, Language, Timestamp, due, overdue};
use chrono::TimeDelta;
use serde_json::Value;
use std::io::{self, Write};

impl StoryReport<'_> {
    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let complaint = &self.story.complaint;
        let register = complaint.register.map_or_else(|| "?".to_owned(), |register| register.to_string());
        writeln!(out, "{HEAD}{register}{HEAD:#}  {DIM}{}{DIM:#}", complaint.id)?;
        let facts = [
            complaint.matter.map(|matter| bilingual!(matter)),
            complaint.channel.map(|channel| bilingual!(channel)),
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
        for defective in &self.story.defects {
            writeln!(out, "{BAD}line {}: {}{BAD:#}", defective.line, defective.defect)?;
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

    fn print_entry(
        &self,
        out: &mut dyn Write,
        entry: &StoryRecord,
        since: Option<TimeDelta>,
    ) -> io::Result<()> {
        let record = &entry.record;
        let since = since.map(|since| format!("+{:.1} hari (days)", days(since))).unwrap_or_default();
        writeln!(
            out,
            "{:>3}  {HEAD}{}{HEAD:#}  {DIM}{since}{DIM:#}",
            record.version,
            bilingual!(record.event.kind())
        )?;
        let office = record.actor.office.map(|office| format!(" · {office}")).unwrap_or_default();
        writeln!(out, "     {} · {}{office}", self.local(record.recorded_at), bilingual!(record.actor.role))?;
        if let Some(clock) = record.clock {
            writeln!(out, "     {WARN}the clock had stepped back and said {}{WARN:#}", self.local(clock))?;
        }
        let said = said(&record.event, |at| self.local(at));
        if !said.is_empty() {
            writeln!(out, "     {DIM}{said}{DIM:#}")?;
        }
        for (kind, deadline) in record.event.deadlines() {
            let due = self.local(deadline.due);
            writeln!(out, "     {}: {due} — {}", bilingual!(kind), self.why(record.recorded_at, deadline))?;
        }
        Ok(())
    }

    /// Writes the complaint's stage, and the deadlines that it waits for.
    fn print_standing(&self, out: &mut dyn Write, complaint: &Complaint) -> io::Result<()> {
        write!(out, "{HEAD}Tahap (stage){HEAD:#}: {}", bilingual!(complaint.stage))?;
        if let Some(outcome) = complaint.outcome.filter(|_| !complaint.is_open()) {
            write!(out, ", {}", bilingual!(outcome))?;
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
}

/// The data of an event in the words of the wire format. Deadlines are left out, since they have lines of their own; of
/// a content it shows only that it is there.
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
