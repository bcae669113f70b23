//! Requests to others' servers.

use crate::error::SettingsError;
use crate::outcome::{NotSent, Reason};
use crate::settings::read;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;
use ureq::http::Uri;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error, Timeout};

/// Maximum size of an answer.
pub(crate) const ANSWER_BYTES: u64 = 64 << 10;

/// Whether the server can be reached and, over TLS, is who it should be: any answer will do. No secret is sent.
pub(crate) fn check_origin(agent: &Agent, url: &Uri) -> Result<String, Reason> {
    let origin = url.scheme_str().zip(url.authority());
    let (scheme, authority) = origin.ok_or(Reason::NotSetUp)?;
    let origin = format!("{scheme}://{authority}");
    let answer = agent.head(format!("{origin}/")).call().map_err(|error| failure(&error).reason())?;
    Ok(format!("{origin} answers (status {})", answer.status().as_u16()))
}

/// What it means that no answer came.
pub(crate) fn failure(error: &Error) -> NotSent {
    match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => NotSent::ForNow(Reason::TimedOut),
        Error::Timeout(_) => NotSent::Unknown(Reason::TimedOut),
        Error::HostNotFound | Error::ConnectionFailed => NotSent::ForNow(Reason::Unreachable),
        Error::Tls(_) | Error::Rustls(_) => NotSent::ForNow(Reason::Tls),
        Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                NotSent::ForNow(Reason::Unreachable)
            }
            // Bytes that are no TLS, or a certificate that is not believed: before anything was said.
            ErrorKind::InvalidData => NotSent::ForNow(Reason::Tls),
            ErrorKind::TimedOut | ErrorKind::WouldBlock => NotSent::Unknown(Reason::TimedOut),
            _ => NotSent::Unknown(Reason::Closed),
        },
        _ => NotSent::Unknown(Reason::Answer),
    }
}

/// A client that follows no redirect and keeps no connection: on a kept one that was closed nobody knows what was read. `key`
/// names the setting of the authorities.
pub(crate) fn agent(
    timeout: Duration,
    authorities: Option<&Path>,
    key: &'static str,
) -> Result<Agent, SettingsError> {
    let roots = match authorities {
        None => RootCerts::WebPki,
        Some(path) => {
            let wrong = || SettingsError::wrong(key, "certificates of authorities (PEM)");
            let pem = read(path)?;
            let mut found = Vec::new();
            for item in parse_pem(&pem) {
                if let PemItem::Certificate(certificate) = item.map_err(|_| wrong())? {
                    found.push(certificate);
                }
            }
            if found.is_empty() {
                return Err(wrong());
            }
            RootCerts::new_with_certs(&found)
        }
    };
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .max_idle_connections(0)
        .http_status_as_error(false)
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    Ok(Agent::new_with_config(config.build()))
}
