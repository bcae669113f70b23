//! Whether a record follows on what was folded before it.

use crate::Found;
use aduan_core::{Complaint, Timestamp};

/// Brings `complaint` to just before `version` and says whether to fold it: not if that version has been.
/// Whatever is amiss is told.
#[inline]
pub fn follow(complaint: &mut Complaint, version: u32, at: Timestamp, mut amiss: impl FnMut(Found)) -> bool {
    let (last, last_at) = (complaint.version, complaint.last_at);
    if version <= last {
        amiss(Found::Repeated { last, found: version });
        return false;
    }
    if version - 1 != last {
        amiss(Found::Gap { last, found: version });
        complaint.version = version - 1;
        // What is missing is unknown; nothing may be decided on it (W2).
        complaint.unknown = complaint.unknown.saturating_add(1);
    }
    if at < last_at {
        amiss(Found::TimeBack { last: last_at, found: at });
    }
    true
}
