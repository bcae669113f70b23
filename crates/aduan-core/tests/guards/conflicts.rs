//! T6: no official handles a complaint against themselves or their own office, whatever the record says later.

use crate::support::commands::*;
use crate::support::{Case, OFFICIAL, office, official_of, scenes, somebody, unit};
use aduan_core::*;
use uuid::Uuid;

const ACTOR: Rejection = Rejection::Conflict { conflict: Conflict::Actor };
const OFFICE: Rejection = Rejection::Conflict { conflict: Conflict::Office };

fn kanwil(code: &str) -> Office {
    Office { kind: OfficeKind::Kanwil, code: code.parse().expect("a code") }
}

/// A review that names this official of this office.
fn names(official: PersonId, office: Office) -> Command {
    let review = looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified);
    Command::ReviewMaterial(Box::new(Review {
        official: Some(official_of(official)),
        office: Some(office),
        ..review
    }))
}

#[test]
fn an_official_who_was_named_once_stays_barred_when_another_is_named() {
    let (other, home) = (somebody(Role::Inspectorate), kanwil("070000"));
    let case = scenes::before_the_verifier(Matter::Discipline)
        .does(names(OFFICIAL, home))
        .does(to_pyb(OfficeKind::Puski))
        .by(Role::Pyb)
        .does(dispose(OfficeKind::Kanwil))
        .by(Role::Assessor)
        .does(step_finds(other, Some(office(OfficeKind::Kppbc))))
        .does(misdirected())
        .by(Role::Pyb);
    assert_eq!(case.refuses(dispose_to(home, None)), OFFICE);
    let elsewhere = kanwil("060000");
    let recipient = Rejection::Conflict { conflict: Conflict::Recipient };
    assert_eq!(case.refuses(dispose_to(elsewhere, Some(OFFICIAL))), recipient);
    let disposed = case.does(dispose_to(elsewhere, None));
    let barred = disposed.by_officer(OFFICIAL, Role::Assessor, elsewhere);
    assert_eq!(barred.refuses(step(Step::Confirmation)), ACTOR);
}

#[test]
fn a_review_that_finds_the_official_unclear_after_all_unbars_nobody() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified)
        .does(review(Clarity::Sufficient, Matter::Discipline, Reported::Unclear))
        .by_officer(OFFICIAL, Role::Verifier, unit());
    assert_eq!(case.state.reported_official, None);
    assert_eq!(case.refuses(all_clear(Matter::Discipline)), ACTOR);
}

/// A complaint in which as many officials were named before as are kept, and one is now.
fn full_of_names() -> Case {
    // The first name takes the place of the office that the letter told of.
    let numbers = 0..Complaint::KEPT as u128;
    numbers.fold(scenes::before_the_verifier(Matter::Discipline), |case, number| {
        case.does(names(PersonId::new(Uuid::from_u128(0xbad0 + number)), kanwil("070000")))
    })
}

#[test]
fn nobody_is_forgotten_for_the_sake_of_another_name() {
    let case = full_of_names();
    let (another, home) = (somebody(Role::Assessor), kanwil("070000"));
    assert_eq!(case.refuses(names(another, home)), Rejection::TooManyNamed);
    let unnamed = review(Clarity::Sufficient, Matter::Discipline, Reported::Unclear);
    assert_eq!(case.refuses(unnamed), Rejection::TooManyNamed);
    let last = PersonId::new(Uuid::from_u128(0xbad0 + Complaint::KEPT as u128 - 1));
    let again = case.does(names(last, home));
    let barred = again.by_officer(last, Role::Verifier, unit());
    assert_eq!(barred.refuses(names(OFFICIAL, home)), ACTOR);
    let first = PersonId::new(Uuid::from_u128(0xbad0));
    assert_eq!(full_of_names().by_officer(first, Role::Verifier, unit()).refuses(ask()), ACTOR);
}

#[test]
fn an_assessor_names_nobody_at_the_cost_of_another_either() {
    let case = full_of_names()
        .does(to_pyb(OfficeKind::Puski))
        .by(Role::Pyb)
        .does(dispose(OfficeKind::Kanwil))
        .by(Role::Assessor);
    assert_eq!(case.refuses(step_finds(somebody(Role::Inspectorate), None)), Rejection::TooManyNamed);
    case.does(step(Step::Confirmation));
}

#[test]
fn the_system_is_nobody_who_could_be_complained_of() {
    let mut case = scenes::asked(Matter::Duties, Reported::NotNamed).at("2025-03-16 00:00").by(Role::System);
    // No review names it (C38), but an older history may.
    case.state.reported_official = Some(Alias::NOBODY);
    assert_eq!(case.does(Command::ExpireDataWindow).state.stage, Stage::Verification);
}

/// Declared as a matter of duties; the unit that verifies it turns out to be the office complained of.
fn against_its_own_unit(clarity: Clarity) -> Case {
    let review = looked_at(clarity, Matter::Discipline, Reported::Unclear);
    let review = Command::ReviewMaterial(Box::new(Review { office: Some(unit()), ..review }));
    scenes::before_the_verifier(Matter::Duties).by_colleague(Role::Verifier).does(review).by(Role::Verifier)
}

