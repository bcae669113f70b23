//! Reception, tickets and corrections: R1 to R9.

use crate::support::commands::*;
use crate::support::{Case, office, scenes, unit, wib};
use aduan_core::*;

/// A complaint about the unit that is to verify it.
fn about_its_own_unit(matter: Matter) -> Command {
    let told = reception(Channel::Website, matter, &[]);
    receive(Receive { reported_office: Some(told.unit), ..told })
}

#[test]
fn a_discipline_complaint_is_not_verified_by_the_office_complained_of() {
    let rejection = Case::new().refuses(about_its_own_unit(Matter::Discipline));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Office });
}

#[test]
fn a_service_complaint_may_be_verified_by_the_office_complained_of() {
    assert_eq!(Case::new().does(about_its_own_unit(Matter::Duties)).state.holder, Some(unit()));
}

#[test]
fn a_rulebook_may_let_the_office_complained_of_verify_and_handle_discipline() {
    let mut book = Rulebook::kep_154_2012();
    book.own_office = OwnOffice::Allowed;
    let own = Review {
        office: Some(unit()),
        ..looked_at(Clarity::Sufficient, Matter::Discipline, Reported::Identified)
    };
    let case = Case::under(book)
        .does(about_its_own_unit(Matter::Discipline))
        .by(Role::Verifier)
        .does(Command::ReviewMaterial(Box::new(own)))
        .does(Command::ForwardToPyb { office: unit() });
    assert_eq!(case.state.stage, Stage::WithPyb);
}

#[test]
fn an_online_complaint_is_before_the_verifier_at_once_with_a_ticket() {
    use EventKind::{Received, TicketIssued, VerificationRequested};
    let case = Case::new().does(complaint(Channel::Website, Matter::Duties, &[]));
    assert_eq!(case.kinds(), [Received, TicketIssued, VerificationRequested]);
    assert!(case.state.ticketed);
}

#[test]
fn a_ticket_is_shown_alone_where_no_contact_was_given() {
    let case = Case::new().does(complaint(Channel::Website, Matter::Duties, &[IdentityPart::Telephone]));
    let Event::TicketIssued(ticket) = &case.records[1].event else { panic!("{:?}", case.kinds()) };
    assert_eq!(ticket.deliveries, Deliveries::of(&[Delivery::Screen]), "a telephone that takes no SMS");
}

#[test]
fn a_ticket_is_sent_on_every_way_that_was_given() {
    let ways = &[IdentityPart::Mobile, IdentityPart::Email];
    let case = Case::new().does(complaint(Channel::Website, Matter::Duties, ways));
    let Event::TicketIssued(ticket) = &case.records[1].event else { panic!("{:?}", case.kinds()) };
    assert_eq!(ticket.deliveries, Deliveries::of(Delivery::ALL));
}

#[test]
fn a_ticket_by_no_way_at_all_is_refused() {
    let rejection = scenes::letter(Matter::Duties).refuses(issue_ticket(&[]));
    assert_eq!(rejection, Rejection::NothingNamed { command: CommandKind::IssueTicket, rule: Rule::R7 });
}

#[test]
fn an_online_complainant_has_a_ticket_already() {
    let case = Case::new().does(complaint(Channel::Website, Matter::Duties, &[])).by(Role::Receiver);
    let rejection = case.refuses(issue_ticket(&[Delivery::Email]));
    assert_eq!(rejection, Rejection::Already { command: CommandKind::IssueTicket, rule: Rule::R7 });
}

#[test]
fn a_complaint_is_received_from_the_first_minute_of_its_rulebook() {
    let early = Case::under(Rulebook::per_13_2025()).at("2025-10-31 23:59").by(Role::Receiver);
    let told = complaint(Channel::Letter, Matter::Duties, IdentityPart::ALL);
    let from = "2025-11-01".parse().unwrap();
    assert_eq!(early.refuses(told.clone()), Rejection::NotInForce { from });
    assert_eq!(early.at("2025-11-01 00:00").does(told).state.stage, Stage::Intake);
}

#[test]
fn what_was_received_is_what_the_state_says() {
    let told = reception(Channel::Letter, Matter::Other, &[IdentityPart::Address]);
    let told = Receive { zone: Zone::Wit, confidentiality: Confidentiality::Open, ..told };
    let state = Case::new().by(Role::Receiver).does(receive(told.clone())).state;
    assert_eq!((state.register, state.channel), (Some(told.register), Some(told.channel)));
    assert_eq!((state.matter, state.complainant), (Some(told.matter), told.complainant));
    assert_eq!((state.confidentiality, state.zone), (Confidentiality::Open, Zone::Wit));
    assert_eq!((state.unit, state.holder), (Some(told.unit), Some(told.unit)));
    assert_eq!(state.reported_office, told.reported_office);
    assert_eq!(state.identity, IdentityParts::of(&[IdentityPart::Address]));
    assert_eq!((state.received_at, state.stage_since), (wib("2025-03-01 08:00"), wib("2025-03-01 08:00")));
}

#[test]
fn elements_that_the_rulebook_lacks_are_refused_in_corrections_and_answers_too() {
    let elements = Elements::of(&[Element::Evidence]);
    let unknown = Rejection::ElementsUnknown { elements };
    let amend = Command::AmendMaterial { content: content(4), elements };
    assert_eq!(scenes::letter(Matter::Duties).refuses(amend), unknown);
    let supply = Command::SupplyData { content: content(8), elements, told_by: None };
    let asked = scenes::asked(Matter::Duties, Reported::NotNamed).by(Role::Complainant);
    assert_eq!(asked.refuses(supply), unknown);
    let found = Review { elements, ..looked_at(Clarity::Sufficient, Matter::Duties, Reported::NotNamed) };
    let review = Command::ReviewMaterial(Box::new(found));
    assert_eq!(scenes::before_the_verifier(Matter::Duties).refuses(review), unknown);
}

#[test]
fn what_is_added_while_closed_is_kept_and_moves_nothing() {
    let before = scenes::closed(Matter::Discipline, Finding::Unsubstantiated);
    let after = before.clone().by(Role::Receiver).does(attach(Media::Scan));
    assert_eq!(after.state.stage, Stage::Closed);
    assert_eq!(after.state.clarity, before.state.clarity);
}

#[test]
fn a_withdrawal_is_recorded_once() {
    let case = scenes::letter(Matter::Duties).by(Role::Complainant).does(withdraw());
    assert_eq!(
        case.refuses(withdraw()),
        Rejection::Already { command: CommandKind::Withdraw, rule: Rule::R21 }
    );
}

#[test]
fn a_complaint_about_another_office_does_not_conflict() {
    let told = reception(Channel::Website, Matter::Discipline, &[]);
    let told = Receive { reported_office: Some(office(OfficeKind::Kanwil)), ..told };
    assert_eq!(Case::new().does(receive(told)).state.stage, Stage::Verification);
}
