//! C1, C2, C14, C20, C24, C26: coming in and going all the way.

use crate::nothing_moved;
use crate::support::commands::*;
use crate::support::{Case, scenes, somebody};
use aduan_core::*;

/// C1, from the form to the notice.
fn c01() -> Case {
    Case::new()
        .at("2025-03-03 09:12")
        .by(Role::Complainant)
        .does(complaint(Channel::Portal, Matter::Discipline, &[IdentityPart::Name, IdentityPart::Email]))
        .at("2025-03-04 08:30")
        .by(Role::Verifier)
        .does(all_clear(Matter::Discipline))
        .does(to_pyb(OfficeKind::Puski))
        .at("2025-03-06 14:00")
        .by(Role::Pyb)
        .does(dispose(OfficeKind::Kanwil))
        .at("2025-03-10 10:00")
        .by(Role::Assessor)
        .does(step(Step::Confirmation))
        .does(step(Step::Clarification))
        .does(step(Step::Examination))
        .at("2025-03-27 16:00")
        .does(conclude(Finding::Substantiated))
        .at("2025-04-09 09:00")
        .by(Role::Pyb)
        .does(follow_up(&[Action::Discipline]))
        .does(Command::Close)
        .by(Role::System)
        .does(told(Notice::Outcome, NoticeChannel::Email))
}

#[test]
fn c01_a_discipline_complaint_goes_all_the_way_and_ends_as_substantiated() {
    let case = c01();
    assert_eq!(case.state.stage, Stage::Closed);
    assert_eq!(case.state.outcome, Some(Outcome::Substantiated));
}

#[test]
fn c01_the_ticket_is_shown_and_sent_by_email() {
    // The e-mail itself is the relay's.
    let Event::TicketIssued(ticket) = &c01().records[1].event else { panic!("a ticket comes second") };
    assert_eq!(ticket.deliveries, Deliveries::of(&[Delivery::Screen, Delivery::Email]));
}

#[test]
fn c01_the_complainant_sees_the_milestones_and_the_outcome() {
    use Milestone::{Assessing, Closed, FollowingUp, Notified, Received, TicketSent, Verifying, WithPyb};
    let view = c01().view();
    let milestones: Vec<Milestone> = view.steps.iter().map(|seen| seen.milestone).collect();
    let right = [Received, TicketSent, Verifying, WithPyb, Assessing, FollowingUp, Closed, Notified];
    assert_eq!(milestones, right);
    assert_eq!(view.status().and_then(|seen| seen.outcome), Some(Outcome::Substantiated));
}

#[test]
fn c01_the_complainants_view_names_no_officer_no_office_and_no_note() {
    let (case, view) = (c01(), c01().view());
    let said = view.steps.iter().map(|seen| seen.sentence(Language::English)).collect::<String>();
    let shown = format!("{view:?}{said}");
    for record in &case.records {
        assert!(!shown.contains(&record.actor.id.to_string()) && !shown.contains(&record.id.to_string()));
        assert!(record.actor.office.is_none_or(|office| !shown.contains(office.code.as_str())));
    }
    for number in 0..=u8::MAX {
        assert!(!shown.contains(&content(number).id.to_string()));
    }
}

/// C2, from the desk on.
fn c02() -> Case {
    Case::new()
        .at("2025-03-03 10:00")
        .by(Role::Receiver)
        .does(complaint(Channel::Helpdesk, Matter::Duties, &[]))
        .does(told(Notice::Register, NoticeChannel::InPerson))
        .does(Command::RequestVerification)
        .by(Role::Verifier)
        .does(review(Clarity::Sufficient, Matter::Duties, Reported::NotNamed))
        .does(to_assessor(OfficeKind::Kppbc))
        .at("2025-03-12 10:00")
        .by(Role::Assessor)
        .does(conclude(Finding::Substantiated))
        .does(follow_up(&[Action::ServiceImprovement]))
        .does(Command::Close)
}

#[test]
fn c02_a_service_complaint_ends_without_the_pyb() {
    let case = c02();
    assert_eq!((case.state.stage, case.state.outcome), (Stage::Closed, Some(Outcome::Substantiated)));
    assert_eq!(case.state.pyb, None);
}

#[test]
fn c02_nobody_wanted_a_ticket_and_none_was_made() {
    assert!(c02().all(EventKind::TicketIssued).is_empty() && !c02().state.ticketed);
}

/// C14, the telephone call.
fn c14() -> Case {
    let call = reception(Channel::Telephone, Matter::Duties, &[IdentityPart::Mobile]);
    Case::new().by(Role::Receiver).does(receive(Receive { following: Following::Wanted, ..call }))
}

