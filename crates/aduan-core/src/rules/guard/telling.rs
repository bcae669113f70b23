//! Whether the complainant was told: R5, R12, R13, R14(b), R22.

use super::Judge;
use crate::complaint::timely;
use crate::{
    CommandKind, Ground, IdentityPart, IdentityParts, Notice, NoticeChannel, Rejection, Role, Rule,
    WindowFrom,
};

impl Judge<'_> {
    pub(super) fn record_told(&self, notice: Notice, channel: NoticeChannel) -> Result<(), Rejection> {
        // Only they can open it with their ticket, and with it they can open nothing else.
        let opened = channel == NoticeChannel::Ticket && notice == Notice::DataRequest;
        let themselves = self.actor().role == Role::Complainant;
        if themselves != (channel == NoticeChannel::Ticket) || themselves && !opened {
            return Err(Rejection::TellingOfAnother { channel });
        }
        self.timely(notice)?;
        // It starts a window against the complainant, so the office that they complain of does not tell it (T6).
        if notice == Notice::DataRequest {
            self.not_the_reported_office(self.actor().office)?;
        }
        if notice == Notice::DataRequest && self.state.telling.is_some() {
            return Err(Rejection::Already { command: CommandKind::RecordTold, rule: Rule::R13 });
        }
        // A request starts a window against them: it is told by a way that they left.
        let unproven = notice == Notice::DataRequest && channel == NoticeChannel::InPerson;
        let by_ticket = channel != NoticeChannel::Ticket || self.state.ticketed;
        if unproven || !by_ticket || !self.leads_to_them(channel) {
            let rule = if notice == Notice::Register { Rule::R5 } else { Rule::R22 };
            return Err(Rejection::Unreachable { rule });
        }
        Ok(())
    }

    pub(super) fn record_mail_accepted(&self, notice: Notice) -> Result<(), Rejection> {
        self.timely(notice)?;
        if notice == Notice::DataRequest
            && (self.state.telling.is_some() || self.state.mail_of(notice).is_some())
        {
            return Err(Rejection::Already { command: CommandKind::RecordMailAccepted, rule: Rule::R13 });
        }
        if self.leads_to_them(NoticeChannel::Email) {
            Ok(())
        } else {
            Err(Rejection::Unreachable { rule: Rule::R22 })
        }
    }

    /// While the window runs, the complainant has the word. Before it runs, the verifier may think again.
    pub(in crate::rules) fn before_the_telling(&self) -> Result<(), Rejection> {
        match self.state.window {
            Some(opens) => Err(Rejection::WindowOpen { opens, zone: self.state.zone, rule: Rule::R13 }),
            None => Ok(()),
        }
    }

    /// Ground (b): who was not told has missed nothing; and an officer who says that they told them does not end the
    /// complaint by it, since nobody else saw it (T10).
    pub(super) fn was_told(&self, ground: Ground) -> Result<(), Rejection> {
        if ground != Ground::NoDataSupplied || self.rulebook.window_from == WindowFrom::Request {
            return Ok(());
        }
        let Some(telling) = self.state.telling else { return Err(Rejection::NotTold) };
        if telling.officer == Some(self.actor().id) {
            return Err(Rejection::ToldByGiver);
        }
        Ok(())
    }

    fn timely(&self, notice: Notice) -> Result<(), Rejection> {
        let allowed = timely(notice, self.state.stage);
        if allowed.contains(self.state.stage) {
            Ok(())
        } else {
            Err(Rejection::NoticeUntimely { notice, allowed })
        }
    }

    /// Whether the complainant left such a way.
    fn leads_to_them(&self, channel: NoticeChannel) -> bool {
        use IdentityPart::{Address, Email, Mobile, Telephone};
        let needed: &[IdentityPart] = match channel {
            NoticeChannel::InPerson | NoticeChannel::Ticket => &[],
            NoticeChannel::Email => &[Email],
            NoticeChannel::Sms => &[Mobile],
            NoticeChannel::Telephone => &[Telephone, Mobile],
            NoticeChannel::Letter => &[Address],
        };
        needed.is_empty() || self.state.identity.intersects(IdentityParts::of(needed))
    }
}
