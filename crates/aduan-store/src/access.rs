//! Who saw what: the trail of processing (R30).

use aduan_core::{Actor, ComplaintId, ContentId, Timestamp};

/// One reading of one piece of content, recorded before it was shown.
///
/// ```
/// use aduan_core::{Actor, ComplaintId, ContentId, Timestamp};
/// use aduan_store::Access;
/// let access = Access {
///     complaint: ComplaintId::default(),
///     content: ContentId::default(),
///     actor: Actor::system(),
///     at: Timestamp::MIN,
/// };
/// assert_eq!(access.actor.office, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Whose content.
    pub complaint: ComplaintId,
    /// Which.
    pub content: ContentId,
    /// Who read it: pseudonym, role, office.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}
