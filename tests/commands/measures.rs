//! The program that measures, and that says what would have been, as a head of office and a rule owner run it.

use crate::support::{Folder, fails, fine, json, run, stderr, stdout};
use serde_json::Value;
use std::fs;

#[test]
fn a_report_is_written_in_three_forms_that_are_the_same_whenever_they_are_made() {
    let folder = Folder::new();
    let history = folder.history("600");
    let make = |name: &str| {
        let (csv, html) = (folder.at(&format!("{name}.csv")), folder.at(&format!("{name}.html")));
        let output = fine(&[
            "measures",
            &history,
            "--csv",
            &csv,
            "--html",
            &html,
            "--period",
            "quarter",
            "--as-of",
            "line:3000",
        ]);
        assert!(stdout(&output).contains("Tenggat menurut aturan"), "{}", stdout(&output));
        (fs::read_to_string(csv).expect("written"), fs::read_to_string(html).expect("written"))
    };
    let (csv, html) = make("one");
    assert_eq!((csv.clone(), html.clone()), make("two"));
    assert!(csv.contains("report,,position,3000\r\n") && csv.contains("received_in,2024-Q3,received,"));
    assert!(html.starts_with("<!doctype html>") && html.contains("Laporan berkala"));
    assert!(!html.contains("http://") && !html.contains("https://"), "it needs nothing else");
    let object = json(&fine(&["measures", &history, "--json", "--as-of", "line:3000", "--threads", "3"]));
    let received = csv.lines().find_map(|line| line.strip_prefix("total,,received,")).expect("it is there");
    assert_eq!(object["total"]["received"].to_string(), received);
    assert_eq!(object["position"], 3000);
    let english = stdout(&fine(&["measures", &history, "--lang", "en"]));
    assert!(english.contains("Deadlines by rule") && english.contains("closed ("), "{english}");
    let printed =
        stdout(&fine(&["measures", &history, "--csv", "-", "--period", "quarter", "--as-of", "line:3000"]));
    assert_eq!(printed, csv);
}

#[test]
fn small_counts_are_withheld_unless_it_is_said_and_then_there_is_a_warning() {
    let folder = Folder::new();
    let history = folder.history("300");
    let small = |csv: &str| {
        csv.lines()
            .filter(|line| {
                !line.contains("hours") && !line.contains("permille") && !line.starts_with("report")
            })
            .filter_map(|line| line.rsplit(',').next()?.parse::<u64>().ok())
            .filter(|count| (1..5).contains(count))
            .count()
    };
    let output = fine(&["measures", &history, "--csv", "-"]);
    assert_eq!((small(&stdout(&output)), stderr(&output).as_str()), (0, ""));
    assert!(stdout(&output).contains(",withheld\r\n"));
    let output = fine(&["measures", &history, "--csv", "-", "--small-cells", "0"]);
    assert!(small(&stdout(&output)) > 50 && !stdout(&output).contains(",withheld\r\n"));
    assert!(stderr(&output).contains("may point at somebody"));
}

#[test]
fn a_database_is_measured_as_its_history_is() {
    let folder = Folder::new();
    let history = folder.history("60");
    let db = folder.made("desk");
    fine(&["import", "--db", &db, &history]);
    let of =
        |args: &[&str]| stdout(&fine(&[&["measures", "--csv", "-", "--small-cells", "0"], args].concat()));
    assert_eq!(of(&["--db", &db]), of(&[&history]));
}

#[test]
fn what_cannot_be_read_is_said_and_exits_with_1() {
    let folder = Folder::new();
    let history = folder.history("60");
    let mut text = fs::read_to_string(&history).expect("readable");
    text.push_str("{}\n");
    fs::write(&history, text).expect("writable");
    let output = run(&["measures", &history, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("figures may be too small"));
    fails(&["measures", "nowhere.jsonl"], 3, "cannot read nowhere.jsonl");
    fails(&["measures", &history, "--period", "week"], 2, "month, quarter or year");
    fails(&["measures", &history, "--json", "--csv", "-"], 2, "both print");
    fails(&["measures"], 2, "FILE");
}

#[test]
fn what_would_have_been_is_told_and_exits_with_1() {
    let folder = Folder::new();
    let history = folder.history("400");
    let output = run(&["what-if", "--set", "data_window=5d", &history, "--json", "--differences", "3"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let lines: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let (summary, differences) = lines.split_last().expect("a summary");
    assert_eq!((&summary["kind"], &summary["changed"][0]), (&"summary".into(), &"data_window=5d".into()));
    assert!(lines.iter().all(|line| line["counterfactual"] == true));
    let of = |kind: &str| differences.iter().filter(|line| line["kind"] == kind).count();
    assert_eq!((of("deadline"), of("otherwise")), (3, 3));
    let all = run(&["what-if", "--set", "data_window=5d", &history, "--json", "--all"]);
    let told = stdout(&all).lines().filter(|line| line.contains("\"kind\":\"deadline\"")).count();
    assert_eq!(Value::from(told), summary["by_kind"]["deadline"]);
    let text = run(&["what-if", "--set", "data_window=5d", &history, "--lang", "en"]);
    assert!(stdout(&text).contains("Counterfactual") && stdout(&text).contains("gone another way"));
    let text = run(&["what-if", "--set", "data_window=5d", &history]);
    assert!(stdout(&text).contains("Pengandaian"), "{}", stdout(&text));
}

#[test]
fn unchanged_rules_change_nothing_and_what_cannot_be_set_is_said() {
    let folder = Folder::new();
    let history = folder.history("400");
    let output = fine(&["what-if", "--set", "data_window=14d", &history]);
    assert!(stdout(&output).contains("Tidak ada yang akan berbeda"));
    let none = "--set targets.assessment=20d --under no-such-book".split(' ').collect::<Vec<_>>();
    fine(&[&["what-if"], none.as_slice(), &[history.as_str()]].concat());
    fails(&["what-if", "--set", "window=3d", &history], 2, "`data_window`");
    fails(&["what-if", "--set", "data_window=0d", &history], 2, "1 to 3650 days");
    fails(&["what-if", &history], 2, "--set");
    fails(&["what-if", "--rulebook", "nowhere.json", &history], 3, "nowhere.json");
    let book = folder.at("book.json");
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/aduan-core/rulebooks/kep-154-2012.json");
    let text = fs::read_to_string(shipped).expect("shipped").replace("\"KANWIL\"", "\"PUSAT\"");
    fs::write(&book, text).expect("writable");
    let output = run(&["what-if", "--rulebook", &book, &history, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("decisions would have been refused: R15"), "{}", stdout(&output));
}
