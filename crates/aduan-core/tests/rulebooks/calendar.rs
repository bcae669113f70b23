//! Calendars: the holiday table, and the deadlines that it makes.

use crate::support::{self, indonesia, wib};
use aduan_core::{Calendar, Counting, Rule, Term, Zone};
use chrono::{Datelike, NaiveDate, Weekday};

/// The dates of the table, as the source has them.
fn table() -> Vec<&'static str> {
    include_str!("../../src/holidays.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\"")?.get(..10))
        .collect()
}

/// The calendar's holidays, as it is written.
fn holidays() -> Vec<(NaiveDate, String)> {
    let calendar = serde_json::to_value(indonesia()).expect("JSON");
    let holidays = calendar["holidays"].as_object().expect("an object").clone();
    holidays.into_iter().map(|(date, name)| (date.parse().expect("a date"), name.to_string())).collect()
}

#[test]
fn every_entry_of_the_holiday_table_is_a_holiday() {
    let table = table();
    assert!(table.len() > 70, "{}", table.len());
    assert_eq!(holidays().len(), table.len(), "a date that is no date or stands twice");
}

#[test]
fn the_holiday_table_is_in_order() {
    assert!(table().is_sorted_by(|earlier, later| earlier < later));
}

#[test]
fn joint_leave_falls_on_days_that_would_be_worked() {
    for (date, name) in holidays().iter().filter(|(_, name)| name.contains("Cuti bersama")) {
        assert!(!matches!(date.weekday(), Weekday::Sat | Weekday::Sun), "{date} {name}");
    }
}

#[test]
fn holidays_that_have_a_fixed_date_are_on_it_every_year() {
    for (month, day) in [(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)] {
        for year in 2024..=2026 {
            let date = NaiveDate::from_ymd_opt(year, month, day).expect("a date");
            assert!(!indonesia().is_working_day(date) && indonesia().covers(date), "{date}");
        }
    }
}

#[test]
fn easter_and_the_ascension_are_as_far_apart_as_they_are() {
    let days = |what: &str| -> Vec<NaiveDate> {
        let named = |(_, name): &&(NaiveDate, String)| name.trim_matches('"').starts_with(what);
        holidays().iter().filter(named).map(|(date, _)| *date).collect()
    };
    let (friday, sunday, ascension) = (days("Wafat"), days("Kebangkitan"), days("Kenaikan"));
    assert_eq!(sunday.len(), 3);
    for ((friday, sunday), ascension) in friday.iter().zip(&sunday).zip(&ascension) {
        assert_eq!((friday.weekday(), sunday.weekday()), (Weekday::Fri, Weekday::Sun));
        assert_eq!((*sunday - *friday).num_days(), 2);
        assert_eq!((*ascension - *sunday).num_days(), 39);
    }
}

#[test]
fn a_calendar_loads_from_json_and_from_toml() {
    let json = serde_json::to_string(indonesia()).expect("JSON");
    assert_eq!(&serde_json::from_str::<Calendar>(&json).expect("a calendar"), indonesia());
    let text = toml::to_string(indonesia()).expect("TOML");
    assert_eq!(&toml::from_str::<Calendar>(&text).expect("a calendar"), indonesia());
}

#[test]
fn a_calendar_with_an_unknown_field_or_no_date_is_refused() {
    let bad = r#"{"id":"x","first_year":2025,"last_year":2025,"holidays":{"2025-02-30":"?"}}"#;
    assert!(serde_json::from_str::<Calendar>(bad).is_err());
    let bad = r#"{"id":"x","first_year":2025,"last_year":2025,"holidays":{},"weekend":[]}"#;
    assert!(serde_json::from_str::<Calendar>(bad).unwrap_err().to_string().contains("`weekend`"));
}

#[test]
fn a_year_outside_of_the_table_has_weekends_only() {
    let new_year = NaiveDate::from_ymd_opt(2027, 1, 1).expect("a date");
    assert!(!indonesia().covers(new_year) && indonesia().is_working_day(new_year));
    assert!(!indonesia().is_working_day(NaiveDate::from_ymd_opt(2027, 1, 2).expect("a Saturday")));
}

#[test]
fn a_deadline_gives_as_many_counted_days_as_its_term_and_ends_with_one() {
    for (days, counting) in
        [(1, Counting::WorkingDays), (10, Counting::WorkingDays), (14, Counting::CalendarDays)]
    {
        let term = Term { days, counting, rule: Rule::R13 };
        for start in NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date").iter_days().take(365) {
            let from = Zone::Wit.start_of(start);
            let deadline = indonesia().deadline(from, term, Zone::Wit);
            let end = Zone::Wit.date(deadline.due);
            assert_eq!(deadline.due, Zone::Wit.start_of(end), "midnight of the day after the last");
            let counted =
                |day: &NaiveDate| counting == Counting::CalendarDays || indonesia().is_working_day(*day);
            let given: Vec<NaiveDate> =
                start.iter_days().skip(1).take_while(|day| *day < end).filter(counted).collect();
            assert_eq!(given.len(), usize::from(days), "from {start}");
            assert_eq!(given.last().copied(), end.pred_opt(), "from {start}");
        }
    }
}

#[test]
fn the_skipped_days_and_the_counted_ones_are_all_the_days() {
    let term = Term { days: 30, counting: Counting::WorkingDays, rule: Rule::R13 };
    let from = wib("2025-12-15 09:00");
    let deadline = indonesia().deadline(from, term, Zone::Wib);
    let skipped = indonesia().skipped(from, &deadline, Zone::Wib);
    let days = (Zone::Wib.date(deadline.due) - Zone::Wib.date(from)).num_days() - 1;
    assert_eq!(i64::try_from(skipped.len()).expect("a few") + 30, days);
    assert!(skipped.iter().any(|day| day.holiday == Some("Kelahiran Yesus Kristus")));
}

#[test]
fn the_day_on_which_a_term_starts_is_the_offices_day() {
    let term = Term { days: 14, counting: Counting::CalendarDays, rule: Rule::R13 };
    let from = wib("2025-03-01 23:30");
    assert_eq!(indonesia().deadline(from, term, Zone::Wib).due, wib("2025-03-16 00:00"));
    // In Jayapura it is the 2nd already.
    assert_eq!(
        indonesia().deadline(from, term, Zone::Wit).due,
        support::local(Zone::Wit, "2025-03-17 00:00")
    );
}
