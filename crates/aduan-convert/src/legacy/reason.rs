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

impl Reason {
    /// The word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Columns { .. } => "columns",
            Self::Blank => "blank",
            Self::NotText { .. } => "not_text",
            Self::CaseMissing => "case_missing",
            Self::CaseUnlike { .. } => "case_unlike",
            Self::TimeMissing => "time_missing",
            Self::TimeUnlike { .. } => "time_unlike",
            Self::TimeImpossible { .. } => "time_impossible",
            Self::TimeAmbiguous { .. } => "time_ambiguous",
            Self::TimeOutside { .. } => "time_outside",
            Self::StepMissing => "step_missing",
            Self::StepUnknown { .. } => "step_unknown",
            Self::ActorMissing => "actor_missing",
            Self::FactMissing { .. } => "fact_missing",
            Self::FactUnknown { .. } => "fact_unknown",
            Self::Repeated { .. } => "repeated",
            Self::NotReceived => "not_received",
            Self::ReceivedAgain { .. } => "received_again",
        }
    }

    /// The text for the person who mends the sheet or the map.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Indonesian => self.indonesian(),
            Language::English => self.english(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Broken => "a quote is not closed, or the row is broken over two lines".to_owned(),
            Self::Columns { expected, found } => format!("{found} cells, where the heading has {expected}"),
            Self::Blank => "every cell is empty".to_owned(),
            Self::NotText { column } => format!("column {column} is not in the sheet's encoding"),
            Self::CaseMissing => "no case is named".to_owned(),
            Self::CaseUnlike { found } => {
                format!("`{found}` is not of the form of a case's number in the map")
            }
            Self::TimeMissing => "no time is given".to_owned(),
            Self::TimeUnlike { found } => format!("`{found}` is no time of a form that is known"),
            Self::TimeImpossible { found } => format!("`{found}` is a time that does not exist"),
            Self::TimeAmbiguous { found } => {
                format!("`{found}` may be read as two times; say in the map which is meant")
            }
            Self::TimeOutside { found } => format!("`{found}` is not between the times that the map allows"),
            Self::StepMissing => "no step is given".to_owned(),
            Self::StepUnknown { found } => format!("the map has no step `{found}`"),
            Self::ActorMissing => "nobody is named who did it".to_owned(),
            Self::FactMissing { fact, column } => format!("{fact} is needed, and column {column} is empty"),
            Self::FactUnknown { fact, column, found } => {
                format!("`{found}` in column {column} is no {fact} that the map knows")
            }
            Self::Repeated { first } => format!("the same row as on line {first}, to the byte"),
            Self::NotReceived => "its case has not been received before".to_owned(),
            Self::ReceivedAgain { first } => format!("its case was received on line {first} already"),
        }
    }

    fn indonesian(&self) -> String {
        match self {
            Self::Broken => "tanda kutip tidak ditutup, atau baris terputus".to_owned(),
            Self::Columns { expected, found } => format!("{found} sel, sedangkan judul kolom {expected}"),
            Self::Blank => "semua sel kosong".to_owned(),
            Self::NotText { column } => format!("kolom {column} tidak sesuai penyandian berkas"),
            Self::CaseMissing => "nomor pengaduan kosong".to_owned(),
            Self::CaseUnlike { found } => {
                format!("`{found}` tidak sesuai bentuk nomor pengaduan dalam pemetaan")
            }
            Self::TimeMissing => "waktu kosong".to_owned(),
            Self::TimeUnlike { found } => format!("`{found}` bukan waktu dalam bentuk yang dikenal"),
            Self::TimeImpossible { found } => format!("`{found}` adalah waktu yang tidak ada"),
            Self::TimeAmbiguous { found } => {
                format!("`{found}` dapat dibaca sebagai dua waktu; tentukan dalam pemetaan")
            }
            Self::TimeOutside { found } => format!("`{found}` di luar rentang waktu dalam pemetaan"),
            Self::StepMissing => "langkah kosong".to_owned(),
            Self::StepUnknown { found } => format!("langkah `{found}` tidak ada dalam pemetaan"),
            Self::ActorMissing => "pelaksana kosong".to_owned(),
            Self::FactMissing { fact, column } => format!("{fact} diperlukan, tetapi kolom {column} kosong"),
            Self::FactUnknown { fact, column, found } => {
                format!("`{found}` pada kolom {column} bukan {fact} yang dikenal pemetaan")
            }
            Self::Repeated { first } => format!("sama persis dengan baris {first}"),
            Self::NotReceived => "pengaduannya belum diterima".to_owned(),
            Self::ReceivedAgain { first } => format!("pengaduannya sudah diterima pada baris {first}"),
        }
    }
}
