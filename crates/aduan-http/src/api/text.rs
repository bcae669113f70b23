//! Words that somebody wrote: on their way to the vault, and shown by no `Debug`.

use aduan_store::vault::Words;
use serde::de::{Deserialize, Deserializer, Error};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

/// A text with something in it.
#[derive(Debug, Clone)]
pub(crate) struct Text(pub(crate) Words);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // U+0000 is what no form sends and some readers stop at.
        if text.trim().is_empty() || text.contains('\0') {
            return Err(D::Error::custom("expected a text that is not blank"));
        }
        Ok(Self(text.into()))
    }
}

impl utoipa::PartialSchema for Text {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^[^\u0000]*[^\u0000\s][^\u0000]*$"))
            .description(Some("Words. They are sealed, and stand in no event, log or problem."))
            .into()
    }
}

impl utoipa::ToSchema for Text {}
