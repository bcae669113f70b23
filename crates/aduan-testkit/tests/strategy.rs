//! The strategies: valid, deep, and short when they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::{CommandKind, Complaint, EventKind, Rules, Stage};
use aduan_testkit::History;
use aduan_testkit::strategy::{
    NearMissKind, calendars, clocks, commands, histories, hostile_text, near_misses, rulebooks,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::collections::BTreeSet;

fn runner(seed: u8) -> TestRunner {
    let config =
        Config { cases: 2000, failure_persistence: None, max_shrink_iters: 10_000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// The history to which a failing property is shrunk.
fn shown(seed: u8, holds: impl Fn(&History) -> bool) -> History {
    fails(seed, histories(1..=40), holds)
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
    history.commands().iter().map(|step| step.command.kind()).collect()
}

#[test]
fn a_history_is_valid_and_as_long_as_was_asked() {
    runner(1)
        .run(&histories(1..=40), |history| {
            assert!((1..=40).contains(&history.commands().len()));
            let mut state = Complaint::new(history.complaint().id);
            history.records().iter().for_each(|record| state.apply_record(record));
            assert_eq!(&state, history.complaint());
            Ok(())
        })
        .unwrap();
    let mut runner = runner(2);
    let exactly = |_| histories(25..=25).new_tree(&mut runner).unwrap().current().commands().len();
    assert_eq!((0..300).map(exactly).filter(|length| *length < 25).count(), 0);
}

#[test]
fn histories_reach_every_stage_and_every_event() {
    let mut runner = runner(3);
    let (mut events, mut stages) = (BTreeSet::new(), BTreeSet::from([Stage::New]));
    for _ in 0..3000 {
        let history = histories(1..=40).new_tree(&mut runner).unwrap().current();
        stages.insert(history.complaint().stage);
        events.extend(history.events().map(|(_, _, event)| event.kind()));
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
        for step in 0..history.commands().len() {
            let shorter = history.without(step..step + 1);
            assert!(shorter.commands().len() < history.commands().len());
            let mut state = Complaint::new(shorter.complaint().id);
            shorter.records().iter().for_each(|record| state.apply_record(record));
            assert_eq!(&state, shorter.complaint());
        }
    }
}

#[test]
fn a_false_property_is_shown_on_few_commands() {
    let at_most = |longest: usize, holds: fn(&History) -> bool| {
        let lengths: Vec<_> = (0..10).map(|seed| shown(seed, holds)).collect();
        let short = lengths.iter().filter(|history| history.commands().len() <= longest).count();
        assert!(short >= 7, "{lengths:#?}");
    };
    // The shortest: received online; withdrawn.
    at_most(2, |history| !history.complaint().withdrawn);
    // Received online, reviewed, data requested; a letter needs one more to be before the verifier.
    at_most(4, |history| history.complaint().stage != Stage::AwaitingData);
    // Received online, reviewed, forwarded, disposed.
    at_most(6, |history| {
        !history.events().any(|(_, _, event)| event.kind() == EventKind::DisposedToAssessor)
    });
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
fn a_near_miss_is_refused_as_its_kind_says() {
    let kinds = std::sync::Mutex::new(BTreeSet::new());
    for length in [0..=20, 8..=40] {
        runner(5)
            .run(&near_misses(length), |miss| {
                let answer = miss.given.decide(&miss.command);
                let refused = answer.map_err(|rejection| rejection.code());
                assert_eq!(refused, Err(miss.kind.code()), "{miss:?}");
                kinds.lock().unwrap().insert(miss.kind);
                Ok(())
            })
            .unwrap();
    }
    assert_eq!(kinds.into_inner().unwrap(), BTreeSet::from(NearMissKind::ALL));
}

#[test]
fn a_near_miss_shrinks_to_a_miss_of_the_same_kind() {
    let found = runner(6).run(&near_misses(0..=30), |miss| {
        if miss.kind == NearMissKind::WrongTarget { Err(TestCaseError::fail("found")) } else { Ok(()) }
    });
    let Err(TestError::Fail(_, miss)) = found else { panic!("{found:?}") };
    assert_eq!(miss.kind, NearMissKind::WrongTarget);
    assert_eq!(miss.given.decide(&miss.command).map_err(|rejection| rejection.code()), Err("wrong_target"));
    // A letter is received, goes to the verifier, is reviewed and forwarded.
    assert!(miss.given.commands().len() <= 4, "{miss:?}");
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

/// Histories under any sound rulebook: what `decide` once accepted it accepts again, and time does not run back.
#[test]
fn histories_under_any_rulebook_and_clock_are_decided_alike_again() {
    let mut drawn = runner(8);
    for _ in 0..150 {
        let book = rulebooks().new_tree(&mut drawn).unwrap().current();
        let calendar = calendars().new_tree(&mut drawn).unwrap().current();
        let readings = clocks(20).new_tree(&mut drawn).unwrap().current();
        let history = histories(1..=20).under([book.clone()]).new_tree(&mut drawn).unwrap().current();
        let mut again = History::under(book).by(calendar);
        for (step, now) in history.commands().iter().zip(readings) {
            again = again.at(now).as_actor(step.actor.clone());
            // By other clocks and holidays it may be refused; then the history goes on without it.
            if again.decide(&step.command).is_ok() {
                again = again.and(step.command.clone());
            }
        }
        let mut state = Complaint::new(again.complaint().id);
        for record in again.records() {
            assert!(record.recorded_at >= state.last_at, "time runs back: {again:?}");
            state.apply_record(&record);
        }
        assert_eq!(&state, again.complaint());
        let mut state = Complaint::new(again.complaint().id);
        for step in again.commands() {
            let context = aduan_core::Context { now: step.now, actor: step.actor.clone(), ..again.context() };
            let decision = again.rulebook().decide(&state, &step.command, &context).unwrap();
            assert_eq!(decision, step.decision);
            state = decision.fold(state);
        }
    }
}

/// Any command, by any actor, at any time, after any history under any rulebook, gets an answer and never a panic.
#[test]
fn anything_is_answered() {
    let mut drawn = runner(9);
    for _ in 0..300 {
        let book = rulebooks().new_tree(&mut drawn).unwrap().current();
        let history = histories(0..=15).under([book]).new_tree(&mut drawn).unwrap().current();
        for (now, actor, command) in commands(0..=40).new_tree(&mut drawn).unwrap().current() {
            let context = aduan_core::Context { now, actor, ..history.context() };
            let rules = history.rulebook();
            let Ok(decision) = rules.decide(history.complaint(), &command, &context) else { continue };
            assert!(decision.at >= history.complaint().last_at && !decision.events.is_empty());
            let _state = decision.fold(history.complaint().clone());
        }
    }
}

/// Texts of people reach the core as references alone; a line of such a text is no record.
#[test]
fn hostile_text_is_no_record() {
    runner(10)
        .run(&hostile_text(), |text| {
            assert!(!matches!(aduan_core::decode(text.as_bytes()), aduan_core::Decoded::Known(_)));
            Ok(())
        })
        .unwrap();
}
