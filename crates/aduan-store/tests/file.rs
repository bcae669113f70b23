//! The file for an officer: which officers see it, and on what terms they act on it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Channel, Clarity, Command, CommandKind, Elements, Event, EventKind, Matter, Media, PersonId,
    Reported, Review, Role, Share, Shares,
};
use aduan_store::desk::{Draft, WorklistQuery};
use aduan_store::{DeskError, MemoryStore};
use aduan_testkit::test_desk::{
    NAME, STORY, TestDesk, officer, protection_officer, pyb, receiver, reception, verifier,
};
use std::sync::Arc;
use uuid::Uuid;

/// A review by which the complaint is about the unit that verifies it.
fn review_that_names_the_unit() -> Command<Draft> {
    Command::ReviewMaterial(Box::new(Review {
        elements: Elements::EMPTY,
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(PersonId::new(Uuid::from_u128(99))),
        office: verifier().office,
        note: None,
    }))
}

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

#[test]
fn what_is_not_theirs_is_answered_as_if_it_were_not_there() {
    let world = world();
    let id = world.online(Matter::Discipline).0.complaint.id;
    let elsewhere = officer(11, Role::Verifier, "KPPBC-060100");
    let nowhere = aduan_core::ComplaintId::new(Uuid::from_u128(1));
    for actor in [elsewhere, pyb(), officer(14, Role::Assessor, "KPPBC-050500"), Actor::system()] {
        let refused = [
            world.desk.file(&actor, id).unwrap_err(),
            world.desk.permits(&actor, id, CommandKind::Close).unwrap_err(),
            world.desk.contents(&actor, id).unwrap_err(),
            world
                .desk
                .act_on_file(&world.desk.trace().unwrap(), &actor, id, None, Command::Close)
                .unwrap_err(),
        ];
        for refused in refused {
            assert_eq!(refused.to_string(), DeskError::NoSuchComplaint { complaint: id }.to_string());
        }
        assert!(matches!(world.desk.file(&actor, nowhere), Err(DeskError::NoSuchComplaint { .. })));
    }
    for actor in [verifier(), receiver(), protection_officer()] {
        assert!(world.desk.file(&actor, id).is_ok());
    }
}

#[test]
fn who_is_named_as_the_reported_official_sees_nothing_of_it_any_more() {
    let world = world();
    let id = world.online(Matter::Discipline).0.complaint.id;
    let reported = Actor { id: PersonId::new(Uuid::from_u128(99)), ..verifier() };
    let rows = |actor: &Actor| world.desk.worklist(actor, &WorklistQuery::default()).unwrap().rows.len();
    assert!(world.desk.file(&reported, id).is_ok() && rows(&reported) == 1);
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    assert!(world.desk.file(&reported, id).is_err() && rows(&reported) == 0);
    assert_eq!(rows(&verifier()), 1);
}

#[test]
fn c43_the_reported_office_reads_nothing_once_the_file_has_left() {
    let world = world();
    let done = world.online(Matter::Discipline).0;
    let id = done.complaint.id;
    world.act(&verifier(), id, review_that_names_the_unit()).unwrap();
    for there in [verifier(), receiver()] {
        let refused = DeskError::NoSuchComplaint { complaint: id }.to_string();
        assert_eq!(world.desk.file(&there, id).unwrap_err().to_string(), refused);
        assert_eq!(world.desk.history(&there, id).unwrap_err().to_string(), refused);
        assert_eq!(world.desk.contents(&there, id).unwrap_err().to_string(), refused);
        let Event::Received(received) = &done.records[0].event else { panic!() };
        assert!(world.desk.read(&there, id, received.material.id).is_err());
    }
    let fallback = officer(21, Role::Verifier, "PUSKI-001400");
    assert!(world.desk.file(&fallback, id).is_ok() && world.desk.file(&protection_officer(), id).is_ok());
}

#[test]
fn a_command_for_another_version_is_not_given_and_one_that_was_recorded_is_answered() {
    let world = world();
    let id = world.online(Matter::Duties).0.complaint.id;
    let hold = |trace: &aduan_store::desk::Trace, expected| {
        world.desk.act_on_file(
            trace,
            &protection_officer(),
            id,
            expected,
            Command::PlaceLegalHold { hold: (), reason: "perkara".into() },
        )
    };
    let trace = world.desk.trace().unwrap();
    assert!(matches!(hold(&trace, Some(2)), Err(DeskError::Stale { expected: 2, actual: 3 })));
    let first = hold(&trace, Some(3)).unwrap();
    assert_eq!(hold(&trace, Some(3)).unwrap().receipt, first.receipt);
    assert!(matches!(hold(&world.desk.trace().unwrap(), Some(3)), Err(DeskError::Stale { .. })));
}

