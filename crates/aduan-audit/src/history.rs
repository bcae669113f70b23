//! The summary of a history.

use crate::as_of::{AsOf, Horizon};
use aduan_core::{
    AdminRecord, Administration, Awaited, Complaint, ComplaintId, Corrupt, Decoded, Outcome, Stage,
    Timestamp, decode, overdue,
};
use std::collections::BTreeMap;

/// How many lines with defects are kept in full; all are counted.
const KEPT: usize = 1000;

/// A line with which something is amiss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefectiveLine {
    /// The line, from 1, over all sources in their order.
    pub line: u64,
    /// The complaint that the line seems to belong to.
    pub complaint: Option<ComplaintId>,
    /// What is amiss.
    pub defect: Defect,
}

/// The defects of lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Defect {
    /// It is no record.
    #[error("corrupt: {0}")]
    Corrupt(Corrupt),
    /// It is a record of an event or schema that this version does not know.
    #[error("unknown: {kind}, schema {schema}")]
    Unknown {
        /// The event.
        kind: String,
        /// Its schema.
        schema: u16,
    },
    /// Records of this complaint are missing before it.
    #[error("a gap: version {found} follows version {last}")]
    Gap {
        /// The last version before.
        last: u32,
        /// The version of this line.
        found: u32,
    },
    /// The complaint has had this version; the line is not folded again.
    #[error("repeated: version {found} again, after version {last}")]
    Repeated {
        /// The last version before.
        last: u32,
        /// The version of this line.
        found: u32,
    },
    /// It is earlier than the record before it in its complaint (C23).
    #[error("time goes back: {found}, after {last}")]
    TimeBack {
        /// The instant before.
        last: Timestamp,
        /// The instant of this line.
        found: Timestamp,
    },
}

/// Notes about the sources themselves, when the records are sound.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Notes {
    /// Lines that ended with CR LF: the file went through a program that converts line ends.
    pub carriage_returns: u64,
    /// Sources that began with a byte order mark.
    pub byte_order_marks: u64,
    /// Sources whose last line had no line end: they may have been cut.
    pub unended: Vec<String>,
    /// Sources without a single line.
    pub empty: Vec<String>,
    /// Records whose clock had stepped back (C23).
    pub clock_steps: u64,
    /// Records lifted from an older schema.
    pub lifted: u64,
}

/// The place of a source among the lines of all sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The name of the source.
    pub name: String,
    /// The number of its first line among the lines of all sources.
    pub first_line: u64,
}

/// The summary of a history.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct History {
    /// The complaints, share by share: putting them together would need them twice.
    shares: Vec<Vec<Complaint>>,
    /// What the administrative stream adds up to.
    pub administration: Administration,
    /// Records of complaints that were folded, unknown ones among them.
    pub events: u64,
    /// Lines read.
    pub lines: u64,
    /// Bytes read, as the sources lie on the disk.
    pub bytes: u64,
    /// The sources, and the line with which each begins.
    pub spans: Vec<Span>,
    /// Lines left out because they come after the point looked at.
    pub later: u64,
    /// Unknown records.
    pub unknown: u64,
    /// Corrupt lines.
    pub corrupt: u64,
    /// Records whose version their complaint has had: left out.
    pub repeated: u64,
    /// Versions missing, repeated, or times going back.
    pub disorder: u64,
    /// The first thousand lines with which something is amiss.
    pub defects: Vec<DefectiveLine>,
    /// Notes about the sources.
    pub notes: Notes,
    /// The latest instant in the records looked at.
    pub last_at: Option<Timestamp>,
    /// The instant at which waiting is judged: the one asked for, or the last in the history, so that the same lines
    /// always give the same answer.
    pub now: Option<Timestamp>,
    /// Up to where it was asked for.
    pub as_of: Option<AsOf>,
    /// Whether it was stopped before the end.
    pub stopped: bool,
    /// Notes the last line of a source, which no pass may have wanted.
    last_line: Vec<u8>,
}

impl History {
    /// Every complaint as it stands, in no particular order.
    pub fn complaints(&self) -> impl Iterator<Item = &Complaint> {
        self.shares.iter().flatten()
    }

    /// How many complaints there are.
    pub fn complaint_count(&self) -> u64 {
        self.shares.iter().map(|share| share.len() as u64).sum()
    }

    /// How many complaints stand in each stage; every stage is listed.
    pub fn by_stage(&self) -> BTreeMap<Stage, u64> {
        let mut counts: BTreeMap<Stage, u64> = Stage::ALL.iter().map(|stage| (*stage, 0)).collect();
        for complaint in self.complaints() {
            *counts.entry(complaint.stage).or_default() += 1;
        }
        counts
    }

    /// How many closed complaints have each outcome; every outcome is listed.
    pub fn by_outcome(&self) -> BTreeMap<Outcome, u64> {
        let mut counts: BTreeMap<Outcome, u64> = Outcome::ALL.iter().map(|outcome| (*outcome, 0)).collect();
        let closed = self.complaints().filter(|complaint| complaint.stage == Stage::Closed);
        for outcome in closed.filter_map(|complaint| complaint.outcome) {
            *counts.entry(outcome).or_default() += 1;
        }
        counts
    }

