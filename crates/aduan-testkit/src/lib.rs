//! For people who test rules and stores.
//!
//! - [`Generator`]: realistic histories made only through [`aduan_core::decide`], for tests, benches and
//!   demonstrations. The same options always give the same bytes.
//! - [`Mutator`] plants [faults](FaultKind) into them and knows where each must be found: what an auditor is tested
//!   with.

pub mod explore;

mod faults;
mod generate;

pub use faults::{FaultKind, Mutated, Mutator, Planted};
pub use generate::{Generator, Options, Share};
