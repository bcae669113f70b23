//! The wire format `aduan/1`: golden files, hostile lines, and lines that were changed at random.
#![allow(clippy::wildcard_imports, reason = "a sample of everything names everything")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

mod administration;
mod contents;
mod golden;
mod hostile;
mod lines;
mod mutated;
mod unknown;
mod values;
