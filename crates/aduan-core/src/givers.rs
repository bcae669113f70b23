//! The givers of each command, and how often they gave it. Rules about people and limits ask this.

use crate::{Actor, CommandKind, PersonId, Role};

/// For each kind of command, how often it was given on a complaint, and by whom.
///
/// Its size is bounded: it tells [`PEOPLE`](Self::PEOPLE) people apart. If a further person gave a command,
/// [`gave`](Self::gave) says yes for every person that it does not know. So a rule that demands different people
/// refuses, and no other rule does.
///
/// ```
/// use aduan_core::{CommandKind, Complaint, ComplaintId};
/// let nothing_yet = Complaint::new(ComplaintId::default());
/// assert_eq!(nothing_yet.givers.count(CommandKind::RequestData), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Givers {
    people: Vec<PersonId>,
    given: Vec<Times>,
}

/// How often one person gave one kind of command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Times {
    command: CommandKind,
    /// Their place among the people, or [`SYSTEM`], or [`OTHERS`].
    person: u8,
    count: u16,
}

/// The system is no person.
const SYSTEM: u8 = u8::MAX;
/// All people beyond the first [`PEOPLE`](Givers::PEOPLE).
const OTHERS: u8 = u8::MAX - 1;

impl Givers {
    /// How many people are told apart.
    pub const PEOPLE: usize = 32;

    /// The givers of a new complaint: none.
    pub const fn new() -> Self {
        Self { people: Vec::new(), given: Vec::new() }
    }

    /// How often a command was given.
    pub fn count(&self, command: CommandKind) -> u16 {
        self.times(command).fold(0, |count, times| count.saturating_add(times.count))
    }

    /// Whether this person gave a command, or may have.
    pub fn gave(&self, command: CommandKind, person: PersonId) -> bool {
        let place = self.place_of(person).unwrap_or(OTHERS);
        self.times(command).any(|times| times.person == place)
    }

    /// The people who gave a command, as far as they are told apart, in the order in which they first gave it.
    pub fn of(&self, command: CommandKind) -> impl Iterator<Item = PersonId> {
        self.times(command).filter_map(|times| self.people.get(usize::from(times.person)).copied())
    }

    /// The same, with every person called by another name: to compare histories that differ in their pseudonyms alone.
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(PersonId) -> PersonId) -> Self {
        self.people.iter_mut().for_each(|person| *person = name(*person));
        self
    }

    fn times(&self, command: CommandKind) -> impl Iterator<Item = &Times> {
        self.given.iter().filter(move |times| times.command == command)
    }

    fn place_of(&self, person: PersonId) -> Option<u8> {
        let place = self.people.iter().position(|known| *known == person)?;
        u8::try_from(place).ok()
    }

    pub(crate) fn remember(&mut self, command: CommandKind, actor: &Actor) {
        let person = if actor.role == Role::System { SYSTEM } else { self.placed(actor.id) };
        let known = self.given.iter_mut().find(|times| (times.command, times.person) == (command, person));
        match known {
            Some(times) => times.count = times.count.saturating_add(1),
            None => self.given.push(Times { command, person, count: 1 }),
        }
    }

    /// Counts this person as one who gave a command, and the command no further time: it was given with a ticket whose contact they
    /// had typed.
    pub(crate) fn ascribe(&mut self, command: CommandKind, person: PersonId) {
        let person = self.placed(person);
        if !self.times(command).any(|times| times.person == person) {
            self.given.push(Times { command, person, count: 0 });
        }
    }

    fn placed(&mut self, person: PersonId) -> u8 {
        if let Some(place) = self.place_of(person) {
            return place;
        }
        if self.people.len() == Self::PEOPLE {
            return OTHERS;
        }
        self.people.push(person);
        self.place_of(person).unwrap_or(OTHERS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn officer(number: u128) -> Actor {
        Actor {
            id: PersonId::new(Uuid::from_u128(number)),
            role: Role::Receiver,
            office: None,
            alias: None,
            ticket: None,
        }
    }

    #[test]
    fn whoever_is_not_told_apart_may_have_given_it() {
        let mut givers = Givers::new();
        for number in 1..=Givers::PEOPLE as u128 {
            givers.remember(CommandKind::AttachEvidence, &officer(number));
        }
        let (known, other) = (officer(1).id, officer(99).id);
        assert!(givers.gave(CommandKind::AttachEvidence, known));
        assert!(!givers.gave(CommandKind::AttachEvidence, other));
        givers.remember(CommandKind::Close, &officer(98));
        assert!(givers.gave(CommandKind::Close, other) && !givers.gave(CommandKind::Close, known));
        assert_eq!(givers.count(CommandKind::AttachEvidence), 32);
        assert_eq!(givers.count(CommandKind::Close), 1);
    }

    #[test]
    fn the_system_is_nobody() {
        let mut givers = Givers::new();
        givers.remember(CommandKind::RequestVerification, &Actor::system());
        assert_eq!(givers.count(CommandKind::RequestVerification), 1);
        assert!(!givers.gave(CommandKind::RequestVerification, PersonId::SYSTEM));
        assert_eq!(givers.of(CommandKind::RequestVerification).count(), 0);
    }
}
