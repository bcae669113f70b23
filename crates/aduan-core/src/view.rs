//! The complainant's view: a function that redacts their stream.

use crate::{
    ComplaintId, ContentId, DisclosureGround, Event, Ground, Language, Matter, Notice, NoticeChannel,
    Outcome, Record, RegisterNumber, Role, Timestamp, WiseOutcome,
};

tokens! {
    /// A step of the handling that a complainant is told of. It names no office, no officer, no note and no finding of
    /// a step.
    pub enum Milestone {
        /// It was received.
        Received = "received", "Pengaduan diterima", "Complaint received";
        /// A ticket was sent.
        TicketSent = "ticket_sent", "Nomor tiket dikirim kepada Anda", "A ticket was sent to you";
        /// A further ticket was sent.
        TicketReissued = "ticket_reissued", "Nomor tiket baru dikirim", "A new ticket was sent";
        /// A ticket was revoked.
        TicketRevoked = "ticket_revoked", "Nomor tiket dicabut", "A ticket was revoked";
        /// It is being verified.
        Verifying = "verifying", "Sedang diverifikasi", "Being verified";
        /// Their correction was recorded.
        Amended = "amended", "Ralat Anda dicatat", "Your correction was recorded";
        /// What they attached was recorded.
        EvidenceReceived = "evidence_received", "Data pendukung Anda dicatat", "Your evidence was recorded";
        /// Data are asked for.
        DataRequested = "data_requested", "Data tambahan diminta dari Anda", "Additional data are asked of you";
        /// Their answer came in time.
        DataReceived = "data_received", "Data tambahan Anda diterima", "Your additional data were received";
        /// Their window has ended.
        WindowEnded = "window_ended", "Jangka waktu data tambahan berakhir", "The window for additional data has ended";
        /// They wrote a message.
        MessageSent = "message_sent", "Pesan Anda dicatat", "Your message was recorded";
        /// An officer wrote to them.
        MessageReceived = "message_received", "Ada pesan untuk Anda", "There is a message for you";
        /// An officer read what they wrote.
        MessagesRead = "messages_read", "Pesan Anda sudah dibaca", "Your messages were read";
        /// Another unit has it.
        Moved = "moved", "Ditangani unit lain", "Handled by another unit";
        /// With the PYB.
        WithPyb = "with_pyb", "Diteruskan kepada pejabat yang berwenang", "Passed to the authorised official";
        /// Being assessed.
        Assessing = "assessing", "Sedang dikaji", "Being assessed";
        /// With the Inspectorate.
        WithInspectorate = "with_inspectorate", "Diteruskan kepada Inspektorat Jenderal", "Passed to the Inspectorate General";
        /// Assessed; the follow-up is being decided.
        FollowingUp = "following_up", "Menunggu tindak lanjut", "Awaiting follow-up";
        /// They were told something.
        Notified = "notified", "Pemberitahuan disampaikan kepada Anda", "You were notified";
        /// A notice did not reach them.
        NotNotified = "not_notified", "Pemberitahuan tidak sampai kepada Anda", "A notice did not reach you";
        /// They said that they were not told.
        TellingDenied = "telling_denied", "Anda menyatakan tidak diberi tahu", "You said that you were not told";
        /// A request for data was taken back.
        RequestCancelled = "request_cancelled", "Permintaan data tambahan dibatalkan", "The request for additional data was cancelled";
        /// Their identity was made known to a person who handles the case (P1, R30).
        IdentityDisclosed = "identity_disclosed", "Identitas Anda dibuka kepada petugas", "Your identity was disclosed to an officer";
        /// Their wish about their identity was recorded.
        ConfidentialityChosen = "confidentiality_chosen", "Pilihan kerahasiaan Anda dicatat", "Your choice of confidentiality was recorded";
        /// They contested what their complaint was recorded to be about.
        MatterContested = "matter_contested", "Sanggahan Anda atas pencatatan materi dicatat", "Your contest of how the matter was recorded was taken in";
        /// That was decided.
        MatterDecided = "matter_decided", "Pencatatan materi diputuskan", "How the matter is recorded was decided";
        /// Their withdrawal was recorded.
        Withdrawn = "withdrawn", "Pencabutan Anda dicatat", "Your withdrawal was recorded";
        /// It was declared not actionable, on a ground; the reason that was written for them goes with it.
        NotActionable = "not_actionable", "Diputuskan tidak dapat ditindaklanjuti", "Declared not actionable";
        /// It ended.
        Closed = "closed", "Pengaduan ditutup", "Complaint closed";
        /// It was reopened.
        Reopened = "reopened", "Pengaduan dibuka kembali", "Complaint reopened";
        /// Their personal data were erased.
        Erased = "erased", "Data pribadi Anda dihapus", "Your personal data were erased";
    }
}

