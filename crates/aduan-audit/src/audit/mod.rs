//! Auditing a history: every recorded decision is taken again, and each difference is a finding with its evidence.
//!
//! There is no second list of checks that could drift from the first: for each recorded batch the state before it is rebuilt,
//! the batch's own intent is put to [`decide`](aduan_core::Rules::decide) with its actor, its time and its rulebook, and the
//! decision must be the recorded one. The audit also finds faults of the lines themselves, ids that occur twice, tickets and
//! words where only references belong, and deadlines that passed.
//!
//! A fault is reported once, where it is. After a stream has left the procedure, its recorded events are still folded,
//! so that later faults are found. A later record that would be right without the first fault is counted as its
//! consequence, and not reported. If something is missing, later records may be right; these are counted too.

mod administration;
mod aliases;
mod batch;
mod broken_lines;
mod duplicate_ids;
mod finding;
mod rule_set;
mod secrets;
mod spill;
mod tally;
mod verdict;

pub use finding::{AuditFinding, Fault, Severity};
pub use rule_set::MissingRules;
pub use tally::{LateDeadlines, MonthlyFlow};

pub(crate) use batch::Batch;
pub(crate) use rule_set::{Recorded, RuleSet, Taken};
pub(crate) use verdict::Verdict;

use crate::{
    AnyAdminRecord, AnyRecord, AsOf, Before, Defect, Folded, History, Line, Origin, Pass, PerComplaint, Share,
};
use aduan_core::{
    Administration, Calendar, CommandId, Complaint, ComplaintId, Corrupt, Directory, Edition, Event, EventId,
    Known, Office, Rule, Rules, Unknown,
};
use batch::{Remembered, UnfinishedBatch};
use broken_lines::BrokenLines;
use duplicate_ids::{CommandIds, Duplicate, IdLimits, IdSet};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;
use std::thread;
use tally::{DeadlinesBefore, Tally};

/// How many findings of each code are kept, unless it is told otherwise; all are counted.
const KEPT: usize = 100;

/// How many ids of each kind stay in memory, over all threads: some 90 MB. The rest goes to temporary files.
const IDS: usize = 7 << 18;

/// Audits a history while it is read, in memory that does not grow with its length but for some 600 bytes a
/// complaint.
///
/// ```
/// use aduan_audit::{Reader, Source, audit::Audit};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(20, 1)).map(|record| record.to_line() + "\n").collect();
/// let source = Source::from_bytes("example", history.clone().into_bytes())?;
/// let (_, audited) = Reader::new().run(vec![source], Audit::new())?;
/// assert!(audited.is_clean());
///
/// // The first line without the two that came with it: the batch is not what the procedure gives.
/// let cut = history.lines().next().unwrap_or_default().to_owned();
/// let (_, audited) = Reader::new().run(vec![Source::from_bytes("cut", cut.into_bytes())?], Audit::new())?;
/// let finding = audited.findings().next().ok_or("a finding")?;
/// assert_eq!((finding.line, finding.fault.code()), (1, "different"));
/// assert_eq!(finding.gives, "Received, TicketIssued, VerificationRequested");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Audit<'t> {
    settings: Settings<'t>,
    remembered: PerComplaint<Remembered>,
    /// How many corrupt lines a complaint has since its last record: they explain a gap.
    corrupt: HashMap<ComplaintId, u32>,
    broken: BrokenLines,
    administration: Administration,
    gaps: Vec<Gap>,
    /// The deadlines for which the batch that is being folded may be too late.
    settling: Option<(DeadlinesBefore, Batch)>,
    commands: CommandIds,
    events: IdSet,
    registers: IdSet,
    ids: Vec<Ids>,
    tally: Tally,
}

/// The settings of an audit.
#[derive(Clone)]
struct Settings<'t> {
    rules: Arc<RuleSet>,
    keep: usize,
    ids: usize,
    limits: IdLimits,
    tell: Option<&'t (dyn Fn(&AuditFinding) + Sync)>,
}

/// Versions that are missing: a finding, unless broken lines are they.
struct Gap {
    finding: AuditFinding,
    complaint: ComplaintId,
    /// The last line before them.
    after: u64,
    missing: u32,
}

/// The ids of one share, sorted.
struct Ids {
    commands: io::Result<IdSet>,
    events: IdSet,
    registers: IdSet,
}

