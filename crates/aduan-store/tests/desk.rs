//! Refusals, records and sweeps of the desk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{
    Actor, Channel, Command, Elements, ExpiryDecision, Ground, Matter, NoticeChannel, Outcome, Rejection,
    Role, Rulebook, Stage,
};
use aduan_store::desk::{IdentityWords, LONGEST_IDENTITY, LONGEST_TEXT, TicketSecret};
use aduan_store::{DeskError, MemoryStore, OsEntropy, StoreError, load};
use aduan_testkit::test_desk::{TestDesk, reception};
use aduan_testkit::{Fault, FaultStore};
use std::sync::Arc;

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

fn amend(world: &TestDesk, words: &str) -> Result<(), DeskError> {
    let complaint = world.online(Matter::Duties).0.complaint;
    let say = Command::AmendMaterial { content: words.into(), elements: Elements::EMPTY };
    let complainant = Actor::complainant(complaint.complainant);
    world.desk.act(&world.desk.trace().unwrap(), &complainant, complaint.id, say).map(drop)
}

#[test]
fn a_text_or_identity_longer_than_is_taken_is_refused_by_its_own_error() {
    let world = world();
    let longest = "a".repeat(LONGEST_TEXT);
    amend(&world, &longest).unwrap();
    let refused = amend(&world, &(longest + "b"));
    assert!(matches!(refused, Err(DeskError::TooLong { limit: LONGEST_TEXT, .. })), "{refused:?}");
    let mut online = reception(Channel::Website, Matter::Duties);
    let mut identity = IdentityWords::default();
    identity.name = Some("n".repeat(LONGEST_IDENTITY + 1).into());
    online.identity = Some(identity);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let refused = world.desk.receive_online(&world.desk.trace().unwrap(), online.clone(), &secret).map(drop);
    assert!(matches!(refused, Err(DeskError::TooLong { limit: LONGEST_IDENTITY, .. })), "{refused:?}");
}

#[test]
fn a_notice_that_waits_is_on_record_once_however_often_it_is_asked_for() {
    let world = world();
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    let count = || world.desk.accesses(id).unwrap().iter().filter(|it| it.actor.role == Role::System).count();
    world.ask_for_data(id);
    for _ in 0..20 {
        assert!(world.desk.outbox(0, 9).unwrap().ready.iter().any(|letter| letter.address.is_some()));
        world.pass_seconds(60);
    }
    assert_eq!(count(), 1);
    // A later notice is another reason to read the address.
    world.desk.outbox(0, 9).unwrap().ready.iter().for_each(|letter| world.desk.sent(letter.id).unwrap());
    world
        .act(
            &Actor::complainant(done.complaint.complainant),
            id,
            Command::Withdraw { reason: None, told_by: None, evidence: None },
        )
        .unwrap();
    world.act(&aduan_testkit::test_desk::verifier(), id, Command::Close).unwrap();
    for _ in 0..3 {
        assert_eq!(world.desk.outbox(0, 9).unwrap().ready.len(), 1);
    }
    assert_eq!(count(), 2);
}

#[test]
fn c40_a_withdrawal_by_a_receiver_is_told_to_the_complainant() {
    let world = world();
    let (trace, receiver) = (world.desk.trace().unwrap(), aduan_testkit::test_desk::receiver());
    let letter = reception(Channel::Letter, Matter::Duties);
    let id = world.desk.receive_manual(&trace, &receiver, letter).unwrap().complaint.id;
    let waiting = || world.desk.outbox(0, 9).unwrap().ready.len();
    let before = waiting();
    let unsaid = Command::Withdraw { reason: None, told_by: None, evidence: None };
    let refused = world.act(&receiver, id, unsaid);
    assert!(matches!(refused, Err(DeskError::Rejected(Rejection::HowItWasSaid { .. }))), "{refused:?}");
    let told_by = Some(NoticeChannel::Telephone);
    let shown = Command::Withdraw { reason: None, told_by, evidence: Some("telepon 1 Maret, 10.05".into()) };
    world.act(&receiver, id, shown).unwrap();
    assert_eq!(waiting(), before + 1, "the complainant hears of it");
}

