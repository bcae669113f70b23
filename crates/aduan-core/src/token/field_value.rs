//! What a field takes: a value that is read from words. The macros beside this implement it for every vocabulary and code.

use super::{ParseTokenError, Token};
use serde_json::Value;

/// The kind of value that a field takes. Closed: a form has to draw every kind, so a new one must stop every form's build.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// Free text. It is sealed.
    Text,
    /// An e-mail address or a mobile number, or both. They are sealed.
    Contact,
    /// A name, an address, numbers: some of the [parts](crate::IdentityPart) of an identity. They are sealed.
    Identity,
    /// A file. It is sealed.
    Upload,
    /// One word of a vocabulary.
    OneOf(&'static [Token]),
    /// Any number of words of a vocabulary.
    AnyOf(&'static [Token]),
    /// An office, as `KIND-CODE`.
    Office,
    /// A person, by their pseudonym.
    Person,
    /// A legal hold, by its id.
    Hold,
    /// A code; its JSON Schema.
    Code(fn() -> Value),
}

impl PartialEq for FieldKind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OneOf(one), Self::OneOf(other)) | (Self::AnyOf(one), Self::AnyOf(other)) => one == other,
            (Self::Code(one), Self::Code(other)) => one() == other(),
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        }
    }
}

impl Eq for FieldKind {}

/// A fact that a field takes: everything but sealed words.
pub trait FieldValue: Sized {
    /// What such a field takes.
    const KIND: FieldKind;

    /// Reads it from the words given for it: one, or for a set any number in any order.
    ///
    /// # Errors
    /// [`ParseTokenError`] says what would have been right.
    fn from_words(words: &[&str]) -> Result<Self, ParseTokenError>;
}

impl<T: FieldValue> FieldValue for Option<T> {
    const KIND: FieldKind = T::KIND;

    fn from_words(words: &[&str]) -> Result<Self, ParseTokenError> {
        if words.is_empty() { Ok(None) } else { T::from_words(words).map(Some) }
    }
}

/// The one word of a value that has one.
pub(crate) fn one_word<'a>(what: &'static str, words: &[&'a str]) -> Result<&'a str, ParseTokenError> {
    match words {
        [word] => Ok(word),
        words => Err(ParseTokenError::new(what, "one word", &words.join(", "))),
    }
}
