//! The id of a request.

use aduan_store::{Clock, SystemClock};
use axum::http::Extensions;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use uuid::Uuid;

/// The id of a request, in its answer and in the log. It is always made here: an id that a client chose could be a
/// ticket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(pub(crate) Uuid);

impl RequestId {
    /// A `UUIDv7` of the time and a hashed count: unique, and two ids do not tell how many requests came between them.
    pub(crate) fn fresh() -> Self {
        static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(Default::default);
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Relaxed);
        let [first, second] = KEYS.each_ref().map(|keys| keys.hash_one(count).to_be_bytes());
        let mut rest = [0; 10];
        rest.iter_mut().zip(first.into_iter().chain(second)).for_each(|(byte, hashed)| *byte = hashed);
        let millis = u64::try_from(SystemClock.now().micros() / 1000).unwrap_or_default();
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid())
    }

    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(Uuid::nil()))
    }
}
