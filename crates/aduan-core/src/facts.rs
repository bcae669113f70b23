//! The procedure's own words: what an event may say.

use crate::{Alias, ContentRef, OfficeKind, PersonId};

tokens! {
    /// How a complaint came in (R1).
    pub enum Channel {
        /// Situs resmi DJBC. Online.
        Website = "website", "situs web DJBC", "DJBC website";
        /// Portal Pengguna Jasa. Online.
        Portal = "portal", "portal pengguna jasa", "service users' portal";
        /// Meja pengaduan: in person.
        Helpdesk = "helpdesk", "meja pengaduan", "helpdesk";
        /// Telepon.
        Telephone = "telephone", "telepon", "telephone";
        /// Surat.
        Letter = "letter", "surat", "letter";
        /// Kotak pengaduan.
        Box = "box", "kotak pengaduan", "complaint box";
        /// Faksimili.
        Fax = "fax", "faksimili", "fax";
        /// Layanan SMS pengaduan.
        Sms = "sms", "SMS", "SMS";
        /// Surat elektronik.
        Email = "email", "surat elektronik", "e-mail";
        /// The WISE form, recorded by hand (2025).
        WiseForm = "wise_form", "formulir WISE", "WISE form";
        /// Saluran pengaduan resmi lainnya.
        Other = "other", "saluran resmi lainnya", "other official channel";
    }
}

impl Channel {
    /// Whether the complainant enters the complaint themselves (R3); otherwise a receiver records it (R2).
    pub const fn is_online(self) -> bool {
        matches!(self, Self::Website | Self::Portal)
    }
}

token_set! {
    /// A set of channels.
    pub struct Channels of Channel
}

tokens! {
    /// What a complaint is about.
    pub enum Matter {
        /// K1: abuse of authority, breach of the code of ethics or of discipline.
        Discipline = "discipline", "kode etik dan/atau disiplin", "ethics and/or discipline";
        /// K2(a): performance and official duties.
        Duties = "duties", "kinerja dan kedinasan", "performance and duties";
        /// K2(b): neither.
        Other = "other", "di luar kinerja dan kedinasan", "neither performance nor duties";
    }
}

tokens! {
    /// Who complains (R9).
    pub enum Standing {
        /// Masyarakat.
        Public = "public", "masyarakat", "the public";
        /// Pengguna jasa.
        ServiceUser = "service_user", "pengguna jasa", "service user";
        /// Pegawai DJBC.
        Employee = "employee", "pegawai DJBC", "DJBC employee";
    }
}

tokens! {
    /// An element of a complaint (R8, R10; `evidence` is the sixth of 2025).
    pub enum Element {
        /// Apa.
        What = "what", "apa", "what";
        /// Siapa.
        Who = "who", "siapa", "who";
        /// Kapan.
        When = "when", "kapan", "when";
        /// Di mana.
        Where = "where", "di mana", "where";
        /// Bagaimana.
        How = "how", "bagaimana", "how";
        /// Bukti.
        Evidence = "evidence", "bukti", "evidence";
    }
}

token_set! {
    /// Which elements are present; their text is content.
    pub struct Elements of Element
}

tokens! {
    /// A part of the complainant's identity.
    pub enum IdentityPart {
        /// Nama.
        Name = "name", "nama", "name";
        /// Alamat.
        Address = "address", "alamat", "address";
        /// Nomor telepon.
        Telephone = "telephone", "nomor telepon", "telephone number";
        /// Nomor telepon genggam: found valid, takes SMS (R4).
        Mobile = "mobile", "nomor telepon genggam", "mobile number";
        /// Alamat surat elektronik: found valid (R4).
        Email = "email", "alamat surat elektronik", "e-mail address";
    }
}

token_set! {
    /// Which parts of an identity are present; their values are content.
    pub struct IdentityParts of IdentityPart
}

impl IdentityParts {
    /// The ways on which a ticket can be sent there (R4).
    pub fn deliveries(self) -> Deliveries {
        [(IdentityPart::Email, Delivery::Email), (IdentityPart::Mobile, Delivery::Sms)]
            .into_iter()
            .filter(|(part, _)| self.contains(*part))
            .map(|(_, delivery)| delivery)
            .collect()
    }
}

impl Deliveries {
    /// The parts that a contact must have for a ticket to be sent on these ways.
    pub fn parts(self) -> IdentityParts {
        [(Delivery::Email, IdentityPart::Email), (Delivery::Sms, IdentityPart::Mobile)]
            .into_iter()
            .filter(|(delivery, _)| self.contains(*delivery))
            .map(|(_, part)| part)
            .collect()
    }
}

wire_structs! {
    /// An identity or a contact in the vault, and which parts it has.
    pub struct Identity {
        /// The sealed identity.
        pub content: ContentRef,
        /// What it holds; never empty.
        pub parts: IdentityParts,
    } with {
        fn mention(&self) -> Option<&dyn std::any::Any> {
            Some(&self.content)
        }
    }
}

