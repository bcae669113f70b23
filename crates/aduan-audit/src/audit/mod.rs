//! Auditing a history: every recorded decision is taken again, and what differs is a finding with its evidence.
//!
//! There is no second list of checks that could drift from the first: for each recorded batch the state before it is
//! rebuilt, the batch's own intent is put to [`decide`](aduan_core::Rules::decide) with its actor, its time and its rulebook,
//! and what comes of it must be what was recorded. Besides that: what is wrong with the lines themselves, ids that
//! are there twice, tickets and words where only references belong, and deadlines that passed.
//!
//! A fault is reported once, where it is. Where a stream has left the procedure, the recorded events are folded on,
//! so that later faults are found; and what would have been right but for the first fault is counted as its
//! consequence, not reported. Where something is missing, and so what follows may be right, that is counted too.

mod case;
mod fault;
mod judge;
mod orphan;
mod secrets;
mod seen;
mod shard;
mod spill;
mod tally;
mod verdict;
pub mod what_if;

pub use fault::{Fault, Finding, Severity};
pub use judge::Missing;
pub use tally::{Flow, Late};

use crate::Origin;
use crate::as_of::{AsOf, Horizon};
use crate::pool::{self, Reading};
use crate::{Notes, Progress, ReplayError, Source, Span};
use aduan_core::{Awaited, Calendar, Complaint, Office, Rule, Rulebook, Timestamp, overdue};
use case::Case;
use judge::Law;
use seen::{Keeping, Seen};
use shard::Shard;
use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::thread;
use tally::Tally;

/// How many findings of each code are kept, unless it is told otherwise; all are counted.
const KEPT: usize = 100;

/// So many ids of each kind stay in memory, over all threads: some 90 MB. What is more goes to temporary files.
const IDS: usize = 7 << 18;

/// Audits histories of any size in one pass, in memory that does not grow with their length but for some 450 bytes a
/// complaint.
///
/// ```
/// use aduan_audit::{Source, audit::Audit};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(20, 1)).map(|record| record.to_line() + "\n").collect();
/// let audited = Audit::new().run(vec![Source::from_bytes("example", history.clone().into_bytes())?])?;
/// assert!(audited.is_clean());
///
/// // The first line without the two that came with it: the batch is not what the procedure gives.
/// let cut = history.lines().next().unwrap_or_default().to_owned();
/// let audited = Audit::new().run(vec![Source::from_bytes("cut", cut.into_bytes())?])?;
/// let finding = audited.findings().next().ok_or("a finding")?;
/// assert_eq!((finding.line, finding.fault.code()), (1, "different"));
/// assert_eq!(finding.gives, "Received, TicketIssued, VerificationRequested");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Audit {
    threads: NonZeroUsize,
    as_of: Option<AsOf>,
    law: Law,
    keep: usize,
    ids: usize,
}

impl Default for Audit {
    fn default() -> Self {
        Self::new()
    }
}

impl Audit {
    /// An audit by the shipped rulebooks and calendar, on as many threads as the machine has cores.
    pub fn new() -> Self {
        let law = Law { rulebooks: Rulebook::shipped().to_vec(), calendars: vec![Calendar::indonesia()] };
        let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { threads, as_of: None, law, keep: KEPT, ids: IDS }
    }

    /// The same on so many threads. What is found does not depend on it.
    #[must_use]
    pub const fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// The same as of an instant or position.
    #[must_use]
    pub const fn as_of(mut self, as_of: AsOf) -> Self {
        self.as_of = Some(as_of);
        self
    }

    /// One more rulebook that the history may name; it stands before those with the same name.
    #[must_use]
    pub fn rulebook(mut self, rulebook: Rulebook) -> Self {
        self.law.rulebooks.insert(0, rulebook);
        self
    }

