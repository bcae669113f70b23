//! Reference data (data acuan): editions of rulebooks, calendars and directories, each with its content.

use crate::{Calendar, Directory, EditionId, ReferenceData, Rulebook};

/// An edition of reference data, with its content.
///
/// ```
/// use aduan_core::{Directory, Edition, ReferenceData};
/// let edition = Edition::from(Directory::djbc());
/// assert_eq!((edition.data(), edition.id().as_str()), (ReferenceData::Directory, "djbc-2026"));
/// assert_eq!(Edition::from_json(edition.data(), &edition.to_json())?, edition);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edition {
    /// A rulebook.
    Rulebook(Box<Rulebook>),
    /// A calendar.
    Calendar(Calendar),
    /// A directory of offices.
    Directory(Directory),
}

impl Edition {
    /// Reads the content of an edition of this kind.
    ///
    /// # Errors
    /// If it is not sound; the text names the field, the line and the column, as far as there is one.
    pub fn from_json(data: ReferenceData, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match data {
            ReferenceData::Rulebook => Self::Rulebook(serde_json::from_str(json)?),
            ReferenceData::Calendar => Self::Calendar(serde_json::from_str(json)?),
            ReferenceData::Directory => Self::Directory(serde_json::from_str(json)?),
        })
    }

    /// The editions that come with the program.
    pub fn shipped() -> Vec<Self> {
        let books = Rulebook::shipped().into_iter().map(Self::from);
        books.chain([Calendar::indonesia().into(), Directory::djbc().into()]).collect()
    }

    /// What it is an edition of.
    pub const fn data(&self) -> ReferenceData {
        match self {
            Self::Rulebook(_) => ReferenceData::Rulebook,
            Self::Calendar(_) => ReferenceData::Calendar,
            Self::Directory(_) => ReferenceData::Directory,
        }
    }

    /// Its name.
    pub fn id(&self) -> EditionId {
        match self {
            Self::Rulebook(book) => book.id.into(),
            Self::Calendar(calendar) => calendar.id().into(),
            Self::Directory(directory) => directory.id().into(),
        }
    }

    /// Its content as compact JSON, in one spelling: the SHA-256 of it is its [digest](crate::Digest).
    pub fn to_json(&self) -> String {
        match self {
            Self::Rulebook(book) => book.to_json(),
            Self::Calendar(calendar) => calendar.to_json(),
            Self::Directory(directory) => directory.to_json(),
        }
    }
}

impl From<Rulebook> for Edition {
    fn from(book: Rulebook) -> Self {
        Self::Rulebook(Box::new(book))
    }
}

impl From<Calendar> for Edition {
    fn from(calendar: Calendar) -> Self {
        Self::Calendar(calendar)
    }
}

impl From<Directory> for Edition {
    fn from(directory: Directory) -> Self {
        Self::Directory(directory)
    }
}
