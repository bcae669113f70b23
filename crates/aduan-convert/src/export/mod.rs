//! A history in the formats that process analysts and statisticians open.
//!
//! Every format is made of one table, a row for each event ([`Column`]): [`Format::Csv`] and [`Format::Parquet`] are the
//! table, [`Format::Xes`] has its rows complaint by complaint, and the two of OCEL 2.0 tell of them which
//! complaint, offices, officers and complainant each event concerns.
//!
//! An export holds nothing that is not in the history: pseudonyms, no words, no tickets. An unknown event is exported
//! as `Unknown` with its name. A line that is no record, or that is there twice, is not exported, but counted and
//! reported ([`History::defects`]).

mod changes;
mod column;
mod csv;
mod ocel;
mod ocel_json;
#[cfg(feature = "ocel-sqlite")]
mod ocel_sqlite;
#[cfg(feature = "parquet")]
mod parquet;
mod partial_file;
mod row;
mod row_batch;
mod row_stream;
mod spill;
mod timestamp_text;
mod xes;

pub use column::{Column, Kind};

use aduan_audit::{AsOf, History, Progress, ReadError, Reader, Source};
use partial_file::PartialFile;
use row_stream::RowStream;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Format {
    /// XES (IEEE 1849): a trace for each complaint.
    Xes,
    /// OCEL 2.0 as JSON.
    Ocel2Json,
    /// OCEL 2.0 as a `SQLite` database; with the feature `ocel-sqlite`, which is on unless turned off.
    Ocel2Sqlite,
    /// CSV (RFC 4180): a row for each event.
    Csv,
    /// Apache Parquet, the same rows; with the feature `parquet`.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] =
        &[Self::Xes, Self::Ocel2Json, Self::Ocel2Sqlite, Self::Csv, Self::Parquet];

    /// Its name: `ocel2-json`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xes => "xes",
            Self::Ocel2Json => "ocel2-json",
            Self::Ocel2Sqlite => "ocel2-sqlite",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// Whether this program was built with it.
    pub const fn is_there(self) -> bool {
        match self {
            Self::Xes | Self::Ocel2Json | Self::Csv => true,
            Self::Ocel2Sqlite => cfg!(feature = "ocel-sqlite"),
            Self::Parquet => cfg!(feature = "parquet"),
        }
    }

    /// Whether it can be written to a pipe.
    pub const fn streams(self) -> bool {
        !matches!(self, Self::Ocel2Sqlite)
    }
}

/// By its name.
impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|format| format.as_str() == text);
        found.copied().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|format| format.as_str()).collect();
            format!("`{text}` is no format: expected {}", names.join(", "))
        })
    }
}

/// How far an export has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Moment {
    /// The history is being read.
    Reading(Progress),
    /// All lines were read; the rows that waited for that are being written.
    Writing {
        /// How many parts have been.
        done: u64,
        /// Of how many.
        of: u64,
    },
}

/// Why an export ended early. Nothing was left under the name that was given.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum ExportError {
    /// The history stopped being readable.
    #[error(transparent)]
    Reading(#[from] ReadError),
    /// The output is not writable.
    #[error("cannot write the export")]
    Write(#[source] io::Error),
    /// What waits to be written cannot be kept aside on the disk.
    #[error("cannot keep rows aside in a temporary file")]
    Spill(#[source] io::Error),
    /// The database that is to be the export is not writable.
    #[cfg(feature = "ocel-sqlite")]
    #[error("cannot write the export's database")]
    Database(#[from] rusqlite::Error),
    /// The Parquet file is not writable.
    #[cfg(feature = "parquet")]
    #[error("cannot write the Parquet file")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// A file of that name is there; nothing is overwritten.
    #[error("{} exists; it is not overwritten", .0.display())]
    Exists(PathBuf),
    /// The format is a file and cannot be written to a pipe.
    #[error("{} is a file with an inner order: it cannot be written to a pipe", .0.as_str())]
    NeedsFile(Format),
    /// The program was built without the format.
    #[error("this program was built without {}; build it with `--features {}`", .0.as_str(), .0.feature())]
    NotBuilt(Format),
    /// It was asked to stop.
    #[error("it was stopped")]
    Stopped,
}

impl Format {
    /// The feature of this crate that has it.
    const fn feature(self) -> &'static str {
        match self {
            Self::Ocel2Sqlite => "ocel-sqlite",
            other => other.as_str(),
        }
    }
}

/// The result of an export. It lacks the history's lines that are corrupt, repeated or later.
#[derive(Debug)]
#[non_exhaustive]
pub struct Exported {
    /// The history that was read, without its complaints. Unknown records are exported as `Unknown`.
    pub history: History,
    /// Complaints whose events are exported.
    pub cases: u64,
    /// Of an object-centric format: its objects and relations.
    pub objects: Option<Objects>,
    /// Whether it was stopped before the end. Then there is no file, and what went to a pipe is not whole.
    pub stopped: bool,
}

/// How many objects and relations an object-centric export has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Objects {
    /// Complaints.
    pub complaints: u64,
    /// Complainants.
    pub complainants: u64,
    /// Offices.
    pub offices: u64,
    /// Officers.
    pub officers: u64,
    /// Between an event and an object.
    pub event_to_object: u64,
    /// Between two objects.
    pub object_to_object: u64,
    /// Attributes of objects that took another value.
    pub changes: u64,
}

impl Objects {
    /// All objects.
    pub const fn total(&self) -> u64 {
        self.complaints + self.complainants + self.offices + self.officers
    }
}

/// Exports histories.
///
/// The result depends on the history alone, not on how many threads there were.
///
/// ```
/// use aduan_audit::Source;
/// use aduan_convert::export::{Export, Format};
/// use aduan_generate::{Generator, Options};
/// let history: String = Generator::new(Options::new(20, 1)).map(|record| record.to_line() + "\n").collect();
/// let mut table = Vec::new();
/// let source = Source::from_bytes("example", history.into_bytes())?;
/// let exported = Export::new(Format::Csv).to_writer(vec![source], &mut table)?;
/// let table = String::from_utf8(table)?;
/// assert!(table.starts_with("position,case,register,version,"));
/// assert_eq!(table.lines().count() as u64, 1 + exported.history.events);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Export {
    format: Format,
    threads: NonZeroUsize,
    as_of: Option<AsOf>,
}

