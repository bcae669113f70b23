//! Calendar days, working days and public holidays.

use crate::{Language, Rule, Timestamp, Zone};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// The name of a calendar, with its edition: a holiday table changes every year. `id-2026`.
    pub struct CalendarId(15) accepts |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-', "[a-z0-9-]";
}

tokens! {
    /// Which days a deadline counts.
    pub enum Counting {
        /// Hari kalender: every day.
        CalendarDays = "calendar_days", "hari kalender", "calendar days";
        /// Hari kerja: neither Saturday nor Sunday nor a holiday.
        WorkingDays = "working_days", "hari kerja", "working days";
    }
}

/// A span of days with the rule it comes from. It begins on the day after the one that starts it and ends
/// with the end of its last day, by the office's clock: in the complainant's favour (R13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// How many days; at least 1, at most 3,650.
    pub days: u16,
    /// Which days count.
    pub counting: Counting,
    /// Where the span comes from.
    pub rule: Rule,
}

impl Term {
    /// How a letter says it: a span from its receipt, since nobody knows that day yet.
    ///
    /// ```
    /// use aduan_core::{Language, Rulebook};
    /// let window = Rulebook::kep_154_2012().data_window;
    /// let said = window.from_receipt(Language::Indonesian);
    /// assert_eq!(said, "14 hari kalender sejak Anda menerima pemberitahuan ini");
    /// ```
    pub fn from_receipt(self, language: Language) -> String {
        let (days, counting) = (self.days, self.counting.label(language));
        match language {
            Language::Indonesian => format!("{days} {counting} sejak Anda menerima pemberitahuan ini"),
            Language::English => format!("{days} {counting} from when you receive this notice"),
        }
    }
}

wire_structs! {
    /// A deadline as it was set: replay reads it and never computes it again.
    pub struct Deadline {
        /// The first instant at which it has passed.
        pub due: Timestamp,
        /// The rule that sets it.
        pub rule: Rule,
        /// How many days it gives.
        pub days: u16,
        /// Which days it counts.
        pub counting: Counting,
        /// By which holiday table.
        pub calendar: CalendarId,
    } with {
        fn mention(&self) -> Option<&dyn std::any::Any> {
            Some(self)
        }
    }
}

/// Why a day was passed over while counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped<'a> {
    /// The day.
    pub date: NaiveDate,
    /// The holiday's name; `None` for a Saturday or Sunday.
    pub holiday: Option<&'a str>,
}

/// Working days and public holidays, as a table with a name. Data: an embedder loads their own.
///
/// A day outside of the years that the table covers is a working day unless it is a Saturday or Sunday; ask
/// [`Calendar::covers`] in time to load the next edition.
///
/// ```
/// use aduan_core::{Calendar, Counting, Rule, Term, Zone};
/// let calendar = Calendar::indonesia();
/// let asked = "2025-03-24T02:00:00.000000Z".parse()?;
/// let term = Term { days: 10, counting: Counting::WorkingDays, rule: Rule::R13 };
/// let deadline = calendar.deadline(asked, term, Zone::Wib);
/// // Nyepi, Idul Fitri and their joint leave: ten working days end with 16 April.
/// assert_eq!(deadline.due, Zone::Wib.end_of("2025-04-16".parse()?));
/// assert_eq!(calendar.skipped(asked, &deadline, Zone::Wib).len(), 13);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    id: CalendarId,
    first_year: i32,
    last_year: i32,
    holidays: BTreeMap<NaiveDate, String>,
}

impl Calendar {
    /// A calendar of these holidays, which are all those of the years from `first_year` to `last_year`.
    pub fn new(
        id: CalendarId,
        first_year: i32,
        last_year: i32,
        holidays: impl IntoIterator<Item = (NaiveDate, String)>,
    ) -> Self {
        Self { id, first_year, last_year, holidays: holidays.into_iter().collect() }
    }

    /// National holidays and joint leave (cuti bersama) of 2024 to 2026, after the joint decrees of the three
    /// ministers, and the two election days of 2024. Check it against the decree before you rely on it; decrees are amended within their year.
    pub fn indonesia() -> Self {
        let holidays = crate::holidays::INDONESIA
            .iter()
            .filter_map(|(date, name)| Some((date.parse().ok()?, (*name).to_owned())));
        let (bytes, len) = crate::token::inline("id-2024-2026");
        Self::new(CalendarId { bytes, len }, 2024, 2026, holidays)
    }

    /// The calendar as compact JSON, in one spelling: the SHA-256 of it is the [digest](crate::Digest) of this edition.
    pub fn to_json(&self) -> String {
        // Writing to memory, of numbers and texts, has no way to fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The calendar's name.
    pub const fn id(&self) -> CalendarId {
        self.id
    }

    /// Whether the table knows the holidays of this date's year.
    pub fn covers(&self, date: NaiveDate) -> bool {
        (self.first_year..=self.last_year).contains(&date.year())
    }

    /// Whether offices work on this day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains_key(&date)
    }

    /// The deadline that `term` sets when it starts at `from`.
    ///
    /// Ten calendar days from the 1st, whatever the hour, end with the 11th; the deadline is due at the
    /// midnight after it.
    pub fn deadline(&self, from: Timestamp, term: Term, zone: Zone) -> Deadline {
        let last = self.days_after(zone.date(from), term.days, term.counting);
        let due = last.map_or(Timestamp::MAX, |last| zone.end_of(last));
        Deadline { due, rule: term.rule, days: term.days, counting: term.counting, calendar: self.id }
    }

    fn days_after(&self, start: NaiveDate, days: u16, counting: Counting) -> Option<NaiveDate> {
        match counting {
            Counting::CalendarDays => start.checked_add_days(Days::new(days.into())),
            Counting::WorkingDays => {
                let mut date = start;
                for _ in 0..days {
                    date = date.succ_opt()?;
                    while !self.is_working_day(date) {
                        date = date.succ_opt()?;
                    }
                }
                Some(date)
            }
        }
    }

    /// The days that `deadline`, set at `from`, did not count, and why: what explains the date on which it fell.
    pub fn skipped(&self, from: Timestamp, deadline: &Deadline, zone: Zone) -> Vec<Skipped<'_>> {
        if deadline.counting == Counting::CalendarDays {
            return Vec::new();
        }
        let end = zone.date(deadline.due);
        std::iter::successors(zone.date(from).succ_opt(), chrono::NaiveDate::succ_opt)
            .take_while(|date| *date < end)
            .filter(|date| !self.is_working_day(*date))
            .map(|date| Skipped { date, holiday: self.holidays.get(&date).map(String::as_str) })
            .collect()
    }
}
