//! C37, C49: a ticket whose contact an officer typed, and a ticket that was lost.

use crate::support::commands::*;
use crate::support::{Case, acting, office, person, scenes, somebody, unit};
use aduan_core::*;

/// A letter out of the box, and a ticket to an address that the receiver typed, on 1 March 2025.
fn self_issued() -> Case {
    scenes::before_the_verifier(Matter::Duties).by(Role::Receiver).does(issue_ticket(&[Delivery::Email]))
}

/// A letter with a ticket; the receiver has a second one sent to another address.
fn corrected() -> Case {
    self_issued().does(reissue_ticket_to(&[Delivery::Email]))
}

/// Filed online; the complainant lost the ticket, and a second one goes to the address that they had typed.
fn sent_again() -> Case {
    scenes::online(Matter::Duties).by(Role::Receiver).does(reissue_ticket(&[Delivery::Email]))
}

/// Whoever shows the ticket with this ordinal.
fn holder(case: Case, ordinal: u16) -> Case {
    let shown = Actor::complainant(case.state.complainant).with_ticket(ordinal);
    case.by_actor(shown)
}

fn consent_to(person: PersonId, role: Role) -> Command {
    disclose(DisclosureGround::Consent, person, role)
}

#[test]
fn c37_a_ticket_to_an_officers_contact_follows_and_adds_evidence() {
    let case = self_issued().by(Role::Complainant).does(attach(Media::Photo));
    for spoken in [withdraw(), choose(Confidentiality::Open), amend(), deny(Notice::Progress)] {
        assert!(matches!(case.refuses(spoken), Rejection::TicketQuiet { .. }));
    }
    let asked = scenes::untold(Matter::Duties, Reported::NotNamed)
        .by(Role::Receiver)
        .does(issue_ticket(&[Delivery::Email]))
        .by(Role::Complainant);
    for spoken in [told(Notice::DataRequest, NoticeChannel::Ticket), answer()] {
        assert!(matches!(asked.refuses(spoken), Rejection::TicketQuiet { .. }));
    }
}

#[test]
fn c37_its_other_powers_open_when_the_quiet_days_are_over() {
    let early = self_issued().by(Role::Complainant).at("2025-03-08 23:59");
    assert!(matches!(early.refuses(withdraw()), Rejection::TicketQuiet { .. }));
    let late = early.at("2025-03-09 00:00").does(contest());
    assert!(late.state.contested.is_some());
    // What ends a complaint is shown to the receiver, not said with a ticket that may be an officer's own.
    assert_eq!(late.refuses(withdraw()), Rejection::WithdrawnByTypedTicket);
    assert!(late.by(Role::Receiver).does(withdraw_by_letter()).state.withdrawn);
}

#[test]
fn c37_a_receiver_who_typed_the_contact_at_reception_gets_no_more() {
    let followed = Receive {
        following: Following::Wanted,
        ..reception(Channel::Letter, Matter::Duties, &[IdentityPart::Name, IdentityPart::Email])
    };
    let case = Case::new().at("2025-03-01 08:00").by(Role::Receiver).does(receive(followed));
    let receiver = acting(Role::Receiver, &case.state);
    let [ticket] = &case.state.tickets[..] else { panic!("{:?}", case.state.tickets) };
    assert_eq!(ticket.typed_by, Some((receiver.id, receiver.office)));
    assert!(matches!(case.by(Role::Complainant).refuses(withdraw()), Rejection::TicketQuiet { .. }));
}

#[test]
fn c37_its_consent_favours_neither_who_typed_the_contact_nor_their_office() {
    let opened =
        self_issued().at("2025-03-09 00:00").by(Role::Complainant).does(choose(Confidentiality::Open));
    let typist = acting(Role::Receiver, &opened.state).id;
    let themselves = opened.clone().by_officer(typist, Role::Verifier, unit());
    let colleague = opened.clone().by_officer(person(0xf8), Role::Verifier, unit());
    let handed = opened.clone().by_officer(somebody(Role::Pyb), Role::Pyb, office(OfficeKind::Puski));
    for (case, recipient, role) in [
        (themselves, typist, Role::Verifier),
        (colleague, person(0xf8), Role::Verifier),
        (handed.clone(), typist, Role::Assessor),
    ] {
        assert_eq!(case.refuses(consent_to(recipient, role)), Rejection::ConsentByOwnTicket);
    }
    // Another office is not favoured by it.
    assert_eq!(handed.does(consent_to(somebody(Role::Pyb), Role::Pyb)).state.disclosures, 1);
}

#[test]
fn c37_consent_with_the_complainants_own_ticket_binds_as_before() {
    let case =
        holder(scenes::online(Matter::Duties), 1).does(choose(Confidentiality::Open)).by(Role::Verifier);
    assert_eq!(case.does(consent_to(somebody(Role::Verifier), Role::Verifier)).state.disclosures, 1);
}

#[test]
fn c37_whoever_had_a_ticket_before_objects_and_it_is_dead() {
    let case = holder(corrected(), 1).does(revoke_ticket(Revocation::Later)).at("2025-06-01 09:00");
    assert!(case.state.ticketed && case.state.tickets[0].alive);
    let dead = holder(case, 2);
    for command in [attach(Media::Photo), withdraw(), revoke_ticket(Revocation::Earlier)] {
        assert_eq!(dead.refuses(command), Rejection::TicketRevoked);
    }
}

#[test]
fn c49_a_lost_ticket_goes_again_to_the_address_that_the_complainant_typed() {
    let case = sent_again();
    let Event::TicketReissued(sent) = &case.last().event else { panic!("{:?}", case.last()) };
    assert_eq!((sent.ticket, sent.kind, &sent.quiet), (2, TicketKind::OwnContact, &None));
    assert!(holder(case, 2).does(withdraw()).state.withdrawn, "with all powers, at once");
}

