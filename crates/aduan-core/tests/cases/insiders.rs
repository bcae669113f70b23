//! What dishonest insiders tried on 30 November 2026, and what now ends each attempt: T6, T10.

use crate::support::commands::*;
use crate::support::*;
use aduan_core::*;

#[test]
fn nothing_is_given_to_the_complainant_as_an_officer() {
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

/// The number of the separation that refuses this.
#[track_caller]
fn separated(case: &Case, command: Command) -> String {
    match case.refuses(command) {
        Rejection::Separated { separation, .. } => separation.number.to_string(),
        other => panic!("refused by {other}"),
    }
}

#[test]
fn a_coordinator_takes_no_file_to_end_it_themselves() {
    let one = somebody(Role::Coordinator);
    let pyb = scenes::with_pyb().by(Role::Coordinator).does(transfer(OfficeKind::Kanwil));
    let taken = pyb.clone().by_officer(one, Role::Pyb, office(OfficeKind::Kanwil));
    let ends = not_actionable(Ground::PybConsideration);
    assert_eq!(separated(&taken, ends.clone()), "PT-7");
    assert_eq!(pyb.by(Role::Pyb).does(ends).state.stage, Stage::Closed);
    let service = scenes::reviewed(Matter::Duties, Clarity::CannotBeClarified, Reported::NotNamed)
        .by(Role::Coordinator)
        .does(transfer(OfficeKind::Kanwil))
        .by_officer(one, Role::Verifier, office(OfficeKind::Kanwil))
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed));
    assert_eq!(separated(&service, not_actionable(Ground::MaterialUnclear)), "PT-7");
}

/// A discipline complaint that turned out to be about its own unit; that unit asked for data.
fn asked_about_their_own() -> Case {
    let about = Review {
        office: Some(unit()),
        ..looked_at(Clarity::Insufficient, Matter::Discipline, Reported::Identified)
    };
    scenes::before_the_verifier(Matter::Discipline)
        .within(directory())
        .does(Command::ReviewMaterial(Box::new(about)))
        .does(ask())
}

#[test]
fn the_office_that_is_complained_of_starts_no_window() {
    let case = asked_about_their_own().by_officer(somebody(Role::Receiver), Role::Receiver, unit());
    let refused = case.refuses(told(Notice::DataRequest, NoticeChannel::Letter));
    assert_eq!(refused, Rejection::Conflict { conflict: Conflict::Office });
    let elsewhere = case.by_officer(somebody(Role::Receiver), Role::Receiver, office(OfficeKind::Kpu));
    assert!(elsewhere.does(told(Notice::DataRequest, NoticeChannel::Letter)).state.window.is_some());
}

#[test]
fn a_file_that_moves_leaves_the_telling_of_its_office_behind() {
    let asked = scenes::untold(Matter::Discipline, Reported::Identified).within(directory());
    let told = asked
        .by_officer(somebody(Role::Receiver), Role::Receiver, unit())
        .does(told(Notice::DataRequest, NoticeChannel::Letter));
    let away = told.clone().by(Role::Coordinator).does(transfer(OfficeKind::Kanwil));
    assert_eq!((away.state.telling, away.state.window), (None, None));
    let late = overdue(&away.state, away.now).map(|late| late.rule);
    assert_eq!(late, Some(Rule::R13), "nobody has told them: it is in the lists at once");
    let expired = told
        .at("2025-03-20 09:00")
        .by(Role::System)
        .does(Command::ExpireDataWindow)
        .by(Role::Verifier)
        .does(recuse())
        .does(review(Clarity::Insufficient, Matter::Discipline, Reported::Identified))
        .by_officer(person(0xe1), Role::Verifier, fallback_unit());
    let refused = expired.refuses(not_actionable(Ground::NoDataSupplied));
    assert_eq!(refused, Rejection::NothingRequested { rule: Rule::R14b });
}

/// Evidence came in after a verifier had ended the complaint.
fn buried() -> Case {
    scenes::before_the_verifier(Matter::Duties)
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed))
        .does(not_actionable(Ground::MaterialUnclear))
        .by(Role::Complainant)
        .does(attach(Media::Photo))
        .by_officer(somebody(Role::Verifier), Role::Verifier, unit())
}

fn closed_again(reopened: Case) -> Case {
    reopened
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed))
        .does(not_actionable(Ground::MaterialUnclear))
}

#[test]
fn who_closed_does_not_set_late_evidence_aside_by_reopening() {
    let case = buried();
    let since = case.state.late_material;
    assert_eq!(case.refuses(review_late_material()), Rejection::ClosedByThem);
    let again = closed_again(case.does(reopen()));
    assert_eq!(again.state.late_material, since, "nobody else has looked");
    assert!(awaited(&again.state).any(|awaited| awaited.rule == Rule::W6));
}

