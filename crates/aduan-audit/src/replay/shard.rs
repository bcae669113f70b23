//! One thread's share of the complaints.

use super::{Finding, Found, KEPT, Notes, Replayed};
use crate::as_of::Horizon;
use crate::follow::follow;
use crate::lines::{Chunk, TooLong};
use crate::pool::{Reading, Share, Worker};
use aduan_core::{
    Complaint, ComplaintId, Corrupt, Decoded, Known, Record, Timestamp, Unknown, decode, peek_complaint,
};
use std::collections::HashMap;

/// What the records of a complaint are folded into.
pub trait Folded: Send {
    /// Nothing has happened yet.
    fn begin(id: ComplaintId) -> Self;

    /// The complaint within.
    fn complaint(&mut self) -> &mut Complaint;

    /// The next record.
    fn fold(&mut self, record: &Record);
}

impl Folded for Complaint {
    fn begin(id: ComplaintId) -> Self {
        Self::new(id)
    }

    fn complaint(&mut self) -> &mut Complaint {
        self
    }

    #[inline]
    fn fold(&mut self, record: &Record) {
        self.apply_record(record);
    }
}

pub struct Shard<F> {
    share: Share,
    horizon: Horizon,
    places: HashMap<ComplaintId, u32>,
    complaints: Vec<F>,
    events: u64,
    later: u64,
    unknown: u64,
    corrupt: u64,
    disorder: u64,
    findings: Vec<Finding>,
    notes: Notes,
    last_at: Option<Timestamp>,
}

impl<F: Folded> Worker for Shard<F> {
    /// Folds what falls to this share; every other share sees the same chunk and passes over it.
    fn take(&mut self, chunk: &Chunk) {
        if let Some(TooLong { bytes, owner, carriage_return }) = chunk.too_long {
            if !self.share.has(owner) {
                return;
            }
            if self.horizon.sees_line(chunk.first_line) {
                self.notes.carriage_returns += u64::from(carriage_return);
                self.corrupt(chunk.first_line, owner, Corrupt::TooLong { bytes });
            } else {
                self.later += 1;
            }
            return;
        }
        for line in chunk.lines() {
            let owner = peek_complaint(line.bytes);
            if !self.share.has(owner) {
                continue;
            }
            if !self.horizon.sees_line(line.number) {
                self.later += 1;
                continue;
            }
            self.notes.carriage_returns += u64::from(line.carriage_return);
            match decode(line.bytes) {
                Decoded::Known(known) => self.known(line.number, &known),
                Decoded::Unknown(unknown) => self.unknown(line.number, unknown),
                Decoded::Corrupt(corrupt) => self.corrupt(line.number, owner, corrupt),
            }
        }
    }
}

impl<F: Folded> Shard<F> {
    pub fn new(share: Share, horizon: Horizon) -> Self {
        Self {
            share,
            horizon,
            places: HashMap::new(),
            complaints: Vec::new(),
            events: 0,
            later: 0,
            unknown: 0,
            corrupt: 0,
            disorder: 0,
            findings: Vec::new(),
            notes: Notes::default(),
            last_at: None,
        }
    }

    #[inline]
    fn known(&mut self, line: u64, known: &Known) {
        let record = &known.record;
        if !self.horizon.sees(record.recorded_at) {
            self.later += 1;
            return;
        }
        self.notes.lifted += u64::from(known.lifted_from.is_some());
        self.notes.clock_steps += u64::from(record.clock.is_some());
        if let Some(place) = self.follow(line, record.complaint, record.version, record.recorded_at) {
            self.complaints[place].fold(record);
        }
    }

    fn unknown(&mut self, line: u64, unknown: Unknown) {
        let Unknown { complaint, version, recorded_at, kind, schema, .. } = unknown;
        if !self.horizon.sees(recorded_at) {
            self.later += 1;
            return;
        }
        self.unknown += 1;
        keep(&mut self.findings, line, Some(complaint), Found::Unknown { kind, schema });
        if let Some(place) = self.follow(line, complaint, version, recorded_at) {
            self.complaints[place].complaint().apply_unknown(recorded_at);
        }
    }

    fn corrupt(&mut self, line: u64, complaint: Option<ComplaintId>, corrupt: Corrupt) {
        self.corrupt += 1;
        keep(&mut self.findings, line, complaint, Found::Corrupt(corrupt));
    }

    /// Where the complaint is kept, its version set to the one before this; `None` if this version was there.
    #[inline]
    fn follow(&mut self, line: u64, id: ComplaintId, version: u32, at: Timestamp) -> Option<usize> {
        let complaints = &mut self.complaints;
        let place = *self.places.entry(id).or_insert_with(|| {
            complaints.push(F::begin(id));
            u32::try_from(complaints.len() - 1).unwrap_or(u32::MAX)
        }) as usize;
        let complaint = self.complaints.get_mut(place)?.complaint();
        let (disorder, findings) = (&mut self.disorder, &mut self.findings);
        let new = follow(complaint, version, at, |found| {
            *disorder += 1;
            keep(findings, line, Some(id), found);
        });
        if !new {
            return None;
        }
        self.events += 1;
        self.last_at = self.last_at.max(Some(at));
        Some(place)
    }

    /// Adds what was counted, and gives what was folded.
    fn add_to(self, all: &mut Replayed) -> Vec<F> {
        all.events += self.events;
        all.later += self.later;
        all.unknown += self.unknown;
        all.corrupt += self.corrupt;
        all.disorder += self.disorder;
        all.findings.extend(self.findings);
        all.notes.carriage_returns += self.notes.carriage_returns;
        all.notes.clock_steps += self.notes.clock_steps;
        all.notes.lifted += self.notes.lifted;
        all.last_at = all.last_at.max(self.last_at);
        self.complaints
    }
}

/// Puts the shares together: what was counted, without the complaints, and what was folded, share by share.
pub fn add_up<F: Folded>(read: Reading, shards: Vec<Shard<F>>) -> (Replayed, Vec<Vec<F>>) {
    let Reading { lines, bytes, spans, notes, stopped } = read;
    let mut all = Replayed {
        shares: Vec::new(),
        events: 0,
        lines,
        bytes,
        spans,
        later: 0,
        unknown: 0,
        corrupt: 0,
        disorder: 0,
        findings: Vec::new(),
        notes,
        last_at: None,
        stopped,
    };
    let shares = shards.into_iter().map(|shard| shard.add_to(&mut all)).collect();
    all.findings.sort_by_key(|finding| finding.line);
    all.findings.truncate(KEPT);
    (all, shares)
}

fn keep(findings: &mut Vec<Finding>, line: u64, complaint: Option<ComplaintId>, found: Found) {
    if findings.len() < KEPT {
        findings.push(Finding { line, complaint, found });
    }
}
