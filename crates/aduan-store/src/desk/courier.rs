//! What is sent outside: made when it is decided, opened when it is sent.

use super::{Desk, DeskError, IdentityWords};
use crate::clock::{random, uuid_v7};
use crate::outbox::{Message, MessageId, Topic};
use crate::vault::{ContentKind, DataKey, VaultError, Words, open, seal};
use crate::{Change, Claim};
use aduan_core::event::{Event, TicketIssued};
use aduan_core::{Complaint, ComplaintId, ContentId, Delivery, Notice, RegisterNumber, Rejection, Ticket};
use zeroize::Zeroizing;

/// What the events of one decision send.
pub(super) struct Post<'a> {
    pub(super) desk: &'a Desk,
    pub(super) complaint: &'a Complaint,
    pub(super) key: Option<&'a DataKey>,
    pub(super) contact: Option<&'a IdentityWords>,
    /// The ticket that is shown to an online complainant; a manual one's is made here and leaves by the outbox.
    pub(super) ticket: Option<&'a Ticket>,
}

impl Post<'_> {
    pub(super) fn of(&self, events: &[Event]) -> Result<(Vec<Claim>, Vec<Message>), DeskError> {
        let (mut claims, mut messages) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                Event::TicketIssued(issued) => self.ticket(issued, &mut claims, &mut messages)?,
                Event::DataRequested(_) => messages.push(self.message(Topic::Notice(Notice::DataRequest))?),
                Event::Closed(_) if self.complaint.is_reachable() => {
                    messages.push(self.message(Topic::Notice(Notice::Outcome))?);
                }
                Event::ForwardedToWise(_) => messages.push(self.message(Topic::Wise)?),
                _ => {}
            }
        }
        Ok((claims, messages))
    }

    /// R4, R7: the ticket is sealed together with the address it goes to. Here it is written for the last time.
    fn ticket(
        &self,
        issued: &TicketIssued,
        claims: &mut Vec<Claim>,
        messages: &mut Vec<Message>,
    ) -> Result<(), DeskError> {
        let fresh = random(&*self.desk.entropy).map(Ticket::from_random)?;
        let ticket = self.ticket.unwrap_or(&fresh);
        claims.push(Claim::Ticket(self.desk.digest(ticket)));
        for delivery in issued.deliveries.iter().filter(|delivery| *delivery != Delivery::Screen) {
            let address = self.contact.and_then(|contact| contact.address_for(delivery));
            let address = address.ok_or(DeskError::NoAddress { delivery })?;
            let mut message = self.message(Topic::Ticket(delivery))?;
            let body =
                Zeroizing::new(format!("{}\n{}", *Zeroizing::new(ticket.reveal()), address.reveal().trim()));
            let content = ContentId::new(message.id.0);
            let key = self.key.ok_or(Rejection::Erased)?;
            let id = self.complaint.id;
            let (chunks, _) =
                seal(key, ContentKind::Message, id, content, &*self.desk.entropy, body.as_bytes())?;
            message.body = chunks.into_iter().next().map(|chunk| chunk.bytes).unwrap_or_default();
            messages.push(message);
        }
        Ok(())
    }

    fn message(&self, topic: Topic) -> Result<Message, DeskError> {
        let id = MessageId(uuid_v7(self.complaint.last_at, &*self.desk.entropy)?);
        Ok(Message { id, complaint: self.complaint.id, topic, body: Vec::new() })
    }
}

/// A message as whoever sends it needs it. A `Debug` that shows no secret.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Letter {
    /// Its name: the same each time it is tried, so that the other side can know a repetition.
    pub id: MessageId,
    /// The complaint.
    pub complaint: ComplaintId,
    /// Its register number.
    pub register: Option<RegisterNumber>,
    /// What it is about.
    pub topic: Topic,
    /// Where it goes; `None` where the topic says it (WISE), or the complainant left no such address.
    pub address: Option<Words>,
    /// The ticket, where that is what is sent.
    pub ticket: Option<Words>,
}

impl Desk {
    /// The messages that wait, the oldest first, opened for sending. For the relay alone; no officer sees them.
    ///
    /// A notice goes to the e-mail address or mobile number that the complainant gave; reading it is recorded as an
    /// access by the system.
    ///
    /// # Errors
    /// [`DeskError::Vault`], [`DeskError::Store`].
    pub fn letters(&self, limit: u32) -> Result<Vec<Letter>, DeskError> {
        self.store.outbox(limit)?.into_iter().map(|message| self.letter(message)).collect()
    }

    /// Records that a message was sent: it is removed, and with it the sealed ticket.
    ///
    /// # Errors
    /// [`DeskError::Store`]; it will be sent again then.
    pub fn sent(&self, message: MessageId) -> Result<(), DeskError> {
        Ok(self.store.change(Change::Sent(message))?)
    }

    fn letter(&self, message: Message) -> Result<Letter, DeskError> {
        let Message { id, complaint, topic, body } = message;
        let register = self.store.summary(complaint)?.and_then(|summary| summary.register);
        let (address, ticket) = match topic {
            Topic::Ticket(_) => {
                let (address, ticket) = self.opened_ticket(complaint, id, &body)?;
                (Some(address), Some(ticket))
            }
            Topic::Notice(_) => (self.address_of(complaint)?, None),
            Topic::Wise => (None, None),
        };
        Ok(Letter { id, complaint, register, topic, address, ticket })
    }

    fn opened_ticket(
        &self,
        complaint: ComplaintId,
        id: MessageId,
        body: &[u8],
    ) -> Result<(Words, Words), DeskError> {
        let content = ContentId::new(id.0);
        let damaged = || DeskError::Vault(VaultError::Damaged { content, segment: 0 });
        let (kind, body) = open(&self.key(complaint)?, complaint, content, body)?;
        let text =
            std::str::from_utf8(&body).ok().filter(|_| kind == ContentKind::Message).ok_or_else(damaged)?;
        let (ticket, address) = text.split_once('\n').ok_or_else(damaged)?;
        Ok((address.into(), ticket.into()))
    }
}