#[test]
fn a_sweep_ends_at_the_first_error_that_is_the_stores_and_goes_on_after_one_complaints() {
    let failing = || Arc::new(std::io::Error::other("held")) as aduan_store::Cause;
    let whole: [fn(aduan_store::Cause) -> StoreError; 4] =
        [StoreError::Busy, StoreError::Unknown, StoreError::Read, |_| StoreError::Overloaded];
    for error in whole {
        let store = Arc::new(FaultStore::new(Arc::new(MemoryStore::default())));
        let world = TestDesk::new(store.clone());
        for _ in 0..600 {
            world.ask_for_data(world.online(Matter::Duties).0.complaint.id);
        }
        world.set("2025-03-20T03:00:00.000000Z");
        let before = store.commits();
        for later in 1..=600 {
            store.at(before + later, Fault::Before(error(failing())));
        }
        let swept = world.desk.sweep();
        assert!(matches!(swept, Err(DeskError::Store(_))), "{swept:?}");
        assert!(store.commits() - before <= 256, "it ground on: {}", store.commits() - before);
    }
    let store = Arc::new(FaultStore::new(Arc::new(MemoryStore::default())));
    let world = TestDesk::new(store.clone());
    for _ in 0..3 {
        world.ask_for_data(world.online(Matter::Duties).0.complaint.id);
    }
    world.set("2025-03-20T03:00:00.000000Z");
    store.at_the_next(Fault::Before(StoreError::Corrupt { what: "this one".to_owned() }));
    let swept = world.desk.sweep().unwrap();
    assert_eq!((swept.done, swept.failed.len()), (2, 1));
}

#[test]
fn no_unsound_rulebook_and_no_other_content_under_a_known_id() {
    let mut unsound = Rulebook::kep_154_2012();
    unsound.id = "percobaan-2".parse().unwrap();
    unsound.data_window.days = 0;
    assert!(matches!(world().desk.with_rules(unsound), Err(DeskError::UnsoundRulebook(_))));
    let mut other = Rulebook::kep_154_2012();
    other.data_window.days = 10;
    assert!(matches!(world().desk.with_rules(other), Err(DeskError::OtherRulebook { .. })));
    world().desk.with_rules(Rulebook::kep_154_2012()).unwrap();
}

fn deciding(by: ExpiryDecision) -> TestDesk {
    let mut book = Rulebook::kep_154_2012();
    book.id = "percobaan-1".parse().unwrap();
    book.expiry_decision = by;
    let world = world();
    TestDesk { desk: world.desk.with_rules(book).unwrap(), ..world }
}

#[test]
fn where_the_rulebook_lets_the_system_decide_the_sweep_does_with_a_ground_and_a_reason() {
    let world = deciding(ExpiryDecision::System);
    let (silent, answered) =
        (world.online(Matter::Duties).0.complaint, world.online(Matter::Duties).0.complaint);
    world.ask_for_data(silent.id);
    world.ask_for_data(answered.id);
    let supply = Command::AmendMaterial { content: "pukul 9".into(), elements: Elements::EMPTY };
    let complainant = Actor::complainant(answered.complainant);
    world.desk.act(&world.desk.trace().unwrap(), &complainant, answered.id, supply).unwrap();
    world.set("2025-03-20T03:00:00.000000Z");
    assert_eq!(world.desk.sweep().unwrap().done, 2);
    let (state, records) = load(&*world.store, silent.id).unwrap();
    assert_eq!((state.stage, state.outcome), (Stage::Closed, Some(Outcome::NotActionable)));
    let [.., expired, declared, closed] = &records[..] else { panic!("{records:?}") };
    assert!(matches!(expired.event, Event::DataWindowExpired(_)) && matches!(closed.event, Event::Closed(_)));
    let Event::DeclaredNotActionable(declared) = &declared.event else { panic!() };
    assert_eq!(declared.ground, Ground::NoDataSupplied);
    let verifier = aduan_testkit::test_desk::verifier();
    let reason = world.desk.read(&verifier, silent.id, declared.reason.id).unwrap();
    assert!(reason.reveal().contains("tidak diterima"));
    let (complainant, public) =
        (Actor::complainant(silent.complainant), declared.public_reason.as_ref().unwrap());
    let told = world.desk.read(&complainant, silent.id, public.id).unwrap();
    assert!(told.reveal().contains("tidak diterima"));
    // Something came: whether it is enough, a person says.
    assert_eq!(world.desk.complaint(answered.id).unwrap().stage, Stage::Verification);
    assert_eq!(world.desk.sweep().unwrap().done, 0);
}

#[test]
fn where_the_rulebook_leaves_it_to_the_verifier_the_sweep_records_the_end_of_the_window_alone() {
    let world = deciding(ExpiryDecision::Verifier);
    let id = world.online(Matter::Duties).0.complaint.id;
    world.ask_for_data(id);
    world.set("2025-03-20T03:00:00.000000Z");
    assert_eq!(world.desk.sweep().unwrap().done, 1);
    assert_eq!(world.desk.complaint(id).unwrap().stage, Stage::Verification);
    assert_eq!(world.store.head().unwrap().size(), 7);
}
