//! From complaints to rows of counts and times.

use super::column::{Column, Time};
use super::measured::{MeasuredComplaint, Stay, deadline};
use super::table::{Dimension, HELD, Label, Period};
use aduan_core::{Complaint, Rule, Stage, Timestamp, Zone};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The counts that one complaint, or one stay, adds to each column.
pub(super) type Contribution = Box<[u32]>;

/// A row as it is, before anything is withheld.
#[derive(Debug, Default)]
pub(super) struct RawRow {
    pub(super) count: u64,
    pub(super) sums: Vec<u64>,
    /// The shares that make it up, by their number.
    pub(super) shares: BTreeSet<u32>,
    /// In microseconds.
    pub(super) times: BTreeMap<Time, Vec<i64>>,
}

/// Deadlines of one rule: kept, missed, running, overdue; and which deadlines those are.
#[derive(Debug, Default, Clone)]
pub(super) struct DeadlineCounts {
    pub(super) counts: [u64; 4],
    pub(super) of: BTreeSet<DeadlineOf>,
}

/// The subject of a deadline: a stage or a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DeadlineOf {
    Stage(Stage),
    Response,
}

/// All that is counted, before anything is withheld.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) total: RawRow,
    pub(super) tables: BTreeMap<Dimension, BTreeMap<Label, RawRow>>,
    pub(super) rules: BTreeMap<Rule, DeadlineCounts>,
    /// Each different share once, in their own order.
    pub(super) shares: Vec<Contribution>,
    /// Complaints whose reception is missing: nothing can be said of them.
    pub(super) unreceived: u64,
}

impl RawRow {
    fn add(&mut self, share: &Contribution, number: u32) {
        self.count += 1;
        self.sums.resize(Column::COUNT, 0);
        for (sum, one) in self.sums.iter_mut().zip(share) {
            *sum += u64::from(*one);
        }
        self.shares.insert(number);
    }

    fn time(&mut self, time: Time, micros: i64) {
        self.times.entry(time).or_default().push(micros);
    }
}

/// Numbers for shares, given as they come.
#[derive(Default)]
struct Numbers(HashMap<Contribution, u32>);

impl Numbers {
    fn of(&mut self, share: Contribution) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(share).or_insert(next)
    }

    /// The shares in their own order, and for each number given its place in it: which thread came first, and
    /// which complaint, says nothing.
    fn sorted(self) -> (Vec<Contribution>, Vec<u32>) {
        let mut all: Vec<(Contribution, u32)> = self.0.into_iter().collect();
        all.sort_unstable();
        let mut places = vec![0; all.len()];
        for (place, (_, number)) in (0..).zip(&all) {
            if let Some(slot) = places.get_mut(*number as usize) {
                *slot = place;
            }
        }
        (all.into_iter().map(|(share, _)| share).collect(), places)
    }
}

/// Adds up the cases as they stand at `now`.
pub(super) fn gather<'a>(
    cases: impl Iterator<Item = (&'a Complaint, MeasuredComplaint)>,
    now: Timestamp,
    period: Period,
) -> Gathered {
    let (mut all, mut numbers) = (Gathered::default(), Numbers::default());
    for (complaint, case) in cases {
        let case = &case;
        let (Some(unit), Some(matter), Some(channel)) = (complaint.unit, complaint.matter, complaint.channel)
        else {
            all.unreceived += 1;
            continue;
        };
        let received = period.of(complaint.received_at);
        let rows = [
            (Dimension::Received, Label::Period(received)),
            (Dimension::Unit, Label::Office(unit)),
            (Dimension::Matter, Label::Matter(matter)),
            (Dimension::Channel, Label::Channel(channel)),
        ];
        let share = share_of(complaint, case, now);
        let number = numbers.of(share.clone());
        let times = times_of(complaint, case, now);
        let add = |row: &mut RawRow| {
            row.add(&share, number);
            for (time, micros) in &times {
                row.time(*time, *micros);
            }
        };
        add(&mut all.total);
        for (dimension, label) in rows {
            add(all.tables.entry(dimension).or_default().entry(label).or_default());
        }
        if let Some(closed_at) = complaint.closed_at.filter(|_| complaint.stage == Stage::Closed) {
            let closed = Label::Period(period.of(closed_at));
            let row = all.tables.entry(Dimension::Closed).or_default().entry(closed).or_default();
            row.add(&share_of_one(&[Column::Closed]), numbers.of(share_of_one(&[Column::Closed])));
        }
        holders(&mut all, &mut numbers, complaint, case, now);
        rules(&mut all.rules, complaint, case, now);
    }
    let (shares, places) = numbers.sorted();
    all.shares = shares;
    for row in all.tables.values_mut().flat_map(BTreeMap::values_mut) {
        row.shares = row.shares.iter().filter_map(|number| places.get(*number as usize).copied()).collect();
    }
    all.total.sums.resize(Column::COUNT, 0);
    all
}

fn share_of_one(columns: &[Column]) -> Contribution {
    let mut share: Contribution = vec![0; Column::COUNT].into();
    for column in columns {
        share[column.index()] += 1;
    }
    share
}

