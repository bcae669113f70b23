//! The answers to a new complaint.

use super::body::{Fields, Given};
use super::view::views;
use crate::problem::Problem;
use aduan_core::{ComplaintId, Deliveries, RegisterNumber};
use aduan_store::desk::TicketSecret;
use hex::FromHex;

views! {
    /// What the complainant is given: the ticket, once, and nobody else ever.
    pub(crate) struct Filed {
        /// With it the complainant follows the handling. It is shown here and stored nowhere: keep it.
        #[schema(pattern = "^[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]{6}$")]
        pub(crate) ticket: String;
        /// What officers quote.
        pub(crate) register?: RegisterNumber = register;
        /// The complaint.
        pub(crate) complaint: ComplaintId = uuid;
        /// On which ways the ticket is sent besides.
        pub(crate) sent: Deliveries = deliveries;
    }

    /// What the receiver is given.
    pub(crate) struct Recorded {
        /// To be told to the complainant, where a way to reach them exists.
        pub(crate) register?: RegisterNumber = register;
        /// The complaint.
        pub(crate) complaint: ComplaintId = uuid;
        /// The version up to which it was recorded.
        pub(crate) version: u32;
        /// On which ways a ticket is sent to the complainant.
        pub(crate) sent: Deliveries = deliveries;
    }
}

impl Fields {
    /// The secret, taken out: what it is, or that it is none.
    pub(crate) fn secret(&mut self) -> Result<Option<TicketSecret>, Problem> {
        let text = match self.take("secret") {
            None => return Ok(None),
            Some(Given::Text(text)) => text,
            Some(_) => return Err(Problem::bad_secret()),
        };
        let bytes = <[u8; 32]>::from_hex(text.reveal()).map_err(|_| Problem::bad_secret())?;
        Ok(Some(TicketSecret::from_bytes(bytes)))
    }
}
