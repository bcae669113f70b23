//! A spreadsheet's export: rows of cells, however it was encoded, parted and broken.

use super::cell_text::fold;
use super::map::{Column, Layout};
use super::reason::Reason;
use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;

/// A row longer than this is taken for one whose quote was never closed.
const LONGEST: usize = 1 << 18;
/// The delimiters to try if the map names none.
const DELIMITERS: [u8; 4] = *b";,\t|";

/// Why a sheet cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum SheetError {
    /// It has no heading.
    #[error("the sheet is empty: expected a row of column names first")]
    Empty,
    /// The map names columns that the heading does not have.
    #[error("the sheet has no column {missing}; it has {there}")]
    Columns {
        /// Those that are missing.
        missing: String,
        /// Those that are there.
        there: String,
    },
    /// Two columns have the same name, and the map means one of them.
    #[error("the sheet has two columns {0}: rename one, or the map cannot tell which it means")]
    Twice(String),
}

/// A sheet, opened.
pub(super) struct Sheet<'a> {
    bytes: Cow<'a, [u8]>,
    /// As the map says; `None` is told cell by cell.
    encoding: Option<&'static Encoding>,
    pub(super) delimiter: u8,
    names: Vec<String>,
    columns: HashMap<String, usize>,
    heading: Range<usize>,
    heading_line: u64,
}

/// A row, understood as far as its cells go.
pub(super) struct SheetRow {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// Its bytes, without the line end.
    pub(super) raw: Range<usize>,
    pub(super) cells: ByteRecord,
    pub(super) broken: Option<Reason>,
}

impl<'a> Sheet<'a> {
    pub(super) fn open(bytes: &'a [u8], layout: &Layout, wanted: &[&Column]) -> Result<Self, SheetError> {
        let (bytes, start, encoding) = plain(bytes, layout.encoding);
        let (mut at, mut line) = (start, 1);
        for _ in 0..layout.skip_lines {
            let next = after_line(&bytes, at);
            line += u64::from(next > at);
            at = next;
        }
        let mut delimiters: Vec<u8> = layout.delimiter.map_or_else(|| DELIMITERS.to_vec(), |one| vec![one]);
        if let [b's', b'e', b'p', b'=', said, b'\r' | b'\n', ..] = bytes[at.min(bytes.len())..] {
            // A line that Excel writes for its own use.
            (at, line) = (after_line(&bytes, at), line + 1);
            if layout.delimiter.is_none() {
                delimiters = vec![said];
            }
        }
        let mut sheet = Self {
            bytes,
            encoding,
            delimiter: b',',
            names: Vec::new(),
            columns: HashMap::new(),
            heading: at..at,
            heading_line: line,
        };
        let mut best: Option<(usize, usize, u8)> = None;
        for delimiter in delimiters {
            sheet.delimiter = delimiter;
            let Some(row) = sheet.rows_from(at, line, None).next() else { continue };
            let names: Vec<String> = row.cells.iter().map(|cell| fold(&sheet.lossy(cell))).collect();
            let known = wanted.iter().filter(|column| names.contains(&column.folded)).count();
            if best.is_none_or(|(most, cells, _)| (known, names.len()) > (most, cells)) {
                best = Some((known, names.len(), delimiter));
                sheet.names = row.cells.iter().map(|cell| sheet.lossy(cell).trim().to_owned()).collect();
                (sheet.heading, sheet.heading_line) = (row.raw, row.line);
            }
        }
        let Some((.., delimiter)) = best else { return Err(SheetError::Empty) };
        sheet.delimiter = delimiter;
        sheet.find(wanted)?;
        Ok(sheet)
    }

