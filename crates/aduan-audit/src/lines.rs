//! A history in blocks of whole lines: bytes are shared between threads, never values.

use crate::source::{Source, SourceError};
use aduan_core::{ComplaintId, Corrupt, Decoded, MAX_LINE, decode, peek_complaint};
use aduan_log::{Hash, LogHead};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};

/// How much is read at once.
const BLOCK: usize = 1 << 18;

/// Some whole lines.
#[derive(Debug)]
pub struct Block {
    bytes: Vec<u8>,
    /// Which block it is, from 0, over all sources.
    number: u64,
    /// The number of its first line, from 1, over all sources.
    first_line: u64,
    /// Instead of lines: one that is too long to be a record.
    too_long: Option<TooLong>,
    pool: Arc<Pool>,
}

/// A line that was passed over without being kept.
#[derive(Debug, Clone, Copy)]
struct TooLong {
    /// How long it is, without its line end.
    bytes: u64,
    /// The complaint that it seems to belong to.
    complaint: Option<ComplaintId>,
    carriage_return: bool,
    leaf: Hash,
}

/// A line, without its line end.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Its number, from 1, over all sources: for a log, the position.
    pub number: u64,
    /// Its bytes; empty if it is too long to be a record.
    pub bytes: &'a [u8],
    /// Whether it ended with CR LF: a carriage return at the line end is no part of a record.
    pub carriage_return: bool,
    too_long: Option<TooLong>,
}

impl<'a> Line<'a> {
    pub(crate) const fn new(number: u64, bytes: &'a [u8]) -> Self {
        Self { number, bytes, carriage_return: false, too_long: None }
    }

    /// The complaint that it seems to belong to.
    #[inline]
    pub fn complaint(&self) -> Option<ComplaintId> {
        self.too_long.map_or_else(|| peek_complaint(self.bytes), |long| long.complaint)
    }

    /// Its hash as a leaf of the log.
    pub fn leaf(&self) -> Hash {
        self.too_long.map_or_else(|| LogHead::leaf(self.bytes), |long| long.leaf)
    }

    /// Decodes it.
    #[inline]
    pub fn decode(&self) -> Decoded {
        match self.too_long {
            Some(TooLong { bytes, .. }) => Decoded::Corrupt(Corrupt::TooLong { bytes }),
            None => decode(self.bytes),
        }
    }
}

impl Block {
    /// Which block it is, from 0, over all sources.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The lines in their order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let long = self.too_long.map(|long| Line {
            number: self.first_line,
            bytes: &[],
            carriage_return: long.carriage_return,
            too_long: Some(long),
        });
        let mut rest = self.bytes.as_slice();
        let short = (self.first_line..).map_while(move |number| {
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(b'\n', rest);
            let line = &rest[..end.unwrap_or(rest.len())];
            rest = end.map_or(&[], |end| &rest[end + 1..]);
            let stripped = line.strip_suffix(b"\r");
            let (bytes, carriage_return) = (stripped.unwrap_or(line), stripped.is_some());
            Some(Line { number, bytes, carriage_return, too_long: None })
        });
        long.into_iter().chain(short)
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        self.pool.0.lock().unwrap_or_else(PoisonError::into_inner).push(bytes);
    }
}

/// A line too long to be a record, as it goes by.
struct GoingBy {
    bytes: u64,
    carriage_return: bool,
    leaf: Sha256,
}

impl GoingBy {
    /// The next bytes of it. A carriage return is part of it if something follows.
    fn push(&mut self, part: &[u8]) {
        if part.is_empty() {
            return;
        }
        if self.carriage_return {
            self.leaf.update(b"\r");
            self.bytes += 1;
        }
        let stripped = part.strip_suffix(b"\r");
        self.carriage_return = stripped.is_some();
        let part = stripped.unwrap_or(part);
        self.leaf.update(part);
        self.bytes += part.len() as u64;
    }
}

/// Buffers that have been used, to be used again.
#[derive(Debug, Default)]
struct Pool(Mutex<Vec<Vec<u8>>>);

