//! Ids that must be only once: event ids, command ids, register numbers.
//!
//! Kept are 16 bytes an id: a keyed 64-bit digest of it, the line, and the complaint's place; sorted at the end, where
//! those that are there twice stand side by side. That two ids of a history of a hundred million have the same digest
//! happens once in four thousand histories, and nobody can bring it about: the key is fresh in every run.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash, RandomState};

/// Where an id stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stands {
    digest: u64,
    line: u32,
    place: u32,
}

/// An id that is there again: in which share, on which line, whose; and the line on which it is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Again {
    pub(super) line: u64,
    pub(super) first: u64,
    pub(super) share: usize,
    pub(super) place: u32,
}

/// One kind of id, as one share has seen it.
#[derive(Debug)]
pub(super) struct Seen {
    key: RandomState,
    all: Vec<Stands>,
}

impl Seen {
    /// The same key for all shares.
    pub(super) fn new(key: RandomState) -> Self {
        Self { key, all: Vec::new() }
    }

    pub(super) fn note(&mut self, id: impl Hash, line: u64, place: u32) {
        let digest = self.key.hash_one(id);
        self.all.push(Stands { digest, line: u32::try_from(line).unwrap_or(u32::MAX), place });
    }

    /// Nothing more comes: puts equal ones side by side.
    pub(super) fn sort(&mut self) {
        self.all.sort_unstable();
    }

    /// Puts the sorted shares together: every place at which an id is again.
    pub(super) fn together(shares: &[Self]) -> Vec<Again> {
        let mut shared = BTreeSet::new();
        for (number, share) in shares.iter().enumerate() {
            shared.extend(
                share.all.windows(2).filter(|two| two[0].digest == two[1].digest).map(|two| two[0].digest),
            );
            for other in &shares[..number] {
                common(&share.all, &other.all, &mut shared);
            }
        }
        let mut again = Vec::new();
        for digest in shared {
            let mut stands: Vec<(u32, usize, u32)> = Vec::new();
            for (number, share) in shares.iter().enumerate() {
                let from = share.all.partition_point(|one| one.digest < digest);
                let same = share.all[from..].iter().take_while(|one| one.digest == digest);
                stands.extend(same.map(|one| (one.line, number, one.place)));
            }
            stands.sort_unstable();
            let first = stands.first().map_or(0, |(line, ..)| u64::from(*line));
            again.extend(stands.iter().skip(1).map(|&(line, share, place)| Again {
                line: line.into(),
                first,
                share,
                place,
            }));
        }
        again.sort_unstable();
        again
    }
}

/// The digests that both have.
fn common(one: &[Stands], other: &[Stands], shared: &mut BTreeSet<u64>) {
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        match one.digest.cmp(&other.digest) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                shared.insert(one.digest);
                left.next();
            }
        }
    }
}

/// Ids of which it must be known at once whether they have been there: commands.
#[derive(Debug)]
pub(super) struct Known {
    seen: Seen,
    first: HashMap<u64, (u32, u32), Plain>,
}

impl Known {
    pub(super) fn new(key: RandomState) -> Self {
        Self { seen: Seen::new(key), first: HashMap::default() }
    }

    /// Notes an id. If this complaint had it before, says on which line.
    pub(super) fn note(&mut self, id: impl Hash, line: u64, place: u32) -> Option<u64> {
        let digest = self.seen.key.hash_one(&id);
        match self.first.entry(digest) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert((u32::try_from(line).unwrap_or(u32::MAX), place));
                None
            }
            std::collections::hash_map::Entry::Occupied(there) if there.get().1 == place => {
                Some(there.get().0.into())
            }
            std::collections::hash_map::Entry::Occupied(_) => {
                self.seen.note(id, line, place);
                None
            }
        }
    }

    /// Nothing more comes: all of them, sorted.
    pub(super) fn sorted(&mut self) -> Seen {
        let mut seen = std::mem::replace(&mut self.seen, Seen::new(RandomState::new()));
        let first = std::mem::take(&mut self.first);
        seen.all.reserve_exact(first.len());
        seen.all.extend(first.into_iter().map(|(digest, (line, place))| Stands { digest, line, place }));
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
