//! A reader of the one spelling that a record has, and of no other JSON.
//!
//! Most lines of a history are right, so this reader is tried first. It knows no white space, no escapes and no second
//! way to write a number, and so is several times as fast as a reader of all JSON. A line that it refuses goes to
//! `serde_json`, which finds out why. It accepts nothing that `serde_json` would read in another way: a test in
//! `decode.rs` compares the two.

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The line is not in the one spelling, or not a record; which of the two, the other reader finds out.
#[derive(Debug)]
pub(crate) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not in the one spelling of a record")
    }
}

impl std::error::Error for Refused {}

impl de::Error for Refused {
    #[cold]
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads one value with `seed`; the text must have no byte that is foreign to records, and must end with it.
#[inline]
pub(crate) fn read<'de, T: DeserializeSeed<'de>>(text: &'de str, seed: T) -> Result<T::Value, Refused> {
    let mut reader = Reader { text, at: 0 };
    let value = seed.deserialize(&mut reader)?;
    if reader.at == text.len() { Ok(value) } else { Err(Refused) }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Reader<'de> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), Refused> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(Refused)
        }
    }

    /// A string; there are no escapes, so it ends with the next quotation mark.
    #[inline]
    fn string(&mut self) -> Result<&'de str, Refused> {
        self.expect(b'"')?;
        let length = find_quote(&self.text.as_bytes()[self.at..]).ok_or(Refused)?;
        let string = self.text.get(self.at..self.at + length).ok_or(Refused)?;
        self.at += length + 1;
        Ok(string)
    }

    /// A number without a sign, a fraction, an exponent or a leading zero.
    #[inline]
    fn number(&mut self) -> Result<u64, Refused> {
        let from = self.at;
        let mut number: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = number
                .checked_mul(10)
                .and_then(|ten| ten.checked_add(u64::from(digit - b'0')))
                .ok_or(Refused)?;
            self.at += 1;
        }
        let digits = self.at - from;
        let leading_zero = digits > 1 && self.text.as_bytes()[from] == b'0';
        if digits == 0 || leading_zero { Err(Refused) } else { Ok(number) }
    }
}

/// Finds the first quotation mark, eight bytes at a time.
#[inline]
fn find_quote(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    let (words, rest) = bytes.as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        // A byte that was a quotation mark is 0 now; the lowest 0 byte sets the lowest high bit.
        let word = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'"'));
        let zeros = word.wrapping_sub(ONES) & !word & (ONES << 7);
        if zeros != 0 {
            return Some(i * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|byte| *byte == b'"').map(|at| words.len() * 8 + at)
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Refused;

    /// No type of a record calls this, so it refuses.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        Err(Refused)
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_borrowed_str(self.string()?)
    }

    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_borrowed_str(self.string()?)
    }

    #[inline]
    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_u64(self.number()?)
    }

    #[inline]
    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_u64(self.number()?)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.text.as_bytes()[self.at..].starts_with(b"null") {
            self.at += 4;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.expect(b'{')?;
        visitor.visit_map(Items { reader: self, first: true })
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.expect(b'[')?;
        visitor.visit_seq(Items { reader: self, first: true })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u64 u128 f32 f64 char string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct struct enum ignored_any
    }
}

/// The items between brackets or braces.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
}

impl Items<'_, '_> {
    /// Whether another item follows; passes over the comma, or over the end.
    #[inline]
    fn more(&mut self, end: u8) -> Result<bool, Refused> {
        if self.reader.peek() == Some(end) {
            self.reader.at += 1;
            return Ok(false);
        }
        if !std::mem::replace(&mut self.first, false) {
            self.reader.expect(b',')?;
        }
        Ok(true)
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = Refused;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        if self.more(b'}')? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Refused;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        if self.more(b']')? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::marker::PhantomData;

    fn number(text: &str) -> Option<u32> {
        read(text, PhantomData::<u32>).ok()
    }

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!((number("0"), number("42"), number("4294967295")), (Some(0), Some(42), Some(u32::MAX)));
        for text in
            ["", "00", "042", "-0", "+1", "1.0", "1e0", "4294967296", "99999999999999999999", "1 ", "0x1"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_quotation_mark_is_found_wherever_it_stands() {
        for length in 0..40 {
            let text = "x".repeat(length);
            assert_eq!(find_quote(text.as_bytes()), None);
            assert_eq!(find_quote(format!("{text}\"!\"").as_bytes()), Some(length));
        }
        // Bytes that differ from it by one bit, or follow one that borrows.
        assert_eq!(find_quote(b"#!#!#!#!\""), Some(8));
        assert_eq!(find_quote(b"\"#######"), Some(0));
    }

    #[test]
    fn commas_stand_between_items_and_nowhere_else() {
        let list = |text: &str| read(text, PhantomData::<Vec<u16>>).ok();
        assert_eq!(list("[]"), Some(vec![]));
        assert_eq!(list("[1,2]"), Some(vec![1, 2]));
        for text in ["[1,2", "[1,]", "[,1]", "[1 ,2]", "[1,,2]", "[1][", "[1]]", "1]"] {
            assert_eq!(list(text), None, "{text}");
        }
    }
}
