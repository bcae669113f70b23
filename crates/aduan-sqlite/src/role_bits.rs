//! Sets of roles as they stand in a row: a bit each.

use aduan_core::{Role, Roles};

/// The roles that officers have, in the order of their bits.
pub(crate) const OFFICERS: [Role; 6] = [
    Role::Receiver,
    Role::Verifier,
    Role::Pyb,
    Role::Assessor,
    Role::Inspectorate,
    Role::DataProtectionOfficer,
];

/// A set of roles as it stands in a row.
pub(crate) fn bits(roles: Roles) -> i64 {
    (0..).zip(OFFICERS).filter(|(_, role)| roles.contains(*role)).map(|(place, _)| 1 << place).sum()
}

/// The set of roles with these bits.
pub(crate) fn roles(bits: i64) -> Roles {
    (0..).zip(OFFICERS).filter(|(place, _)| bits & (1 << place) != 0).map(|(_, role)| role).collect()
}
