//! One thread's share of the complaints, as they would have gone under other rules.

use super::{Change, DeadlineFate, Difference, WhatIfResult};
use crate::audit::{Audit, Batch, Recorded, RuleSet, Taken, Verdict};
use crate::{Before, History, Pass, Share};
use aduan_core::{
    Awaited, Command, Complaint, ComplaintId, Deadline, DeadlineKind, Event, Known, Rule, Stage, Timestamp,
};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;

/// Told of every difference as it is found; from several threads.
pub(super) type Tell<'t> = Option<&'t (dyn Fn(&Difference) + Sync)>;

/// A complaint that does not stand where it stood in the record.
enum Path {
    /// It takes the same way, with other deadlines.
    Beside(Box<Complaint>),
    /// It has left the recorded way: what would have come after is not known.
    Left,
    /// The record is not what the procedure gives, or can't be read in full: nothing is said of it.
    Unjudged,
}

/// How many deadlines of one kind and rule would have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// To an earlier instant, or would have been set where there was none.
    pub earlier: u64,
    /// To a later instant, or would not have been set.
    pub later: u64,
}

#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) kept: BTreeMap<&'static str, Vec<Difference>>,
    pub(super) codes: BTreeMap<&'static str, u64>,
    pub(super) refused: BTreeMap<Rule, u64>,
    pub(super) moved: BTreeMap<(DeadlineKind, Rule), Moved>,
    pub(super) fates: BTreeMap<(Rule, DeadlineFate), u64>,
    pub(super) left: Vec<ComplaintId>,
    pub(super) judged: u64,
    pub(super) after: u64,
    pub(super) unjudged: u64,
}

/// Takes each decision once more under other rules, while a history is read; made by [`WhatIf`](super::WhatIf).
pub struct WhatIfPass<'t> {
    /// By the rules as they were: only where it finds nothing can be said what other rules would have changed.
    audit: Audit<'static>,
    rules: Arc<RuleSet>,
    keep: usize,
    tell: Tell<'t>,
    paths: HashMap<usize, Path>,
    tally: Tally,
}

impl Pass for WhatIfPass<'_> {
    type Output = WhatIfResult;

    fn fork(&self, share: Share) -> Self {
        Self::new(self.audit.fork(share), Arc::clone(&self.rules), self.keep, self.tell)
    }

    fn merge(&mut self, other: Self) {
        self.audit.merge(other.audit);
        self.tally.add(other.tally);
    }

    fn finish(self, history: &History) -> io::Result<WhatIfResult> {
        let missing = self.audit.close()?;
        let mut tally = self.tally;
        let mut differences: Vec<Difference> = Vec::new();
        for (_, mut kept) in std::mem::take(&mut tally.kept) {
            kept.sort_by_key(|difference| difference.line);
            kept.truncate(self.keep);
            differences.append(&mut kept);
        }
        differences.sort_by_key(|difference| (difference.line, difference.change.code()));
        let left: HashSet<ComplaintId> = tally.left.iter().copied().collect();
        let mut left_by_outcome = BTreeMap::new();
        for complaint in history.complaints().filter(|complaint| left.contains(&complaint.id)) {
            let outcome = complaint.outcome.filter(|_| complaint.stage == Stage::Closed);
            *left_by_outcome.entry(outcome).or_default() += 1;
        }
        Ok(WhatIfResult { differences, tally, left_by_outcome, missing })
    }

    fn decision(&mut self, before: Before<'_>, line: u64, records: &[Known]) {
        if let Some((batch, verdict)) = self.audit.examine(before, line, records) {
            self.take(before, &batch, &verdict);
            self.audit.conclude(before, batch, verdict);
        }
    }

    fn unknown(&mut self, before: Before<'_>, line: &crate::Line<'_>, record: &aduan_core::Unknown) {
        self.audit.unknown(before, line, record);
    }

    fn corrupt(
        &mut self,
        line: &crate::Line<'_>,
        corrupt: &aduan_core::Corrupt,
        complaint: Option<&Complaint>,
    ) {
        self.audit.corrupt(line, corrupt, complaint);
    }

    fn end(&mut self) {
        self.audit.end();
    }
}

impl<'t> WhatIfPass<'t> {
    pub(super) fn new(audit: Audit<'static>, rules: Arc<RuleSet>, keep: usize, tell: Tell<'t>) -> Self {
        Self { audit, rules, keep, tell, paths: HashMap::new(), tally: Tally::default() }
    }

