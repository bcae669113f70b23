//! Files in the wrong place, offices that end, and the list of a coordinator: C32, C34 to C36.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Channel, Clarity, Command, CommandKind, ComplaintId, Directory, DirectoryEntry, Elements,
    EventKind, Matter, Office, Rejection, Reported, Review, Role, Stage,
};
use aduan_store::desk::{Reception, Source, TicketSecret, WorklistQuery};
use aduan_store::{DeskError, MemoryStore};
use aduan_testkit::test_desk::{TestDesk, elements, office, officer, verifier};
use std::sync::Arc;

const KANWIL: &str = "KANWIL-050000";
const PUSKI: &str = "PUSKI-001400";

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

fn coordinator(of: &str) -> Actor {
    officer(41, Role::Coordinator, of)
}

fn listed(world: &TestDesk, actor: &Actor) -> Vec<ComplaintId> {
    let page = world.desk.worklist(actor, &WorklistQuery::default()).unwrap();
    page.rows.iter().map(|row| row.complaint).collect()
}

fn transfer(to: &str) -> aduan_store::desk::DraftCommand {
    Command::Transfer { office: office(to), reason: "salah alamat".into() }
}

#[test]
fn c32_a_moved_file_is_with_the_other_office_and_not_with_the_first() {
    let world = world();
    let id = world.online(Matter::Duties).0.complaint.id;
    world.act(&coordinator(KANWIL), id, transfer(KANWIL)).unwrap();
    let there = officer(42, Role::Verifier, KANWIL);
    assert_eq!(listed(&world, &there), [id]);
    assert!(matches!(world.desk.file(&verifier(), id), Err(DeskError::NoSuchComplaint { .. })));
    assert_eq!(listed(&world, &verifier()), []);
}

#[test]
fn c32_a_coordinator_reads_no_word_of_it() {
    let world = world();
    let (done, _) = world.online(Matter::Duties);
    let (id, above) = (done.complaint.id, coordinator(KANWIL));
    assert_eq!(world.desk.file(&above, id).unwrap().complaint.stage, Stage::Verification);
    assert_eq!(world.desk.contents(&above, id).unwrap(), []);
    let aduan_core::Event::Received(received) = &done.records[0].event else { panic!("it begins with that") };
    let read = world.desk.read(&above, id, received.material.id);
    assert!(matches!(read, Err(DeskError::MayNotRead { .. })), "{read:?}");
    assert!(matches!(world.desk.read_identity(&above, id), Err(DeskError::NotDisclosed)));
    let elsewhere = coordinator("KANWIL-060000");
    assert!(matches!(world.desk.file(&elsewhere, id), Err(DeskError::NoSuchComplaint { .. })));
}

#[test]
fn c34_what_came_in_after_the_end_is_listed_until_another_has_looked() {
    let world = world();
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    world.close(id, &complainant);
    assert_eq!(listed(&world, &coordinator(KANWIL)), []);
    let correction =
        Command::AmendMaterial { content: "ternyata dua kali".into(), elements: Elements::EMPTY };
    world.act(&complainant, id, correction).unwrap();
    let mut overdue = WorklistQuery::default();
    (overdue.overdue, overdue.stages) = (true, Some(Stage::ALL.iter().copied().collect()));
    let here = world.desk.worklist(&verifier(), &overdue).unwrap();
    assert_eq!(here.rows.iter().map(|row| row.complaint).collect::<Vec<_>>(), [id]);
    assert_eq!(listed(&world, &coordinator(KANWIL)), [id]);
    let looked = || Command::ReviewLateMaterial { conclusion: "tidak mengubah hasil".into() };
    assert!(matches!(world.act(&verifier(), id, looked()), Err(DeskError::Rejected(_))), "who closed it");
    world.act(&officer(43, Role::Verifier, "KPPBC-050500"), id, looked()).unwrap();
    assert_eq!(listed(&world, &coordinator(KANWIL)), [id], "one person does not set it aside alone");
    world.act(&coordinator(KANWIL), id, looked()).unwrap();
    assert_eq!(listed(&world, &coordinator(KANWIL)), []);
}

#[test]
fn c35_what_is_late_anywhere_is_in_the_lists_above() {
    let world = world();
    let id = world.online(Matter::Duties).0.complaint.id;
    world.set("2025-06-02T03:00:00.000000Z");
    assert_eq!(listed(&world, &coordinator(KANWIL)), [id]);
    assert_eq!(listed(&world, &coordinator(PUSKI)), [id]);
    assert_eq!(listed(&world, &coordinator("KANWIL-060000")), []);
    world.act(&coordinator(KANWIL), id, transfer("KPPBC-050300")).unwrap();
    assert_eq!(listed(&world, &coordinator(KANWIL)), [id], "a move puts off nothing");
}

#[test]
fn c35_a_file_with_the_inspectorate_is_in_the_list_of_puski() {
    let world = world();
    let id = world.online(Matter::Discipline).0.complaint.id;
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    world.act(&verifier(), id, Command::ForwardToPyb { office: office(KANWIL) }).unwrap();
    let shares = aduan_core::Shares::of(&[aduan_core::Share::Material]);
    let to_wise = Command::ForwardToWise { reason: "di luar tugas".into(), shares };
    world.act(&officer(13, Role::Pyb, KANWIL), id, to_wise).unwrap();
    world.set("2027-03-01T03:00:00.000000Z");
    assert_eq!(listed(&world, &coordinator(PUSKI)), [id]);
}

