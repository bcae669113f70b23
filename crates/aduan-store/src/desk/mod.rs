//! The desk: the whole application. Load, decide, seal, append; and again if somebody was quicker.

mod act;
mod cache;
mod contact;
mod courier;
mod error;
mod file;
mod keys;
mod outbox;
mod pen;
mod read;
mod receive;
mod refs;
mod repeat;
mod sweep;
mod throttle;
mod ticket;
mod upload;

pub use act::{Done, Effect, Trace};
pub use contact::{IdentityWords, InvalidContact};
pub use error::DeskError;
pub use file::{File, ListedContent, WorklistPage, WorklistQuery};
pub use keys::Rewrapped;
pub use outbox::{OpenedMessage, OutboxPage, UnreadableMessage};
pub use pen::Pen;
pub use receive::{Reception, TicketSecret};
pub use sweep::Swept;
pub use throttle::Source;
pub use upload::Attachment;

use crate::vault::{DataKey, KeyProvider};
use crate::{Clock, Entropy, EventStore, OsEntropy, SystemClock};
use aduan_core::{Calendar, Complaint, ComplaintId, Rulebook, RulebookId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Where complaints are received, handled, followed and, in the end, forgotten.
///
/// Everything it knows of the world is given to it: the store, the keys, the clock, the randomness, the
/// rulebooks, the calendar. Who somebody is was proven before they come here; what they may do is decided here.
/// It may be shared by any number of threads.
///
/// ```
/// use aduan_core::{Channel, Elements, Matter, Office, Stage};
/// use aduan_store::desk::{Desk, Reception, TicketSecret};
/// use aduan_store::vault::{KeyRing, MasterKey};
/// use aduan_store::{MemoryStore, OsEntropy};
/// use std::sync::Arc;
///
/// let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
/// let desk = Desk::open(Arc::new(MemoryStore::default()), Arc::new(keys))?;
/// let unit: Office = "KPPBC-050100".parse().expect("an office");
/// let reception = Reception::new(Channel::Website, Matter::Discipline, "asked for money", unit);
/// let (done, ticket) = desk.receive_online(&desk.trace()?, &reception, &TicketSecret::fresh(&OsEntropy)?)?;
/// assert_eq!(done.complaint.stage, Stage::Verification);
/// // Shown once, to the complainant; the store has a keyed digest of it.
/// println!("{}", ticket.reveal());
/// # Ok::<_, aduan_store::DeskError>(())
/// ```
pub struct Desk {
    store: Arc<dyn EventStore>,
    keys: Arc<dyn KeyProvider>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    rulebooks: HashMap<RulebookId, Rulebook>,
    in_force: RulebookId,
    calendar: Calendar,
    /// The desk's own key: tickets are digested under it.
    own: DataKey,
    serials: Mutex<HashMap<u16, u32>>,
    throttle: throttle::Throttle,
    cache: cache::ComplaintCache,
}

impl Desk {
    /// Opens a desk on a store: with the machine's clock and randomness, the shipped rulebooks and calendar,
    /// and KEP-154/BC/2012 in force. In a new store it makes its own key, which digests tickets.
    ///
    /// # Errors
    /// [`DeskError::Vault`] if the keys are not those of this store, [`DeskError::Store`].
    pub fn open(store: Arc<dyn EventStore>, keys: Arc<dyn KeyProvider>) -> Result<Self, DeskError> {
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let own = keys::own(&*store, &*keys, &*entropy)?;
        Ok(Self {
            store,
            keys,
            clock: Arc::new(SystemClock),
            entropy,
            rulebooks: Rulebook::shipped().into_iter().map(|book| (book.id, book)).collect(),
            in_force: Rulebook::kep_154_2012().id,
            calendar: Calendar::indonesia(),
            own,
            serials: Mutex::default(),
            throttle: throttle::Throttle::default(),
            cache: cache::ComplaintCache::default(),
        })
    }

    /// With another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// With another source of randomness: for tests that must repeat, and for nothing else.
    #[must_use]
    pub fn with_entropy(mut self, entropy: Arc<dyn Entropy>) -> Self {
        self.entropy = entropy;
        self
    }

    /// With another calendar.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// With this rulebook in force for what is received from now on. Those known before stay known: a complaint
    /// is handled under the one it was received under (W1).
    #[must_use]
    pub fn with_rulebook(mut self, rulebook: Rulebook) -> Self {
        self.in_force = rulebook.id;
        self.rulebooks.insert(rulebook.id, rulebook);
        self
    }

    /// The store beneath.
    pub const fn store(&self) -> &Arc<dyn EventStore> {
        &self.store
    }

    /// A complaint as it stands.
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`], [`DeskError::Store`].
    pub fn complaint(&self, id: ComplaintId) -> Result<Complaint, DeskError> {
        Ok(self.present(id)?.complaint.clone())
    }

    fn rulebook_of(&self, complaint: &Complaint) -> Result<&Rulebook, DeskError> {
        let id = complaint.rulebook.unwrap_or(self.in_force);
        self.rulebooks.get(&id).ok_or(DeskError::UnknownRulebook { rulebook: id })
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Desk({})", self.in_force)
    }
}
