//! What is tried together: each world is about one concern, and is searched to its end.
//!
//! In one world with everything in it, each thing that can be so or otherwise doubles the states, though most such things never
//! meet in a rule: whether a complaint is on hold says nothing about how its complainant was told of a request. So there are
//! several worlds. In each, everything that a concern needs is tried in every order.

use crate::people::ModelActor;
use crate::variants::Variant;
use aduan_core::{
    Command, CommandKind, Following, IdentityPart, Notice, NoticeChannel, OfficeKind, Reported, Role,
    Rulebook,
};

/// A world of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum World {
    /// Where a file goes, and who may act on it there: offices and officials that are named, reviews, moves, WISE, people in
    /// two roles. Every complainant can be reached by every way and has no ticket. Requests are told by letter.
    File,
    /// What the complainant says and learns: identity, tickets, confidentiality, disclosures, each way of being told or not.
    /// No office is named, and no file is moved.
    Complainant,
    /// The end and what comes after it: legal holds, retention, erasure, what comes in late, messages that wait, reopening. The complainant says
    /// as little as the rulebook allows, and is asked nothing.
    End,
    /// All of it at once. That is too much to be searched to its end; histories are drawn from it at random.
    Whole,
}

impl World {
    /// Those that are searched to their ends.
    pub const SEARCHED: &'static [Self] = &[Self::File, Self::Complainant, Self::End];

    /// Its name: `file`, `complainant`, `end` or `whole`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Complainant => "complainant",
            Self::End => "end",
            Self::Whole => "whole",
        }
    }

    /// Its bit in a set of worlds.
    pub(crate) const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The worlds in which they try this, as bits.
    pub(crate) fn of(who: ModelActor, variant: &Variant, rulebook: &Rulebook) -> u8 {
        let all = [Self::File, Self::Complainant, Self::End, Self::Whole];
        all.iter().filter(|world| world.has(who, variant, rulebook)).fold(0, |bits, world| bits | world.bit())
    }

    /// Whether they try this in this world.
    fn has(self, who: ModelActor, variant: &Variant, rulebook: &Rulebook) -> bool {
        use CommandKind::{
            ChooseConfidentiality, ClearName, ContestMatter, DecideMatter, DenyTelling, DiscloseIdentity,
            ErasePersonalData, ExpireDataWindow, IssueTicket, MarkMessagesRead, PlaceLegalHold,
            RecordMailAccepted, RecordNotTold, RecordTold, Recuse, ReissueTicket, ReleaseLegalHold,
            ReturnFromWise, ReviewLateMaterial, RevokeTicket, SupplyData, Transfer, WriteMessage,
        };
        let command = &variant.command;
        let kind = command.kind();
        // What one person may not do alone is tried in the world that is about it; the system does it everywhere (S2).
        let by_two = match kind {
            ReturnFromWise => self == Self::File,
            ErasePersonalData => self == Self::End,
            _ => true,
        };
        if self != Self::Whole && who.role != Role::System && !by_two {
            return false;
        }
        match self {
            Self::File => match command {
                Command::Receive(receive) => {
                    receive.following == Following::NotWanted && parts(command) == IdentityPart::ALL.len()
                }
                Command::RecordTold { notice, channel } => told_by_letter(who, *notice, *channel),
                Command::ReviewMaterial(review) => !gone(review.reported),
                _ => !matches!(
                    kind,
                    IssueTicket
                        | ReissueTicket
                        | RevokeTicket
                        | ChooseConfidentiality
                        | WriteMessage
                        | MarkMessagesRead
                        | PlaceLegalHold
                        | ReleaseLegalHold
                        | ReviewLateMaterial
                        | RecordMailAccepted
                        | RecordNotTold
                        | DenyTelling
                ),
            },
            Self::Complainant => match command {
                Command::ForwardToPyb { office } => office.kind == OfficeKind::Puski,
                Command::ForwardToAssessor { office, assessor, .. }
                | Command::DisposeToAssessor { office, assessor, .. } => {
                    assessor.is_some() || office.kind == OfficeKind::Kanwil
                }
                // With an open request, it is the answer.
                Command::WriteMessage { .. } => who.role == Role::Complainant,
                _ => {
                    !names_an_office(command)
                        && !matches!(
                            kind,
                            ClearName
                                | MarkMessagesRead
                                | Transfer
                                | Recuse
                                | PlaceLegalHold
                                | ReleaseLegalHold
                                | ReviewLateMaterial
                        )
                }
            },
            Self::End => match command {
                Command::Receive(receive) => {
                    let least =
                        if rulebook.identity_required.is_empty() { 0 } else { IdentityPart::ALL.len() };
                    receive.following == Following::NotWanted && parts(command) == least
                }
                Command::ReviewMaterial(review) => !gone(review.reported),
                _ => {
                    !who.is_second()
                        && !matches!(
                            kind,
                            IssueTicket
                                | ReissueTicket
                                | RevokeTicket
                                | ClearName
                                | ContestMatter
                                | DecideMatter
                                | ChooseConfidentiality
                                | DiscloseIdentity
                                | SupplyData
                                | ExpireDataWindow
                                | RecordTold
                                | RecordMailAccepted
                                | RecordNotTold
                                | DenyTelling
                                | Transfer
                                | Recuse
                        )
                }
            },
            Self::Whole => true,
        }
    }
}

/// Whether the official is one of those whom nobody reports any more: they are a ground of their own, as one who stays unclear is.
fn gone(reported: Reported) -> bool {
    matches!(reported, Reported::Retired | Reported::Deceased)
}

/// How many parts of an identity a reception brings.
fn parts(command: &Command) -> usize {
    match command {
        Command::Receive(receive) => {
            receive.identity.as_ref().map_or(0, |identity| identity.parts.iter().count())
        }
        _ => 0,
    }
}

/// Whether this says that somebody's office is the one that is complained of.
fn names_an_office(command: &Command) -> bool {
    match command {
        Command::Receive(receive) => receive.reported_office.is_some(),
        Command::ReviewMaterial(review) => review.office.is_some(),
        Command::RecordAssessmentStep { office, .. } => office.is_some(),
        _ => false,
    }
}

/// The one way in which a request is told where the way does not matter; and one other notice.
fn told_by_letter(who: ModelActor, notice: Notice, channel: NoticeChannel) -> bool {
    channel == NoticeChannel::Letter
        && matches!(notice, Notice::DataRequest | Notice::Progress)
        && who.role != Role::System
}
