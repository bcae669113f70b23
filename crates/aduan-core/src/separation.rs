//! Separation of duties: commands that one person does not give on the same complaint, as data of a rulebook.

use crate::{Actor, CommandKind, Complaint, Language, Matter, Role, Roles, procedure};
use serde::{Deserialize, Serialize};

codes! {
    /// The number of a house rule: `PT-1`.
    pub struct HouseNumber(15) accepts |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-', "[A-Z0-9-]";
}

impl HouseNumber {
    /// The number of a shipped rule.
    pub(crate) const fn fixed(text: &'static str) -> Self {
        let (bytes, len) = crate::token::inline(text);
        Self { bytes, len }
    }
}

/// A separation of duties (pemisahan tugas): an officer who gave one of the first commands on a complaint does not give
/// one of the second ones on it, in whichever role.
///
/// It bars neither the complainant nor the system, and nobody who gave none of the first commands. So no set of
/// separations blocks every way: it asks for a further person.
///
/// ```
/// use aduan_core::Rulebook;
/// let [received, reviewed, ..] = &Rulebook::kep_154_2012().separate[..] else { panic!("two and more") };
/// assert_eq!((received.number.as_str(), reviewed.number.as_str()), ("PT-1", "PT-2"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Separation {
    /// Its number in the house.
    pub number: HouseNumber,
    /// The first commands.
    pub who_gave: Vec<CommandKind>,
    /// The second ones.
    pub does_not_give: Vec<CommandKind>,
    /// The matter that it is for; all matters where none is named. A complaint that ever was about discipline counts as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<Matter>,
    /// What it says, in Indonesian: a sentence.
    pub indonesian: String,
    /// What it says, in English: a sentence.
    pub english: String,
}

/// Why a separation is not sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum SeparationError {
    /// One of its lists of commands has none.
    #[error("{list} names no command, so it would separate nothing")]
    Empty {
        /// The list.
        list: &'static str,
    },
    /// The complainant or the system alone gives this command, and nobody else.
    #[error("no officer may {command}, so nobody would be separated")]
    NoOfficer {
        /// The command.
        command: CommandKind,
    },
    /// A command stands in both lists: an officer could give it once, and whoever helps them could not give it again.
    #[error("{command} stands in both lists; a command is separated from others")]
    Itself {
        /// The command.
        command: CommandKind,
    },
    /// It says nothing to those whom it refuses.
    #[error("a sentence in each language is needed, of 1 to 300 characters")]
    Unsaid,
    /// Another has the same number.
    #[error("the number is taken by another")]
    Taken,
    /// There are too many of them.
    #[error("there are at most {most} separations")]
    TooMany {
        /// How many there may be.
        most: usize,
    },
}

impl Separation {
    /// How many a rulebook may have.
    pub const MOST: usize = 16;

    /// Whether it keeps this officer from a command on this complaint. Yes, too, if they may have given one of the first
    /// commands: see [`Givers::gave`](crate::Givers::gave).
    pub fn bars(&self, complaint: &Complaint, actor: &Actor, command: CommandKind) -> bool {
        !matches!(actor.role, Role::Complainant | Role::System)
            && self.does_not_give.contains(&command)
            && self.matter.is_none_or(|matter| complaint.is_or_was(matter))
            && self.who_gave.iter().any(|first| complaint.givers.gave(*first, actor.id))
    }

    /// What it says.
    pub fn sentence(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.indonesian,
            Language::English => &self.english,
        }
    }

    /// Whether these separations are sound; otherwise which is not, and why.
    pub(crate) fn check(all: &[Self]) -> Result<(), (HouseNumber, SeparationError)> {
        for (place, one) in all.iter().enumerate() {
            let wrong = |why| Err((one.number, why));
            if place == Self::MOST {
                return wrong(SeparationError::TooMany { most: Self::MOST });
            }
            if all[..place].iter().any(|other| other.number == one.number) {
                return wrong(SeparationError::Taken);
            }
            let lists = [("who_gave", &one.who_gave), ("does_not_give", &one.does_not_give)];
            for (list, commands) in lists {
                if commands.is_empty() {
                    return wrong(SeparationError::Empty { list });
                }
                if let Some(command) = commands.iter().copied().find(|command| officers(*command).is_empty())
                {
                    return wrong(SeparationError::NoOfficer { command });
                }
            }
            if let Some(command) =
                one.who_gave.iter().copied().find(|first| one.does_not_give.contains(first))
            {
                return wrong(SeparationError::Itself { command });
            }
            let said = |sentence: &str| (1..=300).contains(&sentence.trim().chars().count());
            if !said(&one.indonesian) || !said(&one.english) {
                return wrong(SeparationError::Unsaid);
            }
        }
        Ok(())
    }
}

/// The officers' roles that a command has in any stage.
fn officers(command: CommandKind) -> Roles {
    let all = procedure::rows(command).fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
    all.difference(Roles::of(&[Role::Complainant, Role::System]))
}
