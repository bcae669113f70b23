//! C45 to C48: nobody was told.

use crate::support::commands::*;
use crate::support::{Case, person, scenes, unit, wib};
use aduan_core::*;

const REQUEST: Notice = Notice::DataRequest;

/// C45: asked on 1 March at 10:00; the complainant left a postal address alone.
fn untold() -> Case {
    scenes::untold(Matter::Duties, Reported::NotNamed)
}

/// Filed online with an e-mail address and asked on 1 March at 10:00; the mail was accepted for sending.
fn mailed() -> Case {
    scenes::online(Matter::Duties)
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .at("2025-03-01 10:00")
        .does(ask())
        .by(Role::System)
        .does(mail_accepted(REQUEST))
}

/// Closed because no answer came to a request of which a receiver told the complainant by letter.
fn closed_by_silence() -> Case {
    scenes::expired(Matter::Duties).does(not_actionable(Ground::NoDataSupplied))
}

fn kinds_after(case: &Case, before: usize) -> Vec<EventKind> {
    case.kinds()[before..].to_vec()
}

#[test]
fn c45_no_window_runs_until_the_complainant_is_told() {
    let case = untold().at("2026-03-01 09:00");
    assert_eq!((case.state.window, due(&case.state)), (None, None));
    assert_eq!(case.clone().by(Role::System).refuses(Command::ExpireDataWindow).rule(), Rule::R13);
    assert_eq!(case.refuses(not_actionable(Ground::NoDataSupplied)), Rejection::NotTold);
}

#[test]
fn c45_a_request_that_nobody_told_is_late_after_its_target() {
    let late = Awaited { due: wib("2025-03-06 00:00"), rule: Rule::R13 };
    let state = untold().state;
    assert_eq!(overdue(&state, wib("2025-03-05 23:59")), None);
    assert_eq!(overdue(&state, late.due), Some(late));
    let told = scenes::asked(Matter::Duties, Reported::NotNamed).state;
    assert_eq!((told.target, overdue(&told, late.due)), (None, None), "the window takes its place");
}

#[test]
fn c45_before_the_telling_the_verifier_reviews_asks_anew_or_cancels() {
    let reviewed = untold().does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed));
    assert_eq!(reviewed.state.stage, Stage::Verification);
    assert_eq!(reviewed.does(not_actionable(Ground::MaterialUnclear)).state.stage, Stage::Closed);
    let asked = untold().does(ask());
    assert_eq!((asked.state.stage, asked.state.request), (Stage::AwaitingData, asked.state.version));
    assert_eq!(untold().does(Command::CancelRequest).state.stage, Stage::Verification);
}

#[test]
fn c45_while_the_window_runs_the_verifier_waits() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed);
    let open = Rejection::WindowOpen { opens: wib("2025-03-16 00:00"), zone: Zone::Wib, rule: Rule::R13 };
    for given in [all_clear(Matter::Duties), ask(), Command::CancelRequest] {
        assert_eq!(case.refuses(given), open);
    }
}

#[test]
fn c45_whoever_recorded_the_telling_does_not_decide_ground_b() {
    let teller = person(0xf8);
    let case = untold()
        .by_officer(teller, Role::Receiver, unit())
        .does(told(REQUEST, NoticeChannel::Letter))
        .at("2025-03-20 09:00");
    let themselves = case.clone().by_officer(teller, Role::Verifier, unit());
    assert_eq!(themselves.refuses(not_actionable(Ground::NoDataSupplied)), Rejection::ToldByGiver);
    let another = case.by(Role::Verifier).does(not_actionable(Ground::NoDataSupplied));
    assert_eq!(another.state.ground, Some(Ground::NoDataSupplied));
}

#[test]
fn c45_i_was_not_told_voids_the_telling_and_its_window() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed).at("2025-03-10 09:00");
    let case = case.by(Role::Complainant).does(deny(REQUEST));
    assert_eq!((case.state.stage, case.state.window, case.state.telling), (Stage::AwaitingData, None, None));
    assert_eq!(
        case.state.target.map(|target| target.due),
        Some(wib("2025-03-14 00:00")),
        "the target is new"
    );
    let again = case.clone().does(deny(REQUEST));
    assert_eq!(again.state.target, case.state.target, "nothing is left to void");
}

#[test]
fn c45_i_was_not_told_voids_an_expiry_and_opens_the_request() {
    let case = scenes::expired(Matter::Duties).by(Role::Complainant).does(deny(REQUEST));
    assert_eq!((case.state.stage, case.state.window_expired), (Stage::AwaitingData, false));
    assert_eq!(
        case.clone().by(Role::Verifier).refuses(not_actionable(Ground::NoDataSupplied)),
        Rejection::NotTold
    );
    let case = case.by(Role::Verifier).told();
    assert_eq!(case.state.window, Some(wib("2025-04-04 00:00")), "the window is whole again");
}