impl Default for Audit<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'t> Audit<'t> {
    /// An audit by the shipped rulebooks and calendar.
    pub fn new() -> Self {
        Self::by(RuleSet::shipped())
    }

    pub(crate) fn by(rules: RuleSet) -> Self {
        Self::of(Settings {
            rules: Arc::new(rules),
            keep: KEPT,
            ids: IDS,
            limits: IdLimits::new(IDS),
            tell: None,
        })
    }

    fn of(settings: Settings<'t>) -> Self {
        let limits = settings.limits.clone();
        Self {
            settings,
            remembered: PerComplaint::default(),
            corrupt: HashMap::new(),
            broken: BrokenLines::default(),
            administration: Administration::default(),
            gaps: Vec::new(),
            settling: None,
            commands: CommandIds::new(limits.clone()),
            events: IdSet::new(limits.clone()),
            registers: IdSet::new(limits),
            ids: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Rules that the history may name by their rulebook: a [`Rulebook`](aduan_core::Rulebook), or rules of one's own
    /// around one. They stand before those with the same name.
    #[must_use]
    pub fn rules(mut self, rules: impl Rules + 'static) -> Self {
        Arc::make_mut(&mut self.settings.rules).add(rules);
        self
    }

    /// One more holiday table that the history may name; it stands before those with the same name.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        Arc::make_mut(&mut self.settings.rules).calendars.insert(0, calendar);
        self
    }

    /// One more edition of any kind that the history may name; it stands before those with the same name.
    #[must_use]
    pub fn edition(self, edition: Edition) -> Self {
        match edition {
            Edition::Rulebook(book) => self.rules(*book),
            Edition::Calendar(calendar) => self.calendar(calendar),
            Edition::Directory(directory) => self.directory(directory),
        }
    }

    /// One more directory of offices that the history may name; it stands before those with the same name.
    #[must_use]
    pub fn directory(mut self, directory: Directory) -> Self {
        Arc::make_mut(&mut self.settings.rules).directories.insert(0, directory);
        self
    }

    /// How many findings of each code to keep; all are counted.
    #[must_use]
    pub const fn keep(mut self, findings: usize) -> Self {
        self.settings.keep = findings;
        self
    }

    /// How many ids of each kind (events, commands, register numbers) to keep in memory, some 50 bytes each; those
    /// beyond them go to temporary files, 16 bytes each. The findings do not depend on it.
    #[must_use]
    pub const fn ids_in_memory(mut self, ids: usize) -> Self {
        self.settings.ids = ids;
        self
    }

    /// Tells every finding as it is made, those that are not kept among them: from several threads, and not in the
    /// order of the lines.
    #[must_use]
    pub fn telling(mut self, tell: &'t (dyn Fn(&AuditFinding) + Sync)) -> Self {
        self.settings.tell = Some(tell);
        self
    }

    /// Ends an audit of which only the missing rulebooks and calendars are needed.
    pub(crate) fn close(self) -> io::Result<BTreeMap<MissingRules, u64>> {
        self.ids.into_iter().try_for_each(|ids| ids.commands.map(drop))?;
        Ok(self.tally.missing)
    }

    /// Takes the decision again; `None` where there is none, because its versions have been there.
    pub(crate) fn examine(
        &mut self,
        before: Before<'_>,
        line: u64,
        records: &[Known],
    ) -> Option<(Batch, Verdict)> {
        let state = known(before.complaint);
        self.secrets(state.id, line, records);
        let mut batch = Batch::new(line, records)?;
        self.tally.events += records.len() as u64;
        self.tally.batches += 1;
        if let Some(origin) = batch.recorded.origin {
            *self.tally.origins.entry(origin).or_default() += 1;
        }
        if before.repeated {
            let fault = Fault::Line(Defect::Repeated { last: state.version, found: batch.version });
            self.find(batch.finding(fault, 0, &state, None));
            return None;
        }
        let place = place(before.index);
        for (line, id, event) in
            (line..).zip(records).map(|(line, known)| (line, known.record.id, &known.record.event))
        {
            self.note(line, place, id, event);
        }
        for (index, fault) in
            self.remembered.at(before.index).aliases.note(&self.settings.limits.key, records)
        {
            self.find(batch.finding(fault, index, &state, None));
        }
        self.tally.unrecognised += u64::from(aliases::is_unrecognised(&state, &batch.recorded.actor));
        let blind = before.complaint.unknown > 0;
        let waited = self.arrive(before, batch.command, |fault| batch.finding(fault, 0, &state, None));
        let (last, command) = (self.remembered.at(before.index).last_command, batch.command);
        let going_on = waited || state.version > 0 && last == command;
        let (last, found) = (state.last_at, batch.recorded.at);
        let mut amiss = Vec::new();
        if waited || going_on && !blind {
            amiss.push(Fault::Torn);
        }
        if found < last {
            amiss.push(Fault::Line(Defect::TimeBack { last, found }));
        }
        if !going_on
            && let Some(first) = self.commands.note(command, line, place)
            && amiss.is_empty()
        {
            amiss.push(Fault::CommandAgain { command, first });
        }
        batch.settled = !amiss.is_empty();
        for fault in amiss {
            self.find(batch.finding(fault, 0, &state, None));
        }
        let rules = Arc::clone(&self.settings.rules);
        let right = &mut self.remembered.at(before.index).right;
        let verdict = verdict::verdict(&rules, &state, blind, right, &batch);
        Some((batch, verdict))
    }

    /// Counts what was examined and is folded now.
    pub(crate) fn conclude(&mut self, before: Before<'_>, batch: Batch, verdict: Verdict) {
        let remembered = self.remembered.at(before.index);
        (remembered.last_line, remembered.last_command) = (batch.last_line(), batch.command);
        match verdict {
            Verdict::Right => {}
            Verdict::Consequence => self.tally.consequences += 1,
            Verdict::Blind => self.tally.unjudged += 1,
            Verdict::Missing(missing) => {
                self.tally.unjudged += 1;
                *self.tally.missing.entry(missing).or_default() += 1;
            }
            Verdict::Waits(waiting) => remembered.waiting = Some(Box::new(waiting)),
            Verdict::Fault(finding) => self.find(*finding),
        }
        self.settling = Some((DeadlinesBefore::from(before.complaint), batch));
    }

    /// The one code of an event that has room for a ticket.
    fn secrets(&mut self, complaint: ComplaintId, line: u64, records: &[Known]) {
        for (line, Known { record, .. }) in (line..).zip(records) {
            if matches!(record.event, Event::WiseAcknowledged(_) | Event::WiseReturned(_))
                && let Some(fault) = secrets::search(record.to_line().as_bytes())
            {
                self.find(AuditFinding::on_line(line, Some(complaint), fault));
            }
        }
    }

    /// Notes what there must be only once.
    fn note(&mut self, line: u64, place: u32, id: EventId, event: &Event) {
        self.events.note(id, line, place);
        if let Event::Received(received) = event {
            self.registers.note(received.register, line, place);
        }
    }

    /// Handles a new version of a complaint: settles the batch that was waited for, and notes missing versions. Tells
    /// whether this version continues a batch that other lines interrupted.
    fn arrive(
        &mut self,
        before: Before<'_>,
        command: CommandId,
        finding: impl FnOnce(Fault) -> AuditFinding,
    ) -> bool {
        let complaint = before.complaint.id;
        let corrupt = self.corrupt.remove(&complaint).unwrap_or_default();
        let remembered = self.remembered.at(before.index);
        let (waiting, after) = (remembered.waiting.take(), remembered.last_line);
        if before.missing == 0 {
            return match waiting {
                Some(waiting) if waiting.command == command => true,
                Some(waiting) if corrupt == 0 => {
                    remembered.right = Some(waiting.right);
                    self.find(*waiting.finding);
                    false
                }
                _ => false,
            };
        }
        if corrupt < before.missing {
            let found = before.complaint.version + 1;
            let last = found - 1 - before.missing;
            let finding = finding(Fault::Line(Defect::Gap { last, found }));
            self.gaps.push(Gap { finding, complaint, after, missing: before.missing - corrupt });
        }
        false
    }

    fn find(&mut self, finding: AuditFinding) {
        if let Some(tell) = self.settings.tell {
            tell(&finding);
        }
        self.tally.find(finding, self.settings.keep);
    }

    /// The history is at its end, and was not stopped before it: what was waited for does not come.
    fn settle(&mut self, as_of: Option<AsOf>) {
        let last = match as_of {
            Some(AsOf::Position(position)) => position,
            _ => 0,
        };
        let remembered = std::mem::take(&mut self.remembered);
        let waiting = remembered.into_values().filter_map(|remembered| remembered.waiting);
        // If our own stop cut the batch, it is no fault.
        let mut waiting: Vec<Box<UnfinishedBatch>> = waiting
            .filter(|waiting| waiting.line != last)
            .filter(|waiting| waiting.finding.complaint.is_none_or(|id| !self.corrupt.contains_key(&id)))
            .collect();
        waiting.sort_by_key(|waiting| waiting.line);
        for waiting in waiting {
            self.find(*waiting.finding);
        }
    }

    /// Tells of the gaps that no broken line explains.
    fn tell_gaps(&mut self) {
        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.sort_by_key(|gap| gap.finding.line);
        for Gap { finding, complaint, after, missing } in gaps {
            if self.broken.explain(complaint, after, finding.line, missing) < missing {
                self.find(finding);
            }
        }
    }

    /// Tells of what is there twice though it may be there once only, over all shares.
    fn tell_duplicates(&mut self, history: &History) -> io::Result<()> {
        let (mut events, mut commands, mut registers) = (Vec::new(), Vec::new(), Vec::new());
        for ids in std::mem::take(&mut self.ids) {
            events.push(ids.events);
            commands.push(ids.commands?);
            registers.push(ids.registers);
        }
        let (events, commands, registers) = thread::scope(|scope| {
            let events = scope.spawn(|| IdSet::together(events));
            let (commands, registers) = (IdSet::together(commands), IdSet::together(registers));
            let lost = |_| Err(io::Error::other("a worker thread ended unexpectedly; please report this"));
            (events.join().unwrap_or_else(lost), commands, registers)
        });
        let mut all = Vec::new();
        let mut add = |duplicates: Vec<Duplicate>, fault: fn(u64) -> Fault| {
            for Duplicate { line, first, share, place } in duplicates {
                let complaint = history.shares().nth(share).and_then(|share| share.get(place as usize));
                all.push(AuditFinding::on_line(line, complaint.map(|complaint| complaint.id), fault(first)));
            }
        };
        add(events?, |first| Fault::EventShared { first });
        add(commands?, |first| Fault::CommandShared { first });
        add(registers?, |first| Fault::RegisterShared { first });
        all.sort_by_key(|finding| finding.line);
        for finding in all {
            self.find(finding);
        }
        Ok(())
    }
}

/// The state as far as it is known. That something of it is not makes a decision blind; it does not make it wrong.
fn known(complaint: &Complaint) -> Cow<'_, Complaint> {
    if complaint.unknown == 0 {
        return Cow::Borrowed(complaint);
    }
    let mut known = complaint.clone();
    known.unknown = 0;
    Cow::Owned(known)
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Pass for Audit<'_> {
    type Output = Audited;

