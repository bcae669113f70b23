//! The answers to a new complaint.

use super::body::{Fields, Given};
use super::vocabulary as words;
use crate::problem::Problem;
use aduan_core::{ComplaintId, Deliveries, RegisterNumber};
use aduan_store::desk::TicketSecret;
use hex::FromHex;
use serde::Serialize;
use utoipa::ToSchema;

/// What the complainant is given: the ticket, once, and nobody else ever.
#[derive(Serialize, ToSchema)]
pub(crate) struct Filed {
    /// With it the complainant follows the handling. It is shown here and stored nowhere: keep it.
    #[schema(pattern = "^[0-9A-Z]{6}-[0-9A-Z]{6}-[0-9A-Z]{6}$")]
    pub(crate) ticket: String,
    /// What officers quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::register)]
    pub(crate) register: Option<RegisterNumber>,
    /// The complaint.
    #[schema(schema_with = words::uuid)]
    pub(crate) complaint: ComplaintId,
    /// On which ways the ticket is sent besides.
    #[schema(schema_with = words::deliveries)]
    pub(crate) sent: Deliveries,
}

/// What the receiver is given.
#[derive(Serialize, ToSchema)]
pub(crate) struct Recorded {
    /// To be told to the complainant, where a way to reach them exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::register)]
    pub(crate) register: Option<RegisterNumber>,
    /// The complaint.
    #[schema(schema_with = words::uuid)]
    pub(crate) complaint: ComplaintId,
    /// The version up to which it was recorded.
    pub(crate) version: u32,
    /// On which ways a ticket is sent to the complainant.
    #[schema(schema_with = words::deliveries)]
    pub(crate) sent: Deliveries,
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
