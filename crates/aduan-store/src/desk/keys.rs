//! Keys: the desk's own, and those of complaints.

use super::{Desk, DeskError};
use crate::vault::{DataKey, KeyProvider, KeyState, VaultError, WrappedKey};
use crate::{Change, Entropy, EventStore, KeyChange};
use aduan_core::ComplaintId;

/// Under this id the desk keeps its own key. No complaint has it.
const OWN: ComplaintId = ComplaintId::ADMINISTRATION;

/// How many are asked for at once.
const PAGE: u32 = 1024;

/// The result of wrapping keys under the current master key.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Rewrapped {
    /// How many keys.
    pub done: u32,
    /// The complaints whose keys could not be unwrapped, and why: the key is damaged, or its master key is missing.
    /// None of their contents can be read.
    pub damaged: Vec<(ComplaintId, VaultError)>,
}

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

    /// The key of a complaint that there is; none once destroyed. One that was imported has its first made here: of two
    /// who make it at the same time, both have the one that was stored.
    pub(super) fn key_for_sealing(&self, complaint: ComplaintId) -> Result<Option<DataKey>, DeskError> {
        match self.key(complaint) {
            Ok(key) => Ok(Some(key)),
            Err(VaultError::Erased { .. }) => Ok(None),
            Err(VaultError::NeverSealed { .. }) => {
                let (_, key) = self.wrapped(complaint)?;
                self.store.change(Change::CreateKey { complaint, key })?;
                match self.key(complaint) {
                    Err(VaultError::Erased { .. }) => Ok(None),
                    key => Ok(Some(key?)),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A fresh key for a complaint that is about to be received, and what records it.
    pub(super) fn fresh_key(&self, complaint: ComplaintId) -> Result<(DataKey, KeyChange), DeskError> {
        let (key, wrapped) = self.wrapped(complaint)?;
        Ok((key, KeyChange::Create(wrapped)))
    }

    fn wrapped(&self, complaint: ComplaintId) -> Result<(DataKey, WrappedKey), DeskError> {
        let key = DataKey::generate(&*self.entropy)?;
        let wrapped = self.keys.current()?.wrap(complaint, &key, &*self.entropy)?;
        Ok((key, wrapped))
    }

    /// Puts keys that are under an older master key under the current one: at most `limit`.
    ///
    /// No event and no content is rewritten. It may be interrupted at any point and called again; it is done
    /// when [`Rewrapped::done`] is 0. A key that cannot be unwrapped holds up no other: it stays as it is and is told
    /// each time. Keep the older master key as long as a backup from before may be restored.
    ///
    /// # Errors
    /// [`DeskError::Vault`] if the keys cannot be asked, [`DeskError::Store`]. Keys that were rewrapped before the
    /// error stay rewrapped.
    pub fn rewrap_keys(&self, limit: u32) -> Result<Rewrapped, DeskError> {
        let current = self.keys.current()?;
        let mut rewrapped = Rewrapped::default();
        loop {
            // A key that cannot be rewrapped must not stop those after it.
            let damaged = u32::try_from(rewrapped.damaged.len()).unwrap_or(u32::MAX);
            let page = (limit - rewrapped.done).min(PAGE).saturating_add(damaged);
            let mut moved = false;
            for complaint in self.store.keys_not_under(current.id(), page)? {
                if rewrapped.done == limit {
                    return Ok(rewrapped);
                }
                if rewrapped.damaged.iter().any(|(known, _)| *known == complaint) {
                    continue;
                }
                moved = true;
                let KeyState::Active(old) = self.store.key(complaint)? else { continue };
                match self.keys.of(old.master).and_then(|master| master.unwrap(complaint, &old)) {
                    Ok(key) => {
                        let to = current.wrap(complaint, &key, &*self.entropy)?;
                        self.store.change(Change::Rewrap { complaint, from: old.master, to })?;
                        rewrapped.done += 1;
                    }
                    Err(why @ (VaultError::WrappedKeyDamaged { .. } | VaultError::WrongMasterKey { .. })) => {
                        rewrapped.damaged.push((complaint, why));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            if !moved || rewrapped.done == limit {
                return Ok(rewrapped);
            }
        }
    }
}