    /// Finds the columns that the map names.
    fn find(&mut self, wanted: &[&Column]) -> Result<(), SheetError> {
        let folded: Vec<String> = self.names.iter().map(|name| fold(name)).collect();
        let mut missing = Vec::new();
        for column in wanted {
            let mut places = folded.iter().enumerate().filter(|(_, name)| **name == column.folded);
            match (places.next(), places.next()) {
                (Some((place, _)), None) => drop(self.columns.insert(column.folded.clone(), place)),
                (Some(_), Some(_)) => return Err(SheetError::Twice(column.name.clone())),
                (None, _) => missing.push(format!("`{}`", column.name)),
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        missing.dedup();
        let there: Vec<String> = self.names.iter().take(40).map(|name| format!("`{name}`")).collect();
        Err(SheetError::Columns { missing: missing.join(", "), there: there.join(", ") })
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn place(&self, column: &Column) -> Option<usize> {
        self.columns.get(&column.folded).copied()
    }

    /// The bytes of a row, or of the heading.
    pub(super) fn raw(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    pub(super) fn heading(&self) -> &[u8] {
        self.raw(self.heading.clone())
    }

    /// The rows below the heading. A line without a single byte is no row. `begins` says of the cells of a line, which
    /// seems to stand within quotes, whether a row begins with it.
    pub(super) fn rows<'s>(&'s self, begins: &'s dyn Fn(&ByteRecord) -> bool) -> SheetRows<'s> {
        let rows = self.rows_from(self.heading.end, self.heading_line, Some(self.names.len()));
        SheetRows { begins, ..rows }
    }

    fn rows_from(&self, at: usize, line: u64, expected: Option<usize>) -> SheetRows<'_> {
        let reader = reader(&self.bytes, at, self.delimiter);
        SheetRows {
            bytes: &self.bytes,
            delimiter: self.delimiter,
            reader,
            base: at,
            expected,
            begins: &|_| false,
            counted: (at, line),
        }
    }

    /// The text of a row's cell, trimmed; empty where the sheet has no such column.
    pub(super) fn cell(&self, cells: &ByteRecord, column: &Column) -> Result<String, Reason> {
        let cell = self.place(column).and_then(|place| cells.get(place)).unwrap_or_default();
        let text = self.text(cell).ok_or_else(|| Reason::NotText { column: column.name.clone() })?;
        Ok(text.trim().to_owned())
    }

    /// A cell's text, if it is one in the sheet's encoding.
    fn text<'c>(&self, cell: &'c [u8]) -> Option<Cow<'c, str>> {
        match self.encoding {
            Some(encoding) => encoding.decode_without_bom_handling_and_without_replacement(cell),
            None => Some(self.lossy(cell)),
        }
    }

    /// As [`text`](Self::text), with a sign for what is none.
    fn lossy<'c>(&self, cell: &'c [u8]) -> Cow<'c, str> {
        match (self.encoding, std::str::from_utf8(cell)) {
            (Some(encoding), _) => encoding.decode_without_bom_handling(cell).0,
            (None, Ok(text)) => Cow::Borrowed(text),
            // Text that is not UTF-8 comes from an older program; in Indonesia these wrote Windows-1252.
            (None, Err(_)) => WINDOWS_1252.decode_without_bom_handling(cell).0,
        }
    }
}

/// The sheet in an encoding in which a line end is a byte, where it begins, and which encoding that is.
fn plain<'a>(
    bytes: &'a [u8],
    encoding: Option<&'static Encoding>,
) -> (Cow<'a, [u8]>, usize, Option<&'static Encoding>) {
    let wide = match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => encoding.filter(|encoding| !encoding.is_ascii_compatible()),
    };
    if let Some(wide) = wide {
        let text = wide.decode_with_bom_removal(bytes).0.into_owned();
        return (Cow::Owned(text.into_bytes()), 0, Some(UTF_8));
    }
    (Cow::Borrowed(bytes), if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }, encoding)
}

fn after_line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    match memchr::memchr2(b'\r', b'\n', rest) {
        Some(end) if rest[end..].starts_with(b"\r\n") => at + end + 2,
        Some(end) => at + end + 1,
        None => bytes.len(),
    }
}

/// The rest of a sheet, which seems to end at a limit.
struct Window<'a> {
    bytes: &'a [u8],
    limit: usize,
    at: usize,
    hit: bool,
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let end = self.bytes.len().min(self.limit);
        self.hit |= self.at >= end && end < self.bytes.len();
        let mut rest = &self.bytes[self.at.min(end)..end];
        let read = rest.read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

fn reader(bytes: &[u8], at: usize, delimiter: u8) -> Reader<Window<'_>> {
    let bytes = bytes.get(at..).unwrap_or_default();
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(Window {
        bytes,
        limit: 0,
        at: 0,
        hit: false,
    })
}

