//! Commands: what somebody wants to do. Whether they may, [`Rules::decide`](crate::Rules::decide) says.
//!
//! Each command is declared once, here. Its name, its JSON form, the fields of its form, the way from words to sealed
//! words, and the way back from its events are made from the declaration.

use crate::event::EvidenceAttached;
use crate::form::Recover;
use crate::{
    Actions, Actor, Channel, Clarity, Confidentiality, ContentRef, Deliveries, DisclosureGround, Elements,
    ErasureBasis, Event, EventKind, Field, FieldKind, Finding, Following, Form, Ground, HoldId, Matter,
    Media, Notice, NoticeChannel, Office, Outcome, PersonId, Purpose, RegisterNumber, Reported, Revocation,
    Role, Rule, Sealed, Shares, Source, Standing, Step, Translate, WiseNumber, WiseOutcome, Zone,
};
use serde_json::{Map, Value, json};

#[macro_use]
mod declare;

command_structs! {
    /// What is told when a complaint comes in.
    pub struct Receive from Received {
        /// The number that officers will quote; the store claims it.
        register: F::Register [register],
        /// How it came in (R1).
        channel: Channel [fact],
        /// What it is about, as the complainant has it.
        matter: Matter [fact],
        /// A fresh random pseudonym for the complainant.
        complainant: F::Person [person],
        /// What they are to DJBC (R9).
        standing: Standing [fact = Standing::Public],
        /// Who they are, as far as they say.
        identity: Option<F::Contact> [identity?],
        /// Their wish about it (P1).
        confidentiality: Confidentiality [fact = Confidentiality::Confidential],
        /// Whether a manual complainant wants a ticket (R7). An online one always gets one (R3).
        following: Following [fact = Following::NotWanted],
        /// The complaint itself.
        material: F::Text [text],
        /// Which elements it has (R8).
        elements: Elements [fact = Elements::EMPTY],
        /// The office complained of, where one is named.
        reported_office: Option<Office> [fact?],
        /// The compliance unit that is to verify it.
        unit: Office [fact],
        /// The local time of the office that receives it.
        zone: Zone [fact = Zone::Wib],
    }

    /// What a review says.
    pub struct Review from MaterialReviewed {
        /// The elements found.
        elements: Elements [fact],
        /// Whether that will do.
        clarity: Clarity [fact],
        /// What the complaint is about.
        matter: Matter [fact],
        /// What is known of the reported official.
        reported: Reported [fact],
        /// Who they are; needed where they are identified, so that nobody handles their own case.
        official: Option<F::Official> [official?],
        /// Where they work.
        office: Option<Office> [fact?],
        /// A note.
        note: Option<F::Text> [text?],
    }
}

impl Receive {
    /// A complaint of a member of the public who gives no identity, wishes it confidential and does not ask for a
    /// ticket, received in western Indonesia. Change the fields that differ.
    pub const fn sealed(
        register: RegisterNumber,
        channel: Channel,
        matter: Matter,
        complainant: PersonId,
        material: ContentRef,
        unit: Office,
    ) -> Self {
        Self {
            register,
            channel,
            matter,
            complainant,
            standing: Standing::Public,
            identity: None,
            confidentiality: Confidentiality::Confidential,
            following: Following::NotWanted,
            material,
            elements: Elements::EMPTY,
            reported_office: None,
            unit,
            zone: Zone::Wib,
        }
    }
}

impl<F: Form<Register = (), Person = ()>> Receive<F> {
    /// A complaint of a member of the public who gives no identity, wishes it confidential and does not ask for a
    /// ticket, received in western Indonesia: in a form whose register number and pseudonym are the desk's to give.
    pub fn new(channel: Channel, matter: Matter, material: impl Into<F::Text>, unit: Office) -> Self {
        Self {
            register: (),
            channel,
            matter,
            complainant: (),
            standing: Standing::Public,
            identity: None,
            confidentiality: Confidentiality::Confidential,
            following: Following::NotWanted,
            material: material.into(),
            elements: Elements::EMPTY,
            reported_office: None,
            unit,
            zone: Zone::Wib,
        }
    }
}

impl<F: Form> From<Receive<F>> for Command<F> {
    fn from(receive: Receive<F>) -> Self {
        Self::Receive(Box::new(receive))
    }
}

impl<F: Form> From<Review<F>> for Command<F> {
    fn from(review: Review<F>) -> Self {
        Self::ReviewMaterial(Box::new(review))
    }
}

