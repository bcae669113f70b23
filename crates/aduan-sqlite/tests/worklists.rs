//! The pages of a worklist, compared with the persons who may see each complaint.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{Actor, Command, ComplaintId, Matter, Office, PersonId, Role};
use aduan_core::{Clarity, Reported, Review, Stage, Stages};
use aduan_sqlite::SqliteStore;
use aduan_store::Worklists;
use aduan_store::desk::WorklistQuery;
use aduan_testkit::test_desk::{TestDesk, elements, pyb, verifier};
use std::sync::Arc;

/// Random numbers, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) % limit
    }
}

fn person(number: u128) -> PersonId {
    PersonId::new(uuid::Uuid::from_u128(number))
}

/// Complaints that went a random way, some of them naming one of three officers.
fn complaints(world: &TestDesk, random: &mut Random) -> Vec<ComplaintId> {
    let (kanwil, mut all) = ("KANWIL-050000".parse().unwrap(), Vec::new());
    for _ in 0..80 {
        let matter = if random.below(2) == 0 { Matter::Duties } else { Matter::Discipline };
        let id = world.online(matter).0.complaint.id;
        all.push(id);
        let review = Review {
            elements: elements(),
            clarity: Clarity::Sufficient,
            matter,
            reported: Reported::Identified,
            official: (random.below(2) == 0).then(|| person(u128::from(random.below(3)) + 900)),
            office: None,
            note: None,
        };
        // The way is random, so refusals are ignored.
        let steps = [
            (verifier(), Command::ReviewMaterial(Box::new(review))),
            (verifier(), Command::ForwardToPyb { office: kanwil }),
            (pyb(), Command::DisposeToAssessor { office: kanwil, assessor: None, instruction: None }),
            (verifier(), Command::Close),
        ];
        for (actor, command) in steps.into_iter().take(usize::try_from(random.below(5)).unwrap()) {
            drop(world.act(&actor, id, command));
        }
    }
    all
}

#[test]
fn the_pages_of_a_worklist_are_what_its_officer_may_see() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    let (world, mut random) = (TestDesk::new(store.clone()), Random(0x9E37_79B9_7F4A_7C15));
    let all = complaints(&world, &mut random);
    let (mut listed, mut hidden) = (0, 0);
    // A coordinator has a list of another kind: what is late.
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Coordinator) {
        for office in ["KPPBC-050500", "KANWIL-050000", "KPPBC-060100"] {
            let office: Office = office.parse().unwrap();
            for number in [7, 900, 901, 902] {
                let actor =
                    Actor { id: person(number), role, office: Some(office), alias: None, ticket: None };
                let stages: Stages = Stage::ALL.iter().copied().filter(|_| random.below(2) == 0).collect();
                let mut query = WorklistQuery::default();
                (query.stages, query.limit) = (Some(stages), 7);
                let mut pages = Vec::new();
                loop {
                    let page = world.desk.worklist(&actor, &query).unwrap();
                    assert!(page.rows.len() == 7 || page.next.is_none(), "a page is full, or the last");
                    pages.extend(page.rows.iter().map(|row| row.complaint));
                    query.after = page.next;
                    if query.after.is_none() {
                        break;
                    }
                }
                let anywhere = matches!(role, Role::Inspectorate | Role::DataProtectionOfficer);
                let officer = !matches!(role, Role::Complainant | Role::System);
                let mut seen: Vec<_> = all
                    .iter()
                    .map(|id| store.summary(*id).unwrap().unwrap())
                    .filter(|row| officer && stages.contains(row.stage))
                    .filter(|row| anywhere || row.holder == Some(office))
                    .inspect(|_| hidden += 1)
                    .filter(|row| world.desk.file(&actor, row.complaint).is_ok())
                    .map(|row| (row.stage_since, row.complaint))
                    .collect();
                seen.sort_unstable();
                listed += seen.len();
                assert_eq!(
                    pages,
                    seen.into_iter().map(|(_, id)| id).collect::<Vec<_>>(),
                    "{actor:?} {stages:?}"
                );
            }
        }
    }
    assert!(listed > 100 && hidden > listed, "{listed} listed of {hidden}");
}
