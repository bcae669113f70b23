//! A finding of an audit: a fault, where it is, and the evidence.

use crate::Defect;
use crate::Origin;
use aduan_core::{
    Actor, CommandId, CommandKind, ComplaintId, EventId, Language, Office, OtherEdition, RegisterNumber,
    Rejection, Rule, Stage, Timestamp,
};

/// How grave a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The record itself is not as a record should be; the handling may be right.
    Record,
    /// Something was done that the procedure does not allow, or not in this way.
    Procedure,
    /// It concerns a person's identity, ticket or protection, or the record looks forged.
    Grave,
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 3] = [Self::Record, Self::Procedure, Self::Grave];

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Procedure => "procedure",
            Self::Grave => "grave",
        }
    }

    /// The word for people.
    pub const fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Record, Language::Indonesian) => "catatan",
            (Self::Record, Language::English) => "the record",
            (Self::Procedure, Language::Indonesian) => "prosedur",
            (Self::Procedure, Language::English) => "the procedure",
            (Self::Grave, Language::Indonesian) => "berat",
            (Self::Grave, Language::English) => "grave",
        }
    }
}

/// One fault, where it is, and what it concerns. A field whose value is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditFinding {
    /// The line, from 1, over all sources in their order: for a log, the position.
    pub line: u64,
    /// The complaint that the line seems to belong to.
    pub complaint: Option<ComplaintId>,
    /// What officers quote.
    pub register: Option<RegisterNumber>,
    /// Its place in the complaint's stream.
    pub version: Option<u32>,
    /// The record.
    pub event: Option<EventId>,
    /// When it was recorded.
    pub at: Option<Timestamp>,
    /// The actor of the record.
    pub actor: Option<Actor>,
    /// The command of which the recorded events would be the outcome.
    pub command: Option<CommandKind>,
    /// The complaint's stage before it.
    pub stage: Option<Stage>,
    /// The office that is to answer: the actor's, or else the one that held the file.
    pub office: Option<Office>,
    /// If it was imported: whether the old system's sheet says so, or its map assumes it.
    pub origin: Option<Origin>,
    /// The recorded events of the batch, or the place where they differ.
    pub recorded: String,
    /// The events that the procedure gives instead.
    pub gives: String,
    /// The fault.
    pub fault: Fault,
}

/// The kinds of faults.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Fault {
    /// `decide` refuses what was recorded.
    Refused(Rejection),
    /// `decide` accepts the command, and something else follows from it.
    Different {
        /// The first difference, as a path through the events: `DataRequested.window.due`.
        path: String,
        /// The rule of that place.
        rule: Option<Rule>,
    },
    /// A window had run out, and this was not recorded before the next command (R13).
    DeadlineIgnored {
        /// When it had run out.
        due: Timestamp,
    },
    /// One person did what only two people do (S2).
    DoneAlone {
        /// What.
        command: CommandKind,
    },
    /// No command of the procedure leads to such events.
    NoCommand,
    /// The records of one batch do not agree on who, when, why or by which rulebook.
    Uneven {
        /// The key of the envelope that differs.
        key: &'static str,
    },
    /// The events of one decision are not neighbours: something was put between them.
    Torn,
    /// A batch of this complaint is recorded a second time under the same command (C22).
    CommandAgain {
        /// The command.
        command: CommandId,
        /// The line on which it is first.
        first: u64,
    },
    /// Another complaint has a batch under the same command.
    CommandShared {
        /// The line on which it is first.
        first: u64,
    },
    /// Another record has the same id.
    EventShared {
        /// The line on which it is first.
        first: u64,
    },
    /// The person had another alias in this complaint before (T6).
    OtherAlias,
    /// The alias was another person's in this complaint before (T6).
    SharedAlias,
    /// Another complaint was received under the same register number (R6).
    RegisterShared {
        /// The line on which it is first.
        first: u64,
    },
    /// An edition of reference data was recorded before with other content.
    EditionChanged(OtherEdition),
    /// The audit has other content under the name of an edition than the history: what it says of decisions is by that other
    /// content.
    EditionGiven(OtherEdition),
    /// Corrupt, unknown, missing, repeated, out of time: what a replay finds too.
    Line(Defect),
    /// A text that reads as a ticket, with right check symbols, where only references belong (R3).
    Ticket {
        /// The byte of the line at which it begins, from 0. The ticket itself is not shown.
        offset: usize,
    },
    /// Written words where only references belong (P1).
    Words {
        /// The byte of the line at which they begin, from 0. The words themselves are not shown.
        offset: usize,
        /// How many bytes.
        bytes: usize,
    },
}

