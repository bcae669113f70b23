//! One complaint's story, picked out of a history.

use crate::as_of::Horizon;
use crate::follow::follow;
use crate::lines::{Chunks, Line};
use crate::replay::KEPT;
use crate::{AsOf, Finding, Found, Source, SourceError};
use aduan_core::{
    Complaint, ComplaintId, Corrupt, Decoded, Event, Record, RegisterNumber, Stage, Timestamp, Unknown,
    decode, peek_complaint,
};

/// Which complaint is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// By its id, or the beginning of it.
    Id(String),
    /// By its register number (R6).
    Register(RegisterNumber),
}

/// A text that is neither an id nor a register number comes as the beginning of an id; it may match nothing.
impl From<&str> for Wanted {
    fn from(text: &str) -> Self {
        text.trim()
            .to_uppercase()
            .parse()
            .map_or_else(|_| Self::Id(text.trim().to_lowercase()), Self::Register)
    }
}

/// One record of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The line it stands on.
    pub line: u64,
    /// The record.
    pub record: Record,
    /// Where the complaint stood after it.
    pub stage: Stage,
}

/// One record of the story that this version of the program does not know (C28).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownEntry {
    /// The line it stands on.
    pub line: u64,
    /// What can be said of it.
    pub record: Unknown,
    /// Where the complaint stood before it: what it did to that is not known.
    pub stage: Stage,
}

/// What happened to one complaint, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Story {
    /// The complaint, after all of it.
    pub complaint: Complaint,
    /// Its records that could be read.
    pub entries: Vec<Entry>,
    /// Its records of a newer version of the program.
    pub unknown: Vec<UnknownEntry>,
    /// Its lines that could not, or that are out of order: the first thousand.
    pub findings: Vec<Finding>,
    /// Records left out because they come after the point looked at.
    pub later: u64,
    /// The instant at which its waiting is judged: the one asked for, or the last in the whole history.
    pub now: Option<Timestamp>,
    /// Other complaints whose id begins in the same way: the first one found is the one told.
    pub others: Vec<ComplaintId>,
}

impl Story {
    /// Picks a complaint out of the sources, in one pass and without decoding what belongs to others; `None` if
    /// it is not there.
    ///
    /// # Errors
    /// [`SourceError`] if a source stops being readable.
    pub fn find(
        sources: &mut [Source],
        wanted: &Wanted,
        as_of: Option<AsOf>,
    ) -> Result<Option<Self>, SourceError> {
        let horizon = Horizon(as_of);
        let mut story: Option<Self> = None;
        let mut first_line = 1;
        let mut last_line = Vec::new();
        for source in sources {
            let mut chunks = Chunks::new(source, first_line);
            while let Some(chunk) = chunks.next()? {
                if let (Some(long), Some(story)) = (&chunk.too_long, &mut story)
                    && long.owner == Some(story.complaint.id)
                {
                    story
                        .find_amiss(chunk.first_line, Found::Corrupt(Corrupt::TooLong { bytes: long.bytes }));
                }
                if let Some(last) = chunk.lines().filter(|line| horizon.sees_line(line.number)).last() {
                    last_line = last.bytes.to_vec();
                }
                for line in chunk.lines() {
                    let Some(id) = peek_complaint(line.bytes) else { continue };
                    match &mut story {
                        Some(story) if story.complaint.id == id => story.add(&line, horizon),
                        None if wanted.is(id, line.bytes) => {
                            story.insert(Self::new(id)).add(&line, horizon);
                        }
                        Some(story) if story.is_another(wanted, id, line.bytes) => story.others.push(id),
                        _ => {}
                    }
                }
            }
            first_line = chunks.next_line();
        }
        if let Some(story) = &mut story {
            story.judge_at(horizon, &last_line);
        }
        Ok(story)
    }