/// One thing that the complainant sees.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// What.
    pub milestone: Milestone,
    /// By when they should answer.
    pub answer_by: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why their identity was disclosed.
    pub ground: Option<DisclosureGround>,
    /// On which ground it was declared not actionable.
    pub not_actionable: Option<Ground>,
    /// The reason for that, which they may read: the words are in the vault.
    pub public_reason: Option<ContentId>,
    /// What they were told.
    pub notice: Option<Notice>,
    /// By which way.
    pub channel: Option<NoticeChannel>,
    /// Whether an officer recorded it and it stands, so that they may answer that they were not told.
    pub deniable: bool,
}

impl Seen {
    fn new(at: Timestamp, milestone: Milestone) -> Self {
        Self {
            at,
            milestone,
            answer_by: None,
            outcome: None,
            ground: None,
            not_actionable: None,
            public_reason: None,
            notice: None,
            channel: None,
            deniable: false,
        }
    }

    /// The complainant's view of one record; `None` if it is hidden from them.
    pub fn of(record: &Record) -> Option<Self> {
        let at = record.recorded_at;
        let seen = |milestone| Self::new(at, milestone);
        Some(match &record.event {
            Event::Received(_) => seen(Milestone::Received),
            Event::TicketIssued(_) => seen(Milestone::TicketSent),
            Event::TicketReissued(_) => seen(Milestone::TicketReissued),
            Event::TicketRevoked(_) => seen(Milestone::TicketRevoked),
            Event::VerificationRequested(_) => seen(Milestone::Verifying),
            Event::MaterialAmended(_) => seen(Milestone::Amended),
            // Evidence from the complainant, or taken in for them. Attachments of other officers are hidden.
            Event::EvidenceAttached(_) if matches!(record.actor.role, Role::Complainant | Role::Receiver) => {
                seen(Milestone::EvidenceReceived)
            }
            Event::DataRequested(asked) => {
                let answer_by = asked.window.as_ref().map(|window| window.due);
                Self { answer_by, ..seen(Milestone::DataRequested) }
            }
            Event::DataSupplied(_) => seen(Milestone::DataReceived),
            Event::MessageWritten(_) if record.actor.role == Role::Complainant => {
                seen(Milestone::MessageSent)
            }
            Event::MessageWritten(_) => seen(Milestone::MessageReceived),
            Event::MessagesRead(_) => seen(Milestone::MessagesRead),
            // Show the due date itself; when the sweep found it is internal.
            Event::DataWindowExpired(expired) => Self { at: expired.due, ..seen(Milestone::WindowEnded) },
            Event::ForwardedToPyb(_) => seen(Milestone::WithPyb),
            Event::ForwardedToAssessor(_) | Event::DisposedToAssessor(_) => seen(Milestone::Assessing),
            Event::ForwardedToWise(_) => seen(Milestone::WithInspectorate),
            Event::WiseReturned(back) if back.outcome == WiseOutcome::Transferred => seen(Milestone::WithPyb),
            Event::Transferred(_) | Event::Recused(_) | Event::OfficeSucceeded(_) => seen(Milestone::Moved),
            Event::AssessmentConcluded(_) => seen(Milestone::FollowingUp),
            Event::DeclaredNotActionable(declared) => Self {
                not_actionable: Some(declared.ground),
                public_reason: declared.public_reason.as_ref().map(|reason| reason.id),
                ..seen(Milestone::NotActionable)
            },
            Event::Closed(closed) => Self { outcome: Some(closed.outcome), ..seen(Milestone::Closed) },
            Event::Reopened(_) => seen(Milestone::Reopened),
            Event::Withdrawn(_) => seen(Milestone::Withdrawn),
            Event::MatterContested(_) => seen(Milestone::MatterContested),
            Event::MatterDecided(_) => seen(Milestone::MatterDecided),
            Event::ConfidentialityChosen(_) => seen(Milestone::ConfidentialityChosen),
            Event::IdentityDisclosed(disclosed) => {
                Self { ground: Some(disclosed.ground), ..seen(Milestone::IdentityDisclosed) }
            }
            Event::Told(told) => Self {
                at: told.since,
                notice: Some(told.notice),
                channel: Some(told.channel),
                answer_by: told.window.as_ref().map(|window| window.due),
                deniable: !matches!(record.actor.role, Role::System | Role::Complainant),
                ..seen(Milestone::Notified)
            },
            Event::NotTold(not) => {
                Self { notice: Some(not.notice), channel: Some(not.channel), ..seen(Milestone::NotNotified) }
            }
            Event::TellingDenied(denied) => {
                Self { notice: Some(denied.notice), ..seen(Milestone::TellingDenied) }
            }
            Event::RequestCancelled(_) => seen(Milestone::RequestCancelled),
            Event::PersonalDataErased(_) => seen(Milestone::Erased),
            Event::EvidenceAttached(_)
            | Event::MaterialReviewed(_)
            | Event::MailAccepted(_)
            | Event::WiseAcknowledged(_)
            | Event::WiseReturned(_)
            | Event::AssessmentStepRecorded(_)
            | Event::ReturnedMisdirected(_)
            | Event::Recalled(_)
            | Event::LateMaterialReviewed(_)
            | Event::FollowUpDecided(_)
            | Event::LegalHoldPlaced(_)
            | Event::LegalHoldReleased(_)
            | Event::NameCleared(_)
            | Event::Proposed(_)
            | Event::ProposalLapsed(_) => return None,
        })
    }

