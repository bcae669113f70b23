//! Passes: work done on a history while it is read.

use crate::{Block, History, Line};
use aduan_core::{
    Actor, AdminRecord, CommandId, Complaint, ComplaintId, Corrupt, EventId, Known, Timestamp, Unknown,
};
use std::io;

/// Work done on a history while it is read: a count, an audit, an export.
///
/// The [`Reader`](crate::Reader) reads, decodes and folds; a pass looks on. Each thread has a pass of its own, made by
/// [`fork`](Self::fork), and shows it the complaints that fall to it, each in order. At the end the passes are
/// [merged](Self::merge) in the order of their shares into one, which is [finished](Self::finish). So the result must
/// not depend on how the complaints are shared out. Two passes in one reading are a pair of them.
pub trait Pass: Send + Sized {
    /// The type of its result.
    type Output;

    /// An empty pass of the same settings, for this share of the complaints.
    #[must_use]
    fn fork(&self, share: Share) -> Self;

    /// Adds what the pass of the next share has seen.
    fn merge(&mut self, other: Self);

    /// Gives the result.
    ///
    /// # Errors
    /// The system's, if the pass keeps something on the disk and cannot read it again.
    fn finish(self, history: &History) -> io::Result<Self::Output>;

    /// Whether this line, which seems to belong to `complaint`, must be decoded. Asked once for each line of the share,
    /// in order; a line that no pass wants is skipped.
    #[inline]
    fn wants(&mut self, _complaint: Option<ComplaintId>, _line: &Line<'_>) -> bool {
        true
    }

    /// The records of a decision, not folded yet: neighbouring lines of one complaint under one command, the first
    /// of them this line.
    #[inline]
    fn decision(&mut self, _before: Before<'_>, _line: u64, _records: &[Known]) {}

    /// A record of a newer version of the program (C28), not folded yet.
    #[inline]
    fn unknown(&mut self, _before: Before<'_>, _line: &Line<'_>, _record: &Unknown) {}

    /// A record of the administrative stream. The whole stream falls to one share.
    #[inline]
    fn administrative(&mut self, _line: u64, _record: AnyAdminRecord<'_>) {}

    /// A line that is no record, and the complaint as it stands whose it seems to be.
    #[inline]
    fn corrupt(&mut self, _line: &Line<'_>, _corrupt: &Corrupt, _complaint: Option<&Complaint>) {}

    /// A record has been folded.
    #[inline]
    fn record(&mut self, _folded: Folded<'_>) {}

    /// The end of a block of lines. Every share sees every block, those of others among them.
    #[inline]
    fn block(&mut self, _block: &Block) {}

    /// Nothing more comes.
    #[inline]
    fn end(&mut self) {}
}

/// Which complaints fall to a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Which share it is, from 0.
    pub number: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// Everything.
    pub const WHOLE: Self = Self { number: 0, of: 1 };

    /// Whether a complaint falls to this share. Lines without a known complaint fall to the first.
    #[inline]
    pub(crate) fn has(self, complaint: Option<ComplaintId>) -> bool {
        // The last byte of an id is random in every version of UUID in use.
        let share = |id: ComplaintId| usize::from(id.uuid().as_bytes()[15]) % self.of;
        self.of == 1 || complaint.map_or(0, share) == self.number
    }
}

/// The state before a record.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The number of the complaint in this share, from 0, by first record.
    pub index: usize,
    /// The complaint; its version is the one before the record's, even if that is missing.
    pub complaint: &'a Complaint,
    /// How many of its versions are missing between the record and the one before it.
    pub missing: u32,
    /// Whether the complaint has had this version: then it is not folded again.
    pub repeated: bool,
}

/// A record that has been folded.
#[derive(Debug, Clone, Copy)]
pub struct Folded<'a> {
    /// The line it stands on.
    pub line: u64,
    /// The number of the complaint in this share, from 0, by first record.
    pub index: usize,
    /// The complaint, after it.
    pub complaint: &'a Complaint,
    /// The record.
    pub record: AnyRecord<'a>,
}

/// A record, understood or not.
#[derive(Debug, Clone, Copy)]
pub enum AnyRecord<'a> {
    /// One that this version of the program understands.
    Known(&'a Known),
    /// One of a newer version (C28).
    Unknown(&'a Unknown),
}

impl AnyRecord<'_> {
    /// Its id.
    pub const fn id(&self) -> EventId {
        match self {
            Self::Known(known) => known.record.id,
            Self::Unknown(unknown) => unknown.id,
        }
    }

    /// When it was recorded.
    pub const fn recorded_at(&self) -> Timestamp {
        match self {
            Self::Known(known) => known.record.recorded_at,
            Self::Unknown(unknown) => unknown.recorded_at,
        }
    }

    /// The actor of the record.
    pub const fn actor(&self) -> &Actor {
        match self {
            Self::Known(known) => &known.record.actor,
            Self::Unknown(unknown) => &unknown.actor,
        }
    }

    /// The command that led to it.
    pub const fn command(&self) -> CommandId {
        match self {
            Self::Known(known) => known.record.command,
            Self::Unknown(unknown) => unknown.command,
        }
    }
}

/// A record of the administrative stream, understood or not.
#[derive(Debug, Clone, Copy)]
pub enum AnyAdminRecord<'a> {
    /// One that this version of the program understands.
    Known(&'a AdminRecord),
    /// One of a newer version (C28).
    Unknown(&'a Unknown),
}

impl AnyAdminRecord<'_> {
    /// Its place in the stream.
    pub const fn version(&self) -> u32 {
        match self {
            Self::Known(record) => record.version,
            Self::Unknown(unknown) => unknown.version,
        }
    }

    /// Its id.
    pub const fn id(&self) -> EventId {
        match self {
            Self::Known(record) => record.id,
            Self::Unknown(unknown) => unknown.id,
        }
    }

    /// When it was recorded.
    pub const fn recorded_at(&self) -> Timestamp {
        match self {
            Self::Known(record) => record.recorded_at,
            Self::Unknown(unknown) => unknown.recorded_at,
        }
    }

    /// Who did it.
    pub const fn actor(&self) -> &Actor {
        match self {
            Self::Known(record) => &record.actor,
            Self::Unknown(unknown) => &unknown.actor,
        }
    }
}

/// A value for each complaint, beside the states that the reader keeps.
#[derive(Debug)]
pub struct PerComplaint<T>(Vec<Vec<T>>);

impl<T> Default for PerComplaint<T> {
    fn default() -> Self {
        Self(vec![Vec::new()])
    }
}

impl<T: Default> PerComplaint<T> {
    /// The value for the complaint of this number in the share.
    pub fn at(&mut self, index: usize) -> &mut T {
        let share = &mut self.0[0];
        if share.len() <= index {
            share.resize_with(index + 1, T::default);
        }
        &mut share[index]
    }

