//! The directory of offices (daftar kantor): which offices there are, to whom they belong, what became of them.

use crate::{Office, OfficeKind, Zone};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

codes! {
    /// The name of a directory of offices, with its edition: offices merge and close. `djbc-2026`.
    pub struct DirectoryId(15) accepts |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-', "[a-z0-9-]";
}

/// An office as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryEntry {
    /// Its kind and code.
    pub office: Office,
    /// Its name, as people read it.
    pub name: String,
    /// The office above it. A Kanwil, a KPU and a unit of headquarters have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Office>,
    /// Its local time.
    pub zone: Zone,
    /// The first local date on which it is an office; `None` if it was one before anybody noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The first local date on which it is no office any more; `None` while it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The office that has its files from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<Office>,
}

impl DirectoryEntry {
    /// An office that always was one, and belongs to no other.
    pub const fn new(office: Office, name: String, zone: Zone) -> Self {
        Self { office, name, parent: None, zone, from: None, until: None, successor: None }
    }

    /// Whether it is an office on this local date.
    pub fn in_force(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }
}

/// The offices of DJBC as a table with a name. Data: an embedder loads their own.
///
/// The Inspectorate is not among them: it is reached through WISE (R16).
///
/// ```
/// use aduan_core::Directory;
/// let (directory, date) = (Directory::djbc(), "2026-11-30".parse()?);
/// let airport = "KPU-050100".parse()?;
/// assert_eq!(directory.entry(airport).map(|entry| &*entry.name), Some("KPU Bea dan Cukai Tipe C Soekarno-Hatta"));
/// // A slip: this code is a KPU's.
/// assert_eq!(directory.nearest("KPPBC-050100".parse()?, date).first(), Some(&airport));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct Directory {
    id: DirectoryId,
    title: String,
    fallback_units: Vec<Office>,
    offices: BTreeMap<Office, DirectoryEntry>,
    first_end: Option<NaiveDate>,
}

/// The contents of the file, before they are checked. The offices may have any order.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    id: DirectoryId,
    title: String,
    fallback_units: Vec<Office>,
    offices: Vec<DirectoryEntry>,
}

/// Why a directory is not sound. Its text names the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum DirectoryError {
    /// It has no office.
    #[error("the directory has no office: a complaint could be filed nowhere")]
    Empty,
    /// An office stands in it twice.
    #[error("{office} stands in the directory twice")]
    Twice {
        /// The office.
        office: Office,
    },
    /// An office names another that the directory does not have.
    #[error("{office} names {other}, which the directory does not have")]
    Missing {
        /// The office, or the same office where the list of fallback units names it.
        office: Office,
        /// The other office.
        other: Office,
    },
    /// An office ends before it begins.
    #[error("{office} ends before it begins")]
    Span {
        /// The office.
        office: Office,
    },
    /// Parents or successors lead back to the office.
    #[error("the parents or successors of {office} lead back to it")]
    Circle {
        /// The office.
        office: Office,
    },
    /// An office that exists has a successor.
    #[error("{office} has a successor but no date on which it ends")]
    Alive {
        /// The office.
        office: Office,
    },
    /// The Inspectorate is no office of DJBC.
    #[error("{office} is the Inspectorate, which is no office of DJBC")]
    Inspectorate {
        /// The office.
        office: Office,
    },
}

/// How many offices are suggested where one is not found.
const SUGGESTED: usize = 3;
/// A code that differs in more symbols is another code, and no slip.
const SLIPS: usize = 2;

impl Directory {
    /// A directory of these offices. `fallback_units` take what a unit must not handle itself, the first first.
    ///
    /// # Errors
    /// [`DirectoryError`], which names the office.
    pub fn new(
        id: DirectoryId,
        title: String,
        fallback_units: Vec<Office>,
        offices: Vec<DirectoryEntry>,
    ) -> Result<Self, DirectoryError> {
        Unchecked { id, title, fallback_units, offices }.try_into()
    }

    /// The offices of DJBC in 2026, from public lists; unconfirmed. Of offices that closed on a day that the lists do not
    /// tell, it says that they were closed by 1 January 2026. Offices whose code the lists do not tell are left out.
    pub fn djbc() -> Self {
        // A test reads it, so this never falls back.
        serde_json::from_str(include_str!("directory/djbc-2026.json")).unwrap_or_else(|_| {
            let (bytes, len) = crate::token::inline("none");
            let id = DirectoryId { bytes, len };
            let offices = BTreeMap::new();
            Self { id, title: String::new(), fallback_units: Vec::new(), offices, first_end: None }
        })
    }

