//! Running the program.

use std::process::{Command, Output, Stdio};

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_aduan-under-test");

pub(crate) fn aduan(args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).stdin(Stdio::null()).env_remove("CLICOLOR_FORCE");
    command
}

pub(crate) fn run(args: &[&str]) -> Output {
    aduan(args).output().expect("the program runs")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
pub(crate) fn fine(args: &[&str]) -> Output {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    output
}

#[track_caller]
pub(crate) fn fails(args: &[&str], code: i32, says: &str) {
    let output = run(args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {} {}", stdout(&output), stderr(&output));
    assert!(stderr(&output).contains(says), "{args:?}: {}", stderr(&output));
}

pub(crate) fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stdout(output)))
}

pub(crate) struct Folder(pub(crate) tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a place"))
    }

    pub(crate) fn at(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    /// A database that the tour has made.
    pub(crate) fn toured(&self) -> String {
        let db = self.at("desk");
        fine(&["tour", "--db", &db]);
        db
    }

    pub(crate) fn made(&self, name: &str) -> String {
        let db = self.at(name);
        fine(&["init", "--db", &db]);
        db
    }

    pub(crate) fn history(&self, complaints: &str) -> String {
        let path = self.at("history.jsonl");
        fine(&["generate", "-n", complaints, "--output", &path]);
        path
    }
}
