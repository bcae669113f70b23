//! Measures one complaint: its stays in the stages.

use aduan_core::{Awaited, Complaint, Office, Rule, Stage, Timestamp};

/// A stay in a stage that has ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay {
    pub(super) stage: Stage,
    pub(super) holder: Option<Office>,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
    pub(super) deadline: Option<Awaited>,
}

/// The measures of a complaint, besides its state.
#[derive(Debug, Default)]
pub(super) struct MeasuredComplaint {
    pub(super) stays: Vec<Stay>,
    /// Whether the first response came before it was due; `None` while there was none, or none was due.
    pub(super) answered_in_time: Option<bool>,
    /// The stay that has not ended.
    present: Option<Stay>,
    response_due: Option<Timestamp>,
}

impl MeasuredComplaint {
    /// A record of this instant was folded.
    #[inline]
    pub(super) fn follow(&mut self, after: &Complaint, at: Timestamp) {
        let Complaint { stage, stage_since: since, holder, .. } = *after;
        let present = Stay { stage, holder, since, until: at, deadline: deadline(after) };
        if let Some(before) = self.present.replace(present)
            && (before.stage, before.since) != (stage, since)
            && !matches!(before.stage, Stage::New | Stage::Closed)
        {
            self.stays.push(Stay { until: at, ..before });
        }
        match (self.response_due, after.response_due) {
            (Some(due), None) => self.answered_in_time = Some(at < due),
            // It is owed anew, since they were not told.
            (None, Some(_)) => self.answered_in_time = None,
            _ => {}
        }
        self.response_due = after.response_due;
    }
}

/// The deadline of the stage in which a complaint stands.
pub(super) fn deadline(complaint: &Complaint) -> Option<Awaited> {
    let window = complaint.window.map(|due| Awaited { due, rule: Rule::R13 });
    window.or(complaint.target)
}
