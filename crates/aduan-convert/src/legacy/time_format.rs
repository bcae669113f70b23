//! Times as spreadsheets have them.

use super::cell_text::{fold, shown};
use super::reason::Reason;
use aduan_core::{Timestamp, Zone};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::Deserialize;

/// In which order a date of three numbers has day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// The meaning of a bare number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum NumberFormat {
    /// Days since the end of 1899, as Excel counts them.
    Excel,
    /// Days since 1904, as Excel on a Macintosh counted them.
    #[serde(rename = "excel-1904")]
    Excel1904,
    /// Seconds since 1970, in UTC.
    Epoch,
    /// Milliseconds since 1970, in UTC.
    EpochMs,
}

/// How times are to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeFormat {
    pub(super) order: Option<DateOrder>,
    pub(super) numbers: Option<NumberFormat>,
    /// The time of a day that has none.
    pub(super) clock: NaiveTime,
    /// What is added to a year of two digits.
    pub(super) century: Option<i32>,
}

enum Unread {
    Unlike,
    Impossible,
    Ambiguous,
}

impl TimeFormat {
    /// The instant that `text` says, by the clocks of `zone` where it does not name one itself.
    pub(super) fn read(&self, text: &str, zone: Zone) -> Result<Timestamp, Reason> {
        let folded = fold(text);
        if folded.is_empty() {
            return Err(Reason::TimeMissing);
        }
        let found = || shown(text);
        self.parse(&folded, zone).map_err(|unread| match unread {
            Unread::Unlike => Reason::TimeUnlike { found: found() },
            Unread::Impossible => Reason::TimeImpossible { found: found() },
            Unread::Ambiguous => Reason::TimeAmbiguous { found: found() },
        })
    }

    fn parse(&self, text: &str, zone: Zone) -> Result<Timestamp, Unread> {
        if let Some(number) = number(text) {
            return self.of_number(text, number, zone);
        }
        let mut tokens = Tokens::of(text)?;
        let date = self.date(&mut tokens)?;
        let time = clock(&mut tokens)?.unwrap_or(self.clock);
        let east = offset(&mut tokens, zone)?;
        if tokens.peek().is_some() {
            return Err(Unread::Unlike);
        }
        Ok(instant(date, time, east))
    }

    fn of_number(&self, text: &str, number: f64, zone: Zone) -> Result<Timestamp, Unread> {
        let micros = |seconds: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "within the years of four digits")]
            let micros = (seconds * 1e6).round() as i64;
            let at = Timestamp::from_micros(micros);
            if at.micros() == micros && seconds.abs() < 1e12 { Ok(at) } else { Err(Unread::Impossible) }
        };
        let from = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let days = |epoch: NaiveDate, days: f64| {
            // A spreadsheet's time is right to the second, its fractions are not.
            let seconds = (days * 86_400.0).round();
            #[expect(clippy::cast_precision_loss, reason = "a day of some four digits of years")]
            let base = zone.start_of(epoch).micros() as f64 / 1e6;
            if (0.0..2_958_466.0).contains(&days) { micros(base + seconds) } else { Err(Unread::Impossible) }
        };
        match self.numbers {
            None if text.len() == 8 && !text.contains(['.', ',']) => {
                let part = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or_default();
                let year = i32::try_from(part(0, 4)).unwrap_or_default();
                let date = NaiveDate::from_ymd_opt(year, part(4, 6), part(6, 8)).ok_or(Unread::Impossible)?;
                Ok(instant(date, self.clock, zone.hours() * 3600))
            }
            None => Err(Unread::Ambiguous),
            Some(NumberFormat::Epoch) => micros(number),
            Some(NumberFormat::EpochMs) => micros(number / 1e3),
            Some(NumberFormat::Excel1904) => days(from(1904, 1, 1), number),
            // Excel takes 1900 for a leap year: its day 60 never was.
            Some(NumberFormat::Excel) if (60.0..61.0).contains(&number) || number < 1.0 => {
                Err(Unread::Impossible)
            }
            Some(NumberFormat::Excel) if number < 60.0 => days(from(1899, 12, 31), number),
            Some(NumberFormat::Excel) => days(from(1899, 12, 30), number),
        }
    }

    fn date(&self, tokens: &mut Tokens<'_>) -> Result<NaiveDate, Unread> {
        if let Some(Token::Word(word)) = tokens.peek()
            && is_weekday(word)
        {
            tokens.next();
            tokens.skip(&[',', ' ']);
        }
        let first = tokens.next().ok_or(Unread::Unlike)?;
        tokens.separator()?;
        let second = tokens.next().ok_or(Unread::Unlike)?;
        let (year, month, day) = match (first, second) {
            (Token::Number(day), Token::Word(name)) | (Token::Word(name), Token::Number(day)) => {
                tokens.separator()?;
                (tokens.number()?, month(name).ok_or(Unread::Unlike)?, day)
            }
            (Token::Number(first), Token::Number(second)) => {
                tokens.separator()?;
                let third = tokens.number()?;
                if first.len() == 4 {
                    (first, small(second)?, third)
                } else {
                    let (day, month) = self.ordered(small(first)?, small(second)?)?;
                    return self.of(third, month, day);
                }
            }
            _ => return Err(Unread::Unlike),
        };
        self.of(year, month, small(day)?)
    }

    fn ordered(&self, first: u32, second: u32) -> Result<(u32, u32), Unread> {
        match self.order {
            Some(DateOrder::Dmy) => Ok((first, second)),
            Some(DateOrder::Mdy) => Ok((second, first)),
            None if first > 12 || first == second => Ok((first, second)),
            None if second > 12 => Ok((second, first)),
            None => Err(Unread::Ambiguous),
        }
    }

    fn of(&self, year: &str, month: u32, day: u32) -> Result<NaiveDate, Unread> {
        let number: i32 = year.parse().map_err(|_| Unread::Unlike)?;
        let year = match (year.len(), self.century) {
            (4, _) => number,
            (2, Some(century)) => century + number,
            (2, None) => return Err(Unread::Ambiguous),
            _ => return Err(Unread::Unlike),
        };
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| year > 0).ok_or(Unread::Impossible)
    }
}

