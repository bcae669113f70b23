//! The program as its users run it: real processes, real pipes, real signals.

use crate::support::{PROGRAM, aduan, run, stderr, stdout};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Writes `bytes` to the program's standard input while its output is read.
fn fed(args: &[&str], bytes: Vec<u8>) -> Output {
    let mut child = aduan(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("piped");
    let feeder = std::thread::spawn(move || {
        // A program that ends early closes the pipe.
        let _ = input.write_all(&bytes);
    });
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("no panic");
    output
}

/// A history in a file of its own.
struct History {
    directory: tempfile::TempDir,
    path: PathBuf,
}

impl History {
    fn new(complaints: &str) -> Self {
        let directory = tempfile::tempdir().expect("a place");
        let path = directory.path().join("history.jsonl");
        let made = run(&["generate", "--complaints", complaints, "--output", &path.to_string_lossy()]);
        assert!(made.status.success(), "{}", stderr(&made));
        Self { directory, path }
    }

    fn path(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.path).expect("readable")
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.directory.path().join(name);
        std::fs::write(&path, text).expect("writable");
        path.to_string_lossy().into_owned()
    }
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}

#[test]
fn two_processes_make_the_same_bytes_and_another_seed_makes_others() {
    let first = run(&["generate", "-n", "200", "--seed", "9"]).stdout;
    assert_eq!(first, run(&["generate", "-n", "200", "--seed", "9"]).stdout);
    assert_ne!(first, run(&["generate", "-n", "200", "--seed", "10"]).stdout);
}

#[test]
fn a_generated_history_is_read_from_a_pipe_and_is_sound() {
    let history = run(&["generate", "-n", "300"]).stdout;
    let events = history.lines().count() as u64;
    let output = fed(&["replay", "-", "--json"], history);
    assert_eq!(output.status.code(), Some(0));
    let json = json(&output);
    assert_eq!((json["events"].as_u64(), json["complaints"].as_u64()), (Some(events), Some(300)));
    assert_eq!((json["unknown"].as_u64(), json["corrupt"].as_u64()), (Some(0), Some(0)));
    let sum = |counts: &serde_json::Value| {
        counts.as_object().expect("counts").values().filter_map(serde_json::Value::as_u64).sum::<u64>()
    };
    assert_eq!(sum(&json["by_stage"]), 300);
    assert_eq!(sum(&json["by_outcome"]), json["by_stage"]["closed"].as_u64().expect("a count"));
    assert!(json["seconds"].as_f64().is_some() && json["events_per_second"].as_f64().is_some());
}

#[test]
fn what_is_amiss_is_told_by_file_and_line_and_the_exit_code_says_so() {
    let history = History::new("20");
    let mut lines: Vec<String> = history.text().lines().map(str::to_owned).collect();
    lines.insert(4, "{\"nonsense\":true}".to_owned());
    lines[9] = lines[9].replacen("\"schema\":", "\"schema\":9", 1);
    let path = history.write("broken.jsonl", lines.join("\n") + "\n");
    let output = run(&["replay", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains(&format!("{path}:5: corrupt: not a record at byte")),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&output).contains(&format!("{path}:10: unknown: ")), "{}", stdout(&output));
    let json = json(&run(&["replay", &path, "--json"]));
    assert_eq!((json["corrupt"].as_u64(), json["unknown"].as_u64()), (Some(1), Some(1)));
    assert_eq!(
        (json["findings"][0]["line"].as_u64(), json["findings"][0]["kind"].as_str()),
        (Some(5), Some("corrupt"))
    );
}

#[test]
fn as_of_leaves_out_what_came_later() {
    let history = History::new("100");
    let all = json(&run(&["replay", &history.path(), "--json"]));
    for when in ["2025-03-01", "2025-03-01T10:00:00+07:00", "line:300"] {
        let then = json(&run(&["replay", &history.path(), "--json", "--as-of", when]));
        let (events, later) =
            (then["events"].as_u64().expect("a count"), then["later"].as_u64().expect("a count"));
        assert!(events > 0 && later > 0, "{when}");
        assert_eq!(events + later, all["events"].as_u64().expect("a count"), "{when}");
    }
}

