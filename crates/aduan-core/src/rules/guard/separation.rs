//! Separation of duties, as the rulebook has it: S1.

use super::Judge;
use crate::{CommandKind, Rejection, Role, Roles, procedure};

impl Judge<'_> {
    /// Refuses an officer who did on this complaint what the rulebook separates from this.
    pub(in crate::rules) fn separated(&self, command: CommandKind) -> Result<(), Rejection> {
        let bars = self.rulebook.separate.iter().find(|one| one.bars(self.state, self.actor(), command));
        let Some(separation) = bars else { return Ok(()) };
        let here = procedure::rows(command).filter(|row| row.stages.contains(self.state.stage));
        let allowed = here.fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
        let allowed = allowed.difference(Roles::of(&[Role::Complainant, Role::System]));
        Err(Rejection::Separated { separation: Box::new(separation.clone()), command, allowed })
    }
}
