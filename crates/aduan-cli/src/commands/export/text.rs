//! The summary of an export, for people.

use crate::commands::line_findings;
use crate::output::grouped;
use crate::style::{BAD, GOOD};
use aduan_convert::export::{Exported, Format};
use std::io::{self, Write};

pub(super) fn summary(
    out: &mut dyn Write,
    exported: &Exported,
    format: Format,
    most: usize,
) -> io::Result<()> {
    let history = &exported.history;
    if exported.stopped {
        return writeln!(out, "{BAD}Dihentikan{BAD:#} (stopped before the end); there is no export.");
    }
    let (events, complaints) = (grouped(history.events), grouped(exported.cases));
    writeln!(out, "{events} events of {complaints} complaints, as {}", format.as_str())?;
    if let Some(objects) = exported.objects {
        let (all, changes) = (grouped(objects.total()), grouped(objects.changes));
        let (e2o, o2o) = (grouped(objects.event_to_object), grouped(objects.object_to_object));
        writeln!(
            out,
            "{all} objects, {e2o} relations of events, {o2o} of objects, {changes} changes of objects"
        )?;
    }
    if history.later > 0 {
        writeln!(out, "{} later lines are left out.", grouped(history.later))?;
    }
    if history.is_sound() {
        return writeln!(out, "{GOOD}Tidak ada temuan (nothing was found amiss).{GOOD:#}");
    }
    writeln!(
        out,
        "{BAD}Temuan (findings){BAD:#}: {} corrupt and {} repeated, not exported; {} unknown, exported as such; {} out of order",
        grouped(history.corrupt),
        grouped(history.repeated),
        grouped(history.unknown),
        grouped(history.disorder - history.repeated),
    )?;
    let all = history.corrupt + history.unknown + history.disorder;
    line_findings::print(out, &history.defects, most, all, |line| history.place(line))
}
