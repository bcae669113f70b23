//! Values that are none: each has one spelling.

use super::lines::*;
use aduan_core::{Decoded, decode};

#[test]
fn upper_case_hexadecimal_is_no_id() {
    let upper = "0195C0DE-0000-7000-8000-00000000000A";
    is_no_record_by(&with("0195c0de-0000-7000-8000-00000000000a", upper), upper);
}

#[test]
fn an_id_without_hyphens_in_braces_or_too_long_is_no_id() {
    for id in [
        "0195c0de00007000800000000000000a",
        "{0195c0de-0000-7000-8000-00000000000a}",
        "0195c0de-0000-7000-8000-00000000000a0",
        "",
    ] {
        let line = with("0195c0de-0000-7000-8000-00000000000a", id);
        is_no_record(&line, 31, 31 + id.len() + 2);
    }
}

#[test]
fn a_number_has_one_spelling() {
    for number in ["5.0", "5e0", "0.5e1", "-0", "-5", "4294967296", "1e19", "\"5\"", "null", "[5]", "true"] {
        let line = with(r#""version":5"#, &format!(r#""version":{number}"#));
        is_no_record(&line, at("5,") - 2, at("5,") + number.len());
    }
}

#[test]
fn what_json_knows_as_no_number_is_no_json() {
    for (number, stops) in [("05", 1), ("+5", 0), (".5", 0), ("5.", 2), ("NaN", 0), ("1e999", 4)] {
        is_no_json(&with(r#""version":5"#, &format!(r#""version":{number}"#)), at("5,") + stops);
    }
}

#[test]
fn a_set_that_repeats_or_is_out_of_order_is_no_record() {
    let content = concat!(
        r#""content":{"id":"00000000-0000-0000-0000-0000000a0005","commitment":""#,
        "0505050505050505050505050505050505050505050505050505050505050505",
        r#""}"#
    );
    let amended =
        |elements: &str| with_data("MaterialAmended", &format!(r#"{{{content},"elements":{elements}}}"#));
    assert!(matches!(decode(amended(r#"["what","who"]"#).as_bytes()), Decoded::Known(_)));
    for elements in [r#"["who","what"]"#, r#"["what","what"]"#, r#"["why"]"#, r"[0]", r#""what""#] {
        is_no_record_by(&amended(elements), elements);
    }
    let last = amended(r#"["what",]"#);
    is_no_json(&last, last.find(",]").expect("the comma") + 1);
}

#[test]
fn what_is_not_ascii_is_no_code() {
    for number in ["WISÉ", "W\u{7f}", "Ｗ"] {
        is_no_record_by(&with("WISE/2025/0042", number), number);
    }
}

#[test]
fn a_time_that_does_not_exist_is_no_time() {
    for time in [
        "10000-01-01T00:00:00.000000Z",
        "-0001-01-01T00:00:00.000000Z",
        "2025-02-29T00:00:00.000000Z",
        "2025-01-01T24:00:00.000000Z",
        "2025-01-01T23:59:60.000000Z",
        "2025-03-05T02:00:00Z",
        "2025-03-05T02:00:00.000000+00:00",
        "2025-03-05 02:00:00.000000Z",
    ] {
        is_no_record_by(&with("2025-03-05T02:00:00.000000Z", time), time);
    }
}

#[test]
fn a_count_beyond_its_range_is_no_record() {
    for days in ["65536", "-1", "1.5"] {
        let window = format!(
            r#"{{"due":"2025-03-15T17:00:00.000000Z","rule":"R13","days":{days},"counting":"calendar_days","calendar":"id-2024-2026"}}"#
        );
        let data = format!(r#"{{"target":{window}}}"#);
        is_no_record_by(&with_data("VerificationRequested", &data), &format!("{days},"));
    }
}
