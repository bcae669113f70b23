//! What a search found.

use crate::abstract_state::Situation;
use crate::abstraction_check::Blurred;
use crate::invariant::Invariant;
use crate::model::World;
use crate::timing::Moment;
use crate::trace::Trace;
use aduan_core::procedure::Stage;
use aduan_core::{CommandKind, Complaint, EventKind, Role, Rule};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One way to go: which state, who, which command, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) from: u32,
    pub(crate) group: u16,
    pub(crate) act: u16,
    pub(crate) moment: Moment,
}

/// A state that was reached, with what the invariants remember then, by the shortest way to it.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) situation: Situation,
    pub(crate) complaint: Complaint,
    pub(crate) memory: u32,
    /// The number of its state: several nodes are one, where the invariants remember different ways to it.
    pub(crate) state: u32,
    /// Whether it is the first of that state.
    pub(crate) first: bool,
    pub(crate) by: Option<Hop>,
}

/// How often a behaviour was seen, and where first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// In how many states.
    pub(crate) states: u32,
    pub(crate) last: Option<u32>,
    /// The kinds of event that it leads to, as bits.
    pub(crate) kinds: u64,
    /// The first time, which is a shortest way to it.
    pub(crate) first: Hop,
}

/// What a rule owner sees as one behaviour: stage, actor with command, its brief, where it leads.
pub(crate) type Behaviour = (Stage, u16, u16, Stage);

/// An invariant that does not hold, with a shortest history that shows it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Broken {
    /// Its name.
    pub invariant: &'static str,
    /// Its rule.
    pub rule: Rule,
    /// The history; its last step is the one that breaks it.
    pub trace: Trace,
}

/// Everything that can happen in a [`World`], found by trying everything.
#[derive(Debug)]
#[non_exhaustive]
pub struct Exploration {
    /// The world that was searched.
    pub world: World,
    /// Whether everything was tried: there was nothing left, and nothing was [blurred](Self::blurred).
    pub complete: bool,
    /// Two histories that the search took for one and that rules of one's own answer differently. What was found is then not all.
    pub blurred: Option<Box<Blurred>>,
    /// How many answers of `decide` were looked at.
    pub answers: u64,
    /// How many commands are accepted in all states together: the edges of the graph.
    pub edges: u64,
    /// The invariants that were found broken, each with a shortest history.
    pub broken: Vec<Broken>,
    /// How often each kind of command was refused with each code in all states together.
    pub refusals: BTreeMap<(CommandKind, &'static str), u64>,
    /// SHA-256 of every answer in every state.
    pub fingerprint: [u8; 32],
    pub(crate) invariants: Vec<(&'static str, Rule)>,
    pub(crate) states: usize,
    pub(crate) nodes: Vec<Node>,
    /// The successors of each node, one state behind the other, and whether officers alone can go there.
    pub(crate) successors: Vec<(u32, bool)>,
    /// Where the successors of each node end.
    pub(crate) ends: Vec<usize>,
    pub(crate) seen: FxHashMap<Behaviour, Seen>,
}

impl Exploration {
    pub(crate) fn new(world: &World, invariants: &[Invariant]) -> Self {
        Self {
            world: world.clone(),
            complete: false,
            blurred: None,
            answers: 0,
            edges: 0,
            broken: Vec::new(),
            refusals: BTreeMap::new(),
            fingerprint: [0; 32],
            invariants: invariants.iter().map(|invariant| (invariant.name, invariant.rule)).collect(),
            states: 0,
            nodes: Vec::new(),
            successors: Vec::new(),
            ends: Vec::new(),
            seen: FxHashMap::default(),
        }
    }

    /// How many states were reached.
    pub fn states(&self) -> usize {
        self.states
    }

    /// How many there are when those are counted apart of which the invariants remember different ways; what was searched.
    pub fn tracked(&self) -> usize {
        self.nodes.len()
    }

    /// The situations that were reached; one occurs more than once where [`apart`](super::Explorer::apart) tells its states apart.
    pub fn situations(&self) -> impl Iterator<Item = Situation> {
        self.firsts().map(|node| node.situation)
    }

    /// The first node of each state.
    fn firsts(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.first)
    }

    /// The states from which no way leads to an end, each with its shortest history; at most ten.
    ///
    /// With [`By::Officers`] only what officers and the system can do counts: a complainant who falls silent holds up nothing.
    pub fn stuck(&self, by: By) -> Vec<(Situation, Trace)> {
        let ended = self.can_end(by);
        let stuck = self.nodes.iter().zip(&ended).filter(|(node, ends)| node.first && !**ends);
        stuck.take(10).map(|(node, _)| (node.situation, Trace::of(self, node))).collect()
    }

    /// How many states cannot end so.
    pub(crate) fn stuck_states(&self, by: By) -> usize {
        self.nodes.iter().zip(self.can_end(by)).filter(|(node, ends)| node.first && !ends).count()
    }

    /// For each node, whether it can still end.
    fn can_end(&self, by: By) -> Vec<bool> {
        let mut before: Vec<Vec<u32>> = vec![Vec::new(); self.nodes.len()];
        let mut from = 0;
        for (state, end) in self.ends.iter().enumerate() {
            for (next, officers) in &self.successors[from..*end] {
                if by == By::Anybody || *officers || self.nodes[state].situation.stage == Stage::New {
                    before[*next as usize].push(u32::try_from(state).unwrap_or(u32::MAX));
                }
            }
            from = *end;
        }
        let mut ended: Vec<bool> =
            self.nodes.iter().map(|node| node.situation.stage == Stage::Closed).collect();
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

    /// The commands that nobody ever could give.
    pub fn dead_commands(&self) -> Vec<CommandKind> {
        let alive: BTreeSet<CommandKind> =
            self.seen.keys().map(|(_, group, ..)| self.world.groups[usize::from(*group)].kind).collect();
        CommandKind::ALL.iter().copied().filter(|kind| !alive.contains(kind)).collect()
    }

    /// The events that nothing ever led to.
    pub fn dead_events(&self) -> Vec<EventKind> {
        let alive = self.seen.values().fold(0, |kinds, seen| kinds | seen.kinds);
        EventKind::ALL.iter().copied().filter(|kind| alive & (1 << *kind as u32) == 0).collect()
    }

    /// What the procedure's table says may be done, and can never be: by stage, command and role.
    pub fn dead_rows(&self) -> Vec<(Stage, CommandKind, Role)> {
        let alive: BTreeSet<(Stage, CommandKind, Role)> = self
            .seen
            .keys()
            .map(|(stage, group, ..)| (*stage, &self.world.groups[usize::from(*group)]))
            .map(|(stage, group)| (stage, group.kind, group.who.role))
            .collect();
        let said = aduan_core::procedure::TABLE.iter().flat_map(|row| {
            let roles = row.roles;
            row.stages.iter().flat_map(move |stage| roles.iter().map(move |role| (stage, row.command, role)))
        });
        said.filter(|row| !alive.contains(row)).collect()
    }
}

/// Who is to be able to bring a complaint to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Anybody.
    Anybody,
    /// Officers and the system, without the complainant's doing anything more.
    Officers,
}
