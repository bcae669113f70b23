//! Changes that can be worked out by hand, and none where no rule was changed.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_audit::what_if::{Change, DeadlineFate, WhatIf, WhatIfResult};
use aduan_audit::{AsOf, Reader, Source};
use aduan_core::command::Command;
use aduan_core::{
    Clarity, DeadlineKind, Ground, Matter, OfficeKind, Outcome, Reported, Role, Rule, Rulebook, Timestamp,
};
use aduan_generate::{FaultKind, Generator, Mutator, Options};
use aduan_testkit::commands::{all_clear, answer, ask, dispose, not_actionable, review, to_pyb};
use aduan_testkit::{History, given, received_online};
use chrono::TimeDelta;
use std::num::NonZeroUsize;

fn imagined(what_if: &WhatIf, history: &History) -> WhatIfResult {
    let lines: String = history.records().iter().map(|record| record.to_line() + "\n").collect();
    run(what_if, &Reader::new(), Source::from_bytes("history", lines.into_bytes()).expect("readable"))
}

fn run(what_if: &WhatIf, reader: &Reader, source: Source) -> WhatIfResult {
    reader.run(vec![source], what_if.pass().expect("sound")).expect("readable").1
}

fn set(setting: &str) -> WhatIf {
    WhatIf::new().set(setting.parse().expect("a setting")).expect("sound")
}

fn told(imagined: &WhatIfResult) -> Vec<(u64, &'static str)> {
    imagined.differences().map(|difference| (difference.line, difference.change.code())).collect()
}

