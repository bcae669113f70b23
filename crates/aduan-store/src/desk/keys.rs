//! Keys: the desk's own, and those of complaints. The key of an identity is unwrapped where an identity, a contact or a message
//! with an address is sealed or opened, and nowhere else.

use super::{Desk, DeskError};
use crate::vault::{
    ContentKind, DataKey, DataKeys, KeyProvider, KeyState, MasterKey, VaultError, WrappedKey,
};
use crate::{Change, Entropy, EventStore};
use aduan_core::{ComplaintId, Rejection};

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

/// The key of a complaint's words, if it has one.
fn opened(
    store: &dyn EventStore,
    keys: &dyn KeyProvider,
    complaint: ComplaintId,
) -> Result<DataKey, VaultError> {
    let (master, wrapped) = wrapped(store, keys, complaint)?;
    master.unwrap(complaint, &wrapped)
}

/// The wrapped keys of a complaint that has them, and the master key that unwraps them.
fn wrapped(
    store: &dyn EventStore,
    keys: &dyn KeyProvider,
    complaint: ComplaintId,
) -> Result<(MasterKey, WrappedKey), VaultError> {
    match store.key(complaint)? {
        KeyState::Never => Err(VaultError::NeverSealed { complaint }),
        KeyState::Destroyed => Err(VaultError::Erased { complaint }),
        KeyState::Active(wrapped) => Ok((keys.of(wrapped.master)?, wrapped)),
    }
}

/// The key of an identity that is to be sealed.
pub(super) enum IdentityKey<'a> {
    /// Of a complaint that is about to be received.
    Fresh(DataKey),
    /// Of a complaint that there is: unwrapped when a contact is given, and not before.
    Stored(&'a Desk, ComplaintId),
}

impl IdentityKey<'_> {
    pub(super) fn get(&self) -> Result<DataKey, DeskError> {
        match self {
            Self::Fresh(key) => Ok(key.clone()),
            Self::Stored(desk, complaint) => match desk.identity_key(*complaint) {
                Err(VaultError::Erased { .. }) => Err(Rejection::Erased.into()),
                key => Ok(key?),
            },
        }
    }
}

impl Desk {
    /// The key of a complaint's words.
    pub(super) fn key(&self, complaint: ComplaintId) -> Result<DataKey, VaultError> {
        opened(&*self.store, &*self.keys, complaint)
    }

    /// The key of a complaint's identity and contacts.
    pub(super) fn identity_key(&self, complaint: ComplaintId) -> Result<DataKey, VaultError> {
        let (master, wrapped) = wrapped(&*self.store, &*self.keys, complaint)?;
        master.unwrap_identity(complaint, &wrapped)
    }

    /// The key under which content of this kind is sealed.
    pub(super) fn key_of(&self, complaint: ComplaintId, kind: ContentKind) -> Result<DataKey, VaultError> {
        if kind.is_of_the_identity() { self.identity_key(complaint) } else { self.key(complaint) }
    }

    /// The key of the words of a complaint that there is; none once destroyed. One that was imported has its first made here: of two
    /// who make it at the same time, both have the one that was stored.
    pub(super) fn key_for_sealing(&self, complaint: ComplaintId) -> Result<Option<DataKey>, DeskError> {
        match self.key(complaint) {
            Ok(key) => Ok(Some(key)),
            Err(VaultError::Erased { .. }) => Ok(None),
            Err(VaultError::NeverSealed { .. }) => {
                let (_, key) = self.fresh_keys(complaint)?;
                self.store.change(Change::CreateKey { complaint, key })?;
                match self.key(complaint) {
                    Err(VaultError::Erased { .. }) => Ok(None),
                    key => Ok(Some(key?)),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Fresh keys for a complaint, and what is stored of them.
    pub(super) fn fresh_keys(&self, complaint: ComplaintId) -> Result<(DataKeys, WrappedKey), DeskError> {
        let keys = DataKeys::generate(&*self.entropy)?;
        let wrapped = self.keys.current()?.wrap_keys(complaint, &keys, &*self.entropy)?;
        Ok((keys, wrapped))
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
                let rewrap = |master: MasterKey| master.rewrap(complaint, &old, &current, &*self.entropy);
                match self.keys.of(old.master).and_then(rewrap) {
                    Ok(to) => {
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
