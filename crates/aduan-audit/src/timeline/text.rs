//! A timeline as text: a column for each role.

use super::{EntryKind, Timeline, content_label};
use aduan_core::{Language, Role};
use std::fmt::Write;

/// A short name of a role, for the head of a column.
pub const fn lane_label(role: Role, language: Language) -> &'static str {
    match (role, language) {
        (Role::Complainant, Language::Indonesian) => "pengadu",
        (Role::Complainant, Language::English) => "complnt",
        (Role::Receiver, Language::Indonesian) => "penerima",
        (Role::Receiver, Language::English) => "receiver",
        (Role::Verifier, Language::Indonesian) => "verif.",
        (Role::Verifier, Language::English) => "verifier",
        (Role::Pyb, _) => "PYB",
        (Role::Assessor, Language::Indonesian) => "pengkaji",
        (Role::Assessor, Language::English) => "assessor",
        (Role::Inspectorate, Language::Indonesian) => "Itjen",
        (Role::Inspectorate, Language::English) => "inspect.",
        (Role::Coordinator, Language::Indonesian) => "koord.",
        (Role::Coordinator, Language::English) => "coord.",
        (Role::DataProtectionOfficer, Language::Indonesian) => "PPDP",
        (Role::DataProtectionOfficer, Language::English) => "DPO",
        (Role::System, Language::Indonesian) => "sistem",
        (Role::System, Language::English) => "system",
    }
}

impl Timeline {
    /// The timeline as text: a row for each event, deadline and reading, a column for each role.
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        let indonesian = language == Language::Indonesian;
        // Writing to memory has no way to fail.
        let _ = self.write_text(&mut out, language, indonesian);
        out
    }

    fn write_text(&self, out: &mut String, language: Language, indonesian: bool) -> std::fmt::Result {
        let complaint = &self.complaint;
        write!(out, "{}  {}", self.title(), complaint.stage.label(language))?;
        match complaint.outcome.filter(|_| !complaint.is_open()) {
            Some(outcome) => writeln!(out, ", {}", outcome.label(language))?,
            None => writeln!(out)?,
        }
        write!(out, "\n{:<18}", self.zone().label(Language::Indonesian))?;
        for role in &self.lanes {
            write!(out, "{:<9}", lane_label(*role, language))?;
        }
        writeln!(out)?;
        for row in &self.rows {
            let mark = match &row.what {
                EntryKind::Event { faults, .. } if !faults.is_empty() => '!',
                EntryKind::Event { .. } => '●',
                EntryKind::Unknown { .. } => '?',
                EntryKind::Deadline { .. } => ' ',
                EntryKind::Read { .. } => '○',
            };
            write!(out, "{:<18}", self.local_time(row.at))?;
            for role in &self.lanes {
                let acts = row.actor.as_ref().is_some_and(|actor| actor.role == *role);
                let filler = if matches!(row.what, EntryKind::Deadline { .. }) { '-' } else { '·' };
                write!(out, "{:<9}", if acts { mark } else { filler })?;
            }
            let (what, soft) = self.describe(row, language);
            writeln!(out, "{what}{}{soft}", if soft.is_empty() { "" } else { "  · " })?;
        }
        let title = if indonesian {
            "Isi, dan siapa yang telah membacanya"
        } else {
            "Contents, and who has read them"
        };
        writeln!(out, "\n{title}")?;
        for content in &self.contents {
            write!(
                out,
                "  {} ({}), {} {}: ",
                content_label(&content.key, language),
                content.version,
                if indonesian { "dari" } else { "by the" },
                content.by.role.label(language)
            )?;
            let readers: Vec<String> = content
                .readers
                .iter()
                .map(|(actor, at)| {
                    let office = actor.office.map(|office| format!(" {office}")).unwrap_or_default();
                    format!("{}{office} {}", actor.role.label(language), self.local_time(*at))
                })
                .collect();
            if readers.is_empty() {
                let nobody = match (self.readings_known, indonesian) {
                    (true, true) => "belum ada",
                    (true, false) => "nobody yet",
                    (false, true) => "tidak tercatat dalam riwayat",
                    (false, false) => "a history does not say",
                };
                writeln!(out, "{nobody}")?;
            } else {
                writeln!(out, "{}", readers.join("; "))?;
            }
        }
        Ok(())
    }
}
