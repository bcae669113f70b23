//! What an operator may set: one TOML file, and the environment over it.

mod telemetry;

pub use telemetry::{Form, Level, Log, Traces};

use aduan_core::{Office, Rulebook, RulebookId};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// The settings of a server. Everything has a value that works; an unknown key is an error.
///
/// ```
/// use aduan_http::Config;
/// let file = "[server]\nbind = \"127.0.0.1:9000\"";
/// let config = Config::parse(file, [("ADUAN_LIMITS_BODY_BYTES".to_owned(), "1000".to_owned())])?;
/// assert_eq!((config.server.bind.port(), config.limits.body_bytes), (9000, 1000));
/// assert!(Config::parse("[server]\nbnid = \"typing error\"", []).is_err());
/// # Ok::<_, aduan_http::ConfigError>(())
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Config {
    /// Where it listens.
    pub server: Server,
    /// How much of everything.
    pub limits: Limits,
    /// Whose tokens are believed.
    pub auth: Auth,
    /// What new complaints take on where they do not say.
    pub reception: Reception,
    /// What time alone does.
    pub sweep: Sweep,
    /// What is logged.
    pub log: Log,
    /// Where spans of requests are sent.
    pub traces: Traces,
}

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
    pub roles: BTreeMap<String, crate::auth::Standing>,
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

/// Why settings will not do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the settings {} cannot be read", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is no TOML, or has a key or a value that is not known.
    #[error("the settings: {0}")]
    Wrong(Box<toml::de::Error>),
    /// A variable of the environment names no setting.
    #[error("the variable {name} names no setting: expected ADUAN_SECTION_KEY, such as ADUAN_SERVER_BIND")]
    Variable {
        /// Which.
        name: String,
    },
    /// Settings that do not go together.
    #[error("the settings: {0}")]
    Contradiction(String),
}

const SECTIONS: [&str; 7] = ["server", "limits", "auth", "reception", "sweep", "log", "traces"];

impl Config {
    /// Reads a file, if one is named, and the environment over it.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let text = match file {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?,
        };
        // A variable that is no text can be none of ours.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::parse(&text, variables)
    }

    /// Reads settings from a text, and from variables such as `ADUAN_SERVER_BIND`; others are left alone.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn parse(
        text: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let wrong = |error| ConfigError::Wrong(Box::new(error));
        // Read once by itself, so that what is wrong in the file is told with its line.
        toml::from_str::<Self>(text).map_err(wrong)?;
        let mut table: toml::Table = text.parse().map_err(wrong)?;
        for (name, value) in variables {
            let Some(path) = name.strip_prefix("ADUAN_") else { continue };
            let path = path.to_ascii_lowercase();
            let section = path.split_once('_').filter(|(section, _)| SECTIONS.contains(section));
            let Some((section, key)) = section else { return Err(ConfigError::Variable { name }) };
            let place = table.entry(section).or_insert_with(|| toml::Table::new().into());
            if let Some(place) = place.as_table_mut() {
                place.insert(key.to_owned(), literal(&value));
            }
        }
        let config: Self = table.try_into().map_err(wrong)?;
        config.check()?;
        Ok(config)
    }

    /// The rulebooks to give to the desk, the one in force last.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`], and [`ConfigError::Contradiction`] if there is no such rulebook or a file is none.
    pub fn rulebooks(&self) -> Result<Vec<Rulebook>, ConfigError> {
        let mut books = Rulebook::shipped().to_vec();
        for path in &self.reception.rulebook_files {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.clone(), source })?;
            let none =
                |error| ConfigError::Contradiction(format!("{} is no rulebook: {error}", path.display()));
            books.push(serde_json::from_str(&text).map_err(none)?);
        }
        let wanted = self.reception.rulebook.unwrap_or(Rulebook::kep_154_2012().id);
        let Some(place) = books.iter().rposition(|book| book.id == wanted) else {
            let what = format!("reception.rulebook: there is no rulebook {wanted}");
            return Err(ConfigError::Contradiction(what));
        };
        let in_force = books.remove(place);
        books.push(in_force);
        Ok(books)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let contradiction = |what: &str| Err(ConfigError::Contradiction(what.to_owned()));
        let auth = &self.auth;
        if auth.jwks.is_some() && (auth.issuer.is_none() || auth.audience.is_none()) {
            return contradiction(
                "auth.jwks needs auth.issuer and auth.audience: else a token that was meant for another program \
                 would be believed",
            );
        }
        if auth.jwks.is_none() && (auth.issuer.is_some() || auth.audience.is_some()) {
            return contradiction(
                "auth.issuer and auth.audience need auth.jwks, the key set to check tokens with",
            );
        }
        if auth.jwks.as_deref().is_some_and(|place| place.starts_with("http://")) {
            return contradiction(
                "auth.jwks: a key set is fetched by https alone: whoever changed it could be anybody",
            );
        }
        if auth.ca_file.is_some() && !auth.jwks.as_deref().is_some_and(|place| place.starts_with("https://"))
        {
            return contradiction("auth.ca_file is for an auth.jwks that is an https address");
        }
        if auth.algorithms.is_empty() {
            return contradiction("auth.algorithms is empty: no token could be believed");
        }
        if self.limits.waiting == 0 || self.limits.uploads_at_once == 0 || self.server.max_connections == 0 {
            return contradiction(
                "limits.waiting, limits.uploads_at_once and server.max_connections are at least 1",
            );
        }
        if self.server.operations_bind.is_some_and(|bind| bind == self.server.bind && bind.port() != 0) {
            return contradiction("server.operations_bind is server.bind: give it another port");
        }
        self.traces.check()
    }
}

