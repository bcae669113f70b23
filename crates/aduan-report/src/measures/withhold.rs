//! Withholds figures, so that no small count can be computed from the published ones (T9).
//!
//! A count from 1 to below the threshold is small. Besides the small counts, others are withheld until this holds for
//! every small count: there is another history with the same published counts and a different small count. That history
//! differs by two complaints that have changed rows, or by one that went to another column. So the small count can't be
//! computed from any table, total or difference of both.
//!
//! 1. Columns, over all: of the columns that add up to a published sum, at least two are withheld, or none. A column
//!    that is withheld over all is withheld in every row.
//! 2. Rows: a row with few complaints is withheld whole, and at least one other with it. If all rows are withheld, their
//!    names are withheld too: each row has at least one complaint, so six names with a total of six would reveal every
//!    count.
//! 3. Sections of a row: a section with a small count is withheld in this row. In another row, enough is withheld that
//!    two complaints of these rows could change places without any published count changing.

use super::column::{Column, Section};
use super::gather::{Contribution, Gathered, RawRow};
use super::table::{Dimension, Label};
use std::collections::{BTreeMap, BTreeSet};

/// Sections, one bit each.
type Sections = u16;

const ALL: Sections = (1 << Section::COUNT) - 1;

/// How many complaints of each kind are tried in a row, to find two that may change places.
const TRIED: usize = 24;

/// The figures to withhold.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    /// Over all, and so everywhere.
    pub(super) columns: Vec<bool>,
    /// In rows: the count, and the sections.
    pub(super) rows: BTreeMap<(Dimension, Label), (bool, Sections)>,
    /// Tables of which no row is told.
    pub(super) tables: BTreeSet<Dimension>,
}

impl Withheld {
    /// Whether this column is withheld in the total.
    pub(super) fn in_total(&self, column: Column) -> bool {
        self.columns.get(column.index()).copied().unwrap_or_default()
    }

    /// Whether it is in this row.
    pub(super) fn in_row(&self, dimension: Dimension, label: Label, column: Column) -> bool {
        let row = self.rows.get(&(dimension, label)).copied();
        self.in_total(column)
            || row.is_some_and(|(count, sections)| match (dimension, column.section()) {
                // Of closings only their number is told.
                (Dimension::Closed, _) | (_, None) => count,
                (_, Some(section)) => sections & (1 << section.0) != 0,
            })
    }

    /// Whether no row of this table is told.
    pub(super) fn table(&self, dimension: Dimension) -> bool {
        self.tables.contains(&dimension)
    }

    /// Whether there is nothing in this row but what is withheld.
    pub(super) fn whole(&self, dimension: Dimension, label: Label) -> bool {
        self.rows.get(&(dimension, label)).is_some_and(|(_, sections)| *sections == ALL)
    }
}

/// Decides which figures to withhold, if counts below `threshold` are small.
pub(super) fn withhold(all: &Gathered, threshold: u32) -> Withheld {
    let least = u64::from(threshold);
    let mut withheld = Withheld { columns: vec![false; Column::COUNT], ..Withheld::default() };
    if least == 0 {
        return withheld;
    }
    withheld.columns = columns(&all.total.sums, least);
    if withheld.in_total(Column::Received) {
        withheld.columns.fill(true);
    }
    for (dimension, table) in &all.tables {
        let rows = Rows::new(*dimension, table, &all.shares, &withheld.columns, least).withheld();
        if !rows.is_empty() && rows.iter().all(|row| *row == (true, ALL)) {
            withheld.tables.insert(*dimension);
        }
        withheld.rows.extend(table.keys().zip(rows).map(|(label, row)| ((*dimension, *label), row)));
    }
    withheld
}

const fn small(count: u64, least: u64) -> bool {
    0 < count && count < least
}

/// Withholds more of these counts, which add up to something that is known, until none of those that are withheld can
/// be told; says whether that was possible. `withheld` begins with those that must be.
fn complement(counts: &[u64], withheld: &mut [bool], least: u64) -> bool {
    loop {
        let hidden: Vec<u64> = counts
            .iter()
            .zip(&*withheld)
            .filter(|(count, hidden)| **hidden && **count > 0)
            .map(|(count, _)| *count)
            .collect();
        let (number, sum) = (hidden.len() as u64, hidden.iter().sum::<u64>());
        // At least one each and below the threshold: neither bound may settle them.
        let highest = hidden.iter().all(|count| *count < least) && sum == number * (least - 1);
        if number == 0 || number >= 2 && sum >= least && sum > number && !highest {
            return true;
        }
        let next =
            (0..counts.len()).filter(|at| counts[*at] > 0 && !withheld[*at]).min_by_key(|at| counts[*at]);
        match next {
            Some(next) => withheld[next] = true,
            None => return false,
        }
    }
}

/// The columns that are withheld over all.
fn columns(sums: &[u64], least: u64) -> Vec<bool> {
    let of = |column: Column| sums.get(column.index()).copied().unwrap_or_default();
    let mut hidden: Vec<bool> = Column::all().map(|column| small(of(column), least)).collect();
    loop {
        let before = hidden.clone();
        for (sum, parts) in Column::sums() {
            if hidden[sum.index()] {
                for part in parts {
                    hidden[part.index()] = true;
                }
                continue;
            }
            let counts: Vec<u64> = parts.iter().map(|part| of(*part)).collect();
            let mut these: Vec<bool> = parts.iter().map(|part| hidden[part.index()]).collect();
            let possible = complement(&counts, &mut these, least);
            parts.iter().zip(these).for_each(|(part, these)| hidden[part.index()] |= these);
            hidden[sum.index()] |= !possible;
        }
        if hidden == before {
            return hidden;
        }
    }
}

