//! Faults of single lines of a history, for machines and for people.

use crate::output::grouped;
use crate::style::DIM;
use aduan_audit::{Defect, DefectiveLine};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The first findings of a reading, each with its file and its line there.
pub(super) fn json<'a>(
    defects: &[DefectiveLine],
    most: usize,
    place: impl Fn(u64) -> (&'a str, u64),
) -> Value {
    let findings = defects.iter().take(most).map(|defective| {
        let (file, line) = place(defective.line);
        json!({
            "file": file,
            "line": line,
            "complaint": defective.complaint,
            "kind": kind(&defective.defect),
            "message": defective.defect.to_string(),
        })
    });
    findings.collect()
}

/// The same for people, and how many of all there are besides.
pub(super) fn print<'a>(
    out: &mut dyn Write,
    defects: &[DefectiveLine],
    most: usize,
    all: u64,
    place: impl Fn(u64) -> (&'a str, u64),
) -> io::Result<()> {
    for defective in defects.iter().take(most) {
        let (file, line) = place(defective.line);
        write!(out, "  {file}:{line}: {}", defective.defect)?;
        match defective.complaint {
            Some(complaint) => writeln!(out, "  {DIM}{complaint}{DIM:#}")?,
            None => writeln!(out)?,
        }
    }
    let more = all.saturating_sub(most.min(defects.len()) as u64);
    if more > 0 {
        writeln!(out, "  {DIM}and {} more; --findings N lists up to a thousand{DIM:#}", grouped(more))?;
    }
    Ok(())
}

const fn kind(defect: &Defect) -> &'static str {
    match defect {
        Defect::Corrupt(_) => "corrupt",
        Defect::Unknown { .. } => "unknown",
        Defect::Gap { .. } => "gap",
        Defect::Repeated { .. } => "repeated",
        Defect::TimeBack { .. } => "time_back",
        #[cfg(not(aduan_workspace))]
        _ => "other",
    }
}