/// Row after row.
pub(super) struct SheetRows<'s> {
    bytes: &'s [u8],
    delimiter: u8,
    reader: Reader<Window<'s>>,
    /// Where the reader began.
    base: usize,
    /// How many cells the heading has; `None` for the heading itself.
    expected: Option<usize>,
    begins: &'s dyn Fn(&ByteRecord) -> bool,
    /// Up to where lines were counted, and how many there are.
    counted: (usize, u64),
}

impl Iterator for SheetRows<'_> {
    type Item = SheetRow;

    fn next(&mut self) -> Option<SheetRow> {
        let mut cells = ByteRecord::new();
        let from = self.offset();
        self.reader.get_mut().limit = from - self.base + LONGEST;
        // Reading from memory does not fail, and rows of any length are taken.
        if !self.reader.read_byte_record(&mut cells).unwrap_or(false) {
            let end = from >= self.bytes.len() || !self.reader.get_ref().hit;
            return if end { None } else { self.cut(from) };
        }
        let mut raw = from..self.offset();
        while raw.start < raw.end && matches!(self.bytes[raw.start], b'\r' | b'\n') {
            raw.start += 1;
        }
        while raw.start < raw.end && matches!(self.bytes[raw.end - 1], b'\r' | b'\n') {
            raw.end -= 1;
        }
        let too_long = self.reader.get_ref().hit;
        let wrong = self.expected.is_some_and(|expected| !fits(&cells, expected));
        let over_lines = memchr::memchr2(b'\r', b'\n', &self.bytes[raw.clone()]).is_some();
        if too_long || over_lines && self.swallows(raw.clone(), wrong) {
            return self.cut(raw.start);
        }
        let broken = self.expected.filter(|_| wrong).map(|expected| {
            let blank = cells.iter().all(<[u8]>::is_empty);
            if blank { Reason::Blank } else { Reason::Columns { expected, found: cells.len() } }
        });
        Some(SheetRow { line: self.line(raw.start), raw, cells, broken })
    }
}

impl SheetRows<'_> {
    fn offset(&self) -> usize {
        // No file that is in memory is longer than memory.
        self.base + usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }

    /// Whether a row over several lines holds another row: then its quote was never closed. If the number of its cells
    /// is right, a line within it counts as a row only if it reads as one, since people write semicolons too.
    fn swallows(&self, raw: Range<usize>, wrong: bool) -> bool {
        let Some(expected) = self.expected else { return false };
        let mut at = after_line(self.bytes, raw.start);
        let mut cells = ByteRecord::new();
        while at < raw.end {
            let next = after_line(self.bytes, at).min(raw.end);
            let mut alone = reader(&self.bytes[..next], at, self.delimiter);
            alone.get_mut().limit = next - at;
            if alone.read_byte_record(&mut cells).unwrap_or(false)
                && if wrong {
                    cells.len() >= expected
                } else {
                    fits(&cells, expected) && (self.begins)(&cells)
                }
            {
                return true;
            }
            at = next;
        }
        false
    }

    /// The line that begins at `at` alone is a row that is broken; the next one begins below it.
    fn cut(&mut self, at: usize) -> Option<SheetRow> {
        let mut start = at;
        while start < self.bytes.len() && matches!(self.bytes[start], b'\r' | b'\n') {
            start += 1;
        }
        if start >= self.bytes.len() {
            return None;
        }
        let next = after_line(self.bytes, start);
        let mut end = next;
        while end > start && matches!(self.bytes[end - 1], b'\r' | b'\n') {
            end -= 1;
        }
        let line = self.line(start);
        self.reader = reader(self.bytes, next, self.delimiter);
        self.base = next;
        Some(SheetRow { line, raw: start..end, cells: ByteRecord::new(), broken: Some(Reason::Broken) })
    }

    /// The number of the line that begins here. Lines end with CR LF, LF or CR.
    fn line(&mut self, at: usize) -> u64 {
        let (from, mut line) = self.counted;
        let passed = self.bytes.get(from..at).unwrap_or_default();
        for end in memchr::memchr2_iter(b'\r', b'\n', passed) {
            let half = passed[end] == b'\r' && self.bytes.get(from + end + 1) == Some(&b'\n');
            line += u64::from(!half);
        }
        self.counted = (at, line);
        line
    }
}

/// Whether a row has the heading's cells: none less; and more only if nothing is in them.
fn fits(cells: &ByteRecord, expected: usize) -> bool {
    cells.len() >= expected && cells.iter().skip(expected).all(<[u8]>::is_empty)
}