    /// One more holiday table that the history may name; it stands before those with the same name.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.law.calendars.insert(0, calendar);
        self
    }

    /// How many findings of each code to keep; all are counted.
    #[must_use]
    pub const fn keep(mut self, findings: usize) -> Self {
        self.keep = findings;
        self
    }

    /// How many ids of each kind (events, commands, register numbers) to keep in memory, some 50 bytes each; those
    /// beyond them go to temporary files, 16 bytes each. What is found does not depend on it.
    #[must_use]
    pub const fn ids_in_memory(mut self, ids: usize) -> Self {
        self.ids = ids;
        self
    }

    /// Audits the sources as one history, in their order.
    ///
    /// # Errors
    /// [`ReplayError::Source`] if one stops being readable; [`ReplayError::Ids`] if a temporary file does. What is wrong
    /// within the lines is no error, it is found.
    pub fn run(&self, sources: Vec<Source>) -> Result<Audited, ReplayError> {
        self.run_with(sources, |_| ControlFlow::Continue(()), &|_| ())
    }

    /// [`run`](Self::run), telling `watch` how far it has come, which may stop it; and `tell` every finding as it is
    /// made, those that are not kept among them: from several threads, and not in the order of the lines.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with(
        &self,
        sources: Vec<Source>,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
        tell: &(dyn Fn(&Finding) + Sync),
    ) -> Result<Audited, ReplayError> {
        let horizon = Horizon(self.as_of);
        let keeping = Keeping::shared_by(self.threads.get(), self.ids);
        let make = |share| Shard::new(share, horizon, &self.law, self.keep, tell, &keeping);
        let (reading, mut shards) = pool::run(self.threads, sources, watch, make)?;
        if !reading.stopped {
            shards.iter_mut().for_each(Shard::settle);
        }
        for finding in shared(&mut shards, &keeping).map_err(ReplayError::Ids)? {
            if let Some(shard) = shards.first_mut() {
                shard.find(finding);
            }
        }
        Ok(Audited::new(reading, shards, horizon, self.keep))
    }
}

