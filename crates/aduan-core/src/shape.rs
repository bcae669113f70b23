//! The JSON Schema of `aduan/1`, made from the same declarations that read and write it.

use crate::{AdminEventKind, ComplaintId, ContentRef, Deadline, EventKind};
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
    let variant = |name: &str, schema: u16, data: Value| json!({ "properties": { "type": { "const": name }, "schema": { "const": schema }, "data": data } });
    let of_complaint = |kind: &EventKind| variant(kind.as_str(), kind.schema(), kind.shape());
    let administrative = |kind: &AdminEventKind| variant(kind.as_str(), kind.schema(), kind.shape());
    let complaints: Vec<Value> = EventKind::ALL.iter().map(of_complaint).collect();
    let administration: Vec<Value> = AdminEventKind::ALL.iter().map(administrative).collect();
    let text = || json!({ "type": "string" });
    let mut schema = object(&crate::record::envelope_shape());
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("aduan/1: one line, one record");
    schema["if"] = json!({ "properties": { "complaint": { "const": ComplaintId::ADMINISTRATION } } });
    schema["then"] = json!({
        "properties": { "rulebook": { "type": "null" }, "calendar": { "type": "null" } }, "oneOf": administration
    });
    schema["else"] = json!({ "properties": { "rulebook": text(), "calendar": text() }, "oneOf": complaints });
    schema
}
