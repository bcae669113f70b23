//! Verification: R10 to R14.

use crate::support::commands::*;
use crate::support::{Case, OFFICIAL, office, officer_of, official_of, scenes, somebody, wib};
use aduan_core::*;

const GROUND_B: Ground = Ground::NoDataSupplied;

/// Something came while the window ran, but no answer to the question; then the window ended.
fn something_came(by: Role, what: Command) -> Case {
    scenes::asked(Matter::Duties, Reported::NotNamed)
        .at("2025-03-10 09:00")
        .by(by)
        .does(what)
        .at("2025-03-16 00:00")
        .by(Role::System)
        .does(Command::ExpireDataWindow)
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
}

#[test]
fn what_came_while_the_window_ran_keeps_ground_b_shut() {
    for what in [attach(Media::Photo), amend()] {
        let rejection = something_came(Role::Complainant, what).refuses(not_actionable(GROUND_B));
        assert_eq!(rejection, Rejection::NothingRequested { rule: Rule::R14b });
    }
}

#[test]
fn where_ground_b_is_shut_the_verifier_may_ask_again() {
    let case = something_came(Role::Complainant, amend()).does(ask()).told();
    assert_eq!(case.state.window, Some(wib("2025-03-31 00:00")));
    let case = case.at("2025-03-31 00:00").does(not_actionable(GROUND_B));
    assert_eq!(case.state.ground, Some(GROUND_B));
}

#[test]
fn what_came_before_the_question_is_no_answer_to_it() {
    let case = scenes::before_the_verifier(Matter::Duties)
        .by(Role::Complainant)
        .does(attach(Media::Photo))
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .does(ask())
        .told()
        .at("2025-04-01 09:00");
    assert_eq!(case.does(not_actionable(GROUND_B)).state.ground, Some(GROUND_B));
}

#[test]
fn a_late_answer_must_be_looked_at_before_ground_b() {
    let late = scenes::expired(Matter::Duties).by(Role::Complainant).does(answer()).by(Role::Verifier);
    assert_eq!(late.refuses(not_actionable(GROUND_B)), Rejection::NotReviewed);
    let reviewed = late.does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed));
    assert_eq!(reviewed.does(not_actionable(GROUND_B)).state.stage, Stage::Closed);
}

#[test]
fn a_late_answer_that_makes_it_clear_ends_ground_b() {
    let case = scenes::expired(Matter::Duties)
        .by(Role::Complainant)
        .does(answer())
        .by(Role::Verifier)
        .does(review(Clarity::Sufficient, Matter::Duties, Reported::NotNamed));
    assert_eq!(case.refuses(not_actionable(GROUND_B)), Rejection::NothingRequested { rule: Rule::R14b });
}

#[test]
fn a_question_that_was_answered_in_time_makes_up_for_one_that_was_not() {
    let unclear = || review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed);
    let case = scenes::expired(Matter::Duties)
        .does(ask())
        .by(Role::Complainant)
        .does(answer())
        .by(Role::Verifier)
        .does(unclear());
    assert_eq!(case.refuses(not_actionable(GROUND_B)), Rejection::NothingRequested { rule: Rule::R14b });
}

#[test]
fn what_changed_in_verification_must_be_reviewed_again() {
    for what in [amend(), attach(Media::Scan)] {
        let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified)
            .by(Role::Complainant)
            .does(what)
            .by(Role::Verifier);
        let needed = Clarity::Sufficient;
        let rejection = case.refuses(to_pyb(OfficeKind::Puski));
        assert_eq!(rejection, Rejection::Clarity { clarity: None, needed, rule: Rule::R10 });
    }
}

#[test]
fn what_changes_later_leaves_the_review_as_it_was() {
    let before = scenes::assessed(Matter::Discipline);
    let after = before.clone().by(Role::Complainant).does(amend());
    assert_eq!(after.state.clarity, before.state.clarity);
}

