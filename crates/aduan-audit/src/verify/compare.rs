//! Differences between a log and an earlier checkpoint of it.

use aduan_log::{Checkpoint, Checkpointer, Hash};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// How many lines are searched for inserted or removed lines.
const WINDOW: usize = 256;
/// The maximum number of differences that are listed.
const MOST: usize = 100;

/// How a log differs from a checkpoint, and where. Lines are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum LogDifference {
    /// Lines from this one on were changed.
    #[error("line {line}: {lines} line(s) changed from here on")]
    Changed {
        /// The first.
        line: u64,
        /// How many.
        lines: u64,
    },
    /// Lines were inserted.
    #[error("line {line}: {lines} line(s) inserted here")]
    Inserted {
        /// The first of them.
        line: u64,
        /// How many.
        lines: u64,
    },
    /// Lines were removed.
    #[error("before line {line}: {lines} line(s) taken out, the first was line {was}")]
    Removed {
        /// The line that stands there now.
        line: u64,
        /// How many.
        lines: u64,
        /// The number that the first of them had.
        was: u64,
    },
    /// Two lines stand in each other's place.
    #[error("lines {line} and {other} were swapped")]
    Swapped {
        /// One.
        line: u64,
        /// The other.
        other: u64,
    },
    /// Some lines stand in the place of others.
    #[error("line {line}: {lines} line(s) stand in the place of {were}")]
    Replaced {
        /// The first of them.
        line: u64,
        /// How many.
        lines: u64,
        /// How many there were.
        were: u64,
    },
    /// Somewhere within these lines; the checkpoint has no finer blocks.
    #[error("somewhere in lines {from} to {to}")]
    Within {
        /// The first line of the block.
        from: u64,
        /// The last one.
        to: u64,
    },
    /// From this line on nothing is as it was.
    #[error("from line {line} on, nothing is as it was")]
    Otherwise {
        /// The line.
        line: u64,
    },
    /// The last lines are missing.
    #[error("cut: the log has {lines} lines, the checkpoint {were}")]
    Cut {
        /// How many there are.
        lines: u64,
        /// How many there were.
        were: u64,
    },
}

/// The result of a comparison with a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compared {
    /// How many lines the checkpoint has.
    pub size: u64,
    /// How many of the checkpoint's blocks are as they were.
    pub agreeing: u64,
    /// The differences, the first one first: at most a hundred. Nothing, if the log only grew.
    pub differences: Vec<LogDifference>,
}

/// Compares leaf by leaf.
#[derive(Debug)]
pub(super) struct Comparison {
    earlier: Arc<Checkpoint>,
    blocks: Checkpointer,
    /// The next block of the checkpoint.
    at: usize,
    agreeing: u64,
    /// Leaves that are not compared yet, where blocks have one line.
    ahead: VecDeque<Hash>,
    /// The number of the first of them.
    line: u64,
    lines: u64,
    /// Whether there is nothing left to compare with.
    lost: bool,
    differences: Vec<LogDifference>,
}

impl Comparison {
    pub(super) fn new(earlier: Checkpoint) -> Self {
        let blocks = Checkpointer::new(earlier.every()).unwrap_or_default();
        let earlier = Arc::new(earlier);
        let (ahead, differences) = (VecDeque::new(), Vec::new());
        Self { earlier, blocks, at: 0, agreeing: 0, ahead, line: 1, lines: 0, lost: false, differences }
    }

    pub(super) fn push(&mut self, leaf: Hash) {
        self.lines += 1;
        if self.earlier.every() == 1 {
            // A leaf that agrees need not be queued.
            if self.ahead.is_empty() && self.earlier.blocks().get(self.at) == Some(&leaf) {
                (self.at, self.line, self.agreeing) = (self.at + 1, self.line + 1, self.agreeing + 1);
            } else if !self.lost && self.at < self.earlier.blocks().len() {
                self.ahead.push_back(leaf);
                if self.ahead.len() >= 2 * WINDOW {
                    self.align(WINDOW);
                }
            }
        } else if self.lines <= self.earlier.size() {
            let whole = self.blocks.push(leaf);
            let end = (self.lines == self.earlier.size()).then(|| self.blocks.rest()).flatten();
            if let Some(block) = whole.or(end) {
                self.block(block);
            }
        }
    }

