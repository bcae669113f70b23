//! Audits of histories in which nothing is wrong.

#![allow(clippy::expect_used, clippy::panic)]

use aduan_audit::audit::{Audit, Audited, Fault, Severity};
use aduan_audit::{History, Reader, Source};
use aduan_core::{Command, CommandKind, Complaint, Context, Event, Rejection, Rulebook, Rules};
use aduan_generate::{Generator, Options, RulebookShare};
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

/// A history that is made while it is read.
struct Made {
    generator: Generator,
    line: Vec<u8>,
    given: usize,
}

impl Read for Made {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() {
            let Some(record) = self.generator.next() else { return Ok(0) };
            self.line = (record.to_line() + "\n").into_bytes();
            self.given = 0;
        }
        let read = (&self.line[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

fn audit(complaints: u32, seed: u64, threads: usize) -> (History, Audited) {
    let generator = Generator::new(Options::new(complaints, seed));
    let source = Source::from_reader("made", None, Made { generator, line: Vec::new(), given: 0 });
    let threads = NonZeroUsize::new(threads).expect("not 0");
    let reader = Reader::new().threads(threads);
    reader.run(vec![source.expect("readable")], Audit::new()).expect("readable")
}

#[test]
fn nothing_is_found_in_125_000_complaints_in_which_nothing_is_wrong() {
    let complaints = 125_000;
    let (history, audited) = audit(complaints, 1, 2);
    let findings: Vec<_> = audited.findings().take(5).collect();
    assert!(audited.is_clean(), "{} found, {} unjudged: {findings:#?}", audited.found(), audited.unjudged());
    assert_eq!(history.complaint_count(), u64::from(complaints));
    assert!(audited.decisions() > 5 * u64::from(complaints) && audited.events() > audited.decisions());
}

#[test]
fn an_audit_that_is_stopped_says_so_and_finds_nothing_in_what_it_has_read() {
    for stop_at in 1..6 {
        let generator = Generator::new(Options::new(2_000, 1));
        let source = Source::from_reader("made", None, Made { generator, line: Vec::new(), given: 0 });
        let mut chunks = 0;
        let watch = |_| {
            chunks += 1;
            if chunks == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let sources = vec![source.expect("readable")];
        let (history, audited) = Reader::new().run_with(sources, Audit::new(), watch).expect("readable");
        assert!(history.stopped && audited.events() > 0);
        assert_eq!(audited.found(), 0, "{:?}", audited.findings().next());
    }
}

#[test]
fn without_aliases_it_is_said_what_cannot_be_judged() {
    let lines: String = Generator::new(Options::new(200, 1))
        .map(|mut record| {
            record.actor.alias = None;
            record.to_line() + "\n"
        })
        .collect();
    let source = Source::from_bytes("older", lines.into_bytes()).expect("readable");
    let (_, audited) = Reader::new().run(vec![source], Audit::new()).expect("readable");
    assert_eq!(audited.found(), 0, "{:?}", audited.findings().next());
    assert!(audited.unrecognised() > 0 && !audited.is_clean());
}

/// Rules under which no complaint may be withdrawn.
#[derive(Debug)]
struct NobodyWithdraws(Rulebook);

impl Rules for NobodyWithdraws {
    fn rulebook(&self) -> &Rulebook {
        &self.0
    }

    fn guard(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        match command {
            Command::Withdraw { .. } => Err(Rejection::NotWithdrawn),
            other => self.0.guard(complaint, other, context),
        }
    }
}

#[test]
fn rules_of_a_house_take_its_decisions_again() {
    let withdrawn = Generator::new(Options::new(400, 3))
        .filter(|record| matches!(record.event, Event::Withdrawn(_)) && record.rulebook == house().id)
        .count();
    let lines: String = Generator::new(Options::new(400, 3)).map(|record| record.to_line() + "\n").collect();
    let source = Source::from_bytes("made", lines.into_bytes()).expect("readable");
    let audit = Audit::new().rules(NobodyWithdraws(house()));
    let (_, audited) = Reader::new().run(vec![source], audit).expect("readable");
    assert!(withdrawn > 0);
    assert!(audited.found() >= withdrawn as u64, "{} found, {withdrawn} withdrawn", audited.found());
}

#[test]
fn c39_one_person_who_reviewed_and_ended_is_found_in_an_older_history() {
    let mut before = house();
    before.separate.clear();
    let mut options = Options::new(2_000, 3);
    options.shares = vec![RulebookShare { rulebook: before, weight: 1 }];
    let lines: String = Generator::new(options).map(|record| record.to_line() + "\n").collect();
    let source = Source::from_bytes("made", lines.into_bytes()).expect("readable");
    let (_, audited) = Reader::new().run(vec![source], Audit::new()).expect("readable");
    assert!(audited.found() > 0, "somebody of four verifiers reviewed and ended a discipline case");
    for finding in audited.findings() {
        let Fault::Refused(rejection) = &finding.fault else { panic!("{finding:?}") };
        let Rejection::Separated { separation, .. } = rejection else { panic!("{rejection}") };
        assert_eq!((separation.number.as_str(), finding.fault.severity()), ("PT-2", Severity::Grave));
        assert_eq!(finding.command, Some(CommandKind::DeclareNotActionable));
    }
}

fn house() -> Rulebook {
    Rulebook::kep_154_2012()
}
