//! The report for machines.

use super::Report;
use crate::commands::line_findings;
use aduan_audit::{AsOf, History};
use aduan_core::{Awaited, Complaint};
use serde_json::{Value, json};

impl Report<'_> {
    pub(super) fn json(&self) -> Value {
        let History {
            administration,
            events,
            lines,
            bytes,
            later,
            unknown,
            corrupt,
            disorder,
            notes,
            stopped,
            ..
        } = self.history;
        let overdue = self.history.overdue();
        let waiting: Vec<Value> =
            overdue.iter().take(self.args.overdue).map(|late| self.waiting(late)).collect();
        json!({
            "events": events,
            "complaints": self.history.complaint_count(),
            "by_stage": counts(self.history.by_stage().iter().map(|(stage, count)| (stage.as_str(), *count))),
            "by_outcome": counts(self.history.by_outcome().iter().map(|(outcome, count)| (outcome.as_str(), *count))),
            "overdue": { "at": self.now, "count": overdue.len(), "complaints": waiting },
            "administration": {
                "records": administration.version,
                "editions": administration.editions.iter().map(|((data, edition), recorded)| {
                    json!({
                        "data": data, "edition": edition, "digest": recorded.digest,
                        "in_force_from": recorded.in_force_from,
                    })
                }).collect::<Vec<_>>(),
                "master_key": administration.master_key,
            },
            "unknown": unknown,
            "corrupt": corrupt,
            "disorder": disorder,
            "findings": line_findings::json(&self.history.defects, self.args.findings, |line| self.history.place(line)),
            "notes": {
                "carriage_returns": notes.carriage_returns,
                "byte_order_marks": notes.byte_order_marks,
                "no_final_newline": notes.unended,
                "empty": notes.empty,
                "clock_steps": notes.clock_steps,
                "lifted": notes.lifted,
            },
            "as_of": self.args.reading.as_of.map(|as_of| match as_of {
                AsOf::Instant(instant) => json!(instant),
                AsOf::Position(position) => json!(position),
            }),
            "later": later,
            "last_at": self.history.last_at,
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
}

fn counts<'a>(counts: impl Iterator<Item = (&'a str, u64)>) -> Value {
    counts
        .map(|(word, count)| (word.to_owned(), Value::from(count)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
