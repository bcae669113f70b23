//! Every stage × command × role: the exact outcome, and the table against a second source.
#![allow(clippy::wildcard_imports, reason = "a matrix names everything")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod scene;
mod second_source;

use aduan_core::procedure::{Row, TABLE};
use aduan_core::*;
use scene::scene;
use support::commands::*;
use support::{Case, scenes, somebody};

fn rows_at(stage: Stage, command: CommandKind) -> Vec<&'static Row> {
    procedure::rows(command).filter(|row| row.stages.contains(stage)).collect()
}

/// The table's answer: the row that allows it, or the refusal.
fn by_the_table(stage: Stage, command: CommandKind, role: Role) -> Result<&'static Row, Rejection> {
    let here = rows_at(stage, command);
    if role == Role::Complainant && !here.iter().any(|row| row.roles.contains(role)) {
        return Err(not_now(command));
    }
    let Some(first) = here.first() else {
        let all = TABLE.iter().filter(|row| row.command == command);
        let allowed = all.clone().fold(Stages::EMPTY, |stages, row| stages.union(row.stages));
        let rule = all.clone().next().expect("every command has a row").rules[0];
        return Err(Rejection::Stage { command, stage, allowed, rule });
    };
    here.iter().copied().find(|row| row.roles.contains(role)).ok_or_else(|| {
        let allowed = here.iter().fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
        Rejection::Role { command, role, allowed, rule: first.rules[0] }
    })
}

/// A complainant hears when they may, and not where the file is.
fn not_now(command: CommandKind) -> Rejection {
    let all: Vec<&Row> = procedure::rows(command).collect();
    let theirs = all.iter().filter(|row| row.roles.contains(Role::Complainant));
    let stages = theirs.fold(Stages::EMPTY, |stages, row| stages.union(row.stages));
    let rule = all[0].rules[0];
    if stages.is_empty() {
        let allowed = all.iter().fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
        return Rejection::Role { command, role: Role::Complainant, allowed, rule };
    }
    Rejection::NotNow { command, allowed: stages, rule }
}

#[test]
fn every_stage_command_and_role_is_answered_as_the_table_says() {
    for stage in Stage::ALL.iter().copied() {
        for command in CommandKind::ALL.iter().copied() {
            for role in Role::ALL.iter().copied() {
                let (case, given) = scene(stage, command, role);
                assert_eq!((case.state.stage, given.kind()), (stage, command), "the scene of {role}");
                let (case, what) = (case.by(role), format!("{command:?} by {role:?} in {stage:?}"));
                let permitted = case.book.permits(&case.state, command, &case.context());
                assert_eq!(permitted, by_the_table(stage, command, role).map(drop), "permitted: {what}");
                match (by_the_table(stage, command, role), case.decide(&given)) {
                    (Err(right), Err(found)) => assert_eq!(found, right, "{what}"),
                    (Err(_), Ok(_)) => panic!("{what} was accepted"),
                    (Ok(_), Err(rejection)) => panic!("{what}: {rejection}"),
                    (Ok(row), Ok(decision)) => {
                        let after = decision.fold(case.state.clone()).stage;
                        let right = if row.to.is_empty() { Stages::of(&[stage]) } else { row.to };
                        assert!(right.contains(after), "{what} went to {after:?}, not to {right:?}");
                        case.does(given);
                    }
                }
            }
        }
    }
}

