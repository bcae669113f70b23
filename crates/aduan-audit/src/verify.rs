//! Whether a history is the log that it was: leaves, root, and where it differs from an earlier checkpoint.

mod compare;

pub use compare::{Compared, LogDifference};

use crate::{Block, History, Line, Pass, Share};
use aduan_core::ComplaintId;
use aduan_log::{Checkpoint, Checkpointer, Hash};
use compare::Comparison;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Hashes the lines of a history as an RFC 6962 log, and compares it with an earlier checkpoint.
///
/// The meaning of a line does not matter: its bytes are verified, without the line end. Every line that is read is
/// hashed, even if the reading looks at an earlier point.
///
/// ```
/// use aduan_audit::verify::{LogDifference, Verify};
/// use aduan_audit::{Reader, Source};
/// let source = |text: &str| Source::from_bytes("log", text.as_bytes().to_vec());
/// let (_, earlier) = Reader::new().run(vec![source("a\nb\nc\n")?], Verify::new().every(1))?;
/// let verify = Verify::new().against(earlier.checkpoint);
/// let (_, now) = Reader::new().run(vec![source("a\nx\nc\nd\n")?], verify)?;
/// let compared = now.compared.ok_or("it was compared")?;
/// assert_eq!(compared.differences, [LogDifference::Changed { line: 2, lines: 1 }]);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Verify {
    share: Share,
    log: Arc<Mutex<Log>>,
}

/// The log as far as its leaves have come: the threads hash a block each, and the blocks are added in order.
#[derive(Debug, Default)]
struct Log {
    made: Checkpointer,
    comparison: Option<Comparison>,
    next_block: u64,
    /// Blocks whose turn has not come.
    early: BTreeMap<u64, Vec<Hash>>,
}

/// A history as a log.
#[derive(Debug)]
#[non_exhaustive]
pub struct Verified {
    /// Its size and root, with the blocks that were asked for.
    pub checkpoint: Checkpoint,
    /// The result of the comparison, if there was one and the history was read to its end.
    pub compared: Option<Compared>,
}

impl Default for Verify {
    fn default() -> Self {
        Self::new()
    }
}

impl Verify {
    /// With blocks of 1,024 lines, compared with nothing.
    pub fn new() -> Self {
        Self { share: Share::WHOLE, log: Arc::default() }
    }

    /// The same with blocks of so many lines in the checkpoint that it makes: a power of two, or nothing changes.
    #[must_use]
    pub fn every(self, lines: u64) -> Self {
        if let Some(made) = Checkpointer::new(lines) {
            self.log().made = made;
        }
        self
    }

    /// The same compared with what the log was earlier; it may have grown since.
    #[must_use]
    pub fn against(self, earlier: Checkpoint) -> Self {
        self.log().comparison = Some(Comparison::new(earlier));
        self
    }

    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass for Verify {
    type Output = Verified;

    fn fork(&self, share: Share) -> Self {
        Self { share, log: Arc::clone(&self.log) }
    }

    fn merge(&mut self, _: Self) {}

    fn finish(self, history: &History) -> io::Result<Verified> {
        let Log { made, comparison, .. } = std::mem::take(&mut *self.log());
        let compared = comparison.filter(|_| !history.stopped).map(Comparison::finish);
        Ok(Verified { checkpoint: made.finish(), compared })
    }

    fn wants(&mut self, _: Option<ComplaintId>, _: &Line<'_>) -> bool {
        false
    }

    fn block(&mut self, block: &Block) {
        if block.number() % self.share.of as u64 == self.share.number as u64 {
            let leaves = block.lines().map(|line| line.leaf()).collect();
            self.log().add(block.number(), leaves);
        }
    }
}

impl Log {
    fn add(&mut self, block: u64, leaves: Vec<Hash>) {
        self.early.insert(block, leaves);
        while let Some(leaves) = self.early.remove(&self.next_block) {
            self.next_block += 1;
            for leaf in leaves {
                self.made.push(leaf);
                if let Some(comparison) = &mut self.comparison {
                    comparison.push(leaf);
                }
            }
        }
    }
}
