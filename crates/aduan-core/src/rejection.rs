//! Refusals: which rule, what would have been right, and a sentence for an officer.

use crate::{
    Clarity, CommandKind, Elements, Ground, IdentityParts, Language, Matter, Notice, NoticeChannel, Office,
    OfficeKind, OfficeKinds, Outcome, Role, Roles, Rule, RulebookId, Separation, Stage, Stages, Step, Steps,
    Timestamp, TwoPeople, WiseNumber, Zone,
};
use chrono::NaiveDate;

mod sentence;

tokens! {
    /// Who would have handled their own case (T6).
    pub enum Conflict {
        /// The giver of the command is the reported official.
        Actor = "actor", "Anda sendiri terlapor dalam pengaduan ini", "you are the official complained of";
        /// The one to whom something would go is.
        Recipient = "recipient", "orang yang dituju adalah terlapor", "the person named is the official complained of";
        /// The office is the reported official's own.
        Office = "office", "kantor tersebut adalah tempat terlapor bekerja; perkara ini untuk PYB atau unit di luar kantor itu", "the office is where the official complained of works; the case is for the PYB, or for a unit outside of it";
    }
}

/// Why a command was refused. Nothing was recorded.
///
/// Each variant names its [rule](Self::rule) and [says](Self::sentence) in Indonesian and English what would
/// have been right. `Display` is the English sentence with its rule.
///
/// ```
/// use aduan_core::{Language, OfficeKind, OfficeKinds, Rejection, Rule};
/// let rejection = Rejection::WrongTarget {
///     kind: OfficeKind::Kppbc,
///     allowed: OfficeKinds::of(&[OfficeKind::Puski, OfficeKind::Kpu, OfficeKind::Kanwil]),
///     rule: Rule::R15,
/// };
/// assert_eq!(rejection.rule(), Rule::R15);
/// assert_eq!(
///     rejection.sentence(Language::Indonesian),
///     "KPPBC tidak dapat menjadi tujuan; pilih PUSKI KC / KPU BC / Kanwil DJBC."
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Rejection {
    /// A complainant does this at another time (P3). It does not say where the file is: they see that as far as it is told to them.
    NotNow {
        /// What.
        command: CommandKind,
        /// In which stages they may.
        allowed: Stages,
        /// The rule.
        rule: Rule,
    },
    /// The command does not belong to this stage.
    Stage {
        /// What was tried.
        command: CommandKind,
        /// Where the complaint stands.
        stage: Stage,
        /// Where it would have to stand.
        allowed: Stages,
        /// The rule of the table's row.
        rule: Rule,
    },
    /// The role may not give this command here.
    Role {
        /// What was tried.
        command: CommandKind,
        /// By whom.
        role: Role,
        /// Who may.
        allowed: Roles,
        /// The rule.
        rule: Rule,
    },
    /// The officer is not at the office that holds the file.
    Place {
        /// The office that does, if one does.
        holder: Option<Office>,
        /// The rule of the table's row.
        rule: Rule,
    },
    /// A person would handle their own case (T6).
    Conflict {
        /// Who.
        conflict: Conflict,
    },
    /// Another complainant's complaint (P1).
    NotTheComplainant,
    /// The history has events that this version does not know (W2, C28).
    UnknownHistory {
        /// How many.
        unknown: u32,
    },
    /// The complaint is handled under another rulebook (W1).
    WrongRulebook {
        /// The one it carries.
        carried: RulebookId,
    },
    /// The rulebook is not in force yet (W1).
    NotInForce {
        /// When it will be.
        from: NaiveDate,
    },
    /// The personal data are gone: nothing more can be done with it (R30).
    Erased,
    /// The rulebook does not know this channel (R1).
    ChannelNotOffered,
    /// Online complaints come from complainants, manual ones from receivers (R2, R3).
    ChannelOfOther {
        /// Who may use this channel.
        allowed: Role,
        /// R2 or R3.
        rule: Rule,
    },
    /// A receiver speaks for complainants who came by hand. One who filed online has a ticket, and speaks with it (R2, R3).
    NotByHand {
        /// What was to be done for them.
        command: CommandKind,
        /// The rule of the command.
        rule: Rule,
    },
    /// A receiver who speaks for a complainant says how the complainant told them, and shows a withdrawal; a complainant, who
    /// speaks for themselves, says neither (R13, R21).
    HowItWasSaid {
        /// What was to be done.
        command: CommandKind,
        /// By whom.
        by: Role,
        /// The rule of the command.
        rule: Rule,
    },
    /// The rulebook separates what this officer did on the complaint from what they want to do (S1).
    Separated {
        /// The separation.
        separation: Box<Separation>,
        /// What was tried.
        command: CommandKind,
        /// The roles in which somebody else may.
        allowed: Roles,
    },
    /// The nil id is the system's, and no person's: what is decided about a person needs to know which (T6).
    NobodyNamed {
        /// The command that names somebody.
        command: CommandKind,
    },
    /// The complainant is neither the official complained of nor an officer to whom their own case goes (T6).
    ComplainantNamed {
        /// The command that names them.
        command: CommandKind,
    },
    /// The rulebook asks for these parts of the identity (W3).
    IdentityRequired {
        /// What is missing.
        missing: IdentityParts,
    },
    /// Ethics and discipline are not handled here: WISE is the place (K1).
    GoesToWise,
    /// The rulebook does not have these elements (R8).
    ElementsUnknown {
        /// Which.
        elements: Elements,
    },
    /// The command has an empty list where at least one thing must be named.
    NothingNamed {
        /// The command.
        command: CommandKind,
        /// The rule.
        rule: Rule,
    },
    /// A ticket would be shown to a person other than the complainant (R7).
    TicketShown,
    /// The ticket was revoked, or another took its place (R7).
    TicketRevoked,
    /// An officer typed the contact to which the ticket went. Its quiet days run: it follows and adds evidence (R7).
    TicketQuiet {
        /// When it has all powers.
        opens: Timestamp,
        /// The office's time.
        zone: Zone,
    },
    /// No ticket was issued that another could follow (R7).
    NoTicket,
    /// A complainant has a new ticket sent to a contact that they left, and to no other (R7).
    ContactNotOnFile,
    /// A new ticket is on its way to the complainant (R7).
    TicketOnItsWay,
    /// There is no room for another ticket (R7).
    TooManyTickets,
    /// This officer, or somebody of this office, wrote down that the complainant consents, or had typed the contact of the ticket with
    /// which they did (R27).
    ConsentByOwnTicket,
    /// An officer typed the contact to which the ticket went, so nobody knows that the complainant withdraws: the receiver records
    /// it, with what shows it (R21).
    WithdrawnByTypedTicket,
    /// No way leads to the complainant.
    Unreachable {
        /// The rule.
        rule: Rule,
    },
    /// There is no such thing to tell yet (R22).
    NoticeUntimely {
        /// What would have been told.
        notice: Notice,
        /// In which stages it may be.
        allowed: Stages,
    },
    /// It has been done already.
    Already {
        /// What.
        command: CommandKind,
        /// The rule.
        rule: Rule,
    },
    /// The review does not say what this step needs.
    Clarity {
        /// The review's judgement; `None` if no review covers the present material.
        clarity: Option<Clarity>,
        /// What it would have to say.
        needed: Clarity,
        /// The rule.
        rule: Rule,
    },
    /// No review covers the present material (R10).
    NotReviewed,
    /// The review contradicts itself about the reported official (R10).
    ReviewInconsistent,
    /// Discipline goes to the PYB, everything else to the assessor (R11).
    WrongRoute {
        /// What the review found it to be.
        matter: Matter,
        /// The command for that.
        right: CommandKind,
    },
    /// An office of this kind is no target.
    WrongTarget {
        /// The kind.
        kind: OfficeKind,
        /// The kinds that are.
        allowed: OfficeKinds,
        /// R11 or R15.
        rule: Rule,
    },
    /// No data were asked for, so none can be supplied or missed.
    NothingRequested {
        /// R12, R13 or R14(b).
        rule: Rule,
    },
    /// The complainant's window still runs.
    WindowOpen {
        /// When this becomes possible.
        opens: Timestamp,
        /// The office's time.
        zone: Zone,
        /// R13 or R14(b).
        rule: Rule,
    },
    /// The complainant was not told of the request, so they have missed nothing (R14(b)).
    NotTold,
    /// The officer who recorded that the complainant was told does not end the complaint by their silence (R14(b), T10).
    ToldByGiver,
    /// A question is opened with the ticket by its complainant; every other way is for officers and the system to record (R22).
    TellingOfAnother {
        /// The way.
        channel: NoticeChannel,
    },
    /// A reason must be given, in words (R14, R17).
    ReasonRequired {
        /// The rule.
        rule: Rule,
    },
    /// The complainant must be given a reason that was written for them (P3).
    PublicReasonRequired,
    /// The review does not establish this ground.
    GroundNotEstablished {
        /// The ground.
        ground: Ground,
        /// The rule.
        rule: Rule,
    },
    /// The ground belongs to another role.
    GroundOfAnother {
        /// The ground.
        ground: Ground,
        /// Whose it is.
        allowed: Role,
        /// The rule.
        rule: Rule,
    },
    /// WISE knows the complaint under another number, or has not acknowledged it (R20).
    WiseNumber {
        /// The number it gave.
        expected: Option<WiseNumber>,
    },
    /// The steps of an assessment have an order (R18).
    StepOutOfOrder {
        /// What was tried.
        step: Step,
        /// The step that must come first; or, if it is later than `step`, the step that the assessment has reached.
        expected: Step,
    },
    /// Steps are missing before a conclusion (R18).
    StepsMissing {
        /// Which.
        missing: Steps,
    },
    /// Only its sender takes a file back, and only while nothing was done with it since it was sent (R18).
    NotRecallable {
        /// Who may; nobody any more where there is none.
        sender: Option<(Role, Office)>,
    },
    /// The directory has no such office, or it is none any more (W4).
    NoSuchOffice {
        /// The office.
        office: Office,
        /// The offices that may have been meant, the likeliest first.
        nearest: Vec<Office>,
    },
    /// A coordinator oversees their own office and those beneath it (W5).
    NotOverseen {
        /// The office that they do not oversee.
        office: Office,
    },
    /// The Inspectorate oversees complaints about PUSKI, and no other (W5).
    NotAboutPuski,
    /// The directory has no unit that may take what the complaint's own unit must pass on (T6).
    NoFallbackUnit,
    /// Whoever closed a complaint does not answer alone for what came in after it (W6).
    ClosedByThem,
    /// One person does not do this alone, and the second must be another one (S2).
    SecondPerson {
        /// The rule of the house.
        two: Box<TwoPeople>,
        /// When the proposal lapses.
        until: Timestamp,
        /// The office's time.
        zone: Zone,
    },
    /// There is no proposal that could be confirmed, or lapse (S2).
    NothingProposed {
        /// The command.
        command: CommandKind,
        /// Who may propose it.
        allowed: Roles,
    },
    /// Only a name that was complained of before, and is not any more, is cleared (T6).
    NotNamedBefore,
    /// The complainant contests nothing that is not decided (W7).
    NothingContested,
    /// A coordinator decided what the complaint is about. A review keeps to it, or finds that it is about discipline (W7).
    MatterIsDecided {
        /// What it is about.
        matter: Matter,
    },
    /// Nothing follows from an unsubstantiated complaint (R19).
    NothingToFollow,
    /// What follows has not been decided (R19).
    FollowUpMissing,
    /// Only a withdrawn complaint may be closed here (R21).
    NotWithdrawn,
    /// A withdrawal does not close a discipline case (R21).
    DisciplineGoesOn,
    /// This outcome is not one to reopen from (R19).
    NotReopenable {
        /// The outcome.
        outcome: Option<Outcome>,
    },
    /// The vault has no identity to disclose or to keep (R27).
    NoIdentity,
    /// The complainant has not chosen to be open (R27).
    ConsentMissing,
    /// To ease the investigation, the PYB must approve (R27).
    ApprovalRequired,
    /// The PYB does not approve a disclosure to themselves (R27).
    SelfApproval,
    /// The stream has no room for another batch (W2).
    StreamFull,
    /// As many officials and offices were named before as a complaint has room for, and none of them may be forgotten:
    /// an official who was once named does not handle the case (T6).
    TooManyNamed,
    /// There are as many legal holds as a complaint has room for, or as one person may place (R30).
    TooManyHolds,
    /// A legal hold forbids erasure (R30).
    LegalHold {
        /// How many are in force.
        holds: usize,
    },
    /// No such hold is in force (R30).
    NoSuchHold,
    /// The rulebook has no retention (R30).
    NoRetention,
    /// The retention still runs (R30).
    RetentionRuns {
        /// Until when.
        until: Timestamp,
        /// The office's time.
        zone: Zone,
    },
}

