//! One thread's share of the complaints, each before the auditor.

use super::case::{Case, Run, Waiting};
use super::fault::{Fault, Finding};
use super::judge::Law;
use super::orphan::Orphans;
use super::secrets;
use super::seen::{self, Keeping, Seen};
use super::tally::{Before, Tally};
use super::verdict::{Verdict, verdict};
use super::what_if::Imagining;
use crate::Found;
use crate::as_of::{AsOf, Horizon};
use crate::lines::{Chunk, Line, TooLong};
use crate::pool::{Share, Worker};
use aduan_core::{
    CommandId, ComplaintId, Corrupt, Decoded, Event, EventId, Known, Record, Unknown, decode, peek_complaint,
};
use std::collections::HashMap;

/// Told of every finding as it is made; from several threads.
pub(super) type Tell<'a> = &'a (dyn Fn(&Finding) + Sync);

pub(super) struct Shard<'a> {
    share: Share,
    horizon: Horizon,
    law: &'a Law,
    keep: usize,
    tell: Tell<'a>,
    places: HashMap<ComplaintId, u32>,
    pub(super) cases: Vec<Case>,
    run: Option<Run>,
    waiting: HashMap<u32, Waiting>,
    orphans: Orphans,
    pub(super) known_commands: seen::Known,
    /// Sorted at the end.
    pub(super) commands: Seen,
    pub(super) events: Seen,
    pub(super) registers: Seen,
    pub(super) tally: Tally,
    /// Each decision once more, under other rules.
    pub(super) imagined: Option<Imagining<'a>>,
}

impl Worker for Shard<'_> {
    fn take(&mut self, chunk: &Chunk) {
        if let Some(TooLong { bytes, owner, carriage_return }) = chunk.too_long {
            self.close();
            if owner.is_none() {
                self.orphans.push(chunk.first_line, b"");
            }
            if !self.share.has(owner) {
            } else if self.horizon.sees_line(chunk.first_line) {
                self.tally.carriage_returns += u64::from(carriage_return);
                self.corrupt(chunk.first_line, owner, Corrupt::TooLong { bytes }, b"");
            } else {
                self.tally.later += 1;
            }
            return;
        }
        for line in chunk.lines() {
            let owner = peek_complaint(line.bytes);
            if owner.is_none() {
                self.orphans.push(line.number, line.bytes);
            }
            if self.share.has(owner) {
                self.line(&line, owner);
            } else {
                // The events of one decision are neighbours; another's line ends a batch.
                self.close();
            }
        }
    }

    fn end(&mut self) {
        self.close();
        self.events.sort();
        self.registers.sort();
        self.commands = self.known_commands.sorted();
    }
}

impl<'a> Shard<'a> {
    pub(super) fn new(
        share: Share,
        horizon: Horizon,
        law: &'a Law,
        keep: usize,
        tell: Tell<'a>,
        keeping: &Keeping,
    ) -> Self {
        Self {
            share,
            horizon,
            law,
            keep,
            tell,
            places: HashMap::new(),
            cases: Vec::new(),
            run: None,
            waiting: HashMap::new(),
            orphans: Orphans::default(),
            known_commands: seen::Known::new(keeping.clone()),
            commands: Seen::new(keeping.clone()),
            events: Seen::new(keeping.clone()),
            registers: Seen::new(keeping.clone()),
            tally: Tally::default(),
            imagined: None,
        }
    }

    /// The same, with each decision taken once more under other rules.
    pub(super) fn imagining(mut self, imagined: Imagining<'a>) -> Self {
        self.imagined = Some(imagined);
        self
    }

    fn line(&mut self, line: &Line<'_>, owner: Option<ComplaintId>) {
        if !self.horizon.sees_line(line.number) {
            self.tally.later += 1;
            return;
        }
        self.tally.carriage_returns += u64::from(line.carriage_return);
        match decode(line.bytes) {
            Decoded::Known(known) => {
                // The one code of an event that has room for a ticket.
                if matches!(known.record.event, Event::WiseAcknowledged(_) | Event::WiseReturned(_))
                    && self.horizon.sees(known.record.recorded_at)
                    && let Some(fault) = secrets::search(line.bytes)
                {
                    self.find(Finding::on_line(line.number, owner, fault));
                }
                self.known(line.number, known);
            }
            Decoded::Unknown(unknown) => self.unknown(line.number, &unknown, line.bytes),
            Decoded::Corrupt(corrupt) => self.corrupt(line.number, owner, corrupt, line.bytes),
        }
    }

