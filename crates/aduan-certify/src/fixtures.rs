//! The people, offices and references of the small world.

use aduan_core::{
    Alias, Commitment, ContentId, ContentRef, Directory, DirectoryEntry, HoldId, Office, OfficeCode,
    OfficeKind, PersonId, Role, Zone,
};
use std::sync::LazyLock;
use uuid::Uuid;

pub(crate) const fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

/// The complainant.
pub(crate) const COMPLAINANT: PersonId = person(0xc0);
/// The official complained of, who turns up in every role.
pub(crate) const ACCUSED: PersonId = person(0xbad);
/// Another official, who turns up nowhere.
pub(crate) const ANOTHER: PersonId = person(0xbae);

/// A person's alias in the one complaint. The desk derives it under a key; here it is their own id.
pub(crate) const fn alias(person: PersonId) -> Alias {
    Alias::new(person.uuid())
}

/// The one officer of this role.
pub(crate) const fn officer(role: Role) -> PersonId {
    person(0xf0 + role as u128)
}

/// Another officer of this role, who does what the first may not do as well (S1).
pub(crate) const fn colleague(role: Role) -> PersonId {
    person(0x1f0 + role as u128)
}

/// The officers whom a separation of duties may have to know again (S1).
pub(crate) const TOLD_APART: [PersonId; 7] = [
    officer(Role::Receiver),
    officer(Role::Verifier),
    officer(Role::Pyb),
    officer(Role::Assessor),
    officer(Role::Inspectorate),
    officer(Role::DataProtectionOfficer),
    officer(Role::Coordinator),
];

/// The number of a person who may propose something, and whom another must follow (S2); 0 for others. It is below 32.
pub(crate) fn person_number(person: PersonId) -> u8 {
    let officers = Role::ALL.iter().map(|role| officer(*role));
    let all = officers.chain(Role::ALL.iter().map(|role| colleague(*role))).chain([ACCUSED]);
    (1..).zip(all).find(|(_, one)| *one == person).map_or(0, |(number, _)| number)
}

/// Some content; the core never looks inside.
pub(crate) fn content() -> ContentRef {
    ContentRef { id: ContentId::new(Uuid::from_u128(0xa_0001)), commitment: Commitment::new([1; 32]) }
}

/// A legal hold; each number its own.
pub(crate) const fn hold(number: u8) -> HoldId {
    HoldId::new(Uuid::from_u128(0xb_0000 + number as u128))
}

/// The one office of its kind.
pub(crate) fn office(kind: OfficeKind) -> Office {
    Office { kind, code: *CODE }
}

/// The directory of the small world.
#[expect(clippy::expect_used, reason = "a literal of one entry for each kind is sound")]
pub(crate) fn directory() -> Directory {
    let entry = |kind: OfficeKind| {
        let parent = (kind == OfficeKind::Kppbc).then(|| office(OfficeKind::Kanwil));
        DirectoryEntry { parent, ..DirectoryEntry::new(office(kind), kind.to_string(), Zone::Wib) }
    };
    let kinds = OfficeKind::ALL.iter().copied().filter(|kind| *kind != OfficeKind::Itjen);
    let id = "small-world".parse().expect("a name");
    Directory::new(id, String::new(), vec![office(OfficeKind::Puski)], kinds.map(entry).collect())
        .expect("a sound directory")
}

#[expect(clippy::expect_used, reason = "a literal of one digit is a code")]
static CODE: LazyLock<OfficeCode> = LazyLock::new(|| "1".parse().expect("a code"));
