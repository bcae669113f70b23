//! Whether the complainant was told, and by whom: what starts a window against them, and what undoes it (R13).

use crate::event::{MailAccepted, NotTold, Told};
use crate::{
    Actor, Awaited, Channel, Complaint, Deadline, Ground, Notice, NoticeChannel, Office, PersonId, Role,
    Rule, Stage, Stages, Timestamp,
};

/// How the complainant was told of the last request for data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub struct Telling {
    /// By which way.
    pub channel: NoticeChannel,
    /// The officer who recorded it, or who typed the contact of the ticket with which the question was opened; `None` where the
    /// complainant opened it themselves, or the system knows of its arrival.
    pub officer: Option<PersonId>,
    /// The office of that officer.
    pub office: Option<Office>,
    /// Whether the window runs from it, so that it falls with it.
    pub starts_the_window: bool,
}

/// What is known of the notice that a complaint has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum OutcomeNotice {
    /// Nothing yet.
    #[default]
    Unknown,
    /// The complainant was told, by this way.
    Told(NoticeChannel),
    /// It did not reach them, since this instant, and nobody has told them by another way.
    Failed(Timestamp),
}

/// In which stages there is such a notice to give.
pub(crate) fn timely(notice: Notice, stage: Stage) -> Stages {
    match notice {
        Notice::Outcome => Stages::of(&[Stage::Closed]),
        Notice::DataRequest => Stages::of(&[Stage::AwaitingData]),
        Notice::Register | Notice::Progress | Notice::Message | Notice::NewTicket => Stages::of(&[stage]),
    }
}

impl Complaint {
    /// Whether an officer who looked at this version may decide on the complaint as it is now. They may if all that came
    /// since is whether notices arrived: a bounced mail must not keep anybody from their work.
    pub const fn is_expected(&self, version: u32) -> bool {
        self.decided <= version && version <= self.version
    }

    /// Whether a receiver has the register number to tell (R5): the complaint came in by hand, its complainant is on the
    /// telephone, at the desk, or reached by a way that they left, and nobody has told them yet.
    pub fn register_to_tell(&self) -> bool {
        let by_hand = self.channel.is_some_and(|channel| !channel.is_online());
        let present = matches!(self.channel, Some(Channel::Telephone | Channel::Helpdesk));
        by_hand && (present || self.is_reachable()) && !self.register_told && !self.erased
    }

    /// The earliest mail that counts as read when its days are over, and when that is.
    pub(crate) fn mail_due(&self) -> Option<(Notice, Timestamp)> {
        let waits = |notice| timely(notice, self.stage).contains(self.stage) && !self.erased;
        self.mails.iter().copied().filter(|(notice, _)| waits(*notice)).min_by_key(|(_, at)| *at)
    }

    /// When a mail of this notice counts as read, if one was accepted.
    pub fn mail_of(&self, notice: Notice) -> Option<Timestamp> {
        self.mails.iter().find(|(mailed, _)| *mailed == notice).map(|(_, at)| *at)
    }

    /// Whether an officer's telling, or one by this way, is void now: what it started falls with it.
    pub(crate) fn voided(&self, notice: Notice, channel: Option<NoticeChannel>) -> bool {
        let by_this_way = |telling: &Telling| {
            channel.map_or(telling.officer.is_some(), |channel| telling.channel == channel)
        };
        notice == Notice::DataRequest && self.telling.as_ref().is_some_and(by_this_way)
    }

    /// Whether the complaint waits for the complainant again when the telling is void.
    pub(crate) fn reverts(&self) -> bool {
        let waits =
            self.stage == Stage::AwaitingData || self.stage == Stage::Verification && self.window_expired;
        waits && self.telling.is_some_and(|telling| telling.starts_the_window)
    }

    /// Whether the complaint ended by a silence that was none when the telling is void.
    pub(crate) fn ended_by_silence(&self) -> bool {
        self.stage == Stage::Closed
            && self.ground == Some(Ground::NoDataSupplied)
            && self.telling.is_some_and(|telling| telling.starts_the_window)
    }

