//! A history in chunks of whole lines: bytes are shipped between threads, never values.

use crate::source::{Source, SourceError};
use aduan_core::{ComplaintId, MAX_LINE, peek_complaint};
use std::sync::{Arc, Mutex, PoisonError};

/// How much is read at once.
const BLOCK: usize = 1 << 18;

/// Some whole lines.
pub struct Chunk {
    bytes: Vec<u8>,
    /// The number of the first line, from 1, over all sources.
    pub first_line: u64,
    /// Instead of lines: one that is too long to be a record.
    pub too_long: Option<TooLong>,
    pool: Arc<Pool>,
}

/// A line that was passed over without being kept.
pub struct TooLong {
    /// How long it is, without its line end.
    pub bytes: u64,
    /// Whose it seems to be.
    pub owner: Option<ComplaintId>,
    /// Whether it ended with CR LF.
    pub carriage_return: bool,
}

/// A line, without its line end.
pub struct Line<'a> {
    /// Its number, from 1, over all sources.
    pub number: u64,
    pub bytes: &'a [u8],
    /// Whether it ended with CR LF: a carriage return at the line end is no part of a record.
    pub carriage_return: bool,
}

impl Chunk {
    /// The lines in their order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let mut rest = self.bytes.as_slice();
        (self.first_line..).map_while(move |number| {
            if rest.is_empty() {
                return None;
            }
            let end = memchr::memchr(b'\n', rest);
            let line = &rest[..end.unwrap_or(rest.len())];
            rest = end.map_or(&[], |end| &rest[end + 1..]);
            let stripped = line.strip_suffix(b"\r");
            Some(Line { number, bytes: stripped.unwrap_or(line), carriage_return: stripped.is_some() })
        })
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        self.pool.0.lock().unwrap_or_else(PoisonError::into_inner).push(bytes);
    }
}

/// Buffers that have been used, to be used again.
#[derive(Default)]
struct Pool(Mutex<Vec<Vec<u8>>>);

/// Cuts a source into chunks.
#[expect(clippy::struct_excessive_bools, reason = "two say where it is, two what it has seen")]
pub struct Chunks<'a> {
    source: &'a mut Source,
    pool: Arc<Pool>,
    /// The beginning of a line whose end has not been read.
    carry: Vec<u8>,
    next_line: u64,
    ended: bool,
    begun: bool,
    /// Whether the source began with a byte order mark.
    pub bom: bool,
    /// Whether the last line had no line end.
    pub unended: bool,
}

impl<'a> Chunks<'a> {
    pub fn new(source: &'a mut Source, first_line: u64) -> Self {
        let (pool, carry) = (Arc::default(), Vec::new());
        let (ended, begun, bom, unended) = (false, false, false, false);
        Self { source, pool, carry, next_line: first_line, ended, begun, bom, unended }
    }

    /// The number that the next line will have.
    pub(crate) const fn next_line(&self) -> u64 {
        self.next_line
    }

    pub fn source(&self) -> &Source {
        self.source
    }

    /// The next lines; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Chunk>, SourceError> {
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
                return Ok(if bytes.is_empty() { None } else { Some(self.chunk(bytes)) });
            }
            match memchr::memrchr(b'\n', &bytes) {
                Some(end) => {
                    self.carry.extend_from_slice(&bytes[end + 1..]);
                    bytes.truncate(end + 1);
                    return Ok(Some(self.chunk(bytes)));
                }
                None if bytes.len() <= MAX_LINE => self.carry = bytes,
                None => return self.skip(bytes).map(Some),
            }
        }
    }

    fn chunk(&mut self, bytes: Vec<u8>) -> Chunk {
        let ended = memchr::memchr_iter(b'\n', &bytes).count() as u64;
        let lines = ended + u64::from(bytes.last() != Some(&b'\n'));
        let first_line = self.next_line;
        self.next_line += lines;
        Chunk { bytes, first_line, too_long: None, pool: Arc::clone(&self.pool) }
    }

    /// Passes over the rest of a line that is too long to be a record, without keeping it.
    fn skip(&mut self, mut bytes: Vec<u8>) -> Result<Chunk, SourceError> {
        let owner = peek_complaint(&bytes);
        let (mut length, mut last) = (bytes.len() as u64, bytes.last().copied());
        loop {
            bytes.resize(BLOCK, 0);
            let read = self.source.fill(&mut bytes)?;
            let found = memchr::memchr(b'\n', &bytes[..read]);
            let rest = &bytes[..found.unwrap_or(read)];
            length += rest.len() as u64;
            last = rest.last().copied().or(last);
            self.ended = read < BLOCK;
            if let Some(end) = found {
                self.carry.extend_from_slice(&bytes[end + 1..read]);
                // What was carried has still to be read as lines.
                self.ended = false;
            }
            if found.is_some() || self.ended {
                self.unended = found.is_none();
                let first_line = self.next_line;
                self.next_line += 1;
                let carriage_return = last == Some(b'\r');
                let too_long = TooLong { bytes: length - u64::from(carriage_return), owner, carriage_return };
                let (bytes, pool) = (Vec::new(), Arc::clone(&self.pool));
                return Ok(Chunk { bytes, first_line, too_long: Some(too_long), pool });
            }
        }
    }
}
