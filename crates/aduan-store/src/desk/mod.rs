//! The desk: the whole application. Load, decide, seal, append; and again if somebody was quicker.

mod act;
mod administration;
mod alias;
mod cache;
mod contact;
mod draft;
mod error;
mod file;
mod idempotency;
mod keys;
mod officials;
mod outbox;
mod outbox_messages;
mod queue;
mod read;
mod receive;
mod refs;
mod seal;
mod serials;
mod sweep;
mod telling;
mod throttle;
mod ticket;
mod trace;
mod upload;
mod waiting;
mod wise;

pub use act::{Done, Effect};
pub use administration::AddedEdition;
pub use aduan_core::Trace;
pub use contact::{IdentityWords, InvalidContact};
pub use draft::{Draft, DraftCommand, Reception};
pub use error::DeskError;
pub use file::{File, ListedContent, WorklistPage, WorklistQuery};
pub use keys::Rewrapped;
pub use officials::{FoundComplaint, OfficialSearch};
pub use outbox::{ClaimedLetters, OpenedMessage, OutboxPage, RenderedMessage, UnreadableMessage};
pub use queue::{GivenUp, Retried};
pub use receive::TicketSecret;
pub use seal::{LONGEST_IDENTITY, LONGEST_TEXT};
pub use sweep::{Swept, last_sweep};
pub use telling::{Arrival, OpenedQuestion};
pub use throttle::Source;
pub use upload::Attachment;
pub use wise::{SharedAttachment, SharedFile, SharedText, WiseAnswer};

use crate::vault::{DataKey, KeyProvider};
use crate::{Clock, Entropy, EventStore, OsEntropy, SystemClock, kept_editions};
use aduan_core::{
    Actor, Calendar, Complaint, ComplaintId, Context, Directory, Edition, Rulebook, RulebookId, Rules,
};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::Arc;

/// How long a sealed ticket waits for a relay that can deliver it.
const TICKET_LIMIT: TimeDelta = TimeDelta::days(14);

/// Where complaints are received, handled, followed and, in the end, forgotten.
///
/// Everything it knows of the world is given to it: the store, the keys, the clock, the randomness, the
/// rulebooks, the calendar, the directory of offices. Who somebody is was proven before they come here; what they may do is decided here.
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
/// let unit: Office = "KPPBC-050500".parse().expect("an office");
/// let reception = Reception::new(Channel::Website, Matter::Discipline, "asked for money", unit);
/// let (done, ticket) = desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)?;
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
    rules: HashMap<RulebookId, Arc<dyn Rules>>,
    in_force: RulebookId,
    calendar: Calendar,
    directory: Option<Directory>,
    ticket_limit: TimeDelta,
    /// The desk's own key: tickets are digested under it.
    own: DataKey,
    serials: serials::Serials,
    throttle: throttle::Throttle,
    cache: cache::ComplaintCache,
}

impl Desk {
    /// Opens a desk on a store: with the machine's clock and randomness, the shipped rulebooks and those that were
    /// [added](Self::add_edition), the calendar and the directory that were added last or else the shipped ones, and
    /// KEP-154/BC/2012 in force. In a new store it makes its own key, which digests tickets.
    ///
    /// # Errors
    /// [`DeskError::Vault`] if the keys are not those of this store, [`DeskError::Store`].
    pub fn open(store: Arc<dyn EventStore>, keys: Arc<dyn KeyProvider>) -> Result<Self, DeskError> {
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let own = keys::own(&*store, &*keys, &*entropy)?;
        let mut desk = Self {
            store,
            keys,
            clock: Arc::new(SystemClock),
            entropy,
            rules: Rulebook::shipped()
                .into_iter()
                .map(|book| (book.id, Arc::new(book) as Arc<dyn Rules>))
                .collect(),
            in_force: Rulebook::kep_154_2012().id,
            calendar: Calendar::indonesia(),
            directory: Some(Directory::djbc()),
            ticket_limit: TICKET_LIMIT,
            own,
            serials: serials::Serials::default(),
            throttle: throttle::Throttle::default(),
            cache: cache::ComplaintCache::default(),
        };
        let kept = kept_editions(&*desk.store)?;
        for edition in kept.into_iter().filter_map(|edition| edition.content) {
            match edition {
                Edition::Rulebook(book) => {
                    desk.rules.entry(book.id).or_insert_with(|| Arc::new(*book));
                }
                Edition::Calendar(calendar) => desk.calendar = calendar,
                Edition::Directory(directory) => desk.directory = Some(directory),
            }
        }
        Ok(desk)
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

    /// With another directory of offices. Without one, an office is asked nothing but its kind, and only the coordinators of
    /// PUSKI and of the office itself oversee a complaint.
    #[must_use]
    pub fn with_directory(mut self, directory: impl Into<Option<Directory>>) -> Self {
        self.directory = directory.into();
        self
    }

    /// The directory of offices, if there is one: what a page or a client offers to choose from.
    pub const fn directory(&self) -> Option<&Directory> {
        self.directory.as_ref()
    }

    /// With another limit on how long a letter with a sealed ticket or address waits to be sent; 14 days by default. What could
    /// not be sent by then the [sweep](Self::sweep) gives up.
    #[must_use]
    pub const fn with_ticket_limit(mut self, limit: TimeDelta) -> Self {
        self.ticket_limit = limit;
        self
    }

    /// With these rules in force for what is received from now on: a [`Rulebook`], or rules of one's own around one. Other
    /// rulebooks stay known: a complaint is handled under the one it was received under (W1). Rules of one's own replace the
    /// rules of the same rulebook: give them a rulebook with an id of its own, if earlier complaints are to stay as they are.
    ///
    /// [`record_editions`](Self::record_editions) makes it a fact of the log that they are used.
    ///
    /// # Errors
    /// [`DeskError::UnsoundRulebook`]; [`DeskError::OtherRulebook`] if a rulebook of this id is known with other content.
    pub fn with_rules(mut self, rules: impl Rules + 'static) -> Result<Self, DeskError> {
        let book = rules.rulebook();
        book.check()?;
        let id = book.id;
        if self.rules.get(&id).is_some_and(|known| known.rulebook() != book) {
            return Err(DeskError::OtherRulebook { rulebook: id });
        }
        self.in_force = id;
        self.rules.insert(id, Arc::new(rules));
        Ok(self)
    }

    /// With the rulebook of this name in force for what is received from now on: a shipped one, or one that was
    /// [added](Self::add_edition).
    ///
    /// # Errors
    /// [`DeskError::UnknownRulebook`].
    pub fn with_rulebook(mut self, rulebook: RulebookId) -> Result<Self, DeskError> {
        if !self.rules.contains_key(&rulebook) {
            return Err(DeskError::UnknownRulebook { rulebook });
        }
        self.in_force = rulebook;
        Ok(self)
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
        Ok((*self.present(id)?).clone())
    }

    fn rules_of(&self, complaint: &Complaint) -> Result<&dyn Rules, DeskError> {
        let id = complaint.rulebook.unwrap_or(self.in_force);
        self.rules.get(&id).map(|rules| &**rules).ok_or(DeskError::UnknownRulebook { rulebook: id })
    }

    fn context(&self, actor: &Actor) -> Context<'_> {
        Context {
            now: self.clock.now(),
            actor: actor.clone(),
            calendar: &self.calendar,
            directory: self.directory.as_ref(),
        }
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Desk({})", self.in_force)
    }
}
