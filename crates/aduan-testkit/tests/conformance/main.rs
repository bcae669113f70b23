//! The conformance suite, itself under test: good stores pass, and for each rule some store that breaks just that
//! promise fails it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod broken;
mod journal;
mod words;
mod wrong;

use aduan_store::MemoryStore;
use aduan_testkit::conformance::PROMISES;
use broken::Broken;
use journal::{Disk, Journal};
use std::collections::BTreeSet;
use wrong::{LATE, WRONG};

/// A durable store that is kept in memory: the disk outlives it.
fn on_a_disk() -> impl Fn() -> Journal {
    let disk = Disk::default();
    move || Journal::open(&disk)
}

mod memory {
    aduan_testkit::store_conformance!(volatile, aduan_store::MemoryStore::default);
}

mod durable_in_memory {
    aduan_testkit::store_conformance!(durable, super::on_a_disk());
}

mod faultless {
    use aduan_store::MemoryStore;
    use aduan_testkit::FaultStore;
    use std::sync::Arc;
    use std::time::Duration;

    // Slow acknowledgements break no promise.
    aduan_testkit::store_conformance!(volatile, || {
        FaultStore::new(Arc::new(MemoryStore::default())).with_latency(Duration::from_micros(200))
    });
}

/// How often a rule is tried: one about a race finds it only when there is one.
const TRIES: usize = 10;

/// Tries the rules on the store with this fault; gives those that are none, or that it passes.
fn passed(
    fault: &str,
    rules: &[&str],
    check: impl Fn(&aduan_testkit::conformance::Promise) -> bool,
) -> Vec<String> {
    let passes = |name: &&&str| {
        let rule = PROMISES.iter().find(|rule| rule.name == **name);
        rule.is_none_or(|rule| (0..TRIES).all(|_| check(rule)))
    };
    rules.iter().filter(passes).map(|rule| format!("{fault} passes {rule}")).collect()
}

#[test]
fn each_rule_fails_a_store_that_breaks_its_promise() {
    let mut missed: Vec<String> = std::thread::scope(|scope| {
        let tried: Vec<_> = WRONG
            .iter()
            .map(|(wrong, rules)| {
                scope.spawn(move || {
                    passed(&format!("{wrong:?}"), rules, |rule| {
                        let wrong = *wrong;
                        rule.check(move || Broken::new(wrong)).is_ok()
                    })
                })
            })
            .collect();
        tried.into_iter().flat_map(|tried| tried.join().unwrap()).collect()
    });
    for (late, rules) in LATE {
        missed.extend(passed(&format!("{late:?}"), rules, |rule| {
            let disk = Disk::wrong(*late);
            rule.check(move || Journal::open(&disk)).is_ok()
        }));
    }
    assert!(missed.is_empty(), "{missed:#?}");

    let failed: BTreeSet<&str> = WRONG
        .iter()
        .flat_map(|(_, rules)| *rules)
        .chain(LATE.iter().flat_map(|(_, rules)| *rules))
        .copied()
        .collect();
    let never: Vec<_> = PROMISES.iter().map(|rule| rule.name).filter(|rule| !failed.contains(rule)).collect();
    assert!(never.is_empty(), "no store fails these rules: {never:#?}");
}

#[test]
fn a_broken_promise_is_named_and_shown_with_its_history() {
    let rule = PROMISES.iter().find(|rule| rule.name == "bytes_are_read_as_they_were_written").unwrap();
    let broken = rule.check(|| Broken::new(wrong::Wrong::SkipsWhatItCannotRead)).unwrap_err().to_string();
    let expected = [
        "the store breaks `bytes_are_read_as_they_were_written`. It promises:",
        "bytes that the store knows to have changed are StoreError::Corrupt, never skipped.",
        "no line is skipped",
        "2. commit 00000000-0000-0000-0000-000000000001: 6 events of 00000000-0000-0000-0000-000000000001 after",
        "-> 5 events, positions 1 to 6, Ok(())",
    ];
    for part in expected {
        assert!(broken.contains(part), "{part}\nis not in\n{broken}");
    }
}

#[test]
fn what_a_thread_of_a_rule_found_is_told_as_it_found_it() {
    let threaded =
        ["whoever_reads_after_the_acknowledgement_sees_it", "of_many_racing_on_one_version_one_is_recorded"];
    let mut told = 0;
    for (wrong, rules) in WRONG {
        let rules =
            PROMISES.iter().filter(|rule| rules.contains(&rule.name) && threaded.contains(&rule.name));
        for rule in rules {
            let wrong = *wrong;
            let Err(broken) = rule.check(move || Broken::new(wrong)) else { continue };
            for lost in ["a scoped thread panicked", "Any { .. }"] {
                assert!(!broken.found.contains(lost), "{broken}");
            }
            told += 1;
        }
    }
    assert!(told > 0, "no store fails a threaded rule");
}

#[test]
fn a_rule_is_tried_on_a_store_of_its_own_each_time() {
    let rule = PROMISES.iter().find(|rule| rule.name == "everything_of_a_commit_is_recorded").unwrap();
    for _ in 0..2 {
        rule.check(MemoryStore::default).unwrap();
    }
}