impl Fault {
    /// A stable name for programs. For what is refused, that of the [`Rejection`].
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(rejection) => rejection.code(),
            Self::Different { .. } => "different",
            Self::DeadlineIgnored { .. } => "deadline_ignored",
            Self::DoneAlone { .. } => "done_alone",
            Self::NoCommand => "no_command",
            Self::Uneven { .. } => "uneven",
            Self::Torn => "torn",
            Self::CommandAgain { .. } => "command_again",
            Self::CommandShared { .. } => "command_shared",
            Self::EventShared { .. } => "event_shared",
            Self::OtherAlias => "other_alias",
            Self::SharedAlias => "shared_alias",
            Self::RegisterShared { .. } => "register_shared",
            Self::EditionChanged(_) => "edition_changed",
            Self::EditionGiven(_) => "edition_given",
            Self::Line(Defect::Corrupt(_)) => "corrupt",
            Self::Line(Defect::Unknown { .. }) => "unknown",
            Self::Line(Defect::Gap { .. }) => "gap",
            Self::Line(Defect::Repeated { .. }) => "repeated",
            Self::Line(Defect::TimeBack { .. }) => "time_back",
            Self::Ticket { .. } => "ticket",
            Self::Words { .. } => "words",
        }
    }

    /// Which family it is of: `refused`, `different`, `line`, `identity` or `secret`.
    pub const fn family(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Different { .. }
            | Self::DeadlineIgnored { .. }
            | Self::DoneAlone { .. }
            | Self::NoCommand => "different",
            Self::Uneven { .. } | Self::Torn | Self::Line(_) => "line",
            Self::CommandAgain { .. }
            | Self::CommandShared { .. }
            | Self::EventShared { .. }
            | Self::OtherAlias
            | Self::SharedAlias
            | Self::RegisterShared { .. }
            | Self::EditionChanged(_)
            | Self::EditionGiven(_) => "identity",
            Self::Ticket { .. } | Self::Words { .. } => "secret",
        }
    }

    /// The rule that was not kept, where one speaks of it.
    pub const fn rule(&self) -> Option<Rule> {
        match self {
            Self::Refused(rejection) => Some(rejection.rule()),
            Self::Different { rule, .. } => *rule,
            Self::DeadlineIgnored { .. } => Some(Rule::R13),
            Self::DoneAlone { .. } => Some(Rule::S2),
            Self::OtherAlias | Self::SharedAlias => Some(Rule::T6),
            Self::RegisterShared { .. } => Some(Rule::R6),
            Self::Ticket { .. } => Some(Rule::R3),
            Self::Words { .. } => Some(Rule::P1),
            // A history is read in full.
            Self::Line(_) => Some(Rule::W2),
            // A complaint keeps the rulebook under which it was received.
            Self::EditionChanged(_) => Some(Rule::W1),
            Self::NoCommand
            | Self::Uneven { .. }
            | Self::Torn
            | Self::CommandAgain { .. }
            | Self::CommandShared { .. }
            | Self::EventShared { .. }
            | Self::EditionGiven(_) => None,
        }
    }

    /// How grave it is.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Ticket { .. }
            | Self::Words { .. }
            | Self::Uneven { .. }
            | Self::EditionChanged(_)
            | Self::DoneAlone { .. }
            | Self::OtherAlias
            | Self::SharedAlias
            | Self::Different { rule: Some(Rule::R27), .. } => Severity::Grave,
            Self::Refused(rejection) => match rejection.rule() {
                Rule::P1 | Rule::R7 | Rule::R27 | Rule::R30 | Rule::T6 | Rule::S1 | Rule::S2 => {
                    Severity::Grave
                }
                _ => Severity::Procedure,
            },
            Self::Different { .. }
            | Self::DeadlineIgnored { .. }
            | Self::NoCommand
            | Self::Line(Defect::TimeBack { .. } | Defect::Gap { .. }) => Severity::Procedure,
            Self::Line(_)
            | Self::Torn
            | Self::CommandAgain { .. }
            | Self::CommandShared { .. }
            | Self::EventShared { .. }
            | Self::RegisterShared { .. }
            | Self::EditionGiven(_) => Severity::Record,
        }
    }

    /// The text for an inspector.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Indonesian => self.indonesian(),
            Language::English => self.english(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Refused(rejection) => {
                format!("the procedure refuses it: {}", rejection.sentence(Language::English))
            }
            Self::Different { path, .. } => format!("the procedure gives something else at {path}"),
            Self::DeadlineIgnored { due } => {
                format!("the data window had run out at {due}, which was to be recorded first")
            }
            Self::DoneAlone { command } => {
                format!("one person did what two people do: {}", command.label(Language::English))
            }
            Self::NoCommand => "no command of the procedure leads to these events".to_owned(),
            Self::Uneven { key } => format!("the records of one batch differ in `{key}`"),
            Self::Torn => "the events of one decision are not neighbours".to_owned(),
            Self::CommandAgain { command, first } => {
                format!("command {command} is recorded a second time; first on line {first}")
            }
            Self::CommandShared { first } => {
                format!("its command id is that of another complaint, on line {first}")
            }
            Self::EventShared { first } => format!("its event id is that of line {first}"),
            Self::OtherAlias => "the person had another alias in this complaint before".to_owned(),
            Self::SharedAlias => "the alias was another person's in this complaint before".to_owned(),
            Self::RegisterShared { first } => format!("its register number was given on line {first}"),
            Self::EditionChanged(OtherEdition { data, edition, recorded, given, .. }) => {
                let data = data.label(Language::English);
                format!(
                    "{data} {edition} was recorded before with other content: sha256 {recorded}, now {given}"
                )
            }
            Self::EditionGiven(OtherEdition { data, edition, recorded, given, .. }) => {
                let data = data.label(Language::English);
                format!(
                    "{data} {edition} has sha256 {recorded} here, and the one given to this audit {given}: \
                     audit again with the one of the history"
                )
            }
            Self::Line(found) => found.to_string(),
            Self::Ticket { offset } => {
                format!(
                    "a ticket stands in the line, from byte {offset} on; only the complainant may know it"
                )
            }
            Self::Words { offset, bytes } => {
                format!(
                    "words stand in the line, {bytes} bytes from byte {offset} on; they belong in the vault"
                )
            }
        }
    }

    fn indonesian(&self) -> String {
        match self {
            Self::Refused(rejection) => {
                format!("prosedur menolaknya: {}", rejection.sentence(Language::Indonesian))
            }
            Self::Different { path, .. } => format!("prosedur memberikan hasil lain pada {path}"),
            Self::DeadlineIgnored { due } => {
                format!("jangka waktu data tambahan telah berakhir pada {due} dan harus dicatat lebih dahulu")
            }
            Self::DoneAlone { command } => {
                format!(
                    "dilakukan satu orang, padahal memerlukan dua orang: {}",
                    command.label(Language::Indonesian)
                )
            }
            Self::NoCommand => "tidak ada perintah prosedur yang menghasilkan peristiwa ini".to_owned(),
            Self::Uneven { key } => format!("catatan dari satu keputusan berbeda pada `{key}`"),
            Self::Torn => "peristiwa dari satu keputusan tidak berurutan".to_owned(),
            Self::CommandAgain { command, first } => {
                format!("perintah {command} dicatat dua kali; pertama pada baris {first}")
            }
            Self::CommandShared { first } => {
                format!("id perintahnya milik pengaduan lain, pada baris {first}")
            }
            Self::EventShared { first } => format!("id peristiwanya sama dengan baris {first}"),
            Self::OtherAlias => "orang ini sebelumnya memakai alias lain dalam pengaduan ini".to_owned(),
            Self::SharedAlias => "alias ini sebelumnya milik orang lain dalam pengaduan ini".to_owned(),
            Self::RegisterShared { first } => format!("nomor registernya telah diberikan pada baris {first}"),
            Self::EditionChanged(OtherEdition { data, edition, recorded, given, .. }) => {
                let data = data.label(Language::Indonesian);
                format!(
                    "{data} {edition} pernah dicatat dengan isi lain: sha256 {recorded}, sekarang {given}"
                )
            }
            Self::EditionGiven(OtherEdition { data, edition, recorded, given, .. }) => {
                let data = data.label(Language::Indonesian);
                format!(
                    "{data} {edition} di sini memiliki sha256 {recorded}, sedangkan yang dipakai audit ini {given}: \
                     ulangi audit dengan data acuan dari riwayat ini"
                )
            }
            Self::Line(Defect::Corrupt(corrupt)) => format!("baris rusak: {corrupt}"),
            Self::Line(Defect::Unknown { kind, schema }) => {
                format!("peristiwa tidak dikenal: {kind}, skema {schema}")
            }
            Self::Line(Defect::Gap { last, found }) => {
                format!("versi {found} menyusul versi {last}: ada yang hilang")
            }
            Self::Line(Defect::Repeated { last, found }) => {
                format!("versi {found} terulang setelah versi {last}")
            }
            Self::Line(Defect::TimeBack { last, found }) => format!("waktu mundur: {found} setelah {last}"),
            Self::Ticket { offset } => {
                format!(
                    "ada nomor tiket pada baris ini mulai bita {offset}; hanya pengadu yang boleh mengetahuinya"
                )
            }
            Self::Words { offset, bytes } => format!(
                "ada kata-kata pada baris ini, {bytes} bita mulai bita {offset}; tempatnya di brankas isi"
            ),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.english())
    }
}
