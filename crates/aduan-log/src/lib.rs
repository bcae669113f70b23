//! The log: lines as leaves of an RFC 6962 tree, for every crate that keeps or reads them.
//!
//! - [`LogHead`] is the size and the root, and what is needed to add a line.
//! - [`Checkpoint`] is an earlier head, with enough of the tree to show where a later file differs from it.

mod checkpoint;
mod head;

pub use checkpoint::{Checkpoint, CheckpointError, Checkpointer};
pub use head::{Hash, LogHead, sha256};
