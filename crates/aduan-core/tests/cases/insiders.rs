//! What dishonest insiders tried on 30 November 2026, and what now ends each attempt: T6, T10.

use crate::support::commands::*;
use crate::support::*;
use aduan_core::*;

/// A review that names this official.
fn naming(official: PersonId) -> Command {
    let review = looked_at(Clarity::Insufficient, Matter::Duties, Reported::Identified);
    Command::ReviewMaterial(Box::new(Review { official: Some(official), ..review }))
}

#[test]
fn the_complainant_is_never_named_as_the_official() {
    let case = scenes::before_the_verifier(Matter::Duties);
    let refused = case.refuses(naming(case.state.complainant));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::ReviewMaterial });
    let assessed = scenes::assessed(Matter::Duties);
    let refused = assessed.refuses(step_finds(assessed.state.complainant, None));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::RecordAssessmentStep });
    let pyb = scenes::with_pyb();
    let complainant = pyb.state.complainant;
    let refused = pyb.refuses(dispose_to(office(OfficeKind::Kanwil), Some(complainant)));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::DisposeToAssessor });
    let refused = pyb.refuses(disclose(DisclosureGround::EaseInvestigation, complainant, Role::Assessor));
    assert_eq!(refused, Rejection::ComplainantNamed { command: CommandKind::DiscloseIdentity });
}

#[test]
fn nobody_types_an_address_for_who_filed_online() {
    let online = scenes::online(Matter::Duties).by(Role::Receiver);
    let refused = online.refuses(reissue_ticket_to(&[Delivery::Email]));
    assert_eq!(refused, Rejection::NotByHand { command: CommandKind::ReissueTicket, rule: Rule::R7 });
    assert_eq!(online.does(reissue_ticket(&[Delivery::Email])).state.tickets.len(), 2, "the one they typed");
}

/// A letter; its verifier is the receiver, too, and had a ticket sent to an address of their own.
fn typed_by_the_verifier() -> Case {
    let case = scenes::before_the_verifier(Matter::Duties);
    case.by_officer(somebody(Role::Verifier), Role::Receiver, unit()).does(issue_ticket(&[Delivery::Email]))
}

#[test]
fn who_had_a_ticket_sent_does_not_end_the_complaint() {
    let case = typed_by_the_verifier().by_colleague(Role::Verifier).does(review(
        Clarity::CannotBeClarified,
        Matter::Duties,
        Reported::NotNamed,
    ));
    let ends = not_actionable(Ground::MaterialUnclear);
    let refused = case.clone().by(Role::Verifier).refuses(ends.clone());
    assert!(matches!(refused, Rejection::Separated { .. }), "{refused:?}");
    assert_eq!(case.does(ends).state.stage, Stage::Closed);
}

#[test]
fn a_question_opened_with_a_typed_ticket_was_told_by_who_typed_it() {
    let mut book = Rulebook::kep_154_2012();
    book.separate.clear();
    let mut case = typed_by_the_verifier();
    case.book = book;
    let expired = case
        .at("2025-03-10 10:00")
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .does(ask())
        .by(Role::Complainant)
        .does(told(Notice::DataRequest, NoticeChannel::Ticket))
        .at("2025-04-01 10:00")
        .by(Role::Verifier);
    let silence = not_actionable(Ground::NoDataSupplied);
    assert_eq!(expired.refuses(silence.clone()), Rejection::ToldByGiver);
    assert_eq!(expired.by_colleague(Role::Verifier).does(silence).state.stage, Stage::Closed);
}

#[test]
fn what_a_typed_ticket_answered_counts_as_its_typists() {
    let case = typed_by_the_verifier()
        .at("2025-03-10 10:00")
        .by_colleague(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .does(ask())
        .by(Role::Complainant)
        .does(answer());
    let givers = &case.state.givers;
    assert!(givers.gave(CommandKind::SupplyData, somebody(Role::Verifier)));
    assert_eq!(givers.count(CommandKind::SupplyData), 1);
}
