//! Secrets, which stand in files or in the environment, never in the settings or on a command line.

use crate::error::SettingsError;
use aduan_store::vault::Words;
use serde::Deserialize;
use std::path::PathBuf;

/// Where a secret is kept: `{ file = "/run/secrets/smtp" }` or `{ env = "SMTP_PASSWORD" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum SecretSource {
    /// A file; one line break at its end is not part of the secret.
    File(PathBuf),
    /// A variable of the environment. Its name does not begin with `ADUAN_`: those are settings.
    Env(String),
}

impl SecretSource {
    /// Reads it.
    ///
    /// # Errors
    /// [`SettingsError::Secret`] if it is not there, empty, longer than 4,096 bytes, or more than one line of text.
    pub fn read(&self) -> Result<Words, SettingsError> {
        let wrong = |why: &str| SettingsError::Secret { place: self.to_string(), why: why.to_owned() };
        let text = match self {
            Self::File(path) => {
                std::fs::read_to_string(path).map_err(|error| wrong(&error.kind().to_string()))?
            }
            Self::Env(name) => std::env::var(name).map_err(|_| wrong("there is no such variable"))?,
        };
        let text = zeroize::Zeroizing::new(text);
        let secret =
            text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
        match secret {
            "" => Err(wrong("it is empty")),
            _ if secret.len() > 4096 || secret.chars().any(char::is_control) => {
                Err(wrong("it is not one line of at most 4,096 bytes"))
            }
            _ => Ok(secret.into()),
        }
    }
}

impl std::fmt::Display for SecretSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "the file {}", path.display()),
            Self::Env(name) => write!(formatter, "the variable {name}"),
        }
    }
}
