//! A million events: brought in, read back, and how much memory that takes.

use crate::flat::Flat;
use crate::harness::{asked_for, compare_in, only_a_try};
use crate::{RAW_INSERT, raw};
use aduan_core::{Complaint, ComplaintId, Decoded, decode};
use aduan_generate::{Generator, Options};
use aduan_sqlite::SqliteStore;
use aduan_store::{EventStore, replay};
use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const ROLE: &str = "ADUAN_BENCH_ROLE";
const FILE: &str = "ADUAN_BENCH_FILE";

fn rounds() -> usize {
    if only_a_try() { 1 } else { 5 }
}

pub fn run(folder: &Path) {
    if !["import", "replay", "memory"].iter().any(|row| asked_for(row)) {
        return;
    }
    let complaints = std::env::var("ADUAN_BENCH_COMPLAINTS").map_or(125_000, |text| text.parse().unwrap());
    let options = Options::new(if only_a_try() { 50 } else { complaints }, 1);
    let lines: Vec<Vec<u8>> = Generator::new(options).map(|record| record.to_line().into_bytes()).collect();
    let file = folder.join("imported.db");
    import(folder, &lines, &file);
    drop(lines);
    // Each in a process of its own: pinned to one core or not, and with its memory to itself.
    child(&file, "replay on one core", true);
    child(&file, "replay on two cores", false);
    child(&file, "memory", false);
}

/// Ours is left in `file`.
fn import(folder: &Path, lines: &[Vec<u8>], file: &Path) {
    let columns: Vec<([u8; 16], u32)> = lines
        .iter()
        .map(|line| {
            let Decoded::Known(known) = decode(line) else { panic!() };
            (known.record.complaint.uuid().into_bytes(), known.record.version)
        })
        .collect();
    let made = Cell::new(false);
    let seconds = |start: Instant| lines.len() as f64 / start.elapsed().as_secs_f64();
    let ours = || {
        // A closed store is one file.
        let _of_the_round_before = std::fs::remove_file(file);
        let store = SqliteStore::open(file).unwrap();
        let start = Instant::now();
        let mut import = store.import().unwrap();
        for line in lines {
            import.line(line.clone()).unwrap();
        }
        assert_eq!(import.finish().unwrap().lines, lines.len() as u64);
        made.set(true);
        seconds(start)
    };
    let limit = || {
        let folder = tempfile::tempdir_in(folder).unwrap();
        let connection = raw(&folder.path().join("raw.db"));
        let start = Instant::now();
        connection.execute_batch("BEGIN").unwrap();
        for ((complaint, version), line) in columns.iter().zip(lines) {
            connection.prepare_cached(RAW_INSERT).unwrap().execute((complaint, version, line)).unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
        seconds(start)
    };
    let what = format!("import of {} lines, every check", lines.len());
    compare_in(rounds(), &what, 0.8, &limit, &ours);
    if !made.get() {
        ours();
    }
}

fn child(file: &Path, role: &str, one_core: bool) {
    if !asked_for(role) {
        return;
    }
    let ourselves = std::env::current_exe().unwrap();
    let mut command = Command::new(if one_core { "taskset".into() } else { ourselves.clone() });
    if one_core {
        command.args(["-c", "0"]).arg(ourselves);
    }
    command.args(std::env::args().skip(1)).env(ROLE, role).env(FILE, file);
    if !command.status().is_ok_and(|status| status.success()) {
        println!("{role}: not measured (is there no `taskset` here?)");
    }
}

/// Whether this process was started for one row, which it has measured then.
pub fn is_a_child() -> bool {
    let (Ok(role), Ok(file)) = (std::env::var(ROLE), std::env::var(FILE)) else { return false };
    let store = SqliteStore::open(Path::new(&file)).unwrap();
    if role == "memory" {
        memory(&store);
    } else {
        replaying(&store, &role);
    }
    true
}

/// Every complaint's state, in the order in which they came.
#[derive(Default)]
struct States {
    positions: HashMap<ComplaintId, u32>,
    states: Vec<Complaint>,
}

impl States {
    fn apply(&mut self, line: &[u8]) {
        let Decoded::Known(known) = decode(line) else { panic!() };
        let id = known.record.complaint;
        let next = u32::try_from(self.states.len()).unwrap();
        let place = *self.positions.entry(id).or_insert(next);
        if place == next {
            self.states.push(Complaint::new(id));
        }
        self.states[place as usize].apply_record(&known.record);
    }

    fn of(store: &dyn EventStore) -> (Self, u64) {
        let mut all = Self::default();
        let mut fold = |entry: aduan_store::StoredEvent<'_>| {
            all.apply(entry.line);
            Ok(())
        };
        let last = replay(store, 0, &mut fold).unwrap();
        (all, last)
    }
}

/// A complaint as a quick script would keep it.
#[derive(Default)]
struct Plain {
    version: u32,
    last: String,
    recorded_at: chrono::DateTime<chrono::Utc>,
    register: Option<String>,
}

/// From the database in order, beside the same lines from memory with `serde_json` and nothing else.
fn replaying(store: &SqliteStore, role: &str) {
    let mut lines: Vec<String> = Vec::new();
    let mut keep = |entry: aduan_store::StoredEvent<'_>| {
        lines.push(String::from_utf8(entry.line.to_vec()).unwrap());
        Ok(())
    };
    replay(store, 0, &mut keep).unwrap();
    let seconds = |start: Instant| lines.len() as f64 / start.elapsed().as_secs_f64();
    let limit = || {
        let (start, mut states) = (Instant::now(), HashMap::<uuid::Uuid, Plain>::new());
        for line in &lines {
            let read: Flat = serde_json::from_str(line).unwrap();
            let state = states.entry(read.complaint).or_default();
            (state.version, state.last, state.recorded_at) = (read.version, read.r#type, read.recorded_at);
            state.register = read.data.register.or_else(|| state.register.take());
        }
        seconds(start)
    };
    let ours = || {
        let start = Instant::now();
        let (_, last) = States::of(store);
        assert_eq!(last, lines.len() as u64);
        seconds(start)
    };
    let goal = if role.ends_with("one core") { 0.8 } else { 2.0 };
    compare_in(rounds(), &format!("{role}, in order, × serde_json on one"), goal, &limit, &ours);
}

fn memory(store: &SqliteStore) {
    let (all, last) = States::of(store);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map_or("unknown", str::trim);
    println!(
        "memory: {last} events of {} complaints folded; at most {most} resident (goal 130 MB)",
        all.states.len()
    );
}
