//! The story for machines.

use super::{StoryReport, days};
use aduan_core::{due, overdue};
use serde_json::{Value, json};

impl StoryReport<'_> {
    pub(super) fn json(&self) -> Value {
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
            "findings": self.story.defects.iter().map(|defective| json!({
                "line": defective.line, "message": defective.defect.to_string()
            })).collect::<Vec<_>>(),
            "later": self.story.later,
            "others": self.story.others,
        })
    }
}
