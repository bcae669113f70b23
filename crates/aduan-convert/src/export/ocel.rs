//! The parts that both formats of OCEL 2.0 share: types, attributes, objects, relations.

use super::changes::Changed;
use super::column::{Column, Kind};
use super::row::{TableRow, UNKNOWN, has_detail};
use aduan_core::{DeadlineKind, EventKind, PersonId, Role};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// The instant at which the standard has an object's first attributes.
pub(super) const EPOCH: &str = "1970-01-01T00:00:00.000000Z";
/// The outcome of a complaint that is not closed.
const OPEN: &str = "open";

/// A kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ObjectType {
    Complainant,
    Complaint,
    Office,
    Officer,
}

impl ObjectType {
    pub(super) const ALL: [Self; 4] = [Self::Complainant, Self::Complaint, Self::Office, Self::Officer];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Complainant => "Complainant",
            Self::Complaint => "Complaint",
            Self::Office => "Office",
            Self::Officer => "Officer",
        }
    }

    /// The prefix of every id. A person who acts once as a complainant and once as an officer is two objects, not one
    /// object of two types.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Complainant => "complainant:",
            Self::Complaint => "complaint:",
            Self::Office => "office:",
            Self::Officer => "officer:",
        }
    }

    pub(super) fn id(self, name: &str) -> String {
        [self.prefix(), name].concat()
    }

    /// The names of its attributes, all of them strings.
    pub(super) fn attributes(self) -> Vec<&'static str> {
        match self {
            Self::Complaint => Changed::ATTRIBUTES.into_iter().map(object_attribute).collect(),
            Self::Office => vec!["kind", "code"],
            Self::Complainant | Self::Officer => Vec::new(),
        }
    }
}

/// The attributes of a complaint that an event tells: with its first event all, then those that it changed.
pub(super) fn told(changed: Changed) -> impl Iterator<Item = Column> {
    let all = changed.has(Changed::FIRST);
    Changed::ATTRIBUTES
        .into_iter()
        .enumerate()
        .filter(move |(at, _)| all || changed.0 & 1 << at != 0)
        .map(|(_, one)| one)
}

/// The name of a complaint's attribute.
pub(super) const fn object_attribute(column: Column) -> &'static str {
    match column {
        Column::StageAfter => "stage",
        other => other.name(),
    }
}

/// The value of an attribute of a complaint after an event.
pub(super) fn object_value<'a>(column: Column, row: &TableRow<'a>) -> &'a str {
    match (column, row.get(column)) {
        (Column::Outcome, "") => OPEN,
        (_, value) => value,
    }
}

/// The name of an attribute's type, in JSON.
pub(super) const fn type_of(column: Column) -> &'static str {
    match column.kind() {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Instant | Kind::Local => "time",
    }
}

const BASE: [Column; 9] = [
    Column::Position,
    Column::Version,
    Column::Record,
    Column::Command,
    Column::Role,
    Column::Rulebook,
    Column::StageBefore,
    Column::StageAfter,
    Column::ClockUtc,
];
const TARGET: [Column; 2] = [Column::TargetDue, Column::TargetRule];
const WINDOW: [Column; 2] = [Column::WindowDue, Column::WindowRule];
const OVERALL: [Column; 2] = [Column::OverallDue, Column::OverallRule];
const RESPONSE: [Column; 2] = [Column::ResponseDue, Column::ResponseRule];

/// The types of events with their attributes, in the order of the procedure's vocabulary; the unknown at the end.
pub(super) fn event_types() -> Vec<(&'static str, Vec<Column>)> {
    let with = |more: &[&[Column]]| [&BASE, more.concat().as_slice()].concat();
    let known = EventKind::ALL.iter().map(|kind| {
        let detail: &[Column] = if has_detail(*kind) { &[Column::Detail] } else { &[] };
        let deadlines = kind.deadlines().map(|deadline| match deadline {
            DeadlineKind::Window => &WINDOW[..],
            DeadlineKind::Response => &RESPONSE,
            DeadlineKind::Target => &TARGET,
            DeadlineKind::Overall => &OVERALL,
            // No columns: few events set an answer's, nobody misses the others, and what follows has its own row.
            DeadlineKind::Answer | DeadlineKind::Telling | DeadlineKind::Quiet | DeadlineKind::Lapse => &[],
        });
        let more: Vec<&[Column]> = std::iter::once(detail).chain(deadlines).collect();
        (kind.as_str(), with(&more))
    });
    known.chain([(UNKNOWN, with(&[&[Column::Detail, Column::Schema]]))]).collect()
}

/// Writes an event's id: its line, so that it is found again, and so that ids are in the order of the log.
pub(super) fn event_id(text: &mut String, row: &TableRow<'_>) {
    let position = row.get(Column::Position);
    text.push('e');
    text.push_str("0000000000".get(position.len()..).unwrap_or_default());
    text.push_str(position);
}

/// How an event or object has to do with another object. The order is that of the ids: types stand in that of their
/// prefixes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Relation<'a> {
    pub(super) kind: ObjectType,
    pub(super) name: &'a str,
    pub(super) qualifier: Cow<'static, str>,
}

impl<'a> Relation<'a> {
    pub(super) fn new(kind: ObjectType, name: &'a str, qualifier: &'static str) -> Option<Self> {
        (!name.is_empty()).then(|| Self { kind, name, qualifier: qualifier.into() })
    }
}

