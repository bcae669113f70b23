//! Keys: the master's, and one for each complaint, wrapped under it.

use super::VaultError;
use crate::clock::{Entropy, random};
use crate::{EntropyError, StoreError};
use aduan_core::{Alias, ComplaintId, PersonId};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// Derives `N` bytes for one purpose. 255 hashes is HKDF's limit; ours are one or two.
pub(super) fn derive<const N: usize>(secret: &[u8; 32], purpose: &[&[u8]]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32) };
    let mut derived = Zeroizing::new([0; N]);
    let expanded = Hkdf::<Sha256>::new(None, secret).expand_multi_info(purpose, derived.as_mut());
    debug_assert!(expanded.is_ok(), "N is within the limit");
    derived
}

/// The name of a master key, computed from it: a name fits one key only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 16]);

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A key under which the keys of complaints are wrapped. It has no `Debug` and is overwritten when dropped.
///
/// ```
/// use aduan_core::{Alias, ComplaintId, PersonId};
/// use aduan_store::OsEntropy;
/// use aduan_store::vault::{DataKey, MasterKey};
/// let (master, complaint) = (MasterKey::from_bytes([7; 32]), ComplaintId::default());
/// let key = DataKey::generate(&OsEntropy)?;
/// let wrapped = master.wrap(complaint, &key, &OsEntropy)?;
/// assert!(master.unwrap(complaint, &wrapped).is_ok());
/// assert!(MasterKey::from_bytes([8; 32]).unwrap(complaint, &wrapped).is_err());
/// # Ok::<_, aduan_store::EntropyError>(())
/// ```
#[derive(Clone)]
pub struct MasterKey {
    secret: Zeroizing<[u8; 32]>,
    id: KeyId,
}

impl MasterKey {
    /// The key of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let secret = Zeroizing::new(bytes);
        let id = KeyId(*derive(&secret, &[b"aduan/master/1/id"]));
        Self { secret, id }
    }

    /// A new random key.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        random(entropy).map(Self::from_bytes)
    }

    /// Its name.
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// Its digits, for the key file.
    pub(super) fn digits(&self) -> Zeroizing<String> {
        let mut digits = Zeroizing::new(String::with_capacity(64));
        for byte in self.secret.iter() {
            for nibble in [byte >> 4, byte & 15] {
                digits.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
        }
        digits
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        let key = derive::<32>(&self.secret, &[b"aduan/master/1/wrap"]);
        XChaCha20Poly1305::new((&*key).into())
    }

    fn bound(&self, complaint: ComplaintId) -> Vec<u8> {
        [b"aduan/wrapped/1".as_slice(), &self.id.0, complaint.uuid().as_bytes()].concat()
    }

    /// Wraps the key of a complaint.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn wrap(
        &self,
        complaint: ComplaintId,
        key: &DataKey,
        entropy: &dyn Entropy,
    ) -> Result<WrappedKey, EntropyError> {
        let nonce: [u8; NONCE] = random(entropy)?;
        let payload = Payload { msg: key.0.as_ref(), aad: &self.bound(complaint) };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| EntropyError("32 bytes could not be sealed".to_owned()))?;
        Ok(WrappedKey { master: self.id, bytes: [nonce.as_slice(), &sealed].concat() })
    }

    /// Unwraps the key of a complaint.
    ///
    /// # Errors
    /// [`VaultError::WrongMasterKey`] if another master key has wrapped it, [`VaultError::WrappedKeyDamaged`] if
    /// it was changed or is another complaint's.
    pub fn unwrap(&self, complaint: ComplaintId, wrapped: &WrappedKey) -> Result<DataKey, VaultError> {
        if wrapped.master != self.id {
            return Err(VaultError::WrongMasterKey { needed: wrapped.master });
        }
        let damaged = || VaultError::WrappedKeyDamaged { complaint };
        let (nonce, sealed) = wrapped.bytes.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let payload = Payload { msg: sealed, aad: &self.bound(complaint) };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| damaged())?;
        let opened = Zeroizing::new(opened);
        let bytes: &[u8; 32] = opened.as_slice().try_into().map_err(|_| damaged())?;
        Ok(DataKey(Zeroizing::new(*bytes)))
    }
}

