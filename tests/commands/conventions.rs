//! Conventions of all commands: JSON for machines, exit codes, colours, width, and how they write files.

use crate::support::{Folder, aduan, fails, fine, json, run, stderr, stdout};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

/// The JSON objects on standard error.
fn told(output: &std::process::Output) -> Vec<Value> {
    let said = stderr(output);
    said.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {said}")))
        .collect()
}

#[test]
fn an_error_is_json_where_json_is_asked_for() {
    let folder = Folder::new();
    let (history, nowhere) = (folder.history("2"), folder.at("nowhere"));
    let cases: [(&[&str], i32); 6] = [
        (&["replay", &nowhere, "--json"], 3),
        (&["inbox", "--db", &nowhere, "--json"], 3),
        (&["audit", &history, "--json", "--rulebook", &nowhere], 3),
        (&["replay", &history, "--json", "--threads", "0"], 2),
        (&["replay", "--json", "--no-such-option"], 2),
        (&["measures", &history, "--csv", "-", "--json"], 2),
    ];
    for (args, code) in cases {
        let output = run(args);
        let errors = told(&output);
        assert_eq!((output.status.code(), errors.len()), (Some(code), 1), "{args:?}");
        assert_eq!(errors[0]["exit_code"], code, "{args:?}");
        assert!(errors[0]["error"].as_str().is_some_and(|text| !text.is_empty()), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}: {}", stdout(&output));
    }
    let output = run(&["show", &history, "ffffffff", "--json"]);
    assert!(told(&output)[0]["warning"].as_str().is_some_and(|text| text.contains("ffffffff")));
    assert!(stderr(&run(&["replay", &nowhere])).starts_with("error: cannot read"));
}

#[test]
fn the_exit_codes_stand_in_the_help() {
    let help = stdout(&fine(&["--help"]));
    for code in ["0 fine", "1 something was found", "2 wrong usage", "3 input unreadable", "130 stopped"] {
        assert!(help.contains(code), "{code}: {help}");
    }
}

#[test]
fn colours_are_for_terminals_alone() {
    let folder = Folder::new();
    let history = folder.history("50");
    for args in
        [&["replay", &history][..], &["audit", &history], &["measures", &history], &["replay", "nowhere"]]
    {
        let piped = run(args);
        assert!(!stdout(&piped).contains('\x1b') && !stderr(&piped).contains('\x1b'), "{args:?}");
        let forced = aduan(args).env("CLICOLOR_FORCE", "1").output().unwrap();
        assert!(stdout(&forced).contains('\x1b') || stderr(&forced).contains('\x1b'), "{args:?}");
    }
}

#[test]
fn json_tells_of_a_path_that_is_no_utf_8() {
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"meja-\xff");
    let desk = folder.0.path().join(name);
    let with_desk = |args: &[&str]| {
        let output = aduan(&[]).args(&args[..1]).arg("--db").arg(&desk).args(&args[1..]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
        json(&output)
    };
    let made = with_desk(&["init", "--json"]);
    assert!(made["database"].as_str().unwrap().contains("meja-\u{fffd}"), "{made}");
    let keys = with_desk(&["keys", "--json", "status"]);
    assert!(keys["key_file"].as_str().unwrap().contains("meja-\u{fffd}"), "{keys}");
    assert_eq!(with_desk(&["backup", "--json", &folder.at("backup.db")])["opened"], true);
    let history = folder.0.path().join(OsStr::from_bytes(b"riwayat-\xff.jsonl"));
    fs::rename(folder.history("3"), &history).unwrap();
    let csv = folder.0.path().join(OsStr::from_bytes(b"tabel-\xff.csv"));
    let mut export = aduan(&["export", "--to", "csv", "--json", "--output"]);
    let exported = json(&export.arg(&csv).arg(&history).output().unwrap());
    assert!(exported["output"].as_str().unwrap().contains("tabel-\u{fffd}"), "{exported}");
    let shown = aduan(&["show"]).arg(&history).args(["2024-000001-X", "--json"]).output().unwrap();
    assert_eq!(shown.status.code(), Some(2), "it is the register number that is wrong: {}", stderr(&shown));
}

