//! Every error of the desk, the vault and the store is provoked with secrets, and says none of them: neither in its text,
//! nor in its `Debug`, nor in any of its causes. A log shows an error only as one of these.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{Actor, Channel, Command, ContentRef, Elements, Matter, Ticket, Undelivered};
use aduan_sqlite::{ImportError, SqliteStore};
use aduan_store::desk::{Done, IdentityWords, Source, TicketSecret};
use aduan_store::vault::{ContentKind, DataKey, EnvKeys, FileKeys, KeyProvider, KeyRing, MasterKey, seal};
use aduan_store::{
    Change, Claim, Commit, ContentVault, Desk, DeskError, Entropy, EntropyError, EventLog, EventStore,
    KeyChange, MemoryStore, OsEntropy, StoreError, Subscription, TicketDigest,
};
use aduan_testkit::conformance::{commit, stream};
use aduan_testkit::test_desk::{MOBILE, NAME, STORY, TestDesk, receiver, reception, verifier};
use aduan_testkit::{Fault, FaultStore};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

const KEY: &str = "5e4d3c2b1a5e4d3c2b1a5e4d3c2b1a5e4d3c2b1a5e4d3c2b1a5e4d3c2b1a5e4d";

/// The errors so far, and the secrets that they must not show.
struct Ear {
    secrets: Vec<String>,
    heard: BTreeSet<String>,
}

impl Ear {
    #[track_caller]
    fn hear<T>(&mut self, result: Result<T, impl Into<DeskError>>) -> DeskError {
        let error = result.err().expect("an error").into();
        self.listen(&error);
        error
    }

    #[track_caller]
    fn listen(&mut self, error: &DeskError) {
        let (said, name) = (format!("{error:?}"), |of: &str, debug: &str| {
            let end = debug.find(|symbol: char| !symbol.is_alphanumeric()).unwrap_or(debug.len());
            format!("{of}::{}", &debug[..end])
        });
        self.heard.insert(name("DeskError", &said));
        match error {
            DeskError::Vault(inner) => drop(self.heard.insert(name("VaultError", &format!("{inner:?}")))),
            DeskError::Store(inner) => drop(self.heard.insert(name("StoreError", &format!("{inner:?}")))),
            _ => {}
        }
        let mut texts = vec![said, format!("{error:#?}"), error.to_string()];
        let mut cause = error.source();
        while let Some(error) = cause {
            texts.extend([error.to_string(), format!("{error:?}")]);
            cause = error.source();
        }
        for text in texts {
            for secret in &self.secrets {
                assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in: {text}");
            }
        }
    }
}

/// The names of an enum's variants, as its source has them.
fn variants(file: &str, name: &str) -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../aduan-store/src").join(file);
    let text = fs::read_to_string(source).unwrap();
    let body = text.split(&format!("pub enum {name} {{\n")).nth(1).unwrap();
    let body = body.split("\n}\n").next().unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variant = |line: &&str| line.starts_with(|first: char| first.is_ascii_uppercase());
    lines.filter(variant).map(|line| line.split([' ', '(', ',', '{']).next().unwrap().to_owned()).collect()
}

struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError("the device is gone".to_owned()))
    }
}

struct Fails;

impl std::io::Read for Fails {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the line is cut"))
    }
}

fn amend(world: &TestDesk, done: &Done, words: &str) -> Result<Done, DeskError> {
    let say = Command::AmendMaterial { content: words.into(), elements: Elements::EMPTY };
    let complainant = Actor::complainant(done.complaint.complainant);
    world.desk.act(&world.desk.trace().unwrap(), &complainant, done.complaint.id, say)
}

fn online(desk: &Desk) -> Result<(Done, Ticket), DeskError> {
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    desk.receive_online(&desk.trace()?, reception(Channel::Website, Matter::Duties), &secret)
}

