//! Folding histories of any size.

pub mod shard;

use crate::AsOf;
use crate::as_of::Horizon;
use crate::pool;
use crate::source::{Source, SourceError};
use aduan_core::{Awaited, Complaint, ComplaintId, Corrupt, Outcome, Stage, Timestamp, overdue};
use shard::Shard;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::thread;

/// How many findings are kept in full; all are counted.
pub const KEPT: usize = 1000;

/// Folds histories: reads, decodes, folds and counts, in one pass.
///
/// Each thread decodes and folds the complaints that fall to it, out of the same shared bytes; so every complaint
/// is folded in order, and the result does not depend on how many threads there were.
///
/// ```
/// use aduan_audit::{Replay, Source};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(20, 1)).map(|record| record.to_line() + "\n").collect();
/// let source = Source::from_bytes("example", history.into_bytes())?;
/// let replayed = Replay::new().run(vec![source])?;
/// assert_eq!((replayed.complaint_count(), replayed.corrupt), (20, 0));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Replay {
    threads: NonZeroUsize,
    as_of: Option<AsOf>,
}

/// How far a replay has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Which source is being read, from 0.
    pub source: usize,
    /// How many bytes of it have been taken, as it lies on the disk.
    pub consumed: u64,
    /// How many lines have been read, of all sources.
    pub lines: u64,
}

/// Why a replay ended early. What was read before is lost; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum ReplayError {
    /// A source stopped being readable.
    #[error("reading stopped after line {line}")]
    Source {
        /// The last line that was read, of all sources.
        line: u64,
        /// Which source, and why.
        #[source]
        cause: SourceError,
    },
    /// The ids that an audit put aside in a temporary file cannot be read again.
    #[error("the temporary file with the ids cannot be read")]
    Ids(#[source] std::io::Error),
    /// A thread that folds has died: a defect of this program.
    #[error("a worker thread ended unexpectedly; please report this")]
    Worker,
}

/// One thing that was found amiss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1, over all sources in their order.
    pub line: u64,
    /// Whose line it seems to be.
    pub complaint: Option<ComplaintId>,
    /// What is amiss.
    pub found: Found,
}

/// What may be amiss with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Found {
    /// It is no record.
    #[error("corrupt: {0}")]
    Corrupt(Corrupt),
    /// It is a record of an event or schema that this version does not know.
    #[error("unknown: {kind}, schema {schema}")]
    Unknown {
        /// The event.
        kind: String,
        /// Its schema.
        schema: u16,
    },
    /// Records of this complaint are missing before it.
    #[error("a gap: version {found} follows version {last}")]
    Gap {
        /// The last version before.
        last: u32,
        /// The version of this line.
        found: u32,
    },
    /// The complaint has had this version; the line is not folded again.
    #[error("repeated: version {found} again, after version {last}")]
    Repeated {
        /// The last version before.
        last: u32,
        /// The version of this line.
        found: u32,
    },
    /// It is earlier than the record before it in its complaint (C23).
    #[error("time goes back: {found}, after {last}")]
    TimeBack {
        /// The instant before.
        last: Timestamp,
        /// The instant of this line.
        found: Timestamp,
    },
}

/// What is worth saying about the sources themselves, though nothing is amiss with the records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Notes {
    /// Lines that ended with CR LF: the file went through a program that converts line ends.
    pub carriage_returns: u64,
    /// Sources that began with a byte order mark.
    pub byte_order_marks: u64,
    /// Sources whose last line had no line end: they may have been cut.
    pub unended: Vec<String>,
    /// Sources without a single line.
    pub empty: Vec<String>,
    /// Records whose clock had stepped back (C23).
    pub clock_steps: u64,
    /// Records lifted from an older schema.
    pub lifted: u64,
}

/// Where a source stands among the lines of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What the source is called.
    pub name: String,
    /// The number of its first line among the lines of all sources.
    pub first_line: u64,
}

impl Span {
    /// Where a line stands: the source's name, and the line's number within it.
    pub fn place(spans: &[Self], line: u64) -> (&str, u64) {
        let span = spans.iter().rev().find(|span| span.first_line <= line);
        span.map_or(("", line), |span| (span.name.as_str(), line - span.first_line + 1))
    }
}

