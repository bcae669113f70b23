//! An attacker who has the report, knows which counts add up to which, and computes.
//!
//! The attacker does not know how the withheld figures were chosen. All tables together are one system of linear
//! equations over counts that are not negative. The attacker solves it exactly (in a finite field: every value that is
//! determined in the rationals is determined there too). Then the attacker narrows the range of each count by the
//! ranges of the others, until no range changes.

use super::Figures;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More than any count.
const NO_BOUND: i64 = 1 << 40;

/// Arithmetic is modulo this prime.
const PRIME: u128 = (1 << 61) - 1;

const STAGES: [&str; 7] =
    ["intake", "verification", "awaiting_data", "with_pyb", "assessment", "follow_up", "with_inspectorate"];
const OUTCOMES: [&str; 6] = [
    "substantiated",
    "partly_substantiated",
    "unsubstantiated",
    "not_actionable",
    "withdrawn",
    "by_inspectorate",
];
const ANSWERS: [&str; 5] = ["in_time", "late", "waiting", "overdue", "untimed"];

type Cell = (String, String, String);

/// The attacker's results.
pub(super) struct Attack {
    /// Which unknowns are settled, and to what.
    pub(super) settled: BTreeMap<Cell, u64>,
    /// How many are unknown.
    pub(super) unknown: usize,
}

struct System {
    unknowns: HashMap<Cell, usize>,
    cells: Vec<Cell>,
    least: Vec<i64>,
    most: Vec<i64>,
    /// Coefficients of unknowns, and what they add up to.
    equations: Vec<(BTreeMap<usize, i64>, i64)>,
}

pub(super) fn is_count(measure: &str) -> bool {
    !measure.contains("permille") && !measure.contains("hours")
}

pub(super) fn attack(published: &Figures) -> Attack {
    let mut system = System {
        unknowns: HashMap::new(),
        cells: Vec::new(),
        least: Vec::new(),
        most: Vec::new(),
        equations: Vec::new(),
    };
    let total = published.get(&key("total", "", "received")).and_then(|value| value.parse().ok());
    for (cell, value) in published.iter().filter(|(cell, _)| is_count(&cell.2)) {
        if value == "withheld" {
            // A row that is there has at least one complaint in it, if it says how many it has.
            let least = i64::from(cell.2 == "received" && cell.0 != "total");
            // Of complaints there are no more than there are; of stays there may be.
            let complaints = matches!(cell.2.as_str(), "received" | "closed" | "open")
                || ["outcome.", "answer.", "open."].iter().any(|prefix| cell.2.starts_with(prefix));
            system.unknown(cell.clone(), least, total.filter(|_| complaints).unwrap_or(NO_BOUND));
        }
    }
    system.known(published);
    let unknown = system.cells.len();
    let mut settled = system.solve();
    settled.extend(system.narrow());
    Attack { settled, unknown }
}

fn key(table: &str, row: &str, measure: &str) -> Cell {
    (table.to_owned(), row.to_owned(), measure.to_owned())
}

impl System {
    fn unknown(&mut self, cell: Cell, least: i64, most: i64) -> usize {
        let next = self.cells.len();
        let number = *self.unknowns.entry(cell.clone()).or_insert(next);
        if number == next {
            self.cells.push(cell);
            self.least.push(least);
            self.most.push(most);
        }
        number
    }

    /// `parts` add up to `sum`; nothing is said if one of them is not published at all.
    fn adds_up(&mut self, published: &Figures, parts: &[Cell], sum: &Cell) {
        let (mut unknowns, mut constant) = (BTreeMap::new(), 0_i64);
        let signed = parts.iter().map(|part| (part, 1)).chain([(sum, -1)]);
        for (cell, sign) in signed {
            if let Some(number) = self.unknowns.get(cell) {
                *unknowns.entry(*number).or_insert(0) += sign;
            } else {
                let Some(value) = published.get(cell) else { return };
                constant -= sign * value.parse::<i64>().unwrap_or_else(|_| panic!("{cell:?}: {value}"));
            }
        }
        unknowns.retain(|_, factor| *factor != 0);
        self.equations.push((unknowns, constant));
    }

