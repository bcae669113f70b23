//! A command as an officer gives it: the core's own words, with texts where the core has references.

use super::text::Text;
use super::vocabulary as words;
use aduan_core::command::Review;
use aduan_core::{
    Action, Clarity, Command, CommandId, Delivery, DisclosureGround, Element, ErasureBasis, Finding, Ground,
    HoldId, Matter, Notice, NoticeChannel, Office, PersonId, Reported, Role, Share, Step, WiseNumber,
    WiseOutcome,
};
use aduan_store::DeskError;
use aduan_store::desk::{IdentityWords, Pen};
use serde::Deserialize;
use utoipa::ToSchema;

/// A command, by its name. Evidence is attached by a route of its own.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Order {
    /// Send a ticket straight to a manual complainant who left a contact (R7).
    #[schema(title = "IssueTicket")]
    IssueTicket {
        #[schema(schema_with = words::deliveries)]
        deliveries: Vec<Delivery>,
        mobile: Option<Text>,
        email: Option<Text>,
    },
    /// Put a recorded complaint before the verifier (R10).
    #[schema(title = "RequestVerification")]
    RequestVerification {},
    /// Correct or add to the complaint, for its complainant (R8).
    #[schema(title = "AmendMaterial")]
    AmendMaterial {
        content: Text,
        #[serde(default)]
        #[schema(schema_with = words::elements)]
        elements: Vec<Element>,
    },
    /// Review the material (R10).
    #[schema(title = "ReviewMaterial")]
    ReviewMaterial {
        #[schema(schema_with = words::elements)]
        elements: Vec<Element>,
        #[schema(schema_with = words::clarity)]
        clarity: Clarity,
        #[schema(schema_with = words::matter)]
        matter: Matter,
        #[schema(schema_with = words::reported)]
        reported: Reported,
        #[schema(schema_with = words::uuid)]
        official: Option<PersonId>,
        #[schema(schema_with = words::office)]
        office: Option<Office>,
        note: Option<Text>,
    },
    /// Ask the complainant for more (R12).
    #[schema(title = "RequestData")]
    RequestData { request: Text },
    /// Answer a request for data, for the complainant (R12, R13).
    #[schema(title = "SupplyData")]
    SupplyData {
        content: Text,
        #[serde(default)]
        #[schema(schema_with = words::elements)]
        elements: Vec<Element>,
    },
    /// Record that the window has run out (R13).
    #[schema(title = "ExpireDataWindow")]
    ExpireDataWindow {},
    /// Send a discipline complaint to the PYB (R11).
    #[schema(title = "ForwardToPyb")]
    ForwardToPyb {
        #[schema(schema_with = words::office)]
        office: Office,
    },
    /// Send any other complaint to the assessor of the related unit (R11).
    #[schema(title = "ForwardToAssessor")]
    ForwardToAssessor {
        #[schema(schema_with = words::office)]
        office: Office,
        #[schema(schema_with = words::uuid)]
        assessor: Option<PersonId>,
    },
    /// Dispose to an assessor (R15).
    #[schema(title = "DisposeToAssessor")]
    DisposeToAssessor {
        #[schema(schema_with = words::office)]
        office: Office,
        #[schema(schema_with = words::uuid)]
        assessor: Option<PersonId>,
        instruction: Option<Text>,
    },
    /// Send to the Inspectorate through WISE (R16).
    #[schema(title = "ForwardToWise")]
    ForwardToWise {
        reason: Text,
        #[schema(schema_with = words::shares)]
        shares: Vec<Share>,
    },
    /// Record that WISE took it (R20).
    #[schema(title = "AcknowledgeWise")]
    AcknowledgeWise {
        #[schema(schema_with = words::wise_number)]
        number: WiseNumber,
    },
    /// Record what WISE did (R20).
    #[schema(title = "ReturnFromWise")]
    ReturnFromWise {
        #[schema(schema_with = words::wise_number)]
        number: WiseNumber,
        #[schema(schema_with = words::wise_outcome)]
        outcome: WiseOutcome,
        note: Option<Text>,
    },
    /// Record a step of the assessment (R18).
    #[schema(title = "RecordAssessmentStep")]
    RecordAssessmentStep {
        #[schema(schema_with = words::step)]
        step: Step,
        #[schema(schema_with = words::uuid)]
        official: Option<PersonId>,
        #[schema(schema_with = words::office)]
        office: Option<Office>,
        note: Option<Text>,
    },
    /// Send a misdirected file back to who sent it (R18).
    #[schema(title = "ReturnMisdirected")]
    ReturnMisdirected { reason: Text },
    /// Conclude the assessment (R19).
    #[schema(title = "ConcludeAssessment")]
    ConcludeAssessment {
        #[schema(schema_with = words::finding)]
        finding: Finding,
        report: Text,
    },
    /// Decide what follows (R19).
    #[schema(title = "DecideFollowUp")]
    DecideFollowUp {
        #[schema(schema_with = words::actions)]
        actions: Vec<Action>,
        decision: Text,
    },
    /// Declare not actionable (R14, R17).
    #[schema(title = "DeclareNotActionable")]
    DeclareNotActionable {
        #[schema(schema_with = words::ground)]
        ground: Ground,
        reason: Option<Text>,
    },
    /// Close: by the finding, or as withdrawn (R19, R21).
    #[schema(title = "Close")]
    Close {},
    /// Reopen on new facts (R19).
    #[schema(title = "Reopen")]
    Reopen { facts: Text },
    /// Withdraw, for the complainant (R21).
    #[schema(title = "Withdraw")]
    Withdraw { reason: Option<Text> },
    /// Disclose the identity (R27). To ease the investigation, the PYB gives this command in favour of a recipient.
    #[schema(title = "DiscloseIdentity")]
    DiscloseIdentity {
        #[schema(schema_with = words::disclosure_ground)]
        ground: DisclosureGround,
        #[schema(schema_with = words::uuid)]
        recipient: PersonId,
        #[schema(schema_with = words::role)]
        recipient_role: Role,
        purpose: Text,
    },
    /// Record that the complainant was told something (R5, R22).
    #[schema(title = "NotifyComplainant")]
    NotifyComplainant {
        #[schema(schema_with = words::notice)]
        notice: Notice,
        #[schema(schema_with = words::notice_channel)]
        channel: NoticeChannel,
    },
    /// Place a legal hold (R30). Its id is the command's, if none is given.
    #[schema(title = "PlaceLegalHold")]
    PlaceLegalHold {
        #[schema(schema_with = words::uuid)]
        hold: Option<HoldId>,
        reason: Text,
    },
    /// Release a legal hold (R30).
    #[schema(title = "ReleaseLegalHold")]
    ReleaseLegalHold {
        #[schema(schema_with = words::uuid)]
        hold: HoldId,
        reason: Text,
    },
    /// Erase the personal data of a closed complaint (R30).
    #[schema(title = "ErasePersonalData")]
    ErasePersonalData {
        #[schema(schema_with = words::erasure_basis)]
        basis: ErasureBasis,
    },
}

