//! The complainant's view: R3, P3.

use crate::support::commands::*;
use crate::support::{Case, scenes, wib};
use aduan_core::*;

fn milestones(case: &Case) -> Vec<Milestone> {
    case.view().steps.iter().map(|seen| seen.milestone).collect()
}

#[test]
fn a_complaint_of_which_nothing_has_happened_has_no_status() {
    assert_eq!(Case::new().view(), ComplainantView::default());
    assert_eq!(Case::new().view().status(), None);
}

#[test]
fn the_view_has_the_register_number() {
    let case = scenes::letter(Matter::Duties);
    assert_eq!((case.view().register, case.view().complaint), (case.state.register, Some(case.state.id)));
}

#[test]
fn a_question_that_was_told_says_by_when_to_answer() {
    let view = scenes::asked(Matter::Duties, Reported::NotNamed).view();
    let asked = view.status().expect("a status");
    assert_eq!((asked.milestone, asked.answer_by), (Milestone::DataRequested, Some(wib("2025-03-16 00:00"))));
}

#[test]
fn the_end_of_a_window_is_shown_with_the_day_it_ended_not_the_day_it_was_found() {
    let view = scenes::expired(Matter::Duties).view();
    let ended = view.status().expect("a status");
    assert_eq!((ended.milestone, ended.at), (Milestone::WindowEnded, wib("2025-03-16 00:00")));
}

#[test]
fn what_the_complainant_or_the_receiver_attached_is_shown_and_what_an_officer_did_is_not() {
    for (role, shown) in [(Role::Complainant, true), (Role::Receiver, true), (Role::Verifier, false)] {
        let case = scenes::before_the_verifier(Matter::Duties).by(role).does(attach(Media::Scan));
        assert_eq!(milestones(&case).contains(&Milestone::EvidenceReceived), shown, "{role}");
    }
}

#[test]
fn a_file_that_wanders_between_offices_is_being_assessed_once() {
    let case =
        scenes::assessed(Matter::Discipline).does(misdirected()).by(Role::Pyb).does(dispose(OfficeKind::Kpu));
    assert_eq!(milestones(&case).iter().filter(|milestone| **milestone == Milestone::Assessing).count(), 1);
}

#[test]
fn a_file_that_is_taken_back_and_sent_again_is_with_the_pyb_once() {
    let case = scenes::sent_within_the_unit(Matter::Discipline);
    let before = milestones(&case);
    let again = case
        .by(Role::Verifier)
        .does(scenes::recall())
        .does(all_clear(Matter::Discipline))
        .does(to_pyb(OfficeKind::Puski));
    assert_eq!(milestones(&again), before);
}

#[test]
fn a_reopened_complaint_that_is_assessed_again_says_so_again() {
    let case = scenes::closed(Matter::Discipline, Finding::Unsubstantiated)
        .does(reopen())
        .by(Role::Assessor)
        .does(misdirected())
        .by(Role::Pyb)
        .does(dispose(OfficeKind::Kpu));
    assert_eq!(milestones(&case).iter().filter(|milestone| **milestone == Milestone::Assessing).count(), 2);
}

#[test]
fn what_goes_on_aside_does_not_hide_where_it_stands() {
    let case = scenes::assessed(Matter::Discipline)
        .by(Role::Complainant)
        .does(amend())
        .does(attach(Media::Photo))
        .does(choose(Confidentiality::Open))
        .does(withdraw());
    assert_eq!(case.view().status().map(|seen| seen.milestone), Some(Milestone::Assessing));
}

#[test]
fn how_wise_ended_it_is_not_told_but_that_it_ended_is() {
    let case = scenes::in_wise()
        .does(acknowledged("W-1"))
        .does_as_second(from_wise("W-1", WiseOutcome::LawEnforcement));
    let seen = case.view().status().cloned().expect("a status");
    assert_eq!((seen.milestone, seen.outcome), (Milestone::Closed, Some(Outcome::ByInspectorate)));
    assert!(!format!("{:?}", case.view()).contains("LawEnforcement"));
    let with_pyb = milestones(&case).into_iter().filter(|milestone| *milestone == Milestone::WithPyb);
    assert_eq!(with_pyb.count(), 1, "before it went to WISE, and not again");
}

#[test]
fn what_wise_hands_back_is_shown_with_the_pyb() {
    let case = scenes::in_wise()
        .does(acknowledged("W-1"))
        .does_as_second(from_wise("W-1", WiseOutcome::Transferred));
    assert_eq!(case.view().status().map(|seen| seen.milestone), Some(Milestone::WithPyb));
}

#[test]
fn each_step_is_a_sentence_in_two_languages() {
    let case = scenes::closed(Matter::Discipline, Finding::Unsubstantiated)
        .by(Role::System)
        .does(told(Notice::Outcome, NoticeChannel::Letter));
    for seen in case.view().steps {
        let [id, en] = [Language::Indonesian, Language::English].map(|language| seen.sentence(language));
        assert!(!id.is_empty() && id != en, "{id} {en}");
    }
    let told = case.view().steps.last().map(|seen| seen.sentence(Language::Indonesian));
    assert_eq!(told.as_deref(), Some("Pemberitahuan disampaikan kepada Anda: hasil penanganan (surat)"));
}
