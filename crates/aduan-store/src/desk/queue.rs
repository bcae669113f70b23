//! The relay's side of the outbox: what it claims, begins, and says of what it sent; and the operator's.

use super::outbox::{ClaimedLetters, OpenedMessage, UnreadableMessage};
use super::{Desk, DeskError};
use crate::clock::uuid_v7;
use crate::outbox::{
    LeaseId, MessageEnd, MessageId, MessageName, MessageState, QueuedMessage, ReferenceDigest,
};
use crate::vault::{ContentKind, KeyState, seal};
use crate::{Change, Settled, StoreError, Topic};
use aduan_core::{AdminEvent, ContentId, MessageGivenUp, Rejection, Timestamp, Undelivered};
use chrono::TimeDelta;

/// What became of a message that an operator wants to be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// It waits, and may be tried at once.
    AtOnce,
    /// It had been given up, and waits again, behind all others.
    Anew,
    /// It had been given up, and its ticket is gone. Whoever waits for one asks for another.
    TicketGone,
    /// A server took it over: it is not sent twice.
    Accepted,
    /// There is no such message: it was sent, or taken back.
    Gone,
}

/// What became of a message that an operator gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenUp {
    /// It is removed, and the log says so.
    Recorded,
    /// A server took it over: it cannot be called back.
    Accepted,
    /// There is no such message: it was sent, or taken back.
    Gone,
}

