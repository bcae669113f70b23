//! Deadlines as they are set, and what is late: R13, R22 to R26.

use crate::support::commands::*;
use crate::support::{Case, office, scenes, wib};
use aduan_core::*;

/// The target that the rulebook sets for a stage, counted from an instant of the office's clock.
fn target(stage: Stage, from: &str) -> Option<Deadline> {
    let term = Rulebook::kep_154_2012().targets.of(stage)?;
    Some(Calendar::indonesia().deadline(wib(from), term, Zone::Wib))
}

#[track_caller]
fn target_of(case: &Case) -> Option<Deadline> {
    let deadlines = case.last().event.deadlines().find(|(kind, _)| *kind == DeadlineKind::Target);
    deadlines.map(|(_, deadline)| deadline.clone())
}

#[test]
fn every_stage_begins_with_the_target_that_the_rulebook_sets() {
    let clock = "2025-03-10 09:00";
    let service = |case: Case| case.at(clock);
    let acknowledged = scenes::in_wise().does(acknowledged("W-1"));
    for (stage, case) in [
        (Stage::Verification, scenes::letter(Matter::Duties).at(clock).does(Command::RequestVerification)),
        (
            Stage::Verification,
            service(scenes::asked(Matter::Duties, Reported::NotNamed)).by(Role::Complainant).does(answer()),
        ),
        (
            Stage::WithPyb,
            scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified)
                .at(clock)
                .does(to_pyb(OfficeKind::Puski)),
        ),
        (Stage::WithPyb, acknowledged.at(clock).does(from_wise("W-1", WiseOutcome::Transferred))),
        (Stage::WithPyb, scenes::assessed(Matter::Discipline).at(clock).does(misdirected())),
        (Stage::Verification, scenes::assessed(Matter::Duties).at(clock).does(misdirected())),
        (Stage::Assessment, scenes::with_pyb().at(clock).does(dispose(OfficeKind::Kanwil))),
        (
            Stage::Assessment,
            scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed)
                .at(clock)
                .does(to_assessor(OfficeKind::Kppbc)),
        ),
        (Stage::WithInspectorate, scenes::with_pyb().at(clock).does(to_wise())),
        (
            Stage::FollowUp,
            scenes::examined(Matter::Discipline).at(clock).does(conclude(Finding::Substantiated)),
        ),
        (
            Stage::Assessment,
            scenes::closed(Matter::Discipline, Finding::Unsubstantiated).at(clock).does(reopen()),
        ),
    ] {
        let kind = case.last().event.kind();
        assert_eq!(case.state.stage, stage, "{kind}");
        assert_eq!(target_of(&case), target(stage, clock), "{kind}");
        let awaited = target(stage, clock).map(|set| Awaited { due: set.due, rule: set.rule });
        assert_eq!(case.state.target, awaited, "{kind}");
    }
}

#[test]
fn a_complaint_is_received_with_its_response_and_its_target() {
    let case = scenes::letter(Matter::Duties);
    let Event::Received(received) = &case.last().event else { panic!("{:?}", case.kinds()) };
    assert_eq!(received.target, target(Stage::Intake, "2025-03-01 08:00"));
    assert_eq!(
        received.response.as_ref().map(|set| (set.due, set.rule)),
        Some((wib("2025-04-01 00:00"), Rule::R23))
    );
}

#[test]
fn the_verification_after_an_expiry_is_counted_from_its_finding() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed).at("2025-03-20 09:00").by(Role::System);
    let case = case.does(Command::ExpireDataWindow);
    assert_eq!(target_of(&case), target(Stage::Verification, "2025-03-20 09:00"));
    assert_eq!(case.state.stage_since, wib("2025-03-20 09:00"));
}

#[test]
fn a_rulebook_without_a_target_sets_none() {
    let mut case = scenes::letter(Matter::Duties);
    case.book.targets = Targets::default();
    assert_eq!(case.does(Command::RequestVerification).state.target, None);
}

