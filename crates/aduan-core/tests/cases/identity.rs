//! C15, C19: the complainant's identity and its erasure.

use crate::support::commands::*;
use crate::support::{Case, scenes, somebody, unit};
use aduan_core::*;

const ASSESSOR: PersonId = somebody(Role::Assessor);

fn to_the_assessor(ground: DisclosureGround) -> Command {
    disclose(ground, ASSESSOR, Role::Assessor)
}

#[track_caller]
fn disclosed(case: &Case) -> &aduan_core::event::IdentityDisclosed {
    match &case.last().event {
        Event::IdentityDisclosed(disclosed) => disclosed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn c15_with_the_pybs_approval_the_identity_is_disclosed_and_recorded() {
    let case = scenes::assessed(Matter::Discipline)
        .by(Role::Pyb)
        .does(to_the_assessor(DisclosureGround::EaseInvestigation));
    assert_eq!(case.state.disclosures, 1);
    let disclosed = disclosed(&case);
    assert_eq!((disclosed.approver, disclosed.recipient.id), (somebody(Role::Pyb), ASSESSOR));
}

#[test]
fn c15_without_approval_it_is_refused() {
    let case = scenes::assessed(Matter::Discipline);
    let rejection = case.refuses(to_the_assessor(DisclosureGround::EaseInvestigation));
    assert_eq!((rejection.rule(), rejection), (Rule::R27, Rejection::ApprovalRequired));
}

#[test]
fn c15_with_the_complainants_consent_it_is_disclosed_and_recorded() {
    let case = scenes::assessed(Matter::Discipline)
        .by(Role::Complainant)
        .does(choose(Confidentiality::Open))
        .by(Role::Assessor)
        .does(to_the_assessor(DisclosureGround::Consent));
    assert_eq!(disclosed(&case).approver, case.state.complainant);
}

#[test]
fn c15_consent_that_was_taken_back_is_none() {
    let case = scenes::assessed(Matter::Discipline)
        .by(Role::Complainant)
        .does(choose(Confidentiality::Open))
        .does(choose(Confidentiality::Confidential))
        .by(Role::Assessor);
    assert_eq!(case.refuses(to_the_assessor(DisclosureGround::Consent)), Rejection::ConsentMissing);
}

#[test]
fn c15_the_complainant_sees_that_it_was_disclosed_and_why_but_not_to_whom() {
    let ground = DisclosureGround::EaseInvestigation;
    let view = scenes::assessed(Matter::Discipline).by(Role::Pyb).does(to_the_assessor(ground)).view();
    assert_eq!(view.steps.last().and_then(|seen| seen.ground), Some(ground));
    assert!(!format!("{view:?}").contains(&ASSESSOR.to_string()));
}

/// C19: closed, and held for proceedings.
fn held() -> Case {
    scenes::closed(Matter::Discipline, Finding::Substantiated)
        .at("2025-06-02 09:00")
        .by(Role::Pyb)
        .does(place(1))
        .by(Role::DataProtectionOfficer)
}

#[test]
fn c19_erasure_is_refused_during_a_legal_hold() {
    let rejection = held().refuses(erase(ErasureBasis::Request));
    assert_eq!((rejection.rule(), rejection), (Rule::R30, Rejection::LegalHold { holds: 1 }));
}

#[test]
fn c19_every_hold_must_be_released_first() {
    let case = held().does(place(2)).does_as_second(release(1));
    assert_eq!(case.refuses(erase(ErasureBasis::Request)), Rejection::LegalHold { holds: 1 });
}

#[test]
fn c19_after_the_release_it_is_erased() {
    // That key and content are destroyed is the vault's.
    let case = held().does_as_second(release(1)).does_as_second(erase(ErasureBasis::Request));
    assert!(case.state.erased);
}

#[test]
fn c19_nothing_more_is_done_with_what_was_erased() {
    let case = held().does_as_second(release(1)).does_as_second(erase(ErasureBasis::Request));
    assert_eq!(case.clone().by(Role::Pyb).refuses(reopen()), Rejection::Erased);
    assert_eq!(case.refuses(erase(ErasureBasis::Request)), Rejection::Erased);
}

#[test]
fn c19_what_statistics_count_is_unchanged_by_the_erasure() {
    let before = held().does_as_second(release(1));
    let after = before.clone().does_as_second(erase(ErasureBasis::Request));
    let mut state = after.state.clone();
    (state.version, state.last_at, state.erased) = (before.state.version, before.state.last_at, false);
    (state.decided, state.givers) = (before.state.decided, before.state.givers.clone());
    assert_eq!(state, before.state);
}

#[test]
fn c19_the_history_before_the_erasure_is_the_same_lines() {
    let before = held().does_as_second(release(1));
    let after = before.clone().does_as_second(erase(ErasureBasis::Request));
    assert_eq!(after.lines()[..before.records.len()], before.lines());
}

/// Asked and not answered; then reviewed and forwarded to the PYB.
fn sent_on_after_silence() -> Case {
    scenes::expired(Matter::Discipline)
        .by_colleague(Role::Verifier)
        .does(all_clear(Matter::Discipline))
        .by(Role::Verifier)
        .does(to_pyb(OfficeKind::Kanwil))
}

#[test]
fn c44_no_refusal_to_the_complainant_differs_by_a_return_that_they_do_not_see() {
    let sent = sent_on_after_silence();
    let taken_back = |case: &Case| {
        let sender = case.clone().by_officer(somebody(Role::Verifier), Role::Verifier, unit());
        sender.does(scenes::recall())
    };
    let back = taken_back(&sent);
    assert_eq!((sent.state.stage, back.state.stage), (Stage::WithPyb, Stage::Verification));
    assert_eq!(sent.view(), back.view());
    for case in [sent, back] {
        let answered = case.by(Role::Complainant).does(answer());
        let Event::EvidenceAttached(kept) = &answered.last().event else { panic!("{:?}", answered.last()) };
        assert_eq!(kept.purpose, Purpose::LateAnswer);
    }
    let never_asked = scenes::with_pyb();
    for case in [taken_back(&never_asked), never_asked] {
        let refused = case.by(Role::Complainant).refuses(answer());
        assert_eq!(refused, Rejection::NothingRequested { rule: Rule::R12 });
    }
}
