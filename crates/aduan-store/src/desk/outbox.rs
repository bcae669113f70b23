//! Messages that wait to be sent, opened for the relay that sends them.

use super::{Desk, DeskError};
use crate::StoreError;
use crate::outbox::{Attempts, LeaseId, Message, MessageEnd, MessageId, QueuedMessage, Topic};
use crate::vault::{ContentKind, VaultError, Words, open};
use aduan_core::{ComplaintId, ContentId, Delivery, Notice, NoticeChannel, RegisterNumber, Term, Timestamp};
use zeroize::Zeroizing;

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
    /// What was tried before.
    pub attempts: Attempts,
    /// All that went out at the first attempt, if there was one: send the same bytes again.
    pub rendered: Option<RenderedMessage>,
}

impl OpenedMessage {
    /// Whether there is anybody to send it to: an address, or WISE.
    pub const fn has_recipient(&self) -> bool {
        self.address.is_some() || matches!(self.topic, Topic::Wise)
    }
}

/// All that goes out of a message: address, ticket and text. Its `Debug` shows nothing, and it is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderedMessage(Zeroizing<Vec<u8>>);

impl std::ops::Deref for RenderedMessage {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for RenderedMessage {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl std::fmt::Debug for RenderedMessage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RenderedMessage(…)")
    }
}

/// Messages that a relay has claimed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClaimedLetters {
    /// Under which lease: what [`Desk::begin_attempt`] and [`Desk::failed`] ask for.
    pub lease: LeaseId,
    /// When it ends.
    pub until: Timestamp,
    /// The messages that can be sent.
    pub letters: Vec<OpenedMessage>,
    /// The messages that cannot be opened. Tell the operator, and [put them back](Desk::failed).
    pub unreadable: Vec<UnreadableMessage>,
}

/// A message that cannot be opened for sending. It stays in the outbox: once what is wrong was put right it is
/// given as an [`OpenedMessage`]; [`Desk::give_up`] takes it away.
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

impl Desk {
    /// The messages that wait, the oldest first, opened, whoever has claimed them: at most `limit`, those behind `after`, which is
    /// 0 for the first page and [`OutboxPage::next`] of the page before for each further one. For looking at them, in
    /// tests and in programs with one relay; [`claim_letters`](Self::claim_letters) is for sending them. No officer sees them.
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
        for row in self.store.outbox(after, limit)? {
            let number = row.number;
            page.next = Some(number);
            if !row.is_waiting() {
                continue;
            }
            let name = row.message.as_ref().ok().map(|message| (message.id, message.complaint));
            match self.opened(row) {
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
        self.ends(message, MessageEnd::Removed)
    }

    /// A row, opened.
    pub(super) fn opened(&self, row: QueuedMessage) -> Result<OpenedMessage, DeskError> {
        let QueuedMessage { message, attempts, rendered, .. } = row;
        let Message { id, complaint, topic, body } = message?;
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
            Topic::Notice(_) => match self.address_of(complaint, id.promised()) {
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
        let earlier = |sealed: Vec<u8>| self.unsealed(complaint, id, ContentKind::Letter, &sealed);
        let rendered = rendered.map(earlier).transpose()?.map(RenderedMessage);
        Ok(OpenedMessage {
            id,
            complaint,
            register,
            topic,
            channel,
            answer_within,
            address,
            ticket,
            attempts,
            rendered,
        })
    }

    fn opened_body(&self, complaint: ComplaintId, id: MessageId, body: &[u8]) -> Result<Words, DeskError> {
        let body = self.unsealed(complaint, id, ContentKind::Message, body)?;
        let damaged = VaultError::Damaged { content: ContentId::new(id.0), segment: 0 };
        Ok(std::str::from_utf8(&body).map_err(|_| damaged)?.into())
    }

    fn unsealed(
        &self,
        complaint: ComplaintId,
        id: MessageId,
        of: ContentKind,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DeskError> {
        let content = ContentId::new(id.0);
        let (kind, bytes) = open(&self.key_of(complaint, of)?, complaint, content, sealed)?;
        if kind == of { Ok(bytes) } else { Err(VaultError::Damaged { content, segment: 0 }.into()) }
    }
}
