//! Logs and traces of requests.

use super::ConfigError;
use axum::http::Uri;
use serde::Deserialize;
use std::path::PathBuf;

/// Settings of the log.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Log {
    /// The lowest level that is logged.
    pub level: LogLevel,
    /// The format of a line.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: LogLevel::Info, format: LogFormat::Json }
    }
}

/// The lowest level that is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// A JSON object a line.
    Json,
    /// For reading.
    Text,
}

/// Settings for sending spans of requests. The program must be built with the feature `otel`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Traces {
    /// The address at which an OpenTelemetry collector takes OTLP by HTTP (protobuf), such as
    /// `http://localhost:4318/v1/traces`. Without one, there are no spans.
    pub endpoint: Option<String>,
    /// The authorities that may vouch for an `https` address, and no others: a file of certificates (PEM). Without it,
    /// the well-known ones of the web.
    pub ca_file: Option<PathBuf>,
    /// As which service the spans come (`service.name`).
    pub service_name: String,
    /// Of how many requests, from 0 to 1.
    pub sample_ratio: f64,
}

impl Default for Traces {
    fn default() -> Self {
        Self { endpoint: None, ca_file: None, service_name: "aduan".to_owned(), sample_ratio: 1.0 }
    }
}

impl Traces {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let contradiction = |what: &str| Err(ConfigError::Contradiction(what.to_owned()));
        if let Some(endpoint) = &self.endpoint {
            let whole = endpoint.starts_with("http://") || endpoint.starts_with("https://");
            if !whole || endpoint.parse::<Uri>().is_err() {
                return contradiction(
                    "traces.endpoint is an address such as http://localhost:4318/v1/traces",
                );
            }
        }
        if self.ca_file.is_some() && !self.endpoint.as_deref().is_some_and(|at| at.starts_with("https://")) {
            return contradiction("traces.ca_file is for a traces.endpoint that is an https address");
        }
        if !(0.0..=1.0).contains(&self.sample_ratio) {
            return contradiction("traces.sample_ratio is from 0 (of no request) to 1 (of every one)");
        }
        Ok(())
    }
}
