//! Identifiers: one type for each thing that has one, so that none can stand for another.

use crate::ParseTokenError;
use uuid::Uuid;

macro_rules! ids {
    ($( $(#[$meta:meta])* pub struct $name:ident; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, formatter)
            }
        }

        /// Reads the canonical spelling only: 36 characters, lower case, hyphenated.
        impl std::str::FromStr for $name {
            type Err = ParseTokenError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                crate::hex::decode_uuid(text.as_bytes())
                    .map(|bytes| Self(Uuid::from_bytes(bytes)))
                    .ok_or_else(|| ParseTokenError::new(stringify!($name), "a lower-case hyphenated UUID", text))
            }
        }

        impl serde::Serialize for $name {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.hyphenated().encode_lower(&mut [0; 36]))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(crate::token::FromStrVisitor(std::marker::PhantomData))
            }
        }

        impl crate::shape::Shape for $name {
            fn shape() -> serde_json::Value {
                serde_json::json!({
                    "type": "string",
                    "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
                })
            }
        }
    )+ };
}

ids! {
    /// One complaint (pengaduan), and so one stream. Use version 7: ordered keys write faster.
    pub struct ComplaintId;
    /// One recorded event.
    pub struct EventId;
    /// One command as it was given: the batch of events it led to, and the key that makes it idempotent.
    pub struct CommandId;
    /// Ties records together that came from one thing outside: a request, a sweep, an import.
    pub struct CorrelationId;
    /// A person by random pseudonym: an officer, or the complainant within one complaint. Never a staff
    /// number and nothing that can be computed from one (T7).
    pub struct PersonId;
    /// A person in one complaint, and in no other: derived from their pseudonym under a key of that complaint, so that the
    /// log shows who of those who act there is the official complained of, and nobody without the key finds them in another
    /// complaint (T6, T7).
    pub struct Alias;
    /// One piece of content in the vault.
    pub struct ContentId;
    /// One legal hold (R30).
    pub struct HoldId;
}

impl ComplaintId {
    /// The id of the [administrative stream](crate::Administration). No complaint has it.
    pub const ADMINISTRATION: Self = Self(Uuid::nil());
}

impl Alias {
    /// The alias of nobody: of [`PersonId::SYSTEM`], in every complaint.
    pub const NOBODY: Self = Self(Uuid::nil());
}

impl PersonId {
    /// The system itself (sistem): what time or another program does.
    pub const SYSTEM: Self = Self(Uuid::nil());
}
