//! What one person does not do alone: the first proposes it, a second confirms it, as data of a rulebook.

use crate::event::Proposed;
use crate::{Command, CommandKind, Deadline, HouseNumber, Language, ProposedAct, Role};
use serde::{Deserialize, Serialize};

tokens! {
    /// The case in which a command needs two people.
    pub enum TwoPeopleCase {
        /// The complaint ended as substantiated, in whole or in part, or the Inspectorate acted on it.
        Substantiated = "substantiated", "pengaduan yang terbukti", "a substantiated complaint";
        /// The retention is not over, or there is none (R30).
        BeforeRetention = "before_retention", "sebelum masa retensi berakhir", "before the retention is over";
        /// Another person placed the legal hold (R30).
        OfAnother = "of_another", "penahanan yang ditetapkan orang lain", "a hold that another placed";
        /// Something that came in late waits for a look (W6), or what it is about for a decision (W7).
        Unsettled = "unsettled", "ada yang belum ditelaah atau diputuskan", "something waits for a look or a decision";
    }
}

tokens! {
    /// How far apart the two people are.
    pub enum TwoOf {
        /// They are two people.
        People = "people", "dua orang", "two people";
        /// They are two people of two offices.
        Offices = "offices", "dua orang dari dua kantor", "two people of two offices";
    }
}

/// An act that one person does not do alone (persetujuan dua orang).
///
/// Whoever gives the command first proposes it. Another person who gives the same command confirms it, and it is done. A
/// proposal that nobody confirms lapses. It binds no system: what time alone brings about, nobody decides.
///
/// ```
/// use aduan_core::{CommandKind, Rulebook, TwoOf};
/// let book = Rulebook::kep_154_2012();
/// let clearing = book.two_people.iter().find(|one| one.command == CommandKind::ClearName).expect("one");
/// assert_eq!((clearing.number.as_str(), clearing.apart), ("PT-3", TwoOf::Offices));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwoPeople {
    /// Its number in the house.
    pub number: HouseNumber,
    /// The command: one of [`COMMANDS`](Self::COMMANDS).
    pub command: CommandKind,
    /// The cases in which it needs two people; every case where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<TwoPeopleCase>,
    /// How far apart the two are.
    pub apart: TwoOf,
    /// What it says, in Indonesian: a sentence.
    pub indonesian: String,
    /// What it says, in English: a sentence.
    pub english: String,
}

/// Why a rule of two people is not sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum TwoPeopleError {
    /// Nobody proposes this command.
    #[error("{command} is not proposed; what is: {}", proposable())]
    NotProposed {
        /// The command.
        command: CommandKind,
    },
    /// Another rule is about the same command.
    #[error("another rule is about {command}")]
    Twice {
        /// The command.
        command: CommandKind,
    },
    /// Another rule of the house has the same number.
    #[error("the number is taken by another")]
    Taken,
    /// It says nothing to those whom it refuses.
    #[error("a sentence in each language is needed, of 1 to 300 characters")]
    Unsaid,
}

fn proposable() -> String {
    TwoPeople::COMMANDS.map(|command| command.to_string()).join(", ")
}

impl TwoPeople {
    /// The commands that a rulebook may demand two people for.
    pub const COMMANDS: [CommandKind; 5] = [
        CommandKind::ClearName,
        CommandKind::ErasePersonalData,
        CommandKind::ReturnFromWise,
        CommandKind::ReviewLateMaterial,
        CommandKind::ReleaseLegalHold,
    ];

    /// Whether this role confirms a command that it may not propose: what another role is there to judge.
    pub fn only_confirms(command: CommandKind, role: Role) -> bool {
        role == Role::Coordinator
            && matches!(command, CommandKind::ErasePersonalData | CommandKind::ReturnFromWise)
    }

