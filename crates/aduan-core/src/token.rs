//! Closed vocabularies: words that are the same on the wire, in a rulebook and on a screen.

mod field_value;

pub(crate) use field_value::one_word;
pub use field_value::{FieldKind, FieldValue};

/// The language of a sentence that a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Bahasa Indonesia: what citizens and officers read first.
    #[default]
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// A number with its thousands set apart.
    ///
    /// ```
    /// use aduan_core::Language;
    /// assert_eq!(Language::Indonesian.grouped(1_234_567), "1.234.567");
    /// assert_eq!(Language::English.grouped(1_234_567), "1,234,567");
    /// ```
    pub fn grouped(self, number: u64) -> String {
        let mark = if self == Self::Indonesian { '.' } else { ',' };
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(mark);
            }
            text.push(digit);
        }
        text
    }
}

/// One word of a closed vocabulary: as it stands on the wire, and as a person reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// The word on the wire.
    pub word: &'static str,
    /// The word in Indonesian.
    pub indonesian: &'static str,
    /// The word in English.
    pub english: &'static str,
}

impl Token {
    pub(crate) const fn new(word: &'static str, indonesian: &'static str, english: &'static str) -> Self {
        Self { word, indonesian, english }
    }

    /// The word as a person reads it.
    pub const fn label(&self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.indonesian,
            Language::English => self.english,
        }
    }
}

/// A word that is none of a closed vocabulary, or a code with a character it may not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}: expected {expected}")]
pub struct ParseTokenError {
    /// The expected type, such as `Channel`.
    pub what: &'static str,
    /// What would have been right.
    pub expected: String,
    /// The text that was found, cut to 64 characters, with unprintable characters escaped; `…` if it may be secret.
    pub found: String,
}

impl ParseTokenError {
    pub(crate) fn new(what: &'static str, expected: impl Into<String>, found: &str) -> Self {
        Self { what, expected: expected.into(), found: printable(found, 64) }
    }

    /// The same without what was found: it may have been a secret, put into the wrong box.
    pub(crate) fn unsaid(what: &'static str, expected: impl Into<String>) -> Self {
        Self { what, expected: expected.into(), found: "…".to_owned() }
    }
}

/// The first characters of a text, none of which does anything to a terminal or begins a line.
pub(crate) fn printable(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for symbol in text.chars().take(most) {
        if symbol.is_control() || (!symbol.is_ascii() && !symbol.is_alphanumeric() && symbol != '…') {
            shown.extend(symbol.escape_unicode());
        } else {
            shown.push(symbol);
        }
    }
    shown
}

/// Reads a string through `FromStr`, borrowed or owned, so that JSON, TOML and values alike will do.
pub(crate) struct FromStrVisitor<T>(pub(crate) std::marker::PhantomData<T>);

impl<T> serde::de::Visitor<'_> for FromStrVisitor<T>
where
    T: std::str::FromStr<Err = ParseTokenError>,
{
    type Value = T;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a string")
    }

    #[inline]
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// The bytes of a code, with zeros behind it, and their number. A longer code is cut.
pub(crate) const fn inline<const N: usize>(text: &str) -> ([u8; N], u8) {
    let (mut bytes, mut len) = ([0; N], 0);
    while (len as usize) < text.len() && (len as usize) < N {
        bytes[len as usize] = text.as_bytes()[len as usize];
        len += 1;
    }
    (bytes, len)
}

/// Declares a closed vocabulary: `Variant = "wire token", "kata Indonesia", "English word";`.
macro_rules! tokens {
    ($(#[$meta:meta])* pub enum $name:ident {
        $( $(#[$vmeta:meta])* $variant:ident = $token:literal, $id:literal, $en:literal; )+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $( $(#[$vmeta])* $variant, )+ }

        impl $name {
            /// Every word of this vocabulary, in the order of its declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The same as they are spelled and read.
            pub const TOKENS: &'static [$crate::Token] = &[ $( $crate::Token::new($token, $id, $en), )+ ];

            /// The word as it stands on the wire and in a rulebook.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $token, )+ }
            }

            /// The word as a person reads it.
            pub const fn label(self, language: $crate::Language) -> &'static str {
                match (language, self) {
                    $( ($crate::Language::Indonesian, Self::$variant) => $id,
                       ($crate::Language::English, Self::$variant) => $en, )+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ParseTokenError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $( $token => Ok(Self::$variant), )+
                    other => Err($crate::ParseTokenError::new(
                        stringify!($name),
                        concat!("one of" $(, " `", $token, "`")+),
                        other,
                    )),
                }
            }
        }

        impl serde::Serialize for $name {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
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
                serde_json::json!({ "enum": [ $( $token, )+ ] })
            }
        }

        impl $crate::FieldValue for $name {
            const KIND: $crate::FieldKind = $crate::FieldKind::OneOf(Self::TOKENS);

            fn from_words(words: &[&str]) -> Result<Self, $crate::ParseTokenError> {
                $crate::token::one_word(stringify!($name), words)?.parse()
            }
        }
    };
}

