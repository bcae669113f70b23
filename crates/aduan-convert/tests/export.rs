//! The content of every format, for a sound history and for a damaged one.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_audit::{AsOf, Defect, Source};
use aduan_convert::export::{Column, Export, ExportError, Exported, Format, Kind, Moment};
use aduan_core::{Complaint, ComplaintId, Record};
use aduan_generate::{Generator, Options};
use roxmltree::{Document, Node};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;

fn records() -> Vec<Record> {
    Generator::new(Options::new(300, 5)).collect()
}

fn lines(records: &[Record]) -> String {
    records.iter().map(|record| record.to_line() + "\n").collect()
}

fn source(text: &str) -> Vec<Source> {
    vec![Source::from_bytes("test", text.as_bytes().to_vec()).expect("readable")]
}

fn written(export: &Export, text: &str) -> (Exported, String) {
    let mut out = Vec::new();
    let exported = export.to_writer(source(text), &mut out).expect("writable");
    (exported, String::from_utf8(out).expect("UTF-8"))
}

fn export(format: Format, text: &str) -> (Exported, String) {
    written(&Export::new(format), text)
}

type Row = HashMap<String, String>;

fn table(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("RFC 4180")
}

/// A history with every kind of damage: a line that is no record, one too long, one of an unknown event, one there
/// twice, one missing.
fn damaged() -> String {
    let records = records();
    let mut lines: Vec<String> = records.iter().map(Record::to_line).collect();
    lines[20] = lines[20].replacen("\"version\":", "\"version\" :", 1);
    let unknown = records[30].event.kind().as_str();
    lines[30] = lines[30].replacen(unknown, "=Held<&\\\">'", 1);
    let again = lines[40].clone();
    lines.insert(41, again);
    lines.remove(60);
    lines.insert(70, "x".repeat(2 << 20));
    lines.insert(80, String::new());
    lines.join("\n") + "\n"
}

#[test]
fn the_table_has_a_row_for_each_event_in_the_order_of_the_log() {
    let records = records();
    let (exported, text) = export(Format::Csv, &lines(&records));
    assert!(exported.history.is_sound());
    assert_eq!((exported.history.events, exported.cases), (records.len() as u64, 300));
    assert!(
        text.lines().count() == records.len() + 1
            && text.split_inclusive('\n').all(|line| line.ends_with("\r\n"))
    );
    let mut states: HashMap<ComplaintId, Complaint> = HashMap::new();
    let rows = table(&text);
    assert_eq!(rows.len(), records.len());
    for ((row, record), line) in rows.iter().zip(&records).zip(1..) {
        let state = states.entry(record.complaint).or_insert_with(|| Complaint::new(record.complaint));
        let before = state.stage;
        state.apply_record(record);
        let known = |id: Option<aduan_core::PersonId>| {
            id.filter(|id| *id != aduan_core::PersonId::SYSTEM).map(|id| id.to_string()).unwrap_or_default()
        };
        let office =
            |office: Option<aduan_core::Office>| office.map(|one| one.to_string()).unwrap_or_default();
        let local = record.recorded_at.to_datetime() + chrono::TimeDelta::hours(state.zone.hours());
        let expected = [
            ("position", i32::to_string(&line)),
            ("case", record.complaint.to_string()),
            ("register", state.register.expect("received").to_string()),
            ("version", record.version.to_string()),
            ("record", record.id.to_string()),
            ("event", record.event.kind().to_string()),
            ("recorded_utc", record.recorded_at.to_string()),
            ("recorded_local", local.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()),
            ("actor", known(Some(record.actor.id))),
            ("role", record.actor.role.to_string()),
            ("office", office(record.actor.office)),
            ("rulebook", record.rulebook.to_string()),
            ("stage_before", before.to_string()),
            ("stage_after", state.stage.to_string()),
            ("complainant", known(Some(state.complainant))),
            ("unit", office(state.unit)),
        ];
        for (column, value) in expected {
            assert_eq!(row[column], value, "{column} of line {line}");
        }
        let set = ["window", "response", "target", "overall"].map(|kind| {
            let [due, rule] = ["due", "rule"].map(|part| row[&format!("{kind}_{part}")].clone());
            (!due.is_empty()).then_some((kind.to_owned(), due, rule))
        });
        // By when a message is to be answered, when a mail counts as read, a ticket has all powers, or a proposal lapses, have no columns.
        let columned = |kind: aduan_core::DeadlineKind| {
            use aduan_core::DeadlineKind::{Answer, Lapse, Quiet, Telling};
            !matches!(kind, Answer | Telling | Quiet | Lapse)
        };
        let deadlines = record.event.deadlines().filter(|(kind, _)| columned(*kind));
        let deadlines =
            deadlines.map(|(kind, one)| (kind.to_string(), one.due.to_string(), one.rule.to_string()));
        assert_eq!(set.into_iter().flatten().collect::<Vec<_>>(), deadlines.collect::<Vec<_>>());
        assert_eq!(row["outcome"].is_empty(), state.stage != aduan_core::Stage::Closed);
    }
}