    /// The directory as compact JSON, in one spelling: the SHA-256 of it is the [digest](crate::Digest) of this edition.
    pub fn to_json(&self) -> String {
        // Writing to memory, of texts, has no way to fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The directory's name.
    pub const fn id(&self) -> DirectoryId {
        self.id
    }

    /// What it is, for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Every office, in the order of kind and code.
    pub fn entries(&self) -> impl Iterator<Item = &DirectoryEntry> {
        self.offices.values()
    }

    /// An office, whether it still is one or not.
    pub fn entry(&self, office: Office) -> Option<&DirectoryEntry> {
        self.offices.get(&office)
    }

    /// Whether this is an office on this local date.
    pub fn in_force(&self, office: Office, date: NaiveDate) -> bool {
        self.entry(office).is_some_and(|entry| entry.in_force(date))
    }

    /// The offices that somebody may have meant by `office`, the likeliest first: its successor, offices with the same code,
    /// offices whose code differs by a slip. At most three; none if nothing is near.
    pub fn nearest(&self, office: Office, date: NaiveDate) -> Vec<Office> {
        let distance = |other: Office| {
            let codes = edit_distance(office.code.as_str().as_bytes(), other.code.as_str().as_bytes());
            (codes, other.kind != office.kind)
        };
        let mut near: Vec<Office> = self
            .entries()
            .filter(|entry| entry.in_force(date) && distance(entry.office).0 <= SLIPS)
            .map(|entry| entry.office)
            .collect();
        let successor = self.successor(office, date);
        near.sort_by_key(|other| (Some(*other) != successor, distance(*other)));
        if let Some(successor) = successor.filter(|successor| near.first() != Some(successor)) {
            near.insert(0, successor);
        }
        near.truncate(SUGGESTED);
        near
    }

    /// The office that has the files of one that is no office any more; `None` if it still is one, if it has no successor,
    /// or if the directory does not know it.
    pub fn successor(&self, office: Office, date: NaiveDate) -> Option<Office> {
        let ended =
            |office| self.entry(office).filter(|entry| entry.until.is_some_and(|until| until <= date));
        let mut next = ended(office)?.successor?;
        // No longer than the table: a sound one has no circle.
        for _ in 0..self.offices.len() {
            let Some(entry) = ended(next) else { return Some(next) };
            next = entry.successor?;
        }
        None
    }

    /// The first date on which one of its offices is none any more; `None` if none ends.
    pub(crate) const fn first_end(&self) -> Option<NaiveDate> {
        self.first_end
    }

    /// Whether the coordinators of `above` oversee `office`: those of PUSKI oversee every office; those of another office
    /// oversee it and every office beneath it.
    pub fn oversees(&self, above: Office, office: Office) -> bool {
        let parents = std::iter::successors(Some(office), |below| self.entry(*below)?.parent);
        above.kind == OfficeKind::Puski || parents.take(self.offices.len()).any(|at| at == above)
    }

    /// [`oversees`](Self::oversees) where there may be no directory: then PUSKI oversees every office, and any other itself.
    ///
    /// ```
    /// use aduan_core::Directory;
    /// let (kanwil, kppbc) = ("KANWIL-050000".parse()?, "KPPBC-050500".parse()?);
    /// assert!(Directory::oversees_by(Some(&Directory::djbc()), kanwil, kppbc));
    /// assert!(!Directory::oversees_by(None, kanwil, kppbc));
    /// # Ok::<_, aduan_core::ParseTokenError>(())
    /// ```
    pub fn oversees_by(directory: Option<&Self>, above: Office, office: Office) -> bool {
        let by_itself = above.kind == OfficeKind::Puski || above == office;
        by_itself || directory.is_some_and(|directory| directory.oversees(above, office))
    }

    /// The first unit that takes what no other unit may handle, and that `may_take` accepts.
    pub fn fallback_unit(&self, may_take: impl Fn(Office) -> bool) -> Option<Office> {
        self.fallback_units.iter().copied().find(|unit| may_take(*unit))
    }
}

impl TryFrom<Unchecked> for Directory {
    type Error = DirectoryError;