#[test]
fn c45_i_was_not_told_reopens_what_silence_ended() {
    let before = closed_by_silence();
    let case = before.clone().at("2025-06-02 09:00").by(Role::Complainant).does(deny(REQUEST));
    let events = kinds_after(&case, before.records.len());
    assert_eq!(events, [EventKind::TellingDenied, EventKind::Reopened]);
    assert_eq!((case.state.stage, case.state.ground), (Stage::AwaitingData, None));
    assert_eq!(case.state.response_due, Some(wib("2025-07-03 00:00")), "the response is owed anew");
}

#[test]
fn c45_a_telling_denied_after_another_end_reopens_nothing() {
    let case = untold().told().at("2025-03-20 09:00").by(Role::System).does(Command::ExpireDataWindow);
    let case =
        case.by(Role::Verifier).does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed));
    let case = case.does(not_actionable(Ground::MaterialUnclear)).by(Role::Complainant).does(deny(REQUEST));
    assert_eq!((case.state.stage, case.last().event.kind()), (Stage::Closed, EventKind::TellingDenied));
}

#[test]
fn c45_what_the_complainant_opened_themselves_is_not_denied() {
    let case = mailed().by(Role::Complainant).does(told(REQUEST, NoticeChannel::Ticket));
    let window = case.state.window;
    assert!(window.is_some());
    assert_eq!(case.does(deny(REQUEST)).state.window, window);
}

#[test]
fn c46_a_mail_without_a_failure_counts_from_the_end_of_its_days() {
    let case = mailed();
    assert_eq!((case.state.window, case.state.telling), (None, None));
    let will = due(&case.state).expect("the mail counts as read one day");
    assert_eq!(will.at, wib("2025-03-05 00:00"));
    // Found late: it counts from that day all the same.
    let case = case.at("2025-03-09 02:00").by(Role::System).does(will.command);
    let Event::Told(told) = &case.last().event else { panic!("{:?}", case.kinds()) };
    assert_eq!((told.since, case.last().recorded_at), (will.at, wib("2025-03-09 02:00")));
    assert_eq!(case.state.window, Some(wib("2025-03-20 00:00")));
}

#[test]
fn c46_a_mail_that_bounces_on_day_two_told_nobody() {
    let case = mailed().at("2025-03-03 09:00").does(not_told(REQUEST, NoticeChannel::Email));
    assert_eq!((due(&case.state), case.state.window), (None, None));
    let verifier = case.clone().by(Role::Verifier).at("2025-05-01 09:00");
    assert_eq!(verifier.refuses(not_actionable(Ground::NoDataSupplied)), Rejection::NotTold);
}

#[test]
fn c46_a_failure_after_the_telling_voids_window_and_expiry() {
    let told = told(REQUEST, NoticeChannel::Email);
    let told = mailed().at("2025-03-05 02:00").does(told);
    let runs = told.clone().at("2025-03-07 09:00").does(not_told(REQUEST, NoticeChannel::Email));
    assert_eq!((runs.state.stage, runs.state.window), (Stage::AwaitingData, None));
    let expired = told.at("2025-03-20 02:00").does(Command::ExpireDataWindow);
    let void = expired.does(not_told(REQUEST, NoticeChannel::Email));
    assert_eq!((void.state.stage, void.state.window_expired), (Stage::AwaitingData, false));
}

#[test]
fn c46_told_by_another_way_the_window_is_whole() {
    let case = mailed().at("2025-03-03 09:00").does(not_told(REQUEST, NoticeChannel::Email));
    let case = case.at("2025-03-06 15:00").by(Role::Complainant).does(told(REQUEST, NoticeChannel::Ticket));
    assert_eq!(case.state.window, Some(wib("2025-03-21 00:00")));
    let verifier = case.by(Role::Verifier).at("2025-03-20 23:59");
    assert!(matches!(verifier.refuses(not_actionable(Ground::NoDataSupplied)), Rejection::WindowOpen { .. }));
    let decided = verifier.at("2025-03-21 00:00").does(not_actionable(Ground::NoDataSupplied));
    assert_eq!(decided.state.stage, Stage::Closed);
}

#[test]
fn c46_a_late_failure_reopens_what_silence_ended() {
    let case = mailed().at("2025-03-05 02:00").does(told(REQUEST, NoticeChannel::Email));
    let case = case.at("2025-03-21 09:00").by(Role::Verifier).does(not_actionable(Ground::NoDataSupplied));
    let before = case.records.len();
    let case = case.at("2025-03-25 09:00").by(Role::System).does(not_told(REQUEST, NoticeChannel::Email));
    assert_eq!(kinds_after(&case, before), [EventKind::NotTold, EventKind::Reopened]);
    assert_eq!(case.state.stage, Stage::AwaitingData);
    let asked = case.view().status().map(|seen| (seen.milestone, seen.answer_by));
    assert_eq!(asked, Some((Milestone::DataRequested, None)), "the complainant sees the request again");
}

