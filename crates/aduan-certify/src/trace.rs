//! A trace: one history of the small world, that can be replayed.

use crate::model::Model;
use aduan_core::{
    Actor, Command, Complaint, ComplaintId, Context, Decision, Event, Rejection, Rules, Timestamp, Zone,
};
use std::fmt;

/// One command of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TraceCommand {
    /// What the clock says.
    pub now: Timestamp,
    /// The giver.
    pub actor: Actor,
    /// What they give.
    pub command: Command,
    /// The words that [`command`](crate::command) makes it of.
    pub fields: Vec<(&'static str, String)>,
    /// How they are called: `verifier`, `accused assessor`.
    pub who: String,
    /// How it is called: `dispose_to_assessor: to KANWIL`.
    pub name: String,
}

/// One history of the small world, from nothing to the command that matters: the shortest there is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trace {
    /// The commands, in order.
    pub commands: Vec<TraceCommand>,
}

impl Trace {
    /// Puts the commands to `rules`, one after the other.
    ///
    /// # Errors
    /// The first refusal, with the number of the command, counted from 0.
    pub fn replay(
        &self,
        model: &Model,
        rules: &dyn Rules,
    ) -> Result<(Complaint, Vec<Event>), (usize, Rejection)> {
        let mut complaint = Complaint::new(ComplaintId::default());
        let mut events = Vec::new();
        for (number, given) in self.commands.iter().enumerate() {
            let context = Context {
                now: given.now,
                actor: given.actor.clone(),
                calendar: &model.calendar,
                directory: Some(&model.directory),
            };
            let decision: Decision = rules
                .decide(&complaint, &given.command, &context)
                .map_err(|rejection| (number, rejection))?;
            complaint = decision.fold(complaint);
            events.extend(decision.events);
        }
        Ok((complaint, events))
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, given) in self.commands.iter().enumerate() {
            let at = Zone::Wib.display(given.now, aduan_core::Language::English);
            writeln!(formatter, "{:>3}. {at}  {}  {}", number + 1, given.who, given.name)?;
        }
        Ok(())
    }
}
