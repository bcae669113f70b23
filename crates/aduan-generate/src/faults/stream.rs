//! One complaint's lines, and how they are changed.

use crate::rng::SeededRng;
use aduan_core::{
    Actor, CommandId, Complaint, CorrelationId, Event, EventId, Office, OfficeKind, Record, Timestamp,
};
use std::ops::Range;

/// The kinds of lines.
#[derive(Debug, Clone)]
pub(super) enum What {
    Record(Box<Record>),
    Raw(Vec<u8>),
}

/// A line and its place in the log.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The place that it has, or after which it was put.
    pub(super) position: u64,
    /// How far behind that place it was put.
    pub(super) behind: u32,
    pub(super) what: What,
    /// Which fault is found here.
    pub(super) tag: Option<usize>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    pub(super) items: Vec<Item>,
}

impl Stream {
    pub(super) fn push(&mut self, position: u64, record: Record) {
        let what = What::Record(Box::new(record));
        self.items.push(Item { position, behind: 0, what, tag: None });
    }

    /// The record of this item; planting begins with records alone.
    pub(super) fn record(&self, item: usize) -> Option<&Record> {
        match &self.items.get(item)?.what {
            What::Record(record) => Some(record),
            What::Raw(_) => None,
        }
    }

    pub(super) fn record_mut(&mut self, item: usize) -> Option<&mut Record> {
        match &mut self.items.get_mut(item)?.what {
            What::Record(record) => Some(record),
            What::Raw(_) => None,
        }
    }

    pub(super) fn event(&self, item: usize) -> Option<&Event> {
        self.record(item).map(|record| &record.event)
    }

    /// The batches, as ranges of items.
    pub(super) fn batches(&self) -> Vec<Range<usize>> {
        let mut batches: Vec<Range<usize>> = Vec::new();
        for item in 0..self.items.len() {
            let command = self.record(item).map(|record| record.command);
            match batches.last_mut() {
                Some(last) if self.record(last.start).map(|record| record.command) == command => {
                    last.end = item + 1;
                }
                _ => batches.push(item..item + 1),
            }
        }
        batches
    }

    /// One of the batches for which `fits` holds.
    pub(super) fn pick(
        &self,
        rng: &mut SeededRng,
        fits: impl Fn(&Range<usize>, &Record) -> bool,
    ) -> Option<Range<usize>> {
        let fitting: Vec<Range<usize>> = self
            .batches()
            .into_iter()
            .filter(|batch| self.record(batch.start).is_some_and(|record| fits(batch, record)))
            .collect();
        let bound = u32::try_from(fitting.len()).ok().filter(|bound| *bound > 0)?;
        fitting.get(rng.below(bound) as usize).cloned()
    }

    /// Changes every record of a batch.
    pub(super) fn change(&mut self, batch: &Range<usize>, mut change: impl FnMut(&mut Record)) {
        for item in batch.clone() {
            if let Some(record) = self.record_mut(item) {
                change(record);
            }
        }
    }

    /// Takes items out, and the versions behind them up.
    pub(super) fn take_out(&mut self, items: Range<usize>) {
        let count = u32::try_from(items.len()).unwrap_or_default();
        let from = items.start;
        self.items.drain(items);
        for item in from..self.items.len() {
            if let Some(record) = self.record_mut(item) {
                record.version -= count;
            }
        }
    }

    /// Puts a batch of one event behind an item, by this actor, and the versions behind it down. It happens at once,
    /// so that nothing of what follows is before it.
    pub(super) fn put_in(
        &mut self,
        after: usize,
        actor: Actor,
        event: Event,
        rng: &mut SeededRng,
    ) -> Option<usize> {
        let last = self.record(after)?;
        let at = last.recorded_at;
        let record = Record {
            version: last.version + 1,
            id: EventId::new(rng.ordered(at)),
            command: CommandId::new(rng.ordered(at)),
            correlation: CorrelationId::new(rng.ordered(at)),
            clock: None,
            causation: None,
            actor,
            event,
            ..last.clone()
        };
        let Item { position, behind, .. } = self.items[after];
        let what = What::Record(Box::new(record));
        self.items.insert(after + 1, Item { position, behind: behind + 1, what, tag: None });
        for item in after + 2..self.items.len() {
            if let Some(record) = self.record_mut(item) {
                record.version += 1;
            }
        }
        Some(after + 1)
    }

    /// The state before an item.
    pub(super) fn before(&self, item: usize) -> Option<Complaint> {
        let mut complaint = Complaint::new(self.record(0)?.complaint);
        (0..item).filter_map(|item| self.record(item)).for_each(|record| complaint.apply_record(record));
        Some(complaint)
    }

    pub(super) fn has(&self, fits: impl Fn(&Event) -> bool) -> bool {
        (0..self.items.len()).filter_map(|item| self.event(item)).any(fits)
    }

    /// When the item before this one was recorded.
    pub(super) fn last_at(&self, item: usize) -> Option<Timestamp> {
        Some(self.record(item.checked_sub(1)?)?.recorded_at)
    }
}

/// An office of this kind that is none of `others`.
pub(super) fn another(kind: OfficeKind, others: &[Option<Office>], rng: &mut SeededRng) -> Option<Office> {
    (0..20).find_map(|_| {
        let code = format!("{:06}", 100 * (1 + rng.below(99)) + 10_000 * (1 + rng.below(20)));
        let office = Office { kind, code: code.parse().ok()? };
        (!others.contains(&Some(office))).then_some(office)
    })
}
