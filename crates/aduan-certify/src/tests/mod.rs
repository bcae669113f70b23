//! That the abstraction loses nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod concrete;
mod pairs;
mod side_by_side;
mod ways;
