//! What is written within one transaction: commits and changes.

use crate::error::{reading, writing};
use crate::{row, sql, trail};
use aduan_core::{CommandId, ComplaintId};
use aduan_store::{
    Appended, Change, Claim, Commit, KeyChange, LogHead, Receipt, SealedChunk, StoreError, Summary,
};
use rusqlite::{Connection, Params};

fn run(connection: &Connection, statement: &str, parameters: impl Params) -> Result<usize, StoreError> {
    connection
        .prepare_cached(statement)
        .and_then(|mut statement| statement.execute(parameters))
        .map_err(writing)
}

/// Records a commit, in the contract's order of errors. `head` is moved on only if it is recorded.
pub(crate) fn commit(
    connection: &Connection,
    head: &mut LogHead,
    commit: &Commit,
) -> Result<Appended, StoreError> {
    let (complaint, last) = (commit.complaint, commit.check()?);
    if let Some(receipt) = receipt(connection, commit.command)? {
        return Err(StoreError::Duplicate(receipt));
    }
    let actual = row::version(connection, complaint)?;
    if actual != commit.expected {
        return Err(StoreError::Conflict { complaint, expected: commit.expected, actual });
    }
    for claim in &commit.claims {
        if claimed(connection, claim)?.is_some() {
            return Err(claim.taken());
        }
    }
    keys(connection, commit)?;
    for content in &commit.bind {
        let ids = (complaint.uuid().into_bytes(), content.uuid().into_bytes());
        if run(connection, sql::BIND, ids)? == 0 {
            return Err(StoreError::NotStaged { content: *content });
        }
    }

    let (mut grown, id) = (head.clone(), complaint.uuid());
    for (version, line) in (commit.expected + 1..).zip(&commit.lines) {
        grown.push(*line.leaf());
        let event = (position(grown.size()), id.as_bytes(), version, line.leaf(), line.bytes());
        run(connection, sql::INSERT_EVENT, event)?;
    }
    let receipt = Receipt {
        command: commit.command,
        complaint,
        first_version: commit.expected + 1,
        last_version: last,
        position: grown.size(),
    };
    receive(connection, &receipt)?;
    for one in &commit.claims {
        claim(connection, one, complaint)?;
    }
    contents(connection, &commit.contents)?;
    summary(connection, &commit.summary)?;
    for message in &commit.outbox {
        let values = (message.id.0.as_bytes(), id.as_bytes(), message.topic.to_string(), &message.body);
        run(connection, sql::INSERT_MESSAGE, values)?;
    }
    if commit.key == KeyChange::Destroy {
        for statement in [sql::DELETE_CONTENTS, sql::DELETE_STAGED, sql::DELETE_MESSAGES] {
            run(connection, statement, [id.as_bytes()])?;
        }
    }
    *head = grown;
    Ok(Appended { receipt })
}

/// Writes the head. Positions are below 2⁶³: SQLite has no more rows.
pub(crate) fn head(connection: &Connection, head: &LogHead) -> Result<(), StoreError> {
    run(connection, sql::UPDATE_HEAD, (position(head.size()), head.edge().as_flattened())).map(drop)
}

pub(crate) fn receive(connection: &Connection, receipt: &Receipt) -> Result<(), StoreError> {
    let values = (
        receipt.command.uuid().into_bytes(),
        receipt.complaint.uuid().into_bytes(),
        receipt.first_version,
        receipt.last_version,
        position(receipt.position),
    );
    run(connection, sql::INSERT_RECEIPT, values).map(drop)
}

pub(crate) fn claim(connection: &Connection, claim: &Claim, of: ComplaintId) -> Result<(), StoreError> {
    run(connection, sql::INSERT_CLAIM, (claim.key(), of.uuid().as_bytes())).map(drop)
}

pub(crate) fn destroy_key(connection: &Connection, of: ComplaintId) -> Result<(), StoreError> {
    run(connection, sql::DESTROY_KEY, [of.uuid().as_bytes()]).map(drop)
}

