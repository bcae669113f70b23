//! Following a complaint by its ticket (R3, C26, T1, T15).

use super::{Desk, DeskError, Source, TicketSecret};
use crate::{Claim, TicketDigest};
use aduan_core::{Actor, ComplainantView, ComplaintId, Ticket};

impl Desk {
    /// The digest of a ticket, which is all that is stored of it: HMAC-SHA-256 under the desk's own key.
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

    /// Finds the complaint that has this ticket, and its complainant as the actor.
    ///
    /// A text that is no ticket, or has a typing error, gets an error of its own: the text alone shows it. Every wrong
    /// ticket takes one digest and one look-up and gets the same error. After a few wrong tickets from one source, all
    /// its tickets are refused for one second, then two, four, …, at last for a quarter of an hour. If many come from
    /// one source at the same time, only as many are looked up at once as may be wrong; the others wait.
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

    /// The complainant's view of their complaint.
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
