//! Summaries, deadlines, the outbox, and the trail of accesses.

use crate::conformance::Store;
use crate::conformance::samples::{commit, content, message, queued, stream};
use aduan_core::{Actor, Alias, ComplaintId, Matter, Office, Role, Roles, Stage, Stages, Timestamp};
use aduan_store::{Access, AccessAnswer, Change, Commit, MessageId, Settled, Summary, Worklist};
use uuid::Uuid;

const fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

const fn alias(number: u128) -> Alias {
    Alias::new(Uuid::from_u128(number))
}

fn row(of: u128, change: impl FnOnce(&mut Summary)) -> Commit {
    let mut commit = commit(stream(of), 0, of, 1);
    let summary = commit.summary.as_mut().expect("a complaint has a summary");
    summary.stage = Stage::Verification;
    change(summary);
    commit
}

fn ids(rows: &[Summary]) -> Vec<ComplaintId> {
    rows.iter().map(|row| row.complaint).collect()
}

pub fn the_summary_is_the_last_commits(store: Store) {
    assert_eq!(store.summary(stream(1)).unwrap(), None);
    let first = row(1, |row| {
        row.stage_since = at(5);
        row.received_at = at(4);
        row.due = Some(at(9));
        row.holder = "KPPBC-050500".parse().ok();
        row.register = aduan_core::RegisterNumber::new(2025, 7);
        row.matter = Some(aduan_core::Matter::Duties);
        row.target = Some(at(8));
        row.outcome = Some(aduan_core::Outcome::Withdrawn);
        row.unanswered = Some(at(6));
        row.seen_by = Roles::of(&[Role::Verifier, Role::DataProtectionOfficer]);
        row.named = vec![alias(8), alias(9)];
    });
    store.append(first.clone()).unwrap();
    assert_eq!(store.summary(stream(1)).unwrap(), first.summary);
    let second = commit(stream(1), 1, 2, 2);
    store.append(second.clone()).unwrap();
    assert_eq!(store.summary(stream(1)).unwrap(), second.summary);
    assert_eq!(store.due(Timestamp::MAX, None, 9).unwrap(), [], "the due of an earlier version is over");
    let all: Stages = Stage::ALL.iter().copied().collect();
    assert_eq!(store.worklist(&Worklist::of_stages(all)).unwrap(), second.summary.as_slice());
}

pub fn a_worklist_has_what_fits_sorted_by_waiting_then_id(store: Store) {
    let here: Office = "KANWIL-050000".parse().unwrap();
    let rows = [
        row(4, |row| row.stage_since = at(1)),
        row(3, |row| (row.stage_since, row.to_tell) = (at(2), Some(here))),
        row(1, |row| (row.stage_since, row.holder) = (at(2), Some(here))),
        row(2, |row| {
            (row.stage_since, row.target, row.to_tell) = (at(3), Some(at(50)), Some(here));
        }),
        row(5, |row| (row.stage_since, row.stage) = (at(0), Stage::Closed)),
        row(6, |row| {
            (row.stage_since, row.target) = (at(9), Some(at(40)));
            (row.seen_by, row.named) = (Roles::of(&[Role::Pyb, Role::Verifier]), vec![alias(8)]);
            row.matter = Some(Matter::Discipline);
        }),
    ];
    for row in rows {
        store.append(row).unwrap();
    }
    let list = Worklist::of_stages(Stages::of(&[Stage::Verification]));
    let listed = |list: &Worklist| ids(&store.worklist(list).unwrap());
    assert_eq!(listed(&list), [4, 1, 3, 2, 6].map(stream));
    assert_eq!(listed(&list.at(here)), [stream(1)]);
    assert_eq!(listed(&list.overdue(at(39))), []);
    assert_eq!(listed(&list.overdue(at(49))), [stream(6)]);
    assert_eq!(listed(&list.overdue(at(50))), [6, 2].map(stream), "by their targets");
    assert_eq!(listed(&Worklist { matter: Some(Matter::Discipline), ..list }), [stream(6)]);
    assert_eq!(listed(&list.seen_by(Role::Pyb)), [stream(6)]);
    assert_eq!(listed(&list.seen_by(Role::Assessor)), []);
    assert_eq!(listed(&Worklist::of_stages(Stages::of(&[Stage::Closed]))), [stream(5)]);
    assert_eq!(listed(&list.told_at(here)), [3, 2].map(stream), "whoever holds them");
    assert_eq!(listed(&list.told_at(here).overdue(at(50))), [stream(2)]);
    assert_eq!(listed(&Worklist { limit: 1, ..list.told_at(here) }), [stream(3)]);
    assert_eq!(listed(&list.told_at("PUSKI-001400".parse().unwrap())), []);

    let mut pages = Vec::new();
    let mut next = Worklist { limit: 1, ..list };
    while let Some(last) = store.worklist(&next).unwrap().pop() {
        pages.push(last.complaint);
        next = next.after(&last);
        assert!(pages.len() <= 5, "{pages:?}");
    }
    assert_eq!(pages, [4, 1, 3, 2, 6].map(stream), "the pages are the list");
    let overdue = list.overdue(at(50));
    let first = store.worklist(&Worklist { limit: 1, ..overdue }).unwrap().remove(0);
    assert_eq!(listed(&overdue.after(&first)), [stream(2)]);
}

