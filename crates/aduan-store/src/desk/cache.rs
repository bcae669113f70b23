//! A cache of complaints: the last known state of each, so that the next reader need not read the whole history.
//!
//! A cached state is never trusted alone. Each read of a complaint asks the store for the records that came after the
//! cached version. A command may be decided on a cached state, but the store records it only if the complaint still has
//! that version. A refusal that was decided on a cached state is not returned: the whole history is read first, and the
//! command is decided again. So a stale entry, as after a write of another process, costs time and changes no answer.
//!
//! The cache relies on the store being append-only. If an older copy of the store is put in place under a running desk, the
//! desk notices as long as that copy is behind the cached version. The desk does not notice a copy that has grown past it,
//! nor an old line that was damaged after it was read, until it is opened anew. `aduan integrity` and the audit find these.

use super::{Desk, DeskError};
use crate::store::decode_after;
use aduan_core::{Complaint, ComplaintId};
use quick_cache::sync::Cache;
use std::sync::Arc;

/// The maximum number of complaints in the cache: some 44 MB when it is full. An entry takes some 670 bytes: 384 for
/// [`Complaint`], some 190 for its lists, the [`Arc`] and the allocator, the rest for the map. Measured with complaints
/// from `aduan-generate`. Entries hold no words and no keys.
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
    /// The present state of a complaint.
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
            // The store is behind the cached version: an older copy was put in place under us. Its events decide.
            (None, Some(_)) => {
                self.cache.0.remove(&id);
                self.present(id)
            }
            (None, None) => Err(DeskError::NoSuchComplaint { complaint: id }),
        }
    }
}