    fn known(&mut self, line: u64, known: Known) {
        let Known { record, lifted_from } = known;
        if !self.horizon.sees(record.recorded_at) {
            self.tally.later += 1;
            self.close();
            return;
        }
        self.tally.lifted += u64::from(lifted_from.is_some());
        self.tally.clock_steps += u64::from(record.clock.is_some());
        if let Some(run) = &mut self.run
            && run.command == record.command
            && run.next_version() == record.version
        {
            let case = &self.cases[run.place as usize];
            if case.complaint.id == record.complaint
                && (!run.repeated || record.version <= case.complaint.version)
            {
                let place = run.place;
                if !run.repeated {
                    self.note(line, place, record.id, &record.event);
                }
                if let Some(run) = &mut self.run {
                    run.push(record);
                }
                return;
            }
        }
        self.begin(line, record);
    }

    /// A batch begins with this record.
    fn begin(&mut self, line: u64, record: Record) {
        self.close();
        let place = self.place(record.complaint);
        let last = self.cases[place as usize].complaint.version;
        let (version, at, command) = (record.version, record.recorded_at, record.command);
        if version <= last {
            let mut run = Run::new(place, line, record);
            run.repeated = true;
            self.run = Some(run);
            return;
        }
        self.note(line, place, record.id, &record.event);
        let mut run = Run::new(place, line, record);
        let waited = self.arrive(line, place, version, command, Some(&run));
        let case = &self.cases[place as usize];
        let before = &case.complaint;
        let going_on = waited || last > 0 && case.last_command == command;
        let torn = waited || going_on && !case.blind;
        let mut found = Vec::new();
        if torn {
            run.settled = true;
            found.push(run.finding(Fault::Torn, 0, before, None));
        }
        if at < before.last_at {
            run.settled = true;
            let fault = Fault::Line(Found::TimeBack { last: before.last_at, found: at });
            found.push(run.finding(fault, 0, before, None));
        }
        if !going_on
            && let Some(first) = self.known_commands.note(command, line, place)
            && !run.settled
        {
            run.settled = true;
            found.push(run.finding(Fault::CommandAgain { command, first }, 0, before, None));
        }
        self.run = Some(run);
        for finding in found {
            self.find(finding);
        }
    }

    /// Notes what there must be only once.
    fn note(&mut self, line: u64, place: u32, id: EventId, event: &Event) {
        self.events.note(id, line, place);
        if let Event::Received(received) = event {
            self.registers.note(received.register, line, place);
        }
    }

    /// A new version of a complaint comes: what was waited for is settled, what is missing is told. Says whether it
    /// goes on with a decision that was torn apart.
    fn arrive(&mut self, line: u64, place: u32, version: u32, command: CommandId, run: Option<&Run>) -> bool {
        let waiting = self.waiting.remove(&place);
        let case = &mut self.cases[place as usize];
        let last = case.complaint.version;
        let missing = version - 1 - last;
        case.complaint.version = version - 1;
        let mut explained = std::mem::take(&mut case.corrupt);
        if missing == 0 {
            return match waiting {
                Some(waiting) if waiting.command == command => true,
                Some(waiting) if explained == 0 => {
                    self.incomplete(place, waiting);
                    false
                }
                _ => false,
            };
        }
        let (id, from) = (case.complaint.id, case.last_line);
        case.blind = true;
        if explained < missing {
            explained += self.orphans.explain(id, from, line, missing - explained);
        }
        if explained < missing {
            let fault = Fault::Line(Found::Gap { last, found: version });
            let before = &self.cases[place as usize].complaint;
            let finding = match run {
                Some(run) => run.finding(fault, 0, before, None),
                None => Finding::on_line(line, Some(id), fault),
            };
            self.find(finding);
        }
        false
    }

    fn incomplete(&mut self, place: u32, waiting: Waiting) {
        self.cases[place as usize].right = Some(waiting.right);
        self.find(*waiting.finding);
    }