impl Rejection {
    /// The rule that it enforces.
    pub const fn rule(&self) -> Rule {
        match self {
            Self::Stage { rule, .. }
            | Self::NotNow { rule, .. }
            | Self::Role { rule, .. }
            | Self::Place { rule, .. }
            | Self::ChannelOfOther { rule, .. }
            | Self::NothingNamed { rule, .. }
            | Self::Unreachable { rule }
            | Self::Already { rule, .. }
            | Self::Clarity { rule, .. }
            | Self::WrongTarget { rule, .. }
            | Self::NothingRequested { rule }
            | Self::NotByHand { rule, .. }
            | Self::HowItWasSaid { rule, .. }
            | Self::WindowOpen { rule, .. }
            | Self::ReasonRequired { rule }
            | Self::GroundNotEstablished { rule, .. }
            | Self::GroundOfAnother { rule, .. } => *rule,
            Self::Conflict { .. }
            | Self::TooManyNamed
            | Self::NobodyNamed { .. }
            | Self::ComplainantNamed { .. }
            | Self::NotNamedBefore
            | Self::NoFallbackUnit => Rule::T6,
            Self::NoSuchOffice { .. } => Rule::W4,
            Self::NotOverseen { .. } | Self::NotAboutPuski => Rule::W5,
            Self::ClosedByThem => Rule::W6,
            Self::NothingContested | Self::MatterIsDecided { .. } => Rule::W7,
            Self::Separated { .. } => Rule::S1,
            Self::SecondPerson { .. } | Self::NothingProposed { .. } => Rule::S2,
            Self::NotTheComplainant => Rule::P1,
            Self::UnknownHistory { .. } | Self::StreamFull => Rule::W2,
            Self::WrongRulebook { .. } | Self::NotInForce { .. } => Rule::W1,
            Self::ChannelNotOffered => Rule::R1,
            Self::IdentityRequired { .. } => Rule::W3,
            Self::GoesToWise => Rule::K1,
            Self::ElementsUnknown { .. } => Rule::R8,
            Self::TicketShown
            | Self::TicketRevoked
            | Self::TicketQuiet { .. }
            | Self::NoTicket
            | Self::ContactNotOnFile
            | Self::TicketOnItsWay
            | Self::TooManyTickets => Rule::R7,
            Self::ConsentByOwnTicket => Rule::R27,
            Self::NoticeUntimely { .. } | Self::TellingOfAnother { .. } => Rule::R22,
            Self::NotTold | Self::ToldByGiver => Rule::R14b,
            Self::PublicReasonRequired => Rule::P3,
            Self::NotReviewed | Self::ReviewInconsistent => Rule::R10,
            Self::WrongRoute { .. } => Rule::R11,
            Self::WiseNumber { .. } => Rule::R20,
            Self::StepOutOfOrder { .. } | Self::StepsMissing { .. } | Self::NotRecallable { .. } => Rule::R18,
            Self::NothingToFollow | Self::FollowUpMissing | Self::NotReopenable { .. } => Rule::R19,
            Self::NotWithdrawn | Self::DisciplineGoesOn | Self::WithdrawnByTypedTicket => Rule::R21,
            Self::NoIdentity | Self::ConsentMissing | Self::ApprovalRequired | Self::SelfApproval => {
                Rule::R27
            }
            Self::Erased
            | Self::TooManyHolds
            | Self::LegalHold { .. }
            | Self::NoSuchHold
            | Self::NoRetention
            | Self::RetentionRuns { .. } => Rule::R30,
        }
    }

