//! Why a row was not understood.

use aduan_core::Language;

/// The reason why a row was not understood. It shows the text of a cell if that is needed to mend it, but never a name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Reason {
    /// A quote that is not closed, or a line break within a row that is not in quotes.
    Broken,
    /// The row has another number of cells than the heading.
    Columns {
        /// How many the heading has.
        expected: usize,
        /// How many the row has.
        found: usize,
    },
    /// All its cells are empty.
    Blank,
    /// A cell that is needed is not in the sheet's encoding.
    NotText {
        /// Its column.
        column: String,
    },
    /// No case is named.
    CaseMissing,
    /// The case's number is not of the form that the map says.
    CaseUnlike {
        /// What was there.
        found: String,
    },
    /// No time.
    TimeMissing,
    /// No time of any form that is known.
    TimeUnlike {
        /// What was there.
        found: String,
    },
    /// A day or an hour that does not exist.
    TimeImpossible {
        /// What was there.
        found: String,
    },
    /// It may be read as two times, and the map does not say which is meant.
    TimeAmbiguous {
        /// What was there.
        found: String,
    },
    /// Before or after the times that the map allows.
    TimeOutside {
        /// What was there.
        found: String,
    },
    /// No step.
    StepMissing,
    /// A step that the map does not have.
    StepUnknown {
        /// What was there.
        found: String,
    },
    /// The row names no actor, and the map does not say who it was then.
    ActorMissing,
    /// An officer's number that a spreadsheet has rounded: it may be several people's.
    NumberDamaged {
        /// The column.
        column: String,
    },
    /// The cell is empty, and its fact is needed.
    FactMissing {
        /// The fact.
        fact: String,
        /// The column.
        column: String,
    },
    /// The cell has a value that the map does not have.
    FactUnknown {
        /// The fact.
        fact: String,
        /// The column.
        column: String,
        /// What was there.
        found: String,
    },
    /// The same row, to the byte, stands before.
    Repeated {
        /// On which line.
        first: u64,
    },
    /// Its case has not been received, or only later.
    NotReceived,
    /// Its case has been received before.
    ReceivedAgain {
        /// On which line.
        first: u64,
    },
}

/// [`Reason::code`] and [`Reason::sentence`], from a row for each variant:
///
/// ```text
/// Variant { field }: "code", "in Indonesian, with its {field}", "in English, with its {field}";
/// ```
macro_rules! sentences {
    ($($variant:ident $({ $($field:ident),+ })?: $code:literal, $indonesian:literal, $english:literal;)+) => {
        impl Reason {
            /// The word for programs.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)+
                }
            }

            /// The text for the person who mends the sheet or the map.
            pub fn sentence(&self, language: Language) -> String {
                match (self, language) {
                    $(
                        (Self::$variant $({ $($field),+ })?, Language::Indonesian) => format!($indonesian),
                        (Self::$variant $({ $($field),+ })?, Language::English) => format!($english),
                    )+
                }
            }
        }
    };
}

sentences! {
    Broken: "broken",
        "tanda kutip tidak ditutup, atau baris terputus",
        "a quote is not closed, or the row is broken over two lines";
    Columns { expected, found }: "columns",
        "{found} sel, sedangkan judul kolom {expected}",
        "{found} cells, where the heading has {expected}";
    Blank: "blank", "semua sel kosong", "every cell is empty";
    NotText { column }: "not_text",
        "kolom {column} tidak sesuai penyandian berkas",
        "column {column} is not in the sheet's encoding";
    CaseMissing: "case_missing", "nomor pengaduan kosong", "no case is named";
    CaseUnlike { found }: "case_unlike",
        "`{found}` tidak sesuai bentuk nomor pengaduan dalam pemetaan",
        "`{found}` is not of the form of a case's number in the map";
    TimeMissing: "time_missing", "waktu kosong", "no time is given";
    TimeUnlike { found }: "time_unlike",
        "`{found}` bukan waktu dalam bentuk yang dikenal",
        "`{found}` is no time of a form that is known";
    TimeImpossible { found }: "time_impossible",
        "`{found}` adalah waktu yang tidak ada",
        "`{found}` is a time that does not exist";
    TimeAmbiguous { found }: "time_ambiguous",
        "`{found}` dapat dibaca sebagai dua waktu; tentukan dalam pemetaan",
        "`{found}` may be read as two times; say in the map which is meant";
    TimeOutside { found }: "time_outside",
        "`{found}` di luar rentang waktu dalam pemetaan",
        "`{found}` is not between the times that the map allows";
    StepMissing: "step_missing", "langkah kosong", "no step is given";
    StepUnknown { found }: "step_unknown",
        "langkah `{found}` tidak ada dalam pemetaan",
        "the map has no step `{found}`";
    ActorMissing: "actor_missing", "pelaksana kosong", "nobody is named who did it";
    NumberDamaged { column }: "number_damaged",
        "angka pada kolom {column} dibulatkan oleh aplikasi lembar kerja; ekspor ulang kolom itu sebagai teks",
        "a spreadsheet rounded the number in column {column}: export that column as text";
    FactMissing { fact, column }: "fact_missing",
        "{fact} diperlukan, tetapi kolom {column} kosong",
        "{fact} is needed, and column {column} is empty";
    FactUnknown { fact, column, found }: "fact_unknown",
        "`{found}` pada kolom {column} bukan {fact} yang dikenal pemetaan",
        "`{found}` in column {column} is no {fact} that the map knows";
    Repeated { first }: "repeated",
        "sama persis dengan baris {first}",
        "the same row as on line {first}, to the byte";
    NotReceived: "not_received", "pengaduannya belum diterima", "its case has not been received before";
    ReceivedAgain { first }: "received_again",
        "pengaduannya sudah diterima pada baris {first}",
        "its case was received on line {first} already";
}
