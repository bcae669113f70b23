//! The explorer: what is searched, and what is demanded of it.

use crate::exploration::Exploration;
use crate::fingerprint::Fingerprint;
use crate::invariant::Invariant;
use crate::model::Model;
use crate::monitor::MonitorStates;
use crate::search::{Search, asked};
use aduan_core::{CommandKind, Complaint, ComplaintId, Rule, Rules, Stage};
use rustc_hash::{FxHashMap, FxHashSet};

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
}

impl<'a> Explorer<'a> {
    /// Searches the shipped rules in this world, with no invariants.
    pub fn new(model: Model) -> Self {
        let (invariants, apart) = (Vec::new(), Vec::new());
        Self { model, rules: None, invariants, apart, foreign: false, limit: 2_000_000, first_only: false }
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
        let found = Exploration::new(&self.model, &self.invariants);
        let demanded = self.invariants.len();
        self.invariants.append(&mut self.apart);
        let model = &self.model;
        let mut search = Search {
            allow: Stage::ALL
                .iter()
                .map(|stage| model.groups.iter().map(|group| asked(group, *stage)).collect())
                .collect(),
            asked: vec![Vec::new(); Stage::ALL.len()],
            entered: FxHashSet::default(),
            model,
            rules: self.rules.unwrap_or(&self.model.rulebook),
            foreign: self.foreign,
            invariants: &self.invariants,
            demanded,
            monitor_states: MonitorStates::default(),
            apart: MonitorStates::default(),
            index: FxHashMap::default(),
            states: FxHashMap::default(),
            numbers: Vec::new(),
            refusals: vec![Vec::new(); CommandKind::ALL.len()],
            remembered: Vec::new(),
            fingerprint: Fingerprint::new(model.groups.iter().map(|group| group.variants.len())),
            found,
        };
        for world in &model.worlds {
            search.begin(*world, Complaint::new(ComplaintId::default()));
        }
        let mut next: u32 = 0;
        while (next as usize) < search.found.nodes.len() && search.found.nodes.len() <= self.limit {
            if self.first_only && !search.found.violations.is_empty() {
                break;
            }
            search.expand(next);
            next += 1;
        }
        search.found.complete = next as usize == search.found.nodes.len();
        if self.foreign && search.found.complete {
            search.found.mismatch = search.compare().err();
            search.found.complete = search.found.mismatch.is_none();
        }
        search.finish()
    }
}
