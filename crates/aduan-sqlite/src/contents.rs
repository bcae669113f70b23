//! Sealed contents. Those that come with a commit are kept at the position of its first event; uploads, which come before
//! their commit, under their complaint.

use crate::error::reading;
use crate::statements::Statements;
use crate::{positions, sql};
use aduan_core::{ComplaintId, ContentId, ContentRef};
use aduan_store::vault::{DataKeys, Opener, VaultError};
use aduan_store::{SealedChunk, StoreError};
use rusqlite::{Connection, OptionalExtension};

/// Keeps what comes with a commit of which this is the first event.
pub(crate) fn insert(
    statements: &mut Statements<'_>,
    first: i64,
    chunks: &[SealedChunk],
) -> Result<(), StoreError> {
    for chunk in chunks {
        let content = chunk.content.uuid();
        statements.run(sql::INSERT_CONTENT, (first, content.as_bytes(), chunk.index, &chunk.bytes))?;
    }
    Ok(())
}

/// Keeps what is uploaded.
pub(crate) fn insert_uploads(
    statements: &mut Statements<'_>,
    chunks: &[SealedChunk],
) -> Result<(), StoreError> {
    for chunk in chunks {
        let (complaint, content) = (chunk.complaint.uuid(), chunk.content.uuid());
        let values = (complaint.as_bytes(), content.as_bytes(), chunk.index, &chunk.bytes);
        statements.run(sql::INSERT_UPLOAD, values)?;
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
        statements.run(sql::DELETE_CONTENTS, [position])?;
    }
    for statement in [sql::DELETE_UPLOADS, sql::DELETE_STAGED] {
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
    // First, since of an attachment there may be thousands.
    if let Some(sealed) = uploaded(connection, complaint, content, index)? {
        return Ok(Some(sealed));
    }
    for position in positions::stored(connection, complaint)?.into_iter().rev() {
        if let Some(sealed) = committed(connection, position, content, index)? {
            return Ok(Some(sealed));
        }
    }
    Ok(None)
}

fn uploaded(
    connection: &Connection,
    complaint: ComplaintId,
    content: ContentId,
    index: u32,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached(sql::UPLOAD).map_err(reading)?;
    let key = (complaint.uuid().into_bytes(), content.uuid().into_bytes(), index);
    statement.query_row(key, |found| found.get(0)).optional().map_err(reading)
}

/// A segment that came with the commit whose first event is at this position.
fn committed(
    connection: &Connection,
    first: i64,
    content: ContentId,
    index: u32,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached(sql::CONTENT).map_err(reading)?;
    let key = (first, content.uuid().into_bytes(), index);
    statement.query_row(key, |found| found.get(0)).optional().map_err(reading)
}

/// Which segments of a content there are, of a commit whose first event is at this position.
pub(crate) fn segments(
    connection: &Connection,
    complaint: ComplaintId,
    content: ContentId,
    first: u64,
) -> Result<Vec<u32>, StoreError> {
    let (id, content) = (complaint.uuid().into_bytes(), content.uuid().into_bytes());
    let mut statement = connection.prepare_cached(sql::CONTENT_SEGMENTS).map_err(reading)?;
    let committed = statement.query_map((first.cast_signed(), content), |found| found.get(0));
    let committed: Vec<u32> = committed.and_then(Iterator::collect).map_err(reading)?;
    if !committed.is_empty() {
        return Ok(committed);
    }
    let mut statement = connection.prepare_cached(sql::UPLOAD_SEGMENTS).map_err(reading)?;
    let uploaded = statement.query_map((id, content), |found| found.get(0));
    uploaded.and_then(Iterator::collect).map_err(reading)
}

/// Whether content opens to what its event committed to.
pub(crate) fn opens(
    connection: &Connection,
    keys: &DataKeys,
    complaint: ComplaintId,
    reference: &ContentRef,
    (first, last): (u64, u32),
) -> Result<(), VaultError> {
    let sealed = |index: u32| -> Result<Vec<u8>, StoreError> {
        let found = match committed(connection, first.cast_signed(), reference.id, index)? {
            None => uploaded(connection, complaint, reference.id, index)?,
            found => found,
        };
        found.ok_or_else(|| reading(rusqlite::Error::QueryReturnedNoRows))
    };
    let mut bytes = sealed(0)?;
    let mut opener = Opener::new(keys.of(&bytes), complaint, reference.id, &bytes)?;
    for index in 0..=last {
        if index > 0 {
            bytes = sealed(index)?;
        }
        opener.next(&bytes, index == last)?;
    }
    opener.finish(reference)
}
