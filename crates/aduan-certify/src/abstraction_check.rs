//! Whether rules read something that the search does not tell apart.
//!
//! The search keeps one complaint for all that are in the same situation. The shipped rules answer those alike. An embedder's own may
//! not: one that reads how often an identity was disclosed is asked only of the first complaint that came into a situation,
//! where that was never. So walks are taken at random, and whoever comes into a situation by another way must be answered as
//! the first was, and must get nowhere where the search was not.

use crate::abstract_state::Situation;
use crate::exploration::Hop;
use crate::invariant::Step;
use crate::model::Group;
use crate::monitor::{Memory, judged};
use crate::random::Random;
use crate::search::Search;
use crate::timing::{Moment, moments};
use crate::trace::{Trace, tried};
use aduan_core::{Complaint, ComplaintId, Context, Event, EventKind};
use std::fmt;

/// How many walks are taken, and how many moves each tries.
const WALKS: u64 = 2000;
const MOVES: u32 = 1000;

/// Two histories that the search takes for one, and a command that the rules answer differently after them, or that the search missed.
///
/// Name what the rules read with [`Explorer::apart`](super::Explorer::apart).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blurred {
    /// The one history; its last step is the command.
    pub one: Trace,
    /// What was answered: the events, or the code of the refusal.
    pub answer: String,
    /// The other history; its last step is the same command.
    pub other: Trace,
    /// What was answered then.
    pub other_answer: String,
}

impl fmt::Display for Blurred {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "the rules read what the search does not tell apart; name it with Explorer::apart"
        )?;
        writeln!(formatter, "answered with {}:\n{}", self.answer, self.one)?;
        write!(formatter, "answered with {}:\n{}", self.other_answer, self.other)
    }
}

/// A complaint on a walk, with what the invariants remember of its history.
struct Walker {
    complaint: Complaint,
    memory: Memory,
    way: Trace,
}

impl Search<'_> {
    /// Walks at random, and compares each answer with the one that the search went by; gives how many were compared.
    ///
    /// # Errors
    /// The first that differs.
    pub(crate) fn compare(&self) -> Result<u32, Box<Blurred>> {
        (0..WALKS).try_fold(0, |compared, walk| Ok(compared + self.walk(&mut Random::new(walk))?))
    }

    fn walk(&self, random: &mut Random) -> Result<u32, Box<Blurred>> {
        let start = Complaint::new(ComplaintId::default());
        let mut walker = Walker {
            complaint: start,
            memory: vec![0; self.invariants.len()],
            way: Trace { steps: Vec::new() },
        };
        let mut compared = 0;
        for _ in 0..MOVES {
            // A walk does not go where the search was not: it ends as one that differs.
            let Some(number) = self.known(&walker.complaint, &walker.memory) else { break };
            let Some((hop, group)) = self.pick(random, number, &walker.complaint) else { continue };
            let first = &self.found.nodes[number as usize];
            let there = self.ask(&first.complaint, &self.memories.all[first.memory as usize], group, hop);
            let here = self.ask(&walker.complaint, &walker.memory, group, hop);
            let (Some(there), Some(here)) = (there, here) else { continue };
            compared += 1;
            // Of what was erased a situation keeps nothing: everything is refused then, and the reason may be the actor's too.
            let refused = walker.complaint.erased && there.answer.is_err() && here.answer.is_err();
            let alike = refused || there.answer == here.answer;
            if !alike || there.leads_to != here.leads_to || here.missed {
                let mut other = walker.way;
                other.steps.push(tried(&self.found.world, &walker.complaint, hop));
                let one = Trace::to(&self.found, hop);
                let (answer, other_answer) = (there.to_string(), here.to_string());
                return Err(Box::new(Blurred { one, answer, other, other_answer }));
            }
            if let Some((complaint, memory)) = here.after {
                walker.way.steps.push(tried(&self.found.world, &walker.complaint, hop));
                (walker.complaint, walker.memory) = (complaint, memory);
            }
        }
        Ok(compared)
    }

    /// Half of the time what moves a complaint on, mostly what the table allows: or the walk would stand still.
    fn pick(&self, random: &mut Random, from: u32, complaint: &Complaint) -> Option<(Hop, &Group)> {
        let on = random.below(2) == 0;
        let likely = |group: &Group| {
            group.on_table(complaint.stage)
                && (!on || group.moves_on() && group.who.actor(complaint).is_some())
        };
        let groups = &self.world.groups;
        let mut group = random.below(groups.len());
        for _ in 0..groups.len() {
            if likely(&groups[group]) || random.below(200) == 0 {
                break;
            }
            group = random.below(groups.len());
        }
        let chosen = &groups[group];
        let act = random.below(chosen.acts.len());
        let moment =
            random.pick(&[Moment::Before, Moment::Before, Moment::AtDue, Moment::AfterDue, Moment::Back]);
        let hop = Hop { from, group: u16::try_from(group).ok()?, act: u16::try_from(act).ok()?, moment };
        self.world.tries(&chosen.acts[act], complaint).then_some((hop, chosen))
    }

    /// The state that stands for this complaint.
    fn known(&self, complaint: &Complaint, memory: &[u16]) -> Option<u32> {
        let situation = Situation::of(complaint, &self.world.rulebook, &self.world.calendar);
        self.index.get(&(situation, *self.memories.index.get(memory)?)).copied()
    }

    /// Puts a command to the rules; `None` where there is no such actor or moment.
    fn ask(&self, complaint: &Complaint, memory: &[u16], group: &Group, hop: Hop) -> Option<Told> {
        let (_, now) = moments(complaint, self.world).find(|(moment, _)| *moment == hop.moment)?;
        let actor = group.who.actor(complaint)?;
        let command = &group.acts[usize::from(hop.act)].command;
        let context = Context { now, actor: actor.clone(), calendar: &self.world.calendar };
        let decision = match self.rules.decide(complaint, command, &context) {
            Err(rejection) => {
                let answer = Err(rejection.code());
                return Some(Told { answer, leads_to: None, missed: false, after: None });
            }
            Ok(decision) => decision,
        };
        let after = decision.fold(complaint.clone());
        let step = Step::new(complaint, &actor, command, &decision, &after);
        let invariants = self.invariants.iter().zip(memory);
        let memory: Memory =
            invariants.map(|(invariant, memory)| judged(invariant, *memory, &step).0).collect();
        let answer = Ok(decision.events.iter().map(Event::kind).collect());
        let leads_to = self.known(&after, &memory);
        let seen = self.found.seen.contains_key(&self.world.behaviour(hop, &step));
        Some(Told { answer, leads_to, missed: leads_to.is_none() || !seen, after: Some((after, memory)) })
    }
}

/// What came of a command.
struct Told {
    answer: Result<Vec<EventKind>, &'static str>,
    leads_to: Option<u32>,
    /// Whether the search never saw that done, or never came there.
    missed: bool,
    after: Option<(Complaint, Memory)>,
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
