//! Strategies for proptest: histories, near misses, rulebooks, calendars, clocks, hostile text.

mod history;
mod shrink;
mod world;

pub use history::{Histories, NearMiss, NearMisses, commands, histories, near_misses};
pub use world::{calendars, clocks, hostile_text, rulebooks};