/// Which objects there are, found out event by event. Complaints are counted and not kept.
#[derive(Debug, Default)]
pub(super) struct Census {
    offices: HashSet<String>,
    /// Officers, and the offices for which they acted.
    officers: HashMap<String, BTreeSet<String>>,
    /// By number: there is one for each complaint.
    complainants: HashSet<u128>,
}

impl Census {
    /// The relations of an event, sorted, one for each object. The objects are noted.
    pub(super) fn relations<'a>(&mut self, row: &TableRow<'a>) -> Vec<Relation<'a>> {
        let (actor, office) = (row.get(Column::Actor), row.get(Column::Office));
        let (to_office, to_officer) = (row.get(Column::ToOffice), row.get(Column::ToOfficer));
        let by = if row.get(Column::Role) == Role::Complainant.as_str() {
            self.complainant(actor);
            ObjectType::Complainant
        } else {
            self.officer(actor, office);
            ObjectType::Officer
        };
        // A receiver who records a complaint by hand has it from a complainant.
        let from = told_first(row, Changed::COMPLAINANT, row.get(Column::Complainant));
        self.complainant(from.unwrap_or_default());
        let from = from.filter(|from| by != ObjectType::Complainant || *from != actor);
        let names = told_first(row, Changed::REPORTED, row.get(Column::ReportedOffice));
        self.officer(to_officer, "");
        for office in [office, to_office, names.unwrap_or_default()] {
            note(&mut self.offices, office);
        }
        let relations = [
            Relation::new(by, actor, "by"),
            Relation::new(ObjectType::Complaint, row.get(Column::Case), "about"),
            Relation::new(ObjectType::Office, office, "for"),
            Relation::new(ObjectType::Complainant, from.unwrap_or_default(), "from"),
            Relation::new(ObjectType::Office, names.unwrap_or_default(), "names"),
            Relation::new(ObjectType::Office, to_office, "to"),
            Relation::new(ObjectType::Officer, to_officer, "to"),
        ];
        let mut relations: Vec<Relation<'_>> = relations.into_iter().flatten().collect();
        relations.sort_unstable();
        // Readers keep one relation of an event and an object.
        relations.dedup_by(|next, one| {
            let same = (next.kind, next.name) == (one.kind, one.name);
            if same {
                one.qualifier = format!("{} and {}", one.qualifier, next.qualifier).into();
            }
            same
        });
        relations
    }

    fn complainant(&mut self, name: &str) {
        if let Ok(person) = name.parse::<PersonId>() {
            self.complainants.insert(person.uuid().as_u128());
        }
    }

    /// Notes an officer, and the office for which they acted, if any.
    fn officer(&mut self, name: &str, office: &str) {
        if name.is_empty() {
            return;
        }
        let Some(offices) = self.officers.get_mut(name) else {
            let offices = Some(office).filter(|office| !office.is_empty()).map(str::to_owned);
            self.officers.insert(name.to_owned(), offices.into_iter().collect());
            return;
        };
        if !office.is_empty() && !offices.contains(office) {
            offices.insert(office.to_owned());
        }
    }

    /// The complainants' pseudonyms, sorted.
    pub(super) fn complainants(&self) -> Vec<PersonId> {
        let mut all: Vec<PersonId> =
            self.complainants.iter().map(|number| PersonId::new(Uuid::from_u128(*number))).collect();
        all.sort_unstable();
        all
    }

    /// The offices, sorted.
    pub(super) fn offices(&self) -> Vec<&str> {
        sorted(self.offices.iter())
    }

    /// The officers' pseudonyms, sorted.
    pub(super) fn officers(&self) -> Vec<&str> {
        sorted(self.officers.keys())
    }

    /// The relations of an officer to the offices for which they acted.
    pub(super) fn works_at(&self, officer: &str) -> impl Iterator<Item = Relation<'_>> {
        let offices = self.officers.get(officer).into_iter().flatten();
        offices.filter_map(|office| Relation::new(ObjectType::Office, office, "acts for"))
    }
}

fn sorted<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn note(known: &mut HashSet<String>, name: &str) {
    if !name.is_empty() && !known.contains(name) {
        known.insert(name.to_owned());
    }
}

/// A value, where an event is the first to tell it.
fn told_first<'a>(row: &TableRow<'_>, what: Changed, value: &'a str) -> Option<&'a str> {
    (!value.is_empty() && (row.changed.has(what) || row.changed.has(Changed::FIRST))).then_some(value)
}

/// The relations of a complaint that an event is the first to tell: to what, and how.
pub(super) fn of_complaint<'a>(
    row: &TableRow<'a>,
) -> impl Iterator<Item = (ObjectType, &'a str, &'static str)> {
    let told = |what: Changed, kind: ObjectType, column: Column, qualifier| {
        told_first(row, what, row.get(column)).map(|name| (kind, name, qualifier))
    };
    [
        told(Changed::COMPLAINANT, ObjectType::Complainant, Column::Complainant, "received from"),
        told(Changed::UNIT, ObjectType::Office, Column::Unit, "verified at"),
        told(Changed::REPORTED, ObjectType::Office, Column::ReportedOffice, "about"),
    ]
    .into_iter()
    .flatten()
}

/// The kind and the code of an office.
pub(super) fn office(name: &str) -> (&str, &str) {
    name.split_once('-').unwrap_or((name, ""))
}
