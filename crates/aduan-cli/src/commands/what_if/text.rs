//! The differences and the summary for people.

use crate::output::grouped;
use crate::style::{BAD, DIM, GOOD, HEAD, WARN};
use aduan_audit::History;
use aduan_audit::audit::MissingRules;
use aduan_audit::what_if::{DeadlineFate, Difference, WhatIfResult};
use aduan_core::{Language, Zone};
use std::io::{self, Write};

pub(super) fn difference(
    out: &mut dyn Write,
    difference: &Difference,
    (file, line): (&str, u64),
    lang: Language,
) -> io::Result<()> {
    write!(out, "{file}:{line}: {WARN}{}{WARN:#}", difference.change.code())?;
    if let Some(rule) = difference.change.rule() {
        write!(out, " [{rule}]")?;
    }
    let name =
        difference.register.map_or_else(|| difference.complaint.to_string(), |register| register.to_string());
    writeln!(out, "  {HEAD}{name}{HEAD:#} v{}", difference.version)?;
    writeln!(out, "    {}", difference.change.sentence(lang))?;
    let mut who = vec![difference.recorded.clone(), difference.role.label(lang).to_owned()];
    who.extend(difference.office.map(|office| office.to_string()));
    who.push(Zone::Wib.display(difference.at, lang));
    writeln!(out, "    {DIM}{}{DIM:#}", who.join(" · "))
}

/// Writes the summary.
pub(super) fn summary(
    out: &mut dyn Write,
    history: &History,
    imagined: &WhatIfResult,
    changes: &[String],
    lang: Language,
) -> io::Result<()> {
    let say = |indonesian, english| if lang == Language::Indonesian { indonesian } else { english };
    writeln!(out, "{HEAD}{} {}{HEAD:#}", say("Seandainya", "What if"), changes.join(", "))?;
    writeln!(
        out,
        "{DIM}{}{DIM:#}",
        say(
            "Pengandaian: bukan temuan atas catatan. Yang terjadi sesudah pengaduan menempuh jalan lain tidak diketahui.",
            "Counterfactual: no finding about the record. What comes after a complaint has gone another way is not known.",
        )
    )?;
    writeln!(
        out,
        "{} {}, {} {}",
        grouped(imagined.judged()),
        say("keputusan diambil kembali", "decisions taken again"),
        grouped(history.complaint_count()),
        say("pengaduan", "complaints"),
    )?;
    if history.stopped {
        writeln!(out, "{WARN}{}{WARN:#}", say("Dihentikan sebelum selesai.", "Stopped before the end."))?;
    }
    for (missing, count) in imagined.missing() {
        let (what, option) = match missing {
            MissingRules::Rulebook(id) => (id.to_string(), "--known-rulebook"),
            MissingRules::Calendar(id) => (id.to_string(), "--calendar"),
            MissingRules::Directory(id) => (id.to_string(), "--directory"),
        };
        let text = say("keputusan memakai", "decisions were taken under");
        writeln!(out, "{WARN}{} {text} {what}; {option} FILE{WARN:#}", grouped(*count))?;
    }
    if imagined.unjudged() > 0 {
        let why = say(
            "keputusan tidak dinilai, karena catatannya sendiri tidak sesuai atau tidak lengkap; lihat aduan audit",
            "decisions are not judged, because the record itself is not right or not complete; see aduan audit",
        );
        writeln!(out, "{WARN}{} {why}.{WARN:#}", grouped(imagined.unjudged()))?;
    }
    if imagined.is_unchanged() {
        let same = say("Tidak ada yang akan berbeda.", "Nothing would have been otherwise.");
        return writeln!(out, "{GOOD}{same}{GOOD:#}");
    }
    for (rule, count) in imagined.refused() {
        let what = say("keputusan akan ditolak", "decisions would have been refused");
        writeln!(out, "{:>9}  {what}: {rule} {}", grouped(*count), rule.label(lang))?;
    }
    for ((of, rule), moved) in imagined.moved() {
        let (earlier, later) = (grouped(moved.earlier), grouped(moved.later));
        let of = of.label(lang);
        let (one, two) =
            (say("akan jatuh lebih awal", "would have fallen earlier"), say("lebih lambat", "later"));
        writeln!(out, "{earlier:>9}  {of} ({rule}) {one}, {later} {two}")?;
    }
    for ((rule, fate), count) in imagined.fates() {
        let what = match fate {
            DeadlineFate::Kept => {
                say("tenggat terlewati akan ditepati", "missed deadlines would have been kept")
            }
            DeadlineFate::Missed => {
                say("tenggat ditepati akan terlewati", "kept deadlines would have been missed")
            }
        };
        writeln!(out, "{:>9}  {what} ({rule})", grouped(*count))?;
    }
    writeln!(
        out,
        "{BAD}{} {}{BAD:#}",
        grouped(imagined.left()),
        say("pengaduan akan menempuh jalan lain", "complaints would have gone another way"),
    )?;
    for (outcome, count) in imagined.left_by_outcome() {
        let ended = say("tercatat", "recorded");
        let outcome = outcome.map_or(say("belum selesai", "still open"), |outcome| outcome.label(lang));
        writeln!(out, "{:>9}  {ended}: {outcome}", grouped(*count))?;
    }
    if imagined.after() > 0 {
        let what = say("keputusan sesudahnya tidak diikuti", "decisions after that are not followed");
        writeln!(out, "{DIM}{} {what}{DIM:#}", grouped(imagined.after()))?;
    }
    Ok(())
}
