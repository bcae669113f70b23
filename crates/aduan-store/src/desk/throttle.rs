//! How often one source may guess (C26, T1, T13).

use super::DeskError;
use aduan_core::Timestamp;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Condvar, Mutex, PoisonError};

/// Wrong tickets that a source may enter before it is delayed.
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

/// The source of a ticket: an address, a session, or another key by which the caller tells guessers apart.
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
    /// How many are being looked up and may turn out wrong.
    open: u32,
    last: Timestamp,
    until: Timestamp,
}

impl Guesses {
    const fn is_old(&self, now: Timestamp) -> bool {
        now.micros() - self.last.micros() > FORGOTTEN
    }
}

/// Counts wrong tickets by source; in memory, hashed, so that no address is kept.
#[derive(Default)]
pub(super) struct Throttle {
    hasher: RandomState,
    guesses: Mutex<HashMap<u64, Guesses>>,
    decided: Condvar,
}

/// Permission to look up one ticket. It counts as a wrong one until the look-up is done: however many come at the same
/// time, no more are looked up than may be wrong.
pub(super) struct Attempt<'a> {
    throttle: &'a Throttle,
    source: u64,
    wrong: Option<Timestamp>,
}

impl Throttle {
    /// Waits while so many are being looked up for this source that, were they all wrong, this one would be refused.
    pub(super) fn admit(&self, source: &Source, now: Timestamp) -> Result<Attempt<'_>, DeskError> {
        let source = self.hasher.hash_one(&source.0);
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if guesses.len() >= SOURCES && !guesses.contains_key(&source) {
                make_room(&mut guesses, now);
            }
            let none = Guesses { wrong: 0, open: 0, last: now, until: Timestamp::MIN };
            let of = guesses.entry(source).or_insert(none);
            if now < of.until {
                return Err(DeskError::TooManyTickets { until: of.until });
            }
            if of.open == 0 || of.wrong.saturating_add(of.open) < FREE {
                of.open += 1;
                return Ok(Attempt { throttle: self, source, wrong: None });
            }
            guesses = self.decided.wait(guesses).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Attempt<'_> {
    /// Counts the ticket as wrong.
    pub(super) fn wrong(mut self, now: Timestamp) {
        self.wrong = Some(now);
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut guesses = self.throttle.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of) = guesses.get_mut(&self.source) {
            of.open = of.open.saturating_sub(1);
            if let Some(now) = self.wrong {
                let wrong = if of.is_old(now) { 1 } else { of.wrong.saturating_add(1) };
                let wait = match wrong.checked_sub(FREE) {
                    None => 0,
                    Some(_) if wrong >= MOST => REFUSED,
                    Some(more) => SECOND << more,
                };
                let until = Timestamp::from_micros(now.micros().saturating_add(wait));
                *of = Guesses { wrong, open: of.open, last: now, until };
            } else if of.open == 0 && of.wrong == 0 {
                // A source without a wrong guess needs no entry.
                guesses.remove(&self.source);
            }
        }
        self.throttle.decided.notify_all();
    }
}

/// Makes room when tickets come from too many sources: removes old entries first, then sources that are not being
/// refused, then every second one.
fn make_room(guesses: &mut HashMap<u64, Guesses>, now: Timestamp) {
    guesses.retain(|_, of| of.open > 0 || !of.is_old(now));
    if guesses.len() >= SOURCES {
        guesses.retain(|_, of| of.open > 0 || now < of.until);
    }
    if guesses.len() >= SOURCES {
        let mut kept = false;
        guesses.retain(|_, of| {
            kept = !kept;
            of.open > 0 || kept
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_guesses_at_once_are_counted_before_they_are_answered() {
        let (throttle, source, now) =
            (Throttle::default(), Source::from("192.0.2.1"), Timestamp::from_micros(0));
        let looked_up: usize = std::thread::scope(|scope| {
            let guess = || {
                let Ok(attempt) = throttle.admit(&source, now) else { return 0 };
                std::thread::sleep(std::time::Duration::from_millis(2));
                attempt.wrong(now);
                1
            };
            let guesses: Vec<_> = (0..100).map(|_| scope.spawn(guess)).collect();
            guesses.into_iter().map(|guess| guess.join().unwrap()).sum()
        });
        assert_eq!(looked_up, 5, "as many as one after the other");
    }

    #[test]
    fn right_tickets_at_once_are_all_let_in_and_not_remembered() {
        let (throttle, source, now) =
            (Throttle::default(), Source::from("the portal"), Timestamp::from_micros(0));
        std::thread::scope(|scope| {
            for _ in 0..50 {
                scope.spawn(|| {
                    let attempt = throttle.admit(&source, now).unwrap();
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    drop(attempt);
                });
            }
        });
        assert!(throttle.guesses.lock().unwrap().is_empty());
    }

    #[test]
    fn a_flood_of_sources_takes_no_more_memory_than_was_said() {
        let (throttle, now) = (Throttle::default(), Timestamp::from_micros(0));
        let refused = Guesses { wrong: MOST, open: 0, last: now, until: Timestamp::from_micros(REFUSED) };
        let full = (0..SOURCES as u64).map(|source| (source, refused));
        throttle.guesses.lock().unwrap().extend(full);
        throttle.admit(&Source::from("one more"), now).unwrap().wrong(now);
        assert!(throttle.guesses.lock().unwrap().len() < SOURCES);
    }
}