#[test]
fn a_review_holds_together_or_is_refused() {
    use Matter::{Discipline, Duties};
    use Reported::{Deceased, Identified, NotNamed, Retired, Unclear};
    let named = Some(OFFICIAL);
    for (reported, official, matter, consistent) in [
        (Identified, named, Discipline, true),
        (Identified, None, Discipline, false),
        (Unclear, None, Discipline, true),
        (Unclear, named, Discipline, false),
        (NotNamed, None, Duties, true),
        (NotNamed, named, Duties, false),
        (NotNamed, None, Discipline, false),
        (Retired, named, Discipline, true),
        (Retired, None, Discipline, true),
        (Deceased, named, Duties, true),
        (Deceased, None, Duties, true),
    ] {
        let official = official.map(official_of);
        let review =
            Review { official: official.clone(), ..looked_at(Clarity::Sufficient, matter, reported) };
        let found = scenes::before_the_verifier(matter).decide(&Command::ReviewMaterial(Box::new(review)));
        let right = if consistent { None } else { Some(Rejection::ReviewInconsistent) };
        assert_eq!(found.err(), right, "{reported:?} {official:?} {matter:?}");
    }
}

#[test]
fn a_verifier_does_not_review_a_complaint_against_themselves() {
    let themselves = Review {
        official: Some(official_of(somebody(Role::Verifier))),
        ..looked_at(Clarity::CannotBeClarified, Matter::Discipline, Reported::Identified)
    };
    let rejection = scenes::before_the_verifier(Matter::Discipline)
        .refuses(Command::ReviewMaterial(Box::new(themselves)));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Actor });
}

#[test]
fn a_review_that_names_no_office_keeps_the_one_that_was_named() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Identified);
    assert_eq!(case.state.reported_office, Some(office(OfficeKind::Kppbc)));
}

#[test]
fn data_are_not_asked_of_somebody_whom_no_question_reaches() {
    for (parts, reaches) in [
        (&[] as &[IdentityPart], false),
        (&[IdentityPart::Name], false),
        (&[IdentityPart::Address], true),
        (&[IdentityPart::Telephone], true),
        (&[IdentityPart::Mobile], true),
        (&[IdentityPart::Email], true),
    ] {
        let case = Case::new()
            .by(Role::Receiver)
            .does(complaint(Channel::Box, Matter::Duties, parts))
            .does(Command::RequestVerification)
            .by(Role::Verifier)
            .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed));
        let right = (!reaches).then_some(Rejection::Unreachable { rule: Rule::R12 });
        assert_eq!(case.decide(&ask()).err(), right, "{parts:?}");
    }
}

#[test]
fn a_ticket_reaches_its_complainant_with_a_question() {
    let case = Case::new()
        .does(complaint(Channel::Website, Matter::Duties, &[]))
        .by(Role::Verifier)
        .does(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed));
    assert_eq!(case.does(ask()).state.stage, Stage::AwaitingData);
}

#[test]
fn ground_a_is_for_what_cannot_be_made_clear() {
    let unclear = |clarity| scenes::reviewed(Matter::Duties, clarity, Reported::NotNamed);
    let ground_a = not_actionable(Ground::MaterialUnclear);
    let needed = Clarity::CannotBeClarified;
    for clarity in [Clarity::Sufficient, Clarity::Insufficient] {
        let rejection = unclear(clarity).refuses(ground_a.clone());
        assert_eq!(rejection, Rejection::Clarity { clarity: Some(clarity), needed, rule: Rule::R14a });
    }
    assert_eq!(unclear(needed).does(ground_a).state.ground, Some(Ground::MaterialUnclear));
}

#[test]
fn each_part_of_ground_c_is_what_the_review_found() {
    use Ground::{ReportedDeceased, ReportedRetired, ReportedUnclear};
    let grounds = [
        (Reported::Unclear, ReportedUnclear),
        (Reported::Retired, ReportedRetired),
        (Reported::Deceased, ReportedDeceased),
    ];
    for (reported, right) in grounds {
        let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, reported);
        for (_, ground) in grounds {
            let found = case.decide(&not_actionable(ground)).err();
            let refused = Rejection::GroundNotEstablished { ground, rule: Rule::R14c };
            assert_eq!(found, (ground != right).then_some(refused), "{reported:?}");
        }
    }
}

#[test]
fn ground_c_too_needs_a_review_of_what_there_is() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Sufficient, Reported::Deceased)
        .by(Role::Complainant)
        .does(amend())
        .by(Role::Verifier);
    assert_eq!(case.refuses(not_actionable(Ground::ReportedDeceased)), Rejection::NotReviewed);
}

