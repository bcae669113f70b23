//! No small count can be told from a report (T9).

use super::attacker::{attack, is_count};
use super::{Figures, figures, history, measured, measured_by};
use aduan_audit::{AsOf, Reader};
use aduan_report::measures::{self, Measures, Period};
use proptest::prelude::*;

fn both(history: &str, small_cells: u32, period: Period) -> (Figures, Figures) {
    let told = |small_cells| {
        let measures = Measures::new().period(period).small_cells(small_cells);
        figures(&measures::csv(&measured(measures, history)))
    };
    (told(small_cells), told(0))
}

/// How many small counts there were, and how many figures are told.
fn hold(history: &str, small_cells: u32, period: Period) -> (usize, usize) {
    let (published, truth) = both(history, small_cells, period);
    let number = |value: &String| value.parse::<u64>().ok();
    let small = |count: u64| (1..u64::from(small_cells)).contains(&count);
    let mut shown = 0;
    for (cell, value) in published.iter().filter(|(cell, _)| cell.0 != "report") {
        assert!(value == "withheld" || Some(value) == truth.get(cell), "{cell:?}: {value}");
        if let Some(count) = number(value).filter(|_| is_count(&cell.2)) {
            assert!(!small(count), "{cell:?} is told: {count}");
            shown += 1;
        }
    }
    let attack = attack(&published);
    assert!(attack.unknown > 0);
    for (cell, count) in &attack.settled {
        if let Some(count_in_truth) = truth.get(cell) {
            assert_eq!(Some(*count), number(count_in_truth), "the attacker is no fool: {cell:?}");
        }
        assert!(!small(*count), "{cell:?} can be computed: {count}");
    }
    let secrets = truth.iter().filter(|(cell, _)| cell.0 != "report" && is_count(&cell.2));
    (secrets.filter_map(|(_, value)| number(value)).filter(|count| small(*count)).count(), shown)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_small_count_can_be_computed_from_all_tables_together(
        complaints in 5_u32..400,
        seed in 0_u64..1_000_000,
        small_cells in 2_u32..12,
        quarters in any::<bool>(),
    ) {
        let period = if quarters { Period::Quarter } else { Period::Year };
        hold(&history(complaints, seed), small_cells, period);
    }

    // With few complaints, every count is at a bound of its own.
    #[test]
    fn nor_of_a_handful(
        complaints in 1_u32..40,
        seed in 0_u64..1_000_000,
        small_cells in 2_u32..8,
        period in prop_oneof![Just(Period::Month), Just(Period::Quarter), Just(Period::Year)],
    ) {
        hold(&history(complaints, seed), small_cells, period);
    }
}

#[test]
fn of_rows_with_one_complaint_each_not_even_their_labels_are_told() {
    let history = history(6, 175_340);
    hold(&history, 2, Period::Quarter);
    let (published, truth) = both(&history, 2, Period::Quarter);
    let rows = |figures: &Figures| {
        figures.keys().filter(|(table, row, _)| table == "received_in" && !row.is_empty()).count()
    };
    assert!(rows(&truth) > 0);
    assert_eq!(rows(&published), 0);
    assert_eq!(published[&("received_in".to_owned(), String::new(), "rows".to_owned())], "withheld");
}

#[test]
fn much_is_told_of_a_large_history_and_nothing_small_can_be_computed() {
    let (small, shown) = hold(&history(6_000, 5), 5, Period::Month);
    assert!(small > 500, "{small}");
    assert!(shown > 2_000, "{shown}");
}

#[test]
fn where_the_small_counts_alone_are_withheld_the_attacker_computes_them() {
    let (_, mut naive) = both(&history(1_000, 5), 5, Period::Year);
    let truth = naive.clone();
    let small = |cell: &(String, String, String), value: &str| {
        cell.0 != "report"
            && is_count(&cell.2)
            && value.parse().is_ok_and(|count: u64| (1..5).contains(&count))
    };
    for (cell, value) in &mut naive {
        if small(cell, value) {
            "withheld".clone_into(value);
        }
    }
    let settled = attack(&naive).settled;
    let told = settled.keys().filter(|cell| truth.get(*cell).is_some_and(|value| small(cell, value))).count();
    assert!(told > 100, "{told}");
}

#[test]
fn a_median_is_told_of_enough_cases_on_either_side_alone() {
    let (published, truth) = both(&history(1_500, 6), 5, Period::Year);
    let cases = |(table, row, measure): &(String, String, String)| -> u64 {
        let time = measure.rsplit_once('.').expect("a time").0;
        let counted = match time.split_once('.') {
            Some(("wait", stage)) => format!("ended.{stage}"),
            Some(("age", stage)) => format!("open.{stage}"),
            _ => "closed".to_owned(),
        };
        truth[&(table.clone(), row.clone(), counted)].parse().expect("a count")
    };
    let mut told = 0;
    for (cell, value) in &published {
        let least = match cell.2.rsplit_once('.') {
            Some((_, "median_hours")) => 9,
            Some((_, "p90_hours")) => 40,
            _ => continue,
        };
        if value.parse::<u64>().is_ok() {
            assert!(cases(cell) >= least, "{cell:?} of {}", cases(cell));
            told += 1;
        }
    }
    assert!(told > 50, "{told}");
}

#[test]
fn of_too_few_complaints_nothing_is_told() {
    let (published, _) = both(&history(4, 1), 5, Period::Month);
    let told: Vec<_> =
        published.iter().filter(|(cell, value)| cell.0 != "report" && value.parse::<u64>().is_ok()).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn the_same_lines_give_the_same_bytes_on_any_number_of_threads() {
    let history = history(800, 7);
    let report = |threads: usize| {
        let threads = std::num::NonZeroUsize::new(threads).expect("not 0");
        let report = measured_by(&Reader::new().threads(threads), Measures::new(), &history);
        let json = measures::json(&report).to_string();
        (measures::csv(&report), json, measures::html(&report, aduan_core::Language::Indonesian))
    };
    let one = report(1);
    assert_eq!(one, report(2));
    assert_eq!(one, report(7));
}

#[test]
fn a_report_as_of_a_position_is_that_of_a_log_that_ends_there() {
    let history = history(500, 8);
    let lines = 2_000;
    let cut: String = history.lines().take(lines).flat_map(|line| [line, "\n"]).collect();
    let reader = Reader::new().as_of(AsOf::Position(lines as u64));
    let then = measured_by(&reader, Measures::new(), &history);
    assert_eq!(measures::csv(&then), measures::csv(&measured(Measures::new(), &cut)));
    assert_eq!(then.position, lines as u64);
}
