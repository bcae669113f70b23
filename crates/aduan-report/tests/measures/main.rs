//! Measures, compared with SQL over the raw events, and attacked by a reader who wants to know the withheld counts.

#![allow(clippy::expect_used, clippy::panic)]

mod attacker;
mod secrecy;
mod sql;

use aduan_audit::{Reader, Source};
use aduan_generate::{Generator, Options};
use aduan_report::measures::{Measures, Report};
use std::collections::BTreeMap;

/// A generated history, under both shipped rulebooks.
fn history(complaints: u32, seed: u64) -> String {
    Generator::new(Options::new(complaints, seed)).map(|record| record.to_line() + "\n").collect()
}

fn measured(measures: Measures, history: &str) -> Report {
    measured_by(&Reader::new(), measures, history)
}

fn measured_by(reader: &Reader, measures: Measures, history: &str) -> Report {
    let source = Source::from_bytes("history", history.as_bytes().to_vec()).expect("readable");
    reader.run(vec![source], measures).expect("readable").1
}

/// A figure by its table, row and measure.
type Figures = BTreeMap<(String, String, String), String>;

/// The figures of the CSV.
fn figures(csv: &str) -> Figures {
    let mut lines = csv.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("table,row,measure,value"));
    let cells = lines.map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    cells.map(|cells| ((cells[0].clone(), cells[1].clone(), cells[2].clone()), cells[3].clone())).collect()
}
