//! Ids that must be only once: event ids, command ids, register numbers.
//!
//! Kept are 16 bytes an id: a keyed 64-bit digest of it, the line, and the complaint's place. So many of them stay in
//! memory; what is more goes, sorted, to temporary files that end with the program. At the end all are merged, and those
//! that are there twice stand side by side. That two ids of a history of a hundred million have the same digest
//! happens once in four thousand histories, and nobody can bring it about: the key is fresh in every run.

use super::spill::{Bloom, Run, Runs};
use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasher, Hash, RandomState};
use std::io;

/// Where an id stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stands {
    pub(super) digest: u64,
    pub(super) line: u32,
    pub(super) place: u32,
}

/// An id that is there again: in which share, on which line, whose; and the line on which it is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Again {
    pub(super) line: u64,
    pub(super) first: u64,
    pub(super) share: usize,
    pub(super) place: u32,
}

/// What one share keeps its ids by.
#[derive(Debug, Clone)]
pub(super) struct Keeping {
    /// The same for all shares.
    pub(super) key: RandomState,
    /// How many ids of a kind stay in memory.
    pub(super) most: usize,
}

impl Keeping {
    /// So many ids of a kind in memory, over so many shares.
    pub(super) fn shared_by(shares: usize, ids: usize) -> Self {
        Self { key: RandomState::new(), most: (ids / shares.max(1)).max(64) }
    }
}

/// One kind of id, as one share has seen it.
#[derive(Debug)]
pub(super) struct Seen {
    keeping: Keeping,
    all: Vec<Stands>,
    runs: Vec<Run>,
}

impl Seen {
    pub(super) const fn new(keeping: Keeping) -> Self {
        Self { keeping, all: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn note(&mut self, id: impl Hash, line: u64, place: u32) {
        let digest = self.keeping.key.hash_one(id);
        self.all.push(Stands { digest, line: u32::try_from(line).unwrap_or(u32::MAX), place });
        if self.all.len() >= self.keeping.most {
            self.all.sort_unstable();
            match Run::write(&self.all) {
                Ok(run) => {
                    self.runs.push(run);
                    self.all.clear();
                }
                // Where the disk has no room, memory may.
                Err(_) => self.keeping.most = self.keeping.most.saturating_mul(2),
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
    pub(super) fn together(shares: Vec<Self>) -> io::Result<Vec<Again>> {
        let mut streams = Vec::new();
        for (share, seen) in shares.into_iter().enumerate() {
            streams.push((share, Runs::of_memory(seen.all)));
            for run in seen.runs {
                streams.push((share, Runs::of_file(run)?));
            }
        }
        let mut heap = BinaryHeap::with_capacity(streams.len());
        for (number, (_, stream)) in streams.iter_mut().enumerate() {
            heap.extend(stream.next()?.map(|stands| Reverse((stands, number))));
        }
        let (mut again, mut first) = (Vec::new(), None::<Stands>);
        while let Some(mut least) = heap.peek_mut() {
            let Reverse((stands, number)) = *least;
            let Some((share, stream)) = streams.get_mut(number) else { break };
            match stream.next()? {
                Some(next) => *least = Reverse((next, number)),
                None => drop(PeekMut::pop(least)),
            }
            match first {
                Some(first) if first.digest == stands.digest => again.push(Again {
                    line: stands.line.into(),
                    first: first.line.into(),
                    share: *share,
                    place: stands.place,
                }),
                _ => first = Some(stands),
            }
        }
        again.sort_unstable();
        Ok(again)
    }
}

/// Ids of which it must be known at once whether they have been there: commands.
#[derive(Debug)]
pub(super) struct Known {
    seen: Seen,
    first: HashMap<u64, (u32, u32), Plain>,
    /// What was put aside.
    before: Vec<Run>,
    bloom: Option<Bloom>,
    /// Why it could not be looked up there.
    pub(super) failed: Option<io::Error>,
}

impl Known {
    pub(super) fn new(keeping: Keeping) -> Self {
        let seen = Seen::new(keeping);
        Self { seen, first: HashMap::default(), before: Vec::new(), bloom: None, failed: None }
    }

    /// Notes an id. If this complaint had it before, says on which line.
    pub(super) fn note(&mut self, id: impl Hash, line: u64, place: u32) -> Option<u64> {
        let digest = self.seen.keeping.key.hash_one(&id);
        let there = self.first.get(&digest).copied().or_else(|| self.aside(digest));
        match there {
            None => {
                self.first.insert(digest, (u32::try_from(line).unwrap_or(u32::MAX), place));
                if self.first.len() >= self.seen.keeping.most {
                    self.put_aside();
                }
                None
            }
            Some((first, whose)) if whose == place => Some(first.into()),
            Some(_) => {
                self.seen.note(id, line, place);
                None
            }
        }
    }

    fn put_aside(&mut self) {
        let mut all = self.all();
        all.sort_unstable();
        match Run::write(&all) {
            Ok(run) => {
                let bloom = self.bloom.get_or_insert_with(|| Bloom::new(self.seen.keeping.most));
                for stands in &all {
                    bloom.add(stands.digest);
                }
                self.before.push(run);
                self.first.clear();
            }
            Err(_) => self.seen.keeping.most = self.seen.keeping.most.saturating_mul(2),
        }
    }

    fn all(&self) -> Vec<Stands> {
        self.first.iter().map(|(&digest, &(line, place))| Stands { digest, line, place }).collect()
    }

    /// Where an id stands among those that were put aside.
    fn aside(&mut self, digest: u64) -> Option<(u32, u32)> {
        if !self.bloom.as_ref()?.may_have(digest) {
            return None;
        }
        for run in &mut self.before {
            match run.find(digest) {
                Ok(Some(found)) => return Some((found.line, found.place)),
                Ok(None) => {}
                Err(error) => self.failed = Some(error),
            }
        }
        None
    }

    /// Nothing more comes: all of them, sorted.
    pub(super) fn sorted(&mut self) -> Seen {
        let mut all = self.all();
        self.first = HashMap::default();
        self.bloom = None;
        let empty = Seen::new(self.seen.keeping.clone());
        let mut seen = std::mem::replace(&mut self.seen, empty);
        all.append(&mut seen.all);
        seen.all = all;
        seen.runs.append(&mut self.before);
        seen.sort();
        seen
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
