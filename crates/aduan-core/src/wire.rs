//! How a structure stands on the wire: every key written, in one order, and read in that order only.
//!
//! Two spellings of one record would have two hashes; so there is one, and the decoder holds to it.

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use std::fmt;

/// Reads the next key of an object and demands that it is this one.
struct Key(&'static str);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = ();
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = ();
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the key `{}`", self.0)
    }
    #[inline]
    fn visit_str<E: de::Error>(self, key: &str) -> Result<(), E> {
        if key == self.0 { Ok(()) } else { Err(E::invalid_value(de::Unexpected::Str(key), &self)) }
    }
}

/// Reads the key `name`, which must come next.
#[inline]
pub(crate) fn key<'de, A: MapAccess<'de>>(map: &mut A, name: &'static str) -> Result<(), A::Error> {
    map.next_key_seed(Key(name))?.ok_or_else(|| de::Error::missing_field(name))
}

/// Reads `name` and its value, which must come next.
#[inline]
pub(crate) fn field<'de, T, A>(map: &mut A, name: &'static str) -> Result<T, A::Error>
where
    T: serde::Deserialize<'de>,
    A: MapAccess<'de>,
{
    key(map, name)?;
    map.next_value()
}

/// Reads two keys, each of which may come in this order or not at all, and the end of the object. Where there is nothing to say
/// a key is left out: `null` has no place.
#[inline]
pub(crate) fn last_fields<'de, T, U, A>(
    map: &mut A,
    first: &'static str,
    second: &'static str,
) -> Result<(Option<T>, Option<U>), A::Error>
where
    T: serde::Deserialize<'de>,
    U: serde::Deserialize<'de>,
    A: MapAccess<'de>,
{
    let Some(is_first) = map.next_key_seed(EitherKey(first, second))? else { return Ok((None, None)) };
    if !is_first {
        let value = map.next_value()?;
        end(map)?;
        return Ok((None, Some(value)));
    }
    let value = map.next_value()?;
    let Some(()) = map.next_key_seed(Key(second))? else { return Ok((Some(value), None)) };
    let other = map.next_value()?;
    end(map)?;
    Ok((Some(value), Some(other)))
}

/// Reads the next key of an object, and whether it is the first of these two; demands that it is one of them.
struct EitherKey(&'static str, &'static str);

impl<'de> DeserializeSeed<'de> for EitherKey {
    type Value = bool;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for EitherKey {
    type Value = bool;
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the key `{}` or `{}`", self.0, self.1)
    }
    #[inline]
    fn visit_str<E: de::Error>(self, key: &str) -> Result<bool, E> {
        if key == self.0 || key == self.1 {
            Ok(key == self.0)
        } else {
            Err(E::invalid_value(de::Unexpected::Str(key), &self))
        }
    }
}

/// Demands that the object ends here.
#[inline]
pub(crate) fn end<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_key_seed(Key("}"))?.map_or(Ok(()), |()| Err(de::Error::custom("the object should end here")))
}

/// Declares a structure whose serialisation is canonical: all keys, in the order of declaration, no others.
///
/// The items behind `with` go into its [`Shape`](crate::shape::Shape).
macro_rules! wire_structs {
    ($( $(#[$meta:meta])* pub $(($vis:tt))? struct $name:ident { $( $(#[$fmeta:meta])* pub $field:ident: $ty:ty ),* $(,)? } $(with { $($item:item)+ })? )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        pub $(($vis))? struct $name { $( $(#[$fmeta])* pub $field: $ty, )* }

        impl<'de> serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Fields;
                impl<'de> serde::de::Visitor<'de> for Fields {
                    type Value = $name;
                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        formatter.write_str(concat!("the object of `", stringify!($name), "`"))
                    }
                    #[inline]
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        $( let $field = $crate::wire::field(&mut map, stringify!($field))?; )*
                        $crate::wire::end(&mut map)?;
                        Ok($name { $( $field, )* })
                    }
                }
                deserializer.deserialize_map(Fields)
            }
        }

        impl $crate::shape::Shape for $name {
            fn shape() -> serde_json::Value {
                $crate::shape::object(&[
                    $( (stringify!($field), <$ty as $crate::shape::Shape>::shape()), )*
                ])
            }

            $( $($item)+ )?
        }
    )+ };
}
