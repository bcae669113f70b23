//! The moments at which something is tried.

use crate::model::Model;
use crate::world::World;
use aduan_core::{Complaint, Notice, Stage, Timestamp};
use chrono::TimeDelta;

/// A moment at which something is tried: what time may be to a deadline, or to the last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Timing {
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
pub(crate) fn timings(
    world: World,
    complaint: &Complaint,
    model: &Model,
) -> impl Iterator<Item = (Timing, Timestamp)> + use<> {
    let last = complaint.last_at.max(model.start);
    let mail = complaint.mail_of(Notice::DataRequest).filter(|_| complaint.stage == Stage::AwaitingData);
    // A ticket whose contact an officer typed has its powers then.
    let quiet = || {
        let waits = complaint.tickets.iter().filter(|ticket| ticket.alive).filter_map(|ticket| ticket.quiet);
        waits.filter(|quiet| *quiet > last).min()
    };
    // Nothing but an erasure asks for it.
    let retained = || retention(complaint, model).filter(|_| matches!(world, World::Holds | World::Whole));
    let due = complaint.window.or(mail).or_else(retained).filter(|due| *due > last);
    // What nobody confirmed lapses then. A day later is like the moment itself: nothing else runs out with it.
    let lapse =
        complaint.proposals.iter().map(|open| open.proposed.lapse.due).min().filter(|due| *due > last);
    let due = lapse.or(due).or_else(quiet);
    let soon = last.plus(TimeDelta::hours(1));
    let before = due.map_or(soon, |due| soon.min(due.plus(TimeDelta::microseconds(-1))));
    let back = (complaint.version > 0).then(|| (Timing::Back, last.plus(TimeDelta::hours(-1))));
    std::iter::once((Timing::Before, before))
        .chain(due.map(|due| (Timing::AtDue, due)))
        .chain(due.filter(|_| lapse.is_none()).map(|due| (Timing::AfterDue, due.plus(TimeDelta::days(1)))))
        .chain(back)
}

/// When the system may erase a closed complaint (R30).
fn retention(complaint: &Complaint, model: &Model) -> Option<Timestamp> {
    let closed_at = complaint.closed_at.filter(|_| complaint.stage == Stage::Closed && !complaint.erased)?;
    Some(model.calendar.deadline(closed_at, model.rulebook.retention?, complaint.zone).due)
}
