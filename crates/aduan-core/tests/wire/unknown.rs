//! Records of a newer version: unknown, never skipped, never guessed.

use super::lines::*;
use aduan_core::{Decoded, decode};

#[test]
fn versions_and_schemas_begin_with_1() {
    is_no_record_by(&with(r#""version":5"#, r#""version":0"#), r#""version":0,"#);
    is_no_record_by(&with(r#""schema":1"#, r#""schema":0"#), r#""schema":0,"#);
    is_no_record_by(
        &with_data("Teleported", "{}").replace(r#""schema":1"#, r#""schema":0"#),
        r#""schema":0,"#,
    );
}

#[test]
fn another_format_is_no_record_of_this_one() {
    for format in ["aduan/2", "aduan/1 ", "ADUAN/1", ""] {
        let line = with("aduan/1", format);
        is_no_record(&line, 10, 10 + format.len() + 2);
    }
}

#[test]
fn a_newer_schema_is_unknown() {
    let newer = with(r#""schema":1"#, r#""schema":2"#).replace("WISE/2025/0042", "any, thing");
    let unknown = unknown(&newer);
    assert_eq!((unknown.kind.as_str(), unknown.schema, unknown.version), ("WiseAcknowledged", 2, 5));
}

#[test]
fn an_unknown_event_is_unknown_whatever_its_data_and_further_keys() {
    for data in ["{}", "null", "[1, 2]", r#""\u0041 ä""#, r#"{"a":1,"a":1}"#, "-1.5e3"] {
        let line = with_data("Teleported", data);
        assert_eq!(unknown(&line).kind, "Teleported");
        let more = format!(r#"{},"signature":{{"by":["x"]}},"more":0}}"#, &line[..line.len() - 1]);
        assert_eq!(unknown(&more).kind, "Teleported");
    }
}

#[test]
fn an_unknown_event_says_whose_it_is_when_and_by_whom() {
    let unknown = unknown(&with_data("Teleported", "{}"));
    let Decoded::Known(known) = decode(LINE.as_bytes()) else { panic!("the line is known") };
    assert_eq!((unknown.complaint, unknown.id), (known.record.complaint, known.record.id));
    assert_eq!((unknown.recorded_at, unknown.actor), (known.record.recorded_at, known.record.actor));
    assert_eq!(unknown.command, known.record.command);
}

#[test]
fn the_name_of_an_unknown_event_is_cut() {
    let unknown = unknown(&with_data(&"é".repeat(1000), "{}"));
    assert_eq!(unknown.kind, "é".repeat(64));
}

#[test]
fn an_unknown_event_without_a_whole_envelope_is_no_record() {
    is_no_record_by(&with_data("Teleported", "{}").replace(r#""clock":null,"#, ""), r#""actor""#);
    is_no_record_by(&with_data("Teleported", "{}").replace(r#","data":{}"#, ""), r#""causation":null}"#);
}

#[test]
fn an_unknown_event_has_its_complaint_where_every_record_has_it() {
    let id = at("0195c0de-0000-7000-8000-00000000000a");
    let line = with_data("Teleported", "{}");
    is_not_canonical(&line.replace(r#"{"format""#, r#"{ "format""#), 1);
    is_not_canonical(&line.replace("aduan/1", r"aduan\/1"), at("/1"));
    is_not_canonical(
        &line.replace("0195c0de-0000-7000-8000-00000000000a", r"\u0030195c0de-0000-7000-8000-00000000000a"),
        id,
    );
}

#[test]
fn a_schema_that_no_upcaster_lifts_would_be_no_record() {
    // The only event with an older schema has its upcaster; data of the new shape do not pass for the old.
    let line = with_data("EvidenceAttached", r#"{"number":"W-1"}"#);
    is_no_record_by(&line, r#""number":"W-1""#);
}