#[test]
fn deadlines_run_by_the_local_time_of_the_office_that_received_it() {
    let told = Receive { zone: Zone::Wit, ..reception(Channel::Website, Matter::Duties, &[]) };
    let case = Case::new()
        .does(receive(told))
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .at("2025-03-01 21:59")
        .does(ask());
    assert_eq!(case.state.window, Some(wib("2025-03-15 22:00")), "midnight in Jayapura");
}

#[test]
fn time_alone_ends_a_window_and_nothing_else() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed);
    let will = due(&case.state).expect("a window runs");
    assert_eq!((will.at, will.rule), (wib("2025-03-16 00:00"), Rule::R13));
    assert_eq!(will.command, Command::ExpireDataWindow);
    assert_eq!(due(&scenes::expired(Matter::Duties).state), None);
}

#[test]
fn an_open_complaint_in_time_is_not_overdue() {
    assert_eq!(overdue(&scenes::letter(Matter::Duties).state, wib("2025-03-05 23:59")), None);
}

#[test]
fn what_was_missed_first_is_what_is_overdue() {
    let state = scenes::letter(Matter::Duties).state;
    let intake = target(Stage::Intake, "2025-03-01 08:00").expect("a target");
    let missed = Awaited { due: intake.due, rule: intake.rule };
    assert_eq!(overdue(&state, intake.due), Some(missed));
    assert_eq!(overdue(&state, wib("2025-12-31 00:00")), Some(missed));
}

#[test]
fn a_window_that_ran_out_and_a_response_that_was_not_given_are_overdue() {
    let asked = scenes::asked(Matter::Duties, Reported::NotNamed).state;
    let window = Awaited { due: wib("2025-03-16 00:00"), rule: Rule::R13 };
    assert_eq!(overdue(&asked, wib("2025-03-20 00:00")), Some(window));
    let mut silent = scenes::letter(Matter::Duties);
    silent.state.target = None;
    let response = Awaited { due: wib("2025-04-01 00:00"), rule: Rule::R23 };
    assert_eq!(overdue(&silent.state, wib("2025-04-01 00:00")), Some(response));
}

#[test]
fn what_is_new_or_closed_is_never_overdue() {
    let late = wib("2035-01-01 00:00");
    assert_eq!(overdue(&Case::new().state, late), None);
    assert_eq!(overdue(&scenes::closed(Matter::Discipline, Finding::Unsubstantiated).state, late), None);
}

#[test]
fn an_expiry_may_be_found_by_any_command_that_comes_after_it() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed).at("2025-03-16 00:00");
    let case = case.by(Role::Complainant).does(withdraw());
    let found = &case.kinds()[case.records.len() - 2..];
    assert_eq!(found, [EventKind::DataWindowExpired, EventKind::Withdrawn]);
    assert_eq!(case.state.stage, Stage::Verification);
}

#[test]
fn a_command_refused_after_the_expiry_records_no_expiry_either() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed).at("2025-03-16 00:00").by(Role::Pyb);
    let rejection = case.refuses(dispose(OfficeKind::Kanwil));
    assert!(matches!(rejection, Rejection::Stage { stage: Stage::Verification, .. }), "{rejection}");
    assert_eq!(case.state.stage, Stage::AwaitingData);
}

#[test]
fn the_age_of_a_stage_is_measured_from_when_it_began() {
    let case = scenes::with_pyb().at("2025-03-06 14:00").does(dispose(OfficeKind::Kanwil));
    assert_eq!(
        (case.state.stage_since, case.state.holder),
        (wib("2025-03-06 14:00"), Some(office(OfficeKind::Kanwil)))
    );
    let later = case.at("2025-03-07 09:00").by(Role::Assessor).does(step(Step::Confirmation));
    assert_eq!(later.state.stage_since, wib("2025-03-06 14:00"));
}
