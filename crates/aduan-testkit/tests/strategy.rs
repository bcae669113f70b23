//! The strategies: valid, deep, and short when they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{Command, CommandKind, Complaint, EventKind, OfficeKind, Rulebook, Stage};
use aduan_testkit::History;
use aduan_testkit::explore::{Explorer, Invariant, World};
use aduan_testkit::strategy::{calendars, clocks, commands, histories, hostile_text, near_misses, rulebooks};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::collections::BTreeSet;

fn runner(seed: u8) -> TestRunner {
    let config =
        Config { cases: 2000, failure_persistence: None, max_shrink_iters: 10_000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// What a property that does not hold is shown to fail on.
fn shown(seed: u8, holds: impl Fn(&History) -> bool) -> History {
    fails(seed, histories(1..=40), holds)
}

/// The same, of histories under this rulebook.
fn shown_under(book: &Rulebook, seed: u8, holds: impl Fn(&History) -> bool) -> History {
    fails(seed, histories(1..=40).under([book.clone()]), holds)
}

fn fails(seed: u8, histories: impl Strategy<Value = History>, holds: impl Fn(&History) -> bool) -> History {
    let found = runner(seed).run(&histories, |history| {
        if holds(&history) { Ok(()) } else { Err(TestCaseError::fail("it does not hold")) }
    });
    match found {
        Err(TestError::Fail(_, history)) => history,
        other => panic!("{other:?}"),
    }
}

fn kinds(history: &History) -> Vec<CommandKind> {
    history.steps().iter().map(|step| step.command.kind()).collect()
}

#[test]
fn a_history_is_valid_and_as_long_as_was_asked() {
    runner(1)
        .run(&histories(1..=40), |history| {
            assert!((1..=40).contains(&history.steps().len()));
            let mut state = Complaint::new(history.complaint().id);
            history.records().iter().for_each(|record| state.apply_record(record));
            assert_eq!(&state, history.complaint());
            Ok(())
        })
        .unwrap();
    let mut runner = runner(2);
    let exactly = |_| histories(25..=25).new_tree(&mut runner).unwrap().current().steps().len();
    assert_eq!((0..300).map(exactly).filter(|length| *length < 25).count(), 0);
}

#[test]
fn histories_reach_every_stage_and_every_event() {
    let mut runner = runner(3);
    let (mut events, mut stages) = (BTreeSet::new(), BTreeSet::from([Stage::New]));
    for _ in 0..3000 {
        let history = histories(1..=40).new_tree(&mut runner).unwrap().current();
        stages.insert(history.complaint().stage);
        events.extend(history.events().map(|(_, event)| event.kind()));
    }
    let missing: Vec<_> = EventKind::ALL.iter().filter(|kind| !events.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(stages, Stage::ALL.iter().copied().collect());
}

#[test]
fn any_step_may_be_left_out_and_it_is_valid_still() {
    let mut runner = runner(4);
    for _ in 0..200 {
        let history = histories(1..=20).new_tree(&mut runner).unwrap().current();
        for step in 0..history.steps().len() {
            let shorter = history.without(step..step + 1);
            assert!(shorter.steps().len() < history.steps().len());
            let mut state = Complaint::new(shorter.complaint().id);
            shorter.records().iter().for_each(|record| state.apply_record(record));
            assert_eq!(&state, shorter.complaint());
        }
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
    let found = Explorer::new(World::new(mistaken.clone())).invariants(invariants).first_only().run();
    let [broken] = &found.broken[..] else { panic!("{:?}", found.broken) };
    assert_eq!(broken.invariant, "a_kppbc_is_no_disposition_target");
    let shortest = broken.trace.steps.len();

    let to_a_kppbc = |history: &History| {
        history.steps().iter().any(|step| {
            matches!(step.command, Command::DisposeToAssessor { office, .. } if office.kind == OfficeKind::Kppbc)
        })
    };
    let lengths: Vec<usize> = (0..10)
        .map(|seed| shown_under(&mistaken, seed, |history| !to_a_kppbc(history)).steps().len())
        .collect();
    let near = lengths.iter().filter(|length| **length <= shortest + 2).count();
    assert!(near >= 9, "the shortest has {shortest} commands, the shrunk ones {lengths:?}");
}

#[test]
fn a_false_property_is_shown_on_few_commands() {
    let at_most = |longest: usize, holds: fn(&History) -> bool| {
        let lengths: Vec<_> = (0..10).map(|seed| shown(seed, holds)).collect();
        let short = lengths.iter().filter(|history| history.steps().len() <= longest).count();
        assert!(short >= 9, "{lengths:#?}");
    };
    // The shortest: received online; withdrawn.
    at_most(2, |history| !history.complaint().withdrawn);
    // Received online, reviewed, data requested; a letter needs one more to be before the verifier.
    at_most(4, |history| history.complaint().stage != Stage::AwaitingData);
    // Received online, reviewed, forwarded, disposed.
    at_most(6, |history| !history.events().any(|(_, event)| event.kind() == EventKind::DisposedToAssessor));
}

#[test]
fn nothing_more_can_be_left_out_of_what_is_shown() {
    for seed in 0..10 {
        let holds = |history: &History| history.complaint().holds.is_empty();
        let history = shown(seed, holds);
        assert_eq!(kinds(&history), [CommandKind::Receive, CommandKind::PlaceLegalHold]);
    }
}

#[test]
fn a_near_miss_is_refused_as_it_says_by_many_rules() {
    let mut codes = BTreeSet::new();
    let mut seen = std::sync::Mutex::new(&mut codes);
    runner(5)
        .run(&near_misses(0..=20), |miss| {
            assert_eq!(miss.given.decide(&miss.command), Err(miss.rejection.clone()));
            seen.lock().unwrap().insert(miss.rejection.code());
            Ok(())
        })
        .unwrap();
    let _done = seen.get_mut();
    assert!(codes.len() >= 25, "{codes:?}");
}

#[test]
fn a_near_miss_shrinks_to_the_same_refusal() {
    let found = runner(6).run(&near_misses(0..=30), |miss| {
        if miss.rejection.code() == "wrong_route" { Err(TestCaseError::fail("found")) } else { Ok(()) }
    });
    let Err(TestError::Fail(_, miss)) = found else { panic!("{found:?}") };
    assert_eq!(miss.rejection.code(), "wrong_route");
    assert!(miss.given.steps().len() <= 3, "{miss:?}");
}

#[test]
fn clocks_jump_both_ways_and_what_is_drawn_around_a_complaint_is_sound() {
    let mut runner = runner(7);
    let (mut forth, mut back) = (false, false);
    for _ in 0..100 {
        let readings = clocks(30).new_tree(&mut runner).unwrap().current();
        assert_eq!(readings.len(), 30);
        back |= !readings.is_sorted();
        forth |= readings.windows(2).any(|pair| pair[1].since(pair[0]).num_days() > 365);
        assert!(rulebooks().new_tree(&mut runner).unwrap().current().check().is_ok());
        let calendar = calendars().new_tree(&mut runner).unwrap().current();
        assert!(calendar.covers("2026-12-31".parse().unwrap()));
        let given = commands(0..=9).new_tree(&mut runner).unwrap().current();
        assert!(given.len() <= 9);
    }
    assert!(forth && back);
    let texts: Vec<String> =
        (0..300).map(|_| hostile_text().new_tree(&mut runner).unwrap().current()).collect();
    assert!(texts.iter().any(|text| text.contains('\0')) && texts.iter().any(|text| text.len() > 10_000));
}
