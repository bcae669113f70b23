//! The body of a gateway's request: JSON with placeholders in its texts.

use crate::error::SettingsError;
use crate::template::Template;
use serde_json::Value;

/// A placeholder of a gateway's request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    Number,
    Text,
    Id,
    Secret(String),
}

/// A body with placeholders in its texts.
pub(super) enum Body {
    Text(Template<Slot>),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
    Fixed(Value),
}

fn value_of<'a>(value: &impl Fn(&Slot) -> Option<&'a str>, slot: &Slot) -> Result<&'a str, ()> {
    value(slot).ok_or(())
}

impl Body {
    pub(super) fn read(
        value: &toml::Value,
        slot: &impl Fn(&str) -> Option<Slot>,
    ) -> Result<Self, SettingsError> {
        let wrong = |why: String| SettingsError::wrong("sms.gateway.body", why);
        Ok(match value {
            toml::Value::String(text) => {
                let known = "{number}, {text}, {id}, {secret:NAME} for a name in secrets";
                Self::Text(Template::parse(text, known, slot).map_err(|error| wrong(error.to_string()))?)
            }
            toml::Value::Array(list) => {
                Self::List(list.iter().map(|value| Self::read(value, slot)).collect::<Result<_, _>>()?)
            }
            toml::Value::Table(table) => {
                let entries = table.iter().map(|(name, value)| Ok((name.clone(), Self::read(value, slot)?)));
                Self::Map(entries.collect::<Result<_, SettingsError>>()?)
            }
            toml::Value::Integer(number) => Self::Fixed((*number).into()),
            toml::Value::Float(number) => Self::Fixed((*number).into()),
            toml::Value::Boolean(yes) => Self::Fixed((*yes).into()),
            toml::Value::Datetime(_) => return Err(wrong("JSON has no dates: write a text".to_owned())),
        })
    }

    pub(super) fn has(&self, slot: &Slot) -> bool {
        match self {
            Self::Text(template) => template.slots().any(|found| found == slot),
            Self::List(list) => list.iter().any(|body| body.has(slot)),
            Self::Map(entries) => entries.iter().any(|(_, body)| body.has(slot)),
            Self::Fixed(_) => false,
        }
    }

    pub(super) fn fill<'a>(&self, value: &impl Fn(&Slot) -> Option<&'a str>) -> Option<Value> {
        Some(match self {
            Self::Text(template) => {
                Value::String(template.fill(|slot| value_of(value, slot)).ok()?.to_string())
            }
            Self::List(list) => {
                Value::Array(list.iter().map(|body| body.fill(value)).collect::<Option<_>>()?)
            }
            Self::Map(entries) => {
                let entries = entries.iter().map(|(name, body)| Some((name.clone(), body.fill(value)?)));
                Value::Object(entries.collect::<Option<_>>()?)
            }
            Self::Fixed(fixed) => fixed.clone(),
        })
    }
}