#[test]
fn what_is_permitted_is_what_the_table_and_the_place_say() {
    let world = world();
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    let commands = |actor: &Actor| world.desk.file(actor, id).unwrap().commands;
    assert!(commands(&verifier()).contains(&CommandKind::RequestData));
    assert!(!commands(&verifier()).contains(&CommandKind::SupplyData));
    assert!(commands(&receiver()).contains(&CommandKind::AmendMaterial));
    assert!(
        !commands(&receiver()).contains(&CommandKind::SupplyData),
        "whoever filed online answers themselves (C40)"
    );
    world.ask_for_data(id);
    assert!(!commands(&verifier()).contains(&CommandKind::RequestData));
    // A window that has run out is no longer in the way, though its end is not recorded yet.
    world.set("2025-03-20T03:00:00.000000Z");
    assert!(commands(&verifier()).contains(&CommandKind::RequestData));
    for command in commands(&verifier()) {
        world.desk.permits(&verifier(), id, command).unwrap();
    }
}

#[test]
fn a_worklist_is_whole_however_small_its_pages_are() {
    let world = world();
    for n in 0..25 {
        let (done, _) = world.online(if n % 5 == 0 { Matter::Discipline } else { Matter::Duties });
        if n % 5 == 0 {
            world.review(done.complaint.id, Clarity::Sufficient, Matter::Discipline);
        }
        world.pass_seconds(1);
    }
    // Of the discipline cases, one official sees none: nearly every page has a gap.
    let reported = Actor { id: PersonId::new(Uuid::from_u128(99)), ..verifier() };
    for limit in [1, 2, 3, 7, 100] {
        let mut listing = WorklistQuery::default();
        listing.limit = limit;
        let mut seen = Vec::new();
        loop {
            let page = world.desk.worklist(&reported, &listing).unwrap();
            assert!(page.rows.len() <= limit as usize);
            seen.extend(page.rows.iter().map(|row| (row.stage_since, row.complaint)));
            let Some(next) = page.next else { break };
            listing.after = Some(next);
        }
        assert_eq!(seen.len(), 20, "{limit}");
        assert!(seen.is_sorted());
    }
    let mut matter = WorklistQuery::default();
    matter.matter = Some(Matter::Discipline);
    assert_eq!(world.desk.worklist(&verifier(), &matter).unwrap().rows.len(), 5);
}

#[test]
fn c42_the_inspectorate_reads_what_was_shared_and_nothing_else_then_and_later() {
    let world = world();
    let done = world.online(Matter::Discipline).0;
    let id = done.complaint.id;
    let complainant = Actor::complainant(done.complaint.complainant);
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    world.act(&verifier(), id, Command::ForwardToPyb { office: pyb().office.unwrap() }).unwrap();
    let shares = Shares::of(&[Share::Material]);
    world.act(&pyb(), id, Command::ForwardToWise { reason: "berat".into(), shares }).unwrap();
    let evidence = world.desk.upload(id, &mut &b"a photo"[..], 1 << 20).unwrap();
    let attach = Command::AttachEvidence { content: evidence, media: Media::Photo };
    world.act(&complainant, id, attach).unwrap();
    let amend = Command::AmendMaterial { content: "pukul sembilan".into(), elements: Elements::EMPTY };
    world.act(&complainant, id, amend).unwrap();
    let inspector = Actor {
        id: PersonId::new(Uuid::from_u128(16)),
        role: Role::Inspectorate,
        office: None,
        alias: None,
        ticket: None,
    };
    let listed = world.desk.contents(&inspector, id).unwrap();
    let events: Vec<_> = listed.iter().map(|content| content.event).collect();
    assert_eq!(events, [EventKind::Received, EventKind::ForwardedToWise, EventKind::MaterialAmended]);
    for record in world.desk.history(&inspector, id).unwrap() {
        for content in record.event.contents() {
            let read = world.desk.read(&inspector, id, content.id);
            let is_listed = listed.iter().any(|listed| listed.content == content.id);
            assert_eq!(read.is_ok(), is_listed, "{:?}", record.event.kind());
        }
    }
}

/// A review that says something, and who the official is.
fn review_that_names_an_official() -> Command<Draft> {
    Command::ReviewMaterial(Box::new(Review {
        elements: Elements::EMPTY,
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(PersonId::new(Uuid::from_u128(99))),
        office: None,
        note: Some("jelas".into()),
    }))
}