/// A value as TOML has it, or else as a text.
fn literal(value: &str) -> toml::Value {
    let read = format!("value = {value}").parse::<toml::Table>().ok();
    read.and_then(|mut table| table.remove("value")).unwrap_or_else(|| value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, value: &str) -> [(String, String); 1] {
        [(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn the_environment_comes_over_the_file() {
        let file =
            "[limits]\nfiling = { burst = 1, per_minute = 2 }\n[auth.roles]\nverifikator = \"verifier\"";
        let config = Config::parse(file, variable("ADUAN_SERVER_TRUSTED_PROXIES", "['10.0.0.1']")).unwrap();
        assert_eq!(config.limits.filing, Rate { burst: 1, per_minute: 2 });
        assert_eq!(config.server.trusted_proxies, ["10.0.0.1".parse::<IpAddr>().unwrap()]);
        assert_eq!(config.auth.roles.len(), 1);
    }

    #[test]
    fn what_is_not_known_is_told() {
        for file in [
            "[sever]",
            "[server]\nbind = 80",
            "[auth]\nalgorithms = ['none']",
            "[auth]\nalgorithms = ['HS256']",
        ] {
            assert!(matches!(Config::parse(file, []), Err(ConfigError::Wrong(_))), "{file}");
        }
        let misspelt = Config::parse("", variable("ADUAN_SEVER_BIND", "127.0.0.1:1"));
        assert!(matches!(misspelt, Err(ConfigError::Variable { .. })));
        assert!(Config::parse("", variable("ADUAN_SERVER_BNID", "127.0.0.1:1")).is_err());
    }

    #[test]
    fn a_key_set_without_an_audience_is_refused() {
        let file = "[auth]\njwks = 'keys.json'\nissuer = 'https://sso.example'";
        assert!(matches!(Config::parse(file, []), Err(ConfigError::Contradiction(_))));
    }

    #[test]
    fn what_cannot_be_meant_of_traces_is_refused() {
        for line in [
            "endpoint = 'localhost:4318'",
            "endpoint = 'grpc://localhost:4317'",
            "endpoint = ''",
            "endpoint = 'http:///v1/traces'",
            "endpoint = 'https://'",
            "endpoint = 'http://localhost:4318'\nca_file = 'ca.pem'",
            "ca_file = 'ca.pem'",
            "sample_ratio = 1.5",
            "sample_ratio = -0.1",
            "sample_ratio = nan",
        ] {
            let read = Config::parse(&format!("[traces]\n{line}"), []);
            assert!(matches!(read, Err(ConfigError::Contradiction(_))), "{line}");
        }
        let whole =
            "[traces]\nendpoint = 'https://localhost:4318/v1/traces'\nca_file = 'ca.pem'\nsample_ratio = 0";
        Config::parse(whole, []).unwrap();
    }
}