fn instant(date: NaiveDate, time: NaiveTime, east: i64) -> Timestamp {
    let local = date.and_time(time).and_utc().timestamp_micros();
    Timestamp::from_micros(local).plus(TimeDelta::seconds(-east))
}

/// A number and nothing else; a comma is as good as a point.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let points = text.bytes().filter(|byte| !byte.is_ascii_digit()).count();
    (plain && points <= 1).then(|| text.replace(',', ".").parse().ok()).flatten()
}

/// The time of day, if there is one.
fn clock(tokens: &mut Tokens<'_>) -> Result<Option<NaiveTime>, Unread> {
    tokens.skip(&[' ', ',']);
    if let Some(Token::Word("t" | "pukul" | "jam" | "pkl" | "at")) = tokens.peek() {
        tokens.next();
        tokens.skip(&[' ', '.']);
    }
    let Some(Token::Number(hour)) = tokens.peek() else { return Ok(None) };
    tokens.next();
    let point = tokens.mark(&[':', '.']).ok_or(Unread::Unlike)?;
    let mut hour = small(hour)?;
    let minute = small(tokens.number()?)?;
    let (mut second, mut micro) = (0, 0);
    if tokens.mark(&[point]).is_some() {
        second = small(tokens.number()?)?;
        if tokens.mark(&['.', ',']).is_some() {
            let fraction: String = tokens.number()?.chars().chain("000000".chars()).take(6).collect();
            micro = fraction.parse().map_err(|_| Unread::Unlike)?;
        }
    }
    tokens.skip(&[' ']);
    if let Some(Token::Word(half @ ("am" | "pm"))) = tokens.peek() {
        tokens.next();
        if !(1..=12).contains(&hour) {
            return Err(Unread::Impossible);
        }
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
    }
    NaiveTime::from_hms_micro_opt(hour, minute, second, micro).map(Some).ok_or(Unread::Impossible)
}

/// How many seconds east of Greenwich.
fn offset(tokens: &mut Tokens<'_>, zone: Zone) -> Result<i64, Unread> {
    tokens.skip(&[' ', '(']);
    let named = match tokens.peek() {
        Some(Token::Word("wib")) => Some(7),
        Some(Token::Word("wita")) => Some(8),
        Some(Token::Word("wit")) => Some(9),
        Some(Token::Word("z" | "utc" | "gmt")) => Some(0),
        _ => None,
    };
    if named.is_some() {
        tokens.next();
        tokens.skip(&[')']);
    }
    let Some(sign) = tokens.mark(&['+', '-']).filter(|_| matches!(named, None | Some(0))) else {
        return Ok(named.unwrap_or(zone.hours()) * 3600);
    };
    let digits = tokens.number()?;
    let (hours, minutes) = match digits.len() {
        1 | 2 if tokens.mark(&[':', '.']).is_some() => (small(digits)?, small(tokens.number()?)?),
        1 | 2 => (small(digits)?, 0),
        4 => (small(&digits[..2])?, small(&digits[2..])?),
        _ => return Err(Unread::Unlike),
    };
    if hours > 14 || minutes > 59 {
        return Err(Unread::Impossible);
    }
    let east = i64::from(hours * 3600 + minutes * 60);
    Ok(if sign == '-' { -east } else { east })
}

