//! The differences and the summary for machines: a JSON object a line.

use aduan_audit::History;
use aduan_audit::audit::MissingRules;
use aduan_audit::what_if::{Change, DeadlineFate, Difference, WhatIfResult};
use aduan_core::{Deadline, Language, RulebookId};
use serde_json::{Value, json};

pub(super) fn difference(difference: &Difference, (file, line): (&str, u64), lang: Language) -> Value {
    let due = |deadline: &Option<Deadline>| deadline.as_ref().map(|deadline| json!(deadline));
    let (recorded, imagined) = match &difference.change {
        Change::Refused(rejection) => (Value::Null, json!({ "code": rejection.code() })),
        Change::Otherwise { gives } => (Value::Null, json!({ "events": gives })),
        Change::Moved { recorded, imagined, .. } => (json!(due(recorded)), json!(due(imagined))),
        Change::Fate { recorded, imagined, .. } => (json!({ "due": recorded }), json!({ "due": imagined })),
        #[cfg(not(aduan_workspace))]
        _ => (Value::Null, Value::Null),
    };
    let of = match &difference.change {
        Change::Moved { of, .. } | Change::Fate { of, .. } => Some(of),
        _ => None,
    };
    json!({
        "kind": difference.change.code(),
        "counterfactual": true,
        "rule": difference.change.rule(),
        "deadline": of,
        "file": file,
        "line": line,
        "complaint": difference.complaint,
        "register": difference.register,
        "version": difference.version,
        "at": difference.at,
        "role": difference.role,
        "office": difference.office,
        "stage": difference.stage,
        "command": difference.command,
        "events": difference.recorded,
        "recorded": recorded,
        "imagined": imagined,
        "message": difference.change.sentence(lang),
    })
}

/// Writes the summary.
pub(super) fn summary(
    history: &History,
    imagined: &WhatIfResult,
    changes: &[String],
    under: &[RulebookId],
) -> Value {
    let moved = imagined.moved().iter().map(|((of, rule), moved)| {
        json!({ "deadline": of, "rule": rule, "earlier": moved.earlier, "later": moved.later })
    });
    let fates = imagined.fates().iter().map(|((rule, fate), count)| {
        let fate = if *fate == DeadlineFate::Kept { "would_be_kept" } else { "would_be_missed" };
        json!({ "rule": rule, "fate": fate, "count": count })
    });
    let refused = imagined.refused().iter().map(|(rule, count)| json!({ "rule": rule, "count": count }));
    let left = imagined
        .left_by_outcome()
        .iter()
        .map(|(outcome, count)| json!({ "outcome": outcome, "count": count }));
    let missing = imagined.missing().iter().map(|(missing, count)| match missing {
        MissingRules::Rulebook(id) => json!({ "rulebook": id, "decisions": count }),
        MissingRules::Calendar(id) => json!({ "calendar": id, "decisions": count }),
        MissingRules::Directory(id) => json!({ "directory": id, "decisions": count }),
    });
    json!({
        "kind": "summary",
        "counterfactual": true,
        "changed": changes,
        "under": under,
        "unchanged": imagined.is_unchanged(),
        "complaints": history.complaint_count(),
        "decisions": imagined.judged(),
        "by_kind": imagined.by_code(),
        "refused": refused.collect::<Vec<_>>(),
        "deadlines": moved.collect::<Vec<_>>(),
        "fates": fates.collect::<Vec<_>>(),
        "left": imagined.left(),
        "left_by_recorded_outcome": left.collect::<Vec<_>>(),
        "not_followed": imagined.after(),
        "unjudged": imagined.unjudged(),
        "missing": missing.collect::<Vec<_>>(),
        "lines": history.lines,
        "later": history.later,
        "stopped": history.stopped,
    })
}
