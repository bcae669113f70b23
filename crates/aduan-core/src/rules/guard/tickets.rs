//! Tickets: who gets one, what it may do, and when it ends (R3, R4, R7, T2). That a ticket's powers follow from how it reached
//! its holder is inferred.

use super::Judge;
use crate::{
    Channel, CommandKind, Complaint, Deliveries, Delivery, Identity, PersonId, Rejection, Revocation, Role,
    Rule, TicketKind,
};

impl Judge<'_> {
    /// Refuses a ticket that was revoked; and, while its quiet days run, one that went to a contact that an officer typed. It may
    /// follow, add evidence and be revoked.
    pub(in crate::rules) fn by_ticket(&self, command: CommandKind) -> Result<(), Rejection> {
        let actor = self.actor();
        if actor.role != Role::Complainant || command == CommandKind::Receive {
            return Ok(());
        }
        let Some((_, ticket)) = self.state.ticket_of(actor) else {
            // Nobody shows a ticket that was never issued.
            return if actor.ticket.is_some() { Err(Rejection::TicketRevoked) } else { Ok(()) };
        };
        if !ticket.alive {
            return Err(Rejection::TicketRevoked);
        }
        let opens = ticket.quiet.filter(|quiet| self.at < *quiet);
        match opens {
            Some(opens) if !matches!(command, CommandKind::AttachEvidence | CommandKind::RevokeTicket) => {
                Err(Rejection::TicketQuiet { opens, zone: self.state.zone })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn issue_ticket(&self, deliveries: Deliveries, contact: &Identity) -> Result<(), Rejection> {
        if self.state.ticketed || !self.state.tickets.is_empty() {
            return Err(Rejection::Already { command: CommandKind::IssueTicket, rule: Rule::R7 });
        }
        Self::sent_on(CommandKind::IssueTicket, deliveries, contact.parts.deliveries())
    }

    pub(super) fn reissue_ticket(
        &self,
        deliveries: Deliveries,
        contact: Option<&Identity>,
    ) -> Result<(), Rejection> {
        if contact.is_some() && self.actor().role == Role::Complainant {
            return Err(Rejection::ContactNotOnFile);
        }
        // What the complainant typed themselves, no officer types anew: whoever has their ticket would be them (T2).
        if contact.is_some() && self.state.channel.is_some_and(Channel::is_online) {
            return Err(Rejection::NotByHand { command: CommandKind::ReissueTicket, rule: Rule::R7 });
        }
        let ways = contact.map_or(self.state.own_ways, |contact| contact.parts.deliveries());
        Self::sent_on(CommandKind::ReissueTicket, deliveries, ways)
    }

    /// A ticket follows another. A complainant who shows one has the next sent to where they wished to be reached; while it is on its
    /// way, they ask for no other: so whoever found a ticket can neither learn the next one nor use up the room for more.
    pub(in crate::rules) fn reissuable(&self) -> Result<(), Rejection> {
        let (state, actor) = (self.state, self.actor());
        let Some(last) = state.tickets.last() else { return Err(Rejection::NoTicket) };
        // A dead one takes nobody's place.
        let living = state.tickets.iter().filter(|ticket| ticket.alive).count();
        if living >= Complaint::KEPT || state.tickets.len() >= Complaint::TICKETS {
            return Err(Rejection::TooManyTickets);
        }
        if actor.role != Role::Complainant {
            return Ok(());
        }
        if state.own_ways.is_empty() {
            return Err(Rejection::Unreachable { rule: Rule::R7 });
        }
        let older = state.ticket_of(actor).is_some_and(|(shown, _)| usize::from(shown) < state.tickets.len());
        if older && last.alive && last.kind == TicketKind::OwnContact {
            return Err(Rejection::TicketOnItsWay);
        }
        Ok(())
    }

    /// R4, R7: straight to the complainant, on a way that leads to them.
    fn sent_on(command: CommandKind, deliveries: Deliveries, ways: Deliveries) -> Result<(), Rejection> {
        if deliveries.contains(Delivery::Screen) {
            return Err(Rejection::TicketShown);
        }
        if deliveries.is_empty() {
            return Err(Rejection::NothingNamed { command, rule: Rule::R7 });
        }
        if !deliveries.difference(ways).is_empty() {
            return Err(Rejection::Unreachable { rule: Rule::R7 });
        }
        Ok(())
    }

    pub(super) fn revoke_ticket(&self, which: Revocation) -> Result<(), Rejection> {
        let actor = self.actor();
        if self.state.revoked_by(actor, which).next().is_none() {
            return Err(Rejection::Already { command: CommandKind::RevokeTicket, rule: Rule::R7 });
        }
        // A ticket that an officer's contact got ends no earlier one before its quiet days are over.
        let quiet = self.state.ticket_of(actor).and_then(|(_, ticket)| ticket.quiet);
        match quiet.filter(|quiet| which == Revocation::Earlier && self.at < *quiet) {
            Some(opens) => Err(Rejection::TicketQuiet { opens, zone: self.state.zone }),
            None => Ok(()),
        }
    }

    /// R27: what a complainant allows with a ticket whose contact an officer typed never favours that officer, nor their office.
    pub(super) fn consent_of_another(&self, recipient: PersonId) -> Result<(), Rejection> {
        let Some((typist, office)) = self.state.consent_typed_by() else { return Ok(()) };
        let actor = self.actor();
        let their_office = office.is_some() && actor.office == office;
        if recipient == typist || actor.id == typist || their_office {
            return Err(Rejection::ConsentByOwnTicket);
        }
        Ok(())
    }
}
