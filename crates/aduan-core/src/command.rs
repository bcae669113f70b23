//! Commands: what somebody wants to do. Whether they may, `decide` says.

use crate::{
    Actions, Channel, Clarity, Confidentiality, ContentRef, Deliveries, DisclosureGround, Elements,
    ErasureBasis, Finding, Ground, HoldId, Identity, Matter, Media, Notice, NoticeChannel, Office, PersonId,
    RegisterNumber, Reported, Role, Shares, Standing, Step, WiseNumber, WiseOutcome, Zone,
};

tokens! {
    /// Whether a manual complainant wants to follow the handling by themselves (R7).
    pub enum Following {
        /// They do, and left a valid e-mail address or mobile number.
        Wanted = "wanted", "ingin memantau", "wants to follow";
        /// They do not.
        NotWanted = "not_wanted", "tidak memantau", "does not follow";
    }
}

/// What is told when a complaint comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receive {
    /// The number that officers will quote; the store claims it.
    pub register: RegisterNumber,
    /// How it came in (R1).
    pub channel: Channel,
    /// What it is about, as the complainant has it.
    pub matter: Matter,
    /// A fresh random pseudonym for the complainant.
    pub complainant: PersonId,
    /// What they are to DJBC (R9).
    pub standing: Standing,
    /// Who they are, as far as they say.
    pub identity: Option<Identity>,
    /// Their wish about it (P1).
    pub confidentiality: Confidentiality,
    /// Whether a manual complainant wants a ticket (R7). An online one always gets one (R3).
    pub following: Following,
    /// The complaint itself, sealed.
    pub material: ContentRef,
    /// Which elements it has (R8).
    pub elements: Elements,
    /// The office complained of, where one is named.
    pub reported_office: Option<Office>,
    /// The compliance unit that is to verify it.
    pub unit: Office,
    /// The local time of the office that receives it.
    pub zone: Zone,
}

