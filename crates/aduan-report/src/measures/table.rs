//! The published tables of figures, some of them withheld.

use super::column::{Column, Time};
use aduan_core::{Channel, Language, Matter, Office, Rule, Stage, Timestamp};
use std::collections::BTreeMap;
use std::fmt;

/// The stages in which an office other than the verifying unit may have the file.
pub(super) const HELD: [Stage; 3] = [Stage::WithPyb, Stage::Assessment, Stage::FollowUp];

/// How long a period of the report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Period {
    /// A month.
    #[default]
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl Period {
    /// The word for programs and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl std::str::FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Month, Self::Quarter, Self::Year]
            .into_iter()
            .find(|period| period.as_str() == text)
            .ok_or_else(|| "expected month, quarter or year".to_owned())
    }
}

/// One period: `2025-03`, `2025-Q1`, `2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarPeriod {
    pub(super) period: Period,
    pub(super) year: i32,
    /// Which month, from 1, or which quarter; 0 for a year.
    pub(super) part: u32,
}

impl CalendarPeriod {
    /// The next one.
    pub(super) const fn next(self) -> Self {
        let parts = match self.period {
            Period::Month => 12,
            Period::Quarter => 4,
            Period::Year => 0,
        };
        if self.part >= parts {
            let part = if parts == 0 { 0 } else { 1 };
            Self { year: self.year + 1, part, ..self }
        } else {
            Self { part: self.part + 1, ..self }
        }
    }
}

impl fmt::Display for CalendarPeriod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { period, year, part } = self;
        match period {
            Period::Month => write!(formatter, "{year:04}-{part:02}"),
            Period::Quarter => write!(formatter, "{year:04}-Q{part}"),
            Period::Year => write!(formatter, "{year:04}"),
        }
    }
}

/// The dimension by which a table is broken down. As text, its name in CSV and JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Dimension {
    /// The period in which complaints were received.
    Received,
    /// The period in which those that are closed were, at last: only how many.
    Closed,
    /// The compliance unit that verifies them.
    Unit,
    /// What they are about.
    Matter,
    /// How they came in.
    Channel,
    /// The office that had the file, while it was with a PYB, assessed or followed up: stays, not complaints.
    Holder,
}

impl Dimension {
    /// Every dimension, in the order of a report.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::Closed, Self::Unit, Self::Matter, Self::Channel, Self::Holder];

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received_in",
            Self::Closed => "closed_in",
            Self::Unit => "unit",
            Self::Matter => "matter",
            Self::Channel => "channel",
            Self::Holder => "holder",
        }
    }

    /// Whether a row says how many complaints are in it.
    pub(super) const fn counted(self) -> bool {
        !matches!(self, Self::Holder)
    }
}

/// The subject of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Label {
    /// A period.
    Period(CalendarPeriod),
    /// An office.
    Office(Office),
    /// A kind of matter.
    Matter(Matter),
    /// A channel.
    Channel(Channel),
}

impl Label {
    /// As a person reads it.
    pub fn label(self, language: Language) -> String {
        match self {
            Self::Matter(matter) => matter.label(language).to_owned(),
            Self::Channel(channel) => channel.label(language).to_owned(),
            Self::Period(_) | Self::Office(_) => self.to_string(),
        }
    }
}

/// As it stands in CSV and JSON.
impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(period) => period.fmt(formatter),
            Self::Office(office) => office.fmt(formatter),
            Self::Matter(matter) => matter.fmt(formatter),
            Self::Channel(channel) => channel.fmt(formatter),
        }
    }
}

/// One figure of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// A number; for a time, whole hours, rounded down.
    Number(u64),
    /// It is not told, because it is small, or because it would tell another that is.
    Withheld,
    /// There is nothing to measure.
    Nothing,
}

impl Figure {
    /// The number, if it is told.
    pub const fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Withheld | Self::Nothing => None,
        }
    }

    /// The share of a whole, in thousandths, rounded half up.
    #[must_use]
    pub fn of(self, whole: Self) -> Self {
        match (self, whole) {
            (Self::Withheld, _) | (_, Self::Withheld) => Self::Withheld,
            (Self::Number(_), Self::Number(0)) | (Self::Nothing, _) | (_, Self::Nothing) => Self::Nothing,
            (Self::Number(part), Self::Number(whole)) => {
                let thousandths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
                Self::Number(u64::try_from(thousandths).unwrap_or(u64::MAX))
            }
        }
    }

    /// The sum of two.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Withheld, _) | (_, Self::Withheld) => Self::Withheld,
            (Self::Nothing, figure) | (figure, Self::Nothing) => figure,
            (Self::Number(one), Self::Number(two)) => Self::Number(one.saturating_add(two)),
        }
    }
}

