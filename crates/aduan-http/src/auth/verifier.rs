//! Bearer tokens: signed by a known key, meant for this program, not expired, with a person and their roles.

use super::issuer::{self, Issuer};
use super::keys::{KeySetError, KeySource, Keys};
use crate::config::{Auth, SignatureAlgorithm};
use crate::principal::{Principal, TokenRole};
use crate::problem::Problem;
use aduan_core::{Actor, Office, PersonId};
use jsonwebtoken::{Validation, decode, decode_header};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

/// Maximum length of a token, in bytes.
const MAX_TOKEN: usize = 8 << 10;
/// Verified tokens that are remembered, so that a signature is checked once.
const MAX_REMEMBERED: usize = 8192;
/// Maximum age of the keys where they cannot be read again, in seconds.
const MAX_KEY_AGE: u64 = 24 * 3600;

/// Verifies tokens.
pub struct TokenVerifier {
    auth: Auth,
    issuer: String,
    audience: String,
    source: KeySource,
    keys: RwLock<Arc<Known>>,
    verified: Mutex<HashMap<[u8; 32], Arc<TokenClaims>>>,
}

struct Known {
    keys: Keys,
    /// When they were read, in seconds since 1970.
    at: u64,
}

/// The claims of a verified token.
struct TokenClaims {
    person: PersonId,
    roles: Vec<TokenRole>,
    office: Option<Office>,
    not_before: u64,
    expires: u64,
}

impl TokenVerifier {
    /// By the key set of the settings; by the local issuer's key where they name none.
    ///
    /// # Errors
    /// [`KeySetError`] where there is no usable key.
    pub fn new(auth: &Auth, local: &Issuer) -> Result<Self, KeySetError> {
        let (source, issuer, audience) = match (&auth.jwks, &auth.issuer, &auth.audience) {
            (Some(jwks), Some(issuer), Some(audience)) => {
                (KeySource::of(jwks, auth.ca_file.as_deref()), issuer.clone(), audience.clone())
            }
            _ => (KeySource::Given(local.key_set()), local.issuer(), issuer::AUDIENCE.to_owned()),
        };
        let known = Known { keys: source.read()?, at: now() };
        let (keys, verified) = (RwLock::new(Arc::new(known)), Mutex::default());
        Ok(Self { auth: auth.clone(), issuer, audience, source, keys, verified })
    }

    /// Whether tokens come from the local issuer.
    pub fn is_local(&self) -> bool {
        matches!(self.source, KeySource::Given(_))
    }

    /// Reads the keys again. It blocks. If that fails, the old keys are used for up to a day.
    ///
    /// # Errors
    /// [`KeySetError`].
    pub fn refresh(&self) -> Result<(), KeySetError> {
        let known = Known { keys: self.source.read()?, at: now() };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
        // A token signed by a withdrawn key must not be remembered.
        self.verified.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// The caller of this token, in the role that they name. A caller with several roles must name one.
    ///
    /// # Errors
    /// 401 for an invalid token, 403 for a caller without that role here.
    pub fn principal(&self, token: &str, wanted: Option<&str>) -> Result<Principal, Problem> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let remembered =
            self.verified.lock().unwrap_or_else(PoisonError::into_inner).get(&digest).map(Arc::clone);
        let claims = match remembered.filter(|claims| claims.valid_at(now(), self.auth.leeway_seconds)) {
            Some(claims) => claims,
            None => self.verify(token, digest)?,
        };
        claims.principal(wanted)
    }

