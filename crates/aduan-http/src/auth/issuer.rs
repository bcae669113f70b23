//! The local token issuer, for trying out: a key of its own beside the database.

use crate::principal::TokenRole;
use aduan_core::{Office, PersonId};
use aduan_store::{Entropy, EntropyError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use hex::FromHex;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

/// The `aud` of its tokens.
pub(crate) const AUDIENCE: &str = "aduan";
/// The bytes before the seed in an Ed25519 private key in PKCS #8.
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// Signs tokens for officers, so that the server can be tried out without anything else.
///
/// Its key is not one of the vault's keys. A person who has it can act as any officer, but reads only what such an
/// officer may read.
pub struct Issuer {
    seed: Zeroizing<[u8; 32]>,
    public: [u8; 32],
    /// The name of its key: the beginning of the public key's SHA-256.
    name: String,
}

/// Why there is no issuer.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum IssuerError {
    /// The file cannot be read or written.
    #[error("the issuer's key {}", path.display())]
    File {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others than its owner may read the file.
    #[error("the issuer's key {} has mode {mode:04o}; it must be 0600, for its owner alone", path.display())]
    Open {
        /// Where.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It holds something else.
    #[error("{} is no issuer's key: 64 lower-case hexadecimal digits were expected", path.display())]
    NotAKey {
        /// Where.
        path: PathBuf,
    },
    /// There is no randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A token could not be signed.
    #[error("the token could not be signed")]
    Unsigned(#[source] jsonwebtoken::errors::Error),
}

/// The person that a token is for.
#[derive(Debug, Clone, Copy)]
pub struct TokenSubject {
    /// Their pseudonym.
    pub person: PersonId,
    /// Their role.
    pub role: TokenRole,
    /// Their office; auditors and operators have none.
    pub office: Option<Office>,
}

impl Issuer {
    /// Makes one of 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        let name = URL_SAFE_NO_PAD.encode(&Sha256::digest(public)[..12]);
        Self { seed: Zeroizing::new(seed), public, name }
    }

    /// Opens the issuer whose key is in this file.
    ///
    /// # Errors
    /// [`IssuerError`].
    pub fn open(path: &Path) -> Result<Self, IssuerError> {
        let failed = |source| IssuerError::File { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(failed)?;
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&file.metadata().map_err(failed)?) & 0o7777;
            if mode & 0o077 != 0 {
                return Err(IssuerError::Open { path: path.to_owned(), mode });
            }
        }
        let mut text = Zeroizing::new(String::with_capacity(80));
        Read::by_ref(&mut file).take(80).read_to_string(&mut text).map_err(failed)?;
        let seed = <[u8; 32]>::from_hex(text.trim_end())
            .map_err(|_| IssuerError::NotAKey { path: path.to_owned() })?;
        Ok(Self::from_seed(seed))
    }

    /// Opens it, or makes it where there is none, for its owner alone. Tells whether it was made.
    ///
    /// # Errors
    /// [`IssuerError`].
    pub fn open_or_make(path: &Path, entropy: &dyn Entropy) -> Result<(Self, bool), IssuerError> {
        if path.exists() {
            return Ok((Self::open(path)?, false));
        }
        let failed = |source| IssuerError::File { path: path.to_owned(), source };
        let mut seed = Zeroizing::new([0; 32]);
        entropy.fill(&mut *seed)?;
        // A temporary file first, for its owner alone: two servers that start at once must not read half a key.
        let mut file = NamedTempFile::new_in(path.parent().unwrap_or(path)).map_err(failed)?;
        let text = Zeroizing::new(hex::encode(*seed) + "\n");
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        match file.persist_noclobber(path) {
            Ok(_) => Ok((Self::from_seed(*seed), true)),
            Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok((Self::open(path)?, false)),
            Err(lost) => Err(failed(lost.error)),
        }
    }

    /// The `iss` of its tokens.
    pub fn issuer(&self) -> String {
        format!("aduan-local:{}", self.name)
    }

    /// Its public key, as a key set (JWKS).
    pub fn key_set(&self) -> Value {
        let x = URL_SAFE_NO_PAD.encode(self.public);
        json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.name, "x": x }
        ] })
    }

    /// A token for a person, valid from now on for this time.
    ///
    /// # Errors
    /// [`IssuerError::Unsigned`].
    pub fn token(&self, subject: &TokenSubject, lasting: Duration) -> Result<String, IssuerError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let mut claims = json!({
            "iss": self.issuer(), "aud": AUDIENCE, "iat": now, "exp": now.saturating_add(lasting.as_secs()),
            "sub": subject.person, "role": subject.role.as_str(),
        });
        if let (Some(office), Some(claims)) = (subject.office, claims.as_object_mut()) {
            claims.insert("office".to_owned(), office.to_string().into());
        }
        self.sign(&claims)
    }

    /// Signs any claims.
    ///
    /// # Errors
    /// [`IssuerError::Unsigned`].
    pub fn sign(&self, claims: &Value) -> Result<String, IssuerError> {
        let mut key = Zeroizing::new(Vec::with_capacity(PKCS8.len() + 32));
        key.extend_from_slice(&PKCS8);
        key.extend_from_slice(&*self.seed);
        let header = Header { kid: Some(self.name.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(&key)).map_err(IssuerError::Unsigned)
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Issuer({})", self.name)
    }
}