/// The key of one complaint. It has no `Debug`, is overwritten when dropped, and is stored wrapped only.
#[derive(Clone)]
pub struct DataKey(pub(super) Zeroizing<[u8; 32]>);

impl DataKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        random(entropy).map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// HMAC-SHA-256 of `parts` under a key derived for `purpose` alone. All but the last must be of known length.
    pub(crate) fn mac(&self, purpose: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let key = derive::<32>(&self.0, &[b"aduan/mac/1/", purpose]);
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_ref()) else {
            // HMAC takes keys of every length.
            return [0; 32];
        };
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl DataKey {
    /// Who a person is in the complaint that has this key: HMAC-SHA-256 of their pseudonym, cut to 128 bits. Without the key,
    /// nobody can tell whether the aliases of two complaints are one person's.
    ///
    /// ```
    /// use aduan_core::{Alias, PersonId};
    /// use aduan_store::{OsEntropy, vault::DataKey};
    /// let (one, other) = (DataKey::generate(&OsEntropy)?, DataKey::generate(&OsEntropy)?);
    /// let person = PersonId::new(uuid::Uuid::from_u128(7));
    /// assert_eq!(one.alias(person), one.alias(person));
    /// assert_ne!(one.alias(person), other.alias(person));
    /// assert_eq!(one.alias(PersonId::SYSTEM), Alias::NOBODY);
    /// # Ok::<_, aduan_store::EntropyError>(())
    /// ```
    pub fn alias(&self, person: PersonId) -> Alias {
        if person == PersonId::SYSTEM {
            return Alias::NOBODY;
        }
        let mac = self.mac(b"alias", &[person.uuid().as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&mac[..16]);
        // Version 8: a UUID of our own making (RFC 9562).
        Alias::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// A complaint's key under a master key: what is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// Which master key.
    pub master: KeyId,
    /// The nonce and the sealed key.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for WrappedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WrappedKey(under {})", self.master)
    }
}

/// The change that a commit makes to the key of its complaint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum KeyChange {
    /// Nothing.
    #[default]
    Keep,
    /// Never → Active.
    Create(WrappedKey),
    /// Active or Never → Destroyed, for ever; with it goes everything sealed: contents, staged or bound, and the
    /// messages that have a body (R30). A message without one holds nothing of what is erased: it was promised, and
    /// stays. So does what is promised later.
    Destroy,
}

/// Whether a complaint has a key.
///
/// ```
/// use aduan_store::vault::KeyState;
/// assert_eq!(KeyState::default(), KeyState::Never);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum KeyState {
    /// Nothing was ever sealed for it.
    #[default]
    Never,
    /// It has one.
    Active(WrappedKey),
    /// It had one, or never will: what was sealed is unreadable for ever (R30).
    Destroyed,
}

impl KeyState {
    /// The state after `change`; `sealing` says whether something sealed comes with it.
    ///
    /// # Errors
    /// [`StoreError::KeyExists`], [`StoreError::KeyDestroyed`], [`StoreError::NoKey`].
    pub fn changed(
        self,
        complaint: ComplaintId,
        change: KeyChange,
        sealing: bool,
    ) -> Result<Self, StoreError> {
        match (self, change) {
            (Self::Never, KeyChange::Create(key)) => Ok(Self::Active(key)),
            (Self::Active(_), KeyChange::Create(_)) => Err(StoreError::KeyExists { complaint }),
            (Self::Never | Self::Active(_), KeyChange::Destroy) if !sealing => Ok(Self::Destroyed),
            (Self::Destroyed, KeyChange::Create(_) | KeyChange::Destroy) | (_, KeyChange::Destroy) => {
                Err(StoreError::KeyDestroyed { complaint })
            }
            (Self::Destroyed, KeyChange::Keep) if sealing => Err(StoreError::KeyDestroyed { complaint }),
            (Self::Never, KeyChange::Keep) if sealing => Err(StoreError::NoKey { complaint }),
            (state, KeyChange::Keep) => Ok(state),
        }
    }
}
