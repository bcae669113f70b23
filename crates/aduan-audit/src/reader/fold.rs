//! One thread's share of a history: folds it, and shows it to a pass.

use crate::as_of::Horizon;
use crate::{AnyAdminRecord, AnyRecord, Before, Block, Defect, Folded, History, Line, Pass, Share};
use aduan_core::{CommandId, Complaint, ComplaintId, Decoded, Known, Timestamp, Unknown};
use std::collections::HashMap;

/// One thread's share of the complaints.
pub(crate) struct Fold<P> {
    share: Share,
    horizon: Horizon,
    pass: P,
    places: HashMap<ComplaintId, u32>,
    complaints: Vec<Complaint>,
    decision: Decision,
    /// The counts and defects of this share.
    history: History,
}

/// The decision that is being read: neighbouring lines of one complaint under one command.
#[derive(Default)]
struct Decision {
    line: u64,
    index: usize,
    repeated: bool,
    records: Vec<Known>,
}

impl Decision {
    /// Whether a record goes on with it, whose complaint stands at `version`.
    #[inline]
    fn goes_on(&self, index: usize, version: u32, command: CommandId, stands: u32) -> bool {
        self.records.last().is_some_and(|Known { record, .. }| {
            self.index == index
                && record.command == command
                && record.version.checked_add(1) == Some(version)
                && (!self.repeated || version <= stands)
        })
    }
}

impl<P: Pass> Fold<P> {
    pub(crate) fn new(share: Share, horizon: Horizon, pass: P) -> Self {
        let (places, complaints) = (HashMap::new(), Vec::new());
        let (decision, history) = (Decision::default(), History::default());
        Self { share, horizon, pass, places, complaints, decision, history }
    }

    /// Folds what falls to this share; every other share sees the same block and passes over it.
    pub(crate) fn block(&mut self, block: &Block) {
        for line in block.lines() {
            let complaint = line.complaint();
            if self.share.has(complaint) {
                self.line(&line, complaint);
            } else {
                // The records of one decision are neighbours; another's line ends it.
                self.close();
            }
        }
        self.pass.block(block);
    }

    pub(crate) fn line(&mut self, line: &Line<'_>, complaint: Option<ComplaintId>) {
        if !self.pass.wants(complaint, line) {
            return self.close();
        }
        if !self.horizon.sees_line(line.number) {
            self.history.later += 1;
            return self.close();
        }
        self.history.notes.carriage_returns += u64::from(line.carriage_return);
        match line.decode() {
            Decoded::Known(known) if self.sees(known.record.recorded_at) => self.known(line.number, known),
            Decoded::Administrative(record) if self.sees(record.recorded_at) => {
                self.close();
                self.history.notes.clock_steps += u64::from(record.clock.is_some());
                self.history.administrative(line.number, &record);
                self.pass.administrative(line.number, AnyAdminRecord::Known(&record));
            }
            Decoded::Unknown(unknown) if self.sees(unknown.recorded_at) => self.unknown(line, &unknown),
            Decoded::Corrupt(corrupt) => {
                self.close();
                let place = complaint.and_then(|complaint| self.places.get(&complaint));
                let state = place.and_then(|place| self.complaints.get(*place as usize));
                self.pass.corrupt(line, &corrupt, state);
                self.history.find(line.number, complaint, Defect::Corrupt(corrupt));
            }
            Decoded::Known(_) | Decoded::Administrative(_) | Decoded::Unknown(_) => self.close(),
        }
    }

    /// Nothing more comes.
    pub(crate) fn end(&mut self) {
        self.close();
        self.pass.end();
    }

    /// Adds what was counted and folded; gives the pass back.
    pub(crate) fn add_to(self, history: &mut History) -> P {
        history.add(self.history, self.complaints);
        self.pass
    }

    #[inline]
    fn sees(&mut self, at: Timestamp) -> bool {
        let sees = self.horizon.sees(at);
        self.history.later += u64::from(!sees);
        sees
    }

