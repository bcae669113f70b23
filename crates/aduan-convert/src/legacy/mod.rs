//! Makes a history of an old system's sheet: each step in it is put to the procedure, and recorded in any case.
//!
//! A [`Map`] says what its columns and values mean. Each row gives one command. If the procedure accepts the command,
//! its decision is recorded. If it refuses, the step still happened and is recorded too. So an audit of the history
//! finds it and names the broken rule, which is what an inspector wants to see. The map may assume steps that the old
//! system did not write down; they are marked as assumed, and counted.
//!
//! No word, name or number of a person from the sheet comes into the history: people become pseudonyms under a
//! [`Key`], and words commitments. A row that is not understood is rejected with its [`Reason`]; none is dropped:
//! [`Account::adds_up`].
//!
//! The sheet is held in memory, and some 1.3 kilobytes for each event made of it.

mod cell_text;
mod command_fields;
mod map;
mod pseudonym;
mod reason;
mod recording;
mod row_reader;
mod sheet;
mod time_format;

pub use map::{Map, MapError};
pub use pseudonym::Key;
pub use reason::Reason;
pub use sheet::SheetError;

use aduan_core::{
    Calendar, CalendarId, Language, Outcome, Record, Rejection, Rule, Rulebook, RulebookId, Timestamp,
};
use recording::Recorder;
use row_reader::RowReader;
use sheet::Sheet;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::{ControlFlow, Range};

/// Told how many rows and bytes have been read; may stop it.
type Watch<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'a;

/// Why nothing can be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum ImportError {
    /// The sheet cannot be read at all.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The map names a rulebook that is not at hand.
    #[error("the map names the rulebook {0}, which is not at hand")]
    Rulebook(RulebookId),
}

/// An import of sheets by one map, under one key.
///
/// ```
/// use aduan_convert::legacy::{Import, Key, Map};
/// let map = Map::parse(r#"
///     system = "sipuma-2013"
///     rulebook = "kep-154-2012"
///     case.column = "Nomor"
///     time = { column = "Waktu", order = "dmy", zone = "wib" }
///     step.column = "Status"
///     [steps."Diterima"]
///     command = "receive"
///     facts = { channel = "letter", matter = "duties", unit = "KPPBC-050500" }
/// "#)?;
/// let key = Key::new(&[7; 32]).ok_or("too short")?;
/// let sheet = b"Nomor;Waktu;Status\r\n1/2013;04/03/2013 10:00;Diterima\r\n2/2013;31/02/2013;Diterima\r\n";
/// let imported = Import::new(map, key).run(sheet)?;
/// assert_eq!((imported.account.rows, imported.account.made), (2, 1));
/// assert_eq!((imported.rejected[0].line, imported.rejected[0].reason.code()), (3, "time_impossible"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Import {
    map: Map,
    key: Key,
    rulebooks: Vec<Rulebook>,
    calendar: Calendar,
}

impl Import {
    /// By this map and under this key; with the shipped rulebooks and calendar.
    pub fn new(map: Map, key: Key) -> Self {
        Self { map, key, rulebooks: Rulebook::shipped().to_vec(), calendar: Calendar::indonesia() }
    }

    /// One more rulebook that the map may name; it stands before those with the same name.
    #[must_use]
    pub fn rulebook(mut self, rulebook: Rulebook) -> Self {
        self.rulebooks.insert(0, rulebook);
        self
    }

    /// The holiday table by which deadlines are counted.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// Makes a history of this sheet. The same sheet under the same key gives the same bytes.
    ///
    /// # Errors
    /// [`ImportError`] if it has no heading, or not the columns that the map names, or the rulebook is not at hand.
    /// Faulty rows are no error: they are in [`Imported::rejected`].
    pub fn run(&self, sheet: &[u8]) -> Result<Imported, ImportError> {
        self.run_with(sheet, |_, _| ControlFlow::Continue(()))
    }

    /// [`run`](Self::run), telling `watch` how many rows and bytes have been read, which may stop it.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with(
        &self,
        bytes: &[u8],
        mut watch: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Imported, ImportError> {
        let (map, id) = (&self.map, self.map.rulebook);
        let rulebook = self.rulebooks.iter().find(|book| book.id == id).ok_or(ImportError::Rulebook(id))?;
        let (mut wanted, bound) = map.columns();
        wanted.extend(bound);
        let sheet = Sheet::open(bytes, &map.layout, &wanted)?;
        let mut read = RowReader::new(map, &self.key, &sheet).all(&mut watch);
        let (of_sheet, assumption) = recording::correlations(&map.source, bytes);
        let recorder = Recorder { import: self, rulebook, sheet: of_sheet, assumption };
        let recorded = recorder.all(&mut read);
        let records: Vec<Record> = recorded.made.into_iter().flat_map(|made| made.records).collect();
        let mut uncovered = BTreeMap::new();
        for record in &records {
            let date = map.zone.date(record.recorded_at);
            if record.event.deadlines().next().is_some() && !self.calendar.covers(date) {
                let year = chrono::Datelike::year(&date);
                *uncovered.entry(year).or_insert(0_u64) += 1;
            }
        }
        let rejects = Rejects {
            delimiter: sheet.delimiter,
            heading: sheet.heading().to_vec(),
            rows: read.rejected.iter().map(|row| sheet.raw(row.raw.clone()).to_vec()).collect(),
        };
        Ok(Imported {
            records,
            rejected: read.rejected,
            account: read.account,
            complaints: recorded.complaints,
            ignored: read.ignored,
            dropped: read.dropped,
            moved: read.moved,
            assumed: recorded.assumed,
            against: recorded.against,
            calendar: self.calendar.id(),
            uncovered,
            stopped: read.stopped,
            rejects,
        })
    }
}

