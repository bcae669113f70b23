//! `aduan tour`: one complaint, from its reception to its end (case C1), and what is left of it where.

mod handling;
mod thief;

use super::{Place, hex, init, lines};
use crate::failure::Failure;
use crate::output::{BAD, DIM, GOOD, HEAD, both, grouped};
use crate::{Verdict, output, stop};
use aduan_audit::Replay;
use aduan_core::{
    Actor, Channel, Element, Elements, Event, Language, Matter, Office, PersonId, Role, Ticket, Timestamp,
    Zone,
};
use aduan_sqlite::SqliteStore;
use aduan_store::desk::{Done, IdentityWords, Reception, Source, TicketSecret};
use aduan_store::{Desk, DeskError, EventStore, OsEntropy, StoreError, Worklist};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub(super) const WORDS: &str = "Petugas di loket 4 meminta uang pelicin dua juta rupiah";
pub(super) const WORDS_IN_ENGLISH: &str =
    "The officer at counter 4 asked for two million rupiah to speed it up";
pub(super) const NAME: &str = "Siti Rahmawati";
pub(super) const EMAIL: &str = "siti.rahmawati@contoh.id";
const ASSESSMENT: &str = "Dua saksi membenarkan permintaan uang itu";

/// The morning on which the story begins: 3 March 2025, 9.00 WIB.
const BEGIN: i64 = 1_740_967_200_000_000;
const DAY: i64 = 86_400_000_000;

/// See one complaint from beginning to end, in a fresh database
///
/// Tells what happens to a complaint, step by step; what is stored of it, and where; what its complainant sees, what an
/// officer sees, and what a thief of the database would see.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a word of the complaint is found in the database.

Examples:
  aduan tour
  aduan tour --db desk && aduan inbox --db desk --stage closed")]
pub(crate) struct Args {
    /// Make the database here and keep it; without this, it is made in a temporary place and removed
    #[arg(long, value_name = "DIR")]
    db: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    stop::listen();
    let name = |cause| Failure::output("a temporary directory", cause);
    let temporary = tempfile::Builder::new().prefix("aduan-tour-").tempdir().map_err(name)?;
    let folder = args.db.clone().unwrap_or_else(|| temporary.path().join("desk"));
    let place = Place::from(folder.as_path());
    let keys = init::make(&place)?;
    let store = place.store()?;
    let clock = Arc::new(AtomicI64::new(BEGIN));
    let hand = Arc::clone(&clock);
    let desk = Desk::open(store.clone(), Arc::new(keys))?
        .with_clock(Arc::new(move || Timestamp::from_micros(hand.load(Ordering::Relaxed))));
    let told = Tour { place, store, desk, clock }.tell()?;
    if args.db.is_some() && matches!(told, Verdict::Fine) {
        let folder = folder.display();
        output::write(|out| writeln!(out, "\nLanjutkan (go on): aduan replay --db {folder}"))?;
    }
    Ok(told)
}

struct Tour {
    place: Place,
    store: Arc<SqliteStore>,
    desk: Desk,
    clock: Arc<AtomicI64>,
}

/// Who takes part, by pseudonym.
struct Cast {
    verifier: Actor,
    pyb: Actor,
    assessor: Actor,
    reported: PersonId,
    /// The compliance unit that verifies: not the office complained of (T6).
    unit: Office,
    kppbc: Office,
    kanwil: Office,
}

impl Cast {
    fn new() -> Result<Self, Failure> {
        let person = |number| PersonId::new(uuid::Uuid::from_u128(number));
        let office = |code: &str| code.parse().map_err(|error| Failure::Usage(format!("{error}")));
        let (unit, kanwil) = (office("PUSKI-1")?, office("KANWIL-050000")?);
        Ok(Self {
            verifier: Actor::officer(person(1), Role::Verifier, unit),
            pyb: Actor::officer(person(2), Role::Pyb, kanwil),
            assessor: Actor::officer(person(3), Role::Assessor, kanwil),
            reported: person(4),
            unit,
            kppbc: office("KPPBC-050100")?,
            kanwil,
        })
    }
}

impl Tour {
    fn tell(&self) -> Result<Verdict, Failure> {
        let cast = Cast::new()?;
        let (done, ticket) = self.receive(&cast)?;
        self.stored(&done)?;
        self.officer(&cast, &done)?;
        if stop::asked() {
            return Ok(Verdict::Stopped);
        }
        self.handle(&cast, done.complaint.id)?;
        self.complainant(&ticket)?;
        let (hidden, sound) = (self.thief(&ticket, &done)?, self.audit()?);
        Ok(if hidden && sound { Verdict::Fine } else { Verdict::Found })
    }

