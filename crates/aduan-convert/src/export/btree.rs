//! Tables of a `SQLite` database, written as its file format has them (<https://www.sqlite.org/fileformat2.html>).
//!
//! `SQLite` makes the tables, empty; this fills them. Rows come in the order of their keys, so that pages are full
//! one after the other and are written once, where `SQLite` would look for the place of every row: some seven
//! times as fast. The tests have `SQLite` check what was written.

use std::io::{self, Seek, SeekFrom, Write};

/// The page at this offset is the one with which `SQLite` locks; it holds nothing.
const LOCK: u64 = 0x4000_0000;

/// A value in a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    /// A text in two parts.
    Joined(&'a str, &'a str),
}

/// The pages of a file, numbered from 1.
pub(super) struct Pages<F> {
    file: F,
    size: usize,
    next: u32,
}

impl<F: Write + Seek> Pages<F> {
    /// The pages of a database that has so many of this size, to which more are to be added.
    pub(super) fn new(mut file: F, size: usize, count: u32) -> io::Result<Self> {
        file.seek(SeekFrom::Start(size as u64 * u64::from(count)))?;
        Ok(Self { file, size, next: count + 1 })
    }

    fn add(&mut self, page: &[u8]) -> io::Result<u32> {
        if (u64::from(self.next) - 1) * self.size as u64 == LOCK {
            self.file.write_all(&vec![0; self.size])?;
            self.next += 1;
        }
        self.file.write_all(page)?;
        self.next = self.next.checked_add(1).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(self.next - 1)
    }

    fn replace(&mut self, number: u32, page: &[u8]) -> io::Result<()> {
        let end = self.file.stream_position()?;
        self.file.seek(SeekFrom::Start((u64::from(number) - 1) * self.size as u64))?;
        self.file.write_all(page)?;
        self.file.seek(SeekFrom::Start(end))?;
        Ok(())
    }

    /// Writes into the header how many pages there are.
    pub(super) fn end(mut self) -> io::Result<F> {
        self.file.seek(SeekFrom::Start(28))?;
        self.file.write_all(&(self.next - 1).to_be_bytes())?;
        self.file.flush()?;
        Ok(self.file)
    }
}

/// How a table is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By its primary key (`WITHOUT ROWID`): a row stands in a leaf or between two.
    Key,
    /// By a number that it counts itself: rows stand in leaves alone.
    Number,
}

impl Kind {
    const fn leaf(self) -> u8 {
        match self {
            Self::Key => 10,
            Self::Number => 13,
        }
    }

    const fn interior(self) -> u8 {
        match self {
            Self::Key => 2,
            Self::Number => 5,
        }
    }
}

/// A page being filled: pointers from the front, cells from the back.
struct Page {
    bytes: Vec<u8>,
    head: usize,
    cells: usize,
    content: usize,
}

impl Page {
    fn new(size: usize, kind: u8, head: usize) -> Self {
        let mut bytes = vec![0; size];
        bytes[0] = kind;
        Self { bytes, head, cells: 0, content: size }
    }

    const fn fits(&self, length: usize) -> bool {
        self.head + 2 * (self.cells + 1) + length <= self.content
    }

    fn push(&mut self, parts: &[&[u8]]) {
        self.content -= parts.iter().map(|part| part.len()).sum::<usize>();
        let mut at = self.content;
        for part in parts {
            self.bytes[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        let pointer = self.head + 2 * self.cells;
        self.bytes[pointer..pointer + 2].copy_from_slice(&short(self.content));
        self.cells += 1;
    }

    /// Takes the last cell out again.
    fn pop(&mut self) -> Vec<u8> {
        let pointer = self.head + 2 * (self.cells - 1);
        let before = if self.cells == 1 {
            self.bytes.len()
        } else {
            usize::from(u16::from_be_bytes([self.bytes[pointer - 2], self.bytes[pointer - 1]]))
        };
        let cell = self.bytes[self.content..before].to_vec();
        self.content = before;
        self.cells -= 1;
        cell
    }

    /// The page as it is written.
    fn done(&mut self) -> &[u8] {
        let (cells, content) = (short(self.cells), short(self.content));
        self.bytes[3..5].copy_from_slice(&cells);
        self.bytes[5..7].copy_from_slice(&content);
        let free = self.head + 2 * self.cells;
        self.bytes[free..self.content].fill(0);
        &self.bytes
    }

    fn clear(&mut self) {
        (self.cells, self.content) = (0, self.bytes.len());
    }
}

/// Offsets and counts within a page; the largest offset of all, 65,536, is written as 0.
fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or_default().to_be_bytes()
}

/// A table being filled.
pub(super) struct Table {
    kind: Kind,
    root: u32,
    leaf: Page,
    /// The leaves that are full.
    leaves: Vec<u32>,
    /// What stands between them.
    between: Vec<Vec<u8>>,
    /// The row that may come to stand between this leaf and the next: only if another follows.
    held: Option<Vec<u8>>,
    rows: i64,
    cell: Vec<u8>,
    /// The types of a row's values, and the values.
    parts: (Vec<u8>, Vec<u8>),
}

impl Table {
    /// A table that is empty and whose root is this page.
    pub(super) fn new<F>(pages: &Pages<F>, kind: Kind, root: u32) -> Self {
        let leaf = Page::new(pages.size, kind.leaf(), 8);
        Self {
            kind,
            root,
            leaf,
            leaves: Vec::new(),
            between: Vec::new(),
            held: None,
            rows: 0,
            cell: Vec::new(),
            parts: (Vec::new(), Vec::new()),
        }
    }

