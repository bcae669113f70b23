//! The log names the accused by an alias of one complaint alone (T6, T7).
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Alias, Clarity, Command, ComplaintId, Conflict, ErasureBasis, Event, Matter, Rejection, Reported,
    Review, Role,
};
use aduan_store::{AccessAnswer, DeskError, MemoryStore};
use aduan_testkit::test_desk::{
    TestDesk, elements, office, officer, protection_officer, pyb, second_protection_officer, verifier,
};
use std::sync::Arc;

const KANWIL: &str = "KANWIL-050000";

fn accused() -> Actor {
    officer(99, Role::Assessor, KANWIL)
}

/// A complaint in whose review the verifier named the accused.
fn named(world: &TestDesk) -> ComplaintId {
    let id = world.online(Matter::Discipline).0.complaint.id;
    let review = Review {
        elements: elements(),
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(accused().id),
        office: None,
        note: None,
    };
    world.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap();
    id
}

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

#[test]
fn two_complaints_about_one_official_have_no_name_in_common() {
    let world = world();
    let said = [named(&world), named(&world)].map(|id| {
        let history = world.desk.history(&verifier(), id).unwrap();
        for record in &history {
            assert!(!record.to_line().contains(&accused().id.to_string()), "{}", record.to_line());
        }
        let review = history.last().unwrap();
        let Event::MaterialReviewed(reviewed) = &review.event else { panic!("{review:?}") };
        (reviewed.official.as_ref().unwrap().alias, review.actor.alias.unwrap())
    });
    let [(official, verifier), (other_official, other_verifier)] = said;
    assert!(official != other_official && verifier != other_verifier && official != verifier);
}

#[test]
fn who_is_named_neither_acts_nor_is_given_the_file_nor_sees_it() {
    let world = world();
    let id = named(&world);
    let conflict = |conflict| Rejection::Conflict { conflict };
    world.act(&verifier(), id, Command::ForwardToPyb { office: office(KANWIL) }).unwrap();
    let dispose =
        |assessor| Command::DisposeToAssessor { office: office(KANWIL), assessor, instruction: None };
    let refused = world.act(&pyb(), id, dispose(Some(accused().id)));
    assert!(matches!(refused, Err(DeskError::Rejected(it)) if it == conflict(Conflict::Recipient)));
    world.act(&pyb(), id, dispose(None)).unwrap();
    let concludes = Command::ReturnMisdirected { reason: "bukan kantor ini".into() };
    let refused = world.act(&accused(), id, concludes.clone());
    assert!(matches!(refused, Err(DeskError::Rejected(it)) if it == conflict(Conflict::Actor)));
    assert!(matches!(world.desk.file(&accused(), id), Err(DeskError::NoSuchComplaint { .. })));
    world.act(&officer(98, Role::Assessor, KANWIL), id, concludes).unwrap();
}

#[test]
fn reading_who_is_named_is_on_record() {
    let world = world();
    let id = named(&world);
    let alias: Alias = world.desk.complaint(id).unwrap().reported_official.unwrap();
    let listed = world.desk.contents(&verifier(), id).unwrap();
    let content = listed.iter().find(|content| content.official == Some(alias)).unwrap().content;
    assert!(world.desk.accesses(id).unwrap().is_empty());
    assert_eq!(world.desk.read(&verifier(), id, content).unwrap().reveal(), accused().id.to_string());
    let [access] = &world.desk.accesses(id).unwrap()[..] else { panic!("one access") };
    assert_eq!((access.content, access.answer), (content, AccessAnswer::Shown));
    assert!(matches!(world.desk.read(&accused(), id, content), Err(DeskError::MayNotRead { .. })));
}

#[test]
fn once_erased_nobody_is_told_apart_and_the_file_is_shut() {
    let world = world();
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let review = Review {
        elements: elements(),
        clarity: Clarity::Sufficient,
        matter: Matter::Duties,
        reported: Reported::Identified,
        official: Some(accused().id),
        office: None,
        note: None,
    };
    world.act(&complainant, id, Command::Withdraw { reason: None, told_by: None, evidence: None }).unwrap();
    world.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap();
    let trace = world.desk.trace().unwrap();
    let closed = || world.desk.act(&trace, &verifier(), id, Command::Close);
    closed().unwrap();
    assert!(world.desk.file(&verifier(), id).is_ok());
    let erase = || Command::ErasePersonalData { basis: ErasureBasis::Request };
    world.act(&protection_officer(), id, erase()).unwrap();
    world.act(&second_protection_officer(), id, erase()).unwrap();
    assert!(matches!(world.desk.file(&verifier(), id), Err(DeskError::NoSuchComplaint { .. })));
    assert!(world.desk.file(&protection_officer(), id).is_ok());
    let refused = world.act(&verifier(), id, Command::Reopen { facts: "baru".into() });
    assert!(matches!(refused, Err(DeskError::Rejected(Rejection::Erased))));
    assert!(closed().is_ok(), "what was recorded before gives its first result");
}