    fn fork(&self, share: Share) -> Self {
        let mut settings = self.settings.clone();
        settings.limits.most = (settings.ids / share.of).max(64);
        Self::of(settings)
    }

    fn merge(&mut self, other: Self) {
        self.remembered.merge(other.remembered);
        self.corrupt.extend(other.corrupt);
        self.broken.add(other.broken);
        self.gaps.extend(other.gaps);
        self.ids.extend(other.ids);
        self.tally.add(other.tally);
    }

    fn finish(mut self, history: &History) -> io::Result<Audited> {
        if !history.stopped {
            self.settle(history.as_of);
        }
        self.tell_gaps();
        self.tell_duplicates(history)?;
        let (mut tally, keep) = (self.tally, self.settings.keep);
        let mut findings = Vec::new();
        for (_, mut kept) in std::mem::take(&mut tally.kept) {
            kept.sort_by_key(|finding| finding.line);
            kept.truncate(keep);
            findings.append(&mut kept);
        }
        findings.sort_by_key(|finding| (finding.line, finding.fault.code()));
        Ok(Audited { findings, tally })
    }

    fn decision(&mut self, before: Before<'_>, line: u64, records: &[Known]) {
        if let Some((batch, verdict)) = self.examine(before, line, records) {
            self.conclude(before, batch, verdict);
        }
    }

