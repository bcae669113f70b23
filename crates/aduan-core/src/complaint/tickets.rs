//! The tickets of a complaint: which are alive, and what each may do (R3, R7). That they differ is inferred.

use crate::{
    Actor, CommandKind, Complaint, Confidentiality, Deadline, Identity, Office, PersonId, Revocation, Role,
    TicketKind, Timestamp,
};

/// A ticket that went out, as far as a rule asks. The ticket itself is in no history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub struct IssuedTicket {
    /// How it reached its holder.
    pub kind: TicketKind,
    /// The officer who typed the contact that it went to, and the office that they acted for.
    pub typed_by: Option<(PersonId, Option<Office>)>,
    /// From when it has all powers, where an officer typed the contact.
    pub quiet: Option<Timestamp>,
    /// Whether it opens the complaint: it was not revoked.
    pub alive: bool,
}

impl IssuedTicket {
    /// Whether it may do at `now` what only the complainant may do.
    pub fn has_all_powers(&self, now: Timestamp) -> bool {
        self.alive && self.quiet.is_none_or(|quiet| quiet <= now)
    }
}

impl Complaint {
    /// The ticket with which a complainant acts, and its ordinal. An actor who names none is judged as the holder of the
    /// first. `None` where there is no such ticket.
    pub fn ticket_of(&self, actor: &Actor) -> Option<(u16, &IssuedTicket)> {
        let ordinal = actor.ticket.unwrap_or(1);
        let ticket = self.tickets.get(usize::from(ordinal.checked_sub(1)?))?;
        Some((ordinal, ticket)).filter(|_| actor.role == Role::Complainant)
    }

    /// The officer who typed the contact of the ticket with which a complainant acts, and their office. What is done with it counts
    /// as that officer's, too (S1, T2).
    pub fn ticket_typed_by(&self, actor: &Actor) -> Option<(PersonId, Option<Office>)> {
        self.ticket_of(actor)?.1.typed_by
    }

    /// Whether a complainant may read their own words and speak at `now`: with no ticket that an officer's contact got and whose
    /// quiet days run.
    pub fn has_all_powers(&self, actor: &Actor, now: Timestamp) -> bool {
        self.ticket_of(actor).is_none_or(|(_, ticket)| ticket.has_all_powers(now))
    }

    /// The tickets that a revocation by this actor would end, by their places.
    pub fn revoked_by(&self, actor: &Actor, which: Revocation) -> impl Iterator<Item = usize> {
        let this = self.ticket_of(actor).map(|(ordinal, _)| usize::from(ordinal) - 1);
        let typed = self.ticket_typed_by(actor).is_some();
        let hit = move |(place, ticket): (usize, &IssuedTicket)| {
            let this = this?;
            let named = match which {
                Revocation::This => place == this,
                // No contact of an officer's ends a ticket that the complainant got by their own (R3, T2).
                Revocation::Earlier => place < this && (!typed || ticket.kind == TicketKind::OfficerContact),
                Revocation::Later => place > this && ticket.kind == TicketKind::OfficerContact,
            };
            (named && ticket.alive).then_some(place)
        };
        self.tickets.iter().enumerate().filter_map(hit)
    }

    /// Whoever typed the contact of the ticket with which the complainant opened their identity, or recorded by hand that they wish
    /// it open, and their office: the consent never favours them (R27, T2).
    pub fn consent_typed_by(&self) -> Option<(PersonId, Option<Office>)> {
        if self.confidentiality != Confidentiality::Open {
            return None;
        }
        let Some(ordinal) = self.consented_with else {
            let by_hand = self.channel.is_some_and(|channel| !channel.is_online());
            let by_hand = by_hand && self.givers.count(CommandKind::ChooseConfidentiality) == 0;
            let receiver = self.givers.of(CommandKind::Receive).next().filter(|_| by_hand)?;
            return Some((receiver, self.taken_in));
        };
        self.tickets.get(usize::from(ordinal.checked_sub(1)?))?.typed_by
    }

    pub(crate) fn ticket_issued(
        &mut self,
        actor: &Actor,
        kind: TicketKind,
        quiet: Option<&Deadline>,
        contact: Option<&Identity>,
    ) {
        let officer = (kind == TicketKind::OfficerContact).then_some((actor.id, actor.office));
        let quiet = quiet.map(|quiet| quiet.due);
        // `decide` accepts no more than are kept, so a longer list is none of its making.
        if self.tickets.len() < Self::TICKETS {
            // Most complaints have one.
            self.tickets.reserve_exact(1);
            self.tickets.push(IssuedTicket { kind, typed_by: officer, quiet, alive: true });
        }
        self.ticketed = true;
        if let Some(contact) = contact {
            self.identity = self.identity.union(contact.parts);
        }
    }

    pub(crate) fn ticket_revoked(&mut self, actor: &Actor, which: Revocation) {
        let places: Vec<usize> = self.revoked_by(actor, which).collect();
        for place in places {
            if let Some(ticket) = self.tickets.get_mut(place) {
                ticket.alive = false;
            }
        }
        self.ticketed = self.tickets.iter().any(|ticket| ticket.alive);
    }
}
