//! For people who test rules and stores.
//!
//! - [`given`] a [`History`], `.when` a command is tried, `.then` events happen or it is `.refused`; [`commands`] and
//!   [`people`] fill in what a test does not care about.
//! - With the feature `proptest`: `strategy` has valid histories that shrink by whole commands, near misses,
//!   rulebooks, calendars, clocks that jump and hostile text.
//! - With the feature `store`: `store_conformance!` tests a store against the words of its contract;
//!   `FaultStore` fails when it is told to; `VirtualClock` is set by hand; `test_desk` is a desk to try things at, `test_relay` a relay.

mod diff;
mod given;
mod history;

pub mod commands;
#[doc(hidden)]
pub mod draw;
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
pub mod test_desk;
#[cfg(feature = "store")]
pub mod test_relay;

#[cfg(feature = "store")]
pub use clock::VirtualClock;
#[cfg(feature = "store")]
pub use fault::{Fault, FaultStore};
pub use given::{Answer, Expected, Refusal, given, received_by_letter, received_online};
pub use history::{AcceptedCommand, History};
