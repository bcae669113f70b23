//! What waits for a second person.

use crate::event::Proposed;
use crate::{Alias, Office, PersonId, Role, Timestamp};

/// A proposal that waits for a second person (S2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who made it.
    pub by: PersonId,
    /// Who they are in this complaint, where the record says.
    pub alias: Option<Alias>,
    /// In which role.
    pub role: Role,
    /// Their office.
    pub office: Option<Office>,
    /// Since when.
    pub since: Timestamp,
    /// What they proposed, and when it lapses.
    pub proposed: Proposed,
}
