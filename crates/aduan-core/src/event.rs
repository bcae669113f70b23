//! Events: facts in the past tense. None holds a word that somebody wrote; words are [`ContentRef`]s.

use crate::{
    Actions, Channel, Clarity, Confidentiality, ContentRef, Deadline, Deliveries, DisclosureGround, Elements,
    ErasureBasis, Finding, Ground, HoldId, Identity, Matter, Media, Notice, NoticeChannel, Office, Outcome,
    PersonId, Purpose, RegisterNumber, Reported, Role, RulebookId, Shares, Standing, Step, Timestamp,
    WiseNumber, WiseOutcome, Zone,
};

wire_structs! {
    /// A complaint came in (R1, R2, R8). It goes to Intake.
    pub struct Received {
        /// The rulebook under which it is handled from now on.
        pub rulebook: RulebookId,
        /// What officers quote (R6).
        pub register: RegisterNumber,
        /// How it came in.
        pub channel: Channel,
        /// What it is about, as the complainant has it.
        pub matter: Matter,
        /// The complainant's pseudonym in this complaint.
        pub complainant: PersonId,
        /// What the complainant is to DJBC (R9).
        pub standing: Standing,
        /// The complainant's identity, as far as they gave it.
        pub identity: Option<Identity>,
        /// Their wish about it (P1).
        pub confidentiality: Confidentiality,
        /// The complaint itself.
        pub material: ContentRef,
        /// Which elements it has.
        pub elements: Elements,
        /// The office complained of, where one is named.
        pub reported_office: Option<Office>,
        /// The compliance unit that verifies it.
        pub unit: Office,
        /// The local time by which its deadlines run.
        pub zone: Zone,
        /// By when the complainant should hear something (R23).
        pub response: Option<Deadline>,
        /// By when it should be with the verifier.
        pub target: Option<Deadline>,
    }

    /// A ticket went out to the complainant, and to nobody else (R3, R4, R7). Which ticket, no event says.
    pub struct TicketIssued {
        /// On which ways.
        pub deliveries: Deliveries,
        /// The contact given for it, where it came after reception.
        pub contact: Option<ContentRef>,
    }

    /// The complaint was put before the verifier (R10). It goes to Verification.
    pub struct VerificationRequested {
        /// By when it should have left verification.
        pub target: Option<Deadline>,
    }

    /// A correction or addition to the complaint, the ralat (R8). Nothing moves.
    pub struct MaterialAmended {
        /// What it says now.
        pub content: ContentRef,
        /// Which elements it adds or corrects.
        pub elements: Elements,
    }

    /// Something was attached (R8). Nothing moves.
    pub struct EvidenceAttached {
        /// The attachment.
        pub content: ContentRef,
        /// What kind of thing it is.
        pub media: Media,
        /// Why it came.
        pub purpose: Purpose,
    }

    /// The verifier reviewed the material (R10).
    pub struct MaterialReviewed {
        /// The elements found.
        pub elements: Elements,
        /// Whether that will do.
        pub clarity: Clarity,
        /// What the complaint is about, as the verifier finds it. Decides the way (R11).
        pub matter: Matter,
        /// What is known of the reported official.
        pub reported: Reported,
        /// Who they are, by pseudonym.
        pub official: Option<PersonId>,
        /// Where they work.
        pub office: Option<Office>,
        /// The verifier's note.
        pub note: Option<ContentRef>,
    }

    /// The complainant was asked for more (R12). It goes to `AwaitingData`.
    pub struct DataRequested {
        /// The question.
        pub request: ContentRef,
        /// Within which to answer (R13).
        pub window: Deadline,
    }

    /// The answer came in time (R13). It goes back to Verification.
    pub struct DataSupplied {
        /// The answer.
        pub content: ContentRef,
        /// Which elements it adds.
        pub elements: Elements,
        /// By when it should have left verification.
        pub target: Option<Deadline>,
    }

    /// The window ran out (R13, R14(b)). It goes back to Verification; nothing is decided yet.
    pub struct DataWindowExpired {
        /// When it fell due. When it was found is the record's own time.
        pub due: Timestamp,
        /// By when it should have left verification.
        pub target: Option<Deadline>,
    }

    /// Sent to the PYB (R11). It goes to `WithPyb`.
    pub struct ForwardedToPyb {
        /// The PYB's office.
        pub office: Office,
        /// By when the PYB should have decided.
        pub target: Option<Deadline>,
    }

    /// Sent to the assessor of the related unit, without the PYB (R11). It goes to Assessment.
    pub struct ForwardedToAssessor {
        /// The assessor's office.
        pub office: Office,
        /// The assessor, where one is named.
        pub assessor: Option<PersonId>,
        /// By when the assessment should be concluded.
        pub target: Option<Deadline>,
    }

    /// The PYB's disposition (R15). It goes to Assessment.
    pub struct DisposedToAssessor {
        /// The assessor's office.
        pub office: Office,
        /// The assessor, where one is named.
        pub assessor: Option<PersonId>,
        /// The PYB's instruction.
        pub instruction: Option<ContentRef>,
        /// By when the assessment should be concluded.
        pub target: Option<Deadline>,
    }

    /// Sent to the Inspectorate through WISE (R16). It goes to `WithInspectorate`.
    pub struct ForwardedToWise {
        /// Why.
        pub reason: ContentRef,
        /// What of the file goes along (T8); never the identity.
        pub shares: Shares,
        /// By when an outcome is looked for.
        pub target: Option<Deadline>,
    }

    /// WISE took it under a number of its own (R20).
    pub struct WiseAcknowledged {
        /// That number.
        pub number: WiseNumber,
    }

    /// WISE gave an outcome (R20). Where it hands the case back, that goes to `WithPyb`.
    pub struct WiseReturned {
        /// WISE's number.
        pub number: WiseNumber,
        /// The outcome.
        pub outcome: WiseOutcome,
        /// What WISE wrote.
        pub note: Option<ContentRef>,
        /// By when the PYB should have decided, where it was handed back.
        pub target: Option<Deadline>,
    }

    /// The assessor did a step (R18).
    pub struct AssessmentStepRecorded {
        /// Which.
        pub step: Step,
        /// The reported official, where the step identified them.
        pub official: Option<PersonId>,
        /// Where they work.
        pub office: Option<Office>,
        /// The assessor's note.
        pub note: Option<ContentRef>,
    }

    /// The file was sent to the wrong office and goes back to who sent it (R18), to Verification or `WithPyb`.
    pub struct ReturnedMisdirected {
        /// Why.
        pub reason: ContentRef,
        /// By when the sender should have sent it on.
        pub target: Option<Deadline>,
    }

    /// The assessor's finding (R19). It goes to `FollowUp`.
    pub struct AssessmentConcluded {
        /// The finding.
        pub finding: Finding,
        /// The report, with its recommendation.
        pub report: ContentRef,
        /// By when the follow-up should be decided and the case closed.
        pub target: Option<Deadline>,
    }

    /// What follows was decided (R19).
    pub struct FollowUpDecided {
        /// What; never empty.
        pub actions: Actions,
        /// The decision.
        pub decision: ContentRef,
    }

    /// Decided to be not actionable (R14, R17). `Closed` comes with it.
    pub struct DeclaredNotActionable {
        /// The ground.
        pub ground: Ground,
        /// The reason, in words: never without one (T10).
        pub reason: ContentRef,
    }

    /// The complaint ended. It goes to Closed.
    pub struct Closed {
        /// How.
        pub outcome: Outcome,
    }

    /// New facts (R19). It goes back to Assessment or Verification; how it had ended stays in the history.
    pub struct Reopened {
        /// The facts.
        pub facts: ContentRef,
        /// By when it should have left that stage.
        pub target: Option<Deadline>,
    }

    /// The complainant withdrew (R21). That alone closes nothing.
    pub struct Withdrawn {
        /// Why, where they said.
        pub reason: Option<ContentRef>,
    }

    /// The complainant changed their wish about their identity (P1).
    pub struct ConfidentialityChosen {
        /// What they wish now.
        pub choice: Confidentiality,
    }

    /// The complainant's identity was disclosed to somebody (R27).
    pub struct IdentityDisclosed {
        /// On which ground.
        pub ground: DisclosureGround,
        /// Who allowed it: the PYB who gave the command, or the complainant whose wish it is.
        pub approver: PersonId,
        /// To whom.
        pub recipient: PersonId,
        /// In which role they learn it.
        pub recipient_role: Role,
        /// What for.
        pub purpose: ContentRef,
    }

    /// The complainant was told something (R5, R22).
    pub struct ComplainantNotified {
        /// What.
        pub notice: Notice,
        /// How.
        pub channel: NoticeChannel,
    }

    /// Legal proceedings need the data: nothing is erased (R30).
    pub struct LegalHoldPlaced {
        /// This hold; there may be more.
        pub hold: HoldId,
        /// For which proceedings.
        pub reason: ContentRef,
    }

    /// One hold was lifted (R30).
    pub struct LegalHoldReleased {
        /// Which.
        pub hold: HoldId,
        /// Why.
        pub reason: ContentRef,
    }

    /// Key and content were destroyed (R30). The record stays.
    pub struct PersonalDataErased {
        /// Why.
        pub basis: ErasureBasis,
    }
}

