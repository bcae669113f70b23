//! The names of editions of reference data.

use crate::CalendarId;

codes! {
    /// The name of a rulebook: `kep-154-2012`. Every record carries the one it was decided under.
    pub struct RulebookId(23) accepts |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-', "[a-z0-9-]";
}

impl RulebookId {
    /// The name of a shipped rulebook.
    pub(crate) const fn fixed(text: &'static str) -> Self {
        let (bytes, len) = crate::token::inline(text);
        Self { bytes, len }
    }
}

codes! {
    /// The name of an edition of reference data: a [`RulebookId`] or a [`CalendarId`], whichever it is.
    pub struct EditionId(23) accepts |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-', "[a-z0-9-]";
}

impl From<RulebookId> for EditionId {
    fn from(id: RulebookId) -> Self {
        let (bytes, len) = crate::token::inline(id.as_str());
        Self { bytes, len }
    }
}

impl From<CalendarId> for EditionId {
    fn from(id: CalendarId) -> Self {
        let (bytes, len) = crate::token::inline(id.as_str());
        Self { bytes, len }
    }
}