    /// The text for the complainant.
    pub fn sentence(&self, language: Language) -> String {
        let detail = self
            .outcome
            .map(|outcome| outcome.label(language))
            .or(self.ground.map(|ground| ground.label(language)))
            .or(self.not_actionable.map(|ground| ground.label(language)))
            .or(self.notice.map(|notice| notice.label(language)));
        let way = self.channel.map(|channel| format!(" ({})", channel.label(language))).unwrap_or_default();
        let sentence = self.milestone.label(language);
        detail.map_or_else(|| sentence.to_owned(), |detail| format!("{sentence}: {detail}{way}"))
    }
}

/// A complaint as its complainant may see it (R3, P3), made from its records.
///
/// It is made from public events alone: leave out or change a hidden one (a step, a legal hold, a
/// file's return to its sender, the office of a disposition) and the view is the same. Of a review it shows what the
/// complaint is about, and nothing else. So it shows no version, no count and no time of anything hidden.
///
/// ```
/// use aduan_core::ComplainantView;
/// assert!(ComplainantView::of([]).steps.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct ComplainantView {
    /// The complaint.
    pub complaint: Option<ComplaintId>,
    /// Its register number.
    pub register: Option<RegisterNumber>,
    /// What it was recorded to be about at its reception.
    pub matter_at_reception: Option<Matter>,
    /// What it is recorded to be about now: as the last review, or a coordinator, has it (W7).
    pub matter: Option<Matter>,
    /// What happened, oldest first.
    pub steps: Vec<Seen>,
}