    /// Adds a row; its key comes after that of the row before.
    pub(super) fn add<'a, F: Write + Seek>(
        &mut self,
        pages: &mut Pages<F>,
        row: impl IntoIterator<Item = Value<'a>>,
    ) -> io::Result<()> {
        self.rows += 1;
        self.cell.clear();
        let number = (self.kind == Kind::Number).then_some(self.rows);
        cell(&mut self.cell, &mut self.parts, number, row.into_iter());
        // What is longer goes on in other pages; no row of an export does.
        if self.cell.len() > (pages.size - 12) * 64 / 255 - 23 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a row is too long for a page"));
        }
        if let Some(held) = self.held.take() {
            self.leaves.push(pages.add(self.leaf.done())?);
            self.between.push(held);
            self.leaf.clear();
        }
        if !self.leaf.fits(self.cell.len()) {
            if self.kind == Kind::Key {
                self.held = Some(std::mem::take(&mut self.cell));
                return Ok(());
            }
            self.leaves.push(pages.add(self.leaf.done())?);
            let mut last = Vec::new();
            varint(&mut last, (self.rows - 1).unsigned_abs());
            self.between.push(last);
            self.leaf.clear();
        }
        self.leaf.push(&[&self.cell]);
        Ok(())
    }

    /// Writes what is left, and the pages above the leaves.
    pub(super) fn end<F: Write + Seek>(mut self, pages: &mut Pages<F>) -> io::Result<()> {
        if let Some(held) = self.held.take() {
            // Nothing follows: it stands in a leaf, and the one before it between.
            self.between.push(self.leaf.pop());
            self.leaves.push(pages.add(self.leaf.done())?);
            self.leaf.clear();
            self.leaf.push(&[&held]);
        }
        if self.leaves.is_empty() {
            return pages.replace(self.root, self.leaf.done());
        }
        self.leaves.push(pages.add(self.leaf.done())?);
        let (mut children, mut between) = (self.leaves, self.between);
        loop {
            let longest = between.iter().map(Vec::len).max().unwrap_or_default();
            // So many children fit on a page, whatever stands between them.
            let most = (pages.size - 12) / (2 + 4 + longest) + 1;
            let groups = children.len().div_ceil(most);
            let (mut above, mut between_above) = (Vec::with_capacity(groups), Vec::with_capacity(groups));
            let (mut from, mut all) = (0, between.into_iter());
            for group in 0..groups {
                // Evenly, so that none has a single child.
                let to = children.len() * (group + 1) / groups;
                let mut page = Page::new(pages.size, self.kind.interior(), 12);
                for child in &children[from..to - 1] {
                    page.push(&[&child.to_be_bytes(), &all.next().unwrap_or_default()]);
                }
                page.bytes[8..12].copy_from_slice(&children[to - 1].to_be_bytes());
                if groups == 1 {
                    return pages.replace(self.root, page.done());
                }
                above.push(pages.add(page.done())?);
                between_above.extend(all.next());
                from = to;
            }
            (children, between) = (above, between_above);
        }
    }
}

/// Writes a row as a leaf has it: its length, its number where it has one, its record.
fn cell<'a>(
    cell: &mut Vec<u8>,
    (types, values): &mut (Vec<u8>, Vec<u8>),
    number: Option<i64>,
    row: impl Iterator<Item = Value<'a>>,
) {
    types.clear();
    values.clear();
    for value in row {
        let (kind, size) = value.measure();
        varint(types, kind);
        match value {
            Value::Null => {}
            Value::Integer(number) => values.extend_from_slice(&number.to_be_bytes()[8 - size..]),
            Value::Text(text) => values.extend_from_slice(text.as_bytes()),
            Value::Joined(one, other) => {
                values.extend_from_slice(one.as_bytes());
                values.extend_from_slice(other.as_bytes());
            }
        }
    }
    // The header's length counts itself, in one byte or two.
    let header = if types.len() < 127 { types.len() + 1 } else { types.len() + 2 };
    varint(cell, (header + values.len()) as u64);
    if let Some(number) = number {
        varint(cell, number.unsigned_abs());
    }
    varint(cell, header as u64);
    cell.extend_from_slice(types);
    cell.extend_from_slice(values);
}

