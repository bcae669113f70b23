//! A server in a process of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Which program serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// `aduan serve`.
    Aduan,
    /// This one, with a clock that is set by the test.
    Clocked,
}

/// A server that runs. It is killed when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Child,
    // Kept open: a process that writes to a closed pipe is killed.
    _said: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it in `place`, on a port that the system chooses, and waits until it says where it listens. Its log is
    /// added to those in `place/logs`.
    pub(crate) fn start(program: Program, place: &Path) -> Self {
        Self::start_logging_to(program, place, next_log(place).into())
    }

    /// The same, with another place for its log.
    pub(crate) fn start_logging_to(program: Program, place: &Path, log: Stdio) -> Self {
        let mut command = match program {
            Program::Aduan => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_aduan-under-test"));
                command.args(["serve", "--bind", "127.0.0.1:0", "--json", "--db"]).arg(place.join("desk"));
                command.arg("--config").arg(place.join("aduan.toml"));
                command
            }
            Program::Clocked => {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["clocked::serve", "--exact", "--ignored", "--nocapture"]);
                command
            }
        };
        // No variable from the environment of the tests becomes a setting of the server.
        command.env_clear().env("SERVED_PLACE", place).current_dir(place).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let url = loop {
            line.clear();
            let read = said.read_line(&mut line).unwrap();
            assert!(read > 0, "it does not listen: {} {}", child.wait().unwrap(), logs(place));
            let Some(at) = line.find("{\"") else { continue };
            let told: serde_json::Value = serde_json::from_str(line[at..].trim()).unwrap();
            break told["listening"].as_str().unwrap().to_owned();
        };
        Self { url, child, _said: said }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Asks it to stop; tells its exit code.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn log_files(place: &Path) -> Vec<PathBuf> {
    let folder = place.join("logs");
    fs::create_dir_all(&folder).unwrap();
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn next_log(place: &Path) -> File {
    let number = log_files(place).len();
    File::create(place.join("logs").join(format!("{number}.jsonl"))).unwrap()
}

/// All that the servers in this place have logged.
pub(crate) fn logs(place: &Path) -> String {
    log_files(place).iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}
