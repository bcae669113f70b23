//! The PYB, WISE, assessment and what follows: R15 to R20.

use crate::support::commands::*;
use crate::support::{Case, OFFICIAL, office, scenes};
use aduan_core::*;
use aduan_testkit::people::alias_of;

/// Under the 2025 rulebook, a service complaint that turned out to be about discipline, with the PYB.
fn discipline_in_2025() -> Case {
    Case::under(Rulebook::per_13_2025())
        .at("2025-12-01 09:00")
        .does(complaint(Channel::Website, Matter::Duties, IdentityPart::ALL))
        .by(Role::Verifier)
        .does(all_clear(Matter::Discipline))
        .does(to_pyb(OfficeKind::Puski))
        .by(Role::Pyb)
}

#[test]
fn discipline_that_comes_to_light_under_the_2025_rulebook_goes_to_wise_and_to_no_assessor() {
    let case = discipline_in_2025();
    assert_eq!(case.refuses(dispose(OfficeKind::Kanwil)), Rejection::GoesToWise);
    assert_eq!(case.does(to_wise()).state.stage, Stage::WithInspectorate);
}

#[test]
fn what_wise_hands_back_under_the_2025_rulebook_is_for_djbc_to_handle() {
    let case = discipline_in_2025()
        .does(to_wise())
        .by(Role::Inspectorate)
        .does(acknowledged("W-1"))
        .does_as_second(from_wise("W-1", WiseOutcome::Transferred))
        .by(Role::Pyb);
    assert_eq!(case.does(dispose(OfficeKind::Kanwil)).state.stage, Stage::Assessment);
}

#[test]
fn something_of_the_file_goes_to_wise() {
    let nothing = Command::ForwardToWise { reason: content(10), shares: Shares::EMPTY };
    let rejection = scenes::with_pyb().refuses(nothing);
    assert_eq!(rejection, Rejection::NothingNamed { command: CommandKind::ForwardToWise, rule: Rule::R16 });
}

#[test]
fn wise_acknowledges_once() {
    let case = scenes::in_wise().does(acknowledged("W-1"));
    let rejection = case.refuses(acknowledged("W-2"));
    assert_eq!(rejection, Rejection::Already { command: CommandKind::AcknowledgeWise, rule: Rule::R20 });
}

#[test]
fn what_goes_to_wise_again_is_acknowledged_again() {
    let case = scenes::in_wise()
        .does(acknowledged("W-1"))
        .does_as_second(from_wise("W-1", WiseOutcome::Transferred))
        .by(Role::Pyb)
        .does(to_wise())
        .by(Role::System);
    assert_eq!(
        case.refuses(from_wise("W-1", WiseOutcome::Oversight)),
        Rejection::WiseNumber { expected: None }
    );
    assert_eq!(case.does(acknowledged("W-2")).state.wise, Some(wise("W-2")));
}

#[test]
fn no_office_of_djbc_holds_what_is_in_wise() {
    assert_eq!(scenes::in_wise().state.holder, None);
}

/// The assessment finds that the official works where the PYB does.
fn at_the_pybs_own_office() -> Case {
    Step::ALL[1..].iter().fold(
        scenes::assessed(Matter::Discipline).does(step_finds(OFFICIAL, Some(office(OfficeKind::Puski)))),
        |case, done| case.does(step(*done)),
    )
}

#[test]
fn what_is_about_the_pybs_own_office_is_not_concluded_for_that_pyb_to_follow_up() {
    let rejection = at_the_pybs_own_office().refuses(conclude(Finding::Unsubstantiated));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Office });
}

#[test]
fn a_pyb_at_the_officials_own_office_has_only_wise_left() {
    let case = at_the_pybs_own_office().does(misdirected()).by(Role::Pyb);
    let conflict = Rejection::Conflict { conflict: Conflict::Office };
    assert_eq!(case.refuses(dispose(OfficeKind::Kanwil)), conflict);
    assert_eq!(case.refuses(not_actionable(Ground::PybConsideration)), conflict);
    assert_eq!(case.does(to_wise()).state.stage, Stage::WithInspectorate);
}

#[test]
fn a_step_may_take_several_records() {
    let twice =
        scenes::assessed(Matter::Discipline).does(step(Step::Confirmation)).does(step(Step::Confirmation));
    assert_eq!(twice.state.step, Some(Step::Confirmation));
}

#[test]
fn a_discipline_case_takes_its_steps_in_their_order() {
    let case = scenes::assessed(Matter::Discipline);
    let (confirm, examine) = (Step::Confirmation, Step::Examination);
    let jumped = Rejection::StepOutOfOrder { step: examine, expected: confirm };
    assert_eq!(case.refuses(step(examine)), jumped);
    let gone_on = case.does(step(confirm)).does(step(Step::Clarification));
    let back = Rejection::StepOutOfOrder { step: confirm, expected: Step::Clarification };
    assert_eq!(gone_on.refuses(step(confirm)), back);
}

#[test]
fn a_service_case_may_go_straight_to_what_it_needs() {
    let case = scenes::assessed(Matter::Duties)
        .does(step(Step::Clarification))
        .does(conclude(Finding::Substantiated));
    assert_eq!(case.state.stage, Stage::FollowUp);
}

