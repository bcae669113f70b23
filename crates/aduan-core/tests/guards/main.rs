//! Guards of each command beyond the table that no case of C1 to C28 covers: one test a guard.
#![allow(clippy::wildcard_imports, reason = "a story names many things")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod care;
mod clock;
mod conflicts;
mod handling;
mod recall;
mod reception;
mod separation;
mod verification;
mod view;
