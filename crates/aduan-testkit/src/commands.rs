//! Commands, with what a test does not care about filled in.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

use crate::people::{COMPLAINANT, OFFICIAL, office, officer_of, official_of, unit};
use aduan_core::{
    Action, Actions, Channel, Clarity, Command, Commitment, Confidentiality, ContentId, ContentRef,
    Deliveries, Delivery, DisclosureGround, Element, Elements, ErasureBasis, Finding, Following, Ground,
    HoldId, Identity, IdentityPart, IdentityParts, Matter, Media, Notice, NoticeChannel, Office, OfficeKind,
    PersonId, Receive, RegisterNumber, Reported, Review, Revocation, Role, Share, Shares, Standing, Step,
    WiseNumber, WiseOutcome, Zone,
};
use uuid::Uuid;

/// A reference to content; each number its own.
pub fn content(number: u8) -> ContentRef {
    ContentRef {
        id: ContentId::new(Uuid::from_u128(0xa_0000 + u128::from(number))),
        commitment: Commitment::new([number; 32]),
    }
}

/// A legal hold; each number its own.
pub fn hold(number: u8) -> HoldId {
    HoldId::new(Uuid::from_u128(0xb_0000 + u128::from(number)))
}

/// A WISE number.
///
/// # Panics
/// If it is none.
pub fn wise(number: &str) -> WiseNumber {
    number.parse().expect("a WISE number")
}

/// The five elements of 2012.
pub fn five() -> Elements {
    use Element::{How, What, When, Where, Who};
    Elements::of(&[What, Who, When, Where, How])
}

