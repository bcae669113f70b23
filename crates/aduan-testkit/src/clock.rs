//! A clock that is set and advanced by hand.

use aduan_core::Timestamp;
use aduan_store::Clock;
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that shows what it is told to, forwards or backwards (C23). Its clones show the same.
///
/// ```
/// use aduan_store::{Clock, Desk, MemoryStore, vault::{KeyRing, MasterKey}};
/// use aduan_testkit::VirtualClock;
/// use chrono::TimeDelta;
/// use std::sync::Arc;
///
/// let clock = VirtualClock::at("2025-03-01T03:00:00.000000Z".parse().expect("an instant"));
/// let keys = Arc::new(KeyRing::new(MasterKey::from_bytes([7; 32])));
/// let desk = Desk::open(Arc::new(MemoryStore::default()), keys)?.with_clock(Arc::new(clock.clone()));
/// clock.advance(TimeDelta::days(14));
/// assert_eq!(clock.now().to_string(), "2025-03-15T03:00:00.000000Z");
/// assert_eq!(desk.sweep()?.done, 0);
/// # Ok::<_, aduan_store::DeskError>(())
/// ```
#[derive(Debug, Clone)]
pub struct VirtualClock(Arc<AtomicI64>);

impl VirtualClock {
    /// A clock that shows this instant.
    pub fn at(instant: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(instant.micros())))
    }

    /// From now on it shows this instant.
    pub fn set(&self, instant: Timestamp) {
        self.0.store(instant.micros(), Ordering::SeqCst);
    }

    /// Lets time pass; a negative span sets the clock back.
    pub fn advance(&self, by: TimeDelta) {
        let step = |micros| Some(Timestamp::from_micros(micros).plus(by).micros());
        // The closure always gives a value.
        let _before = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
