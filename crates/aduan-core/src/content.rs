//! Content: every word, name, address and attachment, kept in a vault outside and only referred to here.

use crate::{ContentId, ParseTokenError, hex};
use std::fmt;

/// A 32-byte commitment to a piece of content, made when the content was sealed.
///
/// The core never looks inside. The vault promises that it is hiding and binding. On the wire, 64 lower-case
/// hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// Wraps the bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(hex::encode(&self.0, &mut [0; 64]))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Commitment({self})")
    }
}

impl std::str::FromStr for Commitment {
    type Err = ParseTokenError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        hex::decode(text.as_bytes())
            .map(Self)
            .ok_or_else(|| ParseTokenError::new("Commitment", "64 lower-case hexadecimal digits", text))
    }
}

impl serde::Serialize for Commitment {
    #[inline]
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(hex::encode(&self.0, &mut [0; 64]))
    }
}

impl<'de> serde::Deserialize<'de> for Commitment {
    #[inline]
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(crate::token::FromStrVisitor(std::marker::PhantomData))
    }
}

impl crate::shape::Shape for Commitment {
    fn shape() -> serde_json::Value {
        serde_json::json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

wire_structs! {
    /// A reference to content: the only way in which an event can mention a written word.
    pub struct ContentRef {
        /// Where the vault has it.
        pub id: ContentId,
        /// What it was when it was sealed.
        pub commitment: Commitment,
    } with {
        fn contents<'a>(&'a self, found: &mut Vec<&'a ContentRef>) {
            found.push(self);
        }
    }
}