    /// The next batch of a complaint, which has not been folded yet, and what is to be said of the record.
    fn take(&mut self, before: Before<'_>, batch: &Batch, verdict: &Verdict) {
        let path = self.paths.remove(&before.index);
        let next = match path {
            Some(Path::Left) => {
                self.tally.after += 1;
                Some(Path::Left)
            }
            Some(Path::Unjudged) => {
                self.tally.unjudged += 1;
                Some(Path::Unjudged)
            }
            // The batch may be cut only by our own stop, so nothing after it is counted.
            _ if matches!(verdict, Verdict::Waits(_)) => Some(Path::Unjudged),
            _ if !matches!(verdict, Verdict::Right) || before.complaint.unknown > 0 || batch.settled => {
                self.tally.unjudged += 1;
                Some(Path::Unjudged)
            }
            Some(Path::Beside(beside)) => self.judge(before.complaint, batch, Some(beside)),
            None => self.judge(before.complaint, batch, None),
        };
        if let Some(next) = next {
            self.paths.insert(before.index, next);
        }
    }

    fn judge(
        &mut self,
        complaint: &Complaint,
        batch: &Batch,
        beside: Option<Box<Complaint>>,
    ) -> Option<Path> {
        let recorded = &batch.recorded;
        let state = beside.as_deref().unwrap_or(complaint);
        let decision = match self.rules.take(state, recorded) {
            Taken::Given(decision) => decision,
            Taken::Refused(rejection) => {
                self.tally.judged += 1;
                *self.tally.refused.entry(rejection.rule()).or_default() += 1;
                self.find(complaint, batch, 0, Change::Refused(rejection));
                self.tally.left.push(complaint.id);
                return Some(Path::Left);
            }
            Taken::NoCommand | Taken::Missing(_) => {
                self.tally.unjudged += 1;
                return Some(Path::Unjudged);
            }
        };
        self.tally.judged += 1;
        let same = decision.events == recorded.events;
        if same && beside.is_none() {
            return None;
        }
        if !same && !same_but_for_deadlines(&recorded.events, &decision.events) {
            let names = |events: &[Event]| {
                events.iter().map(|event| event.kind().as_str()).collect::<Vec<_>>().join(", ")
            };
            self.find(complaint, batch, 0, Change::Otherwise { gives: names(&decision.events) });
            self.tally.left.push(complaint.id);
            return Some(Path::Left);
        }
        for (index, (one, other)) in recorded.events.iter().zip(&decision.events).enumerate() {
            for (of, recorded, imagined) in moved(one, other) {
                self.moved(of, recorded.as_ref(), imagined.as_ref());
                self.find(complaint, batch, index, Change::Moved { of, recorded, imagined });
            }
        }
        let mut next = beside.unwrap_or_else(|| Box::new(complaint.clone()));
        let (before, after) = (next.clone(), &mut *next);
        for event in &decision.events {
            after.apply(recorded.at, &recorded.actor, event);
        }
        let mut on = complaint.clone();
        for event in &recorded.events {
            on.apply(recorded.at, &recorded.actor, event);
        }
        for (of, rule, was, would) in settled(complaint, &before, &on, recorded) {
            let fate = if recorded.at < would { DeadlineFate::Kept } else { DeadlineFate::Missed };
            *self.tally.fates.entry((rule, fate)).or_default() += 1;
            self.find(complaint, batch, 0, Change::Fate { of, rule, recorded: was, imagined: would, fate });
        }
        (*next != on).then_some(Path::Beside(next))
    }

    fn moved(&mut self, of: DeadlineKind, recorded: Option<&Deadline>, imagined: Option<&Deadline>) {
        let Some(rule) = recorded.or(imagined).map(|deadline| deadline.rule) else { return };
        let count = self.tally.moved.entry((of, rule)).or_default();
        let due = |deadline: Option<&Deadline>| deadline.map_or(Timestamp::MAX, |deadline| deadline.due);
        if due(imagined) < due(recorded) {
            count.earlier += 1;
        } else {
            count.later += 1;
        }
    }

