//! The search: breadth first, so that the first way found to anything is a shortest one.

use super::exploration::{Broken, Exploration, Hop, Moment, Node, Seen};
use super::invariant::{Invariant, Step};
use super::situation::Situation;
use super::trace::Trace;
use super::world::{Group, World};
use aduan_core::procedure::Stage;
use aduan_core::{
    Actor, Command, CommandKind, Complaint, ComplaintId, Context, Decision, Rejection, Rule, Timestamp,
    decide,
};
use chrono::TimeDelta;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// Rules that can be searched: the shipped [`decide`], or an embedder's own around it.
pub trait Rules: Sync {
    /// What is decided; as [`decide`].
    ///
    /// # Errors
    /// The refusal.
    fn decide(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision, Rejection>;
}

impl<F> Rules for F
where
    F: Fn(&Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> + Sync,
{
    fn decide(
        &self,
        complaint: &Complaint,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Decision, Rejection> {
        self(complaint, command, context)
    }
}

/// Tries every move in every state that can be reached.
pub struct Explorer<'a> {
    world: World,
    rules: &'a dyn Rules,
    invariants: Vec<Invariant>,
    /// What else is to be told apart: invariants that hold of everything and remember it.
    apart: Vec<Invariant>,
    /// Whether the rules are not the shipped ones.
    foreign: bool,
    limit: usize,
    first_only: bool,
}

const SHIPPED: fn(&Complaint, &Command, &Context<'_>) -> Result<Decision, Rejection> = decide;

impl<'a> Explorer<'a> {
    /// Searches the shipped rules in this world, with no invariants.
    pub fn new(world: World) -> Self {
        let (invariants, apart) = (Vec::new(), Vec::new());
        Self {
            world,
            rules: &SHIPPED,
            invariants,
            apart,
            foreign: false,
            limit: 2_000_000,
            first_only: false,
        }
    }

    /// Searches these rules instead of the shipped ones.
    ///
    /// [`Rejection::Stage`] and [`Rejection::Place`] must depend on the stage and the place alone, as the shipped ones do: the
    /// search does not try the same actor with other arguments then. What they read of a complaint that a [`Situation`] leaves out
    /// must be named with [`apart`](Self::apart); walks at random look whether that was forgotten ([`Exploration::blurred`]).
    #[must_use]
    pub fn rules(mut self, rules: &'a dyn Rules) -> Self {
        (self.rules, self.foreign) = (rules, true);
        self
    }

    /// Tells apart what rules of one's own read: two complaints of which this gives different values are two states.
    ///
    /// A few values do; each multiplies the states. Of a number, all that is beyond what the rules ask may be one value.
    ///
    /// ```
    /// # use aduan_core::Rulebook;
    /// # use aduan_testkit::explore::{Explorer, World};
    /// # let world = World::new(Rulebook::kep_154_2012());
    /// Explorer::new(world).apart(|complaint| u8::from(complaint.disclosures > 0));
    /// ```
    #[must_use]
    pub fn apart(mut self, tell: impl Fn(&Complaint) -> u8 + Send + Sync + 'static) -> Self {
        self.apart.push(Invariant::of_history("", Rule::W1, move |_, step| Some(tell(step.after))));
        self
    }

    /// Demands these invariants, besides those already given.
    #[must_use]
    pub fn invariants(mut self, invariants: impl IntoIterator<Item = Invariant>) -> Self {
        self.invariants.extend(invariants);
        self
    }

    /// Gives up after so many states; 2,000,000 if not said. An exploration that gave up is not complete.
    #[must_use]
    pub fn limit(mut self, states: usize) -> Self {
        self.limit = states;
        self
    }

    /// Stops as soon as an invariant is found broken.
    #[must_use]
    pub fn first_only(mut self) -> Self {
        self.first_only = true;
        self
    }

    /// Searches.
    pub fn run(mut self) -> Exploration {
        let found = Exploration::new(&self.world, &self.invariants);
        self.invariants.append(&mut self.apart);
        let mut search = Search {
            ask: Stage::ALL
                .iter()
                .map(|stage| self.world.groups.iter().map(|group| asked(group, *stage)).collect())
                .collect(),
            entered: vec![false; Stage::ALL.len()],
            world: &self.world,
            rules: self.rules,
            invariants: &self.invariants,
            memories: Memories::default(),
            index: FxHashMap::default(),
            refusals: vec![Vec::new(); CommandKind::ALL.len()],
            remembered: Vec::new(),
            heard: Vec::new(),
            digest: Sha256::new(),
            found,
        };
        let complaint = Complaint::new(ComplaintId::default());
        let memory = search.memories.intern(&vec![0; self.invariants.len()]);
        search.node(complaint, memory, None);
        let mut next: u32 = 0;
        while (next as usize) < search.found.nodes.len() && search.found.nodes.len() <= self.limit {
            if self.first_only && !search.found.broken.is_empty() {
                break;
            }
            search.expand(next);
            next += 1;
        }
        for (kind, counts) in CommandKind::ALL.iter().zip(std::mem::take(&mut search.refusals)) {
            for (code, times) in counts {
                *search.found.refusals.entry((*kind, code)).or_insert(0) += times;
            }
        }
        search.found.complete = next as usize == search.found.nodes.len();
        if self.foreign && search.found.complete {
            search.found.blurred = search.compare().err();
            search.found.complete = search.found.blurred.is_none();
        }
        search.found.fingerprint = search.digest.finalize().into();
        search.found
    }
}

/// Whether this group is to be asked in this stage: if the table has a row for it.
fn asked(group: &Group, stage: Stage) -> bool {
    // A window that has run out puts the complaint back into verification before the command is judged.
    group.on_table(stage) || stage == Stage::AwaitingData && group.on_table(Stage::Verification)
}

/// The memories of all invariants together, each combination once.
#[derive(Default)]
pub(super) struct Memories {
    pub(super) all: Vec<Vec<u8>>,
    pub(super) index: FxHashMap<Vec<u8>, u32>,
}

impl Memories {
    fn intern(&mut self, memory: &[u8]) -> u32 {
        if let Some(known) = self.index.get(memory) {
            return *known;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(memory.to_vec());
        self.index.insert(memory.to_vec(), number);
        number
    }
}

pub(super) struct Search<'a> {
    pub(super) world: &'a World,
    pub(super) rules: &'a dyn Rules,
    pub(super) invariants: &'a [Invariant],
    /// By stage and group.
    ask: Vec<Vec<bool>>,
    /// The stages of which a state has been asked everything, on the table or not.
    entered: Vec<bool>,
    pub(super) memories: Memories,
    pub(super) index: FxHashMap<(Situation, u32), u32>,
    /// By kind of command: how often it was refused with which code.
    refusals: Vec<Vec<(&'static str, u64)>>,
    /// What the invariants remember after a step; kept for its room.
    remembered: Vec<u8>,
    /// Every answer in this state, to be digested.
    heard: Vec<u8>,
    digest: Sha256,
    pub(super) found: Exploration,
}

impl Search<'_> {
    /// The number of the state in which this complaint is, and whether it was known.
    fn node(&mut self, complaint: Complaint, memory: u32, by: Option<Hop>) -> u32 {
        let situation = Situation::of(&complaint, &self.world.rulebook, &self.world.calendar);
        let next = u32::try_from(self.found.nodes.len()).unwrap_or(u32::MAX);
        let number = *self.index.entry((situation, memory)).or_insert(next);
        if number == next {
            self.found.nodes.push(Node { situation, complaint, memory, by });
        }
        number
    }

    /// Tries everything in one state.
    fn expand(&mut self, number: u32) {
        let Node { complaint, memory, .. } = &self.found.nodes[number as usize];
        let (complaint, memory) = (complaint.clone(), self.memories.all[*memory as usize].clone());
        let stage = complaint.stage as usize;
        let all = !std::mem::replace(&mut self.entered[stage], true);
        let (world, mut successors) = (self.world, Vec::new());
        let actors: Vec<Option<Actor>> = world.people.iter().map(|who| who.actor(&complaint)).collect();
        for (moment, now) in moments(&complaint, world) {
            for (g, group) in (0_u16..).zip(&world.groups) {
                if !all && !self.ask[stage][usize::from(g)] {
                    continue;
                }
                let Some(actor) = &actors[group.person] else { continue };
                let context = Context {
                    now,
                    actor: actor.clone(),
                    rulebook: &world.rulebook,
                    calendar: &world.calendar,
                };
                for (a, act) in (0_u16..).zip(&group.acts) {
                    self.found.answers += 1;
                    match self.rules.decide(&complaint, &act.command, &context) {
                        Err(rejection) => {
                            self.refused(stage, usize::from(g), &rejection);
                            // What is said of the actor's place or person is said of all their commands.
                            if settled(&rejection) {
                                break;
                            }
                        }
                        Ok(decision) => {
                            let hop = Hop { from: number, group: g, act: a, moment };
                            let step = (actor, &act.command, &decision);
                            successors.extend(self.accepted(&complaint, &memory, hop, step));
                        }
                    }
                }
            }
        }
        self.digest.update(&self.heard);
        self.heard.clear();
        successors.sort_unstable();
        successors.dedup();
        self.found.successors.append(&mut successors);
        self.found.ends.push(self.found.successors.len());
    }

    fn refused(&mut self, stage: usize, group: usize, rejection: &Rejection) {
        let by_table = matches!(rejection, Rejection::Stage { .. } | Rejection::Role { .. });
        if !by_table {
            self.ask[stage][group] = true;
        }
        let (kind, code) = (self.world.groups[group].kind, rejection.code());
        // By its address, which is quicker than by its letters; a code that has two is one again in the end.
        let counts = &mut self.refusals[kind as usize];
        match counts.iter_mut().find(|(known, _)| std::ptr::eq(*known, code)) {
            Some((_, times)) => *times += 1,
            None => counts.push((code, 1)),
        }
        self.heard.extend_from_slice(code.as_bytes());
    }

    /// Notes an accepted command and follows it; `None` if it breaks an invariant, beyond which nothing is looked for.
    fn accepted(
        &mut self,
        complaint: &Complaint,
        memory: &[u8],
        hop: Hop,
        (actor, command, decision): (&Actor, &Command, &Decision),
    ) -> Option<(u32, bool)> {
        let after = decision.fold(complaint.clone());
        let (before, at, events) = (complaint, decision.at, &decision.events[..]);
        let step = Step { before, actor, command, at, events, after: &after };
        self.ask[before.stage as usize][usize::from(hop.group)] = true;
        self.found.edges += 1;
        let (from, to) = (before.stage, after.stage);
        let kinds = events.iter().fold(0, |kinds, event| kinds | 1_u64 << event.kind() as u32);
        let group = &self.world.groups[usize::from(hop.group)];
        let officers = group.by_officers();
        let key = (from, hop.group, group.acts[usize::from(hop.act)].brief_number, to);
        let seen = self.found.seen.entry(key).or_insert(Seen { states: 0, last: None, kinds: 0, first: hop });
        seen.kinds |= kinds;
        if seen.last.replace(hop.from) != Some(hop.from) {
            seen.states += 1;
        }
        let mut remembered = std::mem::take(&mut self.remembered);
        remembered.clear();
        for (invariant, memory) in self.invariants.iter().zip(memory) {
            let Some(now) = invariant.judge(*memory, &step) else {
                if !self.found.broken.iter().any(|broken| broken.invariant == invariant.name) {
                    let trace = Trace::to(&self.found, hop);
                    self.found.broken.push(Broken { invariant: invariant.name, rule: invariant.rule, trace });
                }
                return None;
            };
            remembered.push(now);
        }
        let memory = if remembered == memory {
            self.found.nodes[hop.from as usize].memory
        } else {
            self.memories.intern(&remembered)
        };
        let number = self.node(after, memory, Some(hop));
        self.remembered = remembered;
        self.heard.extend_from_slice(&hop.group.to_le_bytes());
        self.heard.extend_from_slice(&hop.act.to_le_bytes());
        self.heard.extend_from_slice(&number.to_le_bytes());
        Some((number, officers))
    }
}

/// Whether this refusal says something of the actor, whatever the command's arguments.
fn settled(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::Stage { .. } | Rejection::Place { .. } | Rejection::NotTheComplainant | Rejection::Erased
    )
}

/// The moments that time can be in this state.
pub(super) fn moments(
    complaint: &Complaint,
    world: &World,
) -> impl Iterator<Item = (Moment, Timestamp)> + use<> {
    let last = complaint.last_at.max(world.start);
    let due = complaint.window.or_else(|| retention(complaint, world)).filter(|due| *due > last);
    let soon = last.plus(TimeDelta::hours(1));
    let before = due.map_or(soon, |due| soon.min(due.plus(TimeDelta::microseconds(-1))));
    std::iter::once((Moment::Before, before)).chain(
        due.into_iter()
            .flat_map(|due| [(Moment::AtDue, due), (Moment::AfterDue, due.plus(TimeDelta::days(1)))]),
    )
}

/// When the system may erase a closed complaint (R30).
fn retention(complaint: &Complaint, world: &World) -> Option<Timestamp> {
    let closed_at = complaint.closed_at.filter(|_| complaint.stage == Stage::Closed && !complaint.erased)?;
    Some(world.calendar.deadline(closed_at, world.rulebook.retention?, complaint.zone).due)
}
