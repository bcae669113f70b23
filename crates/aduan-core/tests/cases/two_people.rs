//! What one person does not do alone: C41, and the other acts that two people do.

use crate::support::commands::*;
use crate::support::*;
use aduan_core::*;
use aduan_testkit::people::alias_of;

/// The only PYB of the office that has the file.
const PYB: PersonId = somebody(Role::Pyb);

fn named(official: PersonId) -> Command {
    let Command::ReviewMaterial(mut review) =
        review(Clarity::Sufficient, Matter::Discipline, Reported::Identified)
    else {
        unreachable!("a review")
    };
    (review.official, review.office) = (Some(official_of(official)), Some(office(OfficeKind::Kppbc)));
    Command::ReviewMaterial(review)
}

/// A review named the PYB by a slip, the next one corrected it, and the file went to them.
fn slipped() -> Case {
    scenes::before_the_verifier(Matter::Discipline)
        .does(named(PYB))
        .does(named(OFFICIAL))
        .does(to_pyb(OfficeKind::Puski))
}

fn verifier(case: Case) -> Case {
    case.by_officer(somebody(Role::Verifier), Role::Verifier, unit())
}

/// The coordinator of headquarters.
fn coordinator(case: Case) -> Case {
    case.by_officer(somebody(Role::Coordinator), Role::Coordinator, office(OfficeKind::Puski))
}

#[test]
fn c41_a_slip_is_cleared_by_two_people_of_two_offices() {
    let slipped = slipped();
    let disposes = |case: &Case| case.clone().by(Role::Pyb).decide(&dispose(OfficeKind::Kanwil));
    assert_eq!(disposes(&slipped), Err(Rejection::Conflict { conflict: Conflict::Actor }));

    let proposed = verifier(slipped).does(clear(PYB));
    assert_eq!(proposed.last().event.kind(), EventKind::Proposed);
    assert_eq!(disposes(&proposed), Err(Rejection::Conflict { conflict: Conflict::Actor }), "nothing yet");

    let cleared = coordinator(proposed).does(clear(PYB));
    assert_eq!(cleared.last().event.kind(), EventKind::NameCleared);
    assert!(disposes(&cleared).is_ok());
    assert!(cleared.state.proposals.is_empty());
    let said = |official| {
        cleared.records.iter().any(|record| match &record.event {
            Event::MaterialReviewed(review) => review.official == Some(official_of(official)),
            _ => false,
        })
    };
    assert!(said(PYB), "the slip stays in the history");
    let again = coordinator(cleared.clone()).refuses(clear(PYB));
    assert_eq!(again, Rejection::NotNamedBefore);
}

#[test]
fn c41_neither_one_person_nor_one_office_clears_a_slip() {
    let proposed = verifier(slipped()).does(clear(PYB));
    let second = |case: Case| case.refuses(clear(PYB));
    let itself = second(verifier(proposed.clone()));
    assert!(matches!(&itself, Rejection::SecondPerson { two, .. } if two.apart == TwoOf::Offices));
    assert_eq!(itself.rule(), Rule::S2);
    // The same person in another role and office.
    let puski = office(OfficeKind::Puski);
    let coordinator = proposed.clone().by_officer(somebody(Role::Verifier), Role::Coordinator, puski);
    assert_eq!(second(coordinator).code(), "second_person");
    // Another person of the same office.
    let colleague = proposed.clone().by_officer(colleague(Role::Verifier), Role::Verifier, unit());
    assert_eq!(second(colleague).code(), "second_person");
    // The named person.
    let named = proposed.clone().by_officer(PYB, Role::Pyb, puski);
    assert_eq!(second(named), Rejection::Conflict { conflict: Conflict::Actor });
    // An office that never had the file.
    let elsewhere = proposed.by_officer(person(9), Role::Verifier, office(OfficeKind::Kpu));
    assert_eq!(second(elsewhere).code(), "place");
}

