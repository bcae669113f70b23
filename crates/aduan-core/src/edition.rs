//! The names of editions of reference data.

use crate::{CalendarId, DirectoryId};

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
    /// The name of an edition of reference data: a [`RulebookId`], a [`CalendarId`] or a
    /// [`DirectoryId`].
    pub struct EditionId(23) accepts |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-', "[a-z0-9-]";
}

macro_rules! names {
    ($($id:ty),*) => { $(
        impl From<$id> for EditionId {
            fn from(id: $id) -> Self {
                let (bytes, len) = crate::token::inline(id.as_str());
                Self { bytes, len }
            }
        }
    )* };
}

names! { RulebookId, CalendarId, DirectoryId }