#[test]
fn the_same_history_gives_the_same_bytes_on_any_number_of_threads() {
    let text = damaged();
    for format in [Format::Csv, Format::Xes, Format::Ocel2Json] {
        let on =
            |threads| written(&Export::new(format).threads(NonZeroUsize::new(threads).expect("some")), &text);
        let (one, alone) = on(1);
        for threads in [2, 3, 7] {
            let (more, together) = on(threads);
            assert!(alone == together, "{format:?} on {threads} threads");
            assert_eq!(
                (one.history.events, &one.history.defects),
                (more.history.events, &more.history.defects)
            );
        }
    }
}

#[test]
fn every_line_is_accounted_for_and_every_flaw_is_told() {
    let text = damaged();
    for format in [Format::Csv, Format::Xes, Format::Ocel2Json] {
        let (exported, _) = export(format, &text);
        assert!(!exported.history.is_sound());
        assert_eq!(exported.history.lines, text.lines().count() as u64);
        assert_eq!(
            exported.history.lines,
            exported.history.events
                + exported.history.corrupt
                + exported.history.repeated
                + exported.history.later
        );
        assert_eq!(
            (exported.history.corrupt, exported.history.unknown, exported.history.repeated),
            (3, 1, 1)
        );
        let defects = &exported.history.defects;
        let told = |line| defects.iter().filter(move |found| found.line == line).map(|found| &found.defect);
        assert!(matches!(told(21).next(), Some(Defect::Corrupt(_))));
        assert!(matches!(told(31).next(), Some(Defect::Unknown { .. })));
        assert!(matches!(told(42).next(), Some(Defect::Repeated { .. })));
        assert!(matches!(told(71).next(), Some(Defect::Corrupt(aduan_core::Corrupt::TooLong { .. }))));
        assert!(matches!(told(81).next(), Some(Defect::Corrupt(aduan_core::Corrupt::Empty))));
        assert!(exported.history.disorder >= 2, "the repeated one, and the gap where one was taken out");
    }
}

#[test]
fn an_unknown_event_is_exported_as_unknown_under_its_name() {
    let text = damaged();
    let rows = table(&export(Format::Csv, &text).1);
    let row = &rows.iter().find(|row| row["position"] == "31").expect("it is there");
    assert_eq!(
        (row["event"].as_str(), row["detail"].as_str()),
        ("Unknown", "'=Held<&\">'"),
        "and no formula"
    );
    assert_eq!(row["stage_before"], row["stage_after"]);
    let (_, xes) = export(Format::Xes, &text);
    let document = Document::parse(&xes).expect("well-formed");
    let unknown = document.descendants().filter(|node| value(*node, "concept:name") == Some("Unknown"));
    let unknown: Vec<_> =
        unknown.filter(|node| node.has_tag_name("event") || node.tag_name().name() == "event").collect();
    assert_eq!(unknown.iter().map(|node| value(*node, "detail")).collect::<Vec<_>>(), [Some("=Held<&\">'")]);
    let (_, json) = export(Format::Ocel2Json, &text);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let unknown = json["events"].as_array().expect("events").iter().find(|event| event["type"] == "Unknown");
    let unknown = unknown.expect("it is there");
    let detail = unknown["attributes"].as_array().expect("some").iter().find(|one| one["name"] == "detail");
    assert_eq!(detail.expect("a detail")["value"], "=Held<&\">'");
}

