//! A complaint as its complainant sees it.

use super::view::views;
use crate::problem::Sentence;
use aduan_core::{
    ComplainantView, ComplaintId, ContentId, DisclosureGround, Ground, Language, Matter, Milestone, Notice,
    NoticeChannel, Outcome, RegisterNumber, Seen, Timestamp,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A ticket in a body: where a header cannot be set, as in a form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicketBody {
    /// The ticket, as people type it.
    pub(crate) ticket: String,
}

views! {
    /// A complaint as its complainant may see it.
    pub(crate) struct ComplaintView {
        /// What officers quote.
        register?: RegisterNumber = register;
        /// The complaint.
        complaint?: ComplaintId = uuid;
        /// What it was recorded to be about at its reception.
        matter_at_reception?: Matter = matter;
        /// What it is recorded to be about now. It may be contested once.
        matter?: Matter = matter;
        /// Where it stands.
        status?: StatusStep;
        /// What happened, the oldest first.
        steps: Vec<StatusStep>;
    }

    /// One thing that the complainant sees.
    pub(crate) struct StatusStep {
        /// When.
        at: Timestamp = timestamp;
        /// What.
        milestone: Milestone = milestone;
        /// As it is said to them.
        sentence: Sentence;
        /// By when they should answer: an answer at this instant is late.
        answer_by?: Timestamp = timestamp;
        /// How it ended.
        outcome?: Outcome = outcome;
        /// Why their identity was disclosed.
        ground?: DisclosureGround = disclosure_ground;
        /// On which ground it was declared not actionable.
        not_actionable?: Ground = ground;
        /// The reason that was written for them, as a content: `GET /v1/complaint/contents/{content}` reads it.
        public_reason?: ContentId = uuid;
        /// What they were told.
        notice?: Notice = notice;
        /// By which way.
        channel?: NoticeChannel = notice_channel;
        /// Whether an officer recorded it and it stands, so that they may deny it.
        deniable: bool;
    }

    /// The question that its complainant opened.
    pub(crate) struct OpenedQuestion {
        /// What is asked.
        pub(crate) question: String;
        /// Whether it is on record that they opened it. If not, no window runs; open it again.
        pub(crate) recorded: bool;
        /// The complaint as its complainant may see it.
        pub(crate) complaint: ComplaintView;
    }
}

impl From<&ComplainantView> for ComplaintView {
    fn from(view: &ComplainantView) -> Self {
        Self {
            register: view.register,
            complaint: view.complaint,
            matter_at_reception: view.matter_at_reception,
            matter: view.matter,
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
            not_actionable: seen.not_actionable,
            public_reason: seen.public_reason,
            notice: seen.notice,
            channel: seen.channel,
            deniable: seen.deniable,
        }
    }
}

impl TicketBody {
    /// The ticket, overwritten in memory when it is done with.
    pub(crate) fn typed(self) -> zeroize::Zeroizing<String> {
        zeroize::Zeroizing::new(self.ticket)
    }
}
