//! Failures that end a command early, and what to do next.

use aduan_audit::{ReadError, SourceError};
use aduan_convert::export::ExportError;
use aduan_http::ConfigError;
use aduan_http::auth::{IssuerError, KeySetError};
use aduan_http::telemetry::TracesError;
use aduan_store::vault::VaultError;
use aduan_store::{DeskError, StoreError};
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The reason why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The reader of our output went away.
    #[error("the output was closed")]
    Closed,
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Replay(#[from] ReadError),
    /// An input is missing or wrong, or an output exists already.
    #[error("{0}")]
    Input(String),
    #[error("the database {}", path.display())]
    Store {
        path: PathBuf,
        #[source]
        cause: StoreError,
    },
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("{name}")]
    Export {
        name: String,
        #[source]
        cause: ExportError,
    },
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Traces(#[from] TracesError),
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    #[error(transparent)]
    KeySet(#[from] KeySetError),
    #[error("cannot listen at {address}")]
    Address {
        address: SocketAddr,
        #[source]
        cause: io::Error,
    },
    #[error("the server could not be started")]
    Server(#[source] Box<dyn Error + Send + Sync>),
    #[error("cannot write {name}")]
    Output {
        name: String,
        #[source]
        cause: io::Error,
    },
}

impl Failure {
    pub(crate) fn output(name: &str, cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Output { name: name.to_owned(), cause }
        }
    }

    /// Makes a failure of an error of the store in this file.
    pub(crate) fn store(path: &Path) -> impl Fn(StoreError) -> Self + use<> {
        let path = path.to_owned();
        move |cause| Self::Store { path: path.clone(), cause }
    }

    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Usage(_) | Self::Config(_) | Self::Traces(_) => 2,
            Self::Source(_)
            | Self::Replay(_)
            | Self::Input(_)
            | Self::Store { .. }
            | Self::Desk(_)
            | Self::Vault(_)
            | Self::Export { .. }
            | Self::Issuer(_)
            | Self::KeySet(_)
            | Self::Address { .. }
            | Self::Server(_)
            | Self::Output { .. } => 3,
        }
    }

    /// The error and its causes, in one line.
    pub(crate) fn message(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}