/// The number of rows by their result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Account {
    /// Rows below the heading. A line without a single byte is no row.
    pub rows: u64,
    /// Those that became a command.
    pub made: u64,
    /// Those that were not understood.
    pub rejected: u64,
    /// Those that the map ignores.
    pub ignored: u64,
}

impl Account {
    /// Whether every row is accounted for.
    pub const fn adds_up(&self) -> bool {
        self.rows == self.made + self.rejected + self.ignored
    }
}

/// A row that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejected {
    /// The line of the sheet on which it begins, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
    raw: Range<usize>,
}

/// A row that was recorded although the procedure refuses it: an audit of the history will find it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Against {
    /// The line of the sheet on which it begins, from 1.
    pub line: u64,
    /// What the procedure says.
    pub breach: Breach,
}

/// The procedure's objection to a row that was recorded against it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Breach {
    /// It refuses it.
    Refused(Rejection),
    /// It ends otherwise.
    Outcome {
        /// As the sheet says.
        said: Outcome,
        /// As the procedure gives.
        given: Outcome,
    },
}

impl Breach {
    /// The code under which an audit finds it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(rejection) => rejection.code(),
            Self::Outcome { .. } => "different",
        }
    }

    /// The rule that was not kept.
    pub const fn rule(&self) -> Rule {
        match self {
            Self::Refused(rejection) => rejection.rule(),
            Self::Outcome { .. } => Rule::R19,
        }
    }

    /// The text for an inspector.
    pub fn sentence(&self, language: Language) -> String {
        match (self, language) {
            (Self::Refused(rejection), _) => rejection.sentence(language),
            (Self::Outcome { said, given }, Language::Indonesian) => {
                format!("hasil menurut prosedur: {}, bukan: {}", given.label(language), said.label(language))
            }
            (Self::Outcome { said, given }, Language::English) => {
                format!(
                    "by the procedure it ends as {}, not as {}",
                    given.label(language),
                    said.label(language)
                )
            }
        }
    }
}

/// The result of an import.
#[derive(Debug)]
#[non_exhaustive]
pub struct Imported {
    /// The history, in the order of time.
    pub records: Vec<Record>,
    /// The rows that were not understood, by line.
    pub rejected: Vec<Rejected>,
    /// What became of the rows.
    pub account: Account,
    /// How many complaints there are.
    pub complaints: u64,
    /// The rows that the map ignores: how many of each value; blank rows under the empty one.
    pub ignored: BTreeMap<String, u64>,
    /// The columns whose words stay in the sheet, and how many cells of each have any.
    pub dropped: BTreeMap<String, u64>,
    /// How many rows stood below a later one of their case.
    pub moved: u64,
    /// How often each assumption was made.
    pub assumed: BTreeMap<String, u64>,
    /// The rows that the procedure refuses, by line.
    pub against: Vec<Against>,
    /// The holiday table by which deadlines were counted.
    pub calendar: CalendarId,
    /// The years that it does not cover, and how many deadlines begin in each: they are counted without holidays.
    pub uncovered: BTreeMap<i32, u64>,
    /// Whether it was stopped before the end.
    pub stopped: bool,
    rejects: Rejects,
}

#[derive(Debug)]
struct Rejects {
    delimiter: u8,
    heading: Vec<u8>,
    rows: Vec<Vec<u8>>,
}

impl Imported {
    /// Writes the history, a line a record.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_history(&self, mut out: impl Write) -> io::Result<()> {
        for record in &self.records {
            out.write_all(record.to_line().as_bytes())?;
            out.write_all(b"\n")?;
        }
        out.flush()
    }

    /// Writes the rejected rows as a sheet: the heading and the rows to the byte, behind two more columns, the line and
    /// why. The same map reads it, once the rows are mended.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_rejects(&self, mut out: impl Write, language: Language) -> io::Result<()> {
        let Rejects { delimiter, heading, rows } = &self.rejects;
        let names = match language {
            Language::Indonesian => ["#baris", "#alasan"],
            Language::English => ["#line", "#reason"],
        };
        let line = |out: &mut dyn Write, first: &str, second: &str, row: &[u8]| {
            out.write_all(first.as_bytes())?;
            out.write_all(&[*delimiter])?;
            out.write_all(second.as_bytes())?;
            out.write_all(&[*delimiter])?;
            out.write_all(row)?;
            out.write_all(b"\r\n")
        };
        line(&mut out, names[0], names[1], heading)?;
        for (rejected, row) in self.rejected.iter().zip(rows) {
            // ASCII: the rest of the file is in the sheet's own encoding, whichever that is.
            let sentence: String = rejected
                .reason
                .sentence(language)
                .chars()
                .map(|symbol| match symbol {
                    '"' => '\'',
                    symbol if symbol.is_ascii() && !symbol.is_ascii_control() => symbol,
                    _ => '?',
                })
                .collect();
            let reason = format!("\"{}: {sentence}\"", rejected.reason.code());
            line(&mut out, &rejected.line.to_string(), &reason, row)?;
        }
        out.flush()
    }

    /// From when to when it goes.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        Some((self.records.first()?.recorded_at, self.records.last()?.recorded_at))
    }
}
