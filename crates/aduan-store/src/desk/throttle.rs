//! How often one source may guess (C26, T1, T13).

use super::DeskError;
use aduan_core::Timestamp;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

/// So many wrong tickets are everybody's right.
const FREE: u32 = 5;
/// After so many it is no longer slowed but refused.
const MOST: u32 = 15;
const SECOND: i64 = 1_000_000;
/// How long it is refused.
const REFUSED: i64 = 15 * 60 * SECOND;
/// After so long without a wrong ticket, all is forgotten.
const FORGOTTEN: i64 = 60 * 60 * SECOND;
/// How many sources are remembered; a flood of them costs no more memory than that.
const SOURCES: usize = 65_536;

/// Where a ticket comes from: an address, a session; whatever the caller tells guessers apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source(String);

impl From<&str> for Source {
    fn from(source: &str) -> Self {
        Self(source.to_owned())
    }
}

#[derive(Clone, Copy)]
struct Guesses {
    wrong: u32,
    last: Timestamp,
    until: Timestamp,
}

/// Counts wrong tickets by source; in memory, hashed, so that no address is kept.
#[derive(Default)]
pub(super) struct Throttle {
    hasher: RandomState,
    guesses: Mutex<HashMap<u64, Guesses>>,
}

impl Throttle {
    pub(super) fn admit(&self, source: &Source, now: Timestamp) -> Result<(), DeskError> {
        let guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        match guesses.get(&self.hasher.hash_one(&source.0)) {
            Some(of) if now < of.until => Err(DeskError::TooManyTickets { until: of.until }),
            _ => Ok(()),
        }
    }

    pub(super) fn wrong(&self, source: &Source, now: Timestamp) {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |of: &Guesses| now.micros() - of.last.micros() > FORGOTTEN;
        if guesses.len() >= SOURCES {
            guesses.retain(|_, of| !is_old(of));
            if guesses.len() >= SOURCES {
                // A flood from everywhere: those who are not being refused go first.
                guesses.retain(|_, of| now < of.until);
            }
        }
        let none = Guesses { wrong: 0, last: now, until: Timestamp::MIN };
        let of = guesses.entry(self.hasher.hash_one(&source.0)).or_insert(none);
        let wrong = if is_old(of) { 1 } else { of.wrong.saturating_add(1) };
        let wait = match wrong.checked_sub(FREE) {
            None => 0,
            Some(_) if wrong >= MOST => REFUSED,
            Some(more) => SECOND << more,
        };
        *of = Guesses { wrong, last: now, until: Timestamp::from_micros(now.micros().saturating_add(wait)) };
    }
}
