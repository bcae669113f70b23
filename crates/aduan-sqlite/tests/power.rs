//! The power is cut: what was not synced may be lost, all of it, some of it, or part of one write.
//!
//! A real process does the work on a real file system, under `strace`; its acknowledgements stand in the same ordered
//! trace as its writes and syncs. From the trace the files are made again as a disk would hold them after a cut
//! before and after every sync, at every acknowledgement and at moments between (as ALICE does it: Pillai et al.,
//! OSDI 2014), and each is opened and examined. The index of the WAL (`-shm`) is always lost.
//!
//! `ADUAN_CUTS` sets how many moments between; 60 by default.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "tests"
)]
#![allow(unreachable_pub, reason = "modules of a test")]

#[path = "power/disk.rs"]
mod disk;
mod kept;
#[path = "power/trace.rs"]
mod trace;

use disk::{Disk, Loss, Random};
use kept::Promised;
use std::path::Path;
use std::process::Stdio;
use trace::Call;

/// Not a test of its own: what the traced process does, when it is started as one.
#[test]
fn child() {
    kept::scenario::run();
}

/// The result of examining all the cuts.
#[derive(Debug)]
struct Outcome {
    images: usize,
    /// How many were examined after something was promised.
    promised: usize,
    broken: Vec<String>,
}

/// Runs a scenario and cuts the power; `None` if it cannot be traced here.
fn cuts(scenario: &str) -> Option<Outcome> {
    if !kept::scenario::traceable() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let (data, written) = (folder.path().join("data"), folder.path().join("trace"));
    std::fs::create_dir(&data).unwrap();
    let mut traced = kept::scenario::by(trace::tracing(&written), scenario, &data.join("aduan.db"));
    assert!(traced.stdout(Stdio::null()).status().unwrap().success());
    let calls = trace::parse(&std::fs::read_to_string(written).unwrap());
    let log = Promised::after(1).kept_in(&data.join("aduan.db")).unwrap();
    Some(cut_everywhere(scenario, &calls, &data, &log))
}

fn cut_everywhere(scenario: &str, calls: &[Call], folder: &Path, log: &[aduan_store::Hash]) -> Outcome {
    let mut steps: Vec<(usize, bool, &Call)> = calls.iter().map(|call| (call.began, false, call)).collect();
    steps.extend(calls.iter().filter(|call| call.ended != usize::MAX).map(|call| (call.ended, true, call)));
    // At one line, a call begins before it ends.
    steps.sort_by_key(|(line, ends, _)| (*line, *ends));
    let between: usize = std::env::var("ADUAN_CUTS").map_or(60, |cuts| cuts.parse().unwrap());
    let mut random = Random(2025);
    let chosen: Vec<usize> = (0..between).map(|_| random.below(steps.len())).collect();
    let (mut disk, mut promised, mut said) = (Disk::new(folder), Promised::after(1), Vec::new());
    let mut outcome = Outcome { images: 0, promised: 0, broken: Vec::new() };
    let mut touched = false;
    for (index, (_, ends, call)) in steps.iter().enumerate() {
        let syncs = matches!(call.name.as_str(), "fsync" | "fdatasync");
        let speaks = call.name == "write" && !ends && call.number(0) == 1;
        if speaks {
            said.extend(call.bytes(0));
            while let Some(end) = said.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = said.drain(..=end).collect();
                promised.hear(String::from_utf8_lossy(&line).trim_end());
            }
        }
        if *ends {
            disk.ends(call);
        } else {
            disk.begins(call);
        }
        touched |= syncs;
        if !(touched && (syncs || speaks) || chosen.contains(&index)) {
            continue;
        }
        for loss in [Loss::All, Loss::Nothing, Loss::Some, Loss::Torn] {
            let image = tempfile::tempdir_in(in_memory()).unwrap();
            disk.cut(loss, &mut random, image.path());
            outcome.images += 1;
            outcome.promised += usize::from(!promised.recorded.is_empty());
            let kept = promised.kept_in(&image.path().join("aduan.db")).and_then(|leaves| {
                let whole = scenario != "import" || leaves.is_empty() || leaves.len() == log.len();
                if log.starts_with(&leaves) && whole {
                    Ok(())
                } else {
                    Err("another log than was written".to_owned())
                }
            });
            if let Err(why) = kept {
                outcome.broken.push(format!("step {index} ({}), {loss:?}: {why}", call.name));
            }
        }
    }
    outcome
}

/// A folder in which files are made quickly: the test makes thousands.
fn in_memory() -> std::path::PathBuf {
    let memory = std::path::PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

fn nothing_is_lost(scenario: &str) {
    let Some(outcome) = cuts(scenario) else { return };
    println!("{scenario}: {} cuts, {} after something was promised", outcome.images, outcome.promised);
    assert!(outcome.promised > 30, "{outcome:?}");
    assert!(
        outcome.broken.is_empty(),
        "{} of {}: {:#?}",
        outcome.broken.len(),
        outcome.images,
        outcome.broken
    );
}

#[test]
fn no_commit_is_lost_to_a_power_cut_alone_together_or_in_a_new_file() {
    nothing_is_lost("commits");
}

#[test]
fn no_commit_is_lost_to_a_power_cut_during_a_checkpoint() {
    nothing_is_lost("checkpoints");
}

#[test]
fn no_key_is_lost_to_a_power_cut_during_rotation() {
    nothing_is_lost("rotation");
}

#[test]
fn a_backup_is_whole_or_not_there_after_a_power_cut() {
    nothing_is_lost("backup");
}

#[test]
fn no_master_key_is_lost_to_a_power_cut_while_its_file_is_made_or_rotated() {
    nothing_is_lost("keyfile");
}

#[test]
fn what_was_erased_does_not_come_back_by_a_power_cut() {
    nothing_is_lost("erasure");
}

#[test]
fn an_import_is_whole_or_empty_after_a_power_cut() {
    nothing_is_lost("import");
}

/// The test of the tests above: the same cuts find what a writer loses that syncs too little.
#[test]
fn a_writer_that_syncs_too_little_is_caught() {
    for (level, careful) in [("OFF", false), ("NORMAL", false), ("FULL", true)] {
        let Some(outcome) = cuts(level) else { return };
        println!("{level}: {} of {} cuts break a promise", outcome.broken.len(), outcome.images);
        assert_eq!(outcome.broken.is_empty(), careful, "{level}: {:#?}", outcome.broken);
    }
}
