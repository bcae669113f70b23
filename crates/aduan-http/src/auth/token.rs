//! Bearer tokens: signed by a key that is known, for this program, not expired, and saying who somebody is.

use super::keys::{Keys, Place};
use super::{Issuer, KeySetError, Principal, Standing, issuer};
use crate::config::{Auth, Signature};
use crate::problem::Problem;
use aduan_core::{Actor, Office, PersonId};
use axum::http::StatusCode;
use jsonwebtoken::{Validation, decode, decode_header};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

/// A longer token is refused unread.
const LONGEST: usize = 8 << 10;
/// So many tokens are remembered as checked.
const REMEMBERED: usize = 8192;
/// Keys that could not be read again for so long are believed no more, in seconds.
const STALE: u64 = 24 * 3600;

/// Checks tokens.
pub struct Authority {
    auth: Auth,
    issuer: String,
    audience: String,
    place: Place,
    keys: RwLock<Arc<Known>>,
    checked: Mutex<HashMap<[u8; 32], Arc<Bearer>>>,
}

struct Known {
    keys: Keys,
    /// When they were read, in seconds since 1970.
    at: u64,
}

/// What a token that was checked says.
struct Bearer {
    person: PersonId,
    standings: Vec<Standing>,
    office: Option<Office>,
    not_before: u64,
    expires: u64,
}

impl Authority {
    /// The one of the settings; the local issuer where they name no key set.
    ///
    /// # Errors
    /// [`KeySetError`] if there are no keys: a server that could believe nobody, or anybody, does not start.
    pub fn new(auth: &Auth, local: &Issuer) -> Result<Self, KeySetError> {
        let (place, issuer, audience) = match (&auth.jwks, &auth.issuer, &auth.audience) {
            (Some(place), Some(issuer), Some(audience)) => {
                (Place::of(place, auth.ca_file.as_deref()), issuer.clone(), audience.clone())
            }
            _ => (Place::Given(local.key_set()), local.issuer(), issuer::AUDIENCE.to_owned()),
        };
        let known = Known { keys: place.read()?, at: now() };
        let (keys, checked) = (RwLock::new(Arc::new(known)), Mutex::default());
        Ok(Self { auth: auth.clone(), issuer, audience, place, keys, checked })
    }

    /// Whether its tokens come from the local issuer.
    pub fn is_local(&self) -> bool {
        matches!(self.place, Place::Given(_))
    }

    /// Reads the keys again. It blocks. Where that fails, those that were read before are believed for a day.
    ///
    /// # Errors
    /// [`KeySetError`].
    pub fn refresh(&self) -> Result<(), KeySetError> {
        let known = Known { keys: self.place.read()?, at: now() };
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
        // What a key that is gone has signed must not be remembered.
        self.checked.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// Who comes with this token, in the role that they ask for, which they must name where they have several.
    ///
    /// # Errors
    /// 401 where it proves nothing, 403 where it proves somebody who has no such role here.
    pub fn principal(&self, token: &str, wanted: Option<&str>) -> Result<Principal, Problem> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let remembered =
            self.checked.lock().unwrap_or_else(PoisonError::into_inner).get(&digest).map(Arc::clone);
        let bearer = match remembered.filter(|bearer| bearer.holds(now(), self.auth.leeway_seconds)) {
            Some(bearer) => bearer,
            None => self.check(token, digest)?,
        };
        bearer.in_role(wanted)
    }

