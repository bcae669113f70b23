//! The outbox through the desk: relays that are killed, letters that must not go out any more, what an operator does.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, AdminEvent, AdminEventKind, Channel, Command, ComplaintId, Decoded, Deliveries, Delivery,
    EventKind, Matter, Notice, NoticeChannel, Rejection, Undelivered, decode,
};
use aduan_store::desk::{Arrival, GivenUp, IdentityWords, OpenedMessage, Retried, TicketSecret};
use aduan_store::{
    Commit, DeskError, MemoryStore, Message, MessageId, MessageName, MessageState, OsEntropy, StoreError,
    Topic,
};
use aduan_testkit::test_desk::{TestDesk, receiver, reception};
use aduan_testkit::test_relay::{Mailbox, PeerAnswer, TestRelay};
use chrono::TimeDelta;
use std::sync::Arc;

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

/// Filed online with an e-mail address: the ticket waits to be sent to it.
fn filed(world: &TestDesk) -> (ComplaintId, Actor) {
    let mut filing = reception(Channel::Website, Matter::Duties);
    let identity = filing.identity.as_mut().unwrap();
    (identity.email, identity.mobile) = (Some("budi@example.org".into()), None);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, _) = world.desk.receive_online(&world.desk.trace().unwrap(), filing, &secret).unwrap();
    (done.complaint.id, Actor::complainant(done.complaint.complainant))
}

fn kinds(world: &TestDesk, id: ComplaintId) -> Vec<EventKind> {
    let (_, records) = aduan_store::load(&*world.store, id).unwrap();
    records.iter().map(|record| record.event.kind()).collect()
}

fn claim(world: &TestDesk) -> (aduan_store::LeaseId, Vec<OpenedMessage>) {
    let claimed = world.desk.claim_letters(TimeDelta::minutes(5), 99).unwrap();
    assert!(claimed.unreadable.is_empty());
    (claimed.lease, claimed.letters)
}

fn rows(world: &TestDesk) -> Vec<(Topic, MessageState)> {
    let rows = world.desk.outbox_rows(0, 99).unwrap();
    rows.into_iter().map(|row| (row.message.unwrap().topic, row.state)).collect()
}

/// What the administrative stream says of messages.
fn given_up(world: &TestDesk) -> Vec<AdminEvent> {
    let mut events = Vec::new();
    let see = &mut |entry: aduan_store::StoredEvent<'_>| {
        if let Decoded::Administrative(record) = decode(entry.line)
            && record.event.kind() == AdminEventKind::MessageGivenUp
        {
            events.push(record.event);
        }
        Ok(())
    };
    world.store.read_stream(ComplaintId::ADMINISTRATION, see).unwrap();
    events
}

#[test]
fn a_relay_that_is_too_slow_sends_nothing_any_more() {
    let world = world();
    filed(&world);
    let (lease, letters) = claim(&world);
    world.pass_seconds(300);
    let late = world.desk.begin_attempt(lease, &letters[0], b"late").unwrap_err();
    assert!(matches!(late, DeskError::Store(StoreError::LeaseLost { .. })), "{late}");
    let (second, again) = claim(&world);
    world.desk.begin_attempt(second, &again[0], b"in time").unwrap();
    let late = world.desk.failed(lease, letters[0].id, Undelivered::Unreachable, TimeDelta::zero());
    assert!(matches!(late, Err(DeskError::Store(StoreError::LeaseLost { .. }))));
}

#[test]
fn an_erasure_between_claim_and_attempt_sends_nothing() {
    let world = world();
    let (id, complainant) = filed(&world);
    world.close(id, &complainant);
    let relay = TestRelay::new(&world.desk);
    relay.round(&Mailbox::default(), |_| PeerAnswer::Ends(Arrival::Accepted), |_| None);
    let (lease, letters) = claim(&world);
    assert_eq!(letters[0].topic, Topic::Notice(Notice::Outcome));
    world.erase(id);
    let refused = world.desk.begin_attempt(lease, &letters[0], b"to budi").unwrap_err();
    assert!(matches!(refused, DeskError::Rejected(Rejection::Erased)), "{refused}");
    world.pass_seconds(300);
    assert!(claim(&world).1.is_empty());
    let waits = rows(&world).into_iter().filter(|(_, state)| *state == MessageState::Waiting);
    assert_eq!(waits.count(), 0, "what leads to nobody is taken away");
}