    /// Compares a block of several lines.
    fn block(&mut self, block: Hash) {
        let from = self.at as u64 * self.earlier.every() + 1;
        if self.earlier.blocks().get(self.at) == Some(&block) {
            self.agreeing += 1;
        } else if self.differences.len() < MOST {
            self.differences.push(LogDifference::Within { from, to: self.lines });
        }
        self.at += 1;
    }

    /// Compares what is ahead, until no more than `left` leaves are.
    fn align(&mut self, left: usize) {
        let earlier = Arc::clone(&self.earlier);
        while self.ahead.len() > left && !self.lost {
            let were = &earlier.blocks()[self.at..];
            match (self.ahead.front(), were.first()) {
                (_, None) => self.ahead.clear(),
                (None, _) => break,
                (Some(leaf), Some(was)) if leaf == was => {
                    self.ahead.pop_front();
                    (self.at, self.line, self.agreeing) = (self.at + 1, self.line + 1, self.agreeing + 1);
                }
                _ => self.differ(),
            }
        }
    }

    /// The first leaf ahead is not the one that was there: finds out what happened, and goes on behind it.
    fn differ(&mut self) {
        let earlier = Arc::clone(&self.earlier);
        let were = &earlier.blocks()[self.at..];
        let line = self.line;
        // Two lines swapped: told as one difference, and put right to go on.
        let (first, was) = (self.ahead[0], were[0]);
        let swapped = (1..self.ahead.len().min(were.len()).min(WINDOW))
            .find(|by| self.ahead[*by] == was && were[*by] == first);
        if let Some(by) = swapped {
            self.ahead.swap(0, by);
            self.tell(LogDifference::Swapped { line, other: line + by as u64 });
            return;
        }
        let mut places = HashMap::new();
        for (place, leaf) in were.iter().take(WINDOW).enumerate() {
            places.entry(*leaf).or_insert(place);
        }
        let near = self.ahead.iter().take(WINDOW).enumerate();
        let again = near.filter_map(|(put, leaf)| places.get(leaf).map(|gone| (put, *gone)));
        let Some((put, gone)) = again.min_by_key(|(put, gone)| (put + gone, *gone)) else {
            // One side ends here: the lines that are left on one side replace those left on the other.
            let (lines, were) = (self.ahead.len().min(were.len()) as u64, were.len());
            if were > WINDOW {
                self.lost = true;
                self.tell(LogDifference::Otherwise { line });
            } else {
                self.at += were;
                self.ahead.clear();
                self.tell(match were as u64 {
                    were if were == lines => LogDifference::Changed { line, lines },
                    were => LogDifference::Replaced { line, lines, were },
                });
            }
            return;
        };
        let (lines, were) = (put as u64, gone as u64);
        let was = self.at as u64 + 1;
        self.ahead.drain(..put);
        (self.at, self.line) = (self.at + gone, self.line + lines);
        self.tell(match (lines, were) {
            (_, 0) => LogDifference::Inserted { line, lines },
            (0, _) => LogDifference::Removed { line, lines: were, was },
            _ if lines == were => LogDifference::Changed { line, lines },
            _ => LogDifference::Replaced { line, lines, were },
        });
    }

    fn tell(&mut self, difference: LogDifference) {
        if self.differences.len() < MOST {
            self.differences.push(difference);
        }
    }

    pub(super) fn finish(mut self) -> Compared {
        let size = self.earlier.size();
        if self.earlier.every() == 1 {
            self.align(0);
            if !self.lost && (self.at as u64) < size {
                self.tell(LogDifference::Cut { lines: self.lines, were: size });
            }
        } else if self.lines < size {
            // The last lines of what is there end within a block, which nothing says how it was.
            self.tell(LogDifference::Cut { lines: self.lines, were: size });
        }
        Compared { size, agreeing: self.agreeing, differences: self.differences }
    }
}