#[test]
fn every_stage_that_a_row_leads_to_is_reached() {
    use CommandKind as K;
    let reached = vec![
        (K::Receive, Case::new().does(complaint(Channel::Website, Matter::Other, &[]))),
        (K::Receive, scenes::letter(Matter::Other)),
        (K::RequestVerification, scenes::before_the_verifier(Matter::Other)),
        (K::RequestData, scenes::asked(Matter::Other, Reported::NotNamed)),
        (K::ReviewMaterial, untold().does(all_clear(Matter::Other))),
        (K::CancelRequest, untold().does(Command::CancelRequest)),
        (K::RecordNotTold, undone(scenes::expired(Matter::Other), not_told(REQUEST, NoticeChannel::Letter))),
        (K::RecordNotTold, undone(scenes::expired(Matter::Other), not_told(REQUEST, NoticeChannel::Email))),
        (K::RecordNotTold, undone(by_silence(), not_told(REQUEST, NoticeChannel::Email))),
        (K::RecordNotTold, undone(by_silence(), not_told(REQUEST, NoticeChannel::Letter))),
        (K::DenyTelling, undone(scenes::expired(Matter::Other), deny(REQUEST))),
        (K::DenyTelling, undone(scenes::expired(Matter::Other), deny(Notice::Progress))),
        (K::DenyTelling, undone(by_silence(), deny(REQUEST))),
        (K::DenyTelling, undone(by_silence(), deny(Notice::Outcome))),
        (
            K::SupplyData,
            scenes::asked(Matter::Other, Reported::NotNamed).by(Role::Receiver).does(answer_by_telephone()),
        ),
        (
            K::WriteMessage,
            scenes::asked(Matter::Other, Reported::NotNamed).by(Role::Complainant).does(write()),
        ),
        (K::ExpireDataWindow, scenes::expired(Matter::Other)),
        (K::ForwardToPyb, scenes::with_pyb()),
        (
            K::DecideMatter,
            scenes::assessed(Matter::Other)
                .by(Role::Complainant)
                .does(contest())
                .by(Role::Coordinator)
                .does(decide_matter(Matter::Discipline)),
        ),
        (K::ForwardToAssessor, scenes::assessed(Matter::Other)),
        (
            K::DeclareNotActionable,
            scenes::expired(Matter::Other).does(not_actionable(Ground::NoDataSupplied)),
        ),
        (K::DeclareNotActionable, scenes::with_pyb().does(not_actionable(Ground::PybConsideration))),
        (K::DisposeToAssessor, scenes::assessed(Matter::Discipline)),
        (K::ForwardToWise, scenes::in_wise()),
        (K::ReturnFromWise, returned(WiseOutcome::LawEnforcement)),
        (K::ReturnFromWise, returned(WiseOutcome::Transferred)),
        (K::ReturnMisdirected, scenes::assessed(Matter::Other).does(misdirected())),
        (K::ReturnMisdirected, scenes::assessed(Matter::Discipline).does(misdirected())),
        (K::Recall, scenes::sent_within_the_unit(Matter::Other).by(Role::Verifier).does(scenes::recall())),
        (K::Recall, scenes::with_pyb().does(dispose(OfficeKind::Puski)).by(Role::Pyb).does(scenes::recall())),
        (K::ConcludeAssessment, scenes::concluded(Matter::Other, Finding::Substantiated)),
        (K::Close, scenes::closed(Matter::Other, Finding::Substantiated)),
        (K::Reopen, scenes::closed(Matter::Discipline, Finding::Unsubstantiated).does(reopen())),
        (
            K::Reopen,
            scenes::expired(Matter::Other).does(not_actionable(Ground::NoDataSupplied)).does(reopen()),
        ),
    ];
    for row in TABLE {
        for stage in row.to.iter() {
            let found =
                reached.iter().any(|(command, case)| *command == row.command && case.state.stage == stage);
            assert!(found, "{:?} leads to {stage:?}", row.command);
        }
    }
}

const REQUEST: Notice = Notice::DataRequest;

fn untold() -> Case {
    scenes::untold(Matter::Other, Reported::NotNamed)
}

fn by_silence() -> Case {
    scenes::expired(Matter::Other).does(not_actionable(Ground::NoDataSupplied))
}

/// What is said of a telling by whoever may say it.
fn undone(case: Case, command: Command) -> Case {
    let role = if command.kind() == CommandKind::DenyTelling { Role::Complainant } else { Role::System };
    case.by(role).does(command)
}

fn returned(outcome: WiseOutcome) -> Case {
    scenes::in_wise().does(acknowledged("W-1")).does_as_second(from_wise("W-1", outcome))
}

#[test]
fn a_verifier_a_pyb_and_an_assessor_act_only_where_the_file_is() {
    let elsewhere = support::office(OfficeKind::Pusat);
    for row in TABLE.iter().filter(|row| row.place == procedure::Place::Holder) {
        for (stage, role) in
            row.stages.iter().flat_map(|stage| row.roles.iter().map(move |role| (stage, role)))
        {
            if role == Role::System {
                continue;
            }
            let (case, given) = scene(stage, row.command, role);
            let holder = case.state.holder;
            let rejection = case.by_officer(somebody(role), role, elsewhere).refuses(given);
            let rule = rows_at(stage, row.command)[0].rules[0];
            assert_eq!(
                rejection,
                Rejection::Place { holder, rule },
                "{:?} by {role:?} in {stage:?}",
                row.command
            );
        }
    }
}

#[test]
fn an_officer_without_an_office_is_at_no_office_that_holds_the_file() {
    let nowhere = Actor { id: somebody(Role::Pyb), role: Role::Pyb, office: None, alias: None, ticket: None };
    let rejection = scenes::with_pyb().by_actor(nowhere).refuses(dispose(OfficeKind::Kanwil));
    assert!(matches!(rejection, Rejection::Place { .. }));
}
