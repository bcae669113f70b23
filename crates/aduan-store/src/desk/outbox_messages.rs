//! Messages to the outside, made at the decision that sends them.

use super::keys::IdentityKey;
use super::{Desk, DeskError, IdentityWords};
use crate::Claim;
use crate::clock::{random, uuid_v7};
use crate::outbox::{Message, MessageId, Topic};
use crate::vault::{ContentKind, seal};
use aduan_core::event::Event;
use aduan_core::{Complaint, ContentId, Deliveries, Delivery, Notice, Revocation, Ticket};
use zeroize::Zeroizing;

/// A ticket that goes out.
#[derive(Clone, Copy)]
struct SentTicket<'a> {
    deliveries: Deliveries,
    ordinal: u16,
    contact: Option<&'a IdentityWords>,
}

/// Makes the messages that the events of one decision send.
pub(super) struct OutboxMessages<'a> {
    pub(super) desk: &'a Desk,
    pub(super) complaint: &'a Complaint,
    pub(super) key: &'a IdentityKey<'a>,
    pub(super) contact: Option<&'a IdentityWords>,
    /// The ticket that is shown to an online complainant; a manual one's is made here and leaves by the outbox.
    pub(super) ticket: Option<&'a Ticket>,
}

/// What waits and is not to be sent any more: a letter with a ticket in whose place another goes to the same address, or
/// that was revoked by somebody who has theirs in hand. Where an officer typed the contact of the new one, the letter to the
/// complainant goes out all the same (C37).
pub(super) fn withdrawn(events: &[Event]) -> Vec<Topic> {
    let of = |event: &Event| match event {
        Event::TicketReissued(issued) if issued.contact.is_none() => {
            issued.deliveries.iter().map(Topic::Ticket).collect()
        }
        Event::TicketRevoked(revoked) if revoked.which != Revocation::This => {
            vec![Topic::Ticket(Delivery::Email), Topic::Ticket(Delivery::Sms)]
        }
        // Nothing else takes a letter back.
        _ => Vec::new(),
    };
    events.iter().flat_map(of).collect()
}

impl OutboxMessages<'_> {
    pub(super) fn of(&self, events: &[Event]) -> Result<(Vec<Claim>, Vec<Message>), DeskError> {
        let (mut claims, mut messages) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                Event::TicketIssued(issued) => {
                    let earlier = if issued.contact.is_some() { self.earlier_ways()? } else { Vec::new() };
                    let sent = SentTicket {
                        deliveries: issued.deliveries,
                        ordinal: issued.ticket,
                        contact: self.contact,
                    };
                    self.ticket(sent, &mut claims, &mut messages)?;
                    self.tell_earlier_ways(sent, &earlier, &mut messages)?;
                }
                Event::TicketReissued(issued) => {
                    let earlier = self.earlier_ways()?;
                    // Without a new contact it goes where the complainant wished to be reached.
                    let contact = self.contact.or(earlier.first());
                    let sent = SentTicket { deliveries: issued.deliveries, ordinal: issued.ticket, contact };
                    self.ticket(sent, &mut claims, &mut messages)?;
                    self.tell_earlier_ways(sent, &earlier, &mut messages)?;
                }
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
                // P3: an officer wrote. That there is a message is said, and none of its words.
                Event::MessageWritten(_)
                    if self.complaint.unanswered.is_none()
                        && !self.complaint.identity.deliveries().is_empty() =>
                {
                    messages.push(self.message(Topic::Notice(Notice::Message))?);
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
        sent: SentTicket<'_>,
        claims: &mut Vec<Claim>,
        messages: &mut Vec<Message>,
    ) -> Result<(), DeskError> {
        let fresh = random(&*self.desk.entropy).map(Ticket::from_random)?;
        let ticket = self.ticket.unwrap_or(&fresh);
        claims.push(Claim::Ticket(self.desk.digest(ticket)));
        if sent.ordinal > 1 {
            claims.push(Claim::Ticket(self.desk.ordinal_digest(ticket, sent.ordinal)));
        }
        for delivery in sent.deliveries.iter().filter(|delivery| *delivery != Delivery::Screen) {
            let address = sent.contact.and_then(|contact| contact.address_for(delivery));
            let address = address.ok_or(DeskError::NoAddress { delivery })?;
            let (ticket, address) = (Zeroizing::new(ticket.reveal()), address.reveal().trim());
            // Allocated at its final size: growing would leave a copy behind.
            let mut body = Zeroizing::new(String::with_capacity(ticket.len() + 1 + address.len()));
            for part in [ticket.as_str(), "\n", address] {
                body.push_str(part);
            }
            messages.push(self.sealed_message(Topic::Ticket(delivery), &body)?);
        }
        Ok(())
    }

    fn earlier_ways(&self) -> Result<Vec<IdentityWords>, DeskError> {
        self.desk.contacts(self.complaint.id)
    }

    /// Whoever was reached before hears that another ticket went out: so an officer who typed an address of their own is found
    /// out (C37). Where the new ticket itself goes, nothing more is said.
    fn tell_earlier_ways(
        &self,
        sent: SentTicket<'_>,
        earlier: &[IdentityWords],
        messages: &mut Vec<Message>,
    ) -> Result<(), DeskError> {
        let address = |contact: &IdentityWords, way| {
            contact.address_for(way).map(|address| (way, Zeroizing::new(address.reveal().trim().to_owned())))
        };
        let mut told: Vec<(Delivery, Zeroizing<String>)> =
            sent.deliveries.iter().filter_map(|way| address(sent.contact?, way)).collect();
        for contact in earlier {
            for way in [Delivery::Email, Delivery::Sms] {
                let Some(address) = address(contact, way).filter(|address| !told.contains(address)) else {
                    continue;
                };
                messages.push(self.sealed_message(Topic::NewTicket(way), &address.1)?);
                told.push(address);
            }
        }
        Ok(())
    }

    /// A message whose body only the relay reads.
    fn sealed_message(&self, topic: Topic, body: &str) -> Result<Message, DeskError> {
        let mut message = self.message(topic)?;
        let content = ContentId::new(message.id.0);
        let (key, id) = (self.key.get()?, self.complaint.id);
        let (chunks, _) =
            seal(&key, ContentKind::Message, id, content, &*self.desk.entropy, body.as_bytes())?;
        message.body = chunks.into_iter().next().map(|chunk| chunk.bytes).unwrap_or_default();
        Ok(message)
    }

    fn message(&self, topic: Topic) -> Result<Message, DeskError> {
        let id = MessageId(uuid_v7(self.complaint.last_at, &*self.desk.entropy)?);
        Ok(Message { id, complaint: self.complaint.id, topic, body: Vec::new() })
    }
}
