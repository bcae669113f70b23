//! A complaint as its complainant sees it.

use super::vocabulary as words;
use crate::problem::Sentence;
use aduan_core::{
    ComplainantView, ComplaintId, DisclosureGround, Language, Milestone, Notice, Outcome, RegisterNumber,
    Seen, Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A ticket in a body: where a header cannot be set, as in a form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicketBody {
    /// The ticket, as people type it.
    pub(crate) ticket: String,
}

/// A complaint as its complainant may see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComplaintView {
    /// What officers quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::register)]
    register: Option<RegisterNumber>,
    /// The complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::uuid)]
    complaint: Option<ComplaintId>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<StatusStep>,
    /// What happened, the oldest first.
    steps: Vec<StatusStep>,
}

/// One thing that the complainant sees.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatusStep {
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
    /// What.
    #[schema(schema_with = words::milestone)]
    milestone: Milestone,
    /// As it is said to them.
    sentence: Sentence,
    /// By when they should answer: an answer at this instant is late.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::timestamp)]
    answer_by: Option<Timestamp>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::outcome)]
    outcome: Option<Outcome>,
    /// Why their identity was disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::disclosure_ground)]
    ground: Option<DisclosureGround>,
    /// What they were told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::notice)]
    notice: Option<Notice>,
}

impl From<&ComplainantView> for ComplaintView {
    fn from(view: &ComplainantView) -> Self {
        Self {
            register: view.register,
            complaint: view.complaint,
            status: view.status().map(StatusStep::from),
            steps: view.steps.iter().map(StatusStep::from).collect(),
        }
    }
}

impl From<&Seen> for StatusStep {
    fn from(seen: &Seen) -> Self {
        Self {
            at: seen.at,
            milestone: seen.milestone,
            sentence: Sentence::new(seen.sentence(Language::Indonesian), seen.sentence(Language::English)),
            answer_by: seen.answer_by,
            outcome: seen.outcome,
            ground: seen.ground,
            notice: seen.notice,
        }
    }
}

impl TicketBody {
    /// The ticket, overwritten in memory when it is done with.
    pub(crate) fn typed(self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(self.ticket)
    }
}