#[test]
fn c49_the_complainant_has_a_new_ticket_sent_to_a_way_that_they_left() {
    let case = holder(scenes::online(Matter::Duties), 1);
    let shown = reissue_ticket(&[Delivery::Screen]);
    assert_eq!(case.refuses(shown), Rejection::TicketShown);
    assert_eq!(case.refuses(reissue_ticket_to(&[Delivery::Email])), Rejection::ContactNotOnFile);
    let by_sms = case.refuses(reissue_ticket(&[Delivery::Sms]));
    assert_eq!(by_sms, Rejection::Unreachable { rule: Rule::R7 });
    let sent = case.does(reissue_ticket(&[Delivery::Email]));
    let Event::TicketReissued(ticket) = &sent.last().event else { panic!("{:?}", sent.last()) };
    assert_eq!((ticket.ticket, ticket.kind, &ticket.contact), (2, TicketKind::OwnContact, &None));
    assert_eq!(sent.state.tickets[1].typed_by, None);
    assert_eq!(sent.refuses(reissue_ticket(&[Delivery::Email])), Rejection::TicketOnItsWay);
    // The new one is used, and the next may be asked for with it.
    let used = holder(sent, 2).does(revoke_ticket(Revocation::Earlier));
    assert_eq!(used.does(reissue_ticket(&[Delivery::Email])).state.tickets.len(), 3);
}

#[test]
fn c49_a_ticket_in_its_quiet_days_asks_for_no_other() {
    let early = holder(corrected(), 2);
    assert!(matches!(early.refuses(reissue_ticket(&[Delivery::Email])), Rejection::TicketQuiet { .. }));
    // What a receiver typed is no way that the complainant left.
    let manual = self_issued().at("2025-03-09 00:00").by(Role::Complainant);
    let refused = manual.refuses(reissue_ticket(&[Delivery::Email]));
    assert_eq!(refused, Rejection::Unreachable { rule: Rule::R7 });
}

#[test]
fn c37_whether_an_earlier_way_heard_of_a_new_ticket_is_a_fact() {
    let heard = corrected().by(Role::System).does(told(Notice::NewTicket, NoticeChannel::Email));
    let steps = ComplainantView::of(&heard.records).steps;
    let last = steps.last().unwrap();
    assert_eq!((last.milestone, last.notice), (Milestone::Notified, Some(Notice::NewTicket)));
    let before = corrected().state;
    assert_eq!(heard.state.response_due, before.response_due, "it is no word on the handling");
    let failed = corrected().by(Role::System).does(not_told(Notice::NewTicket, NoticeChannel::Email));
    assert_eq!(failed.last().event.kind(), EventKind::NotTold);
    assert_eq!((failed.state.stage, failed.state.response_due), (before.stage, before.response_due));
}

#[test]
fn c49_the_first_use_of_the_new_ticket_ends_the_old_one() {
    let case = holder(sent_again(), 2).does(revoke_ticket(Revocation::Earlier));
    assert_eq!(holder(case.clone(), 1).refuses(withdraw()), Rejection::TicketRevoked);
    let again = Rejection::Already { command: CommandKind::RevokeTicket, rule: Rule::R7 };
    assert_eq!(case.refuses(revoke_ticket(Revocation::Earlier)), again);
}

#[test]
fn c49_a_corrected_address_gives_a_ticket_that_waits() {
    let early = holder(corrected(), 2);
    for spoken in [withdraw(), revoke_ticket(Revocation::Earlier)] {
        assert!(matches!(early.refuses(spoken), Rejection::TicketQuiet { .. }));
    }
    let late = early.at("2025-03-09 00:00").does(revoke_ticket(Revocation::Earlier));
    assert_eq!(holder(late, 1).refuses(withdraw()), Rejection::TicketRevoked);
}

#[test]
fn c49_its_holder_ends_a_ticket_at_once() {
    let case = holder(scenes::online(Matter::Duties), 1).does(revoke_ticket(Revocation::This));
    assert!(!case.state.ticketed);
    assert_eq!(case.refuses(withdraw()), Rejection::TicketRevoked);
    let again = case.by(Role::Receiver).does(reissue_ticket(&[Delivery::Email]));
    assert!(holder(again, 2).does(withdraw()).state.withdrawn);
}

#[test]
fn c49_what_a_receiver_typed_at_reception_is_typed_anew() {
    let case = self_issued();
    let refused = case.refuses(reissue_ticket(&[Delivery::Email]));
    assert_eq!(refused, Rejection::Unreachable { rule: Rule::R7 });
    assert_eq!(case.does(reissue_ticket_to(&[Delivery::Email])).state.tickets.len(), 2);
}

#[test]
fn c49_nobody_shows_a_ticket_that_was_never_issued() {
    let case = holder(scenes::online(Matter::Duties), 2);
    assert_eq!(case.refuses(attach(Media::Photo)), Rejection::TicketRevoked);
}

#[test]
fn c49_the_complainant_sees_that_a_ticket_was_sent_and_revoked() {
    let case = holder(sent_again(), 2).does(revoke_ticket(Revocation::Earlier));
    let view = ComplainantView::of(&case.records);
    let last: Vec<Milestone> = view.steps.iter().rev().take(2).map(|seen| seen.milestone).collect();
    assert_eq!(last, [Milestone::TicketRevoked, Milestone::TicketReissued]);
    assert_eq!(view.status().map(|seen| seen.milestone), Some(Milestone::Verifying));
}