    /// The open complaints that wait too long [`now`](Self::now), the longest-waiting first, with what was missed.
    pub fn overdue(&self) -> Vec<(&Complaint, Awaited)> {
        let Some(now) = self.now else { return Vec::new() };
        let late = |complaint| overdue(complaint, now).map(|awaited| (complaint, awaited));
        let mut late: Vec<_> = self.complaints().filter_map(late).collect();
        late.sort_by_key(|(complaint, awaited)| (awaited.due, complaint.id));
        late
    }

    /// The place of a line: the source's name, and the line's number within it.
    pub fn place(&self, line: u64) -> (&str, u64) {
        let span = self.spans.iter().rev().find(|span| span.first_line <= line);
        span.map_or(("", line), |span| (span.name.as_str(), line - span.first_line + 1))
    }

    /// Whether anything was found amiss.
    pub const fn is_sound(&self) -> bool {
        self.unknown == 0 && self.corrupt == 0 && self.disorder == 0
    }

    /// Forgets the complaints, where only what was counted is asked for.
    pub fn forget_complaints(&mut self) {
        self.shares = Vec::new();
    }

    /// The complaints, share by share.
    pub(crate) fn shares(&self) -> impl Iterator<Item = &[Complaint]> {
        self.shares.iter().map(Vec::as_slice)
    }

    /// Counts a defect, and keeps it if it is one of the first.
    pub(crate) fn find(&mut self, line: u64, complaint: Option<ComplaintId>, defect: Defect) {
        match defect {
            Defect::Corrupt(_) => self.corrupt += 1,
            Defect::Unknown { .. } => self.unknown += 1,
            Defect::Repeated { .. } => {
                self.repeated += 1;
                self.disorder += 1;
            }
            Defect::Gap { .. } | Defect::TimeBack { .. } => self.disorder += 1,
        }
        if self.defects.len() < KEPT {
            self.defects.push(DefectiveLine { line, complaint, defect });
        }
    }

    /// A record of this instant is the next one of `complaint`.
    #[inline]
    pub(crate) fn follow(&mut self, line: u64, complaint: &Complaint, at: Timestamp) {
        let last = complaint.last_at;
        if at < last {
            self.find(line, Some(complaint.id), Defect::TimeBack { last, found: at });
        }
        self.events += 1;
        self.last_at = self.last_at.max(Some(at));
    }

    /// A record of the administrative stream.
    pub(crate) fn administrative(&mut self, line: u64, record: &AdminRecord) {
        if self.next_administrative(line, record.version, record.recorded_at) {
            self.administration.apply_record(record);
        }
    }

    /// Whether a record of this version and instant is to be folded into the administrative stream. What is amiss with its
    /// place is found.
    pub(crate) fn next_administrative(&mut self, line: u64, found: u32, at: Timestamp) -> bool {
        let Administration { version: last, last_at, .. } = self.administration;
        let complaint = Some(ComplaintId::ADMINISTRATION);
        if found <= last {
            self.find(line, complaint, Defect::Repeated { last, found });
            return false;
        }
        if found - 1 != last {
            self.find(line, complaint, Defect::Gap { last, found });
        }
        if at < last_at {
            self.find(line, complaint, Defect::TimeBack { last: last_at, found: at });
        }
        self.last_at = self.last_at.max(Some(at));
        true
    }

    pub(crate) fn note_last_line(&mut self, bytes: &[u8]) {
        self.last_line.clear();
        self.last_line.extend_from_slice(bytes);
    }

    /// Adds the next share: what it counted, and its complaints.
    pub(crate) fn add(&mut self, other: Self, complaints: Vec<Complaint>) {
        self.shares.push(complaints);
        // It falls to one share as a whole.
        if other.administration.version > 0 {
            self.administration = other.administration;
        }
        self.events += other.events;
        self.later += other.later;
        self.unknown += other.unknown;
        self.corrupt += other.corrupt;
        self.repeated += other.repeated;
        self.disorder += other.disorder;
        self.defects.extend(other.defects);
        self.notes.carriage_returns += other.notes.carriage_returns;
        self.notes.clock_steps += other.notes.clock_steps;
        self.notes.lifted += other.notes.lifted;
        self.last_at = self.last_at.max(other.last_at);
    }

    /// All shares are there.
    pub(crate) fn settle(&mut self, horizon: Horizon) {
        self.defects.sort_by_key(|defective| defective.line);
        self.defects.truncate(KEPT);
        // The last line shows when the history ends, even if no pass wanted it.
        let at = match decode(&std::mem::take(&mut self.last_line)) {
            Decoded::Known(known) => Some(known.record.recorded_at),
            Decoded::Administrative(record) => Some(record.recorded_at),
            Decoded::Unknown(_) | Decoded::Corrupt(_) => None,
        };
        self.last_at = self.last_at.max(at.filter(|at| horizon.sees(*at)));
        (self.as_of, self.now) = (horizon.0, horizon.now(self.last_at));
    }
}
