//! Taking back a file that was sent to the wrong office: R18, C32.

use crate::support::commands::*;
use crate::support::{Case, OFFICIAL, office, official_of, person, scenes, somebody, unit};
use aduan_core::*;

const NO_MORE: Rejection = Rejection::NotRecallable { sender: None };

/// The verifiers' own.
fn verifiers() -> Rejection {
    Rejection::NotRecallable { sender: Some((Role::Verifier, unit())) }
}

/// Who sent it to the PYB, or to the assessor without one.
fn by_the_verifier(case: Case) -> Case {
    case.by_officer(somebody(Role::Verifier), Role::Verifier, unit())
}

/// Who disposed it.
fn by_the_pyb(case: Case) -> Case {
    case.by_officer(somebody(Role::Pyb), Role::Pyb, office(OfficeKind::Puski))
}

#[test]
fn another_verifier_of_the_unit_may_take_it_back() {
    let colleague = scenes::with_pyb().by_officer(person(0xf9), Role::Verifier, unit());
    assert_eq!(colleague.does(scenes::recall()).state.holder, Some(unit()));
}

#[test]
fn a_verifier_of_another_office_takes_nothing_back() {
    let elsewhere = scenes::with_pyb().by_officer(person(0xf9), Role::Verifier, office(OfficeKind::Puski));
    assert_eq!(elsewhere.refuses(scenes::recall()), verifiers());
}

#[test]
fn a_verifier_does_not_take_back_what_the_pyb_disposed() {
    let case = by_the_verifier(scenes::assessed(Matter::Discipline));
    let sender = Some((Role::Pyb, office(OfficeKind::Puski)));
    assert_eq!(case.refuses(scenes::recall()), Rejection::NotRecallable { sender });
}

#[test]
fn a_pyb_does_not_take_back_what_the_verifier_forwarded() {
    let case = scenes::sent_within_the_unit(Matter::Duties).by(Role::Pyb);
    assert_eq!(case.refuses(scenes::recall()), verifiers());
}

#[test]
fn whatever_an_officer_there_did_keeps_the_file_there() {
    for (role, given) in [
        (Role::Assessor, attach(Media::Scan)),
        (Role::Assessor, told(Notice::Progress, NoticeChannel::InPerson)),
        (Role::Pyb, place(1)),
    ] {
        let case = scenes::assessed(Matter::Duties).by(role).does(given.clone());
        assert_eq!(by_the_verifier(case).refuses(scenes::recall()), NO_MORE, "{given:?}");
    }
}

#[test]
fn what_the_sender_did_since_is_no_act_of_the_receivers() {
    let told = told(Notice::Progress, NoticeChannel::InPerson);
    let case = by_the_verifier(scenes::sent_within_the_unit(Matter::Duties)).does(told);
    assert_eq!(case.does(scenes::recall()).state.stage, Stage::Verification);
}

#[test]
fn what_the_complainant_added_leaves_it_recallable_and_is_reviewed() {
    let case = scenes::with_pyb().by(Role::Complainant).does(amend()).does(attach(Media::Photo));
    let case = by_the_verifier(case).does(scenes::recall());
    assert!(matches!(case.refuses(to_pyb(OfficeKind::Kanwil)), Rejection::Clarity { clarity: None, .. }));
}

#[test]
fn a_withdrawn_complaint_is_not_taken_back() {
    let case = scenes::assessed(Matter::Duties).by(Role::Complainant).does(withdraw());
    assert_eq!(by_the_verifier(case).refuses(scenes::recall()), NO_MORE);
}

#[test]
fn nothing_is_taken_back_out_of_wise() {
    let case = by_the_pyb(scenes::in_wise());
    assert!(matches!(case.refuses(scenes::recall()), Rejection::Stage { .. }));
}

#[test]
fn what_came_back_to_the_pyb_is_no_forward_to_take_back() {
    let misdirected = scenes::assessed(Matter::Discipline).does(misdirected());
    let handed_back = scenes::in_wise()
        .does(acknowledged("W-1"))
        .does_as_second(from_wise("W-1", WiseOutcome::Transferred));
    for case in [misdirected, handed_back] {
        assert_eq!(by_the_verifier(case).refuses(scenes::recall()), NO_MORE);
    }
}

#[test]
fn what_was_reopened_into_assessment_is_not_taken_back() {
    let case = scenes::closed(Matter::Discipline, Finding::Unsubstantiated).does(reopen());
    assert_eq!(by_the_pyb(case).refuses(scenes::recall()), NO_MORE);
}

#[test]
fn it_is_taken_back_once() {
    let case = by_the_pyb(scenes::assessed(Matter::Discipline)).does(scenes::recall());
    assert_eq!(by_the_verifier(case).refuses(scenes::recall()), NO_MORE);
}

#[test]
fn a_unit_does_not_take_back_the_case_against_itself() {
    let reviewed = looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified);
    let against_itself = Review { official: Some(official_of(OFFICIAL)), office: Some(unit()), ..reviewed };
    let case = scenes::before_the_verifier(Matter::Discipline)
        .does(Command::ReviewMaterial(Box::new(against_itself)))
        .does(to_pyb(OfficeKind::Kanwil));
    assert_eq!(
        by_the_verifier(case).refuses(scenes::recall()),
        Rejection::Conflict { conflict: Conflict::Office }
    );
}

#[test]
fn the_age_of_the_complaint_and_its_response_run_on() {
    let sent = scenes::with_pyb();
    let (received_at, response_due) = (sent.state.received_at, sent.state.response_due);
    let back = by_the_verifier(sent).at("2025-03-05 09:00").does(scenes::recall());
    assert_eq!((back.state.received_at, back.state.response_due), (received_at, response_due));
    assert!(response_due.is_some());
}
