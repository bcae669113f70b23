//! The people and offices of a test, each always the same.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "constants that parse")]

use aduan_core::{
    Actor, Alias, Commitment, Complaint, ContentId, ContentRef, Directory, DirectoryEntry, Office,
    OfficeKind, Officer, Official, PersonId, Role, Zone,
};
use uuid::Uuid;

/// The person of this number.
pub const fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

/// The complainant.
pub const COMPLAINANT: PersonId = person(0xc0);
/// The official complained of, the terlapor.
pub const OFFICIAL: PersonId = person(0xbad);

/// A person's alias in the one complaint of a test. The desk derives it under a key of the complaint; here it is their own id.
pub const fn alias_of(person: PersonId) -> Alias {
    Alias::new(person.uuid())
}

/// An official whom a command names.
pub fn official_of(person: PersonId) -> Official {
    let id = ContentId::new(Uuid::from_u128(0xa_001e));
    Official {
        alias: alias_of(person),
        content: Some(ContentRef { id, commitment: Commitment::new([0x1e; 32]) }),
    }
}

/// An officer whom a command names.
pub const fn officer_of(id: PersonId) -> Officer {
    Officer { id, alias: alias_of(id) }
}

/// The actor as the complaint of a test knows them: an officer by their alias.
#[must_use]
pub const fn known(actor: Actor) -> Actor {
    let alias = alias_of(actor.id);
    match actor.role {
        Role::Complainant | Role::System => actor,
        _ => actor.known_as(alias),
    }
}

/// The one officer of each role, unless a test says otherwise.
pub const fn somebody(role: Role) -> PersonId {
    match role {
        Role::Complainant => COMPLAINANT,
        Role::System => PersonId::SYSTEM,
        officer => person(0xf0 + officer as u128),
    }
}

/// Another officer of each role, who does what the first may not do as well (S1).
pub const fn colleague(role: Role) -> PersonId {
    person(0x1f0 + role as u128)
}

/// The one office of this kind, an office of the shipped directory: Bandung is the KPPBC, Jawa Barat the Kanwil above it.
pub fn office(kind: OfficeKind) -> Office {
    let code = match kind {
        OfficeKind::Puski => "001400",
        OfficeKind::Kpu => "050100",
        OfficeKind::Kanwil => "050000",
        OfficeKind::Kppbc => "050500",
        OfficeKind::Pusat => "040500",
        OfficeKind::Itjen => "1",
    };
    Office { kind, code: code.parse().expect("a code") }
}

/// The compliance unit of headquarters, which verifies unless a test says otherwise.
pub fn unit() -> Office {
    Office { kind: OfficeKind::Puski, code: "777777".parse().expect("a code") }
}

/// The unit to which a complaint goes that its own unit may not handle.
pub fn fallback_unit() -> Office {
    Office { kind: OfficeKind::Puski, code: "888888".parse().expect("a code") }
}

/// An office that ended on 1 June 2026. Its successor is [`office`]`(OfficeKind::Kppbc)`.
pub fn ended_office() -> Office {
    Office { kind: OfficeKind::Kppbc, code: "050599".parse().expect("a code") }
}

/// A directory of the offices of a test: those above, and one of each kind but the Inspectorate.
///
/// ```
/// use aduan_testkit::people::{directory, ended_office, fallback_unit, office};
/// let date = "2026-06-01".parse().unwrap();
/// assert_eq!(directory().successor(ended_office(), date), Some(office(aduan_core::OfficeKind::Kppbc)));
/// assert_eq!(directory().fallback_unit(|_| true), Some(fallback_unit()));
/// ```
pub fn directory() -> Directory {
    let entry = |office: Office| {
        let parent = (office.kind == OfficeKind::Kppbc).then(|| self::office(OfficeKind::Kanwil));
        DirectoryEntry { parent, ..DirectoryEntry::new(office, format!("Office {office}"), Zone::Wib) }
    };
    let kinds = OfficeKind::ALL.iter().copied().filter(|kind| *kind != OfficeKind::Itjen);
    let ended = DirectoryEntry {
        until: chrono::NaiveDate::from_ymd_opt(2026, 6, 1),
        successor: Some(office(OfficeKind::Kppbc)),
        ..entry(ended_office())
    };
    let offices = kinds.map(office).chain([unit(), fallback_unit()]).map(entry).chain([ended]).collect();
    let id = "test-offices".parse().expect("a name");
    Directory::new(id, "Offices of a test".to_owned(), vec![fallback_unit()], offices)
        .expect("a sound directory")
}

/// The person who acts in this role, at the office that holds the file if that matters.
///
/// ```
/// use aduan_core::{Complaint, ComplaintId, Role};
/// use aduan_testkit::people::{acting, somebody};
/// let new = Complaint::new(ComplaintId::default());
/// assert_eq!(acting(Role::Verifier, &new).id, somebody(Role::Verifier));
/// ```
pub fn acting(role: Role, complaint: &Complaint) -> Actor {
    let here = complaint.holder.unwrap_or_else(unit);
    let complainant = if complaint.version == 0 { COMPLAINANT } else { complaint.complainant };
    known(match role {
        Role::Complainant => Actor::complainant(complainant),
        Role::System => Actor::system(),
        Role::Inspectorate => Actor::officer(somebody(role), role, office(OfficeKind::Itjen)),
        Role::Receiver | Role::Coordinator | Role::DataProtectionOfficer => {
            Actor::officer(somebody(role), role, unit())
        }
        Role::Verifier | Role::Pyb | Role::Assessor => Actor::officer(somebody(role), role, here),
    })
}
