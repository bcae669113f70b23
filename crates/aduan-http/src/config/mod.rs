//! The settings: one TOML file, and the environment over it.

mod sections;
mod telemetry;
mod wise;

pub use sections::{Auth, Limits, Rate, Reception, Server, Sessions, SignatureAlgorithm, Sweep};
pub use telemetry::{Log, LogFormat, LogLevel, Traces};
pub use wise::Wise;

use serde::Deserialize;
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
    /// Addresses and proxies.
    pub server: Server,
    /// Limits of size, time and rate.
    pub limits: Limits,
    /// Officers' tokens.
    pub auth: Auth,
    /// Defaults for new complaints.
    pub reception: Reception,
    /// Sessions of officers at the pages.
    pub sessions: Sessions,
    /// Tasks that run by time.
    pub sweep: Sweep,
    /// The log.
    pub log: Log,
    /// Spans of requests.
    pub traces: Traces,
    /// What is sent outside, in the words of the relay's own settings: the server itself sends nothing.
    pub relay: Option<toml::Table>,
    /// The way back from WISE by machine. Without it, no event is believed.
    pub wise: Option<Wise>,
}

/// Why settings are refused.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the settings {} cannot be read", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not TOML, or has an unknown key or value.
    #[error("the settings: {0}")]
    Wrong(Box<toml::de::Error>),
    /// A variable of the environment names no setting.
    #[error("the variable {name} names no setting: expected ADUAN_SECTION_KEY, such as ADUAN_SERVER_BIND")]
    Variable {
        /// Which.
        name: String,
    },
    /// Settings that contradict each other.
    #[error("the settings: {0}")]
    Contradiction(String),
}

const SECTIONS: [&str; 10] =
    ["server", "limits", "auth", "reception", "sessions", "sweep", "log", "traces", "relay", "wise"];

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
        // A variable that is not UTF-8 is none of ours.
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
        // Parsed once by itself, so that an error in the file has its line.
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

/// A value in TOML, or else a text.
fn literal(value: &str) -> toml::Value {
    let read = format!("value = {value}").parse::<toml::Table>().ok();
    read.and_then(|mut table| table.remove("value")).unwrap_or_else(|| value.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

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
