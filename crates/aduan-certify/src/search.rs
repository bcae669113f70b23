//! The search of one world: breadth first, so that the first way found to anything is a shortest one.

use crate::abstract_state::AbstractState;
use crate::exploration::{Edge, Exploration, Node, Occurrences, Violation};
use crate::fingerprint::Fingerprint;
use crate::invariant::{Invariant, Transition};
use crate::model::{Group, Model};
use crate::monitor::{MonitorState, MonitorStates, judged};
use crate::timing::{Timing, timings};
use crate::world::World;
use aduan_core::procedure::Stage;
use aduan_core::{Actor, CommandKind, Complaint, ComplaintId, Context, Decision, Rejection, Rules};
use rustc_hash::FxHashMap;

/// Whether this group is to be asked in this stage: if the table has a row for it.
pub(crate) fn asked(group: &Group, stage: Stage) -> bool {
    // A window that has run out puts the complaint back into verification before the command is judged.
    group.on_table(stage) || stage == Stage::AwaitingData && group.on_table(Stage::Verification)
}

/// What a search is told.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) model: &'a Model,
    pub(crate) rules: &'a dyn Rules,
    /// Whether the rules are not the shipped ones: then everybody is asked for everything, everywhere.
    pub(crate) foreign: bool,
    /// Those that are demanded, and behind them what else is told apart.
    pub(crate) invariants: &'a [Invariant],
    /// How many are demanded.
    pub(crate) demanded: usize,
    /// After so many states it gives up.
    pub(crate) limit: usize,
    /// Whether it stops as soon as an invariant is found broken.
    pub(crate) first_only: bool,
}

pub(crate) struct Search<'a> {
    pub(crate) task: Task<'a>,
    pub(crate) world: World,
    /// By group: the variants that are tried in this world.
    variants: Vec<Vec<u16>>,
    /// By invariant: whether it is judged in this world.
    matters: Vec<bool>,
    /// By stage and group: whether it is asked.
    allow: Vec<Vec<bool>>,
    /// By stage: the groups that are asked, in order.
    asked: Vec<Vec<u16>>,
    /// By stage: whether a state has been asked everything, on the table or not.
    entered: Vec<bool>,
    pub(crate) monitor_states: MonitorStates,
    /// What else is told apart, by itself.
    apart: MonitorStates,
    pub(crate) index: FxHashMap<(AbstractState, u32), u32>,
    /// The states by their situation and what else is told apart.
    states: FxHashMap<(AbstractState, u32), u32>,
    /// The number of each node's state; it is asked often.
    numbers: Vec<u32>,
    /// By kind of command: how often it was refused so; by the fingerprint's number of the refusal.
    refusals: Vec<Vec<u64>>,
    /// What the invariants remember after a step; kept for its room.
    remembered: MonitorState,
    fingerprint: Fingerprint,
    /// The next state to be asked.
    next: u32,
    pub(crate) found: Exploration,
}

/// A state while everything is tried in it.
struct Here {
    number: u32,
    depth: u32,
    abstract_state: AbstractState,
    complaint: Complaint,
    memory: MonitorState,
    /// Whether it is the first with its situation: what it answers is what is counted.
    first: bool,
    /// The first group and variant that was accepted.
    accepted: Option<(u16, u16)>,
    /// Where else it leads, and whether officers alone can go there.
    successors: Vec<(u32, bool)>,
}

impl<'a> Search<'a> {
    /// The search of this world, at the state in which every history begins.
    pub(crate) fn new(task: Task<'a>, world: World, found: Exploration) -> Self {
        let groups = &task.model.groups;
        let of_stage = |stage: &Stage| groups.iter().map(|group| asked(group, *stage)).collect();
        let variants: Vec<Vec<u16>> = groups.iter().map(|group| group.of(world)).collect();
        let tried =
            |kind| groups.iter().zip(&variants).any(|(group, all)| group.kind == kind && !all.is_empty());
        let matters =
            task.invariants.iter().map(|invariant| task.foreign || invariant.matters(tried)).collect();
        let mut new = Self {
            task,
            world,
            variants,
            matters,
            allow: Stage::ALL.iter().map(of_stage).collect(),
            asked: vec![Vec::new(); Stage::ALL.len()],
            entered: vec![false; Stage::ALL.len()],
            monitor_states: MonitorStates::default(),
            apart: MonitorStates::default(),
            index: FxHashMap::default(),
            states: FxHashMap::default(),
            numbers: Vec::new(),
            refusals: vec![Vec::new(); CommandKind::ALL.len()],
            remembered: Vec::new(),
            fingerprint: Fingerprint::new(groups.iter().map(|group| group.variants.len())),
            next: 0,
            found,
        };
        let complaint = Complaint::new(ComplaintId::default());
        let memory = vec![0; task.invariants.len()];
        let number = new.monitor_states.intern(&memory);
        let abstract_state = new.abstract_state(&complaint);
        new.enter((abstract_state, number), complaint, &memory, 0, None);
        new
    }

