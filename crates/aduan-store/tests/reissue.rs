//! C37, C49 through the desk: a ticket that was lost, one to an address that an officer typed, and who hears of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Channel, Command, ComplaintId, Confidentiality, Deliveries, Delivery, DisclosureGround, Event,
    Following, Matter, Media, Notice, NoticeChannel, Rejection, Revocation, Role, Ticket,
};
use aduan_store::desk::{Arrival, IdentityWords, Reception, Source, TicketSecret};
use aduan_store::{DeskError, MemoryStore, OsEntropy, Topic};
use aduan_testkit::test_desk::{TestDesk, receiver, reception, verifier};
use std::sync::Arc;

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

fn mail(address: &str) -> IdentityWords {
    let mut contact = IdentityWords::default();
    contact.email = Some(address.into());
    contact
}

fn by_mail() -> Reception {
    let mut filing = reception(Channel::Website, Matter::Duties);
    filing.identity.as_mut().unwrap().email = Some("budi@example.org".into());
    filing
}

/// Filed online with a mobile number and an e-mail address.
fn filed(world: &TestDesk) -> (ComplaintId, Ticket) {
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, ticket) = world.desk.receive_online(&world.desk.trace().unwrap(), by_mail(), &secret).unwrap();
    (done.complaint.id, ticket)
}

/// Brought by telephone with a mobile number and an e-mail address, and followed by ticket; the ticket.
fn by_telephone(world: &TestDesk) -> (ComplaintId, String) {
    let mut call = reception(Channel::Telephone, Matter::Duties);
    call.identity.as_mut().unwrap().email = Some("budi@example.org".into());
    call.following = Following::Wanted;
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), call).unwrap();
    world.act(&receiver(), done.complaint.id, Command::RequestVerification).unwrap();
    (done.complaint.id, last_ticket(world))
}

/// The receiver has another ticket sent by e-mail; the ticket that the relay would send.
fn reissued(world: &TestDesk, id: ComplaintId, contact: Option<IdentityWords>) -> String {
    let deliveries = Deliveries::of(&[Delivery::Email]);
    world.act(&receiver(), id, Command::ReissueTicket { deliveries, contact }).unwrap();
    last_ticket(world)
}

fn last_ticket(world: &TestDesk) -> String {
    let waiting = world.desk.outbox(0, 99).unwrap().ready;
    waiting.iter().rev().find_map(|letter| letter.ticket.as_ref()).unwrap().reveal().to_owned()
}

/// Whoever shows this ticket.
fn holder(world: &TestDesk, ticket: &str) -> Result<Actor, DeskError> {
    world.desk.by_ticket(ticket, &Source::from("home")).map(|(_, actor)| actor)
}

fn withdraw(world: &TestDesk, actor: &Actor, id: ComplaintId) -> Result<aduan_store::desk::Done, DeskError> {
    world.act(actor, id, Command::Withdraw { reason: None, told_by: None, evidence: None })
}

/// A letter without any way to the complainant; the receiver has a ticket sent to an address of their own.
fn self_issued(world: &TestDesk) -> (ComplaintId, String) {
    let mut letter = reception(Channel::Letter, Matter::Duties);
    let identity = letter.identity.as_mut().unwrap();
    (identity.mobile, identity.address) = (None, Some("Jalan Merdeka 1".into()));
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), letter).unwrap();
    let id = done.complaint.id;
    world.act(&receiver(), id, Command::RequestVerification).unwrap();
    let deliveries = Deliveries::of(&[Delivery::Email]);
    world.act(&receiver(), id, Command::IssueTicket { deliveries, contact: mail("me@example.net") }).unwrap();
    (id, last_ticket(world))
}

#[test]
fn c37_a_receiver_with_their_own_ticket_reads_and_says_nothing() {
    let world = world();
    let (id, ticket) = self_issued(&world);
    let actor = holder(&world, &ticket).unwrap();
    assert_eq!(actor.ticket, Some(1));
    assert!(world.desk.follow(&ticket, &Source::from("home")).unwrap().status().is_some(), "it follows");
    assert!(world.desk.contents(&actor, id).unwrap().is_empty());
    let refused = withdraw(&world, &actor, id);
    assert!(matches!(refused, Err(DeskError::Rejected(Rejection::TicketQuiet { .. }))), "{refused:?}");
    let media = Media::Photo;
    let content = world.desk.upload(id, &mut &b"a photo"[..], 1 << 10).unwrap();
    let attach = Command::AttachEvidence { content, media };
    world.act(&actor, id, attach).unwrap();
    world.ask_untold(id);
    let question = world.desk.open_question(&actor, id);
    assert!(matches!(question, Err(DeskError::Rejected(Rejection::TicketQuiet { .. }))), "{question:?}");
}

