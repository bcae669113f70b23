//! A conversation between the complainant and whoever has the file: P3.

use crate::support::commands::*;
use crate::support::{Case, office, scenes, somebody, wib};
use aduan_core::*;

fn online() -> Case {
    scenes::online(Matter::Duties).by(Role::Verifier)
}

/// The complainant wrote on 3 March.
fn written() -> Case {
    online().at("2025-03-03 09:00").by(Role::Complainant).does(write())
}

#[test]
fn a_message_of_the_complainant_waits_until_it_is_answered() {
    let case = written();
    assert_eq!(case.state.unanswered, Some(wib("2025-03-03 09:00")));
    let second = case.at("2025-03-05 09:00").does(write());
    assert_eq!(second.state.unanswered, Some(wib("2025-03-03 09:00")), "the first one waits longest");
    let answered = second.by(Role::Verifier).does(write());
    assert_eq!((answered.state.unanswered, answered.state.answer_due), (None, None));
    assert_eq!(answered.state.stage, Stage::Verification);
}

#[test]
fn messages_that_need_no_answer_are_marked_as_read() {
    let case = written().by(Role::Verifier).does(Command::MarkMessagesRead);
    assert_eq!(case.state.unanswered, None);
    let since = wib("2025-03-03 09:00");
    assert_eq!(case.last().event, event::MessagesRead { since }.into());
    let again = case.refuses(Command::MarkMessagesRead);
    assert_eq!(again, Rejection::Already { command: CommandKind::MarkMessagesRead, rule: Rule::P3 });
}

#[test]
fn an_unanswered_message_is_overdue_after_thirty_days() {
    let mut case = written();
    // What else is late hides nothing of it.
    (case.state.target, case.state.response_due, case.state.overall_due) = (None, None, None);
    assert_eq!(overdue(&case.state, wib("2025-04-02 23:59")), None);
    let late = Awaited { due: wib("2025-04-03 00:00"), rule: Rule::R23 };
    assert_eq!(overdue(&case.state, wib("2025-04-03 00:00")), Some(late));
    case.state.stage = Stage::WithInspectorate;
    assert_eq!(overdue(&case.state, wib("2025-06-01 00:00")), None, "nobody there could answer it");
}

#[test]
fn a_message_puts_off_no_deadline() {
    let before = online();
    let after = before.clone().does(write());
    assert_eq!(after.last().event.deadlines().count(), 0);
    assert_eq!(awaited(&after.state).collect::<Vec<_>>(), awaited(&before.state).collect::<Vec<_>>());
}

#[test]
fn what_the_complainant_writes_while_a_request_is_open_answers_it() {
    let asked = scenes::asked(Matter::Duties, Reported::NotNamed);
    let case = asked.at("2025-03-15 23:59").by(Role::Complainant).does(write());
    assert_eq!(case.last().event.kind(), EventKind::DataSupplied);
    assert_eq!((case.state.stage, case.state.clarity), (Stage::Verification, None));
    assert_eq!((case.state.window, case.state.unanswered), (None, None));
}

#[test]
fn what_the_complainant_writes_after_the_window_is_read_before_it_is_decided() {
    let asked = scenes::asked(Matter::Duties, Reported::NotNamed);
    let case = asked.at("2025-03-16 00:00").by(Role::Complainant).does(write());
    assert_eq!(
        case.kinds()[case.kinds().len() - 2..],
        [EventKind::DataWindowExpired, EventKind::MessageWritten]
    );
    assert!(case.state.window_expired && case.state.unanswered.is_some());
    let refused = case.by(Role::Verifier).refuses(not_actionable(Ground::NoDataSupplied));
    assert_eq!(refused, Rejection::NotReviewed);
}

#[test]
fn a_message_in_verification_is_read_before_the_file_goes_on() {
    let case = online().does(review(Clarity::Sufficient, Matter::Duties, Reported::NotNamed));
    let case = case.by(Role::Complainant).does(write()).by(Role::Verifier);
    let refused = case.refuses(to_assessor(OfficeKind::Kppbc));
    assert!(matches!(refused, Rejection::Clarity { clarity: None, .. }), "{refused}");
}

#[test]
fn an_officer_writes_only_where_a_ticket_reads_it() {
    let case = scenes::before_the_verifier(Matter::Duties);
    assert_eq!(case.refuses(write()), Rejection::Unreachable { rule: Rule::P3 });
    case.by(Role::Receiver).does(issue_ticket(&[Delivery::Sms])).by(Role::Verifier).does(write());
}

#[test]
fn the_reported_office_neither_writes_nor_marks_as_read() {
    let case = scenes::assessed(Matter::Discipline).by(Role::Complainant).does(write());
    let there = case.state.holder;
    let mut own = case.by(Role::Assessor);
    own.state.reported_office = there;
    let conflict = Rejection::Conflict { conflict: Conflict::Office };
    assert_eq!(own.refuses(Command::MarkMessagesRead), conflict);
    own.state.ticketed = true;
    assert_eq!(own.refuses(write()), conflict);
    own.state.reported_office = Some(office(OfficeKind::Kppbc));
    own.does(write());
}

#[test]
fn only_where_the_file_is_does_an_officer_write() {
    let mut case = scenes::with_pyb();
    case.state.ticketed = true;
    let holder = case.state.holder;
    let elsewhere = case.by_officer(somebody(Role::Pyb), Role::Pyb, office(OfficeKind::Kanwil));
    assert_eq!(elsewhere.refuses(write()), Rejection::Place { holder, rule: Rule::P3 });
}

#[test]
fn an_unanswered_message_waits_on_when_the_complaint_is_closed() {
    let case = scenes::concluded(Matter::Duties, Finding::Unsubstantiated);
    let case = case.at("2025-03-20 09:00").by(Role::Complainant).does(write());
    let closed = case.at("2025-03-21 09:00").by(Role::Assessor).does(Command::Close);
    assert_eq!((closed.state.unanswered, closed.state.late_material), (None, Some(wib("2025-03-20 09:00"))));
    assert_eq!(closed.refuses(review_late_material()), Rejection::ClosedByThem);
    let looked = closed.by(Role::Coordinator).does_as_second(review_late_material());
    assert_eq!(looked.state.late_material, None);
}

#[test]
fn the_complainant_sees_messages_and_no_officer() {
    let case = written().by(Role::Verifier).does(Command::MarkMessagesRead).does(write());
    let view = case.view();
    let seen: Vec<Milestone> = view.steps.iter().rev().take(3).map(|seen| seen.milestone).collect();
    assert_eq!(seen, [Milestone::MessageReceived, Milestone::MessagesRead, Milestone::MessageSent]);
    assert_eq!(view.status().map(|seen| seen.milestone), Some(Milestone::Verifying));
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains(&somebody(Role::Verifier).to_string()) && !shown.contains("PUSKI"), "{shown}");
}