/// Declares a set over a vocabulary of at most 16 words; on the wire an array in the vocabulary's order.
macro_rules! token_set {
    ($(#[$meta:meta])* pub struct $set:ident of $token:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $set(u16);

        impl $set {
            /// The set without a member.
            pub const EMPTY: Self = Self(0);

            /// The set of these members.
            pub const fn of(members: &[$token]) -> Self {
                let (mut bits, mut i) = (0, 0);
                while i < members.len() {
                    bits |= 1 << members[i] as u16;
                    i += 1;
                }
                Self(bits)
            }

            /// Whether `member` is in the set.
            pub const fn contains(self, member: $token) -> bool {
                self.0 & (1 << member as u16) != 0
            }

            /// Whether the set has no member.
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether the two sets share a member.
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// The members of either set.
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// The members of this set that `other` lacks.
            #[must_use]
            pub const fn difference(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// The members, in the vocabulary's order.
            pub fn iter(self) -> impl Iterator<Item = $token> {
                $token::ALL.iter().copied().filter(move |member| self.contains(*member))
            }

            /// The members as a person reads them: `verifikator / petugas penerima`.
            pub fn label(self, language: $crate::Language) -> String {
                self.iter().map(|member| member.label(language)).collect::<Vec<_>>().join(" / ")
            }
        }

        impl FromIterator<$token> for $set {
            fn from_iter<I: IntoIterator<Item = $token>>(members: I) -> Self {
                members.into_iter().fold(Self::EMPTY, |set, member| set.union(Self::of(&[member])))
            }
        }

        impl std::fmt::Debug for $set {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.debug_set().entries(self.iter()).finish()
            }
        }

        impl serde::Serialize for $set {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.iter())
            }
        }

        impl<'de> serde::Deserialize<'de> for $set {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Members;
                impl<'de> serde::de::Visitor<'de> for Members {
                    type Value = $set;
                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        formatter.write_str(concat!("an array of ", stringify!($token), " in their own order"))
                    }
                    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<$set, A::Error> {
                        let (mut set, mut last) = ($set::EMPTY, None);
                        while let Some(member) = seq.next_element::<$token>()? {
                            // One set has one spelling: ascending, without repeats.
                            if last >= Some(member) {
                                return Err(serde::de::Error::custom(format_args!(
                                    "`{member}` is repeated or out of order"
                                )));
                            }
                            last = Some(member);
                            set = set.union($set::of(&[member]));
                        }
                        Ok(set)
                    }
                }
                deserializer.deserialize_seq(Members)
            }
        }

        impl $crate::shape::Shape for $set {
            fn shape() -> serde_json::Value {
                serde_json::json!({
                    "type": "array", "items": <$token as $crate::shape::Shape>::shape(), "uniqueItems": true
                })
            }
        }

        impl $crate::FieldValue for $set {
            const KIND: $crate::FieldKind = $crate::FieldKind::AnyOf($token::TOKENS);

            fn from_words(words: &[&str]) -> Result<Self, $crate::ParseTokenError> {
                words.iter().map(|word| word.parse::<$token>()).collect()
            }
        }
    };
}

/// Declares a short code kept inline: `pub struct Name(LENGTH) accepts |byte| …, "what it looks like";`.
macro_rules! codes {
    ($( $(#[$meta:meta])* pub struct $name:ident($len:literal) accepts $accepts:expr, $pattern:literal; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name { bytes: [u8; $len], len: u8 }

        impl $name {
            /// The most characters that this code may have.
            pub const MAX_LEN: usize = $len;

            /// The code as text.
            pub fn as_str(&self) -> &str {
                // The bytes were ASCII when they came in, so this never falls back.
                std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(self.as_str(), formatter)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ParseTokenError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let accepts: fn(u8) -> bool = $accepts;
                if (1..=$len).contains(&text.len()) && text.bytes().all(accepts) {
                    let (bytes, len) = $crate::token::inline(text);
                    Ok(Self { bytes, len })
                } else {
                    let expected = concat!("1 to ", $len, " characters of ", $pattern);
                    Err($crate::ParseTokenError::new(stringify!($name), expected, text))
                }
            }
        }

        impl serde::Serialize for $name {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
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
                serde_json::json!({ "type": "string", "pattern": concat!("^", $pattern, "{1,", $len, "}$") })
            }
        }

        impl $crate::FieldValue for $name {
            const KIND: $crate::FieldKind = $crate::FieldKind::Code(<Self as $crate::shape::Shape>::shape);

            fn from_words(words: &[&str]) -> Result<Self, $crate::ParseTokenError> {
                $crate::token::one_word(stringify!($name), words)?.parse()
            }
        }
    )+ };
}
