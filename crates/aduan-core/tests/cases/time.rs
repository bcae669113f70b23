//! C23, C27, C28: clocks, calendars and newer versions.

use crate::support::commands::*;
use crate::support::{Case, scenes, wib};
use aduan_core::*;

/// C23: reviewed at 10:00, then the clock shows 09:00.
fn stepped_back() -> Case {
    scenes::before_the_verifier(Matter::Duties)
        .at("2025-03-03 10:00")
        .does(all_clear(Matter::Duties))
        .at("2025-03-03 09:00")
        .does(to_assessor(OfficeKind::Kppbc))
}

#[test]
fn c23_no_later_event_has_an_earlier_time() {
    let case = stepped_back();
    assert_eq!(case.last().recorded_at, wib("2025-03-03 10:00"));
    assert!(case.records.is_sorted_by_key(|record| record.recorded_at));
}

#[test]
fn c23_the_step_is_visible_in_the_record_and_on_the_wire() {
    let case = stepped_back();
    assert_eq!(case.last().clock, Some(wib("2025-03-03 09:00")));
    assert!(case.last().to_line().contains(r#""clock":"2025-03-03T02:00:00.000000Z""#));
}

#[test]
fn c23_a_clock_that_did_not_step_back_is_not_written() {
    let before = &stepped_back().records[2];
    assert_eq!(before.clock, None);
    assert!(before.to_line().contains(r#""clock":null"#));
}

#[test]
fn c23_a_deadline_set_after_the_step_counts_from_the_recorded_time() {
    let case = scenes::reviewed(Matter::Duties, Clarity::Insufficient, Reported::NotNamed)
        .at("2025-03-03 00:30")
        .by(Role::System)
        .does(told(Notice::Progress, NoticeChannel::Letter))
        .at("2025-03-02 23:30")
        .by(Role::Verifier)
        .does(ask())
        .told();
    assert_eq!(case.state.window, Some(wib("2025-03-18 00:00")), "14 days from the 3rd, not from the 2nd");
}

/// C27: ten working days, asked for on Monday before Nyepi and Idul Fitri of 2025.
fn ten_working_days() -> Case {
    let mut book = Rulebook::kep_154_2012();
    book.data_window = Term { days: 10, counting: Counting::WorkingDays, rule: Rule::R13 };
    scenes::letter_under(book, Matter::Duties)
        .by(Role::Receiver)
        .does(Command::RequestVerification)
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .at("2025-03-24 09:00")
        .does(ask())
        .told()
}

fn window(case: &Case) -> &Deadline {
    match &case.last().event {
        Event::Told(told) => told.window.as_ref().expect("it starts the window"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn c27_ten_working_days_over_idul_fitri_end_with_16_april() {
    let case = ten_working_days();
    assert_eq!(window(&case).due, wib("2025-04-17 00:00"));
    assert_eq!(window(&case).calendar, Calendar::indonesia().id());
}

#[test]
fn c27_the_calendar_says_why_it_fell_there() {
    let case = ten_working_days();
    let skipped = case.calendar.skipped(wib("2025-03-24 09:00"), window(&case), Zone::Wib);
    let told: Vec<String> =
        skipped.iter().map(|day| format!("{} {}", day.date, day.holiday.unwrap_or("-"))).collect();
    let right = [
        "2025-03-28 Cuti bersama Hari Suci Nyepi",
        "2025-03-29 Hari Suci Nyepi",
        "2025-03-30 -",
        "2025-03-31 Idul Fitri",
        "2025-04-01 Idul Fitri",
        "2025-04-02 Cuti bersama Idul Fitri",
        "2025-04-03 Cuti bersama Idul Fitri",
        "2025-04-04 Cuti bersama Idul Fitri",
        "2025-04-05 -",
        "2025-04-06 -",
        "2025-04-07 Cuti bersama Idul Fitri",
        "2025-04-12 -",
        "2025-04-13 -",
    ];
    assert_eq!(told, right);
}

#[test]
fn c27_an_answer_on_the_last_working_day_is_in_time() {
    let case = ten_working_days().at("2025-04-16 23:59").by(Role::Complainant).does(answer());
    assert_eq!(case.last().event.kind(), EventKind::DataSupplied);
}

#[test]
fn c35_what_lies_in_intake_past_its_target_is_due_for_verification() {
    let case = scenes::letter(Matter::Duties);
    let will = due(&case.state).expect("intake has a target");
    assert_eq!((will.command.clone(), will.rule), (Command::RequestVerification, Rule::R10));
    assert_eq!(Some(will.at), case.state.target.map(|target| target.due));
    let mut late = case.by(Role::System);
    late.now = will.at;
    let late = late.does(will.command);
    assert_eq!(late.state.stage, Stage::Verification);
    assert_eq!(due(&late.state), None, "its target there is the verifier's");
}

/// C28: a complaint before the verifier, with one more event from a newer version.
fn with_an_unknown_event() -> (Case, Unknown) {
    let mut case = scenes::before_the_verifier(Matter::Duties);
    let line = case.last().to_line();
    let newer = line
        .replace(r#""version":2"#, r#""version":3"#)
        .replace(r#""type":"VerificationRequested""#, r#""type":"MediationOffered""#);
    match decode(newer.as_bytes()) {
        Decoded::Unknown(unknown) => {
            case.state.apply_unknown(unknown.recorded_at);
            (case, unknown)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn c28_an_unknown_event_is_shown_as_unknown_with_its_place_and_name() {
    let (case, unknown) = with_an_unknown_event();
    assert_eq!((unknown.kind.as_str(), unknown.version), ("MediationOffered", 3));
    assert_eq!(unknown.complaint, case.state.id);
}

#[test]
fn c28_an_unknown_event_is_counted_in_the_state() {
    let (case, unknown) = with_an_unknown_event();
    assert_eq!((case.state.unknown, case.state.version), (1, unknown.version));
}

#[test]
fn c28_every_command_on_such_a_complaint_is_refused() {
    let (case, _) = with_an_unknown_event();
    for role in Role::ALL {
        let rejection = case.clone().by(*role).refuses(all_clear(Matter::Duties));
        assert_eq!((rejection.rule(), rejection), (Rule::W2, Rejection::UnknownHistory { unknown: 1 }));
    }
}