fn small(digits: &str) -> Result<u32, Unread> {
    if digits.len() > 2 { Err(Unread::Unlike) } else { digits.parse().map_err(|_| Unread::Unlike) }
}

#[derive(Clone, Copy)]
enum Token<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(char),
}

struct Tokens<'a> {
    rest: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Result<Self, Unread> {
        // No time has more: what is longer is no time.
        if text.len() > 80 {
            return Err(Unread::Unlike);
        }
        let mut all = Vec::new();
        let mut rest = text;
        while let Some(symbol) = rest.chars().next() {
            let run = |is: fn(char) -> bool| rest.find(|symbol| !is(symbol)).unwrap_or(rest.len());
            let (token, length) = if symbol.is_ascii_digit() {
                let length = run(|symbol| symbol.is_ascii_digit());
                (Token::Number(&rest[..length]), length)
            } else if symbol.is_alphabetic() {
                let length = run(char::is_alphabetic);
                (Token::Word(&rest[..length]), length)
            } else {
                (Token::Mark(symbol), symbol.len_utf8())
            };
            all.push(token);
            rest = &rest[length..];
        }
        Ok(Self { rest: all.into_iter().peekable() })
    }

    fn peek(&mut self) -> Option<Token<'a>> {
        self.rest.peek().copied()
    }

    fn next(&mut self) -> Option<Token<'a>> {
        self.rest.next()
    }

    fn skip(&mut self, marks: &[char]) {
        while self.mark(marks).is_some() {}
    }

    fn mark(&mut self, marks: &[char]) -> Option<char> {
        match self.peek() {
            Some(Token::Mark(found)) if marks.contains(&found) => {
                self.next();
                Some(found)
            }
            _ => None,
        }
    }

    /// Reads the separator between the parts of a date: a mark, or nothing before a name.
    fn separator(&mut self) -> Result<(), Unread> {
        self.mark(&['/', '-', '.', ' ', ',']).ok_or(Unread::Unlike)?;
        self.skip(&[' ']);
        Ok(())
    }

    fn number(&mut self) -> Result<&'a str, Unread> {
        match self.next() {
            Some(Token::Number(digits)) => Ok(digits),
            _ => Err(Unread::Unlike),
        }
    }
}

/// A day of the week by its Indonesian or English name, or how either is cut short.
fn is_weekday(word: &str) -> bool {
    const DAYS: &str = "senin selasa rabu kamis jumat sabtu minggu ahad sen sel rab kam jum sab min \
        monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun";
    DAYS.split(' ').any(|day| day == word)
}

