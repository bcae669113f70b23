//! Other rules: a rulebook with some of its fields changed, or another one in its place.

use aduan_core::{Rulebook, RulebookId};
use serde_json::{Value, json};
use std::fmt;
use std::str::FromStr;

/// Fields that hold a term, and the rule that a new one cites.
const TERMS: [(&str, &str); 9] = [
    ("data_window", "R13"),
    ("response", "R23"),
    ("retention", "R30"),
    ("targets.intake", "R24"),
    ("targets.verification", "R24"),
    ("targets.with_pyb", "R24"),
    ("targets.assessment", "R26"),
    ("targets.follow_up", "R24"),
    ("targets.with_inspectorate", "R26"),
];
const LISTS: [&str; 7] = [
    "channels",
    "identity_required",
    "elements",
    "disposition_targets",
    "discipline_steps",
    "other_steps",
    "reopenable",
];
const WORDS: [&str; 4] = ["discipline", "expiry_decision", "own_office", "effective_from"];
const PARTS: [&str; 3] = ["days", "counting", "rule"];

/// One field of a rulebook and what it is to say: `data_window=10d`, `reopenable=none`, `expiry_decision=system`.
///
/// A term is `10d` (calendar days), `10wd` (working days) or `none`, or one part of it is set
/// (`data_window.counting=working_days`); a list is its words with commas, or `none`.
///
/// ```
/// use aduan_audit::what_if::Setting;
/// use aduan_core::{Counting, Rulebook};
/// let setting: Setting = "data_window=10wd".parse()?;
/// let book = setting.apply(&Rulebook::kep_154_2012())?;
/// assert_eq!((book.data_window.days, book.data_window.counting), (10, Counting::WorkingDays));
/// let error = "data_windows=10d".parse::<Setting>().unwrap_err().to_string();
/// assert!(error.contains("no field of a rulebook") && error.contains("data_window"));
/// # Ok::<_, aduan_audit::what_if::SettingError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    field: String,
    value: String,
}

/// Why a rulebook cannot be changed so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum SettingError {
    /// It is not FIELD=VALUE.
    #[error("`{0}` is no FIELD=VALUE, such as data_window=10d")]
    NoValue(String),
    /// There is no such field, or it may not be set.
    #[error("`{field}` is no field of a rulebook that can be set: expected one of {}", settable())]
    Field {
        /// The field that was asked for.
        field: String,
    },
    /// A term that is none.
    #[error("{field}: `{value}` is no term: expected 10d (calendar days), 10wd (working days) or none")]
    Term {
        /// The field.
        field: String,
        /// What it was to be.
        value: String,
    },
    /// A part of a term that is not there.
    #[error("{field}: {rulebook} sets no such term; set the whole of it, such as 10d")]
    NoTerm {
        /// The field.
        field: String,
        /// In which rulebook.
        rulebook: RulebookId,
    },
    /// The changed rulebook is not sound.
    #[error("{setting}: {message}")]
    Unsound {
        /// What was set.
        setting: Setting,
        /// What is wrong with it.
        message: String,
    },
}

/// The fields that can be set.
fn settable() -> String {
    let terms = TERMS.iter().map(|(field, _)| *field);
    terms.chain(LISTS).chain(WORDS).map(|field| format!("`{field}`")).collect::<Vec<_>>().join(" ")
}

impl FromStr for Setting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let (field, value) = text.split_once('=').ok_or_else(|| SettingError::NoValue(text.to_owned()))?;
        let (field, value) = (field.trim().to_owned(), value.trim().to_owned());
        if value.is_empty() {
            return Err(SettingError::NoValue(text.to_owned()));
        }
        let setting = Self { field, value };
        let known = setting.term().is_some()
            || LISTS.contains(&setting.field.as_str())
            || WORDS.contains(&setting.field.as_str());
        if !known {
            return Err(SettingError::Field { field: setting.field });
        }
        if setting.term().is_some_and(|(_, _, part)| part.is_none()) && setting.value != "none" {
            setting.days()?;
        }
        Ok(setting)
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.field, self.value)
    }
}

impl Setting {
    /// The term it sets, the rule of a new one, and which part of it, if not all.
    fn term(&self) -> Option<(&'static str, &'static str, Option<&'static str>)> {
        TERMS.iter().find_map(|(field, rule)| match self.field.strip_prefix(field)? {
            "" => Some((*field, *rule, None)),
            rest => {
                let part = rest.strip_prefix('.')?;
                PARTS.iter().find(|one| **one == part).map(|part| (*field, *rule, Some(*part)))
            }
        })
    }

    /// The days of a term, and how they are counted.
    fn days(&self) -> Result<(u16, &'static str), SettingError> {
        let wrong = || SettingError::Term { field: self.field.clone(), value: self.value.clone() };
        let working = self.value.strip_suffix("wd").map(|days| (days, "working_days"));
        let calendar = || self.value.strip_suffix('d').map(|days| (days, "calendar_days"));
        let (days, counting) = working.or_else(calendar).ok_or_else(wrong)?;
        Ok((days.parse().map_err(|_| wrong())?, counting))
    }

    /// The rulebook, changed so.
    ///
    /// # Errors
    /// [`SettingError::Unsound`] if no rulebook may say that, [`SettingError::NoTerm`] if a part of a term is set that
    /// the rulebook does not have.
    pub fn apply(&self, book: &Rulebook) -> Result<Rulebook, SettingError> {
        let unsound = |error: serde_json::Error| SettingError::Unsound {
            setting: self.clone(),
            message: error.to_string(),
        };
        let mut json = serde_json::to_value(book).map_err(unsound)?;
        let mut path = self.field.split('.').collect::<Vec<_>>();
        let value = match self.term() {
            Some((_, _, None)) if self.value == "none" => Value::Null,
            Some((_, rule, None)) => {
                let (days, counting) = self.days()?;
                let rule = json.pointer(&format!("/{}/rule", path.join("/"))).cloned().unwrap_or(json!(rule));
                json!({ "days": days, "counting": counting, "rule": rule })
            }
            Some((_, _, Some("days"))) => {
                let days: Option<u16> = self.value.parse().ok();
                days.map_or_else(|| json!(self.value), |days| json!(days))
            }
            None if LISTS.contains(&self.field.as_str()) => {
                let words = self.value.split(',').map(str::trim).filter(|word| *word != "none");
                words.collect()
            }
            _ => json!(self.value),
        };
        let last = path.pop().unwrap_or_default();
        let place = path.iter().try_fold(&mut json, |place, key| place.get_mut(*key));
        match place.and_then(Value::as_object_mut) {
            Some(object) => object.insert(last.to_owned(), value),
            None => return Err(SettingError::NoTerm { field: self.field.clone(), rulebook: book.id }),
        };
        serde_json::from_value(json).map_err(unsound)
    }
}
