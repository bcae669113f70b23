//! The JSON Schema of `aduan/1`.

use crate::shape::object;
use crate::{AdminEventKind, ComplaintId, EventKind};
use serde_json::{Value, json};

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
    let absent = json!({ "type": "null" });
    let text = || json!({ "type": "string" });
    let mut schema = object(&crate::record::envelope_shape());
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("aduan/1: one line, one record");
    schema["if"] = json!({ "properties": { "complaint": { "const": ComplaintId::ADMINISTRATION } } });
    schema["then"] = json!({
        "properties": { "rulebook": absent, "calendar": absent, "directory": absent }, "oneOf": administration
    });
    schema["else"] = json!({ "properties": { "rulebook": text(), "calendar": text() }, "oneOf": complaints });
    schema
}
