//! Rate limits: so many requests at once, and then so many a minute (T13).

use crate::client_address::ClientAddress;
use crate::config::{Limits, Rate};
use crate::problem::Problem;
use governor::Quota;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::num::NonZeroU32;
use std::time::Duration;

/// The keys of one limit. Callers whose keys collide share a rate; a flood of callers takes no more memory than this.
const KEYS: u64 = 1 << 18;

/// The rate limits of the server.
pub(crate) struct RateLimits {
    client: RateLimiter,
    filing: RateLimiter,
    ticket: RateLimiter,
}

impl RateLimits {
    pub(crate) fn new(limits: &Limits) -> Self {
        let limiter = |rate| RateLimiter::new(rate, DefaultClock::default());
        Self {
            client: limiter(limits.client),
            filing: limiter(limits.filing),
            ticket: limiter(limits.ticket),
        }
    }

    /// Counts a request of a client.
    pub(crate) fn client(&self, client: ClientAddress) -> Result<(), Problem> {
        self.client.check(&client)
    }

    /// Counts a complaint that a client files.
    pub(crate) fn filing(&self, client: ClientAddress) -> Result<(), Problem> {
        self.filing.check(&client)
    }

    /// Counts a request with a ticket, right or wrong.
    pub(crate) fn ticket(&self, secret: &[u8; 10]) -> Result<(), Problem> {
        self.ticket.check(secret)
    }
}

type Governor<C> =
    governor::RateLimiter<u64, HashMapStateStore<u64>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// One limit. It counts by a keyed hash, so that no address and no ticket is kept.
struct RateLimiter<C: Clock = DefaultClock> {
    /// None where the rate is unlimited.
    governor: Option<Governor<C>>,
    hasher: RandomState,
}

impl<C: Clock> RateLimiter<C> {
    fn new(rate: Rate, clock: C) -> Self {
        let quota = Duration::from_secs(60).checked_div(rate.per_minute).and_then(Quota::with_period);
        let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
        let governor =
            quota.map(|quota| Governor::new(quota.allow_burst(burst), HashMapStateStore::default(), clock));
        Self { governor, hasher: RandomState::new() }
    }

    fn check(&self, caller: &impl Hash) -> Result<(), Problem> {
        let Some(governor) = &self.governor else { return Ok(()) };
        governor.check_key(&(self.hasher.hash_one(caller) % KEYS)).map_err(|refused| {
            let wait = refused.wait_time_from(governor.clock().now());
            Problem::too_many_requests()
                .retry_after(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    const SECOND: Duration = Duration::from_secs(1);

    fn limiter(burst: u32, per_minute: u32) -> (RateLimiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (RateLimiter::new(Rate { burst, per_minute }, clock.clone()), clock)
    }

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        let (limiter, clock) = limiter(3, 6);
        for _ in 0..3 {
            limiter.check(&"a").unwrap();
        }
        let refused = limiter.check(&"a").unwrap_err();
        assert_eq!((refused.code(), refused.retry_seconds()), ("too_many_requests", Some(10)));
        limiter.check(&"b").unwrap();
        clock.advance(9 * SECOND);
        assert_eq!(limiter.check(&"a").unwrap_err().retry_seconds(), Some(1));
        clock.advance(SECOND);
        limiter.check(&"a").unwrap();
        assert!(limiter.check(&"a").is_err());
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let (limiter, _) = limiter(1, 0);
        for _ in 0..1000 {
            limiter.check(&"a").unwrap();
        }
    }

    #[test]
    fn a_flood_of_callers_takes_bounded_memory() {
        let (limiter, _) = limiter(1, 1);
        for caller in 0..2 * KEYS {
            let _ = limiter.check(&caller);
        }
        assert!(limiter.governor.unwrap().len() as u64 <= KEYS);
    }
}