#[test]
fn c46_a_failure_by_one_way_leaves_the_telling_by_another() {
    let case = untold().told().by(Role::System).does(not_told(REQUEST, NoticeChannel::Sms));
    assert_eq!(case.state.window, Some(wib("2025-03-16 00:00")));
}

#[test]
fn c46_a_gateway_that_refuses_for_good_is_known() {
    let case = Case::new()
        .by(Role::Receiver)
        .does(complaint(Channel::Telephone, Matter::Duties, &[IdentityPart::Mobile]))
        .does(Command::RequestVerification)
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .does(ask())
        .by(Role::System)
        .does(not_told(REQUEST, NoticeChannel::Sms));
    assert_eq!(case.state.window, None);
    let seen = case.view().steps.last().map(|seen| (seen.milestone, seen.channel));
    assert_eq!(seen, Some((Milestone::NotNotified, Some(NoticeChannel::Sms))));
}

#[test]
fn c47_opened_with_the_ticket_on_day_three_it_was_told_on_day_three() {
    let case = mailed().at("2025-03-03 09:00").does(not_told(REQUEST, NoticeChannel::Email));
    let opened = told(REQUEST, NoticeChannel::Ticket);
    let case = case.at("2025-03-04 20:00").by(Role::Complainant).does(opened.clone());
    let Event::Told(told) = &case.last().event else { panic!("{:?}", case.kinds()) };
    assert_eq!(told.since, wib("2025-03-04 20:00"));
    assert_eq!(case.state.window, Some(wib("2025-03-19 00:00")));
    let again = Rejection::Already { command: CommandKind::RecordTold, rule: Rule::R13 };
    assert_eq!(case.refuses(opened), again);
}

#[test]
fn c48_a_register_number_is_to_tell_until_told() {
    for (channel, parts, to_tell) in [
        (Channel::Telephone, &[] as &[IdentityPart], true),
        (Channel::Telephone, &[IdentityPart::Mobile], true),
        (Channel::Helpdesk, &[], true),
        (Channel::Letter, &[IdentityPart::Address], true),
        (Channel::Letter, &[IdentityPart::Name], false),
        (Channel::Box, &[], false),
    ] {
        let case = Case::new().by(Role::Receiver).does(complaint(channel, Matter::Duties, parts));
        assert_eq!(case.state.register_to_tell(), to_tell, "{channel} {parts:?}");
        let case = case.does(told(Notice::Register, NoticeChannel::InPerson));
        assert!(!case.state.register_to_tell());
        let denied = case.by(Role::Complainant).does(deny(Notice::Register));
        assert_eq!(denied.state.register_to_tell(), to_tell, "{channel} {parts:?}, denied");
    }
    assert!(!scenes::online(Matter::Duties).state.register_to_tell(), "they have seen it");
}

#[test]
fn whether_a_notice_arrived_leaves_an_expected_version_good() {
    let before = mailed();
    let looked = before.state.version - 1;
    assert!(before.state.is_expected(looked), "the mail was accepted since");
    let after = before.at("2025-03-03 09:00").does(not_told(REQUEST, NoticeChannel::Email));
    assert!(after.state.is_expected(looked) && after.state.is_expected(after.state.version));
    assert!(!after.state.is_expected(looked - 1) && !after.state.is_expected(after.state.version + 1));
    let moved = after.by(Role::Complainant).does(amend());
    assert!(!moved.state.is_expected(looked));
}

#[test]
fn a_rulebook_may_let_the_window_run_from_the_request() {
    let mut book = Rulebook::kep_154_2012();
    book.window_from = WindowFrom::Request;
    let case = scenes::letter_under(book, Matter::Duties)
        .does(Command::RequestVerification)
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .at("2025-03-01 10:00")
        .does(ask());
    assert_eq!(case.state.window, Some(wib("2025-03-16 00:00")));
    let void = case.clone().by(Role::System).does(not_told(REQUEST, NoticeChannel::Letter));
    assert_eq!(void.state.window, Some(wib("2025-03-16 00:00")), "it does not hang on the telling");
    let decided = case.at("2025-03-16 00:00").does(not_actionable(Ground::NoDataSupplied));
    assert_eq!(decided.state.stage, Stage::Closed);
}

#[test]
fn the_complainant_sees_each_telling_with_its_way_and_may_deny_it() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed);
    let told = |case: &Case| case.view().steps.into_iter().find(|seen| seen.milestone == Milestone::Notified);
    let seen = told(&case).expect("the telling");
    assert_eq!((seen.channel, seen.deniable), (Some(NoticeChannel::Letter), true));
    let denied = case.by(Role::Complainant).does(deny(REQUEST));
    assert_eq!(told(&denied).map(|seen| seen.deniable), Some(false));
    let opened =
        mailed().by(Role::Complainant).does(crate::support::commands::told(REQUEST, NoticeChannel::Ticket));
    assert_eq!(told(&opened).map(|seen| seen.deniable), Some(false), "they opened it themselves");
}
