//! Faults, planted into histories in which nothing is wrong, and where an auditor must find each.

mod actors;
mod decisions;
mod kinds;
mod lines;
mod stream;
mod times;

pub use kinds::FaultKind;

use crate::rng::SeededRng;
use aduan_core::{ComplaintId, Record};
use std::collections::{HashMap, HashSet};
use stream::{Stream, What};

/// A fault that was planted, and where it must be found: there, once, and nothing else because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlantedFault {
    /// What was done.
    pub kind: FaultKind,
    /// In whose stream.
    pub complaint: ComplaintId,
    /// On which line of [`FaultyHistory::lines`], from 1, an auditor finds it.
    pub line: u64,
    /// Under which code.
    pub code: &'static str,
}

/// A history with faults in it.
#[derive(Debug, Clone)]
pub struct FaultyHistory {
    /// Its lines, without line ends.
    pub lines: Vec<Vec<u8>>,
    /// What was planted, by line.
    pub planted: Vec<PlantedFault>,
}

/// Plants faults into a history, at most one into a complaint.
///
/// ```
/// use aduan_generate::{FaultKind, Generator, Mutator, Options};
/// let mut mutator = Mutator::new(Generator::new(Options::new(100, 1)), 7);
/// assert!(mutator.plant(FaultKind::WrongRole));
/// let mutated = mutator.finish();
/// assert_eq!((mutated.planted.len(), mutated.planted[0].code), (1, "role"));
/// ```
pub struct Mutator {
    streams: HashMap<ComplaintId, Stream>,
    /// The order in which complaints are tried; those that were changed, or that others depend on, are not again.
    ids: Vec<ComplaintId>,
    touched: HashSet<ComplaintId>,
    /// Whose each line is, in the history as it was.
    owners: Vec<ComplaintId>,
    rng: SeededRng,
    planted: Vec<(FaultKind, ComplaintId, &'static str)>,
}

/// The place of a planted fault: the item of the stream at which it is found, and the code of the finding.
type Site = Option<(usize, &'static str)>;

impl Mutator {
    /// A mutator of this history, whose complaints are whole and in order. The same seed plants the same faults.
    pub fn new(history: impl IntoIterator<Item = Record>, seed: u64) -> Self {
        let (mut streams, mut ids, mut owners) = (HashMap::new(), Vec::new(), Vec::new());
        for (position, record) in (0..).zip(history) {
            owners.push(record.complaint);
            let stream = streams.entry(record.complaint).or_insert_with(|| {
                ids.push(record.complaint);
                Stream::default()
            });
            stream.push(position, record);
        }
        let (touched, rng, planted) = (HashSet::new(), SeededRng::new(seed, 1), Vec::new());
        Self { streams, ids, touched, owners, rng, planted }
    }

    /// Plants one fault of this kind, in a complaint that has none; `false` if no complaint is left that takes it.
    pub fn plant(&mut self, kind: FaultKind) -> bool {
        let count = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let from = self.rng.below(count) as usize;
        for at in (from..self.ids.len()).chain(0..from) {
            let id = self.ids[at];
            if self.touched.contains(&id) {
                continue;
            }
            let Some(mut stream) = self.streams.get(&id).cloned() else { continue };
            let Some((item, code)) = self.put(kind, id, &mut stream) else { continue };
            stream.items[item].tag = Some(self.planted.len());
            self.streams.insert(id, stream);
            self.touched.insert(id);
            self.planted.push((kind, id, code));
            return true;
        }
        false
    }

    fn put(&mut self, kind: FaultKind, id: ComplaintId, stream: &mut Stream) -> Site {
        use FaultKind as Kind;
        let rng = &mut self.rng;
        match kind {
            Kind::WrongRole => actors::wrong_role(stream, rng),
            Kind::WrongOffice => actors::wrong_office(stream, rng),
            Kind::ForgedComplainant => actors::forged_complainant(stream, rng),
            Kind::ForgedHalf => actors::forged_half(stream, rng),
            Kind::OwnCase => actors::own_case(stream, rng),
            Kind::OtherAlias => actors::other_alias(stream, rng),
            Kind::SharedAlias => actors::shared_alias(stream, rng),
            Kind::FalseApprover => actors::false_approver(stream, rng),
            Kind::DisclosureWithoutApproval => actors::unapproved(stream, rng),
            Kind::WrongRulebook => actors::wrong_rulebook(stream, rng),
            Kind::EarlyExpiry => times::early_expiry(stream, rng),
            Kind::DeadlineIgnored => times::deadline_ignored(stream),
            Kind::WindowMoved => times::window_moved(stream, rng),
            Kind::TargetMoved => times::target_moved(stream, rng),
            Kind::Backdated => times::backdated(stream, rng),
            Kind::ClockForged => times::clock_forged(stream, rng),
            Kind::WrongTarget => decisions::wrong_target(stream, rng),
            Kind::MissingReview => decisions::missing_review(stream),
            Kind::SilentClose => decisions::silent_close(stream),
            Kind::HalfDecision => decisions::half_decision(stream),
            Kind::FalseOutcome => decisions::false_outcome(stream),
            Kind::AfterClosing => decisions::after_closing(stream, rng),
            Kind::NoCommand => decisions::no_command(stream, rng),
            Kind::GroundWithoutReason => lines::ground_without_reason(stream),
            Kind::SkippedVersion => lines::skipped_version(stream, rng),
            Kind::DuplicatedBatch => lines::duplicated_batch(stream, rng),
            Kind::UnknownEvent => lines::unknown_event(stream, rng),
            Kind::TicketWritten => lines::ticket_written(stream, rng),
            Kind::TicketAsNumber => lines::ticket_as_number(stream, rng),
            Kind::WordsWritten => lines::words_written(stream, rng),
            Kind::BrokenLine => lines::broken_line(stream, rng),
            Kind::CommandAgain => lines::command_again(stream, rng),
            Kind::TornBatch => {
                let (site, between) = lines::torn_batch(stream, &self.owners, &self.streams, &self.touched)?;
                self.touched.insert(between);
                Some(site)
            }
            Kind::CommandShared | Kind::EventShared | Kind::RegisterShared => {
                let donor = self.donor(id, stream)?;
                let site = lines::shared(kind, stream, self.streams.get(&donor)?, &mut self.rng)?;
                self.touched.insert(donor);
                Some(site)
            }
        }
    }

    /// A complaint without a fault that began before this one, so that what is shared is found in this one.
    fn donor(&mut self, id: ComplaintId, stream: &Stream) -> Option<ComplaintId> {
        let first = usize::try_from(stream.items.first()?.position).ok()?;
        let before = self.owners.get(..first)?;
        (0..50).find_map(|_| {
            let donor = self.rng.pick(before)?;
            (donor != id && !self.touched.contains(&donor)).then_some(donor)
        })
    }

    /// The history with all that was planted.
    pub fn finish(self) -> FaultyHistory {
        let mut items: Vec<_> = self.streams.into_values().flat_map(|stream| stream.items).collect();
        items.sort_by_key(|item| (item.position, item.behind));
        let mut found = vec![0; self.planted.len()];
        for (line, item) in (1..).zip(&items) {
            if let Some(tag) = item.tag {
                found[tag] = line;
            }
        }
        let line = |what: What| match what {
            What::Record(record) => record.to_line().into_bytes(),
            What::Raw(bytes) => bytes,
        };
        let lines = items.into_iter().map(|item| line(item.what)).collect();
        let planted = self.planted.into_iter().zip(found);
        let mut planted: Vec<_> = planted
            .map(|((kind, complaint, code), line)| PlantedFault { kind, complaint, line, code })
            .collect();
        planted.sort_by_key(|planted| planted.line);
        FaultyHistory { lines, planted }
    }
}
