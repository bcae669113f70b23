//! The result of each row, for machines.

use super::Report;
use aduan_convert::legacy::{Against, Rejected};
use serde_json::json;

impl Report<'_> {
    pub(super) fn json(&self) -> serde_json::Value {
        let (imported, lang, most) = (self.imported, self.args.lang, self.args.rows);
        let account = imported.account;
        let rejected = |row: &Rejected| json!({ "line": row.line, "code": row.reason.code(), "message": row.reason.sentence(lang) });
        let against = |row: &Against| {
            json!({
                "line": row.line,
                "code": row.breach.code(),
                "rule": row.breach.rule(),
                "message": row.breach.sentence(lang),
            })
        };
        json!({
            "rows": account.rows,
            "commands": account.made,
            "rejected": account.rejected,
            "ignored": account.ignored,
            "adds_up": account.adds_up(),
            "complaints": imported.complaints,
            "events": imported.records.len(),
            "from": imported.span().map(|span| span.0),
            "to": imported.span().map(|span| span.1),
            "reasons": self.reasons(),
            "rejects": imported.rejected.iter().take(most).map(rejected).collect::<Vec<_>>(),
            "ignored_values": imported.ignored,
            "assumed": imported.assumed,
            "against": imported.against.len(),
            "against_the_procedure": imported.against.iter().take(most).map(against).collect::<Vec<_>>(),
            "out_of_order": imported.moved,
            "words_left_in_the_sheet": imported.dropped,
            "calendar": imported.calendar,
            "years_without_holidays": imported.uncovered,
        })
    }
}
