//! For people who test rules and stores.
//!
//! - [`Generator`]: realistic histories made only through [`aduan_core::decide`], for tests, benches and
//!   demonstrations. The same options always give the same bytes.
//! - With the feature `store`: [`store_conformance!`] tests a store against the words of its contract;
//!   [`FaultStore`] fails when it is told to; [`VirtualClock`] is set by hand; [`world`] is a desk to try things at.

mod generate;

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
pub use generate::{Generator, Options, Share};
