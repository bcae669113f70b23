//! The public keys with which tokens are checked (JWKS).

use crate::config::SignatureAlgorithm;
#[cfg(feature = "jwks-url")]
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Maximum size of a key set, in bytes.
#[cfg(feature = "jwks-url")]
const MAX_BYTES: u64 = 1 << 20;
/// Time limit for fetching it.
#[cfg(feature = "jwks-url")]
const FETCH_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
/// Minimum length of an RSA modulus, in bytes.
const MIN_RSA_BYTES: usize = 256;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum KeySetError {
    /// The file cannot be read.
    #[error("the key set {place}")]
    Unreadable {
        /// Where.
        place: String,
        /// Why.
        source: std::io::Error,
    },
    /// The address cannot be fetched.
    #[error("the key set {place} cannot be fetched: {why}")]
    Unreachable {
        /// Where.
        place: String,
        /// Why.
        why: String,
    },
    /// The file of authorities cannot be used.
    #[cfg(feature = "jwks-url")]
    #[error(transparent)]
    Authorities(#[from] crate::CaFileError),
    /// It is no key set, or has no key that can be used.
    #[error("{place} is no key set with a key for RS256 (2048 bits or more), ES256 or EdDSA")]
    NoKeys {
        /// Where.
        place: String,
    },
    /// The program was built without it.
    #[error("this program was built without the feature `jwks-url`: name a file, and renew it from outside")]
    NotBuilt,
}

/// The source of the keys.
#[derive(Debug, Clone)]
pub(crate) enum KeySource {
    File(PathBuf),
    Url {
        url: String,
        authorities: Option<PathBuf>,
    },
    /// Given once, and never read again.
    Given(Value),
}

impl KeySource {
    pub(crate) fn of(text: &str, authorities: Option<&Path>) -> Self {
        if text.starts_with("https://") {
            Self::Url { url: text.to_owned(), authorities: authorities.map(Path::to_owned) }
        } else {
            Self::File(text.into())
        }
    }

    fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Url { url, .. } => url.clone(),
            Self::Given(_) => "the local issuer".to_owned(),
        }
    }

    /// Reads the keys. It blocks.
    pub(crate) fn read(&self) -> Result<Keys, KeySetError> {
        let value = match self {
            Self::Given(value) => value.clone(),
            Self::File(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|source| KeySetError::Unreadable { place: self.name(), source })?;
                serde_json::from_str(&text).unwrap_or_default()
            }
            Self::Url { url, authorities } => fetch(url, authorities.as_deref())?,
        };
        Keys::of(&value).ok_or_else(|| KeySetError::NoKeys { place: self.name() })
    }
}

#[cfg(feature = "jwks-url")]
fn fetch(url: &str, authorities: Option<&Path>) -> Result<Value, KeySetError> {
    let unreachable = |why: String| KeySetError::Unreachable { place: url.to_owned(), why };
    let fetched =
        crate::outgoing::agent(FETCH_TIMEOUT, authorities)?.get(url).config().https_only(true).build().call();
    let mut response = fetched.map_err(|error| unreachable(error.to_string()))?;
    // A redirect is an error: the settings name the address.
    if response.status() != StatusCode::OK {
        return Err(unreachable(format!("it was answered with status {}", response.status().as_u16())));
    }
    let text = response.body_mut().with_config().limit(MAX_BYTES).read_to_string();
    Ok(serde_json::from_str(&text.map_err(|error| unreachable(error.to_string()))?).unwrap_or_default())
}

#[cfg(not(feature = "jwks-url"))]
fn fetch(_: &str, _: Option<&Path>) -> Result<Value, KeySetError> {
    Err(KeySetError::NotBuilt)
}

pub(crate) struct Key {
    name: Option<String>,
    pub(crate) signature: SignatureAlgorithm,
    pub(crate) public: DecodingKey,
}

/// The keys that can be used.
pub(crate) struct Keys(Vec<Key>);

impl Keys {
    /// Those of a key set that are good for anything; others are left out. `None` if there is none.
    pub(crate) fn of(set: &Value) -> Option<Self> {
        let keys: Vec<Key> = set.get("keys")?.as_array()?.iter().filter_map(key).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The key of this name; or, where a token names none, the only one for its signature.
    pub(crate) fn find(&self, name: Option<&str>, signature: SignatureAlgorithm) -> Option<&Key> {
        let mut fitting = self.0.iter().filter(|key| key.signature == signature);
        if name.is_some() {
            return fitting.find(|key| key.name.as_deref() == name);
        }
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

fn key(value: &Value) -> Option<Key> {
    let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
    let common = &jwk.common;
    let for_signing = common.public_key_use.as_ref().is_none_or(|kept| *kept == PublicKeyUse::Signature);
    let may_verify = common.key_operations.as_ref().is_none_or(|kept| kept.contains(&KeyOperations::Verify));
    let length = |part: &str| URL_SAFE_NO_PAD.decode(part).map(|bytes| bytes.len()).unwrap_or_default();
    let (signature, whole) = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) => (SignatureAlgorithm::Rs256, length(&rsa.n) >= MIN_RSA_BYTES),
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            (SignatureAlgorithm::Es256, length(&curve.x) == 32 && length(&curve.y) == 32)
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            (SignatureAlgorithm::EdDsa, length(&pair.x) == 32)
        }
        _ => return None,
    };
    let says = common.key_algorithm.map(|algorithm| algorithm.to_string());
    let agrees = says.is_none_or(|says| says == signature.as_str());
    if !(for_signing && may_verify && whole && agrees) {
        return None;
    }
    Some(Key { name: common.key_id.clone(), signature, public: DecodingKey::from_jwk(&jwk).ok()? })
}

impl SignatureAlgorithm {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    pub(crate) const fn algorithm(self) -> Algorithm {
        match self {
            Self::Rs256 => Algorithm::RS256,
            Self::Es256 => Algorithm::ES256,
            Self::EdDsa => Algorithm::EdDSA,
        }
    }

    pub(crate) fn of(algorithm: Algorithm) -> Option<Self> {
        [Self::Rs256, Self::Es256, Self::EdDsa].into_iter().find(|known| known.algorithm() == algorithm)
    }
}
