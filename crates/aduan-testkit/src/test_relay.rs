//! A relay for tests: it takes what waits, and says what became of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

use aduan_core::{Notice, Undelivered};
use aduan_store::desk::{Arrival, OpenedMessage};
use aduan_store::{Desk, DeskError, LeaseId, MessageId, MessageName, StoreError, Topic};
use chrono::TimeDelta;
use std::sync::{Mutex, PoisonError};

/// What a test's server or gateway does with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerAnswer {
    /// It takes it over, or says that it was delivered, or refuses it for good.
    Ends(Arrival),
    /// It asks to try again later.
    Later,
}

/// Where a relay is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Killed {
    /// After the claim.
    BeforeTheAttempt,
    /// After it was recorded that sending begins.
    BeforeSending,
    /// After the peer has answered, and before that is recorded.
    BeforeRecording,
}

/// What arrived at the other side, in the order in which it came: who it is and all its bytes.
#[derive(Debug, Default)]
pub struct Mailbox(Mutex<Vec<(MessageId, Vec<u8>)>>);

impl Mailbox {
    /// All that arrived.
    pub fn letters(&self) -> Vec<(MessageId, Vec<u8>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, id: MessageId, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((id, bytes.to_vec()));
    }
}

/// A relay that sends to a [`Mailbox`].
///
/// ```
/// use aduan_core::Matter;
/// use aduan_store::{MemoryStore, desk::Arrival};
/// use aduan_testkit::test_desk::TestDesk;
/// use aduan_testkit::test_relay::{Mailbox, PeerAnswer, TestRelay};
/// let world = TestDesk::new(std::sync::Arc::new(MemoryStore::default()));
/// world.online(Matter::Duties);
/// let (relay, mailbox) = (TestRelay::new(&world.desk), Mailbox::default());
/// assert_eq!(relay.round(&mailbox, |_| PeerAnswer::Ends(Arrival::Delivered), |_| None), 1);
/// assert_eq!(mailbox.letters().len(), 1, "the ticket by SMS");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TestRelay<'a> {
    desk: &'a Desk,
    lease: TimeDelta,
    wait: TimeDelta,
}

impl<'a> TestRelay<'a> {
    /// A relay whose leases are of five minutes, and that tries again after ten.
    pub const fn new(desk: &'a Desk) -> Self {
        Self { desk, lease: TimeDelta::minutes(5), wait: TimeDelta::minutes(10) }
    }

    /// Claims what waits, sends it, and records what became of it; gives how many it claimed. `killed` says where it is killed at a letter:
    /// then it does nothing more of that one.
    pub fn round(
        &self,
        mailbox: &Mailbox,
        answer: impl Fn(&OpenedMessage) -> PeerAnswer,
        killed: impl Fn(&OpenedMessage) -> Option<Killed>,
    ) -> usize {
        let claimed = self.desk.claim_letters(self.lease, 16).unwrap();
        for letter in &claimed.letters {
            match self.send(claimed.lease, letter, mailbox, &answer, killed(letter)) {
                // Another relay has it by now.
                Ok(()) | Err(DeskError::Store(StoreError::LeaseLost { .. })) => {}
                Err(error) => panic!("{error}"),
            }
        }
        claimed.letters.len()
    }

    fn send(
        &self,
        lease: LeaseId,
        letter: &OpenedMessage,
        mailbox: &Mailbox,
        answer: &impl Fn(&OpenedMessage) -> PeerAnswer,
        killed: Option<Killed>,
    ) -> Result<(), DeskError> {
        if killed == Some(Killed::BeforeTheAttempt) {
            return Ok(());
        }
        let rendered = letter.rendered.clone().unwrap_or_else(|| rendered(letter).into());
        self.desk.begin_attempt(lease, letter, &rendered)?;
        if killed == Some(Killed::BeforeSending) {
            return Ok(());
        }
        let answer = answer(letter);
        if answer != PeerAnswer::Later {
            mailbox.put(letter.id, &rendered);
        }
        if killed == Some(Killed::BeforeRecording) {
            return Ok(());
        }
        match answer {
            PeerAnswer::Ends(arrival) => self.desk.arrived(letter.id, arrival),
            PeerAnswer::Later => self.desk.failed(lease, letter.id, Undelivered::Deferred, self.wait),
        }
    }

    /// Sends what waits before a notice, and begins to send the notice: what becomes of that, the test [says](Self::says).
    pub fn notice(&self, notice: Notice) -> OpenedMessage {
        loop {
            let claimed = self.desk.claim_letters(self.lease, 99).unwrap();
            assert!(!claimed.letters.is_empty(), "no {notice} waits");
            let mut wanted = None;
            for letter in claimed.letters {
                self.desk.begin_attempt(claimed.lease, &letter, &rendered(&letter)).unwrap();
                if letter.topic == Topic::Notice(notice) {
                    wanted = Some(letter);
                } else {
                    self.says(&letter, Arrival::Accepted);
                }
            }
            if let Some(letter) = wanted {
                return letter;
            }
        }
    }

    /// Records what became of a letter.
    pub fn says(&self, letter: &OpenedMessage, arrival: Arrival) {
        self.desk.arrived(letter.id, arrival).unwrap();
    }

    /// Whether a letter waits to be sent.
    pub fn waits(&self, letter: &OpenedMessage) -> bool {
        let row = self.desk.store().queued(MessageName::Id(letter.id)).unwrap();
        row.is_some_and(|row| row.is_waiting())
    }
}

/// A letter as it goes out. The instant makes that two renderings differ: only a kept one is sent again as it was.
fn rendered(letter: &OpenedMessage) -> Vec<u8> {
    let address = letter.address.as_ref().map_or("", |address| address.reveal());
    let ticket = letter.ticket.as_ref().map_or("", |ticket| ticket.reveal());
    let attempt = letter.attempts.count + 1;
    format!("to {address}, {} {}, ticket {ticket}, made for attempt {attempt}", letter.topic, letter.id)
        .into_bytes()
}
