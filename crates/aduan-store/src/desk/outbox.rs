//! Messages that wait to be sent, opened for the relay that sends them.

use super::{Desk, DeskError};
use crate::outbox::{Message, MessageId, QueuedMessage, Topic};
use crate::vault::{ContentKind, VaultError, Words, open};
use crate::{Change, StoreError};
use aduan_core::{ComplaintId, ContentId, Delivery, Notice, NoticeChannel, RegisterNumber, Term, Timestamp};

/// A message with all that a relay needs to send it. Its `Debug` shows no secret.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OpenedMessage {
    /// Its name: the same each time it is tried, so that the other side can know a repetition.
    pub id: MessageId,
    /// The complaint.
    pub complaint: ComplaintId,
    /// Its register number.
    pub register: Option<RegisterNumber>,
    /// What it is about.
    pub topic: Topic,
    /// The way that the address is, of a notice to the complainant.
    pub channel: Option<NoticeChannel>,
    /// Within how long to answer, of a request for data: from its receipt, on a day that nobody knows yet.
    /// [`Term::from_receipt`](aduan_core::Term::from_receipt) says it.
    pub answer_within: Option<Term>,
    /// The address to send it to; `None` if the topic is WISE, if the complainant left no such address, or if it was
    /// erased.
    pub address: Option<Words>,
    /// The ticket, where that is what is sent.
    pub ticket: Option<Words>,
}

/// A message that cannot be opened for sending. It stays in the outbox: once what is wrong was put right it is
/// given as a [`OpenedMessage`]; [`Desk::sent`] takes it away.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UnreadableMessage {
    /// Its place in the outbox.
    pub number: u64,
    /// Its name and its complaint, where the row itself can be read.
    pub message: Option<(MessageId, ComplaintId)>,
    /// Why.
    pub why: DeskError,
}

/// A page of the outbox.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct OutboxPage {
    /// The messages that can be sent, the oldest first.
    pub ready: Vec<OpenedMessage>,
    /// The messages that cannot be opened. Tell the operator.
    pub unreadable: Vec<UnreadableMessage>,
    /// Where the next page begins; `None` if there was nothing on this one.
    pub next: Option<u64>,
}

/// The way of a notice that goes out by this delivery.
pub(super) fn channel_of(delivery: Delivery) -> NoticeChannel {
    if delivery == Delivery::Sms { NoticeChannel::Sms } else { NoticeChannel::Email }
}

/// When a message was promised: its name is of version 7, which says so.
pub(super) fn promised(message: MessageId) -> Timestamp {
    let (seconds, nanos) = message.0.get_timestamp().map_or((0, 0), |at| at.to_unix());
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Timestamp::from_micros(seconds.saturating_mul(1_000_000).saturating_add(i64::from(nanos / 1000)))
}

impl Desk {
    /// The messages that wait, the oldest first, opened for sending: at most `limit`, those behind `after`, which is
    /// 0 for the first page and [`OutboxPage::next`] of the page before for each further one. For the relay alone; no
    /// officer sees them.
    ///
    /// One that cannot be opened holds up no other: it is told in [`OutboxPage::unreadable`]. A notice goes to the
    /// e-mail address or mobile number that the complainant gave; reading it is recorded as an access by the system, once
    /// after it was promised however often it is asked for.
    ///
    /// ```
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// let mut after = 0;
    /// loop {
    ///     let page = desk.outbox(after, 100)?;
    ///     for letter in &page.ready {
    ///         // Send it; then:
    ///         desk.sent(letter.id)?;
    ///     }
    ///     for left in &page.unreadable {
    ///         eprintln!("message {}: {}", left.number, left.why);
    ///     }
    ///     let Some(next) = page.next else { break };
    ///     after = next;
    /// }
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::Store`] if the store fails as such.
    pub fn outbox(&self, after: u64, limit: u32) -> Result<OutboxPage, DeskError> {
        let mut page = OutboxPage::default();
        for QueuedMessage { number, message } in self.store.outbox(after, limit)? {
            page.next = Some(number);
            let name = message.as_ref().ok().map(|message| (message.id, message.complaint));
            match message.map_err(DeskError::from).and_then(|message| self.letter(message)) {
                Ok(letter) => page.ready.push(letter),
                Err(DeskError::Store(error)) if !matches!(error, StoreError::Corrupt { .. }) => {
                    return Err(error.into());
                }
                Err(why) => page.unreadable.push(UnreadableMessage { number, message: name, why }),
            }
        }
        Ok(page)
    }

    /// Records that a message was sent: it is removed, and with it the sealed ticket.
    ///
    /// # Errors
    /// [`DeskError::Store`]; it will be sent again then.
    pub fn sent(&self, message: MessageId) -> Result<(), DeskError> {
        Ok(self.store.change(Change::Sent(message))?)
    }

    fn letter(&self, message: Message) -> Result<OpenedMessage, DeskError> {
        let Message { id, complaint, topic, body } = message;
        let register = self.store.summary(complaint)?.and_then(|summary| summary.register);
        let mut channel = None;
        let (address, ticket) = match topic {
            Topic::Ticket(_) => {
                let body = self.opened_body(complaint, id, &body)?;
                let damaged = VaultError::Damaged { content: ContentId::new(id.0), segment: 0 };
                let (ticket, address) = body.reveal().split_once('\n').ok_or(damaged)?;
                (Some(address.into()), Some(ticket.into()))
            }
            Topic::NewTicket(delivery) => {
                channel = Some(channel_of(delivery));
                (Some(self.opened_body(complaint, id, &body)?), None)
            }
            Topic::Notice(_) => match self.address_of(complaint, promised(id)) {
                // The notice was promised before the erasure, so its address is gone. The relay gets it without an
                // address.
                Err(DeskError::Vault(VaultError::Erased { .. })) => (None, None),
                address => {
                    let (address, way) = address?.unzip();
                    channel = way;
                    (address, None)
                }
            },
            Topic::Wise => (None, None),
        };
        let answer_within = if topic == Topic::Notice(Notice::DataRequest) {
            let state = self.present(complaint)?;
            Some(self.rules_of(&state)?.rulebook().data_window)
        } else {
            None
        };
        Ok(OpenedMessage { id, complaint, register, topic, channel, answer_within, address, ticket })
    }

    fn opened_body(&self, complaint: ComplaintId, id: MessageId, body: &[u8]) -> Result<Words, DeskError> {
        let content = ContentId::new(id.0);
        let damaged = || DeskError::Vault(VaultError::Damaged { content, segment: 0 });
        let (kind, body) = open(&self.key(complaint)?, complaint, content, body)?;
        let text =
            std::str::from_utf8(&body).ok().filter(|_| kind == ContentKind::Message).ok_or_else(damaged)?;
        Ok(text.into())
    }
}
