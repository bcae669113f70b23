//! C10 to C13, C16: the PYB and WISE.

use crate::support::commands::*;
use crate::support::{Case, OFFICIAL, office, scenes, somebody, unit};
use aduan_core::*;

#[test]
fn c10_a_kppbc_is_no_disposition_target() {
    let rejection = scenes::with_pyb().refuses(dispose(OfficeKind::Kppbc));
    let allowed = OfficeKinds::of(&[OfficeKind::Puski, OfficeKind::Kpu, OfficeKind::Kanwil]);
    assert_eq!(rejection, Rejection::WrongTarget { kind: OfficeKind::Kppbc, allowed, rule: Rule::R15 });
}

#[test]
fn c10_puski_kpu_and_kanwil_are_disposition_targets() {
    for kind in [OfficeKind::Puski, OfficeKind::Kpu, OfficeKind::Kanwil] {
        let case = scenes::with_pyb().does(dispose(kind));
        assert_eq!((case.state.stage, case.state.holder), (Stage::Assessment, Some(office(kind))));
    }
}

/// C11, until WISE has taken it.
fn acknowledged_by_wise() -> Case {
    // Sent once though the relay crashed: the outbox's.
    scenes::in_wise().at("2025-03-05 09:00").does(acknowledged("WISE/2025/0042"))
}

#[test]
fn c11_what_wise_returns_months_later_ends_the_complaint_with_its_outcome() {
    let case = acknowledged_by_wise()
        .at("2025-09-01 09:00")
        .does_as_second(from_wise("WISE/2025/0042", WiseOutcome::AdministrativeAction));
    assert_eq!((case.state.stage, case.state.outcome), (Stage::Closed, Some(Outcome::ByInspectorate)));
    assert_eq!(case.state.wise_outcome, Some(WiseOutcome::AdministrativeAction));
}

#[test]
fn c11_an_outcome_under_another_number_is_refused() {
    let rejection = acknowledged_by_wise().refuses(from_wise("WISE/2025/0043", WiseOutcome::Oversight));
    assert_eq!(rejection, Rejection::WiseNumber { expected: Some(wise("WISE/2025/0042")) });
}

#[test]
fn c11_what_wise_hands_back_is_the_pybs_again() {
    let case = acknowledged_by_wise().does_as_second(from_wise("WISE/2025/0042", WiseOutcome::Transferred));
    assert_eq!((case.state.stage, case.state.holder), (Stage::WithPyb, case.state.pyb));
    assert_eq!(case.by(Role::Pyb).does(dispose(OfficeKind::Kanwil)).state.stage, Stage::Assessment);
}

#[test]
fn c11_the_identity_does_not_go_along() {
    let case = scenes::in_wise();
    let Event::ForwardedToWise(sent) = &case.last().event else { panic!("not sent") };
    let material_and_evidence = Shares::of(&[Share::Material, Share::Evidence]);
    assert_eq!(sent.shares, material_and_evidence);
    assert!("identity".parse::<Share>().is_err(), "no share is the identity");
}

#[test]
fn c12_the_pybs_certain_considerations_need_a_reason() {
    let rejection = scenes::with_pyb().refuses(not_actionable_without_a_reason(Ground::PybConsideration));
    assert_eq!(rejection, Rejection::ReasonRequired { rule: Rule::R17 });
}

#[test]
fn c50_the_complainant_gets_a_reason_that_was_written_for_them() {
    let ground = Ground::PybConsideration;
    let rejection = scenes::with_pyb().refuses(not_actionable_without_a_public_reason(ground));
    assert_eq!(rejection, Rejection::PublicReasonRequired);
    let case = scenes::with_pyb().does(not_actionable(ground));
    let view = ComplainantView::of(&case.records);
    let step = view.steps.iter().find(|step| step.milestone == Milestone::NotActionable).unwrap();
    assert_eq!((step.not_actionable, step.public_reason), (Some(ground), Some(content(30).id)));
    assert!(step.sentence(Language::English).contains(ground.label(Language::English)));

    let mut optional = scenes::with_pyb();
    optional.book.public_reason = PublicReason::Optional;
    let case = optional.does(not_actionable_without_a_public_reason(ground));
    assert_eq!(case.state.stage, Stage::Closed);
}