wire_structs! {
    /// The official complained of. No event says who that is: it says their alias, and the vault has their pseudonym.
    pub struct Official {
        /// Who they are in this complaint (T6).
        pub alias: Alias,
        /// Their pseudonym, sealed; `None` where a history was brought in without its words.
        pub content: Option<ContentRef>,
    } with {
        fn mention(&self) -> Option<&dyn std::any::Any> {
            self.content.as_ref().map(|content| content as &dyn std::any::Any)
        }
    }

    /// An officer whom a command names: who is to have the file, or to learn something.
    pub struct Officer {
        /// Their pseudonym.
        pub id: PersonId,
        /// Who they are in this complaint: by this they are known as the official complained of, or not (T6).
        pub alias: Alias,
    }
}

tokens! {
    /// The complainant's wish about their identity (P1, R27).
    pub enum Confidentiality {
        /// Kept secret: what holds when nothing is said.
        Confidential = "confidential", "dirahasiakan", "confidential";
        /// The complainant wishes otherwise.
        Open = "open", "tidak dirahasiakan", "open";
    }
}

tokens! {
    /// How a ticket reaches the complainant.
    pub enum Delivery {
        /// Shown once to an online complainant (R3).
        Screen = "screen", "ditampilkan di layar", "shown on the screen";
        /// By e-mail (R4).
        Email = "email", "surat elektronik", "by e-mail";
        /// By SMS (R4).
        Sms = "sms", "SMS", "by SMS";
    }
}

token_set! {
    /// The ways on which a ticket is sent.
    pub struct Deliveries of Delivery
}

tokens! {
    /// How a ticket reached its holder. Its powers follow from that (inferred).
    pub enum TicketKind {
        /// On the complainant's own screen.
        Shown = "shown", "ditampilkan di layar pengadu", "shown on the complainant's screen";
        /// By a contact that the complainant typed.
        OwnContact = "own_contact", "dikirim ke kontak yang ditulis pengadu", "sent to a contact that the complainant typed";
        /// By a contact that an officer typed. It follows and adds evidence; all else waits for its quiet days.
        OfficerContact = "officer_contact", "dikirim ke kontak yang ditulis petugas", "sent to a contact that an officer typed";
    }
}

tokens! {
    /// Which tickets their holder revokes, seen from the one that they show.
    pub enum Revocation {
        /// This one.
        This = "this", "nomor tiket ini", "this ticket";
        /// Those that were issued before it.
        Earlier = "earlier", "nomor tiket sebelumnya", "earlier tickets";
        /// Those that were sent after it to a contact that an officer typed: they are not the complainant's.
        Later = "later", "nomor tiket yang dikirim kemudian", "later tickets that an officer had sent";
    }
}

tokens! {
    /// What kind of thing was attached (R8).
    pub enum Media {
        /// Hasil pindai.
        Scan = "scan", "hasil pindai", "scan";
        /// Berkas.
        File = "file", "berkas", "file";
        /// Foto.
        Photo = "photo", "foto", "photo";
        /// Rekaman suara.
        Sound = "sound", "rekaman suara", "sound";
        /// Video.
        Video = "video", "video", "video";
    }
}

tokens! {
    /// Why evidence came in.
    pub enum Purpose {
        /// Data pendukung, of its giver's own accord.
        Evidence = "evidence", "data pendukung", "evidence";
        /// The answer to a data request, after its window had ended: kept, but it answers nothing (C4).
        LateAnswer = "late_answer", "jawaban terlambat", "late answer";
    }
}

tokens! {
    /// The verifier's judgement of the material (R10, R12, R14).
    pub enum Clarity {
        /// Clear enough to be forwarded.
        Sufficient = "sufficient", "cukup jelas", "sufficient";
        /// Unclear or insufficient, and more data may help (R12).
        Insufficient = "insufficient", "kurang jelas atau kurang memadai", "insufficient";
        /// Unclear, and cannot be made clear (R14(a)).
        CannotBeClarified = "cannot_be_clarified", "tidak dapat diperjelas", "cannot be made clear";
    }
}

tokens! {
    /// The review's finding about the reported official, the terlapor (R10, R14(c)).
    pub enum Reported {
        /// The complaint is about a service and names no official.
        NotNamed = "not_named", "tidak menyebut pejabat", "names no official";
        /// Known, in service.
        Identified = "identified", "teridentifikasi", "identified";
        /// An official is meant, but it is not clear which one.
        Unclear = "unclear", "tidak jelas", "unclear";
        /// Retired.
        Retired = "retired", "telah pensiun", "retired";
        /// Dead.
        Deceased = "deceased", "telah meninggal dunia", "deceased";
    }
}

