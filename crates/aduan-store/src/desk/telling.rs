//! What became of a notice, and the question that a complainant opens: both are facts of the log (R13).

use super::outbox::channel_of;
use super::{Desk, DeskError};
use crate::outbox::{MessageEnd, MessageId, MessageName, MessageState, QueuedMessage, Settled, Topic};
use crate::vault::{ContentKind, VaultError, Words};
use crate::{AccessAnswer, desk::Effect};
use aduan_core::{
    Actor, Command, CommandId, Complaint, ComplaintId, Event, Notice, NoticeChannel, Record, Rejection, Role,
    Rule, Stage, Timestamp, Trace, Undelivered,
};

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Arrival {
    /// A server or gateway took it over. A mail counts as read when its days are over without a failure; a gateway says more later.
    Accepted,
    /// The gateway says that it was delivered.
    Delivered,
    /// It came back, was refused for good, or is not tried any more.
    Failed(Undelivered),
}

impl Arrival {
    const fn word(self) -> &'static [u8] {
        match self {
            Self::Accepted => b"accepted",
            Self::Delivered => b"delivered",
            Self::Failed(_) => b"failed",
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
    /// Records what became of a message: at once, or whenever a server or gateway reports it. The fact (`MailAccepted`, `Told`,
    /// `NotTold`) and the end of the message are one commit. What was accepted is known for 30 days, so that a failure that
    /// is reported later voids what the message began (C46); what failed stays in the operator's list.
    ///
    /// It needs no lease: what was sent was sent, whoever has the message by now. A notice of which nothing is to be recorded
    /// any more (its request is over, the file is erased) goes without a fact. Telling the same again changes nothing, nor does
    /// what is told of a message that is gone.
    ///
    /// # Errors
    /// [`DeskError::Store`] and those of [`act`](Self::act) but refusals; nothing was recorded then, and the message is as it
    /// was.
    pub fn arrived(&self, message: MessageId, arrival: Arrival) -> Result<(), DeskError> {
        self.arrived_as(MessageName::Id(message), arrival, None)
    }

    /// [`arrived`](Self::arrived) with [`Arrival::Accepted`], for a gateway that reports under a name of its own: a keyed
    /// digest of that is kept for [`reported`](Self::reported).
    ///
    /// # Errors
    /// As [`arrived`](Self::arrived).
    pub fn accepted_as(&self, message: MessageId, reference: &str) -> Result<(), DeskError> {
        self.arrived_as(MessageName::Id(message), Arrival::Accepted, Some(reference))
    }

    /// [`arrived`](Self::arrived), by the gateway's own name of the message. One that nobody knows changes nothing.
    ///
    /// # Errors
    /// As [`arrived`](Self::arrived).
    pub fn reported(&self, reference: &str, arrival: Arrival) -> Result<(), DeskError> {
        self.arrived_as(MessageName::Reference(self.reference(reference)), arrival, None)
    }

    fn arrived_as(
        &self,
        name: MessageName,
        arrival: Arrival,
        reference: Option<&str>,
    ) -> Result<(), DeskError> {
        let Some(row) = self.store.queued(name)? else { return Ok(()) };
        let at = self.now();
        let end = match (row.state, arrival) {
            // Told again.
            (MessageState::Accepted { .. }, Arrival::Accepted)
            | (MessageState::Dead { .. }, Arrival::Failed(_)) => return Ok(()),
            (_, Arrival::Accepted) => {
                MessageEnd::Accepted { at, reference: reference.map(|text| self.reference(text)) }
            }
            (_, Arrival::Delivered) => MessageEnd::Removed,
            (_, Arrival::Failed(why)) => MessageEnd::Dead { at, why },
        };
        self.settle(&row, arrival, end)
    }

    /// Ends a message, with the fact that its end is, where it is one.
    pub(super) fn settle(
        &self,
        row: &QueuedMessage,
        arrival: Arrival,
        end: MessageEnd,
    ) -> Result<(), DeskError> {
        let message = row.message.clone()?;
        let (id, complaint) = (message.id, message.complaint);
        let notice = match message.topic {
            Topic::Notice(notice) => notice,
            Topic::NewTicket(_) => Notice::NewTicket,
            // No event tells what becomes of these.
            Topic::Ticket(_) | Topic::Wise => return self.ends(id, end),
        };
        let channel = match (row.attempts.channel, message.topic) {
            (Some(channel), _) => Some(channel),
            (None, Topic::NewTicket(delivery)) => Some(channel_of(delivery)),
            // It was never tried: the way that it would have gone.
            (None, _) => self.way_of(complaint, id)?,
        };
        let command = match (arrival, channel) {
            // Nobody is reached by any way; or the gateway says more than that.
            (_, None) => return self.ends(id, end),
            (Arrival::Accepted, Some(channel)) if channel != NoticeChannel::Email => {
                return self.ends(id, end);
            }
            (Arrival::Accepted, Some(_)) => Command::RecordMailAccepted { notice },
            (Arrival::Delivered, Some(channel)) => Command::RecordTold { notice, channel },
            (Arrival::Failed(_), Some(channel)) => Command::RecordNotTold { notice, channel },
        };
        let (state, records) = self.load(complaint)?;
        if notice == Notice::DataRequest && !is_of(&state, &records, id) {
            return self.sent(id);
        }
        let attempt = row.attempts.count.to_be_bytes();
        let trace = self.derived(b"outbox/arrival", &[id.0.as_bytes(), arrival.word(), &attempt])?;
        match self.act_and_settle(&trace, complaint, Settled { message: id, end }, command) {
            Ok(done) if done.effect == Effect::Recorded => Ok(()),
            // The fact is on record, and the message was tried again since.
            Ok(_) => self.ends(id, end),
            Err(DeskError::Rejected(_)) => self.sent(id),
            Err(error) => Err(error),
        }
    }

    fn way_of(&self, complaint: ComplaintId, message: MessageId) -> Result<Option<NoticeChannel>, DeskError> {
        match self.address_of(complaint, message.promised()) {
            Ok(address) => Ok(address.map(|(_, way)| way)),
            Err(DeskError::Vault(VaultError::Erased { .. })) => Ok(None),
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
        let recorded = if state.telling.is_some() { Ok(()) } else { self.record_opened(actor, &state) };
        Ok(OpenedQuestion { question, recorded })
    }

    fn record_opened(&self, actor: &Actor, state: &Complaint) -> Result<(), DeskError> {
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
    request.is_some_and(|request| millis(request.recorded_at) == millis(message.promised()))
}