/// What a history adds up to.
#[derive(Debug)]
#[non_exhaustive]
pub struct Replayed {
    /// The complaints, share by share: putting them together would need them twice.
    shares: Vec<Vec<Complaint>>,
    /// Records folded, unknown ones among them.
    pub events: u64,
    /// Lines read.
    pub lines: u64,
    /// Bytes read, as the sources lie on the disk.
    pub bytes: u64,
    /// The sources, and the line with which each begins.
    pub spans: Vec<Span>,
    /// Lines left out because they come after the point looked at.
    pub later: u64,
    /// Unknown records.
    pub unknown: u64,
    /// Corrupt lines.
    pub corrupt: u64,
    /// Versions missing, repeated, or times going back.
    pub disorder: u64,
    /// The first thousand findings, by line.
    pub findings: Vec<Finding>,
    /// What is worth saying besides.
    pub notes: Notes,
    /// The latest instant in the records looked at.
    pub last_at: Option<Timestamp>,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

impl Default for Replay {
    fn default() -> Self {
        Self::new()
    }
}

impl Replay {
    /// A replay of everything, on as many threads as the machine has cores.
    pub fn new() -> Self {
        Self { threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN), as_of: None }
    }

    /// The same on so many threads.
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

    /// Replays the sources as one history, in their order.
    ///
    /// # Errors
    /// [`ReplayError::Source`] if one stops being readable. What is wrong within the lines is no error: it is in
    /// [`Replayed::findings`].
    pub fn run(&self, sources: Vec<Source>) -> Result<Replayed, ReplayError> {
        self.run_with(sources, |_| ControlFlow::Continue(()))
    }

    /// [`run`](Self::run), telling `watch` now and then how far it has come; it stops when `watch` breaks, and
    /// then answers with what was folded so far.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with(
        &self,
        sources: Vec<Source>,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Replayed, ReplayError> {
        let horizon = Horizon(self.as_of);
        let (read, shards) = pool::run(self.threads, sources, watch, |share| Shard::new(share, horizon))?;
        let (mut replayed, shares) = shard::add_up(read, shards);
        replayed.shares = shares;
        Ok(replayed)
    }
}

impl Replayed {
    /// Every complaint as it stands, in no particular order.
    pub fn complaints(&self) -> impl Iterator<Item = &Complaint> {
        self.shares.iter().flatten()
    }

    /// How many complaints there are.
    pub fn complaint_count(&self) -> u64 {
        self.shares.iter().map(|share| share.len() as u64).sum()
    }

    /// How many complaints stand in each stage; every stage is listed.
    pub fn by_stage(&self) -> BTreeMap<Stage, u64> {
        let mut counts: BTreeMap<Stage, u64> = Stage::ALL.iter().map(|stage| (*stage, 0)).collect();
        for complaint in self.complaints() {
            *counts.entry(complaint.stage).or_default() += 1;
        }
        counts
    }

    /// How many closed complaints have each outcome; every outcome is listed.
    pub fn by_outcome(&self) -> BTreeMap<Outcome, u64> {
        let mut counts: BTreeMap<Outcome, u64> = Outcome::ALL.iter().map(|outcome| (*outcome, 0)).collect();
        let closed = self.complaints().filter(|complaint| complaint.stage == Stage::Closed);
        for outcome in closed.filter_map(|complaint| complaint.outcome) {
            *counts.entry(outcome).or_default() += 1;
        }
        counts
    }

    /// The open complaints that wait too long at `now`, the longest-waiting first, with what
    /// was missed.
    pub fn overdue(&self, now: Timestamp) -> Vec<(&Complaint, Awaited)> {
        let late = |complaint| overdue(complaint, now).map(|awaited| (complaint, awaited));
        let mut late: Vec<_> = self.complaints().filter_map(late).collect();
        late.sort_by_key(|(complaint, awaited)| (awaited.due, complaint.id));
        late
    }

    /// Where a line stands: the source's name, and the line's number within it.
    pub fn place(&self, line: u64) -> (&str, u64) {
        Span::place(&self.spans, line)
    }

    /// Whether anything was found amiss.
    pub const fn is_sound(&self) -> bool {
        self.unknown == 0 && self.corrupt == 0 && self.disorder == 0
    }
}
