//! The outbox in memory.

use crate::{
    Attempts, LeaseId, Message, MessageEnd, MessageId, MessageName, MessageState, QueuedMessage, Recipient,
    ReferenceDigest, Settled, StoreError, Topic,
};
use aduan_core::{ComplaintId, NoticeChannel, Timestamp, Undelivered};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug)]
struct Row {
    message: Message,
    state: MessageState,
    attempts: Attempts,
    rendered: Option<Vec<u8>>,
    reference: Option<ReferenceDigest>,
}

impl Row {
    const fn lane(&self) -> (ComplaintId, Recipient) {
        (self.message.complaint, self.message.topic.recipient())
    }

    fn is_waiting(&self) -> bool {
        self.state == MessageState::Waiting
    }

    /// From when it may be claimed: the end of its lease, or the instant that a failure gave; the beginning of time for one that
    /// nobody tried.
    fn claimable_from(&self) -> Timestamp {
        let lease = self.attempts.lease.map(|(_, until)| until);
        lease.or(self.attempts.next).unwrap_or(Timestamp::MIN)
    }

    fn leased_by(&self, lease: LeaseId) -> Option<Timestamp> {
        self.attempts
            .lease
            .filter(|(holder, _)| *holder == lease && self.is_waiting())
            .map(|(_, until)| until)
    }

    fn shown(&self, number: u64) -> QueuedMessage {
        let (state, attempts, rendered) = (self.state, self.attempts, self.rendered.clone());
        QueuedMessage { number, message: Ok(self.message.clone()), state, attempts, rendered }
    }

    fn end(&mut self, state: MessageState) {
        self.state = state;
        self.message.body.clear();
        self.rendered = None;
        (self.attempts.lease, self.attempts.next) = (None, None);
    }
}

/// What begins an attempt.
pub(super) struct Beginning {
    pub(super) message: MessageId,
    pub(super) lease: LeaseId,
    pub(super) at: Timestamp,
    pub(super) channel: Option<NoticeChannel>,
    pub(super) rendered: Vec<u8>,
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    rows: BTreeMap<u64, Row>,
    last: u64,
}

impl Queue {
    pub(super) fn promise(&mut self, message: Message) {
        self.push(message, Attempts::default());
    }

    fn push(&mut self, message: Message, attempts: Attempts) {
        self.last += 1;
        let state = MessageState::Waiting;
        self.rows.insert(self.last, Row { message, state, attempts, rendered: None, reference: None });
    }

    pub(super) fn settle(&mut self, settled: Settled) {
        match settled.end {
            MessageEnd::Removed => self.rows.retain(|_, row| row.message.id != settled.message),
            MessageEnd::Accepted { at, reference } => {
                if let Some(row) = self.row(settled.message) {
                    row.end(MessageState::Accepted { at });
                    row.reference = reference;
                }
            }
            MessageEnd::Dead { at, why } => {
                if let Some(row) = self.row(settled.message) {
                    row.end(MessageState::Dead { at, why });
                }
            }
        }
    }

    pub(super) fn withdraw(&mut self, complaint: ComplaintId, topics: &[Topic]) {
        let goes = |row: &Row| {
            row.is_waiting() && row.message.complaint == complaint && topics.contains(&row.message.topic)
        };
        self.rows.retain(|_, row| !goes(row));
    }

    /// All that is sealed under the key of a complaint goes with it.
    pub(super) fn erase(&mut self, complaint: ComplaintId) {
        self.rows.retain(|_, row| row.message.complaint != complaint || row.message.body.is_empty());
        let theirs = self.rows.values_mut().filter(|row| row.message.complaint == complaint);
        theirs.for_each(|row| row.rendered = None);
    }