fn the_desks(ear: &mut Ear, folder: &Path) {
    let world = TestDesk::new(Arc::new(SqliteStore::open(&folder.join("desk.db")).unwrap()));
    let (done, ticket) = world.online(Matter::Duties);
    let outdated = Command::AmendMaterial { content: STORY.into(), elements: Elements::EMPTY };
    let (trace, complainant) = (world.desk.trace().unwrap(), Actor::complainant(done.complaint.complainant));
    ear.hear(world.desk.act_on_file(&trace, &complainant, done.complaint.id, Some(99), outdated));
    let (id, desk) = (done.complaint.id, &world.desk);
    for part in ticket.reveal().split('-').chain([&*ticket.reveal(), &*ticket.reveal().replace('-', "")]) {
        ear.secrets.push(part.to_owned());
    }
    let Event::Received(received) = &done.records[0].event else { panic!() };
    let identity = received.identity.as_ref().unwrap().content.id;
    ear.hear(world.act(&verifier(), id, Command::Close));
    ear.hear(desk.complaint(stream(77)));
    let trace = desk.trace().unwrap();
    let complainant = Actor::complainant(done.complaint.complainant);
    let story =
        |words: &'static str| Command::AmendMaterial { content: words.into(), elements: Elements::EMPTY };
    desk.act(&trace, &complainant, id, story(STORY)).unwrap();
    ear.hear(desk.act(&trace, &complainant, id, story(NAME)));
    ear.hear(amend(&world, &done, &STORY.repeat(1 << 16)));
    let mut wrong = reception(Channel::Website, Matter::Duties);
    let mut words = IdentityWords::default();
    words.email = Some(format!("{NAME} at {STORY}").as_str().into());
    wrong.identity = Some(words);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    ear.hear(desk.receive_online(&desk.trace().unwrap(), wrong, &secret));

    let (other, ended) = world.online(Matter::Duties);
    ear.secrets.push(ended.reveal());
    let holder = Actor::complainant(other.complaint.complainant).with_ticket(1);
    let end = Command::RevokeTicket { which: aduan_core::Revocation::This };
    world.act(&holder, other.complaint.id, end).unwrap();
    ear.hear(desk.follow(&ended.reveal(), &Source::from("home")));

    let source = Source::from(MOBILE);
    ear.hear(desk.follow(STORY, &source));
    let mut mistyped = ticket.reveal();
    mistyped.replace_range(..1, if mistyped.starts_with('0') { "1" } else { "0" });
    ear.hear(desk.follow(&mistyped, &source));
    for guess in 0..20 {
        let guessed = Ticket::from_random([guess; 10]).reveal();
        ear.secrets.push(guessed.clone());
        ear.hear(desk.follow(&guessed, &source));
    }
    ear.hear(desk.read(&receiver(), id, identity));
    ear.hear(desk.read_identity(&verifier(), id));
    ear.hear(desk.search_official(&verifier(), verifier().id));
    ear.hear(desk.upload(id, &mut Fails, 1 << 20));
    ear.hear(desk.upload(id, &mut STORY.repeat(99).as_bytes(), 100));
    let raw = Connection::open(folder.join("desk.db")).unwrap();
    let last = aduan_core::RegisterNumber::new(2025, 99_999_999).unwrap();
    let key = Claim::Register(last).key();
    raw.execute("INSERT INTO claims VALUES (?1, zeroblob(16))", [key]).unwrap();
    let full = TestDesk::new(Arc::new(SqliteStore::open(&folder.join("desk.db")).unwrap()));
    ear.hear(online(&full.desk));

    let fault = Arc::new(FaultStore::new(Arc::new(MemoryStore::default())));
    let contended = TestDesk::new(fault.clone());
    let (done, _) = contended.online(Matter::Duties);
    for nth in 1..=256 {
        let complaint = done.complaint.id;
        fault.at(
            fault.commits() + nth,
            Fault::Before(StoreError::Conflict { complaint, expected: 3, actual: 3 }),
        );
    }
    ear.hear(amend(&contended, &done, STORY));
    let entropy = TestDesk::new(Arc::new(MemoryStore::default())).desk.with_entropy(Arc::new(NoEntropy));
    ear.hear(entropy.trace());
    let mut book = aduan_core::Rulebook::kep_154_2012();
    book.id = "lain-1".parse().unwrap();
    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::default());
    let keys = Arc::new(KeyRing::new(MasterKey::from_bytes([7; 32])));
    let other = Desk::open(store.clone(), keys.clone()).unwrap().with_rules(book).unwrap();
    let (done, _) = online(&other).unwrap();
    let plain = Desk::open(store, keys.clone()).unwrap();
    let close = plain.act(&plain.trace().unwrap(), &receiver(), done.complaint.id, Command::Close);
    ear.hear(close);
    let mut other_content = aduan_core::Rulebook::kep_154_2012();
    STORY.clone_into(&mut other_content.title);
    plain.record_editions().unwrap();
    let shipped = aduan_core::Calendar::indonesia().id();
    let holiday = (chrono::NaiveDate::default(), STORY.to_owned());
    let own_table = aduan_core::Calendar::new(shipped, 2024, 2026, [holiday]);
    ear.hear(Desk::open(plain.store().clone(), keys).unwrap().with_calendar(own_table).record_editions());
    ear.hear(plain.with_rules(other_content));
    let mut unsound = aduan_core::Rulebook::kep_154_2012();
    unsound.data_window.days = 0;
    ear.hear(other.with_rules(unsound));
}

