//! Sealed contents. What comes with a commit stands at the position of its first event; what was uploaded before its commit,
//! or written by an older version, by its complaint.

use crate::error::reading;
use crate::statements::Statements;
use crate::{positions, sql};
use aduan_core::{ComplaintId, ContentId, ContentRef};
use aduan_store::vault::{DataKey, Opener, VaultError};
use aduan_store::{SealedChunk, StoreError};
use rusqlite::{Connection, OptionalExtension};

/// Keeps what comes with a commit of which this is the first event.
pub(crate) fn keep(
    statements: &mut Statements<'_>,
    first: i64,
    chunks: &[SealedChunk],
) -> Result<(), StoreError> {
    for chunk in chunks {
        let content = chunk.content.uuid();
        statements.run(sql::INSERT_WORDS, (first, content.as_bytes(), chunk.index, &chunk.bytes))?;
    }
    Ok(())
}

/// Keeps what is uploaded.
pub(crate) fn upload(statements: &mut Statements<'_>, chunks: &[SealedChunk]) -> Result<(), StoreError> {
    for chunk in chunks {
        let (complaint, content) = (chunk.complaint.uuid(), chunk.content.uuid());
        let values = (complaint.as_bytes(), content.as_bytes(), chunk.index, &chunk.bytes);
        statements.run(sql::INSERT_CONTENT, values)?;
    }
    Ok(())
}

/// Deletes all of a complaint, whose events stand at these positions.
pub(crate) fn delete(
    statements: &mut Statements<'_>,
    complaint: ComplaintId,
    positions: &[i64],
) -> Result<(), StoreError> {
    for position in positions {
        statements.run(sql::DELETE_WORDS, [position])?;
    }
    for statement in [sql::DELETE_CONTENTS, sql::DELETE_STAGED] {
        statements.run(statement, [complaint.uuid().as_bytes()])?;
    }
    Ok(())
}

/// A segment, if it is there.
pub(crate) fn segment(
    connection: &Connection,
    complaint: ComplaintId,
    content: ContentId,
    index: u32,
) -> Result<Option<Vec<u8>>, StoreError> {
    let (id, content) = (complaint.uuid().into_bytes(), content.uuid().into_bytes());
    // First, since of an attachment there may be thousands.
    let mut uploaded = connection.prepare_cached(sql::CONTENT).map_err(reading)?;
    let found = uploaded.query_row((id, content, index), |found| found.get(0)).optional();
    if let Some(sealed) = found.map_err(reading)? {
        return Ok(Some(sealed));
    }
    let mut words = connection.prepare_cached(sql::WORDS).map_err(reading)?;
    for position in positions::stored(connection, complaint)?.into_iter().rev() {
        let found = words.query_row((position, content, index), |found| found.get(0)).optional();
        if let Some(sealed) = found.map_err(reading)? {
            return Ok(Some(sealed));
        }
    }
    Ok(None)
}

/// Which segments of a content there are.
pub(crate) fn segments(
    connection: &Connection,
    complaint: ComplaintId,
    content: ContentId,
) -> Result<Vec<u32>, StoreError> {
    let (id, content) = (complaint.uuid().into_bytes(), content.uuid().into_bytes());
    let mut statement = connection.prepare_cached(sql::SEGMENTS).map_err(reading)?;
    let mut found: Vec<u32> = statement
        .query_map((id, content), |found| found.get(0))
        .and_then(Iterator::collect)
        .map_err(reading)?;
    let mut statement = connection.prepare_cached(sql::WORD_SEGMENTS).map_err(reading)?;
    for position in positions::stored(connection, complaint)?.into_iter().rev() {
        if !found.is_empty() {
            break;
        }
        found = statement
            .query_map((position, content), |found| found.get(0))
            .and_then(Iterator::collect)
            .map_err(reading)?;
    }
    Ok(found)
}

/// Whether content opens to what its event committed to.
pub(crate) fn opens(
    connection: &Connection,
    key: &DataKey,
    complaint: ComplaintId,
    reference: &ContentRef,
    last: u32,
) -> Result<(), VaultError> {
    let sealed = |index: u32| -> Result<Vec<u8>, StoreError> {
        let found = segment(connection, complaint, reference.id, index)?;
        found.ok_or_else(|| reading(rusqlite::Error::QueryReturnedNoRows))
    };
    let mut bytes = sealed(0)?;
    let mut opener = Opener::new(key, complaint, reference.id, &bytes)?;
    for index in 0..=last {
        if index > 0 {
            bytes = sealed(index)?;
        }
        opener.next(&bytes, index == last)?;
    }
    opener.finish(reference)
}