/// A month by its Indonesian or English name, or how either is cut short.
fn month(name: &str) -> Option<u32> {
    Some(match name {
        "januari" | "jan" | "january" => 1,
        "februari" | "pebruari" | "feb" | "peb" | "february" => 2,
        "maret" | "mar" | "mrt" | "march" => 3,
        "april" | "apr" => 4,
        "mei" | "may" => 5,
        "juni" | "jun" | "june" => 6,
        "juli" | "jul" | "july" => 7,
        "agustus" | "agu" | "agt" | "ags" | "agust" | "aug" | "august" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" | "october" | "oct" => 10,
        "november" | "nopember" | "nov" | "nop" => 11,
        "desember" | "des" | "december" | "dec" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times() -> TimeFormat {
        TimeFormat { order: None, numbers: None, clock: NaiveTime::MIN, century: None }
    }

    fn read(times: TimeFormat, text: &str) -> String {
        match times.read(text, Zone::Wib) {
            Ok(at) => at.to_string(),
            Err(reason) => reason.code().to_owned(),
        }
    }

    #[test]
    fn every_usual_spelling_of_one_instant_is_read_as_it() {
        let dmy = TimeFormat { order: Some(DateOrder::Dmy), ..times() };
        for text in [
            "2013-03-04T10:05:00+07:00",
            "2013-03-04T03:05:00Z",
            "2013-03-04 10:05",
            "2013/03/04 10.05.00",
            "04/03/2013 10:05",
            "4-3-2013 10.05",
            "04.03.2013 10:05 WIB",
            "04/03/2013 11:05 WITA",
            "04/03/2013 12:05 (WIT)",
            "04/03/2013 10:05:00 AM",
            "4-Mar-2013 10:05",
            "4 Maret 2013 pukul 10.05 WIB",
            "Senin, 4 Maret 2013, 10.05",
            "March 4, 2013 10:05",
            "04-mrt-2013 10:05:00.000",
            "4 mar 2013 10:05 UTC+7",
            "4 mar 2013 03:05 GMT",
        ] {
            assert_eq!(read(dmy, text), "2013-03-04T03:05:00.000000Z", "{text}");
        }
        let excel = TimeFormat { numbers: Some(NumberFormat::Excel), ..times() };
        assert_eq!(read(excel, "41337,4201388889"), "2013-03-04T03:05:00.000000Z");
        assert_eq!(read(excel, "1"), "1899-12-31T17:00:00.000000Z");
        assert_eq!(read(excel, "60"), "time_impossible");
        let old = TimeFormat { numbers: Some(NumberFormat::Excel1904), ..times() };
        assert_eq!(read(old, "39875.420138889"), "2013-03-04T03:05:00.000000Z");
        let epoch = TimeFormat { numbers: Some(NumberFormat::Epoch), ..times() };
        assert_eq!(read(epoch, "1362366300"), "2013-03-04T03:05:00.000000Z");
        let millis = TimeFormat { numbers: Some(NumberFormat::EpochMs), ..times() };
        assert_eq!(read(millis, "1362366300000"), "2013-03-04T03:05:00.000000Z");
        assert_eq!(read(times(), "20130304"), "2013-03-03T17:00:00.000000Z");
    }

    #[test]
    fn every_month_is_known_by_both_names() {
        for (number, names) in (1..).zip([
            "jan januari january",
            "feb februari pebruari",
            "mar maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agustus august",
            "sep september",
            "okt oktober october",
            "nov november nopember",
            "des desember december",
        ]) {
            for name in names.split(' ') {
                assert_eq!(
                    read(times(), &format!("02-{name}-2013 07:00")),
                    format!("2013-{number:02}-02T00:00:00.000000Z")
                );
            }
        }
    }

    #[test]
    fn what_may_be_two_days_is_no_day_until_the_map_says_which() {
        assert_eq!(read(times(), "03/04/2013"), "time_ambiguous");
        assert_eq!(read(times(), "13/04/2013"), "2013-04-12T17:00:00.000000Z");
        assert_eq!(read(times(), "04/13/2013"), "2013-04-12T17:00:00.000000Z");
        assert_eq!(read(times(), "05/05/2013"), "2013-05-04T17:00:00.000000Z");
        let (dmy, mdy) = (
            TimeFormat { order: Some(DateOrder::Dmy), ..times() },
            TimeFormat { order: Some(DateOrder::Mdy), ..times() },
        );
        assert_eq!(read(dmy, "03/04/2013 07:00"), "2013-04-03T00:00:00.000000Z");
        assert_eq!(read(mdy, "03/04/2013 07:00"), "2013-03-04T00:00:00.000000Z");
        assert_eq!(read(mdy, "13/04/2013"), "time_impossible");
        assert_eq!(read(dmy, "03/04/13"), "time_ambiguous");
        assert_eq!(
            read(TimeFormat { century: Some(2000), ..dmy }, "03/04/13 07:00"),
            "2013-04-03T00:00:00.000000Z"
        );
        assert_eq!(read(times(), "41337"), "time_ambiguous", "Excel's, or an epoch's?");
    }

    #[test]
    fn what_does_not_exist_or_is_no_time_is_refused() {
        let dmy = TimeFormat { order: Some(DateOrder::Dmy), ..times() };
        for text in [
            "31/02/2013",
            "29-Feb-2013",
            "00/01/2013",
            "2013-13-01",
            "1/1/2013 24:00",
            "1/1/2013 10:60",
            "1/1/2013 13:00 PM",
            "1/1/0000",
            "1/1/2013 10:00 +19:00",
        ] {
            assert_eq!(read(dmy, text), "time_impossible", "{text}");
        }
        for text in [
            "kemarin",
            "2013",
            "4 Mart 2013",
            "4/3/2013 x",
            "4/3/2013 10",
            "4/3",
            "-",
            "4/3/20133",
            "4//3/2013",
            "\u{0663}/3/2013",
        ] {
            assert!(
                matches!(read(dmy, text).as_str(), "time_unlike" | "time_ambiguous"),
                "{text}: {}",
                read(dmy, text)
            );
        }
        assert_eq!(read(dmy, " \u{a0} "), "time_missing");
    }
}
