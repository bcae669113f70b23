//! Replays and stories of sound histories.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_audit::timeline::{EntryKind, Timeline};
use aduan_audit::{AsOf, FindStory, Reader, Source, Story, Wanted};
use aduan_core::{Complaint, ComplaintId, Language, Record, Timestamp, Zone};
use aduan_generate::{Generator, Options};
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

fn records() -> Vec<Record> {
    Generator::new(Options::new(300, 5)).collect()
}

fn text(records: &[Record]) -> String {
    records.iter().map(|record| record.to_line() + "\n").collect()
}

fn source(text: &str) -> Source {
    Source::from_bytes("test", text.as_bytes().to_vec()).expect("readable")
}

fn fold<'a>(records: impl IntoIterator<Item = &'a Record>) -> HashMap<ComplaintId, Complaint> {
    let mut states = HashMap::new();
    for record in records {
        states
            .entry(record.complaint)
            .or_insert_with(|| Complaint::new(record.complaint))
            .apply_record(record);
    }
    states
}

fn story(text: &str, wanted: &Wanted, as_of: Option<AsOf>) -> Option<Story> {
    let find = |threads| {
        let reader = Reader::new().threads(NonZeroUsize::new(threads).expect("not 0"));
        let reader = reader.as_of(as_of);
        reader.run(vec![source(text)], FindStory::new(wanted.clone())).expect("readable").1
    };
    let (one, three) = (find(1), find(3));
    assert_eq!(one, three);
    one
}

fn states(reader: &Reader, text: &str) -> HashMap<ComplaintId, Complaint> {
    let replayed = reader.replay(vec![source(text)]).expect("readable");
    replayed.complaints().map(|complaint| (complaint.id, complaint.clone())).collect()
}

#[test]
fn a_replay_is_the_fold_of_the_records() {
    let records = records();
    assert_eq!(states(&Reader::new(), &text(&records)), fold(&records));
}

#[test]
fn as_of_an_instant_is_the_fold_of_what_was_recorded_until_then() {
    let records = records();
    let at = records[records.len() / 2].recorded_at;
    let before = records.iter().filter(|record| record.recorded_at <= at);
    assert_eq!(states(&Reader::new().as_of(AsOf::Instant(at)), &text(&records)), fold(before));
}

#[test]
fn as_of_a_position_is_the_fold_of_the_first_lines() {
    let records = records();
    assert_eq!(states(&Reader::new().as_of(AsOf::Position(777)), &text(&records)), fold(&records[..777]));
}

#[test]
fn a_date_is_its_end_in_jakarta() {
    let Ok(AsOf::Instant(instant)) = "2025-03-01".parse() else { panic!("a date is an instant") };
    let midnight = Zone::Wib.start_of("2025-03-02".parse().expect("a date"));
    assert_eq!(instant, Timestamp::from_micros(midnight.micros() - 1));
    for wrong in
        ["", "yesterday", "2025-02-30", "2025-03-01T10:00", "-5", "2025", "20250301", "line:", "line:x"]
    {
        assert!(wrong.parse::<AsOf>().is_err(), "{wrong}");
    }
}

#[test]
fn several_files_are_one_history_and_lines_are_placed_in_their_own() {
    let records = records();
    let text = text(&records);
    let (head, tail) = text.split_at(text.match_indices('\n').nth(499).expect("500 lines").0 + 1);
    let tail = format!("{tail}nonsense\n");
    let replayed = Reader::new()
        .replay(vec![
            Source::from_bytes("one", head.as_bytes().to_vec()).expect("readable"),
            Source::from_bytes("two", tail.into_bytes()).expect("readable"),
        ])
        .expect("readable");
    assert_eq!((replayed.events, replayed.corrupt, replayed.disorder), (records.len() as u64, 1, 0));
    let line = replayed.defects[0].line;
    assert_eq!(replayed.place(line), ("two", records.len() as u64 + 1 - 500));
    assert_eq!(replayed.place(500), ("one", 500));
}

#[test]
fn a_replay_that_is_stopped_says_so_and_how_far_it_came() {
    let text = text(&records());
    let sources = vec![source(&text)];
    let (replayed, ()) = Reader::new().run_with(sources, (), |_| ControlFlow::Break(())).expect("readable");
    assert!(replayed.stopped);
}

