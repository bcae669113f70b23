//! Lines of real histories, changed at random: never a panic, and what is known has one spelling.

use crate::support::draw::{self, Tape};
use crate::support::samples;
use aduan_core::{
    AdminEventKind, ComplaintId, Corrupt, Decoded, EventKind, Known, MAX_LINE, decode, peek_complaint,
};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_answered(bytes in vec(any::<u8>(), 0..300)) {
        is_sound(&bytes);
    }

    #[test]
    fn random_json_is_answered(tokens in vec(0..TOKENS.len(), 0..60)) {
        is_sound(&tokens.iter().map(|token| TOKENS[*token]).collect::<String>().into_bytes());
    }

    #[test]
    fn a_line_that_was_changed_is_answered(numbers in vec(any::<u32>(), 60..80)) {
        let mut tape = Tape::new(&numbers);
        let mut line = some_line(&mut tape).into_bytes();
        for _ in 0..=tape.below(3) {
            change(&mut line, &mut tape);
        }
        is_sound(&line);
    }

    /// A byte flipped in a record, where it is not found out at once, makes another record.
    #[test]
    fn no_two_lines_are_the_same_record(numbers in vec(any::<u32>(), 60..80)) {
        let mut tape = Tape::new(&numbers);
        let line = some_line(&mut tape);
        let mut other = line.clone().into_bytes();
        change(&mut other, &mut tape);
        if other != line.as_bytes()
            && let (Decoded::Known(one), Decoded::Known(two)) = (decode(line.as_bytes()), decode(&other))
            && one.lifted_from == two.lifted_from
        {
            assert_ne!(one.record, two.record, "{line}\n{}", String::from_utf8_lossy(&other));
        }
    }
}

const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "null",
    "true",
    "0",
    "1",
    "-",
    ".",
    "e9",
    " ",
    "\"format\":\"aduan/1\"",
    "\"data\":",
    "\"type\":\"Closed\"",
    "\\u0000",
    "é",
    "\n",
    "\"complaint\":\"0195c0de-0000-7000-8000-00000000000a\"",
    "\"version\":1",
];

/// Checks that `decode` keeps its promises on these bytes, whatever it answers.
#[track_caller]
fn is_sound(bytes: &[u8]) {
    match decode(bytes) {
        Decoded::Known(Known { record, lifted_from: None }) => {
            assert_eq!(record.to_line().as_bytes(), bytes);
            assert_eq!(peek_complaint(bytes), Some(record.complaint));
        }
        Decoded::Known(Known { record, lifted_from: Some(schema) }) => {
            assert!(schema < record.event.kind().schema());
            let again = decode(record.to_line().as_bytes());
            assert_eq!(again, Decoded::Known(Known { record, lifted_from: None }));
        }
        Decoded::Administrative(record) => {
            assert_eq!(record.to_line().as_bytes(), bytes);
            assert_eq!(peek_complaint(bytes), Some(ComplaintId::ADMINISTRATION));
        }
        Decoded::Unknown(unknown) => {
            assert!(unknown.version > 0 && unknown.schema > 0 && unknown.kind.chars().count() <= 64);
            let newer = |kind: EventKind| unknown.schema > kind.schema();
            assert!(unknown.kind.parse().map_or(true, newer));
            assert_eq!(peek_complaint(bytes), Some(unknown.complaint));
        }
        Decoded::Corrupt(corrupt) => match corrupt {
            Corrupt::Empty => assert!(bytes.is_empty()),
            Corrupt::TooLong { .. } => assert!(bytes.len() > MAX_LINE),
            Corrupt::NotJson { offset, message } | Corrupt::NotARecord { offset, message } => {
                assert!(offset <= bytes.len() && !message.is_empty(), "{offset} {message}");
            }
            Corrupt::NotUtf8 { offset } | Corrupt::NotCanonical { offset } => assert!(offset < bytes.len()),
            #[cfg(not(aduan_workspace))]
            other => panic!("{other:?}"),
        },
    }
}

fn some_line(tape: &mut Tape<'_>) -> String {
    let kind = tape.pick(EventKind::ALL);
    if tape.once_in(8) {
        return samples::admin_record(tape.pick(AdminEventKind::ALL)).to_line();
    }
    if tape.once_in(8) {
        return include_str!("../golden/EvidenceAttached.1.json").trim_end().to_owned();
    }
    let samples = samples::records(kind);
    if tape.once_in(2) {
        samples[tape.below(samples.len())].to_line()
    } else {
        draw::record(kind, tape).to_line()
    }
}

/// Flips, replaces, inserts, deletes, cuts off, doubles, splices, or swaps two neighbours.
fn change(line: &mut Vec<u8>, tape: &mut Tape<'_>) {
    const BYTES: &[u8] = b"\"\\{}[]:,0123456789abcdefANZ .eE+-/ \t\n\r\0\xff\xc3\xa9nul";
    if line.is_empty() {
        return;
    }
    let (at, to) = (tape.below(line.len()), tape.below(line.len()));
    let range = at.min(to)..at.max(to).min(at.min(to) + 24);
    match tape.below(9) {
        0 => line[at] ^= 1 << tape.below(8),
        1 => line[at] = tape.pick(BYTES),
        2 => line.insert(at, tape.pick(BYTES)),
        3 => drop(line.remove(at)),
        4 => line.truncate(at),
        5 => drop(line.drain(range)),
        6 => {
            let part = line[range].to_vec();
            line.splice(at..at, part);
        }
        7 => line.swap(at, (at + 1).min(to)),
        _ => {
            let other = draw::record(tape.pick(EventKind::ALL), tape).to_line().into_bytes();
            line.splice(at.., other.into_iter().skip(to));
        }
    }
}
