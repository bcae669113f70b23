//! Keys: the desk's own, and those of complaints.

use super::{Desk, DeskError};
use crate::vault::{DataKey, KeyProvider, KeyState, VaultError};
use crate::{Change, Entropy, EventStore};
use aduan_core::ComplaintId;

/// Under this id the desk keeps its own key. No complaint has it: theirs are of version 7.
const OWN: ComplaintId = ComplaintId::new(uuid::Uuid::nil());

/// The desk's own key, made if there has never been one.
pub(super) fn own(
    store: &dyn EventStore,
    keys: &dyn KeyProvider,
    entropy: &dyn Entropy,
) -> Result<DataKey, DeskError> {
    if store.key(OWN)? == KeyState::Never {
        let key = keys.current()?.wrap(OWN, &DataKey::generate(entropy)?, entropy)?;
        // If another process is quicker, its key stays.
        store.change(Change::CreateKey { complaint: OWN, key })?;
    }
    Ok(opened(store, keys, OWN)?)
}

/// The key of a complaint that has one.
pub(super) fn opened(
    store: &dyn EventStore,
    keys: &dyn KeyProvider,
    complaint: ComplaintId,
) -> Result<DataKey, VaultError> {
    match store.key(complaint)? {
        KeyState::Never => Err(VaultError::NeverSealed { complaint }),
        KeyState::Destroyed => Err(VaultError::Erased { complaint }),
        KeyState::Active(wrapped) => keys.of(wrapped.master)?.unwrap(complaint, &wrapped),
    }
}

impl Desk {
    pub(super) fn key(&self, complaint: ComplaintId) -> Result<DataKey, VaultError> {
        opened(&*self.store, &*self.keys, complaint)
    }

    /// Puts keys that are under an older master key under the current one: at most `limit`; gives how many.
    ///
    /// No event and no content is rewritten. It may be interrupted at any point and called again; it is done
    /// when it gives 0. Keep the older master key as long as a backup from before may be restored.
    ///
    /// # Errors
    /// [`DeskError::Vault`] if a master key is missing, [`DeskError::Store`]. What was rewrapped stays so.
    pub fn rewrap_keys(&self, limit: u32) -> Result<u32, DeskError> {
        let current = self.keys.current()?;
        let mut rewrapped = 0;
        for complaint in self.store.keys_not_under(current.id(), limit)? {
            let KeyState::Active(old) = self.store.key(complaint)? else { continue };
            let key = self.keys.of(old.master)?.unwrap(complaint, &old)?;
            let to = current.wrap(complaint, &key, &*self.entropy)?;
            self.store.change(Change::Rewrap { complaint, from: old.master, to })?;
            rewrapped += 1;
        }
        Ok(rewrapped)
    }
}
