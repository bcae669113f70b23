//! The receipt of a recorded command.

use aduan_core::{CommandId, ComplaintId};

/// The receipt of a recorded command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The command.
    pub command: CommandId,
    /// The stream it went to.
    pub complaint: ComplaintId,
    /// The version of its first event.
    pub first_version: u32,
    /// The version of its last event.
    pub last_version: u32,
    /// The position of its last event in the log.
    pub position: u64,
}
