//! What time alone will do.

use crate::{Awaited, Command, Complaint, Rule, Timestamp};

/// What time alone will do to a complaint, when, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due {
    /// The first instant at which it may be done.
    pub at: Timestamp,
    /// What the system then has to do; a sweep gives exactly this command.
    pub command: Command,
    /// Why.
    pub rule: Rule,
}

/// What falls due for this complaint and has to be recorded, whoever finds it; `None` if nothing does.
///
/// It does not cover what a rulebook merely permits the system: to decide on an expired window (R14), which needs a
/// reason, and to erase by retention (R30), which `decide` allows from a date on.
///
/// Read from the state, where the event that set the deadline left it: nothing is computed again.
pub fn due(complaint: &Complaint) -> Option<Due> {
    let at = complaint.window?;
    Some(Due { at, command: Command::ExpireDataWindow, rule: Rule::R13 })
}

/// What should have happened to an open complaint by `now` and has not, and since when; `None` if nothing waits too long.
///
/// A data window that has run out, a stage past its target (R24, R26), a complainant who was told nothing (R23).
pub fn overdue(complaint: &Complaint, now: Timestamp) -> Option<Awaited> {
    if !complaint.is_open() {
        return None;
    }
    let awaited = |due: Option<Timestamp>, rule| due.map(|due| Awaited { due, rule });
    [awaited(complaint.window, Rule::R13), complaint.target, awaited(complaint.response_due, Rule::R23)]
        .into_iter()
        .flatten()
        .filter(|awaited| awaited.due <= now)
        .min_by_key(|awaited| awaited.due)
}
