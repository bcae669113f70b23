//! The result of a search.

use crate::abstract_state::AbstractState;
use crate::invariant::Invariant;
use crate::model::Model;
use crate::timing::{Timing, timings};
use crate::trace::{Trace, TraceCommand};
use crate::world::World;
use aduan_core::procedure::Stage;
use aduan_core::{Actor, CommandKind, Complaint, EventKind, Role, Rule};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A command that was tried: in which state, by whom, which, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) from: u32,
    pub(crate) group: u16,
    pub(crate) variant: u16,
    pub(crate) timing: Timing,
}

impl Edge {
    /// The behaviour that a rule owner sees it as.
    pub(crate) fn behaviour(self, model: &Model, from: Stage, to: Stage) -> BehaviourKey {
        let variant = &model.groups[usize::from(self.group)].variants[usize::from(self.variant)];
        (from, self.group, variant.label_number, to)
    }

    /// The command that is given to this complaint.
    pub(crate) fn command(self, model: &Model, world: World, complaint: &Complaint) -> TraceCommand {
        let group = &model.groups[usize::from(self.group)];
        let now =
            timings(world, complaint, model).find(|(timing, _)| *timing == self.timing).map(|(_, now)| now);
        let variant = &group.variants[usize::from(self.variant)];
        TraceCommand {
            now: now.unwrap_or(complaint.last_at),
            // It was given by an actor who was there.
            actor: group.who.actor(complaint).unwrap_or_else(Actor::system),
            command: variant.command.clone(),
            fields: variant.fields.clone(),
            who: group.who.name(),
            name: variant.name.clone(),
        }
    }
}

/// A state that was reached, with what the invariants remember then, by the shortest way to it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) world: World,
    pub(crate) abstract_state: AbstractState,
    pub(crate) complaint: Complaint,
    pub(crate) memory: u32,
    /// How many commands lead to it.
    pub(crate) depth: u32,
    /// Whether it is the first of its state: several nodes are one, where the invariants remember different ways to it.
    pub(crate) first: bool,
    pub(crate) by: Option<Edge>,
}

/// How often a behaviour was seen, and where first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occurrences {
    /// In how many states.
    pub(crate) states: u32,
    pub(crate) last: Option<u32>,
    /// The kinds of event that it leads to, as bits.
    pub(crate) kinds: u64,
    /// The first time, which is a shortest way to it.
    pub(crate) first: Edge,
}

/// The key of a behaviour as a rule owner sees it: stage, actor with command, its label, the stage it leads to.
pub(crate) type BehaviourKey = (Stage, u16, u16, Stage);

/// An invariant that does not hold, with a shortest history that shows it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Violation {
    /// Its name.
    pub invariant: &'static str,
    /// Its rule.
    pub rule: Rule,
    /// The history; its last step is the one that breaks it.
    pub trace: Trace,
}

/// Two histories that the search takes for one, and a command that the rules answer differently after them, or that the search missed.
///
/// Name what the rules read with [`Explorer::apart`](super::Explorer::apart).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AbstractionMismatch {
    /// The one history; its last step is the command.
    pub one: Trace,
    /// The answer: the events, or the code of the refusal.
    pub answer: String,
    /// The other history; its last step is the same command.
    pub other: Trace,
    /// The answer after that one.
    pub other_answer: String,
}

impl std::fmt::Display for AbstractionMismatch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            formatter,
            "the rules read what the search does not tell apart; name it with Explorer::apart"
        )?;
        writeln!(formatter, "answered with {}:\n{}", self.answer, self.one)?;
        write!(formatter, "answered with {}:\n{}", self.other_answer, self.other)
    }
}

