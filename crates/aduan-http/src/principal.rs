//! The caller of a request, and the roles that a token can give.

use aduan_core::{Actor, ComplaintId, PersonId, Role};

/// The role that a token gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenRole {
    /// An officer who handles complaints, in this role.
    Officer(Role),
    /// An auditor, who reads the log and nothing else.
    Auditor,
    /// An operator, who watches the server and sees no complaint.
    Operator,
    /// The service users' portal: a program through which complainants file (R1).
    Portal,
}

impl TokenRole {
    /// Every role that a token can give. A complainant shows a ticket; the system has no token.
    pub const ALL: [Self; 10] = [
        Self::Officer(Role::Receiver),
        Self::Officer(Role::Verifier),
        Self::Officer(Role::Pyb),
        Self::Officer(Role::Assessor),
        Self::Officer(Role::Inspectorate),
        Self::Officer(Role::Coordinator),
        Self::Officer(Role::DataProtectionOfficer),
        Self::Auditor,
        Self::Operator,
        Self::Portal,
    ];

    /// Its name in a token and in the settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Officer(role) => role.as_str(),
            Self::Auditor => "auditor",
            Self::Operator => "operator",
            Self::Portal => "portal",
        }
    }

    /// Whether the token must name an office.
    pub const fn needs_office(self) -> bool {
        matches!(
            self,
            Self::Officer(Role::Receiver | Role::Verifier | Role::Pyb | Role::Assessor | Role::Coordinator)
        )
    }
}

impl std::str::FromStr for TokenRole {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.into_iter().map(Self::as_str).collect();
            format!("expected one of {}", known.join(", "))
        })
    }
}

impl<'de> serde::Deserialize<'de> for TokenRole {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The caller of a request, as far as it was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Nothing is proven.
    Anybody,
    /// The holder of this complaint's ticket.
    Complainant(ComplaintId, Actor),
    /// An officer, in one role.
    Officer(Actor),
    /// An auditor.
    Auditor(PersonId),
    /// An operator.
    Operator(PersonId),
    /// The service users' portal.
    Portal(PersonId),
}

impl Principal {
    /// The name for the log: a role, never a person.
    pub(crate) fn log_name(&self) -> &'static str {
        match self {
            Self::Anybody => "anybody",
            Self::Complainant(..) => "complainant",
            Self::Officer(actor) => actor.role.as_str(),
            Self::Auditor(_) => "auditor",
            Self::Operator(_) => "operator",
            Self::Portal(_) => "portal",
        }
    }
}