    /// The batch that was being read is at its end: the decision is taken again, and what was recorded is folded.
    fn close(&mut self) {
        let Some(run) = self.run.take() else { return };
        let count = run.ids.len() as u64;
        self.tally.events += count;
        self.tally.batches += 1;
        if let Some(origin) = run.recorded.origin {
            *self.tally.origins.entry(origin).or_default() += 1;
        }
        self.tally.last_at = self.tally.last_at.max(Some(run.recorded.at));
        let case = &mut self.cases[run.place as usize];
        if run.repeated {
            let fault = Fault::Line(Found::Repeated { last: case.complaint.version, found: run.version });
            let finding = run.finding(fault, 0, &case.complaint, None);
            self.find(finding);
            return;
        }
        let verdict = verdict(self.law, case, &run);
        if let Some(imagined) = &mut self.imagined {
            imagined.take(case, &run, &verdict);
        }
        let before = Before::from(&case.complaint);
        for event in &run.recorded.events {
            self.tally.moved(&case.complaint, run.recorded.at, event);
            case.complaint.apply(run.recorded.at, &run.recorded.actor, event);
        }
        self.tally.settle(&before, &case.complaint, run.recorded.at, run.line);
        (case.last_line, case.last_command) = (run.last_line(), run.command);
        match verdict {
            Verdict::Right => {}
            Verdict::Consequence => self.tally.consequences += 1,
            Verdict::Blind => self.tally.unjudged += 1,
            Verdict::Missing(missing) => {
                self.tally.unjudged += 1;
                *self.tally.missing.entry(missing).or_default() += 1;
            }
            Verdict::Waits(waiting) => {
                self.waiting.insert(run.place, waiting);
            }
            Verdict::Fault(finding) => self.find(*finding),
        }
    }

    fn unknown(&mut self, line: u64, unknown: &Unknown, bytes: &[u8]) {
        self.close();
        let Unknown { complaint, version, recorded_at, command, .. } = *unknown;
        if !self.horizon.sees(recorded_at) {
            self.tally.later += 1;
            return;
        }
        self.tally.events += 1;
        self.tally.last_at = self.tally.last_at.max(Some(recorded_at));
        let place = self.place(complaint);
        let last = self.cases[place as usize].complaint.version;
        let actor = Some(unknown.actor.clone());
        let finding = |fault| Finding {
            version: Some(version),
            event: Some(unknown.id),
            at: Some(recorded_at),
            office: unknown.actor.office,
            recorded: unknown.kind.clone(),
            actor: actor.clone(),
            ..Finding::on_line(line, Some(complaint), fault)
        };
        if version <= last {
            self.find(finding(Fault::Line(Found::Repeated { last, found: version })));
            return;
        }
        // What follows the events before it in their batch, only a newer version knows.
        if self.waiting.get(&place).is_some_and(|waiting| waiting.command == command) {
            self.waiting.remove(&place);
        }
        self.arrive(line, place, version, command, None);
        let case = &mut self.cases[place as usize];
        let back = (recorded_at < case.complaint.last_at).then_some(case.complaint.last_at);
        case.complaint.apply_unknown(recorded_at);
        case.complaint.unknown = 0;
        case.blind = true;
        let first_of_it = std::mem::replace(&mut case.last_command, command) != command;
        case.last_line = line;
        self.events.note(unknown.id, line, place);
        if first_of_it && let Some(first) = self.known_commands.note(command, line, place) {
            self.find(finding(Fault::CommandAgain { command, first }));
        }
        let kind = Found::Unknown { kind: unknown.kind.clone(), schema: unknown.schema };
        self.find(finding(secrets::search(bytes).unwrap_or(Fault::Line(kind))));
        if let Some(last) = back {
            self.find(finding(Fault::Line(Found::TimeBack { last, found: recorded_at })));
        }
    }

    fn corrupt(&mut self, line: u64, complaint: Option<ComplaintId>, corrupt: Corrupt, bytes: &[u8]) {
        self.close();
        let fault = secrets::search(bytes).unwrap_or(Fault::Line(Found::Corrupt(corrupt)));
        let mut finding = Finding::on_line(line, complaint, fault);
        if let Some(complaint) = complaint {
            let place = self.place(complaint);
            let case = &mut self.cases[place as usize];
            case.corrupt = case.corrupt.saturating_add(1);
            (finding.register, finding.office) = (case.complaint.register, case.complaint.holder);
        }
        self.find(finding);
    }

    /// The history is at its end, and was not stopped before it: what was waited for does not come.
    pub(super) fn settle(&mut self) {
        let last = match self.horizon.0 {
            Some(AsOf::Position(position)) => position,
            _ => 0,
        };
        let mut waiting: Vec<_> = self.waiting.drain().collect();
        waiting.sort_by_key(|(_, waiting)| waiting.line);
        for (place, waiting) in waiting {
            // A batch that is cut by where we were asked to stop is not cut by anybody else.
            if waiting.line != last && self.cases[place as usize].corrupt == 0 {
                self.incomplete(place, waiting);
            }
        }
    }

    pub(super) fn find(&mut self, finding: Finding) {
        (self.tell)(&finding);
        self.tally.find(finding, self.keep);
    }

    fn place(&mut self, id: ComplaintId) -> u32 {
        let cases = &mut self.cases;
        *self.places.entry(id).or_insert_with(|| {
            cases.push(Case::new(id));
            u32::try_from(cases.len() - 1).unwrap_or(u32::MAX)
        })
    }
}