#[test]
fn c14_a_callers_ticket_goes_by_sms_and_by_nothing_else() {
    let case = c14();
    let Event::TicketIssued(ticket) = &case.last().event else { panic!("a ticket is issued last") };
    assert_eq!(ticket.deliveries, Deliveries::of(&[Delivery::Sms]));
}

#[test]
fn c14_a_contact_left_later_gets_the_ticket_then() {
    let case = scenes::letter(Matter::Duties).by(Role::Receiver).does(issue_ticket(&[Delivery::Sms]));
    assert!(case.state.ticketed);
    let shown = scenes::letter(Matter::Duties).refuses(issue_ticket(&[Delivery::Screen, Delivery::Sms]));
    assert_eq!(shown, Rejection::TicketShown);
}

#[test]
fn c14_an_event_says_how_a_ticket_went_out_and_has_no_room_for_which() {
    // That stores, logs and answers hold none either is theirs to show.
    let lines = c14().lines();
    let line: serde_json::Value = serde_json::from_str(&lines[1]).unwrap();
    let keys: Vec<&String> = line["data"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["contact", "deliveries", "kind", "quiet", "ticket"]);
    assert_eq!(line["data"]["ticket"], 1, "its ordinal");
    assert_eq!(line["data"]["contact"], serde_json::Value::Null);
    assert_eq!(line["data"]["deliveries"], serde_json::json!(["sms"]));
}

#[test]
fn c20_an_anonymous_complaint_under_the_2025_rulebook_is_refused() {
    let rejection = under_2025().refuses(complaint(Channel::Website, Matter::Duties, &[]));
    let missing = Rulebook::per_13_2025().identity_required;
    assert_eq!(rejection, Rejection::IdentityRequired { missing });
}

#[test]
fn c20_a_discipline_complaint_under_the_2025_rulebook_is_pointed_to_wise() {
    let rejection = under_2025().refuses(complaint(Channel::Website, Matter::Discipline, WHO));
    assert_eq!((rejection.rule(), rejection), (Rule::K1, Rejection::GoesToWise));
}

#[test]
fn c20_a_complete_complaint_under_the_2025_rulebook_is_received() {
    let case = under_2025().does(complaint(Channel::Website, Matter::Duties, WHO));
    assert_eq!(case.state.stage, Stage::Verification);
    assert_eq!(case.last().rulebook, case.book.id);
}

#[test]
fn c20_a_channel_of_2012_is_not_one_of_2025() {
    let rejection = under_2025().by(Role::Receiver).refuses(complaint(Channel::Fax, Matter::Duties, WHO));
    assert_eq!(rejection, Rejection::ChannelNotOffered);
}

const WHO: &[IdentityPart] =
    &[IdentityPart::Name, IdentityPart::Address, IdentityPart::Mobile, IdentityPart::Email];

fn under_2025() -> Case {
    Case::under(Rulebook::per_13_2025()).at("2025-12-01 09:00").by(Role::Complainant)
}

#[test]
fn c24_a_photo_and_a_correction_are_recorded_while_the_pyb_has_the_file_and_move_nothing() {
    let before = scenes::with_pyb();
    let after = before.clone().by(Role::Complainant).does(attach(Media::Photo)).does(amend());
    nothing_moved(&before, &after);
    let added = &after.kinds()[before.records.len()..];
    assert_eq!(added, [EventKind::EvidenceAttached, EventKind::MaterialAmended]);
}

#[test]
fn c24_only_the_complainant_of_this_complaint_may_add_to_it() {
    let another = Actor::complainant(somebody(Role::Receiver));
    let rejection = scenes::with_pyb().by_actor(another).refuses(attach(Media::Photo));
    assert_eq!(rejection, Rejection::NotTheComplainant);
}

#[test]
fn c26_a_ticket_with_one_symbol_mistyped_is_told_as_mistyped() {
    // The same answer in the same time for every wrong ticket, and the slowing down, are the Desk's.
    let shown = Ticket::from_random(*b"0123456789").reveal();
    let first = if shown.starts_with('7') { "8" } else { "7" };
    let mistyped = format!("{first}{}", &shown[1..]);
    assert_eq!(Ticket::parse(&mistyped).unwrap_err(), ParseTicketError::Mistyped);
}

#[test]
fn c26_a_wrong_ticket_that_is_well_typed_is_read_as_any_other() {
    let (right, wrong) = (Ticket::from_random([1; 10]), Ticket::from_random([2; 10]));
    let read = Ticket::parse(&wrong.reveal()).unwrap();
    assert_ne!(read.secret(), right.secret());
}

#[test]
fn c26_what_is_no_ticket_is_malformed_and_never_repeated_in_the_error() {
    let error = Ticket::parse("hunter2").unwrap_err();
    assert_eq!(error, ParseTicketError::Malformed);
    assert!(!error.to_string().contains("hunter2"));
}
