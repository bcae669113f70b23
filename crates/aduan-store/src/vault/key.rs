//! Keys: the master's, and two for each complaint, wrapped under it: one of its words, one of its identity.

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
/// use aduan_store::vault::{DataKeys, MasterKey};
/// let (master, complaint) = (MasterKey::from_bytes([7; 32]), ComplaintId::default());
/// let keys = DataKeys::generate(&OsEntropy)?;
/// let wrapped = master.wrap_keys(complaint, &keys, &OsEntropy)?;
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

    fn bound(&self, purpose: KeyPurpose, complaint: ComplaintId) -> Vec<u8> {
        [purpose.label(), &self.id.0, complaint.uuid().as_bytes()].concat()
    }

    fn sealed_key(
        &self,
        purpose: KeyPurpose,
        complaint: ComplaintId,
        key: &DataKey,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, EntropyError> {
        let nonce: [u8; NONCE] = random(entropy)?;
        let payload = Payload { msg: key.0.as_ref(), aad: &self.bound(purpose, complaint) };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| EntropyError("32 bytes could not be sealed".to_owned()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn opened_key(
        &self,
        purpose: KeyPurpose,
        complaint: ComplaintId,
        sealed: &[u8],
    ) -> Result<DataKey, VaultError> {
        let damaged = || VaultError::WrappedKeyDamaged { complaint };
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let payload = Payload { msg: sealed, aad: &self.bound(purpose, complaint) };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| damaged())?;
        let opened = Zeroizing::new(opened);
        let bytes: &[u8; 32] = opened.as_slice().try_into().map_err(|_| damaged())?;
        Ok(DataKey(Zeroizing::new(*bytes)))
    }

    /// Wraps one key that serves for everything: the desk's own, and those of complaints from before there were two.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn wrap(
        &self,
        complaint: ComplaintId,
        key: &DataKey,
        entropy: &dyn Entropy,
    ) -> Result<WrappedKey, EntropyError> {
        let bytes = self.sealed_key(KeyPurpose::Everything, complaint, key, entropy)?;
        Ok(WrappedKey { master: self.id, bytes })
    }

    /// Wraps the two keys of a complaint, each in a box of its own.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn wrap_keys(
        &self,
        complaint: ComplaintId,
        keys: &DataKeys,
        entropy: &dyn Entropy,
    ) -> Result<WrappedKey, EntropyError> {
        let words = self.sealed_key(KeyPurpose::Words, complaint, &keys.words, entropy)?;
        let identity = self.sealed_key(KeyPurpose::Identity, complaint, &keys.identity, entropy)?;
        Ok(WrappedKey { master: self.id, bytes: [words, identity].concat() })
    }

    /// Unwraps the key of a complaint's words. The box of its identity's key stays closed.
    ///
    /// # Errors
    /// [`VaultError::WrongMasterKey`] if another master key has wrapped it, [`VaultError::WrappedKeyDamaged`] if
    /// it was changed or is another complaint's.
    pub fn unwrap(&self, complaint: ComplaintId, wrapped: &WrappedKey) -> Result<DataKey, VaultError> {
        self.opened_box(complaint, wrapped, KeyPurpose::Words)
    }

    /// Unwraps the key of a complaint's identity and contacts. Where the complaint is from before there were two, it is the one
    /// key that it has.
    ///
    /// # Errors
    /// As [`unwrap`](Self::unwrap).
    pub fn unwrap_identity(
        &self,
        complaint: ComplaintId,
        wrapped: &WrappedKey,
    ) -> Result<DataKey, VaultError> {
        self.opened_box(complaint, wrapped, KeyPurpose::Identity)
    }

    /// Unwraps both keys: for checking that all of it opens.
    ///
    /// # Errors
    /// As [`unwrap`](Self::unwrap).
    pub fn unwrap_keys(&self, complaint: ComplaintId, wrapped: &WrappedKey) -> Result<DataKeys, VaultError> {
        let words = self.unwrap(complaint, wrapped)?;
        Ok(DataKeys { words, identity: self.unwrap_identity(complaint, wrapped)? })
    }

    /// Puts the same keys under another master key.
    ///
    /// # Errors
    /// As [`unwrap`](Self::unwrap), and [`VaultError::Entropy`].
    pub fn rewrap(
        &self,
        complaint: ComplaintId,
        wrapped: &WrappedKey,
        to: &Self,
        entropy: &dyn Entropy,
    ) -> Result<WrappedKey, VaultError> {
        let keys = self.unwrap_keys(complaint, wrapped)?;
        if wrapped.bytes.len() == BOX {
            return Ok(to.wrap(complaint, &keys.words, entropy)?);
        }
        Ok(to.wrap_keys(complaint, &keys, entropy)?)
    }

    fn opened_box(
        &self,
        complaint: ComplaintId,
        wrapped: &WrappedKey,
        purpose: KeyPurpose,
    ) -> Result<DataKey, VaultError> {
        if wrapped.master != self.id {
            return Err(VaultError::WrongMasterKey { needed: wrapped.master });
        }
        let (words, identity) = wrapped.bytes.split_at_checked(BOX).unwrap_or_default();
        // Whatever is cut off or put together otherwise does not open: each box says in its associated data which it is.
        match (purpose, identity.len()) {
            (_, 0) => self.opened_key(KeyPurpose::Everything, complaint, words),
            (KeyPurpose::Identity, BOX) => self.opened_key(purpose, complaint, identity),
            (_, BOX) => self.opened_key(KeyPurpose::Words, complaint, words),
            _ => Err(VaultError::WrappedKeyDamaged { complaint }),
        }
    }
}

/// The length of one wrapped key: the nonce, 32 bytes, and the cipher's tag.
const BOX: usize = NONCE + 32 + 16;

/// What a wrapped key opens. It is associated data: no box passes for another.
#[derive(Clone, Copy)]
enum KeyPurpose {
    Everything,
    Words,
    Identity,
}

impl KeyPurpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Everything => b"aduan/wrapped/1",
            Self::Words => b"aduan/wrapped/2/words",
            Self::Identity => b"aduan/wrapped/2/identity",
        }
    }
}

/// The two keys of one complaint. Neither opens what is sealed under the other, nor can be computed from it.
#[derive(Clone)]
pub struct DataKeys {
    /// Of its texts and attachments, and of the aliases in it.
    pub words: DataKey,
    /// Of its identity and contacts, and of the messages that hold an address or a ticket.
    pub identity: DataKey,
}

impl DataKeys {
    /// Two new random keys.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        Ok(Self { words: DataKey::generate(entropy)?, identity: DataKey::generate(entropy)? })
    }
}

/// A key under which contents of one complaint are sealed. It has no `Debug`, is overwritten when dropped, and is stored wrapped only.
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

/// A complaint's keys under a master key: what is stored, made and destroyed as one.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// Which master key.
    pub master: KeyId,
    /// A nonce and the sealed key, of the words and then of the identity. One alone serves for everything.
    pub bytes: Vec<u8>,
}

impl WrappedKey {
    /// Whether it is as long as one key or two. Whether it opens, only its master key can tell.
    pub const fn is_whole(&self) -> bool {
        self.bytes.len() == BOX || self.bytes.len() == 2 * BOX
    }
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

#[cfg(test)]
mod tests;