    /// Tries everything in every state that so many steps lead to; the next call goes a step further. Gives whether there is more.
    pub(crate) fn go_a_step_further(&mut self) -> bool {
        let ends = self.found.nodes.len();
        while (self.next as usize) < ends && !self.gives_up() {
            self.expand(self.next);
            self.next += 1;
        }
        self.found.complete = self.next as usize == self.found.nodes.len();
        !self.found.complete && !self.gives_up()
    }

    /// Whether it has found what it was to find, or has too much to do.
    fn gives_up(&self) -> bool {
        self.task.first_only && !self.found.violations.is_empty() || self.found.nodes.len() > self.task.limit
    }

    pub(crate) fn abstract_state(&self, complaint: &Complaint) -> AbstractState {
        let model = self.task.model;
        AbstractState::of(complaint, &model.rulebook, &model.calendar).within(self.world)
    }

    /// The number of the node that this complaint is, to which this hop led.
    fn node(&mut self, here: &Here, after: Complaint, number: u32, memory: &[u16], edge: Edge) -> u32 {
        let abstract_state = self.abstract_state(&after);
        // Half of what is done changes nothing that matters.
        if abstract_state == here.abstract_state && memory == here.memory {
            return here.number;
        }
        self.enter((abstract_state, number), after, memory, here.depth + 1, Some(edge))
    }

    fn enter(
        &mut self,
        (abstract_state, memory): (AbstractState, u32),
        complaint: Complaint,
        remembered: &[u16],
        depth: u32,
        by: Option<Edge>,
    ) -> u32 {
        let next = u32::try_from(self.found.nodes.len()).unwrap_or(u32::MAX);
        let node = *self.index.entry((abstract_state, memory)).or_insert(next);
        if node == next {
            let fresh = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
            let apart = self.apart.intern(&remembered[self.task.demanded..]);
            let state = *self.states.entry((abstract_state, apart)).or_insert(fresh);
            let first = state == fresh;
            self.numbers.push(state);
            let world = self.world;
            self.found.nodes.push(Node { world, abstract_state, complaint, memory, depth, first, by });
        }
        node
    }

    /// Tries everything in one state.
    fn expand(&mut self, number: u32) {
        let Node { abstract_state, complaint, memory, depth, first, .. } = &self.found.nodes[number as usize];
        let (abstract_state, depth, first) = (*abstract_state, *depth, *first);
        let (complaint, memory) = (complaint.clone(), self.monitor_states.all[*memory as usize].clone());
        let mut here = Here {
            number,
            depth,
            abstract_state,
            complaint,
            memory,
            first,
            accepted: None,
            successors: Vec::new(),
        };
        let model = self.task.model;
        let stage = here.complaint.stage as usize;
        let all = !std::mem::replace(&mut self.entered[stage], true) || self.task.foreign;
        let mut asked = std::mem::take(&mut self.asked[stage]);
        if all {
            asked = (0..).zip(&self.variants).filter(|(_, all)| !all.is_empty()).map(|(g, _)| g).collect();
        }
        let actors: Vec<Option<Actor>> = model.people.iter().map(|who| who.actor(&here.complaint)).collect();
        if first {
            self.fingerprint.state(self.numbers[number as usize]);
        }
        for (timing, now) in timings(self.world, &here.complaint, model) {
            // The shipped rules read the clock in one place, before they look at the command: one act shows it.
            let only = here.accepted.filter(|_| timing == Timing::Back && !self.task.foreign);
            for g in asked.iter().copied().filter(|g| only.is_none_or(|(chosen, _)| chosen == *g)) {
                let group = &model.groups[usize::from(g)];
                let Some(actor) = &actors[group.person] else { continue };
                let context = Context {
                    now,
                    actor: actor.clone(),
                    calendar: &model.calendar,
                    directory: Some(&model.directory),
                };
                self.try_all(&mut here, (g, group), timing, &context, only.map(|(_, variant)| variant));
            }
        }
        if all {
            asked.retain(|g| self.allow[stage][usize::from(*g)]);
        }
        self.asked[stage] = asked;
        self.fingerprint.digest();
        here.successors.sort_unstable();
        here.successors.dedup();
        self.found.successors.append(&mut here.successors);
        self.found.ends.push(self.found.successors.len());
    }

