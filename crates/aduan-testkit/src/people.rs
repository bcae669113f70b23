//! The people and offices of a test, each always the same.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "constants that parse")]

use aduan_core::{Actor, Complaint, Office, OfficeKind, PersonId, Role};
use uuid::Uuid;

/// The person of this number.
pub const fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

/// The complainant.
pub const COMPLAINANT: PersonId = person(0xc0);
/// The official complained of, the terlapor.
pub const OFFICIAL: PersonId = person(0xbad);

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

/// The office of this kind with the code 050100.
pub fn office(kind: OfficeKind) -> Office {
    Office { kind, code: "050100".parse().expect("a code") }
}

/// The compliance unit of headquarters, which verifies unless a test says otherwise.
pub fn unit() -> Office {
    Office { kind: OfficeKind::Puski, code: "777777".parse().expect("a code") }
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
    match role {
        Role::Complainant => Actor::complainant(complainant),
        Role::System => Actor::system(),
        Role::Inspectorate => Actor::officer(somebody(role), role, office(OfficeKind::Itjen)),
        Role::Receiver | Role::DataProtectionOfficer => Actor::officer(somebody(role), role, unit()),
        Role::Verifier | Role::Pyb | Role::Assessor => Actor::officer(somebody(role), role, here),
    }
}
