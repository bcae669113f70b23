//! For people who test rules and stores.
//!
//! Today: [`Generator`], realistic histories made only through [`aduan_core::decide`], for tests, benches and
//! demonstrations. The same options always give the same bytes.

pub mod explore;
mod generate;

pub use generate::{Generator, Options, Share};
