//! The program that audits, draws and verifies, as an inspector runs it.

use crate::support::{Folder, run, stdout};
use aduan_generate::{FaultKind, Generator, Mutator, Options};
use serde_json::Value;
use std::fs;

#[track_caller]
fn exits(args: &[&str], code: i32) -> String {
    let output = run(args);
    let said = (stdout(&output), String::from_utf8_lossy(&output.stderr).into_owned());
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said:?}");
    said.0 + &said.1
}

impl Folder {
    fn write(&self, name: &str, lines: &[Vec<u8>]) -> String {
        let path = self.at(name);
        let mut bytes = lines.join(&b'\n');
        bytes.push(b'\n');
        fs::write(&path, bytes).expect("writable");
        path
    }

    /// A database with these lines in it.
    fn database(&self, lines: &[Vec<u8>]) -> String {
        let (db, history) = (self.at("desk"), self.write("imported.jsonl", lines));
        exits(&["init", "--db", &db], 0);
        exits(&["import", "--db", &db, &history], 0);
        db
    }
}

fn lines(complaints: u32) -> Vec<Vec<u8>> {
    Generator::new(Options::new(complaints, 3)).map(|record| record.to_line().into_bytes()).collect()
}

/// Changes the file of a database, as an attacker with a tool for SQLite would.
fn tamper(db: &str, sql: &str) {
    let connection = rusqlite::Connection::open(format!("{db}/data/aduan.db")).expect("opens");
    connection.execute_batch(sql).expect("done");
}

#[test]
fn a_history_in_which_nothing_is_wrong_exits_with_0() {
    let folder = Folder::new();
    let history = folder.write("history.jsonl", &lines(200));
    assert!(exits(&["audit", &history], 0).contains("Tidak ada temuan"));
    assert!(exits(&["audit", &history, "--lang", "en"], 0).contains("Nothing was found"));
    let db = folder.database(&lines(50));
    assert!(exits(&["audit", "--db", &db], 0).contains("Tidak ada temuan"));
}

#[test]
fn planted_faults_are_told_by_line_and_code_and_exit_with_1() {
    let folder = Folder::new();
    let mut mutator = Mutator::new(Generator::new(Options::new(1_500, 1)), 1);
    for kind in FaultKind::ALL {
        assert!(mutator.plant(*kind), "{kind:?}");
    }
    let mutated = mutator.finish();
    let history = folder.write("faulty.jsonl", &mutated.lines);
    let told = |args: &[&str]| -> Vec<(u64, String)> {
        let output = run(args);
        assert_eq!(output.status.code(), Some(1));
        let objects = stdout(&output);
        let objects =
            objects.lines().map(|line| serde_json::from_str::<Value>(line).expect("an object a line"));
        let mut told: Vec<_> = objects
            .filter(|object| object["kind"] == "finding")
            .map(|finding| {
                (
                    finding["line"].as_u64().expect("a line"),
                    finding["code"].as_str().expect("a code").to_owned(),
                )
            })
            .collect();
        told.sort_unstable();
        told
    };
    let mut planted: Vec<_> =
        mutated.planted.iter().map(|planted| (planted.line, planted.code.to_owned())).collect();
    planted.sort_unstable();
    assert_eq!(told(&["audit", &history, "--json"]), planted);
    assert_eq!(told(&["audit", &history, "--json", "--all", "--findings", "0"]), planted);
    let text = exits(&["audit", &history, "--lang", "en", "--threads", "1"], 1);
    for planted in &mutated.planted {
        assert!(text.contains(&format!("faulty.jsonl:{}: {}", planted.line, planted.code)), "{planted:?}");
    }
}

#[test]
fn the_report_is_one_page_that_asks_for_nothing_else() {
    let folder = Folder::new();
    let mut mutator = Mutator::new(Generator::new(Options::new(300, 1)), 1);
    assert!(mutator.plant(FaultKind::WrongTarget) && mutator.plant(FaultKind::BrokenLine));
    let history = folder.write("faulty.jsonl", &mutator.finish().lines);
    for (lang, title) in [("id", "Laporan audit pengaduan"), ("en", "Audit of complaints")] {
        let page = folder.at(&format!("{lang}.html"));
        exits(&["audit", &history, "--html", &page, "--lang", lang], 1);
        let page = fs::read_to_string(page).expect("it is there");
        assert!(page.contains(title) && page.contains("wrong_target") && page.contains("<svg"));
        let without_namespace = page.replace("http://www.w3.org/2000/svg", "");
        for outside in ["http:", "https:", "src=", "@import", "url(", "<script", "<link"] {
            assert!(!without_namespace.contains(outside), "{outside}");
        }
    }
}

#[test]
fn a_history_cut_within_a_decision_is_audited_as_of_there_without_a_finding() {
    let folder = Folder::new();
    let history = folder.write("history.jsonl", &lines(30));
    for line in 1..20 {
        exits(&["audit", &history, "--as-of", &format!("line:{line}")], 0);
    }
}