#[test]
fn another_settles_late_evidence_by_reopening_or_by_a_review() {
    let colleague = buried().by_colleague(Role::Verifier);
    assert_eq!(closed_again(colleague.does(reopen())).state.late_material, None);
    let reviewed = buried().does(reopen()).by_colleague(Role::Verifier).does(review(
        Clarity::CannotBeClarified,
        Matter::Duties,
        Reported::NotNamed,
    ));
    assert_eq!(reviewed.state.late_material, None);
}

#[test]
fn evidence_that_nobody_looked_at_before_the_end_waits_after_it() {
    let pyb = scenes::with_pyb().by(Role::Complainant).does(attach(Media::Photo)).by(Role::Pyb);
    let since = Some(pyb.last().recorded_at);
    assert!(!awaited(&pyb.state).any(|awaited| awaited.rule == Rule::W6), "the PYB has it before them");
    let closed = pyb.does(not_actionable(Ground::PybConsideration));
    assert_eq!(closed.state.late_material, since);
    assert!(awaited(&closed.state).any(|awaited| awaited.rule == Rule::W6));
    let follow_up = scenes::concluded(Matter::Duties, Finding::Unsubstantiated);
    let closed =
        follow_up.by(Role::Complainant).does(attach(Media::Photo)).by(Role::Assessor).does(Command::Close);
    assert!(closed.state.late_material.is_some());
}

#[test]
fn evidence_that_an_assessor_took_a_step_after_does_not_wait() {
    let case = scenes::assessed(Matter::Discipline).by(Role::Complainant).does(attach(Media::Photo));
    let case = Step::ALL.iter().fold(case.by(Role::Assessor), |case, done| case.does(step(*done)));
    let closed = case.does(conclude(Finding::Unsubstantiated)).by(Role::Pyb).does(Command::Close);
    assert_eq!(closed.state.late_material, None);
}

#[test]
fn a_receiver_writes_no_consent_for_their_own_office() {
    let open = Receive {
        confidentiality: Confidentiality::Open,
        ..reception(Channel::Letter, Matter::Duties, &[IdentityPart::Name, IdentityPart::Address])
    };
    let case = Case::new().by(Role::Receiver).does(receive(open)).does(Command::RequestVerification);
    let consent = |to| disclose(DisclosureGround::Consent, to, Role::Verifier);
    let colleague = case.clone().by_officer(person(0xf8), Role::Verifier, unit());
    assert_eq!(colleague.refuses(consent(person(0xf8))), Rejection::ConsentByOwnTicket);
    let themselves = case.by_officer(somebody(Role::Receiver), Role::Verifier, unit());
    assert_eq!(themselves.refuses(consent(somebody(Role::Receiver))), Rejection::ConsentByOwnTicket);
    // What the complainant chooses themselves binds as before.
    let chosen = themselves.by(Role::Complainant).does(choose(Confidentiality::Confidential));
    let chosen = chosen.does(choose(Confidentiality::Open)).by(Role::Verifier);
    assert_eq!(chosen.does(consent(somebody(Role::Verifier))).state.disclosures, 1);
}

#[test]
fn a_decision_buries_no_bribe_for_good() {
    let decided = scenes::before_the_verifier(Matter::Duties)
        .by(Role::Complainant)
        .does(contest())
        .by(Role::Coordinator)
        .does(decide_matter(Matter::Duties))
        .by(Role::Verifier);
    let found = decided.does(all_clear(Matter::Discipline));
    assert_eq!(found.state.matter, Some(Matter::Discipline));
    let lowered = found.refuses(all_clear(Matter::Duties));
    assert_eq!(lowered, Rejection::MatterIsDecided { matter: Matter::Discipline });
}

#[test]
fn a_reopening_makes_a_complaint_no_younger() {
    let case = scenes::before_the_verifier(Matter::Duties);
    let (overall, received) = (case.state.overall_due, case.state.received_at);
    let insufficient = || review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed);
    let cancelled = case.does(insufficient()).does(ask()).does(Command::CancelRequest).does(review(
        Clarity::CannotBeClarified,
        Matter::Duties,
        Reported::NotNamed,
    ));
    let rounds = cancelled.state.rounds;
    let reopened =
        cancelled.does(not_actionable(Ground::MaterialUnclear)).at("2025-04-20 09:00").does(reopen());
    assert_eq!((reopened.state.overall_due, reopened.state.received_at), (overall, received));
    assert_eq!((reopened.state.rounds, rounds), (1, 1), "what went to and fro is remembered");
    assert!(reopened.state.response_due > Some(reopened.now), "the complainant is owed a word anew");
    let late = overdue(&reopened.state, wib("2025-07-01 09:00"));
    assert!(awaited(&reopened.state).any(|awaited| Some(awaited.due) == overall), "{late:?}");
}