/// Everything that can happen in a [`Model`], found by trying everything.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Exploration {
    /// The model that was searched.
    pub model: Model,
    /// Whether everything was tried: there was nothing left, and there was no [mismatch](Self::mismatch).
    pub complete: bool,
    /// Two histories that the search took for one, but the embedder's rules answer differently. If there are such, the result is
    /// incomplete.
    pub mismatch: Option<Box<AbstractionMismatch>>,
    /// How many answers of `decide` were looked at.
    pub answers: u64,
    /// How many commands are accepted in all states together: the edges of the graph.
    pub edges: u64,
    /// The invariants that were found broken, each with a shortest history.
    pub violations: Vec<Violation>,
    /// How often each kind of command was refused with each code in all states together.
    pub refusals: BTreeMap<(CommandKind, &'static str), u64>,
    /// SHA-256 of every answer in every state: of the fingerprints of the worlds.
    pub fingerprint: [u8; 32],
    pub(crate) invariants: Vec<(&'static str, Rule)>,
    pub(crate) states: usize,
    pub(crate) nodes: Vec<Node>,
    /// The successors of each node, one state behind the other, and whether officers alone can go there.
    pub(crate) successors: Vec<(u32, bool)>,
    /// The end of each node's successors in `successors`.
    pub(crate) ends: Vec<usize>,
    pub(crate) occurrences: FxHashMap<BehaviourKey, Occurrences>,
}

impl Exploration {
    pub(crate) fn new(model: &Model, invariants: &[Invariant]) -> Self {
        Self {
            model: model.clone(),
            complete: true,
            mismatch: None,
            answers: 0,
            edges: 0,
            violations: Vec::new(),
            refusals: BTreeMap::new(),
            fingerprint: [0; 32],
            invariants: invariants.iter().map(|invariant| (invariant.name, invariant.rule)).collect(),
            states: 0,
            nodes: Vec::new(),
            successors: Vec::new(),
            ends: Vec::new(),
            occurrences: FxHashMap::default(),
        }
    }

    /// This, and what was found in a further world.
    pub(crate) fn and(mut self, other: Self) -> Self {
        let node = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let successor = self.successors.len();
        let moved = |edge: Edge| Edge { from: edge.from.saturating_add(node), ..edge };
        self.nodes.extend(other.nodes.into_iter().map(|node| Node { by: node.by.map(moved), ..node }));
        let successors = other.successors.into_iter();
        self.successors.extend(successors.map(|(next, officers)| (next.saturating_add(node), officers)));
        self.ends.extend(other.ends.into_iter().map(|end| end + successor));
        for (key, seen) in other.occurrences {
            let seen = Occurrences { first: moved(seen.first), last: None, ..seen };
            let nodes = &self.nodes;
            let depth = |seen: &Occurrences| nodes[seen.first.from as usize].depth;
            self.occurrences
                .entry(key)
                .and_modify(|known| {
                    let first = if depth(&seen) < depth(known) { seen.first } else { known.first };
                    let (states, kinds) = (known.states + seen.states, known.kinds | seen.kinds);
                    *known = Occurrences { states, kinds, first, last: None };
                })
                .or_insert(seen);
        }
        for (refused, times) in other.refusals {
            *self.refusals.entry(refused).or_insert(0) += times;
        }
        for broken in other.violations {
            match self.violations.iter_mut().find(|known| known.invariant == broken.invariant) {
                Some(known) if known.trace.commands.len() <= broken.trace.commands.len() => {}
                Some(known) => *known = broken,
                None => self.violations.push(broken),
            }
        }
        self.complete &= other.complete;
        self.mismatch = self.mismatch.or(other.mismatch);
        self.answers += other.answers;
        self.edges += other.edges;
        self.states += other.states;
        self.fingerprint =
            Sha256::new().chain_update(self.fingerprint).chain_update(other.fingerprint).finalize().into();
        self
    }

    /// How many states were reached.
    pub fn state_count(&self) -> usize {
        self.states
    }

    /// How many states each world has, by its name.
    pub(crate) fn worlds(&self) -> BTreeMap<String, usize> {
        let mut worlds = BTreeMap::new();
        for node in self.firsts() {
            *worlds.entry(node.world.as_str().to_owned()).or_insert(0) += 1;
        }
        worlds
    }

    /// How many states were searched: a state counts once for each different memory that the invariants have of the way to
    /// it.
    pub fn tracked_count(&self) -> usize {
        self.nodes.len()
    }

    /// The situations that were reached; one occurs more than once where [`apart`](super::Explorer::apart) tells its states apart.
    pub fn abstract_states(&self) -> impl Iterator<Item = AbstractState> {
        self.firsts().map(|node| node.abstract_state)
    }

    /// The shortest history to this node.
    fn shortest_to(&self, node: &Node) -> Trace {
        let edges: Vec<Edge> =
            std::iter::successors(node.by, |edge| self.nodes[edge.from as usize].by).collect();
        Trace { commands: edges.into_iter().rev().map(|edge| self.command(edge)).collect() }
    }

    /// The shortest history to where this edge starts, and its command.
    pub(crate) fn shortest_with(&self, edge: Edge) -> Trace {
        let mut trace = self.shortest_to(&self.nodes[edge.from as usize]);
        trace.commands.push(self.command(edge));
        trace
    }

    fn command(&self, edge: Edge) -> TraceCommand {
        let from = &self.nodes[edge.from as usize];
        edge.command(&self.model, from.world, &from.complaint)
    }

    /// The first node of each state.
    fn firsts(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.first)
    }

    /// The states from which no way leads to an end, each with its shortest history; at most ten.
    ///
    /// With [`Participants::OfficersOnly`] only what officers and the system can do counts: a complainant who falls silent holds up nothing.
    pub fn stuck(&self, by: Participants) -> Vec<(AbstractState, Trace)> {
        let ended = self.can_end(by);
        let stuck = self.nodes.iter().zip(&ended).filter(|(node, ends)| node.first && !**ends);
        stuck.take(10).map(|(node, _)| (node.abstract_state, self.shortest_to(node))).collect()
    }

    /// How many states cannot end so.
    pub(crate) fn stuck_states(&self, by: Participants) -> usize {
        self.nodes.iter().zip(self.can_end(by)).filter(|(node, ends)| node.first && !ends).count()
    }

    /// For each node, whether it can still end.
    fn can_end(&self, by: Participants) -> Vec<bool> {
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        let mut from = 0;
        for (state, end) in self.ends.iter().enumerate() {
            for (next, officers) in &self.successors[from..*end] {
                if by == Participants::All
                    || *officers
                    || self.nodes[state].abstract_state.stage == Stage::New
                {
                    before[*next as usize].push(u32::try_from(state).unwrap_or(u32::MAX));
                }
            }
            from = *end;
        }
        let mut ended: Vec<bool> =
            self.nodes.iter().map(|node| node.abstract_state.stage == Stage::Closed).collect();
        let mut queue: VecDeque<usize> = (0..ended.len()).filter(|state| ended[*state]).collect();
        while let Some(state) = queue.pop_front() {
            for earlier in &before[state] {
                let earlier = *earlier as usize;
                if !std::mem::replace(&mut ended[earlier], true) {
                    queue.push_back(earlier);
                }
            }
        }
        ended
    }

    /// The commands that no actor could ever give, of those that the small world has.
    pub fn dead_commands(&self) -> Vec<CommandKind> {
        let alive: BTreeSet<CommandKind> = self
            .occurrences
            .keys()
            .map(|(_, group, ..)| self.model.groups[usize::from(*group)].kind)
            .collect();
        CommandKind::ALL
            .iter()
            .copied()
            .filter(|kind| !alive.contains(kind) && *kind != Model::LEFT_OUT.0)
            .collect()
    }

    /// The events that nothing ever led to, of those that the small world has.
    pub fn dead_events(&self) -> Vec<EventKind> {
        let alive = self.occurrences.values().fold(0, |kinds, seen| kinds | seen.kinds);
        let dead = |kind: &EventKind| alive & (1 << *kind as u32) == 0 && *kind != Model::LEFT_OUT.1;
        EventKind::ALL.iter().copied().filter(dead).collect()
    }

    /// The permissions of the procedure's table that can never be used, by stage, command and role, of those that the small world has.
    pub fn dead_rows(&self) -> Vec<(Stage, CommandKind, Role)> {
        let alive: BTreeSet<(Stage, CommandKind, Role)> = self
            .occurrences
            .keys()
            .map(|(stage, group, ..)| (*stage, &self.model.groups[usize::from(*group)]))
            .map(|(stage, group)| (stage, group.kind, group.who.role))
            .collect();
        let said = aduan_core::procedure::TABLE.iter().flat_map(|row| {
            let roles = row.roles;
            row.stages.iter().flat_map(move |stage| roles.iter().map(move |role| (stage, row.command, role)))
        });
        said.filter(|row| !alive.contains(row) && !Model::leaves_out(row.0, row.1)).collect()
    }
}

/// The actors whose commands count when a complaint is to reach its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Participants {
    /// All.
    All,
    /// Officers and the system, without any further command of the complainant.
    OfficersOnly,
}
