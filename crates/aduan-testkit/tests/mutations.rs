//! For every invariant a guard taken away that breaks it: found, by a shortest history, which can be replayed.

#![allow(clippy::unwrap_used, clippy::panic, clippy::result_large_err, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{
    Clarity, Command, CommandKind, Complaint, Confidentiality, Context, Decision, Deliveries, Delivery,
    Ground, Matter, OfficeKind, OfficeKinds, Rejection, Reported, Role, Rulebook, Stage, Timestamp,
    WiseNumber, decide,
};
use aduan_testkit::explore::{Explorer, Invariant, World};
use chrono::TimeDelta;

/// Tells `decide` something untrue, so that one guard does not see what it guards against.
type Lie = fn(&mut Complaint, &mut Context<'_>, &Command);

fn finds(name: &str, steps: usize, lie: Lie) {
    finds_in(name, steps, &move |complaint: &Complaint, command: &Command, context: &Context<'_>| {
        let (mut complaint, mut context) = (complaint.clone(), context.clone());
        lie(&mut complaint, &mut context, command);
        decide(&complaint, command, &context)
    });
}

fn finds_in(
    name: &str,
    steps: usize,
    rules: &(dyn Fn(&Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> + Sync),
) {
    let book = Rulebook::kep_154_2012();
    let invariants = Invariant::standard(&book).into_iter().filter(|invariant| invariant.name == name);
    let found = Explorer::new(World::new(book)).rules(&rules).invariants(invariants).first_only().run();
    let [broken] = &found.broken[..] else { panic!("{name} was not found broken") };
    let (_, events) = broken.trace.replay(&found.world, &rules).unwrap();
    assert!(!events.is_empty());
    assert_eq!(broken.trace.steps.len(), steps, "the shortest history to {name}:\n{}", broken.trace);
}

fn is(command: &Command, kind: CommandKind) -> bool {
    command.kind() == kind
}

fn nobody_is_named(complaint: &mut Complaint, _: &mut Context<'_>, _: &Command) {
    complaint.reported_official = None;
    complaint.reported_office = None;
    complaint.named_before.clear();
}

#[test]
fn a_clock_that_is_believed() {
    finds("time_never_runs_backwards", 2, |complaint, context, _| {
        if complaint.version > 0 {
            complaint.last_at = Timestamp::MIN;
            context.now = context.now.plus(TimeDelta::hours(-2));
        }
    });
}

#[test]
fn a_second_ticket() {
    finds("a_ticket_is_made_once", 2, |complaint, _, _| complaint.ticketed = false);
}

#[test]
fn a_ticket_on_the_receivers_screen() {
    finds_in(
        "no_officer_sees_a_ticket",
        2,
        &|complaint: &Complaint, command: &Command, context: &Context<'_>| {
            let mut decision = decide(complaint, command, context)?;
            for event in &mut decision.events {
                if let (Event::TicketIssued(ticket), Command::IssueTicket { .. }) = (event, command) {
                    ticket.deliveries = Deliveries::of(&[Delivery::Screen]);
                }
            }
            Ok(decision)
        },
    );
}

#[test]
fn forwarding_without_a_review() {
    finds("nothing_is_forwarded_unreviewed", 2, |complaint, _, _| {
        complaint.clarity = Some(Clarity::Sufficient);
    });
}

#[test]
fn a_service_complaint_for_the_pyb() {
    finds("discipline_goes_to_the_pyb_and_nothing_else_does", 3, |complaint, _, command| {
        if is(command, CommandKind::ForwardToPyb) {
            complaint.matter = Some(Matter::Discipline);
        }
    });
}

#[test]
fn a_window_that_ends_at_any_time() {
    finds("nothing_expires_early", 4, |complaint, context, _| {
        complaint.window = complaint.window.map(|_| context.now);
    });
}

#[test]
fn unclear_because_the_verifier_says_so() {
    finds("unclear_material_is_found_so_by_a_review", 2, |complaint, _, command| {
        if is(command, CommandKind::DeclareNotActionable) {
            complaint.clarity = Some(Clarity::CannotBeClarified);
        }
    });
}

#[test]
fn silence_before_the_window_has_ended() {
    finds("silence_is_a_ground_only_after_the_window", 2, |complaint, _, command| {
        if matches!(command, Command::DeclareNotActionable { ground: Ground::NoDataSupplied, .. }) {
            complaint.window = None;
            complaint.window_expired = true;
            complaint.data_came = false;
            complaint.clarity = Some(Clarity::Insufficient);
        }
    });
}

#[test]
fn an_official_unclear_without_a_review() {
    finds("the_official_is_a_ground_only_as_a_review_found", 3, |complaint, _, _| {
        complaint.reported = Some(Reported::Unclear);
    });
}

