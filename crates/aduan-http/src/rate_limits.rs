//! How often somebody may come: so many at once, so many a minute, and longer waits for who will not wait (T13).

use crate::client_address::ClientAddress;
use crate::config::{Limits, Rate};
use crate::problem::Problem;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// After so long without being refused, all is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);
/// How many are remembered; a flood of them costs no more memory than that.
const MOST: usize = 65_536;

/// The rate limits of the server.
pub(crate) struct RateLimits {
    client: Pace,
    filing: Pace,
    ticket: Pace,
}

impl RateLimits {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            client: Pace::new(limits.client),
            filing: Pace::new(limits.filing),
            ticket: Pace::new(limits.ticket),
        }
    }

    /// Any request of a client.
    pub(crate) fn client(&self, client: ClientAddress) -> Result<(), Problem> {
        self.client.step(&client, Instant::now()).map_err(Problem::too_many)
    }

    /// A complaint that a client files.
    pub(crate) fn filing(&self, client: ClientAddress) -> Result<(), Problem> {
        self.filing.step(&client, Instant::now()).map_err(Problem::too_many)
    }

    /// A request with a ticket, right or wrong.
    pub(crate) fn ticket(&self, secret: &[u8; 10]) -> Result<(), Problem> {
        self.ticket.step(secret, Instant::now()).map_err(Problem::too_many)
    }
}

/// Counts by a keyed hash, so that no address and no ticket is kept.
struct Pace {
    rate: Rate,
    hasher: RandomState,
    seen: Mutex<HashMap<u64, Seen>>,
}

#[derive(Clone, Copy)]
struct Seen {
    /// When all that came would have come, had it come at its pace.
    even: Instant,
    /// How often it was refused one after the other.
    strikes: u32,
    /// Until when it is refused.
    until: Instant,
}

impl Pace {
    fn new(rate: Rate) -> Self {
        Self { rate, hasher: RandomState::new(), seen: Mutex::default() }
    }

    /// One more; or after how many seconds it may come again.
    fn step(&self, who: &impl Hash, now: Instant) -> Result<(), u64> {
        let Some(apart) = Duration::from_secs(60).checked_div(self.rate.per_minute) else { return Ok(()) };
        let burst = apart.saturating_mul(self.rate.burst.max(1) - 1);
        let who = self.hasher.hash_one(who);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST && !seen.contains_key(&who) {
            make_room(&mut seen, now);
        }
        let of = seen.entry(who).or_insert(Seen { even: now, strikes: 0, until: now });
        if now < of.until {
            return Err(seconds(of.until - now));
        }
        if now.duration_since(of.until) > FORGOTTEN {
            of.strikes = 0;
        }
        let ahead = of.even.saturating_duration_since(now);
        if ahead <= burst {
            of.even = of.even.max(now) + apart;
            return Ok(());
        }
        let doubled = Duration::from_secs(1 << of.strikes.min(10));
        let wait = ahead.saturating_sub(burst).max(doubled).min(LONGEST);
        of.strikes = of.strikes.saturating_add(1);
        of.until = now + wait;
        Err(seconds(wait))
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// Who keeps the pace goes first; then every second one.
fn make_room(seen: &mut HashMap<u64, Seen>, now: Instant) {
    seen.retain(|_, of| of.even > now || of.until > now);
    if seen.len() >= MOST {
        let mut kept = false;
        seen.retain(|_, _| {
            kept = !kept;
            kept
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_passes_and_then_the_pace_holds() {
        let (pace, start) = (Pace::new(Rate { burst: 3, per_minute: 60 }), Instant::now());
        for _ in 0..3 {
            assert_eq!(pace.step(&1, start), Ok(()));
        }
        assert_eq!(pace.step(&1, start), Err(1));
        assert_eq!(pace.step(&2, start), Ok(()), "another one is not slowed");
        assert_eq!(pace.step(&1, start + SECOND), Ok(()));
    }

    #[test]
    fn who_comes_too_often_again_and_again_waits_longer_each_time() {
        let (pace, mut now) = (Pace::new(Rate { burst: 1, per_minute: 60 }), Instant::now());
        let mut waits = Vec::new();
        while waits.last() != Some(&900) {
            while pace.step(&1, now).is_ok() {}
            let wait = pace.step(&1, now).unwrap_err();
            waits.push(wait);
            now += Duration::from_secs(wait);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
        assert_eq!(pace.step(&1, now + FORGOTTEN + SECOND), Ok(()));
    }

    #[test]
    fn no_limit_is_none() {
        let (pace, now) = (Pace::new(Rate { burst: 0, per_minute: 0 }), Instant::now());
        assert!((0..10_000).all(|_| pace.step(&1, now).is_ok()));
    }

    #[test]
    fn a_flood_of_clients_takes_no_more_memory_than_was_said() {
        let (pace, now) = (Pace::new(Rate { burst: 1, per_minute: 1 }), Instant::now());
        for client in 0..MOST + 100 {
            let _ = pace.step(&client, now);
        }
        assert!(pace.seen.lock().unwrap().len() <= MOST);
    }
}