/// A complaint about the officers of a KPPBC.
///
/// # Panics
/// Never: the register number is one.
pub fn reception(channel: Channel, matter: Matter, identity: &[IdentityPart]) -> Receive {
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

/// This reception as a command.
pub fn receive(receive: Receive) -> Command {
    Command::Receive(Box::new(receive))
}

/// A reception as a command.
pub fn complaint(channel: Channel, matter: Matter, identity: &[IdentityPart]) -> Command {
    receive(reception(channel, matter, identity))
}

/// A ticket for a manual complainant (R7).
pub fn issue_ticket(by: &[Delivery]) -> Command {
    let deliveries = Deliveries::of(by);
    Command::IssueTicket { deliveries, contact: Identity { content: content(3), parts: deliveries.parts() } }
}

/// A new ticket, to the contact that the complainant typed.
pub fn reissue_ticket(by: &[Delivery]) -> Command {
    Command::ReissueTicket { deliveries: Deliveries::of(by), contact: None }
}

/// A new ticket, to a contact that an officer typed.
pub fn reissue_ticket_to(by: &[Delivery]) -> Command {
    let deliveries = Deliveries::of(by);
    let contact = Identity { content: content(23), parts: deliveries.parts() };
    Command::ReissueTicket { deliveries, contact: Some(contact) }
}

/// The holder of a ticket revokes.
pub const fn revoke_ticket(which: Revocation) -> Command {
    Command::RevokeTicket { which }
}

/// A correction of the time (R8).
pub fn amend() -> Command {
    Command::AmendMaterial { content: content(4), elements: Elements::of(&[Element::When]) }
}

/// An attachment (R8).
pub fn attach(media: Media) -> Command {
    Command::AttachEvidence { content: content(5), media }
}

/// A review of all five elements.
pub fn looked_at(clarity: Clarity, matter: Matter, reported: Reported) -> Review {
    Review {
        elements: five(),
        clarity,
        matter,
        reported,
        official: (reported == Reported::Identified).then(|| official_of(OFFICIAL)),
        office: None,
        note: Some(content(6)),
    }
}

/// A review of all five elements, as a command (R10).
pub fn review(clarity: Clarity, matter: Matter, reported: Reported) -> Command {
    Command::ReviewMaterial(Box::new(looked_at(clarity, matter, reported)))
}

/// A review with the five elements present and an official identified.
pub fn all_clear(matter: Matter) -> Command {
    review(Clarity::Sufficient, matter, Reported::Identified)
}

/// A request for data (R12).
pub fn ask() -> Command {
    Command::RequestData { request: content(7) }
}

/// The answer to it (R13).
pub fn answer() -> Command {
    Command::SupplyData { content: content(8), elements: Elements::of(&[Element::How]), told_by: None }
}

/// The answer, as a receiver was told it by telephone.
pub fn answer_by_telephone() -> Command {
    let told_by = Some(NoticeChannel::Telephone);
    Command::SupplyData { content: content(8), elements: Elements::of(&[Element::How]), told_by }
}

/// Forwarding to the PYB (R11).
pub fn to_pyb(kind: OfficeKind) -> Command {
    Command::ForwardToPyb { office: office(kind) }
}

/// Forwarding to the assessor (R11).
pub fn to_assessor(kind: OfficeKind) -> Command {
    Command::ForwardToAssessor { office: office(kind), assessor: None }
}

/// A disposition to an office of this kind (R15).
pub fn dispose(kind: OfficeKind) -> Command {
    dispose_to(office(kind), None)
}

/// A disposition to an office and, if named, an assessor (R15).
pub fn dispose_to(office: Office, assessor: Option<PersonId>) -> Command {
    let assessor = assessor.map(officer_of);
    Command::DisposeToAssessor { office, assessor, instruction: Some(content(9)) }
}

/// Forwarding through WISE, with material and evidence (R16).
pub fn to_wise() -> Command {
    Command::ForwardToWise { reason: content(10), shares: Shares::of(&[Share::Material, Share::Evidence]) }
}

/// WISE's acknowledgement (R20).
///
/// # Panics
/// If it is no number of WISE.
pub fn acknowledged(number: &str) -> Command {
    Command::AcknowledgeWise { number: wise(number) }
}

/// WISE's outcome (R20).
///
/// # Panics
/// If it is no number of WISE.
pub fn from_wise(number: &str, outcome: WiseOutcome) -> Command {
    Command::ReturnFromWise { number: wise(number), outcome, note: Some(content(11)) }
}

/// A step of the assessment (R18).
pub fn step(step: Step) -> Command {
    Command::RecordAssessmentStep { step, official: None, office: None, note: Some(content(12)) }
}

/// A step that finds who the reported official is and where they work.
pub fn step_finds(official: PersonId, office: Option<Office>) -> Command {
    let official = Some(official_of(official));
    Command::RecordAssessmentStep { step: Step::Confirmation, official, office, note: None }
}

/// A misdirected file goes back (R18).
pub fn misdirected() -> Command {
    Command::ReturnMisdirected { reason: content(13) }
}

/// A move to the office of this kind (W5).
pub fn transfer(kind: OfficeKind) -> Command {
    Command::Transfer { office: office(kind), reason: content(22) }
}

/// A file that the unit passes on, since the complaint is about it (T6).
pub fn recuse() -> Command {
    Command::Recuse { reason: content(23) }
}

/// What follows from what came in after the end (W6).
pub fn review_late_material() -> Command {
    Command::ReviewLateMaterial { conclusion: content(24) }
}

/// A message of an officer or of the complainant (P3).
pub fn write() -> Command {
    Command::WriteMessage { message: content(25) }
}

/// The assessment's finding (R19).
pub fn conclude(finding: Finding) -> Command {
    Command::ConcludeAssessment { finding, report: content(14) }
}

/// The decision on the follow-up (R19).
pub fn follow_up(actions: &[Action]) -> Command {
    Command::DecideFollowUp { actions: Actions::of(actions), decision: content(15) }
}

/// Not actionable, with a reason (R14, R17).
pub fn not_actionable(ground: Ground) -> Command {
    Command::DeclareNotActionable { ground, reason: Some(content(16)), public_reason: Some(content(30)) }
}

/// Not actionable, with nothing for the complainant to read (P3).
pub fn not_actionable_without_a_public_reason(ground: Ground) -> Command {
    Command::DeclareNotActionable { ground, reason: Some(content(16)), public_reason: None }
}

/// Not actionable, without a reason for officers.
pub fn not_actionable_without_a_reason(ground: Ground) -> Command {
    Command::DeclareNotActionable { ground, reason: None, public_reason: Some(content(30)) }
}

/// New facts (R19).
pub fn reopen() -> Command {
    Command::Reopen { facts: content(17) }
}

/// A withdrawal (R21).
pub fn withdraw() -> Command {
    Command::Withdraw { reason: None, told_by: None, evidence: None }
}

/// A withdrawal that reached a receiver by letter.
pub fn withdraw_by_letter() -> Command {
    Command::Withdraw { reason: None, told_by: Some(NoticeChannel::Letter), evidence: Some(content(22)) }
}

/// What the complainant contests (W7).
pub fn contest() -> Command {
    Command::ContestMatter { reason: content(26) }
}

/// What the coordinator decides on it (W7).
pub fn decide_matter(matter: Matter) -> Command {
    Command::DecideMatter { matter, reason: content(27) }
}

/// A wish about one's identity (P1).
pub fn choose(choice: Confidentiality) -> Command {
    Command::ChooseConfidentiality { choice }
}

/// A disclosure of the identity (R27).
pub fn disclose(ground: DisclosureGround, recipient: PersonId, recipient_role: Role) -> Command {
    let recipient = officer_of(recipient);
    Command::DiscloseIdentity { ground, recipient, recipient_role, purpose: content(18) }
}

/// The complainant was told something (R22).
pub fn told(notice: Notice, channel: NoticeChannel) -> Command {
    Command::RecordTold { notice, channel }
}

/// A notice did not reach the complainant (R22).
pub fn not_told(notice: Notice, channel: NoticeChannel) -> Command {
    Command::RecordNotTold { notice, channel }
}

/// A mail was accepted for sending (R13).
pub fn mail_accepted(notice: Notice) -> Command {
    Command::RecordMailAccepted { notice }
}

/// The complainant says that they were not told (R22).
pub fn deny(notice: Notice) -> Command {
    Command::DenyTelling { notice }
}

/// A legal hold is placed (R30).
pub fn place(number: u8) -> Command {
    Command::PlaceLegalHold { hold: hold(number), reason: content(19) }
}

/// A legal hold is released (R30).
pub fn release(number: u8) -> Command {
    Command::ReleaseLegalHold { hold: hold(number), reason: content(20) }
}

/// A person whom a slip named is cleared (T6).
pub fn clear(official: PersonId) -> Command {
    Command::ClearName { official: Some(official_of(official)), office: None, reason: content(25) }
}

/// An erasure (R30).
pub fn erase(basis: ErasureBasis) -> Command {
    Command::ErasePersonalData { basis }
}
