//! `aduan certificate`, as a rule owner uses it.

use crate::support::run;
use serde_json::{Value, json};

fn aduan(words: &[&str]) -> (i32, String, String) {
    let output = run(words);
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
        "- with_pyb: accused pyb, coordinator as pyb, inspectorate as pyb, pyb, receiver as pyb dispose_to_assessor: to KPU -> assessment",
        "+ with_pyb: accused pyb, coordinator as pyb, inspectorate as pyb, pyb, receiver as pyb dispose_to_assessor: to KPPBC -> assessment",
        "  4. 5 January 2026 at 13:00 WIB  pyb  dispose_to_assessor: to KPPBC",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/commands/counterexample/mine.rs.in");

/// The tests that the program writes for a mistaken rulebook, kept, compiled and run here: `UPDATE_COUNTEREXAMPLES=1`
/// keeps it anew.
#[allow(clippy::wildcard_imports, clippy::needless_raw_string_hashes, reason = "it is written to be pasted")]
mod kept {
    include!("counterexample/mine.rs.in");
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
    assert!(
        source.starts_with(
            "// Each test fails as long as the rulebook has the mistake that it shows. They need"
        ),
        "{source}"
    );
    // Not a test of ours: it is to fail.
    let source = source.replace("#[test]\nfn", "pub(super) fn");
    if std::env::var_os("UPDATE_COUNTEREXAMPLES").is_some() {
        std::fs::write(KEPT, &source).unwrap();
    }
    assert_eq!(std::fs::read_to_string(KEPT).unwrap(), source);
    let failed = std::panic::catch_unwind(kept::a_kppbc_is_no_disposition_target).unwrap_err();
    let said = failed.downcast_ref::<String>().unwrap();
    assert!(said.contains("it was accepted, not refused by Any"), "{said}");
}

#[test]
fn a_rulebook_that_reopens_nothing_is_told_so_and_a_kept_certificate_is_compared_with() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept.json");
    let (_, certificate, _) = aduan(&["certificate", "--format", "json"]);
    std::fs::write(&kept, certificate).unwrap();
    let mut mine = serde_json::to_value(aduan_core::Rulebook::kep_154_2012()).unwrap();
    mine["reopenable"] = json!([]);
    let path = folder.path().join("mine.json");
    std::fs::write(&path, mine.to_string()).unwrap();
    let (path, kept) = (path.to_str().unwrap(), kept.to_str().unwrap());
    let (code, said, _) = aduan(&["certificate", "--rulebook", path]);
    assert_eq!(code, 1);
    assert!(said.contains("not: every command can be given: reopen"), "{said}");
    let (code, said, _) = aduan(&["certificate", "--rulebook", path, "--against", kept]);
    assert_eq!(code, 1);
    // A coordinator's decision on a contested matter still reopens (W7).
    let line = "! nobody can give any more: reopen";
    assert!(said.lines().any(|told| told == line), "{line} is not in\n{said}");
    let newer = folder.path().join("newer.json");
    std::fs::write(&newer, r#"{"format":"aduan-certificate/99"}"#).unwrap();
    let (code, _, said) = aduan(&["certificate", "--rulebook", path, "--against", newer.to_str().unwrap()]);
    assert_eq!(code, 3);
    assert!(said.contains("aduan-certificate/99") && said.contains("aduan-certificate/1\""), "{said}");
    let (code, _, said) = aduan(&["certificate", "--rulebook", "kep-154"]);
    assert_eq!(code, 3);
    assert!(said.contains("kep-154-2012, per-13-2025"), "{said}");
    let (_, help, _) = aduan(&["certificate", "--help"]);
    assert!(help.contains("one without outcomes to reopen"), "{help}");
}

#[test]
fn the_drawing_is_the_one_in_the_documentation() {
    let (code, drawing, _) = aduan(&["certificate", "--format", "svg"]);
    assert_eq!(code, 0);
    assert_eq!(drawing, include_str!("../../docs/src/certificates/kep-154-2012.svg"));
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
    let (code, dot, _) = aduan(&["certificate", "--format", "dot"]);
    assert_eq!(code, 0);
    assert!(dot.starts_with("digraph aduan {\n") && dot.ends_with("}\n"), "{dot}");
    assert!(
        dot.contains("    awaiting_data [label=\"menunggu data tambahan\\n14 hari kalender (R13)\"];"),
        "{dot}"
    );
    assert!(dot.contains("    with_pyb -> assessment [label=\"dispose_to_assessor (PYB) R15\"];"), "{dot}");
    assert_eq!(dot.matches('"').count() % 2, 0, "{dot}");
}
