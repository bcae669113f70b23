//! A desk with a clock that the test sets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

use crate::VirtualClock;

use aduan_core::{
    Actor, Channel, Clarity, Command, ComplaintId, Element, Elements, ErasureBasis, Matter, Notice,
    NoticeChannel, Office, PersonId, Reported, Review, Role, Ticket, Timestamp,
};
use aduan_store::desk::{Desk, Done, DraftCommand, IdentityWords, Reception, TicketSecret};
use aduan_store::vault::{KeyRing, MasterKey};
use aduan_store::{DeskError, EventStore, OsEntropy};
use chrono::TimeDelta;
use std::sync::Arc;
use uuid::Uuid;

/// The text that the complainant of this world writes.
pub const STORY: &str = "Petugas meminta uang pelicin kepada saya";
/// The complainant's name.
pub const NAME: &str = "Budi Santoso Wiryawan";
/// How they are reached.
pub const MOBILE: &str = "081234567890";

/// The office of this name: `KPPBC-050500`.
pub fn office(text: &str) -> Office {
    text.parse().unwrap()
}

/// An officer of an office, by a number.
pub fn officer(number: u128, role: Role, of: &str) -> Actor {
    Actor::officer(PersonId::new(Uuid::from_u128(number)), role, office(of))
}

/// The verifier at the KPPBC.
pub fn verifier() -> Actor {
    officer(11, Role::Verifier, "KPPBC-050500")
}

/// The receiver at the KPPBC.
pub fn receiver() -> Actor {
    officer(12, Role::Receiver, "KPPBC-050500")
}

/// The PYB at the Kanwil.
pub fn pyb() -> Actor {
    officer(13, Role::Pyb, "KANWIL-050000")
}

/// The data protection officer at headquarters.
pub fn protection_officer() -> Actor {
    officer(15, Role::DataProtectionOfficer, "PUSKI-001400")
}

/// Another, who does with them what one person does not do alone (S2).
pub fn second_protection_officer() -> Actor {
    officer(16, Role::DataProtectionOfficer, "PUSKI-001400")
}

/// A [`Desk`] on a store, at 10 in the morning of 1 March 2025 in Jakarta, with people to act at it.
///
/// ```
/// use aduan_core::{Clarity, Matter, Stage};
/// use aduan_store::MemoryStore;
/// use aduan_testkit::test_desk::TestDesk;
/// use std::sync::Arc;
/// let world = TestDesk::new(Arc::new(MemoryStore::default()));
/// let (done, _ticket) = world.online(Matter::Duties);
/// world.ask_for_data(done.complaint.id);
/// world.set("2025-03-20T03:00:00.000000Z");
/// assert_eq!(world.desk.sweep()?.done, 1, "nobody answered within 14 days");
/// # Ok::<_, aduan_store::DeskError>(())
/// ```
pub struct TestDesk {
    /// The desk.
    pub desk: Desk,
    /// Its store.
    pub store: Arc<dyn EventStore>,
    /// Its clock.
    pub clock: VirtualClock,
}

impl TestDesk {
    /// A world whose master key is known.
    pub fn new(store: Arc<dyn EventStore>) -> Self {
        Self::with_keys(store, KeyRing::new(MasterKey::from_bytes([7; 32])))
    }

    /// A world with these keys.
    pub fn with_keys(store: Arc<dyn EventStore>, keys: KeyRing) -> Self {
        let clock = VirtualClock::at("2025-03-01T03:00:00.000000Z".parse().unwrap());
        let desk = Desk::open(Arc::clone(&store), Arc::new(keys)).unwrap();
        let desk = desk.with_clock(Arc::new(clock.clone()));
        Self { desk, store, clock }
    }

    /// Sets the clock to an instant: `2025-03-20T03:00:00.000000Z`.
    pub fn set(&self, to: &str) {
        self.clock.set(to.parse::<Timestamp>().unwrap());
    }

    /// Lets time pass.
    pub fn pass_seconds(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// A complaint comes in by the website.
    pub fn online(&self, matter: Matter) -> (Done, Ticket) {
        let secret = TicketSecret::fresh(&OsEntropy).unwrap();
        self.desk
            .receive_online(&self.desk.trace().unwrap(), reception(Channel::Website, matter), &secret)
            .unwrap()
    }

    /// An actor gives a command.
    ///
    /// # Errors
    /// Those of [`Desk::act`].
    pub fn act(&self, actor: &Actor, id: ComplaintId, command: DraftCommand) -> Result<Done, DeskError> {
        self.desk.act(&self.desk.trace().unwrap(), actor, id, command)
    }

    /// The verifier reviews; in a discipline case they identify the reported official.
    pub fn review(&self, id: ComplaintId, clarity: Clarity, matter: Matter) -> Done {
        let reported = if matter == Matter::Discipline { Reported::Identified } else { Reported::NotNamed };
        let official = (matter == Matter::Discipline).then(|| PersonId::new(Uuid::from_u128(99)));
        let review =
            Review { elements: elements(), clarity, matter, reported, official, office: None, note: None };
        self.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap()
    }

    /// Closes a service complaint.
    pub fn close(&self, id: ComplaintId, complainant: &Actor) {
        self.act(complainant, id, Command::Withdraw { reason: None, told_by: None, evidence: None }).unwrap();
        self.review(id, Clarity::Sufficient, Matter::Duties);
        self.act(&verifier(), id, Command::Close).unwrap();
    }

    /// Two data protection officers erase the personal data at the complainant's request, before the retention is over.
    pub fn erase(&self, id: ComplaintId) -> Done {
        let erase = || Command::ErasePersonalData { basis: ErasureBasis::Request };
        self.act(&protection_officer(), id, erase()).unwrap();
        self.act(&second_protection_officer(), id, erase()).unwrap()
    }

    /// The verifier finds it unclear and asks, and the gateway delivers the SMS: the window of 14 days runs.
    pub fn ask_for_data(&self, id: ComplaintId) {
        self.ask_untold(id);
        let told = Command::RecordTold { notice: Notice::DataRequest, channel: NoticeChannel::Sms };
        self.act(&Actor::system(), id, told).unwrap();
    }

    /// The verifier finds it unclear and asks; the complainant does not know of it yet.
    pub fn ask_untold(&self, id: ComplaintId) {
        self.review(id, Clarity::Insufficient, Matter::Duties);
        let ask = Command::RequestData { request: "kapan tepatnya?".into() };
        self.desk.act(&self.desk.trace().unwrap(), &verifier(), id, ask).unwrap();
    }
}

/// The five elements of 2012.
pub fn elements() -> Elements {
    Elements::of(&[Element::What, Element::Who, Element::When, Element::Where, Element::How])
}

/// A name and a mobile number.
pub fn identity() -> IdentityWords {
    let mut identity = IdentityWords::default();
    identity.name = Some(NAME.into());
    identity.mobile = Some(MOBILE.into());
    identity
}

/// A complaint about a KPPBC with all five elements, from a complainant who gives their name.
pub fn reception(channel: Channel, matter: Matter) -> Reception {
    let mut reception = Reception::new(channel, matter, STORY, office("KPPBC-050500"));
    reception.elements = elements();
    reception.identity = Some(identity());
    reception
}
