//! A store around another one.

use crate::vault::{KeyId, KeyState};
use crate::{
    Access, Appended, Change, Claim, Commit, ContentVault, EventLog, EventStore, LeaseId, LogHead,
    MessageName, Pending, QueuedMessage, Receipt, Session, SessionId, StoreError, Summary, Visit, Worklist,
    Worklists,
};
use aduan_core::{CommandId, ComplaintId, ContentId, Digest, Office, Timestamp};
use std::time::Duration;

/// A store that does something more with what is written (a second copy, a measure, a fault), and leaves the rest to the
/// store inside: a type that implements this is an [`EventStore`].
///
/// ```
/// use aduan_store::{Appended, Commit, EventLog, EventStore, MemoryStore, Pending, StoreWrapper};
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// #[derive(Default)]
/// struct Counted {
///     inner: MemoryStore,
///     commits: AtomicU64,
/// }
///
/// impl StoreWrapper for Counted {
///     fn inner(&self) -> &dyn EventStore {
///         &self.inner
///     }
///
///     fn on_submit(&self, commit: Commit) -> Pending<Appended> {
///         self.commits.fetch_add(1, Ordering::Relaxed);
///         self.inner.submit(commit)
///     }
/// }
///
/// assert_eq!(Counted::default().head()?.size(), 0);
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
pub trait StoreWrapper: Send + Sync {
    /// The store inside.
    fn inner(&self) -> &dyn EventStore;

    /// Does what [`EventLog::submit`] and [`EventLog::append`] do.
    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        self.inner().submit(commit)
    }

    /// Does what [`EventStore::change`] does.
    ///
    /// # Errors
    /// As [`EventStore::change`].
    fn on_change(&self, change: Change) -> Result<(), StoreError> {
        self.inner().change(change)
    }
}

impl<T: StoreWrapper> EventStore for T {
    fn change(&self, change: Change) -> Result<(), StoreError> {
        self.on_change(change)
    }
}

impl<T: StoreWrapper> EventLog for T {
    fn submit(&self, commit: Commit) -> Pending<Appended> {
        self.on_submit(commit)
    }

    fn read_stream(&self, complaint: ComplaintId, visit: Visit<'_>) -> Result<(), StoreError> {
        self.inner().read_stream(complaint, visit)
    }

    fn read_stream_after(
        &self,
        complaint: ComplaintId,
        after: u32,
        visit: Visit<'_>,
    ) -> Result<u32, StoreError> {
        self.inner().read_stream_after(complaint, after, visit)
    }

    fn read_log(&self, after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError> {
        self.inner().read_log(after, limit, visit)
    }

    fn head(&self) -> Result<LogHead, StoreError> {
        self.inner().head()
    }

    fn wait_beyond(&self, position: u64, patience: Duration) -> Result<u64, StoreError> {
        self.inner().wait_beyond(position, patience)
    }

    fn receipt(&self, command: CommandId) -> Result<Option<Receipt>, StoreError> {
        self.inner().receipt(command)
    }

    fn claimed(&self, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
        self.inner().claimed(claim)
    }

    fn last_serial(&self, year: u16) -> Result<u32, StoreError> {
        self.inner().last_serial(year)
    }

    fn edition(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner().edition(digest)
    }
}

impl<T: StoreWrapper> ContentVault for T {
    fn key(&self, complaint: ComplaintId) -> Result<KeyState, StoreError> {
        self.inner().key(complaint)
    }

    fn keys_not_under(&self, master: KeyId, limit: u32) -> Result<Vec<ComplaintId>, StoreError> {
        self.inner().keys_not_under(master, limit)
    }

    fn chunk(
        &self,
        complaint: ComplaintId,
        content: ContentId,
        index: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner().chunk(complaint, content, index)
    }

    fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, StoreError> {
        self.inner().accesses(complaint)
    }
}

impl<T: StoreWrapper> Worklists for T {
    fn summary(&self, complaint: ComplaintId) -> Result<Option<Summary>, StoreError> {
        self.inner().summary(complaint)
    }

    fn worklist(&self, list: &Worklist) -> Result<Vec<Summary>, StoreError> {
        self.inner().worklist(list)
    }

    fn holders(&self) -> Result<Vec<Office>, StoreError> {
        self.inner().holders()
    }

    fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, ComplaintId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, ComplaintId)>, StoreError> {
        self.inner().due(now, after, limit)
    }

    fn outbox(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, StoreError> {
        self.inner().outbox(after, limit)
    }

    fn leased(&self, lease: LeaseId) -> Result<Vec<QueuedMessage>, StoreError> {
        self.inner().leased(lease)
    }

    fn queued(&self, name: MessageName) -> Result<Option<QueuedMessage>, StoreError> {
        self.inner().queued(name)
    }

    fn sealed_since(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner().sealed_since()
    }

    fn checkpoint(&self, subscription: &str) -> Result<u64, StoreError> {
        self.inner().checkpoint(subscription)
    }

    fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.inner().session(id)
    }
}
