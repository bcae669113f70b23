//! One file for each event and schema that was ever written: what is read today is read for ever.
//!
//! A file of the current schema has a line with every optional field and, where there are any, one with none.
//! A file of an older schema is never written again; beside it, `.lifted.json` has what it means today.

use crate::support::{files, samples};
use aduan_core::{AdminEventKind, Decoded, EventKind, Known, decode};
use std::sync::Once;

fn name(kind: EventKind, schema: u16) -> String {
    format!("tests/golden/{kind}.{schema}.json")
}

fn lifted_name(kind: EventKind, schema: u16) -> String {
    format!("tests/golden/{kind}.{schema}.lifted.json")
}

#[track_caller]
fn known(line: &str) -> Known {
    match decode(line.as_bytes()) {
        Decoded::Known(known) => known,
        other => panic!("{line}\nis {other:?}"),
    }
}

/// The lines of a golden file; with `UPDATE_GOLDEN=1` after all current ones were made anew.
fn read(kind: EventKind, schema: u16) -> String {
    static MADE: Once = Once::new();
    MADE.call_once(|| {
        if files::is_update() {
            for kind in EventKind::ALL.iter().copied() {
                files::holds(&name(kind, kind.schema()), &current(kind));
            }
        }
    });
    files::read(&name(kind, schema))
}

fn current(kind: EventKind) -> String {
    samples::records(kind).iter().map(|record| record.to_line() + "\n").collect()
}

/// The lines of an older file, lifted to today's schema.
fn lifted(kind: EventKind, schema: u16) -> String {
    read(kind, schema)
        .lines()
        .map(|line| {
            let Known { record, lifted_from } = known(line);
            assert_eq!((record.event.kind(), lifted_from), (kind, Some(schema)));
            record.to_line() + "\n"
        })
        .collect()
}

/// Each older schema of each event.
fn older() -> impl Iterator<Item = (EventKind, u16)> {
    EventKind::ALL.iter().flat_map(|kind| (1..kind.schema()).map(move |schema| (*kind, schema)))
}

#[test]
fn every_event_is_written_as_its_golden_file_has_it() {
    for kind in EventKind::ALL.iter().copied() {
        assert_eq!(
            read(kind, kind.schema()),
            current(kind),
            "UPDATE_GOLDEN=1 rewrites what is meant to change"
        );
    }
}

#[test]
fn every_current_line_is_read_and_written_again_as_the_same_bytes() {
    for kind in EventKind::ALL.iter().copied() {
        for line in read(kind, kind.schema()).lines() {
            let Known { record, lifted_from } = known(line);
            assert_eq!((record.event.kind(), lifted_from), (kind, None));
            assert_eq!(record.to_line(), line);
        }
    }
}

#[test]
fn every_older_line_is_lifted_to_what_it_means_today() {
    for (kind, schema) in older() {
        let lines = lifted(kind, schema);
        assert!(!lines.is_empty(), "{kind} {schema}");
        files::holds(&lifted_name(kind, schema), &lines);
    }
}

#[test]
fn what_was_lifted_is_read_as_if_it_had_always_been_so() {
    for (kind, schema) in older() {
        let (old, new) = (read(kind, schema), lifted(kind, schema));
        for (old, new) in old.lines().zip(new.lines()) {
            assert_eq!(known(old).record, known(new).record);
            assert_eq!(known(new).lifted_from, None);
        }
    }
}

#[test]
fn the_first_line_of_a_file_leaves_nothing_out_and_a_second_everything_that_may_be() {
    for kind in EventKind::ALL.iter().copied() {
        let text = read(kind, kind.schema());
        let mut lines = text.lines();
        assert!(!lines.next().expect("a line").contains("null"), "{kind}");
        if let Some(bare) = lines.next() {
            assert!(bare.contains(r#""clock":null"#) && bare.contains(r#""causation":null"#), "{kind}");
            let (_, data) = bare.split_once(r#""data":"#).expect("data");
            assert!(data.contains("null"), "{kind}");
        }
        assert_eq!(lines.next(), None);
    }
}

#[test]
fn no_golden_file_is_of_an_event_or_schema_that_is_not_known() {
    for entry in std::fs::read_dir(files::path("tests/golden")).expect("the golden files") {
        let file = entry.expect("a file").file_name().into_string().expect("a name");
        let mut parts = file.split('.');
        let kind = parts.next().expect("an event");
        let of_complaint = kind.parse().map(EventKind::schema);
        let newest = of_complaint.or_else(|_| kind.parse().map(AdminEventKind::schema)).expect("an event");
        let schema: u16 = parts.next().and_then(|schema| schema.parse().ok()).expect("a schema");
        assert!((1..=newest).contains(&schema), "{file}");
    }
}
