//! How fast valid histories are made: 20,000 of 1 to 40 commands, and their fold.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench")]

use aduan_core::Complaint;
use aduan_testkit::strategy::histories;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::time::Instant;

fn main() {
    let mut runner = TestRunner::deterministic();
    let (mut commands, mut events, started) = (0, 0, Instant::now());
    for _ in 0..20_000 {
        let history = histories(1..=40).new_tree(&mut runner).unwrap().current();
        let mut state = Complaint::new(history.complaint().id);
        for (at, actor, event) in history.events() {
            state.apply(at, actor, event);
            events += 1;
        }
        assert_eq!(&state, history.complaint());
        commands += history.commands().len();
    }
    let took = started.elapsed().as_secs_f64();
    println!("20,000 valid histories, {commands} commands, {events} events: made and folded in {took:.2} s");
}
