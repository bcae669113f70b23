//! Reading small files whole: editions of reference data, checkpoints.

use crate::failure::Failure;
use aduan_core::{Calendar, Directory, Edition, Rulebook};
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|cause| Failure::Input(format!("cannot read {}: {cause}", path.display())))
}

/// A rulebook, a calendar or a directory: TOML if the name of the file ends in `.toml`, else JSON.
pub(crate) fn read_json_or_toml<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    parse(path, &read_text(path)?)
}

/// An edition of any kind: its fields tell which.
pub(crate) fn read_any_edition(path: &Path) -> Result<Edition, Failure> {
    let text = read_text(path)?;
    let fields: serde_json::Map<String, serde_json::Value> = parse(path, &text)?;
    if fields.contains_key("data_window") {
        parse::<Rulebook>(path, &text).map(Edition::from)
    } else if fields.contains_key("holidays") {
        parse::<Calendar>(path, &text).map(Edition::from)
    } else if fields.contains_key("offices") {
        parse::<Directory>(path, &text).map(Edition::from)
    } else {
        let kinds = "a rulebook has `data_window`, a holiday table `holidays`, a directory `offices`";
        Err(Failure::Input(format!("{}: no edition of reference data: {kinds}", path.display())))
    }
}

fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Failure> {
    let wrong = |why: String| Failure::Input(format!("{}: {}", path.display(), why.trim_end()));
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
        toml::from_str(text).map_err(|error| wrong(error.to_string()))
    } else {
        serde_json::from_str(text).map_err(|error| wrong(error.to_string()))
    }
}
