//! From what was counted to what is told.

use super::column::{Column, Time};
use super::gather::{DeadlineCounts, DeadlineOf, Gathered, RawRow};
use super::table::{
    Amiss, CalendarPeriod, Dimension, Figure, Label, Period, Punctuality, Quantiles, Report, Row, Table,
};
use super::withhold::{Withheld, withhold};
use aduan_audit::History;
use aduan_core::Rule;
use std::collections::BTreeMap;

/// Periods without a complaint are told of too, unless the clock that set them was far off.
const GAP: usize = 240;

pub(super) fn publish(mut all: Gathered, history: &History, period: Period, small_cells: u32) -> Report {
    let withheld = withhold(&all, small_cells);
    let least = u64::from(small_cells);
    let total = row(&mut all.total, least, |column| withheld.in_total(column));
    let rules = rules(&all.rules, &withheld, least);
    let mut tables = Vec::new();
    for dimension in Dimension::ALL {
        let mut rows: BTreeMap<Label, Row> = BTreeMap::new();
        if withheld.table(dimension) {
            tables.push(Table { dimension, rows: Vec::new(), withheld: true });
            continue;
        }
        for (label, raw) in all.tables.remove(&dimension).iter_mut().flatten() {
            if dimension == Dimension::Holder && withheld.whole(dimension, *label) {
                continue;
            }
            rows.insert(*label, row(raw, least, |column| withheld.in_row(dimension, *label, column)));
        }
        if matches!(dimension, Dimension::Received | Dimension::Closed) {
            fill(&mut rows, |column| withheld.in_total(column));
        }
        tables.push(Table { dimension, rows: rows.into_iter().collect(), withheld: false });
    }
    let History { lines, later, corrupt, unknown, disorder, now, stopped, .. } = *history;
    let (position, unreceived) = (lines.saturating_sub(later), all.unreceived);
    let amiss = Amiss { corrupt, unknown, disorder, unreceived };
    Report { period, small_cells, now, position, total, tables, rules, amiss, stopped }
}

/// The row as it is told.
fn row(raw: &mut RawRow, least: u64, withheld: impl Fn(Column) -> bool) -> Row {
    raw.sums.resize(Column::COUNT, 0);
    let figure = |column: Column| {
        if withheld(column) { Figure::Withheld } else { Figure::Number(raw.sums[column.index()]) }
    };
    let figures = Column::all().map(figure).collect();
    let times = Time::all().map(|time| {
        let cases = raw.times.get_mut(&time).map(Vec::as_mut_slice).unwrap_or_default();
        (time, if withheld(time.cases()) { WITHHELD } else { ranks(cases, least) })
    });
    Row { figures, times: times.collect() }
}

const WITHHELD: Quantiles = Quantiles { median: Figure::Withheld, ninth_tenth: Figure::Withheld };

fn ranks(micros: &mut [i64], least: u64) -> Quantiles {
    Quantiles { median: rank(micros, 50, least), ninth_tenth: rank(micros, 90, least) }
}

/// The value at the nearest rank, in whole hours. It is one case's own time, and near an end of the list it would
/// reveal one of few cases. So if there is a threshold, at least that many cases, the case itself included, must lie on
/// each side.
fn rank(micros: &mut [i64], percent: usize, least: u64) -> Figure {
    let number = micros.len();
    if number == 0 {
        return Figure::Nothing;
    }
    let rank = (number * percent).div_ceil(100).max(1);
    if least > 0 && (rank.min(number - rank + 1) as u64) < least {
        return Figure::Withheld;
    }
    let (_, value, _) = micros.select_nth_unstable(rank - 1);
    // A clock may have stepped back within a stream whose record is not right.
    Figure::Number(u64::try_from(*value / 3_600_000_000).unwrap_or_default())
}

/// Puts in the periods in which there was nothing.
fn fill(rows: &mut BTreeMap<Label, Row>, withheld: impl Fn(Column) -> bool) {
    let (Some(Label::Period(first)), Some(Label::Period(last))) =
        (rows.keys().next().copied(), rows.keys().next_back().copied())
    else {
        return;
    };
    let stretches: Vec<CalendarPeriod> = std::iter::successors(Some(first), |stretch| Some(stretch.next()))
        .take_while(|stretch| *stretch <= last)
        .take(GAP + 1)
        .collect();
    if stretches.len() > GAP {
        return;
    }
    for stretch in stretches {
        rows.entry(Label::Period(stretch)).or_insert_with(|| row(&mut RawRow::default(), 0, &withheld));
    }
}

/// The deadlines by rule: those that were met or missed together, and those that are ahead or past. They are told if none
/// is small and all that they are made of is told; and, where several rules set deadlines of one stage, of all or none.
fn rules(all: &BTreeMap<Rule, DeadlineCounts>, withheld: &Withheld, least: u64) -> Vec<Punctuality> {
    let told = |pair: usize| {
        let these = 2 * pair..2 * pair + 2;
        let shown = |kept: &DeadlineCounts| {
            let large = kept.counts[these.clone()].iter().all(|count| *count == 0 || *count >= least);
            let mut columns = kept.of.iter().flat_map(|of| parts(*of)[these.clone()].to_vec());
            least == 0 || large && columns.all(|column| !withheld.in_total(column))
        };
        let mut told: BTreeMap<Rule, bool> = all.iter().map(|(rule, kept)| (*rule, shown(kept))).collect();
        loop {
            let hidden: Vec<DeadlineOf> = all
                .iter()
                .filter(|(rule, _)| told.get(*rule) == Some(&false))
                .flat_map(|(_, kept)| kept.of.iter().copied())
                .collect();
            let before = told.clone();
            for (rule, _) in all.iter().filter(|(_, kept)| kept.of.iter().any(|of| hidden.contains(of))) {
                told.insert(*rule, false);
            }
            if told == before {
                return told;
            }
        }
    };
    let pairs = [told(0), told(1)];
    all.iter()
        .map(|(rule, kept)| {
            let figure = |at: usize| match pairs[at / 2].get(rule) {
                Some(true) => Figure::Number(kept.counts[at]),
                _ => Figure::Withheld,
            };
            let (kept, missed, running, overdue) = (figure(0), figure(1), figure(2), figure(3));
            Punctuality { rule: *rule, kept, missed, running, overdue }
        })
        .collect()
}

/// The columns that a deadline's counts are in: kept, missed, running, overdue.
fn parts(of: DeadlineOf) -> [Column; 4] {
    match of {
        DeadlineOf::Stage(stage) => {
            [Column::InTime(stage), Column::Late(stage), Column::Waiting(stage), Column::Overdue(stage)]
        }
        DeadlineOf::Response => {
            [Column::AnsweredInTime, Column::AnsweredLate, Column::AnswerAwaited, Column::AnswerOverdue]
        }
    }
}
