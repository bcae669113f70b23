//! Checks whether rules read something that the search does not tell apart.
//!
//! The search keeps one complaint for all that are in the same situation. The shipped rules answer those alike. An
//! embedder's own rules may not: a rule that reads how often an identity was disclosed is asked only about the first
//! complaint in a situation, and there the count may be 0. So random walks are taken. A complaint that comes into a
//! situation by another way must get the same answers as the first, and must not reach a situation that the search did not
//! find.

use crate::exploration::{AbstractionMismatch, Edge};
use crate::invariant::Transition;
use crate::model::Group;
use crate::monitor::{MonitorState, judged};
use crate::random::Random;
use crate::search::Search;
use crate::timing::{Timing, timings};
use crate::trace::Trace;
use aduan_core::{Complaint, ComplaintId, Context, Event, EventKind};
use std::fmt;

/// How many walks are taken in all worlds, and how many moves each tries.
const WALKS: u64 = 1000;
const MOVES: u32 = 1000;

/// A complaint on a walk, with what the invariants remember of its history.
struct Walker {
    complaint: Complaint,
    memory: MonitorState,
    trace: Trace,
}

impl Search<'_> {
    /// Walks at random, and compares each answer with the one that the search went by; gives how many were compared.
    ///
    /// # Errors
    /// The first that differs.
    pub(crate) fn compare(&self) -> Result<u32, Box<AbstractionMismatch>> {
        let walks = WALKS.div_ceil(self.task.model.worlds.len() as u64);
        (0..walks).try_fold(0, |compared, walk| Ok(compared + self.walk(&mut Random::new(walk))?))
    }

    fn walk(&self, random: &mut Random) -> Result<u32, Box<AbstractionMismatch>> {
        let start = Complaint::new(ComplaintId::default());
        let mut walker = Walker {
            complaint: start,
            memory: vec![0; self.task.invariants.len()],
            trace: Trace { commands: Vec::new() },
        };
        let mut compared = 0;
        for _ in 0..MOVES {
            // A walk does not go where the search was not: it ends as one that differs.
            let Some(number) = self.known(&walker.complaint, &walker.memory) else { break };
            let Some((edge, group)) = self.pick(random, number, &walker) else { continue };
            let first = &self.found.nodes[number as usize];
            let there =
                self.ask(&first.complaint, &self.monitor_states.all[first.memory as usize], group, edge);
            let here = self.ask(&walker.complaint, &walker.memory, group, edge);
            let (Some(there), Some(here)) = (there, here) else { continue };
            compared += 1;
            // A situation keeps no details of an erased complaint. Every command is refused then, but the refusal may be for
            // the erasure or for the actor.
            let refused = walker.complaint.erased && there.answer.is_err() && here.answer.is_err();
            let alike = refused || there.answer == here.answer;
            if !alike || there.leads_to != here.leads_to || here.missed {
                let mut other = walker.trace;
                other.commands.push(edge.command(self.task.model, self.world, &walker.complaint));
                let one = self.found.shortest_with(edge);
                let (answer, other_answer) = (there.to_string(), here.to_string());
                return Err(Box::new(AbstractionMismatch { one, answer, other, other_answer }));
            }
            if let Some((complaint, memory)) = here.after {
                walker.trace.commands.push(edge.command(self.task.model, self.world, &walker.complaint));
                (walker.complaint, walker.memory) = (complaint, memory);
            }
        }
        Ok(compared)
    }

    /// Half of the time what moves a complaint on, mostly what the table allows: or the walk would stand still.
    fn pick(&self, random: &mut Random, from: u32, walker: &Walker) -> Option<(Edge, &Group)> {
        let complaint = &walker.complaint;
        let on = random.below(2) == 0;
        let likely = |group: &Group| {
            group.on_table(complaint.stage)
                && (!on || group.moves_on() && group.who.actor(complaint).is_some())
        };
        let groups = &self.task.model.groups;
        let mut group = random.below(groups.len());
        for _ in 0..groups.len() {
            if likely(&groups[group]) || random.below(200) == 0 {
                break;
            }
            group = random.below(groups.len());
        }
        let chosen = &groups[group];
        let variant = random.below(chosen.variants.len());
        let timing =
            random.pick(&[Timing::Before, Timing::Before, Timing::AtDue, Timing::AfterDue, Timing::Back]);
        let edge =
            Edge { from, group: u16::try_from(group).ok()?, variant: u16::try_from(variant).ok()?, timing };
        self.task.model.tries(self.world, chosen, variant, complaint).then_some((edge, chosen))
    }

    /// The state that stands for this complaint.
    fn known(&self, complaint: &Complaint, memory: &[u16]) -> Option<u32> {
        let abstract_state = self.abstract_state(complaint);
        self.index.get(&(abstract_state, *self.monitor_states.index.get(memory)?)).copied()
    }

    /// Puts a command to the rules; `None` where there is no such actor or moment.
    fn ask(&self, complaint: &Complaint, memory: &[u16], group: &Group, edge: Edge) -> Option<Told> {
        let (_, now) =
            timings(self.world, complaint, self.task.model).find(|(timing, _)| *timing == edge.timing)?;
        let actor = group.who.actor(complaint)?;
        let command = &group.variants[usize::from(edge.variant)].command;
        let context = Context {
            now,
            actor: actor.clone(),
            calendar: &self.task.model.calendar,
            directory: Some(&self.task.model.directory),
        };
        let decision = match self.task.rules.decide(complaint, command, &context) {
            Err(rejection) => {
                let answer = Err(rejection.code());
                return Some(Told { answer, leads_to: None, missed: false, after: None });
            }
            Ok(decision) => decision,
        };
        let after = decision.fold(complaint.clone());
        let step = Transition::new(complaint, &actor, command, &decision, &after);
        let invariants = self.task.invariants.iter().zip(memory);
        let memory: MonitorState =
            invariants.map(|(invariant, memory)| judged(invariant, *memory, &step).0).collect();
        let answer = Ok(decision.events.iter().map(Event::kind).collect());
        let leads_to = self.known(&after, &memory);
        let seen = self.found.occurrences.contains_key(&edge.behaviour(
            self.task.model,
            complaint.stage,
            after.stage,
        ));
        Some(Told { answer, leads_to, missed: leads_to.is_none() || !seen, after: Some((after, memory)) })
    }
}

/// The result of a command.
struct Told {
    answer: Result<Vec<EventKind>, &'static str>,
    leads_to: Option<u32>,
    /// Whether the search never saw that done, or never came there.
    missed: bool,
    after: Option<(Complaint, MonitorState)>,
}

impl fmt::Display for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.answer {
            Err(code) => write!(formatter, "the refusal {code}"),
            Ok(events) => {
                for (number, event) in events.iter().enumerate() {
                    write!(formatter, "{}{event}", if number == 0 { "" } else { ", " })?;
                }
                formatter.write_str(if self.missed { ", which the search missed" } else { "" })
            }
        }
    }
}