    pub(crate) fn told(&mut self, actor: &Actor, told: &Told) {
        self.forget_mail(told.notice);
        match told.notice {
            // The register number says nothing of the handling (R5, R23).
            Notice::Register => self.register_told = true,
            Notice::DataRequest => {
                let teller = (!matches!(actor.role, Role::System | Role::Complainant)).then_some(actor.id);
                let teller = teller.map(|teller| (teller, actor.office)).or(self.ticket_typed_by(actor));
                let (officer, office) = (teller.map(|(id, _)| id), teller.and_then(|(_, office)| office));
                let starts_the_window = told.window.is_some();
                self.telling = Some(Telling { channel: told.channel, officer, office, starts_the_window });
                if let Some(window) = &told.window {
                    self.window = Some(window.due);
                }
                self.target = None;
                self.response_due = None;
            }
            Notice::Progress => self.response_due = None,
            Notice::Outcome => {
                self.response_due = None;
                self.outcome_notice = OutcomeNotice::Told(told.channel);
            }
            // They are no word on how the handling goes (R23).
            Notice::Message | Notice::NewTicket => {}
        }
    }

    pub(crate) fn mail_accepted(&mut self, mail: &MailAccepted) {
        self.forget_mail(mail.notice);
        self.mails.push((mail.notice, mail.telling.due));
    }

    pub(crate) fn not_told(&mut self, at: Timestamp, not: &NotTold) {
        if not.channel == NoticeChannel::Email {
            self.forget_mail(not.notice);
        }
        let deadlines = (not.response.as_ref(), not.target.as_ref());
        self.untell(at, not.notice, Some(not.channel), deadlines);
    }

    /// Undoes what a telling did. `channel` is the way that failed; `None` where the complainant says so.
    pub(crate) fn untell(
        &mut self,
        at: Timestamp,
        notice: Notice,
        channel: Option<NoticeChannel>,
        (response, target): (Option<&Deadline>, Option<&Deadline>),
    ) {
        if let Some(response) = response {
            self.response_due = Some(response.due);
        }
        match notice {
            Notice::Register => self.register_told = false,
            Notice::Outcome => self.outcome_failed(at, channel),
            Notice::Progress | Notice::DataRequest | Notice::Message | Notice::NewTicket => {}
        }
        if !self.voided(notice, channel) {
            return;
        }
        if self.reverts() {
            self.enter(Stage::AwaitingData, at, target);
            self.window_expired = false;
            // What was found on their silence is found anew.
            self.clarity = None;
        }
        self.telling = None;
    }

    /// The notice of the outcome did not reach them; one that reached them by another way stands.
    fn outcome_failed(&mut self, at: Timestamp, channel: Option<NoticeChannel>) {
        let stands = match self.outcome_notice {
            OutcomeNotice::Told(by) => channel.is_some_and(|channel| channel != by),
            OutcomeNotice::Failed(_) => true,
            OutcomeNotice::Unknown => false,
        };
        if !stands && self.stage == Stage::Closed {
            self.outcome_notice = OutcomeNotice::Failed(at);
        }
    }

    /// Since when the complainant of a closed complaint is known not to have heard of its outcome.
    pub const fn outcome_untold(&self) -> Option<Timestamp> {
        match self.outcome_notice {
            OutcomeNotice::Failed(since) if !self.erased => Some(since),
            _ => None,
        }
    }

    /// The file leaves this office. What an officer there recorded as told counts no further: whoever has it now tells the
    /// complainant, or asks anew, and the window is whole from then (T6, T10).
    pub(crate) fn forget_telling_of(&mut self, office: Office, at: Timestamp) {
        if self.telling.is_none_or(|telling| telling.office != Some(office)) {
            return;
        }
        self.telling = None;
        if self.stage == Stage::AwaitingData {
            self.window = None;
            self.target = Some(Awaited { due: at, rule: Rule::R13 });
        }
        self.window_expired = false;
    }

    pub(crate) fn forget_mail(&mut self, notice: Notice) {
        self.mails.retain(|(mailed, _)| *mailed != notice);
    }

    /// A request for data is over: nobody needs to be told of it any more.
    pub(crate) fn forget_request(&mut self) {
        self.request = 0;
        self.telling = None;
        self.forget_mail(Notice::DataRequest);
    }
}