#[test]
fn what_a_spreadsheet_would_compute_gets_an_apostrophe() {
    let record = records().remove(0);
    for begin in ["=1+1", "+1", "-1", "@SUM"] {
        let line = record.to_line().replacen("\"Received\"", &format!("\"{begin}\""), 1);
        let rows = table(&export(Format::Csv, &line).1);
        assert_eq!(rows[0]["detail"], format!("'{begin}"));
    }
}

#[test]
fn as_of_leaves_out_what_came_later() {
    let records = records();
    let text = lines(&records);
    let at = records[records.len() / 2].recorded_at;
    let until = records.iter().filter(|record| record.recorded_at <= at).count() as u64;
    for format in [Format::Csv, Format::Xes, Format::Ocel2Json] {
        let (exported, _) = written(&Export::new(format).as_of(AsOf::Instant(at)), &text);
        assert_eq!((exported.history.events, exported.history.later), (until, records.len() as u64 - until));
        let (exported, _) = written(&Export::new(format).as_of(AsOf::Position(100)), &text);
        assert_eq!((exported.history.events, exported.history.later), (100, records.len() as u64 - 100));
    }
}

#[test]
fn an_empty_history_is_an_empty_file_of_its_format() {
    let (_, csv) = export(Format::Csv, "");
    assert_eq!(table(&csv).len(), 0);
    let (_, xes) = export(Format::Xes, "");
    assert_eq!(well_formed(&xes), (0, 0));
    let (exported, json) = export(Format::Ocel2Json, "");
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        (json["events"].as_array().map(Vec::len), json["objects"].as_array().map(Vec::len)),
        (Some(0), Some(0))
    );
    assert_eq!(exported.objects.expect("objects").total(), 0);
}

fn value<'a>(node: Node<'a, '_>, key: &str) -> Option<&'a str> {
    node.children().find(|child| child.attribute("key") == Some(key))?.attribute("value")
}

/// Holds a log against the standard's schema for it (IEEE 1849, annex), rule by rule; counts traces and events.
fn well_formed(xes: &str) -> (usize, usize) {
    const NAMESPACE: &str = "http://www.xes-standard.org/";
    let document = Document::parse(xes).expect("well-formed");
    let log = document.root_element();
    assert!(log.has_tag_name((NAMESPACE, "log")));
    log.attribute("xes.version").expect("a version").parse::<f64>().expect("a decimal");
    let ncname = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    let elements = |node: Node<'_, '_>| {
        let text = node.children().filter(Node::is_text);
        assert!(text.into_iter().all(|text| text.text().is_none_or(|text| text.trim().is_empty())));
    };
    // Extensions, then globals, then classifiers, then attributes, then traces: a sequence.
    let mut order = Vec::new();
    let mut prefixes = BTreeSet::new();
    let mut globals: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for child in log.children().filter(Node::is_element) {
        assert_eq!(child.tag_name().namespace(), Some(NAMESPACE));
        order.push(match child.tag_name().name() {
            "extension" => {
                assert!(ncname(child.attribute("name").expect("a name")));
                prefixes.insert(child.attribute("prefix").expect("a prefix"));
                assert!(child.attribute("uri").expect("a URI").starts_with("http://"));
                0
            }
            "global" => {
                let scope = child.attribute("scope").expect("a scope");
                let declared = child.children().filter(Node::is_element).map(attribute).collect();
                assert!(globals.insert(scope, declared).is_none(), "{scope} twice");
                1
            }
            "classifier" => {
                assert!(ncname(child.attribute("name").expect("a name")));
                let keys = child.attribute("keys").expect("keys").split(' ');
                let events = &globals["event"];
                assert!(keys.into_iter().all(|key| events.iter().any(|(_, declared)| *declared == key)));
                2
            }
            "trace" => 4,
            _ => {
                attribute(child);
                3
            }
        });
    }
    assert!(order.is_sorted());
    let traces: Vec<_> = log.children().filter(|child| child.tag_name().name() == "trace").collect();
    let mut events = 0;
    for trace in &traces {
        elements(*trace);
        holds(*trace, &globals["trace"], &prefixes);
        let mut within = false;
        for event in trace.children().filter(|child| child.tag_name().name() == "event") {
            elements(event);
            holds(event, &globals["event"], &prefixes);
            events += 1;
            within = true;
        }
        assert!(within, "a trace without events");
        let kinds: Vec<bool> = trace
            .children()
            .filter(Node::is_element)
            .map(|child| child.tag_name().name() == "event")
            .collect();
        assert!(kinds.is_sorted(), "attributes stand before events");
    }
    (traces.len(), events)
}