commands! {
    // An event that says itself which command was given.
    told by Proposed;
    /// Record a complaint (R1, R2, R8).
    Receive(Receive) = "receive", "menerima pengaduan", "receive a complaint", R2 from Received;
    /// Send a ticket to a manual complainant who left a contact (R7).
    IssueTicket {
        /// On which ways: e-mail, SMS or both.
        deliveries: Deliveries [fact],
        /// The contact.
        contact: F::Contact [contact],
    } = "issue_ticket", "mengirim nomor tiket", "send a ticket", R7 from TicketIssued;
    /// Send a further ticket, where the complainant lost theirs or it went to a wrong address (R7).
    ReissueTicket {
        /// On which ways: e-mail, SMS or both.
        deliveries: Deliveries [fact],
        /// The corrected contact; without one it goes to the one that the complainant typed.
        contact: Option<F::Contact> [contact?],
    } = "reissue_ticket", "mengirim nomor tiket baru", "send a new ticket", R7 from TicketReissued;
    /// Revoke a ticket, as the holder of one (R7).
    RevokeTicket {
        /// Which.
        which: Revocation [fact],
    } = "revoke_ticket", "mencabut nomor tiket", "revoke a ticket", R7 from TicketRevoked;
    /// Put a recorded complaint before the verifier (R10).
    RequestVerification
        = "request_verification", "mengajukan verifikasi", "request verification", R10 from VerificationRequested;
    /// Correct or add to the complaint (R8).
    AmendMaterial {
        /// What it says now.
        content: F::Text [text],
        /// Which elements that touches.
        elements: Elements [fact = Elements::EMPTY],
    } = "amend_material", "meralat materi", "amend the material", R8 from MaterialAmended;
    /// Attach a scan, file, photo, sound or video (R8).
    AttachEvidence {
        /// The attachment.
        content: F::Upload [upload],
        /// What kind of thing it is.
        media: Media [fact = Media::File],
    } = "attach_evidence", "melampirkan data pendukung", "attach evidence", R8 from EvidenceAttached;
    /// Review the material (R10).
    ReviewMaterial(Review) = "review_material", "menelaah materi", "review the material", R10 from MaterialReviewed;
    /// Ask the complainant for more (R12).
    RequestData {
        /// The question.
        request: F::Text [text],
    } = "request_data", "meminta data tambahan", "request additional data", R12 from DataRequested;
    /// Answer a request for data (R12, R13).
    SupplyData {
        /// The answer.
        content: F::Text [text],
        /// Which elements it adds.
        elements: Elements [fact = Elements::EMPTY],
        /// How the complainant told a receiver, who says it for them; not with a ticket.
        told_by: Option<NoticeChannel> [fact?],
    } = "supply_data", "menyampaikan data tambahan", "supply additional data", R13 from DataSupplied;
    /// Record that the window has run out (R13).
    ExpireDataWindow = "expire_data_window", "mencatat berakhirnya jangka waktu", "record that the window expired",
        R13 from DataWindowExpired;
    /// Take back a request for data of which the complainant was not told (R12).
    CancelRequest = "cancel_request", "membatalkan permintaan data", "cancel the request for data",
        R12 from RequestCancelled;
    /// Write to the complainant, or as the complainant to whoever has the file (P3). A message states no deadline.
    WriteMessage {
        /// What is said.
        message: F::Text [text],
    } = "write_message", "menulis pesan", "write a message", P3 from MessageWritten;
    /// Say that the complainant's messages were read and need no answer (P3).
    MarkMessagesRead = "mark_messages_read", "menandai pesan sudah dibaca", "mark the messages as read",
        P3 from MessagesRead;
    /// Send a discipline complaint to the PYB (R11).
    ForwardToPyb {
        /// The PYB's office.
        office: Office [fact],
    } = "forward_to_pyb", "meneruskan ke PYB", "forward to the PYB", R11 from ForwardedToPyb;
    /// Send any other complaint to the assessor of the related unit (R11).
    ForwardToAssessor {
        /// The related unit.
        office: Office [fact],
        /// The assessor, if one is named.
        assessor: Option<F::Officer> [officer?],
    } = "forward_to_assessor", "meneruskan ke pengkaji", "forward to the assessor", R11 from ForwardedToAssessor;
    /// Dispose to an assessor (R15).
    DisposeToAssessor {
        /// The assessor's office.
        office: Office [fact],
        /// The assessor, if one is named.
        assessor: Option<F::Officer> [officer?],
        /// An instruction.
        instruction: Option<F::Text> [text?],
    } = "dispose_to_assessor", "mendisposisikan ke pengkaji", "dispose to an assessor", R15 from DisposedToAssessor;
    /// Send to the Inspectorate through WISE (R16).
    ForwardToWise {
        /// Why.
        reason: F::Text [text],
        /// What goes along (T8).
        shares: Shares [fact],
    } = "forward_to_wise", "meneruskan ke Itjen melalui WISE", "forward to the Inspectorate through WISE",
        R16 from ForwardedToWise;
    /// Record that WISE took it (R20).
    AcknowledgeWise {
        /// WISE's number.
        number: WiseNumber [fact],
    } = "acknowledge_wise", "mencatat penerimaan WISE", "record WISE's acknowledgement", R20 from WiseAcknowledged;
    /// Record what WISE did (R20).
    ReturnFromWise {
        /// WISE's number.
        number: WiseNumber [fact],
        /// The outcome.
        outcome: WiseOutcome [fact],
        /// What WISE wrote.
        note: Option<F::Text> [text?],
    } = "return_from_wise", "mencatat hasil WISE", "record WISE's outcome", R20 from WiseReturned;
    /// Record a step of the assessment (R18).
    RecordAssessmentStep {
        /// Which.
        step: Step [fact],
        /// The reported official, if this step identified them.
        official: Option<F::Official> [official?],
        /// Where they work.
        office: Option<Office> [fact?],
        /// A note.
        note: Option<F::Text> [text?],
    } = "record_assessment_step", "mencatat langkah pengkajian", "record an assessment step",
        R18 from AssessmentStepRecorded;
    /// Send a misdirected file back to who sent it (R18).
    ReturnMisdirected {
        /// Why.
        reason: F::Text [text],
    } = "return_misdirected", "mengembalikan berkas salah alamat", "return a misdirected file",
        R18 from ReturnedMisdirected;
    /// Take back a file that was sent to the wrong office, before anybody has acted on it there (R18).
    Recall {
        /// Why.
        reason: F::Text [text],
    } = "recall", "menarik kembali berkas", "take back a file", R18 from Recalled;
    /// Move a file to another office, as whoever oversees it (W5).
    Transfer {
        /// Where it is to go.
        office: Office [fact],
        /// Why.
        reason: F::Text [text],
    } = "transfer", "memindahkan berkas", "move a file to another office", W5 from Transferred;
    /// Pass on a complaint that is about one's own unit or people (T6). It goes to the unit that takes such complaints.
    Recuse {
        /// Why.
        reason: F::Text [text],
    } = "recuse", "mengalihkan karena benturan kepentingan", "pass on for a conflict of interest", T6 from Recused;
    /// Pass the file of an office that ended to its successor (W4).
    PassToSuccessor = "pass_to_successor", "mengalihkan ke kantor penerus", "pass to the office's successor",
        W4 from OfficeSucceeded;
    /// Say what follows from what came in after the complaint was closed (W6).
    ReviewLateMaterial {
        /// What follows, and why.
        conclusion: F::Text [text],
    } = "review_late_material", "menelaah bahan baru setelah penutupan", "review late material",
        W6 from LateMaterialReviewed;
    /// Conclude the assessment (R19).
    ConcludeAssessment {
        /// The finding.
        finding: Finding [fact],
        /// The report.
        report: F::Text [text],
    } = "conclude_assessment", "menyelesaikan pengkajian", "conclude the assessment", R19 from AssessmentConcluded;
    /// Decide what follows (R19).
    DecideFollowUp {
        /// What.
        actions: Actions [fact],
        /// The decision.
        decision: F::Text [text],
    } = "decide_follow_up", "memutuskan tindak lanjut", "decide the follow-up", R19 from FollowUpDecided;
    /// Declare not actionable (R14, R17).
    DeclareNotActionable {
        /// The ground.
        ground: Ground [fact],
        /// The reason, for officers; refused without one.
        reason: Option<F::Text> [text?],
        /// The reason that the complainant reads, written for them (P3); a rulebook may do without.
        public_reason: Option<F::Text> [text?],
    } = "declare_not_actionable", "memutuskan tidak dapat ditindaklanjuti", "declare not actionable",
        R14 from DeclaredNotActionable;
    /// Close: by the finding, or as withdrawn (R19, R21).
    Close = "close", "menutup pengaduan", "close the complaint", R19 from Closed;
    /// Reopen on new facts (R19).
    Reopen {
        /// The facts.
        facts: F::Text [text],
    } = "reopen", "membuka kembali pengaduan", "reopen the complaint", R19 from Reopened;
    /// Withdraw (R21).
    Withdraw {
        /// Why, if the complainant says.
        reason: Option<F::Text> [text?],
        /// How the complainant told a receiver, who withdraws for them; not with a ticket.
        told_by: Option<NoticeChannel> [fact?],
        /// What shows it, where a receiver withdraws for them: a letter with its date, a note of a call.
        evidence: Option<F::Text> [text?],
    } = "withdraw", "mencabut pengaduan", "withdraw the complaint", R21 from Withdrawn;
    /// Contest what one's complaint was recorded to be about, once (W7).
    ContestMatter {
        /// What it is about instead, and why.
        reason: F::Text [text],
    } = "contest_matter", "menyanggah pencatatan materi", "contest the recording of the matter",
        W7 from MatterContested;
    /// Decide what a contested complaint is about (W7).
    DecideMatter {
        /// What it is about.
        matter: Matter [fact],
        /// Why.
        reason: F::Text [text],
    } = "decide_matter", "memutuskan pencatatan materi", "decide the recording of the matter",
        W7 from MatterDecided;
    /// Change the wish about one's identity (P1).
    ChooseConfidentiality {
        /// The wish.
        choice: Confidentiality [fact],
    } = "choose_confidentiality", "memilih kerahasiaan identitas", "choose confidentiality",
        P1 from ConfidentialityChosen;
    /// Disclose the identity (R27). To ease the investigation, the PYB gives this command in favour of a
    /// recipient: the approver is whoever was authenticated, never a name in a field.
    DiscloseIdentity {
        /// The ground.
        ground: DisclosureGround [fact],
        /// Who is to learn it.
        recipient: F::Officer [officer],
        /// In which role.
        recipient_role: Role [fact],
        /// What for.
        purpose: F::Text [text],
    } = "disclose_identity", "membuka identitas pengadu", "disclose the identity", R27 from IdentityDisclosed;
    /// Record that the complainant was told something (R5, R12, R22): by an officer who told them, by the complainant who
    /// opened it with the ticket, or by the system that knows of its arrival.
    RecordTold {
        /// What.
        notice: Notice [fact],
        /// How.
        channel: NoticeChannel [fact],
    } = "record_told", "mencatat bahwa pengadu diberi tahu", "record that the complainant was told",
        R22 from Told;
    /// Record that a mail was accepted for sending (R13).
    RecordMailAccepted {
        /// What it tells.
        notice: Notice [fact],
    } = "record_mail_accepted", "mencatat surat elektronik yang diterima untuk dikirim",
        "record that a mail was accepted for sending", R13 from MailAccepted;
    /// Record that a notice did not reach the complainant (R13, R22).
    RecordNotTold {
        /// What.
        notice: Notice [fact],
        /// How it was sent.
        channel: NoticeChannel [fact],
    } = "record_not_told", "mencatat tidak sampai", "record that a notice did not arrive",
        R22 from NotTold;
    /// Say that one was not told what an officer recorded (R13, R22).
    DenyTelling {
        /// What.
        notice: Notice [fact],
    } = "deny_telling", "menyatakan tidak diberi tahu", "say that one was not told", R22 from TellingDenied;
    /// Place a legal hold (R30).
    PlaceLegalHold {
        /// A fresh id.
        hold: F::Hold [hold],
        /// For which proceedings.
        reason: F::Text [text],
    } = "place_legal_hold", "menetapkan penahanan penghapusan", "place a legal hold", R30 from LegalHoldPlaced;
    /// Release a legal hold (R30).
    ReleaseLegalHold {
        /// Which.
        hold: HoldId [fact],
        /// Why.
        reason: F::Text [text],
    } = "release_legal_hold", "mencabut penahanan penghapusan", "release a legal hold", R30 from LegalHoldReleased;
    /// Erase the personal data of a closed complaint (R30).
    ErasePersonalData {
        /// Why.
        basis: ErasureBasis [fact],
    } = "erase_personal_data", "menghapus data pribadi", "erase personal data", R30 from PersonalDataErased;
    /// Clear an official or an office that was complained of by a slip, and is not any more (T6).
    ClearName {
        /// The official.
        official: Option<F::Official> [official?],
        /// The office.
        office: Option<Office> [fact?],
        /// How the slip came about.
        reason: F::Text [text],
    } = "clear_name", "menghapus nama yang keliru disebut", "clear a name", T6 from NameCleared;
    /// Record that proposals lapsed which nobody confirmed (S2).
    LapseProposals = "lapse_proposals", "mencatat usulan yang kedaluwarsa", "record that proposals lapsed",
        S2 from ProposalLapsed;
}