/// The target of an export.
enum Target<'a> {
    Writer(&'a mut (dyn Write + Send)),
    File(&'a Path),
}

impl Export {
    /// An export to this format, of everything, on as many threads as the machine has cores.
    pub fn new(format: Format) -> Self {
        Self { format, threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN), as_of: None }
    }

    /// The same on so many threads.
    #[must_use]
    pub const fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// The same as of an instant or position.
    #[must_use]
    pub const fn as_of(mut self, as_of: AsOf) -> Self {
        self.as_of = Some(as_of);
        self
    }

    /// Writes the sources, as one history in their order, to `out`.
    ///
    /// # Errors
    /// [`ExportError`]; [`NeedsFile`](ExportError::NeedsFile) for a format that does not [stream](Format::streams).
    /// Faulty lines are no error: they are in [`History::defects`].
    pub fn to_writer(
        &self,
        sources: Vec<Source>,
        out: &mut (dyn Write + Send),
    ) -> Result<Exported, ExportError> {
        self.to_writer_with(sources, out, |_| ControlFlow::Continue(()))
    }

    /// [`to_writer`](Self::to_writer), telling `watch` now and then how far it has come; it stops when `watch` breaks.
    ///
    /// # Errors
    /// As [`to_writer`](Self::to_writer).
    pub fn to_writer_with(
        &self,
        sources: Vec<Source>,
        out: &mut (dyn Write + Send),
        watch: impl FnMut(Moment) -> ControlFlow<()> + Send,
    ) -> Result<Exported, ExportError> {
        self.check()?;
        if !self.format.streams() {
            return Err(ExportError::NeedsFile(self.format));
        }
        self.run(sources, Target::Writer(out), watch)
    }

    /// Writes the sources, as one history in their order, to a new file: there under its name when it is whole, and
    /// not before. Until then it stands beside it under a random name.
    ///
    /// # Errors
    /// [`ExportError`]; [`Exists`](ExportError::Exists) if there is something of that name.
    pub fn to_file(&self, sources: Vec<Source>, path: &Path) -> Result<Exported, ExportError> {
        self.to_file_with(sources, path, |_| ControlFlow::Continue(()))
    }

    /// [`to_file`](Self::to_file), telling `watch` now and then how far it has come; it stops when `watch` breaks, and
    /// then leaves no file.
    ///
    /// # Errors
    /// As [`to_file`](Self::to_file).
    pub fn to_file_with(
        &self,
        sources: Vec<Source>,
        path: &Path,
        watch: impl FnMut(Moment) -> ControlFlow<()> + Send,
    ) -> Result<Exported, ExportError> {
        self.check()?;
        let file = PartialFile::new(path)?;
        let exported = self.run(sources, Target::File(file.path()), watch)?;
        if !exported.stopped {
            file.keep()?;
        }
        Ok(exported)
    }

    fn check(&self) -> Result<(), ExportError> {
        if self.format.is_there() { Ok(()) } else { Err(ExportError::NotBuilt(self.format)) }
    }

    fn run(
        &self,
        sources: Vec<Source>,
        target: Target<'_>,
        mut watch: impl FnMut(Moment) -> ControlFlow<()> + Send,
    ) -> Result<Exported, ExportError> {
        let write = |rows: RowStream<'_>| self.write(rows, target);
        let reader = Reader::new().threads(self.threads).as_of(self.as_of);
        let row_stream::Written { history, complaints: cases, output, stopped } =
            row_stream::run(&reader, self.threads, sources, &mut watch, write)?;
        let objects = match output {
            Err(ExportError::Stopped) => None,
            output => output?,
        };
        Ok(Exported { history, cases, objects, stopped })
    }

    fn write(&self, rows: RowStream<'_>, target: Target<'_>) -> Result<Option<Objects>, ExportError> {
        let path = match target {
            // Rows that must wait go to the temporary folder here; for a file, to its own folder, where there is room for it.
            Target::Writer(out) => return self.stream(rows, out, &std::env::temp_dir()),
            Target::File(path) => path,
        };
        #[cfg(feature = "ocel-sqlite")]
        if self.format == Format::Ocel2Sqlite {
            return ocel_sqlite::write(rows, path).map(Some);
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = std::fs::File::create(path).map_err(ExportError::Write)?;
        self.stream(rows, &mut file, folder.unwrap_or(Path::new(".")))
    }

    fn stream(
        &self,
        rows: RowStream<'_>,
        out: &mut (dyn Write + Send),
        folder: &Path,
    ) -> Result<Option<Objects>, ExportError> {
        let mut out = io::BufWriter::with_capacity(1 << 18, out);
        let objects = match self.format {
            Format::Csv => csv::write(rows, &mut out).map(|()| None),
            Format::Xes => xes::write(rows, &mut out, folder).map(|()| None),
            Format::Ocel2Json => ocel_json::write(rows, &mut out, folder).map(Some),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::write(rows, &mut out).map(|()| None),
            other => Err(ExportError::NotBuilt(other)),
        }?;
        out.flush().map_err(ExportError::Write)?;
        Ok(objects)
    }
}
