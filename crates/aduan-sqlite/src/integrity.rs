//! Whether what is stored is what was stored (C29).

use crate::error::{damaged, reading};
use crate::{SqliteStore, row, sql};
use aduan_core::{ComplaintId, Decoded, decode};
use aduan_store::{Hash, LogHead, StoreError};
use rusqlite::Connection;

/// Something that is not as it was written, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Finding {
    /// The file itself is damaged.
    #[error("the file: {0}")]
    File(String),
    /// A position of the log is missing.
    #[error("position {position} is missing")]
    Missing {
        /// Which.
        position: u64,
    },
    /// The bytes of a line are not those that its leaf hash was made of.
    #[error("position {position}: the line was changed")]
    LineChanged {
        /// Where.
        position: u64,
    },
    /// A line does not say that it is what its row says it is.
    #[error("position {position}: the line is not version {version} of complaint {complaint}")]
    Misplaced {
        /// Where.
        position: u64,
        /// Whose it should be.
        complaint: ComplaintId,
        /// Which version it should be.
        version: u32,
    },
    /// A stream has a gap, or its summary is of another version.
    #[error("complaint {complaint}: {events} events, versions {first} to {last}, summary of {summary:?}")]
    Stream {
        /// Which.
        complaint: ComplaintId,
        /// How many events it has.
        events: u32,
        /// The first version.
        first: u32,
        /// The last one.
        last: u32,
        /// The version of the summary row.
        summary: Option<u32>,
    },
    /// The log's head does not fit the lines: some were added, removed, changed or swapped.
    #[error("the log has {found} lines; its head says {stored}, and the roots {}", if *.found == *.stored { "differ" } else { "cannot agree" })]
    Head {
        /// How many there are.
        found: u64,
        /// How many there should be.
        stored: u64,
    },
}

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Integrity {
    /// How many lines the log has.
    pub lines: u64,
    /// The root over the lines as they are.
    pub root: Hash,
    /// What is wrong; nothing, if it is empty. At most a hundred.
    pub findings: Vec<Finding>,
}

/// So many are told.
const MOST: usize = 100;

impl SqliteStore {
    /// Examines everything: the file, every leaf, every line's place, every stream, the root. Others read and write
    /// meanwhile; it sees one instant.
    ///
    /// It finds what was changed without the program. Against somebody who changes lines and computes all hashes
    /// anew, only a root that somebody else has kept helps: compare [`Integrity::root`] with it.
    ///
    /// # Errors
    /// [`StoreError::Read`] and others of the medium, if it could not be examined.
    pub fn integrity(&self) -> Result<Integrity, StoreError> {
        self.readers().with(|connection| {
            let instant = connection.unchecked_transaction().map_err(reading)?;
            examine(&instant)
        })
    }
}

fn examine(connection: &Connection) -> Result<Integrity, StoreError> {
    let mut findings = Vec::new();
    let mut check = connection.prepare("PRAGMA integrity_check(20)").map_err(reading)?;
    let said = check.query_map([], |found| found.get::<_, String>(0)).map_err(reading)?;
    for line in said {
        let line = line.map_err(reading)?;
        if line != "ok" {
            findings.push(Finding::File(line));
        }
    }
    let head = lines(connection, &mut findings)?;
    streams(connection, &mut findings)?;
    let stored = row::head(connection)?;
    if stored != head {
        findings.push(Finding::Head { found: head.size(), stored: stored.size() });
    }
    findings.truncate(MOST);
    Ok(Integrity { lines: head.size(), root: head.root(), findings })
}

fn lines(connection: &Connection, findings: &mut Vec<Finding>) -> Result<LogHead, StoreError> {
    let mut statement = connection.prepare(sql::LOG).map_err(reading)?;
    let mut rows = statement.query((0, i64::MAX)).map_err(reading)?;
    let (mut head, mut expected) = (LogHead::default(), 1);
    while let Some(found) = rows.next().map_err(reading)? {
        let position: u64 = row::count(found, 0)?;
        let (complaint, version) = (row::id(found, 1)?, row::count(found, 2)?);
        let line = row::blob(found, 4)?;
        let leaf = LogHead::leaf(line);
        let stored: Hash = row::bytes(found, 3)?;
        head.push(leaf);
        if findings.len() < MOST {
            if position != expected {
                findings.push(Finding::Missing { position: expected });
            }
            if leaf != stored {
                findings.push(Finding::LineChanged { position });
            }
            let in_place = match decode(line) {
                Decoded::Known(known) => {
                    (known.record.complaint, known.record.version) == (complaint, version)
                }
                Decoded::Unknown(unknown) => (unknown.complaint, unknown.version) == (complaint, version),
                Decoded::Corrupt(_) => false,
            };
            if !in_place {
                findings.push(Finding::Misplaced { position, complaint, version });
            }
        }
        expected = position.checked_add(1).ok_or_else(|| damaged("positions beyond all numbers"))?;
    }
    Ok(head)
}

fn streams(connection: &Connection, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let mut statement = connection.prepare(sql::UNEVEN_STREAMS).map_err(reading)?;
    let mut rows = statement.query([]).map_err(reading)?;
    while let Some(found) = rows.next().map_err(reading)?
        && findings.len() < MOST
    {
        findings.push(Finding::Stream {
            complaint: row::id(found, 0)?,
            first: row::count(found, 1)?,
            last: row::count(found, 2)?,
            events: row::count(found, 3)?,
            summary: row::get(found, 4)?,
        });
    }
    Ok(())
}
