//! Corrupt lines that do not say whose they are: one of them may be what is missing in a stream.

use aduan_core::{ComplaintId, FORMAT};

/// How many are kept.
const KEPT: usize = 4096;
/// How many bytes of each are kept: the id stands among the first 70.
const HEAD: usize = 96;
/// In how many places a broken line may differ from an id and still be matched to it.
const SLIPS: usize = 8;

/// Corrupt lines whose complaint is not known, by number.
#[derive(Debug, Default)]
pub(super) struct BrokenLines(Vec<(u64, Vec<u8>)>);

impl BrokenLines {
    pub(super) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn push(&mut self, line: u64, bytes: &[u8]) {
        if self.0.len() < KEPT {
            self.0.push((line, bytes[..bytes.len().min(HEAD)].to_vec()));
        }
    }

    /// How many of `missing` lines of this complaint, between two of its lines, are there but broken.
    pub(super) fn explain(&mut self, id: ComplaintId, after: u64, before: u64, missing: u32) -> u32 {
        let id = id.to_string();
        let from = self.0.partition_point(|(line, _)| *line <= after);
        let to = self.0.partition_point(|(line, _)| *line < before);
        let mut explained = 0;
        let mut found = Vec::new();
        for (at, (_, head)) in self.0.iter().enumerate().take(to).skip(from) {
            if explained < missing && is_of(head, id.as_bytes()) {
                explained += 1;
                found.push(at);
            }
        }
        for at in found.into_iter().rev() {
            self.0.remove(at);
        }
        explained
    }
}

/// Whether a broken line has this id: anywhere, or nearly so at its place.
fn is_of(head: &[u8], id: &[u8]) -> bool {
    let place = format!("{{\"format\":\"{FORMAT}\",\"complaint\":\"").len();
    let nearly = |found: &[u8]| found.iter().zip(id).filter(|(one, other)| one != other).count() <= SLIPS;
    memchr::memmem::find(head, id).is_some() || head.get(place..place + id.len()).is_some_and(nearly)
}
