//! The audit finds where an older history had one person do what two do.

#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_audit::audit::{Audit, AuditFinding, Severity};
use aduan_audit::{Reader, Source};
use aduan_core::{
    Clarity, Command, CommandKind, ErasureBasis, Matter, OfficeKind, Record, Reported, Role, Rule, Rulebook,
    WiseOutcome,
};
use aduan_testkit::commands::{acknowledged, erase, from_wise, review, to_pyb, to_wise};
use aduan_testkit::{given, received_by_letter};

/// What the audit finds under the shipped rulebooks.
fn found(records: &[Record]) -> Vec<AuditFinding> {
    let lines: String = records.iter().map(|record| record.to_line() + "\n").collect();
    let source = Source::from_bytes("a history", lines.into_bytes()).expect("readable");
    let (_, audited) = Reader::new().run(vec![source], Audit::new()).expect("readable");
    audited.findings().cloned().collect()
}

/// Under rules that ask for no second person: the Inspectorate enters the outcome, and the data are erased soon after.
fn by_one_person() -> Vec<Record> {
    let mut book = Rulebook::kep_154_2012();
    book.two_people.clear();
    given(received_by_letter(Matter::Discipline))
        .rules(book)
        .as_role(Role::Receiver)
        .and(Command::RequestVerification)
        .as_role(Role::Verifier)
        .and(review(Clarity::Sufficient, Matter::Discipline, Reported::Identified))
        .and(to_pyb(OfficeKind::Puski))
        .as_role(Role::Pyb)
        .and(to_wise())
        .as_role(Role::Inspectorate)
        .and(acknowledged("W-1"))
        .and(from_wise("W-1", WiseOutcome::NotActionable))
        .as_role(Role::DataProtectionOfficer)
        .and(erase(ErasureBasis::Request))
        .records()
}

#[test]
fn each_act_that_one_person_did_alone_is_found() {
    let findings = found(&by_one_person());
    let said: Vec<_> = findings
        .iter()
        .map(|finding| (finding.fault.code(), finding.command, finding.fault.rule()))
        .collect();
    assert_eq!(
        said,
        [
            ("done_alone", Some(CommandKind::ReturnFromWise), Some(Rule::S2)),
            ("done_alone", Some(CommandKind::ErasePersonalData), Some(Rule::S2)),
        ]
    );
    assert!(findings.iter().all(|finding| finding.fault.severity() == Severity::Grave));
    assert_eq!(
        (findings[0].recorded.as_str(), findings[0].gives.as_str()),
        ("WiseReturned, Closed", "Proposed")
    );
}
