//! The environment of a complaint: rulebooks, calendars, clocks, and texts that people write.

use crate::draw::{self, Tape};
use aduan_core::{Calendar, Rulebook, Timestamp};
use chrono::{NaiveDate, TimeDelta};
use proptest::collection::{btree_set, vec};
use proptest::prelude::any;
use proptest::strategy::{Just, Strategy, Union};

/// The shipped rulebooks, and some with house rules of their own; all are sound.
///
/// ```
/// use aduan_testkit::strategy::rulebooks;
/// use proptest::prelude::*;
/// proptest!(|(book in rulebooks())| prop_assert!(book.check().is_ok()));
/// ```
pub fn rulebooks() -> impl Strategy<Value = Rulebook> {
    vec(any::<u32>(), 128).prop_map(|numbers| draw::rulebook(&mut Tape::new(&numbers)))
}

/// Calendars of 2024 to 2026 with any holidays.
///
/// # Panics
/// Never: its name is one.
#[expect(clippy::expect_used, reason = "a constant that parses")]
pub fn calendars() -> impl Strategy<Value = Calendar> {
    let id = "drawn".parse().expect("a calendar's name");
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    btree_set(0..1096_i64, 0..60).prop_map(move |days| {
        let holidays = days.into_iter().map(|day| (first + TimeDelta::days(day), format!("holiday {day}")));
        Calendar::new(id, 2024, 2026, holidays)
    })
}

/// The readings of a clock: it mostly goes on, and sometimes jumps, forwards or back (C23).
pub fn clocks(readings: usize) -> impl Strategy<Value = Vec<Timestamp>> {
    let step = Union::new_weighted(vec![
        (8, (0..600_000_000_i64).boxed()),
        (2, (0..30 * 86_400_000_000_i64).boxed()),
        (1, (-3_700_000_000..0_i64).boxed()),
        (1, (-400 * 86_400_000_000..4000 * 86_400_000_000_i64).boxed()),
    ]);
    vec(step, readings).prop_map(|steps| {
        let mut now = Timestamp::from_micros(1_764_558_000_000_000);
        let mut show = |step| {
            now = now.plus(TimeDelta::microseconds(step));
            now
        };
        steps.into_iter().map(&mut show).collect()
    })
}

/// Texts that may harm their reader: controls, overrides of direction, line ends, quotes, markup, SQL, formulas, marks
/// without end, and any other text.
pub fn hostile_text() -> impl Strategy<Value = String> {
    let known = [
        "",
        "\0",
        "\r\n{\"format\":\"aduan/1\"}",
        "\u{202e}rotut\u{202c}",
        "\u{feff}",
        "a\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}",
        "'; DROP TABLE events; --",
        "<script>alert(1)</script>",
        "=HYPERLINK(\"http://example.com\")",
        "\u{1b}[2J\u{1b}]0;title\u{7}",
        "../../etc/passwd",
        "%s%n{}{{}}",
        "\u{10ffff}\u{d7ff}\u{e000}",
    ];
    let long = (1_usize..100_000).prop_map(|length| "a".repeat(length));
    Union::new_weighted(vec![
        (6, proptest::sample::select(known.to_vec()).prop_map(str::to_owned).boxed()),
        (3, vec(any::<char>(), 0..64).prop_map(|text| text.into_iter().collect()).boxed()),
        (1, long.boxed()),
        (1, Just("\u{1f4a9}".repeat(300)).boxed()),
    ])
}
