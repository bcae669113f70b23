//! Editions of reference data (edisi data acuan) that a store keeps: rulebooks, calendars, directories of offices.

use crate::{EventLog, StoreError};
use aduan_core::{
    Administration, ComplaintId, Decoded, Edition, EditionId, RecordedEdition, ReferenceData, decode,
};

/// An edition that is recorded in the administrative stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptEdition {
    /// What it is an edition of.
    pub data: ReferenceData,
    /// Its name.
    pub id: EditionId,
    /// What the log says of it.
    pub recorded: RecordedEdition,
    /// What it says; `None` if the store does not keep its content: it came with the program, or with an imported history.
    pub content: Option<Edition>,
}

/// What the administrative stream of a store adds up to.
///
/// # Errors
/// [`StoreError::Corrupt`] if a line is not of its place, and those of the medium.
pub fn administration(store: &dyn EventLog) -> Result<Administration, StoreError> {
    let mut administration = Administration::default();
    store.read_stream(ComplaintId::ADMINISTRATION, &mut |entry| match decode(entry.line) {
        Decoded::Administrative(record) if record.version == entry.version => {
            administration.apply_record(&record);
            Ok(())
        }
        Decoded::Unknown(unknown)
            if unknown.complaint == ComplaintId::ADMINISTRATION && unknown.version == entry.version =>
        {
            administration.apply_unknown(unknown.version, unknown.recorded_at);
            Ok(())
        }
        Decoded::Administrative(_) | Decoded::Unknown(_) | Decoded::Known(_) | Decoded::Corrupt(_) => {
            let (position, version) = (entry.position, entry.version);
            let what = format!(
                "position {position}: the line is not version {version} of the administrative stream"
            );
            Err(StoreError::Corrupt { what })
        }
    })?;
    Ok(administration)
}

/// The editions that a store has on record, in the order in which they were recorded.
///
/// ```
/// let editions = aduan_store::kept_editions(&aduan_store::MemoryStore::default())?;
/// assert!(editions.is_empty());
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
///
/// # Errors
/// As [`administration`]; [`StoreError::Corrupt`] if this version of the program cannot read a content.
pub fn kept_editions(store: &dyn EventLog) -> Result<Vec<KeptEdition>, StoreError> {
    let administration = administration(store)?;
    let mut editions = Vec::with_capacity(administration.editions.len());
    for ((data, id), recorded) in administration.editions {
        let content = store.edition(recorded.digest)?.map(|content| read(data, id, &content)).transpose()?;
        editions.push(KeptEdition { data, id, recorded, content });
    }
    editions.sort_by_key(|edition| edition.recorded.version);
    Ok(editions)
}

fn read(data: ReferenceData, id: EditionId, content: &[u8]) -> Result<Edition, StoreError> {
    let unreadable = |why: &dyn std::fmt::Display| StoreError::Corrupt {
        what: format!("this version of the program cannot read {data} {id}: {why}"),
    };
    let text = std::str::from_utf8(content).map_err(|error| unreadable(&error))?;
    Edition::from_json(data, text).map_err(|error| unreadable(&error))
}
