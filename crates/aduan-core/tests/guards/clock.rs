//! Deadlines as they are set, and what is late: R13, R22 to R26.

use crate::support::commands::*;
use crate::support::{Case, office, scenes, wib};
use aduan_core::*;

/// Targets of which no two are the same.
fn house_rules() -> Targets {
    let term = |days| Some(Term { days, counting: Counting::WorkingDays, rule: Rule::R24 });
    Targets {
        intake: term(1),
        verification: term(2),
        awaiting_data: term(7),
        with_pyb: term(3),
        assessment: term(4),
        follow_up: term(5),
        with_inspectorate: term(6),
    }
}

const CLOCK: &str = "2025-03-10 09:00";

/// The target that these house rules set for a stage that begins at [`CLOCK`].
fn target(stage: Stage) -> Option<Deadline> {
    let term = house_rules().of(stage)?;
    Some(Calendar::indonesia().deadline(wib(CLOCK), term, Zone::Wib))
}

fn target_of(case: &Case) -> Option<Deadline> {
    let deadlines = case.last().event.deadlines().find(|(kind, _)| *kind == DeadlineKind::Target);
    deadlines.map(|(_, deadline)| deadline.clone())
}

/// A command that leads to each stage, for each way to it.
fn ways() -> Vec<(Stage, Case, Command)> {
    let untold = || scenes::untold(Matter::Duties, Reported::NotNamed);
    let reviewed = |clarity| scenes::reviewed(Matter::Duties, clarity, Reported::NotNamed);
    let asked = || scenes::asked(Matter::Duties, Reported::NotNamed);
    let clear = |matter| scenes::reviewed(matter, Clarity::Sufficient, Reported::Identified);
    let returned = from_wise("W-1", WiseOutcome::Transferred);
    let declared = || scenes::with_pyb().does(not_actionable(Ground::PybConsideration));
    vec![
        (Stage::Intake, Case::new().by(Role::Receiver), complaint(Channel::Box, Matter::Other, &[])),
        (Stage::Verification, Case::new(), complaint(Channel::Portal, Matter::Other, &[])),
        (Stage::Verification, scenes::letter(Matter::Duties), Command::RequestVerification),
        (Stage::Verification, asked().by(Role::Complainant), answer()),
        (Stage::Verification, scenes::assessed(Matter::Duties), misdirected()),
        (
            Stage::Verification,
            scenes::sent_within_the_unit(Matter::Duties).by(Role::Verifier),
            scenes::recall(),
        ),
        (Stage::Verification, declared(), reopen()),
        (Stage::Verification, untold(), Command::CancelRequest),
        (Stage::AwaitingData, reviewed(Clarity::Insufficient), ask()),
        (Stage::AwaitingData, untold(), ask()),
        (Stage::WithPyb, clear(Matter::Discipline), to_pyb(OfficeKind::Puski)),
        (
            Stage::WithPyb,
            scenes::in_wise()
                .does(acknowledged("W-1"))
                .by_colleague(Role::Inspectorate)
                .does(returned.clone())
                .by(Role::Inspectorate),
            returned,
        ),
        (Stage::WithPyb, scenes::assessed(Matter::Discipline), misdirected()),
        (Stage::WithPyb, scenes::with_pyb().does(dispose(OfficeKind::Puski)), scenes::recall()),
        (Stage::Assessment, scenes::with_pyb(), dispose(OfficeKind::Kanwil)),
        (Stage::Assessment, clear(Matter::Duties), to_assessor(OfficeKind::Kppbc)),
        (Stage::Assessment, scenes::closed(Matter::Discipline, Finding::Unsubstantiated), reopen()),
        (Stage::FollowUp, scenes::examined(Matter::Discipline), conclude(Finding::Substantiated)),
        (Stage::WithInspectorate, scenes::with_pyb(), to_wise()),
    ]
}

#[test]
fn every_stage_begins_with_the_target_that_the_rulebook_sets() {
    for (stage, mut case, command) in ways() {
        case.book.targets = house_rules();
        let kind = command.kind();
        let case = case.at(CLOCK).does(command);
        assert_eq!(case.state.stage, stage, "{kind}");
        assert_eq!(target_of(&case), target(stage), "{kind}");
        let awaited = target(stage).map(|set| Awaited { due: set.due, rule: set.rule });
        assert_eq!(case.state.target, awaited, "{kind}");
    }
}

#[test]
fn a_complaint_is_received_with_the_day_by_which_to_respond() {
    let case = scenes::letter(Matter::Duties);
    let Event::Received(received) = &case.last().event else { panic!("{:?}", case.kinds()) };
    assert_eq!(
        received.response.as_ref().map(|set| (set.due, set.rule)),
        Some((wib("2025-04-01 00:00"), Rule::R23))
    );
}

#[test]
fn the_verification_after_an_expiry_is_counted_from_its_finding() {
    let case = scenes::expired(Matter::Duties);
    assert_eq!(case.state.stage_since, wib("2025-03-20 09:00"));
    assert_eq!(target_of(&case).map(|target| target.due), Some(wib("2025-03-28 00:00")), "five working days");
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
        .does(ask())
        .told();
    assert_eq!(case.state.window, Some(wib("2025-03-15 22:00")), "midnight in Jayapura");
}

#[test]
fn the_deadlines_of_its_reception_run_by_that_local_time_too() {
    let told = Receive { zone: Zone::Wit, ..reception(Channel::Website, Matter::Duties, &[]) };
    // It is Monday in Jayapura already.
    let case = Case::new().at("2025-03-02 22:30").does(receive(told));
    assert_eq!(case.state.response_due, Some(wib("2025-04-02 22:00")));
    assert_eq!(case.state.target.map(|target| target.due), Some(wib("2025-03-10 22:00")));
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
    let missed = Awaited { due: wib("2025-03-06 00:00"), rule: Rule::R24 };
    assert_eq!(overdue(&state, missed.due), Some(missed));
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
    let mut closed = scenes::closed(Matter::Discipline, Finding::Unsubstantiated).state;
    assert_eq!((closed.response_due, closed.target, closed.window), (None, None, None));
    closed.response_due = Some(wib("2025-01-01 00:00"));
    assert_eq!(overdue(&closed, late), None);
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
