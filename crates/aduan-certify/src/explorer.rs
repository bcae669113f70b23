//! The explorer: what is searched, and what is demanded of it.

use crate::exploration::Exploration;
use crate::invariant::Invariant;
use crate::model::Model;
use crate::search::{Search, Task};
use crate::world::World;
use aduan_core::{Complaint, Rule, Rules};
use std::sync::{Mutex, PoisonError};

/// Tries every move in every state that can be reached.
pub struct Explorer<'a> {
    model: Model,
    /// None: the shipped procedure under the model's rulebook.
    rules: Option<&'a dyn Rules>,
    invariants: Vec<Invariant>,
    /// Further values to tell apart, as invariants that always hold and remember them.
    apart: Vec<Invariant>,
    /// Whether the rules are not the shipped ones.
    foreign: bool,
    limit: usize,
    first_only: bool,
    threads: Option<usize>,
}

impl<'a> Explorer<'a> {
    /// Searches the shipped rules in this world, with no invariants.
    pub fn new(model: Model) -> Self {
        let (invariants, apart) = (Vec::new(), Vec::new());
        Self {
            model,
            rules: None,
            invariants,
            apart,
            foreign: false,
            limit: 2_000_000,
            first_only: false,
            threads: None,
        }
    }

    /// Searches these rules instead of the shipped ones. Every actor tries every command in every state, allowed by the
    /// table or not, and with the clock set back too. That takes some three times as long.
    ///
    /// [`Rejection::Stage`](aduan_core::Rejection::Stage), [`Place`](aduan_core::Rejection::Place),
    /// [`NotTheComplainant`](aduan_core::Rejection::NotTheComplainant), [`Separated`](aduan_core::Rejection::Separated) and
    /// [`Erased`](aduan_core::Rejection::Erased) must depend on the stage and the actor alone, as the shipped ones do: the search does not try the same actor
    /// with other arguments then. If the rules read something of a complaint that an
    /// [`AbstractState`](super::AbstractState) leaves out, name it with [`apart`](Self::apart). Random walks check both
    /// conditions ([`Exploration::mismatch`](crate::Exploration::mismatch)).
    #[must_use]
    pub fn rules(mut self, rules: &'a dyn Rules) -> Self {
        (self.rules, self.foreign) = (Some(rules), true);
        self
    }

    /// Tells apart values that the embedder's rules read: two complaints for which this gives different values are two
    /// states.
    ///
    /// Use few values: each multiplies the states. For a number, all values that the rules treat alike may be one.
    ///
    /// ```
    /// # use aduan_core::Rulebook;
    /// # use aduan_certify::{Explorer, Model};
    /// # let model = Model::new(Rulebook::kep_154_2012());
    /// Explorer::new(model).apart(|complaint| u8::from(complaint.disclosures > 0));
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

    /// Gives up after so many states of a world; 2,000,000 if not said. An exploration that gave up is not complete.
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

    /// Searches on so many threads, and no more than there are worlds; as many as there are processors if not said. What is found
    /// does not depend on it.
    #[must_use]
    pub const fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Searches.
    pub fn run(mut self) -> Exploration {
        let nothing = Exploration::new(&self.model, &self.invariants);
        let demanded = self.invariants.len();
        self.invariants.append(&mut self.apart);
        let task = Task {
            model: &self.model,
            rules: self.rules.unwrap_or(&self.model.rulebook),
            foreign: self.foreign,
            invariants: &self.invariants,
            demanded,
            limit: self.limit,
            first_only: self.first_only,
        };
        let threads = self.threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from));
        let threads = threads.unwrap_or(1);
        let begin = |world: &World| Search::new(task, *world, nothing.clone());
        let mut searches: Vec<Search<'_>> = self.model.worlds.iter().map(begin).collect();
        if self.first_only {
            // All worlds go the same number of steps, or the first history found were not a shortest one.
            let broken = |search: &Search<'_>| !search.found.violations.is_empty();
            let mut more = true;
            while more && !searches.iter().any(broken) {
                let further = each(&mut searches, threads, Search::go_a_step_further);
                more = further.contains(&true);
            }
        } else {
            each(&mut searches, threads, |search| while search.go_a_step_further() {});
        }
        if self.foreign && searches.iter().all(|search| search.found.complete) {
            each(&mut searches, threads, |search| {
                search.found.mismatch = search.compare().err();
                search.found.complete = search.found.mismatch.is_none();
            });
        }
        let found: Vec<Exploration> = searches.into_iter().map(Search::finish).collect();
        let mut all = found.into_iter().fold(nothing, Exploration::and);
        all.violations.sort_by_key(|broken| broken.trace.commands.len());
        if self.first_only {
            all.violations.truncate(1);
        }
        all
    }
}

/// Does this with each of them, on so many threads. The answers are in their order.
fn each<T: Send, A: Send>(all: &mut [T], threads: usize, one: impl Fn(&mut T) -> A + Sync) -> Vec<A> {
    let mut answers: Vec<Option<A>> = all.iter().map(|_| None).collect();
    let queue = Mutex::new(all.iter_mut().zip(&mut answers));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some((task, answer)) = next() {
            *answer = Some(one(task));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    answers.into_iter().flatten().collect()
}
