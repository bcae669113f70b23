//! What is tried together: each world is about one concern, and is searched to its end.
//!
//! In one world with everything in it, each thing that can be so or otherwise doubles the states, though most such things never
//! meet in a rule: whether a complaint is on hold says nothing about how its complainant was told of a request. So there are
//! several worlds. In each, the way of a complaint is tried, and everything that its concern needs, in every order.

use crate::fixtures::ACCUSED;
use crate::people::ModelActor;
use crate::variants::{self, Variant};
use aduan_core::CommandKind::{
    AcknowledgeWise, AmendMaterial, AttachEvidence, CancelRequest, ChooseConfidentiality, ClearName, Close,
    ConcludeAssessment, ContestMatter, DecideFollowUp, DecideMatter, DeclareNotActionable, DenyTelling,
    DiscloseIdentity, DisposeToAssessor, ErasePersonalData, ExpireDataWindow, ForwardToAssessor,
    ForwardToPyb, ForwardToWise, IssueTicket, LapseProposals, MarkMessagesRead, PlaceLegalHold, Recall,
    Receive, RecordAssessmentStep, RecordMailAccepted, RecordNotTold, RecordTold, Recuse, ReissueTicket,
    ReleaseLegalHold, Reopen, RequestData, RequestVerification, ReturnFromWise, ReturnMisdirected,
    ReviewLateMaterial, ReviewMaterial, RevokeTicket, SupplyData, Transfer, Withdraw, WriteMessage,
};
use aduan_core::{
    Command, CommandKind, Following, IdentityPart, Notice, NoticeChannel, Office, OfficeKind, Reported, Role,
    Rulebook,
};

/// A world of the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum World {
    /// Where a file goes, and who may act on it there: offices and officials that are named, moves, people in two roles. Every
    /// complainant can be reached by every way. Requests are told by letter.
    File,
    /// What the complainant is asked and told, by each way and by each teller, and what they answer. No office is named.
    Telling,
    /// Who the complainant is: tickets of each kind, confidentiality, disclosures. No office is named; nobody tells anything.
    Identity,
    /// Legal holds, retention and erasure.
    Holds,
    /// What comes in after the end, and messages that nobody answered.
    Late,
    /// Slips: a name that is cleared, a matter that is contested, an outcome of WISE that is entered by hand.
    Slips,
    /// PUSKI itself is complained of, so that the Inspectorate oversees it.
    Puski,
    /// All of it at once. That is too much to be searched to its end; histories are drawn from it at random.
    Whole,
}

/// The way of a complaint: what every world tries.
const WAY: &[CommandKind] = &[
    Receive,
    RequestVerification,
    ReviewMaterial,
    ForwardToPyb,
    ForwardToAssessor,
    DisposeToAssessor,
    ForwardToWise,
    AcknowledgeWise,
    ReturnFromWise,
    RecordAssessmentStep,
    ConcludeAssessment,
    DecideFollowUp,
    DeclareNotActionable,
    Close,
    Reopen,
];

impl World {
    /// Those that are searched to their ends.
    pub const SEARCHED: &'static [Self] =
        &[Self::File, Self::Telling, Self::Identity, Self::Holds, Self::Late, Self::Slips, Self::Puski];