/// The type and key of an attribute whose value is one of its type.
fn attribute<'a>(node: Node<'a, '_>) -> (&'a str, &'a str) {
    let (kind, key) = (node.tag_name().name(), node.attribute("key").expect("a key"));
    let value = node.attribute("value").expect("a value");
    assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || "_:".contains(c)));
    match kind {
        "string" => {}
        "int" => assert!(value.parse::<i64>().is_ok(), "{key}: {value}"),
        "date" => assert!(chrono::DateTime::parse_from_rfc3339(value).is_ok(), "{key}: {value}"),
        "id" => assert!(value.parse::<uuid::Uuid>().is_ok(), "{key}: {value}"),
        other => panic!("{key}: no type is {other}"),
    }
    (kind, key)
}

/// Whether an element has all that is declared of it, each key once, and no prefix that nothing declares.
fn holds(node: Node<'_, '_>, declared: &[(&str, &str)], prefixes: &BTreeSet<&str>) {
    let own = node.children().filter(|child| child.is_element() && child.tag_name().name() != "event");
    let own: Vec<_> = own.map(attribute).collect();
    let keys: BTreeSet<_> = own.iter().map(|(_, key)| key).collect();
    assert_eq!(keys.len(), own.len(), "a key twice");
    assert!(declared.iter().all(|declared| own.contains(declared)), "{declared:?} in {own:?}");
    assert!(
        own.iter().filter_map(|(_, key)| key.split_once(':')).all(|(prefix, _)| prefixes.contains(prefix))
    );
}

#[test]
fn xes_is_what_the_standards_schema_wants() {
    let records = records();
    let (_, xes) = export(Format::Xes, &lines(&records));
    assert_eq!(well_formed(&xes), (300, records.len()));
    let (exported, xes) = export(Format::Xes, &damaged());
    assert_eq!(well_formed(&xes).1 as u64, exported.history.events);
}

#[test]
fn a_trace_is_a_complaint_and_says_how_it_ended() {
    let records = records();
    let (_, xes) = export(Format::Xes, &lines(&records));
    let document = Document::parse(&xes).expect("well-formed");
    let mut states: BTreeMap<String, Complaint> = BTreeMap::new();
    let mut order = Vec::new();
    for record in &records {
        let id = record.complaint.to_string();
        if !states.contains_key(&id) {
            order.push(id.clone());
        }
        states.entry(id).or_insert_with(|| Complaint::new(record.complaint)).apply_record(record);
    }
    let traces: Vec<_> = document.descendants().filter(|node| node.tag_name().name() == "trace").collect();
    assert_eq!(traces.iter().filter_map(|trace| value(*trace, "concept:name")).collect::<Vec<_>>(), order);
    for trace in traces {
        let state = &states[value(trace, "concept:name").expect("a name")];
        assert_eq!(value(trace, "register"), Some(state.register.expect("received").to_string().as_str()));
        assert_eq!(value(trace, "stage"), Some(state.stage.as_str()));
        assert_eq!(value(trace, "rulebook"), state.rulebook.as_ref().map(aduan_core::RulebookId::as_str));
        let ended = state.outcome.filter(|_| state.stage == aduan_core::Stage::Closed);
        assert_eq!(value(trace, "outcome"), ended.map(aduan_core::Outcome::as_str));
        let events = trace.children().filter(|child| child.tag_name().name() == "event");
        let versions: Vec<u32> = events.filter_map(|event| value(event, "version")?.parse().ok()).collect();
        assert_eq!(versions, (1..=state.version).collect::<Vec<u32>>());
    }
}

