//! Reading a line of `aduan/1`: known, unknown or corrupt, and never anything else.

use crate::record::{FORMAT, Record};
use crate::token::printable;
use crate::{
    Actor, AdminEventKind, AdminRecord, CalendarId, CommandId, ComplaintId, CorrelationId, DirectoryId,
    Event, EventId, EventKind, RulebookId, Timestamp, canonical, hex, upcast, wire,
};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The longest line that is read, in bytes. Records take some 700.
pub const MAX_LINE: usize = 1 << 20;

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decoded {
    /// A record that this version understands.
    Known(Known),
    /// A record of the [administrative stream](crate::Administration) that this version understands.
    Administrative(AdminRecord),
    /// A record, by its envelope, of an event or schema that this version does not know (C28).
    Unknown(Unknown),
    /// No record.
    Corrupt(Corrupt),
}

/// A record that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The record, in today's schema. Written again, it is the same bytes, unless it was lifted.
    pub record: Record,
    /// The schema in which it was written, if an upcaster has lifted it from an older one.
    pub lifted_from: Option<u16>,
}

/// What can be said of a record whose data are not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The complaint; for a record of the administrative stream, [its id](ComplaintId::ADMINISTRATION).
    pub complaint: ComplaintId,
    /// Its place in the stream.
    pub version: u32,
    /// The record's id.
    pub id: EventId,
    /// The name of the event, cut to 64 characters.
    pub kind: String,
    /// The schema of its data.
    pub schema: u16,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// The command.
    pub command: CommandId,
}

/// Why a line is no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Corrupt {
    /// There is nothing in it.
    #[error("the line is empty")]
    Empty,
    /// It is longer than [`MAX_LINE`].
    #[error("the line has {bytes} bytes; a record has at most {MAX_LINE}")]
    TooLong {
        /// How long, as far as it was measured.
        bytes: u64,
    },
    /// It is not UTF-8.
    #[error("not UTF-8 from byte {offset} on")]
    NotUtf8 {
        /// The first bad byte, from 0.
        offset: usize,
    },
    /// It is not JSON, or ends too early.
    #[error("not JSON at byte {offset}: {message}")]
    NotJson {
        /// Where reading stopped, from 0.
        offset: usize,
        /// What the reader said.
        message: String,
    },
    /// It is JSON, but not a record: a key missing, doubled, unknown or out of order, a value out of its range.
    #[error("not a record at byte {offset}: {message}")]
    NotARecord {
        /// Where reading stopped, from 0.
        offset: usize,
        /// What was expected and what was found.
        message: String,
    },
    /// It says what a record says, but in another spelling than the one that a record has.
    #[error("not the one spelling of this record: byte {offset} is one that no record has there")]
    NotCanonical {
        /// The first byte that no record has, from 0.
        offset: usize,
    },
}

/// Whether no record has this byte: all its strings are codes, so it needs no space, escape or non-ASCII byte.
const fn is_foreign(byte: u8) -> bool {
    byte <= b' ' || byte > b'~' || byte == b'\\'
}

/// How every line begins, up to the complaint's id.
const PREFIX: &[u8] = b"{\"format\":\"aduan/1\",\"complaint\":\"";

/// Whose line this is, read at its fixed place without decoding the rest; `None` if the line does not begin as
/// every record does. What else it says, and whether it is a record at all, is [`decode`]'s to tell.
///
/// This is how a replay shares lines out between threads, and how one complaint is found among millions.
///
/// ```
/// let line = b"{\"format\":\"aduan/1\",\"complaint\":\"0190b5a0-0000-7000-8000-000000000001\",\"version\":1";
/// let id = aduan_core::peek_complaint(line).expect("the beginning of a record");
/// assert_eq!(id.to_string(), "0190b5a0-0000-7000-8000-000000000001");
/// ```
#[inline]
pub fn peek_complaint(line: &[u8]) -> Option<ComplaintId> {
    let id = line.strip_prefix(PREFIX)?.get(..36)?;
    hex::decode_uuid(id).map(|bytes| ComplaintId::new(uuid::Uuid::from_bytes(bytes)))
}

/// Reads one line, without its line end. Total: whatever the bytes, it answers.
///
/// A record has exactly one spelling, and only that is `Known`; so a line that was read and is written again is
/// the same bytes, and equal records have equal hashes.
///
/// ```
/// use aduan_core::{Corrupt, Decoded, decode};
/// assert_eq!(decode(b""), Decoded::Corrupt(Corrupt::Empty));
/// assert!(matches!(decode(b"{\"format\":\"aduan/1\"}"), Decoded::Corrupt(Corrupt::NotARecord { .. })));
/// ```
#[inline]
pub fn decode(line: &[u8]) -> Decoded {
    if line.is_empty() {
        return Decoded::Corrupt(Corrupt::Empty);
    }
    if line.len() > MAX_LINE {
        return Decoded::Corrupt(Corrupt::TooLong { bytes: line.len() as u64 });
    }
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => return Decoded::Corrupt(Corrupt::NotUtf8 { offset: error.valid_up_to() }),
    };
    // One pass without a branch, so that it is done sixteen bytes at a time.
    let foreign = line.iter().fold(false, |foreign, byte| foreign | is_foreign(*byte));
    if !foreign && let Ok(decoded) = canonical::read(text, Line) {
        return decoded;
    }
    read_any(line, text, foreign)
}

