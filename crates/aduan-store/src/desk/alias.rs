//! Aliases: who an officer is in one complaint, so that nobody handles a complaint about themselves (T6).

use super::{Desk, DeskError};
use crate::Summary;
use crate::vault::DataKey;
use aduan_core::{Actor, Complaint, Role};

/// The actor as a complaint with this key knows them: an officer with the alias that they have in it. Once the key was
/// destroyed, nobody can be told from another.
pub(super) fn known_as(actor: &Actor, key: Option<&DataKey>) -> Actor {
    let person = !matches!(actor.role, Role::Complainant | Role::System);
    match key.filter(|_| person) {
        Some(key) => actor.clone().known_as(key.alias(actor.id)),
        None => Actor { alias: None, ..actor.clone() },
    }
}

impl Desk {
    /// The actor as this complaint knows them, where it matters: where it names an official.
    pub(super) fn recognised(&self, complaint: &Complaint, actor: &Actor) -> Result<Actor, DeskError> {
        if complaint.named().next().is_none() {
            return Ok(known_as(actor, None));
        }
        Ok(known_as(actor, self.key_for_sealing(complaint.id)?.as_ref()))
    }

    /// Whether a row names this person, or may: after an erasure nobody can tell.
    pub(super) fn may_name(&self, row: &Summary, actor: &Actor) -> Result<bool, DeskError> {
        if row.named.is_empty() {
            return Ok(false);
        }
        let actor = known_as(actor, self.key_for_sealing(row.complaint)?.as_ref());
        let unknown = actor.role != Role::DataProtectionOfficer;
        Ok(actor.alias.map_or(unknown, |alias| row.named.contains(&alias)))
    }
}