impl Command {
    /// The command that led to these events, which are one recorded batch; `None` if no command leads to such.
    ///
    /// Every command leaves all that mattered in its events, so for every accepted command
    /// `rules.decide(state, &Command::of(&events)?, context)` gives the same events again.
    pub fn of(batch: &[Event]) -> Option<Self> {
        // Any command may have found that an office ended (W4), that the window expired (R13) and that a proposal lapsed (S2). A review may have taken the place
        // of a request of which nobody was told.
        let led = |event: &Event| {
            matches!(
                event,
                Event::OfficeSucceeded(_) | Event::DataWindowExpired(_) | Event::ProposalLapsed(_)
            )
        };
        let first = match batch {
            [.., Event::RequestCancelled(_), review @ Event::MaterialReviewed(_)] => review,
            whole => whole.iter().find(|event| !led(event)).or(whole.last())?,
        };
        match first {
            // A late answer keeps neither a list of elements nor by what it was told: it answers nothing (C4).
            Event::EvidenceAttached(EvidenceAttached { content, purpose: Purpose::LateAnswer, .. }) => {
                Some(Self::SupplyData { content: content.clone(), elements: Elements::EMPTY, told_by: None })
            }
            event => Self::led_by(event),
        }
    }
}

impl Event {
    /// The command that this event records, where its batch begins with it: what counts for rules about people and
    /// limits. `None` for an event that another command brought along.
    pub fn command(&self, actor: &Actor) -> Option<CommandKind> {
        let brought_along = match self {
            // By reception (R3).
            Self::TicketIssued(issued) => issued.contact.is_none(),
            Self::VerificationRequested(_) => actor.role == Role::Complainant,
            // By the decision that ends it.
            Self::Closed(closed) => {
                matches!(closed.outcome, Outcome::NotActionable | Outcome::ByInspectorate)
            }
            // Whichever command came first records that the window or an office ended (R13, W4), or that a proposal lapsed (S2):
            // it is nobody's act.
            Self::DataWindowExpired(_) | Self::OfficeSucceeded(_) | Self::ProposalLapsed(_) => true,
            // By the fact that the complainant had not been told.
            Self::Reopened(reopened) => reopened.facts.is_none(),
            _ => false,
        };
        let late =
            matches!(self, Self::EvidenceAttached(attached) if attached.purpose == Purpose::LateAnswer);
        match self.kind().command() {
            _ if brought_along => None,
            Some(CommandKind::AttachEvidence) if late => Some(CommandKind::SupplyData),
            Some(command) => Some(command),
            // Who proposed something gave its command (S2).
            None => match self {
                Self::Proposed(proposed) => Some(proposed.act.command()),
                _ => None,
            },
        }
    }

