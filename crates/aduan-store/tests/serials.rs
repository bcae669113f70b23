//! Register numbers are missing nowhere: what was refused or failed takes none (R5, R6).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use aduan_core::{Channel, Matter};
use aduan_store::desk::TicketSecret;
use aduan_store::{
    Appended, Commit, DeskError, EventLog, EventStore, MemoryStore, OsEntropy, Pending, StoreError,
    StoreWrapper,
};
use aduan_testkit::test_desk::{TestDesk, receiver, reception};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A store that can be full, and that can lose an answer.
#[derive(Default)]
struct Failing {
    inner: MemoryStore,
    full: AtomicBool,
    silent: AtomicBool,
    submitted: Mutex<Vec<usize>>,
}

impl StoreWrapper for Failing {
    fn inner(&self) -> &dyn EventStore {
        &self.inner
    }

    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        self.submitted.lock().unwrap().push(commit.lines.len());
        let lost = || Arc::new(io::Error::other("for a test"));
        if self.full.load(Ordering::Relaxed) {
            return Pending::ready(Err(StoreError::Full(lost())));
        }
        let answer = self.inner.submit(commit);
        if self.silent.load(Ordering::Relaxed) {
            Pending::ready(Err(StoreError::Unknown(lost())))
        } else {
            answer
        }
    }
}

fn serial(world: &TestDesk) -> u32 {
    world.online(Matter::Duties).0.complaint.register.unwrap().serial()
}

fn fails(world: &TestDesk) -> DeskError {
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let online = reception(Channel::Website, Matter::Duties);
    world.desk.receive_online(&world.desk.trace().unwrap(), online, &secret).expect_err("the store fails")
}

#[test]
fn a_reception_that_is_refused_takes_no_number() {
    let store = Arc::new(Failing::default());
    let world = TestDesk::new(store.clone());
    assert_eq!(serial(&world), 1);
    let submitted = store.submitted.lock().unwrap().len();
    for _ in 0..3 {
        let form = reception(Channel::WiseForm, Matter::Duties);
        let refused = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), form);
        assert!(matches!(refused, Err(DeskError::Rejected(_))), "{refused:?}");
    }
    assert_eq!(store.submitted.lock().unwrap().len(), submitted, "nothing was tried");
    assert_eq!(serial(&world), 2);
}

#[test]
fn a_reception_that_was_certainly_not_recorded_gives_its_number_back() {
    let store = Arc::new(Failing::default());
    let world = TestDesk::new(store.clone());
    assert_eq!(serial(&world), 1);
    store.full.store(true, Ordering::Relaxed);
    for _ in 0..3 {
        assert!(matches!(fails(&world), DeskError::Store(StoreError::Full(_))));
    }
    store.full.store(false, Ordering::Relaxed);
    assert_eq!([serial(&world), serial(&world)], [2, 3]);
}

#[test]
fn a_number_of_which_nobody_knows_whether_it_was_recorded_is_not_given_twice() {
    let store = Arc::new(Failing::default());
    let world = TestDesk::new(store.clone());
    store.silent.store(true, Ordering::Relaxed);
    assert!(matches!(fails(&world), DeskError::Store(StoreError::Unknown(_))));
    store.silent.store(false, Ordering::Relaxed);
    let before = store.submitted.lock().unwrap().len();
    assert_eq!(serial(&world), 2);
    assert_eq!(store.submitted.lock().unwrap().len(), before + 1, "the number in doubt was not tried again");
    assert_eq!(store.last_serial(2025).unwrap(), 2);
}
