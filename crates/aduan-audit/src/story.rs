//! One complaint's story, picked out of a history.

use crate::as_of::Horizon;
use crate::reader::Fold;
use crate::{AnyRecord, AsOf, Before, DefectiveLine, Folded, History, Line, Pass, Share};
use aduan_core::{
    Complaint, ComplaintId, Corrupt, Decoded, Event, Known, Record, RegisterNumber, Stage, Timestamp,
    Unknown, decode,
};
use std::io;

/// How many other complaints whose id begins in the same way are listed.
const OTHERS: usize = 20;

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
pub struct StoryRecord {
    /// The line it stands on.
    pub line: u64,
    /// The record.
    pub record: Record,
    /// The complaint's stage after it.
    pub stage: Stage,
}

/// One record of the story that this version of the program does not know (C28).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownStoryRecord {
    /// The line it stands on.
    pub line: u64,
    /// The part of it that can be read.
    pub record: Unknown,
    /// The complaint's stage before it. Its effect on the stage is not known.
    pub stage: Stage,
}

/// The story of one complaint: its records, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Story {
    /// The complaint, after all of it.
    pub complaint: Complaint,
    /// Its records that could be read.
    pub entries: Vec<StoryRecord>,
    /// Its records of a newer version of the program.
    pub unknown: Vec<UnknownStoryRecord>,
    /// Its lines that could not, or that are out of order: the first thousand.
    pub defects: Vec<DefectiveLine>,
    /// Records left out because they come after the point looked at.
    pub later: u64,
    /// The instant at which its waiting is judged: the one asked for, or the last in the whole history.
    pub now: Option<Timestamp>,
    /// Other complaints whose id begins in the same way: the first one found is the one told.
    pub others: Vec<ComplaintId>,
}

/// Picks one complaint's story out of a history; `None` if it is not there.
///
/// ```
/// use aduan_audit::{FindStory, Reader, Source, Wanted};
/// use aduan_generate::{Generator, Options};
/// let records: Vec<_> = Generator::new(Options::new(3, 1)).collect();
/// let lines: String = records.iter().map(|record| record.to_line() + "\n").collect();
/// let wanted = FindStory::new(Wanted::Id(records[0].complaint.to_string()));
/// let (_, story) = Reader::new().run(vec![Source::from_bytes("example", lines.into_bytes())?], wanted)?;
/// assert_eq!(story.ok_or("it is there")?.complaint.id, records[0].complaint);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FindStory {
    wanted: Wanted,
    told: Option<Told>,
    /// Others whose id begins in the same way, by their first line.
    others: Vec<(u64, ComplaintId)>,
}

/// The complaint that was found first.
#[derive(Debug)]
struct Told {
    id: ComplaintId,
    first_line: u64,
    entries: Vec<StoryRecord>,
    unknown: Vec<UnknownStoryRecord>,
    /// Its lines that come after the point looked at: each is counted when it comes, and taken back when it is looked at.
    later: u64,
}

impl Told {
    fn story(self, history: &History) -> Story {
        let Self { id, entries, unknown, later, .. } = self;
        let complaint = history.complaints().find(|complaint| complaint.id == id);
        let defects = history.defects.iter().filter(|defective| defective.complaint == Some(id));
        Story {
            complaint: complaint.cloned().unwrap_or_else(|| Complaint::new(id)),
            entries,
            unknown,
            defects: defects.cloned().collect(),
            later,
            now: history.now,
            others: Vec::new(),
        }
    }

    const fn new(id: ComplaintId, first_line: u64) -> Self {
        Self { id, first_line, entries: Vec::new(), unknown: Vec::new(), later: 0 }
    }
}

impl FindStory {
    /// For this complaint.
    pub const fn new(wanted: Wanted) -> Self {
        Self { wanted, told: None, others: Vec::new() }
    }

    fn told(&mut self, id: ComplaintId) -> Option<&mut Told> {
        self.told.as_mut().filter(|told| told.id == id)
    }

    fn looked_at(&mut self, id: Option<ComplaintId>, lines: usize) {
        if let Some(told) = id.and_then(|id| self.told(id)) {
            told.later = told.later.saturating_sub(lines as u64);
        }
    }
}

impl Pass for FindStory {
    type Output = Option<Story>;

