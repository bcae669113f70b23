//! Files that are in the wrong place, or that nobody looks at: C31 and C33 to C36.

use crate::support::commands::*;
use crate::support::*;
use aduan_core::*;
use aduan_testkit::people::ended_office;

fn filed_at(unit: Office, reported: Option<Office>, matter: Matter) -> Receive {
    let Command::Receive(mut receive) = complaint(Channel::Website, matter, &[IdentityPart::Email]) else {
        unreachable!("a reception")
    };
    (receive.unit, receive.reported_office) = (unit, reported);
    *receive
}

fn at(office: &str) -> Office {
    office.parse().unwrap()
}

fn djbc() -> Case {
    Case::new().within(Directory::djbc())
}

#[test]
fn c31_a_slip_in_an_office_is_refused_with_the_nearest_codes() {
    let refused = |unit: &str| djbc().refuses(filed_at(at(unit), None, Matter::Duties).into());
    let no_such = |office: &str, nearest: &[&str]| Rejection::NoSuchOffice {
        office: at(office),
        nearest: nearest.iter().map(|office| at(office)).collect(),
    };
    let slip = refused("KANWIL-O50000");
    assert!(matches!(&slip, Rejection::NoSuchOffice { nearest, .. } if nearest[0] == at("KANWIL-050000")));
    assert!(slip.sentence(Language::Indonesian).contains("yang terdekat: KANWIL-050000"), "{slip:?}");
    assert_eq!(refused("KPPBC-999999"), no_such("KPPBC-999999", &[]));
    assert_eq!(refused("PUSAT-ZZZ"), no_such("PUSAT-ZZZ", &[]));
    assert!(matches!(refused("ITJEN-1"), Rejection::WrongTarget { rule: Rule::R10, .. }));
}

#[test]
fn c31_no_step_sends_a_file_to_an_office_that_is_none() {
    let none = at("KANWIL-O50000");
    let reviewed =
        |matter, reported| scenes::reviewed(matter, Clarity::Sufficient, reported).within(directory());
    let tries = [
        (reviewed(Matter::Discipline, Reported::Identified), Command::ForwardToPyb { office: none }),
        (
            reviewed(Matter::Duties, Reported::NotNamed),
            Command::ForwardToAssessor { office: none, assessor: None },
        ),
        (
            scenes::with_pyb().within(directory()),
            Command::DisposeToAssessor { office: none, assessor: None, instruction: None },
        ),
        (
            scenes::with_pyb().within(directory()).by(Role::Coordinator),
            Command::Transfer { office: none, reason: content(22) },
        ),
    ];
    for (case, command) in tries {
        assert!(matches!(case.refuses(command), Rejection::NoSuchOffice { .. }));
    }
}

#[test]
fn c32_the_coordinator_moves_a_file_in_any_stage_of_an_office() {
    let kpu = office(OfficeKind::Kpu);
    let moved = |case: Case| case.by(Role::Coordinator).does(transfer(OfficeKind::Kpu)).state;
    let verified = moved(scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed));
    assert_eq!((verified.unit, verified.holder, verified.clarity), (Some(kpu), Some(kpu), None));
    let with_pyb = moved(scenes::with_pyb());
    assert_eq!((with_pyb.pyb, with_pyb.holder, with_pyb.unit), (Some(kpu), Some(kpu), Some(unit())));
    let assessed = moved(scenes::assessed(Matter::Discipline));
    assert_eq!((assessed.assessed_at, assessed.holder), (Some(kpu), Some(kpu)));
    let before = scenes::with_pyb().state;
    assert_eq!(
        (with_pyb.target, with_pyb.stage_since),
        (before.target, before.stage_since),
        "no time is gained"
    );
}

#[test]
fn c32_no_coordinator_moves_a_file_into_the_reported_office() {
    let case = scenes::with_pyb().by(Role::Coordinator);
    let reported = case.state.reported_office.unwrap();
    let into = Command::Transfer { office: reported, reason: content(22) };
    assert_eq!(case.refuses(into), Rejection::Conflict { conflict: Conflict::Office });
    let own = case.by_officer(somebody(Role::Coordinator), Role::Coordinator, reported);
    assert!(matches!(own.refuses(transfer(OfficeKind::Kpu)), Rejection::NotOverseen { .. }));
}

