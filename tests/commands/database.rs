//! The program on a database, as its users run it: real processes, killed ones among them.

use crate::support::{Folder, aduan, fails, fine, json, run, stderr, stdout};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Texts that the tour's complainant writes, and their name and contact.
const SECRETS: [&str; 6] =
    ["uang pelicin", "loket 4", "Rahmawati", "contoh.id", "Dua saksi", "Hukuman disiplin sedang"];

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found
}

fn contains(path: &Path, word: &str) -> bool {
    let bytes = fs::read(path).expect("readable");
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[test]
fn init_makes_a_key_for_its_owner_alone_and_never_overwrites() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let key = Path::new(&db).join("keys/aduan.keys");
    let before = fs::read(&key).expect("a key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&key).expect("a key").permissions().mode() & 0o777, 0o600);
    }
    fails(&["init", "--db", &db], 3, "not overwritten");
    fs::remove_dir_all(Path::new(&db).join("data")).expect("removed");
    fails(&["init", "--db", &db], 3, "it may be all that opens a backup");
    assert_eq!(before, fs::read(&key).expect("a key"));
}

#[test]
fn a_tour_leaves_no_word_in_any_file() {
    let folder = Folder::new();
    let db = folder.at("desk");
    let output = fine(&["tour", "--db", &db]);
    let told = stdout(&output);
    assert!(SECRETS[..4].iter().all(|word| told.contains(word)), "{told}");
    assert!(
        told.contains("2025-000001-4") && told.contains("RFC 6962 root") && !told.contains('\u{1b}'),
        "{told}"
    );
    let ticket = told.lines().find(|line| line.contains("nomor tiket")).expect("a ticket");
    let ticket = ticket.split_whitespace().last().expect("a ticket").to_owned();
    let backup = folder.at("backup.db");
    fine(&["backup", "--db", &db, &backup]);
    for file in files_under(folder.0.path()) {
        for word in SECRETS.iter().copied().chain([ticket.as_str(), &ticket.replace('-', "")]) {
            assert!(!contains(&file, word), "{word} is in {}", file.display());
        }
    }
    fails(&["tour", "--db", &db], 3, "not overwritten");
    assert!(stdout(&fine(&["tour"])).contains("0 temuan"));
}

#[test]
fn a_database_is_replayed_shown_listed_and_examined() {
    let folder = Folder::new();
    let db = folder.toured();
    let replayed = json(&fine(&["replay", "--db", &db, "--json"]));
    assert_eq!((replayed["events"].as_u64(), replayed["complaints"].as_u64()), (Some(13), Some(1)));
    assert!(stdout(&fine(&["show", "--db", &db, "2025-000001-4"])).contains("Pengaduan diterima"));
    let closed = json(&fine(&["inbox", "--db", &db, "--stage", "closed", "--json"]));
    assert_eq!(closed["complaints"][0]["register"].as_str(), Some("2025-000001-4"));
    assert!(stdout(&fine(&["inbox", "--db", &db, "--role", "verifier"])).contains("nothing waits"));
    assert_eq!(json(&fine(&["sweep", "--db", &db, "--json"]))["moved"].as_u64(), Some(0));
    let examined = json(&fine(&["integrity", "--db", &db, "--json"]));
    assert_eq!((examined["lines"].as_u64(), examined["root"].as_str().map(str::len)), (Some(13), Some(64)));
    fails(&["inbox", "--db", &db, "--stage", "nowhere"], 2, "nowhere");
    fails(&["show", "--db", &db, "2025-000001-Z"], 2, "check symbol");
}

