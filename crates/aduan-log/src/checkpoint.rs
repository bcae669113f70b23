//! The log at an earlier time: its root, and the roots of equal blocks of lines below it.

use crate::{Hash, LogHead};
use std::fmt::Write;

/// The first line of the file.
const FORMAT: &str = "aduan-checkpoint/1";

/// An earlier head of the log, with the roots of its blocks of [`every`](Self::every) lines.
///
/// The blocks are nodes of the same tree, so they add up to the root. A person who has only the root from a safe place
/// can check the rest. With blocks of one line, which are the leaves, a difference is located to the line.
///
/// As a file it is text: the format, `size`, `root` and `every`, then a block a line in hexadecimal digits.
///
/// ```
/// use aduan_log::{Checkpoint, Checkpointer, LogHead};
/// let mut lines = Checkpointer::new(2).ok_or("a power of two")?;
/// for line in ["a", "b", "c"] {
///     lines.push(LogHead::leaf(line.as_bytes()));
/// }
/// let checkpoint = lines.finish();
/// assert_eq!((checkpoint.size(), checkpoint.blocks().len()), (3, 2));
/// assert_eq!(Checkpoint::parse(&checkpoint.to_text())?, checkpoint);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    size: u64,
    every: u64,
    blocks: Vec<Hash>,
    root: Hash,
}

/// Why a text is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum CheckpointError {
    /// A line is not what stands there in a checkpoint.
    #[error("line {line} of the checkpoint: expected {expected}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// There are more or fewer blocks than the size says.
    #[error("the checkpoint has {found} blocks; its size asks for {expected}")]
    Blocks {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: u64,
    },
    /// The blocks do not add up to the root.
    #[error("the blocks of the checkpoint do not add up to its root: it was changed")]
    Root,
}

impl Checkpoint {
    /// How many lines the log had.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    pub const fn root(&self) -> Hash {
        self.root
    }

    /// How many lines a block has: a power of two; the last block may have fewer.
    pub const fn every(&self) -> u64 {
        self.every
    }

    /// The roots of the blocks.
    pub fn blocks(&self) -> &[Hash] {
        &self.blocks
    }

    /// The text of its file.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(120 + 65 * self.blocks.len());
        let Self { size, every, .. } = self;
        // Writing to memory has no way to fail.
        let _ = writeln!(text, "{FORMAT}\nsize {size}\nroot {}\nevery {every}", hex(&self.root));
        for block in &self.blocks {
            let _ = writeln!(text, "{}", hex(block));
        }
        text
    }

    /// Reads the text of a file, and checks that its blocks add up to its root.
    ///
    /// # Errors
    /// [`CheckpointError`], which says what is wrong.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.lines();
        let wrong = |line, expected| CheckpointError::Line { line, expected };
        if lines.next() != Some(FORMAT) {
            return Err(wrong(1, "aduan-checkpoint/1"));
        }
        let mut field = |line, key: &str, expected| {
            lines.next().and_then(|text| text.strip_prefix(key)).ok_or(wrong(line, expected))
        };
        let size: u64 =
            field(2, "size ", "size and a number")?.parse().map_err(|_| wrong(2, "size and a number"))?;
        let root = unhex(field(3, "root ", "root and 64 digits")?).ok_or(wrong(3, "root and 64 digits"))?;
        let every: u64 = field(4, "every ", "every and a power of two")?.parse().unwrap_or_default();
        if !every.is_power_of_two() {
            return Err(wrong(4, "every and a power of two"));
        }
        let blocks = (5..).zip(lines);
        let blocks: Vec<Hash> = blocks
            .map(|(line, text)| unhex(text).ok_or(wrong(line, "64 hexadecimal digits")))
            .collect::<Result<_, _>>()?;
        let (found, expected) = (blocks.len(), size.div_ceil(every));
        if found as u64 != expected {
            return Err(CheckpointError::Blocks { found, expected });
        }
        let checkpoint = Self { size, every, blocks, root };
        if root_of(&checkpoint.blocks) == root { Ok(checkpoint) } else { Err(CheckpointError::Root) }
    }
}

/// All blocks but the last are complete subtrees of one height, so the tree over them is the tree over the lines.
fn root_of(blocks: &[Hash]) -> Hash {
    let mut head = LogHead::default();
    for block in blocks {
        head.push(*block);
    }
    head.root()
}

/// Makes a checkpoint, leaf by leaf.
#[derive(Debug, Clone)]
pub struct Checkpointer {
    every: u64,
    size: u64,
    block: LogHead,
    blocks: Vec<Hash>,
}

/// One with blocks of 1,024 lines.
impl Default for Checkpointer {
    fn default() -> Self {
        Self { every: 1024, size: 0, block: LogHead::default(), blocks: Vec::new() }
    }
}

impl Checkpointer {
    /// One with blocks of so many lines; `None` if that is no power of two.
    pub fn new(every: u64) -> Option<Self> {
        let (block, blocks) = (LogHead::default(), Vec::new());
        every.is_power_of_two().then_some(Self { every, size: 0, block, blocks })
    }

    /// Adds a leaf; gives the block that it completes.
    pub fn push(&mut self, leaf: Hash) -> Option<Hash> {
        self.size += 1;
        self.block.push(leaf);
        if self.block.size() < self.every {
            return None;
        }
        let block = std::mem::take(&mut self.block).root();
        self.blocks.push(block);
        Some(block)
    }

    /// How many leaves were added.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The block that is not complete, if one is begun.
    pub fn rest(&self) -> Option<Hash> {
        (self.block.size() > 0).then(|| self.block.root())
    }

    /// The checkpoint of what was added.
    pub fn finish(mut self) -> Checkpoint {
        self.blocks.extend(self.rest());
        let root = root_of(&self.blocks);
        Checkpoint { size: self.size, every: self.every, root, blocks: self.blocks }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

fn unhex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    if digits.len() != 64 || digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let digit = |at: usize| char::from(digits[at]).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = digit(2 * at)? << 4 | digit(2 * at + 1)?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_has_the_root_of_the_log_at_every_size_and_block() {
        for every in [1, 2, 8, 64] {
            let (mut head, mut made) = (LogHead::default(), Checkpointer::new(every).unwrap());
            for n in 0..150_u8 {
                let checkpoint = made.clone().finish();
                assert_eq!(checkpoint.root(), head.root(), "{n} by {every}");
                assert_eq!(Checkpoint::parse(&checkpoint.to_text()), Ok(checkpoint));
                head.push(LogHead::leaf(&[n]));
                made.push(LogHead::leaf(&[n]));
            }
        }
        assert!(Checkpointer::new(0).is_none() && Checkpointer::new(3).is_none());
    }

    #[test]
    fn a_checkpoint_that_was_changed_is_refused() {
        let mut made = Checkpointer::new(2).unwrap();
        for n in 0..9_u8 {
            made.push(LogHead::leaf(&[n]));
        }
        let text = made.finish().to_text();
        let lines: Vec<&str> = text.lines().collect();
        let without = |line: usize| [&lines[..line], &lines[line + 1..]].concat().join("\n");
        assert_eq!(Checkpoint::parse(&without(6)), Err(CheckpointError::Blocks { found: 4, expected: 5 }));
        let mut swapped = lines.clone();
        swapped.swap(5, 6);
        assert_eq!(Checkpoint::parse(&swapped.join("\n")), Err(CheckpointError::Root));
        assert!(matches!(Checkpoint::parse("root"), Err(CheckpointError::Line { line: 1, .. })));
        assert!(matches!(Checkpoint::parse(&text.to_uppercase()), Err(CheckpointError::Line { .. })));
    }
}
