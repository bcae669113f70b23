//! Reading small files whole: rulebooks, calendars, checkpoints.

use crate::failure::Failure;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|cause| Failure::Input(format!("cannot read {}: {cause}", path.display())))
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    serde_json::from_str(&read_text(path)?)
        .map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}