impl Desk {
    /// Claims messages for sending, at most `limit`, and opens them. For the relay alone; no officer sees them. Any number of
    /// relays may claim at once: each gets others. What a relay has not settled when its lease ends is given out again, so that
    /// nothing is lost with a relay that was killed.
    ///
    /// Of each complaint only the first message that waits is given; a later one follows when that is sent or given up. A
    /// notice to which no address leads, and what waits of a file that was erased, is taken away and not given.
    ///
    /// Reading an address is recorded as an access by the system, once after the notice was promised.
    ///
    /// ```
    /// # use aduan_core::Undelivered;
    /// # use aduan_store::desk::Arrival;
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # use chrono::TimeDelta;
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// # let send = |_: &[u8]| Ok::<_, Undelivered>(());
    /// let claimed = desk.claim_letters(TimeDelta::minutes(5), 100)?;
    /// for letter in &claimed.letters {
    ///     // An earlier attempt's bytes, or those that are made of the letter now.
    ///     let rendered = letter.rendered.clone().unwrap_or_else(|| b"From: ...".to_vec().into());
    ///     desk.begin_attempt(claimed.lease, letter, &rendered)?;
    ///     match send(&rendered) {
    ///         Ok(()) => desk.arrived(letter.id, Arrival::Accepted)?,
    ///         Err(why) => desk.failed(claimed.lease, letter.id, why, TimeDelta::minutes(10))?,
    ///     }
    /// }
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::Store`] if the store fails as such. What was claimed is given out again when the lease ends.
    pub fn claim_letters(&self, lease: TimeDelta, limit: u32) -> Result<ClaimedLetters, DeskError> {
        let now = self.clock.now();
        let (id, until) = (LeaseId(uuid_v7(now, &*self.entropy)?), now.plus(lease));
        self.store.change(Change::ClaimMessages { lease: id, now, until, limit })?;
        let (mut letters, mut unreadable) = (Vec::new(), Vec::new());
        for row in self.store.leased(id)? {
            let number = row.number;
            let message = row.message.as_ref().ok().map(|message| (message.id, message.complaint));
            // Nobody is reached by it: the file was erased, or no address was left.
            if let Some((message, complaint)) = message
                && self.store.key(complaint)? == KeyState::Destroyed
            {
                self.sent(message)?;
                continue;
            }
            match self.opened(row) {
                Ok(letter) if letter.has_recipient() => letters.push(letter),
                Ok(letter) => self.sent(letter.id)?,
                Err(DeskError::Store(error)) if !matches!(error, StoreError::Corrupt { .. }) => {
                    return Err(error.into());
                }
                Err(why) => unreadable.push(UnreadableMessage { number, message, why }),
            }
        }
        Ok(ClaimedLetters { lease: id, until, letters, unreadable })
    }

    /// Records that sending begins, and seals all that goes out under the key of the complaint: should this relay be killed, the next
    /// one sends the same bytes, and the other side knows the repetition. Send nothing before it, and nothing if it fails.
    ///
    /// What is sealed is destroyed when the message is accepted or given up, and when the file is erased.
    ///
    /// # Errors
    /// [`DeskError::Store`] with [`StoreError::LeaseLost`] if the lease has ended, or the message was taken back meanwhile;
    /// [`DeskError::Rejected`] if the file was erased; [`DeskError::TooLong`] for more than 64 KiB.
    pub fn begin_attempt(
        &self,
        lease: LeaseId,
        letter: &OpenedMessage,
        rendered: &[u8],
    ) -> Result<(), DeskError> {
        let (complaint, message, content) = (letter.complaint, letter.id, ContentId::new(letter.id.0));
        // A message to the Inspectorate may be the first that is sealed of a complaint that was imported.
        self.key_for_sealing(complaint)?.ok_or(Rejection::Erased)?;
        let key = self.key_of(complaint, ContentKind::Letter)?;
        let (chunks, _) = seal(&key, ContentKind::Letter, complaint, content, &*self.entropy, rendered)?;
        let [sealed] = <[_; 1]>::try_from(chunks)
            .map_err(|_| DeskError::TooLong { bytes: rendered.len(), limit: crate::vault::SEGMENT })?;
        let (at, channel, rendered) = (self.clock.now(), letter.channel, sealed.bytes);
        match self.store.change(Change::BeginAttempt { complaint, message, lease, at, channel, rendered }) {
            Err(StoreError::KeyDestroyed { .. }) => Err(Rejection::Erased.into()),
            begun => Ok(begun?),
        }
    }

    /// Records that an attempt failed, or that a message could not be opened, and puts it back: it may be claimed again when
    /// `wait` is over. How long that is, is the relay's policy; so is after how many attempts it is
    /// [given up](Self::arrived).
    ///
    /// # Errors
    /// [`DeskError::Store`], with [`StoreError::LeaseLost`] if another relay has it by now: then nothing is to be done.
    pub fn failed(
        &self,
        lease: LeaseId,
        message: MessageId,
        why: Undelivered,
        wait: TimeDelta,
    ) -> Result<(), DeskError> {
        let next = self.clock.now().plus(wait);
        Ok(self.store.change(Change::Postpone { message, lease, why, next })?)
    }

    /// The rows of the outbox, the oldest first: what waits, what was accepted, what is dead. At most `limit`, those behind
    /// `after`, which is 0 for the first page. Bodies stay sealed: for lists of operators.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn outbox_rows(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, DeskError> {
        Ok(self.store.outbox(after, limit)?)
    }

    /// Lets a message be tried at once, for an operator who has mended what was wrong.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn retry(&self, message: MessageId) -> Result<Retried, DeskError> {
        let Some(row) = self.store.queued(MessageName::Id(message))? else { return Ok(Retried::Gone) };
        let sealed =
            row.message.as_ref().is_ok_and(|it| matches!(it.topic, Topic::Ticket(_) | Topic::NewTicket(_)));
        let retried = match row.state {
            MessageState::Waiting => Retried::AtOnce,
            MessageState::Accepted { .. } => return Ok(Retried::Accepted),
            MessageState::Dead { .. } if sealed => return Ok(Retried::TicketGone),
            MessageState::Dead { .. } => Retried::Anew,
        };
        self.store.change(Change::Retry(message))?;
        Ok(retried)
    }

    /// Gives a message up, for an operator, or takes one that is dead from the list. It is a fact of the administrative
    /// stream; that a notice did not reach the complainant is one of the complaint, in the commit that removes the message.
    /// Interrupted, it is given again.
    ///
    /// # Errors
    /// [`DeskError::Store`], and [`DeskError::Vault`] where the way that it would have gone cannot be read.
    pub fn give_up(&self, message: MessageId) -> Result<GivenUp, DeskError> {
        let Some(row) = self.store.queued(MessageName::Id(message))? else { return Ok(GivenUp::Gone) };
        let (undelivered, waits) = match row.state {
            MessageState::Waiting => (row.attempts.failed, true),
            MessageState::Dead { why, .. } => (Some(why), false),
            MessageState::Accepted { .. } => return Ok(GivenUp::Accepted),
        };
        let (found, count) = (row.message.clone()?, row.attempts.count);
        let fact = MessageGivenUp {
            of: found.complaint,
            message: found.topic.kind(),
            notice: found.topic.notice(),
            undelivered,
        };
        let trace = self.derived(b"outbox/given-up", &[message.0.as_bytes(), &count.to_be_bytes()])?;
        self.record_once(&trace, &AdminEvent::MessageGivenUp(fact))?;
        if waits {
            self.settle(&row, super::Arrival::Failed(Undelivered::GivenUp), MessageEnd::Removed)?;
        } else {
            self.sent(message)?;
        }
        Ok(GivenUp::Recorded)
    }

    /// A keyed digest of what a gateway calls a message.
    pub(super) fn reference(&self, text: &str) -> ReferenceDigest {
        ReferenceDigest(self.own.mac(b"outbox/reference", &[text.as_bytes()]))
    }

    /// The end of a message of which no event tells.
    pub(super) fn ends(&self, message: MessageId, end: MessageEnd) -> Result<(), DeskError> {
        Ok(self.store.change(Change::Settle(Settled { message, end }))?)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
