//! A store that fails when it is told to.

use aduan_store::{Appended, Change, Commit, EventStore, Pending, StoreError, StoreWrapper};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A fault of one commit.
#[derive(Debug, Clone)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Fault {
    /// It does not reach the store; this is the answer.
    Before(StoreError),
    /// It reaches the store and is recorded or refused there; this is the answer all the same.
    After(StoreError),
}

impl Fault {
    /// The acknowledgement is lost: the commit was recorded, but its caller cannot know it (C22).
    ///
    /// ```
    /// use aduan_store::StoreError;
    /// use aduan_testkit::Fault;
    /// assert!(matches!(Fault::acknowledgement_lost(), Fault::After(StoreError::Unknown(_))));
    /// ```
    pub fn acknowledgement_lost() -> Self {
        Self::After(unknown())
    }

    /// The commit is lost on its way, and its caller cannot know it: the other case behind the same answer.
    pub fn commit_lost() -> Self {
        Self::Before(unknown())
    }

    /// There is no room: nothing was recorded.
    pub fn full() -> Self {
        Self::Before(StoreError::Full(Arc::new(std::io::Error::from(std::io::ErrorKind::StorageFull))))
    }
}

fn unknown() -> StoreError {
    StoreError::Unknown(Arc::new(std::io::Error::from(std::io::ErrorKind::ConnectionReset)))
}

/// Any store, with faults at the commits that are named.
///
/// A command whose acknowledgement was lost has one effect when it is sent again (C22):
///
/// ```
/// use aduan_core::{Channel, Matter};
/// use aduan_store::desk::{Effect, TicketSecret};
/// use aduan_store::{DeskError, EventLog, MemoryStore, OsEntropy, StoreError};
/// use aduan_testkit::test_desk::{TestDesk, reception};
/// use aduan_testkit::{Fault, FaultStore};
/// use std::sync::Arc;
///
/// let store = Arc::new(FaultStore::new(Arc::new(MemoryStore::default())));
/// store.at(1, Fault::acknowledgement_lost());
/// let desk = TestDesk::new(store.clone()).desk;
/// let (trace, secret) = (desk.trace()?, TicketSecret::fresh(&OsEntropy)?);
/// let receive = || desk.receive_online(&trace, reception(Channel::Website, Matter::Duties), &secret);
///
/// assert!(matches!(receive(), Err(DeskError::Store(StoreError::Unknown(_)))));
/// let (done, _ticket) = receive()?;
/// assert_eq!(done.effect, Effect::RecordedBefore);
/// assert_eq!(store.head()?.size(), 3, "received, ticket issued, verification requested: once");
/// # Ok::<_, DeskError>(())
/// ```
pub struct FaultStore {
    inner: Arc<dyn EventStore>,
    latency: Duration,
    plan: Mutex<Plan>,
}

#[derive(Default)]
struct Plan {
    commits: u64,
    changes: u64,
    at_commits: BTreeMap<u64, Fault>,
    at_changes: BTreeMap<u64, Fault>,
}

impl FaultStore {
    /// This store, without a fault so far.
    pub fn new(store: Arc<dyn EventStore>) -> Self {
        Self { inner: store, latency: Duration::ZERO, plan: Mutex::default() }
    }

    /// Each acknowledgement comes so much later than it could.
    #[must_use]
    pub const fn with_latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// The `nth` commit from the beginning, counted from 1, has this fault.
    pub fn at(&self, nth: u64, fault: Fault) {
        self.plan().at_commits.insert(nth, fault);
    }

    /// The next commit has this fault.
    pub fn at_the_next(&self, fault: Fault) {
        let mut plan = self.plan();
        let next = plan.commits + 1;
        plan.at_commits.insert(next, fault);
    }

    /// The `nth` [change](EventStore::change) from the beginning, counted from 1, has this fault.
    pub fn at_change(&self, nth: u64, fault: Fault) {
        self.plan().at_changes.insert(nth, fault);
    }

    /// How many commits were submitted.
    pub fn commits(&self) -> u64 {
        self.plan().commits
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, pending: Pending<Appended>, instead: Option<StoreError>) -> Pending<Appended> {
        if self.latency.is_zero() && instead.is_none() {
            return pending;
        }
        let (completer, later) = Pending::new();
        let latency = self.latency;
        // Each answer has its own thread, so that neither the store beneath nor the caller waits.
        std::thread::spawn(move || {
            let answer = pending.wait();
            std::thread::sleep(latency);
            completer.complete(instead.map_or(answer, Err));
        });
        later
    }
}

impl StoreWrapper for FaultStore {
    fn inner(&self) -> &dyn EventStore {
        &*self.inner
    }

    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        let fault = {
            let mut plan = self.plan();
            plan.commits += 1;
            let number = plan.commits;
            plan.at_commits.remove(&number)
        };
        match fault {
            Some(Fault::Before(error)) => Pending::ready(Err(error)),
            Some(Fault::After(error)) => self.answer(self.inner.submit(commit), Some(error)),
            None => self.answer(self.inner.submit(commit), None),
        }
    }

    fn on_change(&self, change: Change) -> Result<(), StoreError> {
        let fault = {
            let mut plan = self.plan();
            plan.changes += 1;
            let number = plan.changes;
            plan.at_changes.remove(&number)
        };
        match fault {
            Some(Fault::Before(error)) => Err(error),
            Some(Fault::After(error)) => self.inner.change(change).and(Err(error)),
            None => self.inner.change(change),
        }
    }
}

impl std::fmt::Debug for FaultStore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FaultStore({} commits)", self.commits())
    }
}