    /// Lets one group try what it tries, or only this of it.
    fn try_all(
        &mut self,
        here: &mut Here,
        (g, group): (u16, &Group),
        timing: Timing,
        context: &Context<'_>,
        only: Option<u16>,
    ) {
        if here.first {
            self.fingerprint.asked(g, timing);
        }
        if !self.task.model.asks(group, &here.complaint) {
            return;
        }
        for place in 0..self.variants[usize::from(g)].len() {
            let a = self.variants[usize::from(g)][place];
            let variant = &group.variants[usize::from(a)];
            if only.is_some_and(|only| only != a)
                || !self.task.model.tries_now(self.world, variant, &here.complaint)
            {
                continue;
            }
            self.found.answers += 1;
            let edge = Edge { from: here.number, group: g, variant: a, timing };
            match self.task.rules.decide(&here.complaint, &variant.command, context) {
                Err(rejection) => {
                    self.refused(here, edge, &rejection);
                    // A refusal for the actor's place or person holds for all their commands.
                    if settled(&rejection) {
                        break;
                    }
                }
                Ok(decision) => {
                    here.accepted.get_or_insert((g, a));
                    self.accepted(here, edge, context, &decision);
                }
            }
        }
    }

    fn refused(&mut self, here: &Here, edge: Edge, rejection: &Rejection) {
        let by_table =
            matches!(rejection, Rejection::Stage { .. } | Rejection::NotNow { .. } | Rejection::Role { .. });
        if !by_table {
            self.allow[here.complaint.stage as usize][usize::from(edge.group)] = true;
        }
        if here.first {
            let number = self.fingerprint.refused((edge.group, edge.variant), rejection);
            let counts = &mut self.refusals[self.task.model.groups[usize::from(edge.group)].kind as usize];
            counts.resize(counts.len().max(usize::from(number) + 1), 0);
            counts[usize::from(number)] += 1;
        }
    }

    /// Notes an accepted command and follows it.
    fn accepted(&mut self, here: &mut Here, edge: Edge, context: &Context<'_>, decision: &Decision) {
        let group = &self.task.model.groups[usize::from(edge.group)];
        let (actor, command) = (&context.actor, &group.variants[usize::from(edge.variant)].command);
        let mut after = here.complaint.clone();
        decision.events.iter().for_each(|event| after.apply(decision.at, &decision.actor, event));
        let step = Transition::new(&here.complaint, actor, command, decision, &after);
        self.allow[here.complaint.stage as usize][usize::from(edge.group)] = true;
        if here.first {
            self.see(edge, &step);
        }
        let mut remembered = std::mem::take(&mut self.remembered);
        self.judge(edge, &here.memory, &step, &mut remembered);
        let memory = if remembered == here.memory {
            self.found.nodes[here.number as usize].memory
        } else {
            self.monitor_states.intern(&remembered)
        };
        let node = self.node(here, after, memory, &remembered, edge);
        self.remembered = remembered;
        if here.first {
            let to = self.numbers[node as usize];
            self.fingerprint.accepted((edge.group, edge.variant), context.now, decision, to);
        }
        here.successors.push((node, group.by_officers()));
    }

    /// Counts what was done as a behaviour.
    fn see(&mut self, edge: Edge, step: &Transition<'_>) {
        self.found.edges += 1;
        let kinds = step.events.iter().fold(0, |kinds, event| kinds | 1_u64 << event.kind() as u32);
        let seen = self.found.occurrences.entry(edge.behaviour(
            self.task.model,
            step.before.stage,
            step.after.stage,
        ));
        let seen = seen.or_insert(Occurrences { states: 0, last: None, kinds: 0, first: edge });
        seen.kinds |= kinds;
        if seen.last.replace(edge.from) != Some(edge.from) {
            seen.states += 1;
        }
    }

    /// Lets every invariant judge the step by itself. An invariant that it breaks is no longer judged after it.
    fn judge(&mut self, edge: Edge, memory: &[u16], step: &Transition<'_>, remembered: &mut MonitorState) {
        remembered.clear();
        for ((invariant, memory), matters) in self.task.invariants.iter().zip(memory).zip(&self.matters) {
            if !matters {
                remembered.push(0);
                continue;
            }
            let (now, breaks) = judged(invariant, *memory, step);
            if breaks && !self.found.violations.iter().any(|broken| broken.invariant == invariant.name) {
                let trace = self.found.shortest_with(edge);
                self.found.violations.push(Violation {
                    invariant: invariant.name,
                    rule: invariant.rule,
                    trace,
                });
            }
            remembered.push(now);
        }
    }

    /// Ends the search and gives its result.
    pub(crate) fn finish(self) -> Exploration {
        let Self { mut found, refusals, states, fingerprint, .. } = self;
        for (kind, counts) in CommandKind::ALL.iter().zip(refusals) {
            for (code, times) in fingerprint.codes().zip(counts).filter(|(_, times)| *times > 0) {
                *found.refusals.entry((*kind, code)).or_insert(0) += times;
            }
        }
        // Those that nobody was asked in lead nowhere.
        found.ends.resize(found.nodes.len(), found.successors.len());
        found.states = states.len();
        found.fingerprint = fingerprint.finish();
        found
    }
}

/// Whether this refusal says something of the actor, whatever the command's arguments.
fn settled(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::Stage { .. }
            | Rejection::NotNow { .. }
            | Rejection::Place { .. }
            | Rejection::NotTheComplainant
            | Rejection::Separated { .. }
            | Rejection::Erased
    )
}
