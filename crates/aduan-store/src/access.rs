//! The trail of processing: which person read which content (R30).

use aduan_core::{Actor, ComplaintId, ContentId, Timestamp};

/// The outcome of an attempt to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccessAnswer {
    /// It was about to be shown.
    Shown,
    /// The identity was not shown: the person who asked had no disclosure of it (R27, T4).
    Refused,
}

/// One reading of one piece of content, recorded before it was shown; or the attempt at an identity that was refused.
///
/// ```
/// use aduan_core::{Actor, ComplaintId, ContentId, Timestamp};
/// use aduan_store::{Access, AccessAnswer};
/// let access = Access {
///     complaint: ComplaintId::default(),
///     content: ContentId::default(),
///     actor: Actor::system(),
///     at: Timestamp::MIN,
///     answer: AccessAnswer::Shown,
/// };
/// assert_eq!(access.actor.office, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The complaint that has the content.
    pub complaint: ComplaintId,
    /// Which.
    pub content: ContentId,
    /// Who read it: pseudonym, role, office.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// Whether it was shown.
    pub answer: AccessAnswer,
}
