//! Instants, to the microsecond, in UTC; and the three zones of Indonesia.

use crate::{Language, ParseTokenError};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc};
use std::fmt;
use std::time::{Duration, SystemTime};

/// An instant in UTC, in whole microseconds, in the years 0000 to 9999.
///
/// On the wire it has one spelling, `2025-03-01T03:00:00.000000Z`.
///
/// ```
/// use aduan_core::Timestamp;
/// let at: Timestamp = "2025-03-01T03:00:00.000000Z".parse()?;
/// assert_eq!(at.to_string(), "2025-03-01T03:00:00.000000Z");
/// assert!("2025-03-01 03:00".parse::<Timestamp>().is_err());
/// # Ok::<_, aduan_core::ParseTokenError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200_000_000);
    /// 9999-12-31T23:59:59.999999Z.
    pub const MAX: Self = Self(253_402_300_799_999_999);

    /// The instant so many microseconds after 1970-01-01T00:00:00Z; out of range, the nearest bound.
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The same instant for chrono.
    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// This instant moved by `delta`; out of range, the nearest bound.
    #[must_use]
    pub fn plus(self, delta: TimeDelta) -> Self {
        let bound = if delta < TimeDelta::zero() { i64::MIN } else { i64::MAX };
        Self::from_micros(self.0.saturating_add(delta.num_microseconds().unwrap_or(bound)))
    }

    /// The time from `earlier` to this.
    pub fn since(self, earlier: Self) -> TimeDelta {
        TimeDelta::microseconds(self.0 - earlier.0)
    }

    #[inline]
    fn read(text: &[u8]) -> Option<Self> {
        let text: &[u8; 27] = text.try_into().ok()?;
        let fixed = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
        if fixed.iter().any(|(at, byte)| text[*at] != *byte) {
            return None;
        }
        let mut bad = 0;
        let mut number = |from: usize, to: usize| {
            text[from..to].iter().fold(0, |value: u32, byte| {
                let digit = u32::from(byte.wrapping_sub(b'0'));
                bad |= u32::from(digit > 9);
                value.wrapping_mul(10).wrapping_add(digit)
            })
        };
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
        let (hour, minute, second, micro) = (number(11, 13), number(14, 16), number(17, 19), number(20, 26));
        if bad != 0 {
            return None;
        }
        let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        Some(Self(date.and_hms_micro_opt(hour, minute, second, micro)?.and_utc().timestamp_micros()))
    }

    /// Writes the one spelling into `buffer`.
    fn spell(self, buffer: &mut [u8; 27]) -> &str {
        *buffer = *b"0000-00-00T00:00:00.000000Z";
        let at = self.to_datetime();
        let mut write = |from: usize, to: usize, mut value: u32| {
            for digit in buffer[from..to].iter_mut().rev() {
                *digit = b"0123456789"[(value % 10) as usize];
                value /= 10;
            }
        };
        write(0, 4, at.year().unsigned_abs());
        write(5, 7, at.month());
        write(8, 10, at.day());
        write(11, 13, at.hour());
        write(14, 16, at.minute());
        write(17, 19, at.second());
        write(20, 26, at.nanosecond() / 1000);
        std::str::from_utf8(buffer).unwrap_or_default()
    }
}

/// Cut to whole microseconds; out of range, the nearest bound.
impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self::from_micros(at.timestamp_micros())
    }
}

/// A reading of a system's clock, cut to whole microseconds; out of range, the nearest bound.
impl From<SystemTime> for Timestamp {
    fn from(at: SystemTime) -> Self {
        let micros = |span: Duration| i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(match at.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => micros(after),
            Err(before) => -micros(before.duration()),
        })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.spell(&mut [0; 27]))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.spell(&mut [0; 27]))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = ParseTokenError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text.as_bytes())
            .ok_or_else(|| ParseTokenError::new("Timestamp", "`YYYY-MM-DDTHH:MM:SS.ffffffZ`", text))
    }
}

impl serde::Serialize for Timestamp {
    #[inline]
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.spell(&mut [0; 27]))
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    #[inline]
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(crate::token::FromStrVisitor(std::marker::PhantomData))
    }
}

impl crate::shape::Shape for Timestamp {
    fn shape() -> serde_json::Value {
        serde_json::json!({
            "type": "string", "format": "date-time",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$"
        })
    }
}

tokens! {
    /// The office's local time. Indonesia has three zones and no summer time.
    pub enum Zone {
        /// Waktu Indonesia Barat, UTC+7.
        Wib = "wib", "WIB", "WIB (UTC+7)";
        /// Waktu Indonesia Tengah, UTC+8.
        Wita = "wita", "WITA", "WITA (UTC+8)";
        /// Waktu Indonesia Timur, UTC+9.
        Wit = "wit", "WIT", "WIT (UTC+9)";
    }
}

impl Zone {
    /// Hours ahead of UTC.
    pub const fn hours(self) -> i64 {
        match self {
            Self::Wib => 7,
            Self::Wita => 8,
            Self::Wit => 9,
        }
    }

