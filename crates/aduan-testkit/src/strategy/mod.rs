//! Strategies for proptest: histories, near misses, rulebooks, calendars, clocks, hostile text.

mod history;
mod miss;
mod shrink;
mod world;

pub use history::{Histories, commands, histories};
pub use miss::{Miss, NearMiss, NearMisses, near_misses};
pub use world::{calendars, clocks, hostile_text, rulebooks};