#[test]
fn the_verifiers_grounds_are_not_the_pybs() {
    for (ground, rule) in
        [(Ground::MaterialUnclear, Rule::R14a), (GROUND_B, Rule::R14b), (Ground::ReportedRetired, Rule::R14c)]
    {
        let rejection = scenes::with_pyb().refuses(not_actionable(ground));
        assert_eq!(rejection, Rejection::GroundOfAnother { ground, allowed: Role::Verifier, rule });
    }
}

#[test]
fn the_system_decides_on_ground_b_only_where_the_rulebook_lets_it() {
    let case = scenes::expired(Matter::Duties).by(Role::System);
    let allowed = Roles::of(&[Role::Verifier]);
    let (command, role) = (CommandKind::DeclareNotActionable, Role::System);
    let rejection = case.refuses(not_actionable(GROUND_B));
    assert_eq!(rejection, Rejection::Role { command, role, allowed, rule: Rule::R14b });
    let mut lets = case;
    lets.book.expiry_decision = ExpiryDecision::System;
    assert_eq!(lets.does(not_actionable(GROUND_B)).state.stage, Stage::Closed);
}

#[test]
fn the_system_decides_on_no_other_ground() {
    let mut case =
        scenes::reviewed(Matter::Duties, Clarity::CannotBeClarified, Reported::NotNamed).by(Role::System);
    case.book.expiry_decision = ExpiryDecision::System;
    for ground in Ground::ALL.iter().copied().filter(|ground| *ground != GROUND_B) {
        assert!(
            matches!(case.refuses(not_actionable(ground)), Rejection::Role { role: Role::System, .. }),
            "{ground}"
        );
    }
}

#[test]
fn the_system_too_gives_a_reason() {
    let mut case = scenes::expired(Matter::Duties).by(Role::System);
    case.book.expiry_decision = ExpiryDecision::System;
    let rejection = case.refuses(not_actionable_without_a_reason(GROUND_B));
    assert_eq!(rejection, Rejection::ReasonRequired { rule: Rule::R14b });
}

#[test]
fn nothing_is_forwarded_to_the_inspectorate_but_through_wise() {
    let rule = Rule::R11;
    let clear = |matter, reported| scenes::reviewed(matter, Clarity::Sufficient, reported);
    let kinds =
        [OfficeKind::Puski, OfficeKind::Kpu, OfficeKind::Kanwil, OfficeKind::Kppbc, OfficeKind::Pusat];
    let allowed = OfficeKinds::of(&kinds);
    let right = Rejection::WrongTarget { kind: OfficeKind::Itjen, allowed, rule };
    assert_eq!(clear(Matter::Discipline, Reported::Identified).refuses(to_pyb(OfficeKind::Itjen)), right);
    assert_eq!(clear(Matter::Duties, Reported::NotNamed).refuses(to_assessor(OfficeKind::Itjen)), right);
}

#[test]
fn a_service_complaint_is_not_assigned_to_the_official_it_names() {
    let case = scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::Identified);
    let to_them = Command::ForwardToAssessor {
        office: office(OfficeKind::Kppbc),
        assessor: Some(officer_of(OFFICIAL)),
    };
    assert_eq!(case.refuses(to_them), Rejection::Conflict { conflict: Conflict::Recipient });
}

#[test]
fn data_are_asked_for_only_where_they_may_help() {
    for clarity in [Clarity::Sufficient, Clarity::CannotBeClarified] {
        let case = scenes::reviewed(Matter::Duties, clarity, Reported::NotNamed);
        let needed = Clarity::Insufficient;
        assert_eq!(
            case.refuses(ask()),
            Rejection::Clarity { clarity: Some(clarity), needed, rule: Rule::R12 }
        );
    }
}

#[test]
fn a_withdrawn_complaint_may_be_closed_while_data_are_awaited() {
    let case = scenes::asked(Matter::Duties, Reported::NotNamed).by(Role::Complainant).does(withdraw());
    let case = case.by(Role::Verifier).does(Command::Close);
    assert_eq!((case.state.outcome, case.state.window), (Some(Outcome::Withdrawn), None));
}

#[test]
fn an_unclear_discipline_complaint_is_not_for_the_pyb_yet() {
    let case = scenes::reviewed(Matter::Discipline, Clarity::Insufficient, Reported::Unclear);
    let clarity = Some(Clarity::Insufficient);
    let rejection = Rejection::Clarity { clarity, needed: Clarity::Sufficient, rule: Rule::R10 };
    assert_eq!(case.refuses(to_pyb(OfficeKind::Puski)), rejection);
}
