//! C26, T15: the desk does the same work for every wrong ticket.
//!
//! Measured times would show that only most of the time. So the test compares the work that takes the time: the calls
//! to the store, their bytes, and the randomness used.

#![allow(clippy::unwrap_used, reason = "tests")]

use aduan_core::{
    CommandId, ComplaintId, ContentId, Digest, Matter, Office, ParseTicketError, Ticket, Timestamp,
};
use aduan_store::desk::Source;
use aduan_store::vault::{KeyId, KeyState};
use aduan_store::{
    Access, Appended, Change, Claim, Commit, ContentVault, DeskError, Entropy, EntropyError, EventLog,
    EventStore, LeaseId, LogHead, MemoryStore, MessageName, OsEntropy, Pending, QueuedMessage, Receipt,
    Session, SessionId, StoreError, Summary, Visit, Worklist, Worklists,
};
use aduan_testkit::test_desk::TestDesk;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The calls to the outside, in order: a name, and how many bytes went with it.
#[derive(Default)]
struct Asked(Mutex<Vec<(&'static str, usize)>>);

impl Asked {
    fn note(&self, what: &'static str, bytes: usize) {
        self.0.lock().unwrap().push((what, bytes));
    }

    fn take(&self) -> Vec<(&'static str, usize)> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

struct Observed {
    store: MemoryStore,
    asked: Arc<Asked>,
}

macro_rules! observed {
    ($($name:ident($($argument:ident: $of:ty),*) -> $result:ty;)+) => {
        $( fn $name(&self, $($argument: $of),*) -> $result {
            self.asked.note(stringify!($name), 0);
            self.store.$name($($argument),*)
        } )+
    };
}

impl EventLog for Observed {
    fn claimed(&self, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
        self.asked.note("claimed", claim.key().len());
        self.store.claimed(claim)
    }

    observed! {
        submit(commit: Commit) -> Pending<Appended>;
        append(commit: Commit) -> Result<Appended, StoreError>;
        read_stream(complaint: ComplaintId, visit: Visit<'_>) -> Result<(), StoreError>;
        read_log(after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError>;
        head() -> Result<LogHead, StoreError>;
        wait_beyond(position: u64, patience: Duration) -> Result<u64, StoreError>;
        receipt(command: CommandId) -> Result<Option<Receipt>, StoreError>;
        last_serial(year: u16) -> Result<u32, StoreError>;
        edition(digest: Digest) -> Result<Option<Vec<u8>>, StoreError>;
    }
}

impl ContentVault for Observed {
    observed! {
        key(complaint: ComplaintId) -> Result<KeyState, StoreError>;
        keys_not_under(master: KeyId, limit: u32) -> Result<Vec<ComplaintId>, StoreError>;
        chunk(complaint: ComplaintId, content: ContentId, index: u32) -> Result<Option<Vec<u8>>, StoreError>;
        accesses(complaint: ComplaintId) -> Result<Vec<Access>, StoreError>;
    }
}

impl Worklists for Observed {
    observed! {
        summary(complaint: ComplaintId) -> Result<Option<Summary>, StoreError>;
        worklist(list: &Worklist) -> Result<Vec<Summary>, StoreError>;
        holders() -> Result<Vec<Office>, StoreError>;
        due(now: Timestamp, after: Option<(Timestamp, ComplaintId)>, limit: u32)
            -> Result<Vec<(Timestamp, ComplaintId)>, StoreError>;
        outbox(after: u64, limit: u32) -> Result<Vec<QueuedMessage>, StoreError>;
        leased(lease: LeaseId) -> Result<Vec<QueuedMessage>, StoreError>;
        queued(name: MessageName) -> Result<Option<QueuedMessage>, StoreError>;
        sealed_since() -> Result<Option<Timestamp>, StoreError>;
        checkpoint(subscription: &str) -> Result<u64, StoreError>;
        session(id: SessionId) -> Result<Option<Session>, StoreError>;
    }
}

impl EventStore for Observed {
    observed! { change(change: Change) -> Result<(), StoreError>; }
}

struct ObservedEntropy(Arc<Asked>);

impl Entropy for ObservedEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        self.0.note("entropy", bytes.len());
        OsEntropy.fill(bytes)
    }
}

#[test]
fn c26_every_wrong_ticket_costs_one_digest_and_one_look_up_and_gives_one_answer() {
    let asked = Arc::new(Asked::default());
    let store = Observed { store: MemoryStore::default(), asked: Arc::clone(&asked) };
    let mut world = TestDesk::new(Arc::new(store));
    world.desk = world.desk.with_entropy(Arc::new(ObservedEntropy(Arc::clone(&asked))));
    let (_, right) = world.online(Matter::Duties);
    let mut near = *right.secret();
    near[9] ^= 1;
    let mut far = *right.secret();
    far[0] ^= 0x80;
    let wrong = [near, far, [0; 10], [255; 10], *b"kebetulan!"];
    asked.take();
    let mut answers = Vec::new();
    for (number, secret) in wrong.into_iter().enumerate() {
        // From somewhere else each time, so that none is slowed.
        let source = Source::from(&*number.to_string());
        let answer = world.desk.follow(&Ticket::from_random(secret).reveal(), &source).unwrap_err();
        assert!(matches!(answer, DeskError::WrongTicket));
        answers.push((format!("{answer} {answer:?}"), asked.take()));
    }
    // The key of a claim is one byte and the digest: it was computed, once.
    assert_eq!(answers[0].1, [("claimed", 33)]);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");

    let mut mistyped = right.reveal();
    mistyped.replace_range(0..1, if mistyped.starts_with('7') { "8" } else { "7" });
    let answer = world.desk.follow(&mistyped, &Source::from("home")).unwrap_err();
    assert!(matches!(answer, DeskError::NotATicket(ParseTicketError::Mistyped)));
    assert_eq!(asked.take(), [], "the text alone tells that");
    assert!(world.desk.follow(&right.reveal(), &Source::from("home")).is_ok());
    assert_eq!(asked.take()[0], ("claimed", 33), "a right one begins in the same way");
}
