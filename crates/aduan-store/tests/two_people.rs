//! What two people do, at the desk: C41, where it is listed, and what time does to it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Clarity, Command, CommandKind, ComplaintId, ErasureBasis, EventKind, Matter, PersonId, Rejection,
    Reported, Review, Role, Stage,
};
use aduan_store::desk::{Done, DraftCommand, Effect, WorklistQuery};
use aduan_store::{DeskError, MemoryStore};
use aduan_testkit::test_desk::{
    TestDesk, elements, office, officer, protection_officer, pyb, second_protection_officer, verifier,
};
use std::sync::Arc;

const KANWIL: &str = "KANWIL-050000";
const PUSKI: &str = "PUSKI-001400";

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

fn coordinator(of: &str) -> Actor {
    officer(41, Role::Coordinator, of)
}

fn names(official: PersonId) -> DraftCommand {
    Command::ReviewMaterial(Box::new(Review {
        elements: elements(),
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(official),
        office: None,
        note: None,
    }))
}

fn clear(reason: &str) -> DraftCommand {
    Command::ClearName { official: Some(pyb().id), office: None, reason: reason.into() }
}

/// The verifier names the PYB by a slip, corrects it, and sends the file to the PYB.
fn slipped(world: &TestDesk) -> ComplaintId {
    let id = world.online(Matter::Discipline).0.complaint.id;
    world.act(&verifier(), id, names(pyb().id)).unwrap();
    world.act(&verifier(), id, names(officer(99, Role::Verifier, KANWIL).id)).unwrap();
    world.act(&verifier(), id, Command::ForwardToPyb { office: office(KANWIL) }).unwrap();
    id
}

fn late(world: &TestDesk, actor: &Actor) -> Vec<ComplaintId> {
    let mut overdue = WorklistQuery::default();
    (overdue.overdue, overdue.stages) = (true, Some(Stage::ALL.iter().copied().collect()));
    world.desk.worklist(actor, &overdue).unwrap().rows.iter().map(|row| row.complaint).collect()
}

fn kinds(done: &Done) -> Vec<EventKind> {
    done.records.iter().map(|record| record.event.kind()).collect()
}

#[test]
fn c41_the_pyb_acts_again_when_two_offices_have_cleared_the_slip() {
    let world = world();
    let id = slipped(&world);
    assert!(matches!(world.desk.file(&pyb(), id), Err(DeskError::NoSuchComplaint { .. })));
    assert_eq!(late(&world, &coordinator(KANWIL)), []);

    let trace = world.desk.trace().unwrap();
    let propose = || world.desk.act_on_file(&trace, &verifier(), id, None, clear("salah ketik nama"));
    let proposed = propose().unwrap();
    assert_eq!(kinds(&proposed), [EventKind::Proposed]);
    assert_eq!(propose().unwrap().effect, Effect::RecordedBefore, "sent again");
    let again = world.act(&verifier(), id, clear("salah ketik nama"));
    let Err(DeskError::Rejected(Rejection::SecondPerson { .. })) = again else { panic!("{again:?}") };
    for who in [coordinator(KANWIL), coordinator(PUSKI)] {
        assert_eq!(late(&world, &who), [id], "it stands in the list of whoever may confirm it");
    }
    let listed = world.desk.contents(&coordinator(PUSKI), id).unwrap();
    let [who, why] = &listed[..] else { panic!("who and why, and no other word: {listed:?}") };
    assert_eq!((who.event, why.event), (EventKind::Proposed, EventKind::Proposed));
    assert!(who.official.is_some() && why.official.is_none());
    let read = world.desk.read(&coordinator(PUSKI), id, who.content).unwrap();
    assert_eq!(read.reveal(), pyb().id.to_string());
    let read = world.desk.read(&coordinator(PUSKI), id, why.content).unwrap();
    assert_eq!(read.reveal(), "salah ketik nama");

    let confirm = clear("nama itu bukan terlapor");
    let done = world.desk.act_on_file(&world.desk.trace().unwrap(), &coordinator(PUSKI), id, None, confirm);
    assert_eq!(kinds(&done.unwrap()), [EventKind::NameCleared]);
    assert_eq!(world.desk.contents(&coordinator(PUSKI), id).unwrap(), [], "what is done, they read no more");
    assert_eq!(late(&world, &coordinator(KANWIL)), []);
    let file = world.desk.file(&pyb(), id).unwrap();
    assert!(file.commands.contains(&CommandKind::DisposeToAssessor));
    let history = world.desk.history(&pyb(), id).unwrap();
    let slips = history.iter().filter(|record| record.event.kind() == EventKind::MaterialReviewed);
    assert_eq!(slips.count(), 2, "the slip stays in the history");
}

#[test]
fn a_sweep_lapses_what_nobody_confirmed() {
    let world = world();
    let id = slipped(&world);
    world.act(&verifier(), id, clear("salah ketik nama")).unwrap();
    world.set("2025-03-15T16:59:59.000000Z");
    assert_eq!(world.desk.sweep().unwrap().done, 0);
    world.set("2025-03-15T17:00:00.000000Z");
    assert_eq!(world.desk.sweep().unwrap().done, 1);
    let after = world.desk.complaint(id).unwrap();
    assert!(after.proposals.is_empty());
    assert!(matches!(world.desk.file(&pyb(), id), Err(DeskError::NoSuchComplaint { .. })), "not cleared");
    assert_eq!(world.desk.sweep().unwrap().done, 0);
}

#[test]
fn nothing_is_erased_before_another_has_confirmed_it() {
    let world = world();
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    world.close(id, &Actor::complainant(done.complaint.complainant));
    let aduan_core::Event::Received(received) = &done.records[0].event else { panic!("it begins with that") };
    let erase =
        |actor: &Actor| world.act(actor, id, Command::ErasePersonalData { basis: ErasureBasis::Request });
    let nothing = erase(&coordinator(KANWIL));
    let Err(DeskError::Rejected(Rejection::NothingProposed { .. })) = nothing else { panic!("{nothing:?}") };
    assert!(!erase(&protection_officer()).unwrap().complaint.erased);
    assert!(world.desk.read(&verifier(), id, received.material.id).is_ok(), "still readable");
    assert!(late(&world, &second_protection_officer()).contains(&id));
    assert!(late(&world, &coordinator(KANWIL)).contains(&id));
    assert!(erase(&coordinator(KANWIL)).unwrap().complaint.erased);
    assert!(world.desk.read(&verifier(), id, received.material.id).is_err());
}