#[test]
fn c41_the_office_that_was_named_proposes_and_another_confirms() {
    let kanwil = office(OfficeKind::Kanwil);
    let Command::ReviewMaterial(mut slip) = named(PYB) else { unreachable!("a review") };
    slip.office = Some(kanwil);
    let slipped = scenes::before_the_verifier(Matter::Discipline)
        .within(directory())
        .does(Command::ReviewMaterial(slip))
        .does(named(OFFICIAL))
        .does(to_pyb(OfficeKind::Puski));
    let clear =
        Command::ClearName { official: Some(official_of(PYB)), office: Some(kanwil), reason: content(25) };
    assert!(slipped.state.names_office(kanwil));
    let proposed = coordinator(slipped.clone()).does(clear.clone());
    let cleared = verifier(proposed).does(clear.clone());
    assert!(!cleared.state.names_office(kanwil) && !cleared.state.names(alias_of(PYB)));
    assert!(cleared.state.names(alias_of(OFFICIAL)) && cleared.state.names_office(office(OfficeKind::Kppbc)));
    // Whoever is of an office that was named does not have the last word.
    let mut held = slipped;
    (held.state.pyb, held.state.holder) = (Some(kanwil), Some(kanwil));
    let assessor = |case: Case| case.by_officer(somebody(Role::Assessor), Role::Assessor, kanwil);
    let proposed = coordinator(held.clone()).does(clear.clone());
    let last = assessor(proposed).refuses(clear.clone());
    assert_eq!(last, Rejection::Conflict { conflict: Conflict::Office });
    assert!(coordinator(assessor(held).does(clear.clone())).decide(&clear).is_ok());
}

#[test]
fn who_is_complained_of_now_is_not_cleared() {
    let case = slipped();
    assert_eq!(verifier(case.clone()).refuses(clear(OFFICIAL)), Rejection::NotNamedBefore);
    // Named again while it was proposed: the proposal is void.
    let before = scenes::before_the_verifier(Matter::Discipline).does(named(PYB)).does(named(OFFICIAL));
    let again = before.does(clear(PYB)).does(named(PYB));
    assert!(again.state.proposals.is_empty());
    let other = again.clone().does(named(OFFICIAL)).does(clear(PYB));
    assert_eq!(other.last().event.kind(), EventKind::Proposed);
}

#[test]
fn a_proposal_lapses_and_whoever_comes_then_proposes_anew() {
    let proposed = verifier(slipped()).does(clear(PYB));
    let open = &proposed.state.proposals[0];
    assert_eq!(open.proposed.lapse.due, wib("2025-03-16 00:00"), "14 days");
    assert!(awaited(&proposed.state).any(|it| (it.due, it.rule) == (open.since, Rule::S2)));
    let swept = proposed.clone().at("2025-03-16 00:00").by(Role::System).does(Command::LapseProposals);
    assert_eq!(swept.last().event.kind(), EventKind::ProposalLapsed);
    assert!(swept.state.proposals.is_empty());
    assert_eq!(swept.refuses(Command::LapseProposals).code(), "nothing_proposed");
    // Nobody swept.
    let late = coordinator(proposed.at("2025-03-16 00:00")).does(clear(PYB));
    assert_eq!(
        late.kinds().into_iter().rev().take(2).collect::<Vec<_>>(),
        [EventKind::Proposed, EventKind::ProposalLapsed]
    );
    assert!(late.state.names(alias_of(PYB)));
}

#[test]
fn a_substantiated_case_is_not_erased_by_one_person() {
    let closed = scenes::closed(Matter::Discipline, Finding::Substantiated).by(Role::DataProtectionOfficer);
    let proposed = closed.does(erase(ErasureBasis::Request));
    assert!(!proposed.state.erased);
    let coordinator = coordinator(proposed.clone());
    let other = coordinator.refuses(erase(ErasureBasis::PurposeEnded));
    assert_eq!(other.code(), "nothing_proposed", "it confirms what was proposed, and nothing else");
    assert!(coordinator.does(erase(ErasureBasis::Request)).state.erased);
    // After the retention, too.
    let after = proposed.at("2030-03-02 00:00").does(erase(ErasureBasis::Retention));
    assert_eq!(after.last().event.kind(), EventKind::Proposed);
    // What came to nothing goes by one person when its time is over; what the rulebook lets the system do needs nobody.
    let old = scenes::closed(Matter::Duties, Finding::Unsubstantiated).at("2030-03-02 00:00");
    let alone = old.clone().by(Role::DataProtectionOfficer).does(erase(ErasureBasis::Request));
    assert!(alone.state.erased);
    assert!(old.by(Role::System).does(erase(ErasureBasis::Retention)).state.erased);
}