#[test]
fn what_waits_for_wise_of_an_erased_file_is_taken_away() {
    let world = world();
    let (id, complainant) = filed(&world);
    world.close(id, &complainant);
    world.erase(id);
    let wise = Message {
        id: MessageId(uuid::Uuid::from_u128(7)),
        complaint: id,
        topic: Topic::Wise,
        body: Vec::new(),
    };
    let state = world.desk.complaint(id).unwrap();
    let commit = aduan_testkit::conformance::commit(id, state.version, 77, 1);
    world.store.append(Commit { outbox: vec![wise], ..commit }).unwrap();
    assert!(claim(&world).1.is_empty());
    assert!(rows(&world).iter().all(|(_, state)| *state != MessageState::Waiting));
}

fn reissue(world: &TestDesk, id: ComplaintId, contact: Option<IdentityWords>) {
    let deliveries = Deliveries::of(&[Delivery::Email]);
    world.act(&receiver(), id, Command::ReissueTicket { deliveries, contact }).unwrap();
}

fn tickets(world: &TestDesk) -> usize {
    rows(world).iter().filter(|(topic, _)| *topic == Topic::Ticket(Delivery::Email)).count()
}

#[test]
fn c49_a_reissued_ticket_takes_back_the_letter_with_the_older_one() {
    let world = world();
    let (id, _) = filed(&world);
    let (lease, letters) = claim(&world);
    reissue(&world, id, None);
    assert_eq!(tickets(&world), 1);
    let gone = world.desk.begin_attempt(lease, &letters[0], b"the older ticket").unwrap_err();
    assert!(matches!(gone, DeskError::Store(StoreError::LeaseLost { .. })), "{gone}");
    let (_, letters) = claim(&world);
    assert!(letters[0].ticket.is_some(), "the new one goes out");
}

#[test]
fn c37_a_ticket_to_an_address_that_an_officer_typed_takes_no_letter_back() {
    let world = world();
    let mut call = reception(Channel::Telephone, Matter::Duties);
    call.identity.as_mut().unwrap().email = Some("budi@example.org".into());
    call.following = aduan_core::Following::Wanted;
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), call).unwrap();
    let id = done.complaint.id;
    let mut contact = IdentityWords::default();
    contact.email = Some("receiver@example.org".into());
    reissue(&world, id, Some(contact));
    assert_eq!(tickets(&world), 2, "the complainant gets theirs all the same");
}

#[test]
fn a_sealed_ticket_lives_no_longer_than_its_limit() {
    let mut world = world();
    world.desk = world.desk.with_ticket_limit(TimeDelta::days(2));
    filed(&world);
    world.pass_seconds(2 * 86_400 - 1);
    world.desk.sweep().unwrap();
    let row = world.desk.outbox_rows(0, 9).unwrap().remove(0);
    assert!(row.is_waiting() && !row.message.as_ref().unwrap().body.is_empty());
    world.pass_seconds(2);
    world.desk.sweep().unwrap();
    let row = world.desk.outbox_rows(0, 9).unwrap().remove(0);
    let message = row.message.unwrap();
    assert!(
        matches!(row.state, MessageState::Dead { why: Undelivered::Expired, .. }) && message.body.is_empty()
    );
    assert_eq!(world.desk.retry(message.id).unwrap(), Retried::TicketGone);
    assert_eq!(world.desk.give_up(message.id).unwrap(), GivenUp::Recorded);
    assert!(rows(&world).is_empty());
    assert_eq!(world.desk.give_up(message.id).unwrap(), GivenUp::Gone);
    assert_eq!(given_up(&world).len(), 1);
}

#[test]
fn a_notice_to_nobody_is_taken_away_and_holds_up_nothing() {
    let world = world();
    let mut letter = reception(Channel::Letter, Matter::Duties);
    let identity = letter.identity.as_mut().unwrap();
    (identity.email, identity.mobile) = (None, None);
    identity.address = Some("Jalan Merdeka 1, Bandung".into());
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), letter).unwrap();
    let id = done.complaint.id;
    world.act(&receiver(), id, Command::RequestVerification).unwrap();
    world.ask_untold(id);
    assert_eq!(rows(&world), [(Topic::Notice(Notice::DataRequest), MessageState::Waiting)]);
    assert!(claim(&world).1.is_empty());
    assert!(rows(&world).is_empty());
    assert_eq!(world.desk.complaint(id).unwrap().telling, None, "an officer has it to tell, in the list");
}

