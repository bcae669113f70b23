//! Whether a history is the log that it was: leaves, root, and where it differs from an earlier checkpoint.

mod compare;

pub use compare::{Compared, Difference};

use crate::lines::{Chunk, Chunks};
use crate::{Progress, ReplayError, Source};
use aduan_log::{Checkpoint, Checkpointer, Hash, LogHead};
use compare::Comparison;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Hashes the lines of a history as an RFC 6962 log, and compares it with an earlier checkpoint.
///
/// What a line says is not looked at: it is its bytes that are verified, without the line end.
///
/// ```
/// use aduan_audit::{Source, verify::{Difference, Verify}};
/// let source = |text: &str| Source::from_bytes("log", text.as_bytes().to_vec());
/// let earlier = Verify::new().every(1).run(vec![source("a\nb\nc\n")?])?.checkpoint;
/// let now = Verify::new().against(earlier).run(vec![source("a\nx\nc\nd\n")?])?;
/// let compared = now.compared.ok_or("it was compared")?;
/// assert_eq!(compared.differences, [Difference::Changed { line: 2, lines: 1 }]);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Verify {
    threads: NonZeroUsize,
    made: Checkpointer,
    against: Option<Checkpoint>,
}

/// What a history is as a log.
#[derive(Debug)]
#[non_exhaustive]
pub struct Verified {
    /// Its size and root, with the blocks that were asked for.
    pub checkpoint: Checkpoint,
    /// What the comparison says, if there was one.
    pub compared: Option<Compared>,
    /// Bytes read, as the sources lie on the disk.
    pub bytes: u64,
    /// Whether it was stopped before the end; then nothing was compared.
    pub stopped: bool,
}

impl Default for Verify {
    fn default() -> Self {
        Self::new()
    }
}

/// What a worker makes of a chunk: a leaf for each line.
type Leaves = Vec<Hash>;

fn hashed(chunk: &Chunk) -> Leaves {
    // A line that is too long for a record was not kept. No line has the hash of nothing but zeros.
    let nothing = chunk.too_long.as_ref().map(|_| Hash::default());
    chunk.lines().map(|line| LogHead::leaf(line.bytes)).chain(nothing).collect()
}

/// The log as far as its leaves have come.
struct Log<'a> {
    made: Checkpointer,
    comparison: Option<Comparison<'a>>,
}

impl Log<'_> {
    fn take(&mut self, hasher: &Hasher<'_>) -> Result<(), ReplayError> {
        for leaf in hasher.leaves.recv().map_err(|_| ReplayError::Worker)? {
            self.made.push(leaf);
            if let Some(comparison) = &mut self.comparison {
                comparison.push(leaf);
            }
        }
        Ok(())
    }
}

/// One worker: chunks go in, leaves come out, in the same order.
struct Hasher<'a> {
    chunks: SyncSender<Chunk>,
    leaves: Receiver<Leaves>,
    worker: thread::ScopedJoinHandle<'a, ()>,
}

impl Verify {
    /// On as many threads as the machine has cores, with blocks of 1,024 lines, compared with nothing.
    pub fn new() -> Self {
        let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self { threads, made: Checkpointer::default(), against: None }
    }

    /// The same on so many threads.
    #[must_use]
    pub const fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// The same with blocks of so many lines in the checkpoint that it makes: a power of two, or nothing changes.
    #[must_use]
    pub fn every(mut self, lines: u64) -> Self {
        self.made = Checkpointer::new(lines).unwrap_or(self.made);
        self
    }

    /// The same compared with what the log was earlier; it may have grown since.
    #[must_use]
    pub fn against(mut self, earlier: Checkpoint) -> Self {
        self.against = Some(earlier);
        self
    }

    /// Verifies the sources as one log, in their order.
    ///
    /// # Errors
    /// [`ReplayError::Source`] if one stops being readable. A difference is no error: it is in [`Verified::compared`].
    pub fn run(&self, sources: Vec<Source>) -> Result<Verified, ReplayError> {
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
    ) -> Result<Verified, ReplayError> {
        thread::scope(|scope| {
            let hashers: Vec<Hasher<'_>> = (0..self.threads.get())
                .map(|_| {
                    let (chunks, todo) = sync_channel::<Chunk>(4);
                    let (done, leaves) = sync_channel::<Leaves>(8);
                    let worker = scope.spawn(move || {
                        for chunk in todo {
                            if done.send(hashed(&chunk)).is_err() {
                                break;
                            }
                        }
                    });
                    Hasher { chunks, leaves, worker }
                })
                .collect();
            let verified = self.read(sources, watch, &hashers);
            for Hasher { chunks, leaves, worker } in hashers {
                drop((chunks, leaves));
                worker.join().map_err(|_| ReplayError::Worker)?;
            }
            verified
        })
    }

    fn read(
        &self,
        sources: Vec<Source>,
        mut watch: impl FnMut(Progress) -> ControlFlow<()>,
        hashers: &[Hasher<'_>],
    ) -> Result<Verified, ReplayError> {
        let comparison = self.against.as_ref().map(|earlier| {
            let blocks = Checkpointer::new(earlier.every()).unwrap_or_default();
            Comparison::new(earlier, blocks)
        });
        let mut log = Log { made: self.made.clone(), comparison };
        let (mut sent, mut taken, mut bytes, mut first_line, mut stopped) = (0, 0, 0, 1, false);
        for (number, mut source) in sources.into_iter().enumerate() {
            let mut chunks = Chunks::new(&mut source, first_line);
            while !stopped {
                let line = chunks.next_line() - 1;
                let next = chunks.next().map_err(|cause| ReplayError::Source { line, cause })?;
                let Some(chunk) = next else { break };
                let lines = chunks.next_line() - 1;
                let consumed = chunks.source().consumed();
                hashers[sent % hashers.len()].chunks.send(chunk).map_err(|_| ReplayError::Worker)?;
                sent += 1;
                // A few are on their way in each worker; so none waits for another.
                if sent - taken > 3 * hashers.len() {
                    log.take(&hashers[taken % hashers.len()])?;
                    taken += 1;
                }
                stopped = watch(Progress { source: number, consumed, lines }).is_break();
            }
            first_line = chunks.next_line();
            bytes += source.consumed();
        }
        while taken < sent {
            log.take(&hashers[taken % hashers.len()])?;
            taken += 1;
        }
        let compared = log.comparison.filter(|_| !stopped).map(Comparison::finish);
        Ok(Verified { checkpoint: log.made.finish(), compared, bytes, stopped })
    }
}
