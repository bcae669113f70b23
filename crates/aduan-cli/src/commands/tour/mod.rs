//! `aduan tour`: one complaint, from its reception to its end (case C1), and what is left of it where.

mod filing;
mod handling;
mod stolen_files;
mod views;

use super::init;
use crate::database::DatabaseDir;
use crate::failure::Failure;
use crate::style::HEAD;
use crate::{ExitStatus, interrupt, output};
use aduan_core::{Actor, Element, Elements, Language, Office, PersonId, Role, Timestamp, Zone};
use aduan_sqlite::SqliteStore;
use aduan_store::{Desk, StoreError};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const WORDS: &str = "Petugas di loket 4 meminta uang pelicin dua juta rupiah";
const WORDS_IN_ENGLISH: &str = "The officer at counter 4 asked for two million rupiah to speed it up";
const NAME: &str = "Siti Rahmawati";
const EMAIL: &str = "siti.rahmawati@contoh.id";
const ASSESSMENT: &str = "Dua saksi membenarkan permintaan uang itu";

/// The morning on which the story begins: 3 March 2025, 9.00 WIB.
const BEGIN: i64 = 1_740_967_200_000_000;
const DAY: i64 = 86_400_000_000;

/// See one complaint from beginning to end, in a fresh database
///
/// Tells what happens to a complaint, step by step, and how an insider who wants to bury it is refused; what is stored of it, and where; what its complainant sees, what an
/// officer sees, and what a thief of the database would see.
#[derive(clap::Args)]
#[command(after_help = "\
Exits with 1 if a word of the complaint is found in the database, or if an insider could bury it.

Examples:
  aduan tour
  aduan tour --db desk && aduan inbox --db desk --stage closed")]
pub(crate) struct Args {
    /// Make the database here and keep it; without this, it is made in a temporary place and removed
    #[arg(long, value_name = "DIR")]
    db: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    interrupt::listen();
    let name = |cause| Failure::output("a temporary directory", cause);
    let temporary = tempfile::Builder::new().prefix("aduan-tour-").tempdir().map_err(name)?;
    let folder = args.db.clone().unwrap_or_else(|| temporary.path().join("desk"));
    let database = DatabaseDir::from(folder.as_path());
    let keys = init::make(&database)?;
    let store = database.open_store()?;
    let clock = Arc::new(AtomicI64::new(BEGIN));
    let hands = Arc::clone(&clock);
    let desk = Desk::open(store.clone(), Arc::new(keys))?
        .with_clock(Arc::new(move || Timestamp::from_micros(hands.load(Ordering::Relaxed))));
    let status = Tour { database, store, desk, clock }.run()?;
    if args.db.is_some() && matches!(status, ExitStatus::Success) {
        let folder = folder.display();
        output::write(|out| writeln!(out, "\nLanjutkan (go on): aduan replay --db {folder}"))?;
    }
    Ok(status)
}

struct Tour {
    database: DatabaseDir,
    store: Arc<SqliteStore>,
    desk: Desk,
    clock: Arc<AtomicI64>,
}

/// The people of the tour, by pseudonym.
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
        let (unit, kanwil) = (office("PUSKI-001400")?, office("KANWIL-050000")?);
        Ok(Self {
            verifier: Actor::officer(person(1), Role::Verifier, unit),
            pyb: Actor::officer(person(2), Role::Pyb, kanwil),
            assessor: Actor::officer(person(3), Role::Assessor, kanwil),
            reported: person(4),
            unit,
            kppbc: office("KPPBC-050500")?,
            kanwil,
        })
    }
}

impl Tour {
    fn run(&self) -> Result<ExitStatus, Failure> {
        let cast = Cast::new()?;
        let (done, ticket) = self.receive(&cast)?;
        self.show_stored(&done)?;
        self.show_to_officer(&cast, &done)?;
        if interrupt::requested() {
            return Ok(ExitStatus::Interrupted);
        }
        let refused = self.handle(&cast, done.complaint.id)?;
        self.show_to_complainant(&ticket)?;
        let (hidden, sound) = (self.search_stolen_files(&ticket, &done)?, self.audit()?);
        Ok(if refused && hidden && sound { ExitStatus::Success } else { ExitStatus::Findings })
    }

    fn store_error(&self) -> impl Fn(StoreError) -> Failure + use<> {
        Failure::store(&self.database.file())
    }

    fn now(&self) -> String {
        let now = Timestamp::from_micros(self.clock.load(Ordering::Relaxed));
        Zone::Wib.display(now, Language::Indonesian)
    }

    /// Time passes: so many days and half an hour.
    fn pass(&self, days: i64) {
        self.clock.fetch_add(days * DAY + DAY / 48, Ordering::Relaxed);
    }
}

fn five() -> Elements {
    use Element::{How, What, When, Where, Who};
    Elements::of(&[What, Who, When, Where, How])
}

fn title(out: &mut dyn Write, number: u8, title: &str, english: &str) -> io::Result<()> {
    writeln!(out, "\n{HEAD}{number}  {title}{HEAD:#} ({english})")
}
