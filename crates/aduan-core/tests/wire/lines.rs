//! The line from which hostile ones are made, and what is expected of them.

use aduan_core::{Corrupt, Decoded, Unknown, decode};

/// A record, from which the hostile lines are made.
pub(crate) const LINE: &str = concat!(
    r#"{"format":"aduan/1","complaint":"0195c0de-0000-7000-8000-00000000000a","version":5,"#,
    r#""id":"0195c0de-0000-7000-8000-000000001000","type":"WiseAcknowledged","schema":1,"#,
    r#""recorded_at":"2025-03-05T02:00:00.000000Z","clock":null,"#,
    r#""actor":{"id":"00000000-0000-0000-0000-000000000000","role":"system","office":null},"#,
    r#""rulebook":"kep-154-2012","calendar":"id-2024-2026","directory":null,"#,
    r#""command":"0195c0de-0000-7000-8000-000000002000","#,
    r#""correlation":"0195c0de-0000-7000-8000-000000003000","causation":null,"#,
    r#""data":{"number":"WISE/2025/0042"}}"#
);

/// The line with one thing replaced by another.
#[track_caller]
pub(crate) fn with(from: &str, to: &str) -> String {
    assert_eq!(LINE.matches(from).count(), 1, "{from} stands once in the line");
    LINE.replace(from, to)
}

/// The line with other data, of this type.
pub(crate) fn with_data(kind: &str, data: &str) -> String {
    with("WiseAcknowledged", kind).replace(r#"{"number":"WISE/2025/0042"}"#, data)
}

#[track_caller]
pub(crate) fn corrupt(line: impl AsRef<[u8]>) -> Corrupt {
    match decode(line.as_ref()) {
        Decoded::Corrupt(corrupt) => corrupt,
        other => panic!("{:?}\nis {other:?}", String::from_utf8_lossy(line.as_ref())),
    }
}

#[track_caller]
pub(crate) fn unknown(line: &str) -> Unknown {
    match decode(line.as_bytes()) {
        Decoded::Unknown(unknown) => unknown,
        other => panic!("{}\nis {other:?}", line.chars().take(500).collect::<String>()),
    }
}

/// It is JSON, but no record; reading stopped no earlier than `from` and no later than `to`.
#[track_caller]
pub(crate) fn is_no_record(line: &str, from: usize, to: usize) {
    match corrupt(line) {
        Corrupt::NotARecord { offset, message } => {
            assert!((from..=to).contains(&offset), "stopped at {offset}, not in {from}..={to}: {message}");
            assert!(!message.is_empty() && !message.contains(" at line "), "{message}");
        }
        other => panic!("{line}\nis {other:?}"),
    }
}

/// As [`is_no_record`], where reading must have stopped within `part`, which stands once, or next to it.
#[track_caller]
pub(crate) fn is_no_record_by(line: &str, part: &str) {
    assert_eq!(line.matches(part).count(), 1, "{part} stands once in {line}");
    let from = line.find(part).expect("it stands there");
    is_no_record(line, from - 1, from + part.len());
}

/// The offset at which this part of the line begins.
#[track_caller]
pub(crate) fn at(part: &str) -> usize {
    LINE.find(part).expect("a part of the line")
}

#[track_caller]
pub(crate) fn is_no_json(line: &str, right: usize) {
    match corrupt(line) {
        Corrupt::NotJson { offset, .. } => assert_eq!(offset, right, "{line}"),
        other => panic!("{line}\nis {other:?}"),
    }
}

#[track_caller]
pub(crate) fn is_not_canonical(line: &str, right: usize) {
    assert_eq!(corrupt(line), Corrupt::NotCanonical { offset: right }, "{line}");
}