/// Reads what is not in the one spelling, to say what it is.
#[cold]
fn read_any(line: &[u8], text: &str, foreign: bool) -> Decoded {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Line.deserialize(&mut deserializer).and_then(|read| deserializer.end().map(|()| read));
    match read {
        // An unknown event may be spelled as it likes, but whose it is must stand where it always stands.
        Ok(Decoded::Unknown(_)) if peek_complaint(line).is_none() => {
            let offset =
                line.iter().zip(PREFIX).position(|(found, right)| found != right).unwrap_or(PREFIX.len());
            Decoded::Corrupt(Corrupt::NotCanonical { offset })
        }
        Ok(Decoded::Known(_) | Decoded::Administrative(_)) if foreign => {
            let offset = line.iter().position(|byte| is_foreign(*byte)).unwrap_or_default();
            Decoded::Corrupt(Corrupt::NotCanonical { offset })
        }
        Ok(decoded) => decoded,
        Err(error) => Decoded::Corrupt(corrupt(text, &error)),
    }
}

#[cold]
fn corrupt(text: &str, error: &serde_json::Error) -> Corrupt {
    let line_start =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let offset = line_start + error.column().saturating_sub(1);
    let mut message = error.to_string();
    // The reader's own place is by line and column of a line; ours is by byte.
    if let Some(at) = message.rfind(" at line ") {
        message.truncate(at);
    }
    if message.len() > 240 {
        message = message.chars().take(240).chain(['…']).collect();
    }
    let message = printable(&message, 241);
    if error.is_data() {
        Corrupt::NotARecord { offset, message }
    } else {
        Corrupt::NotJson { offset, message }
    }
}

/// Reads the envelope, then the data by what the envelope says they are.
struct Line;

impl<'de> DeserializeSeed<'de> for Line {
    type Value = Decoded;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decoded, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Line {
    type Value = Decoded;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a record, which is an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Decoded, A::Error> {
        wire::key(&mut map, "format")?;
        map.next_value_seed(Word(|format: &str| {
            if format == FORMAT {
                Ok(())
            } else {
                Err(format!("format `{}`, expected `{FORMAT}`", cut(format)))
            }
        }))?;
        let complaint: ComplaintId = wire::field(&mut map, "complaint")?;
        let version: u32 = wire::field(&mut map, "version")?;
        if version == 0 {
            return Err(A::Error::custom("version 0: the first record of a stream has version 1"));
        }
        let id: EventId = wire::field(&mut map, "id")?;
        wire::key(&mut map, "type")?;
        let kind = map.next_value_seed(Word(|name: &str| Ok(LineKind::of(complaint, name))))?;
        let schema: u16 = wire::field(&mut map, "schema")?;
        if schema == 0 {
            return Err(A::Error::custom("schema 0: schemas begin with 1"));
        }
        let recorded_at: Timestamp = wire::field(&mut map, "recorded_at")?;
        let clock: Option<Timestamp> = wire::field(&mut map, "clock")?;
        let actor: Actor = wire::field(&mut map, "actor")?;
        let rulebook: Option<RulebookId> = wire::field(&mut map, "rulebook")?;
        let calendar: Option<CalendarId> = wire::field(&mut map, "calendar")?;
        let directory: Option<DirectoryId> = wire::field(&mut map, "directory")?;
        let editions = rulebook.zip(calendar);
        let administrative = complaint == ComplaintId::ADMINISTRATION;
        if administrative && (rulebook.is_some() || calendar.is_some() || directory.is_some())
            || !administrative && editions.is_none()
        {
            return Err(A::Error::custom(
                "a complaint's record has a rulebook and a calendar; one of the administrative stream has neither",
            ));
        }
        let command: CommandId = wire::field(&mut map, "command")?;
        let correlation: CorrelationId = wire::field(&mut map, "correlation")?;
        let causation: Option<EventId> = wire::field(&mut map, "causation")?;
        wire::key(&mut map, "data")?;
        match (kind, editions) {
            (LineKind::Complaint(kind), Some((rulebook, calendar))) if schema <= kind.schema() => {
                let event = map.next_value_seed(Data { kind, schema })?;
                wire::end(&mut map)?;
                let lifted_from = (schema < kind.schema()).then_some(schema);
                let record = Record {
                    complaint,
                    version,
                    id,
                    recorded_at,
                    clock,
                    actor,
                    rulebook,
                    calendar,
                    directory,
                    command,
                    correlation,
                    causation,
                    event,
                };
                Ok(Decoded::Known(Known { record, lifted_from }))
            }
            (LineKind::Administrative(kind), _) if schema == kind.schema() => {
                let event = map.next_value_seed(AdminData(kind))?;
                wire::end(&mut map)?;
                let record = AdminRecord {
                    version,
                    id,
                    recorded_at,
                    clock,
                    actor,
                    command,
                    correlation,
                    causation,
                    event,
                };
                Ok(Decoded::Administrative(record))
            }
            (kind, _) => {
                map.next_value::<IgnoredAny>()?;
                // A newer version may have added keys.
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                let kind = kind.into_name();
                Ok(Decoded::Unknown(Unknown {
                    complaint,
                    version,
                    id,
                    kind,
                    schema,
                    recorded_at,
                    actor,
                    command,
                }))
            }
        }
    }
}

/// The event of a line, by its name.
enum LineKind {
    Complaint(EventKind),
    Administrative(AdminEventKind),
    Unknown(String),
}

impl LineKind {
    #[inline]
    fn of(complaint: ComplaintId, name: &str) -> Self {
        let known = if complaint == ComplaintId::ADMINISTRATION {
            name.parse().map(Self::Administrative)
        } else {
            name.parse().map(Self::Complaint)
        };
        known.unwrap_or_else(|_| Self::Unknown(cut(name)))
    }

