//! The offices and officers of the generated histories. The offices are those of the directory; the officers are made up.

use crate::rng::SeededRng;
use aduan_core::{
    Actor, Calendar, Complaint, Directory, Office, OfficeKind, PersonId, Role, Rulebook, Timestamp, Zone,
};
use chrono::{TimeDelta, Timelike};

pub(crate) struct Agency {
    seed: u64,
    pub(crate) calendar: Calendar,
    pub(crate) directory: Directory,
    pub(crate) books: Vec<Rulebook>,
    pub(crate) puski: Vec<Office>,
    pub(crate) kpu: Vec<Office>,
    pub(crate) kanwil: Vec<Office>,
    pub(crate) kppbc: Vec<Office>,
    pub(crate) pusat: Vec<Office>,
    pub(crate) itjen: Vec<Office>,
}

impl Agency {
    pub(crate) fn new(seed: u64, books: Vec<Rulebook>) -> Self {
        let directory = Directory::djbc();
        let of = |kind| {
            // Of the offices that ended, those whose files somebody has.
            let lasting =
                directory.entries().filter(|entry| entry.until.is_none() || entry.successor.is_some());
            lasting.map(|entry| entry.office).filter(|office| office.kind == kind).collect()
        };
        Self {
            seed,
            calendar: Calendar::indonesia(),
            books,
            puski: of(OfficeKind::Puski),
            kpu: of(OfficeKind::Kpu),
            kanwil: of(OfficeKind::Kanwil),
            kppbc: of(OfficeKind::Kppbc),
            pusat: of(OfficeKind::Pusat),
            // The Inspectorate is in no directory.
            itjen: "1".parse().map(|code| Office { kind: OfficeKind::Itjen, code }).into_iter().collect(),
            directory,
        }
    }

    /// The zone of an office.
    pub(crate) fn zone(&self, office: Office) -> Zone {
        self.directory.entry(office).map_or(Zone::Wib, |entry| entry.zone)
    }

    /// The office that has the files of `office` at `at`: itself, or its successor.
    pub(crate) fn present(&self, office: Office, at: Timestamp) -> Office {
        self.directory.successor(office, self.zone(office).date(at)).unwrap_or(office)
    }

    /// Whether an office that has or had this file is no more, and its successor has the file.
    pub(crate) fn has_passed(&self, complaint: &Complaint, at: Timestamp) -> bool {
        let date = complaint.zone.date(at);
        [complaint.holder, complaint.unit, complaint.pyb, complaint.assessed_at]
            .into_iter()
            .flatten()
            .any(|office| self.directory.successor(office, date).is_some())
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
