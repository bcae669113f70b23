//! The crate `process_mining` reads of an export what the history says.

use process_mining::core::event_data::case_centric::{AttributeValue, XESEditableAttribute};
use process_mining::{EventLog, Importable, OCEL};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program under test: `ADUAN`, or what `cargo build -p aduan-cli` has made.
fn program() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/aduan");
    let program = std::env::var_os("ADUAN").map_or(built, PathBuf::from);
    assert!(program.exists(), "{} is not there: cargo build -p aduan-cli", program.display());
    program
}

fn aduan(args: &[&str]) {
    let output = Command::new(program()).args(args).output().expect("it runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

struct History {
    folder: tempfile::TempDir,
    records: Vec<Value>,
}

impl History {
    fn new(complaints: &str) -> Self {
        let folder = tempfile::tempdir().expect("a place");
        let path = folder.path().join("history.jsonl");
        aduan(&["generate", "--complaints", complaints, "--seed", "11", "--output", path.to_str().unwrap()]);
        let text = std::fs::read_to_string(path).expect("readable");
        let records = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        Self { folder, records }
    }

    fn export(&self, format: &str, name: &str) -> PathBuf {
        let (from, to) = (self.folder.path().join("history.jsonl"), self.folder.path().join(name));
        aduan(&["export", "--to", format, from.to_str().unwrap(), "--output", to.to_str().unwrap()]);
        to
    }

    /// How many records there are of each value.
    fn by(&self, key: &str) -> BTreeMap<String, usize> {
        count(self.records.iter().map(|record| record[key].as_str().expect("a string").to_owned()))
    }
}

fn count<T: Ord>(values: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

fn text(attributes: &impl XESEditableAttribute, key: &str) -> String {
    match &attributes.get_by_key(key).unwrap_or_else(|| panic!("{key}")).value {
        AttributeValue::String(text) => text.clone(),
        AttributeValue::ID(id) => id.to_string(),
        other => panic!("{key}: {other:?}"),
    }
}

#[test]
fn xes_has_a_trace_for_each_complaint_and_an_event_for_each_record() {
    let history = History::new("2000");
    let log = EventLog::import_from_path(history.export("xes", "history.xes")).expect("XES");
    let events = || log.traces.iter().flat_map(|trace| &trace.events);
    assert_eq!(events().count(), history.records.len());
    assert_eq!(count(events().map(|event| text(&event.attributes, "concept:name"))), history.by("type"));
    let traces: BTreeMap<String, usize> =
        log.traces.iter().map(|trace| (text(&trace.attributes, "concept:name"), trace.events.len())).collect();
    assert_eq!(traces, history.by("complaint"));
    assert_eq!(count(events().map(|event| text(&event.attributes, "identity:id"))), history.by("id"));
    for trace in &log.traces {
        let versions: Vec<i64> = trace
            .events
            .iter()
            .map(|event| match event.attributes.get_by_key("version").expect("a version").value {
                AttributeValue::Int(version) => version,
                ref other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(versions, (1..=trace.events.len() as i64).collect::<Vec<_>>());
        let dated = |event: &process_mining::core::event_data::case_centric::Event| {
            matches!(event.attributes.get_by_key("time:timestamp").expect("a time").value, AttributeValue::Date(_))
        };
        assert!(trace.events.iter().all(dated));
    }
    assert_eq!(log.extensions.as_ref().map(Vec::len), Some(5));
    assert_eq!(log.classifiers.as_ref().map(Vec::len), Some(3));
    assert!(log.global_event_attrs.is_some() && log.global_trace_attrs.is_some());
}

type Relations = BTreeSet<(String, String, String)>;

struct Told {
    events: BTreeMap<String, usize>,
    objects: BTreeMap<String, String>,
    relations: Relations,
    between: Relations,
    /// How many values attributes take, by object and name.
    values: BTreeMap<(String, String), usize>,
    times: BTreeSet<(String, String)>,
}

fn told(log: &OCEL) -> Told {
    let relations = log.events.iter().flat_map(|event| {
        event.relationships.iter().map(|to| (event.id.clone(), to.object_id.clone(), to.qualifier.clone()))
    });
    let between = log.objects.iter().flat_map(|object| {
        object.relationships.iter().map(|to| (object.id.clone(), to.object_id.clone(), to.qualifier.clone()))
    });
    let values = log.objects.iter().flat_map(|object| {
        object.attributes.iter().map(|attribute| (object.id.clone(), attribute.name.clone()))
    });
    Told {
        events: count(log.events.iter().map(|event| event.event_type.clone())),
        objects: log.objects.iter().map(|object| (object.id.clone(), object.object_type.clone())).collect(),
        relations: relations.collect(),
        between: between.collect(),
        values: count(values),
        times: log.events.iter().map(|event| (event.id.clone(), event.time.to_utc().to_rfc3339())).collect(),
    }
}

#[test]
fn both_of_ocel_say_the_same_and_what_the_history_says() {
    let history = History::new("2000");
    let json = OCEL::import_from_path(history.export("ocel2-json", "history.json")).expect("OCEL 2.0 JSON");
    let sqlite =
        OCEL::import_from_path(history.export("ocel2-sqlite", "history.sqlite")).expect("OCEL 2.0 SQLite");
    let (one, other) = (told(&json), told(&sqlite));
    assert_eq!(one.events, history.by("type"));
    assert_eq!(other.events, one.events);
    assert_eq!(one.times.len(), history.records.len());
    assert_eq!(other.times, one.times);
    let complaints = one.objects.values().filter(|kind| *kind == "Complaint").count();
    assert_eq!(complaints, history.by("complaint").len());
    assert_eq!(other.objects, one.objects);
    assert_eq!(other.relations, one.relations);
    assert_eq!(one.relations.iter().filter(|relation| relation.2 == "about").count(), history.records.len());
    assert_eq!(other.between, one.between);
    assert_eq!(other.values, one.values);
    // Every related object exists.
    let related = one.relations.iter().chain(&one.between).map(|relation| &relation.1);
    assert_eq!(related.filter(|object| !one.objects.contains_key(*object)).count(), 0);
    let types = |log: &OCEL| {
        let events = log.event_types.iter().map(|kind| (kind.name.clone(), kind.attributes.len()));
        events.chain(log.object_types.iter().map(|kind| (kind.name.clone(), kind.attributes.len()))).collect()
    };
    let declared: BTreeMap<String, usize> = types(&json);
    assert_eq!(types(&sqlite), declared);
    assert!(one.events.keys().all(|kind| declared.contains_key(kind)));
}