tokens! {
    /// Why a complaint is not actionable (tidak dapat ditindaklanjuti).
    pub enum Ground {
        /// R14(a).
        MaterialUnclear = "material_unclear", "materi tidak jelas dan tidak dapat diperjelas", "the material is unclear and cannot be made clear";
        /// R14(b).
        NoDataSupplied = "no_data_supplied", "tidak ada data tambahan dalam jangka waktu", "no additional data within the window";
        /// R14(c).
        ReportedUnclear = "reported_unclear", "terlapor tidak jelas", "the reported official is unclear";
        /// R14(c).
        ReportedRetired = "reported_retired", "terlapor telah pensiun", "the reported official has retired";
        /// R14(c).
        ReportedDeceased = "reported_deceased", "terlapor telah meninggal dunia", "the reported official has died";
        /// R17.
        PybConsideration = "pyb_consideration", "pertimbangan tertentu PYB", "certain considerations of the PYB";
    }
}

tokens! {
    /// A part of a file that is handed to the Inspectorate (T8). The identity is never among it: that is a disclosure,
    /// with its own ground and event (R27).
    pub enum Share {
        /// The complaint itself.
        Material = "material", "materi pengaduan", "material";
        /// What was attached.
        Evidence = "evidence", "data pendukung", "evidence";
        /// The verifier's review.
        Review = "review", "hasil telaah", "review";
    }
}

token_set! {
    /// What is handed over.
    pub struct Shares of Share
}

tokens! {
    /// What the Inspectorate did (R20).
    pub enum WiseOutcome {
        /// Tidak dapat ditindaklanjuti.
        NotActionable = "not_actionable", "tidak dapat ditindaklanjuti", "not actionable";
        /// Pengawasan.
        Oversight = "oversight", "pengawasan", "oversight";
        /// Tindakan administratif.
        AdministrativeAction = "administrative_action", "tindakan administratif", "administrative action";
        /// Penjatuhan hukuman disiplin.
        Discipline = "discipline", "hukuman disiplin", "discipline";
        /// Tuntutan ganti rugi.
        Restitution = "restitution", "ganti rugi", "restitution";
        /// Penegakan hukum.
        LawEnforcement = "law_enforcement", "penegakan hukum", "law enforcement";
        /// Pelimpahan: handed back to DJBC, whose PYB decides again.
        Transferred = "transferred", "dilimpahkan ke DJBC", "handed back to DJBC";
    }
}

codes! {
    /// The number under which WISE knows the complaint.
    pub struct WiseNumber(24) accepts |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'/'), "[A-Za-z0-9./-]";
}

tokens! {
    /// A step of the assessment, in their order (R18).
    pub enum Step {
        /// Konfirmasi: identifies the reported person, contacts the unit's leadership, gathers evidence.
        Confirmation = "confirmation", "konfirmasi", "confirmation";
        /// Klarifikasi: checks facts against the rules.
        Clarification = "clarification", "klarifikasi", "clarification";
        /// Pemeriksaan.
        Examination = "examination", "pemeriksaan", "examination";
    }
}

token_set! {
    /// A set of steps.
    pub struct Steps of Step
}

tokens! {
    /// What the assessment found (R19).
    pub enum Finding {
        /// Terbukti.
        Substantiated = "substantiated", "terbukti", "substantiated";
        /// Terbukti sebagian atau terindikasi.
        PartlySubstantiated = "partly_substantiated", "terbukti sebagian", "partly substantiated";
        /// Tidak terbukti: archived, and the reported person's name is cleared.
        Unsubstantiated = "unsubstantiated", "tidak terbukti", "unsubstantiated";
    }
}

tokens! {
    /// What follows from a substantiated complaint (R19).
    pub enum Action {
        /// Hukuman disiplin. For the PYB to decide.
        Discipline = "discipline", "hukuman disiplin", "discipline";
        /// Pembinaan.
        Guidance = "guidance", "pembinaan", "guidance";
        /// Perbaikan layanan.
        ServiceImprovement = "service_improvement", "perbaikan layanan", "service improvement";
        /// Ganti rugi.
        Restitution = "restitution", "ganti rugi", "restitution";
        /// Penegakan hukum.
        LawEnforcement = "law_enforcement", "penegakan hukum", "law enforcement";
    }
}

token_set! {
    /// What was decided to follow.
    pub struct Actions of Action
}