tokens! {
    /// The name of an event, as in the `type` of a record.
    pub enum EventKind {
        /// [`Event::Received`].
        Received = "Received", "Pengaduan diterima", "received";
        /// [`Event::TicketIssued`].
        TicketIssued = "TicketIssued", "Nomor tiket dikirim", "ticket issued";
        /// [`Event::VerificationRequested`].
        VerificationRequested = "VerificationRequested", "Diajukan untuk verifikasi", "verification requested";
        /// [`Event::MaterialAmended`].
        MaterialAmended = "MaterialAmended", "Materi diralat", "material amended";
        /// [`Event::EvidenceAttached`].
        EvidenceAttached = "EvidenceAttached", "Data pendukung dilampirkan", "evidence attached";
        /// [`Event::MaterialReviewed`].
        MaterialReviewed = "MaterialReviewed", "Materi ditelaah", "material reviewed";
        /// [`Event::DataRequested`].
        DataRequested = "DataRequested", "Data tambahan diminta", "additional data requested";
        /// [`Event::DataSupplied`].
        DataSupplied = "DataSupplied", "Data tambahan disampaikan", "additional data supplied";
        /// [`Event::DataWindowExpired`].
        DataWindowExpired = "DataWindowExpired", "Jangka waktu data tambahan berakhir", "data window expired";
        /// [`Event::ForwardedToPyb`].
        ForwardedToPyb = "ForwardedToPyb", "Diteruskan ke PYB", "forwarded to the PYB";
        /// [`Event::ForwardedToAssessor`].
        ForwardedToAssessor = "ForwardedToAssessor", "Diteruskan ke pengkaji", "forwarded to the assessor";
        /// [`Event::DisposedToAssessor`].
        DisposedToAssessor = "DisposedToAssessor", "Didisposisikan ke pengkaji", "disposed to the assessor";
        /// [`Event::ForwardedToWise`].
        ForwardedToWise = "ForwardedToWise", "Diteruskan ke Itjen melalui WISE", "forwarded to the Inspectorate through WISE";
        /// [`Event::WiseAcknowledged`].
        WiseAcknowledged = "WiseAcknowledged", "Diterima WISE", "acknowledged by WISE";
        /// [`Event::WiseReturned`].
        WiseReturned = "WiseReturned", "Hasil dari WISE", "returned by WISE";
        /// [`Event::AssessmentStepRecorded`].
        AssessmentStepRecorded = "AssessmentStepRecorded", "Langkah pengkajian", "assessment step";
        /// [`Event::ReturnedMisdirected`].
        ReturnedMisdirected = "ReturnedMisdirected", "Dikembalikan karena salah alamat", "returned as misdirected";
        /// [`Event::AssessmentConcluded`].
        AssessmentConcluded = "AssessmentConcluded", "Pengkajian selesai", "assessment concluded";
        /// [`Event::FollowUpDecided`].
        FollowUpDecided = "FollowUpDecided", "Tindak lanjut diputuskan", "follow-up decided";
        /// [`Event::DeclaredNotActionable`].
        DeclaredNotActionable = "DeclaredNotActionable", "Diputuskan tidak dapat ditindaklanjuti", "declared not actionable";
        /// [`Event::Closed`].
        Closed = "Closed", "Ditutup", "closed";
        /// [`Event::Reopened`].
        Reopened = "Reopened", "Dibuka kembali", "reopened";
        /// [`Event::Withdrawn`].
        Withdrawn = "Withdrawn", "Dicabut oleh pengadu", "withdrawn by the complainant";
        /// [`Event::ConfidentialityChosen`].
        ConfidentialityChosen = "ConfidentialityChosen", "Kerahasiaan identitas dipilih", "confidentiality chosen";
        /// [`Event::IdentityDisclosed`].
        IdentityDisclosed = "IdentityDisclosed", "Identitas pengadu dibuka", "identity disclosed";
        /// [`Event::ComplainantNotified`].
        ComplainantNotified = "ComplainantNotified", "Pengadu diberi tahu", "complainant notified";
        /// [`Event::LegalHoldPlaced`].
        LegalHoldPlaced = "LegalHoldPlaced", "Penahanan penghapusan ditetapkan", "legal hold placed";
        /// [`Event::LegalHoldReleased`].
        LegalHoldReleased = "LegalHoldReleased", "Penahanan penghapusan dicabut", "legal hold released";
        /// [`Event::PersonalDataErased`].
        PersonalDataErased = "PersonalDataErased", "Data pribadi dihapus", "personal data erased";
    }
}

