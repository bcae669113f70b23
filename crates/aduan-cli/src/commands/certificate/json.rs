//! The difference to another rulebook, for machines.

use aduan_certify::Difference;
use serde_json::{Value, json};
use std::io::{self, Write};

/// One JSON object for each thing that changes.
pub(super) fn difference(out: &mut dyn Write, difference: &Difference) -> io::Result<()> {
    let mut changes: Vec<Value> = Vec::new();
    for (field, before, after) in &difference.rulebook {
        changes.push(json!({ "change": "rulebook", "field": field, "before": before, "after": after }));
    }
    for (change, behaviours) in [("lost", &difference.lost), ("gained", &difference.gained)] {
        changes.extend(behaviours.iter().map(|one| json!({ "change": change, "behaviour": one })));
    }
    let changed = difference.changed.iter();
    changes.extend(changed.map(|(old, new)| json!({ "change": "changed", "before": old, "after": new })));
    let named = [
        ("broken", &difference.broken),
        ("mended", &difference.mended),
        ("proven", &difference.proven),
        ("unproven", &difference.unproven),
    ];
    for (change, names) in named {
        changes.extend(names.iter().map(|name| json!({ "change": change, "invariant": name })));
    }
    for (change, kinds) in [("dead", &difference.dead_commands), ("live", &difference.live_commands)] {
        changes.extend(kinds.iter().map(|kind| json!({ "change": change, "command": kind })));
    }
    for (change, kinds) in [("dead", &difference.dead_events), ("live", &difference.live_events)] {
        changes.extend(kinds.iter().map(|kind| json!({ "change": change, "event": kind })));
    }
    for (change, rows) in [("never", &difference.never), ("again", &difference.again)] {
        changes.extend(rows.iter().map(|row| json!({ "change": change, "row": row })));
    }
    let waiting = difference.waiting_for_the_complainant;
    for (what, (before, after)) in [("stuck", difference.stuck), ("waiting_for_the_complainant", waiting)] {
        if before != after {
            changes.push(json!({ "change": what, "before": before, "after": after }));
        }
    }
    let (complete, states) = (difference.complete, difference.states);
    if complete.0 != complete.1 {
        changes.push(json!({ "change": "complete", "before": complete.0, "after": complete.1 }));
    }
    if states.0 != states.1 {
        changes.push(json!({ "change": "states", "before": states.0, "after": states.1 }));
    }
    if difference.fingerprint {
        changes.push(json!({ "change": "fingerprint" }));
    }
    changes.iter().try_for_each(|change| writeln!(out, "{change}"))
}
