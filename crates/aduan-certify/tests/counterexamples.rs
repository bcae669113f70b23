//! A counterexample is a test that can be run: it is kept, compiled, and passes where the rules have no mistake.

#![allow(clippy::unwrap_used, clippy::panic, clippy::wildcard_imports, reason = "tests")]

use aduan_certify::{Explorer, Invariant, Model, PRELUDE, Violation};
use aduan_core::{Rule, Rulebook};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/counterexamples/kppbc.rs.in");

fn mistaken() -> Rulebook {
    let mut json = serde_json::to_value(Rulebook::kep_154_2012()).unwrap();
    json["disposition_targets"] = serde_json::json!(["KPPBC"]);
    serde_json::from_value(json).unwrap()
}

fn counterexample() -> Violation {
    let book = mistaken();
    let invariants = Invariant::standard(&book);
    let found = Explorer::new(Model::new(book)).invariants(invariants).first_only().run();
    found.violations.into_iter().next().unwrap()
}

/// Under the shipped rules.
mod repaired {
    fn rulebook() -> Rulebook {
        Rulebook::kep_154_2012()
    }

    include!("counterexamples/kppbc.rs.in");
}

#[test]
fn under_the_mistaken_rules_the_last_step_is_accepted() {
    let mut history = aduan_testkit::History::under(mistaken());
    for step in counterexample().trace.commands {
        history = history.at(step.now).as_actor(step.actor).and(step.command);
    }
    assert_eq!(history.complaint().stage, aduan_core::Stage::Assessment);
}

#[test]
fn the_kept_counterexample_is_the_explorers() {
    let test = counterexample().trace.to_test("a_kppbc_is_no_disposition_target", Rule::R15, None).unwrap();
    let source = format!("{PRELUDE}\n{test}");
    if std::env::var_os("UPDATE_COUNTEREXAMPLES").is_some() {
        std::fs::write(KEPT, &source).unwrap();
    }
    assert_eq!(std::fs::read_to_string(KEPT).unwrap(), source);
}
