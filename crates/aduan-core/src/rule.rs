//! The rules, by the numbers that the procedure's page gives them.

tokens! {
    /// A rule of the procedure. Every refusal, deadline and row of the table names one.
    ///
    /// `docs/src/procedure.md` gives each rule in full, with its source and whether it binds or is inferred.
    pub enum Rule {
        /// The complainant's identity is confidential unless they choose otherwise.
        P1 = "P1", "kerahasiaan identitas pelapor", "the complainant's identity is confidential";
        /// The complainant may see how their complaint is handled, and why it ended.
        P3 = "P3", "keterbukaan kepada pelapor", "the complainant is told how and why";
        /// Only complaints of the kinds that the rulebook handles.
        K1 = "K1", "pengaduan kode etik dan disiplin", "complaints about ethics and discipline";
        /// Channels of reception.
        R1 = "R1", "saluran pengaduan", "channels of complaint";
        /// Manual complaints must be recorded.
        R2 = "R2", "pengaduan manual wajib direkam", "manual complaints are recorded";
        /// An online complainant gets a ticket; only they know it.
        R3 = "R3", "nomor tiket untuk pengadu", "a ticket for the complainant alone";
        /// The ticket is sent by e-mail or SMS.
        R4 = "R4", "pengiriman nomor tiket", "the ticket is sent by e-mail or SMS";
        /// The receiver tells the register number.
        R5 = "R5", "pemberitahuan nomor register", "the register number is told";
        /// The register number identifies the complaint between officers.
        R6 = "R6", "nomor register sebagai identitas", "the register number identifies the complaint";
        /// A manual complainant's ticket goes straight to them.
        R7 = "R7", "nomor tiket langsung ke pengadu", "the ticket goes straight to the complainant";
        /// The elements of a complaint; correction and evidence.
        R8 = "R8", "unsur pengaduan dan data pendukung", "elements of a complaint and evidence";
        /// Who may complain.
        R9 = "R9", "siapa yang dapat mengadu", "who may complain";
        /// Every complaint is verified.
        R10 = "R10", "setiap pengaduan diverifikasi", "every complaint is verified";
        /// Discipline to the PYB; everything else straight to the assessor.
        R11 = "R11", "penerusan ke PYB atau pengkaji", "to the PYB or to the assessor";
        /// Additional data may be asked for.
        R12 = "R12", "permintaan data tambahan", "a request for additional data";
        /// The window of 14 days.
        R13 = "R13", "jangka waktu data tambahan", "the window for additional data";
        /// Not actionable, in general.
        R14 = "R14", "tidak dapat ditindaklanjuti", "not actionable";
        /// Not actionable: the material is unclear and cannot be made clear.
        R14a = "R14(a)", "materi tidak jelas", "the material is unclear";
        /// Not actionable: no data reached the verifier within the window.
        R14b = "R14(b)", "data tambahan tidak disampaikan", "no additional data in time";
        /// Not actionable: the reported official is unclear, has retired or has died.
        R14c = "R14(c)", "terlapor tidak jelas, pensiun, atau meninggal", "the official is unclear, retired or dead";
        /// Whom the PYB may dispose to.
        R15 = "R15", "tujuan disposisi PYB", "targets of the PYB's disposition";
        /// To the Inspectorate General through WISE.
        R16 = "R16", "penerusan ke Itjen melalui WISE", "to the Inspectorate through WISE";
        /// The PYB may decide that a complaint is not actionable.
        R17 = "R17", "pertimbangan tertentu PYB", "certain considerations of the PYB";
        /// Confirmation, clarification, examination; misdirected files go back.
        R18 = "R18", "konfirmasi, klarifikasi, pemeriksaan", "confirmation, clarification, examination";
        /// Findings and what follows from them.
        R19 = "R19", "hasil pengkajian dan tindak lanjut", "findings and what follows";
        /// What WISE does with a report.
        R20 = "R20", "penanganan dalam WISE", "handling within WISE";
        /// A withdrawal does not close a discipline case.
        R21 = "R21", "pencabutan pengaduan", "withdrawal of a complaint";
        /// Progress reaches the complainant.
        R22 = "R22", "penyampaian perkembangan", "progress is told";
        /// A response within 30 days.
        R23 = "R23", "tanggapan dalam 30 hari", "a response within 30 days";
        /// Forwarding and acting within working days.
        R24 = "R24", "tenggat penerusan dan tindakan", "forwarded and acted upon in time";
        /// Every stage's age is measurable.
        R26 = "R26", "usia setiap tahap terukur", "the age of every stage is measured";
        /// When an identity may be disclosed.
        R27 = "R27", "pembukaan identitas pengadu", "disclosure of the identity";
        /// WISE reporters are pseudonymous.
        R28 = "R28", "pelapor WISE memakai nama samaran", "WISE reporters are pseudonymous";
        /// Leaders protect reporters.
        R29 = "R29", "pelindungan pelapor", "reporters are protected";
        /// Personal data: processing, access, erasure, legal hold.
        R30 = "R30", "pelindungan data pribadi", "protection of personal data";
        /// Periodic reports.
        R31 = "R31", "laporan berkala", "periodic reports";
        /// Indicators.
        R32 = "R32", "indikator kinerja", "indicators";
        /// No official handles a complaint against themselves or their own unit.
        T6 = "T6", "benturan kepentingan", "conflict of interest";
        /// A complaint is handled under the rulebook in force when it was received.
        W1 = "W1", "peraturan yang berlaku saat diterima", "the rulebook of its reception";
        /// Nothing is decided on a history that cannot be read in full.
        W2 = "W2", "riwayat harus terbaca seluruhnya", "a history is read in full";
        /// A complainant says of themselves what the rulebook asks.
        W3 = "W3", "identitas yang diwajibkan peraturan", "the identity that the rulebook asks for";
        /// A file goes to an office that exists, and from one that ended to its successor.
        W4 = "W4", "kantor tercantum dalam daftar kantor", "an office stands in the directory";
        /// A file that is in the wrong place is moved by who oversees it.
        W5 = "W5", "pemindahan berkas oleh koordinator", "a file is moved by a coordinator";
        /// What comes in on a closed complaint is looked at, and not only by whoever closed it.
        W6 = "W6", "bahan baru pada pengaduan yang ditutup", "what came in after closing is looked at";
        /// The complainant sees what their complaint was recorded to be about, and may contest it.
        W7 = "W7", "sanggahan atas pencatatan materi", "the recording of the matter may be contested";
        /// Who did one thing on a complaint does not do another, as the rulebook separates duties.
        S1 = "S1", "pemisahan tugas", "separation of duties";
        /// What one person does not do alone, one proposes and another confirms.
        S2 = "S2", "persetujuan dua orang", "done by two people";
    }
}
