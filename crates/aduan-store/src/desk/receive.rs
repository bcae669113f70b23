//! Reception: register numbers, and tickets for complainants (R1 to R7).

use super::act::Opening;
use super::alias::known_as;
use super::keys::IdentityKey;
use super::seal::{Given, Sealing};
use super::{Desk, DeskError, Done, Draft, Reception, Trace};
use crate::clock::{Entropy, random, uuid_v4, uuid_v7};
use crate::pending::block_on;
use crate::{Claim, EntropyError, KeyChange, StoreError};
use aduan_core::{Actor, Command, Complaint, ComplaintId, PersonId, RegisterNumber, Ticket, Zone};
use chrono::Datelike;
use zeroize::Zeroizing;

const TRIES: u32 = 64;

/// A secret that an online complainant's browser keeps until the complaint is acknowledged.
///
/// The ticket is computed from it and the desk's own key, and neither is stored with the other: so a reception that is
/// sent again, because its answer was lost, gives the same ticket, and no other sender can get it (C22, R3).
#[derive(Clone)]
pub struct TicketSecret(Zeroizing<[u8; 32]>);

impl TicketSecret {
    /// A fresh one.
    ///
    /// # Errors
    /// [`EntropyError`].
    pub fn fresh(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        random(entropy).map(Self::from_bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The one that the complainant's side has kept.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl Desk {
    /// Receives a complaint that its complainant enters themselves, and gives them their ticket: here and, where they
    /// gave a valid address or number, by the outbox (R3, R4). Give it to no other person.
    ///
    /// # Errors
    /// [`DeskError::Rejected`], [`DeskError::InvalidContact`]; [`DeskError::CommandReused`] if the command id was
    /// used with another secret or for another complaint; [`DeskError::RevokedTicket`] if it was recorded before, and its ticket
    /// was revoked or replaced since.
    pub fn receive_online(
        &self,
        trace: &Trace,
        reception: Reception,
        secret: &TicketSecret,
    ) -> Result<(Done, Ticket), DeskError> {
        block_on(self.receive_online_async(trace, reception, secret))
    }

    /// [`receive_online`](Self::receive_online) for async callers; dropping it is as with
    /// [`act_async`](Self::act_async).
    ///
    /// # Errors
    /// As [`receive_online`](Self::receive_online).
    pub async fn receive_online_async(
        &self,
        trace: &Trace,
        reception: Reception,
        secret: &TicketSecret,
    ) -> Result<(Done, Ticket), DeskError> {
        let id = self.fresh_complaint()?;
        let actor = Actor::complainant(PersonId::new(uuid_v4(&*self.entropy)?));
        let ticket = self.ticket_of(secret, id);
        let command = Command::from(reception);
        match self.receive(trace, &actor, id, &command, Some(&ticket)).await? {
            Received::Now(done) => Ok((*done, ticket)),
            Received::Before(first) => {
                let ticket = self.ticket_of(secret, first);
                // Only the first sender has the secret.
                if self.store.claimed(&Claim::Ticket(self.digest(&ticket)))? != Some(first) {
                    return Err(DeskError::CommandReused { command: trace.command });
                }
                let complaint = self.complaint(first)?;
                // Sent again after it was replaced: it opens nothing, and whoever holds it is told so (C49).
                if complaint.tickets.first().is_some_and(|ticket| !ticket.alive) {
                    return Err(DeskError::RevokedTicket);
                }
                let actor = Actor::complainant(complaint.complainant);
                Ok((self.first_result(trace, &actor, &command, first)?, ticket))
            }
        }
    }

    /// Receives a complaint that a receiver records (R2). The receiver gets the register number (R5) and never a
    /// ticket: where the complainant wants one, it goes by the outbox straight to them (R7).
    ///
    /// # Errors
    /// [`DeskError::Rejected`], [`DeskError::InvalidContact`], [`DeskError::CommandReused`].
    pub fn receive_manual(
        &self,
        trace: &Trace,
        actor: &Actor,
        reception: Reception,
    ) -> Result<Done, DeskError> {
        block_on(self.receive_manual_async(trace, actor, reception))
    }

    /// [`receive_manual`](Self::receive_manual) for async callers; dropping it is as with
    /// [`act_async`](Self::act_async).
    ///
    /// # Errors
    /// As [`receive_manual`](Self::receive_manual).
    pub async fn receive_manual_async(
        &self,
        trace: &Trace,
        actor: &Actor,
        reception: Reception,
    ) -> Result<Done, DeskError> {
        let id = self.fresh_complaint()?;
        let command = Command::from(reception);
        match self.receive(trace, actor, id, &command, None).await? {
            Received::Now(done) => Ok(*done),
            Received::Before(first) => self.first_result(trace, actor, &command, first),
        }
    }

    fn fresh_complaint(&self) -> Result<ComplaintId, DeskError> {
        Ok(ComplaintId::new(uuid_v7(self.clock.now(), &*self.entropy)?))
    }

    async fn receive(
        &self,
        trace: &Trace,
        actor: &Actor,
        id: ComplaintId,
        reception: &Command<Draft>,
        ticket: Option<&Ticket>,
    ) -> Result<Received, DeskError> {
        // First of all: what was recorded already needs no number and no decision.
        if let Some(receipt) = self.store.receipt(trace.command)? {
            return Ok(Received::Before(receipt.complaint));
        }
        let (keys, wrapped) = self.fresh_keys(id)?;
        let create = KeyChange::Create(wrapped);
        let actor = &known_as(actor, Some(&keys.words));
        let person = match ticket {
            Some(_) => actor.id,
            None => PersonId::new(uuid_v4(&*self.entropy)?),
        };
        let zone = if let Command::Receive(receive) = reception { receive.zone } else { Zone::Wib };
        let year = u16::try_from(zone.date(self.clock.now()).year()).unwrap_or_default();
        // A number is drawn when the reception is decided: one that is refused takes none. What is decided does not depend
        // on which number it is.
        let undrawn = RegisterNumber::new(year, 1);
        let given = Given { register: undrawn, person, ..Given::default() };
        let identity_key = IdentityKey::Fresh(keys.identity);
        let mut sealing = Sealing::new(id, Some(keys.words), identity_key, &*self.entropy, given);
        let mut command = reception.translate(&mut sealing)?;
        let opening = Opening::Create { key: &create, ticket };
        let complaint = Complaint::new(id);
        self.rules_of(&complaint)?.decide(&complaint, &command, &self.context(actor))?;
        for conflicts in 0..TRIES {
            // Drawn and submitted under one lock: so the numbers of one desk go into the log in their order.
            let (number, submitted, done) = {
                let mut drawing = self.serials.drawing();
                let number = drawing.draw(year, conflicts, &*self.store, &*self.entropy)?;
                if let Command::Receive(receive) = &mut command {
                    receive.register = number;
                }
                match self.prepare(&complaint, &command, actor, trace, &sealing, opening) {
                    Ok(prepared) => (number, self.store.submit(prepared.commit), prepared.done),
                    Err(error) => {
                        drawing.give_back(number);
                        return Err(error);
                    }
                }
            };
            match submitted.await {
                Ok(appended) => {
                    let done = done.recorded(appended.receipt);
                    self.cache.keep(&done.complaint);
                    return Ok(Received::Now(Box::new(done)));
                }
                Err(StoreError::Duplicate(receipt)) => {
                    self.serials.drawing().give_back(number);
                    return Ok(Received::Before(receipt.complaint));
                }
                // Another process has given out this number.
                Err(StoreError::ClaimTaken { .. }) => {}
                Err(error) => {
                    // After these two nobody can say whether the number was recorded.
                    if !matches!(error, StoreError::Unknown(_) | StoreError::Closed) {
                        self.serials.drawing().give_back(number);
                    }
                    return Err(error.into());
                }
            }
        }
        Err(DeskError::Contended { tries: TRIES })
    }
}

/// Whether a reception was recorded now or, as which complaint, before.
enum Received {
    Now(Box<Done>),
    Before(ComplaintId),
}