    #[inline]
    fn known(&mut self, line: u64, known: Known) {
        let record = &known.record;
        self.history.notes.lifted += u64::from(known.lifted_from.is_some());
        self.history.notes.clock_steps += u64::from(record.clock.is_some());
        let index = self.index(record.complaint);
        if !self.decision.goes_on(index, record.version, record.command, self.stands(index)) {
            self.close();
            let repeated = record.version <= self.stands(index);
            (self.decision.line, self.decision.index, self.decision.repeated) = (line, index, repeated);
        }
        self.decision.records.push(known);
    }

    /// The decision that was being read is at its end: it is shown, and folded.
    #[inline]
    fn close(&mut self) {
        let Some(Known { record: first, .. }) = self.decision.records.first() else { return };
        let Decision { line, index, repeated, .. } = self.decision;
        let (id, version) = (first.complaint, first.version);
        let missing = if repeated { 0 } else { self.meet(line, index, version) };
        let mut records = std::mem::take(&mut self.decision.records);
        if let Some(complaint) = self.complaints.get_mut(index) {
            self.pass.decision(Before { index, complaint, missing, repeated }, line, &records);
            for (line, known) in (line..).zip(&records) {
                let record = &known.record;
                if repeated {
                    let (last, found) = (complaint.version, record.version);
                    self.history.find(line, Some(id), Defect::Repeated { last, found });
                    continue;
                }
                self.history.follow(line, complaint, record.recorded_at);
                complaint.apply_record(record);
                self.pass.record(Folded { line, index, complaint, record: AnyRecord::Known(known) });
            }
        }
        records.clear();
        self.decision.records = records;
    }

    fn unknown(&mut self, line: &Line<'_>, unknown: &Unknown) {
        self.close();
        let Unknown { complaint: id, version, recorded_at, schema, .. } = *unknown;
        let kind = unknown.kind.clone();
        self.history.find(line.number, Some(id), Defect::Unknown { kind, schema });
        if id == ComplaintId::ADMINISTRATION {
            if self.history.next_administrative(line.number, version, recorded_at) {
                self.history.administration.apply_unknown(version, recorded_at);
            }
            self.pass.administrative(line.number, AnyAdminRecord::Unknown(unknown));
            return;
        }
        let index = self.index(id);
        let last = self.stands(index);
        let repeated = version <= last;
        let missing = if repeated { 0 } else { self.meet(line.number, index, version) };
        let Some(complaint) = self.complaints.get_mut(index) else { return };
        self.pass.unknown(Before { index, complaint, missing, repeated }, line, unknown);
        if repeated {
            self.history.find(line.number, Some(id), Defect::Repeated { last, found: version });
            return;
        }
        self.history.follow(line.number, complaint, recorded_at);
        complaint.apply_unknown(recorded_at);
        let record = AnyRecord::Unknown(unknown);
        self.pass.record(Folded { line: line.number, index, complaint, record });
    }

    /// Brings the complaint to just before `version`, and says how many are missing.
    #[inline]
    fn meet(&mut self, line: u64, index: usize, version: u32) -> u32 {
        let Some(complaint) = self.complaints.get_mut(index) else { return 0 };
        let last = complaint.version;
        let missing = version.saturating_sub(1).saturating_sub(last);
        if missing > 0 {
            complaint.version = version - 1;
            // Missing records count as unknown; no command may be decided after them (W2).
            complaint.unknown = complaint.unknown.saturating_add(1);
            self.history.find(line, Some(complaint.id), Defect::Gap { last, found: version });
        }
        missing
    }

    /// The version at which a complaint stands.
    #[inline]
    fn stands(&self, index: usize) -> u32 {
        self.complaints.get(index).map_or(0, |complaint| complaint.version)
    }

    #[inline]
    fn index(&mut self, id: ComplaintId) -> usize {
        let complaints = &mut self.complaints;
        let place = *self.places.entry(id).or_insert_with(|| {
            complaints.push(Complaint::new(id));
            u32::try_from(complaints.len() - 1).unwrap_or(u32::MAX)
        });
        place as usize
    }
}
