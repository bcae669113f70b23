//! C45 to C48 through the desk: what a relay says of a message, and a question that is opened.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Channel, Command, ComplaintId, EventKind, Language, Matter, Notice, NoticeChannel, Rejection,
    Rule, Stage, Timestamp, Undelivered,
};
use aduan_store::desk::{Arrival, Done, WorklistQuery};
use aduan_store::{
    Appended, Commit, DeskError, EventLog, EventStore, MemoryStore, Pending, StoreError, StoreWrapper,
};
use aduan_testkit::test_desk::{TestDesk, officer, receiver, reception, verifier};
use aduan_testkit::test_relay::TestRelay;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn kinds(world: &TestDesk, id: ComplaintId) -> Vec<EventKind> {
    let (_, records) = aduan_store::load(&*world.store, id).unwrap();
    records.iter().map(|record| record.event.kind()).collect()
}

/// Filed online with an e-mail address, and asked; the request waits to be sent.
fn asked_by_mail(world: &TestDesk) -> (ComplaintId, Actor) {
    let mut filing = reception(Channel::Website, Matter::Duties);
    let identity = filing.identity.as_mut().unwrap();
    (identity.email, identity.mobile) = (Some("budi@example.org".into()), None);
    let secret = aduan_store::desk::TicketSecret::fresh(&aduan_store::OsEntropy).unwrap();
    let (done, _) = world.desk.receive_online(&world.desk.trace().unwrap(), filing, &secret).unwrap();
    let complaint = done.complaint;
    world.ask_untold(complaint.id);
    (complaint.id, Actor::complainant(complaint.complainant))
}

fn ground_b(world: &TestDesk, id: ComplaintId) -> Result<Done, DeskError> {
    let (reason, public_reason) = (Some("tidak dijawab".into()), Some("Kami tidak menerima jawaban.".into()));
    let ground = aduan_core::Ground::NoDataSupplied;
    world.act(&verifier(), id, Command::DeclareNotActionable { ground, reason, public_reason })
}

#[test]
fn c45_an_officers_telling_is_denied_through_the_desk() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    world.ask_untold(id);
    let told = Command::RecordTold { notice: Notice::DataRequest, channel: NoticeChannel::Telephone };
    world.act(&verifier(), id, told).unwrap();
    world.set("2025-03-20T03:00:00.000000Z");
    let themselves = ground_b(&world, id).unwrap_err();
    assert!(matches!(themselves, DeskError::Rejected(Rejection::ToldByGiver)), "{themselves}");
    world.desk.sweep().unwrap();
    let denied = world.act(&complainant, id, Command::DenyTelling { notice: Notice::DataRequest }).unwrap();
    assert_eq!((denied.complaint.stage, denied.complaint.window_expired), (Stage::AwaitingData, false));
    let untold = ground_b(&world, id).unwrap_err();
    assert!(matches!(untold, DeskError::Rejected(Rejection::NotTold)), "{untold}");
}

#[test]
fn c46_a_bounce_and_its_message_are_one_commit() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let (id, _) = asked_by_mail(&world);
    let mail = relay.notice(Notice::DataRequest);
    assert_eq!(mail.channel, Some(NoticeChannel::Email));
    let within = mail.answer_within.unwrap().from_receipt(Language::Indonesian);
    assert_eq!(within, "14 hari kalender sejak Anda menerima pemberitahuan ini");
    relay.says(&mail, Arrival::Failed(Undelivered::Returned));
    assert!(!relay.waits(&mail));
    assert_eq!(kinds(&world, id).last(), Some(&EventKind::NotTold));
    relay.says(&mail, Arrival::Failed(Undelivered::Returned));
    assert_eq!(kinds(&world, id).iter().filter(|kind| **kind == EventKind::NotTold).count(), 1, "told again");
}

#[test]
fn c46_a_mail_is_told_by_the_sweep_and_undone_by_a_late_bounce() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let (id, _) = asked_by_mail(&world);
    let mail = relay.notice(Notice::DataRequest);
    relay.says(&mail, Arrival::Accepted);
    assert!(!relay.waits(&mail) && world.desk.complaint(id).unwrap().window.is_none());
    world.set("2025-03-04T17:00:00.000000Z");
    assert_eq!(world.desk.sweep().unwrap().done, 1);
    let ends: Timestamp = "2025-03-19T17:00:00.000000Z".parse().unwrap();
    assert_eq!(world.desk.complaint(id).unwrap().window, Some(ends));
    world.set("2025-03-20T03:00:00.000000Z");
    ground_b(&world, id).unwrap();
    relay.says(&mail, Arrival::Failed(Undelivered::Returned));
    let reopened = world.desk.complaint(id).unwrap();
    assert_eq!((reopened.stage, reopened.telling), (Stage::AwaitingData, None));
}