#[test]
fn what_is_exported_imported_and_exported_is_the_same_bytes() {
    let folder = Folder::new();
    let history = folder.history("400");
    let copy = folder.made("copy");
    let imported = json(&fine(&["import", "--db", &copy, &history, "--json"]));
    assert_eq!(imported["complaints"].as_u64(), Some(400));
    let first = fine(&["export", "--db", &copy]).stdout;
    assert_eq!(first, fs::read(&history).expect("readable"));
    let again = folder.at("again.jsonl");
    fine(&["export", "--db", &copy, "--output", &again]);
    assert_eq!(first, fs::read(&again).expect("readable"));
    fails(&["export", "--db", &copy, "--output", &again], 3, "not overwritten");
    fails(&["import", "--db", &copy, &history], 3, "is not empty");
    let examined = json(&fine(&["integrity", "--db", &copy, "--json"]));
    assert_eq!(examined["root"], imported["root"]);
    let listed = json(&fine(&["inbox", "--db", &copy, "--overdue", "-n", "3", "--json"]));
    assert_eq!(listed["complaints"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_line_that_is_refused_is_named_and_nothing_comes_in() {
    let folder = Folder::new();
    let text = fs::read_to_string(folder.history("20")).expect("readable");
    let lines: Vec<&str> = text.lines().collect();
    let of_first: Vec<&str> = {
        let id: serde_json::Value = serde_json::from_str(lines[0]).expect("JSON");
        let id = id["complaint"].as_str().expect("an id").to_owned();
        lines.iter().copied().filter(|line| line.contains(&id)).collect()
    };
    let db = folder.made("desk");
    let late = of_first[1].replacen("\"recorded_at\":\"202", "\"recorded_at\":\"201", 1);
    let cases: [(Vec<&str>, &str); 6] = [
        (vec![of_first[0], "{}"], ":2: no record"),
        (vec![of_first[0], of_first[2]], "follows version 1"),
        (vec![of_first[0], of_first[0]], "follows version 1"),
        (vec![of_first[1]], "follows version 0"),
        (vec![of_first[0], &late], "time goes back"),
        (vec![lines[0], ""], ":2: no record"),
    ];
    for (lines, says) in cases {
        let path = folder.at("broken.jsonl");
        fs::write(&path, lines.join("\n") + "\n").expect("written");
        fails(&["import", "--db", &db, &path], 1, says);
        assert_eq!(fine(&["export", "--db", &db]).stdout, b"");
        assert_eq!(files_under(&Path::new(&db).join("data")).len(), 1, "nothing is left beside");
    }
}

#[test]
fn an_import_that_is_killed_leaves_an_empty_or_a_whole_database() {
    let folder = Folder::new();
    let history = folder.history("3000");
    let whole = fs::read(&history).expect("readable");
    let begun = Instant::now();
    fine(&["import", "--db", &folder.made("first"), &history]);
    let takes = begun.elapsed();
    let (mut empty, mut full, mut running) = (0, 0, 0);
    for round in 0..12 {
        let db = folder.made(&format!("desk{round}"));
        let mut child = aduan(&["import", "--db", &db, &history])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("runs");
        // From the very beginning to long after its end.
        std::thread::sleep(takes * round / 10 + if round == 11 { 8 * takes } else { Duration::ZERO });
        running += u32::from(child.try_wait().expect("it runs").is_none());
        child.kill().expect("SIGKILL");
        child.wait().expect("it ends");
        let exported = fine(&["export", "--db", &db]).stdout;
        fine(&["integrity", "--db", &db]);
        if exported.is_empty() {
            empty += 1;
            fine(&["import", "--db", &db, &history]);
            assert_eq!(fine(&["export", "--db", &db]).stdout, whole, "it is done again from the beginning");
        } else {
            full += 1;
            assert_eq!(exported, whole);
        }
        fs::remove_dir_all(&db).expect("removed");
    }
    assert!(empty > 2 && full > 0 && running > 4, "{empty} empty, {full} whole; {running} were killed");
}

#[test]
fn a_backup_is_whole_while_an_import_writes_and_is_restored_with_its_key() {
    let folder = Folder::new();
    let (history, db) = (folder.history("2000"), folder.made("desk"));
    let mut import = aduan(&["import", "--db", &db, &history]).stdout(Stdio::null()).spawn().expect("runs");
    let mut sizes = Vec::new();
    for number in 0.. {
        let done = import.try_wait().expect("it runs").is_some();
        let (backup, restored) =
            (folder.at(&format!("{number}.db")), folder.at(&format!("restored{number}")));
        fine(&["backup", "--db", &db, &backup]);
        fs::create_dir_all(format!("{restored}/keys")).expect("made");
        fs::copy(format!("{db}/keys/aduan.keys"), format!("{restored}/keys/aduan.keys")).expect("copied");
        fine(&["restore", "--db", &restored, &backup]);
        sizes.push(json(&fine(&["integrity", "--db", &restored, "--json"]))["lines"].as_u64());
        fails(&["restore", "--db", &restored, &backup], 3, "not overwritten");
        if done {
            break;
        }
    }
    let lines = fs::read_to_string(&history).expect("readable").lines().count() as u64;
    assert_eq!(*sizes.last().expect("one"), Some(lines));
    assert!(sizes.iter().all(|size| [Some(0), Some(lines)].contains(size)), "{sizes:?}");
}

#[test]
fn a_ticket_that_was_typed_where_none_belongs_is_not_said_again() {
    let folder = Folder::new();
    let (db, history) = (folder.toured(), folder.history("3"));
    let ticket = aduan_core::Ticket::from_random([0xA7; 10]).reveal();
    let parts: Vec<&str> = ticket.split('-').collect();
    let spelled = format!("--office={ticket}");
    let boxes: &[&[&str]] = &[
        &["show", "--db", &db, &ticket],
        &["show", &history, &ticket],
        &["show", "--db", &db, parts[0], parts[1], parts[2]],
        &["timeline", "--db", &db, &ticket],
        &["inbox", "--db", &db, "--office", &ticket],
        &["inbox", "--db", &db, &spelled],
        &["inbox", "--db", &db, "--after", &ticket],
        &["inbox", "--db", &db, "--role", &ticket],
        &["inbox", "--db", &db, "--limit", &ticket],
        &["replay", "--db", &db, "--as-of", &ticket],
        &["inbox", "--db", &ticket],
        &["replay", &ticket],
        &[&ticket],
    ];
    for args in boxes {
        let output = run(args);
        let said = format!("{}{}", stdout(&output), stderr(&output));
        assert_ne!(output.status.code(), Some(0), "{args:?}");
        let echoed = parts.iter().find(|part| said.contains(**part));
        assert_eq!(echoed, None, "{args:?}: {said}");
    }
}

#[test]
fn a_wrong_or_missing_key_is_told_and_none_is_made() {
    let folder = Folder::new();
    let (db, other) = (folder.toured(), folder.made("other"));
    let (key, aside) = (format!("{db}/keys/aduan.keys"), folder.at("aside"));
    let backup = folder.at("backup.db");
    fine(&["backup", "--db", &db, &backup]);
    fails(&["sweep", "--db", &db, "--keys", &format!("{other}/keys/aduan.keys")], 3, "wrong key");
    fails(&["keys", "--db", &db, "--keys", &format!("{other}/keys/aduan.keys"), "rotate"], 3, "wrong key");
    fs::rename(&key, &aside).expect("moved");
    for args in [vec!["sweep", "--db", &db], vec!["keys", "--db", &db, "status"]] {
        fails(&args, 3, "is missing");
    }
    fails(&["backup", "--db", &db, &folder.at("second.db")], 1, "is missing");
    let restored = folder.at("restored");
    fails(&["restore", "--db", &restored, &backup], 3, "is missing");
    let wrong = format!("{other}/keys/aduan.keys");
    fails(&["restore", "--db", &restored, "--keys", &wrong, &backup], 3, "wrong key");
    assert_eq!(
        files_under(Path::new(&restored)),
        Vec::<PathBuf>::new(),
        "what no key opens is not put in place"
    );
    assert!(!Path::new(&key).exists());
    fine(&["replay", "--db", &db]);
    fs::rename(&aside, &key).expect("moved");
    fine(&["sweep", "--db", &db]);
}

#[test]
fn rotation_changes_no_line_and_records_the_new_key() {
    let folder = Folder::new();
    let db = folder.toured();
    let (lines, status) = (fine(&["export", "--db", &db]).stdout, ["keys", "--db", &db, "--json", "status"]);
    let (before, backup) = (json(&fine(&status)), folder.at("before.db"));
    fine(&["backup", "--db", &db, &backup]);
    let rotated = json(&fine(&["keys", "--db", &db, "--json", "rotate"]));
    assert_eq!((rotated["rewrapped"].as_u64(), rotated["under_older_keys"].as_u64()), (Some(2), Some(0)));
    let after = json(&fine(&status));
    assert_ne!(before["key"], after["key"]);
    let exported = fine(&["export", "--db", &db]).stdout;
    let added = exported.strip_prefix(&lines[..]).expect("every line is as it was");
    let added = String::from_utf8(added.to_vec()).expect("lines");
    let changed = added.lines().last().expect("a line");
    assert!(
        changed.contains("\"type\":\"MasterKeyChanged\"") && changed.contains(after["key"].as_str().unwrap()),
        "{added}"
    );
    let restored = folder.at("restored");
    fine(&["restore", "--db", &restored, "--keys", &format!("{db}/keys/aduan.keys"), &backup]);
}

#[test]
fn what_is_no_database_of_ours_is_told_and_not_touched() {
    let folder = Folder::new();
    let db = folder.made("desk");
    let file = format!("{db}/data/aduan.db");
    let junk = b"this is a letter, and not a database at all; it is long enough to be looked at".repeat(9);
    fs::write(&file, &junk).expect("written");
    for command in ["replay", "export", "inbox", "sweep", "integrity"] {
        fails(&[command, "--db", &db], 3, "not a store of complaints");
    }
    assert_eq!(fs::read(&file).expect("readable"), junk);
    let nowhere = folder.at("nowhere");
    fails(&["inbox", "--db", &nowhere], 3, "aduan init --db");
    assert!(!Path::new(&nowhere).exists(), "a mistyped directory is not filled");
    fails(&["restore", "--db", &folder.made("third"), &folder.at("none.db")], 3, "there is no backup");
}

#[test]
fn one_changed_byte_is_found() {
    let folder = Folder::new();
    let db = folder.toured();
    let file = format!("{db}/data/aduan.db");
    let mut bytes = fs::read(&file).expect("readable");
    let word = b"\"command\":\"";
    let at = bytes.windows(word.len()).position(|window| window == word).expect("a line") + word.len();
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    fs::write(&file, bytes).expect("written");
    let output = run(&["integrity", "--db", &db]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).contains("the line was changed"), "{}", stdout(&output));
    fails(&["export", "--db", &db, "--output", &folder.at("x")], 3, "aduan integrity");
    assert!(!Path::new(&folder.at("x")).exists());
}

#[test]
fn a_reader_that_goes_away_is_no_failure_here_either() {
    let folder = Folder::new();
    let (history, db) = (folder.history("2000"), folder.made("desk"));
    fine(&["import", "--db", &db, &history]);
    let mut child =
        aduan(&["export", "--db", &db]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn ctrl_c_during_an_import_leaves_an_empty_database() {
    use std::io::Write;
    let folder = Folder::new();
    let (history, db) = (fs::read(folder.history("2000")).expect("readable"), folder.made("desk"));
    let mut child = aduan(&["import", "--db", &db, "-"]).stdin(Stdio::piped()).spawn().expect("runs");
    let id = child.id().to_string();
    let mut input = child.stdin.take().expect("piped");
    let half = history.len() / 2;
    input.write_all(&history[..half]).expect("it reads");
    std::thread::sleep(Duration::from_millis(300));
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill runs").success());
    let _ended_already = input.write_all(&history[half..]);
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(fine(&["export", "--db", &db]).stdout, b"");
}

#[test]
fn every_command_teaches_by_example() {
    for command in [
        "init",
        "tour",
        "inbox",
        "outbox",
        "sweep",
        "export",
        "import",
        "backup",
        "restore",
        "keys",
        "integrity",
    ] {
        let help = stdout(&fine(&[command, "--help"]));
        assert!(help.contains("Example") && help.contains(&format!("aduan {command}")), "{command}: {help}");
    }
}