    /// The date on the wall of an office in this zone.
    pub fn date(self, at: Timestamp) -> NaiveDate {
        (at.to_datetime() + TimeDelta::hours(self.hours())).date_naive()
    }

    /// Midnight, in this zone, at which `date` begins.
    pub fn start_of(self, date: NaiveDate) -> Timestamp {
        let utc = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
        Timestamp::from_micros(utc - self.hours() * 3_600_000_000)
    }

    /// The instant as an officer reads it: `16 Maret 2025 pukul 00.00 WIB`, `16 March 2025 at 00:00 WIB`.
    pub fn display(self, at: Timestamp, language: Language) -> String {
        const BULAN: &str =
            "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember";
        const MONTHS: &str =
            "January February March April May June July August September October November December";
        let local = at.to_datetime() + TimeDelta::hours(self.hours());
        let month = |names: &'static str| names.split(' ').nth(local.month0() as usize).unwrap_or_default();
        let (day, year, hour, minute) = (local.day(), local.year(), local.hour(), local.minute());
        let zone = self.label(Language::Indonesian);
        match language {
            Language::Indonesian => {
                format!("{day} {} {year} pukul {hour:02}.{minute:02} {zone}", month(BULAN))
            }
            Language::English => format!("{day} {} {year} at {hour:02}:{minute:02} {zone}", month(MONTHS)),
        }
    }

    /// Midnight, in this zone, at which `date` has ended.
    pub fn end_of(self, date: NaiveDate) -> Timestamp {
        date.checked_add_days(Days::new(1)).map_or(Timestamp::MAX, |next| self.start_of(next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_are_kept_and_the_bounds_hold() {
        for micros in [-62_167_219_200_000_000, -1_000_000, 0, 7, 253_402_300_799_999_999] {
            assert_eq!(Timestamp::from_micros(micros).micros(), micros);
        }
        assert_eq!(Timestamp::from_micros(i64::MIN), Timestamp::MIN);
        assert_eq!(Timestamp::from_micros(i64::MAX), Timestamp::MAX);
    }

    #[test]
    fn moving_by_more_than_there_is_ends_at_the_nearest_bound() {
        let at = Timestamp::from_micros(1_000);
        assert_eq!(at.plus(TimeDelta::MAX), Timestamp::MAX);
        assert_eq!(at.plus(TimeDelta::MIN), Timestamp::MIN);
        assert_eq!(at.plus(TimeDelta::microseconds(-1)).micros(), 999);
    }

    #[test]
    fn the_time_since_an_earlier_instant_is_their_difference() {
        let (earlier, later) = (Timestamp::from_micros(40), Timestamp::from_micros(100));
        assert_eq!(later.since(earlier), TimeDelta::microseconds(60));
        assert_eq!(earlier.since(later), TimeDelta::microseconds(-60));
    }

    #[test]
    fn a_systems_clock_is_read_on_both_sides_of_1970() {
        let second = Duration::from_secs(1);
        assert_eq!(Timestamp::from(SystemTime::UNIX_EPOCH + second).micros(), 1_000_000);
        assert_eq!(Timestamp::from(SystemTime::UNIX_EPOCH - second).micros(), -1_000_000);
    }

    #[test]
    fn an_instant_has_one_spelling() {
        for text in
            ["0000-01-01T00:00:00.000000Z", "2024-02-29T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"]
        {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_spellings_and_impossible_times_are_refused() {
        for text in [
            "2025-02-29T00:00:00.000000Z",
            "2025-13-01T00:00:00.000000Z",
            "2025-01-01T24:00:00.000000Z",
            "2025-01-01T00:00:60.000000Z",
            "2025-01-01T00:00:00Z",
            "2025-01-01T00:00:00.000000+00:00",
            "2025-01-01t00:00:00.000000Z",
            "+025-01-01T00:00:00.000000Z",
            "12025-01-01T00:00:00.00000Z",
            "",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn instants_out_of_range_stop_at_the_bound() {
        assert_eq!(Timestamp::from_micros(i64::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MAX.plus(TimeDelta::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.to_string(), "0000-01-01T00:00:00.000000Z");
        assert_eq!(Zone::Wib.end_of(NaiveDate::MAX), Timestamp::MAX);
        assert_eq!(Zone::Wib.start_of(NaiveDate::MIN), Timestamp::MIN);
        let beyond = NaiveDate::from_ymd_opt(10_000, 1, 2).unwrap();
        assert_eq!(Zone::Wit.start_of(beyond), Timestamp::MAX, "and not some hours before it");
    }

    #[test]
    fn the_day_of_an_office_begins_at_its_own_midnight() {
        let date = NaiveDate::from_ymd_opt(2025, 3, 16).unwrap();
        assert_eq!(Zone::Wib.start_of(date).to_string(), "2025-03-15T17:00:00.000000Z");
        assert_eq!(Zone::Wit.start_of(date).to_string(), "2025-03-15T15:00:00.000000Z");
        assert_eq!(Zone::Wib.date(Zone::Wib.start_of(date)), date);
    }
}
