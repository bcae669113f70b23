//! What this server asks of others: keys of the sign-on, a collector for its spans.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// Why a file of authorities will not do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthoritiesError {
    /// It cannot be read.
    #[error("the authorities {}", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is none in it.
    #[error("{} has no certificate of an authority (PEM)", path.display())]
    None {
        /// Where.
        path: PathBuf,
    },
}

/// A client that follows no redirection, waits no longer than `patience`, and over TLS believes those for whom the
/// authorities in the file vouch; the web's, where none is given. Each status is an answer, not an error.
pub(crate) fn agent(patience: Duration, authorities: Option<&Path>) -> Result<Agent, AuthoritiesError> {
    let roots = match authorities {
        Some(path) => read(path)?,
        None => RootCerts::WebPki,
    };
    let config = Agent::config_builder()
        .timeout_global(Some(patience))
        .max_redirects(0)
        .http_status_as_error(false)
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    Ok(Agent::new_with_config(config.build()))
}

fn read(path: &Path) -> Result<RootCerts, AuthoritiesError> {
    let text = std::fs::read(path)
        .map_err(|source| AuthoritiesError::Unreadable { path: path.to_owned(), source })?;
    let none = || AuthoritiesError::None { path: path.to_owned() };
    let mut found = Vec::new();
    for item in parse_pem(&text) {
        // Half a file would be fewer authorities than somebody meant.
        if let PemItem::Certificate(certificate) = item.map_err(|_| none())? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(none()) } else { Ok(RootCerts::new_with_certs(&found)) }
}
