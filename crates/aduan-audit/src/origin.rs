//! The mark of an imported record: its correlation.

use aduan_core::{Commitment, ContentId, ContentRef, CorrelationId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How the correlation of every imported record begins.
const MARK: [u8; 6] = *b"legacy";

/// The origin of a record of an imported history.
///
/// The mark is the record's `correlation`, which ties records to what they came from outside. It has the form of a
/// UUID of version 8: the six letters `legacy`, a digit that says which of the two it is, and a digest of map and sheet.
/// The program's own correlations are of other versions.
///
/// ```
/// use aduan_audit::Origin;
/// let id = Origin::Sheet.correlation(b"the map", b"the sheet");
/// assert!(id.to_string().starts_with("6c656761-6379-80"));
/// assert_eq!(Origin::of(id), Some(Origin::Sheet));
/// assert_eq!(Origin::of(Origin::Assumed.correlation(b"the map", b"the sheet")), Some(Origin::Assumed));
/// assert_eq!(Origin::of(aduan_core::CorrelationId::default()), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A row of the old system's sheet says so.
    Sheet,
    /// No row says so: the map assumes it, because the old system did not record such steps.
    Assumed,
}

impl Origin {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Assumed => "assumed",
        }
    }

    /// The correlation of what is imported from this sheet by this map.
    pub fn correlation(self, map: &[u8], sheet: &[u8]) -> CorrelationId {
        let digest =
            Sha256::new().chain_update(Sha256::digest(map)).chain_update(Sha256::digest(sheet)).finalize();
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&MARK);
        bytes[6] = match self {
            Self::Sheet => 0,
            Self::Assumed => 1,
        };
        bytes[7..].copy_from_slice(&digest[..9]);
        CorrelationId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The origin that this correlation id holds; `None` for a record that was not imported.
    pub fn of(correlation: CorrelationId) -> Option<Self> {
        let uuid: Uuid = correlation.uuid();
        let bytes = uuid.as_bytes();
        match bytes[6] {
            0x80 if bytes[..6] == MARK => Some(Self::Sheet),
            0x81 if bytes[..6] == MARK => Some(Self::Assumed),
            _ => None,
        }
    }
}

/// A reference to nothing: the old system had a place for words, and there were none.
///
/// ```
/// assert!(aduan_audit::is_nothing(&aduan_audit::nothing()));
/// ```
pub const fn nothing() -> ContentRef {
    ContentRef { id: ContentId::new(Uuid::nil()), commitment: Commitment::new([0; 32]) }
}

/// Whether this refers to [`nothing`].
pub fn is_nothing(content: &ContentRef) -> bool {
    content.commitment.bytes() == &[0; 32]
}
