//! Actors: people and the system.

use crate::shape::{self, Shape};
use crate::{Alias, Office, PersonId, wire};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Value, json};
use std::fmt;

tokens! {
    /// The role in which a person acts on a complaint.
    pub enum Role {
        /// Pengadu / pelapor: the public, a service user, or a DJBC employee (R9).
        Complainant = "complainant", "pengadu", "complainant";
        /// Petugas penerima pengaduan: records what came in by hand (R2).
        Receiver = "receiver", "petugas penerima pengaduan", "receiver";
        /// Verifikator (R10).
        Verifier = "verifier", "verifikator", "verifier";
        /// Pejabat yang berwenang: the authorised official (R15 to R17).
        Pyb = "pyb", "PYB", "authorised official (PYB)";
        /// Pengkaji (R18).
        Assessor = "assessor", "pengkaji", "assessor";
        /// Inspektorat Jenderal, speaking through WISE (R20).
        Inspectorate = "inspectorate", "Inspektorat Jenderal", "Inspectorate General";
        /// Koordinator pengelola pengaduan: oversees the complaints of an office and of those beneath it, and reads no words.
        Coordinator = "coordinator", "koordinator pengelola pengaduan", "coordinator";
        /// Pejabat pelindungan data pribadi (R30).
        DataProtectionOfficer = "data_protection_officer", "pejabat pelindungan data pribadi", "data protection officer";
        /// Sistem: the passage of time, or a program that passes on an answer from outside.
        System = "system", "sistem", "system";
    }
}

token_set! {
    /// A set of roles.
    pub struct Roles of Role
}

/// The giver of a command: a pseudonym, the role they act in, and the office they act for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// The person's pseudonym; [`PersonId::SYSTEM`] for the system.
    pub id: PersonId,
    /// The role in which they act.
    pub role: Role,
    /// Their office; the complainant and the system have none.
    pub office: Option<Office>,
    /// Who an officer is in the complaint in which they act: by this they are known as the official complained of, or not
    /// (T6). The desk gives it. The complainant and the system have none, nor has anybody in a record from before there were
    /// any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<Alias>,
    /// The ticket with which a complainant acts, by its ordinal: 1 is the first that was issued. A record that names none
    /// was given at reception, or before tickets were counted; then there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<u16>,
}

impl<'de> Deserialize<'de> for Actor {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Actor;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the object of `Actor`")
            }

            #[inline]
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Actor, A::Error> {
                let id = wire::field(&mut map, "id")?;
                let role = wire::field(&mut map, "role")?;
                let office = wire::field(&mut map, "office")?;
                let (alias, ticket) = wire::last_fields(&mut map, "alias", "ticket")?;
                if ticket == Some(0) {
                    return Err(A::Error::custom("`ticket` 0: it begins with 1"));
                }
                Ok(Actor { id, role, office, alias, ticket })
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl Shape for Actor {
    fn shape() -> Value {
        let mut shape = shape::object(&[
            ("id", PersonId::shape()),
            ("role", Role::shape()),
            ("office", <Option<Office>>::shape()),
        ]);
        // It stands in the record of an officer alone.
        shape["properties"]["alias"] = Alias::shape();
        // It stands in the record of a complainant alone.
        shape["properties"]["ticket"] = json!({ "type": "integer", "minimum": 1, "maximum": u16::MAX });
        shape
    }
}

impl Actor {
    /// The complainant of a complaint, by the pseudonym they have in it.
    pub const fn complainant(id: PersonId) -> Self {
        Self { id, role: Role::Complainant, office: None, alias: None, ticket: None }
    }

    /// The same complainant, with the ticket that they show.
    #[must_use]
    pub const fn with_ticket(mut self, ordinal: u16) -> Self {
        self.ticket = Some(ordinal);
        self
    }

    /// The system itself.
    pub const fn system() -> Self {
        Self { id: PersonId::SYSTEM, role: Role::System, office: None, alias: None, ticket: None }
    }

    /// An officer of an office.
    pub const fn officer(id: PersonId, role: Role, office: Office) -> Self {
        Self { id, role, office: Some(office), alias: None, ticket: None }
    }

    /// The same person, known by this alias in the complaint in which they act.
    #[must_use]
    pub const fn known_as(mut self, alias: Alias) -> Self {
        self.alias = Some(alias);
        self
    }
}