    /// Whether a decision that was prepared before it may have to be thought over: whether the version after it is one that
    /// an officer [expects](crate::Complaint::is_expected). What is known of whether a notice arrived is no reason, nor is a
    /// ticket that its holder revoked.
    pub(crate) const fn changes_the_case(&self) -> bool {
        !matches!(
            self,
            Self::Told(_)
                | Self::MailAccepted(_)
                | Self::NotTold(_)
                | Self::TellingDenied(_)
                | Self::TicketRevoked(_)
        )
    }
}

impl CommandKind {
    /// What a coordinator does with the file of another, and the Inspectorate with one about PUSKI, above which no coordinator
    /// is (W5).
    pub const OVERSIGHT: [Self; 4] =
        [Self::Transfer, Self::ReviewLateMaterial, Self::Reopen, Self::DecideMatter];

    /// The JSON Schema of its body: its fields by `of`, and its name as `command`.
    ///
    /// ```
    /// let schema = aduan_core::CommandKind::RequestData.schema(aduan_core::Field::schema);
    /// assert_eq!(schema["required"], serde_json::json!(["command", "request"]));
    /// ```
    pub fn schema(self, of: impl Fn(&Field) -> Value) -> Value {
        let mut properties = Map::from_iter([("command".to_owned(), json!({ "const": self.as_str() }))]);
        let mut required = vec!["command"];
        for field in self.fields() {
            let schema = of(field);
            let schema =
                if field.required { schema } else { json!({ "anyOf": [schema, { "type": "null" }] }) };
            properties.insert(field.name.to_owned(), schema);
            required.extend(field.required.then_some(field.name));
        }
        json!({
            "type": "object", "title": format!("{self:?}"), "properties": properties, "required": required,
            "additionalProperties": false
        })
    }
}