#[test]
fn what_no_longer_fits_into_memory_waits_in_a_file_and_nothing_changes() {
    // Some 42 MB of rows: more than may wait in memory. That takes some seconds.
    let records: Vec<Record> = Generator::new(Options::new(12_000, 3)).collect();
    let text = lines(&records);
    let folder = tempfile::tempdir().expect("a place");
    let path = folder.path().join("history.xes");
    let exported = Export::new(Format::Xes).to_file(source(&text), &path).expect("writable");
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("readable").count(),
        1,
        "the file that waits has no name"
    );
    assert_eq!((exported.history.events, exported.cases), (records.len() as u64, 12_000));
    let mut found: Vec<(u64, u32)> = Vec::new();
    for line in std::fs::read_to_string(&path).expect("UTF-8").lines() {
        let number = |key: &str| line.strip_prefix(key)?.strip_suffix("\"/>")?.parse::<u32>().ok();
        if let Some(position) = number("<int key=\"position\" value=\"") {
            found.push((position.into(), 0));
        } else if let (Some(version), Some(last)) =
            (number("<int key=\"version\" value=\""), found.last_mut())
        {
            last.1 = version;
        }
    }
    // The declaration of the global attributes is the first.
    found.remove(0);
    found.sort_unstable();
    assert!(found.into_iter().eq((1..).zip(records.iter().map(|record| record.version))));
}

fn relations(json: &Value, of: &str) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    let all = json[of].as_array().expect("an array").iter();
    all.flat_map(|one| {
        let to = one["relationships"].as_array().expect("an array").iter();
        to.map(move |to| (text(&one["id"]), text(&to["objectId"]), text(&to["qualifier"])))
    })
    .collect()
}

#[test]
fn both_of_ocel_have_the_same_events_objects_relations_and_changes() {
    for text in [lines(&records()), damaged()] {
        let folder = tempfile::tempdir().expect("a place");
        let path = folder.path().join("history.sqlite");
        let exported = Export::new(Format::Ocel2Sqlite).to_file(source(&text), &path).expect("writable");
        let (also, json) = export(Format::Ocel2Json, &text);
        assert_eq!((exported.history.events, exported.objects), (also.history.events, also.objects));
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let database = Connection::open(&path).expect("a database");
        let rows = |query: &str| {
            let mut statement = database.prepare(query).expect("SQL");
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                (0..columns).map(|at| row.get::<_, String>(at)).collect::<Result<Vec<_>, _>>()
            });
            rows.expect("rows").collect::<Result<BTreeSet<_>, _>>().expect("strings")
        };
        let triples = |table: &str| rows(&format!("SELECT * FROM {table}"));
        let same = |one: BTreeSet<(String, String, String)>, other: BTreeSet<Vec<String>>| {
            let one: BTreeSet<_> = one.into_iter().map(|(one, two, three)| vec![one, two, three]).collect();
            assert!(one == other);
        };
        same(relations(&json, "events"), triples("event_object"));
        same(relations(&json, "objects"), triples("object_object"));
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let typed = |of: &str| {
            let all = json[of].as_array().expect("an array").iter();
            all.map(|one| vec![text(&one["id"]), text(&one["type"])]).collect::<BTreeSet<_>>()
        };
        assert_eq!(typed("events"), rows("SELECT * FROM event"));
        assert_eq!(typed("objects"), rows("SELECT * FROM object"));
        assert_eq!(typed("events").len() as u64, exported.history.events);
        // Attributes of events and of complaints, whatever their number.
        for kind in json["eventTypes"].as_array().expect("types") {
            let name = text(&kind["name"]);
            let columns: Vec<String> =
                kind["attributes"].as_array().expect("some").iter().map(|one| text(&one["name"])).collect();
            let list: Vec<String> =
                columns.iter().map(|column| format!(", COALESCE(CAST({column} AS TEXT), '')")).collect();
            let list = list.concat();
            let stored = rows(&format!("SELECT ocel_id, ocel_time{list} FROM event_{name}"));
            let events = json["events"]
                .as_array()
                .expect("events")
                .iter()
                .filter(|event| event["type"] == name.as_str());
            let told = events.map(|event| {
                let attributes = event["attributes"].as_array().expect("attributes");
                let value = |column: &String| {
                    let found = attributes.iter().find(|one| one["name"] == column.as_str());
                    found.map(|one| text(&one["value"])).unwrap_or_default()
                };
                [text(&event["id"]), text(&event["time"])]
                    .into_iter()
                    .chain(columns.iter().map(value))
                    .collect()
            });
            assert_eq!(told.collect::<BTreeSet<Vec<String>>>(), stored, "{name}");
        }
        let changed: Vec<(String, String, String)> = json["objects"]
            .as_array()
            .expect("objects")
            .iter()
            .flat_map(|object| {
                let attributes = object["attributes"].as_array().expect("attributes").iter();
                let later = attributes.filter(|one| !text(&one["time"]).starts_with("1970"));
                later.map(|one| (text(&object["id"]), text(&one["name"]), text(&one["value"])))
            })
            .collect();
        assert_eq!(changed.len() as u64, exported.objects.expect("objects").changes);
        let stored: i64 = database
            .query_row(
                "SELECT count(*) FROM object_Complaint WHERE ocel_changed_field IS NOT NULL",
                [],
                |row| row.get(0),
            )
            .expect("a number");
        assert_eq!(stored, i64::try_from(changed.len()).expect("not that many"));
        for query in ["PRAGMA foreign_key_check", "PRAGMA integrity_check"] {
            let mut statement = database.prepare(query).expect("SQL");
            let found: Vec<String> =
                statement.query_map([], |row| row.get(0)).expect("rows").filter_map(Result::ok).collect();
            assert!(found.is_empty() || found == ["ok"], "{query}: {found:?}");
        }
    }
}

