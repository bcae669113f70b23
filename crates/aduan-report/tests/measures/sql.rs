//! The measures agree with an independent computation over the CSV export, to the last digit.

use super::{Figures, figures, history, measured};
use aduan_audit::Source;
use aduan_convert::export::{Export, Format};
use aduan_report::measures::{self, Measures};
use rusqlite::Connection;

/// Loads the CSV export of a history into `SQLite` as any user would, and makes from its columns the tables that the
/// computation needs.
fn load(history: &str) -> Connection {
    let mut table = Vec::new();
    let source = Source::from_bytes("history", history.as_bytes().to_vec()).expect("readable");
    Export::new(Format::Csv).to_writer(vec![source], &mut table).expect("exported");
    let mut table = csv::Reader::from_reader(&*table);
    let columns: Vec<String> = table.headers().expect("a header").iter().map(str::to_owned).collect();
    let database = Connection::open_in_memory().expect("opens");
    let (names, places) = (columns.join("\", \""), vec!["?"; columns.len()].join(", "));
    database.execute_batch(&format!("BEGIN; CREATE TABLE export (\"{names}\");")).expect("made");
    let mut insert = database.prepare(&format!("INSERT INTO export VALUES ({places})")).expect("prepared");
    for row in table.records() {
        let row = row.expect("a row");
        // An empty cell is no value.
        let values = row.iter().map(|value| (!value.is_empty()).then(|| value.to_owned()));
        insert.execute(rusqlite::params_from_iter(values)).expect("inserted");
    }
    drop(insert);
    database.execute_batch(include_str!("export.sql")).expect("read");
    database.execute_batch("COMMIT").expect("kept");
    database
}

fn by_sql(history: &str) -> Figures {
    let database = load(history);
    database.execute_batch(include_str!("measures.sql")).expect("computed");
    let mut select = database.prepare("SELECT place, name, measure, value FROM figure").expect("prepared");
    let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<_> {
        let value: i64 = row.get(3)?;
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), value.to_string()))
    };
    let rows = select.query_map([], row).expect("asked");
    rows.map(|row| row.expect("read")).filter(|(_, value)| value != "0").collect()
}

#[test]
fn every_figure_is_what_sql_makes_of_the_csv_export() {
    for (complaints, seed) in [(4_000, 1), (700, 2), (30, 3), (1, 4)] {
        let history = history(complaints, seed);
        let report = measured(Measures::new().small_cells(0), &history);
        let mut ours = figures(&measures::csv(&report));
        // SQL has no rows for what there is none of.
        ours.retain(|(table, ..), value| table != "report" && value != "0" && !value.is_empty());
        let theirs = by_sql(&history);
        let differing: Vec<_> = ours
            .iter()
            .map(|(figure, value)| (figure, Some(value), theirs.get(figure)))
            .chain(theirs.iter().map(|(figure, value)| (figure, ours.get(figure), Some(value))))
            .filter(|(_, ours, theirs)| ours != theirs)
            .take(10)
            .collect();
        assert!(differing.is_empty(), "{complaints} complaints: {differing:#?}");
        assert!(complaints < 1_000 || ours.len() > 5_000, "{}", ours.len());
        for table in ["total", "unit", "matter", "channel", "received_in", "closed_in", "holder", "rule"] {
            assert!(complaints < 1_000 || ours.keys().any(|(of, ..)| of == table), "{table}");
        }
    }
}

#[test]
fn both_rulebooks_are_in_the_history() {
    let history = history(4_000, 1);
    for rulebook in ["kep-154-2012", "per-13-2025"] {
        assert!(history.contains(rulebook));
    }
}