#[test]
fn c46_a_bounce_of_an_earlier_request_voids_nothing() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let (id, complainant) = asked_by_mail(&world);
    let earlier = relay.notice(Notice::DataRequest);
    world.set("2025-03-02T03:00:00.000000Z");
    world.act(&verifier(), id, Command::RequestData { request: "dan di mana?".into() }).unwrap();
    world.desk.open_question(&complainant, id).unwrap();
    let before = kinds(&world, id);
    relay.says(&earlier, Arrival::Failed(Undelivered::Returned));
    assert!(!relay.waits(&earlier));
    assert_eq!(kinds(&world, id), before);
}

#[test]
fn on_an_erased_file_only_the_message_goes() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let (done, _) = world.online(Matter::Duties);
    let complaint = done.complaint;
    world.close(complaint.id, &Actor::complainant(complaint.complainant));
    let notice = relay.notice(Notice::Outcome);
    world.erase(complaint.id);
    let before = kinds(&world, complaint.id);
    relay.says(&notice, Arrival::Delivered);
    assert!(!relay.waits(&notice));
    assert_eq!(kinds(&world, complaint.id), before);
}

#[test]
fn c47_opening_the_question_twice_is_recorded_once() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let (id, complainant) = asked_by_mail(&world);
    let listed = |world: &TestDesk| {
        let contents = world.desk.contents(&complainant, id).unwrap();
        contents.iter().any(|content| content.event == EventKind::DataRequested)
    };
    assert!(!listed(&world), "not before they open it");
    relay.says(&relay.notice(Notice::DataRequest), Arrival::Failed(Undelivered::Returned));
    world.set("2025-03-04T13:00:00.000000Z");
    for _ in 0..2 {
        let opened = world.desk.open_question(&complainant, id).unwrap();
        assert_eq!(opened.question.reveal(), "kapan tepatnya?");
        assert!(opened.recorded.is_ok());
    }
    assert_eq!(kinds(&world, id).iter().filter(|kind| **kind == EventKind::Told).count(), 1);
    let ends: Timestamp = "2025-03-18T17:00:00.000000Z".parse().unwrap();
    assert_eq!(world.desk.complaint(id).unwrap().window, Some(ends));
    assert!(listed(&world));
    let other = officer(11, aduan_core::Role::Verifier, "KPPBC-050500");
    assert!(world.desk.open_question(&other, id).is_err(), "nobody opens it for them");
}

/// A store that takes no commit for a while.
#[derive(Default)]
struct Refusing {
    inner: MemoryStore,
    full: AtomicBool,
}

impl StoreWrapper for Refusing {
    fn inner(&self) -> &dyn EventStore {
        &self.inner
    }

    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        if self.full.load(Ordering::Relaxed) {
            return Pending::ready(Err(StoreError::Overloaded));
        }
        self.inner.submit(commit)
    }
}

#[test]
fn c47_a_question_shows_though_it_cannot_be_recorded() {
    let store = Arc::new(Refusing::default());
    let world = TestDesk::new(Arc::clone(&store) as Arc<dyn EventStore>);
    let (id, complainant) = asked_by_mail(&world);
    store.full.store(true, Ordering::Relaxed);
    let opened = world.desk.open_question(&complainant, id).unwrap();
    assert_eq!(opened.question.reveal(), "kapan tepatnya?");
    assert!(opened.recorded.is_err());
    assert_eq!(world.desk.complaint(id).unwrap().window, None, "nothing runs");
    store.full.store(false, Ordering::Relaxed);
    assert!(world.desk.open_question(&complainant, id).unwrap().recorded.is_ok());
}

