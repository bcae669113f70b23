//! The findings and the summary for machines: a JSON object a line.

use aduan_audit::audit::{AuditFinding, Audited, MissingRules};
use aduan_audit::{History, Origin};
use aduan_core::{Awaited, Complaint, Language};
use serde_json::{Value, json};

pub(super) fn finding(finding: &AuditFinding, (file, line): (&str, u64), lang: Language) -> Value {
    json!({
        "kind": "finding",
        "code": finding.fault.code(),
        "family": finding.fault.family(),
        "severity": finding.fault.severity().as_str(),
        "rule": finding.fault.rule(),
        "file": file,
        "line": line,
        "complaint": finding.complaint,
        "register": finding.register,
        "version": finding.version,
        "event": finding.event,
        "at": finding.at,
        "actor": finding.actor,
        "office": finding.office,
        "imported": finding.origin.map(Origin::as_str),
        "command": finding.command,
        "stage": finding.stage,
        "recorded": finding.recorded,
        "gives": finding.gives,
        "message": finding.fault.sentence(lang),
    })
}

/// The summary, with at most `most` of the overdue complaints.
pub(super) fn summary(history: &History, audited: &Audited, most: usize) -> Value {
    let unattended = history.overdue();
    let waiting = |(complaint, awaited): &(&Complaint, Awaited)| {
        json!({
            "complaint": complaint.id,
            "register": complaint.register,
            "stage": complaint.stage,
            "holder": complaint.holder,
            "due": awaited.due,
            "rule": awaited.rule,
        })
    };
    let missing = |(missing, count): (&MissingRules, &u64)| match missing {
        MissingRules::Rulebook(id) => json!({ "rulebook": id, "decisions": count }),
        MissingRules::Calendar(id) => json!({ "calendar": id, "decisions": count }),
        MissingRules::Directory(id) => json!({ "directory": id, "decisions": count }),
    };
    let late = audited.late().iter().map(|((rule, office), late)| {
        json!({ "rule": rule, "office": office, "count": late.count, "at_most_days": late.days, "line": late.line })
    });
    json!({
        "kind": "summary",
        "clean": audited.is_clean(),
        "complaints": history.complaint_count(),
        "events": audited.events(),
        "decisions": audited.decisions(),
        "lines": history.lines,
        "findings": audited.found(),
        "by_code": audited.by_code(),
        "by_severity": audited.by_severity().iter()
            .map(|(severity, count)| (severity.as_str().to_owned(), Value::from(*count)))
            .collect::<serde_json::Map<_, _>>(),
        "imported": audited.imported().iter()
            .map(|(origin, count)| (origin.as_str().to_owned(), Value::from(*count)))
            .collect::<serde_json::Map<_, _>>(),
        "consequences": audited.consequences(),
        "unjudged": audited.unjudged(),
        "unrecognised": audited.unrecognised(),
        "missing": audited.missing().iter().map(missing).collect::<Vec<_>>(),
        "clock_steps": history.notes.clock_steps,
        "now": history.now,
        "unattended": { "count": unattended.len(), "longest": unattended.iter().take(most).map(waiting).collect::<Vec<_>>() },
        "met_late": late.collect::<Vec<_>>(),
        "later": history.later,
        "stopped": history.stopped,
    })
}
