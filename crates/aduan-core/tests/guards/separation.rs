//! Separation of duties (S1): who did one thing on a complaint does not do another.

use crate::support::commands::*;
use crate::support::{Case, scenes, somebody};
use aduan_core::*;

/// The number of the separation that refuses this.
#[track_caller]
fn refused_by(case: &Case, command: Command) -> String {
    match case.refuses(command) {
        Rejection::Separated { separation, .. } => separation.number.to_string(),
        other => panic!("refused by {other}"),
    }
}

/// The receiver, in another role, where the file is.
fn the_receiver_as(case: Case, role: Role) -> Case {
    let holder = case.state.holder.expect("an office has the file");
    case.by_officer(somebody(Role::Receiver), role, holder)
}

fn unclear() -> Command {
    not_actionable(Ground::MaterialUnclear)
}

#[test]
fn who_received_does_not_declare_it_not_actionable() {
    let case = scenes::reviewed(Matter::Duties, Clarity::CannotBeClarified, Reported::NotNamed);
    assert_eq!(refused_by(&the_receiver_as(case.clone(), Role::Verifier), unclear()), "PT-1");
    case.does(unclear());
}

#[test]
fn who_received_neither_disposes_nor_concludes_nor_follows_up_nor_closes() {
    let pyb = the_receiver_as(scenes::with_pyb(), Role::Pyb);
    assert_eq!(refused_by(&pyb, dispose(OfficeKind::Kanwil)), "PT-1");
    let assessor = the_receiver_as(scenes::examined(Matter::Duties), Role::Assessor);
    assert_eq!(refused_by(&assessor, conclude(Finding::Unsubstantiated)), "PT-1");
    let substantiated = scenes::concluded(Matter::Duties, Finding::Substantiated);
    let assessor = the_receiver_as(substantiated, Role::Assessor);
    assert_eq!(refused_by(&assessor, follow_up(&[Action::Guidance])), "PT-1");
    assert_eq!(refused_by(&assessor, Command::Close), "PT-1");
}

#[test]
fn who_received_may_review_and_send_on() {
    let case = the_receiver_as(scenes::before_the_verifier(Matter::Duties), Role::Verifier)
        .does(review(Clarity::Sufficient, Matter::Duties, Reported::NotNamed))
        .does(to_assessor(OfficeKind::Kppbc));
    assert_eq!(case.state.stage, Stage::Assessment);
}

#[test]
fn who_withdrew_for_a_complainant_does_not_close_it() {
    let reviewed = scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed);
    let case = reviewed.by_colleague(Role::Receiver).does(withdraw_by_letter());
    let giver = case.actor().id;
    let unit = case.state.holder.expect("an office has the file");
    let same = case.clone().by_officer(giver, Role::Verifier, unit);
    assert_eq!(refused_by(&same, Command::Close), "PT-1");
    case.by(Role::Verifier).does(Command::Close);
}

#[test]
fn who_reviewed_does_not_end_a_discipline_case() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::CannotBeClarified, Reported::Identified);
    let reviewer = case.clone().by_colleague(Role::Verifier);
    assert_eq!(refused_by(&reviewer, unclear()), "PT-2");
    case.does(unclear());
}

#[test]
fn a_reviewer_in_another_role_does_not_end_it_either() {
    let case = scenes::with_pyb().by_colleague(Role::Verifier);
    let (reviewer, puski) = (case.actor().id, case.state.holder.expect("the PYB's office"));
    let pyb = case.by_officer(reviewer, Role::Pyb, puski);
    assert_eq!(refused_by(&pyb, not_actionable(Ground::PybConsideration)), "PT-2");
}

#[test]
fn another_word_for_the_matter_does_not_free_its_reviewer() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::CannotBeClarified, Reported::Identified)
        .by_colleague(Role::Verifier)
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed));
    assert_eq!(refused_by(&case, unclear()), "PT-2");
}

#[test]
fn who_reviewed_ends_a_service_complaint() {
    scenes::before_the_verifier(Matter::Duties)
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed))
        .does(unclear());
}

#[test]
fn a_verifier_alone_passes_an_unclear_case_to_the_pyb() {
    let case = scenes::before_the_verifier(Matter::Discipline)
        .does(review(Clarity::CannotBeClarified, Matter::Discipline, Reported::Identified))
        .does(to_pyb(OfficeKind::Puski))
        .by(Role::Pyb);
    assert_eq!(case.does(not_actionable(Ground::PybConsideration)).state.stage, Stage::Closed);
}

#[test]
fn a_complainant_and_the_system_are_never_separated() {
    let mut book = Rulebook::kep_154_2012();
    book.expiry_decision = ExpiryDecision::System;
    let case = scenes::letter_under(book, Matter::Discipline)
        .does(Command::RequestVerification)
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Discipline, Reported::Identified))
        .does(ask())
        .told()
        .at("2025-03-20 09:00")
        .by(Role::System)
        .does(not_actionable(Ground::NoDataSupplied));
    assert_eq!(case.state.stage, Stage::Closed);
}

#[test]
fn where_too_many_people_acted_whoever_may_have_is_refused() {
    let mut case = scenes::reviewed(Matter::Duties, Clarity::CannotBeClarified, Reported::NotNamed);
    let receiver = |number: usize| crate::support::person(0xc000 + number as u128);
    let unit = case.state.holder.expect("an office has the file");
    for number in 0..Givers::PEOPLE {
        case = case.by_officer(receiver(number), Role::Receiver, unit).does(attach(Media::Photo));
    }
    case = case
        .by_officer(receiver(Givers::PEOPLE), Role::Receiver, unit)
        .does(withdraw_by_letter())
        .by_officer(crate::support::person(0xdead), Role::Verifier, unit)
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed));
    assert_eq!(refused_by(&case, unclear()), "PT-1", "nobody knows that it was not they");
}

#[test]
fn an_office_that_separates_nothing_refuses_nobody() {
    let mut book = Rulebook::kep_154_2012();
    book.separate.clear();
    let one = somebody(Role::Receiver);
    let case = scenes::letter_under(book, Matter::Discipline).does(Command::RequestVerification);
    let unit = case.state.holder.expect("an office has the file");
    case.by_officer(one, Role::Verifier, unit)
        .does(review(Clarity::CannotBeClarified, Matter::Discipline, Reported::Identified))
        .does(unclear());
}

#[test]
fn what_a_person_may_not_do_is_not_offered_to_them() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::CannotBeClarified, Reported::Identified);
    let offered = |case: &Case| {
        case.book.permits(&case.state, CommandKind::DeclareNotActionable, &case.context()).is_ok()
    };
    assert!(offered(&case));
    assert!(!offered(&case.by_colleague(Role::Verifier)));
}

#[test]
fn a_window_that_ran_out_is_no_ground_after_a_recall() {
    let case = scenes::expired(Matter::Discipline)
        .does(review(Clarity::Insufficient, Matter::Discipline, Reported::Identified))
        .does(to_pyb(OfficeKind::Puski))
        .by_officer(somebody(Role::Verifier), Role::Verifier, crate::support::unit())
        .does(scenes::recall())
        .does(review(Clarity::Insufficient, Matter::Discipline, Reported::Identified))
        .by_officer(crate::support::person(0xe1), Role::Verifier, crate::support::unit());
    let refused = case.refuses(not_actionable(Ground::NoDataSupplied));
    assert_eq!(refused, Rejection::NothingRequested { rule: Rule::R14b });
}
