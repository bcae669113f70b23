//! Strategies for proptest: histories, near misses, rulebooks, calendars, clocks, hostile text.

mod environment;
mod history;
mod near_miss;
mod shrink;

pub use environment::{calendars, clocks, hostile_text, rulebooks};
pub use history::{Histories, commands, histories};
pub use near_miss::{NearMiss, NearMissKind, NearMisses, near_misses};
