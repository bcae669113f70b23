//! Ids that must be only once: event ids, command ids, register numbers.
//!
//! Kept are 16 bytes an id: a keyed 64-bit digest of it, the line, and the complaint's place. A limited number stays in
//! memory; the rest goes, sorted, to temporary files that end with the program. At the end all are merged, and equal
//! ones stand side by side. Two different ids have the same digest in one of four thousand histories of a hundred
//! million ids. An attacker cannot bring that about, since the key is fresh in every run.

use super::spill::{Bloom, IdEntry, Run, Runs};
use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasher, Hash, RandomState};
use std::io;

/// An id that is there again: in which share, on which line, whose; and the line on which it is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Duplicate {
    pub(super) line: u64,
    pub(super) first: u64,
    pub(super) share: usize,
    pub(super) place: u32,
}

/// How one share keeps its ids.
#[derive(Debug, Clone)]
pub(super) struct IdLimits {
    /// The same for all shares.
    pub(super) key: RandomState,
    /// How many ids of a kind stay in memory.
    pub(super) most: usize,
}

impl IdLimits {
    pub(super) fn new(most: usize) -> Self {
        Self { key: RandomState::new(), most }
    }
}

/// One kind of id in one share.
#[derive(Debug)]
pub(super) struct IdSet {
    limits: IdLimits,
    all: Vec<IdEntry>,
    runs: Vec<Run>,
}

impl IdSet {
    pub(super) const fn new(limits: IdLimits) -> Self {
        Self { limits, all: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn note(&mut self, id: impl Hash, line: u64, place: u32) {
        let digest = self.limits.key.hash_one(id);
        self.all.push(IdEntry { digest, line: u32::try_from(line).unwrap_or(u32::MAX), place });
        if self.all.len() >= self.limits.most {
            self.all.sort_unstable();
            match Run::write(&self.all) {
                Ok(run) => {
                    self.runs.push(run);
                    self.all.clear();
                }
                // The disk has no room: keep more in memory.
                Err(_) => self.limits.most = self.limits.most.saturating_mul(2),
            }
        }
    }

    /// Nothing more comes: puts equal ones side by side.
    pub(super) fn sort(&mut self) {
        self.all.sort_unstable();
    }

    /// Puts the sorted shares together: every place at which an id is again.
    ///
    /// # Errors
    /// The system's, if what was put aside cannot be read.
    pub(super) fn together(shares: Vec<Self>) -> io::Result<Vec<Duplicate>> {
        let mut streams = Vec::new();
        for (share, ids) in shares.into_iter().enumerate() {
            streams.push((share, Runs::of_memory(ids.all)));
            for run in ids.runs {
                streams.push((share, Runs::of_file(run)?));
            }
        }
        let mut heap = BinaryHeap::with_capacity(streams.len());
        for (number, (_, stream)) in streams.iter_mut().enumerate() {
            heap.extend(stream.next()?.map(|entry| Reverse((entry, number))));
        }
        let (mut again, mut first) = (Vec::new(), None::<IdEntry>);
        while let Some(mut least) = heap.peek_mut() {
            let Reverse((entry, number)) = *least;
            let Some((share, stream)) = streams.get_mut(number) else { break };
            match stream.next()? {
                Some(next) => *least = Reverse((next, number)),
                None => drop(PeekMut::pop(least)),
            }
            match first {
                Some(first) if first.digest == entry.digest => again.push(Duplicate {
                    line: entry.line.into(),
                    first: first.line.into(),
                    share: *share,
                    place: entry.place,
                }),
                _ => first = Some(entry),
            }
        }
        again.sort_unstable();
        Ok(again)
    }
}

/// Ids of which it must be known at once whether their complaint has had them: commands. Each is kept once a complaint.
#[derive(Debug)]
pub(super) struct CommandIds {
    limits: IdLimits,
    /// By digest and complaint, the first line.
    first: HashMap<(u64, u32), u32, Plain>,
    /// The ids in temporary files.
    aside: Vec<Run>,
    bloom: Option<Bloom>,
    /// Why it could not be looked up there.
    failed: Option<io::Error>,
}

impl CommandIds {
    pub(super) fn new(limits: IdLimits) -> Self {
        Self { limits, first: HashMap::default(), aside: Vec::new(), bloom: None, failed: None }
    }

    /// Notes an id. If this complaint had it before, says on which line.
    pub(super) fn note(&mut self, id: impl Hash, line: u64, place: u32) -> Option<u64> {
        let digest = self.limits.key.hash_one(&id);
        if let Some(first) = self.first.get(&(digest, place)).copied().or_else(|| self.find(digest, place)) {
            return Some(first.into());
        }
        self.first.insert((digest, place), u32::try_from(line).unwrap_or(u32::MAX));
        if self.first.len() >= self.limits.most {
            self.put_aside();
        }
        None
    }

    fn put_aside(&mut self) {
        let all = self.sorted();
        match Run::write(&all) {
            Ok(run) => {
                let bloom = self.bloom.get_or_insert_with(|| Bloom::new(self.limits.most));
                for entry in &all {
                    bloom.add(entry.digest);
                }
                self.aside.push(run);
                self.first.clear();
            }
            Err(_) => self.limits.most = self.limits.most.saturating_mul(2),
        }
    }

    fn sorted(&self) -> Vec<IdEntry> {
        let entry = |(&(digest, place), &line)| IdEntry { digest, line, place };
        let mut all: Vec<IdEntry> = self.first.iter().map(entry).collect();
        all.sort_unstable();
        all
    }

    /// The first line of an id of this complaint, among those that were put aside.
    fn find(&mut self, digest: u64, place: u32) -> Option<u32> {
        if !self.bloom.as_ref()?.may_have(digest) {
            return None;
        }
        for run in &mut self.aside {
            match run.find(digest, place) {
                Ok(Some(found)) => return Some(found.line),
                Ok(None) => {}
                Err(error) => self.failed = Some(error),
            }
        }
        None
    }

    /// Nothing more comes: all of them, sorted.
    ///
    /// # Errors
    /// The system's, if what was put aside could not be looked up.
    pub(super) fn finish(&mut self) -> io::Result<IdSet> {
        let set =
            IdSet { limits: self.limits.clone(), all: self.sorted(), runs: std::mem::take(&mut self.aside) };
        (self.first, self.bloom) = (HashMap::default(), None);
        self.failed.take().map_or(Ok(set), Err)
    }
}

/// The digests are digests already.
#[derive(Debug, Clone, Copy, Default)]
struct Plain;

#[derive(Debug, Default)]
struct PlainHasher(u64);

impl BuildHasher for Plain {
    type Hasher = PlainHasher;
    fn build_hasher(&self) -> PlainHasher {
        PlainHasher(0)
    }
}

impl std::hash::Hasher for PlainHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, digest: u64) {
        self.0 = digest;
    }
}