#[test]
fn a_story_is_told_by_register_number_and_by_the_beginning_of_an_id() {
    let history = History::new("50");
    let first = history.text().lines().next().expect("a line").to_owned();
    let first: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    let (id, register) =
        (first["complaint"].as_str().expect("id"), first["data"]["register"].as_str().expect("register"));
    for wanted in [id, &id[..13], register] {
        let output = run(&["show", &history.path(), wanted]);
        assert_eq!(output.status.code(), Some(0), "{wanted}: {}", stderr(&output));
        let text = stdout(&output);
        assert!(
            text.contains(id) && text.contains(register) && text.contains("Pengaduan diterima"),
            "{text}"
        );
        assert!(text.contains("R23, 30 hari kalender"), "its deadlines and why: {text}");
    }
    let story = json(&run(&["show", &history.path(), register, "--json"]));
    assert_eq!(story["complaint"].as_str(), Some(id));
    assert_eq!(story["entries"][0]["type"].as_str(), Some("Received"));
    assert!(story["entries"][0]["deadlines"].as_array().is_some_and(|deadlines| !deadlines.is_empty()));
}

#[test]
fn a_complaint_that_is_not_there_is_found_missing() {
    let history = History::new("5");
    let output = run(&["show", &history.path(), "ffffffff"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no complaint whose id begins with `ffffffff`"), "{}", stderr(&output));
}

#[test]
fn wrong_usage_is_2_and_says_what_would_be_right() {
    let history = History::new("2");
    let path = history.path();
    let cases: [(&[&str], &str); 8] = [
        (&["replay"], "FILE"),
        (&["replay", &path, "--as-of", "tomorrow"], "2025-03-01"),
        (&["replay", &path, "--threads", "0"], "from 1 to 256"),
        (&["generate", "--complaints", "0"], "1..=99999999"),
        (&["generate", "--per-rulebook", "kep-154-2012"], "ID=WEIGHT"),
        (&["generate", "--per-rulebook", "kep-1=1"], "per-13-2025"),
        (&["show", &path, "2025-000124-Z"], "check symbol"),
        (&["show", &path, "budi"], "check symbol"),
    ];
    for (args, says) in cases {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(says), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn unreadable_input_is_3_and_says_why() {
    let history = History::new("2");
    let directory = history.directory.path().to_string_lossy().into_owned();
    let packed = history.write("cut.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b");
    let cases: [(&[&str], &str); 4] = [
        (&["replay", "/nowhere/at/all.jsonl"], "cannot read /nowhere/at/all.jsonl: No such file"),
        (&["replay", &directory], "it is a directory"),
        (&["replay", &packed], "reading stopped after line 0: cannot read"),
        (&["generate", "--output", &directory], "cannot write"),
    ];
    for (args, says) in cases {
        let output = run(args);
        assert_eq!(output.status.code(), Some(3), "{args:?}");
        assert!(stderr(&output).contains(says), "{args:?}: {}", stderr(&output));
    }
}

/// The program with so many KiB of address space at the most.
fn limited(kib: u32, args: &str) -> Child {
    let script = format!("ulimit -v {kib} && exec \"$0\" {args}");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(PROGRAM).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().expect("sh runs")
}

#[test]
fn a_line_of_a_gigabyte_is_passed_over_in_little_memory_and_told() {
    let history = run(&["generate", "-n", "20"]).stdout;
    let lines = history.lines().count() as u64;
    let mut child = limited(300_000, "replay - --json --threads 2");
    let mut input = child.stdin.take().expect("piped");
    let feeder = std::thread::spawn(move || {
        input.write_all(&history).expect("it reads");
        let block = vec![b'x'; 1 << 20];
        (0..1024).for_each(|_| input.write_all(&block).expect("it reads"));
        input.write_all(b"\n").expect("it reads");
    });
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("no panic");
    assert_eq!(output.status.code(), Some(1));
    let json = json(&output);
    assert_eq!((json["events"].as_u64(), json["corrupt"].as_u64()), (Some(lines), Some(1)));
    assert_eq!(json["findings"][0]["line"].as_u64(), Some(lines + 1));
    assert_eq!(
        json["findings"][0]["message"].as_str(),
        Some("corrupt: the line has 1073741824 bytes; a record has at most 1048576")
    );
}

#[test]
fn a_history_many_times_the_memory_is_read_from_a_pipe() {
    let history = run(&["generate", "-n", "300"]).stdout;
    let mut child = limited(180_000, "replay - --json --threads 2");
    let mut input = child.stdin.take().expect("piped");
    let feeder =
        std::thread::spawn(move || (0..200).for_each(|_| input.write_all(&history).expect("it reads")));
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("no panic");
    let json = json(&output);
    assert!(json["bytes"].as_u64().is_some_and(|bytes| bytes > 300_000_000), "{}", json["bytes"]);
    assert_eq!((json["complaints"].as_u64(), json["corrupt"].as_u64()), (Some(300), Some(0)));
}

#[test]
fn an_empty_input_is_fine_and_remarked_on() {
    let output = fed(&["replay", "-"], Vec::new());
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("standard input: there is nothing in it"), "{}", stdout(&output));
}

#[test]
fn output_into_a_pipe_has_no_colours_and_no_bar() {
    let history = History::new("20");
    let output = run(&["replay", &history.path()]);
    assert!(!stdout(&output).contains('\u{1b}'));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = aduan(&["generate", "-n", "50000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().expect("piped"));
    reader.read_line(&mut first).expect("a line");
    drop(reader);
    let status = child.wait().expect("it ends");
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("UTF-8");
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

fn interrupt(child: &Child) {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(status.success());
}

#[test]
fn ctrl_c_ends_a_generator_on_a_whole_line() {
    let mut child = aduan(&["generate", "-n", "5000000"]).stdout(Stdio::piped()).spawn().expect("runs");
    let mut out = child.stdout.take().expect("piped");
    let mut text = vec![0; 1_000_000];
    out.read_exact(&mut text).expect("it writes");
    interrupt(&child);
    out.read_to_end(&mut text).expect("it ends");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(text.ends_with(b"}\n"));
    assert_eq!(fed(&["replay", "-"], text).status.code(), Some(0));
}

#[test]
fn ctrl_c_leaves_no_file_of_a_generator() {
    let directory = tempfile::tempdir().expect("a place");
    let path = directory.path().join("history.jsonl");
    let names = || std::fs::read_dir(directory.path()).expect("readable").count();
    let mut child =
        aduan(&["generate", "-n", "5000000", "--output", &path.to_string_lossy()]).spawn().expect("runs");
    let started = Instant::now();
    while names() == 0 {
        assert!(started.elapsed() < Duration::from_secs(60), "it writes");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!path.exists());
    interrupt(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(names(), 0);
}

#[test]
fn ctrl_c_ends_a_replay_that_waits_for_a_silent_pipe() {
    let mut child =
        aduan(&["replay", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
    let input = child.stdin.take();
    // Long enough for the handler to be there; without it the signal ends the program too, but not with 130.
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    let started = Instant::now();
    let status = child.wait().expect("it ends");
    drop(input);
    assert_eq!(status.code(), Some(130));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn ctrl_c_during_a_replay_tells_what_was_read_so_far() {
    let history = run(&["generate", "-n", "2000"]).stdout;
    let mut child =
        aduan(&["replay", "-", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
    let id = child.id();
    let mut input = child.stdin.take().expect("piped");
    let feeder = std::thread::spawn(move || {
        input.write_all(&history).expect("it reads");
        Command::new("kill").args(["-INT", &id.to_string()]).status().expect("kill runs");
        // The next bytes wake it from its read, so that it sees the request to stop.
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(5));
            if input.write_all(&history).is_err() {
                break;
            }
        }
    });
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("no panic");
    assert_eq!(output.status.code(), Some(130));
    let json = json(&output);
    assert_eq!(json["stopped"].as_bool(), Some(true));
    assert!(json["events"].as_u64().is_some_and(|events| events > 0));
}

#[test]
fn help_teaches_and_shells_are_completed() {
    let help = stdout(&run(&["--help"]));
    for word in
        ["generate", "replay", "show", "completions", "Exit codes", "aduan generate --complaints 1000"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(stdout(&run(&["replay", "--help"])).contains("--as-of 2025-03-01"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&run(&["completions", shell])).contains("aduan"), "{shell}");
    }
}
