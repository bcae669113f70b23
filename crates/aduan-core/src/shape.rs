//! The JSON Schema of `aduan/1`, made from the same declarations that read and write it.

use crate::{ContentRef, Deadline};
use serde_json::{Map, Value, json};

/// A type that stands on the wire.
pub(crate) trait Shape {
    /// Its JSON Schema.
    fn shape() -> Value;

    /// The contents that this value refers to.
    fn contents<'a>(&'a self, _found: &mut Vec<&'a ContentRef>) {}

    /// The deadline that this value is, if it is one.
    fn deadline(&self) -> Option<&Deadline> {
        None
    }
}

impl<T: Shape> Shape for Option<T> {
    fn shape() -> Value {
        json!({ "anyOf": [T::shape(), { "type": "null" }] })
    }

    fn contents<'a>(&'a self, found: &mut Vec<&'a ContentRef>) {
        if let Some(value) = self {
            value.contents(found);
        }
    }

    fn deadline(&self) -> Option<&Deadline> {
        self.as_ref().and_then(Shape::deadline)
    }
}

impl Shape for u16 {
    fn shape() -> Value {
        json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX })
    }
}

/// An object with exactly these keys.
pub(crate) fn object(fields: &[(&'static str, Value)]) -> Value {
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        fields.iter().map(|(name, shape)| ((*name).to_owned(), shape.clone())).collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false
    })
}

/// The JSON Schema (draft 2020-12) of a line of `aduan/1`, as published in `docs/src/aduan-1.schema.json`.
///
/// It describes what current events look like. A reader that meets another `type`, or a higher `schema`,
/// should treat the line as unknown, not as wrong.
///
/// ```
/// let schema = aduan_core::json_schema();
/// assert_eq!(schema["properties"]["format"]["const"], "aduan/1");
/// ```
pub fn json_schema() -> Value {
    let variants: Vec<Value> = crate::EventKind::ALL
        .iter()
        .map(|kind| {
            json!({
                "properties": {
                    "type": { "const": kind.as_str() },
                    "schema": { "const": kind.schema() },
                    "data": kind.shape(),
                }
            })
        })
        .collect();
    let mut schema = object(&crate::record::envelope_shape());
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("aduan/1: one line, one record");
    schema["oneOf"] = Value::Array(variants);
    schema
}