    fn record(&mut self, Folded { line, complaint, record, .. }: Folded<'_>) {
        let AnyRecord::Known(known) = record else { return };
        self.tally.moved(complaint, known.record.recorded_at, &known.record.event);
        if let Some((before, batch)) = self.settling.take_if(|(_, batch)| batch.last_line() == line) {
            self.tally.settle(&before, complaint, batch.recorded.at, batch.line);
        }
    }

    fn unknown(&mut self, before: Before<'_>, line: &Line<'_>, unknown: &Unknown) {
        self.tally.events += 1;
        let (state, number) = (before.complaint, line.number);
        let finding = |fault| AuditFinding {
            version: Some(unknown.version),
            event: Some(unknown.id),
            at: Some(unknown.recorded_at),
            office: unknown.actor.office,
            recorded: unknown.kind.clone(),
            actor: Some(unknown.actor.clone()),
            ..AuditFinding::on_line(number, Some(state.id), fault)
        };
        if before.repeated {
            let defect = Defect::Repeated { last: state.version, found: unknown.version };
            self.find(finding(Fault::Line(defect)));
            return;
        }
        let command = unknown.command;
        // Only a newer version knows how the batch goes on after this event.
        let remembered = self.remembered.at(before.index);
        remembered.waiting.take_if(|waiting| waiting.command == command);
        self.arrive(before, command, |fault| AuditFinding::on_line(number, Some(state.id), fault));
        let remembered = self.remembered.at(before.index);
        let first_of_it = std::mem::replace(&mut remembered.last_command, command) != command;
        remembered.last_line = number;
        let place = place(before.index);
        self.events.note(unknown.id, number, place);
        if first_of_it && let Some(first) = self.commands.note(command, number, place) {
            self.find(finding(Fault::CommandAgain { command, first }));
        }
        let kind = Defect::Unknown { kind: unknown.kind.clone(), schema: unknown.schema };
        self.find(finding(secrets::search(line.bytes).unwrap_or(Fault::Line(kind))));
        let (last, found) = (state.last_at, unknown.recorded_at);
        if found < last {
            self.find(finding(Fault::Line(Defect::TimeBack { last, found })));
        }
    }

