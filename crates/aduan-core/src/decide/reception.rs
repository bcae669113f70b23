//! Reception, tickets, corrections and evidence: R1 to R9.

use super::{Case, Events};
use crate::command::{Following, Receive};
use crate::event::{Event, EvidenceAttached, MaterialAmended, Received, TicketIssued, VerificationRequested};
use crate::rulebook::{DisciplineRoute, OwnOffice};
use crate::{
    CommandKind, Conflict, ContentRef, Deliveries, Delivery, Elements, IdentityPart, IdentityParts, Matter,
    Media, Purpose, Rejection, Role, Rule, Stage, Zone,
};

impl Case<'_> {
    pub(super) fn receive(&self, receive: &Receive) -> Events {
        let book = self.context.rulebook;
        let actor = &self.context.actor;
        if receive.zone.date(self.at) < book.effective_from {
            return Err(Rejection::NotInForce { from: book.effective_from });
        }
        if !book.channels.contains(receive.channel) {
            return Err(Rejection::ChannelNotOffered);
        }
        let (allowed, rule) = if receive.channel.is_online() {
            (Role::Complainant, Rule::R3)
        } else {
            (Role::Receiver, Rule::R2)
        };
        if actor.role != allowed {
            return Err(Rejection::ChannelOfOther { allowed, rule });
        }
        if actor.role == Role::Complainant && actor.id != receive.complainant {
            return Err(Rejection::NotTheComplainant);
        }
        if receive.matter == Matter::Discipline && book.discipline == DisciplineRoute::Wise {
            return Err(Rejection::GoesToWise);
        }
        let own_unit = receive.reported_office == Some(receive.unit) && receive.matter == Matter::Discipline;
        if own_unit && book.own_office == OwnOffice::Refused {
            return Err(Rejection::Conflict { conflict: Conflict::Office });
        }
        let parts = receive.identity.as_ref().map_or(IdentityParts::EMPTY, |identity| identity.parts);
        if receive.identity.is_some() && parts.is_empty() {
            return Err(Rejection::NothingNamed { command: CommandKind::Receive, rule: Rule::R8 });
        }
        let missing = book.identity_required.difference(with_telephone(parts));
        if !missing.is_empty() {
            return Err(Rejection::IdentityRequired { missing });
        }
        self.known(receive.elements)?;
        let mut events = vec![Event::from(Received {
            rulebook: book.id,
            register: receive.register,
            channel: receive.channel,
            matter: receive.matter,
            complainant: receive.complainant,
            standing: receive.standing,
            identity: receive.identity.clone(),
            confidentiality: receive.confidentiality,
            material: receive.material.clone(),
            elements: receive.elements,
            reported_office: receive.reported_office,
            unit: receive.unit,
            zone: receive.zone,
            response: book.response.map(|term| self.context.calendar.deadline(self.at, term, receive.zone)),
            target: self.target_in(Stage::Intake, receive.zone),
        })];
        if receive.channel.is_online() {
            // R3: at once; R4: and sent, where a valid address or number was given. P2: and before the
            // verifier at once, since nobody else has to record anything.
            let deliveries = Deliveries::of(&[Delivery::Screen]).union(sendable(parts));
            events.push(TicketIssued { deliveries, contact: None }.into());
            events.push(self.verification_requested(receive.zone));
        } else if receive.following == Following::Wanted {
            let deliveries = sendable(parts);
            if deliveries.is_empty() {
                return Err(Rejection::Unreachable { rule: Rule::R7 });
            }
            events.push(TicketIssued { deliveries, contact: None }.into());
        }
        Ok(events)
    }

    pub(super) fn issue_ticket(&self, deliveries: Deliveries, contact: &ContentRef) -> Events {
        if self.state.ticketed {
            return Err(Rejection::Already { command: CommandKind::IssueTicket, rule: Rule::R7 });
        }
        if deliveries.contains(Delivery::Screen) {
            return Err(Rejection::TicketShown);
        }
        if deliveries.is_empty() {
            return Err(Rejection::NothingNamed { command: CommandKind::IssueTicket, rule: Rule::R7 });
        }
        Ok(vec![TicketIssued { deliveries, contact: Some(contact.clone()) }.into()])
    }

    pub(super) fn verification_requested(&self, zone: Zone) -> Event {
        VerificationRequested { target: self.target_in(Stage::Verification, zone) }.into()
    }

    pub(super) fn amend(&self, content: &ContentRef, elements: Elements) -> Events {
        self.known(elements)?;
        Ok(vec![MaterialAmended { content: content.clone(), elements }.into()])
    }

    pub(super) fn attach(content: &ContentRef, media: Media) -> Event {
        EvidenceAttached { content: content.clone(), media, purpose: Purpose::Evidence }.into()
    }

    /// Refuses elements that the rulebook does not have (R8).
    pub(super) fn known(&self, elements: Elements) -> Result<(), Rejection> {
        let unknown = elements.difference(self.context.rulebook.elements);
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

/// The ways on which a ticket can be sent (R4).
fn sendable(parts: IdentityParts) -> Deliveries {
    [(IdentityPart::Email, Delivery::Email), (IdentityPart::Mobile, Delivery::Sms)]
        .into_iter()
        .filter(|(part, _)| parts.contains(*part))
        .map(|(_, delivery)| delivery)
        .collect()
}
