//! The sections of the settings.

use crate::principal::TokenRole;
use aduan_core::{Office, RulebookId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// The addresses at which the server listens, and the proxies in front of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Server {
    /// The address and port. With port 0 the system chooses one.
    pub bind: SocketAddr,
    /// A second address for health, readiness and metrics only, without a token, for the monitoring. At the first address
    /// metrics need a token of the role `operator`.
    pub operations_bind: Option<SocketAddr>,
    /// The proxies whose `X-Forwarded-For` is trusted. Without one, the client is the peer of the connection.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether a proxy in front speaks TLS. Then browsers are told to insist on it (HSTS).
    pub behind_tls: bool,
    /// Other origins whose web pages may call the API from a browser.
    pub cors_origins: Vec<String>,
    /// Maximum number of connections at once; further ones wait.
    pub max_connections: usize,
    /// Time for requests to finish after the signal to stop.
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

/// Limits of size, time and rate.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Maximum size of a body that is not an upload, in bytes.
    pub body_bytes: usize,
    /// Maximum size of an attachment, in bytes.
    pub upload_bytes: u64,
    /// Time limit for the head of a request.
    pub header_seconds: u64,
    /// Time limit for a body, or between two pieces of an upload.
    pub body_seconds: u64,
    /// Time limit for a request as a whole, except uploads and streams.
    pub request_seconds: u64,
    /// Time limit for an upload as a whole.
    pub upload_seconds: u64,
    /// Maximum number of uploads at once.
    pub uploads_at_once: usize,
    /// Maximum number of requests that wait for the database; further ones are answered 503.
    pub waiting: usize,
    /// Rate of complaints filed by one client.
    pub filing: Rate,
    /// Rate of requests with one ticket.
    pub ticket: Rate,
    /// Rate of all requests of one client.
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

/// A rate: so many at once, and then so many a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// A minute; 0 means no limit.
    pub per_minute: u32,
}

/// Officers' tokens. Without a key set, the local issuer's tokens are accepted, for trying out.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Auth {
    /// The key set (JWKS): a file, or an `https://` address.
    pub jwks: Option<String>,
    /// A file with the only certificate authorities that are trusted for that address (PEM). Without it, the web's own.
    pub ca_file: Option<PathBuf>,
    /// How often the key set is read again, in seconds.
    pub refresh_seconds: u64,
    /// The `iss` that a token must have.
    pub issuer: Option<String>,
    /// The `aud` that a token must have.
    pub audience: Option<String>,
    /// The signatures that are accepted: of `RS256`, `ES256` and `EdDSA`.
    pub algorithms: Vec<SignatureAlgorithm>,
    /// How far clocks may differ, in seconds.
    pub leeway_seconds: u64,
    /// The claim with the officer's pseudonym, a UUID. A dot leads into an object: `ext.person`.
    pub person_claim: String,
    /// The claim with their role or roles.
    pub role_claim: String,
    /// The claim with their office.
    pub office_claim: String,
    /// The roles of the claim, by their names there. Without any, the claim has this program's own names.
    pub roles: BTreeMap<String, TokenRole>,
    /// The offices of the claim, by their names there. Without any, they are written as `KPPBC-050500`.
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
            algorithms: vec![SignatureAlgorithm::Rs256, SignatureAlgorithm::Es256, SignatureAlgorithm::EdDsa],
            leeway_seconds: 30,
            person_claim: "sub".to_owned(),
            role_claim: "role".to_owned(),
            office_claim: "office".to_owned(),
            roles: BTreeMap::new(),
            offices: BTreeMap::new(),
        }
    }
}

/// A signature algorithm of tokens. There is no `none`, and no shared secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum SignatureAlgorithm {
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

/// How long somebody stays signed in at the pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Sessions {
    /// After how many minutes a session that is not used is over.
    pub idle_minutes: u32,
    /// After how many minutes a session is over in any case.
    pub longest_minutes: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle_minutes: 30, longest_minutes: 600 }
    }
}

/// Defaults for new complaints.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Reception {
    /// The compliance unit (UKI) for a complaint that names none. Without it, every complaint must name one.
    pub unit: Option<Office>,
    /// The rulebook for new complaints, which the database knows; `kep-154-2012` by default.
    pub rulebook: Option<RulebookId>,
}

/// Tasks that run by time.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Sweep {
    /// Interval of the sweep, in seconds; 0 for never.
    pub every_seconds: u64,
    /// Age at which an upload that no command was bound to is dropped, in seconds.
    pub drop_uploads_seconds: u64,
}

impl Default for Sweep {
    fn default() -> Self {
        Self { every_seconds: 60, drop_uploads_seconds: 24 * 3600 }
    }
}
