//! What a complaint is recorded to be about, seen and contested by its complainant: C38.

use crate::support::commands::*;
use crate::support::*;
use aduan_core::*;

/// A case that the complainant contests, before the coordinator.
fn contested(case: Case) -> Case {
    case.by(Role::Complainant).does(contest()).by(Role::Coordinator)
}

/// A bribe that was recorded as a service complaint, about the office that assesses it.
fn as_service() -> Case {
    scenes::reviewed(Matter::Duties, Clarity::Sufficient, Reported::NotNamed)
        .does(to_assessor(OfficeKind::Kppbc))
}

#[test]
fn c38_the_complainant_sees_how_the_matter_was_recorded() {
    let view = scenes::letter(Matter::Discipline).view();
    assert_eq!((view.matter_at_reception, view.matter), (Some(Matter::Discipline), Some(Matter::Discipline)));
    let view = as_service().view();
    assert_eq!((view.matter_at_reception, view.matter), (Some(Matter::Duties), Some(Matter::Duties)));
    let reviewed = scenes::before_the_verifier(Matter::Discipline).does(all_clear(Matter::Duties));
    let view = reviewed.view();
    assert_eq!((view.matter_at_reception, view.matter), (Some(Matter::Discipline), Some(Matter::Duties)));
}

#[test]
fn c38_a_bribe_recorded_as_service_does_not_stay_with_the_office() {
    let contested = contested(as_service());
    let waits = awaited(&contested.state).find(|awaited| awaited.rule == Rule::W7);
    assert_eq!(waits.map(|awaited| awaited.due), contested.state.contested);
    let decided = contested.does(decide_matter(Matter::Discipline));
    let state = &decided.state;
    assert_eq!((state.stage, state.holder, state.clarity), (Stage::Verification, Some(unit()), None));
    assert_eq!((state.contested, state.once_discipline), (None, true));
    assert_eq!(decided.view().matter, Some(Matter::Discipline));
    let verifier = decided.by_colleague(Role::Verifier);
    let relabelled = verifier.refuses(all_clear(Matter::Duties));
    assert_eq!(relabelled, Rejection::MatterIsDecided { matter: Matter::Discipline });
    let reviewed = verifier.does(all_clear(Matter::Discipline));
    let back = reviewed.refuses(to_assessor(OfficeKind::Kppbc));
    assert!(matches!(back, Rejection::WrongRoute { right: CommandKind::ForwardToPyb, .. }), "{back:?}");
    assert_eq!(reviewed.does(to_pyb(OfficeKind::Kanwil)).state.stage, Stage::WithPyb);
}

#[test]
fn c38_a_unit_that_is_complained_of_loses_the_file_to_the_fallback_unit() {
    let Command::Receive(mut receive) = complaint(Channel::Website, Matter::Duties, &[IdentityPart::Email])
    else {
        unreachable!("a reception")
    };
    let bandung = office(OfficeKind::Kppbc);
    (receive.unit, receive.reported_office) = (bandung, Some(bandung));
    let filed = Case::new().within(directory()).does((*receive).into());
    let decided = contested(filed).does(decide_matter(Matter::Discipline));
    assert_eq!((decided.state.unit, decided.state.holder), (Some(fallback_unit()), Some(fallback_unit())));
    let mut alone = decided;
    alone.directory = None;
    (alone.state.unit, alone.state.matter, alone.state.contested) =
        (Some(bandung), Some(Matter::Duties), Some(alone.now));
    assert_eq!(alone.refuses(decide_matter(Matter::Discipline)), Rejection::NoFallbackUnit);
}

#[test]
fn c38_a_closed_complaint_reopens_at_the_unit_as_what_it_was_found_to_be() {
    let closed = scenes::closed(Matter::Duties, Finding::Unsubstantiated);
    let decided = contested(closed).does(decide_matter(Matter::Discipline));
    assert_eq!(decided.state.stage, Stage::Closed, "it is for the coordinator to reopen it");
    assert_eq!(decided.state.outcome, Some(Outcome::Unsubstantiated), "how it ended stays");
    let reopened = decided.does(reopen());
    assert_eq!((reopened.state.stage, reopened.state.holder), (Stage::Verification, Some(unit())));
}

#[test]
fn c38_the_complainant_contests_once_and_only_a_coordinator_decides() {
    let contested = contested(as_service());
    let kept = contested.clone().does(decide_matter(Matter::Duties));
    assert_eq!((kept.state.stage, kept.state.holder), (Stage::Assessment, Some(office(OfficeKind::Kppbc))));
    let again = kept.by(Role::Complainant).refuses(contest());
    assert_eq!(again, Rejection::Already { command: CommandKind::ContestMatter, rule: Rule::W7 });
    for role in [Role::Verifier, Role::Pyb, Role::Assessor] {
        let refused = contested.clone().by(role).refuses(decide_matter(Matter::Duties));
        assert!(matches!(refused, Rejection::Role { .. }), "{role}");
    }
    let elsewhere = contested.by_officer(person(9), Role::Coordinator, office(OfficeKind::Kpu));
    assert!(matches!(elsewhere.refuses(decide_matter(Matter::Duties)), Rejection::NotOverseen { .. }));
}

#[test]
fn c38_no_coordinator_decides_what_a_complaint_about_their_office_is_about() {
    let Command::Receive(mut receive) = complaint(Channel::Website, Matter::Duties, &[IdentityPart::Email])
    else {
        unreachable!("a reception")
    };
    let puski = office(OfficeKind::Puski);
    (receive.unit, receive.reported_office) = (office(OfficeKind::Kppbc), Some(puski));
    let contested = contested(Case::new().within(directory()).does((*receive).into()));
    let own = contested.clone().by_officer(person(9), Role::Coordinator, puski);
    let refused = own.refuses(decide_matter(Matter::Duties));
    assert_eq!(refused, Rejection::Conflict { conflict: Conflict::Office });
    // No coordinator is above PUSKI.
    let decided = contested.by(Role::Inspectorate).does(decide_matter(Matter::Discipline));
    assert_eq!((decided.state.matter, decided.state.contested), (Some(Matter::Discipline), None));
}
