//! Lines made by hand, or by mistake: each is read as it is, and nothing is guessed.

use super::lines::*;
use aduan_core::{Corrupt, Decoded, MAX_LINE, decode};

#[test]
fn the_line_itself_is_known() {
    let Decoded::Known(known) = decode(LINE.as_bytes()) else { panic!("{:?}", decode(LINE.as_bytes())) };
    assert_eq!(known.record.to_line(), LINE);
}

#[test]
fn an_empty_line_is_empty() {
    assert_eq!(corrupt(""), Corrupt::Empty);
}

#[test]
fn every_line_that_was_cut_off_is_no_json() {
    for end in 1..LINE.len() {
        let found = corrupt(&LINE[..end]);
        assert!(matches!(found, Corrupt::NotJson { offset, .. } if offset <= end), "{end}: {found:?}");
    }
}

#[test]
fn keys_in_another_order_are_no_record() {
    let swapped = with(r#""type":"WiseAcknowledged","schema":1"#, r#""schema":1,"type":"WiseAcknowledged""#);
    is_no_record_by(&swapped, r#""schema""#);
    let in_actor = with(r#""role":"system","office":null"#, r#""office":null,"role":"system""#);
    is_no_record_by(&in_actor, r#""office""#);
}

#[test]
fn a_doubled_key_is_no_record() {
    is_no_record_by(&with(r#""version":5,"#, r#""version":5,"version":6,"#), r#""version":6"#);
    is_no_record_by(&with_data("WiseAcknowledged", r#"{"number":"W-1","number":"W-2"}"#), r#"number":"W-2""#);
}

#[test]
fn a_missing_key_is_no_record() {
    is_no_record_by(&with(r#""version":5,"#, ""), r#""id":"0195c0de-0000-7000-8000-000000001000""#);
    is_no_record_by(&with(r#","office":null"#, ""), r#""system"}"#);
    is_no_record_by(&with_data("WiseAcknowledged", "{}"), r"{}");
    is_no_record(r#"{"format":"aduan/1"}"#, 18, 20);
    is_no_record("{}", 0, 2);
}

#[test]
fn an_optional_field_is_written_as_null_and_not_left_out() {
    is_no_record_by(&with(r#""clock":null,"#, ""), r#""actor""#);
}

#[test]
fn an_extra_key_is_no_record() {
    is_no_record_by(&with(r#""version":5"#, r#""version":5,"x":1"#), r#""x""#);
    is_no_record_by(
        &with(
            r#""0195c0de-0000-7000-8000-000000003000","#,
            r#""0195c0de-0000-7000-8000-000000003000","x":1,"#,
        ),
        r#""x""#,
    );
    is_no_record_by(&with(r#"0042"}}"#, r#"0042","x":1}}"#), r#""x""#);
    is_no_record_by(&with(r#"0042"}}"#, r#"0042"},"x":1}"#), r#""x""#);
}

#[test]
fn white_space_is_another_spelling() {
    for (spaced, offset) in [
        (with(r#""version":5"#, r#""version": 5"#), at("5,")),
        (with(r#""version":5"#, "\"version\"\t:5"), at(":5,")),
        (format!(" {LINE}"), 0),
        (format!("{LINE} "), LINE.len()),
        (format!("{LINE}\r"), LINE.len()),
        (format!("{LINE}\n"), LINE.len()),
    ] {
        is_not_canonical(&spaced, offset);
    }
}

#[test]
fn an_escape_is_another_spelling() {
    is_not_canonical(&with("WISE/", r"WIS\u0045/"), at("E/"));
    is_not_canonical(&with("WISE/", r"WISE\/"), at("/2025/"));
    is_not_canonical(&with("number", r"\u006eumber"), at("number"));
    is_not_canonical(&with("WiseAcknowledged", r"Wise\u0041cknowledged"), at("Acknow"));
}

#[test]
fn what_follows_the_record_is_no_json() {
    for rest in ["x", "{}", ",", "}", LINE] {
        is_no_json(&format!("{LINE}{rest}"), LINE.len());
    }
}

#[test]
fn an_array_or_a_word_in_the_place_of_an_object_is_no_record() {
    is_no_record_by(&with_data("WiseAcknowledged", r#"["WISE/2025/0042"]"#), r#"["WISE/2025/0042"]"#);
    is_no_record_by(&with_data("WiseAcknowledged", r#""W""#), r#""W""#);
    is_no_record_by(&with_data("WiseAcknowledged", "null"), r#""data":null"#);
    let actor = r#"{"id":"00000000-0000-0000-0000-000000000000","role":"system","office":null}"#;
    let array = r#"["00000000-0000-0000-0000-000000000000","system",null]"#;
    is_no_record_by(&with(actor, array), array);
    for line in ["[]", "\"aduan/1\"", "7", "null", "true"] {
        is_no_record(line, 0, line.len());
    }
}

#[test]
fn nesting_ten_thousand_deep_ends_in_an_answer() {
    let (arrays, objects) =
        ("[".repeat(10_000) + &"]".repeat(10_000), r#"{"a":"#.repeat(10_000) + "1" + &"}".repeat(10_000));
    for deep in [&arrays, &objects] {
        is_no_record(&with_data("WiseAcknowledged", deep), 0, LINE.len());
        is_no_record(&with_data("WiseAcknowledged", &format!(r#"{{"number":{deep}}}"#)), 0, LINE.len());
        assert_eq!(unknown(&with_data("Teleported", deep)).kind, "Teleported");
        is_no_record(deep, 0, 1 + r#""a""#.len());
    }
    assert!(matches!(corrupt(with_data("Teleported", &"[".repeat(10_000))), Corrupt::NotJson { .. }));
}

#[test]
fn what_is_not_utf8_is_told_by_its_first_bad_byte() {
    let mut bytes = LINE.as_bytes().to_vec();
    let offset = at("WISE/");
    for bad in [0xff, 0xc3, 0x80] {
        bytes[offset] = bad;
        assert_eq!(corrupt(&bytes), Corrupt::NotUtf8 { offset });
    }
}

#[test]
fn a_nul_a_byte_order_mark_and_control_characters_are_no_json() {
    is_no_json(&format!("\0{LINE}"), 0);
    is_no_json(&format!("{LINE}\0"), LINE.len());
    is_no_json(&format!("\u{feff}{LINE}"), 0);
    for control in ["\0", "\u{1}", "\n", "\r", "\u{1f}"] {
        let found = corrupt(with("WISE/", &format!("WISE{control}")));
        assert!(
            matches!(found, Corrupt::NotJson { offset, .. } if offset.abs_diff(at("/2025")) <= 1),
            "{found:?}"
        );
    }
}

#[test]
fn half_a_surrogate_is_no_json() {
    assert!(matches!(corrupt(with("WISE/", r"\ud800")), Corrupt::NotJson { .. }));
}

#[test]
fn a_line_may_be_as_long_as_a_line_may_be_and_no_longer() {
    let padding = MAX_LINE - with_data("Teleported", "\"\"").len();
    let longest = with_data("Teleported", &format!("\"{}\"", "x".repeat(padding)));
    assert_eq!(longest.len(), MAX_LINE);
    assert_eq!(unknown(&longest).kind, "Teleported");
    let bytes = MAX_LINE as u64 + 1;
    assert_eq!(corrupt(longest + " "), Corrupt::TooLong { bytes });
}