#[test]
fn c37_its_consent_discloses_nothing_to_who_typed_the_address() {
    let world = world();
    let (id, ticket) = self_issued(&world);
    world.set("2025-03-10T03:00:00.000000Z");
    let complainant = holder(&world, &ticket).unwrap();
    world.act(&complainant, id, Command::ChooseConfidentiality { choice: Confidentiality::Open }).unwrap();
    let themselves = Actor::officer(receiver().id, Role::Verifier, receiver().office.unwrap());
    for officer in [themselves, verifier()] {
        let disclose = Command::DiscloseIdentity {
            ground: DisclosureGround::Consent,
            recipient: officer.id,
            recipient_role: Role::Verifier,
            purpose: "konfirmasi".into(),
        };
        let refused = world.act(&officer, id, disclose);
        assert!(matches!(refused, Err(DeskError::Rejected(Rejection::ConsentByOwnTicket))), "{refused:?}");
        assert!(matches!(world.desk.read_identity(&officer, id), Err(DeskError::NotDisclosed)));
    }
}

#[test]
fn c37_every_earlier_way_hears_of_it_and_objects() {
    let world = world();
    let (id, first) = by_telephone(&world);
    let second = reissued(&world, id, Some(mail("me@example.net")));
    let waiting = world.desk.outbox(0, 99).unwrap().ready;
    let told: Vec<(Topic, &str)> = waiting
        .iter()
        .filter(|letter| matches!(letter.topic, Topic::NewTicket(_)))
        .map(|letter| (letter.topic, letter.address.as_ref().unwrap().reveal()))
        .collect();
    let sms = (Topic::NewTicket(Delivery::Sms), "081234567890");
    assert_eq!(told, [(Topic::NewTicket(Delivery::Email), "budi@example.org"), sms]);
    assert!(waiting.iter().all(|letter| letter.ticket.is_none() || matches!(letter.topic, Topic::Ticket(_))));

    let complainant = holder(&world, &first).unwrap();
    world.act(&complainant, id, Command::RevokeTicket { which: Revocation::Later }).unwrap();
    world.set("2025-04-10T03:00:00.000000Z");
    assert!(matches!(holder(&world, &second), Err(DeskError::RevokedTicket)));
    assert!(holder(&world, &first).is_ok());
}

#[test]
fn nobody_else_gets_a_ticket_or_a_notice_of_who_filed_online() {
    let world = world();
    let (id, _) = filed(&world);
    let deliveries = Deliveries::of(&[Delivery::Email]);
    let contact = Some(mail("me@example.net"));
    let refused = world.act(&receiver(), id, Command::ReissueTicket { deliveries, contact });
    assert!(matches!(refused, Err(DeskError::Rejected(Rejection::NotByHand { .. }))), "{refused:?}");
    reissued(&world, id, None);
    let waiting = world.desk.outbox(0, 99).unwrap().ready;
    let addresses = waiting.iter().filter_map(|letter| letter.address.as_ref());
    assert!(addresses.into_iter().all(|address| address.reveal() != "me@example.net"));
}

#[test]
fn c37_a_notice_goes_to_the_earlier_address_while_somebody_may_object() {
    let world = world();
    let (id, _) = by_telephone(&world);
    reissued(&world, id, Some(mail("me@example.net")));
    world.ask_untold(id);
    let address = || {
        let waiting = world.desk.outbox(0, 99).unwrap().ready;
        let asked = waiting.into_iter().find(|letter| matches!(letter.topic, Topic::Notice(_))).unwrap();
        asked.address.unwrap().reveal().to_owned()
    };
    assert_eq!(address(), "budi@example.org");
    world.set("2025-03-10T03:00:00.000000Z");
    assert_eq!(address(), "me@example.net", "nobody objected");
}

#[test]
fn c49_a_lost_ticket_goes_again_and_the_old_one_dies_when_it_is_shown() {
    let world = world();
    let (id, first) = filed(&world);
    let second = reissued(&world, id, None);
    let letter = world.desk.outbox(0, 99).unwrap().ready.pop().unwrap();
    assert_eq!(letter.topic, Topic::NewTicket(Delivery::Sms), "the other way hears of it");
    assert_eq!(holder(&world, &first.reveal()).unwrap().ticket, Some(1), "until then the old one opens it");
    assert_eq!(holder(&world, &second).unwrap().ticket, Some(2));
    assert!(matches!(holder(&world, &first.reveal()), Err(DeskError::RevokedTicket)));
    let (_, records) = aduan_store::load(&*world.store, id).unwrap();
    let last = records.last().unwrap();
    assert!(matches!(&last.event, Event::TicketRevoked(revoked) if revoked.which == Revocation::Earlier));
    assert_eq!(last.actor.ticket, Some(2));
    // Shown again it changes nothing.
    let before = records.len();
    assert!(withdraw(&world, &holder(&world, &second).unwrap(), id).is_ok());
    assert_eq!(aduan_store::load(&*world.store, id).unwrap().1.len(), before + 1);
}

