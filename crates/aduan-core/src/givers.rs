//! Who gave which command, and how often: what rules about people and limits ask.

use crate::{Actor, CommandKind, PersonId, Role};

/// For each kind of command, how often it was given on a complaint, and by whom.
///
/// Bounded: it knows [`PEOPLE`](Self::PEOPLE) people. A command of one more is refused, so nobody is forgotten.
///
/// ```
/// use aduan_core::{CommandKind, Complaint, ComplaintId};
/// let nothing_yet = Complaint::new(ComplaintId::default());
/// assert_eq!(nothing_yet.givers.count(CommandKind::RequestData), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Givers {
    people: Vec<PersonId>,
    given: Vec<Given>,
}

/// How often one person gave one kind of command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Given {
    command: CommandKind,
    /// Their place among the people; [`SYSTEM`] for the system.
    person: u8,
    count: u16,
}

/// The system is no person.
const SYSTEM: u8 = u8::MAX;

impl Givers {
    /// How many people a complaint has room for. The last place is the complainant's.
    pub const PEOPLE: usize = 32;

    /// Of a complaint of which nothing has happened yet.
    pub const fn new() -> Self {
        Self { people: Vec::new(), given: Vec::new() }
    }

    /// How often a command was given.
    pub fn count(&self, command: CommandKind) -> u16 {
        self.of_kind(command).fold(0, |count, given| count.saturating_add(given.count))
    }

    /// Whether this person gave a command.
    pub fn gave(&self, command: CommandKind, person: PersonId) -> bool {
        self.of(command).any(|giver| giver == person)
    }

    /// The people who gave a command, in the order in which they first gave it.
    pub fn of(&self, command: CommandKind) -> impl Iterator<Item = PersonId> {
        self.of_kind(command).filter_map(|given| self.people.get(usize::from(given.person)).copied())
    }

    fn of_kind(&self, command: CommandKind) -> impl Iterator<Item = &Given> {
        self.given.iter().filter(move |given| given.command == command)
    }

    /// Whether another command of this actor can be remembered.
    pub fn has_room_for(&self, actor: &Actor) -> bool {
        matches!(actor.role, Role::System | Role::Complainant)
            || self.people.contains(&actor.id)
            || self.people.len() < Self::PEOPLE - 1
    }

    pub(crate) fn remember(&mut self, command: CommandKind, actor: &Actor) {
        // `decide` accepts no more people than there is room for, so one more is none of its making.
        let Some(person) = self.place_of(actor) else { return };
        let known = self.given.iter_mut().find(|given| (given.command, given.person) == (command, person));
        match known {
            Some(given) => given.count = given.count.saturating_add(1),
            None => self.given.push(Given { command, person, count: 1 }),
        }
    }

    fn place_of(&mut self, actor: &Actor) -> Option<u8> {
        if actor.role == Role::System {
            return Some(SYSTEM);
        }
        let known = self.people.iter().position(|person| *person == actor.id);
        if known.is_none() && self.people.len() < Self::PEOPLE {
            self.people.push(actor.id);
        }
        let place = known.unwrap_or(self.people.len().saturating_sub(1));
        let there = self.people.get(place) == Some(&actor.id);
        u8::try_from(place).ok().filter(|_| there)
    }
}