macro_rules! events {
    ($( $kind:ident($data:ty) = $schema:literal; )+) => {
        /// Something that happened to a complaint.
        ///
        /// What each event means stands at its structure; the large one is boxed, so that a million of them
        /// stay small.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Event {
            $(
                #[doc = concat!("See [`struct@", stringify!($kind), "`].")]
                $kind($data),
            )+
        }

        $(
            impl From<$kind> for Event {
                fn from(data: $kind) -> Self {
                    Self::$kind(data.into())
                }
            }
        )+

        impl Event {
            /// Which event it is.
            pub const fn kind(&self) -> EventKind {
                match self { $( Self::$kind(_) => EventKind::$kind, )+ }
            }
        }

        impl EventKind {
            /// The current schema of this event's data. Older ones are lifted when they are read.
            pub const fn schema(self) -> u16 {
                match self { $( Self::$kind => $schema, )+ }
            }

            /// The JSON Schema of this event's data.
            pub(crate) fn shape(self) -> serde_json::Value {
                match self { $( Self::$kind => <$data as crate::shape::Shape>::shape(), )+ }
            }

            /// Reads the data of this event in its current schema.
            #[inline]
            pub(crate) fn read<'de, D: serde::Deserializer<'de>>(self, data: D) -> Result<Event, D::Error> {
                match self { $( Self::$kind => <$data as serde::Deserialize>::deserialize(data).map(Event::$kind), )+ }
            }
        }

        /// The data alone; the name stands in the record.
        impl serde::Serialize for Event {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $( Self::$kind(data) => data.serialize(serializer), )+ }
            }
        }
    };
}