    /// Its name, as in `file`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Telling => "telling",
            Self::Identity => "identity",
            Self::Holds => "holds",
            Self::Late => "late",
            Self::Slips => "slips",
            Self::Puski => "puski",
            Self::Whole => "whole",
        }
    }

    /// What it tries besides the way of a complaint.
    const fn concern(self) -> &'static [CommandKind] {
        match self {
            Self::File => &[
                AmendMaterial,
                AttachEvidence,
                RequestData,
                CancelRequest,
                SupplyData,
                ExpireDataWindow,
                RecordTold,
                ReturnMisdirected,
                Recall,
                Transfer,
                Recuse,
                DiscloseIdentity,
                Withdraw,
            ],
            Self::Telling => &[
                AmendMaterial,
                AttachEvidence,
                RequestData,
                CancelRequest,
                SupplyData,
                ExpireDataWindow,
                RecordTold,
                RecordMailAccepted,
                RecordNotTold,
                DenyTelling,
            ],
            Self::Identity => &[
                AmendMaterial,
                IssueTicket,
                ReissueTicket,
                RevokeTicket,
                ChooseConfidentiality,
                DiscloseIdentity,
                RequestData,
                SupplyData,
                Withdraw,
            ],
            Self::Holds => &[
                PlaceLegalHold,
                ReleaseLegalHold,
                ErasePersonalData,
                LapseProposals,
                RequestData,
                CancelRequest,
            ],
            Self::Late => &[
                AmendMaterial,
                AttachEvidence,
                ReviewLateMaterial,
                LapseProposals,
                WriteMessage,
                MarkMessagesRead,
                RequestData,
            ],
            Self::Slips => &[ClearName, ContestMatter, DecideMatter, LapseProposals],
            Self::Puski => &[
                AttachEvidence,
                ReviewLateMaterial,
                DecideMatter,
                Transfer,
                PlaceLegalHold,
                ReleaseLegalHold,
            ],
            // It tries everything; nobody asks.
            Self::Whole => &[],
        }
    }

    /// Its bit in a set of worlds.
    pub(crate) const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The worlds in which they try this, as bits.
    pub(crate) fn of(who: ModelActor, variant: &Variant, rulebook: &Rulebook) -> u8 {
        let tried = Self::SEARCHED.iter().filter(|world| world.has(who, variant, rulebook));
        tried.fold(Self::Whole.bit(), |bits, world| bits | world.bit())
    }

    /// Whether what is complained of may be an office here.
    pub(crate) const fn names_offices(self) -> bool {
        !matches!(self, Self::Telling | Self::Identity | Self::Holds | Self::Late)
    }

    /// Whether they try this in this world.
    fn has(self, who: ModelActor, variant: &Variant, rulebook: &Rulebook) -> bool {
        let command = &variant.command;
        let kind = command.kind();
        let about_puski =
            |command: &Command| named_office(command).is_some_and(|office| office.kind == OfficeKind::Puski);
        if kind == Receive && about_puski(command) != (self == Self::Puski) {
            return false;
        }
        if self == Self::Puski && !Self::is_of_puski(who, command) {
            return false;
        }
        // Whoever is named is refused by one guard, before any command's own. So the accused is named where a file goes, and where
        // what they proposed falls with it.
        if variants::names_the_accused(command) && !matches!(self, Self::File | Self::Slips) {
            return false;
        }
        if !WAY.contains(&kind) && !self.concern().contains(&kind)
            || !self.names_offices() && named_office(command).is_some()
            || self == Self::Slips
                && named_office(command).is_some_and(|office| office.kind != OfficeKind::Kppbc)
        {
            return false;
        }
        if who.is_second()
            && !matches!(self, Self::File)
            && !(self == Self::Telling && who.role == Role::Verifier)
        {
            return false;
        }
        match command {
            Command::Receive(receive) => match self {
                Self::File => {
                    receive.following == Following::NotWanted && parts(command) == IdentityPart::ALL.len()
                }
                Self::Telling => receive.following == Following::NotWanted,
                Self::Identity | Self::Puski => true,
                _ => {
                    let least =
                        if rulebook.identity_required.is_empty() { 0 } else { IdentityPart::ALL.len() };
                    receive.following == Following::NotWanted && parts(command) == least
                }
            },
            Command::ReviewMaterial(review) => self == Self::Telling || !gone(review.reported),
            Command::RecordTold { notice, channel } => {
                self != Self::File || told_by_letter(who, *notice, *channel)
            }
            // By hand it is the outcome that two people enter.
            Command::ReturnFromWise { .. } => self == Self::Slips || who.role == Role::System,
            Command::ForwardToPyb { office } => self == Self::File || office.kind != OfficeKind::Itjen,
            Command::ForwardToAssessor { office, assessor, .. }
            | Command::DisposeToAssessor { office, assessor, .. }
                if !self.names_offices() || self == Self::Slips =>
            {
                assessor.is_some() || matches!(office.kind, OfficeKind::Kanwil)
            }
            // An assessor finds it out late, which is about where the file goes then.
            Command::RecordAssessmentStep { office, .. } => self == Self::File || office.is_none(),
            _ => true,
        }
    }
}

impl World {
    /// Whether this is tried where PUSKI is complained of, from the reception on: by whoever oversees it, and by one who holds.
    fn is_of_puski(who: ModelActor, command: &Command) -> bool {
        let named = !matches!(command, Command::Receive(_)) && named_office(command).is_some();
        let by = |roles: &[Role]| roles.contains(&who.role);
        let theirs = match command.kind() {
            ReviewLateMaterial => by(&[Role::Coordinator, Role::Inspectorate]),
            PlaceLegalHold | ReleaseLegalHold => by(&[Role::DataProtectionOfficer]),
            _ => true,
        };
        who.id != ACCUSED && !named && theirs
    }
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

/// The office that this says is complained of.
fn named_office(command: &Command) -> Option<Office> {
    match command {
        Command::Receive(receive) => receive.reported_office,
        Command::ReviewMaterial(review) => review.office,
        Command::RecordAssessmentStep { office, .. } => *office,
        _ => None,
    }
}

/// Whether the official is one of those whom nobody reports any more: they are a ground of their own, as one who stays unclear is.
fn gone(reported: Reported) -> bool {
    matches!(reported, Reported::Retired | Reported::Deceased)
}

/// The one way in which a request is told where the way does not matter; and one other notice.
fn told_by_letter(who: ModelActor, notice: Notice, channel: NoticeChannel) -> bool {
    channel == NoticeChannel::Letter
        && matches!(notice, Notice::DataRequest | Notice::Progress)
        && who.role != Role::System
}