fn the_vaults(ear: &mut Ear, folder: &Path) {
    let path = folder.join("keys");
    ear.hear(FileKeys::open(&path));
    ear.hear(FileKeys::open(&folder.join("desk.db/keys")));
    FileKeys::create(&path, &OsEntropy).unwrap();
    for digits in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with('#')) {
        ear.secrets.push(digits.to_owned());
    }
    ear.hear(FileKeys::create(&path, &OsEntropy));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    ear.hear(FileKeys::open(&path));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, format!("{KEY}{NAME}\n")).unwrap();
    ear.hear(FileKeys::open(&path));
    ear.hear(EnvKeys::read("ADUAN_NO_SUCH_VARIABLE"));
    ear.hear(KeyRing::new(MasterKey::from_bytes([1; 32])).of(MasterKey::from_bytes([2; 32]).id()));
    ear.hear(MasterKey::generate(&NoEntropy));

    let store = Arc::new(SqliteStore::open(&folder.join("vault.db")).unwrap());
    let world = TestDesk::new(store.clone());
    let done: Vec<Done> = (0..3).map(|_| world.online(Matter::Duties).0).collect();
    let place = |done: &Done| {
        let Event::Received(received) = &done.records[0].event else { panic!() };
        let of = |content: &ContentRef| (done.complaint.id, content.id);
        (of(&received.material), of(&received.identity.as_ref().unwrap().content))
    };
    let ((text, identity), (other, _)) = (place(&done[0]), place(&done[1]));
    let read = |(id, content)| world.desk.read(&verifier(), id, content);
    let raw = Connection::open(store.path()).unwrap();
    let put = |sealed: &[u8]| {
        let put = raw.execute(
            "UPDATE contents SET sealed = ?2 WHERE content = ?1",
            (text.1.uuid().into_bytes(), sealed),
        );
        assert_eq!(put.unwrap(), 1);
    };
    let right = store.chunk(text.0, text.1, 0).unwrap().unwrap();
    put(&store.chunk(identity.0, identity.1, 0).unwrap().unwrap());
    ear.hear(read(text));
    put(&store.chunk(other.0, other.1, 0).unwrap().unwrap());
    ear.hear(read(text));
    put(&right[..right.len() - 1]);
    ear.hear(read(text));
    let sealed = |key: &DataKey| {
        let (id, content) = text;
        seal(key, ContentKind::Text, id, content, &OsEntropy, NAME.as_bytes()).unwrap().0.remove(0).bytes
    };
    put(&sealed(&DataKey::generate(&OsEntropy).unwrap()));
    ear.hear(read(text));
    let aduan_store::vault::KeyState::Active(wrapped) = store.key(text.0).unwrap() else { panic!() };
    put(&sealed(&MasterKey::from_bytes([7; 32]).unwrap(text.0, &wrapped).unwrap()));
    ear.hear(read(text));
    raw.execute("DELETE FROM contents WHERE content = ?1", [text.1.uuid().as_bytes()]).unwrap();
    ear.hear(read(text));
    raw.execute("UPDATE keys SET wrapped = randomblob(72) WHERE complaint = ?1", [text.0.uuid().as_bytes()])
        .unwrap();
    ear.hear(read(text));
    raw.execute("DELETE FROM keys WHERE complaint = ?1", [text.0.uuid().as_bytes()]).unwrap();
    ear.hear(read(text));
    world.close(other.0, &Actor::complainant(done[1].complaint.complainant));
    world.erase(other.0);
    ear.hear(read(other));
}

