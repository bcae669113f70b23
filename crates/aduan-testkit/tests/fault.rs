//! A desk on a store that fails: one effect, whatever is lost (C22).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{Actor, Channel, Command, Matter};
use aduan_store::desk::{Effect, TicketSecret};
use aduan_store::{DeskError, EventLog, EventStore, MemoryStore, OsEntropy, StoreError, Worklists};
use aduan_testkit::conformance::{commit, stream};
use aduan_testkit::test_desk::{TestDesk, receiver, reception};
use aduan_testkit::{Fault, FaultStore};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn faulty() -> (Arc<FaultStore>, TestDesk) {
    let store = Arc::new(FaultStore::new(Arc::new(MemoryStore::default())));
    (Arc::clone(&store), TestDesk::new(store))
}

fn unknown<T>(answer: &Result<T, DeskError>) -> bool {
    matches!(answer, Err(DeskError::Store(StoreError::Unknown(_))))
}

#[test]
fn c22_a_lost_acknowledgement_and_a_lost_commit_have_one_effect_when_sent_again() {
    for (fault, effect) in
        [(Fault::acknowledgement_lost(), Effect::RecordedBefore), (Fault::commit_lost(), Effect::Recorded)]
    {
        let (store, world) = faulty();
        let (trace, secret) = (world.desk.trace().unwrap(), TicketSecret::fresh(&OsEntropy).unwrap());
        let website = reception(Channel::Website, Matter::Duties);
        store.at_the_next(fault.clone());
        assert!(unknown(&world.desk.receive_online(&trace, website.clone(), &secret)));
        let (done, ticket) = world.desk.receive_online(&trace, website.clone(), &secret).unwrap();
        assert_eq!((done.effect, store.head().unwrap().size()), (effect, 3));
        let source = aduan_store::desk::Source::from("home");
        assert!(
            world.desk.follow(&ticket.reveal(), &source).is_ok(),
            "the ticket that was not shown opens it"
        );

        let (trace, id) = (world.desk.trace().unwrap(), done.complaint.id);
        let complainant = Actor::complainant(done.complaint.complainant);
        let withdraw = || {
            world.desk.act(
                &trace,
                &complainant,
                id,
                Command::Withdraw { reason: None, told_by: None, evidence: None },
            )
        };
        store.at_the_next(fault.clone());
        assert!(unknown(&withdraw()));
        assert_eq!(withdraw().unwrap().effect, effect);
        assert_eq!(withdraw().unwrap().effect, Effect::RecordedBefore);
        assert_eq!(store.head().unwrap().size(), 4);

        let (trace, letter) = (world.desk.trace().unwrap(), reception(Channel::Letter, Matter::Duties));
        store.at_the_next(fault);
        assert!(unknown(&world.desk.receive_manual(&trace, &receiver(), letter.clone())));
        assert_eq!(world.desk.receive_manual(&trace, &receiver(), letter.clone()).unwrap().effect, effect);
        assert_eq!(store.head().unwrap().size(), 5);
    }
}

#[test]
fn the_commit_that_is_named_fails_and_no_other() {
    let (store, _) = faulty();
    store.at(2, Fault::full());
    let append = |number| store.append(commit(stream(number), 0, number, 1));
    append(1).unwrap();
    assert!(matches!(append(2), Err(StoreError::Full(_))));
    append(2).unwrap();
    assert_eq!((store.commits(), store.head().unwrap().size()), (3, 2));
}

#[test]
fn a_change_fails_before_or_after_it_was_made() {
    let (store, _) = faulty();
    let save =
        |position| store.change(aduan_store::Change::SaveCheckpoint { name: "model".to_owned(), position });
    // Opening the desk made its own key.
    store.at_change(2, Fault::full());
    store.at_change(3, Fault::acknowledgement_lost());
    assert!(matches!(save(1), Err(StoreError::Full(_))));
    assert_eq!(store.checkpoint("model").unwrap(), 0);
    assert!(matches!(save(2), Err(StoreError::Unknown(_))));
    assert_eq!(store.checkpoint("model").unwrap(), 2);
    save(3).unwrap();
}

#[test]
fn latency_delays_the_answer_and_not_the_record() {
    let store = FaultStore::new(Arc::new(MemoryStore::default())).with_latency(Duration::from_millis(50));
    let started = Instant::now();
    let pending = store.submit(commit(stream(1), 0, 1, 1));
    assert_eq!(store.head().unwrap().size(), 1);
    pending.wait().unwrap();
    assert!(started.elapsed() >= Duration::from_millis(50));
}
