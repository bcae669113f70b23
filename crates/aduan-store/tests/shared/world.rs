//! A desk with a clock that the test sets.

use aduan_core::{
    Actor, Channel, Clarity, Command, ComplaintId, Element, Elements, Matter, Office, PersonId, Reported,
    Review, Role, Ticket, Timestamp,
};
use aduan_store::desk::{Desk, Done, IdentityWords, Reception, TicketSecret};
use aduan_store::vault::{KeyRing, MasterKey};
use aduan_store::{DeskError, EventStore, OsEntropy};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

pub type Store = Arc<dyn EventStore>;

pub const STORY: &str = "Petugas meminta uang pelicin kepada saya";
pub const NAME: &str = "Budi Santoso Wiryawan";
pub const MOBILE: &str = "+62 812-3456-7890";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn office(text: &str) -> Office {
    text.parse().unwrap()
}

pub fn officer(number: u128, role: Role, of: &str) -> Actor {
    Actor::officer(PersonId::new(Uuid::from_u128(number)), role, office(of))
}

pub fn verifier() -> Actor {
    officer(11, Role::Verifier, "KPPBC-050100")
}

pub fn receiver() -> Actor {
    officer(12, Role::Receiver, "KPPBC-050100")
}

pub fn pyb() -> Actor {
    officer(13, Role::Pyb, "KANWIL-050000")
}

pub fn protection_officer() -> Actor {
    officer(15, Role::DataProtectionOfficer, "PUSKI-1")
}

pub struct World {
    pub desk: Desk,
    pub store: Store,
    pub clock: Arc<AtomicI64>,
}

impl World {
    pub fn new(store: Store) -> Self {
        Self::with_keys(store, KeyRing::new(MasterKey::from_bytes([7; 32])))
    }

    pub fn with_keys(store: Store, keys: KeyRing) -> Self {
        let clock = Arc::new(AtomicI64::new(at("2025-03-01T03:00:00.000000Z").micros()));
        let hand = Arc::clone(&clock);
        let desk = Desk::open(Arc::clone(&store), Arc::new(keys)).unwrap();
        let desk = desk.with_clock(Arc::new(move || Timestamp::from_micros(hand.load(Ordering::SeqCst))));
        Self { desk, store, clock }
    }

    pub fn set(&self, to: &str) {
        self.clock.store(at(to).micros(), Ordering::SeqCst);
    }

    pub fn pass_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn online(&self, matter: Matter) -> (Done, Ticket) {
        let secret = TicketSecret::fresh(&OsEntropy).unwrap();
        self.desk
            .receive_online(&self.desk.trace().unwrap(), &reception(Channel::Website, matter), &secret)
            .unwrap()
    }

    pub fn act(&self, actor: &Actor, id: ComplaintId, command: Command) -> Result<Done, DeskError> {
        self.desk.act(&self.desk.trace().unwrap(), actor, id, |_| Ok(command))
    }

    pub fn review(&self, id: ComplaintId, clarity: Clarity, matter: Matter) -> Done {
        let reported = if matter == Matter::Discipline { Reported::Identified } else { Reported::NotNamed };
        let official = (matter == Matter::Discipline).then(|| PersonId::new(Uuid::from_u128(99)));
        let review =
            Review { elements: elements(), clarity, matter, reported, official, office: None, note: None };
        self.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap()
    }

    /// Closes a service complaint.
    pub fn close(&self, id: ComplaintId, complainant: &Actor) {
        self.act(complainant, id, Command::Withdraw { reason: None }).unwrap();
        self.review(id, Clarity::Sufficient, Matter::Duties);
        self.act(&verifier(), id, Command::Close).unwrap();
    }

    pub fn ask_for_data(&self, id: ComplaintId) {
        self.review(id, Clarity::Insufficient, Matter::Duties);
        let ask = |pen: &mut aduan_store::desk::Pen<'_>| {
            Ok(Command::RequestData { request: pen.text(&"kapan tepatnya?".into())? })
        };
        self.desk.act(&self.desk.trace().unwrap(), &verifier(), id, ask).unwrap();
    }
}

pub fn elements() -> Elements {
    Elements::of(&[Element::What, Element::Who, Element::When, Element::Where, Element::How])
}

pub fn identity() -> IdentityWords {
    let mut identity = IdentityWords::default();
    identity.name = Some(NAME.into());
    identity.mobile = Some(MOBILE.into());
    identity
}

pub fn reception(channel: Channel, matter: Matter) -> Reception {
    let mut reception = Reception::new(channel, matter, STORY, office("KPPBC-050100"));
    reception.elements = elements();
    reception.identity = Some(identity());
    reception
}