#[test]
fn overdue_complaints_are_open_and_the_longest_waiting_comes_first() {
    let replayed = Reader::new().replay(vec![source(&text(&records()))]).expect("readable");
    let overdue = replayed.overdue();
    assert!(!overdue.is_empty());
    assert!(overdue.iter().all(|(complaint, _)| complaint.is_open()));
    assert!(overdue.is_sorted_by_key(|(_, awaited)| awaited.due));
}

#[test]
fn a_story_is_the_complaints_own_records_found_by_id_beginning_or_register() {
    let records = records();
    let text = text(&records);
    let id = records[1234].complaint;
    let own: Vec<&Record> = records.iter().filter(|record| record.complaint == id).collect();
    let register = fold(&records)[&id].register.expect("received").to_string();
    let whole = id.to_string();
    for wanted in [whole.as_str(), &whole[..23], &whole.to_uppercase(), &register, &register.to_lowercase()] {
        let story = story(&text, &Wanted::from(wanted), None).expect(wanted);
        assert_eq!(story.entries.iter().map(|entry| &entry.record).collect::<Vec<_>>(), own, "{wanted}");
        assert_eq!(story.complaint, fold(own.iter().copied())[&id]);
        assert!(story.defects.is_empty());
    }
    let nobody = Wanted::from("ffffffff");
    assert_eq!(story(&text, &nobody, None), None);
}

#[test]
fn a_story_as_of_an_earlier_day_ends_there() {
    let records = records();
    let id = records[0].complaint;
    let own: Vec<&Record> = records.iter().filter(|record| record.complaint == id).collect();
    let as_of = AsOf::Instant(own[1].recorded_at);
    let story = story(&text(&records), &Wanted::Id(id.to_string()), Some(as_of));
    let story = story.expect("there");
    let until = own.iter().filter(|record| record.recorded_at <= own[1].recorded_at).count();
    assert_eq!((story.entries.len(), story.later), (until, (own.len() - until) as u64));
}

#[test]
fn a_story_tells_of_its_damaged_lines() {
    let records = records();
    let id = records[0].complaint;
    let damaged = text(&records).replacen(
        &format!("\"{id}\",\"version\":2"),
        &format!("\"{id}\",\"version\":\"2\""),
        1,
    );
    let story = story(&damaged, &Wanted::Id(id.to_string()), None).expect("there");
    assert_eq!(story.defects.len(), 2, "the corrupt line, and the gap that it leaves");
}

#[test]
fn a_timeline_tells_what_a_newer_program_recorded() {
    let records = records();
    let complaint = records[0].complaint;
    let own: Vec<&Record> = records.iter().filter(|record| record.complaint == complaint).collect();
    let newer = own[1];
    let kind = format!("\"{}\"", newer.event.kind().as_str());
    let lines: String = own
        .iter()
        .map(|record| {
            let line = record.to_line() + "\n";
            if record.version == newer.version { line.replacen(&kind, "\"Dialihkan<b>\"", 1) } else { line }
        })
        .collect();
    let wanted = Wanted::Id(complaint.to_string());
    let story = story(&lines, &wanted, None).expect("it is there");
    assert_eq!((story.entries.len(), story.unknown.len()), (own.len() - 1, 1));
    let timeline = Timeline::new(&story, &[], &[]);
    let versions = timeline.rows.iter().filter_map(|row| match row.what {
        EntryKind::Event { version, .. } | EntryKind::Unknown { version, .. } => Some(version),
        _ => None,
    });
    assert!(versions.eq(own.iter().map(|record| record.version)), "each in its place");
    let row = timeline.rows.iter().find(|row| matches!(row.what, EntryKind::Unknown { .. })).expect("drawn");
    assert_eq!((row.at, row.actor.as_ref()), (newer.recorded_at, Some(&newer.actor)));
    assert!(timeline.lanes.contains(&newer.actor.role));
    let text = timeline.text(Language::Indonesian);
    let told = text.lines().find(|line| line.contains("2. kejadian tidak dikenal")).expect("told");
    assert!(told.contains('?') && told.contains("Dialihkan<b>.1"), "{told}");
}
