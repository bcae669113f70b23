//! The client for outgoing requests: to the key set of the sign-on, to the collector of spans.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// Why a file of certificate authorities cannot be used.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum CaFileError {
    /// It cannot be read.
    #[error("the authorities {}", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It holds no certificate.
    #[error("{} has no certificate of an authority (PEM)", path.display())]
    None {
        /// Where.
        path: PathBuf,
    },
}

/// A client that follows no redirect and waits at most `timeout`. Over TLS it trusts the authorities in the file, or the
/// web's where no file is given. Any status is an answer, not an error.
pub(crate) fn agent(timeout: Duration, authorities: Option<&Path>) -> Result<Agent, CaFileError> {
    let roots = match authorities {
        Some(path) => read(path)?,
        None => RootCerts::WebPki,
    };
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .max_redirects(0)
        .http_status_as_error(false)
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    Ok(Agent::new_with_config(config.build()))
}

fn read(path: &Path) -> Result<RootCerts, CaFileError> {
    let text =
        std::fs::read(path).map_err(|source| CaFileError::Unreadable { path: path.to_owned(), source })?;
    let none = || CaFileError::None { path: path.to_owned() };
    let mut found = Vec::new();
    for item in parse_pem(&text) {
        // Half a file would hold fewer authorities than its owner meant.
        if let PemItem::Certificate(certificate) = item.map_err(|_| none())? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(none()) } else { Ok(RootCerts::new_with_certs(&found)) }
}
