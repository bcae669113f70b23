//! The id of a message to the outside.

use aduan_core::Timestamp;
use uuid::Uuid;

/// The id of a message. Its receiver can tell by it that a message came twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub Uuid);

impl MessageId {
    /// When the message was promised: its id is of version 7, which says so. The beginning of 1970 for any other.
    pub fn promised(self) -> Timestamp {
        let (seconds, nanos) = self.0.get_timestamp().map_or((0, 0), |at| at.to_unix());
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Timestamp::from_micros(seconds.saturating_mul(1_000_000).saturating_add(i64::from(nanos / 1000)))
    }
}

impl std::fmt::Display for MessageId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, formatter)
    }
}

impl std::str::FromStr for MessageId {
    type Err = aduan_core::ParseTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // As every id is read: the canonical spelling alone.
        text.parse::<aduan_core::EventId>().map(|id| Self(id.uuid()))
    }
}