impl Receive {
    /// A complaint of a member of the public who gives no identity, wishes it confidential and does not ask for a
    /// ticket, received in western Indonesia. Change the fields that differ.
    pub const fn new(
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

/// What a review says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The elements found.
    pub elements: Elements,
    /// Whether that will do.
    pub clarity: Clarity,
    /// What the complaint is about.
    pub matter: Matter,
    /// What is known of the reported official.
    pub reported: Reported,
    /// Who they are, by pseudonym; needed where they are identified, so that nobody handles their own case.
    pub official: Option<PersonId>,
    /// Where they work.
    pub office: Option<Office>,
    /// A note.
    pub note: Option<ContentRef>,
}

macro_rules! commands {
    ($( $(#[$meta:meta])* $kind:ident $(($inner:ty))? $({ $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? })?
        = $token:literal, $id:literal, $en:literal; )+) => {
        /// What somebody wants to do to a complaint. Who may, and when, stands in
        /// [`procedure::TABLE`](crate::procedure::TABLE).
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Command {
            $( $(#[$meta])* $kind $(($inner))? $({ $($(#[$fmeta])* $field: $ty),* })?, )+
        }

        tokens! {
            /// The name of a command.
            pub enum CommandKind {
                $( #[doc = concat!("[`Command::", stringify!($kind), "`].")] $kind = $token, $id, $en; )+
            }
        }

        impl Command {
            /// Which command it is.
            pub const fn kind(&self) -> CommandKind {
                match self { $( Self::$kind { .. } => CommandKind::$kind, )+ }
            }
        }
    };
}

commands! {
    /// Record a complaint (R1, R2, R8).
    Receive(Box<Receive>) = "receive", "menerima pengaduan", "receive a complaint";
    /// Send a ticket to a manual complainant who left a contact (R7).
    IssueTicket {
        /// On which ways: e-mail, SMS or both.
        deliveries: Deliveries,
        /// The contact, sealed.
        contact: ContentRef,
    } = "issue_ticket", "mengirim nomor tiket", "send a ticket";
    /// Put a recorded complaint before the verifier (R10).
    RequestVerification = "request_verification", "mengajukan verifikasi", "request verification";
    /// Correct or add to the complaint (R8).
    AmendMaterial {
        /// What it says now.
        content: ContentRef,
        /// Which elements that touches.
        elements: Elements,
    } = "amend_material", "meralat materi", "amend the material";
    /// Attach a scan, file, photo, sound or video (R8).
    AttachEvidence {
        /// The attachment.
        content: ContentRef,
        /// What kind of thing it is.
        media: Media,
    } = "attach_evidence", "melampirkan data pendukung", "attach evidence";
    /// Review the material (R10).
    ReviewMaterial(Box<Review>) = "review_material", "menelaah materi", "review the material";
    /// Ask the complainant for more (R12).
    RequestData {
        /// The question.
        request: ContentRef,
    } = "request_data", "meminta data tambahan", "request additional data";
    /// Answer a request for data (R12, R13).
    SupplyData {
        /// The answer.
        content: ContentRef,
        /// Which elements it adds.
        elements: Elements,
    } = "supply_data", "menyampaikan data tambahan", "supply additional data";
    /// Record that the window has run out (R13).
    ExpireDataWindow = "expire_data_window", "mencatat berakhirnya jangka waktu", "record that the window expired";
    /// Send a discipline complaint to the PYB (R11).
    ForwardToPyb {
        /// The PYB's office.
        office: Office,
    } = "forward_to_pyb", "meneruskan ke PYB", "forward to the PYB";
    /// Send any other complaint to the assessor of the related unit (R11).
    ForwardToAssessor {
        /// The related unit.
        office: Office,
        /// The assessor, if one is named.
        assessor: Option<PersonId>,
    } = "forward_to_assessor", "meneruskan ke pengkaji", "forward to the assessor";
    /// Dispose to an assessor (R15).
    DisposeToAssessor {
        /// The assessor's office.
        office: Office,
        /// The assessor, if one is named.
        assessor: Option<PersonId>,
        /// An instruction.
        instruction: Option<ContentRef>,
    } = "dispose_to_assessor", "mendisposisikan ke pengkaji", "dispose to an assessor";
    /// Send to the Inspectorate through WISE (R16).
    ForwardToWise {
        /// Why.
        reason: ContentRef,
        /// What goes along (T8).
        shares: Shares,
    } = "forward_to_wise", "meneruskan ke Itjen melalui WISE", "forward to the Inspectorate through WISE";
    /// Record that WISE took it (R20).
    AcknowledgeWise {
        /// WISE's number.
        number: WiseNumber,
    } = "acknowledge_wise", "mencatat penerimaan WISE", "record WISE's acknowledgement";
    /// Record what WISE did (R20).
    ReturnFromWise {
        /// WISE's number.
        number: WiseNumber,
        /// The outcome.
        outcome: WiseOutcome,
        /// What WISE wrote.
        note: Option<ContentRef>,
    } = "return_from_wise", "mencatat hasil WISE", "record WISE's outcome";
    /// Record a step of the assessment (R18).
    RecordAssessmentStep {
        /// Which.
        step: Step,
        /// The reported official, if this step identified them.
        official: Option<PersonId>,
        /// Where they work.
        office: Option<Office>,
        /// A note.
        note: Option<ContentRef>,
    } = "record_assessment_step", "mencatat langkah pengkajian", "record an assessment step";
    /// Send a misdirected file back to who sent it (R18).
    ReturnMisdirected {
        /// Why.
        reason: ContentRef,
    } = "return_misdirected", "mengembalikan berkas salah alamat", "return a misdirected file";
    /// Conclude the assessment (R19).
    ConcludeAssessment {
        /// The finding.
        finding: Finding,
        /// The report.
        report: ContentRef,
    } = "conclude_assessment", "menyelesaikan pengkajian", "conclude the assessment";
    /// Decide what follows (R19).
    DecideFollowUp {
        /// What.
        actions: Actions,
        /// The decision.
        decision: ContentRef,
    } = "decide_follow_up", "memutuskan tindak lanjut", "decide the follow-up";
    /// Declare not actionable (R14, R17).
    DeclareNotActionable {
        /// The ground.
        ground: Ground,
        /// The reason; refused without one.
        reason: Option<ContentRef>,
    } = "declare_not_actionable", "memutuskan tidak dapat ditindaklanjuti", "declare not actionable";
    /// Close: by the finding, or as withdrawn (R19, R21).
    Close = "close", "menutup pengaduan", "close the complaint";
    /// Reopen on new facts (R19).
    Reopen {
        /// The facts.
        facts: ContentRef,
    } = "reopen", "membuka kembali pengaduan", "reopen the complaint";
    /// Withdraw (R21).
    Withdraw {
        /// Why, if the complainant says.
        reason: Option<ContentRef>,
    } = "withdraw", "mencabut pengaduan", "withdraw the complaint";
    /// Change the wish about one's identity (P1).
    ChooseConfidentiality {
        /// The wish.
        choice: Confidentiality,
    } = "choose_confidentiality", "memilih kerahasiaan identitas", "choose confidentiality";
    /// Disclose the identity (R27). To ease the investigation, the PYB gives this command in favour of a
    /// recipient: the approver is whoever was authenticated, never a name in a field.
    DiscloseIdentity {
        /// The ground.
        ground: DisclosureGround,
        /// Who is to learn it.
        recipient: PersonId,
        /// In which role.
        recipient_role: Role,
        /// What for.
        purpose: ContentRef,
    } = "disclose_identity", "membuka identitas pengadu", "disclose the identity";
    /// Record that the complainant was told something (R5, R22).
    NotifyComplainant {
        /// What.
        notice: Notice,
        /// How.
        channel: NoticeChannel,
    } = "notify_complainant", "memberi tahu pengadu", "notify the complainant";
    /// Place a legal hold (R30).
    PlaceLegalHold {
        /// A fresh id.
        hold: HoldId,
        /// For which proceedings.
        reason: ContentRef,
    } = "place_legal_hold", "menetapkan penahanan penghapusan", "place a legal hold";
    /// Release a legal hold (R30).
    ReleaseLegalHold {
        /// Which.
        hold: HoldId,
        /// Why.
        reason: ContentRef,
    } = "release_legal_hold", "mencabut penahanan penghapusan", "release a legal hold";
    /// Erase the personal data of a closed complaint (R30).
    ErasePersonalData {
        /// Why.
        basis: ErasureBasis,
    } = "erase_personal_data", "menghapus data pribadi", "erase personal data";
}