    /// Tells a complaint whose lines are known already: from a store that can find them, without reading those of
    /// others. Each comes with its place in the whole log; `last` is the last line there, within `as_of`.
    ///
    /// ```
    /// let story = aduan_audit::Story::of(aduan_core::ComplaintId::default(), [(7, b"{}".as_slice())], b"{}", None);
    /// assert_eq!((story.entries.len(), story.findings[0].line), (0, 7));
    /// ```
    pub fn of<'a>(
        complaint: ComplaintId,
        lines: impl IntoIterator<Item = (u64, &'a [u8])>,
        last: &[u8],
        as_of: Option<AsOf>,
    ) -> Self {
        let mut story = Self::new(complaint);
        let horizon = Horizon(as_of);
        for (number, bytes) in lines {
            story.add(&Line { number, bytes, carriage_return: false }, horizon);
        }
        story.judge_at(horizon, last);
        story
    }

    /// Sets the instant at which its waiting is judged.
    fn judge_at(&mut self, horizon: Horizon, last_line: &[u8]) {
        let last = match decode(last_line) {
            Decoded::Known(known) => known.record.recorded_at.max(self.complaint.last_at),
            _ => self.complaint.last_at,
        };
        self.now = horizon.now(Some(last));
    }

    fn new(id: ComplaintId) -> Self {
        let (entries, unknown, findings, others) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { complaint: Complaint::new(id), entries, unknown, findings, later: 0, now: None, others }
    }

    /// Whether this is yet another complaint whose id begins as wanted; a few are enough to tell of.
    fn is_another(&self, wanted: &Wanted, id: ComplaintId, line: &[u8]) -> bool {
        let more = self.others.len() < 20 && !self.others.contains(&id);
        more && matches!(wanted, Wanted::Id(_)) && wanted.is(id, line)
    }

    fn add(&mut self, line: &Line<'_>, horizon: Horizon) {
        let Line { number: line, bytes, .. } = *line;
        if !horizon.sees_line(line) {
            self.later += 1;
            return;
        }
        match decode(bytes) {
            Decoded::Known(known) if !horizon.sees(known.record.recorded_at) => self.later += 1,
            Decoded::Unknown(unknown) if !horizon.sees(unknown.recorded_at) => self.later += 1,
            Decoded::Known(known) => {
                let record = known.record;
                if self.follow(line, record.version, record.recorded_at) {
                    self.complaint.apply_record(&record);
                    self.entries.push(Entry { line, record, stage: self.complaint.stage });
                }
            }
            Decoded::Unknown(unknown) => {
                self.find_amiss(line, Found::Unknown { kind: unknown.kind.clone(), schema: unknown.schema });
                if self.follow(line, unknown.version, unknown.recorded_at) {
                    self.complaint.apply_unknown(unknown.recorded_at);
                    let stage = self.complaint.stage;
                    self.unknown.push(UnknownEntry { line, record: unknown, stage });
                }
            }
            Decoded::Corrupt(corrupt) => self.find_amiss(line, Found::Corrupt(corrupt)),
        }
    }

    /// Whether the record is to be folded; notes what is amiss with its place.
    fn follow(&mut self, line: u64, version: u32, at: Timestamp) -> bool {
        let mut amiss = Vec::new();
        let new = follow(&mut self.complaint, version, at, |found| amiss.push(found));
        for found in amiss {
            self.find_amiss(line, found);
        }
        new
    }

    fn find_amiss(&mut self, line: u64, found: Found) {
        if self.findings.len() < KEPT {
            self.findings.push(Finding { line, complaint: Some(self.complaint.id), found });
        }
    }
}

impl Wanted {
    /// Whether a line of complaint `id` is the wanted one's.
    fn is(&self, id: ComplaintId, line: &[u8]) -> bool {
        match self {
            Self::Id(beginning) => id.to_string().starts_with(beginning),
            // The register number stands in the first record of a complaint alone.
            Self::Register(register) => match decode(line) {
                Decoded::Known(known) => {
                    matches!(&known.record.event, Event::Received(received) if received.register == *register)
                }
                _ => false,
            },
        }
    }
}