    fn try_from(raw: Unchecked) -> Result<Self, DirectoryError> {
        let mut offices = BTreeMap::new();
        for entry in raw.offices {
            let office = entry.office;
            if office.kind == OfficeKind::Itjen {
                return Err(DirectoryError::Inspectorate { office });
            }
            if entry.until.is_some_and(|until| entry.from.is_some_and(|from| until <= from)) {
                return Err(DirectoryError::Span { office });
            }
            if entry.successor.is_some() && entry.until.is_none() {
                return Err(DirectoryError::Alive { office });
            }
            if offices.insert(office, entry).is_some() {
                return Err(DirectoryError::Twice { office });
            }
        }
        let fallback = raw.fallback_units.iter().map(|unit| (*unit, *unit));
        let named = offices.values().flat_map(|entry: &DirectoryEntry| {
            entry.parent.into_iter().chain(entry.successor).map(|other| (entry.office, other))
        });
        if let Some((office, other)) = named.chain(fallback).find(|(_, other)| !offices.contains_key(other)) {
            return Err(DirectoryError::Missing { office, other });
        }
        let leads_back = |office: Office, next: fn(&DirectoryEntry) -> Option<Office>| {
            let mut seen = BTreeSet::new();
            std::iter::successors(Some(office), |at| offices.get(at).and_then(next))
                .any(|at| !seen.insert(at))
        };
        let circle = |office: &Office| {
            leads_back(*office, |entry| entry.parent) || leads_back(*office, |entry| entry.successor)
        };
        if let Some(office) = offices.keys().copied().find(circle) {
            return Err(DirectoryError::Circle { office });
        }
        if offices.is_empty() {
            return Err(DirectoryError::Empty);
        }
        let first_end = offices.values().filter_map(|entry| entry.until).min();
        Ok(Self { id: raw.id, title: raw.title, fallback_units: raw.fallback_units, offices, first_end })
    }
}

impl From<Directory> for Unchecked {
    fn from(directory: Directory) -> Self {
        Self {
            id: directory.id,
            title: directory.title,
            fallback_units: directory.fallback_units,
            offices: directory.offices.into_values().collect(),
        }
    }
}

/// How many symbols must be typed, left out or changed to make one text of the other.
fn edit_distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        "2026-11-30".parse().unwrap()
    }

    fn office(text: &str) -> Office {
        text.parse().unwrap()
    }

    fn read(offices: &str) -> Result<Directory, String> {
        let json = format!(r#"{{"id":"d-1","title":"","fallback_units":[],"offices":[{offices}]}}"#);
        serde_json::from_str(&json).map_err(|error| error.to_string())
    }

    #[test]
    fn the_shipped_directory_is_read_and_written_in_one_spelling() {
        let directory = Directory::djbc();
        assert_eq!((directory.id().as_str(), directory.entries().count()), ("djbc-2026", 153));
        assert_eq!(serde_json::from_str::<Directory>(&directory.to_json()).unwrap(), directory);
        assert_eq!(directory.fallback_unit(|_| true), Some(office("PUSKI-001400")));
        assert_eq!(directory.fallback_unit(|unit| unit != office("PUSKI-001400")), None);
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_codes() {
        let directory = Directory::djbc();
        assert_eq!(directory.nearest(office("KANWIL-O50000"), day())[0], office("KANWIL-050000"));
        assert_eq!(directory.nearest(office("KPPBC-050100"), day())[0], office("KPU-050100"));
        assert!(directory.nearest(office("KPPBC-999999"), day()).is_empty());
        assert!(
            !directory.nearest(office("KPPBC-060200"), day()).contains(&office("KPPBC-060200")),
            "closed"
        );
    }

    #[test]
    fn a_successor_is_followed_to_an_office_in_force() {
        let directory = read(
            r#"{"office":"KPPBC-1","name":"A","zone":"wib","until":"2026-01-01","successor":"KPPBC-2"},
               {"office":"KPPBC-2","name":"B","zone":"wib","until":"2026-07-01","successor":"KPPBC-3"},
               {"office":"KPPBC-3","name":"C","zone":"wib"}"#,
        )
        .unwrap();
        let at = |date: &str| directory.successor(office("KPPBC-1"), date.parse().unwrap());
        assert_eq!(at("2025-12-31"), None);
        assert_eq!(at("2026-01-01"), Some(office("KPPBC-2")));
        assert_eq!(at("2026-07-01"), Some(office("KPPBC-3")));
        assert_eq!(directory.nearest(office("KPPBC-1"), day())[0], office("KPPBC-3"));
    }

    #[test]
    fn a_kanwil_oversees_the_offices_beneath_it() {
        let directory = Directory::djbc();
        let oversees = |above, below| directory.oversees(office(above), office(below));
        assert!(oversees("KANWIL-050000", "KPPBC-050500") && oversees("KANWIL-050000", "KANWIL-050000"));
        assert!(!oversees("KANWIL-050000", "KPPBC-060100") && !oversees("KPPBC-050500", "KANWIL-050000"));
        assert!(oversees("PUSKI-001400", "KPPBC-060100"));
    }

    #[test]
    fn an_unsound_directory_is_refused_by_name() {
        let circle = r#"{"office":"KPPBC-1","name":"A","zone":"wib","parent":"KANWIL-1"},
            {"office":"KANWIL-1","name":"B","zone":"wib","parent":"KPPBC-1"}"#;
        let twice =
            r#"{"office":"KPPBC-1","name":"A","zone":"wib"},{"office":"KPPBC-1","name":"B","zone":"wib"}"#;
        for (offices, says) in [
            ("", "the directory has no office"),
            (twice, "KPPBC-1 stands in the directory twice"),
            (circle, "the parents or successors of KANWIL-1 lead back to it"),
            (
                r#"{"office":"KPPBC-1","name":"A","zone":"wib","parent":"KANWIL-9"}"#,
                "KPPBC-1 names KANWIL-9, which the directory does not have",
            ),
            (
                r#"{"office":"KPPBC-1","name":"A","zone":"wib","from":"2026-01-02","until":"2026-01-01"}"#,
                "KPPBC-1 ends before it begins",
            ),
            (r#"{"office":"ITJEN-1","name":"A","zone":"wib"}"#, "ITJEN-1 is the Inspectorate"),
        ] {
            let refused = read(offices).unwrap_err();
            assert!(refused.starts_with(says), "{refused}");
        }
        let alive = r#"{"office":"KPPBC-1","name":"A","zone":"wib","successor":"KPPBC-2"},{"office":"KPPBC-2","name":"B","zone":"wib"}"#;
        assert!(read(alive).unwrap_err().starts_with("KPPBC-1 has a successor but no date"));
    }
}
