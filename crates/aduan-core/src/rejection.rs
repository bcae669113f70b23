//! Refusals: which rule, what would have been right, and a sentence for an officer.

use crate::{
    Clarity, CommandKind, Elements, Ground, IdentityParts, Language, Matter, Office, OfficeKind, OfficeKinds,
    Outcome, Role, Roles, Rule, RulebookId, Stage, Stages, Step, Steps, Timestamp, WiseNumber, Zone,
};
use chrono::NaiveDate;

tokens! {
    /// Who would have handled their own case (T6).
    pub enum Conflict {
        /// The one who gives the command is the reported official.
        Actor = "actor", "Anda sendiri terlapor dalam pengaduan ini", "you are the official complained of";
        /// The one to whom something would go is.
        Recipient = "recipient", "orang yang dituju adalah terlapor", "the person named is the official complained of";
        /// The office is the reported official's own.
        Office = "office", "kantor tersebut adalah tempat terlapor bekerja", "the office is where the official complained of works";
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
#[non_exhaustive]
pub enum Rejection {
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
    /// Somebody would handle their own case (T6).
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
    /// A ticket would be shown to somebody other than the complainant (R7).
    TicketShown,
    /// No way leads to the complainant.
    Unreachable {
        /// The rule.
        rule: Rule,
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
        /// What it says; `None` if there is none that covers the present material.
        clarity: Option<Clarity>,
        /// What it would have to say.
        needed: Clarity,
        /// The rule.
        rule: Rule,
    },
    /// No review covers the present material (R10).
    NotReviewed,
    /// What the review says of the reported official does not hold together (R10).
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
    /// A reason must be given, in words (R14, R17).
    ReasonRequired {
        /// The rule.
        rule: Rule,
    },
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
        /// What comes first.
        expected: Step,
    },
    /// Steps are missing before a conclusion (R18).
    StepsMissing {
        /// Which.
        missing: Steps,
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
            | Self::Role { rule, .. }
            | Self::Place { rule, .. }
            | Self::ChannelOfOther { rule, .. }
            | Self::NothingNamed { rule, .. }
            | Self::Unreachable { rule }
            | Self::Already { rule, .. }
            | Self::Clarity { rule, .. }
            | Self::WrongTarget { rule, .. }
            | Self::NothingRequested { rule }
            | Self::WindowOpen { rule, .. }
            | Self::ReasonRequired { rule }
            | Self::GroundNotEstablished { rule, .. }
            | Self::GroundOfAnother { rule, .. } => *rule,
            Self::Conflict { .. } => Rule::T6,
            Self::NotTheComplainant => Rule::P1,
            Self::UnknownHistory { .. } => Rule::W2,
            Self::WrongRulebook { .. } | Self::NotInForce { .. } => Rule::W1,
            Self::ChannelNotOffered => Rule::R1,
            Self::IdentityRequired { .. } => Rule::W3,
            Self::GoesToWise => Rule::K1,
            Self::ElementsUnknown { .. } => Rule::R8,
            Self::TicketShown => Rule::R7,
            Self::NotReviewed | Self::ReviewInconsistent => Rule::R10,
            Self::WrongRoute { .. } => Rule::R11,
            Self::WiseNumber { .. } => Rule::R20,
            Self::StepOutOfOrder { .. } | Self::StepsMissing { .. } => Rule::R18,
            Self::NothingToFollow | Self::FollowUpMissing | Self::NotReopenable { .. } => Rule::R19,
            Self::NotWithdrawn | Self::DisciplineGoesOn => Rule::R21,
            Self::NoIdentity | Self::ConsentMissing | Self::ApprovalRequired | Self::SelfApproval => {
                Rule::R27
            }
            Self::Erased
            | Self::LegalHold { .. }
            | Self::NoSuchHold
            | Self::NoRetention
            | Self::RetentionRuns { .. } => Rule::R30,
        }
    }

    /// What it says to an officer, and what would have been right.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Indonesian => self.indonesian(),
            Language::English => self.english(),
        }
    }

    fn indonesian(&self) -> String {
        let id = Language::Indonesian;
        match self {
            Self::Stage { command, stage, allowed, .. } => format!(
                "Tidak dapat {} pada tahap {}; hanya pada tahap {}.",
                command.label(id),
                stage.label(id),
                allowed.label(id)
            ),
            Self::Role { command, role, allowed, .. } => {
                format!("{} tidak berwenang {}; yang berwenang: {}.", role.label(id), command.label(id), allowed.label(id))
            }
            Self::Place { holder: Some(holder), .. } => {
                format!("Berkas ada pada {holder}; hanya petugas di kantor itu yang dapat bertindak.")
            }
            Self::Place { holder: None, .. } => "Berkas tidak berada pada kantor DJBC.".to_owned(),
            Self::Conflict { conflict } => format!("Benturan kepentingan: {}.", conflict.label(id)),
            Self::NotTheComplainant => "Pengaduan ini bukan milik pengadu tersebut.".to_owned(),
            Self::UnknownHistory { unknown } => format!(
                "Riwayat memuat {unknown} kejadian dari versi program yang lebih baru; perbarui program sebelum bertindak."
            ),
            Self::WrongRulebook { carried } => format!("Pengaduan ini ditangani menurut {carried}."),
            Self::NotInForce { from } => format!("Peraturan ini baru berlaku sejak {from}."),
            Self::Erased => "Data pribadi telah dihapus; pengaduan ini tidak dapat diproses lagi.".to_owned(),
            Self::ChannelNotOffered => "Saluran ini tidak dikenal oleh peraturan yang berlaku.".to_owned(),
            Self::ChannelOfOther { allowed, .. } => format!("Saluran ini hanya untuk {}.", allowed.label(id)),
            Self::IdentityRequired { missing } => format!("Identitas wajib diisi; belum ada: {}.", missing.label(id)),
            Self::GoesToWise => "Dugaan pelanggaran kode etik atau disiplin ditangani melalui WISE, bukan di sini.".to_owned(),
            Self::ElementsUnknown { elements } => {
                format!("Unsur berikut tidak dikenal oleh peraturan yang berlaku: {}.", elements.label(id))
            }
            Self::NothingNamed { command, .. } => format!("Untuk {}, sebutkan sedikitnya satu pilihan.", command.label(id)),
            Self::TicketShown => "Nomor tiket hanya boleh dikirim langsung kepada pengadu melalui e-mail atau SMS.".to_owned(),
            Self::Unreachable { .. } => "Tidak ada jalur komunikasi dengan pengadu untuk ini.".to_owned(),
            Self::Already { command, .. } => format!("Sudah dilakukan: {}.", command.label(id)),
            Self::Clarity { clarity: Some(clarity), needed, .. } => format!(
                "Telaah menyatakan materi {}; langkah ini memerlukan hasil telaah: {}.",
                clarity.label(id),
                needed.label(id)
            ),
            Self::Clarity { clarity: None, .. } | Self::NotReviewed => {
                "Materi harus ditelaah lebih dahulu oleh verifikator.".to_owned()
            }
            Self::ReviewInconsistent => "Keterangan tentang terlapor tidak selaras: terlapor yang teridentifikasi \
                harus disebut, yang tidak jelas tidak, dan pengaduan disiplin selalu mengenai seorang pejabat."
                .to_owned(),
            Self::WrongRoute { matter, right } => {
                format!("Pengaduan tentang {} diproses dengan {}.", matter.label(id), right.label(id))
            }
            Self::WrongTarget { kind, allowed, .. } => {
                format!("{} tidak dapat menjadi tujuan; pilih {}.", kind.label(id), allowed.label(id))
            }
            Self::NothingRequested { .. } => "Tidak ada permintaan data tambahan yang belum dijawab.".to_owned(),
            Self::WindowOpen { opens, zone, .. } => format!(
                "Jangka waktu bagi pengadu masih berjalan; baru dapat dilakukan sejak {}.",
                zone.display(*opens, id)
            ),
            Self::ReasonRequired { .. } => "Alasan tertulis wajib diberikan.".to_owned(),
            Self::GroundNotEstablished { ground, .. } => {
                format!("Hasil telaah tidak mendukung alasan \"{}\".", ground.label(id))
            }
            Self::GroundOfAnother { ground, allowed, .. } => {
                format!("Alasan \"{}\" hanya dapat dipakai oleh {}.", ground.label(id), allowed.label(id))
            }
            Self::WiseNumber { expected: Some(number) } => format!("WISE mencatat pengaduan ini dengan nomor {number}."),
            Self::WiseNumber { expected: None } => "WISE belum menyatakan menerima pengaduan ini.".to_owned(),
            Self::StepOutOfOrder { step, expected } => {
                format!("Langkah {} belum dapat dicatat; lakukan {} lebih dahulu.", step.label(id), expected.label(id))
            }
            Self::StepsMissing { missing } => format!("Langkah berikut belum dilakukan: {}.", missing.label(id)),
            Self::NothingToFollow => "Pengaduan yang tidak terbukti tidak memerlukan tindak lanjut; tutup pengaduan.".to_owned(),
            Self::FollowUpMissing => "Putuskan tindak lanjut lebih dahulu.".to_owned(),
            Self::NotWithdrawn => "Pada tahap ini hanya pengaduan yang dicabut yang dapat ditutup.".to_owned(),
            Self::DisciplineGoesOn => "Pencabutan tidak menghentikan penanganan dugaan pelanggaran disiplin.".to_owned(),
            Self::NotReopenable { outcome } => format!(
                "Pengaduan dengan hasil \"{}\" tidak dapat dibuka kembali menurut peraturan yang berlaku.",
                outcome.map_or("-", |outcome| outcome.label(id))
            ),
            Self::NoIdentity => "Tidak ada identitas pengadu yang tersimpan.".to_owned(),
            Self::ConsentMissing => "Pengadu tidak menghendaki identitasnya dibuka.".to_owned(),
            Self::ApprovalRequired => "Pembukaan identitas untuk mempermudah penyelidikan harus diberikan oleh PYB.".to_owned(),
            Self::SelfApproval => "PYB tidak dapat menyetujui pembukaan identitas untuk dirinya sendiri.".to_owned(),
            Self::LegalHold { holds } => format!("Penghapusan ditahan untuk proses hukum ({holds} penahanan berlaku)."),
            Self::NoSuchHold => "Penahanan itu tidak sedang berlaku.".to_owned(),
            Self::NoRetention => "Peraturan yang berlaku tidak menetapkan masa retensi.".to_owned(),
            Self::RetentionRuns { until, zone } => {
                format!("Masa retensi masih berjalan sampai {}.", zone.display(*until, id))
            }
        }
    }

    fn english(&self) -> String {
        let en = Language::English;
        match self {
            Self::Stage { command, stage, allowed, .. } => format!(
                "cannot {} in the stage {}; only in {}.",
                command.label(en),
                stage.label(en),
                allowed.label(en)
            ),
            Self::Role { command, role, allowed, .. } => {
                format!("the role {} may not {}; who may: {}.", role.label(en), command.label(en), allowed.label(en))
            }
            Self::Place { holder: Some(holder), .. } => {
                format!("the file is at {holder}; only officers of that office may act.")
            }
            Self::Place { holder: None, .. } => "no office of DJBC has the file.".to_owned(),
            Self::Conflict { conflict } => format!("conflict of interest: {}.", conflict.label(en)),
            Self::NotTheComplainant => "this complaint belongs to another complainant.".to_owned(),
            Self::UnknownHistory { unknown } => format!(
                "the history has {unknown} event(s) of a newer version of this program; update it before you act."
            ),
            Self::WrongRulebook { carried } => format!("this complaint is handled under {carried}."),
            Self::NotInForce { from } => format!("this rulebook is in force only from {from}."),
            Self::Erased => "the personal data were erased; nothing more can be done with this complaint.".to_owned(),
            Self::ChannelNotOffered => "the rulebook in force does not know this channel.".to_owned(),
            Self::ChannelOfOther { allowed, .. } => format!("this channel is for the {} only.", allowed.label(en)),
            Self::IdentityRequired { missing } => format!("an identity is required; missing: {}.", missing.label(en)),
            Self::GoesToWise => "suspected breaches of ethics or discipline go through WISE, not here.".to_owned(),
            Self::ElementsUnknown { elements } => {
                format!("the rulebook in force does not have these elements: {}.", elements.label(en))
            }
            Self::NothingNamed { command, .. } => format!("to {}, name at least one choice.", command.label(en)),
            Self::TicketShown => "a ticket may only go straight to the complainant, by e-mail or SMS.".to_owned(),
            Self::Unreachable { .. } => "no way leads to the complainant for this.".to_owned(),
            Self::Already { command, .. } => format!("already done: {}.", command.label(en)),
            Self::Clarity { clarity: Some(clarity), needed, .. } => format!(
                "the review says \"{}\"; this step needs a review that says \"{}\".",
                clarity.label(en),
                needed.label(en)
            ),
            Self::Clarity { clarity: None, .. } | Self::NotReviewed => {
                "the verifier must review the material first.".to_owned()
            }
            Self::ReviewInconsistent => "what the review says of the reported official does not hold together: one \
                who is identified must be named, one who is unclear must not, and a discipline complaint always \
                concerns an official."
                .to_owned(),
            Self::WrongRoute { matter, right } => {
                format!("for a complaint about {}, {}.", matter.label(en), right.label(en))
            }
            Self::WrongTarget { kind, allowed, .. } => {
                format!("a {} is no target; choose {}.", kind.label(en), allowed.label(en))
            }
            Self::NothingRequested { .. } => "no request for additional data is unanswered.".to_owned(),
            Self::WindowOpen { opens, zone, .. } => {
                format!("the complainant's window still runs; possible from {}.", zone.display(*opens, en))
            }
            Self::ReasonRequired { .. } => "a written reason is required.".to_owned(),
            Self::GroundNotEstablished { ground, .. } => {
                format!("the review does not establish the ground \"{}\".", ground.label(en))
            }
            Self::GroundOfAnother { ground, allowed, .. } => {
                format!("the ground \"{}\" is for the {} only.", ground.label(en), allowed.label(en))
            }
            Self::WiseNumber { expected: Some(number) } => format!("WISE has this complaint as {number}."),
            Self::WiseNumber { expected: None } => "WISE has not acknowledged this complaint.".to_owned(),
            Self::StepOutOfOrder { step, expected } => {
                format!("the {} cannot be recorded yet; do the {} first.", step.label(en), expected.label(en))
            }
            Self::StepsMissing { missing } => format!("these steps are missing: {}.", missing.label(en)),
            Self::NothingToFollow => "nothing follows from an unsubstantiated complaint; close it.".to_owned(),
            Self::FollowUpMissing => "decide what follows first.".to_owned(),
            Self::NotWithdrawn => "in this stage only a withdrawn complaint may be closed.".to_owned(),
            Self::DisciplineGoesOn => "a withdrawal does not end a discipline case.".to_owned(),
            Self::NotReopenable { outcome } => format!(
                "a complaint with the outcome \"{}\" is not reopened under its rulebook.",
                outcome.map_or("-", |outcome| outcome.label(en))
            ),
            Self::NoIdentity => "no identity is kept.".to_owned(),
            Self::ConsentMissing => "the complainant does not wish their identity to be known.".to_owned(),
            Self::ApprovalRequired => "to ease the investigation, the PYB must give the disclosure.".to_owned(),
            Self::SelfApproval => "the PYB cannot approve a disclosure to themselves.".to_owned(),
            Self::LegalHold { holds } => format!("legal proceedings forbid erasure ({holds} hold(s) in force)."),
            Self::NoSuchHold => "that hold is not in force.".to_owned(),
            Self::NoRetention => "the rulebook sets no retention.".to_owned(),
            Self::RetentionRuns { until, zone } => format!("the retention runs until {}.", zone.display(*until, en)),
        }
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "refused by {}: {}", self.rule(), self.english())
    }
}

impl std::error::Error for Rejection {}
