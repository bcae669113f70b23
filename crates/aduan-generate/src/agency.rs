//! The offices and officers of the generated histories. The codes are made up in the style of real ones.

use crate::rng::SeededRng;
use aduan_core::{Actor, Calendar, Office, OfficeKind, PersonId, Role, Rulebook, Timestamp, Zone};
use chrono::{TimeDelta, Timelike};

pub(crate) struct Agency {
    seed: u64,
    pub(crate) calendar: Calendar,
    pub(crate) books: Vec<Rulebook>,
    pub(crate) puski: Vec<Office>,
    pub(crate) kpu: Vec<Office>,
    pub(crate) kanwil: Vec<Office>,
    pub(crate) kppbc: Vec<Office>,
    pub(crate) pusat: Vec<Office>,
    pub(crate) itjen: Vec<Office>,
}

fn offices(kind: OfficeKind, codes: impl Iterator<Item = u32>) -> Vec<Office> {
    codes.filter_map(|code| Some(Office { kind, code: format!("{code:06}").parse().ok()? })).collect()
}

impl Agency {
    pub(crate) fn new(seed: u64, books: Vec<Rulebook>) -> Self {
        Self {
            seed,
            calendar: Calendar::indonesia(),
            books,
            puski: offices(OfficeKind::Puski, std::iter::once(1)),
            kpu: offices(OfficeKind::Kpu, [20_400, 40_300, 50_100].into_iter()),
            kanwil: offices(OfficeKind::Kanwil, (1..=20).map(|region| region * 10_000)),
            kppbc: offices(
                OfficeKind::Kppbc,
                (1..=20).flat_map(|region| (1..=5).map(move |n| region * 10_000 + n * 100)),
            ),
            pusat: offices(OfficeKind::Pusat, (1..=6).map(|n| 900_000 + n)),
            itjen: offices(OfficeKind::Itjen, std::iter::once(1)),
        }
    }

    /// The zone of an office: by its region, from west to east.
    pub(crate) fn zone(office: Office) -> Zone {
        match office.code.as_str().get(..2).and_then(|region| region.parse::<u8>().ok()) {
            Some(13..=17) => Zone::Wita,
            Some(18..=20) => Zone::Wit,
            _ => Zone::Wib,
        }
    }

    /// An officer of an office; each has four in a role, under pseudonyms of the seed's own.
    pub(crate) fn officer(&self, rng: &mut SeededRng, office: Office, role: Role) -> Actor {
        let code = office.code.as_str().bytes().fold(0, |code: u64, byte| code * 31 + u64::from(byte));
        let person =
            (code << 16) | ((office.kind as u64) << 12) | ((role as u64) << 8) | u64::from(rng.below(4));
        // Apart from the streams of complaints, which are counted from 0.
        let id = PersonId::new(SeededRng::new(self.seed, person | 1 << 62).random());
        Actor::officer(id, role, office)
    }

    /// The first instant from `at` on at which an office of this zone works: 8 to 16 on a working day.
    pub(crate) fn office_hours(&self, rng: &mut SeededRng, at: Timestamp, zone: Zone) -> Timestamp {
        let hour = (at.to_datetime() + TimeDelta::hours(zone.hours())).hour();
        let mut date = zone.date(at);
        if (8..16).contains(&hour) && self.calendar.is_working_day(date) {
            return at;
        }
        if hour >= 16 {
            date = date.succ_opt().unwrap_or(date);
        }
        while !self.calendar.is_working_day(date) {
            let Some(next) = date.succ_opt() else { break };
            date = next;
        }
        zone.start_of(date).plus(rng.minutes(8 * 60, 16 * 60))
    }
}