#[test]
fn a_unit_does_not_end_a_discipline_case_against_itself() {
    for (clarity, ground) in [
        (Clarity::CannotBeClarified, Ground::MaterialUnclear),
        (Clarity::Sufficient, Ground::ReportedUnclear),
    ] {
        assert_eq!(against_its_own_unit(clarity).refuses(not_actionable(ground)), OFFICE);
    }
}

#[test]
fn a_unit_hands_a_case_against_itself_to_the_pyb_whatever_it_makes_of_it() {
    let case = against_its_own_unit(Clarity::CannotBeClarified).does(to_pyb(OfficeKind::Puski));
    assert_eq!(case.state.stage, Stage::WithPyb);
}

#[test]
fn what_came_while_a_file_was_away_is_reviewed_when_it_comes_back() {
    let case = scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::Unclear)
        .does(to_assessor(OfficeKind::Kppbc))
        .by(Role::Receiver)
        .does(amend())
        .by(Role::Assessor)
        .does(misdirected())
        .by(Role::Verifier);
    assert_eq!(case.refuses(not_actionable(Ground::ReportedUnclear)), Rejection::NotReviewed);
}

#[test]
fn a_pyb_at_the_officials_own_office_neither_discloses_nor_lifts_a_hold() {
    let home = kanwil("070000");
    let case = scenes::before_the_verifier(Matter::Discipline)
        .does(names(OFFICIAL, home))
        .by(Role::Inspectorate)
        .does(place(1))
        .by_officer(somebody(Role::Pyb), Role::Pyb, home);
    let assessor = somebody(Role::Assessor);
    assert_eq!(case.refuses(disclose(DisclosureGround::EaseInvestigation, assessor, Role::Assessor)), OFFICE);
    assert_eq!(case.refuses(release(1)), OFFICE);
}

#[test]
fn nobody_is_told_of_an_outcome_that_there_is_not() {
    let case = scenes::before_the_verifier(Matter::Duties);
    let untimely =
        Rejection::NoticeUntimely { notice: Notice::Outcome, allowed: Stages::of(&[Stage::Closed]) };
    assert_eq!(case.refuses(told(Notice::Outcome, NoticeChannel::InPerson)), untimely);
}

/// A unit that reviews a case against itself as discipline, and a colleague there who calls it a service complaint.
fn called_a_service_complaint(clarity: Clarity) -> Case {
    let again = looked_at(clarity, Matter::Duties, Reported::NotNamed);
    against_its_own_unit(clarity)
        .by_officer(crate::support::person(0xa1), Role::Verifier, unit())
        .does(Command::ReviewMaterial(Box::new(again)))
        .by(Role::Verifier)
}

#[test]
fn another_word_for_the_matter_does_not_free_the_unit() {
    let case = called_a_service_complaint(Clarity::CannotBeClarified);
    assert_eq!(case.refuses(not_actionable(Ground::MaterialUnclear)), OFFICE);
    let case = called_a_service_complaint(Clarity::Sufficient);
    assert_eq!(case.refuses(to_assessor(OfficeKind::Kanwil)), OFFICE);
    let withdrawn = case.by(Role::Receiver).does(withdraw_by_letter()).by(Role::Verifier);
    assert_eq!(withdrawn.refuses(Command::Close), OFFICE);
}

#[test]
fn what_was_discipline_once_goes_from_its_unit_to_the_pyb() {
    for clarity in [Clarity::Sufficient, Clarity::CannotBeClarified] {
        let case = called_a_service_complaint(clarity).does(to_pyb(OfficeKind::Puski));
        assert_eq!(case.state.stage, Stage::WithPyb);
    }
}

#[test]
fn what_was_discipline_once_goes_to_no_assessor_of_the_reported_office() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Unclear).does(review(
        Clarity::Sufficient,
        Matter::Duties,
        Reported::NotNamed,
    ));
    assert_eq!(case.refuses(to_assessor(OfficeKind::Kppbc)), OFFICE);
    case.does(to_assessor(OfficeKind::Kanwil));
}

#[test]
fn a_unit_that_is_not_concerned_classifies_afresh_and_ends_it() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::CannotBeClarified, Reported::Unclear)
        .by_colleague(Role::Verifier)
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed))
        .by(Role::Verifier)
        .does(not_actionable(Ground::MaterialUnclear));
    assert_eq!(case.state.stage, Stage::Closed);
}

#[test]
fn an_office_named_without_an_official_is_bound_too() {
    let review = looked_at(Clarity::CannotBeClarified, Matter::Discipline, Reported::Unclear);
    assert_eq!(review.official, None, "nobody is identified");
    assert_eq!(
        against_its_own_unit(Clarity::CannotBeClarified).refuses(not_actionable(Ground::ReportedUnclear)),
        OFFICE
    );
}
