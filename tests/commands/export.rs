//! `aduan export --to`, as its users run it.

use crate::support::{Folder, aduan, fails, fine, json, run, stderr, stdout};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const FORMATS: [&str; 4] = ["xes", "ocel2-json", "ocel2-sqlite", "csv"];

/// Texts that the tour's complainant writes, and their name and contact.
const SECRETS: [&str; 4] = ["uang pelicin", "loket 4", "Rahmawati", "contoh.id"];

#[test]
fn a_file_and_standard_output_have_the_same_bytes() {
    let folder = Folder::new();
    let history = folder.history("50");
    for format in ["xes", "ocel2-json", "csv"] {
        let path = folder.at(format);
        let output = fine(&["export", "--to", format, &history, "--output", &path]);
        assert!(
            stdout(&output).is_empty() && stderr(&output).contains("of 50 complaints"),
            "{}",
            stderr(&output)
        );
        let piped = fine(&["export", "--to", format, &history]);
        assert!(piped.stdout == fs::read(&path).expect("written"), "{format}");
        fails(&["export", "--to", format, &history, "--output", &path], 3, "not overwritten");
    }
    fails(&["export", "--to", "ocel2-sqlite", &history], 2, "--output FILE");
}

#[test]
fn a_database_and_its_lines_give_the_same_export() {
    let folder = Folder::new();
    let (db, lines) = (folder.toured(), folder.at("lines.jsonl"));
    let told = json(&fine(&["export", "--db", &db, "--output", &lines, "--json"]));
    assert_eq!((told["lines"].as_u64(), told["root"].as_str().map(str::len)), (Some(13), Some(64)));
    for format in FORMATS {
        let (one, other) = (folder.at("one"), folder.at("other"));
        let told = json(&fine(&["export", "--to", format, "--db", &db, "--output", &one, "--json"]));
        assert_eq!((told["events"].as_u64(), told["complaints"].as_u64()), (Some(13), Some(1)), "{format}");
        fine(&["export", "--to", format, &lines, "--output", &other]);
        let (one, other) = (fs::read(one).expect("written"), fs::read(other).expect("written"));
        assert!(one == other, "{format}");
        let text = String::from_utf8_lossy(&one).to_lowercase();
        assert!(SECRETS.iter().all(|word| !text.contains(&word.to_lowercase())), "{format}");
        for name in ["one", "other"] {
            fs::remove_file(folder.at(name)).expect("ours");
        }
    }
}

#[test]
fn what_is_amiss_is_told_by_file_and_line_and_the_file_is_written() {
    let folder = Folder::new();
    let history = folder.history("20");
    let mut lines: Vec<String> =
        fs::read_to_string(&history).expect("text").lines().map(str::to_owned).collect();
    lines.insert(4, "{\"nonsense\":true}".to_owned());
    lines[9] = lines[9].replacen("\"schema\":", "\"schema\":9", 1);
    let broken = folder.at("broken.jsonl");
    fs::write(&broken, lines.join("\n") + "\n").expect("writable");
    for format in FORMATS {
        let path = folder.at(format);
        let output = run(&["export", "--to", format, &broken, "--output", &path]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains(&format!("{broken}:5: corrupt: ")), "{told}");
        assert!(told.contains(&format!("{broken}:10: unknown: ")), "{told}");
        assert!(Path::new(&path).exists());
    }
    let output = run(&["export", "--to", "csv", &broken, "--output", &folder.at("again"), "--json"]);
    let told = json(&output);
    let count = |key: &str| told[key].as_u64().expect("a count");
    assert_eq!((count("corrupt"), count("unknown")), (1, 1));
    assert_eq!(count("lines"), count("events") + count("corrupt") + count("repeated") + count("later"));
    assert_eq!(told["findings"][0]["kind"].as_str(), Some("corrupt"));
}

#[test]
fn as_of_leaves_out_what_came_later() {
    let folder = Folder::new();
    let history = folder.history("50");
    for when in ["2025-03-01", "line:100"] {
        let path = folder.at("then");
        let told =
            json(&fine(&["export", "--to", "csv", &history, "--as-of", when, "--output", &path, "--json"]));
        let rows = fs::read_to_string(&path).expect("text").lines().count() as u64 - 1;
        assert!(told["later"].as_u64() > Some(0) && told["events"].as_u64() == Some(rows), "{told}");
        fs::remove_file(path).expect("ours");
    }
}

#[test]
fn wrong_usage_is_told() {
    let folder = Folder::new();
    let history = folder.history("5");
    fails(&["export", &history], 2, "--to");
    fails(&["export"], 2, "<FILE>");
    fails(&["export", "--to", "xls", &history], 2, "expected xes, ocel2-json, ocel2-sqlite, csv, parquet");
    fails(&["export", "--to", "csv", &history, "--json"], 2, "--output");
    fails(&["export", "--to", "csv", &folder.at("nothing"), "--output", &folder.at("x")], 3, "cannot read");
    assert!(!Path::new(&folder.at("x")).exists());
    let help = stdout(&fine(&["export", "--help"]));
    assert!(["xes", "ocel2-json", "csv", "Examples"].iter().all(|word| help.contains(word)), "{help}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_parquet_the_program_says_how_to_get_it() {
    let folder = Folder::new();
    let history = folder.history("5");
    let path = folder.at("table.parquet");
    fails(&["export", "--to", "parquet", &history, "--output", &path], 2, "--features parquet");
    assert!(!Path::new(&path).exists());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_written() {
    let folder = Folder::new();
    let path = folder.at("table.parquet");
    fine(&["export", "--to", "parquet", &folder.history("5"), "--output", &path]);
    let bytes = fs::read(path).expect("written");
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new();
    let history = folder.history("2000");
    for format in ["xes", "csv", "ocel2-json"] {
        let mut child = aduan(&["export", "--to", format, &history])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_file() {
    let folder = Folder::new();
    let history = fs::read(folder.history("2000")).expect("readable");
    for format in FORMATS {
        let path = folder.at(format);
        let mut child = aduan(&["export", "--to", format, "-", "--output", &path])
            .stdin(Stdio::piped())
            .spawn()
            .expect("runs");
        let mut input = child.stdin.take().expect("piped");
        let half = history.len() / 2;
        input.write_all(&history[..half]).expect("it reads");
        std::thread::sleep(Duration::from_millis(300));
        assert!(!Path::new(&path).exists());
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill runs").success());
        let _ended_already = input.write_all(&history[half..]);
        drop(input);
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{format}");
        let left = fs::read_dir(folder.0.path()).expect("readable").count();
        assert_eq!(left, 1, "the history alone: {format}");
    }
}
