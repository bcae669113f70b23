//! The result of the rows, for people.

use super::Report;
use crate::output::grouped;
use crate::style::{BAD, DIM, GOOD, HEAD, WARN};
use aduan_core::{Language, Zone};
use std::io::{self, Write};

impl Report<'_> {
    pub(super) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let (imported, lang) = (self.imported, self.args.lang);
        let id = lang == Language::Indonesian;
        let say = |indonesian: &'static str, english: &'static str| if id { indonesian } else { english };
        let name = self.args.file.display();
        for row in imported.rejected.iter().take(self.args.rows) {
            let (code, why) = (row.reason.code(), row.reason.sentence(lang));
            writeln!(out, "{name}:{}: {BAD}{code}{BAD:#}  {why}", row.line)?;
        }
        for row in imported.against.iter().take(self.args.rows) {
            let (code, rule, why) = (row.breach.code(), row.breach.rule(), row.breach.sentence(lang));
            writeln!(out, "{name}:{}: {WARN}{code}{WARN:#} [{rule}]  {why}", row.line)?;
        }
        let account = imported.account;
        writeln!(
            out,
            "{HEAD}{} {} = {} {} + {} {} + {} {}{HEAD:#}",
            grouped(account.rows),
            say("baris", "rows"),
            grouped(account.made),
            say("menjadi perintah", "became commands"),
            grouped(account.rejected),
            say("ditolak", "rejected"),
            grouped(account.ignored),
            say("diabaikan oleh pemetaan", "ignored by the map"),
        )?;
        write!(
            out,
            "{} {}, {} {}",
            grouped(imported.complaints),
            say("pengaduan", "complaints"),
            grouped(imported.records.len() as u64),
            say("peristiwa", "events")
        )?;
        if let Some((from, to)) = imported.span() {
            write!(out, ", {} – {}", Zone::Wib.display(from, lang), Zone::Wib.display(to, lang))?;
        }
        writeln!(out)?;
        for (code, count) in self.reasons() {
            writeln!(out, "{:>9}  {BAD}{code}{BAD:#}", grouped(count))?;
        }
        self.print_rest(out, say)
    }

    fn print_rest(
        &self,
        out: &mut dyn Write,
        say: impl Fn(&'static str, &'static str) -> &'static str,
    ) -> io::Result<()> {
        let imported = self.imported;
        if !imported.against.is_empty() {
            let what = say(
                "baris dicatat walaupun prosedur menolaknya; `aduan audit` menemukannya",
                "rows are recorded although the procedure refuses them; `aduan audit` finds them",
            );
            writeln!(out, "{WARN}{} {what}.{WARN:#}", grouped(imported.against.len() as u64))?;
        }
        for (name, count) in &imported.assumed {
            let what = say("kali diandaikan oleh pemetaan", "times assumed by the map");
            writeln!(out, "{} {what}: {HEAD}{name}{HEAD:#}", grouped(*count))?;
        }
        if imported.moved > 0 {
            let what = say(
                "baris tidak urut waktu; diurutkan per pengaduan",
                "rows were out of order; sorted by time in each complaint",
            );
            writeln!(out, "{} {what}.", grouped(imported.moved))?;
        }
        if !imported.uncovered.is_empty() {
            let years: Vec<String> = imported.uncovered.keys().map(i32::to_string).collect();
            let what = say(
                "tidak memuat hari libur tahun ini, jadi hari kerja dihitung tanpanya",
                "does not have the holidays of these years, so working days are counted without them",
            );
            writeln!(
                out,
                "{WARN}{} {what}: {}; --calendar FILE{WARN:#}",
                imported.calendar,
                years.join(", ")
            )?;
        }
        if !imported.dropped.is_empty() {
            let columns: Vec<String> = imported
                .dropped
                .iter()
                .map(|(name, count)| format!("{name} ({})", grouped(*count)))
                .collect();
            let what = say("Tetap di lembar kerja, sel berisi", "Left in the sheet, cells with words");
            writeln!(out, "{DIM}{what}: {}{DIM:#}", columns.join(", "))?;
        }
        if imported.rejected.is_empty() {
            writeln!(out, "{GOOD}{}{GOOD:#}", say("Semua baris dipahami.", "Every row was understood."))?;
        }
        Ok(())
    }
}
