//! One thread's share of the complaints, as they would have gone under other rules.

use super::super::case::{Case, Run};
use super::super::judge::{Law, Recorded, Taken};
use super::super::verdict::Verdict;
use super::{Difference, Fate, What};
use aduan_core::{Awaited, Command, Complaint, ComplaintId, Deadline, DeadlineKind, Event, Rule, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// Told of every difference as it is found; from several threads.
pub(super) type Tell<'a> = &'a (dyn Fn(&Difference) + Sync);

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
pub(in super::super) struct Tally {
    pub(super) kept: BTreeMap<&'static str, Vec<Difference>>,
    pub(super) codes: BTreeMap<&'static str, u64>,
    pub(super) refused: BTreeMap<Rule, u64>,
    pub(super) moved: BTreeMap<(DeadlineKind, Rule), Moved>,
    pub(super) fates: BTreeMap<(Rule, Fate), u64>,
    pub(super) left: Vec<(u64, ComplaintId)>,
    pub(super) judged: u64,
    pub(super) after: u64,
    pub(super) unjudged: u64,
}

/// What takes each decision once more, under other rules.
pub(in super::super) struct Imagining<'a> {
    law: &'a Law,
    keep: usize,
    tell: Tell<'a>,
    paths: HashMap<u32, Path>,
    pub(super) tally: Tally,
}

impl<'a> Imagining<'a> {
    pub(super) fn new(law: &'a Law, keep: usize, tell: Tell<'a>) -> Self {
        Self { law, keep, tell, paths: HashMap::new(), tally: Tally::default() }
    }

    /// The next batch of a complaint, which has not been folded yet, and what is to be said of the record.
    pub(in super::super) fn take(&mut self, case: &Case, run: &Run, verdict: &Verdict) {
        let path = self.paths.remove(&run.place);
        let next = match path {
            Some(Path::Left) => {
                self.tally.after += 1;
                Some(Path::Left)
            }
            Some(Path::Unjudged) => {
                self.tally.unjudged += 1;
                Some(Path::Unjudged)
            }
            // It may only be cut by where we were asked to stop; what comes after would be counted.
            _ if matches!(verdict, Verdict::Waits(_)) => Some(Path::Unjudged),
            _ if !matches!(verdict, Verdict::Right) || case.blind || run.settled => {
                self.tally.unjudged += 1;
                Some(Path::Unjudged)
            }
            Some(Path::Beside(beside)) => self.judge(case, run, Some(beside)),
            None => self.judge(case, run, None),
        };
        if let Some(next) = next {
            self.paths.insert(run.place, next);
        }
    }

    fn judge(&mut self, case: &Case, run: &Run, beside: Option<Box<Complaint>>) -> Option<Path> {
        let recorded = &run.recorded;
        let state = beside.as_deref().unwrap_or(&case.complaint);
        let decision = match self.law.take(state, recorded) {
            Taken::Given(decision) => decision,
            Taken::Refused(rejection) => {
                self.tally.judged += 1;
                *self.tally.refused.entry(rejection.rule()).or_default() += 1;
                self.find(case, run, 0, What::Refused(rejection));
                return Some(self.leave(case, run));
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
            self.find(case, run, 0, What::Otherwise { gives: names(&decision.events) });
            return Some(self.leave(case, run));
        }
        for (index, (one, other)) in recorded.events.iter().zip(&decision.events).enumerate() {
            for (of, recorded, imagined) in moved(one, other) {
                self.moved(of, recorded.as_ref(), imagined.as_ref());
                self.find(case, run, index, What::Moved { of, recorded, imagined });
            }
        }
        let mut next = beside.unwrap_or_else(|| Box::new(case.complaint.clone()));
        let (before, after) = (next.clone(), &mut *next);
        for event in &decision.events {
            after.apply(recorded.at, &recorded.actor, event);
        }
        let mut on = case.complaint.clone();
        for event in &recorded.events {
            on.apply(recorded.at, &recorded.actor, event);
        }
        for (of, rule, was, would) in settled(&case.complaint, &before, &on, recorded) {
            let fate = if recorded.at < would { Fate::Kept } else { Fate::Missed };
            *self.tally.fates.entry((rule, fate)).or_default() += 1;
            self.find(case, run, 0, What::Fate { of, rule, recorded: was, imagined: would, fate });
        }
        (*next != on).then_some(Path::Beside(next))
    }

    fn leave(&mut self, case: &Case, run: &Run) -> Path {
        self.tally.left.push((run.line, case.complaint.id));
        Path::Left
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

    fn find(&mut self, case: &Case, run: &Run, index: usize, what: What) {
        let Recorded { at, actor, events, .. } = &run.recorded;
        let register = case.complaint.register.or_else(|| run.register());
        let names: Vec<&str> = events.iter().map(|event| event.kind().as_str()).collect();
        let difference = Difference {
            line: run.line + index as u64,
            complaint: case.complaint.id,
            register,
            version: run.version.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)),
            at: *at,
            role: actor.role,
            office: actor.office.or(case.complaint.holder),
            stage: case.complaint.stage,
            command: Command::of(events).map(|command| command.kind()),
            recorded: names.join(", "),
            what,
        };
        (self.tell)(&difference);
        let code = difference.what.code();
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
            // Those of `Event::deadlines`; and what an expiry repeats of its window.
            keys.retain(|key, _| !matches!(key.as_str(), "window" | "response" | "target" | "due"));
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
    let moved_on = after.stage != recorded.stage || after.stage_since != recorded.stage_since;
    [
        (DeadlineKind::Window, window(recorded), window(imagined), moved_on),
        (DeadlineKind::Target, recorded.target, imagined.target, moved_on),
        (DeadlineKind::Response, answer(recorded), answer(imagined), after.response_due.is_none()),
    ]
    .into_iter()
    .filter(|(.., settled)| *settled)
    .filter_map(|(kind, was, would, _)| Some((kind, was?, would?)))
    .filter(|(_, was, would)| (batch.at < was.due) != (batch.at < would.due))
    .map(|(kind, was, would)| (kind, was.rule, was.due, would.due))
    .collect()
}
