//! Content: every word, name, address and attachment, kept in a vault outside and only referred to here.

use crate::ContentId;

/// Declares bytes of a fixed length that stand on the wire as lower-case hexadecimal digits.
macro_rules! hex_bytes {
    ($( $(#[$meta:meta])* pub struct $name:ident($len:literal); )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Wraps the bytes.
            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad($crate::hex::encode(&self.0, &mut [0; 2 * $len]))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ParseTokenError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let expected = concat!("lower-case hexadecimal digits, two for each of ", $len, " bytes");
                $crate::hex::decode(text.as_bytes())
                    .map(Self)
                    .ok_or_else(|| $crate::ParseTokenError::new(stringify!($name), expected, text))
            }
        }

        impl serde::Serialize for $name {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::hex::encode(&self.0, &mut [0; 2 * $len]))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::token::FromStrVisitor(std::marker::PhantomData))
            }
        }

        impl $crate::shape::Shape for $name {
            fn shape() -> serde_json::Value {
                serde_json::json!({ "type": "string", "pattern": format!("^[0-9a-f]{{{}}}$", 2 * $len) })
            }
        }
    )+ };
}

pub(crate) use hex_bytes;

hex_bytes! {
    /// A 32-byte commitment to a piece of content, made when the content was sealed.
    ///
    /// The core never looks inside. The vault promises that it is hiding and binding. On the wire, 64 lower-case
    /// hexadecimal digits.
    pub struct Commitment(32);
}

wire_structs! {
    /// A reference to content: the only way in which an event can mention a written word.
    pub struct ContentRef {
        /// Where the vault has it.
        pub id: ContentId,
        /// What it was when it was sealed.
        pub commitment: Commitment,
    } with {
        fn mention(&self) -> Option<&dyn std::any::Any> {
            Some(self)
        }
    }
}
