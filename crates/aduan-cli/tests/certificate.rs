//! `aduan certificate`, as a rule owner uses it.

#![allow(clippy::unwrap_used, reason = "tests")]

use assert_cmd::Command;
use serde_json::{Value, json};

fn aduan(words: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("aduan").unwrap().args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_mistaken_rulebook_is_told_by_its_shortest_history() {
    let folder = tempfile::tempdir().unwrap();
    let (code, certificate, _) = aduan(&["certificate", "--format", "json"]);
    assert_eq!(code, 0);
    let certificate: Value = serde_json::from_str(&certificate).unwrap();
    assert_eq!(certificate["complete"], true);
    let mut mine = certificate["rulebook"].clone();
    mine["id"] = json!("mine");
    mine["disposition_targets"] = json!(["KPPBC", "PUSKI"]);
    let path = folder.path().join("mine.json");
    std::fs::write(&path, mine.to_string()).unwrap();
    let path = path.to_str().unwrap();
    let (code, said, _) = aduan(&["certificate", "--rulebook", path, "--against", "kep-154-2012"]);
    assert_eq!(code, 1, "{said}");
    for line in [
        "! broken now: a_kppbc_is_no_disposition_target",
        "- with_pyb: pyb dispose_to_assessor: to KPU -> assessment",
        "+ with_pyb: pyb dispose_to_assessor: to KPPBC -> assessment",
        "  4. 5 January 2026 at 13:00 WIB  pyb  dispose_to_assessor: to KPPBC",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

#[test]
fn a_broken_invariant_is_written_as_a_test_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut mine = serde_json::to_value(aduan_core::Rulebook::kep_154_2012()).unwrap();
    mine["disposition_targets"] = json!(["KPPBC", "PUSKI"]);
    let path = folder.path().join("mine.json");
    std::fs::write(&path, mine.to_string()).unwrap();
    let (code, source, _) = aduan(&["certificate", "--rulebook", path.to_str().unwrap(), "--format", "rust"]);
    assert_eq!(code, 1);
    for line in [
        "use aduan_testkit::given;",
        "const RULEBOOK: &str = r###\"{",
        "fn a_kppbc_is_no_disposition_target() {",
        "        .refused(Rule::R15);",
    ] {
        assert!(source.lines().any(|said| said == line), "{line} is not in\n{source}");
    }
}

#[test]
fn the_drawing_is_the_one_in_the_documentation() {
    let (code, drawing, _) = aduan(&["certificate", "--format", "svg"]);
    assert_eq!(code, 0);
    assert_eq!(drawing, include_str!("../../../docs/src/certificates/kep-154-2012.svg"));
}

#[test]
fn what_is_no_rulebook_is_told_with_its_name() {
    let (code, _, said) = aduan(&["certificate", "--rulebook", "no-such-2030"]);
    assert_eq!(code, 3);
    assert!(said.contains("no-such-2030"), "{said}");
    let (code, _, said) = aduan(&["certificate", "--against", "per-13-2025", "--format", "dot"]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn the_diagram_has_every_stage_and_its_deadline() {
    let (code, diagram, _) = aduan(&["certificate", "--format", "mermaid"]);
    assert_eq!(code, 0);
    assert!(
        diagram.contains("awaiting_data: menunggu data tambahan<br/>14 hari kalender (R13)"),
        "{diagram}"
    );
    assert!(diagram.contains("with_pyb --> assessment: dispose_to_assessor (PYB) R15"), "{diagram}");
    assert!(diagram.contains("[*] --> "), "{diagram}");
}
