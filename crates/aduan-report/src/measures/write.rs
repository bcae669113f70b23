//! The report for programs: CSV and JSON.

use super::column::{Column, Time};
use super::table::{Amiss, Figure, Quantiles, Report, Row, Table};
use aduan_core::Stage;
use serde_json::{Map, Value, json};

/// The report as CSV: `table,row,measure,value`, one figure a line. A value is a whole number, `withheld`, or empty where
/// there is nothing to measure. Times are in hours, shares in thousandths. Of a table that is not told at all there is
/// one line: `unit,,rows,withheld`.
///
/// ```
/// use aduan_audit::{Reader, Source};
/// use aduan_report::measures::{Measures, csv};
/// let (_, report) = Reader::new().run(vec![Source::from_bytes("empty", Vec::new())?], Measures::new())?;
/// assert!(csv(&report).starts_with("table,row,measure,value\r\nreport,,format,1\r\n"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn csv(report: &Report) -> String {
    let mut out = String::from("table,row,measure,value\r\n");
    let mut line = |table: &str, row: &str, measure: &str, value: &str| {
        // Names and values are codes and numbers of this crate: none has a comma, a quote or a line end.
        out.extend([table, ",", row, ",", measure, ",", value, "\r\n"]);
    };
    line("report", "", "format", "1");
    line("report", "", "as_of", &report.now.map(|now| now.to_string()).unwrap_or_default());
    line("report", "", "position", &report.position.to_string());
    line("report", "", "period", report.period.as_str());
    line("report", "", "small_cells", &report.small_cells.to_string());
    for (name, count) in amiss(report) {
        line("report", "", name, &count.to_string());
    }
    for (measure, figure) in measures(&report.total, Column::all(), Time::all()) {
        line("total", "", &measure, &text(figure));
    }
    for rule in &report.rules {
        let name = rule.rule.to_string();
        for (measure, figure) in [
            ("kept", rule.kept),
            ("missed", rule.missed),
            ("running", rule.running),
            ("overdue", rule.overdue),
            ("kept_permille", rule.share()),
        ] {
            line("rule", &name, measure, &text(figure));
        }
    }
    for table in &report.tables {
        if table.withheld {
            line(table.dimension.as_str(), "", "rows", &text(Figure::Withheld));
        }
        for (label, row) in &table.rows {
            let label = label.to_string();
            for (measure, figure) in of_table(table, row) {
                line(table.dimension.as_str(), &label, &measure, &text(figure));
            }
        }
    }
    out
}

fn text(figure: Figure) -> String {
    match figure {
        Figure::Number(number) => number.to_string(),
        Figure::Withheld => "withheld".to_owned(),
        Figure::Nothing => String::new(),
    }
}

/// The report as one JSON object: a number, `"withheld"`, or null where there is nothing to measure. A table is a list of
/// rows, or `"withheld"`.
///
/// ```
/// use aduan_audit::{Reader, Source};
/// use aduan_report::measures::{Measures, json};
/// let (_, report) = Reader::new().run(vec![Source::from_bytes("empty", Vec::new())?], Measures::new())?;
/// assert_eq!(json(&report)["total"]["received"], 0);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn json(report: &Report) -> Value {
    let object = |measures: &mut dyn Iterator<Item = (String, Figure)>| -> Value {
        measures.map(|(measure, figure)| (measure, value(figure))).collect::<Map<_, _>>().into()
    };
    let tables: Map<String, Value> = report
        .tables
        .iter()
        .map(|table| {
            let row = |(label, row): &(super::Label, Row)| {
                json!({ "row": label.to_string(), "measures": object(&mut of_table(table, row).into_iter()) })
            };
            let rows =
                if table.withheld { value(Figure::Withheld) } else { table.rows.iter().map(row).collect() };
            (table.dimension.as_str().to_owned(), rows)
        })
        .collect();
    let rules: Vec<Value> = report
        .rules
        .iter()
        .map(|rule| {
            json!({
                "rule": rule.rule,
                "kept": value(rule.kept),
                "missed": value(rule.missed),
                "running": value(rule.running),
                "overdue": value(rule.overdue),
                "kept_permille": value(rule.share()),
            })
        })
        .collect();
    json!({
        "format": 1,
        "as_of": report.now,
        "position": report.position,
        "period": report.period.as_str(),
        "small_cells": report.small_cells,
        "amiss": amiss(report).into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect::<Map<_, Value>>(),
        "total": object(&mut measures(&report.total, Column::all(), Time::all()).into_iter()),
        "rules": rules,
        "tables": tables,
    })
}

fn value(figure: Figure) -> Value {
    match figure {
        Figure::Number(number) => number.into(),
        Figure::Withheld => "withheld".into(),
        Figure::Nothing => Value::Null,
    }
}

fn amiss(report: &Report) -> [(&'static str, u64); 4] {
    let Amiss { corrupt, unknown, disorder, unreceived } = report.amiss;
    [("corrupt", corrupt), ("unknown", unknown), ("disorder", disorder), ("unreceived", unreceived)]
}

fn of_table(table: &Table, row: &Row) -> Vec<(String, Figure)> {
    measures(row, table.columns(), table.times())
}

/// The figures of a row under their names; shares where both of their parts are in it.
fn measures(
    row: &Row,
    columns: impl Iterator<Item = Column>,
    times: impl Iterator<Item = Time>,
) -> Vec<(String, Figure)> {
    let columns: Vec<Column> = columns.collect();
    let mut all: Vec<(String, Figure)> =
        columns.iter().map(|column| (column.to_string(), row.count(*column))).collect();
    if columns.contains(&Column::Received) {
        all.push(("closed_permille".to_owned(), row.completion()));
    }
    let stages = |column: &Column| match column {
        Column::InTime(stage) => Some(*stage),
        _ => None,
    };
    let timeliness = |stage: Stage| (format!("in_time_permille.{stage}"), row.timeliness(stage));
    all.extend(columns.iter().filter_map(stages).map(timeliness));
    for time in times {
        let Quantiles { median, ninth_tenth } = row.time(time);
        all.push((format!("{time}.median_hours"), median));
        all.push((format!("{time}.p90_hours"), ninth_tenth));
    }
    all
}
