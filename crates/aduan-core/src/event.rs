//! Events: facts in the past tense. None holds a word that somebody wrote; words are [`ContentRef`]s.
//!
//! Each event is declared once, here: its structure, its name in three languages, the schema of its data.

use crate::shape::Shape;
use crate::{
    Actions, Channel, Clarity, Confidentiality, ContentRef, Deadline, Deliveries, DisclosureGround, Elements,
    ErasureBasis, Finding, Following, Ground, HoldId, Identity, Matter, Media, Notice, NoticeChannel, Office,
    Officer, Official, Outcome, PersonId, ProposedAct, Purpose, RegisterNumber, Reported, Revocation, Role,
    RulebookId, Shares, Standing, Step, TicketKind, Timestamp, WiseNumber, WiseOutcome, Zone,
};

/// Declares each event: `Name(Data) = "Name", "nama", "name", schema { fields }`. The `$` in front is for the macro that
/// this one declares.
macro_rules! events {
    ($dollar:tt $( $(#[$meta:meta])* $kind:ident($data:ty) = $token:literal, $id:literal, $en:literal, $schema:literal {
        $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)?
    } )+) => {
        wire_structs! { $( $(#[$meta])* pub struct $kind { $($(#[$fmeta])* pub $field: $ty),* } )+ }

        tokens! {
            /// The name of an event, as in the `type` of a record.
            pub enum EventKind {
                $( #[doc = concat!("[`Event::", stringify!($kind), "`].")] $kind = $token, $id, $en; )+
            }
        }

        /// Something that happened to a complaint.
        ///
        /// What each event means stands at its structure; the large one is boxed, so that a million of them
        /// stay small.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(not(aduan_workspace), non_exhaustive)]
        pub enum Event {
            $( #[doc = concat!("See [`struct@", stringify!($kind), "`].")] $kind($data), )+
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

            /// Every content that this event refers to, the identity and contacts among them.
            ///
            /// ```
            /// use aduan_core::{Event, Outcome, event::Closed};
            /// assert!(Event::from(Closed { outcome: Outcome::Withdrawn }).contents().is_empty());
            /// ```
            pub fn contents(&self) -> Vec<&ContentRef> {
                let mut found = Vec::new();
                match self {
                    $( Self::$kind(data) => { $( found.extend(mentioned::<ContentRef>(&data.$field)); )* } )+
                }
                found
            }

            /// The deadlines that this event set.
            pub fn deadlines(&self) -> impl Iterator<Item = (DeadlineKind, &Deadline)> {
                let mut found = [None; 3];
                match self {
                    $( Self::$kind(data) => { $( keep(&mut found, stringify!($field), &data.$field); )* } )+
                }
                found.into_iter().flatten()
            }
        }

        impl EventKind {
            /// The deadlines that an event of this kind may set, in the order of its fields.
            ///
            /// ```
            /// use aduan_core::{DeadlineKind, EventKind};
            /// assert!(EventKind::Told.deadlines().eq([DeadlineKind::Window]));
            /// ```
            pub fn deadlines(self) -> impl Iterator<Item = DeadlineKind> {
                let fields: &'static [&'static str] = match self { $( Self::$kind => &[$(stringify!($field)),*], )+ };
                fields.iter().filter_map(|field| field.parse().ok())
            }

            /// The current schema of this event's data. Older ones are lifted when they are read.
            pub const fn schema(self) -> u16 {
                match self { $( Self::$kind => $schema, )+ }
            }

            /// The JSON Schema of this event's data.
            pub(crate) fn shape(self) -> serde_json::Value {
                match self { $( Self::$kind => <$kind as Shape>::shape(), )+ }
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

        /// Gives another macro each event with its fields: for tests that make events of every kind.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! each_event {
            ($dollar then:ident) => { $dollar then! { $( $kind { $($field),* } )+ } };
        }
    };
}

events! { $
    /// A complaint came in (R1, R2, R8). It goes to Intake.
    Received(Box<Received>) = "Received", "Pengaduan diterima", "received", 1 {
        /// The rulebook under which it is handled from now on.
        rulebook: RulebookId,
        /// What officers quote (R6).
        register: RegisterNumber,
        /// How it came in.
        channel: Channel,
        /// What it is about, as the complainant has it.
        matter: Matter,
        /// The complainant's pseudonym in this complaint.
        complainant: PersonId,
        /// What the complainant is to DJBC (R9).
        standing: Standing,
        /// The complainant's identity, as far as they gave it.
        identity: Option<Identity>,
        /// Their wish about it (P1).
        confidentiality: Confidentiality,
        /// Whether they wished to follow the handling, where it came in by hand (R7).
        following: Following,
        /// The complaint itself.
        material: ContentRef,
        /// Which elements it has.
        elements: Elements,
        /// The office complained of, where one is named.
        reported_office: Option<Office>,
        /// The compliance unit that verifies it.
        unit: Office,
        /// The local time by which its deadlines run.
        zone: Zone,
        /// By when the complainant should hear something (R23).
        response: Option<Deadline>,
        /// By when it should be with the verifier.
        target: Option<Deadline>,
        /// By when it should have ended, whoever has it until then (R26).
        overall: Option<Deadline>,
    }

    /// A ticket went out to the complainant, and to nobody else (R3, R4, R7). Which ticket, no event says.
    TicketIssued(TicketIssued) = "TicketIssued", "Nomor tiket dikirim", "ticket issued", 2 {
        /// On which ways.
        deliveries: Deliveries,
        /// The contact given for it, where it came after reception.
        contact: Option<Identity>,
        /// Its ordinal among the tickets of the complaint.
        ticket: u16,
        /// How it reaches its holder.
        kind: TicketKind,
        /// From when it has all powers, where an officer typed the contact.
        quiet: Option<Deadline>,
    }

    /// A further ticket went out to the complainant (R7). The one before it dies when this one is first used with all powers.
    TicketReissued(TicketReissued) = "TicketReissued", "Nomor tiket baru dikirim", "ticket issued anew", 1 {
        /// On which ways.
        deliveries: Deliveries,
        /// The contact that an officer typed for it; `None` where it went to the one that the complainant had typed.
        contact: Option<Identity>,
        /// Its ordinal among the tickets of the complaint.
        ticket: u16,
        /// How it reaches its holder.
        kind: TicketKind,
        /// From when it has all powers, where an officer typed the contact.
        quiet: Option<Deadline>,
    }

    /// The holder of a ticket revoked it or others (R7). What was revoked opens nothing any more.
    TicketRevoked(TicketRevoked) = "TicketRevoked", "Nomor tiket dicabut", "ticket revoked", 1 {
        /// Which, seen from the ticket of the actor.
        which: Revocation,
    }

    /// The complaint was put before the verifier (R10). It goes to Verification.
    VerificationRequested(VerificationRequested) = "VerificationRequested", "Diajukan untuk verifikasi", "verification requested", 1 {
        /// By when it should have left verification.
        target: Option<Deadline>,
    }

    /// A correction or addition to the complaint, the ralat (R8). Nothing moves.
    MaterialAmended(MaterialAmended) = "MaterialAmended", "Materi diralat", "material amended", 1 {
        /// What it says now.
        content: ContentRef,
        /// Which elements it adds or corrects.
        elements: Elements,
    }

    /// Something was attached (R8). Nothing moves.
    EvidenceAttached(EvidenceAttached) = "EvidenceAttached", "Data pendukung dilampirkan", "evidence attached", 2 {
        /// The attachment.
        content: ContentRef,
        /// What kind of thing it is.
        media: Media,
        /// Why it came.
        purpose: Purpose,
    }

    /// The verifier reviewed the material (R10).
    MaterialReviewed(MaterialReviewed) = "MaterialReviewed", "Materi ditelaah", "material reviewed", 1 {
        /// The elements found.
        elements: Elements,
        /// Whether that will do.
        clarity: Clarity,
        /// What the complaint is about, as the verifier finds it. Decides the way (R11).
        matter: Matter,
        /// What is known of the reported official.
        reported: Reported,
        /// Who they are, by pseudonym.
        official: Option<Official>,
        /// Where they work.
        office: Option<Office>,
        /// The verifier's note.
        note: Option<ContentRef>,
    }

    /// The complainant was asked for more (R12). It goes to `AwaitingData`.
    DataRequested(DataRequested) = "DataRequested", "Data tambahan diminta", "additional data requested", 1 {
        /// The question.
        request: ContentRef,
        /// Within which to answer, where the rulebook lets the window run from the request (R13).
        window: Option<Deadline>,
        /// By when the complainant should have been told of it, where the window runs from the telling.
        target: Option<Deadline>,
    }

    /// The answer came in time (R13). It goes back to Verification.
    DataSupplied(DataSupplied) = "DataSupplied", "Data tambahan disampaikan", "additional data supplied", 1 {
        /// The answer.
        content: ContentRef,
        /// Which elements it adds.
        elements: Elements,
        /// How the complainant told a receiver, where one answered for them.
        told_by: Option<NoticeChannel>,
        /// By when it should have left verification.
        target: Option<Deadline>,
    }

    /// The window ran out (R13, R14(b)). It goes back to Verification; nothing is decided yet.
    DataWindowExpired(DataWindowExpired) = "DataWindowExpired", "Jangka waktu data tambahan berakhir", "data window expired", 1 {
        /// When it fell due. When it was found is the record's own time.
        due: Timestamp,
        /// By when it should have left verification.
        target: Option<Deadline>,
    }

    /// The verifier took back a request of which the complainant was not told, or reviewed the material anew meanwhile. It
    /// goes back to Verification.
    RequestCancelled(RequestCancelled) = "RequestCancelled", "Permintaan data dibatalkan", "request for data cancelled", 1 {
        /// By when it should have left verification.
        target: Option<Deadline>,
    }

    /// An officer who has the file wrote to the complainant, or the complainant to them (P3). The actor's role says which.
    /// Nothing moves.
    MessageWritten(MessageWritten) = "MessageWritten", "Pesan ditulis", "message written", 1 {
        /// What was said.
        message: ContentRef,
        /// By when the complainant should have an answer, where they wrote (R23).
        answer: Option<Deadline>,
    }

    /// An officer who has the file read what the complainant wrote; it needs no answer (P3).
    MessagesRead(MessagesRead) = "MessagesRead", "Pesan pengadu sudah dibaca", "messages read", 1 {
        /// When the first of them was written that nobody had answered.
        since: Timestamp,
    }

    /// Sent to the PYB (R11). It goes to `WithPyb`.
    ForwardedToPyb(ForwardedToPyb) = "ForwardedToPyb", "Diteruskan ke PYB", "forwarded to the PYB", 1 {
        /// The PYB's office.
        office: Office,
        /// By when the PYB should have decided.
        target: Option<Deadline>,
    }

    /// Sent to the assessor of the related unit, without the PYB (R11). It goes to Assessment.
    ForwardedToAssessor(ForwardedToAssessor) = "ForwardedToAssessor", "Diteruskan ke pengkaji", "forwarded to the assessor", 1 {
        /// The assessor's office.
        office: Office,
        /// The assessor, where one is named.
        assessor: Option<Officer>,
        /// By when the assessment should be concluded.
        target: Option<Deadline>,
    }

    /// The PYB's disposition (R15). It goes to Assessment.
    DisposedToAssessor(DisposedToAssessor) = "DisposedToAssessor", "Didisposisikan ke pengkaji", "disposed to the assessor", 1 {
        /// The assessor's office.
        office: Office,
        /// The assessor, where one is named.
        assessor: Option<Officer>,
        /// The PYB's instruction.
        instruction: Option<ContentRef>,
        /// By when the assessment should be concluded.
        target: Option<Deadline>,
    }

    /// Sent to the Inspectorate through WISE (R16). It goes to `WithInspectorate`.
    ForwardedToWise(ForwardedToWise) = "ForwardedToWise", "Diteruskan ke Itjen melalui WISE", "forwarded to the Inspectorate through WISE", 1 {
        /// Why.
        reason: ContentRef,
        /// What of the file goes along (T8); never the identity.
        shares: Shares,
        /// By when an outcome is looked for.
        target: Option<Deadline>,
    }

    /// WISE took it under a number of its own (R20).
    WiseAcknowledged(WiseAcknowledged) = "WiseAcknowledged", "Diterima WISE", "acknowledged by WISE", 1 {
        /// That number.
        number: WiseNumber,
    }

    /// WISE gave an outcome (R20). Where it hands the case back, that goes to `WithPyb`.
    WiseReturned(WiseReturned) = "WiseReturned", "Hasil dari WISE", "returned by WISE", 1 {
        /// WISE's number.
        number: WiseNumber,
        /// The outcome.
        outcome: WiseOutcome,
        /// What WISE wrote.
        note: Option<ContentRef>,
        /// By when the PYB should have decided, where it was handed back.
        target: Option<Deadline>,
    }

    /// The assessor did a step (R18).
    AssessmentStepRecorded(AssessmentStepRecorded) = "AssessmentStepRecorded", "Langkah pengkajian", "assessment step", 1 {
        /// Which.
        step: Step,
        /// The reported official, where the step identified them.
        official: Option<Official>,
        /// Where they work.
        office: Option<Office>,
        /// The assessor's note.
        note: Option<ContentRef>,
    }

    /// The file was sent to the wrong office and goes back to who sent it (R18), to Verification or `WithPyb`.
    ReturnedMisdirected(ReturnedMisdirected) = "ReturnedMisdirected", "Dikembalikan karena salah alamat", "returned as misdirected", 1 {
        /// Why.
        reason: ContentRef,
        /// By when the sender should have sent it on.
        target: Option<Deadline>,
    }

    /// Its sender took the file back before anybody had acted on it where it was sent (R18). It goes to Verification or
    /// `WithPyb`.
    Recalled(Recalled) = "Recalled", "Ditarik kembali oleh pengirim", "taken back by its sender", 1 {
        /// Why.
        reason: ContentRef,
        /// By when the sender should have sent it on.
        target: Option<Deadline>,
    }

    /// A coordinator moved the file to another office (W5). It stays in its stage.
    Transferred(Transferred) = "Transferred", "Berkas dipindahkan oleh koordinator", "moved by a coordinator", 1 {
        /// Where it is now.
        office: Office,
        /// Why.
        reason: ContentRef,
    }

    /// The unit that verifies it passed it on, since the complaint is about that unit or its people (T6).
    Recused(Recused) = "Recused", "Dialihkan karena benturan kepentingan", "passed on for a conflict of interest", 1 {
        /// The unit that verifies it now.
        unit: Office,
        /// Why.
        reason: ContentRef,
    }

    /// An office ended, and its successor has the file (W4). It stays in its stage.
    OfficeSucceeded(OfficeSucceeded) = "OfficeSucceeded", "Berkas beralih ke kantor penerus", "passed to the office's successor", 1 {
        /// The office that ended.
        office: Office,
        /// The office that has its files.
        successor: Office,
    }

    /// What came in after the complaint was closed was looked at (W6). It stays closed.
    LateMaterialReviewed(LateMaterialReviewed) = "LateMaterialReviewed", "Bahan baru setelah penutupan ditelaah", "late material reviewed", 1 {
        /// What follows from it, and why.
        conclusion: ContentRef,
    }

    /// The assessor's finding (R19). It goes to `FollowUp`.
    AssessmentConcluded(AssessmentConcluded) = "AssessmentConcluded", "Pengkajian selesai", "assessment concluded", 1 {
        /// The finding.
        finding: Finding,
        /// The report, with its recommendation.
        report: ContentRef,
        /// By when the follow-up should be decided and the case closed.
        target: Option<Deadline>,
    }

    /// What follows was decided (R19).
    FollowUpDecided(FollowUpDecided) = "FollowUpDecided", "Tindak lanjut diputuskan", "follow-up decided", 1 {
        /// What; never empty.
        actions: Actions,
        /// The decision.
        decision: ContentRef,
    }

    /// Decided to be not actionable (R14, R17). `Closed` comes with it.
    DeclaredNotActionable(DeclaredNotActionable) = "DeclaredNotActionable", "Diputuskan tidak dapat ditindaklanjuti", "declared not actionable", 1 {
        /// The ground.
        ground: Ground,
        /// The reason, in words, for officers: never without one (T10).
        reason: ContentRef,
        /// The reason that was written for the complainant, who reads it with the ground (P3).
        public_reason: Option<ContentRef>,
    }

    /// The complaint ended. It goes to Closed.
    Closed(Closed) = "Closed", "Ditutup", "closed", 1 {
        /// How.
        outcome: Outcome,
    }

    /// New facts (R19): it goes back to Assessment or Verification. Without any, its end fell because the complainant had
    /// not been told: it goes back to `AwaitingData`. How it had ended stays in the history.
    Reopened(Box<Reopened>) = "Reopened", "Dibuka kembali", "reopened", 1 {
        /// The facts; none where it was reopened because the complainant had not been told.
        facts: Option<ContentRef>,
        /// The unit that verifies it now, where the office that had it is the one complained of (T6).
        unit: Option<Office>,
        /// By when the complainant should hear something (R23).
        response: Option<Deadline>,
        /// By when it should have left that stage.
        target: Option<Deadline>,
        /// By when it should have ended, counted from its reception, whoever has it until then (R26).
        overall: Option<Deadline>,
    }

    /// The complainant withdrew (R21). That alone closes nothing.
    Withdrawn(Withdrawn) = "Withdrawn", "Dicabut oleh pengadu", "withdrawn by the complainant", 1 {
        /// Why, where they said.
        reason: Option<ContentRef>,
        /// How the complainant told a receiver, where one withdrew for them.
        told_by: Option<NoticeChannel>,
        /// What shows that they did.
        evidence: Option<ContentRef>,
    }

    /// The complainant contests what their complaint was recorded to be about (W7).
    MatterContested(MatterContested) = "MatterContested", "Pencatatan materi disanggah", "recording of the matter contested", 1 {
        /// What they say.
        reason: ContentRef,
    }

    /// A coordinator decided what a complaint is about (W7). If that makes it a discipline case, it goes to a unit that may
    /// verify it.
    MatterDecided(MatterDecided) = "MatterDecided", "Pencatatan materi diputuskan", "recording of the matter decided", 1 {
        /// What it is about. No review says otherwise any more.
        matter: Matter,
        /// Why.
        reason: ContentRef,
        /// The unit that verifies it now, where the file goes to one.
        unit: Option<Office>,
        /// By when it should have left verification, where it goes back there.
        target: Option<Deadline>,
    }

    /// The complainant changed their wish about their identity (P1).
    ConfidentialityChosen(ConfidentialityChosen) = "ConfidentialityChosen", "Kerahasiaan identitas dipilih", "confidentiality chosen", 1 {
        /// What they wish now.
        choice: Confidentiality,
    }

    /// The complainant's identity was disclosed to somebody (R27).
    IdentityDisclosed(IdentityDisclosed) = "IdentityDisclosed", "Identitas pengadu dibuka", "identity disclosed", 1 {
        /// On which ground.
        ground: DisclosureGround,
        /// Who allowed it: the PYB who gave the command, or the complainant whose wish it is.
        approver: PersonId,
        /// To whom.
        recipient: Officer,
        /// In which role they learn it.
        recipient_role: Role,
        /// What for.
        purpose: ContentRef,
    }

    /// The complainant was told something (R5, R12, R22). By which address, no event says.
    Told(Told) = "Told", "Pengadu diberi tahu", "complainant told", 1 {
        /// What.
        notice: Notice,
        /// How.
        channel: NoticeChannel,
        /// When they were told. When it was recorded is the record's own time.
        since: Timestamp,
        /// Within which to answer, where this starts the window (R13).
        window: Option<Deadline>,
    }

    /// A mail was accepted for sending. It counts as read when its days are over, unless a failure comes back (R13).
    MailAccepted(MailAccepted) = "MailAccepted", "Surat elektronik diterima untuk dikirim", "mail accepted for sending", 1 {
        /// What it tells.
        notice: Notice,
        /// From when it counts as read.
        telling: Deadline,
    }

    /// A notice did not reach the complainant. A telling by this way is void, and with it the window and its end (R13).
    NotTold(NotTold) = "NotTold", "Pemberitahuan tidak sampai", "complainant not told", 1 {
        /// What.
        notice: Notice,
        /// How it was sent.
        channel: NoticeChannel,
        /// By when the complainant should hear something, where they had not.
        response: Option<Deadline>,
        /// By when the complainant should be told of the request, where that is open again.
        target: Option<Deadline>,
    }

    /// The complainant says that they were not told. What an officer recorded is void, and with it the window and its end (R13).
    TellingDenied(TellingDenied) = "TellingDenied", "Pengadu menyatakan tidak diberi tahu", "complainant says they were not told", 1 {
        /// What.
        notice: Notice,
        /// By when the complainant should hear something, where they had not.
        response: Option<Deadline>,
        /// By when the complainant should be told of the request, where that is open again.
        target: Option<Deadline>,
    }

    /// An official or office that was complained of by a slip, and is not any more, is cleared (T6). Whom it bars no more, the
    /// events before it still name.
    NameCleared(NameCleared) = "NameCleared", "Nama yang keliru dihapus", "name cleared", 1 {
        /// The official.
        official: Option<Official>,
        /// The office.
        office: Option<Office>,
        /// How the slip came about.
        reason: ContentRef,
    }

    /// Somebody proposed what one person does not do alone (S2). Another person who gives the same command does it.
    Proposed(Box<Proposed>) = "Proposed", "Diusulkan", "proposed", 1 {
        /// What.
        act: ProposedAct,
        /// The official whom it names.
        official: Option<Official>,
        /// The office that it names.
        office: Option<Office>,
        /// Why the data are to be erased.
        basis: Option<ErasureBasis>,
        /// WISE's number.
        number: Option<WiseNumber>,
        /// WISE's outcome.
        outcome: Option<WiseOutcome>,
        /// The legal hold that is to be released.
        hold: Option<HoldId>,
        /// What the giver wrote.
        words: Option<ContentRef>,
        /// When it lapses.
        lapse: Deadline,
    }

    /// Nobody confirmed a proposal until its term was over (S2).
    ProposalLapsed(ProposalLapsed) = "ProposalLapsed", "Usulan kedaluwarsa", "proposal lapsed", 1 {
        /// What was proposed.
        act: ProposedAct,
    }

    /// Legal proceedings need the data: nothing is erased (R30).
    LegalHoldPlaced(LegalHoldPlaced) = "LegalHoldPlaced", "Penahanan penghapusan ditetapkan", "legal hold placed", 1 {
        /// This hold; there may be more.
        hold: HoldId,
        /// For which proceedings.
        reason: ContentRef,
    }

    /// One hold was lifted (R30).
    LegalHoldReleased(LegalHoldReleased) = "LegalHoldReleased", "Penahanan penghapusan dicabut", "legal hold released", 1 {
        /// Which.
        hold: HoldId,
        /// Why.
        reason: ContentRef,
    }

    /// Key and content were destroyed (R30). The record stays.
    PersonalDataErased(PersonalDataErased) = "PersonalDataErased", "Data pribadi dihapus", "personal data erased", 1 {
        /// Why.
        basis: ErasureBasis,
    }
}

impl Event {
    /// The official complained of, where this event names one.
    pub const fn official(&self) -> Option<&Official> {
        match self {
            Self::MaterialReviewed(event) => event.official.as_ref(),
            Self::AssessmentStepRecorded(event) => event.official.as_ref(),
            Self::NameCleared(event) => event.official.as_ref(),
            Self::Proposed(event) => event.official.as_ref(),
            _ => None,
        }
    }

    /// The officer who is to have the file, or to learn something, where this event names one.
    pub const fn officer(&self) -> Option<&Officer> {
        match self {
            Self::ForwardedToAssessor(event) => event.assessor.as_ref(),
            Self::DisposedToAssessor(event) => event.assessor.as_ref(),
            Self::IdentityDisclosed(event) => Some(&event.recipient),
            _ => None,
        }
    }
}

tokens! {
    /// What a deadline is for: the name of the field in which an event sets it.
    pub enum DeadlineKind {
        /// Within which the complainant may answer (R13).
        Window = "window", "jangka waktu data tambahan", "data window";
        /// By when the complainant should hear something (R23).
        Response = "response", "tenggat tanggapan", "response due";
        /// By when a message of the complainant should be answered (R23).
        Answer = "answer", "tenggat jawaban pesan", "answer due";
        /// From when a mail counts as read (R13).
        Telling = "telling", "surat dianggap terbaca", "mail counts as read";
        /// From when a ticket has all powers (R7).
        Quiet = "quiet", "nomor tiket berkuasa penuh", "ticket has all powers";
        /// By when the stage should be over (R24, R26).
        Target = "target", "target tahap", "stage target";
        /// By when the complaint should have ended (R26).
        Overall = "overall", "batas keseluruhan", "overall due";
        /// When a proposal lapses that nobody confirmed (S2).
        Lapse = "lapse", "usulan kedaluwarsa", "proposal lapses";
    }
}

/// What a field mentions, if it is of this type.
fn mentioned<T: 'static>(value: &impl Shape) -> Option<&T> {
    value.mention()?.downcast_ref()
}

/// Keeps a deadline that a field holds. An event sets at most three.
fn keep<'a>(found: &mut [Option<(DeadlineKind, &'a Deadline)>; 3], field: &str, value: &'a impl Shape) {
    let deadline = mentioned(value).and_then(|deadline| Some((field.parse().ok()?, deadline)));
    if let (Some(deadline), Some(free)) = (deadline, found.iter_mut().find(|place| place.is_none())) {
        *free = Some(deadline);
    }
}
