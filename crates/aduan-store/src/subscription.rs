//! Following the log: every event, in order, at least once.

use crate::{Change, EventStore, StoreError};
use aduan_core::ComplaintId;
use std::time::Duration;

/// An event that a subscription was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredEvent {
    /// Its place in the log: what makes a second delivery known.
    pub position: u64,
    /// Its stream.
    pub complaint: ComplaintId,
    /// Its version.
    pub version: u32,
    /// Its line.
    pub line: Vec<u8>,
}

/// Follows the log under a name, and remembers in the store how far it has come.
///
/// At least once: an event that was delivered and not [confirmed](Self::confirm) is delivered again after a crash, from
/// the last confirmed position. A read model that keeps the position in its own transaction makes that exactly once:
/// [`from`](Self::from) starts there.
///
/// ```
/// use aduan_store::{MemoryStore, Subscription};
/// let store = MemoryStore::default();
/// let mut monthly_report = Subscription::open(&store, "monthly-report")?;
/// for event in monthly_report.next(100)? {
///     println!("{} {}", event.position, event.complaint);
/// }
/// monthly_report.confirm()?;
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
pub struct Subscription<'a> {
    store: &'a dyn EventStore,
    name: String,
    position: u64,
    confirmed: u64,
}

impl<'a> Subscription<'a> {
    /// Goes on where the subscription of this name was last confirmed; from the beginning if it is new.
    ///
    /// # Errors
    /// Those of [`Worklists::checkpoint`](crate::Worklists::checkpoint).
    pub fn open(store: &'a dyn EventStore, name: &str) -> Result<Self, StoreError> {
        let position = store.checkpoint(name)?;
        Ok(Self { store, name: name.to_owned(), position, confirmed: position })
    }

    /// Starts after `position`, whatever was confirmed before.
    #[must_use]
    pub const fn from(mut self, position: u64) -> Self {
        self.position = position;
        self
    }

    /// The last position that was delivered.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// The next events, at most `limit`; none if there are none now.
    ///
    /// # Errors
    /// [`StoreError::Ahead`] if the log ends before the position that it was last given: an earlier backup was put
    /// back. Those of [`EventLog::read_log`](crate::EventLog::read_log). Nothing of the page counts as delivered then.
    pub fn next(&mut self, limit: u32) -> Result<Vec<DeliveredEvent>, StoreError> {
        let mut events = Vec::new();
        self.store.read_log(self.position, limit, &mut |entry| {
            events.push(DeliveredEvent {
                position: entry.position,
                complaint: entry.complaint,
                version: entry.version,
                line: entry.line.to_vec(),
            });
            Ok(())
        })?;
        match events.last() {
            Some(last) => self.position = last.position,
            None => self.not_ahead()?,
        }
        Ok(events)
    }

    /// The next events; waits for some until the time is up.
    ///
    /// # Errors
    /// Those of [`next`](Self::next) and [`EventLog::wait_beyond`](crate::EventLog::wait_beyond).
    pub fn wait(&mut self, limit: u32, patience: Duration) -> Result<Vec<DeliveredEvent>, StoreError> {
        self.not_ahead()?;
        self.store.wait_beyond(self.position, patience)?;
        self.next(limit)
    }

    /// Refuses a position beyond the log's end: the events there will be others than those that were confirmed.
    fn not_ahead(&self) -> Result<(), StoreError> {
        let (position, size) = (self.position, self.store.head()?.size());
        if position > size {
            return Err(StoreError::Ahead { subscription: self.name.clone(), position, size });
        }
        Ok(())
    }

    /// Confirms all that was delivered: durably, when it returns.
    ///
    /// # Errors
    /// Those of [`EventStore::change`]; the delivered events will then be delivered again.
    pub fn confirm(&mut self) -> Result<(), StoreError> {
        if self.confirmed != self.position {
            let (name, position) = (self.name.clone(), self.position);
            self.store.change(Change::SaveCheckpoint { name, position })?;
            self.confirmed = position;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Subscription<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Subscription({} at {})", self.name, self.position)
    }
}