#[test]
fn c46_an_operator_gives_a_notice_up_and_the_complainant_was_not_told() {
    let world = world();
    let (id, _) = filed(&world);
    let relay = TestRelay::new(&world.desk);
    relay.round(&Mailbox::default(), |_| PeerAnswer::Ends(Arrival::Delivered), |_| None);
    world.ask_untold(id);
    let waiting = world.desk.outbox_rows(0, 9).unwrap().remove(0).message.unwrap();
    assert_eq!(world.desk.give_up(waiting.id).unwrap(), GivenUp::Recorded);
    assert!(rows(&world).is_empty());
    assert_eq!(kinds(&world, id).last(), Some(&EventKind::NotTold));
    let facts = given_up(&world);
    let [AdminEvent::MessageGivenUp(fact)] = facts.as_slice() else { panic!("{facts:?}") };
    assert_eq!((fact.of, fact.notice, fact.undelivered), (id, Some(Notice::DataRequest), None));
}

#[test]
fn c46_a_notice_that_is_dead_may_be_tried_again_and_told() {
    let world = world();
    let (id, _) = filed(&world);
    world.ask_untold(id);
    let relay = TestRelay::new(&world.desk);
    let mail = relay.notice(Notice::DataRequest);
    relay.says(&mail, Arrival::Failed(Undelivered::Refused));
    assert_eq!(world.desk.retry(mail.id).unwrap(), Retried::Anew);
    let mail = relay.notice(Notice::DataRequest);
    relay.says(&mail, Arrival::Failed(Undelivered::Refused));
    assert!(!relay.waits(&mail), "dead again, and its fact told again");
    assert_eq!(kinds(&world, id).iter().filter(|kind| **kind == EventKind::NotTold).count(), 2);
    world.desk.retry(mail.id).unwrap();
    let mail = relay.notice(Notice::DataRequest);
    relay.says(&mail, Arrival::Accepted);
    assert_eq!(world.desk.retry(mail.id).unwrap(), Retried::Accepted);
    assert_eq!(kinds(&world, id).last(), Some(&EventKind::MailAccepted));
}

#[test]
fn c46_a_gateway_reports_under_a_name_of_its_own() {
    let world = world();
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    let relay = TestRelay::new(&world.desk);
    relay.round(&Mailbox::default(), |_| PeerAnswer::Ends(Arrival::Delivered), |_| None);
    world.ask_untold(id);
    let sms = relay.notice(Notice::DataRequest);
    assert_eq!(sms.channel, Some(NoticeChannel::Sms));
    world.desk.accepted_as(sms.id, "msg-uid 4711").unwrap();
    world.desk.reported("another gateway's", Arrival::Delivered).unwrap();
    assert_eq!(world.desk.complaint(id).unwrap().window, None, "accepted is not delivered");
    world.desk.reported("msg-uid 4711", Arrival::Delivered).unwrap();
    assert!(world.desk.complaint(id).unwrap().window.is_some());
    assert!(world.store.queued(MessageName::Id(sms.id)).unwrap().is_none());
    world.desk.reported("msg-uid 4711", Arrival::Delivered).unwrap();
    assert_eq!(kinds(&world, id).iter().filter(|kind| **kind == EventKind::Told).count(), 1);
}

#[test]
fn a_failure_is_known_for_thirty_days_after_it_was_accepted() {
    let world = world();
    filed(&world);
    let relay = TestRelay::new(&world.desk);
    relay.round(&Mailbox::default(), |_| PeerAnswer::Ends(Arrival::Accepted), |_| None);
    let known = || world.desk.outbox_rows(0, 9).unwrap().len();
    world.pass_seconds(30 * 86_400);
    world.desk.sweep().unwrap();
    assert_eq!(known(), 1);
    world.pass_seconds(1);
    world.desk.sweep().unwrap();
    assert_eq!(known(), 0);
}
