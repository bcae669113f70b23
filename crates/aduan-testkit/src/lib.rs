//! For people who test rules and stores.
//!
//! - [`Generator`]: realistic histories made only through [`aduan_core::decide`], for tests, benches and
//!   demonstrations. The same options always give the same bytes.
//! - [`Mutator`] plants [faults](FaultKind) into them and knows where each must be found: what an auditor is tested
//!   with.
//! - [`given`] a [`History`], `.when` a command is tried, `.then` events happen or it is `.refused`; [`commands`] and
//!   [`people`] fill in what a test does not care about.
//! - [`explore`]: everything that can happen under a rulebook, in a small world, by trying everything.
//! - With the feature `proptest`: `strategy` has valid histories that shrink by whole commands, near misses,
//!   rulebooks, calendars, clocks that jump and hostile text.
//! - With the feature `store`: `store_conformance!` tests a store against the words of its contract;
//!   `FaultStore` fails when it is told to; `VirtualClock` is set by hand; `world` is a desk to try things at.

/// The chapter's examples are run as tests.
#[cfg(all(doctest, feature = "proptest", feature = "store"))]
#[doc = include_str!("../../../docs/src/testing.md")]
struct Chapter;

mod diff;
mod faults;
mod generate;
mod given;
mod history;

pub mod commands;
#[doc(hidden)]
pub mod draw;
pub mod explore;
pub mod people;
#[cfg(feature = "proptest")]
pub mod strategy;

#[cfg(feature = "store")]
mod clock;
#[cfg(feature = "store")]
pub mod conformance;
#[cfg(feature = "store")]
mod fault;
#[cfg(feature = "store")]
pub mod world;

#[cfg(feature = "store")]
pub use clock::VirtualClock;
#[cfg(feature = "store")]
pub use fault::{Fault, FaultStore};
pub use faults::{FaultKind, Mutated, Mutator, Planted};
pub use generate::{Generator, Options, Share};
pub use given::{Expected, Outcome, Refusal};
pub use history::{History, Step, given, received_by_letter, received_online};
