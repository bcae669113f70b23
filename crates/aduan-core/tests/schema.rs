//! The published JSON Schema: it is the code's, every record holds to it, and nothing else does.
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use aduan_core::{AdminEventKind, EventKind, json_schema};
use jsonschema::Validator;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, proptest};
use serde_json::{Value, json};
use std::sync::LazyLock;
use support::draw::{self, Tape};
use support::{files, samples};

const PUBLISHED: &str = "../../docs/src/aduan-1.schema.json";

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::options()
        .should_validate_formats(true)
        .build(&json_schema())
        .expect("a schema of the 2020-12 draft")
});

fn is_valid(line: &Value) -> bool {
    VALIDATOR.is_valid(line)
}

fn parse(line: &str) -> Value {
    serde_json::from_str(line).expect("JSON")
}

/// Every line of every golden file of a current schema.
fn golden() -> Vec<Value> {
    let file = |kind: &EventKind| files::read(&format!("tests/golden/{kind}.{}.json", kind.schema()));
    let admin_file =
        |kind: &AdminEventKind| files::read(&format!("tests/golden/{kind}.{}.json", kind.schema()));
    let files = EventKind::ALL.iter().map(file).chain(AdminEventKind::ALL.iter().map(admin_file));
    files.flat_map(|text| text.lines().map(parse).collect::<Vec<_>>()).collect()
}

#[test]
fn what_is_published_is_what_the_code_says() {
    if files::is_update() {
        files::holds(PUBLISHED, &(serde_json::to_string_pretty(&json_schema()).expect("JSON") + "\n"));
    }
    let published = files::read(PUBLISHED);
    assert!(published.ends_with("}\n"));
    assert_eq!(parse(&published), json_schema(), "UPDATE_GOLDEN=1 publishes it");
}

#[test]
fn the_schema_is_itself_valid() {
    assert!(jsonschema::meta::is_valid(&json_schema()));
}

#[test]
fn every_golden_line_holds_to_it() {
    for line in golden() {
        assert!(is_valid(&line), "{line}");
    }
}

#[test]
fn a_line_without_one_of_its_keys_does_not() {
    for line in golden() {
        for pointer in pointers(&line) {
            // Only who shows a ticket says which, and only an officer has an alias.
            if ["/actor/ticket", "/actor/alias"].contains(&&*pointer) {
                continue;
            }
            let (parent, key) = pointer.rsplit_once('/').expect("a key");
            let mut less = line.clone();
            if let Some(Value::Object(keys)) = less.pointer_mut(parent) {
                keys.remove(key);
                assert!(!is_valid(&less), "{pointer} is missing in {line}");
            }
        }
    }
}

#[test]
fn a_line_with_one_more_key_does_not() {
    for line in golden() {
        for pointer in std::iter::once(String::new()).chain(pointers(&line)) {
            let mut more = line.clone();
            if let Some(Value::Object(keys)) = more.pointer_mut(&pointer) {
                keys.insert("x".to_owned(), Value::Null);
                assert!(!is_valid(&more), "{pointer}/x is in {more}");
            }
        }
    }
}

#[test]
fn a_value_that_no_field_has_does_not() {
    for line in golden() {
        for pointer in pointers(&line) {
            for wrong in [json!("?"), json!(-1), json!(1.5), json!(true), json!({}), json!([["what"]])] {
                let mut other = line.clone();
                *other.pointer_mut(&pointer).expect("it is there") = wrong;
                assert!(!is_valid(&other), "{pointer} in {other}");
            }
        }
    }
}

#[test]
fn a_line_with_the_data_of_another_event_does_not_unless_they_have_the_same_keys() {
    let lines = golden();
    for line in &lines {
        for other in lines.iter().filter(|other| keys(&other["data"]) != keys(&line["data"])) {
            let mut crossed = line.clone();
            crossed["data"] = other["data"].clone();
            assert!(!is_valid(&crossed), "{} with the data of {}", line["type"], other["type"]);
        }
    }
}

#[test]
fn a_line_of_another_event_format_schema_or_version_does_not() {
    for line in golden() {
        for (key, wrong) in [
            ("type", json!("Teleported")),
            ("format", json!("aduan/2")),
            ("schema", json!(0)),
            ("schema", json!(99)),
            ("version", json!(0)),
            ("version", json!(4_294_967_296_u64)),
        ] {
            let mut other = line.clone();
            other[key] = wrong;
            assert!(!is_valid(&other), "{key} in {other}");
        }
    }
}

#[test]
fn a_register_number_that_shows_zeros_it_needs_not_does_not() {
    for line in golden().iter().filter(|line| line["type"] == "Received") {
        let mut padded = line.clone();
        padded["data"]["register"] = json!("2025-0000123-0");
        assert!(!is_valid(&padded));
    }
}

#[test]
fn an_older_schema_is_not_described() {
    assert!(!is_valid(&parse(files::read("tests/golden/EvidenceAttached.1.json").trim_end())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_record_holds_to_it(numbers in vec(any::<u32>(), 60..80)) {
        let mut tape = Tape::new(&numbers);
        let kind = tape.pick(EventKind::ALL);
        let line = draw::record(kind, &mut tape).to_line();
        assert!(is_valid(&parse(&line)), "{line}");
    }
}

/// The samples that the golden files are made of have every key, so that what is checked above is checked on each.
#[test]
fn every_property_of_every_event_stands_in_a_sample() {
    for stream in ["then", "else"] {
        for variant in json_schema()[stream]["oneOf"].as_array().expect("the events") {
            let name = variant["properties"]["type"]["const"].as_str().expect("a name");
            let declared = keys(&variant["properties"]["data"]["properties"]);
            let of_complaint = name.parse().map(|kind| samples::records(kind)[0].to_line());
            let administrative = || name.parse().map(|kind| samples::admin_record(kind).to_line());
            let sample = parse(&of_complaint.or_else(|_| administrative()).expect("an event"));
            assert_eq!(declared, keys(&sample["data"]), "{name}");
        }
    }
}

fn keys(object: &Value) -> Vec<&String> {
    object.as_object().map(|object| object.keys().collect()).unwrap_or_default()
}

/// The JSON pointer of everything in a value, but not of the value itself.
fn pointers(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(array) => array.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    children
        .into_iter()
        .flat_map(|(key, value)| {
            let below: Vec<String> = pointers(value).iter().map(|rest| format!("/{key}{rest}")).collect();
            std::iter::once(format!("/{key}")).chain(below)
        })
        .collect()
}
