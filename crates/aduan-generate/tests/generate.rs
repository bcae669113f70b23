//! Properties of generated histories.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_core::{Complaint, ComplaintId, Decoded, EventKind, Record, RulebookId, Stage, decode};
use aduan_generate::{Generator, Options};
use std::collections::{HashMap, HashSet};

fn fold(records: &[Record]) -> HashMap<ComplaintId, Complaint> {
    let mut states = HashMap::new();
    for record in records {
        let state = states.entry(record.complaint).or_insert_with(|| Complaint::new(record.complaint));
        assert_eq!(record.version, state.version + 1, "{}", record.complaint);
        assert!(record.recorded_at >= state.last_at, "time goes back in {}", record.complaint);
        state.apply_record(record);
    }
    states
}

#[test]
fn nothing_that_the_generator_plans_is_refused() {
    let mut generator = Generator::new(Options::new(5_000, 1));
    let records = generator.by_ref().count();
    assert_eq!(generator.refused(), 0);
    assert!((35_000..50_000).contains(&records), "about nine events a complaint: {records} of 5,000");
}

#[test]
fn every_event_and_every_stage_occurs() {
    // One office in a hundred ends in those years.
    let records: Vec<Record> = Generator::new(Options::new(20_000, 1)).collect();
    let kinds: HashSet<EventKind> = records.iter().map(|record| record.event.kind()).collect();
    let missing: Vec<_> = EventKind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    // Nobody in a planned case writes a message.
    assert_eq!(missing, [&EventKind::MessageWritten, &EventKind::MessagesRead]);
    let stages: HashSet<Stage> = fold(&records).values().map(|state| state.stage).collect();
    let missing: Vec<_> = Stage::ALL.iter().filter(|stage| !stages.contains(stage)).collect();
    assert_eq!(missing, [&Stage::New]);
}

#[test]
fn both_rulebooks_are_used_and_no_complaint_changes_its_own() {
    let records: Vec<Record> = Generator::new(Options::new(2_000, 1)).collect();
    let mut books: HashMap<ComplaintId, HashSet<RulebookId>> = HashMap::new();
    for record in &records {
        books.entry(record.complaint).or_default().insert(record.rulebook);
    }
    assert!(books.values().all(|books| books.len() == 1));
    assert_eq!(books.values().flatten().collect::<HashSet<_>>().len(), 2);
}

#[test]
fn every_line_is_read_back_as_it_was_written() {
    for record in Generator::new(Options::new(500, 7)) {
        let line = record.to_line();
        match decode(line.as_bytes()) {
            Decoded::Known(known) => assert_eq!(known.record, record),
            other => panic!("{line}\n{other:?}"),
        }
    }
}

#[test]
fn a_seed_has_its_own_history_and_always_the_same() {
    let lines =
        |seed| Generator::new(Options::new(50, seed)).map(|record| record.to_line()).collect::<Vec<_>>();
    assert_eq!(lines(3), lines(3));
    assert_ne!(lines(3), lines(4));
}

#[test]
fn ids_are_not_used_twice() {
    let records: Vec<Record> = Generator::new(Options::new(2_000, 1)).collect();
    assert_eq!(records.iter().map(|record| record.id).collect::<HashSet<_>>().len(), records.len());
}
