//! The explorer: everything that can happen under a rulebook, in a small world, by trying everything.

mod exploration;
mod invariant;
mod invariants;
mod moves;
mod search;
mod situation;
mod trace;
mod world;

pub use exploration::{Broken, By, Exploration, Moment};
pub use invariant::{Invariant, Step};
pub use search::{Explorer, Rules};
pub use situation::Situation;
pub use trace::{Trace, Tried};
pub use world::World;