    /// Everything that adds up.
    fn known(&mut self, published: &Figures) {
        let rows: BTreeSet<(String, String)> =
            published.keys().map(|(table, row, _)| (table.clone(), row.clone())).collect();
        let within = |table: &str| matches!(table, "total" | "unit" | "matter" | "channel" | "received_in");
        for (table, row) in rows.iter().filter(|(table, _)| within(table) || table == "holder") {
            let cell = |measure: &str| key(table, row, measure);
            let many = |prefix: &str, words: &[&str]| -> Vec<Cell> {
                words.iter().map(|word| cell(&format!("{prefix}.{word}"))).collect()
            };
            self.adds_up(published, &[cell("closed"), cell("open")], &cell("received"));
            self.adds_up(published, &many("outcome", &OUTCOMES), &cell("closed"));
            self.adds_up(published, &many("open", &STAGES), &cell("open"));
            self.adds_up(published, &many("answer", &ANSWERS), &cell("received"));
            self.adds_up(published, &[cell("open.intake"), cell("ended.intake")], &cell("received"));
            for stage in STAGES {
                let of = |what: &str| cell(&format!("{what}.{stage}"));
                self.adds_up(published, &[of("waiting"), of("overdue")], &of("open"));
                self.adds_up(published, &[of("in_time"), of("late"), of("untimed")], &of("ended"));
            }
        }
        let measures: BTreeSet<String> = published
            .keys()
            .filter(|(table, ..)| table == "total")
            .map(|(.., measure)| measure.clone())
            .collect();
        for table in ["unit", "matter", "channel", "received_in", "closed_in", "holder"] {
            for measure in measures.iter().filter(|measure| is_count(measure)) {
                let mut cells: Vec<Cell> = published
                    .keys()
                    .filter(|(of, _, what)| of == table && what == measure)
                    .cloned()
                    .collect();
                if cells.is_empty() {
                    continue;
                }
                if table == "holder" {
                    // Offices that are left out.
                    let rest = key(table, "(others)", measure);
                    self.unknown(rest.clone(), 0, NO_BOUND);
                    cells.push(rest);
                }
                self.adds_up(published, &cells, &key("total", "", measure));
            }
        }
        // The shipped rulebooks are public, and they show which rule sets which deadline.
        for (rule, stages) in [
            ("R13", &["awaiting_data"][..]),
            ("R24", &["intake", "verification", "with_pyb", "follow_up"]),
            ("R26", &["assessment", "with_inspectorate"]),
        ] {
            for (of_rule, of_stage) in
                [("kept", "in_time"), ("missed", "late"), ("running", "waiting"), ("overdue", "overdue")]
            {
                let parts: Vec<Cell> =
                    stages.iter().map(|stage| key("total", "", &format!("{of_stage}.{stage}"))).collect();
                self.adds_up(published, &parts, &key("rule", rule, of_rule));
            }
        }
        for (of_rule, answer) in
            [("kept", "in_time"), ("missed", "late"), ("running", "waiting"), ("overdue", "overdue")]
        {
            self.adds_up(
                published,
                &[key("total", "", &format!("answer.{answer}"))],
                &key("rule", "R23", of_rule),
            );
        }
    }

    /// The counts that the equations alone determine, by Gauss-Jordan elimination.
    fn solve(&self) -> BTreeMap<Cell, u64> {
        let field =
            |number: i64| -> u128 { i128::from(number).rem_euclid(PRIME.cast_signed()).cast_unsigned() };
        let mut solved: HashMap<usize, (BTreeMap<usize, u128>, u128)> = HashMap::new();
        for (unknowns, constant) in &self.equations {
            let mut row: BTreeMap<usize, u128> =
                unknowns.iter().map(|(at, factor)| (*at, field(*factor))).collect();
            let mut constant = field(*constant);
            let mut from = 0;
            // Solved unknowns are put in, the first one first. A solution names only free unknowns or later ones.
            while let Some((at, factor)) = row.range(from..).next().map(|(at, factor)| (*at, *factor)) {
                from = at + 1;
                if let Some((other, value)) = solved.get(&at) {
                    subtract(&mut row, &mut constant, other, *value, factor);
                }
            }
            let Some((pivot, factor)) = row.first_key_value().map(|(at, factor)| (*at, *factor)) else {
                assert_eq!(constant, 0, "what is published contradicts itself");
                continue;
            };
            let inverse = power(factor, PRIME - 2);
            for factor in row.values_mut() {
                *factor = *factor * inverse % PRIME;
            }
            constant = constant * inverse % PRIME;
            solved.insert(pivot, (row, constant));
        }
        // Backwards, so that each solution names free unknowns alone.
        let mut pivots: Vec<usize> = solved.keys().copied().collect();
        pivots.sort_unstable_by_key(|pivot| std::cmp::Reverse(*pivot));
        let mut found = BTreeMap::new();
        for pivot in pivots {
            let (mut row, mut constant) = solved.remove(&pivot).expect("a pivot");
            let others: Vec<usize> = row.keys().copied().filter(|at| *at > pivot).collect();
            for at in others {
                if let (Some(factor), Some((other, value))) = (row.get(&at).copied(), solved.get(&at)) {
                    subtract(&mut row, &mut constant, other, *value, factor);
                }
            }
            if row.len() == 1 {
                found.insert(self.cells[pivot].clone(), u64::try_from(constant).expect("a count"));
            }
            solved.insert(pivot, (row, constant));
        }
        found
    }

