//! Checkpoints of a log that grows: each line is hashed once.

use aduan_log::{Checkpointer, LogHead};
use aduan_store::{Desk, DeskError, StoreError};
use std::sync::{Mutex, PoisonError};

/// The roots of the log's blocks up to the last checkpoint, and its position.
#[derive(Default)]
pub(crate) struct Checkpoints(Mutex<(Checkpointer, u64)>);

impl Checkpoints {
    /// The checkpoint of the log as it is now.
    pub(crate) fn next(&self, desk: &Desk) -> Result<String, DeskError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (blocks, after) = &mut *known;
        let size = desk.store().head()?.size();
        while *after < size {
            let before = *after;
            let limit = u32::try_from(size - before).map_or(4096, |left| left.min(4096));
            desk.store().read_log(before, limit, &mut |entry| {
                blocks.push(LogHead::leaf(entry.line));
                *after = entry.position;
                Ok(())
            })?;
            if *after == before {
                let what = format!("the log ends at {before}; its head says {size}");
                return Err(StoreError::Corrupt { what }.into());
            }
        }
        Ok(blocks.clone().finish().to_text())
    }
}
