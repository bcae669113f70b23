//! The store in memory passes what every store must pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_store::MemoryStore;

aduan_testkit::store_conformance!(volatile, MemoryStore::default);
