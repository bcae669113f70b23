//! The findings and the summary for people.

use crate::output::grouped;
use crate::style::{BAD, DIM, GOOD, HEAD, WARN};
use aduan_audit::audit::{AuditFinding, Audited, MissingRules, Severity};
use aduan_audit::{History, Origin};
use aduan_core::{Language, Zone};
use std::io::{self, Write};

pub(super) fn finding(
    out: &mut dyn Write,
    finding: &AuditFinding,
    (file, line): (&str, u64),
    lang: Language,
) -> io::Result<()> {
    let (recorded, gives) = match lang {
        Language::Indonesian => ("tercatat", "menurut prosedur"),
        Language::English => ("recorded", "the procedure gives"),
    };
    let severity = finding.fault.severity();
    let style = if severity == Severity::Grave { BAD } else { WARN };
    write!(out, "{file}:{line}: {style}{}{style:#}", finding.fault.code())?;
    if let Some(rule) = finding.fault.rule() {
        write!(out, " [{rule}]")?;
    }
    match (finding.register, finding.complaint) {
        (Some(register), _) => write!(out, "  {HEAD}{register}{HEAD:#}")?,
        (None, Some(id)) => write!(out, "  {HEAD}{id}{HEAD:#}")?,
        (None, None) => {}
    }
    if let Some(version) = finding.version {
        write!(out, " v{version}")?;
    }
    writeln!(out, "\n    {}", finding.fault.sentence(lang))?;
    let mut who: Vec<String> = Vec::new();
    who.extend(finding.actor.as_ref().map(|actor| actor.role.label(lang).to_owned()));
    who.extend(finding.office.map(|office| office.to_string()));
    who.extend(finding.at.map(|at| Zone::Wib.display(at, lang)));
    if !finding.recorded.is_empty() {
        write!(out, "    {recorded}: {}", finding.recorded)?;
        if !finding.gives.is_empty() {
            write!(out, "; {gives}: {}", finding.gives)?;
        }
        writeln!(out)?;
    }
    if let Some(event) = finding.event {
        who.push(event.to_string());
    }
    if who.is_empty() { Ok(()) } else { writeln!(out, "    {DIM}{}{DIM:#}", who.join(" · ")) }
}

/// Writes the summary of the audit.
pub(super) fn summary(
    out: &mut dyn Write,
    history: &History,
    audited: &Audited,
    lang: Language,
) -> io::Result<()> {
    let id = lang == Language::Indonesian;
    let say = |indonesian: &'static str, english: &'static str| if id { indonesian } else { english };
    writeln!(
        out,
        "{HEAD}{} {}, {} {}, {} {}{HEAD:#}",
        grouped(audited.decisions()),
        say("keputusan diuji kembali", "decisions taken again"),
        grouped(audited.events()),
        say("peristiwa", "events"),
        grouped(history.complaint_count()),
        say("pengaduan", "complaints"),
    )?;
    if history.stopped {
        writeln!(out, "{WARN}{}{WARN:#}", say("Dihentikan sebelum selesai.", "Stopped before the end."))?;
    }
    if history.later > 0 {
        writeln!(
            out,
            "{} {}",
            grouped(history.later),
            say("baris setelahnya tidak dibaca.", "later lines are left out.")
        )?;
    }
    for (missing, count) in audited.missing() {
        let (what, option) = match missing {
            MissingRules::Rulebook(id) => (id.to_string(), "--rulebook"),
            MissingRules::Calendar(id) => (id.to_string(), "--calendar"),
            MissingRules::Directory(id) => (id.to_string(), "--directory"),
        };
        let text = say("keputusan memakai", "decisions were taken under");
        writeln!(out, "{WARN}{} {text} {what}; {option} FILE{WARN:#}", grouped(*count))?;
    }
    if audited.unjudged() > 0 {
        let why = say(
            "keputusan tidak dapat diuji kembali, karena ada yang hilang atau tidak dikenal",
            "decisions could not be taken again, because something is missing or not known",
        );
        writeln!(out, "{WARN}{} {why}.{WARN:#}", grouped(audited.unjudged()))?;
    }
    if audited.unrecognised() > 0 {
        let why = say(
            "tindakan tidak dapat diuji terhadap T6: pelakunya tidak beralias, padahal pengaduannya menyebut terlapor",
            "acts could not be judged by T6: their actor has no alias, in a complaint that names an official",
        );
        writeln!(out, "{WARN}{} {why}.{WARN:#}", grouped(audited.unrecognised()))?;
    }
    for (origin, count) in audited.imported() {
        let what = match origin {
            Origin::Sheet => say(
                "di antaranya diimpor dari lembar kerja sistem lama",
                "of them were imported from an old system's sheet",
            ),
            Origin::Assumed => say(
                "tidak ada dalam lembar kerja itu, diandaikan oleh pemetaannya",
                "are not in that sheet; its map assumes them",
            ),
        };
        writeln!(out, "{} {what}.", grouped(*count))?;
    }
    if audited.consequences() > 0 {
        let why = say(
            "keputusan berbeda hanya karena temuan sebelumnya",
            "decisions differ only because of a finding before them",
        );
        writeln!(out, "{} {why}.", grouped(audited.consequences()))?;
    }
    if history.notes.clock_steps > 0 {
        let why = say(
            "catatan saat jam mundur; waktunya ditahan (C23)",
            "records made while the clock had stepped back; their times were held (C23)",
        );
        writeln!(out, "{} {why}.", grouped(history.notes.clock_steps))?;
    }
    let unattended = history.overdue();
    if let Some((complaint, awaited)) = unattended.first() {
        let name =
            complaint.register.map_or_else(|| complaint.id.to_string(), |register| register.to_string());
        writeln!(
            out,
            "{} {} {name}, {}, {}.",
            grouped(unattended.len() as u64),
            say("pengaduan lewat tenggat; yang paling lama:", "complaints are past a deadline; the longest:"),
            awaited.rule,
            Zone::Wib.display(awaited.due, lang)
        )?;
    }
    if audited.found() == 0 {
        return writeln!(out, "{GOOD}{}{GOOD:#}", say("Tidak ada temuan.", "Nothing was found."));
    }
    writeln!(out, "{BAD}{} {}{BAD:#}", grouped(audited.found()), say("temuan", "findings"))?;
    for (code, count) in audited.by_code() {
        writeln!(out, "{:>9}  {code}", grouped(*count))?;
    }
    Ok(())
}
