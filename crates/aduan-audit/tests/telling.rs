//! The audit finds a complaint that ground (b) ended though nobody had told its complainant.

#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_audit::audit::Audit;
use aduan_audit::{Reader, Source};
use aduan_core::{Clarity, Command, Ground, Matter, Record, Reported, Role, Rulebook, WindowFrom};
use aduan_testkit::commands::{ask, not_actionable, review, told};
use aduan_testkit::{given, received_by_letter};

/// What the audit finds under the shipped rulebooks.
fn found(records: &[Record]) -> Vec<String> {
    let lines: String = records.iter().map(|record| record.to_line() + "\n").collect();
    let source = Source::from_bytes("a history", lines.into_bytes()).expect("readable");
    let (_, audited) = Reader::new().run(vec![source], Audit::new()).expect("readable");
    audited.findings().map(|finding| format!("{finding:?}")).collect()
}

/// Closed by ground (b), under rules by which the window runs from the request; told by a receiver, or by nobody.
fn closed(is_told: bool, window_from: WindowFrom) -> Vec<Record> {
    let mut book = Rulebook::kep_154_2012();
    book.window_from = window_from;
    let asked = given(received_by_letter(Matter::Duties))
        .rules(book)
        .as_role(Role::Receiver)
        .and(Command::RequestVerification)
        .as_role(Role::Verifier)
        .and(review(Clarity::Insufficient, Matter::Duties, Reported::NotNamed))
        .and(ask());
    let asked = if is_told {
        asked
            .as_role(Role::Receiver)
            .and(told(aduan_core::Notice::DataRequest, aduan_core::NoticeChannel::Letter))
    } else {
        asked
    };
    let late = asked.after(chrono::TimeDelta::days(20)).as_role(Role::Verifier);
    late.and(not_actionable(Ground::NoDataSupplied)).records()
}

#[test]
fn an_audit_finds_a_silence_of_somebody_who_was_not_told() {
    let findings = found(&closed(false, WindowFrom::Request));
    assert!(findings.iter().any(|finding| finding.contains("NotTold")), "{findings:#?}");
}

#[test]
fn an_audit_finds_nothing_where_they_were_told() {
    assert_eq!(found(&closed(true, WindowFrom::Told)), Vec::<String>::new());
}
