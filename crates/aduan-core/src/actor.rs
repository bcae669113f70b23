//! Actors: people and the system.

use crate::{Office, PersonId};

tokens! {
    /// The role in which a person acts on a complaint.
    pub enum Role {
        /// Pengadu / pelapor: the public, a service user, or a DJBC employee (R9).
        Complainant = "complainant", "pengadu", "complainant";
        /// Petugas penerima pengaduan: records what came in by hand (R2).
        Receiver = "receiver", "petugas penerima pengaduan", "receiver";
        /// Verifikator (R10).
        Verifier = "verifier", "verifikator", "verifier";
        /// Pejabat yang berwenang: the authorised official (R15 to R17).
        Pyb = "pyb", "PYB", "authorised official (PYB)";
        /// Pengkaji (R18).
        Assessor = "assessor", "pengkaji", "assessor";
        /// Inspektorat Jenderal, speaking through WISE (R20).
        Inspectorate = "inspectorate", "Inspektorat Jenderal", "Inspectorate General";
        /// Koordinator pengelola pengaduan: oversees the complaints of an office and of those beneath it, and reads no words.
        Coordinator = "coordinator", "koordinator pengelola pengaduan", "coordinator";
        /// Pejabat pelindungan data pribadi (R30).
        DataProtectionOfficer = "data_protection_officer", "pejabat pelindungan data pribadi", "data protection officer";
        /// Sistem: the passage of time, or a program that passes on an answer from outside.
        System = "system", "sistem", "system";
    }
}

token_set! {
    /// A set of roles.
    pub struct Roles of Role
}

wire_structs! {
    /// The giver of a command: a pseudonym, the role they act in, and the office they act for.
    pub struct Actor {
        /// The person's pseudonym; [`PersonId::SYSTEM`] for the system.
        pub id: PersonId,
        /// The role in which they act.
        pub role: Role,
        /// Their office; the complainant and the system have none.
        pub office: Option<Office>,
    }
}

impl Actor {
    /// The complainant of a complaint, by the pseudonym they have in it.
    pub const fn complainant(id: PersonId) -> Self {
        Self { id, role: Role::Complainant, office: None }
    }

    /// The system itself.
    pub const fn system() -> Self {
        Self { id: PersonId::SYSTEM, role: Role::System, office: None }
    }

    /// An officer of an office.
    pub const fn officer(id: PersonId, role: Role, office: Office) -> Self {
        Self { id, role, office: Some(office) }
    }
}
