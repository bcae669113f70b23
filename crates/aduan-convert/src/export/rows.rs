//! A history as rows in the order of its lines, made by several threads.

use super::row::Row;
use super::shard::{Lot, Shard, Used};
use super::{ExportError, Moment, Tally};
use aduan_audit::Source;
use aduan_audit::reading::Horizon;
use aduan_audit::reading::{self, Reading};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Told how far it has come; answers whether to go on.
type Watch<'a> = Mutex<&'a mut (dyn FnMut(Moment) -> ControlFlow<()> + Send)>;

/// The rows of a history, to be taken once.
pub(super) struct Rows<'a> {
    lots: Vec<Receiver<Lot>>,
    used: Used,
    watch: &'a Watch<'a>,
    stopped: &'a AtomicBool,
    pub(super) threads: NonZeroUsize,
}

impl Rows<'_> {
    /// Gives every row to `take`, in the order of the lines.
    ///
    /// # Errors
    /// The first that `take` answers with; and [`ExportError::Stopped`].
    pub(super) fn each(
        &mut self,
        mut take: impl FnMut(Row<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        // Each thread gives one lot for each chunk.
        let mut lots = Vec::with_capacity(self.lots.len());
        loop {
            lots.extend(self.lots.iter().map_while(|lots| lots.recv().ok()));
            if lots.len() < self.lots.len() {
                break;
            }
            merge(&lots, &mut take)?;
            lots.drain(..).for_each(|lot| self.used.give(lot));
        }
        // Nothing more can come. What stops from now on has no reader to hear of it.
        self.lots.clear();
        if self.stopped.load(Ordering::Relaxed) { Err(ExportError::Stopped) } else { Ok(()) }
    }

    /// Says how much of what was read has been written, where that is done at the end.
    pub(super) fn writing(&self, done: u64, of: u64) -> Result<(), ExportError> {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        if watch(Moment::Writing { done, of }).is_break() {
            self.stopped.store(true, Ordering::Relaxed);
            return Err(ExportError::Stopped);
        }
        Ok(())
    }
}

fn merge(lots: &[Lot], take: &mut impl FnMut(Row<'_>) -> Result<(), ExportError>) -> Result<(), ExportError> {
    let mut at = vec![0; lots.len()];
    loop {
        let next =
            lots.iter().zip(&at).enumerate().filter_map(|(which, (lot, at))| Some((lot.line(*at)?, which)));
        let Some((_, which)) = next.min() else { return Ok(()) };
        if let Some(row) = lots[which].row(at[which]) {
            take(row)?;
        }
        at[which] += 1;
    }
}

/// What became of a history: what the reading found, what the threads found, and what `write` answered.
pub(super) struct Outcome<T> {
    pub(super) read: Reading,
    pub(super) tallies: Vec<Tally>,
    pub(super) written: Result<T, ExportError>,
    pub(super) stopped: bool,
}

/// Reads the sources on other threads while `write` takes their rows on this one.
pub(super) fn run<T>(
    threads: NonZeroUsize,
    horizon: Horizon,
    sources: Vec<Source>,
    watch: &mut (dyn FnMut(Moment) -> ControlFlow<()> + Send),
    write: impl FnOnce(Rows<'_>) -> Result<T, ExportError>,
) -> Result<Outcome<T>, ExportError> {
    let watch: Watch<'_> = Mutex::new(watch);
    let (stopped, ended) = (AtomicBool::new(false), AtomicBool::new(false));
    let used = Used::default();
    let (senders, lots): (Vec<_>, Vec<_>) = (0..threads.get()).map(|_| sync_channel(4)).unzip();
    let senders = Mutex::new(senders);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let tick = |progress| {
                let mut watch = watch.lock().unwrap_or_else(PoisonError::into_inner);
                if watch(Moment::Reading(progress)).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                    return ControlFlow::Break(());
                }
                // Nobody takes the rows any more: what `write` answered says why.
                if ended.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let read = reading::run(threads, sources, tick, |share| {
                let to = senders.lock().unwrap_or_else(PoisonError::into_inner).pop();
                Shard::new(share, horizon, used.clone(), to)
            });
            // Where the reading failed before every thread had its end of a channel, the rest ends here.
            senders.lock().unwrap_or_else(PoisonError::into_inner).clear();
            read
        });
        let written = write(Rows { lots, used: used.clone(), watch: &watch, stopped: &stopped, threads });
        ended.store(true, Ordering::Relaxed);
        let (read, shards) = reader.join().map_err(|_| aduan_audit::ReplayError::Worker)??;
        let tallies = shards.into_iter().map(|shard| shard.tally).collect();
        Ok(Outcome { read, tallies, written, stopped: stopped.load(Ordering::Relaxed) })
    })
}
