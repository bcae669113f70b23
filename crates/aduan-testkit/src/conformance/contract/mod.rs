//! The contract of [`EventStore`](aduan_store::EventStore), rule by rule, without a desk.

pub mod commits;
pub mod contents;
pub mod durability;
pub mod errors;
pub mod following;
pub mod keys;
pub mod lists;
pub mod order;
pub mod queue;
pub mod reading;
