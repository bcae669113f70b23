//! C17, C21, C25: assessment, reopening, and two at once.

use crate::support::commands::*;
use crate::support::{Case, office, person, scenes, somebody, unit};
use aduan_core::*;

/// C17: archived in March, new facts in September.
fn archived() -> Case {
    scenes::closed(Matter::Discipline, Finding::Unsubstantiated).at("2025-09-01 09:00").by(Role::Pyb)
}

#[test]
fn c17_new_facts_reopen_an_archived_complaint_into_assessment() {
    let case = archived().does(reopen());
    assert_eq!(case.state.stage, Stage::Assessment);
    assert_eq!(case.state.holder, Some(office(OfficeKind::Kanwil)));
}

#[test]
fn c17_the_earlier_outcome_stays_in_the_history() {
    let case = archived().does(reopen());
    let Some(Event::Closed(closed)) = case.all(EventKind::Closed).first().copied() else {
        panic!("not closed")
    };
    assert_eq!(closed.outcome, Outcome::Unsubstantiated);
    assert_eq!(case.state.outcome, Some(Outcome::Unsubstantiated));
}

#[test]
fn c17_the_assessment_begins_anew() {
    let case = archived().does(reopen()).by(Role::Assessor);
    let missing = Steps::of(Step::ALL);
    assert_eq!(case.refuses(conclude(Finding::Substantiated)), Rejection::StepsMissing { missing });
}

#[test]
fn c17_a_complaint_declared_not_actionable_reopens_into_verification() {
    let case =
        scenes::expired(Matter::Discipline).does(not_actionable(Ground::NoDataSupplied)).does(reopen());
    assert_eq!((case.state.stage, case.state.holder), (Stage::Verification, Some(unit())));
}

#[test]
fn c17_the_window_that_was_missed_before_is_no_ground_after_reopening() {
    let case =
        scenes::expired(Matter::Discipline).does(not_actionable(Ground::NoDataSupplied)).does(reopen());
    let ground_b = not_actionable(Ground::NoDataSupplied);
    assert_eq!(case.refuses(ground_b.clone()), Rejection::NotReviewed);
    let case = case
        .by_colleague(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Discipline, Reported::Identified))
        .by(Role::Verifier);
    assert_eq!(case.refuses(ground_b), Rejection::NothingRequested { rule: Rule::R14b });
}

#[test]
fn c21_the_second_of_two_verifiers_is_refused_clearly_on_the_new_state() {
    // That one of two appends wins is the store's.
    let stale = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified);
    let forward = || to_pyb(OfficeKind::Puski);
    let second = stale.clone().by_officer(person(0xf9), Role::Verifier, unit());
    assert!(second.decide(&forward()).is_ok(), "on the stale state both may forward it");
    let won = stale.does(forward()).by_officer(person(0xf9), Role::Verifier, unit());
    let (command, stage) = (CommandKind::ForwardToPyb, Stage::WithPyb);
    let allowed = Stages::of(&[Stage::Verification]);
    assert_eq!(won.refuses(forward()), Rejection::Stage { command, stage, allowed, rule: Rule::R11 });
}

#[test]
fn c21_the_second_decision_where_it_still_holds_is_made_on_the_new_state() {
    let stale = scenes::before_the_verifier(Matter::Duties);
    let won = stale.clone().does(all_clear(Matter::Discipline));
    let both = won.by_officer(person(0xf9), Role::Verifier, unit()).does(all_clear(Matter::Duties));
    let versions: Vec<u32> = both.records.iter().map(|record| record.version).collect();
    assert_eq!(versions, [1, 2, 3, 4]);
    assert_eq!(both.state.matter, Some(Matter::Duties));
}

#[test]
fn c25_a_misdirected_file_goes_back_to_the_pyb_who_disposed_it() {
    let case = scenes::assessed(Matter::Discipline).does(misdirected());
    assert_eq!((case.state.stage, case.state.holder), (Stage::WithPyb, case.state.pyb));
}

#[test]
fn c25_a_misdirected_file_goes_back_to_the_verifier_who_sent_it() {
    let case = scenes::assessed(Matter::Duties).does(misdirected());
    assert_eq!((case.state.stage, case.state.holder), (Stage::Verification, Some(unit())));
}

#[test]
fn c25_the_reason_is_in_the_history() {
    let case = scenes::assessed(Matter::Duties).does(misdirected());
    let Event::ReturnedMisdirected(back) = &case.last().event else { panic!("not returned") };
    assert_eq!(back.reason, content(13));
}

#[test]
fn c25_the_sender_sends_it_on_and_the_next_assessor_starts_afresh() {
    let kpu = office(OfficeKind::Kpu);
    let case =
        scenes::examined(Matter::Discipline).does(misdirected()).by(Role::Pyb).does(dispose(OfficeKind::Kpu));
    assert_eq!((case.state.holder, case.state.step), (Some(kpu), None));
    let old = case.by_officer(somebody(Role::Assessor), Role::Assessor, office(OfficeKind::Kanwil));
    assert_eq!(old.refuses(misdirected()), Rejection::Place { holder: Some(kpu), rule: Rule::R18 });
}

#[test]
fn c32_a_verifier_takes_back_what_went_to_the_wrong_office() {
    let sender = |case: Case| case.by_officer(somebody(Role::Verifier), Role::Verifier, unit());
    for case in [scenes::with_pyb(), scenes::assessed(Matter::Duties)] {
        let case = sender(case).does(scenes::recall());
        assert_eq!((case.state.stage, case.state.holder), (Stage::Verification, Some(unit())));
        let Event::Recalled(back) = &case.last().event else { panic!("not taken back") };
        assert_eq!(back.reason, content(21));
    }
}

#[test]
fn c32_a_pyb_takes_back_what_was_disposed_to_the_wrong_office() {
    let puski = office(OfficeKind::Puski);
    let case = scenes::assessed(Matter::Discipline).by_officer(somebody(Role::Pyb), Role::Pyb, puski);
    let case = case.does(scenes::recall());
    assert_eq!((case.state.stage, case.state.holder), (Stage::WithPyb, Some(puski)));
    let old = case.by_officer(somebody(Role::Assessor), Role::Assessor, office(OfficeKind::Kanwil));
    assert!(matches!(old.refuses(step(Step::Confirmation)), Rejection::Stage { .. }));
}

#[test]
fn c32_a_file_that_somebody_there_has_begun_with_is_not_taken_back() {
    let case = scenes::assessed(Matter::Duties).does(step(Step::Confirmation));
    let sender = case.by_officer(somebody(Role::Verifier), Role::Verifier, unit());
    assert_eq!(sender.refuses(scenes::recall()), Rejection::NotRecallable { sender: None });
}