    fn find(&mut self, complaint: &Complaint, batch: &Batch, index: usize, change: Change) {
        let Recorded { at, actor, events, .. } = &batch.recorded;
        let register = complaint.register.or_else(|| batch.register());
        let names: Vec<&str> = events.iter().map(|event| event.kind().as_str()).collect();
        let difference = Difference {
            line: batch.line + index as u64,
            complaint: complaint.id,
            register,
            version: batch.version.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)),
            at: *at,
            role: actor.role,
            office: actor.office.or(complaint.holder),
            stage: complaint.stage,
            command: Command::of(events).map(|command| command.kind()),
            recorded: names.join(", "),
            change,
        };
        if let Some(tell) = self.tell {
            tell(&difference);
        }
        let code = difference.change.code();
        *self.tally.codes.entry(code).or_default() += 1;
        let kept = self.tally.kept.entry(code).or_default();
        let at = kept.partition_point(|before| before.line <= difference.line);
        if at < self.keep {
            kept.insert(at, difference);
            kept.truncate(self.keep);
        }
    }
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        for (code, differences) in other.kept {
            self.kept.entry(code).or_default().extend(differences);
        }
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
        for (rule, count) in other.refused {
            *self.refused.entry(rule).or_default() += count;
        }
        for (of, moved) in other.moved {
            let sum = self.moved.entry(of).or_default();
            sum.earlier += moved.earlier;
            sum.later += moved.later;
        }
        for (of, count) in other.fates {
            *self.fates.entry(of).or_default() += count;
        }
        self.left.extend(other.left);
        self.judged += other.judged;
        self.after += other.after;
        self.unjudged += other.unjudged;
    }
}

/// Whether two batches say the same but for when something is due.
fn same_but_for_deadlines(recorded: &[Event], imagined: &[Event]) -> bool {
    let rest = |event: &Event| {
        let mut data = serde_json::to_value(event).unwrap_or_default();
        if let Value::Object(keys) = &mut data {
            // Those of `Event::deadlines`; what an expiry repeats of its window, and a telling of its mail.
            keys.retain(|key, _| {
                !matches!(key.as_str(), "window" | "response" | "target" | "telling" | "due" | "since")
            });
        }
        (event.kind(), data)
    };
    recorded.len() == imagined.len()
        && recorded.iter().zip(imagined).all(|(one, other)| one == other || rest(one) == rest(other))
}

type Pair = (DeadlineKind, Option<Deadline>, Option<Deadline>);

/// The deadlines that two events set at different instants or by different rules.
fn moved(one: &Event, other: &Event) -> Vec<Pair> {
    let of = |event: &Event, kind: DeadlineKind| {
        event.deadlines().find(|(of, _)| *of == kind).map(|(_, deadline)| deadline.clone())
    };
    let falls = |deadline: &Option<Deadline>| deadline.as_ref().map(|deadline| (deadline.due, deadline.rule));
    DeadlineKind::ALL
        .iter()
        .map(|kind| (*kind, of(one, *kind), of(other, *kind)))
        .filter(|(_, one, other)| falls(one) != falls(other))
        .collect()
}

/// The deadlines that this batch settles, and that it meets in one world and misses in the other.
fn settled(
    recorded: &Complaint,
    imagined: &Complaint,
    after: &Complaint,
    batch: &Recorded,
) -> Vec<(DeadlineKind, Rule, Timestamp, Timestamp)> {
    let window = |complaint: &Complaint| complaint.window.map(|due| Awaited { due, rule: Rule::R13 });
    let answer = |complaint: &Complaint| complaint.response_due.map(|due| Awaited { due, rule: Rule::R23 });
    let overall = |complaint: &Complaint| complaint.overall_due.map(|due| Awaited { due, rule: Rule::R26 });
    let moved_on = after.stage != recorded.stage || after.stage_since != recorded.stage_since;
    [
        (DeadlineKind::Window, window(recorded), window(imagined), moved_on),
        (DeadlineKind::Target, recorded.target, imagined.target, moved_on),
        (DeadlineKind::Overall, overall(recorded), overall(imagined), after.overall_due.is_none()),
        (DeadlineKind::Response, answer(recorded), answer(imagined), after.response_due.is_none()),
    ]
    .into_iter()
    .filter(|(.., settled)| *settled)
    .filter_map(|(kind, was, would, _)| Some((kind, was?, would?)))
    .filter(|(_, was, would)| (batch.at < was.due) != (batch.at < would.due))
    .map(|(kind, was, would)| (kind, was.rule, was.due, would.due))
    .collect()
}
