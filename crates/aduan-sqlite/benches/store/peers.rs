//! Other libraries doing the work of a row: programs of their own, since their SQLite cannot be linked beside ours.

use crate::harness::{only_a_try, seconds};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program in `tests/peers/`; `tests/peers/run` builds it and sets this.
const PROGRAM: &str = "ADUAN_BENCH_PEERS";
const NAMES: [&str; 2] = ["cqrs-es", "evento"];
/// The number of streams: enough to read from, and a naive store takes seconds to write them.
const STREAMS: &str = "10000";

/// One library, at one row.
pub struct Peer {
    pub name: &'static str,
    program: PathBuf,
    row: &'static str,
    folder: tempfile::TempDir,
}

/// The peers that take part in the row of this name; none, if their program is not installed.
pub fn of(what: &str) -> Vec<Peer> {
    let rows = [
        ("durable commit, one caller", "one"),
        ("durable commits, 64 awaited", "awaited"),
        ("whole desk (load", "act"),
        ("load and fold", "load"),
        ("import", "import"),
        ("replay on two cores", "replay"),
    ];
    let row = rows.iter().find(|(begin, _)| what.starts_with(begin)).map(|(_, row)| *row);
    let (Some(row), Some(program), false) = (row, std::env::var_os(PROGRAM), only_a_try()) else {
        return Vec::new();
    };
    NAMES
        .iter()
        .map(|name| Peer {
            name,
            program: PathBuf::from(&program),
            row,
            folder: tempfile::tempdir().unwrap(),
        })
        .collect()
}

impl Peer {
    /// How many a second. The first round writes the data that every round reads.
    pub fn measure(&self, round: usize) -> f64 {
        let file = if self.row == "import" { format!("{round}.db") } else { "peer.db".to_owned() };
        let output = Command::new(&self.program)
            .args([self.name, self.row])
            .arg(Path::new(self.folder.path()).join(file))
            .env("ADUAN_BENCH_SECONDS", seconds().as_secs_f64().to_string())
            .env("ADUAN_BENCH_COMPLAINTS", STREAMS)
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "{} failed at `{}`", self.name, self.row);
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }
}
