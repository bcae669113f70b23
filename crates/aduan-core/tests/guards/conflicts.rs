//! T6: nobody handles a complaint against themselves or their own office, whatever the record says later.

use crate::support::commands::*;
use crate::support::{Case, OFFICIAL, office, scenes, somebody, unit};
use aduan_core::*;

const ACTOR: Rejection = Rejection::Conflict { conflict: Conflict::Actor };
const OFFICE: Rejection = Rejection::Conflict { conflict: Conflict::Office };

fn kanwil(code: &str) -> Office {
    Office { kind: OfficeKind::Kanwil, code: code.parse().expect("a code") }
}

/// A review that names this official of this office.
fn names(official: PersonId, office: Office) -> Command {
    let review = looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified);
    Command::ReviewMaterial(Box::new(Review { official: Some(official), office: Some(office), ..review }))
}

#[test]
fn an_official_who_was_named_once_stays_barred_when_another_is_named() {
    let (other, home) = (somebody(Role::Inspectorate), kanwil("050000"));
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

/// Declared as a matter of duties; the unit that verifies it turns out to be the office complained of.
fn against_its_own_unit(clarity: Clarity) -> Case {
    let review = looked_at(clarity, Matter::Discipline, Reported::Unclear);
    let review = Command::ReviewMaterial(Box::new(Review { office: Some(unit()), ..review }));
    scenes::before_the_verifier(Matter::Duties).does(review)
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
    let home = kanwil("050000");
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
    let told = case.refuses(notify(Notice::Outcome, NoticeChannel::InPerson));
    assert!(
        matches!(told, Rejection::Stage { allowed, .. } if allowed == Stages::of(&[Stage::Closed])),
        "{told}"
    );
}