    fn into_name(self) -> String {
        match self {
            Self::Complaint(kind) => kind.as_str().to_owned(),
            Self::Administrative(kind) => kind.as_str().to_owned(),
            Self::Unknown(name) => name,
        }
    }
}

fn cut(text: &str) -> String {
    printable(text, 64)
}

/// Reads a string through a function, without keeping it.
struct Word<F>(F);

impl<'de, T, F: FnOnce(&str) -> Result<T, String>> DeserializeSeed<'de> for Word<F> {
    type Value = T;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> Result<T, String>> Visitor<'_> for Word<F> {
    type Value = T;
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }
    #[inline]
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}

/// Reads the data of an event, in the schema that the envelope gives.
struct Data {
    kind: EventKind,
    schema: u16,
}

impl<'de> DeserializeSeed<'de> for Data {
    type Value = Event;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Event, D::Error> {
        if self.schema == self.kind.schema() {
            self.kind.read(deserializer)
        } else {
            upcast::read(self.kind, self.schema, deserializer)
        }
    }
}

/// Reads the data of an administrative event.
struct AdminData(AdminEventKind);

impl<'de> DeserializeSeed<'de> for AdminData {
    type Value = crate::AdminEvent;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<crate::AdminEvent, D::Error> {
        self.0.read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the fast reader accepts, `serde_json` reads in the same way.
    fn agree(line: &[u8]) {
        let Ok(text) = std::str::from_utf8(line) else { return };
        if line.iter().copied().any(is_foreign) {
            return;
        }
        if let Ok(fast) = canonical::read(text, Line) {
            assert_eq!(fast, read_any(line, text, false), "{text}");
        }
    }

    #[test]
    fn the_two_readers_agree_on_every_golden_line_and_on_every_change_of_one_byte() {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        let mut lines = 0;
        for file in std::fs::read_dir(directory).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for line in text.lines() {
                agree(line.as_bytes());
                lines += 1;
                for at in 0..line.len() {
                    for byte in *b"\"{}[]:,0n1z" {
                        let mut changed = line.as_bytes().to_vec();
                        changed[at] = byte;
                        agree(&changed);
                        changed[at] = line.as_bytes()[at];
                        changed.insert(at, byte);
                        agree(&changed);
                    }
                    let mut cut = line.as_bytes().to_vec();
                    cut.remove(at);
                    agree(&cut);
                }
            }
        }
        assert!(lines >= EventKind::ALL.len());
    }

    #[test]
    fn what_a_line_says_cannot_move_the_cursor_or_begin_a_line() {
        let golden = include_str!("../tests/golden/Closed.1.json");
        let line =
            golden.lines().next().unwrap().replacen("\"Closed\"", "\"X\\u001b[2J\\nall is well\\u202e\"", 1);
        let Decoded::Unknown(unknown) = decode(line.as_bytes()) else { panic!("an unknown event") };
        assert_eq!(unknown.kind, "X\\u{1b}[2J\\u{a}all is well\\u{202e}");
        let Decoded::Corrupt(corrupt) = decode(b"{\"format\":\"a\\u001b[2J\\n\"}") else { panic!("corrupt") };
        assert!(!corrupt.to_string().contains(['\u{1b}', '\n']), "{corrupt}");
    }
}
