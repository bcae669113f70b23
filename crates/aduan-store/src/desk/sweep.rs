//! What time alone does, found and recorded (R13, C5, C30).

use super::{Desk, DeskError, Pen};
use crate::{Pending, StoreError, fold};
use aduan_core::{Actor, ComplaintId, Timestamp, due};

/// How many commits of a sweep wait for the disk together.
const PAGE: u32 = 256;

/// What a sweep did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Swept {
    /// How many complaints were moved.
    pub done: u64,
    /// Which were due and could not be moved, and why. The next sweep tries them again.
    pub failed: Vec<(ComplaintId, String)>,
}

impl Desk {
    /// Does what time alone does to every complaint that is due now. Each is moved once, however many sweeps
    /// run at the same time, and others are received and handled meanwhile.
    ///
    /// ```
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// assert_eq!(desk.sweep()?.done, 0);
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::Store`] if the store fails as such; what was moved stays so. A single complaint that cannot be
    /// moved is in [`Swept::failed`].
    pub fn sweep(&self) -> Result<Swept, DeskError> {
        let (now, mut swept, mut after) = (self.clock.now(), Swept::default(), None);
        loop {
            let page = self.store.due(now, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(swept) };
            after = Some(*last);
            // All are submitted before any is waited for: they share the disk's time.
            let submitted: Vec<_> = page.iter().map(|(_, id)| (*id, self.expire(*id, now))).collect();
            for (id, result) in submitted {
                match result.and_then(|pending| pending.map_or(Ok(None), |pending| Ok(Some(pending.wait()?))))
                {
                    Ok(Some(_)) => swept.done += 1,
                    // Somebody else has moved it, or is about to: then it is not due, or due in the next sweep.
                    Ok(None) | Err(DeskError::Store(StoreError::Conflict { .. })) => {}
                    Err(DeskError::Store(error @ (StoreError::Closed | StoreError::Full(_)))) => {
                        return Err(error.into());
                    }
                    Err(error) => swept.failed.push((id, error.to_string())),
                }
            }
        }
    }

    fn expire(&self, id: ComplaintId, now: Timestamp) -> Result<Option<Pending<crate::Appended>>, DeskError> {
        let complaint = fold(&*self.store, id, &mut drop)?;
        let Some(due) = due(&complaint).filter(|due| due.at <= now) else { return Ok(None) };
        let pen = Pen::new(id, None, &*self.entropy);
        let keep = crate::KeyChange::Keep;
        let draft = self.draft(
            &complaint,
            &due.command,
            &Actor::system(),
            &self.trace()?,
            &pen,
            (None, &keep),
            None,
        )?;
        Ok(Some(self.store.submit(draft.commit)))
    }
}