/// One table, while it is decided what is withheld in it.
struct Rows<'a> {
    counted: bool,
    raw: Vec<&'a RawRow>,
    shares: &'a [Contribution],
    columns: &'a [bool],
    least: u64,
    /// For each share and section, a number for what it says in the columns that are not withheld over all.
    said: Vec<[u32; Section::COUNT as usize]>,
    counts: Vec<bool>,
    sections: Vec<Sections>,
}

/// An empty share: if a row's count is withheld, a complaint may leave it without another coming in.
const NOBODY: u32 = u32::MAX;

impl<'a> Rows<'a> {
    fn new(
        dimension: Dimension,
        table: &'a BTreeMap<Label, RawRow>,
        shares: &'a [Contribution],
        columns: &'a [bool],
        least: u64,
    ) -> Self {
        let raw: Vec<&RawRow> = table.values().collect();
        let number = raw.len();
        let said = said(shares, columns);
        let counted = dimension.counted();
        Self {
            counted,
            raw,
            shares,
            columns,
            least,
            said,
            counts: vec![false; number],
            sections: vec![0; number],
        }
    }

    fn withheld(mut self) -> Vec<(bool, Sections)> {
        if self.counted {
            let counts: Vec<u64> = self.raw.iter().map(|row| row.count).collect();
            let mut few: Vec<bool> = counts.iter().map(|count| small(*count, self.least)).collect();
            if !complement(&counts, &mut few, self.least) {
                few.fill(true);
            }
            for (row, few) in few.into_iter().enumerate() {
                if few {
                    (self.counts[row], self.sections[row]) = (true, ALL);
                }
            }
        }
        let mut found = Vec::new();
        for (row, raw) in self.raw.iter().enumerate() {
            for column in Column::all().filter(|column| !self.columns[column.index()]) {
                if let Some(section) = column.section()
                    && small(raw.sums[column.index()], self.least)
                    && !self.counts[row]
                {
                    self.sections[row] |= 1 << section.0;
                    found.push((row, column));
                }
            }
        }
        for (row, column) in found {
            self.protect(row, column);
        }
        self.counts.into_iter().zip(self.sections).collect()
    }

    /// Sees to it that a complaint of this row can change places with one of another that says something else in this
    /// column, at the least price in other sections.
    fn protect(&mut self, row: usize, column: Column) {
        let mine = self.kinds(row, column);
        let mut best: Option<(u32, usize, Sections)> = None;
        for other in (0..self.raw.len()).filter(|other| *other != row) {
            let theirs = self.kinds(other, column);
            for one in &mine {
                for two in &theirs {
                    if self.value(*one, column) == self.value(*two, column) {
                        continue;
                    }
                    let differ = self.differ(*one, *two);
                    let price = (differ & !self.sections[row]).count_ones()
                        + (differ & !self.sections[other]).count_ones();
                    if best.is_none_or(|(least, ..)| price < least) {
                        best = Some((price, other, differ));
                    }
                    if price == 0 {
                        return;
                    }
                }
            }
        }
        match best {
            Some((_, other, differ)) => {
                self.sections[row] |= differ;
                self.sections[other] |= differ;
            }
            // Nothing else is there to hide it behind.
            None => self.sections.fill(ALL),
        }
    }

    /// Complaints of a row, of each kind that there is in this column some, as unlike each other as their order gives.
    fn kinds(&self, row: usize, column: Column) -> Vec<u32> {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for share in self.raw[row].shares.iter().copied() {
            let list = if self.value(share, column) > 0 { &mut with } else { &mut without };
            if list.len() < TRIED {
                list.push(share);
            }
        }
        with.append(&mut without);
        if !self.counted {
            with.push(NOBODY);
        }
        with
    }

    fn value(&self, share: u32, column: Column) -> u32 {
        self.shares.get(share as usize).map_or(0, |share| share[column.index()])
    }

    /// The sections in which two shares say something else.
    fn differ(&self, one: u32, two: u32) -> Sections {
        let nothing = [0; Section::COUNT as usize];
        let said = |share: u32| self.said.get(share as usize).unwrap_or(&nothing);
        let (one, two) = (said(one), said(two));
        (0..Section::COUNT)
            .filter(|at| one[usize::from(*at)] != two[usize::from(*at)])
            .fold(0, |all, at| all | 1 << at)
    }
}

/// Numbers what each share says in each section, in the columns that are not withheld over all: 0 for nothing.
fn said(shares: &[Contribution], columns: &[bool]) -> Vec<[u32; Section::COUNT as usize]> {
    let mut all = vec![[0; Section::COUNT as usize]; shares.len()];
    for section in 0..Section::COUNT {
        let places: Vec<usize> = Column::all()
            .filter(|column| column.section() == Some(Section(section)) && !columns[column.index()])
            .map(Column::index)
            .collect();
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        known.insert(vec![0; places.len()], 0);
        for (share, said) in shares.iter().zip(&mut all) {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            let says: Vec<u32> = places.iter().map(|place| share[*place]).collect();
            said[usize::from(section)] = *known.entry(says).or_insert(next);
        }
    }
    all
}