impl Value<'_> {
    /// Its serial type, and how many bytes it takes.
    const fn measure(self) -> (u64, usize) {
        match self {
            Self::Null => (0, 0),
            Self::Integer(0) => (8, 0),
            Self::Integer(1) => (9, 0),
            Self::Integer(-0x80..=0x7f) => (1, 1),
            Self::Integer(-0x8000..=0x7fff) => (2, 2),
            Self::Integer(-0x80_0000..=0x7f_ffff) => (3, 3),
            Self::Integer(-0x8000_0000..=0x7fff_ffff) => (4, 4),
            Self::Integer(_) => (6, 8),
            Self::Text(text) => (text.len() as u64 * 2 + 13, text.len()),
            Self::Joined(one, other) => {
                let length = one.len() + other.len();
                (length as u64 * 2 + 13, length)
            }
        }
    }
}

const fn varint_length(number: u64) -> usize {
    match number {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        0x20_0000..0x1000_0000 => 4,
        _ => 5,
    }
}

/// Writes a number of at most 35 bits, seven a byte, the highest first.
fn varint(bytes: &mut Vec<u8>, number: u64) {
    for at in (0..varint_length(number)).rev() {
        let more = if at > 0 { 0x80 } else { 0 };
        bytes.push((number >> (7 * at)).to_le_bytes()[0] & 0x7f | more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;
    use std::fs::File;

    /// Fills two tables with so many rows and asks `SQLite` what it finds.
    fn filled(size: usize, rows: i64) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("database");
        let database = Connection::open(&path).unwrap();
        let page_size = format!("PRAGMA page_size = {size};");
        database.execute_batch(&page_size).unwrap();
        database
            .execute_batch(
                "CREATE TABLE keyed (a TEXT, b TEXT, c INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
                 CREATE TABLE numbered (a TEXT, b INTEGER);",
            )
            .unwrap();
        let root = |name: &str| -> u32 {
            let query = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
            database.query_row(query, [name], |row| row.get(0)).unwrap()
        };
        let (keyed, numbered) = (root("keyed"), root("numbered"));
        let count: u32 = database.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        database.close().unwrap();
        let mut pages = Pages::new(File::options().write(true).open(&path).unwrap(), size, count).unwrap();
        let mut keyed = Table::new(&pages, Kind::Key, keyed);
        let mut numbered = Table::new(&pages, Kind::Number, numbered);
        let at = |row: i64| usize::try_from(row).unwrap();
        let number = |row: i64| [0, 1, -1, 127, -129, 40_000, 1 << 30, 1 << 40][at(row % 8)];
        for row in 0..rows {
            let (key, filling) = (format!("{row:08}"), "x".repeat(at(row * 7 % 40)));
            let (key, filling) = (Value::Text(&key), Value::Text(&filling));
            keyed.add(&mut pages, [key, filling, Value::Integer(number(row))]).unwrap();
            let second = if row % 3 == 0 { Value::Null } else { Value::Integer(number(row)) };
            numbered.add(&mut pages, [filling, second]).unwrap();
        }
        keyed.end(&mut pages).unwrap();
        numbered.end(&mut pages).unwrap();
        pages.end().unwrap();
        let database = Connection::open(&path).unwrap();
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok", "{rows} rows on pages of {size}");
        let sum: i64 = (0..rows).map(number).sum();
        let found = |query: &str| -> (i64, i64) {
            database.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
        assert_eq!(found("SELECT count(*), coalesce(sum(c), 0) FROM keyed"), (rows, sum));
        let without: i64 = (0..rows).filter(|row| row % 3 != 0).map(number).sum();
        assert_eq!(found("SELECT count(*), coalesce(sum(b), 0) FROM numbered"), (rows, without));
        for row in [0, rows / 2, rows - 1].into_iter().filter(|row| (0..rows).contains(row)) {
            let query = format!("SELECT length(b), c FROM keyed WHERE a = '{row:08}'");
            assert_eq!(found(&query), (row * 7 % 40, number(row)));
        }
        // And it is a database like any other.
        database
            .execute_batch("INSERT INTO keyed VALUES ('a', 'b', 1); DELETE FROM keyed WHERE a < '5'")
            .unwrap();
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
    }

    #[test]
    fn sqlite_finds_every_row_and_nothing_amiss_however_many_pages_there_are() {
        (0..120).for_each(|rows| filled(512, rows));
        for rows in [500, 1000, 1001, 5000, 20_000] {
            filled(512, rows);
        }
        filled(8192, 30_000);
    }

    #[test]
    fn the_page_with_which_sqlite_locks_stays_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sparse");
        let file = File::create_new(&path).unwrap();
        let before = u32::try_from(LOCK / 8192).unwrap();
        let mut pages = Pages::new(file, 8192, before).unwrap();
        assert_eq!(pages.add(&[1; 8192]).unwrap(), before + 2);
        assert_eq!(pages.add(&[1; 8192]).unwrap(), before + 3);
    }

    #[test]
    fn a_row_that_no_page_has_room_for_is_refused() {
        let mut pages = Pages::new(io::Cursor::new(Vec::new()), 512, 1).unwrap();
        let mut table = Table::new(&pages, Kind::Key, 1);
        assert!(table.add(&mut pages, [Value::Text(&"x".repeat(200))]).is_err());
    }
}
