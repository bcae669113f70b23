//! One thread's share of the complaints: folds them, and makes a row of each event.

use super::Tally;
use super::facts::{Changed, Facts};
use super::row::{Ends, Row, Step, Told};
use aduan_audit::reading::Horizon;
use aduan_audit::reading::KEPT;
use aduan_audit::reading::follow;
use aduan_audit::reading::{Chunk, TooLong};
use aduan_audit::reading::{Share, Worker};
use aduan_audit::{Finding, Found};
use aduan_core::{Complaint, ComplaintId, Corrupt, Decoded, Timestamp, decode, peek_complaint};
use std::collections::HashMap;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

/// The rows of one share of one chunk, by line.
#[derive(Debug, Default)]
pub(super) struct Lot {
    text: String,
    rows: Vec<At>,
}

#[derive(Debug)]
struct At {
    line: u64,
    first: u64,
    changed: Changed,
    from: usize,
    ends: Ends,
}

impl Lot {
    /// The line of the row that stands at this place.
    pub(super) fn line(&self, at: usize) -> Option<u64> {
        self.rows.get(at).map(|row| row.line)
    }

    pub(super) fn row(&self, at: usize) -> Option<Row<'_>> {
        let row = self.rows.get(at)?;
        let end = self.rows.get(at + 1).map_or(self.text.len(), |next| next.from);
        Some(Row {
            first: row.first,
            changed: row.changed,
            ends: &row.ends,
            text: self.text.get(row.from..end)?,
        })
    }
}

/// Lots that were used, to be used again.
#[derive(Debug, Clone, Default)]
pub(super) struct Used(Arc<Mutex<Vec<Lot>>>);

impl Used {
    fn take(&self) -> Lot {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    pub(super) fn give(&self, mut lot: Lot) {
        lot.text.clear();
        lot.rows.clear();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(lot);
    }
}

struct Case {
    complaint: Complaint,
    first: u64,
    register: Box<str>,
}

pub(super) struct Shard {
    share: Share,
    horizon: Horizon,
    places: HashMap<ComplaintId, u32>,
    cases: Vec<Case>,
    pub(super) tally: Tally,
    used: Used,
    /// Where the rows go; nowhere once nothing more comes, or nobody takes them.
    to: Option<SyncSender<Lot>>,
}

impl Worker for Shard {
    fn take(&mut self, chunk: &Chunk) {
        let Some(to) = self.to.take() else { return };
        let mut lot = self.used.take();
        self.rows(chunk, &mut lot);
        if to.send(lot).is_ok() {
            self.to = Some(to);
        }
    }

    fn end(&mut self) {
        self.to = None;
        self.tally.cases = self.cases.len() as u64;
        // What was folded is not asked for any more.
        (self.places, self.cases) = (HashMap::new(), Vec::new());
    }
}

impl Shard {
    pub(super) fn new(share: Share, horizon: Horizon, used: Used, to: Option<SyncSender<Lot>>) -> Self {
        let (places, cases, tally) = (HashMap::new(), Vec::new(), Tally::default());
        Self { share, horizon, places, cases, tally, used, to }
    }

    fn rows(&mut self, chunk: &Chunk, lot: &mut Lot) {
        if let Some(TooLong { bytes, owner, carriage_return }) = chunk.too_long {
            if self.sees(chunk.first_line, owner) {
                self.tally.carriage_returns += u64::from(carriage_return);
                self.amiss(chunk.first_line, owner, Found::Corrupt(Corrupt::TooLong { bytes }));
            }
            return;
        }
        for line in chunk.lines() {
            let owner = peek_complaint(line.bytes);
            if !self.sees(line.number, owner) {
                continue;
            }
            self.tally.carriage_returns += u64::from(line.carriage_return);
            match decode(line.bytes) {
                Decoded::Known(known) => {
                    let record = &known.record;
                    let (id, version, at) = (record.complaint, record.version, record.recorded_at);
                    self.step(line.number, (id, version, at), Told::Known(&known), lot);
                }
                Decoded::Unknown(unknown) => {
                    let place = (unknown.complaint, unknown.version, unknown.recorded_at);
                    self.step(line.number, place, Told::Unknown(&unknown), lot);
                }
                Decoded::Corrupt(corrupt) => self.amiss(line.number, owner, Found::Corrupt(corrupt)),
            }
        }
    }

    /// Whether a line falls to this share and is looked at.
    #[inline]
    fn sees(&mut self, line: u64, owner: Option<ComplaintId>) -> bool {
        if !self.share.has(owner) {
            return false;
        }
        let sees = self.horizon.sees_line(line);
        self.tally.later += u64::from(!sees);
        sees
    }

    fn step(
        &mut self,
        line: u64,
        (id, version, at): (ComplaintId, u32, Timestamp),
        told: Told<'_>,
        lot: &mut Lot,
    ) {
        if !self.horizon.sees(at) {
            self.tally.later += 1;
            return;
        }
        if let Told::Unknown(unknown) = told {
            let (kind, schema) = (unknown.kind.clone(), unknown.schema);
            self.amiss(line, Some(id), Found::Unknown { kind, schema });
        }
        let cases = &mut self.cases;
        let place = *self.places.entry(id).or_insert_with(|| {
            cases.push(Case { complaint: Complaint::new(id), first: line, register: Box::default() });
            u32::try_from(cases.len() - 1).unwrap_or(u32::MAX)
        }) as usize;
        let Some(Case { complaint, first, register }) = self.cases.get_mut(place) else { return };
        let tally = &mut self.tally;
        if !follow(complaint, version, at, |found| tally.amiss(line, Some(id), found)) {
            return;
        }
        let before = Facts::from(&*complaint);
        match told {
            Told::Known(known) => {
                tally.clock_steps += u64::from(known.record.clock.is_some());
                tally.lifted += u64::from(known.lifted_from.is_some());
                complaint.apply_record(&known.record);
            }
            Told::Unknown(_) => complaint.apply_unknown(at),
        }
        tally.events += 1;
        let mut changed = Changed::between(before, Facts::from(&*complaint));
        if *first == line {
            changed = changed.and(Changed::FIRST);
        }
        if changed.has(Changed::REGISTER) {
            *register = complaint.register.map(|register| register.to_string()).unwrap_or_default().into();
        }
        let (first, from) = (*first, lot.text.len());
        let ends = Step { line, told, before: before.stage, after: complaint, register }.write(&mut lot.text);
        lot.rows.push(At { line, first, changed, from, ends });
    }

    fn amiss(&mut self, line: u64, complaint: Option<ComplaintId>, found: Found) {
        self.tally.amiss(line, complaint, found);
    }
}

impl Tally {
    fn amiss(&mut self, line: u64, complaint: Option<ComplaintId>, found: Found) {
        match found {
            Found::Corrupt(_) => self.corrupt += 1,
            Found::Unknown { .. } => self.unknown += 1,
            Found::Repeated { .. } => {
                self.repeated += 1;
                self.disorder += 1;
            }
            _ => self.disorder += 1,
        }
        if self.findings.len() < KEPT {
            self.findings.push(Finding { line, complaint, found });
        }
    }
}
