//! Reception and corrections: R1 to R8.

use super::Judge;
use crate::rulebook::DisciplineRoute;
use crate::{
    Channel, CommandKind, Conflict, Elements, Following, IdentityPart, IdentityParts, Matter, Receive,
    Rejection, Role, Rule,
};

impl Judge<'_> {
    pub(super) fn receive(&self, receive: &Receive) -> Result<(), Rejection> {
        let book = self.rulebook;
        let actor = self.actor();
        if receive.zone.date(self.at) < book.effective_from {
            return Err(Rejection::NotInForce { from: book.effective_from });
        }
        if !book.channels.contains(receive.channel) {
            return Err(Rejection::ChannelNotOffered);
        }
        let online = receive.channel.is_online();
        let (allowed, rule) = if online { (Role::Complainant, Rule::R3) } else { (Role::Receiver, Rule::R2) };
        if actor.role != allowed {
            return Err(Rejection::ChannelOfOther { allowed, rule });
        }
        if actor.role == Role::Complainant && actor.id != receive.complainant {
            return Err(Rejection::NotTheComplainant);
        }
        if receive.matter == Matter::Discipline && book.discipline == DisciplineRoute::Wise {
            return Err(Rejection::GoesToWise);
        }
        if self.is_own_case(receive) && self.unit_instead(receive).is_none() {
            return Err(Rejection::Conflict { conflict: Conflict::Office });
        }
        self.goes_to(receive.unit, Rule::R10)?;
        self.known_office(receive.reported_office)?;
        let parts = receive.identity.as_ref().map_or(IdentityParts::EMPTY, |identity| identity.parts);
        if receive.identity.is_some() && parts.is_empty() {
            return Err(Rejection::NothingNamed { command: CommandKind::Receive, rule: Rule::R8 });
        }
        let missing = book.identity_required.difference(with_telephone(parts));
        if !missing.is_empty() {
            return Err(Rejection::IdentityRequired { missing });
        }
        self.known(receive.elements)?;
        if !online && receive.following == Following::Wanted && parts.deliveries().is_empty() {
            return Err(Rejection::Unreachable { rule: Rule::R7 });
        }
        Ok(())
    }

    /// Refuses a receiver who answers or withdraws for a complainant who filed online: they have a ticket for it (C40). To add
    /// what they say or send stays open to receivers, since it takes nothing away.
    pub(in crate::rules) fn speaks_for_the_complainant(
        &self,
        command: CommandKind,
        rule: Rule,
    ) -> Result<(), Rejection> {
        let online = self.state.channel.is_some_and(Channel::is_online);
        if self.actor().role == Role::Receiver && online {
            return Err(Rejection::NotByHand { command, rule });
        }
        Ok(())
    }

    /// Refuses elements that the rulebook does not have (R8).
    pub(super) fn known(&self, elements: Elements) -> Result<(), Rejection> {
        let unknown = elements.difference(self.rulebook.elements);
        if unknown.is_empty() { Ok(()) } else { Err(Rejection::ElementsUnknown { elements: unknown }) }
    }
}

/// A mobile number is a telephone number.
fn with_telephone(parts: IdentityParts) -> IdentityParts {
    if parts.contains(IdentityPart::Mobile) {
        parts.union(IdentityParts::of(&[IdentityPart::Telephone]))
    } else {
        parts
    }
}
