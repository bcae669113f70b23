//! The JSON Schema of each type that stands on the wire, made from the declaration that reads and writes it.

use serde_json::{Map, Value, json};
use std::any::Any;

/// A type that stands on the wire.
pub(crate) trait Shape {
    /// Its JSON Schema.
    fn shape() -> Value;

    /// The content that this value refers to, or the deadline that it is: what events are asked for, whatever the field.
    fn mention(&self) -> Option<&dyn Any> {
        None
    }
}

impl<T: Shape> Shape for Option<T> {
    fn shape() -> Value {
        json!({ "anyOf": [T::shape(), { "type": "null" }] })
    }

    fn mention(&self) -> Option<&dyn Any> {
        self.as_ref().and_then(Shape::mention)
    }
}

impl Shape for u16 {
    fn shape() -> Value {
        json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX })
    }
}

impl Shape for u32 {
    fn shape() -> Value {
        json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
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
