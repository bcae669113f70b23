//! What became of a notice, and the question that a complainant opens: both are facts of the log (R13).

use super::{Desk, DeskError};
use crate::AccessAnswer;
use crate::outbox::{MessageId, Topic};
use crate::vault::{ContentKind, VaultError, Words};
use aduan_core::{
    Actor, Command, CommandId, Complaint, ComplaintId, Event, Notice, NoticeChannel, Record, Rejection, Role,
    Rule, Stage, Timestamp, Trace,
};

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Arrival {
    /// A mail server accepted it. It counts as read when its days are over without a failure.
    Accepted,
    /// The gateway says that it was delivered.
    Delivered,
    /// It came back, or was refused for good.
    Failed,
}

impl Arrival {
    const fn word(self) -> &'static [u8] {
        match self {
            Self::Accepted => b"accepted",
            Self::Delivered => b"delivered",
            Self::Failed => b"failed",
        }
    }
}

/// A question that its complainant opened.
#[derive(Debug)]
#[non_exhaustive]
pub struct OpenedQuestion {
    /// The question.
    pub question: Words,
    /// Whether it is on record that they opened it. If not, they see it all the same, and no window runs.
    pub recorded: Result<(), DeskError>,
}

impl Desk {
    /// Records what became of a notice that a relay sent. The fact and the removal of the message are one commit. A
    /// failure may be told after the message is gone: keep the message until none can come.
    ///
    /// A notice of which nothing is to be recorded any more (its request is over, the file is erased) goes without a fact. An SMS
    /// that was merely accepted stays: the gateway will say more. Telling the same again changes nothing.
    ///
    /// # Errors
    /// [`DeskError::Store`] and those of [`act`](Self::act) but refusals; nothing was recorded then, and the message is still
    /// there.
    pub fn arrived(
        &self,
        complaint: ComplaintId,
        message: MessageId,
        topic: Topic,
        channel: NoticeChannel,
        arrival: Arrival,
    ) -> Result<(), DeskError> {
        let notice = match topic {
            Topic::Notice(notice) => notice,
            Topic::NewTicket(_) => Notice::NewTicket,
            // No event tells what becomes of these. What failed waits to be sent again.
            Topic::Ticket(_) | Topic::Wise => {
                return if arrival == Arrival::Failed { Ok(()) } else { self.sent(message) };
            }
        };
        let command = match arrival {
            Arrival::Accepted if channel != NoticeChannel::Email => return Ok(()),
            Arrival::Accepted => Command::RecordMailAccepted { notice },
            Arrival::Delivered => Command::RecordTold { notice, channel },
            Arrival::Failed => Command::RecordNotTold { notice, channel },
        };
        let (state, records) = self.load(complaint)?;
        if notice == Notice::DataRequest && !is_of(&state, &records, message) {
            return self.sent(message);
        }
        let trace = self.derived(b"outbox/arrival", &[message.0.as_bytes(), arrival.word()])?;
        match self.act_and_settle(&trace, complaint, message, command) {
            // Recorded before: the message went with it.
            Ok(_) => Ok(()),
            Err(DeskError::Rejected(_)) => self.sent(message),
            Err(error) => Err(error),
        }
    }

    /// Shows the question to its complainant, and records that they were told of it: the window runs from now (R13).
    ///
    /// The id of the command derives from the request, so opening it twice is recorded once.
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] for everybody but the complainant; [`DeskError::Rejected`] if nothing is asked of them;
    /// [`DeskError::Vault`]. That it could not be recorded is no error: see [`OpenedQuestion::recorded`].
    pub fn open_question(&self, actor: &Actor, id: ComplaintId) -> Result<OpenedQuestion, DeskError> {
        let (state, records) = self.load(id)?;
        if actor.role != Role::Complainant || actor.id != state.complainant {
            return Err(DeskError::NoSuchComplaint { complaint: id });
        }
        let asked = records.iter().rev().find_map(|record| match &record.event {
            Event::DataRequested(asked) => Some(&asked.request),
            _ => None,
        });
        // A ticket that only follows opens no question: the window would run against somebody else.
        let quiet = state.ticket_of(actor).and_then(|(_, ticket)| ticket.quiet);
        if let Some(opens) = quiet.filter(|quiet| self.clock.now() < *quiet) {
            return Err(Rejection::TicketQuiet { opens, zone: state.zone }.into());
        }
        let Some(asked) = asked.filter(|_| state.stage == Stage::AwaitingData) else {
            return Err(Rejection::NothingRequested { rule: Rule::R12 }.into());
        };
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        self.open_to(id, asked, &[ContentKind::Text], &mut *bytes, &mut || Ok(()))?;
        let damaged = VaultError::Damaged { content: asked.id, segment: 0 };
        let question = Words::from(std::str::from_utf8(&bytes).map_err(|_| damaged)?);
        self.on_record(actor, id, asked.id, AccessAnswer::Shown)?;
        let recorded = if state.telling.is_some() { Ok(()) } else { self.opened(actor, &state) };
        Ok(OpenedQuestion { question, recorded })
    }

    fn opened(&self, actor: &Actor, state: &Complaint) -> Result<(), DeskError> {
        let request = state.request.to_be_bytes();
        let trace = self.derived(b"request/opened", &[state.id.uuid().as_bytes(), &request])?;
        let told = Command::RecordTold { notice: Notice::DataRequest, channel: NoticeChannel::Ticket };
        match self.act(&trace, actor, state.id, told) {
            Ok(_) | Err(DeskError::Rejected(Rejection::Already { .. })) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A trace whose command id follows from what it is about.
    pub(super) fn derived(&self, label: &[u8], of: &[&[u8]]) -> Result<Trace, DeskError> {
        let mac = self.own.mac(label, of);
        let mut id = [0; 16];
        id.copy_from_slice(&mac[..16]);
        let command = CommandId::new(uuid::Builder::from_custom_bytes(id).into_uuid());
        Ok(Trace { command, ..self.trace()? })
    }
}

/// Whether a message is of the request that is the last one: its name says when it was promised.
fn is_of(state: &Complaint, records: &[Record], message: MessageId) -> bool {
    let request = records.iter().find(|record| record.version == state.request);
    let millis = |at: Timestamp| at.micros().div_euclid(1000);
    request.is_some_and(|request| millis(request.recorded_at) == millis(super::outbox::promised(message)))
}
