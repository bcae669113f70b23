//! The events of what is known of a notice: whether it arrived, and what follows if it did not (R13).

use super::Judge;
use crate::event::{Event, MailAccepted, NotTold, Reopened, TellingDenied, Told};
use crate::{Deadline, Notice, NoticeChannel, Stage, Timestamp, WindowFrom};

impl Judge<'_> {
    /// The window for additional data, from this instant (R13).
    pub(super) fn window_from(&self, since: Timestamp) -> Deadline {
        self.context.calendar.deadline(since, self.rulebook.data_window, self.state.zone)
    }

    pub(super) fn told(&self, notice: Notice, channel: NoticeChannel) -> Event {
        // A mail counts from the end of its days, whenever that is found.
        let mailed = self.state.mail_of(notice).filter(|_| channel == NoticeChannel::Email);
        let since = mailed.filter(|due| *due <= self.at).unwrap_or(self.at);
        let starts = notice == Notice::DataRequest && self.rulebook.window_from == WindowFrom::Told;
        Told { notice, channel, since, window: starts.then(|| self.window_from(since)) }.into()
    }

    pub(super) fn mail_accepted(&self, notice: Notice) -> Event {
        let telling = self.context.calendar.deadline(self.at, self.rulebook.mail_days, self.state.zone);
        MailAccepted { notice, telling }.into()
    }

    pub(super) fn not_told(&self, notice: Notice, channel: NoticeChannel) -> Vec<Event> {
        let (response, target, reopened) = self.untold(notice, Some(channel));
        std::iter::once(NotTold { notice, channel, response, target }.into()).chain(reopened).collect()
    }

    pub(super) fn telling_denied(&self, notice: Notice) -> Vec<Event> {
        let (response, target, reopened) = self.untold(notice, None);
        std::iter::once(TellingDenied { notice, response, target }.into()).chain(reopened).collect()
    }

    /// What a void telling starts anew: the deadline of a response, and of the request. What ended by silence is reopened.
    fn untold(
        &self,
        notice: Notice,
        channel: Option<NoticeChannel>,
    ) -> (Option<Deadline>, Option<Deadline>, Option<Event>) {
        let state = self.state;
        let voided = state.voided(notice, channel);
        let response = || self.response();
        let target = || self.target(Stage::AwaitingData);
        if voided && state.ended_by_silence() {
            // Nothing new came: its age goes on.
            let overall = self.overall_since(state.received_at, state.zone);
            let unit = self.reopens_elsewhere(Stage::AwaitingData).ok().flatten();
            let reopened = Reopened { facts: None, unit, response: response(), target: target(), overall };
            return (None, None, Some(reopened.into()));
        }
        let heard = state.is_open() && state.response_due.is_none();
        // Of other notices than a request it is not remembered by which way they were told.
        let owed = heard && (voided || matches!(notice, Notice::Progress | Notice::Outcome));
        (if owed { response() } else { None }, if voided && state.reverts() { target() } else { None }, None)
    }
}
