//! Commands, with what a test does not care about filled in.

use super::{COMPLAINANT, OFFICIAL, office, unit};
use aduan_core::{
    Action, Actions, Channel, Clarity, Command, Commitment, Confidentiality, ContentId, ContentRef,
    Deliveries, Delivery, DisclosureGround, Element, Elements, ErasureBasis, Finding, Following, Ground,
    HoldId, Identity, IdentityPart, IdentityParts, Matter, Media, Notice, NoticeChannel, Office, OfficeKind,
    PersonId, Receive, RegisterNumber, Reported, Review, Role, Share, Shares, Standing, Step, WiseNumber,
    WiseOutcome, Zone,
};
use uuid::Uuid;

pub(crate) fn content(number: u8) -> ContentRef {
    ContentRef {
        id: ContentId::new(Uuid::from_u128(0xa_0000 + u128::from(number))),
        commitment: Commitment::new([number; 32]),
    }
}

pub(crate) fn hold(number: u8) -> HoldId {
    HoldId::new(Uuid::from_u128(0xb_0000 + u128::from(number)))
}

pub(crate) fn wise(number: &str) -> WiseNumber {
    number.parse().expect("a WISE number")
}

/// The five elements of 2012.
pub(crate) fn five() -> Elements {
    use Element::{How, What, When, Where, Who};
    Elements::of(&[What, Who, When, Where, How])
}

/// A complaint about the officers of a KPPBC.
pub(crate) fn reception(channel: Channel, matter: Matter, identity: &[IdentityPart]) -> Receive {
    Receive {
        register: RegisterNumber::new(2025, 123).expect("a register number"),
        channel,
        matter,
        complainant: COMPLAINANT,
        standing: Standing::ServiceUser,
        identity: (!identity.is_empty())
            .then(|| Identity { content: content(1), parts: IdentityParts::of(identity) }),
        confidentiality: Confidentiality::Confidential,
        following: Following::NotWanted,
        material: content(2),
        elements: five(),
        reported_office: Some(office(OfficeKind::Kppbc)),
        unit: unit(),
        zone: Zone::Wib,
    }
}

pub(crate) fn receive(receive: Receive) -> Command {
    Command::Receive(Box::new(receive))
}

pub(crate) fn complaint(channel: Channel, matter: Matter, identity: &[IdentityPart]) -> Command {
    receive(reception(channel, matter, identity))
}

pub(crate) fn issue_ticket(by: &[Delivery]) -> Command {
    Command::IssueTicket { deliveries: Deliveries::of(by), contact: content(3) }
}

pub(crate) fn amend() -> Command {
    Command::AmendMaterial { content: content(4), elements: Elements::of(&[Element::When]) }
}

pub(crate) fn attach(media: Media) -> Command {
    Command::AttachEvidence { content: content(5), media }
}

pub(crate) fn looked_at(clarity: Clarity, matter: Matter, reported: Reported) -> Review {
    Review {
        elements: five(),
        clarity,
        matter,
        reported,
        official: (reported == Reported::Identified).then_some(OFFICIAL),
        office: None,
        note: Some(content(6)),
    }
}

pub(crate) fn review(clarity: Clarity, matter: Matter, reported: Reported) -> Command {
    Command::ReviewMaterial(Box::new(looked_at(clarity, matter, reported)))
}

/// A review with the five elements present and an official identified.
pub(crate) fn all_clear(matter: Matter) -> Command {
    review(Clarity::Sufficient, matter, Reported::Identified)
}

pub(crate) fn ask() -> Command {
    Command::RequestData { request: content(7) }
}

pub(crate) fn answer() -> Command {
    Command::SupplyData { content: content(8), elements: Elements::of(&[Element::How]) }
}

pub(crate) fn to_pyb(kind: OfficeKind) -> Command {
    Command::ForwardToPyb { office: office(kind) }
}

pub(crate) fn to_assessor(kind: OfficeKind) -> Command {
    Command::ForwardToAssessor { office: office(kind), assessor: None }
}

pub(crate) fn dispose(kind: OfficeKind) -> Command {
    dispose_to(office(kind), None)
}

pub(crate) fn dispose_to(office: Office, assessor: Option<PersonId>) -> Command {
    Command::DisposeToAssessor { office, assessor, instruction: Some(content(9)) }
}

pub(crate) fn to_wise() -> Command {
    Command::ForwardToWise { reason: content(10), shares: Shares::of(&[Share::Material, Share::Evidence]) }
}

pub(crate) fn acknowledged(number: &str) -> Command {
    Command::AcknowledgeWise { number: wise(number) }
}

pub(crate) fn from_wise(number: &str, outcome: WiseOutcome) -> Command {
    Command::ReturnFromWise { number: wise(number), outcome, note: Some(content(11)) }
}

pub(crate) fn step(step: Step) -> Command {
    Command::RecordAssessmentStep { step, official: None, office: None, note: Some(content(12)) }
}

/// A step that finds who the reported official is and where they work.
pub(crate) fn step_finds(official: PersonId, office: Option<Office>) -> Command {
    Command::RecordAssessmentStep { step: Step::Confirmation, official: Some(official), office, note: None }
}

pub(crate) fn misdirected() -> Command {
    Command::ReturnMisdirected { reason: content(13) }
}

pub(crate) fn conclude(finding: Finding) -> Command {
    Command::ConcludeAssessment { finding, report: content(14) }
}

pub(crate) fn follow_up(actions: &[Action]) -> Command {
    Command::DecideFollowUp { actions: Actions::of(actions), decision: content(15) }
}

pub(crate) fn not_actionable(ground: Ground) -> Command {
    Command::DeclareNotActionable { ground, reason: Some(content(16)) }
}

pub(crate) fn not_actionable_without_a_reason(ground: Ground) -> Command {
    Command::DeclareNotActionable { ground, reason: None }
}

pub(crate) fn reopen() -> Command {
    Command::Reopen { facts: content(17) }
}

pub(crate) fn withdraw() -> Command {
    Command::Withdraw { reason: None }
}

pub(crate) fn choose(choice: Confidentiality) -> Command {
    Command::ChooseConfidentiality { choice }
}

pub(crate) fn disclose(ground: DisclosureGround, recipient: PersonId, recipient_role: Role) -> Command {
    Command::DiscloseIdentity { ground, recipient, recipient_role, purpose: content(18) }
}

pub(crate) fn notify(notice: Notice, channel: NoticeChannel) -> Command {
    Command::NotifyComplainant { notice, channel }
}

pub(crate) fn place(number: u8) -> Command {
    Command::PlaceLegalHold { hold: hold(number), reason: content(19) }
}

pub(crate) fn release(number: u8) -> Command {
    Command::ReleaseLegalHold { hold: hold(number), reason: content(20) }
}

pub(crate) fn erase(basis: ErasureBasis) -> Command {
    Command::ErasePersonalData { basis }
}