#[test]
fn no_event_has_a_value_that_its_ocel_type_has_no_attribute_for() {
    let records = records();
    let rows = table(&export(Format::Csv, &lines(&records)).1);
    let (_, json) = export(Format::Ocel2Json, &lines(&records));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let told = [
        "detail",
        "window_due",
        "window_rule",
        "response_due",
        "response_rule",
        "target_due",
        "target_rule",
        "overall_due",
        "overall_rule",
    ];
    let events = json["events"].as_array().expect("events");
    let mut met = BTreeSet::new();
    for (row, event) in rows.iter().zip(events) {
        let attributes = event["attributes"].as_array().expect("attributes");
        for column in told {
            let found =
                attributes.iter().find(|one| one["name"] == column).and_then(|one| one["value"].as_str());
            assert_eq!(found.unwrap_or_default(), row[column], "{column} of {}", row["event"]);
        }
        met.insert(&row["event"]);
    }
    assert!(met.len() >= 25, "the generated history has most kinds of events: {met:?}");
}

#[test]
fn a_file_is_there_when_it_is_whole_and_not_before() {
    let folder = tempfile::tempdir().expect("a place");
    let text = lines(&records());
    for format in Format::ALL.iter().filter(|format| format.is_there()) {
        let path = folder.path().join(format.as_str());
        let names = || std::fs::read_dir(folder.path()).expect("readable").count();
        let before = names();
        let stop = |moment: Moment| {
            assert!(!path.exists(), "{moment:?}");
            ControlFlow::Break(())
        };
        let exported =
            Export::new(*format).to_file_with(source(&text), &path, stop).expect("stopped in time");
        assert!(exported.stopped && names() == before, "{format:?}");
        let exported = Export::new(*format).to_file(source(&text), &path).expect("writable");
        assert!(!exported.stopped && path.exists() && names() == before + 1, "{format:?}");
        let before = std::fs::read(&path).expect("readable");
        let again = Export::new(*format).to_file(source(&text), &path);
        assert!(matches!(again, Err(ExportError::Exists(_))), "{format:?}");
        assert_eq!(std::fs::read(&path).expect("readable"), before);
    }
}