pub fn the_holders_of_open_files_are_known(store: Store) {
    assert_eq!(store.holders().unwrap(), []);
    let office = |text: &str| Some(text.parse().unwrap());
    let rows = [
        row(1, |row| row.holder = office("KPPBC-999999")),
        row(2, |row| (row.holder, row.stage) = (office("KANWIL-050000"), Stage::Assessment)),
        row(3, |row| (row.holder, row.stage) = (office("KANWIL-050000"), Stage::WithPyb)),
        row(4, |row| (row.holder, row.stage) = (office("KPPBC-050500"), Stage::Closed)),
        row(5, |row| (row.holder, row.stage) = (None, Stage::WithInspectorate)),
    ];
    for row in rows {
        store.append(row).unwrap();
    }
    let mut there = ["KANWIL-050000", "KPPBC-999999"].map(|text| text.parse().unwrap());
    there.sort();
    assert_eq!(store.holders().unwrap(), there);
}

pub fn what_is_due_comes_earliest_first_and_page_by_page(store: Store) {
    for (of, due) in [(1, Some(30)), (2, Some(10)), (3, None), (4, Some(20)), (5, Some(10)), (6, Some(31))] {
        store.append(row(of, |row| row.due = due.map(at))).unwrap();
    }
    let all = [(10, 2), (10, 5), (20, 4), (30, 1)].map(|(due, of)| (at(due), stream(of)));
    assert_eq!(store.due(at(30), None, 9).unwrap(), all);
    assert_eq!(store.due(at(9), None, 9).unwrap(), []);
    assert_eq!(store.due(at(30), None, 1).unwrap(), all[..1]);
    assert_eq!(store.due(at(30), Some(all[0]), 2).unwrap(), all[1..3]);
    assert_eq!(store.due(at(30), Some(all[3]), 9).unwrap(), []);
}

pub fn messages_wait_until_they_are_sent_the_oldest_first(store: Store) {
    // Their names are in no order.
    for (of, names) in [(1, vec![30, 10]), (2, vec![20])] {
        let outbox = names.into_iter().map(|name| message(stream(of), name)).collect();
        store.append(Commit { outbox, ..commit(stream(of), 0, of, 1) }).unwrap();
    }
    let all = [message(stream(1), 30), message(stream(1), 10), message(stream(2), 20)];
    assert_eq!(queued(&*store, 9), all);
    assert_eq!(queued(&*store, 2), all[..2]);
    for _ in 0..2 {
        store.change(Change::Settle(Settled::removed(MessageId(Uuid::from_u128(30))))).unwrap();
    }
    store.change(Change::Settle(Settled::removed(MessageId(Uuid::from_u128(99))))).unwrap();
    assert_eq!(queued(&*store, 9), all[1..]);
}

pub fn a_message_goes_with_the_events_that_settle_it(store: Store) {
    let outbox = vec![message(stream(1), 30), message(stream(1), 10)];
    store.append(Commit { outbox, ..commit(stream(1), 0, 1, 1) }).unwrap();
    let all = [message(stream(1), 30), message(stream(1), 10)];
    let settles = |number, expected| Commit {
        settled: Some(Settled::removed(MessageId(Uuid::from_u128(number)))),
        ..commit(stream(1), expected, 100 + number, 1)
    };
    store.append(settles(30, 7)).expect_err("a conflict");
    assert_eq!(queued(&*store, 9), all, "nothing is known of it yet");
    store.append(settles(30, 1)).unwrap();
    assert_eq!(queued(&*store, 9), all[1..]);
    store.append(settles(99, 2)).unwrap();
    assert_eq!(queued(&*store, 9), all[1..], "one that is not there");
}

pub fn accesses_are_kept_the_earliest_first(store: Store) {
    let access = |of, number, micros| Access {
        complaint: stream(of),
        content: content(number),
        actor: Actor::system(),
        at: at(micros),
        answer: if number == 2 { AccessAnswer::Refused } else { AccessAnswer::Shown },
    };
    let all = [access(1, 1, 1), access(2, 1, 2), access(1, 2, 3), access(1, 1, 4)];
    all.iter().cloned().for_each(|access| store.change(Change::RecordAccess(access)).unwrap());
    assert_eq!(store.accesses(stream(1)).unwrap(), [&all[0], &all[2], &all[3]].map(Clone::clone));
    assert_eq!(store.accesses(stream(2)).unwrap(), all[1..2]);
    assert_eq!(store.accesses(stream(3)).unwrap(), []);
}