    /// What it says.
    pub fn sentence(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.indonesian,
            Language::English => &self.english,
        }
    }

    /// Whether these rules are sound beside the numbers that are `taken`; otherwise which is not, and why.
    pub(crate) fn check(all: &[Self], taken: &[HouseNumber]) -> Result<(), (HouseNumber, TwoPeopleError)> {
        for (place, one) in all.iter().enumerate() {
            let wrong = |why| Err((one.number, why));
            let before = &all[..place];
            if !Self::COMMANDS.contains(&one.command) {
                return wrong(TwoPeopleError::NotProposed { command: one.command });
            }
            if before.iter().any(|other| other.command == one.command) {
                return wrong(TwoPeopleError::Twice { command: one.command });
            }
            if taken.contains(&one.number) || before.iter().any(|other| other.number == one.number) {
                return wrong(TwoPeopleError::Taken);
            }
            let said = |sentence: &str| (1..=300).contains(&sentence.trim().chars().count());
            if !said(&one.indonesian) || !said(&one.english) {
                return wrong(TwoPeopleError::Unsaid);
            }
        }
        Ok(())
    }

    /// The rules that both shipped rulebooks have, and every rulebook that names none: inferred.
    pub(crate) fn shipped() -> Vec<Self> {
        let one = |number, command, cases: &[TwoPeopleCase], apart, indonesian: &str, english: &str| Self {
            number: HouseNumber::fixed(number),
            command,
            cases: cases.to_vec(),
            apart,
            indonesian: indonesian.to_owned(),
            english: english.to_owned(),
        };
        vec![
            one(
                "PT-3",
                CommandKind::ClearName,
                &[],
                TwoOf::Offices,
                "Nama yang keliru disebut sebagai terlapor dihapus oleh dua orang dari dua kantor.",
                "A name that was complained of by a slip is cleared by two people of two offices.",
            ),
            one(
                "PT-4",
                CommandKind::ErasePersonalData,
                &[TwoPeopleCase::Substantiated, TwoPeopleCase::BeforeRetention, TwoPeopleCase::Unsettled],
                TwoOf::People,
                "Data pengaduan yang terbukti, sebelum masa retensi berakhir, atau selama ada yang belum ditelaah atau diputuskan, dihapus oleh dua orang.",
                "The data of a substantiated complaint, before the retention is over, or while something waits for a look or a decision, are erased by two people.",
            ),
            one(
                "PT-5",
                CommandKind::ReturnFromWise,
                &[],
                TwoOf::People,
                "Hasil WISE yang dicatat dengan tangan dicatat oleh dua orang.",
                "An outcome of WISE that is entered by hand is entered by two people.",
            ),
            one(
                "PT-6",
                CommandKind::ReviewLateMaterial,
                &[],
                TwoOf::People,
                "Bahan yang masuk setelah pengaduan ditutup dikesampingkan oleh dua orang.",
                "What came in after a complaint was closed is set aside by two people.",
            ),
            one(
                "PT-10",
                CommandKind::ReleaseLegalHold,
                &[TwoPeopleCase::OfAnother],
                TwoOf::People,
                "Penahanan penghapusan dicabut oleh yang menetapkannya, atau oleh dua orang lain.",
                "A legal hold is released by who placed it, or by two others.",
            ),
        ]
    }
}

impl ProposedAct {
    /// Its command.
    pub const fn command(self) -> CommandKind {
        match self {
            Self::ClearName => CommandKind::ClearName,
            Self::ErasePersonalData => CommandKind::ErasePersonalData,
            Self::ReturnFromWise => CommandKind::ReturnFromWise,
            Self::ReviewLateMaterial => CommandKind::ReviewLateMaterial,
            Self::ReleaseLegalHold => CommandKind::ReleaseLegalHold,
        }
    }

    /// The act of a command; `None` for one that nobody proposes.
    pub fn of(command: CommandKind) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.command() == command)
    }
}

impl Proposed {
    /// What a command proposes; `None` for one that nobody proposes.
    pub(crate) fn of(command: &Command, lapse: Deadline) -> Option<Self> {
        let nothing = Self {
            act: ProposedAct::of(command.kind())?,
            official: None,
            office: None,
            basis: None,
            number: None,
            outcome: None,
            hold: None,
            words: None,
            lapse,
        };
        Some(match command.clone() {
            Command::ClearName { official, office, reason } => {
                Self { official, office, words: Some(reason), ..nothing }
            }
            Command::ErasePersonalData { basis } => Self { basis: Some(basis), ..nothing },
            Command::ReturnFromWise { number, outcome, note } => {
                Self { number: Some(number), outcome: Some(outcome), words: note, ..nothing }
            }
            Command::ReleaseLegalHold { hold, reason } => {
                Self { hold: Some(hold), words: Some(reason), ..nothing }
            }
            Command::ReviewLateMaterial { conclusion } => Self { words: Some(conclusion), ..nothing },
            _ => return None,
        })
    }

    /// The command that was given.
    pub(crate) fn given(&self) -> Option<Command> {
        Some(match self.act {
            ProposedAct::ClearName => Command::ClearName {
                official: self.official.clone(),
                office: self.office,
                reason: self.words.clone()?,
            },
            ProposedAct::ErasePersonalData => Command::ErasePersonalData { basis: self.basis? },
            ProposedAct::ReturnFromWise => Command::ReturnFromWise {
                number: self.number?,
                outcome: self.outcome?,
                note: self.words.clone(),
            },
            ProposedAct::ReleaseLegalHold => {
                Command::ReleaseLegalHold { hold: self.hold?, reason: self.words.clone()? }
            }
            ProposedAct::ReviewLateMaterial => {
                Command::ReviewLateMaterial { conclusion: self.words.clone()? }
            }
        })
    }

    /// Whether another proposes the same. Their words may differ: each gives their own reason.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        let named = |it: &Self| it.official.as_ref().map(|official| official.alias);
        let facts = |it: &Self| (it.act, named(it), it.office, it.basis, it.number, it.outcome, it.hold);
        facts(self) == facts(other)
    }
}
