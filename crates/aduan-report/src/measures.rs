//! Measures of a history: how much was completed, how long everything took and waits, which deadlines were kept
//! (R26, R31, R32), and the periodic report made of them.
//!
//! Everything is counted in whole numbers, times in whole microseconds; nothing depends on the machine, the clock or the
//! number of threads. The same lines give the same bytes. Counts so small that they would point at somebody are
//! withheld, with as many others as it takes that no sum gives them away (T9).

mod case;
mod column;
mod gather;
mod html;
mod publish;
mod say;
mod table;
mod withhold;
mod words;
mod write;

pub use column::{Column, Time};
pub use html::html;
pub use table::{Dimension, Figure, Label, Period, Punctuality, Ranks, Report, Row, Stretch, Table};
pub use write::{csv, json};

use aduan_audit::reading::{self, Horizon, Shard};
use aduan_audit::{AsOf, Progress, ReplayError, Source};
use aduan_core::Timestamp;
use case::Case;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::thread;

/// Counts below this are withheld, unless it is told otherwise.
pub const SMALL_CELLS: u32 = 5;

/// Measures histories of any size in one pass.
///
/// ```
/// use aduan_audit::Source;
/// use aduan_report::measures::{Column, Figure, Measures};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(200, 1)).map(|record| record.to_line() + "\n").collect();
/// let report = Measures::new().run(vec![Source::from_bytes("example", history.into_bytes())?])?;
/// assert_eq!(report.total.count(Column::Received), Figure::Number(200));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Measures {
    threads: NonZeroUsize,
    as_of: Option<AsOf>,
    period: Period,
    small_cells: u32,
}

impl Default for Measures {
    fn default() -> Self {
        Self::new()
    }
}

impl Measures {
    /// Measures by month, with counts below [`SMALL_CELLS`] withheld, on as many threads as the machine has cores.
    pub fn new() -> Self {
        let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { threads, as_of: None, period: Period::Month, small_cells: SMALL_CELLS }
    }

    /// The same on so many threads. The result does not depend on it.
    #[must_use]
    pub const fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// The same as of an instant or position.
    #[must_use]
    pub const fn as_of(mut self, as_of: AsOf) -> Self {
        self.as_of = Some(as_of);
        self
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

    /// Measures the sources as one history, in their order.
    ///
    /// # Errors
    /// [`ReplayError::Source`] if one stops being readable. What is wrong within the lines is no error: it is in
    /// [`Report::read`].
    pub fn run(&self, sources: Vec<Source>) -> Result<Report, ReplayError> {
        self.run_with(sources, |_| ControlFlow::Continue(()))
    }

    /// [`run`](Self::run), telling `watch` how far it has come, which may stop it.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with(
        &self,
        sources: Vec<Source>,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, ReplayError> {
        let horizon = Horizon(self.as_of);
        let make = |share| Shard::<Case>::new(share, horizon);
        let (reading, shards) = reading::run(self.threads, sources, watch, make)?;
        let (read, cases) = reading::add_up(reading, shards);
        let now = horizon.now(read.last_at);
        let gathered = gather::gather(&cases, now.unwrap_or(Timestamp::MIN), self.period);
        drop(cases);
        Ok(publish::publish(gathered, read, self.period, self.small_cells, now))
    }
}
