//! The summary of an export, for machines.

use crate::commands::line_findings;
use aduan_audit::History;
use aduan_convert::export::{Exported, Format};
use serde_json::{Value, json};
use std::path::Path;

pub(super) fn summary(exported: &Exported, format: Format, output: Option<&Path>, most: usize) -> Value {
    let Exported { history, cases, .. } = exported;
    let History { events, lines, bytes, later, unknown, corrupt, repeated, disorder, .. } = history;
    json!({
        "format": format.as_str(),
        "output": output.map(Path::to_string_lossy),
        "events": events,
        "complaints": cases,
        "objects": exported.objects.map(|objects| json!({
            "complaints": objects.complaints,
            "complainants": objects.complainants,
            "offices": objects.offices,
            "officers": objects.officers,
            "event_to_object": objects.event_to_object,
            "object_to_object": objects.object_to_object,
            "changes": objects.changes,
        })),
        "lines": lines,
        "bytes": bytes,
        "later": later,
        "unknown": unknown,
        "corrupt": corrupt,
        "repeated": repeated,
        "disorder": disorder,
        "findings": line_findings::json(&history.defects, most, |line| history.place(line)),
        "stopped": exported.stopped,
    })
}