fn position(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn keys(connection: &Connection, commit: &Commit) -> Result<(), StoreError> {
    let sealing = !commit.contents.is_empty() || !commit.bind.is_empty();
    if commit.key == KeyChange::Keep && !sealing {
        return Ok(());
    }
    let complaint = commit.complaint;
    row::key(connection, complaint)?.changed(complaint, commit.key.clone(), sealing)?;
    match &commit.key {
        KeyChange::Create(key) => {
            let values = (complaint.uuid().into_bytes(), key.master.0, &key.bytes);
            run(connection, sql::INSERT_KEY, values).map(drop)
        }
        KeyChange::Destroy => destroy_key(connection, complaint),
        _ => Ok(()),
    }
}

fn contents(connection: &Connection, chunks: &[SealedChunk]) -> Result<(), StoreError> {
    for chunk in chunks {
        let (complaint, content) = (chunk.complaint.uuid(), chunk.content.uuid());
        let values = (complaint.as_bytes(), content.as_bytes(), chunk.index, &chunk.bytes);
        run(connection, sql::INSERT_CONTENT, values)?;
    }
    Ok(())
}

pub(crate) fn summary(connection: &Connection, row: &Summary) -> Result<(), StoreError> {
    let values = (
        row.complaint.uuid().into_bytes(),
        row.version,
        row.register.map(|register| register.to_string()),
        row.stage.as_str(),
        row.stage_since.micros(),
        row.holder.map(|holder| holder.to_string()),
        row.matter.map(aduan_core::Matter::as_str),
        row.received_at.micros(),
        row.due.map(aduan_core::Timestamp::micros),
        row.target.map(aduan_core::Timestamp::micros),
        row.outcome.map(aduan_core::Outcome::as_str),
    );
    run(connection, sql::PUT_SUMMARY, values).map(drop)
}

/// Makes a change that is no event.
pub(crate) fn change(connection: &Connection, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::Stage { chunks, at } => {
            for chunk in chunks {
                let complaint = chunk.complaint;
                row::key(connection, complaint)?.changed(complaint, KeyChange::Keep, true)?;
                let values = (complaint.uuid().into_bytes(), chunk.content.uuid().into_bytes(), at.micros());
                if chunk.index == 0 {
                    run(connection, sql::STAGE, values)?;
                } else if run(connection, sql::STAGE_ON, values)? == 0 {
                    return Err(StoreError::NotStaged { content: chunk.content });
                }
            }
            contents(connection, chunks)
        }
        Change::DropStaged { before } => {
            run(connection, sql::DROP_STAGED_CONTENTS, [before.micros()])?;
            run(connection, sql::DROP_STAGED, [before.micros()]).map(drop)
        }
        Change::RecordAccess(access) => trail::record(connection, access),
        Change::SaveCheckpoint { name, position: done } => {
            run(connection, sql::PUT_CHECKPOINT, (name, position(*done))).map(drop)
        }
        Change::Sent(message) => run(connection, sql::SENT, [message.0.as_bytes()]).map(drop),
        Change::CreateKey { complaint, key } => {
            let values = (complaint.uuid().into_bytes(), key.master.0, &key.bytes);
            run(connection, sql::INSERT_KEY, values).map(drop)
        }
        Change::Rewrap { complaint, from, to } => {
            let values = (complaint.uuid().into_bytes(), from.0, to.master.0, &to.bytes);
            run(connection, sql::REWRAP_KEY, values).map(drop)
        }
        // A change that this store was not taught: refused, not forgotten.
        _ => Err(StoreError::Invalid("a change that this store does not know")),
    }
}

/// Remembers that all there is was imported.
pub(crate) fn imported(connection: &Connection, head: &LogHead) -> Result<(), StoreError> {
    run(connection, sql::UPDATE_IMPORTED, [position(head.size())]).map(drop)
}

/// Lets the file grow to so many pages, or to what it has.
pub(crate) fn limit(connection: &Connection, pages: u32) -> Result<(), StoreError> {
    connection.pragma_update(None, "max_page_count", pages).map_err(writing)
}

pub(crate) fn receipt(connection: &Connection, command: CommandId) -> Result<Option<Receipt>, StoreError> {
    let mut statement = connection.prepare_cached(sql::RECEIPT).map_err(reading)?;
    let mut rows = statement.query([command.uuid().as_bytes()]).map_err(reading)?;
    let Some(found) = rows.next().map_err(reading)? else { return Ok(None) };
    Ok(Some(Receipt {
        command,
        complaint: row::id(found, 0)?,
        first_version: row::count(found, 1)?,
        last_version: row::count(found, 2)?,
        position: row::count(found, 3)?,
    }))
}

pub(crate) fn claimed(connection: &Connection, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
    let mut statement = connection.prepare_cached(sql::CLAIM).map_err(reading)?;
    let mut rows = statement.query([claim.key()]).map_err(reading)?;
    rows.next().map_err(reading)?.map(|found| row::id(found, 0)).transpose()
}
