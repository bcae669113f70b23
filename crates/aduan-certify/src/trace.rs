//! A trace: one history of the small world, that can be replayed.

use crate::exploration::{Exploration, Hop, Node};
use crate::model::World;
use crate::timing::moments;
use aduan_core::{
    Actor, Command, Complaint, ComplaintId, Context, Decision, Event, Rejection, Rules, Timestamp, Zone,
};
use std::fmt;

/// One command of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tried {
    /// What the clock says.
    pub now: Timestamp,
    /// Who gives it.
    pub actor: Actor,
    /// What they give.
    pub command: Command,
    /// How they are called: `verifier`, `accused assessor`.
    pub who: String,
    /// How it is called: `dispose_to_assessor: to KANWIL`.
    pub name: String,
}

/// One history of the small world, from nothing to the step that matters: the shortest there is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trace {
    /// The commands, in order.
    pub steps: Vec<Tried>,
}

impl Trace {
    /// The shortest way to this state.
    pub(crate) fn of(found: &Exploration, node: &Node) -> Self {
        let mut hops: Vec<Hop> =
            std::iter::successors(node.by, |hop| found.nodes[hop.from as usize].by).collect();
        hops.reverse();
        Self { steps: hops.into_iter().map(|hop| tried_in(found, hop)).collect() }
    }

    /// The shortest way to where this hop starts, and the hop itself.
    pub(crate) fn to(found: &Exploration, hop: Hop) -> Self {
        let mut trace = Self::of(found, &found.nodes[hop.from as usize]);
        trace.steps.push(tried_in(found, hop));
        trace
    }

    /// Puts the commands to `rules`, one after the other.
    ///
    /// # Errors
    /// The first refusal, with the number of the step, counted from 0.
    pub fn replay(
        &self,
        world: &World,
        rules: &dyn Rules,
    ) -> Result<(Complaint, Vec<Event>), (usize, Rejection)> {
        let mut complaint = Complaint::new(ComplaintId::default());
        let mut events = Vec::new();
        for (number, step) in self.steps.iter().enumerate() {
            let context = Context { now: step.now, actor: step.actor.clone(), calendar: &world.calendar };
            let decision: Decision =
                rules.decide(&complaint, &step.command, &context).map_err(|rejection| (number, rejection))?;
            complaint = decision.fold(complaint);
            events.extend(decision.events);
        }
        Ok((complaint, events))
    }
}

fn tried_in(found: &Exploration, hop: Hop) -> Tried {
    tried(&found.world, &found.nodes[hop.from as usize].complaint, hop)
}

/// What was done to this complaint when it went that way.
pub(crate) fn tried(world: &World, complaint: &Complaint, hop: Hop) -> Tried {
    let group = &world.groups[usize::from(hop.group)];
    let now = moments(complaint, world).find(|(moment, _)| *moment == hop.moment).map(|(_, now)| now);
    let act = &group.acts[usize::from(hop.act)];
    Tried {
        now: now.unwrap_or(complaint.last_at),
        // A hop was made by an actor who was there.
        actor: group.who.actor(complaint).unwrap_or_else(Actor::system),
        command: act.command.clone(),
        who: group.who.name(),
        name: act.name.clone(),
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.steps.iter().enumerate() {
            let at = Zone::Wib.display(step.now, aduan_core::Language::English);
            writeln!(formatter, "{:>3}. {at}  {}  {}", number + 1, step.who, step.name)?;
        }
        Ok(())
    }
}
