//! What a complainant is shown.

use super::vocabulary as words;
use crate::problem::Sentence;
use aduan_core::{
    ComplainantView, ComplaintId, ContentId, DisclosureGround, EventKind, Language, Milestone, Notice,
    Outcome, RegisterNumber, Role, Seen, Timestamp,
};
use aduan_store::desk::ListedContent;
use aduan_store::vault::Words;
use aduan_store::{Access, AccessAnswer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A ticket in a body: where a header cannot be set, as in a form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithTicket {
    /// The ticket, as people type it.
    pub(crate) ticket: String,
}

/// A complaint as its complainant may see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct View {
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
    status: Option<Step>,
    /// What happened, the oldest first.
    steps: Vec<Step>,
}

/// One thing that the complainant sees.
#[derive(Serialize, ToSchema)]
// `Step` is the word of an assessment in the document.
#[schema(as = Seen)]
pub(crate) struct Step {
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

impl From<&ComplainantView> for View {
    fn from(view: &ComplainantView) -> Self {
        Self {
            register: view.register,
            complaint: view.complaint,
            status: view.status().map(Step::from),
            steps: view.steps.iter().map(Step::from).collect(),
        }
    }
}

impl From<&Seen> for Step {
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

/// A content that the complainant may read: what they gave themselves, and what they were asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnContent {
    /// Its reference.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// What happened there.
    #[schema(schema_with = words::event_kind)]
    event: EventKind,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
}

impl From<&ListedContent> for OwnContent {
    fn from(listed: &ListedContent) -> Self {
        Self { content: listed.content, event: listed.event, at: listed.at }
    }
}

/// A reading of what the complainant wrote (R30). By role: no officer is named to them.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnReading)]
pub(crate) struct Reading {
    /// What.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// By whom.
    #[schema(schema_with = words::role)]
    role: Role,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
    /// Whether it was shown.
    shown: bool,
}

impl From<&Access> for Reading {
    fn from(access: &Access) -> Self {
        Self {
            content: access.content,
            role: access.actor.role,
            at: access.at,
            shown: access.answer == AccessAnswer::Shown,
        }
    }
}

impl WithTicket {
    /// The ticket, overwritten in memory when it is done with.
    pub(crate) fn typed(self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(self.ticket)
    }
}

/// A reference to what was attached.
#[derive(Serialize, ToSchema)]
pub(crate) struct Attached {
    /// The content.
    #[schema(schema_with = words::uuid)]
    pub(crate) content: ContentId,
    /// Its size.
    pub(crate) bytes: u64,
    /// The SHA-256 of what came in, so that its sender can see that it is whole: 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub(crate) sha256: String,
}

/// A text.
pub(crate) fn revealed(words: &Words) -> String {
    words.reveal().to_owned()
}
