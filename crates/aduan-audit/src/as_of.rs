//! Looking at a history as it was.

use aduan_core::{Timestamp, Zone};

/// Up to where a history is looked at.
///
/// ```
/// use aduan_audit::AsOf;
/// assert!(matches!("2025-03-01".parse()?, AsOf::Instant(_)));
/// assert!(matches!("2025-03-01T10:00:00+07:00".parse()?, AsOf::Instant(_)));
/// assert_eq!("line:1200".parse(), Ok(AsOf::Position(1200)));
/// # Ok::<_, aduan_audit::ParseAsOfError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// Everything recorded up to and at this instant.
    Instant(Timestamp),
    /// The first so many lines.
    Position(u64),
}

/// Up to where is read: what an [`AsOf`] means for a line and for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Horizon(pub(crate) Option<AsOf>);

impl Horizon {
    /// Whether the line with this number is looked at.
    pub(crate) fn sees_line(self, number: u64) -> bool {
        !matches!(self.0, Some(AsOf::Position(position)) if number > position)
    }

    /// Whether what was recorded at this instant is looked at.
    pub(crate) fn sees(self, at: Timestamp) -> bool {
        !matches!(self.0, Some(AsOf::Instant(instant)) if at > instant)
    }

    /// The instant at which waiting is judged: the one asked for, or else `last`, so that the same file always
    /// gives the same answer.
    pub(crate) fn now(self, last: Option<Timestamp>) -> Option<Timestamp> {
        match self.0 {
            Some(AsOf::Instant(instant)) => Some(instant),
            _ => last,
        }
    }
}

/// A text that is neither a date nor an instant nor a position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date (2025-03-01), instant (2025-03-01T10:00:00+07:00) or position (line:1200)")]
pub struct ParseAsOfError(String);

/// A date means the end of that day in Jakarta (WIB).
impl std::str::FromStr for AsOf {
    type Err = ParseAsOfError;

    fn from_str(text: &str) -> Result<Self, ParseAsOfError> {
        if let Some(position) = text.strip_prefix("line:") {
            return position.parse().map(Self::Position).map_err(|_| ParseAsOfError(text.to_owned()));
        }
        if let Ok(date) = text.parse() {
            return Ok(Self::Instant(Timestamp::from_micros(Zone::Wib.end_of(date).micros() - 1)));
        }
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|instant| Self::Instant(instant.to_utc().into()))
            .map_err(|_| ParseAsOfError(text.to_owned()))
    }
}