impl Order {
    /// As the command that is decided, its words sealed.
    pub(crate) fn say(self, id: CommandId, pen: &mut Pen<'_>) -> Result<Command, DeskError> {
        Ok(match self {
            Self::IssueTicket { deliveries, mobile, email } => {
                let mut contact = IdentityWords::default();
                contact.mobile = mobile.map(|Text(words)| words);
                contact.email = email.map(|Text(words)| words);
                let contact = pen.contact(&contact)?;
                Command::IssueTicket { deliveries: deliveries.into_iter().collect(), contact }
            }
            Self::RequestVerification {} => Command::RequestVerification,
            Self::AmendMaterial { content, elements } => Command::AmendMaterial {
                content: pen.text(&content.0)?,
                elements: elements.into_iter().collect(),
            },
            Self::ReviewMaterial { elements, clarity, matter, reported, official, office, note } => {
                let (elements, note) = (elements.into_iter().collect(), sealed(note, pen)?);
                Command::ReviewMaterial(Box::new(Review {
                    elements,
                    clarity,
                    matter,
                    reported,
                    official,
                    office,
                    note,
                }))
            }
            Self::RequestData { request } => Command::RequestData { request: pen.text(&request.0)? },
            Self::SupplyData { content, elements } => Command::SupplyData {
                content: pen.text(&content.0)?,
                elements: elements.into_iter().collect(),
            },
            Self::ExpireDataWindow {} => Command::ExpireDataWindow,
            Self::ForwardToPyb { office } => Command::ForwardToPyb { office },
            Self::ForwardToAssessor { office, assessor } => Command::ForwardToAssessor { office, assessor },
            Self::DisposeToAssessor { office, assessor, instruction } => {
                Command::DisposeToAssessor { office, assessor, instruction: sealed(instruction, pen)? }
            }
            Self::ForwardToWise { reason, shares } => {
                Command::ForwardToWise { reason: pen.text(&reason.0)?, shares: shares.into_iter().collect() }
            }
            Self::AcknowledgeWise { number } => Command::AcknowledgeWise { number },
            Self::ReturnFromWise { number, outcome, note } => {
                Command::ReturnFromWise { number, outcome, note: sealed(note, pen)? }
            }
            Self::RecordAssessmentStep { step, official, office, note } => {
                Command::RecordAssessmentStep { step, official, office, note: sealed(note, pen)? }
            }
            Self::ReturnMisdirected { reason } => Command::ReturnMisdirected { reason: pen.text(&reason.0)? },
            Self::ConcludeAssessment { finding, report } => {
                Command::ConcludeAssessment { finding, report: pen.text(&report.0)? }
            }
            Self::DecideFollowUp { actions, decision } => Command::DecideFollowUp {
                actions: actions.into_iter().collect(),
                decision: pen.text(&decision.0)?,
            },
            Self::DeclareNotActionable { ground, reason } => {
                Command::DeclareNotActionable { ground, reason: sealed(reason, pen)? }
            }
            Self::Close {} => Command::Close,
            Self::Reopen { facts } => Command::Reopen { facts: pen.text(&facts.0)? },
            Self::Withdraw { reason } => Command::Withdraw { reason: sealed(reason, pen)? },
            Self::DiscloseIdentity { ground, recipient, recipient_role, purpose } => {
                let purpose = pen.text(&purpose.0)?;
                Command::DiscloseIdentity { ground, recipient, recipient_role, purpose }
            }
            Self::NotifyComplainant { notice, channel } => Command::NotifyComplainant { notice, channel },
            Self::PlaceLegalHold { hold, reason } => Command::PlaceLegalHold {
                hold: hold.unwrap_or(HoldId::new(id.uuid())),
                reason: pen.text(&reason.0)?,
            },
            Self::ReleaseLegalHold { hold, reason } => {
                Command::ReleaseLegalHold { hold, reason: pen.text(&reason.0)? }
            }
            Self::ErasePersonalData { basis } => Command::ErasePersonalData { basis },
        })
    }
}

fn sealed(text: Option<Text>, pen: &mut Pen<'_>) -> Result<Option<aduan_core::ContentRef>, DeskError> {
    text.map(|text| pen.text(&text.0)).transpose()
}
