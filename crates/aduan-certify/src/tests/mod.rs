//! Shows that the abstraction loses nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod concrete;
mod concrete_histories;
mod distinct_states;
mod every_path;
mod threads;
mod whole;
