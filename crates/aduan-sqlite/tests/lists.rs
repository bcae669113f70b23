//! Lists over generated histories: whatever is open is somebody's work, what is late is in the list above, and so is what an office
//! has that is none (C34 to C36).

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_core::{
    Actor, Complaint, ComplaintId, Directory, DirectoryEntry, Office, OfficeKind, Record, Role, Rule,
    Timestamp, Zone, overdue,
};
use aduan_generate::{Generator, Options};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::WorklistQuery;
use aduan_testkit::test_desk::TestDesk;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What is open at the end of these histories, by its id, and a desk over them.
fn histories(folder: &Path, seed: u64) -> (TestDesk, BTreeMap<ComplaintId, Complaint>, Timestamp) {
    let store = SqliteStore::open(&folder.join(format!("{seed}.db"))).unwrap();
    // Cut after half a year, so that most are under way.
    let records: Vec<Record> = Generator::new(Options { days: 180, ..Options::new(300, seed) }).collect();
    let mut import = store.import().unwrap();
    let mut complaints = BTreeMap::new();
    for record in &records {
        import.line(record.to_line().into_bytes()).unwrap();
        let known = complaints.entry(record.complaint).or_insert_with(|| Complaint::new(record.complaint));
        known.apply(record.recorded_at, &record.actor, &record.event);
    }
    import.finish().unwrap();
    complaints.retain(|_, complaint| complaint.is_open());
    let last = records.iter().map(|record| record.recorded_at).max().unwrap();
    (TestDesk::new(Arc::new(store)), complaints, last)
}

/// Everything in this officer's list, page by page.
fn listed(world: &TestDesk, role: Role, office: Office) -> BTreeMap<ComplaintId, Vec<Rule>> {
    let actor = Actor::officer(aduan_core::PersonId::new(uuid::Uuid::from_u128(0x1157)), role, office);
    let mut listing = WorklistQuery::default();
    let mut all = BTreeMap::new();
    loop {
        let page = world.desk.worklist(&actor, &listing).unwrap();
        for row in &page.rows {
            let why = page.late.get(&row.complaint).into_iter().flatten();
            all.insert(row.complaint, why.map(|awaited| awaited.rule).collect());
        }
        listing.after = page.next;
        if listing.after.is_none() {
            return all;
        }
    }
}

fn office(text: &str) -> Office {
    text.parse().unwrap()
}

/// Those who have work where a complaint lies, by the procedure's table.
fn workers(complaint: &Complaint) -> Vec<(Role, Office)> {
    let holder = complaint.holder.unwrap_or_else(|| office("ITJEN-1"));
    [Role::Receiver, Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate]
        .map(|role| (role, holder))
        .to_vec()
}

#[test]
fn whatever_is_open_is_in_somebodys_list() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 1..=3 {
        let (world, open, last) = histories(folder.path(), seed);
        world.clock.set(last);
        let mut lists = BTreeMap::new();
        let mut stages = BTreeSet::new();
        for (id, complaint) in &open {
            let mut has = |(role, office)| {
                let list = lists.entry((role, office)).or_insert_with(|| listed(&world, role, office));
                list.contains_key(id)
            };
            assert!(workers(complaint).into_iter().any(&mut has), "seed {seed}: nobody has {complaint:#?}");
            stages.insert(complaint.stage);
        }
        assert!(open.len() > 30 && stages.len() > 3, "{} {stages:?}", open.len());
    }
}

#[test]
fn what_is_late_by_its_total_age_is_in_the_list_above() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 1..=3 {
        let (world, open, last) = histories(folder.path(), seed);
        let late = |world: &TestDesk| listed(world, Role::Coordinator, office("PUSKI-001400"));
        world.clock.set(last);
        assert!(open.keys().any(|id| !late(&world).contains_key(id)), "not all of them are late yet");
        // No rulebook gives a complaint so long.
        let now = last.plus(TimeDelta::days(400));
        world.clock.set(now);
        let above = late(&world);
        let inspectorate = listed(&world, Role::Inspectorate, office("ITJEN-1"));
        for (id, complaint) in &open {
            assert!(overdue(complaint, now).is_some(), "{complaint:#?}");
            let about_puski = complaint.names_kind(OfficeKind::Puski);
            let why = above.get(id).or_else(|| inspectorate.get(id).filter(|_| about_puski));
            assert!(why.is_some_and(|why| why.contains(&Rule::R26)), "seed {seed}: {why:?}, {complaint:#?}");
        }
        assert!(open.len() > 30);
    }
}

#[test]
fn what_an_office_has_that_is_none_is_in_the_list_above() {
    let folder = tempfile::tempdir().unwrap();
    for seed in 1..=3 {
        let (mut world, open, last) = histories(folder.path(), seed);
        world.clock.set(last);
        // A KPPBC that has files ends, and nobody takes them.
        let mut kppbc = open.values().filter_map(|complaint| complaint.holder);
        let ended = kppbc.find(|office| office.kind == OfficeKind::Kppbc).unwrap();
        let entry = |entry: &DirectoryEntry| {
            if entry.office != ended {
                return entry.clone();
            }
            DirectoryEntry { until: Some(Zone::Wib.date(last)), successor: None, ..entry.clone() }
        };
        let shipped = Directory::djbc();
        let offices = shipped.entries().map(entry).collect();
        let directory =
            Directory::new("without".parse().unwrap(), String::new(), vec![office("PUSKI-001400")], offices);
        let above = |world: &TestDesk| listed(world, Role::Coordinator, office("PUSKI-001400"));
        let none = |why: &Vec<Rule>| why.contains(&Rule::W4);
        assert!(!above(&world).values().any(none), "while it is an office");
        let theirs: Vec<_> = open.values().filter(|complaint| complaint.holder == Some(ended)).collect();
        world.desk = world.desk.with_directory(directory.unwrap());
        let above = above(&world);
        for complaint in &theirs {
            let why = above.get(&complaint.id);
            assert!(why.is_some_and(none), "seed {seed}: {why:?}, {complaint:#?}");
        }
        assert!(!theirs.is_empty());
    }
}
