//! Rows kept aside until all have been read, and given back complaint by complaint.
//!
//! In a log, the events of different complaints are interleaved; some formats need each complaint's events together. So
//! rows go into bins by the first line of their complaint, some thousand complaints a bin. Bins that grow go to a file
//! that has no name and so is gone when the program is, however it ends. Memory is bounded by [`ROOM`] while rows come
//! in, and by one bin or a few when they are given back.

use super::ExportError;
use super::changes::Changed;
use super::row::{Ends, TableRow};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Complaints that begin within so many lines share a bin.
const LINES: u64 = 8192;
/// How many bytes wait in memory before they are written.
const ROOM: usize = 1 << 25;

#[derive(Debug, Default)]
struct Bin {
    waiting: Vec<u8>,
    /// What was written of it: where it begins, how long it is.
    written: Vec<(u64, usize)>,
}

#[derive(Debug)]
pub(super) struct Spill {
    bins: BTreeMap<u64, Bin>,
    waiting: usize,
    file: Option<File>,
    end: u64,
    folder: PathBuf,
}

impl Spill {
    /// A spill that may write into `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        Self { bins: BTreeMap::new(), waiting: 0, file: None, end: 0, folder: folder.to_owned() }
    }

    pub(super) fn push(&mut self, row: TableRow<'_>) -> Result<(), ExportError> {
        let bin = self.bins.entry(row.first / LINES).or_default();
        let before = bin.waiting.len();
        bin.waiting.extend_from_slice(&row.first.to_le_bytes());
        bin.waiting.extend_from_slice(&row.changed.0.to_le_bytes());
        bin.waiting.extend_from_slice(&u32::try_from(row.text.len()).unwrap_or(u32::MAX).to_le_bytes());
        bin.waiting.extend_from_slice(row.ends);
        bin.waiting.extend_from_slice(row.text.as_bytes());
        self.waiting += bin.waiting.len() - before;
        if self.waiting > ROOM { self.flush().map_err(ExportError::Spill) } else { Ok(()) }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile_in(&self.folder)?),
        };
        for bin in self.bins.values_mut().filter(|bin| !bin.waiting.is_empty()) {
            file.write_all(&bin.waiting)?;
            bin.written.push((self.end, bin.waiting.len()));
            self.end += bin.waiting.len() as u64;
            bin.waiting = Vec::new();
        }
        self.waiting = 0;
        Ok(())
    }

    /// How many bins there are.
    pub(super) fn len(&self) -> u64 {
        self.bins.len() as u64
    }

    /// The next bin, in the order in which complaints came in.
    pub(super) fn next(&mut self) -> Option<Result<SpilledRows, ExportError>> {
        let (_, bin) = self.bins.pop_first()?;
        Some(self.read(bin).map(SpilledRows::new).map_err(ExportError::Spill))
    }

    fn read(&mut self, bin: Bin) -> std::io::Result<Vec<u8>> {
        let Some(file) = &mut self.file else { return Ok(bin.waiting) };
        let length = bin.written.iter().map(|(_, length)| length).sum::<usize>() + bin.waiting.len();
        let mut bytes = Vec::with_capacity(length);
        for (from, length) in bin.written {
            file.seek(SeekFrom::Start(from))?;
            if Read::by_ref(file).take(length as u64).read_to_end(&mut bytes)? != length {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        bytes.extend_from_slice(&bin.waiting);
        Ok(bytes)
    }
}

/// The rows of some complaints, to be had complaint by complaint.
#[derive(Debug)]
pub(super) struct SpilledRows {
    bytes: Vec<u8>,
    /// For each row the first line of its complaint, and where it stands.
    rows: Vec<(u64, usize)>,
}

/// The length of the header before the text of a row.
const HEAD: usize = 14 + size_of::<Ends>();

impl SpilledRows {
    fn new(bytes: Vec<u8>) -> Self {
        let mut batch = Self { bytes, rows: Vec::new() };
        let mut at = 0;
        while let Some((first, length)) = batch.row(at).map(|row| (row.first, row.text.len())) {
            batch.rows.push((first, at));
            at += HEAD + length;
        }
        // By complaint; the rows of each stay in their order.
        batch.rows.sort_unstable();
        batch
    }

    fn row(&self, at: usize) -> Option<TableRow<'_>> {
        let head = self.bytes.get(at..at + HEAD)?;
        let first = u64::from_le_bytes(head[..8].try_into().ok()?);
        let changed = Changed(u16::from_le_bytes(head[8..10].try_into().ok()?));
        let length = u32::from_le_bytes(head[10..14].try_into().ok()?) as usize;
        let ends = head[14..].try_into().ok()?;
        let text = std::str::from_utf8(self.bytes.get(at + HEAD..at + HEAD + length)?).ok()?;
        Some(TableRow { first, changed, ends, text })
    }

    /// The rows of each complaint, in the order in which complaints came in.
    pub(super) fn complaints(&self) -> impl Iterator<Item = impl Iterator<Item = TableRow<'_>> + Clone> {
        self.rows
            .chunk_by(|one, other| one.0 == other.0)
            .map(|rows| rows.iter().filter_map(|(_, at)| self.row(*at)))
    }
}
