//! Upcasters: what older schemas of an event's data said, in the words of today's. Pure, one function a step.
//!
//! To change an event: raise its schema in `event.rs`, keep the old structure here, lift it, and add the old
//! golden file to the tests. No stored line is ever rewritten.

use crate::event::{EvidenceAttached, TicketIssued};
use crate::{ContentRef, Deliveries, Delivery, Event, EventKind, Identity, Media, Purpose, TicketKind};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

wire_structs! {
    /// `EvidenceAttached` in its first draft: it knew neither what was attached nor why.
    pub(crate) struct EvidenceAttached1 {
        /// The attachment.
        pub content: ContentRef,
    }
}

impl EvidenceAttached1 {
    /// A file, given as evidence: what the first draft meant by every attachment.
    fn lift(self) -> EvidenceAttached {
        EvidenceAttached { content: self.content, media: Media::File, purpose: Purpose::Evidence }
    }
}

wire_structs! {
    /// `TicketIssued` in its first draft: it knew neither kinds nor ordinals.
    pub(crate) struct TicketIssued1 {
        /// On which ways.
        pub deliveries: Deliveries,
        /// The contact given for it, where it came after reception.
        pub contact: Option<Identity>,
    }
}

impl TicketIssued1 {
    /// Then a complaint had one ticket at most. One that was shown was the complainant's; every other one went to a contact
    /// that a receiver had typed. It had all powers from the first day.
    fn lift(self) -> TicketIssued {
        let shown = self.deliveries.contains(Delivery::Screen);
        let kind = if shown { TicketKind::Shown } else { TicketKind::OfficerContact };
        TicketIssued { deliveries: self.deliveries, contact: self.contact, ticket: 1, kind, quiet: None }
    }
}

/// Reads data of an older schema and lifts them to today's.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    kind: EventKind,
    schema: u16,
    data: D,
) -> Result<Event, D::Error> {
    match (kind, schema) {
        (EventKind::EvidenceAttached, 1) => EvidenceAttached1::deserialize(data).map(|old| old.lift().into()),
        (EventKind::TicketIssued, 1) => TicketIssued1::deserialize(data).map(|old| old.lift().into()),
        _ => Err(D::Error::custom(format_args!("no upcaster for schema {schema} of {kind}"))),
    }
}
