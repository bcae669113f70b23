//! The search finds the same history that a failing property is shrunk to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aduan_certify::{Explorer, Invariant, Model};
use aduan_core::{Command, OfficeKind, Rulebook};
use aduan_testkit::History;
use aduan_testkit::strategy::histories;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// The history to which a failing property is shrunk, under this rulebook.
fn shown_under(book: &Rulebook, seed: u8, holds: impl Fn(&History) -> bool) -> History {
    let config =
        Config { cases: 2000, failure_persistence: None, max_shrink_iters: 10_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let found = runner.run(&histories(1..=40).under([book.clone()]), |history| {
        if holds(&history) { Ok(()) } else { Err(TestCaseError::fail("it does not hold")) }
    });
    match found {
        Err(TestError::Fail(_, history)) => history,
        other => panic!("{other:?}"),
    }
}

/// A rulebook with a mistake in it: the PYB may dispose to a KPPBC, which R15 forbids.
fn with_a_planted_mistake() -> Rulebook {
    let mut json = serde_json::to_value(Rulebook::kep_154_2012()).unwrap();
    json["disposition_targets"] = serde_json::json!(["KPPBC", "PUSKI", "KANWIL"]);
    serde_json::from_value(json).unwrap()
}

#[test]
fn a_planted_mistake_shrinks_to_nearly_the_shortest_history_there_is() {
    let mistaken = with_a_planted_mistake();
    let invariants = Invariant::standard(&mistaken);
    let found = Explorer::new(Model::new(mistaken.clone())).invariants(invariants).first_only().run();
    let [broken] = &found.violations[..] else { panic!("{:?}", found.violations) };
    assert_eq!(broken.invariant, "a_kppbc_is_no_disposition_target");
    let shortest = broken.trace.commands.len();

    let to_a_kppbc = |history: &History| {
        history.commands().iter().any(|step| {
            matches!(step.command, Command::DisposeToAssessor { office, .. } if office.kind == OfficeKind::Kppbc)
        })
    };
    let lengths: Vec<usize> = (0..10)
        .map(|seed| shown_under(&mistaken, seed, |history| !to_a_kppbc(history)).commands().len())
        .collect();
    let near = lengths.iter().filter(|length| **length <= shortest + 2).count();
    assert!(near >= 9, "the shortest has {shortest} commands, the shrunk ones {lengths:?}");
}