#[test]
fn c48_the_register_number_is_sent_to_the_mobile_number() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let by_phone = reception(Channel::Telephone, Matter::Duties);
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), by_phone).unwrap();
    assert!(done.complaint.register_to_tell());
    let sms = relay.notice(Notice::Register);
    assert_eq!((sms.channel, sms.register), (Some(NoticeChannel::Sms), done.complaint.register));
    relay.says(&sms, Arrival::Accepted);
    assert!(!relay.waits(&sms), "it is not sent twice");
    assert!(world.desk.complaint(done.complaint.id).unwrap().register_to_tell(), "the gateway will say more");
    relay.says(&sms, Arrival::Delivered);
    assert!(!world.desk.complaint(done.complaint.id).unwrap().register_to_tell());
}

/// What is late for a coordinator, by which rule.
fn late(world: &TestDesk) -> Vec<(ComplaintId, Rule)> {
    let coordinator = officer(98, aduan_core::Role::Coordinator, "PUSKI-001400");
    let page = world.desk.worklist(&coordinator, &WorklistQuery::default()).unwrap();
    page.rows.iter().map(|row| (row.complaint, page.late[&row.complaint][0].rule)).collect()
}

#[test]
fn c45_who_was_not_told_in_time_is_in_the_coordinators_list() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let (id, complainant) = asked_by_mail(&world);
    assert_eq!(late(&world), []);
    world.set("2025-03-06T03:00:00.000000Z");
    assert_eq!(late(&world), [(id, Rule::R13)]);
    world.desk.open_question(&complainant, id).unwrap();
    assert_eq!(late(&world), [], "they know, and have the word");
}

#[test]
fn a_bounced_notice_of_the_outcome_is_in_the_coordinators_list() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let (id, complainant) = asked_by_mail(&world);
    world.close(id, &complainant);
    let mail = relay.notice(Notice::Outcome);
    relay.says(&mail, Arrival::Accepted);
    assert_eq!(late(&world), []);
    relay.says(&mail, Arrival::Failed(Undelivered::Returned));
    assert_eq!(late(&world), [(id, Rule::R22)]);
    let told = Command::RecordTold { notice: Notice::Outcome, channel: NoticeChannel::InPerson };
    world.act(&verifier(), id, told).unwrap();
    assert_eq!(late(&world), []);
}

#[test]
fn c53_retention_that_is_over_is_in_the_coordinators_list() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let (id, complainant) = asked_by_mail(&world);
    world.close(id, &complainant);
    world.set("2030-02-20T03:00:00.000000Z");
    assert_eq!(late(&world), []);
    world.set("2030-03-02T03:00:00.000000Z");
    assert_eq!(late(&world), [(id, Rule::R30)], "five years");
    let protection = aduan_testkit::test_desk::protection_officer();
    let place = Command::PlaceLegalHold { hold: (), reason: "perkara".into() };
    let hold = world.act(&protection, id, place).unwrap().complaint.holds[0].hold;
    assert_eq!(late(&world), [], "a hold keeps it");
    world.act(&protection, id, Command::ReleaseLegalHold { hold, reason: "selesai".into() }).unwrap();
    let basis = aduan_core::ErasureBasis::Retention;
    world.act(&protection, id, Command::ErasePersonalData { basis }).unwrap();
    assert_eq!(late(&world), []);
}

#[test]
fn the_last_sweep_is_known_to_other_desks_on_the_store() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    assert_eq!(world.desk.last_sweep().unwrap(), None);
    world.desk.sweep().unwrap();
    let other = TestDesk::new(Arc::clone(&world.store));
    other.set("2025-03-01T03:01:00.000000Z");
    assert_eq!(other.desk.last_sweep_age().unwrap().map(|age| age.num_seconds()), Some(60));
}

#[test]
fn an_expected_version_holds_though_a_mail_has_bounced() {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let relay = TestRelay::new(&world.desk);
    let (id, complainant) = asked_by_mail(&world);
    let looked = world.desk.complaint(id).unwrap().version;
    relay.says(&relay.notice(Notice::DataRequest), Arrival::Failed(Undelivered::Returned));
    let cancel = |expected| {
        world.desk.act_on_file(
            &world.desk.trace().unwrap(),
            &verifier(),
            id,
            Some(expected),
            Command::CancelRequest,
        )
    };
    assert!(matches!(cancel(looked - 1), Err(DeskError::Stale { .. })));
    assert_eq!(cancel(looked).unwrap().complaint.stage, Stage::Verification);
    let nothing = world.desk.open_question(&complainant, id).unwrap_err();
    assert!(
        matches!(nothing, DeskError::Rejected(Rejection::NothingRequested { rule: Rule::R12 })),
        "{nothing}"
    );
}
