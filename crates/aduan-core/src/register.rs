//! The register number (nomor register): what officers and receivers quote (R5, R6).

use crate::{ParseTokenError, check};
use std::fmt;

/// A register number: a year, a serial within it, and a check symbol, as in `2025-000124-E`.
///
/// It is no secret, and tells nothing but the year. A value of this type always has a right check symbol.
///
/// ```
/// use aduan_core::RegisterNumber;
/// let register = RegisterNumber::new(2025, 124).expect("a year of four digits, a serial of at most eight");
/// assert_eq!(register.to_string().parse(), Ok(register));
/// assert_eq!(register.to_string(), "2025-000124-E");
/// assert!("2025-000142-E".parse::<RegisterNumber>().is_err(), "two digits swapped");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterNumber {
    year: u16,
    serial: u32,
}

impl RegisterNumber {
    /// The number `serial` of `year`; `None` if the year has more than four digits or the serial more than eight.
    pub const fn new(year: u16, serial: u32) -> Option<Self> {
        if year <= 9999 && serial <= 99_999_999 { Some(Self { year, serial }) } else { None }
    }

    /// The year in which the complaint was recorded, by the office's calendar.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The number within its year.
    pub const fn serial(self) -> u32 {
        self.serial
    }

    fn check(self) -> char {
        // Four digits of year and eight of serial, however many are shown.
        let digits = (0..12).rev().map(|place| {
            let number = u64::from(self.year) * 100_000_000 + u64::from(self.serial);
            u8::try_from(number / 10_u64.pow(place) % 10).unwrap_or_default()
        });
        check::symbol(check::one(digits))
    }
}

impl fmt::Display for RegisterNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:06}-{}", self.year, self.serial, self.check())
    }
}

impl fmt::Debug for RegisterNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::str::FromStr for RegisterNumber {
    type Err = ParseTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // People put their ticket into whatever box there is: what was typed is not said again (T1).
        let refused = |expected: &str| ParseTokenError::unsaid("RegisterNumber", expected);
        let digits = |text: &str, least, most| {
            let fits = (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            // Six digits are always shown; more only where they are needed.
            let plain = text.len() == least || !text.starts_with('0');
            (fits && plain).then(|| text.parse::<u32>().ok()).flatten()
        };
        let mut parts = text.split('-');
        let number = (|| {
            let year = u16::try_from(digits(parts.next()?, 4, 4)?).ok()?;
            let serial = digits(parts.next()?, 6, 8)?;
            Some((Self::new(year, serial)?, parts.next()?))
        })();
        match number {
            Some((number, check)) if parts.next().is_none() => {
                let mut symbols = check.chars();
                if symbols.next() == Some(number.check()) && symbols.next().is_none() {
                    Ok(number)
                } else {
                    Err(refused("another check symbol: the number is mistyped"))
                }
            }
            _ => Err(refused("`YEAR-NUMBER-CHECK`, such as `2025-000124-E`")),
        }
    }
}

impl serde::Serialize for RegisterNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for RegisterNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(crate::token::FromStrVisitor(std::marker::PhantomData))
    }
}

impl crate::shape::Shape for RegisterNumber {
    fn shape() -> serde_json::Value {
        serde_json::json!({ "type": "string", "pattern": "^[0-9]{4}-([0-9]{6}|[1-9][0-9]{6,7})-[0-9A-HJKMNP-TV-Z]$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_year_sort_as_they_were_given() {
        let text = |serial| RegisterNumber::new(2025, serial).unwrap().to_string();
        assert!(text(9) < text(10) && text(99) < text(100));
    }

    #[test]
    fn a_number_has_one_spelling() {
        for number in [
            RegisterNumber::new(0, 0),
            RegisterNumber::new(9999, 99_999_999),
            RegisterNumber::new(2025, 1_000_000),
        ] {
            let number = number.unwrap();
            assert_eq!(number.to_string().parse(), Ok(number));
        }
        let right = RegisterNumber::new(2025, 123).unwrap().to_string();
        let check = right.chars().last().unwrap();
        for wrong in [
            format!("2025-0000123-{check}"),
            format!("2025-123-{check}"),
            format!("2025-000132-{check}"),
            format!("2025-000123-{check}{check}"),
            format!("2025-000123-{check}-"),
            "2025-000123".to_owned(),
            String::new(),
        ] {
            assert!(wrong.parse::<RegisterNumber>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn out_of_range_is_none() {
        assert_eq!(RegisterNumber::new(10_000, 1), None);
        assert_eq!(RegisterNumber::new(2025, 100_000_000), None);
    }
}
