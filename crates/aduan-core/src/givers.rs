//! Who gave which command, and how often: what rules about people and limits ask.

use crate::{Actor, CommandKind, PersonId, Role};

const KINDS: usize = CommandKind::ALL.len();

/// For each kind of command, how often it was given on a complaint, and by whom.
///
/// Bounded: it knows [`PEOPLE`](Self::PEOPLE) people. A command of one more is refused, so nobody is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Givers {
    people: Vec<PersonId>,
    /// For each kind of command: how often.
    counts: [u16; KINDS],
    /// For each kind of command: one bit for each of `people`.
    by: [u32; KINDS],
}

impl Givers {
    /// How many people a complaint has room for. The system is no person. The last place is the complainant's.
    pub const PEOPLE: usize = u32::BITS as usize;

    /// Of a complaint of which nothing has happened yet.
    pub const fn new() -> Self {
        Self { people: Vec::new(), counts: [0; KINDS], by: [0; KINDS] }
    }

    /// How often a command was given.
    pub const fn count(&self, command: CommandKind) -> u16 {
        self.counts[command as usize]
    }

    /// Whether this person gave a command.
    pub fn gave(&self, command: CommandKind, person: PersonId) -> bool {
        self.of(command).any(|giver| giver == person)
    }

    /// Who gave a command, in the order in which they first acted on the complaint.
    pub fn of(&self, command: CommandKind) -> impl Iterator<Item = PersonId> {
        let by = self.by[command as usize];
        self.people
            .iter()
            .enumerate()
            .filter(move |(place, _)| by & (1 << place) != 0)
            .map(|(_, person)| *person)
    }

    /// Whether another command of this actor can be remembered.
    pub fn has_room_for(&self, actor: &Actor) -> bool {
        matches!(actor.role, Role::System | Role::Complainant)
            || self.people.contains(&actor.id)
            || self.people.len() < Self::PEOPLE - 1
    }

    pub(crate) fn remember(&mut self, command: CommandKind, actor: &Actor) {
        let kind = command as usize;
        self.counts[kind] = self.counts[kind].saturating_add(1);
        if actor.role == Role::System {
            return;
        }
        let known = self.people.iter().position(|person| *person == actor.id);
        let place = known.unwrap_or(self.people.len());
        if place < Self::PEOPLE {
            if known.is_none() {
                self.people.push(actor.id);
            }
            self.by[kind] |= 1 << place;
        }
    }
}
