//! Broken input never panics and never disappears.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_audit::{Compression, Defect, DefectiveLine, History, Reader, Source};
use aduan_core::{Corrupt, Decoded, MAX_LINE, Record, decode};
use aduan_generate::{Generator, Options};
use std::io::Write;
use std::num::NonZeroUsize;

fn records(complaints: u32) -> Vec<Record> {
    Generator::new(Options::new(complaints, 11)).collect()
}

fn lines(complaints: u32) -> Vec<String> {
    records(complaints).iter().map(Record::to_line).collect()
}

fn source(bytes: impl Into<Vec<u8>>) -> Source {
    Source::from_bytes("test", bytes.into()).expect("readable")
}

/// Replays on one thread and on three; both must say the same.
fn replay(bytes: impl Into<Vec<u8>>) -> History {
    let bytes = bytes.into();
    let on = |threads| {
        let threads = NonZeroUsize::new(threads).expect("not 0");
        Reader::new().threads(threads).replay(vec![source(bytes.clone())]).expect("readable")
    };
    let (one, three) = (on(1), on(3));
    assert_eq!(one.defects, three.defects);
    assert_eq!(
        (one.events, one.lines, one.corrupt, one.unknown),
        (three.events, three.lines, three.corrupt, three.unknown)
    );
    assert_eq!((one.disorder, &one.notes, one.by_stage()), (three.disorder, &three.notes, three.by_stage()));
    let sorted = |replayed: &History| {
        let mut complaints: Vec<_> = replayed.complaints().cloned().collect();
        complaints.sort_by_key(|complaint| complaint.id);
        complaints
    };
    assert_eq!(sorted(&one), sorted(&three));
    three
}

fn corrupt(replayed: &History) -> Vec<(u64, &Corrupt)> {
    replayed
        .defects
        .iter()
        .filter_map(|defective| match &defective.defect {
            Defect::Corrupt(corrupt) => Some((defective.line, corrupt)),
            _ => None,
        })
        .collect()
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let replayed = replay("");
    assert_eq!((replayed.lines, replayed.events), (0, 0));
    assert_eq!(replayed.notes.empty, ["test"]);
    assert!(replayed.is_sound());
}

#[test]
fn a_last_line_without_an_end_is_read_and_remarked_on() {
    let lines = lines(5);
    let replayed = replay(lines.join("\n"));
    assert_eq!(replayed.events, lines.len() as u64);
    assert_eq!(replayed.notes.unended, ["test"]);
    assert!(replayed.is_sound());
}

#[test]
fn a_last_line_that_was_cut_is_corrupt() {
    let mut text = lines(5).join("\n");
    text.truncate(text.len() - 20);
    let replayed = replay(text.clone());
    assert_eq!(replayed.corrupt, 1);
    assert!(matches!(corrupt(&replayed)[..], [(line, Corrupt::NotJson { .. })] if line == replayed.lines));
}

#[test]
fn crlf_and_a_byte_order_mark_are_no_part_of_a_record_and_are_remarked_on() {
    let lines = lines(5);
    let replayed = replay(format!("\u{feff}{}\r\n", lines.join("\r\n")));
    assert_eq!((replayed.events, replayed.corrupt), (lines.len() as u64, 0));
    assert_eq!((replayed.notes.carriage_returns, replayed.notes.byte_order_marks), (lines.len() as u64, 1));
}

#[test]
fn a_line_of_a_hundred_megabytes_is_passed_over_without_being_kept_and_counted() {
    let lines = lines(5);
    let (head, tail) = lines.split_at(7);
    let mut bytes = head.join("\n").into_bytes();
    bytes.push(b'\n');
    bytes.resize(bytes.len() + 100_000_000, b'x');
    bytes.push(b'\n');
    bytes.extend_from_slice(tail.join("\n").as_bytes());
    bytes.push(b'\n');
    let replayed = replay(bytes);
    assert_eq!(corrupt(&replayed), [(8, &Corrupt::TooLong { bytes: 100_000_000 })]);
    assert_eq!((replayed.events, replayed.lines), (lines.len() as u64, lines.len() as u64 + 1));
}

#[test]
fn a_line_at_the_limit_is_still_read_as_a_line() {
    for length in [MAX_LINE - 1, MAX_LINE, MAX_LINE + 1, MAX_LINE + (1 << 18), MAX_LINE + (1 << 18) + 1] {
        let replayed = replay(format!("{}\n{}\n", "x".repeat(length), lines(1).join("\n")));
        assert_eq!(replayed.corrupt, 1, "{length}");
        assert_eq!(replayed.lines, replayed.events + 1, "{length}");
        let too_long =
            matches!(corrupt(&replayed)[0].1, Corrupt::TooLong { bytes } if *bytes == length as u64);
        assert_eq!(too_long, length > MAX_LINE, "{length}");
    }
}

#[test]
fn each_kind_of_nonsense_is_found_on_its_own_line_and_the_rest_is_read() {
    let lines = lines(20);
    let nested = format!("{{\"format\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let nonsense: [&[u8]; 9] = [
        b"",
        b"nonsense",
        b"\0\0\0\0",
        b"\xff\xfe{}",
        nested.as_bytes(),
        b"{\"format\":\"aduan/2\"}",
        b"[1,2,3]",
        b"{\"format\":\"aduan/1\",\"complaint\":\"0190b5a0-0000-7000-8000-000000000001\"}",
        b"{\"version\":99999999999999999999}",
    ];
    let mut bytes = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        if let Some(nonsense) = nonsense.get(i) {
            bytes.extend_from_slice(nonsense);
            bytes.push(b'\n');
        }
    }
    let replayed = replay(bytes);
    assert_eq!(replayed.events, lines.len() as u64);
    let found: Vec<u64> = corrupt(&replayed).iter().map(|(line, _)| *line).collect();
    assert_eq!(found, [2, 4, 6, 8, 10, 12, 14, 16, 18]);
}

