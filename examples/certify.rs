//! A mistake in a rulebook of one's own, found before it is in force: by trying everything, and by a property that shrinks.

use aduan::core::{Command, OfficeKind, Rulebook};
use aduan_certify::{Explorer, Invariant, Model};
use aduan_testkit::History;
use aduan_testkit::strategy::histories;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The mistake: the PYB may dispose to a KPPBC, which R15 does not list.
    let mut data = serde_json::to_value(Rulebook::kep_154_2012())?;
    data["id"] = "house-rules-2".into();
    data["disposition_targets"] = serde_json::json!(["PUSKI", "KANWIL", "KPPBC"]);
    let mine: Rulebook = serde_json::from_value(data)?;

    // Everything is tried. The first invariant that breaks comes with the shortest history there is.
    let invariants = Invariant::standard(&mine);
    let found = Explorer::new(Model::new(mine.clone())).invariants(invariants).first_only().run();
    let broken = found.violations.first().ok_or("the certificate should have found it")?;
    println!("{} ({}) is broken:\n{}", broken.invariant, broken.rule, broken.trace);
    println!("{}", broken.trace.to_test(broken.invariant, broken.rule, None).unwrap_or_default());

    // A property says the same of histories of any length, and shrinks what breaks it.
    let config = Config { cases: 2000, failure_persistence: None, ..Config::default() };
    // The same histories each time, so that what is shown is the same.
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]));
    let shrunk = runner.run(&histories(1..=40).under([mine]), |history| {
        if to_a_kppbc(&history) { Err(TestCaseError::fail("disposed to a KPPBC")) } else { Ok(()) }
    });
    let Err(TestError::Fail(_, history)) = shrunk else {
        return Err("the property should have failed".into());
    };
    println!("a history of up to 40 commands, shrunk to {}:\n{history:?}", history.commands().len());
    assert!(to_a_kppbc(&history));
    assert!(history.commands().len() <= broken.trace.commands.len() + 2, "the shortest there is, or nearly");
    Ok(())
}

fn to_a_kppbc(history: &History) -> bool {
    let target = |command: &Command| match command {
        Command::DisposeToAssessor { office, .. } => Some(office.kind),
        _ => None,
    };
    history.commands().iter().any(|step| target(&step.command) == Some(OfficeKind::Kppbc))
}
