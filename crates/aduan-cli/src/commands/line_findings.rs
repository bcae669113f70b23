//! What is wrong with single lines of a history, for machines and for people.

use crate::output::grouped;
use crate::style::DIM;
use aduan_audit::{Finding, Found};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The first findings of a reading, each with its file and its line there.
pub(super) fn json<'a>(findings: &[Finding], most: usize, place: impl Fn(u64) -> (&'a str, u64)) -> Value {
    let findings = findings.iter().take(most).map(|finding| {
        let (file, line) = place(finding.line);
        json!({
            "file": file,
            "line": line,
            "complaint": finding.complaint,
            "kind": kind(&finding.found),
            "message": finding.found.to_string(),
        })
    });
    findings.collect()
}

/// The same for people, and how many of all there are besides.
pub(super) fn print<'a>(
    out: &mut dyn Write,
    findings: &[Finding],
    most: usize,
    all: u64,
    place: impl Fn(u64) -> (&'a str, u64),
) -> io::Result<()> {
    for finding in findings.iter().take(most) {
        let (file, line) = place(finding.line);
        write!(out, "  {file}:{line}: {}", finding.found)?;
        match finding.complaint {
            Some(complaint) => writeln!(out, "  {DIM}{complaint}{DIM:#}")?,
            None => writeln!(out)?,
        }
    }
    let more = all.saturating_sub(most.min(findings.len()) as u64);
    if more > 0 {
        writeln!(out, "  {DIM}and {} more; --findings N lists up to a thousand{DIM:#}", grouped(more))?;
    }
    Ok(())
}

const fn kind(found: &Found) -> &'static str {
    match found {
        Found::Corrupt(_) => "corrupt",
        Found::Unknown { .. } => "unknown",
        Found::Gap { .. } => "gap",
        Found::Repeated { .. } => "repeated",
        Found::TimeBack { .. } => "time_back",
        #[cfg(not(aduan_workspace))]
        _ => "other",
    }
}