#[test]
fn a_time_beyond_the_calendar_and_a_doubled_key_are_corrupt() {
    let line = lines(1).remove(0);
    let year = line.find("\"recorded_at\":\"20").expect("a time") + 15;
    let mut late = line.clone();
    late.replace_range(year..year + 4, "99999");
    let doubled = line.replacen("\"version\":1", "\"version\":1,\"version\":1", 1);
    let replayed = replay(format!("{late}\n{doubled}\n"));
    assert_eq!((replayed.corrupt, replayed.events), (2, 0));
}

#[test]
fn a_missing_version_is_a_gap_and_a_doubled_one_is_not_folded_twice() {
    let lines = lines(1);
    let mut with_gap = lines.clone();
    with_gap.remove(1);
    let replayed = replay(with_gap.join("\n") + "\n");
    assert!(matches!(
        &replayed.defects[..],
        [DefectiveLine { line: 2, defect: Defect::Gap { last: 1, found: 3 }, .. }]
    ));

    let mut doubled = lines.clone();
    doubled.insert(2, lines[1].clone());
    let replayed = replay(doubled.join("\n") + "\n");
    assert!(matches!(
        &replayed.defects[..],
        [DefectiveLine { line: 3, defect: Defect::Repeated { .. }, .. }]
    ));
    assert_eq!(replayed.events, lines.len() as u64);
}

#[test]
fn time_that_goes_back_within_a_complaint_is_found() {
    let mut records = records(1);
    records[1].recorded_at = records[1].recorded_at.plus(chrono::TimeDelta::days(3000));
    let text: String = records.iter().map(|record| record.to_line() + "\n").collect();
    let replayed = replay(text);
    assert!(replayed.defects.iter().all(|defective| matches!(defective.defect, Defect::TimeBack { .. })));
    assert_eq!(replayed.disorder, replayed.events - 2);
}

#[test]
fn streams_may_be_interleaved_in_any_way() {
    let mut records = records(40);
    let whole = replay(records.iter().map(|record| record.to_line() + "\n").collect::<String>());
    records.sort_by_key(|record| (record.complaint.uuid().as_bytes()[15], record.complaint, record.version));
    let sorted = replay(records.iter().map(|record| record.to_line() + "\n").collect::<String>());
    assert!(sorted.is_sound());
    assert_eq!((whole.by_stage(), whole.by_outcome()), (sorted.by_stage(), sorted.by_outcome()));
}

#[test]
fn an_unknown_event_is_counted_and_its_complaint_knows_of_it() {
    let mut lines = lines(3);
    let last = lines.len() - 1;
    let kind = match decode(lines[last].as_bytes()) {
        Decoded::Known(known) => known.record.event.kind(),
        other => panic!("{other:?}"),
    };
    lines[last] = lines[last].replacen(&format!("\"type\":\"{kind}\""), "\"type\":\"ReviewedByMachine\"", 1);
    let replayed = replay(lines.join("\n") + "\n");
    assert_eq!((replayed.unknown, replayed.corrupt, replayed.events), (1, 0, lines.len() as u64));
    assert_eq!(replayed.complaints().filter(|complaint| complaint.unknown == 1).count(), 1);
    assert!(!replayed.is_sound());
}

#[test]
fn packed_histories_are_told_by_their_bytes_and_read_member_after_member() {
    let lines = lines(30);
    let (head, tail) = lines.split_at(lines.len() / 2);
    let gzip = |lines: &[String]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all((lines.join("\n") + "\n").as_bytes()).expect("memory");
        encoder.finish().expect("memory")
    };
    let zstd = |lines: &[String]| {
        let text = lines.join("\n") + "\n";
        ruzstd::encoding::compress_to_vec(text.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
    };
    let packed = [
        (Compression::Gzip, [gzip(head), gzip(tail)].concat()),
        (Compression::Zstd, [zstd(head), zstd(tail)].concat()),
    ];
    for (compression, both) in packed {
        assert_eq!(source(both.clone()).compression(), Some(compression));
        let replayed = replay(both.clone());
        assert_eq!(replayed.events, lines.len() as u64, "{compression:?}");

        // Cut, or changed in its middle: an error that names the source, and no half an answer.
        let cut = both[..both.len() - 9].to_vec();
        assert!(Reader::new().replay(vec![source(cut)]).is_err(), "{compression:?}");
        let mut changed = both.clone();
        let middle = changed.len() / 3;
        changed[middle] ^= 0x55;
        let read = Reader::new().replay(vec![source(changed)]);
        assert!(read.is_err() || read.is_ok_and(|read| !read.is_sound()), "{compression:?}");
    }
}

#[test]
fn a_directory_and_a_missing_file_are_errors_that_say_so() {
    let directory = tempfile::tempdir().expect("a place");
    let error = Source::open(directory.path()).err().expect("no file");
    assert!(std::error::Error::source(&error).is_some_and(|cause| cause.to_string().contains("directory")));
    assert!(Source::open(&directory.path().join("nothing.jsonl")).is_err());
}

#[test]
fn findings_beyond_a_thousand_are_counted_and_the_first_are_kept() {
    let replayed = replay("nonsense\n".repeat(5000));
    assert_eq!((replayed.corrupt, replayed.defects.len()), (5000, 1000));
    assert_eq!(replayed.defects.last().map(|defective| defective.line), Some(1000));
}
