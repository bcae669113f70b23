//! Who somebody is, and which doors are theirs.
//!
//! [`doors`] is the one place that says who may call which route; a guard asks it before any handler runs. What an
//! officer may see and do with a complaint, the desk says; who may give which command, the core's table.

pub mod doors;
pub(crate) mod guard;
pub mod issuer;
pub mod keys;
pub mod token;

pub use doors::{Admission, Door, Who};
pub use issuer::{Issuer, IssuerError};
pub use keys::KeySetError;
pub use token::Authority;

use aduan_core::{Actor, ComplaintId, PersonId, Role};

/// What a token says that somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// An officer who handles complaints, in this role.
    Officer(Role),
    /// Somebody who is given the log, and nothing else.
    Auditor,
    /// Somebody who watches over the server, and sees no complaint.
    Operator,
}

impl Standing {
    /// Every one that a token can give. A complainant comes with a ticket, and the system with no token at all.
    pub const ALL: [Self; 8] = [
        Self::Officer(Role::Receiver),
        Self::Officer(Role::Verifier),
        Self::Officer(Role::Pyb),
        Self::Officer(Role::Assessor),
        Self::Officer(Role::Inspectorate),
        Self::Officer(Role::DataProtectionOfficer),
        Self::Auditor,
        Self::Operator,
    ];

    /// Its name in a token and in the settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Officer(role) => role.as_str(),
            Self::Auditor => "auditor",
            Self::Operator => "operator",
        }
    }

    /// Whether it is held at an office: those who handle the file are somewhere.
    pub const fn needs_office(self) -> bool {
        matches!(self, Self::Officer(Role::Receiver | Role::Verifier | Role::Pyb | Role::Assessor))
    }
}

impl std::str::FromStr for Standing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|standing| standing.as_str() == text);
        found.ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.into_iter().map(Self::as_str).collect();
            format!("expected one of {}", known.join(", "))
        })
    }
}

impl<'de> serde::Deserialize<'de> for Standing {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Who a request comes from, as far as it was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Nobody in particular.
    Anybody,
    /// Whoever has the ticket of this complaint.
    Complainant(ComplaintId, Actor),
    /// An officer, in one role.
    Officer(Actor),
    /// An auditor.
    Auditor(PersonId),
    /// An operator.
    Operator(PersonId),
}

impl Principal {
    /// What of it may be logged.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Complainant(..) => "complainant",
            Self::Officer(actor) => actor.role.as_str(),
            Self::Auditor(_) => "auditor",
            Self::Operator(_) => "operator",
        }
    }
}
