//! The audit finds what a ticket did whose contact an officer had typed: in histories of before there were kinds of tickets, too.

#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_audit::audit::{Audit, Severity};
use aduan_audit::{Reader, Source};
use aduan_core::{
    Command, Confidentiality, DecideBy, Delivery, DisclosureGround, Matter, Record, Role, Rulebook, Rules,
};
use aduan_testkit::commands::{choose, disclose, issue_ticket};
use aduan_testkit::people::somebody;
use aduan_testkit::{given, received_by_letter};

/// The rules of before: a ticket has all powers at once, and consent is consent.
fn as_before() -> impl Rules + 'static {
    let book = Rulebook::kep_154_2012();
    DecideBy::new(book.clone(), move |complaint, command, context| {
        let mut complaint = complaint.clone();
        complaint.consented_with = None;
        for ticket in &mut complaint.tickets {
            ticket.quiet = None;
        }
        book.decide(&complaint, command, context)
    })
}

/// A receiver has a ticket sent to an address of their own, opens the identity with it, and a verifier of their office learns it.
fn learned() -> Vec<Record> {
    let verifier = somebody(Role::Verifier);
    given(received_by_letter(Matter::Duties))
        .rules(as_before())
        .as_role(Role::Receiver)
        .and(Command::RequestVerification)
        .and(issue_ticket(&[Delivery::Email]))
        .as_role(Role::Complainant)
        .and(choose(Confidentiality::Open))
        .as_role(Role::Verifier)
        .and(disclose(DisclosureGround::Consent, verifier, Role::Verifier))
        .records()
}

/// The line of a ticket as the first draft wrote it.
fn first_draft(line: String) -> String {
    if !line.contains("\"TicketIssued\"") {
        return line;
    }
    let end = line.find(",\"ticket\":1,\"kind\"").expect("its ordinal");
    line[..end].replace("\"type\":\"TicketIssued\",\"schema\":2", "\"type\":\"TicketIssued\",\"schema\":1")
        + "}}"
}

/// The codes of what the audit finds, each of them grave.
fn found(lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines: String = lines.map(|line| line + "\n").collect();
    let source = Source::from_bytes("a history", lines.into_bytes()).expect("readable");
    let (_, audited) = Reader::new().run(vec![source], Audit::new()).expect("readable");
    let findings = audited.findings().inspect(|one| assert_eq!(one.fault.severity(), Severity::Grave));
    findings.map(|finding| format!("{:?}", finding.fault)).collect()
}

#[test]
fn c37_the_audit_finds_consent_in_favour_of_who_typed_the_address() {
    let findings = found(learned().iter().map(Record::to_line));
    let [early, favoured] = &findings[..] else { panic!("{findings:#?}") };
    assert!(early.contains("TicketQuiet") && favoured.contains("ConsentByOwnTicket"), "{findings:#?}");
}

#[test]
fn c37_the_audit_finds_it_in_a_history_of_before_there_were_kinds() {
    let findings = found(learned().iter().map(Record::to_line).map(first_draft));
    let [favoured] = &findings[..] else { panic!("{findings:#?}") };
    assert!(favoured.contains("ConsentByOwnTicket"), "its powers were open then: {findings:#?}");
}
