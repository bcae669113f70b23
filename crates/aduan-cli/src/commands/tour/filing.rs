//! The complaint comes in, and is stored.

use super::{Cast, EMAIL, NAME, Tour, WORDS, WORDS_IN_ENGLISH, five, stolen_files, title};
use crate::failure::Failure;
use crate::output::{self, bilingual};
use crate::style::{DIM, HEAD};
use aduan_core::{Channel, Event, Matter, Ticket};
use aduan_store::desk::{Done, IdentityWords, Reception, TicketSecret};
use aduan_store::{ContentVault, DeskError, EventLog, OsEntropy};

impl Tour {
    pub(super) fn receive(&self, cast: &Cast) -> Result<(Done, Ticket), Failure> {
        let mut reception = Reception::new(Channel::Website, Matter::Discipline, WORDS, cast.unit);
        let mut identity = IdentityWords::default();
        (identity.name, identity.email) = (Some(NAME.into()), Some(EMAIL.into()));
        reception.identity = Some(identity);
        reception.elements = five();
        reception.reported_office = Some(cast.kppbc);
        let secret = TicketSecret::fresh(&OsEntropy).map_err(DeskError::from)?;
        let (done, ticket) = self.desk.receive_online(&self.desk.trace()?, reception.clone(), &secret)?;
        let sent = self.desk.outbox(0, 9)?.ready;
        for letter in &sent {
            self.desk.sent(letter.id)?;
        }
        let register = done.complaint.register.map(|register| register.to_string()).unwrap_or_default();
        output::write(|out| {
            title(out, 1, "Pengaduan masuk", "a complaint comes in")?;
            writeln!(out, "   {} · {}", self.now(), bilingual!(Channel::Website))?;
            writeln!(out, "   {NAME}, {EMAIL}:")?;
            writeln!(out, "   {HEAD}\u{201c}{WORDS}\u{201d}{HEAD:#}")?;
            writeln!(out, "   {DIM}\u{201c}{WORDS_IN_ENGLISH}\u{201d}{DIM:#}")?;
            writeln!(out, "   nomor register (register number)  {HEAD}{register}{HEAD:#}")?;
            writeln!(out, "   nomor tiket (ticket)              {HEAD}{}{HEAD:#}", ticket.reveal())?;
            writeln!(
                out,
                "   {DIM}Tiket hanya untuk pengadu: di layar, dan {} surat elektronik (for the complainant alone: on \
                 the screen, and by e-mail).{DIM:#}",
                sent.len()
            )
        })?;
        Ok((done, ticket))
    }

    /// Shows what the database holds of it: three kinds of data, in three places.
    pub(super) fn show_stored(&self, done: &Done) -> Result<(), Failure> {
        let id = done.complaint.id;
        let failed = self.store_error();
        let mut line = String::new();
        let first = &mut |entry: aduan_store::StoredEvent<'_>| {
            if entry.version == 1 {
                line = String::from_utf8_lossy(entry.line).into_owned();
            }
            Ok(())
        };
        self.store.read_stream(id, first).map_err(&failed)?;
        let sealed = match done.records.first().map(|record| &record.event) {
            Some(Event::Received(received)) => {
                self.store.chunk(id, received.material.id, 0).map_err(&failed)?.unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let digest = stolen_files::ticket_digest(&self.database.file()).unwrap_or_default();
        let width = 78;
        output::write(|out| {
            title(out, 2, "Yang disimpan", "what is stored")?;
            writeln!(
                out,
                "   {HEAD}peristiwa (the event){HEAD:#}: satu baris, tanpa satu kata pun (one line, no word of it)"
            )?;
            let symbols: Vec<char> = line.chars().collect();
            for part in symbols.chunks(width).take(4) {
                writeln!(out, "     {DIM}{}{DIM:#}", part.iter().collect::<String>())?;
            }
            writeln!(out, "     {DIM}… {} bytes{DIM:#}", line.len())?;
            writeln!(
                out,
                "   {HEAD}isi (the words){HEAD:#}: tersegel dengan kunci pengaduan ini (sealed under this \
                 complaint's own key)"
            )?;
            writeln!(
                out,
                "     {DIM}…{}{DIM:#} {} bytes",
                hex::encode(sealed.get(sealed.len().saturating_sub(32)..).unwrap_or_default()),
                sealed.len()
            )?;
            writeln!(
                out,
                "   {HEAD}tiket (the ticket){HEAD:#}: hanya sidik berkunci (a keyed digest, from which it cannot be \
                 had back)"
            )?;
            writeln!(out, "     {DIM}{}{DIM:#}", hex::encode(digest))
        })
    }
}