#[test]
fn tables_fit_into_80_columns() {
    let folder = Folder::new();
    let (history, desk) = (folder.history("600"), folder.made("desk"));
    fine(&["import", "--db", &desk, &history]);
    for args in [
        &["measures", &history, "--small-cells", "0"][..],
        &["measures", &history, "--small-cells", "0", "--lang", "en"],
        &["replay", &history, "--overdue", "500"],
        &["inbox", "--db", &desk, "--overdue", "-n", "500"],
    ] {
        let text = stdout(&fine(args));
        let widest = text.lines().max_by_key(|line| line.chars().count()).unwrap_or_default();
        assert!(widest.chars().count() <= 80, "{args:?}: {widest}");
        assert!(text.lines().count() > 10, "{args:?}: {text}");
    }
}

#[test]
fn of_two_exports_to_one_name_one_is_whole_and_the_other_refused() {
    let folder = Folder::new();
    let (history, desk) = (folder.history("400"), folder.made("desk"));
    fine(&["import", "--db", &desk, &history]);
    let mine = folder.at("mine");
    fs::write(&mine, "mine").unwrap();
    let of_lines = ["export", "--db", &desk, "--output"];
    let as_csv = ["export", "--to", "csv", "--db", &desk, "--output"];
    for (name, args) in [("lines", &of_lines[..]), ("csv", &as_csv)] {
        let (path, whole) = (folder.at(name), folder.at(&format!("{name}.whole")));
        fine(&[args, &[&whole]].concat());
        // An attacker has made a link where a partial file could be guessed to be.
        symlink(&mine, format!("{path}.partial")).unwrap();
        let children: Vec<_> = (0..4).map(|_| aduan(args).arg(&path).spawn().unwrap()).collect();
        let mut codes: Vec<_> = children
            .into_iter()
            .map(|child| child.wait_with_output().unwrap().status.code().unwrap())
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 3, 3, 3], "{name}");
        assert!(fs::read(&path).unwrap() == fs::read(&whole).unwrap(), "{name}");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        assert_eq!(fs::read_to_string(&mine).unwrap(), "mine", "{name}");
    }
    assert!(left_over(&folder).is_empty(), "{:?}", left_over(&folder));
}

/// Names of files that were not kept.
fn left_over(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.0.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".aduan-")).collect()
}

#[test]
fn reports_replace_a_file_by_force_alone_and_never_what_they_read() {
    let folder = Folder::new();
    let history = folder.history("20");
    let first: Value =
        serde_json::from_str(fs::read_to_string(&history).unwrap().lines().next().unwrap()).unwrap();
    let id = first["complaint"].as_str().unwrap();
    let before = fs::read(&history).unwrap();
    for (name, args) in [
        ("audit.html", &["audit", &history, "--html"][..]),
        ("measures.csv", &["measures", &history, "--csv"]),
        ("measures.html", &["measures", &history, "--html"]),
        ("timeline.svg", &["timeline", id, &history, "--svg"]),
        ("generated.jsonl", &["generate", "-n", "2", "--output"]),
    ] {
        let path = folder.at(name);
        fs::write(&path, "mine").unwrap();
        fails(&[args, &[&path]].concat(), 3, "not overwritten");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine", "{name}");
        let forced = run(&[args, &[&path, "--force"]].concat());
        assert!(matches!(forced.status.code(), Some(0 | 1)), "{name}: {}", stderr(&forced));
        assert!(fs::metadata(&path).unwrap().len() > 100, "{name}");
        if !args.contains(&"generate") {
            fails(&[args, &[&history, "--force"]].concat(), 2, "is read; name another file");
            assert!(fs::read(&history).unwrap() == before, "{name}");
        }
    }
}

#[test]
fn a_backup_is_not_taken_for_what_an_interrupted_restore_left() {
    let folder = Folder::new();
    let (desk, restored) = (folder.made("desk"), folder.at("restored"));
    for name in ["aduan.db.restoring", "aduan.db.partial"] {
        let data = Path::new(&restored).join("data");
        let keys = Path::new(&restored).join("keys");
        fs::create_dir_all(&data).unwrap();
        fs::create_dir_all(&keys).unwrap();
        fs::copy(Path::new(&desk).join("keys/aduan.keys"), keys.join("aduan.keys")).unwrap();
        let backup = data.join(name);
        fine(&["backup", "--db", &desk, &backup.to_string_lossy()]);
        fails(&["restore", "--db", &restored, &backup.to_string_lossy()], 3, "move it to another directory");
        assert!(backup.exists(), "{name}");
        let moved = folder.at(&format!("{name}.moved"));
        assert!(Command::new("mv").arg(&backup).arg(&moved).status().unwrap().success());
        assert_eq!(json(&fine(&["restore", "--db", &restored, &moved, "--json"]))["events"], 0);
        fs::remove_dir_all(&restored).unwrap();
    }
}
