//! The complaint as an officer, its complainant, a thief and the audit see it.

use super::stolen_files::StolenFiles;
use super::{ASSESSMENT, Cast, EMAIL, NAME, Tour, WORDS, title};
use crate::failure::Failure;
use crate::history;
use crate::output::{self, bilingual, grouped};
use crate::style::{BAD, DIM, GOOD, HEAD};
use aduan_audit::Reader;
use aduan_core::{Event, Language, Role, Ticket, Zone};
use aduan_store::desk::{Done, Source};
use aduan_store::{Worklist, Worklists};

impl Tour {
    pub(super) fn show_to_officer(&self, cast: &Cast, done: &Done) -> Result<(), Failure> {
        let id = done.complaint.id;
        let list = Worklist::of_role(Role::Verifier).at(cast.unit);
        let waiting = self.store.worklist(&list).map_err(self.store_error())?;
        self.pass(1);
        let Some(Event::Received(received)) = done.records.first().map(|record| &record.event) else {
            return Ok(());
        };
        let words = self.desk.read(&cast.verifier, id, received.material.id)?;
        let Err(refused) = self.desk.read_identity(&cast.verifier, id) else { return Ok(()) };
        let trail = self.desk.accesses(id)?;
        output::write(|out| {
            title(out, 3, "Yang dilihat petugas", "what an officer sees")?;
            for row in &waiting {
                let register = row.register.map(|register| register.to_string()).unwrap_or_default();
                writeln!(
                    out,
                    "   daftar kerja (worklist)  {HEAD}{register}{HEAD:#}  {}",
                    bilingual!(row.stage)
                )?;
            }
            writeln!(out, "   isi (the words)          \u{201c}{}\u{201d}", words.reveal())?;
            writeln!(out, "   identitas (identity)     {BAD}{refused}{BAD:#}")?;
            writeln!(
                out,
                "   {DIM}Pembacaan dicatat: {} (each reading is on record, before it is shown).{DIM:#}",
                trail.len()
            )
        })
    }

    pub(super) fn show_to_complainant(&self, ticket: &Ticket) -> Result<(), Failure> {
        let view = self.desk.follow(&ticket.reveal(), &Source::from("192.0.2.7"))?;
        output::write(|out| {
            title(
                out,
                5,
                "Yang dilihat pengadu dengan tiketnya",
                "what the complainant sees with the ticket",
            )?;
            for seen in &view.steps {
                let at = Zone::Wib.display(seen.at, Language::Indonesian);
                let sentence = seen.sentence(Language::Indonesian);
                writeln!(out, "   {at:<30} {sentence} {DIM}({}){DIM:#}", seen.sentence(Language::English))?;
            }
            writeln!(
                out,
                "   {DIM}Tanpa petugas, kantor, atau catatan intern (no officer, no office, no note).{DIM:#}"
            )
        })
    }

    /// Searches the bytes of every file of the database; whether nothing was found that must not be there.
    pub(super) fn search_stolen_files(&self, ticket: &Ticket, done: &Done) -> Result<bool, Failure> {
        let files = StolenFiles::of(&self.database.data_folder())?;
        let ticket = ticket.reveal();
        let register = done.complaint.register.map(|register| register.to_string()).unwrap_or_default();
        let hidden: [(&str, &[&str]); 5] = [
            ("isi (the words)", &[WORDS, "uang pelicin", "loket 4"]),
            ("nama (the name)", &[NAME, "Rahmawati"]),
            ("surel (the e-mail)", &[EMAIL, "contoh.id"]),
            ("tiket (the ticket)", &[&ticket, &ticket.replace('-', "")]),
            ("laporan (the report)", &[ASSESSMENT, "Hukuman disiplin sedang"]),
        ];
        let mut safe = true;
        output::write(|out| {
            title(out, 6, "Yang dilihat pencuri basis data", "what a thief of the database would see")?;
            writeln!(
                out,
                "   {} bytes, {}: setiap byte dicari (every byte is searched)",
                grouped(files.size()),
                files.names()
            )?;
            for (what, words) in hidden {
                let found: usize = words.iter().map(|word| files.count(word)).sum();
                safe &= found == 0;
                let style = if found == 0 { GOOD } else { BAD };
                writeln!(out, "   {what:<22} {style}{found} ditemukan (found){style:#}")?;
            }
            let control = files.count(&register);
            safe &= control > 0;
            writeln!(
                out,
                "   {DIM}{register:<22} {control} ditemukan: pencarian ini memang bekerja (found: so the search \
                 works){DIM:#}"
            )
        })?;
        Ok(safe)
    }

    /// Reads the log back; whether it is sound.
    pub(super) fn audit(&self) -> Result<bool, Failure> {
        let replayed = Reader::new().replay(vec![history::of_store(&self.store, &self.database)?])?;
        let examined = self.store.integrity().map_err(self.store_error())?;
        let sound = replayed.is_sound() && examined.problems.is_empty();
        output::write(|out| {
            title(out, 7, "Pemeriksaan", "the audit")?;
            for (stage, count) in replayed.by_stage().into_iter().filter(|(_, count)| *count > 0) {
                writeln!(
                    out,
                    "   {} peristiwa dibaca ulang (events replayed): {count} {}",
                    replayed.events,
                    bilingual!(stage)
                )?;
            }
            let found = replayed.defects.len() + examined.problems.len();
            let style = if sound { GOOD } else { BAD };
            writeln!(
                out,
                "   {style}{found} temuan (findings){style:#}; RFC 6962 root {}",
                hex::encode(examined.root)
            )
        })?;
        Ok(sound)
    }
}