events! {
    Received(Box<Received>) = 1;
    TicketIssued(TicketIssued) = 1;
    VerificationRequested(VerificationRequested) = 1;
    MaterialAmended(MaterialAmended) = 1;
    EvidenceAttached(EvidenceAttached) = 2;
    MaterialReviewed(MaterialReviewed) = 1;
    DataRequested(DataRequested) = 1;
    DataSupplied(DataSupplied) = 1;
    DataWindowExpired(DataWindowExpired) = 1;
    ForwardedToPyb(ForwardedToPyb) = 1;
    ForwardedToAssessor(ForwardedToAssessor) = 1;
    DisposedToAssessor(DisposedToAssessor) = 1;
    ForwardedToWise(ForwardedToWise) = 1;
    WiseAcknowledged(WiseAcknowledged) = 1;
    WiseReturned(WiseReturned) = 1;
    AssessmentStepRecorded(AssessmentStepRecorded) = 1;
    ReturnedMisdirected(ReturnedMisdirected) = 1;
    AssessmentConcluded(AssessmentConcluded) = 1;
    FollowUpDecided(FollowUpDecided) = 1;
    DeclaredNotActionable(DeclaredNotActionable) = 1;
    Closed(Closed) = 1;
    Reopened(Reopened) = 1;
    Withdrawn(Withdrawn) = 1;
    ConfidentialityChosen(ConfidentialityChosen) = 1;
    IdentityDisclosed(IdentityDisclosed) = 1;
    ComplainantNotified(ComplainantNotified) = 1;
    LegalHoldPlaced(LegalHoldPlaced) = 1;
    LegalHoldReleased(LegalHoldReleased) = 1;
    PersonalDataErased(PersonalDataErased) = 1;
}

