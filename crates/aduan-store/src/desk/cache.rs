//! Complaints as they were last seen, so that the next one who comes need not read their whole history.
//!
//! What is remembered is never believed by itself. Whoever looks at a complaint asks the store what came after it; a
//! command is decided on it and recorded only if the complaint still is at that version, and nobody is refused before the
//! history was read. So another process that writes, or a memory that is too old, costs time and changes no answer.
//!
//! It is as true as the store is append-only. A store that is put back under a running desk is noticed while it is behind;
//! one that was put back and has grown again, or an older line that was damaged since it was read, is not, until the desk is
//! opened anew: for that there are `integrity` and the audit.

use super::{Desk, DeskError};
use crate::store::decode_after;
use aduan_core::{Complaint, ComplaintId};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// How many complaints are remembered: some 30 MB of them. They hold no words and no keys.
const REMEMBERED: usize = 65_536;

pub(super) struct ComplaintCache(Cache<ComplaintId, Arc<Complaint>>);

impl Default for ComplaintCache {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl ComplaintCache {
    pub(super) fn get(&self, id: ComplaintId) -> Option<Arc<Complaint>> {
        self.0.get(&id)
    }

    pub(super) fn keep(&self, complaint: &Complaint) {
        self.0.insert(complaint.id, Arc::new(complaint.clone()));
    }
}

impl Desk {
    /// A complaint as it stands now.
    pub(super) fn present(&self, id: ComplaintId) -> Result<Arc<Complaint>, DeskError> {
        let known = self.cache.get(id);
        let from = known.as_ref().map_or(0, |seen| seen.version);
        let mut newer: Option<Complaint> = None;
        let reached = decode_after(&*self.store, id, from, &mut |found| {
            let start = || known.as_deref().cloned().unwrap_or_else(|| Complaint::new(id));
            let complaint = newer.get_or_insert_with(start);
            match found {
                Ok(record) => complaint.apply_record(&record),
                Err(unknown) => complaint.apply_unknown(unknown.recorded_at),
            }
        })?;
        match (newer, known) {
            (Some(newer), _) => {
                let newer = Arc::new(newer);
                self.cache.0.insert(id, Arc::clone(&newer));
                Ok(newer)
            }
            (None, Some(known)) if reached == from => Ok(known),
            // The store is behind what it once said, as one is that was put back under us: what it has counts.
            (None, Some(_)) => {
                self.cache.0.remove(&id);
                self.present(id)
            }
            (None, None) => Err(DeskError::NoSuchComplaint { complaint: id }),
        }
    }
}
