//! The one reader: it reads, decodes and folds. Passes make results of it.

mod fold;

pub(crate) use fold::Fold;

use crate::as_of::{AsOf, Horizon};
use crate::lines::{Block, Blocks};
use crate::{History, Pass, Share, Source, SourceError, Span};
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// Reads histories of any size, in one reading.
///
/// Every block of bytes goes to each thread, and each decodes and folds the complaints that fall to it. So every
/// complaint is folded in order, and the result does not depend on how many threads there are.
///
/// ```
/// use aduan_audit::{Reader, Source};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(20, 1)).map(|record| record.to_line() + "\n").collect();
/// let source = Source::from_bytes("example", history.into_bytes())?;
/// let history = Reader::new().replay(vec![source])?;
/// assert_eq!((history.complaint_count(), history.corrupt), (20, 0));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reader {
    threads: NonZeroUsize,
    as_of: Option<AsOf>,
}

/// How far a reading has come.
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

/// The reason why a reading ended early. Its results so far are lost; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum ReadError {
    /// A source stopped being readable.
    #[error("reading stopped after line {line}")]
    Source {
        /// The last line that was read, of all sources.
        line: u64,
        /// Which source, and why.
        #[source]
        cause: SourceError,
    },
    /// A temporary file of a pass cannot be read again.
    #[error("a temporary file cannot be read again")]
    Aside(#[source] io::Error),
    /// A thread has died: a defect of this program.
    #[error("a worker thread ended unexpectedly; please report this")]
    Worker,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// Reads everything, on as many threads as the machine has cores.
    pub fn new() -> Self {
        Self { threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN), as_of: None }
    }

    /// The same on so many threads. The result does not depend on it.
    #[must_use]
    pub const fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// The same as of an instant or position.
    #[must_use]
    pub fn as_of(mut self, as_of: impl Into<Option<AsOf>>) -> Self {
        self.as_of = as_of.into();
        self
    }

    /// Reads the sources as one history, in their order.
    ///
    /// # Errors
    /// [`ReadError::Source`] if one stops being readable. Faulty lines are no error: they are in [`History::defects`].
    pub fn replay(&self, sources: Vec<Source>) -> Result<History, ReadError> {
        self.run(sources, ()).map(|(history, ())| history)
    }

    /// Reads the sources as one history, in their order, with a pass looking on.
    ///
    /// # Errors
    /// As [`replay`](Self::replay); and [`ReadError::Aside`] if the pass cannot be finished.
    pub fn run<P: Pass>(&self, sources: Vec<Source>, pass: P) -> Result<(History, P::Output), ReadError> {
        self.run_with(sources, pass, |_| ControlFlow::Continue(()))
    }

    /// [`run`](Self::run), telling `watch` now and then how far it has come; it stops when `watch` breaks, and then
    /// answers with what was read so far.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with<P: Pass>(
        &self,
        sources: Vec<Source>,
        pass: P,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(History, P::Output), ReadError> {
        let horizon = Horizon(self.as_of);
        let (mut history, folds) = self.fold(sources, &pass, watch)?;
        drop(pass);
        let mut passes: Option<P> = None;
        for fold in folds {
            let other = fold.add_to(&mut history);
            match &mut passes {
                Some(pass) => pass.merge(other),
                None => passes = Some(other),
            }
        }
        history.settle(horizon);
        let output = passes.ok_or(ReadError::Worker)?.finish(&history).map_err(ReadError::Aside)?;
        Ok((history, output))
    }

    /// Gives every block to a fold for each thread; gives the folds back at the end.
    fn fold<P: Pass>(
        &self,
        sources: Vec<Source>,
        pass: &P,
        watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(History, Vec<Fold<P>>), ReadError> {
        let (of, horizon) = (self.threads.get(), Horizon(self.as_of));
        if of == 1 {
            let mut fold = Fold::new(Share::WHOLE, horizon, pass.fork(Share::WHOLE));
            let history = read(sources, horizon, watch, |block| {
                fold.block(&block);
                true
            })?;
            fold.end();
            return Ok((history, vec![fold]));
        }
        thread::scope(|scope| {
            let mut senders: Vec<SyncSender<Arc<Block>>> = Vec::with_capacity(of);
            let mut folds = Vec::with_capacity(of);
            for number in 0..of {
                let (sender, receiver) = sync_channel::<Arc<Block>>(8);
                senders.push(sender);
                let share = Share { number, of };
                let mut fold = Fold::new(share, horizon, pass.fork(share));
                folds.push(scope.spawn(move || {
                    for block in receiver {
                        fold.block(&block);
                    }
                    fold.end();
                    fold
                }));
            }
            let history = read(sources, horizon, watch, |block| {
                let block = Arc::new(block);
                senders.iter().all(|sender| sender.send(Arc::clone(&block)).is_ok())
            });
            drop(senders);
            let folds: Result<Vec<_>, _> = folds.into_iter().map(thread::ScopedJoinHandle::join).collect();
            let folds = folds.map_err(|_| ReadError::Worker)?;
            Ok((history?, folds))
        })
    }
}

/// Reads all sources and gives their blocks to `take`, which says whether to go on.
fn read(
    sources: Vec<Source>,
    horizon: Horizon,
    mut watch: impl FnMut(Progress) -> ControlFlow<()>,
    mut take: impl FnMut(Block) -> bool,
) -> Result<History, ReadError> {
    let (mut history, mut blocks_read) = (History::default(), 0);
    for (number, mut source) in sources.into_iter().enumerate() {
        let first_line = history.lines + 1;
        let mut blocks = Blocks::new(&mut source, first_line, blocks_read);
        while !history.stopped {
            let line = blocks.next_line() - 1;
            let next = blocks.next().map_err(|cause| ReadError::Source { line, cause })?;
            let Some(block) = next else { break };
            let so_far = blocks.next_line() - 1;
            let progress = Progress { source: number, consumed: blocks.source().consumed(), lines: so_far };
            if let Some(last) = block.lines().take_while(|line| horizon.sees_line(line.number)).last() {
                history.note_last_line(last.bytes);
            }
            // Fold the counted lines before looking at the answer.
            history.stopped = !take(block) || watch(progress).is_break();
        }
        (history.lines, blocks_read) = (blocks.next_line() - 1, blocks.next_block());
        history.notes.byte_order_marks += u64::from(blocks.bom);
        let (unended, empty) = (blocks.unended, history.lines < first_line && !history.stopped);
        history.bytes += source.consumed();
        history.spans.push(Span { name: source.name().to_owned(), first_line });
        if unended {
            history.notes.unended.push(source.name().to_owned());
        }
        if empty {
            history.notes.empty.push(source.name().to_owned());
        }
        if history.stopped {
            break;
        }
    }
    Ok(history)
}