    /// The counts that bounds determine: each unknown lies within the range that the rest of each equation leaves it.
    fn narrow(&mut self) -> BTreeMap<Cell, u64> {
        loop {
            let mut moved = false;
            for (unknowns, constant) in &self.equations {
                for (at, factor) in unknowns {
                    let rest = |low: bool| -> i64 {
                        let others = unknowns.iter().filter(|(other, _)| *other != at);
                        others.fold(0_i64, |sum, (other, factor)| {
                            let bound =
                                if (*factor > 0) == low { self.least[*other] } else { self.most[*other] };
                            sum.saturating_add(factor.saturating_mul(bound))
                        })
                    };
                    let (one, two) =
                        (constant.saturating_sub(rest(false)), constant.saturating_sub(rest(true)));
                    let (low, high) = if *factor > 0 { (one, two) } else { (-two, -one) };
                    if low > self.least[*at] {
                        (self.least[*at], moved) = (low, true);
                    }
                    if high < self.most[*at] {
                        (self.most[*at], moved) = (high, true);
                    }
                    let (least, most) = (self.least[*at], self.most[*at]);
                    assert!(least <= most, "what is published contradicts itself: {:?}", self.cells[*at]);
                }
            }
            if !moved {
                break;
            }
        }
        let bounds = self.least.iter().zip(&self.most).zip(&self.cells);
        let settled = bounds.filter(|((least, most), _)| least == most);
        settled.map(|((least, _), cell)| (cell.clone(), u64::try_from(*least).expect("a count"))).collect()
    }
}

fn subtract(
    row: &mut BTreeMap<usize, u128>,
    constant: &mut u128,
    other: &BTreeMap<usize, u128>,
    value: u128,
    factor: u128,
) {
    for (at, theirs) in other {
        let ours = row.entry(*at).or_insert(0);
        *ours = (*ours + PRIME - factor * theirs % PRIME) % PRIME;
    }
    row.retain(|_, factor| *factor != 0);
    *constant = (*constant + PRIME - factor * value % PRIME) % PRIME;
}

fn power(mut base: u128, mut exponent: u128) -> u128 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

#[test]
fn the_attacker_solves_what_can_be_solved() {
    // Two rows of a table, of which one is withheld: what is left of the total is its.
    let figures: Figures = [
        (("total", "", "received"), "12"),
        (("matter", "discipline", "received"), "9"),
        (("matter", "duties", "received"), "withheld"),
    ]
    .into_iter()
    .map(|((table, row, measure), value)| (key(table, row, measure), value.to_owned()))
    .collect();
    assert_eq!(attack(&figures).settled, BTreeMap::from([(key("matter", "duties", "received"), 3)]));

    // Two that are withheld and have two together: one each, since each row that is there has one.
    let mut figures = figures;
    figures.insert(key("total", "", "received"), "11".to_owned());
    figures.insert(key("matter", "other", "received"), "withheld".to_owned());
    assert_eq!(attack(&figures).settled.len(), 2);
    figures.insert(key("total", "", "received"), "12".to_owned());
    assert!(attack(&figures).settled.is_empty());
}