impl ComplainantView {
    /// The view of one complaint's records, in their order.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut view = Self::default();
        for record in records {
            if let Event::Received(received) = &record.event {
                view.complaint = Some(record.complaint);
                view.register = Some(received.register);
                view.matter_at_reception = Some(received.matter);
            }
            view.matter = match &record.event {
                Event::Received(received) => Some(received.matter),
                Event::MaterialReviewed(review) => Some(review.matter),
                Event::MatterDecided(decided) => Some(decided.matter),
                _ => view.matter,
            };
            // A file that wanders between two offices is still with the PYB, or being assessed: said once.
            let again = |seen: &Seen| {
                matches!(seen.milestone, Milestone::WithPyb | Milestone::Assessing)
                    && view.steps.last().is_some_and(|last| last.milestone == seen.milestone)
            };
            let seen = Seen::of(record).filter(|seen| !again(seen));
            view.follow_request(record);
            view.steps.extend(seen);
            view.ask_again(record);
        }
        view
    }

    /// What becomes of the tellings that are shown, when another event speaks of them.
    fn follow_request(&mut self, record: &Record) {
        let (notice, channel) = match &record.event {
            Event::Told(told) => {
                if let Some(window) = &told.window {
                    self.answer_by(Some(window.due));
                }
                return;
            }
            Event::NotTold(not) => (not.notice, Some(not.channel)),
            Event::TellingDenied(denied) => (denied.notice, None),
            // It is over, and with it whether they were told.
            Event::DataRequested(_) | Event::DataSupplied(_) | Event::RequestCancelled(_) => {
                (Notice::DataRequest, None)
            }
            _ => return,
        };
        let told = |seen: &&mut Seen| seen.milestone == Milestone::Notified && seen.notice == Some(notice);
        let Some(last) = self.steps.iter_mut().rev().find(told) else { return };
        // What was delivered, or opened with the ticket, nobody denies: it stands.
        let stands = matches!(record.event, Event::TellingDenied(_)) && !last.deniable;
        if !stands && channel.is_none_or(|channel| last.channel == Some(channel)) {
            (last.deniable, last.answer_by) = (false, None);
            if notice == Notice::DataRequest {
                self.answer_by(None);
            }
        }
    }

    /// By when the last request is to be answered.
    fn answer_by(&mut self, due: Option<Timestamp>) {
        let asked = |seen: &&mut Seen| seen.milestone == Milestone::DataRequested;
        if let Some(asked) = self.steps.iter_mut().rev().find(asked) {
            asked.answer_by = due;
        }
    }

    /// A request whose end fell is open again.
    fn ask_again(&mut self, record: &Record) {
        let notice = match &record.event {
            Event::NotTold(not) => Some(not.notice),
            Event::TellingDenied(denied) => Some(denied.notice),
            Event::Reopened(reopened) if reopened.facts.is_none() => Some(Notice::DataRequest),
            _ => None,
        };
        let standing = |seen: &&Seen| seen.milestone == Milestone::Notified && seen.notice == notice;
        let void = self.steps.iter().rev().find(standing).is_some_and(|told| told.answer_by.is_none());
        let ended = self
            .status()
            .is_some_and(|status| matches!(status.milestone, Milestone::WindowEnded | Milestone::Reopened));
        if notice == Some(Notice::DataRequest) && void && ended {
            self.steps.push(Seen::new(record.recorded_at, Milestone::DataRequested));
        }
    }

    /// The present status, in the complainant's words.
    pub fn status(&self) -> Option<&Seen> {
        use Milestone::{
            Amended, ConfidentialityChosen, EvidenceReceived, IdentityDisclosed, MatterContested,
            MatterDecided, MessageReceived, MessageSent, MessagesRead, Moved, NotNotified, Notified,
            TellingDenied, TicketReissued, TicketRevoked, TicketSent, Withdrawn,
        };
        let aside = [
            Amended,
            ConfidentialityChosen,
            EvidenceReceived,
            IdentityDisclosed,
            MatterContested,
            MatterDecided,
            MessageReceived,
            MessageSent,
            MessagesRead,
            NotNotified,
            Notified,
            TellingDenied,
            TicketSent,
            TicketReissued,
            TicketRevoked,
            Withdrawn,
            Moved,
        ];
        self.steps.iter().rev().find(|seen| !aside.contains(&seen.milestone))
    }
}