#[test]
fn a_kppbc_as_a_target() {
    finds_in(
        "a_kppbc_is_no_disposition_target",
        4,
        &|complaint: &Complaint, command: &Command, context: &Context<'_>| {
            let mut book = context.rulebook.clone();
            book.disposition_targets = OfficeKinds::of(&[OfficeKind::Kppbc]);
            decide(complaint, command, &Context { rulebook: &book, ..context.clone() })
        },
    );
}

#[test]
fn a_verifier_who_sends_to_wise() {
    finds("only_the_pyb_sends_to_wise", 2, |complaint, context, command| {
        if is(command, CommandKind::ForwardToWise) && complaint.stage == Stage::Verification {
            complaint.stage = Stage::WithPyb;
            context.actor.role = Role::Pyb;
        }
    });
}

#[test]
fn a_verifier_with_certain_considerations() {
    finds("certain_considerations_are_the_pybs", 2, |complaint, context, command| {
        if is(command, CommandKind::DeclareNotActionable) && complaint.stage == Stage::Verification {
            complaint.stage = Stage::WithPyb;
            context.actor.role = Role::Pyb;
        }
    });
}

#[test]
fn a_case_closed_with_nothing_following() {
    finds("nothing_closes_without_a_ground", 5, |complaint, _, _| complaint.followed_up = true);
}

#[test]
fn a_discipline_case_closed_as_withdrawn() {
    finds("a_discipline_case_outlives_its_withdrawal", 4, |complaint, _, command| {
        if is(command, CommandKind::Close) {
            complaint.matter = Some(Matter::Duties);
        }
    });
}

#[test]
fn an_answer_to_what_wise_never_took() {
    finds("wise_answers_what_it_took", 5, |complaint, _, command| {
        if let Command::ReturnFromWise { number, .. } = command {
            let number: WiseNumber = *number;
            complaint.wise = Some(number);
        }
    });
}

#[test]
fn a_disclosure_that_nobody_consented_to() {
    finds("no_disclosure_without_ground_and_approver", 2, |complaint, _, _| {
        complaint.confidentiality = Confidentiality::Open;
    });
}

#[test]
fn a_command_after_erasure() {
    finds("after_erasure_nothing_is_done_or_read", 5, |complaint, _, _| complaint.erased = false);
}

#[test]
fn an_erasure_in_spite_of_a_hold() {
    finds("a_legal_hold_is_never_overtaken", 5, |complaint, _, command| {
        if is(command, CommandKind::ErasePersonalData) {
            complaint.holds.clear();
        }
    });
}

#[test]
fn an_official_with_their_own_complaint() {
    finds("nobody_handles_a_complaint_against_themselves", 3, nobody_is_named);
}

#[test]
fn an_office_with_its_own_complaint() {
    finds("no_office_assesses_its_own_discipline_case", 4, nobody_is_named);
}

#[test]
fn every_invariant_has_its_mutation() {
    let here = include_str!("mutations.rs");
    for invariant in Invariant::standard(&Rulebook::kep_154_2012()) {
        let times = here.matches(&format!("\"{}\"", invariant.name)).count();
        assert_eq!(times, 1, "{} has no mutation that breaks it", invariant.name);
    }
}

/// An identity is disclosed once, in this house: a rule that reads what the shipped ones do not.
fn once(complaint: &Complaint, command: &Command, context: &Context<'_>) -> Result<Decision, Rejection> {
    if complaint.disclosures > 0 && is(command, CommandKind::DiscloseIdentity) {
        return Err(Rejection::ApprovalRequired);
    }
    decide(complaint, command, context)
}

#[test]
fn a_rule_that_reads_what_the_search_does_not_tell_apart_is_found_out() {
    let found = Explorer::new(World::new(Rulebook::kep_154_2012())).rules(&once).run();
    assert!(!found.complete);
    let blurred = found.blurred.as_deref().unwrap();
    let house_rule = [&blurred.one, &blurred.other].into_iter().filter(|trace| {
        let refused = trace.replay(&found.world, &once).map_err(|(step, why)| (step + 1, why.code()));
        refused.is_err_and(|refused| refused == (trace.steps.len(), "approval_required"))
    });
    assert_eq!(house_rule.count(), 1, "{blurred}");
}

#[test]
fn what_is_told_apart_is_searched_whole() {
    let world = World::new(Rulebook::kep_154_2012());
    let disclosed = |complaint: &Complaint| u8::from(complaint.disclosures > 0);
    let found = Explorer::new(world).rules(&once).apart(disclosed).run();
    assert!(found.blurred.is_none(), "{}", found.blurred.unwrap());
    assert!(found.certificate().is_sound());
}