/// Asked for more, and told of it, at 10 in the morning of 1 December 2025, on line 6: the window ends with the 15th.
fn asked() -> History {
    given(received_online(Matter::Duties))
        .as_role(Role::Verifier)
        .and(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .and(ask())
        .as_role(Role::Complainant)
        .and(opened())
        .as_role(Role::Verifier)
}

/// They open the question with their ticket.
fn opened() -> Command {
    use aduan_core::{Notice, NoticeChannel};
    aduan_testkit::commands::told(Notice::DataRequest, NoticeChannel::Ticket)
}

/// The complainant did not answer: the sweep found it on the 17th, and the verifier declared it not actionable.
fn unanswered() -> History {
    asked()
        .after(days(16))
        .as_role(Role::System)
        .and(Command::ExpireDataWindow)
        .as_role(Role::Verifier)
        .and(not_actionable(Ground::NoDataSupplied))
}

fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

fn due(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn a_shorter_window_makes_an_answer_late_and_the_complaint_leaves_the_recorded_way() {
    let history = asked()
        .after(days(12))
        .as_role(Role::Complainant)
        .and(answer())
        .as_role(Role::Verifier)
        .and(review(Clarity::Sufficient, Matter::Duties, Reported::NotNamed));
    let imagined = imagined(&set("data_window=10d"), &history);
    assert_eq!(told(&imagined), [(6, "deadline"), (7, "otherwise")]);
    let differences: Vec<_> = imagined.differences().collect();
    let Change::Moved { of: DeadlineKind::Window, recorded: Some(was), imagined: Some(would) } =
        &differences[0].change
    else {
        panic!("{differences:?}")
    };
    assert_eq!(was.due, due("2025-12-15T17:00:00.000000Z"));
    assert_eq!(would.due, due("2025-12-11T17:00:00.000000Z"));
    assert_eq!(
        differences[1].change,
        Change::Otherwise { gives: "DataWindowExpired, EvidenceAttached".to_owned() }
    );
    assert_eq!((imagined.left(), imagined.after()), (1, 1), "the review after it is not judged");
    assert_eq!(imagined.left_by_outcome().get(&None), Some(&1));
}

#[test]
fn a_shorter_window_that_was_kept_all_the_same_only_falls_earlier() {
    let history = asked().after(days(5)).as_role(Role::Complainant).and(answer());
    let imagined = imagined(&set("data_window=10d"), &history);
    assert_eq!(told(&imagined), [(6, "deadline")]);
    assert_eq!((imagined.left(), imagined.after(), imagined.unjudged()), (0, 0, 0));
    let moved = imagined.moved()[&(DeadlineKind::Window, Rule::R13)];
    assert_eq!((moved.earlier, moved.later), (1, 0));
}

#[test]
fn a_shorter_window_that_nobody_answered_ends_as_recorded() {
    let imagined = imagined(&set("data_window=10d"), &unanswered());
    assert_eq!(told(&imagined), [(6, "deadline")], "the expiry is found when it was, and is one in both");
    assert_eq!(imagined.left(), 0);
}

#[test]
fn under_a_longer_window_what_expired_would_have_been_refused() {
    let imagined = imagined(&set("data_window=20d"), &unanswered());
    assert_eq!(told(&imagined), [(6, "deadline"), (7, "refused")]);
    assert_eq!(imagined.refused().get(&Rule::R13), Some(&1));
    assert_eq!(imagined.left_by_outcome().get(&Some(Outcome::NotActionable)), Some(&1));
    assert_eq!(imagined.after(), 1, "that it was not actionable is not judged any more");
}

#[test]
fn under_a_longer_window_a_late_answer_would_have_been_one() {
    let history = asked().after(days(16)).as_role(Role::Complainant).and(answer());
    let imagined = imagined(&set("data_window=20d"), &history);
    assert_eq!(told(&imagined), [(6, "deadline"), (7, "otherwise")]);
    let last = imagined.differences().last().expect("one");
    assert_eq!(last.recorded, "DataWindowExpired, EvidenceAttached");
    assert_eq!(last.change, Change::Otherwise { gives: "DataSupplied".to_owned() });
}

#[test]
fn another_counting_of_days_tells_when_it_falls_on_another_day_and_else_nothing() {
    // From Monday 1 December ten working days end with the 15th, as fourteen days do.
    assert!(imagined(&set("data_window=10wd"), &asked()).is_unchanged());
    // From Monday the 15th, with Christmas and its joint leave, they end with the 31st.
    let history = given(received_online(Matter::Duties))
        .after(days(14))
        .as_role(Role::Verifier)
        .and(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .and(ask())
        .as_role(Role::Complainant)
        .and(opened());
    let imagined = imagined(&set("data_window=10wd"), &history);
    let Change::Moved { recorded: Some(was), imagined: Some(would), .. } =
        &imagined.differences().next().expect("one").change
    else {
        panic!("{:?}", told(&imagined))
    };
    assert_eq!(was.due, due("2025-12-29T17:00:00.000000Z"));
    assert_eq!(would.due, due("2025-12-31T17:00:00.000000Z"));
    assert_eq!(told(&imagined).len(), 1);
}

#[test]
fn who_may_decide_on_an_expired_window_is_asked_anew() {
    let mut own = Rulebook::kep_154_2012();
    own.id = "house-rules".parse().expect("an id");
    own.expiry_decision = aduan_core::ExpiryDecision::System;
    let by_the_system = History::under(own.clone())
        .and(aduan_testkit::commands::complaint(
            aduan_core::Channel::Website,
            Matter::Duties,
            &[aduan_core::IdentityPart::Email],
        ))
        .as_role(Role::Verifier)
        .and(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .and(ask())
        .as_role(Role::Complainant)
        .and(opened())
        .after(days(16))
        .as_role(Role::System)
        .and(not_actionable(Ground::NoDataSupplied));
    let what_if = WhatIf::new().known_rules(own);
    assert!(imagined(&what_if, &by_the_system).is_unchanged());
    let verifier = what_if.set("expiry_decision=verifier".parse().expect("a setting")).expect("sound");
    let imagined_by_verifier = imagined(&verifier, &by_the_system);
    assert_eq!(told(&imagined_by_verifier), [(7, "refused")]);
    assert_eq!(imagined_by_verifier.refused().get(&Rule::R14b), Some(&1));

    // If a verifier decided, it does not matter that the system might have decided.
    let by_a_verifier =
        asked().after(days(16)).as_role(Role::Verifier).and(not_actionable(Ground::NoDataSupplied));
    assert!(imagined(&set("expiry_decision=system"), &by_a_verifier).is_unchanged());
}

#[test]
fn a_disposition_to_an_office_that_would_be_no_target_is_refused() {
    let history = given(received_online(Matter::Discipline))
        .as_role(Role::Verifier)
        .and(all_clear(Matter::Discipline))
        .and(to_pyb(OfficeKind::Puski))
        .as_role(Role::Pyb)
        .and(dispose(OfficeKind::Kanwil));
    let only_kpu = set("disposition_targets=KPU");
    let imagined_kpu = imagined(&only_kpu, &history);
    assert_eq!(told(&imagined_kpu), [(6, "refused")]);
    assert_eq!(imagined_kpu.refused().get(&Rule::R15), Some(&1));
    // Only complaints under the other rulebook are changed.
    let other = only_kpu.under("per-13-2025".parse().expect("an id"));
    assert!(imagined(&other, &history).is_unchanged());
}

#[test]
fn another_rulebook_in_its_place_is_told_by_what_it_changes() {
    let history = given(received_online(Matter::Discipline)).as_role(Role::Verifier);
    let imagined = imagined(&WhatIf::new().instead(Rulebook::per_13_2025()), &history);
    assert_eq!(told(&imagined), [(1, "refused")], "it goes to WISE");
    assert_eq!(imagined.refused().get(&Rule::K1), Some(&1));
}

#[test]
fn a_target_that_was_kept_would_have_been_missed_and_the_other_way_around() {
    let history = given(received_online(Matter::Discipline))
        .after(days(3))
        .as_role(Role::Verifier)
        .and(all_clear(Matter::Discipline))
        .and(to_pyb(OfficeKind::Puski));
    let shorter = imagined(&set("targets.verification=1d"), &history);
    assert_eq!(told(&shorter), [(3, "deadline"), (5, "would_be_missed")]);
    assert_eq!(shorter.fates().get(&(Rule::R24, DeadlineFate::Missed)), Some(&1));
    assert_eq!(shorter.left(), 0, "a target changes no way");

    let late = given(received_online(Matter::Discipline))
        .after(days(20))
        .as_role(Role::Verifier)
        .and(all_clear(Matter::Discipline))
        .and(to_pyb(OfficeKind::Puski));
    let longer = imagined(&set("targets.verification=30d"), &late);
    assert_eq!(told(&longer), [(3, "deadline"), (5, "would_be_kept")]);
}

#[test]
fn a_deadline_that_would_not_have_been_set_is_told() {
    let imagined = imagined(&set("response=none"), &received_online(Matter::Duties));
    assert_eq!(told(&imagined), [(1, "deadline")]);
    let Change::Moved { of: DeadlineKind::Response, recorded: Some(_), imagined: None } =
        &imagined.differences().next().expect("one").change
    else {
        panic!("{:?}", told(&imagined))
    };
}

fn made(complaints: u32) -> Source {
    let history: String =
        Generator::new(Options::new(complaints, 1)).map(|record| record.to_line() + "\n").collect();
    Source::from_bytes("made", history.into_bytes()).expect("readable")
}

#[test]
fn with_unchanged_rules_nothing_would_have_been_otherwise_in_20_000_complaints() {
    let imagined = run(&WhatIf::new(), &Reader::new(), made(20_000));
    assert!(imagined.is_unchanged(), "{:?}", imagined.differences().next());
    assert_eq!((imagined.left(), imagined.unjudged(), imagined.after()), (0, 0, 0));
    assert!(imagined.judged() > 100_000);
    // Nor where something is set to what it is.
    let same = set("data_window=14d").set("expiry_decision=verifier".parse().expect("one")).expect("sound");
    assert!(run(&same, &Reader::new(), made(2_000)).is_unchanged());
}

#[test]
fn in_a_large_history_each_window_falls_earlier_until_its_complaint_leaves() {
    let lines: Vec<_> = Generator::new(Options::new(3_000, 1)).collect();
    let asked = lines
        .iter()
        .filter(|record| matches!(&record.event, aduan_core::Event::Told(told) if told.window.is_some()));
    let asked = asked.count() as u64;
    let on = |threads: usize| {
        let reader = Reader::new().threads(NonZeroUsize::new(threads).expect("not 0"));
        run(&set("data_window=5d"), &reader, made(3_000))
    };
    let one = on(1);
    let moved = one.moved()[&(DeadlineKind::Window, Rule::R13)];
    assert!(moved.later == 0 && moved.earlier <= asked && moved.earlier + one.left() >= asked);
    assert!(one.left() > 50, "answers between the 5th and the 14th day");
    assert_eq!(one.left(), one.by_code()["otherwise"] + one.by_code().get("refused").copied().unwrap_or(0));
    let two = on(2);
    assert_eq!(told(&one), told(&two));
    assert_eq!(one.by_code(), two.by_code());
}

#[test]
fn a_history_that_is_cut_within_a_decision_is_not_held_against_anybody() {
    for line in 1..60 {
        let reader = Reader::new().as_of(AsOf::Position(line));
        let imagined = run(&WhatIf::new(), &reader, made(50));
        assert!(imagined.is_unchanged() && imagined.unjudged() == 0, "line {line}");
    }
}

#[test]
fn of_what_is_wrong_in_the_record_nothing_is_said() {
    let mut mutator = Mutator::new(Generator::new(Options::new(1_500, 1)), 1);
    for kind in FaultKind::ALL {
        assert!(mutator.plant(*kind), "{kind:?}");
    }
    let mutated = mutator.finish();
    let source = Source::from_bytes("faulty", mutated.lines.join(&b'\n')).expect("readable");
    let imagined = run(&WhatIf::new(), &Reader::new(), source);
    assert!(imagined.is_unchanged(), "{:?}", imagined.differences().next());
    assert!(imagined.unjudged() > 0);
}

#[test]
fn what_cannot_be_set_is_said_with_what_can() {
    for (setting, says) in [
        ("data_window", "no FIELD=VALUE"),
        ("id=mine", "no field of a rulebook that can be set"),
        ("targets.closed=3d", "`targets.intake`"),
        ("data_window.hours=3", "`data_window`"),
        ("data_window=ten", "expected 10d"),
        ("data_window=99999d", "expected 10d"),
    ] {
        let error = setting.parse::<aduan_audit::what_if::Setting>().expect_err(setting).to_string();
        assert!(error.contains(says), "{setting}: {error}");
    }
    for (setting, says) in [
        ("data_window=0d", "a term has 1 to 3650 days"),
        ("data_window=none", "data_window=none"),
        ("channels=pigeon", "pigeon"),
        ("channels=none", "at least one"),
        ("data_window.counting=moon_days", "moon_days"),
    ] {
        let error = WhatIf::new().set(setting.parse().expect(setting)).expect_err(setting).to_string();
        assert!(error.contains(says), "{setting}: {error}");
    }
    let what_if = set("response=none").set("response.days=3".parse().expect("one"));
    assert!(what_if.expect_err("no term").to_string().contains("sets no such term"));
}
