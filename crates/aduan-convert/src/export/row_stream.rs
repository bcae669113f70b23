//! A history as rows in the order of its lines, made by several threads.

use super::row::TableRow;
use super::row_batch::{BatchPool, RowBatch, ToRows};
use super::{ExportError, Moment};
use aduan_audit::{History, ReadError, Reader, Source};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Told how far it has come; answers whether to go on.
type Watch<'a> = Mutex<&'a mut (dyn FnMut(Moment) -> ControlFlow<()> + Send)>;

/// The rows of a history, to be taken once.
pub(super) struct RowStream<'a> {
    batches: Vec<Receiver<RowBatch>>,
    pool: BatchPool,
    watch: &'a Watch<'a>,
    stopped: &'a AtomicBool,
    pub(super) threads: NonZeroUsize,
}

impl RowStream<'_> {
    /// Gives every row to `take`, in the order of the lines.
    ///
    /// # Errors
    /// The first that `take` answers with; and [`ExportError::Stopped`].
    pub(super) fn each(
        &mut self,
        mut take: impl FnMut(TableRow<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        // Each thread gives one batch for each chunk.
        let mut batches = Vec::with_capacity(self.batches.len());
        loop {
            batches.extend(self.batches.iter().map_while(|batches| batches.recv().ok()));
            if batches.len() < self.batches.len() {
                break;
            }
            merge(&batches, &mut take)?;
            batches.drain(..).for_each(|batch| self.pool.give(batch));
        }
        // No more rows can come. The reading has ended, so a stop is reported here.
        self.batches.clear();
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

fn merge(
    batches: &[RowBatch],
    take: &mut impl FnMut(TableRow<'_>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut at = vec![0; batches.len()];
    loop {
        let next = batches
            .iter()
            .zip(&at)
            .enumerate()
            .filter_map(|(which, (batch, at))| Some((batch.line(*at)?, which)));
        let Some((_, which)) = next.min() else { return Ok(()) };
        if let Some(row) = batches[which].row(at[which]) {
            take(row)?;
        }
        at[which] += 1;
    }
}

/// The result of an export: the history that was read, and the answer of `write`.
pub(super) struct Written<T> {
    /// Without its complaints.
    pub(super) history: History,
    pub(super) complaints: u64,
    pub(super) output: Result<T, ExportError>,
    pub(super) stopped: bool,
}

/// Reads the sources on other threads while `write` takes their rows on this one.
pub(super) fn run<T>(
    reader: &Reader,
    threads: NonZeroUsize,
    sources: Vec<Source>,
    watch: &mut (dyn FnMut(Moment) -> ControlFlow<()> + Send),
    write: impl FnOnce(RowStream<'_>) -> Result<T, ExportError>,
) -> Result<Written<T>, ExportError> {
    let watch: Watch<'_> = Mutex::new(watch);
    let (stopped, ended) = (AtomicBool::new(false), AtomicBool::new(false));
    let pool = BatchPool::default();
    let (senders, batches): (Vec<_>, Vec<_>) = (0..threads.get()).map(|_| sync_channel(4)).unzip();
    let pass = ToRows::new(pool.clone(), senders);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let tick = |progress| {
                let mut watch = watch.lock().unwrap_or_else(PoisonError::into_inner);
                if watch(Moment::Reading(progress)).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                    return ControlFlow::Break(());
                }
                // The rows are no longer taken: the answer of `write` says why.
                if ended.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let (mut history, ()) = reader.run_with(sources, pass, tick)?;
            let complaints = history.complaint_count();
            history.forget_complaints();
            Ok::<_, ReadError>((history, complaints))
        });
        let output = write(RowStream { batches, pool, watch: &watch, stopped: &stopped, threads });
        ended.store(true, Ordering::Relaxed);
        let (history, complaints) = reading.join().map_err(|_| ReadError::Worker)??;
        Ok(Written { history, complaints, output, stopped: stopped.load(Ordering::Relaxed) })
    })
}