/// The middle and the ninth tenth of a time, by nearest rank, in whole hours rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantiles {
    /// Half of the cases took at most so long.
    pub median: Figure,
    /// Nine of ten took at most so long.
    pub ninth_tenth: Figure,
}

/// A row of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub(super) figures: Vec<Figure>,
    pub(super) times: BTreeMap<Time, Quantiles>,
}

impl Row {
    /// How many.
    pub fn count(&self, column: Column) -> Figure {
        self.figures.get(column.index()).copied().unwrap_or(Figure::Nothing)
    }

    /// How long.
    pub fn time(&self, time: Time) -> Quantiles {
        let nothing = Quantiles { median: Figure::Nothing, ninth_tenth: Figure::Nothing };
        self.times.get(&time).copied().unwrap_or(nothing)
    }

    /// The share of the complaints that are closed, in thousandths (R32).
    pub fn completion(&self) -> Figure {
        self.count(Column::Closed).of(self.count(Column::Received))
    }

    /// The share of the ended stays in a stage that ended before their deadline, in thousandths (R32).
    pub fn timeliness(&self, stage: Stage) -> Figure {
        let in_time = self.count(Column::InTime(stage));
        in_time.of(in_time.plus(self.count(Column::Late(stage))))
    }
}

/// A breakdown: its rows add up to [`Report::total`], but for the rows that are left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The dimension by which it is broken down.
    pub dimension: Dimension,
    /// Its rows, in order; of holders, those of which everything is withheld are left out.
    pub rows: Vec<(Label, Row)>,
    /// Whether not even which rows there are is told: then there is none in [`rows`](Self::rows).
    pub withheld: bool,
}

impl Table {
    /// The columns of this table; of others, nothing is said in it.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        let dimension = self.dimension;
        Column::all().filter(move |column| dimension.has(*column))
    }

    /// The times of this table.
    pub fn times(&self) -> impl Iterator<Item = Time> {
        let dimension = self.dimension;
        Time::all().filter(move |time| dimension != Dimension::Closed && dimension.has(time.cases()))
    }
}

impl Dimension {
    fn has(self, column: Column) -> bool {
        match self {
            Self::Closed => column == Column::Closed,
            Self::Holder => match column {
                Column::Standing(stage)
                | Column::Waiting(stage)
                | Column::Overdue(stage)
                | Column::Ended(stage)
                | Column::InTime(stage)
                | Column::Late(stage)
                | Column::Untimed(stage) => HELD.contains(&stage),
                _ => false,
            },
            Self::Received | Self::Unit | Self::Matter | Self::Channel => true,
        }
    }
}

/// How the deadlines of one rule were met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Punctuality {
    /// The rule that set them.
    pub rule: Rule,
    /// Met.
    pub kept: Figure,
    /// Met too late, or at the end of a window not at all.
    pub missed: Figure,
    /// Still ahead.
    pub running: Figure,
    /// Past, and still not met.
    pub overdue: Figure,
}

impl Punctuality {
    /// The share of those that were met in time among those that were met, in thousandths.
    pub fn share(&self) -> Figure {
        self.kept.of(self.kept.plus(self.missed))
    }
}

/// The measures of a history, as they may be published.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The length of its periods.
    pub period: Period,
    /// Counts from 1 to below this are withheld; 0 withholds nothing.
    pub small_cells: u32,
    /// The instant at which waiting is judged: the one asked for, or the last in the history.
    pub now: Option<Timestamp>,
    /// Up to which line it was read: for a log, the position.
    pub position: u64,
    /// All together.
    pub total: Row,
    /// Broken down.
    pub tables: Vec<Table>,
    /// Deadlines by rule.
    pub rules: Vec<Punctuality>,
    /// What was amiss with what was read.
    pub amiss: Amiss,
    /// Whether reading was stopped before the end.
    pub stopped: bool,
}

/// Records that could not be read or that do not follow. If there are any, figures may be too small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Amiss {
    /// Corrupt lines.
    pub corrupt: u64,
    /// Unknown records.
    pub unknown: u64,
    /// Versions missing, repeated, or times going back.
    pub disorder: u64,
    /// Complaints whose reception is missing, and which are in none of the figures.
    pub unreceived: u64,
}

impl Report {
    /// Whether there are fewer complaints than may be told: then every figure is withheld.
    pub fn is_withheld(&self) -> bool {
        self.total.count(Column::Received) == Figure::Withheld
    }

    /// Whether nothing was amiss with what was read.
    pub fn is_sound(&self) -> bool {
        self.amiss == Amiss::default()
    }

    /// The table of this dimension.
    pub fn table(&self, dimension: Dimension) -> Option<&Table> {
        self.tables.iter().find(|table| table.dimension == dimension)
    }
}