#[test]
fn c32_a_kanwil_moves_the_files_of_its_own_offices_alone() {
    let kanwil = office(OfficeKind::Kanwil);
    let by = |case: Case| case.within(directory()).by_officer(person(7), Role::Coordinator, kanwil);
    let beneath = by(scenes::assessed(Matter::Duties));
    assert_eq!(beneath.state.holder, Some(office(OfficeKind::Kppbc)));
    assert_eq!(
        beneath.refuses(transfer(OfficeKind::Kpu)),
        Rejection::NotOverseen { office: office(OfficeKind::Kpu) },
        "a KPU is not beneath it"
    );
    assert_eq!(beneath.does(transfer(OfficeKind::Kanwil)).state.holder, Some(kanwil));
    let elsewhere = by(scenes::with_pyb());
    assert!(matches!(elsewhere.refuses(transfer(OfficeKind::Kanwil)), Rejection::NotOverseen { .. }));
}

/// A complaint about PUSKI that a KPPBC verifies, before its complainant.
fn about_puski(matter: Matter) -> Case {
    let (bandung, puski) = (office(OfficeKind::Kppbc), office(OfficeKind::Puski));
    Case::new().within(directory()).does(filed_at(bandung, Some(puski), matter).into()).by(Role::Complainant)
}

#[test]
fn c32_what_is_about_puski_the_inspectorate_moves() {
    let case = about_puski(Matter::Discipline);
    let puski = case.clone().by_officer(person(9), Role::Coordinator, office(OfficeKind::Puski));
    assert_eq!(puski.refuses(transfer(OfficeKind::Kpu)), Rejection::Conflict { conflict: Conflict::Office });
    let inspectorate = case.by(Role::Inspectorate);
    let back = inspectorate.refuses(transfer(OfficeKind::Puski));
    assert_eq!(back, Rejection::Conflict { conflict: Conflict::Office });
    let moved = inspectorate.does(transfer(OfficeKind::Kpu));
    assert_eq!(moved.state.holder, Some(office(OfficeKind::Kpu)));
    let other = scenes::assessed(Matter::Duties).by(Role::Inspectorate);
    assert_eq!(other.refuses(transfer(OfficeKind::Kpu)), Rejection::NotAboutPuski);
}

#[test]
fn c34_what_came_late_about_puski_the_inspectorate_looks_at() {
    let mut closed = scenes::closed(Matter::Duties, Finding::Unsubstantiated);
    closed.state.reported_office = Some(office(OfficeKind::Puski));
    let late = closed.by(Role::Complainant).does(attach(Media::Photo)).by(Role::Inspectorate);
    assert_eq!(late.clone().does(reopen()).state.stage, Stage::Assessment);
    let looked = late.does_as_second(review_late_material());
    assert_eq!(looked.state.late_material, None);
}

/// Not actionable by the PYB of the Kanwil, after a review that names the verifying unit itself.
fn ended_about_its_unit() -> Case {
    let Command::ReviewMaterial(mut named) = all_clear(Matter::Discipline) else { unreachable!("a review") };
    named.office = Some(unit());
    scenes::before_the_verifier(Matter::Discipline)
        .within(directory())
        .by_colleague(Role::Verifier)
        .does(Command::ReviewMaterial(named))
        .by(Role::Verifier)
        .does(to_pyb(OfficeKind::Kanwil))
        .by(Role::Pyb)
        .does(not_actionable(Ground::PybConsideration))
}

#[test]
fn c33_a_reopening_leads_into_no_office_complained_of() {
    let kanwil = office(OfficeKind::Kanwil);
    let ended = ended_about_its_unit().by_officer(somebody(Role::Pyb), Role::Pyb, kanwil);
    let own = ended.clone().by_officer(person(9), Role::Verifier, unit());
    assert_eq!(own.refuses(reopen()), Rejection::Conflict { conflict: Conflict::Office });
    let mut nowhere = ended.clone();
    nowhere.directory = None;
    assert_eq!(nowhere.refuses(reopen()), Rejection::NoFallbackUnit);
    let reopened = ended.does(reopen()).state;
    assert_eq!((reopened.stage, reopened.clarity), (Stage::Verification, None));
    assert_eq!((reopened.unit, reopened.holder), (Some(fallback_unit()), Some(fallback_unit())));
}

#[test]
fn c33_a_complaint_about_its_unit_goes_to_the_fallback_unit() {
    let bandung = at("KPPBC-050500");
    let receive = filed_at(bandung, Some(bandung), Matter::Discipline);
    let filed = djbc().does(receive.clone().into());
    let puski = at("PUSKI-001400");
    assert_eq!((filed.state.unit, filed.state.holder), (Some(puski), Some(puski)));
    // Without a directory there is no such unit.
    let refused = Case::new().refuses(receive.into());
    assert_eq!(refused, Rejection::Conflict { conflict: Conflict::Office });
}

