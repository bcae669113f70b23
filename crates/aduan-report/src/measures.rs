//! Measures of a history: how much was completed, how long everything took and waits, which deadlines were kept
//! (R26, R31, R32), and the periodic report made of them.
//!
//! Everything is counted in whole numbers, times in whole microseconds; nothing depends on the machine, the clock or the
//! number of threads. The same lines give the same bytes. Counts so small that they would point at a person are
//! withheld, and as many others as needed, so that no sum reveals them (T9).

mod column;
mod format;
mod gather;
mod html;
mod measured;
mod publish;
mod table;
mod withhold;
mod words;
mod write;

pub use column::{Column, Time};
pub use html::html;
pub use table::{
    Amiss, CalendarPeriod, Dimension, Figure, Label, Period, Punctuality, Quantiles, Report, Row, Table,
};
pub use write::{csv, json};

use aduan_audit::{AnyRecord, Folded, History, Pass, PerComplaint, Share};
use aduan_core::Timestamp;
use measured::MeasuredComplaint;
use std::io;

/// Counts below this are withheld, unless it is told otherwise.
pub const SMALL_CELLS: u32 = 5;

/// Measures a history while it is read.
///
/// ```
/// use aduan_audit::{Reader, Source};
/// use aduan_report::measures::{Column, Figure, Measures};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(200, 1)).map(|record| record.to_line() + "\n").collect();
/// let source = Source::from_bytes("example", history.into_bytes())?;
/// let (_, report) = Reader::new().run(vec![source], Measures::new())?;
/// assert_eq!(report.total.count(Column::Received), Figure::Number(200));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Measures {
    period: Period,
    small_cells: u32,
    cases: PerComplaint<MeasuredComplaint>,
}

impl Default for Measures {
    fn default() -> Self {
        Self::new()
    }
}

impl Measures {
    /// Measures by month, with counts below [`SMALL_CELLS`] withheld.
    pub fn new() -> Self {
        Self { period: Period::Month, small_cells: SMALL_CELLS, cases: PerComplaint::default() }
    }

    /// The same by periods of this length.
    #[must_use]
    pub const fn period(mut self, period: Period) -> Self {
        self.period = period;
        self
    }

    /// The same with counts from 1 to below this withheld, and what would give them away; 0 withholds nothing.
    #[must_use]
    pub const fn small_cells(mut self, below: u32) -> Self {
        self.small_cells = below;
        self
    }
}

impl Pass for Measures {
    type Output = Report;

    fn fork(&self, _: Share) -> Self {
        Self { cases: PerComplaint::default(), ..*self }
    }

    fn merge(&mut self, other: Self) {
        self.cases.merge(other.cases);
    }

    fn finish(self, history: &History) -> io::Result<Report> {
        let now = history.now.unwrap_or(Timestamp::MIN);
        let gathered = gather::gather(self.cases.with(history), now, self.period);
        Ok(publish::publish(gathered, history, self.period, self.small_cells))
    }

    #[inline]
    fn record(&mut self, Folded { index, complaint, record, .. }: Folded<'_>) {
        if let AnyRecord::Known(known) = record {
            self.cases.at(index).follow(complaint, known.record.recorded_at);
        }
    }
}