tokens! {
    /// How a complaint ended.
    pub enum Outcome {
        /// Terbukti, and followed up.
        Substantiated = "substantiated", "selesai: terbukti", "resolved: substantiated";
        /// Terbukti sebagian, and followed up.
        PartlySubstantiated = "partly_substantiated", "selesai: terbukti sebagian", "resolved: partly substantiated";
        /// Tidak terbukti: archived.
        Unsubstantiated = "unsubstantiated", "diarsipkan: tidak terbukti", "archived: unsubstantiated";
        /// Tidak dapat ditindaklanjuti.
        NotActionable = "not_actionable", "tidak dapat ditindaklanjuti", "not actionable";
        /// Dicabut oleh pengadu (R21).
        Withdrawn = "withdrawn", "dicabut oleh pengadu", "withdrawn";
        /// Ended by the Inspectorate, through WISE.
        ByInspectorate = "by_inspectorate", "diselesaikan Itjen melalui WISE", "ended by the Inspectorate through WISE";
    }
}

token_set! {
    /// A set of outcomes.
    pub struct Outcomes of Outcome
}

impl From<Finding> for Outcome {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::Substantiated => Self::Substantiated,
            Finding::PartlySubstantiated => Self::PartlySubstantiated,
            Finding::Unsubstantiated => Self::Unsubstantiated,
        }
    }
}

tokens! {
    /// Why an identity is disclosed: the two grounds of R27, and no third.
    pub enum DisclosureGround {
        /// The complainant wishes it.
        Consent = "consent", "kehendak pengadu", "the complainant's wish";
        /// Certain circumstances, to ease the investigation; the PYB approves.
        EaseInvestigation = "ease_investigation", "mempermudah penyelidikan", "to ease the investigation";
    }
}

tokens! {
    /// Whether a manual complainant wants to follow the handling by themselves (R7).
    pub enum Following {
        /// They do, and left a valid e-mail address or mobile number.
        Wanted = "wanted", "ingin memantau", "wants to follow";
        /// They do not.
        NotWanted = "not_wanted", "tidak memantau", "does not follow";
    }
}

tokens! {
    /// What the complainant was told.
    pub enum Notice {
        /// The register number (R5).
        Register = "register", "nomor register", "the register number";
        /// Progress (R22).
        Progress = "progress", "perkembangan penanganan", "progress";
        /// That data are asked for (R12).
        DataRequest = "data_request", "permintaan data tambahan", "a request for data";
        /// How it ended.
        Outcome = "outcome", "hasil penanganan", "the outcome";
        /// That there is a message, without its words (P3).
        Message = "message", "adanya pesan", "that there is a message";
        /// That another ticket went out, to whoever was reached before (R7).
        NewTicket = "new_ticket", "adanya nomor tiket baru", "that there is a new ticket";
    }
}

tokens! {
    /// How the complainant was told.
    pub enum NoticeChannel {
        /// To be seen with the ticket.
        Ticket = "ticket", "pemantauan dengan tiket", "by following the ticket";
        /// Surat elektronik.
        Email = "email", "surat elektronik", "e-mail";
        /// SMS.
        Sms = "sms", "SMS", "SMS";
        /// Telepon.
        Telephone = "telephone", "telepon", "telephone";
        /// Surat.
        Letter = "letter", "surat", "letter";
        /// In person.
        InPerson = "in_person", "secara langsung", "in person";
    }
}

tokens! {
    /// What one person does not do alone, where a rulebook asks for two (S2): the name of its command.
    pub enum ProposedAct {
        /// A name that a slip put in is cleared (T6).
        ClearName = "clear_name", "menghapus nama yang keliru disebut", "clear a name";
        /// Personal data are erased (R30).
        ErasePersonalData = "erase_personal_data", "menghapus data pribadi", "erase personal data";
        /// WISE's outcome is entered by hand (R20).
        ReturnFromWise = "return_from_wise", "mencatat hasil WISE", "record WISE's outcome";
        /// What came in after the end is set aside (W6).
        ReviewLateMaterial = "review_late_material", "menelaah bahan baru setelah penutupan", "review late material";
        /// A legal hold that another placed is released (R30).
        ReleaseLegalHold = "release_legal_hold", "mencabut penahanan penghapusan", "release a legal hold";
    }
}

tokens! {
    /// Why personal data are erased (R30).
    pub enum ErasureBasis {
        /// The complainant asked.
        Request = "request", "permintaan subjek data", "on request";
        /// The purpose has ended.
        PurposeEnded = "purpose_ended", "tujuan pemrosesan berakhir", "the purpose has ended";
        /// The rulebook's retention has run out.
        Retention = "retention", "masa retensi berakhir", "retention has run out";
    }
}

tokens! {
    /// Who sent a complaint to the assessor, and so to whom it goes back.
    pub enum Sender {
        /// Sent by the verifier (R11).
        Verifier = "verifier", "verifikator", "verifier";
        /// Sent by the PYB (R15).
        Pyb = "pyb", "PYB", "PYB";
    }
}

/// The kinds of office to which R15 allows a disposition.
pub(crate) const R15_TARGETS: [OfficeKind; 3] = [OfficeKind::Puski, OfficeKind::Kpu, OfficeKind::Kanwil];