#[test]
fn an_export_that_waits_for_all_rows_can_be_stopped_while_it_writes() {
    let folder = tempfile::tempdir().expect("a place");
    let text = lines(&records());
    for format in [Format::Xes, Format::Ocel2Json] {
        let path = folder.path().join(format.as_str());
        let stop = |moment: Moment| match moment {
            Moment::Writing { .. } => ControlFlow::Break(()),
            Moment::Reading(_) => ControlFlow::Continue(()),
        };
        let exported = Export::new(format).to_file_with(source(&text), &path, stop).expect("stopped");
        assert!(exported.stopped);
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0, "{format:?}");
    }
}

/// A disk that is full after so many bytes.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.checked_sub(bytes.len()) {
            Some(left) => self.0 = left,
            None => return Err(std::io::ErrorKind::StorageFull.into()),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error_and_ends_the_reading() {
    let text = lines(&Generator::new(Options::new(5_000, 5)).collect::<Vec<_>>());
    for format in [Format::Csv, Format::Xes, Format::Ocel2Json] {
        for room in [0, 100, 1 << 20] {
            let result = Export::new(format).to_writer(source(&text), &mut Full(room));
            assert!(
                matches!(result, Err(ExportError::Write(_))),
                "{format:?} with room for {room}: {result:?}"
            );
        }
    }
}

#[test]
fn a_place_that_is_not_there_is_an_error() {
    for format in Format::ALL.iter().filter(|format| format.is_there()) {
        assert!(Export::new(*format).to_file(source(""), Path::new("/nowhere/at/all")).is_err());
    }
    let refused = Export::new(Format::Ocel2Sqlite).to_writer(source(""), &mut Vec::new());
    assert!(matches!(refused, Err(ExportError::NeedsFile(_))));
}

/// Why a source cannot be read to its end.
struct Torn;

impl std::io::Read for Torn {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("torn"))
    }
}

#[test]
fn a_history_that_cannot_be_read_to_its_end_leaves_no_file() {
    let folder = tempfile::tempdir().expect("a place");
    let path = folder.path().join("history.csv");
    let text = std::io::Cursor::new(lines(&records()).into_bytes());
    let torn = Source::from_reader("torn", None, std::io::Read::chain(text, Torn)).expect("it begins well");
    assert!(matches!(Export::new(Format::Csv).to_file(vec![torn], &path), Err(ExportError::Reading(_))));
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
}

#[test]
fn the_documentation_has_every_column_as_it_is() {
    let page = include_str!("../../../docs/src/exporting.md");
    for column in Column::ALL {
        let kind = match column.kind() {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Instant => "UTC",
            Kind::Local => "local",
        };
        let row = format!("| `{}` | {kind} | {} |", column.name(), column.meaning());
        assert!(page.contains(&row), "{row}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_has_the_same_rows_as_csv() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    for text in [lines(&records()), damaged(), String::new()] {
        let rows = table(&export(Format::Csv, &text).1);
        let mut out = Vec::new();
        Export::new(Format::Parquet).to_writer(source(&text), &mut out).expect("writable");
        let reader = SerializedFileReader::new(bytes::Bytes::from(out)).expect("Parquet");
        let mut found = 0;
        for (row, expected) in reader.get_row_iter(None).expect("rows").zip(&rows) {
            for (name, field) in row.expect("a row").get_column_iter() {
                let micros = |micros: i64| aduan_core::Timestamp::from_micros(micros).to_string();
                let value = match field {
                    Field::Null => String::new(),
                    Field::Str(text) => text.clone(),
                    Field::Long(number) => number.to_string(),
                    Field::TimestampMicros(at) if name == "recorded_local" => micros(*at).replace('Z', ""),
                    Field::TimestampMicros(at) => micros(*at),
                    other => panic!("{name}: {other:?}"),
                };
                // A Parquet file is no spreadsheet: what would be a formula there stands as it is.
                let plain = expected[name].strip_prefix('\'').unwrap_or(&expected[name]);
                assert_eq!(value, plain, "{name}");
            }
            found += 1;
        }
        assert_eq!(found, rows.len());
    }
}