    /// Adds the values of the next share.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The complaints with their values, in no particular order.
    pub fn with(self, history: &History) -> impl Iterator<Item = (&Complaint, T)> {
        history.shares().zip(self.0).flat_map(|(complaints, values)| {
            // Those at the end may have none yet.
            complaints.iter().zip(values.into_iter().chain(std::iter::repeat_with(T::default)))
        })
    }

    pub(crate) fn into_values(self) -> impl Iterator<Item = T> {
        self.0.into_iter().flatten()
    }
}

/// Nothing but the reading itself.
impl Pass for () {
    type Output = ();

    fn fork(&self, _share: Share) {}
    fn merge(&mut self, (): Self) {}
    fn finish(self, _history: &History) -> io::Result<()> {
        Ok(())
    }
}

/// Two passes in one reading.
impl<A: Pass, B: Pass> Pass for (A, B) {
    type Output = (A::Output, B::Output);

    fn fork(&self, share: Share) -> Self {
        (self.0.fork(share), self.1.fork(share))
    }

    fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
        self.1.merge(other.1);
    }

    fn finish(self, history: &History) -> io::Result<Self::Output> {
        Ok((self.0.finish(history)?, self.1.finish(history)?))
    }

    fn wants(&mut self, complaint: Option<ComplaintId>, line: &Line<'_>) -> bool {
        self.0.wants(complaint, line) | self.1.wants(complaint, line)
    }

    fn decision(&mut self, before: Before<'_>, line: u64, records: &[Known]) {
        self.0.decision(before, line, records);
        self.1.decision(before, line, records);
    }

    fn unknown(&mut self, before: Before<'_>, line: &Line<'_>, record: &Unknown) {
        self.0.unknown(before, line, record);
        self.1.unknown(before, line, record);
    }

    fn administrative(&mut self, line: u64, record: AnyAdminRecord<'_>) {
        self.0.administrative(line, record);
        self.1.administrative(line, record);
    }

    fn corrupt(&mut self, line: &Line<'_>, corrupt: &Corrupt, complaint: Option<&Complaint>) {
        self.0.corrupt(line, corrupt, complaint);
        self.1.corrupt(line, corrupt, complaint);
    }

    fn record(&mut self, folded: Folded<'_>) {
        self.0.record(folded);
        self.1.record(folded);
    }

    fn block(&mut self, block: &Block) {
        self.0.block(block);
        self.1.block(block);
    }

    fn end(&mut self) {
        self.0.end();
        self.1.end();
    }
}

/// Any number of passes of one kind in one reading.
impl<P: Pass> Pass for Vec<P> {
    type Output = Vec<P::Output>;

    fn fork(&self, share: Share) -> Self {
        self.iter().map(|pass| pass.fork(share)).collect()
    }

    fn merge(&mut self, other: Self) {
        for (pass, other) in self.iter_mut().zip(other) {
            pass.merge(other);
        }
    }

    fn finish(self, history: &History) -> io::Result<Self::Output> {
        self.into_iter().map(|pass| pass.finish(history)).collect()
    }

    fn wants(&mut self, complaint: Option<ComplaintId>, line: &Line<'_>) -> bool {
        // Each is asked, whatever the others say.
        let mut wanted = false;
        for pass in self {
            wanted |= pass.wants(complaint, line);
        }
        wanted
    }

    fn decision(&mut self, before: Before<'_>, line: u64, records: &[Known]) {
        for pass in self {
            pass.decision(before, line, records);
        }
    }

    fn unknown(&mut self, before: Before<'_>, line: &Line<'_>, record: &Unknown) {
        for pass in self {
            pass.unknown(before, line, record);
        }
    }

    fn administrative(&mut self, line: u64, record: AnyAdminRecord<'_>) {
        for pass in self {
            pass.administrative(line, record);
        }
    }

    fn corrupt(&mut self, line: &Line<'_>, corrupt: &Corrupt, complaint: Option<&Complaint>) {
        for pass in self {
            pass.corrupt(line, corrupt, complaint);
        }
    }

    fn record(&mut self, folded: Folded<'_>) {
        for pass in self {
            pass.record(folded);
        }
    }

    fn block(&mut self, block: &Block) {
        for pass in self {
            pass.block(block);
        }
    }

    fn end(&mut self) {
        for pass in self {
            pass.end();
        }
    }
}
