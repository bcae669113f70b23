//! Following a complaint by its ticket (R3, C26, T1, T15).

use super::{Desk, DeskError, Source, TicketSecret};
use crate::{Claim, TicketDigest};
use aduan_core::{Actor, ComplainantView, ComplaintId, Ticket};

impl Desk {
    /// What is stored of a ticket: HMAC-SHA-256 under a key of the desk's own.
    pub(super) fn digest(&self, ticket: &Ticket) -> TicketDigest {
        TicketDigest(self.own.mac(b"ticket/digest", &[ticket.secret()]))
    }

    /// The ticket that belongs to a complainant's secret, for one complaint.
    pub(super) fn ticket_of(&self, secret: &TicketSecret, complaint: ComplaintId) -> Ticket {
        let mac = self.own.mac(b"ticket/derive", &[secret.bytes(), complaint.uuid().as_bytes()]);
        let mut random = [0; 10];
        random.copy_from_slice(&mac[..10]);
        Ticket::from_random(random)
    }

    /// Whose ticket this is: the complaint, and the complainant as the one who acts on it.
    ///
    /// A text that is no ticket, or mistyped, says so: that can be seen from the text alone. Every wrong ticket
    /// takes one digest and one look-up, and gives the same answer; after a few from one source every ticket is
    /// refused for a second, two, four, …, then for a quarter of an hour. Of those that come from one source at the
    /// same time, only as many are looked up at once as may be wrong; the others wait for them.
    ///
    /// # Errors
    /// [`DeskError::NotATicket`], [`DeskError::WrongTicket`], [`DeskError::TooManyTickets`].
    pub fn by_ticket(&self, typed: &str, source: &Source) -> Result<(ComplaintId, Actor), DeskError> {
        let ticket = Ticket::parse(typed)?;
        let now = self.clock.now();
        let attempt = self.throttle.admit(source, now)?;
        let Some(id) = self.store.claimed(&Claim::Ticket(self.digest(&ticket)))? else {
            attempt.wrong(now);
            return Err(DeskError::WrongTicket);
        };
        drop(attempt);
        Ok((id, Actor::complainant(self.complaint(id)?.complainant)))
    }

    /// What the complainant sees of their complaint.
    ///
    /// ```
    /// # use aduan_store::{Desk, DeskError, MemoryStore, OsEntropy, desk::Source, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// let source = Source::from("192.0.2.7");
    /// assert!(matches!(desk.follow("what is this", &source), Err(DeskError::NotATicket(_))));
    /// let guessed = aduan_core::Ticket::from_random([7; 10]).reveal();
    /// assert!(matches!(desk.follow(&guessed, &source), Err(DeskError::WrongTicket)));
    /// # Ok::<_, DeskError>(())
    /// ```
    ///
    /// # Errors
    /// As [`by_ticket`](Self::by_ticket).
    pub fn follow(&self, typed: &str, source: &Source) -> Result<ComplainantView, DeskError> {
        let (id, _) = self.by_ticket(typed, source)?;
        let (_, records) = self.load(id)?;
        Ok(ComplainantView::of(&records))
    }
}