fn the_stores(ear: &mut Ear, folder: &Path) {
    let path = folder.join("store.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    let world = TestDesk::new(store.clone());
    let (done, _) = world.online(Matter::Duties);
    let id = done.complaint.id;
    let append = |commit: Commit| store.append(commit);
    ear.hear(append(Commit { lines: Vec::new(), ..commit(stream(1), 0, 1, 1) }));
    let claims = vec![Claim::Ticket(TicketDigest([3; 32]))];
    append(Commit { claims: claims.clone(), ..commit(stream(1), 0, 1, 1) }).unwrap();
    ear.hear(append(commit(stream(1), 0, 1, 1)));
    ear.hear(append(commit(stream(1), 0, 2, 1)));
    ear.hear(append(Commit { claims, ..commit(stream(2), 0, 3, 1) }));
    let wrapped = |id| {
        MasterKey::from_bytes([7; 32]).wrap(id, &DataKey::generate(&OsEntropy).unwrap(), &OsEntropy).unwrap()
    };
    ear.hear(append(Commit { key: KeyChange::Create(wrapped(id)), ..commit(id, 3, 4, 1) }));
    ear.hear(append(Commit { bind: vec![aduan_core::ContentId::default()], ..commit(stream(1), 1, 5, 1) }));
    ear.hear(append(Commit { bind: vec![aduan_core::ContentId::default()], ..commit(id, 3, 6, 1) }));
    append(Commit { key: KeyChange::Destroy, ..commit(stream(1), 1, 7, 1) }).unwrap();
    ear.hear(append(Commit { key: KeyChange::Destroy, ..commit(stream(1), 2, 8, 1) }));
    ear.hear(SqliteStore::open_existing(&folder.join("nowhere.db")));
    store.backup(&folder.join("copy.db")).unwrap();
    ear.hear(store.backup(&folder.join("copy.db")));
    ear.hear(store.backup(&folder.join("no/such/folder/copy.db")));
    ear.hear(SqliteStore::open(Path::new(":memory:")));
    fs::write(folder.join("theirs.db"), STORY.repeat(999)).unwrap();
    ear.hear(SqliteStore::open(&folder.join("theirs.db")));
    store.change(Change::SaveCheckpoint { name: "relay".to_owned(), position: 999 }).unwrap();
    ear.hear(Subscription::open(&*store, "relay").unwrap().next(9));
    let empty = SqliteStore::open(&folder.join("new.db")).unwrap();
    let mut import = empty.import().unwrap();
    assert!(import.line(STORY.into()).is_err());
    match import.line(STORY.into()) {
        Err(ImportError::Store(error)) => drop(ear.hear(Err::<(), _>(error))),
        other => panic!("{other:?}"),
    }

    let held = Connection::open(&path).unwrap();
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    let heavy = |number| {
        let line = aduan_store::Line::new(STORY.repeat(1 << 20).into_bytes());
        Commit { lines: vec![line], ..commit(stream(number), 0, number, 1) }
    };
    let (first, second, third) = (store.submit(heavy(21)), store.submit(heavy(22)), store.submit(heavy(23)));
    ear.hear(third.wait());
    ear.hear(first.wait());
    held.execute_batch("ROLLBACK").unwrap();
    drop(second.wait());
    store.limit_pages(1).unwrap();
    ear.hear(store.append(heavy(24)));
    store.limit_pages(1 << 30).unwrap();
    let (lease, message) =
        (aduan_store::LeaseId(uuid::Uuid::nil()), aduan_store::MessageId(uuid::Uuid::nil()));
    ear.hear(world.desk.failed(lease, message, Undelivered::Refused, chrono::TimeDelta::zero()));
    held.execute_batch("DROP TABLE outbox").unwrap();
    ear.hear(world.desk.outbox(0, 9));
    ear.hear(
        amend(&world, &done, STORY).and_then(|_| world.desk.sent(aduan_store::MessageId(uuid::Uuid::nil()))),
    );
    held.execute(
        "UPDATE events SET line = ?1 WHERE complaint = ?2",
        (STORY.as_bytes(), id.uuid().as_bytes()),
    )
    .unwrap();
    ear.hear(world.desk.history(&Actor::complainant(done.complaint.complainant), id));
    held.execute_batch("PRAGMA user_version = 99").unwrap();
    ear.hear(SqliteStore::open(&path));
}

#[test]
fn no_error_says_a_word_a_contact_a_ticket_or_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let words = [STORY, NAME].iter().flat_map(|text| text.split(' ')).filter(|word| word.len() > 4);
    let mut secrets: Vec<String> = words.map(str::to_owned).collect();
    secrets.extend([MOBILE.to_owned(), KEY.to_owned()]);
    let mut ear = Ear { secrets, heard: BTreeSet::new() };
    the_desks(&mut ear, folder.path());
    the_vaults(&mut ear, folder.path());
    the_stores(&mut ear, folder.path());

    // Errors that hold no data of a caller, or that become another error on their way up.
    let excused = [
        "DeskError::Unread: it holds the complaint's id alone",
        "DeskError::NoAddress: the procedure refuses such a reception before",
        "VaultError::Entropy: the desk's own error",
        "VaultError::Store: the desk's own error",
    ];
    for (file, name) in
        [("desk/error.rs", "DeskError"), ("vault/mod.rs", "VaultError"), ("error.rs", "StoreError")]
    {
        let all = variants(file, name);
        assert!(all.len() > 15, "{all:?}");
        for variant in all {
            let of = format!("{name}::{variant}");
            let known = ear.heard.contains(&of) || excused.iter().any(|it| it.starts_with(&format!("{of}:")));
            assert!(known, "{of} was never provoked; {:?}", ear.heard);
        }
    }
}
