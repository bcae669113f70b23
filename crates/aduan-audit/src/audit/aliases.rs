//! The aliases of a complaint: each is one person's, and each person has one (T6).

use super::finding::Fault;
use aduan_core::{Actor, Alias, Complaint, Known, PersonId, Role};
use std::hash::{BuildHasher, RandomState};

/// Who has which alias in one complaint, by keyed digests: 16 bytes a person.
#[derive(Debug, Default)]
pub(super) struct Aliases(Vec<(u64, u64)>);

impl Aliases {
    /// Notes who acts in these records and whom they name as an officer; the faults, and in which record each is.
    pub(super) fn note(&mut self, key: &RandomState, records: &[Known]) -> Vec<(usize, Fault)> {
        let mut faults = Vec::new();
        for (index, Known { record, .. }) in records.iter().enumerate() {
            let actor = record.actor.alias.map(|alias| (record.actor.id, alias));
            let officer = record.event.officer().map(|officer| (officer.id, officer.alias));
            for (person, alias) in actor.into_iter().chain(officer) {
                faults.extend(self.fault(key, person, alias).map(|fault| (index, fault)));
            }
        }
        faults
    }

    fn fault(&mut self, key: &RandomState, person: PersonId, alias: Alias) -> Option<Fault> {
        let pair = (key.hash_one(person), key.hash_one(alias));
        if self.0.contains(&pair) {
            return None;
        }
        let other = self.0.iter().any(|(known, _)| *known == pair.0);
        let shared = self.0.iter().any(|(_, known)| *known == pair.1);
        self.0.push(pair);
        if other { Some(Fault::OtherAlias) } else { shared.then_some(Fault::SharedAlias) }
    }
}

/// Whether nobody can tell if this actor is the official complained of: in a record from before there were aliases.
pub(super) fn is_unrecognised(before: &Complaint, actor: &Actor) -> bool {
    let person = !matches!(actor.role, Role::Complainant | Role::System);
    person && actor.alias.is_none() && before.named().next().is_some()
}