#[test]
fn c33_a_unit_that_finds_itself_complained_of_can_only_pass_it_on() {
    let bandung = at("KPPBC-050500");
    let Command::ReviewMaterial(mut review) =
        review(Clarity::CannotBeClarified, Matter::Discipline, Reported::Identified)
    else {
        unreachable!("a review")
    };
    review.office = Some(bandung);
    let found = djbc()
        .does(filed_at(bandung, None, Matter::Discipline).into())
        .by(Role::Verifier)
        .does(Command::ReviewMaterial(review));
    let another = found.clone().by_officer(colleague(Role::Verifier), Role::Verifier, bandung);
    let ended = another.refuses(not_actionable(Ground::MaterialUnclear));
    assert_eq!(ended, Rejection::Conflict { conflict: Conflict::Office });
    let passed = found.does(recuse());
    assert_eq!(passed.state.holder, Some(at("PUSKI-001400")));
    assert_eq!(passed.state.clarity, None, "the fallback unit judges afresh");
    assert_eq!(passed.view().steps.last().unwrap().milestone, Milestone::Moved);
}

#[test]
fn c34_evidence_on_a_closed_complaint_waits_for_another_than_who_closed_it() {
    let closed = scenes::closed(Matter::Duties, Finding::Substantiated);
    assert_eq!(overdue(&closed.state, closed.now), None);
    let late = closed.by(Role::Complainant).does(attach(Media::Photo));
    let awaited = overdue(&late.state, late.now).unwrap();
    assert_eq!((awaited.due, awaited.rule), (late.state.last_at, Rule::W6));
    let by_closer = late.clone().by(Role::Assessor);
    assert_eq!(by_closer.refuses(review_late_material()), Rejection::ClosedByThem);
    let looked = late.clone().by(Role::Coordinator).does_as_second(review_late_material());
    assert_eq!(overdue(&looked.state, looked.now), None);
    let corrected = looked.by(Role::Complainant).does(amend());
    assert!(overdue(&corrected.state, corrected.now).is_some());
}

#[test]
fn c34_the_coordinator_may_reopen() {
    let closed = scenes::closed(Matter::Duties, Finding::Unsubstantiated);
    let late = closed.by(Role::Complainant).does(attach(Media::Photo));
    let reopened = late.by(Role::Coordinator).does(reopen());
    assert_eq!((reopened.state.stage, reopened.state.late_material), (Stage::Assessment, None));
}

#[test]
fn c35_no_move_puts_off_the_end_that_was_set_at_reception() {
    let received = scenes::before_the_verifier(Matter::Duties);
    let due = received.state.overall_due.unwrap();
    let moved = received.by(Role::Coordinator).does(transfer(OfficeKind::Kpu));
    assert_eq!(moved.state.overall_due, Some(due));
    let late = moved.at("2025-05-31 00:00");
    assert!(awaited(&late.state).any(|awaited| (awaited.due, awaited.rule) == (due, Rule::R26)));
    assert_eq!(due, wib("2025-05-31 00:00"), "90 days from 1 March");
}

#[test]
fn c35_a_file_that_goes_back_and_forth_counts_as_late() {
    let mut case = scenes::with_pyb().by(Role::Coordinator);
    for (round, kind) in
        (1..=Complaint::ROUNDS).zip([OfficeKind::Kpu, OfficeKind::Kanwil].into_iter().cycle())
    {
        case = case.does(transfer(kind));
        assert_eq!(case.state.rounds, round);
        assert_eq!(case.state.overall_due == Some(case.state.last_at), round == Complaint::ROUNDS, "{round}");
    }
}

#[test]
fn c36_the_successor_has_the_file_before_the_next_command() {
    let ended = ended_office();
    let reviewed = scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed);
    let sent =
        reviewed.within(directory()).does(Command::ForwardToAssessor { office: ended, assessor: None });
    let successor = office(OfficeKind::Kppbc);
    let after = sent.at("2026-06-01 08:00");
    let step = step(Step::Confirmation);
    let by = |office| after.clone().by_officer(person(9), Role::Assessor, office);
    assert!(matches!(by(ended).refuses(step.clone()), Rejection::Place { .. }));
    let led = by(successor).does(step);
    assert_eq!(led.state.holder, Some(successor));
    let kinds: Vec<_> = led.records.iter().rev().take(2).map(|record| record.event.kind()).collect();
    assert_eq!(kinds, [EventKind::AssessmentStepRecorded, EventKind::OfficeSucceeded]);
    let swept = after.clone().by(Role::System).does(Command::PassToSuccessor);
    assert_eq!((swept.state.assessed_at, swept.state.holder), (Some(successor), Some(successor)));
    let again = swept.refuses(Command::PassToSuccessor);
    assert_eq!(again, Rejection::Already { command: CommandKind::PassToSuccessor, rule: Rule::W4 });
}