    fn administrative(&mut self, line: u64, record: AnyAdminRecord<'_>) {
        self.examine_administrative(line, record);
    }

    fn corrupt(&mut self, line: &Line<'_>, corrupt: &Corrupt, complaint: Option<&Complaint>) {
        let fault = secrets::search(line.bytes).unwrap_or(Fault::Line(Defect::Corrupt(corrupt.clone())));
        let owner = line.complaint();
        let complaint_id = owner.filter(|id| *id != ComplaintId::ADMINISTRATION);
        let mut finding = AuditFinding::on_line(line.number, complaint_id, fault);
        if let Some(complaint) = complaint {
            (finding.register, finding.office) = (complaint.register, complaint.holder);
        }
        match owner {
            Some(owner) => *self.corrupt.entry(owner).or_default() += 1,
            None => self.broken.push(line.number, line.bytes),
        }
        self.find(finding);
    }

    fn end(&mut self) {
        let empty = || IdSet::new(self.settings.limits.clone());
        let (mut events, mut registers) = (empty(), empty());
        std::mem::swap(&mut events, &mut self.events);
        std::mem::swap(&mut registers, &mut self.registers);
        events.sort();
        registers.sort();
        self.ids = vec![Ids { commands: self.commands.finish(), events, registers }];
    }
}

/// The result of an audit.
#[derive(Debug)]
#[non_exhaustive]
pub struct Audited {
    findings: Vec<AuditFinding>,
    tally: Tally,
}

impl Audited {
    /// The findings that were kept, by line.
    pub fn findings(&self) -> impl Iterator<Item = &AuditFinding> {
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

    /// Whether nothing was found, every decision could be taken again, and it is known of each officer whether they were the
    /// official complained of.
    pub fn is_clean(&self) -> bool {
        self.found() == 0 && self.tally.unjudged == 0 && self.tally.unrecognised == 0
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

    /// Acts of officers of whom the history does not tell whether they were the official complained of (T6): they have no alias,
    /// in a complaint that names one.
    pub const fn unrecognised(&self) -> u64 {
        self.tally.unrecognised
    }

    /// The missing rulebooks and calendars, and how many decisions need each.
    pub const fn missing(&self) -> &BTreeMap<MissingRules, u64> {
        &self.tally.missing
    }

    /// Decisions that differ only because of a fault before them.
    pub const fn consequences(&self) -> u64 {
        self.tally.consequences
    }

    /// How many complaints came in and ended, by year and month.
    pub const fn flow(&self) -> &BTreeMap<(i32, u32), MonthlyFlow> {
        &self.tally.flow
    }

    /// Deadlines that were missed and met later, by rule and the office that held the file.
    pub const fn late(&self) -> &BTreeMap<(Rule, Option<Office>), LateDeadlines> {
        &self.tally.late
    }
}
