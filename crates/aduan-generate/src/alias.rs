//! Aliases of people who do not exist: one for each person and complaint, as a desk derives them under a key.

use aduan_core::{Actor, Alias, ComplaintId, Officer, PersonId, Role};

/// Who a person is in one complaint.
pub(crate) fn alias(complaint: ComplaintId, person: PersonId) -> Alias {
    let mut mixed = complaint.uuid().as_u128() ^ person.uuid().as_u128().rotate_left(64);
    // Rounds of a mixer in the manner of MurmurHash3.
    for factor in [0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835, 0xd1b5_4a32_d192_ed03_c2b2_ae3d_27d4_eb4f] {
        mixed = (mixed ^ (mixed >> 63)).wrapping_mul(factor);
    }
    let bytes = (mixed ^ (mixed >> 59)).to_be_bytes();
    Alias::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The actor as the complaint knows them: an officer by their alias.
pub(crate) fn known(complaint: ComplaintId, actor: Actor) -> Actor {
    let alias = alias(complaint, actor.id);
    match actor.role {
        Role::Complainant | Role::System => actor,
        _ => actor.known_as(alias),
    }
}

/// An officer whom a command names.
pub(crate) fn officer(complaint: ComplaintId, id: PersonId) -> Officer {
    Officer { id, alias: alias(complaint, id) }
}