#[test]
fn c12_with_a_reason_the_pyb_ends_it_as_not_actionable() {
    let case = scenes::with_pyb().does(not_actionable(Ground::PybConsideration));
    assert_eq!((case.state.stage, case.state.outcome), (Stage::Closed, Some(Outcome::NotActionable)));
}

#[test]
fn c13_the_pyb_decides_nothing_before_verification_has_ended() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified).by(Role::Pyb);
    let (command, stage) = (CommandKind::DisposeToAssessor, Stage::Verification);
    let allowed = Stages::of(&[Stage::WithPyb]);
    let rejection = case.refuses(dispose(OfficeKind::Kanwil));
    assert_eq!(rejection, Rejection::Stage { command, stage, allowed, rule: Rule::R15 });
}

#[test]
fn c13_the_pybs_not_actionable_before_verification_has_ended_names_the_role_needed() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified).by(Role::Pyb);
    let Rejection::Role { role: Role::Pyb, allowed, .. } =
        case.refuses(not_actionable(Ground::PybConsideration))
    else {
        panic!("refused for another reason");
    };
    assert!(allowed.contains(Role::Verifier) && !allowed.contains(Role::Pyb));
}

#[test]
fn c13_a_wrong_role_is_told_the_right_one() {
    let rejection = scenes::with_pyb().by(Role::Assessor).refuses(dispose(OfficeKind::Kanwil));
    let (command, role) = (CommandKind::DisposeToAssessor, Role::Assessor);
    let allowed = Roles::of(&[Role::Pyb]);
    assert_eq!(rejection, Rejection::Role { command, role, allowed, rule: Rule::R15 });
    assert!(rejection.sentence(Language::Indonesian).contains("yang berwenang: PYB"));
}

#[test]
fn c13_a_pyb_of_another_office_is_told_where_the_file_is() {
    let elsewhere = office(OfficeKind::Kpu);
    let case = scenes::with_pyb().by_officer(somebody(Role::Pyb), Role::Pyb, elsewhere);
    let holder = Some(office(OfficeKind::Puski));
    assert_eq!(case.refuses(dispose(OfficeKind::Kanwil)), Rejection::Place { holder, rule: Rule::R15 });
}

/// C16: the official complained of works at the Kanwil.
fn about_somebody_at_the_kanwil() -> Case {
    let found = Review {
        office: Some(office(OfficeKind::Kanwil)),
        ..looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified)
    };
    scenes::before_the_verifier(Matter::Discipline)
        .does(Command::ReviewMaterial(Box::new(found)))
        .does(to_pyb(OfficeKind::Puski))
        .by(Role::Pyb)
}

#[test]
fn c16_the_reported_officials_own_office_is_no_target() {
    let rejection = about_somebody_at_the_kanwil().refuses(dispose(OfficeKind::Kanwil));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Office });
    assert_eq!(rejection.rule(), Rule::T6);
}

#[test]
fn c16_the_reported_official_is_not_assigned() {
    let rejection = scenes::with_pyb().refuses(dispose_to(office(OfficeKind::Kanwil), Some(OFFICIAL)));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Recipient });
}

#[test]
fn c16_the_pybs_of_the_reported_officials_own_office_do_not_get_it() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified);
    let own = Command::ForwardToPyb { office: office(OfficeKind::Kppbc) };
    assert_eq!(case.refuses(own), Rejection::Conflict { conflict: Conflict::Office });
}

#[test]
fn c16_the_reported_official_does_nothing_in_any_role_of_an_officer() {
    let officer = |role| Actor::officer(OFFICIAL, role, unit());
    for role in [Role::Receiver, Role::Verifier] {
        let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified);
        let told = told(Notice::Progress, NoticeChannel::InPerson);
        let rejection = case.by_actor(officer(role)).refuses(told);
        assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Actor });
    }
}

#[test]
fn c16_an_assessment_that_finds_the_official_at_the_assessors_office_is_sent_back_not_concluded() {
    let case = Step::ALL.iter().fold(
        scenes::assessed(Matter::Discipline).does(step_finds(OFFICIAL, Some(office(OfficeKind::Kanwil)))),
        |case, done| case.does(step(*done)),
    );
    let rejection = case.refuses(conclude(Finding::Unsubstantiated));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Office });
    assert_eq!(case.does(misdirected()).state.stage, Stage::WithPyb);
}
