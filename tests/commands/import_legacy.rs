//! Importing an old system's sheet, as an officer runs it: the worked example.

use crate::support::{Folder, fails, fine, json, run, stdout};
use serde_json::Value;
use std::fs;

fn example(name: &str) -> String {
    format!("{}/../examples/legacy/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_sheet_of_2013_becomes_a_history_that_can_be_replayed_audited_and_kept() {
    let (folder, map, sheet) = (Folder::new(), example("sipuma-2013.toml"), example("sipuma-2013.csv"));
    let (key, history, rejects) = (folder.at("key"), folder.at("history.jsonl"), folder.at("rejects.csv"));
    let output = run(&[
        "import-legacy",
        "--map",
        &map,
        &sheet,
        "--key",
        &key,
        "--new-key",
        "--output",
        &history,
        "--reject-file",
        &rejects,
        "--json",
    ]);
    assert_eq!(output.status.code(), Some(1), "rows were rejected");
    let told = json(&output);
    assert_eq!(
        (&told["rows"], &told["commands"], &told["rejected"], &told["ignored"]),
        (&34.into(), &25.into(), &7.into(), &2.into())
    );
    assert_eq!(told["adds_up"], true);
    let lines: Vec<u64> =
        told["rejects"].as_array().expect("some").iter().filter_map(|row| row["line"].as_u64()).collect();
    assert_eq!(lines, [30, 31, 32, 33, 34, 35, 36]);
    let against: Vec<(u64, &str)> = told["against_the_procedure"]
        .as_array()
        .expect("some")
        .iter()
        .filter_map(|row| Some((row["line"].as_u64()?, row["rule"].as_str()?)))
        .collect();
    assert_eq!(against, [(15, "R15"), (20, "R14(b)"), (23, "R17"), (25, "R11")]);

    // The rejected rows, and the heading, as they are in the sheet.
    let (sheet_bytes, rejected) = (fs::read(&sheet).expect("there"), fs::read(&rejects).expect("there"));
    let row = |bytes: &[u8], number: usize| {
        bytes.split(|byte| *byte == b'\n').nth(number).expect("there").trim_ascii_end().to_vec()
    };
    assert!(row(&rejected, 0).ends_with(&row(&sheet_bytes, 0)));
    assert!(row(&rejected, 1).starts_with(b"30;\"time_impossible: "));
    assert!(row(&rejected, 1).ends_with(&row(&sheet_bytes, 29)));

    // The audit finds what the procedure refuses, and nothing else.
    let audited = run(&["audit", &history, "--json"]);
    assert_eq!(audited.status.code(), Some(1));
    let told: Vec<Value> =
        stdout(&audited).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (summary, findings) = told.split_last().expect("a summary");
    let rules: Vec<_> = findings.iter().map(|finding| (&finding["rule"], &finding["imported"])).collect();
    let sheet_said = Value::from("sheet");
    let expected = ["R15", "R14(b)", "R17", "R11"].map(Value::from);
    assert_eq!(rules, expected.iter().map(|rule| (rule, &sheet_said)).collect::<Vec<_>>());
    assert_eq!(summary["imported"]["sheet"], 25);
    assert_eq!(summary["unjudged"], 0);
    fine(&["replay", &history]);
    fine(&["show", &history, "2013-000003-0"]);

    // It goes into a database, and is the same there.
    let db = folder.made("desk");
    fine(&["import", "--db", &db, &history]);
    assert_eq!(stdout(&run(&["audit", "--db", &db, "--json"])).lines().count(), 5);

    // No word, name or number of the sheet is in the history.
    let history = fs::read_to_string(&history).expect("there");
    for words in ["Pengadu", "0811", "uang", "Pegawai", "198001012005011001", "197001011995031010", "saksi"] {
        assert!(!history.contains(words), "{words}");
    }
}

#[test]
fn a_dry_run_needs_no_key_and_writes_nothing() {
    let (map, sheet) = (example("sipuma-2013.toml"), example("sipuma-2013.csv"));
    let output = run(&["import-legacy", "--map", &map, &sheet, "--dry-run", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("34 rows = 25 became commands + 7 rejected + 2 ignored by the map"));
    assert!(stdout(&output).contains("sipuma-2013.csv:30: time_impossible"));
}

#[test]
fn what_is_there_is_not_overwritten_and_a_key_is_not_made_by_mistake() {
    let (folder, map, sheet) = (Folder::new(), example("sipuma-2013.toml"), example("sipuma-2013.csv"));
    let (key, history) = (folder.at("key"), folder.at("history.jsonl"));
    fails(
        &["import-legacy", "--map", &map, &sheet, "--key", &key, "--output", &history],
        3,
        "--new-key makes a key",
    );
    fs::write(&history, "mine").expect("writable");
    fs::write(&key, "short").expect("writable");
    fails(
        &["import-legacy", "--map", &map, &sheet, "--key", &key, "--output", &history],
        3,
        "it is not overwritten",
    );
    let other = folder.at("other.jsonl");
    fails(
        &["import-legacy", "--map", &map, &sheet, "--key", &key, "--output", &other],
        3,
        "needs at least 16",
    );
    assert_eq!(fs::read(&history).expect("there"), b"mine");
    fails(&["import-legacy", "--map", &sheet, &sheet, "--dry-run"], 3, "cannot read");
    fails(&["import-legacy", "--map", &key, &sheet, "--dry-run"], 2, "short");
    fails(&["import-legacy", "--map", &map, &map, "--dry-run"], 3, "no column");
}