    /// A stable name for programs: `wrong_target`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stage { .. } => "stage",
            Self::NotNow { .. } => "not_now",
            Self::Role { .. } => "role",
            Self::Place { .. } => "place",
            Self::Conflict { .. } => "conflict",
            Self::NotTheComplainant => "not_the_complainant",
            Self::UnknownHistory { .. } => "unknown_history",
            Self::WrongRulebook { .. } => "wrong_rulebook",
            Self::NotInForce { .. } => "not_in_force",
            Self::Erased => "erased",
            Self::ChannelNotOffered => "channel_not_offered",
            Self::ChannelOfOther { .. } => "channel_of_other",
            Self::IdentityRequired { .. } => "identity_required",
            Self::GoesToWise => "goes_to_wise",
            Self::ElementsUnknown { .. } => "elements_unknown",
            Self::NothingNamed { .. } => "nothing_named",
            Self::TicketShown => "ticket_shown",
            Self::TicketRevoked => "ticket_revoked",
            Self::TicketQuiet { .. } => "ticket_quiet",
            Self::NoTicket => "no_ticket",
            Self::ContactNotOnFile => "contact_not_on_file",
            Self::TicketOnItsWay => "ticket_on_its_way",
            Self::TooManyTickets => "too_many_tickets_issued",
            Self::WithdrawnByTypedTicket => "withdrawn_by_typed_ticket",
            Self::ConsentByOwnTicket => "consent_by_own_ticket",
            Self::Unreachable { .. } => "unreachable",
            Self::NoticeUntimely { .. } => "notice_untimely",
            Self::Already { .. } => "already",
            Self::Clarity { .. } => "clarity",
            Self::NotReviewed => "not_reviewed",
            Self::ReviewInconsistent => "review_inconsistent",
            Self::WrongRoute { .. } => "wrong_route",
            Self::WrongTarget { .. } => "wrong_target",
            Self::NothingRequested { .. } => "nothing_requested",
            Self::NotByHand { .. } => "not_by_hand",
            Self::NobodyNamed { .. } => "nobody_named",
            Self::ComplainantNamed { .. } => "complainant_named",
            Self::Separated { .. } => "separated",
            Self::HowItWasSaid { .. } => "how_it_was_said",
            Self::WindowOpen { .. } => "window_open",
            Self::NotTold => "not_told",
            Self::ToldByGiver => "told_by_giver",
            Self::TellingOfAnother { .. } => "telling_of_another",
            Self::ReasonRequired { .. } => "reason_required",
            Self::PublicReasonRequired => "public_reason_required",
            Self::GroundNotEstablished { .. } => "ground_not_established",
            Self::GroundOfAnother { .. } => "ground_of_another",
            Self::WiseNumber { .. } => "wise_number",
            Self::StepOutOfOrder { .. } => "step_out_of_order",
            Self::StepsMissing { .. } => "steps_missing",
            Self::NotRecallable { .. } => "not_recallable",
            Self::NoSuchOffice { .. } => "no_such_office",
            Self::NotOverseen { .. } => "not_overseen",
            Self::NotAboutPuski => "not_about_puski",
            Self::NoFallbackUnit => "no_fallback_unit",
            Self::ClosedByThem => "closed_by_them",
            Self::SecondPerson { .. } => "second_person",
            Self::NothingProposed { .. } => "nothing_proposed",
            Self::NotNamedBefore => "not_named_before",
            Self::NothingContested => "nothing_contested",
            Self::MatterIsDecided { .. } => "matter_is_decided",
            Self::NothingToFollow => "nothing_to_follow",
            Self::FollowUpMissing => "follow_up_missing",
            Self::NotWithdrawn => "not_withdrawn",
            Self::DisciplineGoesOn => "discipline_goes_on",
            Self::NotReopenable { .. } => "not_reopenable",
            Self::NoIdentity => "no_identity",
            Self::ConsentMissing => "consent_missing",
            Self::ApprovalRequired => "approval_required",
            Self::SelfApproval => "self_approval",
            Self::StreamFull => "stream_full",
            Self::TooManyNamed => "too_many_named",
            Self::TooManyHolds => "too_many_holds",
            Self::LegalHold { .. } => "legal_hold",
            Self::NoSuchHold => "no_such_hold",
            Self::NoRetention => "no_retention",
            Self::RetentionRuns { .. } => "retention_runs",
        }
    }

    /// What it says to an officer, and what would have been right.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Indonesian => self.indonesian(),
            Language::English => self.english(),
        }
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "refused by {}: {}", self.rule(), self.english())
    }
}

impl std::error::Error for Rejection {}
