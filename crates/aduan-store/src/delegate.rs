//! A store around another one.

/// Methods of [`EventStore`](crate::EventStore) that only ask the store inside: the field, a colon, their names.
///
/// A store that adds something to another one (a second copy, a measure, a fault) spells what it changes, and
/// passes the rest on:
///
/// ```
/// use aduan_store::{Appended, Change, Commit, EventStore, MemoryStore, Pending, StoreError, delegate_store};
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// #[derive(Default)]
/// struct Counted {
///     inner: MemoryStore,
///     commits: AtomicU64,
/// }
///
/// impl EventStore for Counted {
///     fn submit(&self, commit: Commit) -> Pending<Appended> {
///         self.commits.fetch_add(1, Ordering::Relaxed);
///         self.inner.submit(commit)
///     }
///
///     delegate_store! { inner: change
///         read_stream read_stream_after read_log head wait_beyond receipt claimed last_serial summary worklist due key keys_not_under
///         chunk outbox accesses checkpoint
///     }
/// }
///
/// assert_eq!(Counted::default().head()?.size(), 0);
/// # Ok::<_, StoreError>(())
/// ```
#[macro_export]
macro_rules! delegate_store {
    ($inner:ident: $($method:ident)*) => { $( $crate::delegate_store!(@$method $inner); )* };
    (@submit $inner:ident) => {
        fn submit(&self, commit: $crate::Commit) -> $crate::Pending<$crate::Appended> {
            self.$inner.submit(commit)
        }
    };
    (@change $inner:ident) => {
        fn change(&self, change: $crate::Change) -> Result<(), $crate::StoreError> {
            self.$inner.change(change)
        }
    };
    (@read_stream $inner:ident) => {
        fn read_stream(
            &self,
            complaint: $crate::core::ComplaintId,
            visit: $crate::Visit<'_>,
        ) -> Result<(), $crate::StoreError> {
            self.$inner.read_stream(complaint, visit)
        }
    };
    (@read_stream_after $inner:ident) => {
        fn read_stream_after(
            &self,
            complaint: $crate::core::ComplaintId,
            after: u32,
            visit: $crate::Visit<'_>,
        ) -> Result<u32, $crate::StoreError> {
            self.$inner.read_stream_after(complaint, after, visit)
        }
    };
    (@read_log $inner:ident) => {
        fn read_log(&self, after: u64, limit: u32, visit: $crate::Visit<'_>) -> Result<(), $crate::StoreError> {
            self.$inner.read_log(after, limit, visit)
        }
    };
    (@head $inner:ident) => {
        fn head(&self) -> Result<$crate::LogHead, $crate::StoreError> {
            self.$inner.head()
        }
    };
    (@wait_beyond $inner:ident) => {
        fn wait_beyond(&self, position: u64, patience: std::time::Duration) -> Result<u64, $crate::StoreError> {
            self.$inner.wait_beyond(position, patience)
        }
    };
    (@receipt $inner:ident) => {
        fn receipt(&self, command: $crate::core::CommandId) -> Result<Option<$crate::Receipt>, $crate::StoreError> {
            self.$inner.receipt(command)
        }
    };
    (@claimed $inner:ident) => {
        fn claimed(
            &self,
            claim: &$crate::Claim,
        ) -> Result<Option<$crate::core::ComplaintId>, $crate::StoreError> {
            self.$inner.claimed(claim)
        }
    };
    (@last_serial $inner:ident) => {
        fn last_serial(&self, year: u16) -> Result<u32, $crate::StoreError> {
            self.$inner.last_serial(year)
        }
    };
    (@summary $inner:ident) => {
        fn summary(
            &self,
            complaint: $crate::core::ComplaintId,
        ) -> Result<Option<$crate::Summary>, $crate::StoreError> {
            self.$inner.summary(complaint)
        }
    };
    (@worklist $inner:ident) => {
        fn worklist(
            &self,
            list: &$crate::Worklist,
        ) -> Result<Vec<$crate::Summary>, $crate::StoreError> {
            self.$inner.worklist(list)
        }
    };
    (@due $inner:ident) => {
        fn due(
            &self,
            now: $crate::core::Timestamp,
            after: Option<($crate::core::Timestamp, $crate::core::ComplaintId)>,
            limit: u32,
        ) -> Result<Vec<($crate::core::Timestamp, $crate::core::ComplaintId)>, $crate::StoreError> {
            self.$inner.due(now, after, limit)
        }
    };
    (@key $inner:ident) => {
        fn key(&self, complaint: $crate::core::ComplaintId) -> Result<$crate::vault::KeyState, $crate::StoreError> {
            self.$inner.key(complaint)
        }
    };
    (@keys_not_under $inner:ident) => {
        fn keys_not_under(
            &self,
            master: $crate::vault::KeyId,
            limit: u32,
        ) -> Result<Vec<$crate::core::ComplaintId>, $crate::StoreError> {
            self.$inner.keys_not_under(master, limit)
        }
    };
    (@chunk $inner:ident) => {
        fn chunk(
            &self,
            complaint: $crate::core::ComplaintId,
            content: $crate::core::ContentId,
            index: u32,
        ) -> Result<Option<Vec<u8>>, $crate::StoreError> {
            self.$inner.chunk(complaint, content, index)
        }
    };
    (@outbox $inner:ident) => {
        fn outbox(&self, after: u64, limit: u32) -> Result<Vec<$crate::QueuedMessage>, $crate::StoreError> {
            self.$inner.outbox(after, limit)
        }
    };
    (@accesses $inner:ident) => {
        fn accesses(
            &self,
            complaint: $crate::core::ComplaintId,
        ) -> Result<Vec<$crate::Access>, $crate::StoreError> {
            self.$inner.accesses(complaint)
        }
    };
    (@checkpoint $inner:ident) => {
        fn checkpoint(&self, subscription: &str) -> Result<u64, $crate::StoreError> {
            self.$inner.checkpoint(subscription)
        }
    };
}