/// What is there twice though it may be there once only, over all shares.
fn shared(shards: &mut [Shard<'_>], keeping: &Keeping) -> io::Result<Vec<Finding>> {
    let (mut events, mut commands, mut registers) = (Vec::new(), Vec::new(), Vec::new());
    for shard in shards.iter_mut() {
        if let Some(error) = shard.known_commands.failed.take() {
            return Err(error);
        }
        let take = |seen: &mut Seen| std::mem::replace(seen, Seen::new(keeping.clone()));
        events.push(take(&mut shard.events));
        commands.push(take(&mut shard.commands));
        registers.push(take(&mut shard.registers));
    }
    let (events, commands, registers) = thread::scope(|scope| {
        let events = scope.spawn(|| Seen::together(events));
        let (commands, registers) = (Seen::together(commands), Seen::together(registers));
        let lost = |_| Err(io::Error::other("a worker thread ended unexpectedly; please report this"));
        (events.join().unwrap_or_else(lost), commands, registers)
    });
    let mut all = Vec::new();
    let mut tell = |again: Vec<seen::Again>, fault: fn(u64) -> Fault| {
        for seen::Again { line, first, share, place } in again {
            let case = shards.get(share).and_then(|shard| shard.cases.get(place as usize));
            all.push(Finding::on_line(line, case.map(|case| case.complaint.id), fault(first)));
        }
    };
    tell(events?, |first| Fault::EventShared { first });
    tell(commands?, |first| Fault::CommandShared { first });
    tell(registers?, |first| Fault::RegisterShared { first });
    all.sort_by_key(|finding| finding.line);
    Ok(all)
}

/// What an audit found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Audited {
    cases: Vec<Vec<Case>>,
    findings: Vec<Finding>,
    tally: Tally,
    /// Lines read.
    pub lines: u64,
    /// Bytes read, as the sources lie on the disk.
    pub bytes: u64,
    /// The sources, and the line with which each begins.
    pub spans: Vec<Span>,
    /// What is worth saying besides.
    pub notes: Notes,
    /// The instant at which waiting is judged: the one asked for, or the last in the history.
    pub now: Option<Timestamp>,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

impl Audited {
    fn new(reading: Reading, shards: Vec<Shard<'_>>, horizon: Horizon, keep: usize) -> Self {
        let Reading { lines, bytes, spans, mut notes, stopped } = reading;
        let (mut tally, mut cases) = (Tally::default(), Vec::with_capacity(shards.len()));
        for shard in shards {
            tally.add(shard.tally);
            cases.push(shard.cases);
        }
        let mut findings = Vec::new();
        for (_, mut kept) in std::mem::take(&mut tally.kept) {
            kept.sort_by_key(|finding| finding.line);
            kept.truncate(keep);
            findings.append(&mut kept);
        }
        findings.sort_by_key(|finding| (finding.line, finding.fault.code()));
        notes.clock_steps += tally.clock_steps;
        notes.carriage_returns += tally.carriage_returns;
        notes.lifted += tally.lifted;
        let now = horizon.now(tally.last_at);
        Self { cases, findings, tally, lines, bytes, spans, notes, now, stopped }
    }

    /// The findings that were kept, by line.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter()
    }

    /// How many findings there are, those that were not kept among them.
    pub fn found(&self) -> u64 {
        self.tally.codes.values().sum()
    }

    /// How many there are of each code.
    pub const fn by_code(&self) -> &BTreeMap<&'static str, u64> {
        &self.tally.codes
    }

    /// How many there are of each severity.
    pub const fn by_severity(&self) -> &BTreeMap<Severity, u64> {
        &self.tally.severities
    }

    /// How many there are by rule and office; `None` where no rule speaks of it, or no office is known.
    pub const fn by_rule_and_office(&self) -> &BTreeMap<(Option<Rule>, Option<Office>), u64> {
        &self.tally.places
    }

    /// Whether nothing was found, and every decision could be taken again.
    pub fn is_clean(&self) -> bool {
        self.found() == 0 && self.tally.unjudged == 0
    }

    /// Records looked at, unknown ones among them.
    pub const fn events(&self) -> u64 {
        self.tally.events
    }

    /// Decisions: batches of records.
    pub const fn decisions(&self) -> u64 {
        self.tally.batches
    }

    /// Decisions that were imported from an old system, by where they come from.
    pub const fn imported(&self) -> &BTreeMap<Origin, u64> {
        &self.tally.origins
    }

    /// Decisions that could not be taken again, because something before them is missing, or their rulebook or
    /// calendar is.
    pub const fn unjudged(&self) -> u64 {
        self.tally.unjudged
    }

    /// What an auditor would have had to have, and for how many decisions.
    pub const fn missing(&self) -> &BTreeMap<Missing, u64> {
        &self.tally.missing
    }

    /// Decisions that differ only because of a fault before them.
    pub const fn consequences(&self) -> u64 {
        self.tally.consequences
    }

    /// Lines left out because they come after the point looked at.
    pub const fn later(&self) -> u64 {
        self.tally.later
    }

    /// How many complaints came in and ended, by year and month.
    pub const fn flow(&self) -> &BTreeMap<(i32, u32), Flow> {
        &self.tally.flow
    }

    /// Deadlines that were missed and met later, by rule and the office that held the file.
    pub const fn late(&self) -> &BTreeMap<(Rule, Option<Office>), Late> {
        &self.tally.late
    }

    /// Every complaint as its record adds up, in no particular order.
    pub fn complaints(&self) -> impl Iterator<Item = &Complaint> {
        self.cases.iter().flatten().map(|case| &case.complaint)
    }

    /// Deadlines that have passed and nobody has attended to: open complaints, the longest waiting first.
    pub fn unattended(&self) -> Vec<(&Complaint, Awaited)> {
        let Some(now) = self.now else { return Vec::new() };
        let late = |complaint| overdue(complaint, now).map(|awaited| (complaint, awaited));
        let mut late: Vec<_> = self.complaints().filter_map(late).collect();
        late.sort_by_key(|(complaint, awaited)| (awaited.due, complaint.id));
        late
    }

    /// Where a line stands: the source's name, and the line's number within it.
    pub fn place(&self, line: u64) -> (&str, u64) {
        Span::place(&self.spans, line)
    }
}
