//! Realistic histories from a seed, and faults planted into them.
//!
//! - [`Generator`] makes histories only through [`aduan_core::Rules::decide`]. The same options always give the same bytes.
//! - [`Mutator`] plants [faults](FaultKind) into them and knows where each must be found: what an auditor is tested with.

mod agency;
mod alias;
mod faults;
mod rng;
mod simulated;

pub use faults::{FaultKind, FaultyHistory, Mutator, PlantedFault};

use aduan_core::{CommandId, Context, CorrelationId, EventId, Record, Rulebook, Rules, Timestamp, Trace};
use agency::Agency;
use chrono::{DateTime, NaiveDate, TimeDelta};
use rng::SeededRng;
use simulated::SimulatedComplaint;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

/// How often a rulebook is the one under which a complaint is received, once it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulebookShare {
    /// The rulebook.
    pub rulebook: Rulebook,
    /// Its weight among the others.
    pub weight: u32,
}

/// Options of a generated history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How many complaints.
    pub complaints: u32,
    /// The seed: the same options give the same bytes.
    pub seed: u64,
    /// The rulebooks, by weight; none means the default one.
    pub shares: Vec<RulebookShare>,
    /// The first day on which a complaint comes in.
    pub from: NaiveDate,
    /// How many days the histories span. Later records are not written, so that some complaints are open.
    pub days: u16,
}

impl Options {
    /// This many complaints over the two years from 1 July 2024 on: three of four under `kep-154-2012`, the rest under
    /// `per-13-2025` once it is in force.
    pub fn new(complaints: u32, seed: u64) -> Self {
        let shares = [(3, Rulebook::kep_154_2012()), (1, Rulebook::per_13_2025())]
            .into_iter()
            .map(|(weight, rulebook)| RulebookShare { rulebook, weight })
            .collect();
        let from = NaiveDate::from_ymd_opt(2024, 7, 1).unwrap_or_default();
        Self { complaints, seed, shares, from, days: 730 }
    }
}

/// The records of a made-up desk, in the order in which its log would have them: some eight a complaint.
///
/// Only complaints that are under way are kept, so memory does not grow with the history.
///
/// ```
/// use aduan_generate::{Generator, Options};
/// let records: Vec<_> = Generator::new(Options::new(100, 1)).collect();
/// assert!(records.len() > 500);
/// assert_eq!(records, Generator::new(Options::new(100, 1)).collect::<Vec<_>>());
/// ```
pub struct Generator {
    agency: Agency,
    weights: Vec<(u32, usize)>,
    rng: SeededRng,
    options: Options,
    begun: u32,
    /// When the next complaint comes in.
    arrival: Option<Timestamp>,
    /// Complaints under way, by the instant of their next command.
    under_way: BinaryHeap<Reverse<(Timestamp, u32)>>,
    lives: HashMap<u32, SimulatedComplaint>,
    ready: VecDeque<Record>,
    refused: u64,
}

impl Generator {
    /// A generator of these histories.
    pub fn new(mut options: Options) -> Self {
        if options.shares.iter().all(|share| share.weight == 0) {
            options.shares = vec![RulebookShare { rulebook: Rulebook::kep_154_2012(), weight: 1 }];
        }
        let weights = options.shares.iter().enumerate().map(|(i, share)| (share.weight, i)).collect();
        let books = options.shares.iter().map(|share| share.rulebook.clone()).collect();
        let mut generator = Self {
            agency: Agency::new(options.seed, books),
            weights,
            rng: SeededRng::new(options.seed, u64::MAX),
            options,
            begun: 0,
            arrival: None,
            under_way: BinaryHeap::new(),
            lives: HashMap::new(),
            ready: VecDeque::new(),
            refused: 0,
        };
        generator.arrival = generator.next_arrival();
        generator
    }

    /// How many commands `decide` has refused. A good generator has none to tell of.
    pub const fn refused(&self) -> u64 {
        self.refused
    }

    fn start(&self) -> Timestamp {
        DateTime::from_timestamp(self.options.from.and_time(chrono::NaiveTime::MIN).and_utc().timestamp(), 0)
            .map_or(Timestamp::MIN, Timestamp::from)
    }

    /// When the next complaint comes in: evenly over the span, each somewhere in its slot, so in order.
    fn next_arrival(&mut self) -> Option<Timestamp> {
        if self.begun == self.options.complaints {
            return None;
        }
        let span = TimeDelta::days(self.options.days.into()).num_seconds();
        let slot = |n: u32| span * i64::from(n) / i64::from(self.options.complaints);
        let (from, to) = (slot(self.begun), slot(self.begun + 1));
        let within = self.rng.below(u32::try_from(to - from).unwrap_or_default());
        let micros = self.rng.below(1_000_000);
        Some(
            self.start()
                .plus(TimeDelta::seconds(from + i64::from(within)) + TimeDelta::microseconds(micros.into())),
        )
    }

    fn begin(&mut self, at: Timestamp) {
        let book = self.rng.weighted(&self.weights, 0);
        let number = self.begun;
        self.begun += 1;
        self.arrival = self.next_arrival();
        let rng = SeededRng::new(self.options.seed, number.into());
        let Some(life) = SimulatedComplaint::begin(&self.agency, rng, number, book, at) else { return };
        self.under_way.push(Reverse((life.next_at(), number)));
        self.lives.insert(number, life);
    }

    /// Lets complaint `number` do what it had planned, and plan what it does next.
    fn live(&mut self, number: u32, end: Timestamp) {
        let Some(life) = self.lives.get_mut(&number) else { return };
        let Some(planned) = life.planned.take() else { return };
        let context = Context {
            now: planned.clock.unwrap_or(planned.at),
            actor: alias::known(life.complaint.id, planned.actor),
            calendar: &self.agency.calendar,
            directory: Some(&self.agency.directory),
        };
        if let Ok(decision) = self.agency.books[life.book].decide(&life.complaint, &planned.command, &context)
        {
            let at = decision.at;
            let command = CommandId::new(life.rng.ordered(at));
            let correlation = CorrelationId::new(life.rng.ordered(at));
            let trace = Trace { command, correlation, causation: life.cause.take() };
            self.ready
                .extend(decision.records(&life.complaint, trace, || EventId::new(life.rng.ordered(at))));
            for event in &decision.events {
                life.complaint.apply(at, &decision.actor, event);
            }
            life.plan(&self.agency, at);
        } else {
            self.refused += 1;
        }
        match life.planned.as_ref().map(|planned| planned.at).filter(|at| *at < end) {
            Some(at) => self.under_way.push(Reverse((at, number))),
            None => {
                self.lives.remove(&number);
            }
        }
    }
}

impl Iterator for Generator {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let end = self.start().plus(TimeDelta::days(self.options.days.into()));
        while self.ready.is_empty() {
            let next = self.under_way.peek().map(|Reverse((at, _))| *at);
            match self.arrival {
                Some(at) if next.is_none_or(|next| at <= next) => self.begin(at),
                _ => {
                    let Reverse((_, number)) = self.under_way.pop()?;
                    self.live(number, end);
                }
            }
        }
        self.ready.pop_front()
    }
}