#[test]
fn an_outcome_of_wise_by_hand_is_entered_twice_alike() {
    let taken = scenes::in_wise().does(acknowledged("W-1"));
    let proposed = taken.clone().does(from_wise("W-1", WiseOutcome::NotActionable));
    assert_eq!(proposed.state.stage, Stage::WithInspectorate);
    let another = proposed.clone().by_colleague(Role::Inspectorate);
    let other = another.clone().does(from_wise("W-1", WiseOutcome::Discipline));
    assert_eq!(other.last().event.kind(), EventKind::Proposed, "what differs is proposed in its place");
    assert_eq!(other.state.proposals.len(), 1);
    let done = another.does(from_wise("W-1", WiseOutcome::NotActionable));
    assert_eq!(done.state.outcome, Some(Outcome::ByInspectorate));
    let machine = taken.by(Role::System).does(from_wise("W-1", WiseOutcome::NotActionable));
    assert_eq!(machine.state.stage, Stage::Closed, "WISE itself is no person");
}

#[test]
fn what_comes_after_a_proposal_to_set_it_aside_voids_the_proposal() {
    let late = scenes::closed(Matter::Duties, Finding::Unsubstantiated)
        .by(Role::Complainant)
        .does(attach(Media::Photo));
    let proposed = coordinator(late).does(review_late_material());
    assert!(proposed.state.late_material.is_some(), "it still waits");
    let more = proposed.clone().by(Role::Complainant).does(attach(Media::Video));
    assert!(more.state.proposals.is_empty());
    let pyb = proposed.by_officer(PYB, Role::Pyb, office(OfficeKind::Kppbc));
    assert_eq!(pyb.does(review_late_material()).state.late_material, None);
}

#[test]
fn a_rulebook_may_ask_for_no_second_person() {
    let mut book = Rulebook::kep_154_2012();
    book.two_people.clear();
    let json = book.to_json();
    assert_eq!(serde_json::from_str::<Rulebook>(&json).unwrap(), book);
    let mut case = scenes::closed(Matter::Duties, Finding::Substantiated).by(Role::DataProtectionOfficer);
    case.book = book;
    assert!(case.does(erase(ErasureBasis::Request)).state.erased);
}

#[test]
fn a_rulebook_that_says_nothing_of_two_people_has_the_shipped_rules() {
    let mut json: serde_json::Value =
        serde_json::from_str(&Rulebook::kep_154_2012().to_json()).expect("its own JSON");
    let object = json.as_object_mut().unwrap();
    object.remove("two_people");
    object.remove("proposal_term");
    assert_eq!(serde_json::from_value::<Rulebook>(json).unwrap(), Rulebook::kep_154_2012());
}

#[test]
fn a_rule_of_two_people_that_says_nothing_is_refused() {
    let broken = |change: &dyn Fn(&mut Rulebook)| {
        let mut book = Rulebook::kep_154_2012();
        change(&mut book);
        book.check().unwrap_err().to_string()
    };
    let refused = broken(&|book| book.two_people[0].command = CommandKind::Close);
    assert!(refused.contains("two_people PT-3: close is not proposed"), "{refused}");
    let refused = broken(&|book| book.two_people[1].command = CommandKind::ClearName);
    assert!(refused.contains("another rule is about clear_name"), "{refused}");
    let refused = broken(&|book| book.two_people[0].number = book.separate[0].number);
    assert!(refused.contains("the number is taken"), "{refused}");
    let refused = broken(&|book| book.two_people[3].english.clear());
    assert!(refused.contains("a sentence in each language"), "{refused}");
}