#[test]
fn what_the_closer_marked_as_read_themselves_waits_for_another() {
    let forced = || {
        scenes::online(Matter::Duties).by(Role::Complainant).does(withdraw()).does(write()).by(Role::Verifier)
    };
    let since = forced().state.unanswered;
    let reviewed = |case: Case| {
        case.by(Role::Verifier).does(review(Clarity::Sufficient, Matter::Duties, Reported::NotNamed))
    };
    let alone = reviewed(forced().does(Command::MarkMessagesRead)).does(Command::Close);
    assert_eq!(alone.state.late_material, since);
    let by_two = reviewed(forced().by_colleague(Role::Verifier).does(Command::MarkMessagesRead));
    assert_eq!(by_two.does(Command::Close).state.late_material, None);
    let answered = reviewed(forced().does(Command::MarkMessagesRead).does(write())).does(Command::Close);
    assert_eq!(answered.state.late_material, None);
}

#[test]
fn dead_tickets_take_no_room() {
    let again = || reissue_ticket(&[Delivery::Email]);
    let online = scenes::online(Matter::Duties).by(Role::Receiver);
    let full = (1..Complaint::KEPT).fold(online, |case, _| case.does(again()));
    assert_eq!(full.refuses(again()), Rejection::TooManyTickets);
    let last = u16::try_from(Complaint::KEPT).expect("few");
    let shown = Actor::complainant(full.state.complainant).with_ticket(last);
    let revoked = full.by_actor(shown).does(revoke_ticket(Revocation::Earlier));
    let case = revoked.by(Role::Receiver).does(again());
    assert_eq!(case.state.tickets.iter().filter(|ticket| ticket.alive).count(), 2);
}

#[test]
fn what_was_discipline_and_is_relabelled_waits_for_a_coordinator() {
    let relabelled = scenes::before_the_verifier(Matter::Discipline)
        .by_colleague(Role::Verifier)
        .does(review(Clarity::CannotBeClarified, Matter::Duties, Reported::NotNamed));
    assert_eq!(overdue(&relabelled.state, relabelled.now).map(|late| late.rule), Some(Rule::W7));
    let again = relabelled.clone().does(all_clear(Matter::Discipline));
    assert_eq!(again.state.contested, None, "found to be what it was");
    let ended = relabelled.by(Role::Verifier).does(not_actionable(Ground::MaterialUnclear));
    assert!(awaited(&ended.state).any(|awaited| awaited.rule == Rule::W7), "nor does its end settle it");
    let decided = ended.by(Role::Coordinator).does(decide_matter(Matter::Discipline));
    assert_eq!(decided.does(reopen()).state.stage, Stage::Verification);
}

#[test]
fn a_unit_that_is_not_concerned_classifies_afresh() {
    let passed = scenes::before_the_verifier(Matter::Discipline).within(directory()).does(recuse());
    let case = passed.does(review(Clarity::Sufficient, Matter::Duties, Reported::NotNamed));
    assert_eq!(case.state.contested, None);
}

#[test]
fn nothing_is_erased_by_one_person_while_it_waits_for_somebody() {
    let closed = scenes::closed(Matter::Duties, Finding::Unsubstantiated).at("2031-01-01 09:00");
    let erase = || erase(ErasureBasis::Retention);
    assert!(closed.clone().by(Role::DataProtectionOfficer).does(erase()).state.erased, "over and settled");
    for waiting in [attach(Media::Photo), contest()] {
        let waits = closed.clone().by(Role::Complainant).does(waiting).by(Role::DataProtectionOfficer);
        let proposed = waits.does(erase());
        assert!(!proposed.state.erased && !proposed.state.proposals.is_empty());
        assert!(matches!(proposed.refuses(erase()), Rejection::SecondPerson { .. }));
        assert!(proposed.by_colleague(Role::DataProtectionOfficer).does(erase()).state.erased);
    }
}

#[test]
fn nobody_takes_up_all_the_room_for_legal_holds() {
    let pyb = scenes::with_pyb();
    let full = (0..4).fold(pyb, |case, number| case.does(place(number)));
    assert_eq!(full.refuses(place(4)), Rejection::TooManyHolds);
    assert_eq!(full.by(Role::DataProtectionOfficer).does(place(4)).state.holds.len(), 5);
}

#[test]
fn a_legal_hold_is_released_by_who_placed_it_or_by_two_others() {
    let held = scenes::closed(Matter::Duties, Finding::Unsubstantiated).by(Role::Inspectorate).does(place(1));
    assert!(held.clone().does(release(1)).state.holds.is_empty(), "who placed it");
    let proposed = held.by(Role::DataProtectionOfficer).does(release(1));
    assert_eq!((proposed.state.holds.len(), proposed.state.proposals.len()), (1, 1));
    assert!(matches!(proposed.refuses(release(1)), Rejection::SecondPerson { .. }));
    assert!(
        proposed.clone().by_colleague(Role::DataProtectionOfficer).does(release(1)).state.holds.is_empty()
    );
    assert!(proposed.by(Role::Inspectorate).does(release(1)).state.holds.is_empty());
}
