//! Messages to the outside, made at the decision that sends them.

use super::{Desk, DeskError, IdentityWords};
use crate::Claim;
use crate::clock::{random, uuid_v7};
use crate::outbox::{Message, MessageId, Topic};
use crate::vault::{ContentKind, DataKey, seal};
use aduan_core::event::{Event, TicketIssued};
use aduan_core::{Complaint, ContentId, Delivery, Notice, Rejection, Ticket};
use zeroize::Zeroizing;

/// Makes the messages that the events of one decision send.
pub(super) struct OutboxMessages<'a> {
    pub(super) desk: &'a Desk,
    pub(super) complaint: &'a Complaint,
    pub(super) key: Option<&'a DataKey>,
    pub(super) contact: Option<&'a IdentityWords>,
    /// The ticket that is shown to an online complainant; a manual one's is made here and leaves by the outbox.
    pub(super) ticket: Option<&'a Ticket>,
}

impl OutboxMessages<'_> {
    pub(super) fn of(&self, events: &[Event]) -> Result<(Vec<Claim>, Vec<Message>), DeskError> {
        let (mut claims, mut messages) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                Event::TicketIssued(issued) => self.ticket(issued, &mut claims, &mut messages)?,
                Event::DataRequested(_) => messages.push(self.message(Topic::Notice(Notice::DataRequest))?),
                Event::Closed(_) if self.complaint.is_reachable() => {
                    messages.push(self.message(Topic::Notice(Notice::Outcome))?);
                }
                // C40: a withdrawal that a receiver recorded for them shows in what they follow.
                Event::Withdrawn(withdrawn)
                    if withdrawn.told_by.is_some() && self.complaint.is_reachable() =>
                {
                    messages.push(self.message(Topic::Notice(Notice::Progress))?);
                }
                Event::ForwardedToWise(_) => messages.push(self.message(Topic::Wise)?),
                // Nothing else is said outside.
                _ => {}
            }
        }
        // R5, C48: at once, where a gateway leads to them; until it has arrived a receiver has it to tell.
        let received = events.iter().any(|event| matches!(event, Event::Received(_)));
        if received && self.complaint.register_to_tell() && !self.complaint.identity.deliveries().is_empty() {
            messages.push(self.message(Topic::Notice(Notice::Register))?);
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
            let (ticket, address) = (Zeroizing::new(ticket.reveal()), address.reveal().trim());
            // Allocated at its final size: growing would leave a copy behind.
            let mut body = Zeroizing::new(String::with_capacity(ticket.len() + 1 + address.len()));
            for part in [ticket.as_str(), "\n", address] {
                body.push_str(part);
            }
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