#[test]
fn c49_the_complainant_asks_for_a_new_ticket_and_never_sees_it() {
    let world = world();
    let (id, first) = filed(&world);
    let complainant = holder(&world, &first.reveal()).unwrap();
    let ask = || Command::ReissueTicket { deliveries: Deliveries::of(&[Delivery::Email]), contact: None };
    world.act(&complainant, id, ask()).unwrap();
    let waiting = world.desk.outbox(0, 99).unwrap().ready;
    let [.., sent, told] = &waiting[..] else { panic!("{waiting:?}") };
    assert_eq!(sent.topic, Topic::Ticket(Delivery::Email));
    assert_eq!(sent.address.as_ref().unwrap().reveal(), "budi@example.org");
    assert_eq!(told.topic, Topic::NewTicket(Delivery::Sms), "the other way hears of it");
    let again = world.act(&complainant, id, ask());
    assert!(matches!(again, Err(DeskError::Rejected(Rejection::TicketOnItsWay))), "{again:?}");
    let second = last_ticket(&world);
    assert_eq!(holder(&world, &second).unwrap().ticket, Some(2));
    assert!(matches!(holder(&world, &first.reveal()), Err(DeskError::RevokedTicket)));
}

#[test]
fn c37_the_log_says_whether_an_earlier_way_heard_of_a_new_ticket() {
    let world = world();
    let (id, _) = by_telephone(&world);
    reissued(&world, id, Some(mail("me@example.net")));
    let waiting = world.desk.outbox(0, 99).unwrap().ready;
    let by_sms = waiting.iter().find(|letter| letter.topic == Topic::NewTicket(Delivery::Sms)).unwrap();
    world.desk.arrived(by_sms.id, Arrival::Delivered).unwrap();
    let last = || aduan_store::load(&*world.store, id).unwrap().1.pop().unwrap().event;
    let of = |event: &Event| match event {
        Event::Told(told) => (true, told.notice, told.channel),
        Event::NotTold(not) => (false, not.notice, not.channel),
        other => panic!("{other:?}"),
    };
    assert_eq!(of(&last()), (true, Notice::NewTicket, NoticeChannel::Sms));
    // The mail is never delivered.
    world.set("2025-03-15T03:01:00.000000Z");
    world.desk.sweep().unwrap();
    assert_eq!(of(&last()), (false, Notice::NewTicket, NoticeChannel::Email));
    let left = world.desk.outbox(0, 99).unwrap().ready;
    assert!(left.iter().all(|letter| !matches!(letter.topic, Topic::NewTicket(_))), "{left:?}");
}

#[test]
fn c49_a_corrected_address_takes_over_after_the_quiet_days() {
    let world = world();
    let (id, first) = by_telephone(&world);
    let second = reissued(&world, id, Some(mail("budi@example.com")));
    assert!(holder(&world, &second).is_ok() && holder(&world, &first).is_ok());
    world.set("2025-03-10T03:00:00.000000Z");
    assert!(holder(&world, &second).is_ok());
    assert!(matches!(holder(&world, &first), Err(DeskError::RevokedTicket)));
}

#[test]
fn c49_its_holder_ends_a_ticket_at_once() {
    let world = world();
    let (id, first) = filed(&world);
    let complainant = holder(&world, &first.reveal()).unwrap();
    world.act(&complainant, id, Command::RevokeTicket { which: Revocation::This }).unwrap();
    assert!(matches!(holder(&world, &first.reveal()), Err(DeskError::RevokedTicket)));
    let refused = withdraw(&world, &complainant, id);
    assert!(matches!(refused, Err(DeskError::Rejected(Rejection::TicketRevoked))), "{refused:?}");
}

#[test]
fn c49_a_filing_sent_again_hears_that_its_ticket_died() {
    let world = world();
    let (trace, secret) = (world.desk.trace().unwrap(), TicketSecret::fresh(&OsEntropy).unwrap());
    let (done, first) = world.desk.receive_online(&trace, by_mail(), &secret).unwrap();
    let (again, same) = world.desk.receive_online(&trace, by_mail(), &secret).unwrap();
    assert_eq!((again.complaint.id, same.reveal()), (done.complaint.id, first.reveal()));
    let second = reissued(&world, done.complaint.id, None);
    holder(&world, &second).unwrap();
    let dead = world.desk.receive_online(&trace, by_mail(), &secret);
    assert!(matches!(dead, Err(DeskError::RevokedTicket)), "{dead:?}");
}

#[test]
fn a_sealed_ticket_that_nobody_could_deliver_goes_after_fourteen_days() {
    let world = world();
    let (id, _) = filed(&world);
    reissued(&world, id, None);
    let tickets = |world: &TestDesk| {
        let waiting = world.desk.outbox(0, 99).unwrap().ready;
        waiting.iter().filter(|letter| letter.ticket.is_some()).count()
    };
    world.set("2025-03-15T02:59:00.000000Z");
    world.desk.sweep().unwrap();
    assert_eq!(tickets(&world), 2, "the first by SMS; the new one took the place of the first by e-mail");
    world.set("2025-03-15T03:01:00.000000Z");
    world.desk.sweep().unwrap();
    assert_eq!(tickets(&world), 0);
}