tokens! {
    /// What a deadline is for.
    pub enum DeadlineKind {
        /// Within which the complainant may answer (R13).
        Window = "window", "jangka waktu data tambahan", "data window";
        /// By when the complainant should hear something (R23).
        Response = "response", "tenggat tanggapan", "response due";
        /// By when the stage should be over (R24, R26).
        Target = "target", "target tahap", "stage target";
    }
}

impl Event {
    /// The deadlines that this event set.
    pub fn deadlines(&self) -> impl Iterator<Item = (DeadlineKind, &Deadline)> {
        let (window, response, target) = match self {
            Self::Received(event) => (None, event.response.as_ref(), event.target.as_ref()),
            Self::DataRequested(event) => (Some(&event.window), None, None),
            Self::VerificationRequested(event) => (None, None, event.target.as_ref()),
            Self::DataSupplied(event) => (None, None, event.target.as_ref()),
            Self::DataWindowExpired(event) => (None, None, event.target.as_ref()),
            Self::ForwardedToPyb(event) => (None, None, event.target.as_ref()),
            Self::ForwardedToAssessor(event) => (None, None, event.target.as_ref()),
            Self::DisposedToAssessor(event) => (None, None, event.target.as_ref()),
            Self::ForwardedToWise(event) => (None, None, event.target.as_ref()),
            Self::WiseReturned(event) => (None, None, event.target.as_ref()),
            Self::ReturnedMisdirected(event) => (None, None, event.target.as_ref()),
            Self::AssessmentConcluded(event) => (None, None, event.target.as_ref()),
            Self::Reopened(event) => (None, None, event.target.as_ref()),
            // Each by name, so that a new event is not passed over.
            Self::TicketIssued(_)
            | Self::MaterialAmended(_)
            | Self::EvidenceAttached(_)
            | Self::MaterialReviewed(_)
            | Self::WiseAcknowledged(_)
            | Self::AssessmentStepRecorded(_)
            | Self::FollowUpDecided(_)
            | Self::DeclaredNotActionable(_)
            | Self::Closed(_)
            | Self::Withdrawn(_)
            | Self::ConfidentialityChosen(_)
            | Self::IdentityDisclosed(_)
            | Self::ComplainantNotified(_)
            | Self::LegalHoldPlaced(_)
            | Self::LegalHoldReleased(_)
            | Self::PersonalDataErased(_) => (None, None, None),
        };
        [(DeadlineKind::Window, window), (DeadlineKind::Response, response), (DeadlineKind::Target, target)]
            .into_iter()
            .filter_map(|(kind, deadline)| Some((kind, deadline?)))
    }
}