#[test]
fn c42_wise_is_handed_exactly_the_parts_that_are_named() {
    for parts in 1..8_u32 {
        let named = |place: u32| parts & 1 << place != 0;
        let all = [Share::Material, Share::Evidence, Share::Review];
        let shares: Vec<Share> =
            (0..3).zip(all).filter(|(place, _)| named(*place)).map(|(_, one)| one).collect();
        let world = world();
        let done = world.online(Matter::Discipline).0;
        let id = done.complaint.id;
        let complainant = Actor::complainant(done.complaint.complainant);
        let content = world.desk.upload(id, &mut &b"a photo"[..], 1 << 20).unwrap();
        world.act(&complainant, id, Command::AttachEvidence { content, media: Media::Photo }).unwrap();
        world.act(&verifier(), id, review_that_names_an_official()).unwrap();
        world.act(&verifier(), id, Command::ForwardToPyb { office: pyb().office.unwrap() }).unwrap();
        assert!(matches!(world.desk.shared_with_wise(id, None), Err(DeskError::NoSuchComplaint { .. })));
        let forward = Command::ForwardToWise { reason: "berat".into(), shares: Shares::of(&shares) };
        let version = world.act(&pyb(), id, forward).unwrap().complaint.version;
        let amend = Command::AmendMaterial { content: "pukul sembilan".into(), elements: Elements::EMPTY };
        world.act(&complainant, id, amend).unwrap();

        let words = |through| -> Vec<String> {
            let shared = world.desk.shared_with_wise(id, through).unwrap();
            shared.texts.iter().map(|text| text.words.reveal().to_owned()).collect()
        };
        let then: Vec<&str> = [(named(0), STORY), (named(2), "jelas"), (true, "berat")]
            .into_iter()
            .filter_map(|(is_shared, text)| is_shared.then_some(text))
            .collect();
        assert_eq!(words(Some(version)), then, "{shares:?}");
        let later = [then, if named(0) { vec!["pukul sembilan"] } else { Vec::new() }].concat();
        assert_eq!(words(None), later, "{shares:?}");
        let shared = world.desk.shared_with_wise(id, None).unwrap();
        assert_eq!(shared.attachments.len(), usize::from(named(1)), "{shares:?}");
        let told = format!("{shared:?}");
        assert!(!told.contains(NAME) && !told.contains(&Uuid::from_u128(99).to_string()), "{told}");
        // Each text is on record as read once, however often it was handed over.
        let by_system = world.desk.accesses(id).unwrap();
        let by_system = by_system.iter().filter(|access| access.actor.role == Role::System).count();
        assert_eq!(by_system, later.len(), "{shares:?}");
    }
}

#[test]
fn c32_a_file_that_was_taken_back_is_before_the_wrong_office_no_more() {
    let world = world();
    let id = world.online(Matter::Discipline).0.complaint.id;
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    let (wrong, right) = (officer(21, Role::Pyb, "KANWIL-060000"), pyb());
    world.act(&verifier(), id, Command::ForwardToPyb { office: wrong.office.unwrap() }).unwrap();
    assert!(world.desk.file(&wrong, id).is_ok());
    world.act(&verifier(), id, Command::Recall { reason: "salah alamat".into() }).unwrap();
    assert!(world.desk.file(&wrong, id).is_err(), "nobody there reads it any more");
    world.review(id, Clarity::Sufficient, Matter::Discipline);
    world.act(&verifier(), id, Command::ForwardToPyb { office: right.office.unwrap() }).unwrap();
    assert!(world.desk.file(&right, id).is_ok() && world.desk.file(&wrong, id).is_err());
    let offered = world.desk.file(&right, id).unwrap().commands;
    assert!(!offered.contains(&CommandKind::Recall), "only its sender takes it back");
}

#[test]
fn c43_somebody_takes_in_what_a_complainant_by_hand_still_brings() {
    let world = world();
    let letter = reception(Channel::Letter, Matter::Discipline);
    let done = world.desk.receive_manual(&world.desk.trace().unwrap(), &receiver(), letter).unwrap();
    let id = done.complaint.id;
    world.act(&receiver(), id, Command::RequestVerification).unwrap();
    let there = officer(22, Role::Receiver, "PUSKI-001400");
    assert!(world.desk.file(&there, id).is_err(), "the unit has it");
    world.act(&verifier(), id, review_that_names_the_unit()).unwrap();
    assert!(world.desk.file(&receiver(), id).is_err());
    let more = Command::AmendMaterial { content: "surat kedua".into(), elements: Elements::EMPTY };
    world.desk.act_on_file(&world.desk.trace().unwrap(), &there, id, None, more).unwrap();
}

#[test]
fn the_administrative_stream_is_no_complaint() {
    let world = world();
    world.desk.record_editions().unwrap();
    let id = aduan_core::ComplaintId::ADMINISTRATION;
    let refused = DeskError::NoSuchComplaint { complaint: id }.to_string();
    let close = world.desk.act(&world.desk.trace().unwrap(), &verifier(), id, Command::Close);
    assert_eq!(close.unwrap_err().to_string(), refused);
    assert_eq!(world.desk.file(&verifier(), id).unwrap_err().to_string(), refused);
    assert_eq!(world.desk.history(&protection_officer(), id).unwrap_err().to_string(), refused);
    assert_eq!(world.desk.complaint(id).unwrap_err().to_string(), refused);
}
