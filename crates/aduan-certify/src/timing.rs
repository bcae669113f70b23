//! The moments at which something is tried.

use crate::model::World;
use aduan_core::{Complaint, Stage, Timestamp};
use chrono::TimeDelta;

/// A moment at which something is tried: what time may be to a deadline, or to the last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Moment {
    /// An hour after the last event, or a microsecond before the deadline if that is sooner.
    Before,
    /// At the deadline.
    AtDue,
    /// A day after the deadline.
    AfterDue,
    /// An hour before the last event: the clock was set back (C23).
    Back,
}

/// The moments that time can be in this state.
pub(crate) fn moments(
    complaint: &Complaint,
    world: &World,
) -> impl Iterator<Item = (Moment, Timestamp)> + use<> {
    let last = complaint.last_at.max(world.start);
    let due = complaint.window.or_else(|| retention(complaint, world)).filter(|due| *due > last);
    let soon = last.plus(TimeDelta::hours(1));
    let before = due.map_or(soon, |due| soon.min(due.plus(TimeDelta::microseconds(-1))));
    let back = (complaint.version > 0).then(|| (Moment::Back, last.plus(TimeDelta::hours(-1))));
    std::iter::once((Moment::Before, before))
        .chain(
            due.into_iter()
                .flat_map(|due| [(Moment::AtDue, due), (Moment::AfterDue, due.plus(TimeDelta::days(1)))]),
        )
        .chain(back)
}

/// When the system may erase a closed complaint (R30).
fn retention(complaint: &Complaint, world: &World) -> Option<Timestamp> {
    let closed_at = complaint.closed_at.filter(|_| complaint.stage == Stage::Closed && !complaint.erased)?;
    Some(world.calendar.deadline(closed_at, world.rulebook.retention?, complaint.zone).due)
}