#[test]
fn house_rules_say_which_steps_are_needed() {
    let mut case = scenes::assessed(Matter::Discipline);
    case.book.discipline_steps = vec![Step::Confirmation, Step::Examination];
    let case = case.does(step(Step::Confirmation)).does(step(Step::Examination));
    assert_eq!(case.does(conclude(Finding::Substantiated)).state.stage, Stage::FollowUp);
}

#[test]
fn a_step_that_finds_the_official_keeps_them_from_the_case() {
    let case = scenes::assessed(Matter::Duties).does(step_finds(OFFICIAL, None));
    assert_eq!(
        (case.state.reported, case.state.reported_official),
        (Some(Reported::Identified), Some(alias_of(OFFICIAL)))
    );
    let holder = case.state.holder.expect("an office");
    let rejection =
        case.by_officer(OFFICIAL, Role::Assessor, holder).refuses(conclude(Finding::Unsubstantiated));
    assert_eq!(rejection, Rejection::Conflict { conflict: Conflict::Actor });
}

#[test]
fn what_the_pyb_disposed_comes_back_to_the_pyb_for_the_follow_up() {
    let case = scenes::concluded(Matter::Discipline, Finding::Substantiated);
    assert_eq!(case.state.holder, case.state.pyb);
    let case = scenes::concluded(Matter::Duties, Finding::Substantiated);
    assert_eq!(case.state.holder, case.state.assessed_at);
}

#[test]
fn a_discipline_case_is_followed_up_and_closed_by_the_pyb_alone() {
    let case = scenes::concluded(Matter::Discipline, Finding::Substantiated).by_colleague(Role::Assessor);
    let (role, allowed, rule) = (Role::Assessor, Roles::of(&[Role::Pyb]), Rule::R19);
    let refused = |command| Rejection::Role { command, role, allowed, rule };
    assert_eq!(case.refuses(follow_up(&[Action::Guidance])), refused(CommandKind::DecideFollowUp));
    assert_eq!(case.refuses(Command::Close), refused(CommandKind::Close));
}

#[test]
fn a_follow_up_is_decided_once() {
    let case =
        scenes::concluded(Matter::Discipline, Finding::Substantiated).does(follow_up(&[Action::Discipline]));
    let rejection = case.refuses(follow_up(&[Action::Guidance]));
    assert_eq!(rejection, Rejection::Already { command: CommandKind::DecideFollowUp, rule: Rule::R19 });
}

#[test]
fn each_finding_ends_as_its_outcome() {
    for (finding, outcome) in [
        (Finding::Substantiated, Outcome::Substantiated),
        (Finding::PartlySubstantiated, Outcome::PartlySubstantiated),
        (Finding::Unsubstantiated, Outcome::Unsubstantiated),
    ] {
        assert_eq!(scenes::closed(Matter::Discipline, finding).state.outcome, Some(outcome));
    }
}

#[test]
fn a_partly_substantiated_complaint_is_followed_up_before_it_is_closed() {
    let case = scenes::concluded(Matter::Discipline, Finding::PartlySubstantiated);
    assert_eq!(case.refuses(Command::Close), Rejection::FollowUpMissing);
}

#[test]
fn a_rulebook_says_from_which_outcomes_a_complaint_is_reopened() {
    let mut case = scenes::closed(Matter::Discipline, Finding::Substantiated);
    assert_eq!(case.refuses(reopen()), Rejection::NotReopenable { outcome: Some(Outcome::Substantiated) });
    case.book.reopenable = Outcomes::of(&[Outcome::Substantiated]);
    assert_eq!(case.does(reopen()).state.stage, Stage::Assessment);
}

#[test]
fn a_reopened_assessment_has_no_step_no_finding_and_no_follow_up() {
    let mut case = scenes::closed(Matter::Discipline, Finding::Substantiated);
    case.book.reopenable = Outcomes::of(&[Outcome::Substantiated]);
    let state = case.does(reopen()).state;
    assert_eq!((state.step, state.finding, state.followed_up), (None, None, false));
}

#[test]
fn a_reopened_complaint_is_not_actionable_on_no_ground() {
    let case = scenes::with_pyb().does(not_actionable(Ground::PybConsideration)).does(reopen());
    assert_eq!((case.state.ground, case.state.outcome), (None, Some(Outcome::NotActionable)));
}

#[test]
fn a_reopened_complaint_counts_and_forgets_its_withdrawal() {
    let withdrawn =
        scenes::assessed(Matter::Duties).by(Role::Complainant).does(withdraw()).by(Role::Assessor);
    let case = withdrawn.does(Command::Close).by(Role::Verifier).does(reopen());
    assert_eq!((case.state.stage, case.state.reopened), (Stage::Verification, 1));
    assert_eq!((case.state.withdrawn, case.state.clarity), (false, None));
}

#[test]
fn a_withdrawn_service_complaint_may_be_closed_in_assessment() {
    let case = scenes::assessed(Matter::Duties);
    assert_eq!(case.refuses(Command::Close), Rejection::NotWithdrawn);
    let case = case.by(Role::Complainant).does(withdraw()).by(Role::Assessor).does(Command::Close);
    assert_eq!(case.state.outcome, Some(Outcome::Withdrawn));
}

#[test]
fn a_withdrawn_discipline_complaint_is_not_closed_in_assessment() {
    let case = scenes::assessed(Matter::Discipline).by(Role::Complainant).does(withdraw()).by(Role::Assessor);
    assert_eq!(case.refuses(Command::Close), Rejection::DisciplineGoesOn);
}
