//! Whether a store keeps the contract of [`EventStore`]: every rule a function, every function a test.
//!
//! [`store_conformance!`](crate::store_conformance) makes the tests. [`PROMISES`] is the same list for programs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    clippy::missing_panics_doc,
    missing_docs,
    unreachable_pub,
    reason = "a rule fails by panicking, and its name says what holds"
)]

mod contract;
mod desk;
mod recording;
mod regressions;
mod relays;
mod rules;
mod samples;

pub use samples::{commit, stream};

use aduan_store::EventStore;
use contract::{commits, contents, durability, errors, following, keys, lists, order, queue, reading};
use recording::{CallLog, RecordingStore};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

type Store = Arc<dyn EventStore>;

/// A promise of [`EventStore`], and how it is tried.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    /// Its name, which says what holds.
    pub name: &'static str,
    /// The words of the contract; for a case of the desk, what must hold.
    pub words: &'static [&'static str],
    /// Whether it opens the store again: for stores that outlive their process.
    pub needs_durability: bool,
    check: fn(&StoreLocation),
}

/// The place of a store, and how it is opened there.
struct StoreLocation {
    open: Box<dyn Fn() -> Store>,
    calls: Arc<CallLog>,
}

impl StoreLocation {
    fn open(&self) -> Store {
        self.calls.note("open the store".to_owned());
        Arc::new(RecordingStore { inner: (self.open)(), calls: Arc::clone(&self.calls) })
    }
}

/// A promise that was not kept.
#[derive(Debug)]
pub struct BrokenPromise {
    /// Which.
    pub promise: Promise,
    /// What was found.
    pub found: String,
    /// The last calls to the store and its answers.
    pub calls: String,
}

impl std::fmt::Display for BrokenPromise {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "the store breaks `{}`. It promises:", self.promise.name)?;
        self.promise.words.iter().try_for_each(|promise| writeln!(formatter, "  {promise}"))?;
        writeln!(formatter, "Found: {}", self.found)?;
        write!(formatter, "What was asked of it, and answered:\n{}", self.calls)
    }
}

impl std::error::Error for BrokenPromise {}

crate::__store_rules! { __store_table {} }

impl Promise {
    /// Tries it on the store that `open` opens: an empty one the first time, and the same one each time after.
    ///
    /// # Errors
    /// What was found, and the calls that led there.
    ///
    /// ```
    /// use aduan_store::MemoryStore;
    /// use aduan_testkit::conformance::PROMISES;
    /// let promise = PROMISES.iter().find(|promise| !promise.needs_durability).expect("a promise");
    /// assert!(promise.check(MemoryStore::default).is_ok());
    /// ```
    pub fn check<S: EventStore + 'static>(
        &self,
        open: impl Fn() -> S + 'static,
    ) -> Result<(), Box<BrokenPromise>> {
        let calls = Arc::new(CallLog::default());
        let place = StoreLocation { open: Box::new(move || Arc::new(open())), calls: Arc::clone(&calls) };
        catch_unwind(AssertUnwindSafe(|| (self.check)(&place))).map_err(|panic| {
            Box::new(BrokenPromise { promise: *self, found: words(&*panic), calls: calls.to_string() })
        })
    }
}

/// The result of a thread. If it panicked, the rule panics with the same message, since that says what was found.
fn joined<T>(result: std::thread::Result<T>) -> T {
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned()
}

/// Runs one test of [`store_conformance!`](crate::store_conformance).
#[doc(hidden)]
pub fn must_keep<S: EventStore + 'static>(name: &str, open: impl Fn() -> S + 'static) {
    let promise = PROMISES.iter().find(|promise| promise.name == name).expect("a promise of the list");
    if let Err(broken) = promise.check(open) {
        panic!("{broken}");
    }
}
