//! One complaint as it is measured: its state, and its stays in the stages.

use aduan_audit::reading::Folded;
use aduan_core::{Awaited, Complaint, ComplaintId, Office, Record, Rule, Stage, Timestamp};

/// A stay in a stage that has ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay {
    pub(super) stage: Stage,
    pub(super) holder: Option<Office>,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
    pub(super) deadline: Option<Awaited>,
}

#[derive(Debug)]
pub(super) struct Case {
    pub(super) complaint: Complaint,
    pub(super) stays: Vec<Stay>,
    /// Whether the first response came before it was due; `None` while there was none, or none was due.
    pub(super) answered_in_time: Option<bool>,
}

impl Case {
    /// The deadline of the stage in which it stands.
    pub(super) fn deadline(complaint: &Complaint) -> Option<Awaited> {
        let window = complaint.window.map(|due| Awaited { due, rule: Rule::R13 });
        window.or(complaint.target)
    }
}

impl Folded for Case {
    fn begin(id: ComplaintId) -> Self {
        Self { complaint: Complaint::new(id), stays: Vec::new(), answered_in_time: None }
    }

    fn complaint(&mut self) -> &mut Complaint {
        &mut self.complaint
    }

    #[inline]
    fn fold(&mut self, record: &Record) {
        let before = &self.complaint;
        let (stage, since, holder) = (before.stage, before.stage_since, before.holder);
        let (deadline, response) = (Self::deadline(before), before.response_due);
        self.complaint.apply_record(record);
        let (after, at) = (&self.complaint, record.recorded_at);
        let moved = after.stage != stage || after.stage_since != since;
        if moved && !matches!(stage, Stage::New | Stage::Closed) {
            self.stays.push(Stay { stage, holder, since, until: at, deadline });
        }
        if let (Some(due), None) = (response, after.response_due) {
            self.answered_in_time = Some(at < due);
        }
    }
}