    fn verify(&self, token: &str, digest: [u8; 32]) -> Result<Arc<TokenClaims>, Problem> {
        if token.len() > MAX_TOKEN {
            return Err(Problem::invalid_token());
        }
        let known = Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner));
        if !self.is_local() && now().saturating_sub(known.at) > MAX_KEY_AGE {
            tracing::error!("the key set is older than a day; no token is believed");
            return Err(Problem::invalid_token());
        }
        let header = decode_header(token).map_err(|_| Problem::invalid_token())?;
        let signature =
            SignatureAlgorithm::of(header.alg).filter(|signature| self.auth.algorithms.contains(signature));
        // An unknown critical header makes a token invalid (RFC 7515).
        let key = signature.filter(|_| header.crit.is_none());
        let key = key.and_then(|signature| known.keys.find(header.kid.as_deref(), signature));
        let key = key.ok_or_else(Problem::invalid_token)?;
        let mut validation = Validation::new(key.signature.algorithm());
        validation.leeway = self.auth.leeway_seconds;
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        let verified = decode::<Map<String, Value>>(token, &key.public, &validation)
            .map_err(|_| Problem::invalid_token())?
            .claims;
        let claims = Arc::new(self.claims(&verified)?);
        let mut remembered = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        // Not remembered if the keys were replaced meanwhile.
        if Arc::ptr_eq(&known, &self.keys.read().unwrap_or_else(PoisonError::into_inner)) {
            remembered.insert(digest, Arc::clone(&claims));
        }
        Ok(claims)
    }

    fn claims(&self, claims: &Map<String, Value>) -> Result<TokenClaims, Problem> {
        let claim = |path: &str| {
            let mut parts = path.split('.');
            let first = claims.get(parts.next()?)?;
            parts.try_fold(first, |value, part| value.get(part))
        };
        let texts = |value: &Value| -> Vec<String> {
            let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            several.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let person = claim(&self.auth.person_claim).and_then(Value::as_str);
        let person: PersonId =
            person.and_then(|person| person.parse().ok()).ok_or_else(Problem::no_pseudonym)?;
        if person == PersonId::SYSTEM {
            return Err(Problem::no_pseudonym());
        }
        let roles = claim(&self.auth.role_claim).map(texts).unwrap_or_default();
        let known = |role: &String| match self.auth.roles.get(role) {
            Some(role) => Some(*role),
            None if self.auth.roles.is_empty() => role.parse().ok(),
            None => None,
        };
        let office = claim(&self.auth.office_claim).and_then(Value::as_str);
        let office = office.and_then(|office| match self.auth.offices.get(office) {
            Some(office) => Some(*office),
            None => office.parse().ok(),
        });
        let seconds = |claim: &str| {
            let number = claims.get(claim)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast saturates")]
            number.as_u64().or_else(|| number.as_f64().map(|seconds| seconds as u64))
        };
        Ok(TokenClaims {
            person,
            roles: roles.iter().filter_map(known).collect(),
            office,
            not_before: seconds("nbf").unwrap_or_default(),
            expires: seconds("exp").unwrap_or_default(),
        })
    }
}

impl std::fmt::Debug for TokenVerifier {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "TokenVerifier({})", self.issuer)
    }
}

impl TokenClaims {
    const fn valid_at(&self, now: u64, leeway: u64) -> bool {
        now < self.expires.saturating_add(leeway) && self.not_before <= now.saturating_add(leeway)
    }

    fn principal(&self, wanted: Option<&str>) -> Result<Principal, Problem> {
        let role = match (wanted, self.roles.as_slice()) {
            (None, [only]) => Some(*only),
            (None, _) => None,
            (Some(wanted), several) => several.iter().copied().find(|role| role.as_str() == wanted),
        };
        match role {
            Some(TokenRole::Auditor) => Ok(Principal::Auditor(self.person)),
            Some(TokenRole::Operator) => Ok(Principal::Operator(self.person)),
            Some(TokenRole::Portal) => Ok(Principal::Portal(self.person)),
            Some(held @ TokenRole::Officer(role)) if !held.needs_office() || self.office.is_some() => {
                Ok(Principal::Officer(Actor {
                    id: self.person,
                    role,
                    office: self.office,
                    alias: None,
                    ticket: None,
                }))
            }
            Some(TokenRole::Officer(_)) => Err(Problem::no_office()),
            None if wanted.is_none() && self.roles.len() > 1 => Err(Problem::which_role()),
            None => Err(Problem::no_role()),
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