/// Cuts a source into blocks.
#[expect(clippy::struct_excessive_bools, reason = "two say where it is, two what it has seen")]
pub(crate) struct Blocks<'a> {
    source: &'a mut Source,
    pool: Arc<Pool>,
    /// The beginning of a line whose end has not been read.
    carry: Vec<u8>,
    next_line: u64,
    next_block: u64,
    ended: bool,
    begun: bool,
    /// Whether the source began with a byte order mark.
    pub(crate) bom: bool,
    /// Whether the last line had no line end.
    pub(crate) unended: bool,
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(source: &'a mut Source, first_line: u64, next_block: u64) -> Self {
        let (pool, carry) = (Arc::default(), Vec::new());
        let (ended, begun, bom, unended) = (false, false, false, false);
        Self { source, pool, carry, next_line: first_line, next_block, ended, begun, bom, unended }
    }

    /// The number that the next line will have.
    pub(crate) const fn next_line(&self) -> u64 {
        self.next_line
    }

    pub(crate) fn source(&self) -> &Source {
        self.source
    }

    /// The next lines; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Block>, SourceError> {
        loop {
            if self.ended {
                return Ok(None);
            }
            let mut bytes =
                self.pool.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            bytes.clear();
            bytes.append(&mut self.carry);
            let from = bytes.len();
            bytes.resize(from + BLOCK, 0);
            let read = self.source.fill(&mut bytes[from..])?;
            bytes.truncate(from + read);
            self.ended = read < BLOCK;
            if !std::mem::replace(&mut self.begun, true) && bytes.starts_with(b"\xef\xbb\xbf") {
                self.bom = true;
                bytes.drain(..3);
            }
            if self.ended {
                self.unended = bytes.last().is_some_and(|last| *last != b'\n');
                return Ok(if bytes.is_empty() { None } else { Some(self.block(bytes)) });
            }
            match memchr::memrchr(b'\n', &bytes) {
                Some(end) => {
                    self.carry.extend_from_slice(&bytes[end + 1..]);
                    bytes.truncate(end + 1);
                    return Ok(Some(self.block(bytes)));
                }
                None if bytes.len() <= MAX_LINE => self.carry = bytes,
                None => return self.skip(bytes).map(Some),
            }
        }
    }

    fn block(&mut self, bytes: Vec<u8>) -> Block {
        let ended = memchr::memchr_iter(b'\n', &bytes).count() as u64;
        let lines = ended + u64::from(bytes.last() != Some(&b'\n'));
        self.numbered(bytes, lines, None)
    }

    fn numbered(&mut self, bytes: Vec<u8>, lines: u64, too_long: Option<TooLong>) -> Block {
        let (number, first_line) = (self.next_block, self.next_line);
        self.next_block += 1;
        self.next_line += lines;
        Block { bytes, number, first_line, too_long, pool: Arc::clone(&self.pool) }
    }

    /// Passes over the rest of a line that is too long to be a record, without keeping it.
    fn skip(&mut self, mut bytes: Vec<u8>) -> Result<Block, SourceError> {
        let complaint = peek_complaint(&bytes);
        let mut line = GoingBy { bytes: 0, carriage_return: false, leaf: Sha256::new().chain_update([0]) };
        line.push(&bytes);
        loop {
            bytes.resize(BLOCK, 0);
            let read = self.source.fill(&mut bytes)?;
            let found = memchr::memchr(b'\n', &bytes[..read]);
            line.push(&bytes[..found.unwrap_or(read)]);
            self.ended = read < BLOCK;
            if let Some(end) = found {
                self.carry.extend_from_slice(&bytes[end + 1..read]);
                // The carried bytes must still be read as lines.
                self.ended = false;
            }
            if found.is_some() || self.ended {
                self.unended = found.is_none();
                let GoingBy { bytes, carriage_return, leaf } = line;
                let too_long = TooLong { bytes, complaint, carriage_return, leaf: leaf.finalize().into() };
                return Ok(self.numbered(Vec::new(), 1, Some(too_long)));
            }
        }
    }

    /// The number that the next block will have.
    pub(crate) const fn next_block(&self) -> u64 {
        self.next_block
    }
}
