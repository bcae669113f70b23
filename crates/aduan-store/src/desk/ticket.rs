//! Following a complaint by its ticket (R3, C26, T1, T15).

use super::{Desk, DeskError, Source, TicketSecret};
use crate::{Claim, TicketDigest};
use aduan_core::{Actor, Command, ComplainantView, Complaint, ComplaintId, Revocation, Ticket};

impl Desk {
    /// The digest of a ticket, which is all that is stored of it: HMAC-SHA-256 under the desk's own key.
    pub(super) fn digest(&self, ticket: &Ticket) -> TicketDigest {
        TicketDigest(self.own.mac(b"ticket/digest", &[ticket.secret()]))
    }

    /// The digest of a ticket together with its ordinal. It is claimed beside the other for every ticket but the first.
    pub(super) fn ordinal_digest(&self, ticket: &Ticket, ordinal: u16) -> TicketDigest {
        TicketDigest(self.own.mac(b"ticket/ordinal", &[ticket.secret(), &ordinal.to_be_bytes()]))
    }

    /// Which of the complaint's tickets this is.
    fn ordinal_of(&self, ticket: &Ticket, complaint: &Complaint) -> Result<u16, DeskError> {
        let last = u16::try_from(complaint.tickets.len()).unwrap_or(u16::MAX);
        for ordinal in 2..=last {
            let claim = Claim::Ticket(self.ordinal_digest(ticket, ordinal));
            if self.store.claimed(&claim)? == Some(complaint.id) {
                return Ok(ordinal);
            }
        }
        Ok(1)
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
    /// The first time that a later ticket is shown and has all its powers, the tickets before it are revoked: that is recorded
    /// before the complaint is shown (R7, C49).
    ///
    /// # Errors
    /// [`DeskError::NotATicket`], [`DeskError::WrongTicket`], [`DeskError::TooManyTickets`]; [`DeskError::RevokedTicket`] for one
    /// that was revoked or replaced; those of [`act`](Self::act) if a revocation could not be recorded.
    pub fn by_ticket(&self, typed: &str, source: &Source) -> Result<(ComplaintId, Actor), DeskError> {
        let ticket = Ticket::parse(typed)?;
        let now = self.clock.now();
        let attempt = self.throttle.admit(source, now)?;
        let Some(id) = self.store.claimed(&Claim::Ticket(self.digest(&ticket)))? else {
            attempt.wrong(now);
            return Err(DeskError::WrongTicket);
        };
        drop(attempt);
        let complaint = self.complaint(id)?;
        let actor =
            Actor::complainant(complaint.complainant).with_ticket(self.ordinal_of(&ticket, &complaint)?);
        self.shown(&complaint, &actor)?;
        Ok((id, actor))
    }

    /// A ticket was shown: refused if it is dead; if it is the newest, those before it die now.
    fn shown(&self, complaint: &Complaint, actor: &Actor) -> Result<(), DeskError> {
        let Some((_, ticket)) = complaint.ticket_of(actor) else { return Ok(()) };
        if !ticket.alive {
            return Err(DeskError::RevokedTicket);
        }
        let replaced = complaint.revoked_by(actor, Revocation::Earlier).next().is_some();
        if !replaced || !ticket.has_all_powers(self.clock.now()) {
            return Ok(());
        }
        let revoked = Command::RevokeTicket { which: Revocation::Earlier };
        match self.act(&self.trace()?, actor, complaint.id, revoked) {
            // Another request was quicker, or nothing is recorded on this complaint any more.
            Ok(_) | Err(DeskError::Rejected(_)) => Ok(()),
            Err(error) => Err(error),
        }
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
