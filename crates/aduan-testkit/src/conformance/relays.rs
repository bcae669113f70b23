//! Relays at a desk on the store.

use super::{Store, joined};
use crate::test_desk::{TestDesk, reception};
use crate::test_relay::{Killed, Mailbox, PeerAnswer, TestRelay};
use aduan_core::{Channel, ComplaintId, EventKind, Matter};
use aduan_store::desk::{Arrival, OpenedMessage, TicketSecret};
use aduan_store::{OsEntropy, QueuedMessage, load};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};

/// Filed online with an e-mail address, and asked: a ticket waits, and behind it the request.
fn asked_by_mail(world: &TestDesk) -> ComplaintId {
    let mut filing = reception(Channel::Website, Matter::Duties);
    if let Some(identity) = &mut filing.identity {
        (identity.email, identity.mobile) = (Some("budi@example.org".into()), None);
    }
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, _) = world.desk.receive_online(&world.desk.trace().unwrap(), filing, &secret).unwrap();
    world.ask_untold(done.complaint.id);
    done.complaint.id
}

pub fn relays_that_are_killed_lose_no_letter_and_tell_each_fact_once(store: Store) {
    let world = TestDesk::new(store);
    let filed: Vec<ComplaintId> = (0..12).map(|_| asked_by_mail(&world)).collect();
    let (mailbox, turn) = (Mailbox::default(), AtomicU32::new(0));
    // Every third letter meets a kill, each time at another place.
    let killed = |_: &OpenedMessage| match turn.fetch_add(1, Ordering::Relaxed) % 9 {
        0 => Some(Killed::BeforeTheAttempt),
        3 => Some(Killed::BeforeSending),
        6 => Some(Killed::BeforeRecording),
        _ => None,
    };
    // A server that takes every fourth letter at its second attempt.
    let answer = |letter: &OpenedMessage| {
        if letter.id.0.as_bytes()[15].is_multiple_of(4) && letter.attempts.count == 0 {
            PeerAnswer::Later
        } else {
            PeerAnswer::Ends(Arrival::Accepted)
        }
    };
    for _ in 0..60 {
        std::thread::scope(|scope| {
            let relay = || {
                let (relay, mailbox, answer, killed) =
                    (TestRelay::new(&world.desk), &mailbox, &answer, &killed);
                scope.spawn(move || relay.round(mailbox, answer, killed))
            };
            let relays = [relay(), relay()];
            for relay in relays {
                joined(relay.join());
            }
        });
        world.pass_seconds(601);
        if !world.desk.outbox_rows(0, 99).unwrap().iter().any(QueuedMessage::is_waiting) {
            break;
        }
    }
    let mut arrived: BTreeMap<_, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for (id, bytes) in mailbox.letters() {
        arrived.entry(id).or_default().insert(bytes);
    }
    assert_eq!(arrived.len(), 24, "a ticket and a request for each");
    assert!(mailbox.letters().len() > 24, "some came twice");
    assert!(arrived.values().all(|renderings| renderings.len() == 1), "and as the same bytes");
    for id in filed {
        let (_, records) = load(&*world.store, id).unwrap();
        let told = records.iter().filter(|record| record.event.kind() == EventKind::MailAccepted);
        assert_eq!(told.count(), 1, "one fact each");
    }
}
