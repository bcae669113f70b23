//! Repeat subjects are found by those who hold the key and the right, and that is on record.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, AdminEvent, AdminRecord, Clarity, Command, ComplaintId, Decoded, Matter, PersonId, Reported,
    Review, Role, Share, decode,
};
use aduan_store::desk::OfficialSearch;
use aduan_store::{AccessAnswer, DeskError, EventStore, MemoryStore};
use aduan_testkit::test_desk::{TestDesk, elements, office, officer, pyb, verifier};
use std::sync::Arc;

const PUSKI: &str = "PUSKI-001400";

fn accused() -> PersonId {
    officer(99, Role::Assessor, "KPPBC-050500").id
}

fn coordinator() -> Actor {
    officer(30, Role::Coordinator, PUSKI)
}

fn inspector() -> Actor {
    Actor { office: None, ..officer(31, Role::Inspectorate, PUSKI) }
}

fn world() -> TestDesk {
    TestDesk::new(Arc::new(MemoryStore::default()))
}

fn review(world: &TestDesk, id: ComplaintId, official: PersonId) {
    let review = Review {
        elements: elements(),
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(official),
        office: None,
        note: None,
    };
    world.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap();
}

fn naming(world: &TestDesk, official: PersonId) -> ComplaintId {
    let id = world.online(Matter::Discipline).0.complaint.id;
    review(world, id, official);
    id
}

fn ids(search: &OfficialSearch) -> Vec<(ComplaintId, bool)> {
    search.found.iter().map(|found| (found.row.complaint, found.now)).collect()
}

/// What the administrative stream says of searches.
fn searches(store: &dyn EventStore) -> Vec<(AdminRecord, String)> {
    let mut found = Vec::new();
    let mut take = |entry: aduan_store::StoredEvent<'_>| {
        if let Decoded::Administrative(record) = decode(entry.line)
            && matches!(record.event, AdminEvent::OfficialSearched(_))
        {
            found.push((record, String::from_utf8_lossy(entry.line).into_owned()));
        }
        Ok(())
    };
    store.read_stream(ComplaintId::ADMINISTRATION, &mut take).unwrap();
    found
}

#[test]
fn every_complaint_that_names_an_official_is_found_and_no_other() {
    let world = world();
    let first = naming(&world, accused());
    world.pass_seconds(60);
    naming(&world, officer(98, Role::Assessor, "KPPBC-050500").id);
    world.online(Matter::Duties);
    let second = naming(&world, accused());
    world.pass_seconds(60);
    let corrected = naming(&world, accused());
    review(&world, corrected, officer(97, Role::Assessor, "KPPBC-050500").id);
    let search = world.desk.search_official(&coordinator(), accused()).unwrap();
    assert_eq!(ids(&search), [(first, true), (second, true), (corrected, false)]);
    assert_eq!(search.unreadable, 0);
}

#[test]
fn a_search_is_on_record_and_says_nobodys_name() {
    let world = world();
    let id = naming(&world, accused());
    world.desk.search_official(&coordinator(), accused()).unwrap();
    world.desk.search_official(&coordinator(), PersonId::new(uuid::Uuid::from_u128(5))).unwrap();
    let said = searches(&*world.store);
    let found = said.iter().map(|(record, _)| match &record.event {
        AdminEvent::OfficialSearched(searched) => (record.actor.id, searched.found),
        other => panic!("{other:?}"),
    });
    assert_eq!(found.collect::<Vec<_>>(), [(coordinator().id, 1), (coordinator().id, 0)]);
    for (_, line) in &said {
        assert!(!line.contains(&accused().to_string()) && !line.contains(&id.to_string()), "{line}");
    }
    let accesses = world.desk.accesses(id).unwrap();
    let [access] = accesses.as_slice() else { panic!("{accesses:?}") };
    let listed = world.desk.contents(&verifier(), id).unwrap();
    let name = listed.iter().find(|content| content.official.is_some()).unwrap();
    assert_eq!((access.content, access.answer), (name.content, AccessAnswer::Shown));
    assert_eq!((access.actor.id, access.actor.role), (coordinator().id, Role::Coordinator));
}

#[test]
fn nobody_else_searches_and_nobody_for_themselves() {
    let world = world();
    naming(&world, accused());
    naming(&world, coordinator().id);
    let refused = [
        (verifier(), accused()),
        (pyb(), accused()),
        (officer(32, Role::Coordinator, "KANWIL-050000"), accused()),
        (officer(33, Role::DataProtectionOfficer, PUSKI), accused()),
        (Actor::system(), accused()),
        (coordinator(), coordinator().id),
        (coordinator(), PersonId::SYSTEM),
    ];
    for (actor, official) in refused {
        let answer = world.desk.search_official(&actor, official);
        assert!(matches!(answer, Err(DeskError::MayNotSearch)), "{actor:?}: {answer:?}");
    }
    assert!(searches(&*world.store).is_empty());
}

/// Non-interference: whatever names the asker is found by nobody for them, and is not counted (C44).
#[test]
fn a_complaint_that_also_names_the_asker_is_as_if_it_were_not_there() {
    let with = |both: bool| {
        let world = world();
        let id = naming(&world, accused());
        if both {
            let other = naming(&world, accused());
            review(&world, other, coordinator().id);
        }
        let search = world.desk.search_official(&coordinator(), accused()).unwrap();
        assert_eq!(ids(&search), [(id, true)]);
        let said = searches(&*world.store);
        (search.found.len(), search.unreadable, said[0].0.event.clone())
    };
    assert_eq!(with(true), with(false));
}

#[test]
fn the_inspectorate_finds_what_was_sent_to_it_alone() {
    let world = world();
    naming(&world, accused());
    let sent = naming(&world, accused());
    world.act(&verifier(), sent, Command::ForwardToPyb { office: office("KANWIL-050000") }).unwrap();
    let shares = [Share::Material].into_iter().collect();
    world.act(&pyb(), sent, Command::ForwardToWise { reason: "di luar tugas".into(), shares }).unwrap();
    let search = world.desk.search_official(&inspector(), accused()).unwrap();
    assert_eq!(ids(&search), [(sent, true)]);
}

#[test]
fn what_was_erased_is_found_no_more() {
    let world = world();
    let id = naming(&world, accused());
    world.act(&verifier(), id, Command::ForwardToPyb { office: office("KANWIL-050000") }).unwrap();
    let declared = Command::DeclareNotActionable {
        ground: aduan_core::Ground::PybConsideration,
        reason: Some("bukan pelanggaran".into()),
        public_reason: Some("bukan pelanggaran".into()),
    };
    world.act(&pyb(), id, declared).unwrap();
    world.erase(id);
    let search = world.desk.search_official(&coordinator(), accused()).unwrap();
    assert_eq!((ids(&search), search.unreadable), (vec![], 0));
}