#[test]
fn a_decision_under_a_rulebook_that_is_not_at_hand_is_not_passed_over() {
    let folder = Folder::new();
    let named = |line: Vec<u8>| {
        String::from_utf8(line).expect("UTF-8").replace("kep-154-2012", "house-rules").into_bytes()
    };
    let history = folder.write("house.jsonl", &lines(20).into_iter().map(named).collect::<Vec<_>>());
    assert!(exits(&["audit", &history], 1).contains("house-rules; --rulebook FILE"));
    let mut book = aduan_core::Rulebook::kep_154_2012();
    book.id = "house-rules".parse().expect("a name");
    let rulebook = folder.at("house.json");
    fs::write(&rulebook, serde_json::to_string(&book).expect("JSON")).expect("writable");
    assert!(exits(&["audit", &history, "--rulebook", &rulebook], 0).contains("Tidak ada temuan"));
}

#[test]
fn a_timeline_has_lanes_deadlines_and_who_read_what() {
    let folder = Folder::new();
    let (db, svg) = (folder.at("desk"), folder.at("timeline.svg"));
    exits(&["tour", "--db", &db], 0);
    let register = exits(&["inbox", "--db", &db, "--stage", "closed", "--json"], 0);
    let register: Value = serde_json::from_str(&register).expect("JSON");
    let register = register["complaints"][0]["register"].as_str().expect("a number").to_owned();
    let text = exits(&["timeline", &register, "--db", &db, "--svg", &svg, "--lang", "en"], 0);
    assert!(
        text.contains("read the complaint") && text.contains("Contents, and who has read them"),
        "{text}"
    );
    assert!(text.contains("verifier") && text.contains("nobody yet"), "{text}");
    let picture = fs::read_to_string(&svg).expect("it is there");
    assert!(picture.starts_with("<svg") && picture.contains(&register) && picture.ends_with("</svg>"));
    let history = folder.at("history.jsonl");
    exits(&["export", "--db", &db, "--output", &history], 0);
    let text = exits(&["timeline", &register, &history, "--lang", "en"], 0);
    assert!(text.contains("a history does not say"), "{text}");
    exits(&["timeline", "2025-999999-X", &history], 2);
}

/// C29 on a file, against a checkpoint with a hash for each line.
#[test]
fn what_was_done_to_a_file_is_located_to_the_line() {
    let folder = Folder::new();
    let before = lines(100);
    let (history, head) = (folder.write("history.jsonl", &before), folder.at("head"));
    exits(&["verify", &history, "--write-head", &head, "--every", "1"], 0);
    exits(&["verify", &history, "--head", &head], 0);
    exits(&["verify", &history, "--write-head", &head], 3);
    let after = |change: &dyn Fn(&mut Vec<Vec<u8>>), says: &str| {
        let mut after = before.clone();
        change(&mut after);
        let changed = folder.write("changed.jsonl", &after);
        let said = exits(&["verify", &changed, "--head", &head], 1);
        assert!(said.contains(says), "{said}");
    };
    after(&|lines| lines[99][300] ^= 1, "line 100: 1 line(s) changed");
    after(&|lines| lines.swap(10, 11), "lines 11 and 12 were swapped");
    after(&|lines| lines.insert(50, b"{}".to_vec()), "line 51: 1 line(s) inserted here");
    let count = before.len();
    after(
        &|lines| lines.truncate(count - 10),
        &format!("cut: the log has {} lines, the checkpoint {count}", count - 10),
    );
    let mut grown = before.clone();
    grown.push(b"one more".to_vec());
    let grown = folder.write("grown.jsonl", &grown);
    assert!(exits(&["verify", &grown, "--head", &head], 0).contains("1 came since"));
    let text = fs::read_to_string(&head).expect("a checkpoint").replacen("root ", "root 0", 1);
    fs::write(&head, text).expect("writable");
    exits(&["verify", &history, "--head", &head], 3);
}

/// C29 on a database: by what it stores beside each line, and against a checkpoint.
#[test]
fn what_was_done_to_a_database_is_located_to_the_position() {
    let checks: [(&str, &str); 5] = [
        (
            "UPDATE events SET line = CAST(replace(CAST(line AS TEXT), 'website', 'helpdes') AS BLOB) WHERE position = (SELECT min(position) FROM events WHERE instr(CAST(line AS TEXT), 'website') > 0)",
            "the line was changed",
        ),
        ("DELETE FROM events WHERE position > (SELECT max(position) - 10 FROM events)", "cut: the log has"),
        (
            "CREATE TEMP TABLE t AS SELECT * FROM events WHERE position IN (7, 8); DELETE FROM events WHERE position IN (7, 8); INSERT INTO events SELECT 15 - position, complaint, version, leaf, subtree, line FROM t;",
            "lines 7 and 8 were swapped",
        ),
        (
            "INSERT INTO events SELECT position + 1, complaint, version + 100, leaf, subtree, line FROM events ORDER BY position DESC LIMIT 1",
            "is not version",
        ),
        // With everything beside the line computed anew, only the checkpoint is left to tell.
        (
            "UPDATE events SET line = CAST(line || ' ' AS BLOB) WHERE position = 5",
            "line 5: 1 line(s) changed",
        ),
    ];
    for (sql, says) in checks {
        let folder = Folder::new();
        let db = folder.database(&lines(40));
        let head = folder.at("head");
        exits(&["verify", "--db", &db, "--write-head", &head, "--every", "1"], 0);
        assert!(exits(&["verify", "--db", &db, "--head", &head], 0).contains("Sama (the same)"));
        tamper(&db, sql);
        let said = exits(&["verify", "--db", &db, "--head", &head], 1);
        assert!(said.contains(says), "{sql}: {said}");
    }
}