fn share_of(complaint: &Complaint, case: &MeasuredComplaint, now: Timestamp) -> Contribution {
    let mut columns = vec![Column::Received];
    if let Some(outcome) = complaint.outcome.filter(|_| complaint.stage == Stage::Closed) {
        columns.extend([Column::Closed, Column::Outcome(outcome)]);
    } else {
        columns.push(Column::Open);
        columns.extend(standing(complaint, now));
    }
    for stay in &case.stays {
        columns.extend(ended(stay));
    }
    columns.push(match (case.answered_in_time, complaint.response_due) {
        (Some(true), _) => Column::AnsweredInTime,
        (Some(false), _) => Column::AnsweredLate,
        (None, Some(due)) if due <= now => Column::AnswerOverdue,
        (None, Some(_)) => Column::AnswerAwaited,
        (None, None) => Column::AnswerUntimed,
    });
    share_of_one(&columns)
}

fn standing(complaint: &Complaint, now: Timestamp) -> [Column; 2] {
    let stage = complaint.stage;
    let overdue = deadline(complaint).is_some_and(|deadline| deadline.due <= now);
    [Column::Standing(stage), if overdue { Column::Overdue(stage) } else { Column::Waiting(stage) }]
}

fn ended(stay: &Stay) -> [Column; 2] {
    let how = match stay.deadline {
        None => Column::Untimed(stay.stage),
        Some(deadline) if stay.until < deadline.due => Column::InTime(stay.stage),
        Some(_) => Column::Late(stay.stage),
    };
    [Column::Ended(stay.stage), how]
}

fn times_of(complaint: &Complaint, case: &MeasuredComplaint, now: Timestamp) -> Vec<(Time, i64)> {
    let micros = |from: Timestamp, to: Timestamp| to.micros() - from.micros();
    let mut times: Vec<(Time, i64)> =
        case.stays.iter().map(|stay| (Time::Wait(stay.stage), micros(stay.since, stay.until))).collect();
    match complaint.closed_at.filter(|_| complaint.stage == Stage::Closed) {
        Some(closed_at) => times.push((Time::Handling, micros(complaint.received_at, closed_at))),
        None => times.push((Time::Age(complaint.stage), micros(complaint.stage_since, now))),
    }
    times
}

/// Adds the stays to the offices that had the file.
fn holders(
    all: &mut Gathered,
    numbers: &mut Numbers,
    complaint: &Complaint,
    case: &MeasuredComplaint,
    now: Timestamp,
) {
    let table = all.tables.entry(Dimension::Holder).or_default();
    let mut add = |holder, columns: [Column; 2], time, micros| {
        let share = share_of_one(&columns);
        let row = table.entry(Label::Office(holder)).or_default();
        row.add(&share, numbers.of(share.clone()));
        row.time(time, micros);
    };
    for stay in case.stays.iter().filter(|stay| HELD.contains(&stay.stage)) {
        if let Some(holder) = stay.holder {
            let micros = stay.until.micros() - stay.since.micros();
            add(holder, ended(stay), Time::Wait(stay.stage), micros);
        }
    }
    if let Some(holder) = complaint.holder.filter(|_| HELD.contains(&complaint.stage)) {
        let micros = now.micros() - complaint.stage_since.micros();
        add(holder, standing(complaint, now), Time::Age(complaint.stage), micros);
    }
}

/// Counts the deadlines by the rule that set them.
fn rules(
    rules: &mut BTreeMap<Rule, DeadlineCounts>,
    complaint: &Complaint,
    case: &MeasuredComplaint,
    now: Timestamp,
) {
    let mut count = |rule, of, what: usize| {
        let kept = rules.entry(rule).or_default();
        kept.counts[what] += 1;
        kept.of.insert(of);
    };
    for stay in &case.stays {
        if let Some(deadline) = stay.deadline {
            let late = usize::from(stay.until >= deadline.due);
            count(deadline.rule, DeadlineOf::Stage(stay.stage), late);
        }
    }
    if let Some(deadline) = deadline(complaint).filter(|_| complaint.is_open()) {
        count(deadline.rule, DeadlineOf::Stage(complaint.stage), 2 + usize::from(deadline.due <= now));
    }
    match (case.answered_in_time, complaint.response_due) {
        (Some(kept), _) => count(Rule::R23, DeadlineOf::Response, usize::from(!kept)),
        (None, Some(due)) => count(Rule::R23, DeadlineOf::Response, 2 + usize::from(due <= now)),
        (None, None) => {}
    }
}

impl Period {
    /// The period in which an instant lies, by the clocks in Jakarta.
    fn of(self, at: Timestamp) -> super::table::CalendarPeriod {
        use chrono::Datelike;
        let date = Zone::Wib.date(at);
        let part = match self {
            Self::Month => date.month(),
            Self::Quarter => date.month0() / 3 + 1,
            Self::Year => 0,
        };
        super::table::CalendarPeriod { period: self, year: date.year(), part }
    }
}