    fn store_error(&self) -> impl Fn(StoreError) -> Failure + use<> {
        Failure::store(&self.place.database())
    }

    fn now(&self) -> String {
        let now = Timestamp::from_micros(self.clock.load(Ordering::Relaxed));
        Zone::Wib.display(now, Language::Indonesian)
    }

    fn receive(&self, cast: &Cast) -> Result<(Done, Ticket), Failure> {
        let mut reception = Reception::new(Channel::Website, Matter::Discipline, WORDS, cast.unit);
        let mut identity = IdentityWords::default();
        (identity.name, identity.email) = (Some(NAME.into()), Some(EMAIL.into()));
        reception.identity = Some(identity);
        reception.elements = five();
        reception.reported_office = Some(cast.kppbc);
        let secret = TicketSecret::fresh(&OsEntropy).map_err(DeskError::from)?;
        let (done, ticket) = self.desk.receive_online(&self.desk.trace()?, &reception, &secret)?;
        let sent = self.desk.letters(0, 9)?.ready;
        for letter in &sent {
            self.desk.sent(letter.id)?;
        }
        let register = done.complaint.register.map(|register| register.to_string()).unwrap_or_default();
        output::write(|out| {
            title(out, 1, "Pengaduan masuk", "a complaint comes in")?;
            writeln!(out, "   {} · {}", self.now(), both!(Channel::Website))?;
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

    /// What the database has of it: three kinds of thing, in three places.
    fn stored(&self, done: &Done) -> Result<(), Failure> {
        let id = done.complaint.id;
        let failed = self.store_error();
        let mut line = String::new();
        let first = &mut |entry: aduan_store::Entry<'_>| {
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
        let digest = thief::digest(&self.place.database()).unwrap_or_default();
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
                hex(sealed.get(sealed.len().saturating_sub(32)..).unwrap_or_default()),
                sealed.len()
            )?;
            writeln!(
                out,
                "   {HEAD}tiket (the ticket){HEAD:#}: hanya sidik berkunci (a keyed digest, from which it cannot be \
                 had back)"
            )?;
            writeln!(out, "     {DIM}{}{DIM:#}", hex(&digest))
        })
    }

    fn officer(&self, cast: &Cast, done: &Done) -> Result<(), Failure> {
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
                writeln!(out, "   daftar kerja (worklist)  {HEAD}{register}{HEAD:#}  {}", both!(row.stage))?;
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

    /// Time passes: so many days and half an hour.
    fn pass(&self, days: i64) {
        self.clock.fetch_add(days * DAY + DAY / 48, Ordering::Relaxed);
    }

    fn complainant(&self, ticket: &Ticket) -> Result<(), Failure> {
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
    fn thief(&self, ticket: &Ticket, done: &Done) -> Result<bool, Failure> {
        let loot = thief::Loot::of(&self.place.data())?;
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
                grouped(loot.size()),
                loot.names()
            )?;
            for (what, words) in hidden {
                let found: usize = words.iter().map(|word| loot.count(word)).sum();
                safe &= found == 0;
                let style = if found == 0 { GOOD } else { BAD };
                writeln!(out, "   {what:<22} {style}{found} ditemukan (found){style:#}")?;
            }
            let control = loot.count(&register);
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
    fn audit(&self) -> Result<bool, Failure> {
        let replayed = Replay::new().run(vec![lines::of_store(&self.store, &self.place)?])?;
        let examined = self.store.integrity().map_err(self.store_error())?;
        let sound = replayed.is_sound() && examined.findings.is_empty();
        output::write(|out| {
            title(out, 7, "Pemeriksaan", "the audit")?;
            for (stage, count) in replayed.by_stage().into_iter().filter(|(_, count)| *count > 0) {
                writeln!(
                    out,
                    "   {} peristiwa dibaca ulang (events replayed): {count} {}",
                    replayed.events,
                    both!(stage)
                )?;
            }
            let found = replayed.findings.len() + examined.findings.len();
            let style = if sound { GOOD } else { BAD };
            writeln!(
                out,
                "   {style}{found} temuan (findings){style:#}; RFC 6962 root {}",
                hex(&examined.root)
            )
        })?;
        Ok(sound)
    }
}

fn five() -> Elements {
    use Element::{How, What, When, Where, Who};
    Elements::of(&[What, Who, When, Where, How])
}

fn title(out: &mut dyn Write, number: u8, title: &str, english: &str) -> io::Result<()> {
    writeln!(out, "\n{HEAD}{number}  {title}{HEAD:#} ({english})")
}
