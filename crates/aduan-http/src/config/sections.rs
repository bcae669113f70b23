//! The sections of the settings.

use crate::principal::TokenRole;
use aduan_core::{Office, RulebookId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// Where it listens, and what stands in front of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Server {
    /// The address and port. Port 0 lets the system choose one.
    pub bind: SocketAddr,
    /// A second address for health, readiness and metrics alone, without a token: bind it where only the
    /// monitoring comes. On the first one metrics need a token of the role `operator`.
    pub operations_bind: Option<SocketAddr>,
    /// The proxies whose `X-Forwarded-For` is believed. Without one the client is whoever connects.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether a proxy in front speaks TLS, so that browsers may be told to insist on it.
    pub behind_tls: bool,
    /// The web pages of other origins that may call the API from a browser. None, unless named.
    pub cors_origins: Vec<String>,
    /// So many connections at once; the next one waits.
    pub max_connections: usize,
    /// How long what was taken may go on after the signal to stop.
    pub shutdown_seconds: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 8460)),
            operations_bind: None,
            trusted_proxies: Vec::new(),
            behind_tls: false,
            cors_origins: Vec::new(),
            max_connections: 4096,
            shutdown_seconds: 30,
        }
    }
}

/// How much of everything.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// The largest body that is not an upload, in bytes.
    pub body_bytes: usize,
    /// The largest attachment, in bytes.
    pub upload_bytes: u64,
    /// How long the head of a request may take.
    pub header_seconds: u64,
    /// How long the body may take, or an upload between two pieces of it.
    pub body_seconds: u64,
    /// How long a request may take as a whole, uploads and what is followed excepted.
    pub request_seconds: u64,
    /// How long an upload may take as a whole.
    pub upload_seconds: u64,
    /// How many attachments are taken at the same time.
    pub uploads_at_once: usize,
    /// How many requests wait for the database at the same time; more are told to come back.
    pub waiting: usize,
    /// Complaints filed by one client: so many at once, and then so many a minute. 0 a minute: no limit.
    pub filing: Rate,
    /// Requests with one ticket.
    pub ticket: Rate,
    /// Requests of one client of any kind.
    pub client: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 << 10,
            upload_bytes: 100 << 20,
            header_seconds: 10,
            body_seconds: 15,
            request_seconds: 30,
            upload_seconds: 900,
            uploads_at_once: 16,
            waiting: 1024,
            filing: Rate { burst: 10, per_minute: 6 },
            ticket: Rate { burst: 60, per_minute: 60 },
            client: Rate { burst: 600, per_minute: 1200 },
        }
    }
}

/// So many at once, and then so many a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// A minute; 0 means no limit.
    pub per_minute: u32,
}

/// Whose tokens are believed. Without a key set, those of the local issuer, for trying out.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Auth {
    /// The key set (JWKS): a file, or an `https://` address.
    pub jwks: Option<String>,
    /// The authorities that may vouch for that address, and no others: a file of certificates (PEM). Without it, the
    /// well-known ones of the web.
    pub ca_file: Option<PathBuf>,
    /// How often the key set is read again, in seconds.
    pub refresh_seconds: u64,
    /// The `iss` that a token must have.
    pub issuer: Option<String>,
    /// The `aud` that a token must have.
    pub audience: Option<String>,
    /// The signatures that are accepted: of `RS256`, `ES256` and `EdDSA`.
    pub algorithms: Vec<Signature>,
    /// How far clocks may differ, in seconds.
    pub leeway_seconds: u64,
    /// The claim with the officer's pseudonym, a UUID. A dot leads into an object: `ext.person`.
    pub person_claim: String,
    /// The claim with their role or roles.
    pub role_claim: String,
    /// The claim with their office.
    pub office_claim: String,
    /// What the claim's roles mean here; where none is said, they are this program's own names.
    pub roles: BTreeMap<String, TokenRole>,
    /// What the claim's offices mean here; where none is said, they are written as `KPPBC-050100`.
    pub offices: BTreeMap<String, Office>,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            jwks: None,
            ca_file: None,
            refresh_seconds: 300,
            issuer: None,
            audience: None,
            algorithms: vec![Signature::Rs256, Signature::Es256, Signature::EdDsa],
            leeway_seconds: 30,
            person_claim: "sub".to_owned(),
            role_claim: "role".to_owned(),
            office_claim: "office".to_owned(),
            roles: BTreeMap::new(),
            offices: BTreeMap::new(),
        }
    }
}

/// A signature that a token may have. There is no `none`, and no shared secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Signature {
    /// RSA with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// The curve P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// What new complaints take on where they do not say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Reception {
    /// The compliance unit (UKI) that verifies what names none. Without it, who files must name one.
    pub unit: Option<Office>,
    /// The rulebook in force for what is received from now on: `kep-154-2012` if it does not say.
    pub rulebook: Option<RulebookId>,
    /// Rulebooks of one's own, as JSON. Keep each as long as a complaint is handled under it.
    pub rulebook_files: Vec<PathBuf>,
}

/// What time alone does.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Sweep {
    /// How often, in seconds; 0: never, because somebody else does.
    pub every_seconds: u64,
    /// After how long an attachment that was never bound to a command is dropped, in seconds.
    pub drop_uploads_seconds: u64,
}

impl Default for Sweep {
    fn default() -> Self {
        Self { every_seconds: 60, drop_uploads_seconds: 24 * 3600 }
    }
}
