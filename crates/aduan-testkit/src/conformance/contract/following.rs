//! Following the log.

use crate::conformance::samples::{commit, stream};
use crate::conformance::{Store, joined};
use aduan_core::Timestamp;
use aduan_store::{Change, DeliveredEvent, Session, SessionId, Subscription};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub fn a_subscription_delivers_at_least_once_and_in_order(store: Store) {
    for number in 1..=10 {
        store.append(commit(stream(number), 0, number, 1)).unwrap();
    }
    let positions = |events: Vec<DeliveredEvent>| events.iter().map(|it| it.position).collect::<Vec<_>>();
    let mut first = Subscription::open(&*store, "model").unwrap();
    assert_eq!(positions(first.next(4).unwrap()), [1, 2, 3, 4]);
    first.confirm().unwrap();
    assert_eq!(positions(first.next(4).unwrap()), [5, 6, 7, 8]);
    // It crashed before it confirmed.
    let mut second = Subscription::open(&*store, "model").unwrap();
    assert_eq!(positions(second.next(99).unwrap()), [5, 6, 7, 8, 9, 10]);
    assert_eq!(positions(second.next(99).unwrap()), [0_u64; 0]);
    let mut other = Subscription::open(&*store, "other").unwrap().from(9);
    assert_eq!(positions(other.next(99).unwrap()), [10]);
}

pub fn a_checkpoint_is_its_subscriptions_own_and_may_go_back(store: Store) {
    let save = |name: &str, position| {
        store.change(Change::SaveCheckpoint { name: name.to_owned(), position }).unwrap();
    };
    assert_eq!(store.checkpoint("new").unwrap(), 0);
    save("a", 7);
    save("b", 9);
    save("a", 3);
    assert_eq!(["a", "b", "c"].map(|name| store.checkpoint(name).unwrap()), [3, 9, 0]);
}

pub fn a_session_is_there_until_it_ends(store: Store) {
    let at = Timestamp::from_micros;
    let [one, other] = [[1; 32], [2; 32]].map(SessionId);
    let session = |id, ends, body: &[u8]| Session { id, ends: at(ends), body: body.to_vec() };
    let keep = |session: &Session| store.change(Change::KeepSession(session.clone())).unwrap();
    assert_eq!(store.session(one).unwrap(), None);
    let [first, second] = [session(one, 10, b"receiver"), session(other, 20, b"verifier")];
    keep(&first);
    keep(&second);
    assert_eq!(store.session(one).unwrap(), Some(first));
    let later = session(one, 30, b"");
    keep(&later);
    assert_eq!(
        [one, other].map(|id| store.session(id).unwrap()),
        [Some(later.clone()), Some(second.clone())]
    );
    store.change(Change::DropSessions { now: at(19) }).unwrap();
    assert_eq!([one, other].map(|id| store.session(id).unwrap()), [Some(later.clone()), Some(second)]);
    store.change(Change::DropSessions { now: at(20) }).unwrap();
    assert_eq!([one, other].map(|id| store.session(id).unwrap()), [Some(later), None]);
    for _ in 0..2 {
        store.change(Change::EndSession(one)).unwrap();
        assert_eq!(store.session(one).unwrap(), None);
    }
}

pub fn a_follower_is_woken(store: Store) {
    let writer = Arc::clone(&store);
    let started = Instant::now();
    let writing = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        writer.append(commit(stream(1), 0, 1, 1)).unwrap();
    });
    let mut follower = Subscription::open(&*store, "follower").unwrap();
    assert_eq!(follower.wait(9, Duration::from_secs(4)).unwrap().len(), 1);
    assert!(started.elapsed() < Duration::from_secs(3), "it slept through: {:?}", started.elapsed());
    joined(writing.join());
}

pub fn who_waits_is_told_the_size_when_the_time_is_up(store: Store) {
    let wait = |position, patience| store.wait_beyond(position, patience).unwrap();
    assert_eq!(wait(0, Duration::ZERO), 0);
    store.append(commit(stream(1), 0, 1, 3)).unwrap();
    assert_eq!(wait(2, Duration::MAX), 3, "for ever is a time like any other");
    let started = Instant::now();
    assert_eq!(wait(3, Duration::from_millis(30)), 3);
    assert!(started.elapsed() >= Duration::from_millis(29), "it gave up before the time was up");
    assert_eq!(wait(u64::MAX, Duration::from_millis(1)), 3);
}