    fn fork(&self, _: Share) -> Self {
        Self::new(self.wanted.clone())
    }

    fn merge(&mut self, other: Self) {
        self.others.extend(other.others);
        self.told = match (self.told.take(), other.told) {
            (Some(one), Some(two)) => {
                let (first, second) = if one.first_line < two.first_line { (one, two) } else { (two, one) };
                self.others.push((second.first_line, second.id));
                Some(first)
            }
            (one, two) => one.or(two),
        };
    }

    fn finish(mut self, history: &History) -> io::Result<Option<Story>> {
        self.others.sort_unstable();
        self.others.truncate(OTHERS);
        let others = self.others.into_iter().map(|(_, id)| id).collect();
        Ok(self.told.map(|told| Story { others, ..told.story(history) }))
    }

    fn wants(&mut self, complaint: Option<ComplaintId>, line: &Line<'_>) -> bool {
        let Some(id) = complaint.filter(|id| *id != ComplaintId::ADMINISTRATION) else { return false };
        match &mut self.told {
            Some(told) if told.id == id => told.later += 1,
            None if self.wanted.is(id, line.bytes) => {
                self.told.insert(Told::new(id, line.number)).later += 1;
            }
            Some(_) if matches!(self.wanted, Wanted::Id(_)) && self.others.len() < OTHERS => {
                if !self.others.iter().any(|(_, other)| *other == id) && self.wanted.is(id, line.bytes) {
                    self.others.push((line.number, id));
                }
                return false;
            }
            _ => return false,
        }
        true
    }

    fn decision(&mut self, before: Before<'_>, _: u64, records: &[Known]) {
        self.looked_at(Some(before.complaint.id), records.len());
    }

    fn unknown(&mut self, before: Before<'_>, _: &Line<'_>, _: &Unknown) {
        self.looked_at(Some(before.complaint.id), 1);
    }

    fn corrupt(&mut self, line: &Line<'_>, _: &Corrupt, _: Option<&Complaint>) {
        self.looked_at(line.complaint(), 1);
    }

    fn record(&mut self, Folded { line, complaint, record, .. }: Folded<'_>) {
        let Some(told) = self.told(complaint.id) else { return };
        let stage = complaint.stage;
        match record {
            AnyRecord::Known(known) => {
                told.entries.push(StoryRecord { line, record: known.record.clone(), stage });
            }
            AnyRecord::Unknown(unknown) => {
                told.unknown.push(UnknownStoryRecord { line, record: unknown.clone(), stage });
            }
        }
    }
}

impl Story {
    /// Tells a complaint whose lines are known already: from a store that can find them, without reading those of
    /// others. Each comes with its place in the whole log; `last` is the last line there, within `as_of`.
    ///
    /// ```
    /// let id = "0190b5a0-0000-7000-8000-000000000001".parse()?;
    /// let story = aduan_audit::Story::of(id, [(7, b"{}".as_slice())], b"{}", None);
    /// assert_eq!((story.entries.len(), story.defects[0].line), (0, 7));
    /// # Ok::<_, aduan_core::ParseTokenError>(())
    /// ```
    pub fn of<'a>(
        complaint: ComplaintId,
        lines: impl IntoIterator<Item = (u64, &'a [u8])>,
        last: &[u8],
        as_of: Option<AsOf>,
    ) -> Self {
        let mut find = FindStory::new(Wanted::Id(String::new()));
        find.told = Some(Told::new(complaint, 0));
        let horizon = Horizon(as_of);
        let mut fold = Fold::new(Share::WHOLE, horizon, find);
        for (number, bytes) in lines {
            fold.line(&Line::new(number, bytes), Some(complaint));
        }
        fold.end();
        let mut history = History::default();
        let pass = fold.add_to(&mut history);
        history.note_last_line(last);
        history.settle(horizon);
        pass.told.unwrap_or_else(|| Told::new(complaint, 0)).story(&history)
    }
}

impl Wanted {
    /// Whether a line of complaint `id` is the wanted one's.
    fn is(&self, id: ComplaintId, line: &[u8]) -> bool {
        match self {
            Self::Id(beginning) => id
                .uuid()
                .hyphenated()
                .encode_lower(&mut [0; uuid::fmt::Hyphenated::LENGTH])
                .starts_with(beginning),
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