    fn check(&self, token: &str, digest: [u8; 32]) -> Result<Arc<Bearer>, Problem> {
        if token.len() > LONGEST {
            return Err(invalid());
        }
        let known = Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner));
        if !self.is_local() && now().saturating_sub(known.at) > STALE {
            tracing::error!("the key set is older than a day; no token is believed");
            return Err(invalid());
        }
        let header = decode_header(token).map_err(|_| invalid())?;
        let signature =
            Signature::of(header.alg).filter(|signature| self.auth.algorithms.contains(signature));
        // What must be understood and is not makes a token invalid (RFC 7515).
        let key = signature.filter(|_| header.crit.is_none());
        let key = key.and_then(|signature| known.keys.find(header.kid.as_deref(), signature));
        let key = key.ok_or_else(invalid)?;
        let mut validation = Validation::new(key.signature.algorithm());
        validation.leeway = self.auth.leeway_seconds;
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        let claims =
            decode::<Map<String, Value>>(token, &key.public, &validation).map_err(|_| invalid())?.claims;
        let bearer = Arc::new(self.bearer(&claims)?);
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if checked.len() >= REMEMBERED {
            checked.clear();
        }
        // Nothing is remembered that was checked by keys which are replaced meanwhile.
        if Arc::ptr_eq(&known, &self.keys.read().unwrap_or_else(PoisonError::into_inner)) {
            checked.insert(digest, Arc::clone(&bearer));
        }
        Ok(bearer)
    }

    fn bearer(&self, claims: &Map<String, Value>) -> Result<Bearer, Problem> {
        let said = |path: &str| {
            let mut parts = path.split('.');
            let first = claims.get(parts.next()?)?;
            parts.try_fold(first, |value, part| value.get(part))
        };
        let texts = |value: &Value| -> Vec<String> {
            let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            several.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let person = said(&self.auth.person_claim).and_then(Value::as_str);
        let person: PersonId = person.and_then(|person| person.parse().ok()).ok_or_else(no_pseudonym)?;
        if person == PersonId::SYSTEM {
            return Err(no_pseudonym());
        }
        let roles = said(&self.auth.role_claim).map(texts).unwrap_or_default();
        let standing = |role: &String| match self.auth.roles.get(role) {
            Some(standing) => Some(*standing),
            None if self.auth.roles.is_empty() => role.parse().ok(),
            None => None,
        };
        let office = said(&self.auth.office_claim).and_then(Value::as_str);
        let office = office.and_then(|office| match self.auth.offices.get(office) {
            Some(office) => Some(*office),
            None => office.parse().ok(),
        });
        let seconds = |claim: &str| {
            let number = claims.get(claim)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast saturates")]
            number.as_u64().or_else(|| number.as_f64().map(|seconds| seconds as u64))
        };
        Ok(Bearer {
            person,
            standings: roles.iter().filter_map(standing).collect(),
            office,
            not_before: seconds("nbf").unwrap_or_default(),
            expires: seconds("exp").unwrap_or_default(),
        })
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Authority({})", self.issuer)
    }
}

impl Bearer {
    const fn holds(&self, now: u64, leeway: u64) -> bool {
        now < self.expires.saturating_add(leeway) && self.not_before <= now.saturating_add(leeway)
    }

    fn in_role(&self, wanted: Option<&str>) -> Result<Principal, Problem> {
        let standing = match (wanted, self.standings.as_slice()) {
            (None, [only]) => Some(*only),
            (None, _) => None,
            (Some(wanted), several) => several.iter().copied().find(|has| has.as_str() == wanted),
        };
        match standing {
            Some(Standing::Auditor) => Ok(Principal::Auditor(self.person)),
            Some(Standing::Operator) => Ok(Principal::Operator(self.person)),
            Some(standing @ Standing::Officer(role)) if !standing.needs_office() || self.office.is_some() => {
                Ok(Principal::Officer(Actor { id: self.person, role, office: self.office }))
            }
            Some(Standing::Officer(_)) => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "no_office",
                "Token ini tidak menyebut kantor Anda.",
                "this token names no office of yours",
            )),
            None if wanted.is_none() && self.standings.len() > 1 => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "which_role",
                "Anda punya beberapa peran; sebutkan salah satunya dalam Aduan-Role.",
                "you have several roles: name one of them in Aduan-Role",
            )),
            None => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "no_role",
                "Token ini tidak memberi Anda peran itu di sini.",
                "this token gives you no such role here",
            )),
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The same for everything that is wrong with a token: whoever forges one learns nothing.
fn invalid() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "invalid_token",
        "Token tidak sah atau sudah kedaluwarsa.",
        "the token is invalid or has expired",
    )
    .challenge("Bearer")
}

fn no_pseudonym() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "no_pseudonym",
        "Token ini tidak memuat nama samaran (UUID) Anda.",
        "this token has no pseudonym of yours: a random UUID, never a staff number",
    )
}
