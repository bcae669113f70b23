//! Why settings are refused.

use crate::placeholder::TextError;
use std::path::PathBuf;

/// Why settings are refused. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum SettingsError {
    /// A value, or two that contradict each other.
    #[error("relay.{key}: {why}")]
    Wrong {
        /// Which.
        key: &'static str,
        /// What would be right.
        why: String,
    },
    /// A secret.
    #[error("the secret in {place}: {why}")]
    Secret {
        /// Where it should be.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// A file that cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of letters that is no TOML, lacks a letter, or has one that does not exist.
    #[error("{file}: {error}")]
    Letters {
        /// Which.
        file: String,
        /// What.
        error: Box<toml::de::Error>,
    },
    /// A text of a letter.
    #[error("the letter [{letter}], {part}: {error}")]
    Letter {
        /// Its section.
        letter: &'static str,
        /// Which of its texts.
        part: &'static str,
        /// What is wrong with it.
        error: TextError,
    },
}

impl SettingsError {
    pub(crate) fn wrong(key: &'static str, why: impl Into<String>) -> Self {
        Self::Wrong { key, why: why.into() }
    }
}
