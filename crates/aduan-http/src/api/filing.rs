//! A complaint that comes in.

use super::text::Text;
use super::vocabulary as words;
use crate::config::Config;
use crate::extract::JsonObject;
use crate::problem::Problem;
use aduan_core::{
    Channel, ComplaintId, Confidentiality, Deliveries, Element, Following, Matter, Office, RegisterNumber,
    Standing, Zone,
};
use aduan_store::desk::{IdentityWords, Reception, TicketSecret};
use aduan_store::vault::Words;
use axum::http::StatusCode;
use hex::FromHex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who somebody is, as far as they say. Every part may be left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    name: Option<Text>,
    address: Option<Text>,
    telephone: Option<Text>,
    /// 8 to 15 digits; a plus before them, spaces and hyphens between them will do.
    mobile: Option<Text>,
    email: Option<Text>,
}

impl From<Identity> for IdentityWords {
    fn from(identity: Identity) -> Self {
        let words = |text: Option<Text>| text.map(|Text(words)| words);
        let mut said = Self::default();
        said.name = words(identity.name);
        said.address = words(identity.address);
        said.telephone = words(identity.telephone);
        said.mobile = words(identity.mobile);
        said.email = words(identity.email);
        said
    }
}

/// A complaint that comes in: what is told of every one, and what one kind of them has besides.
macro_rules! told {
    ($( $(#[$meta:meta])* struct $name:ident { $($own:tt)* } )+) => { $(
        $(#[$meta])*
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// How it comes in.
            #[schema(schema_with = words::channel)]
            channel: Channel,
            /// What it is about.
            #[schema(schema_with = words::matter)]
            matter: Matter,
            /// The complaint itself.
            material: Text,
            /// Which elements it has.
            #[serde(default)]
            #[schema(schema_with = words::elements)]
            elements: Vec<Element>,
            /// What the complainant is to DJBC; of the public if it does not say.
            #[schema(schema_with = words::standing)]
            standing: Option<Standing>,
            /// Who they are; anonymous if it does not say.
            #[schema(value_type = Option<Identity>)]
            identity: Option<JsonObject<Identity>>,
            /// Their wish about it; confidential if it does not say.
            #[schema(schema_with = words::confidentiality)]
            confidentiality: Option<Confidentiality>,
            /// The office complained of, where one is named.
            #[schema(schema_with = words::office)]
            reported_office: Option<Office>,
            /// The compliance unit that is to verify it; the server's own if it does not say.
            #[schema(schema_with = words::office)]
            unit: Option<Office>,
            /// The local time of its deadlines; WIB if it does not say.
            #[schema(schema_with = words::zone)]
            zone: Option<Zone>,
            $($own)*
        }

        impl $name {
            fn told(self, config: &Config) -> Result<Reception, Problem> {
                let unit = self.unit.or(config.reception.unit).ok_or_else(no_unit)?;
                let mut reception = Reception::new(self.channel, self.matter, self.material.0, unit);
                reception.elements = self.elements.into_iter().collect();
                reception.standing = self.standing.unwrap_or(reception.standing);
                reception.confidentiality = self.confidentiality.unwrap_or(reception.confidentiality);
                reception.reported_office = self.reported_office;
                reception.zone = self.zone.unwrap_or(reception.zone);
                // An identity without a part is none; one with a wrong part is for the desk to refuse.
                let said = |identity: &IdentityWords| identity.parts().map_or(true, |parts| !parts.is_empty());
                reception.identity = self.identity.map(|JsonObject(identity)| IdentityWords::from(identity)).filter(said);
                Ok(reception)
            }
        }
    )+ };
}

told! {
    /// A complaint that its complainant enters themselves.
    struct Filing {
        /// 32 random bytes as 64 lower-case hexadecimal digits, which the complainant's side keeps until it is
        /// answered. With the same `Idempotency-Key` and the same secret, a complaint whose answer was lost gives its
        /// ticket again.
        #[schema(pattern = "^[0-9a-f]{64}$")]
        secret: Option<String>,
    }

    /// A complaint that a receiver records.
    struct Recording {
        /// Whether the complainant wants a ticket, which is sent straight to them and to nobody else.
        #[schema(schema_with = words::following)]
        following: Option<Following>,
    }
}

fn no_unit() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unit_required",
        "Sebutkan unit kepatuhan internal (`unit`) yang akan memverifikasi.",
        "name the compliance unit (`unit`) that is to verify it",
    )
}

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

impl Filing {
    pub(crate) fn reception(self, config: &Config) -> Result<Reception, Problem> {
        self.told(config)
    }

    /// The secret, taken out: what it is, or that it is none.
    pub(crate) fn secret(&mut self) -> Result<Option<TicketSecret>, Problem> {
        let Some(text) = self.secret.take().map(Words::from) else { return Ok(None) };
        let bytes = <[u8; 32]>::from_hex(text.reveal()).map_err(|_| {
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad_secret",
                "`secret` harus 64 digit heksadesimal huruf kecil.",
                "`secret` must be 64 lower-case hexadecimal digits",
            )
        })?;
        Ok(Some(TicketSecret::from_bytes(bytes)))
    }
}

impl Recording {
    pub(crate) fn reception(self, config: &Config) -> Result<Reception, Problem> {
        let following = self.following;
        let mut reception = self.told(config)?;
        reception.following = following.unwrap_or(reception.following);
        Ok(reception)
    }
}
