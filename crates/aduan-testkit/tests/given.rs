//! Given, when, then: it says what went wrong, and where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::{DisposedToAssessor, Event};
use aduan_core::{
    Clarity, Command, EventKind, Matter, Office, OfficeKind, Reported, Role, Rule, Rulebook, Stage,
};
use aduan_testkit::commands::{ask, complaint, dispose, review, to_pyb, withdraw};
use aduan_testkit::people::office;
use aduan_testkit::{History, given, received_by_letter, received_online};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::Mutex;

fn with_the_pyb() -> History {
    given(received_online(Matter::Discipline))
        .as_role(Role::Verifier)
        .and(review(Clarity::Sufficient, Matter::Discipline, Reported::Identified))
        .and(to_pyb(OfficeKind::Puski))
        .as_role(Role::Pyb)
}

fn disposed(kind: OfficeKind) -> Event {
    let decided = with_the_pyb().decide(&dispose(kind)).unwrap().events.remove(0);
    let Event::DisposedToAssessor(sent) = decided else { panic!("{decided:?}") };
    DisposedToAssessor { office: office(kind), ..sent }.into()
}

/// The line at which it panics, and what it says.
fn failure<T: std::fmt::Debug>(test: impl FnOnce() -> T) -> (u32, String) {
    static ONE: Mutex<()> = Mutex::new(());
    static SAID: Mutex<(u32, String)> = Mutex::new((0, String::new()));
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        let line = info.location().filter(|at| at.file() == file!()).map_or(0, Location::line);
        *SAID.lock().unwrap() = (line, info.payload().downcast_ref::<String>().cloned().unwrap_or_default());
    }));
    catch_unwind(AssertUnwindSafe(test)).expect_err("it should fail");
    std::panic::set_hook(before);
    SAID.lock().unwrap().clone()
}

#[test]
fn what_happened_is_what_was_expected_whole_or_by_its_kind() {
    let after = with_the_pyb().when(dispose(OfficeKind::Kanwil)).then([disposed(OfficeKind::Kanwil)]);
    assert_eq!(after.complaint().stage, Stage::Assessment);
    let after = with_the_pyb().when(dispose(OfficeKind::Kpu)).then([EventKind::DisposedToAssessor]);
    assert_eq!(after.complaint().holder, Some(office(OfficeKind::Kpu)));
}

#[test]
fn a_refusal_is_expected_by_rule_by_code_or_whole() {
    let pyb = with_the_pyb();
    let rejection = given(pyb.clone()).when(dispose(OfficeKind::Kppbc)).refused(Rule::R15);
    given(pyb.clone()).when(dispose(OfficeKind::Kppbc)).refused("wrong_target");
    given(pyb).when(dispose(OfficeKind::Kppbc)).refused(rejection);
}

#[test]
fn other_events_fail_at_the_callers_line_with_a_difference() {
    let (line, said) =
        failure(|| with_the_pyb().when(dispose(OfficeKind::Kpu)).then([disposed(OfficeKind::Kanwil)]));
    assert_eq!(line, line!() - 1, "{said}");
    for part in
        ["1. 2025-12-01T03:00:00.000000Z complainant: Receive", "- ", "kind: Kanwil", "+ ", "kind: Kpu"]
    {
        assert!(said.contains(part), "{part}\nis not in\n{said}");
    }
    let marked: Vec<&str> = said.lines().filter(|line| line.starts_with(['-', '+'])).map(str::trim).collect();
    let differ = [
        "-             kind: Kanwil,",
        "-             code: \"050000\",",
        "+             kind: Kpu,",
        "+             code: \"050100\",",
    ];
    assert_eq!(marked, differ, "nothing else differs");
    let (_, said) = failure(|| with_the_pyb().when(withdraw()).then([EventKind::Closed]));
    assert!(said.contains("it was refused by R21"), "{said}");
}

#[test]
fn a_missing_refusal_fails_at_the_callers_line_and_shows_what_happened() {
    let (line, said) = failure(|| with_the_pyb().when(dispose(OfficeKind::Kanwil)).refused(Rule::R15));
    assert_eq!(line, line!() - 1, "{said}");
    assert!(said.contains("it was accepted") && said.contains("DisposedToAssessor"), "{said}");
    let (_, said) = failure(|| with_the_pyb().when(dispose(OfficeKind::Kppbc)).refused(Rule::R11));
    assert!(said.contains("- Rule(R11)") && said.contains("[wrong_target]"), "{said}");
    let (line, said) = failure(|| with_the_pyb().and(dispose(OfficeKind::Kppbc)));
    assert_eq!(line, line!() - 1, "{said}");
    assert!(said.contains("could not go on") && said.contains("refused by R15"), "{said}");
}

#[test]
fn an_embedders_own_rulebook_is_tested_the_same_way() {
    let mut own = Rulebook::kep_154_2012();
    own.disposition_targets = [OfficeKind::Puski].into_iter().collect();
    let letter = complaint(aduan_core::Channel::Website, Matter::Discipline, &[]);
    let with_the_pyb = given(own)
        .and(letter)
        .as_role(Role::Verifier)
        .and(review(Clarity::Sufficient, Matter::Discipline, Reported::Identified))
        .and(to_pyb(OfficeKind::Puski))
        .as_role(Role::Pyb);
    with_the_pyb.when(dispose(OfficeKind::Kanwil)).refused(Rule::R15);
    with_the_pyb.when(dispose(OfficeKind::Puski)).then([EventKind::DisposedToAssessor]);
}

#[test]
fn who_acts_when_and_where_can_be_said() {
    let elsewhere: Office = "KPPBC-111111".parse().unwrap();
    let asked = given(received_by_letter(Matter::Duties))
        .as_role(Role::Receiver)
        .and(Command::RequestVerification)
        .as_role(Role::Verifier)
        .and(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .and(ask())
        .as_role(Role::Receiver)
        .and(aduan_testkit::commands::told(
            aduan_core::Notice::DataRequest,
            aduan_core::NoticeChannel::Letter,
        ))
        .as_role(Role::Verifier);
    let stranger = aduan_core::Actor::officer(aduan_testkit::people::person(1), Role::Verifier, elsewhere);
    asked.clone().as_actor(stranger).when(Command::Close).refused("place");
    let late = asked.after(chrono::TimeDelta::days(15)).as_role(Role::System);
    let expired = late.when(Command::ExpireDataWindow).then([EventKind::DataWindowExpired]);
    assert_eq!(expired.records().len(), 6);
    assert!(expired.records().iter().zip(1..).all(|(record, version)| record.version == version));
}