    pub(super) fn claim(&mut self, lease: LeaseId, now: Timestamp, until: Timestamp, limit: u32) {
        let mut lanes = BTreeSet::new();
        let first = self.rows.iter().filter(|(_, row)| row.is_waiting() && lanes.insert(row.lane()));
        let from = first.map(|(number, row)| (row.claimable_from(), *number));
        let mut ready: Vec<_> = from.filter(|(from, _)| *from <= now).collect();
        ready.sort_unstable();
        for (_, number) in ready.into_iter().take(limit as usize) {
            if let Some(row) = self.rows.get_mut(&number) {
                row.attempts.lease = Some((lease, until));
            }
        }
    }

    pub(super) fn begin(&mut self, beginning: Beginning) -> Result<(), StoreError> {
        let Beginning { message, lease, at, channel, rendered } = beginning;
        let row = self.row(message).filter(|row| row.leased_by(lease).is_some_and(|until| at < until));
        let row = row.ok_or(StoreError::LeaseLost { message })?;
        row.attempts.count += 1;
        (row.attempts.begun, row.attempts.channel, row.attempts.failed) = (Some(at), channel, None);
        row.rendered.get_or_insert(rendered);
        Ok(())
    }

    pub(super) fn postpone(
        &mut self,
        message: MessageId,
        lease: LeaseId,
        why: Undelivered,
        next: Timestamp,
    ) -> Result<(), StoreError> {
        let row = self.row(message).filter(|row| row.leased_by(lease).is_some());
        let row = row.ok_or(StoreError::LeaseLost { message })?;
        (row.attempts.failed, row.attempts.next, row.attempts.lease) = (Some(why), Some(next), None);
        Ok(())
    }

    pub(super) fn retry(&mut self, message: MessageId) {
        let Some(row) = self.row(message) else { return };
        match row.state {
            MessageState::Waiting => row.attempts.next = None,
            MessageState::Dead { why, .. } => {
                let attempts = Attempts { failed: Some(why), ..row.attempts };
                let message = row.message.clone();
                self.settle(Settled::removed(message.id));
                self.push(message, attempts);
            }
            MessageState::Accepted { .. } => {}
        }
    }

    pub(super) fn expire_sealed(&mut self, before: Timestamp, at: Timestamp, limit: u32) {
        let sealed = self.rows.values_mut().filter(|row| row.is_waiting() && !row.message.body.is_empty());
        let old = sealed.filter(|row| row.message.id.promised() < before);
        for row in old.take(limit as usize) {
            row.end(MessageState::Dead { at, why: Undelivered::Expired });
        }
    }

    pub(super) fn forget_accepted(&mut self, before: Timestamp) {
        let forgotten = |row: &Row| matches!(row.state, MessageState::Accepted { at } if at < before);
        self.rows.retain(|_, row| !forgotten(row));
    }

    pub(super) fn page(&self, after: u64, limit: u32) -> Vec<QueuedMessage> {
        let later = self.rows.range(after.saturating_add(1)..).take(limit as usize);
        later.map(|(number, row)| row.shown(*number)).collect()
    }

    pub(super) fn leased(&self, lease: LeaseId) -> Vec<QueuedMessage> {
        let theirs = self.rows.iter().filter(|(_, row)| row.leased_by(lease).is_some());
        theirs.map(|(number, row)| row.shown(*number)).collect()
    }

    pub(super) fn queued(&self, name: MessageName) -> Option<QueuedMessage> {
        let named = |row: &Row| match name {
            MessageName::Id(id) => row.message.id == id,
            MessageName::Reference(reference) => row.reference == Some(reference),
        };
        self.rows.iter().find(|(_, row)| named(row)).map(|(number, row)| row.shown(*number))
    }

    pub(super) fn sealed_since(&self) -> Option<Timestamp> {
        let sealed = self.rows.values().filter(|row| row.is_waiting() && !row.message.body.is_empty());
        sealed.map(|row| row.message.id.promised()).min()
    }

    fn row(&mut self, message: MessageId) -> Option<&mut Row> {
        self.rows.values_mut().find(|row| row.message.id == message)
    }
}