#[test]
fn c35_what_is_late_about_puski_is_in_the_list_of_the_inspectorate() {
    let world = world();
    let mut reception = Reception::new(Channel::Website, Matter::Duties, "lambat", office("KPPBC-050500"));
    reception.reported_office = Some(office(PUSKI));
    let secret = TicketSecret::from_bytes([9; 32]);
    let (about, _) = world.desk.receive_online(&world.desk.trace().unwrap(), reception, &secret).unwrap();
    let (id, inspectorate) = (about.complaint.id, officer(45, Role::Inspectorate, "ITJEN-1"));
    let other = world.online(Matter::Duties).0.complaint.id;
    assert_eq!(listed(&world, &inspectorate), [], "nothing is late");
    world.set("2025-06-02T03:00:00.000000Z");
    let page = world.desk.worklist(&inspectorate, &WorklistQuery::default()).unwrap();
    assert_eq!(page.rows.iter().map(|row| row.complaint).collect::<Vec<_>>(), [id]);
    assert!(!page.late[&id].is_empty(), "and it says why");
    assert_eq!(world.desk.contents(&inspectorate, id).unwrap(), [], "it reads no word");
    assert!(matches!(world.desk.file(&inspectorate, other), Err(DeskError::NoSuchComplaint { .. })));
    world.act(&inspectorate, id, transfer(KANWIL)).unwrap();
    assert_eq!(world.desk.complaint(id).unwrap().holder, Some(office(KANWIL)));
    assert!(world.act(&inspectorate, other, transfer(KANWIL)).is_err(), "and nothing else");
}

/// The verifier of the unit finds that it is about somebody of the unit.
fn found_own(world: &TestDesk, id: ComplaintId) -> aduan_store::desk::Done {
    let review = Review {
        elements: elements(),
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(officer(99, Role::Verifier, PUSKI).id),
        office: verifier().office,
        note: None,
    };
    world.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap()
}

#[test]
fn c44_a_file_leaves_the_whole_unit_when_somebody_of_it_is_named() {
    let world = world();
    let id = world.online(Matter::Discipline).0.complaint.id;
    let done = found_own(&world, id);
    assert_eq!(done.complaint.holder, Some(office(PUSKI)));
    let events: Vec<EventKind> =
        aduan_store::load(&*world.store, id).unwrap().1.iter().map(|record| record.event.kind()).collect();
    assert_eq!(events[events.len() - 2..], [EventKind::MaterialReviewed, EventKind::Recused]);
    for role in [Role::Receiver, Role::Verifier] {
        let there = officer(46, role, "KPPBC-050500");
        assert_eq!(listed(&world, &there), []);
        assert!(matches!(world.desk.file(&there, id), Err(DeskError::NoSuchComplaint { .. })));
    }
    assert_eq!(listed(&world, &officer(47, Role::Verifier, PUSKI)), [id]);
}

#[test]
fn c44_where_no_unit_may_take_it_the_file_stays_and_the_review_stands() {
    let TestDesk { desk, store, clock } = world();
    let world = TestDesk { desk: desk.with_directory(merged()), store, clock };
    let id = world.online(Matter::Discipline).0.complaint.id;
    assert_eq!(found_own(&world, id).complaint.holder, verifier().office);
}

/// The shipped directory, in which Bandung ended on 1 June 2025 and Bogor has its files.
fn merged() -> Directory {
    let shipped = Directory::djbc();
    let bandung = office("KPPBC-050500");
    let offices = shipped.entries().map(|entry| match entry.office {
        ended if ended == bandung => DirectoryEntry {
            until: "2025-06-01".parse().ok(),
            successor: Some(office("KPPBC-050300")),
            ..entry.clone()
        },
        _ => entry.clone(),
    });
    Directory::new("merged-2025".parse().unwrap(), String::new(), Vec::new(), offices.collect()).unwrap()
}

#[test]
fn c36_a_sweep_passes_the_files_of_an_office_that_ended() {
    let TestDesk { desk, store, clock } = world();
    let world = TestDesk { desk: desk.with_directory(merged()), store, clock };
    let (open, _) = world.online(Matter::Duties);
    let (closed, _) = world.online(Matter::Duties);
    world.close(closed.complaint.id, &Actor::complainant(closed.complaint.complainant));
    assert_eq!(world.desk.sweep().unwrap().done, 0);
    world.set("2025-05-31T17:00:00.000000Z");
    let swept = world.desk.sweep().unwrap();
    assert_eq!((swept.done, swept.failed), (2, Vec::new()));
    let successor: Option<Office> = Some(office("KPPBC-050300"));
    for id in [open.complaint.id, closed.complaint.id] {
        let complaint = world.desk.complaint(id).unwrap();
        assert_eq!((complaint.unit, complaint.holder), (successor, successor));
    }
    let there = officer(44, Role::Verifier, "KPPBC-050300");
    assert_eq!(listed(&world, &there), [open.complaint.id]);
    let history = world.desk.history(&there, open.complaint.id).unwrap();
    assert_eq!(history.last().unwrap().event.kind(), EventKind::OfficeSucceeded);
    assert_eq!(world.desk.sweep().unwrap().done, 0, "once");
}

#[test]
fn the_complainant_is_never_named_as_the_official_and_never_shut_out() {
    let world = world();
    let (done, ticket) = world.online(Matter::Duties);
    let complaint = done.complaint;
    let review = Review {
        elements: Elements::EMPTY,
        clarity: Clarity::Insufficient,
        matter: Matter::Duties,
        reported: Reported::Identified,
        official: Some(complaint.complainant),
        office: None,
        note: None,
    };
    let refused = world.act(&verifier(), complaint.id, review.into());
    let named = Rejection::ComplainantNamed { command: CommandKind::ReviewMaterial };
    assert!(matches!(&refused, Err(DeskError::Rejected(why)) if *why == named), "{refused:?}");
    assert!(world.desk.follow(&ticket.reveal(), &Source::from("home")).is_ok());
}
