//! Ids that must be only once: event ids, command ids, register numbers.
//!
//! Some 17 bytes an id: a keyed 64-bit digest of it, the line, and the complaint's place. So memory grows by some 30
//! bytes an event, not by the event. That two ids of a history of a hundred million have the same digest happens
//! once in four thousand histories, and nobody can bring it about: the key is fresh in every run.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

/// Where an id was first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct First {
    pub(super) line: u32,
    pub(super) place: u32,
}

/// An id that was there before: its digest, where it is now, and what was found.
#[derive(Debug, Clone)]
pub(super) struct Again<T> {
    pub(super) digest: u64,
    pub(super) line: u64,
    pub(super) found: T,
}

/// One kind of id, as one share has seen it.
#[derive(Debug)]
pub(super) struct Seen<T> {
    key: RandomState,
    first: HashMap<u64, First, Plain>,
    again: Vec<Again<T>>,
}

impl<T: Clone> Seen<T> {
    /// The same key for all shares.
    pub(super) fn new(key: RandomState) -> Self {
        Self { key, first: HashMap::default(), again: Vec::new() }
    }

    /// Notes an id; where it was there before, says where.
    pub(super) fn note(&mut self, id: impl Hash, line: u64, place: u32) -> Option<(u64, First)> {
        let digest = self.key.hash_one(id);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match self.first.entry(digest) {
            std::collections::hash_map::Entry::Occupied(there) => Some((digest, *there.get())),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(First { line, place });
                None
            }
        }
    }

    /// Keeps what was found where an id came again.
    pub(super) fn again(&mut self, digest: u64, line: u64, found: T) {
        self.again.push(Again { digest, line, found });
    }

    /// Puts the shares together: every line on which an id is again, with the line on which it is first. `make` says
    /// what is found at a first place of one share that is not the first of all.
    pub(super) fn together(shares: Vec<Self>, make: impl Fn(usize, First) -> T) -> Vec<(T, u64)> {
        let mut all: Vec<Again<T>> = Vec::new();
        let mut first: HashMap<u64, (usize, First), Plain> = HashMap::default();
        let several = shares.len() > 1;
        for (share, seen) in shares.into_iter().enumerate() {
            all.extend(seen.again);
            if !several {
                first = seen.first.into_iter().map(|(digest, place)| (digest, (share, place))).collect();
                continue;
            }
            for (digest, place) in seen.first {
                match first.entry(digest) {
                    std::collections::hash_map::Entry::Vacant(free) => {
                        free.insert((share, place));
                    }
                    std::collections::hash_map::Entry::Occupied(mut there) => {
                        let (later_share, later) = if there.get().1.line <= place.line {
                            (share, place)
                        } else {
                            there.insert((share, place))
                        };
                        let found = make(later_share, later);
                        all.push(Again { digest, line: later.line.into(), found });
                    }
                }
            }
        }
        all.into_iter()
            .map(|again| {
                let line = first.get(&again.digest).map_or(again.line, |(_, first)| first.line.into());
                (again.found, line)
            })
            .collect()
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
