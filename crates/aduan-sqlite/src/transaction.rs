//! Writes within one transaction: commits and changes.

use crate::error::{damaged, reading, writing};
use crate::log::{self, position_of};
use crate::statements::Statements;
use crate::summary::{self, StoredSummary};
use crate::{access_log, column, contents, outbox, sql};
use aduan_core::{CommandId, ComplaintId, NoticeChannel};
use aduan_store::{Appended, Change, Claim, Commit, KeyChange, LogHead, MessageId, Receipt, StoreError};
use rusqlite::{Connection, Statement};

/// Records a commit, in the contract's order of errors. `head` is moved on only if it is recorded.
pub(crate) fn commit(
    statements: &mut Statements<'_>,
    head: &mut LogHead,
    commit: &Commit,
) -> Result<Appended, StoreError> {
    let (complaint, last) = (commit.complaint, commit.check()?);
    let receipt = Receipt {
        command: commit.command,
        complaint,
        first_version: commit.expected + 1,
        last_version: last,
        position: head.size() + commit.lines.len() as u64,
    };
    let columns = summary::columns(commit.summary.as_ref());
    let checked = checked(statements, commit, &columns);
    // Most are accepted: whether it was recorded before is asked of those that are not, and by the receipt's own key.
    if (checked.is_err() || !receive(statements, &receipt)?)
        && let Some(receipt) = found_receipt(statements.get(sql::RECEIPT)?, commit.command)?
    {
        return Err(StoreError::Duplicate(receipt));
    }
    let mut before = checked?;
    keys(statements, commit)?;
    for content in &commit.bind {
        let ids = (complaint.uuid().into_bytes(), content.uuid().into_bytes());
        if statements.run(sql::BIND, ids)? == 0 {
            return Err(StoreError::NotStaged { content: *content });
        }
    }

    let (mut grown, id) = (head.clone(), complaint.uuid());
    for (version, line) in (commit.expected + 1..).zip(&commit.lines) {
        grown.push(*line.leaf());
        let position = position_of(grown.size());
        let event = (position, id.as_bytes(), version, line.leaf(), log::subtree(&grown), line.bytes());
        statements.run(sql::INSERT_EVENT, event)?;
        before.positions.push(grown.size());
    }
    for one in &commit.claims {
        claim(statements, one, complaint)?;
    }
    contents::insert(statements, position_of(head.size() + 1), &commit.contents)?;
    let destroyed = (commit.key == KeyChange::Destroy).then(|| before.positions.positions());
    before.replace(statements, complaint, last, columns)?;
    if let Some(settled) = &commit.settled {
        outbox::settle(statements, settled)?;
    }
    outbox::withdraw(statements, complaint, &commit.withdrawn)?;
    for message in &commit.outbox {
        outbox::promise(statements, message)?;
    }
    if let Some(positions) = destroyed {
        contents::delete(statements, complaint, &positions)?;
        outbox::erase(statements, complaint)?;
    }
    *head = grown;
    Ok(Appended { receipt })
}

/// Checks that the commit may be recorded, and gives the stored row of its complaint.
fn checked(
    statements: &mut Statements<'_>,
    commit: &Commit,
    columns: &summary::Columns,
) -> Result<StoredSummary, StoreError> {
    let complaint = commit.complaint;
    let before = StoredSummary::of(statements, complaint, columns)?;
    let (expected, actual) = (commit.expected, before.version);
    if actual != expected {
        return Err(StoreError::Conflict { complaint, expected, actual });
    }
    for claim in &commit.claims {
        if found_claim(statements.get(sql::CLAIM)?, claim)?.is_some() {
            return Err(claim.taken());
        }
    }
    if touches_key(commit) {
        let sealing = seals(commit);
        column::found_key(statements.get(sql::KEY)?, complaint)?.changed(
            complaint,
            commit.key.clone(),
            sealing,
        )?;
    }
    Ok(before)
}

fn seals(commit: &Commit) -> bool {
    !commit.contents.is_empty() || !commit.bind.is_empty()
}

fn touches_key(commit: &Commit) -> bool {
    commit.key != KeyChange::Keep || seals(commit)
}

/// `false` if its command has one already.
pub(crate) fn receive(statements: &mut Statements<'_>, receipt: &Receipt) -> Result<bool, StoreError> {
    let events = receipt.last_version - receipt.first_version + 1;
    let values = (receipt.command.uuid().into_bytes(), position_of(receipt.position), events);
    Ok(statements.run(sql::INSERT_RECEIPT, values)? > 0)
}

pub(crate) fn claim(
    statements: &mut Statements<'_>,
    claim: &Claim,
    of: ComplaintId,
) -> Result<(), StoreError> {
    statements.run(sql::INSERT_CLAIM, (claim.key(), of.uuid().as_bytes())).map(drop)
}

pub(crate) fn destroy_key(statements: &mut Statements<'_>, of: ComplaintId) -> Result<(), StoreError> {
    statements.run(sql::DESTROY_KEY, [of.uuid().as_bytes()]).map(drop)
}

fn keys(statements: &mut Statements<'_>, commit: &Commit) -> Result<(), StoreError> {
    let complaint = commit.complaint;
    match &commit.key {
        KeyChange::Create(key) => {
            let values = (complaint.uuid().into_bytes(), key.master.0, &key.bytes);
            statements.run(sql::INSERT_KEY, values).map(drop)
        }
        KeyChange::Destroy => destroy_key(statements, complaint),
        KeyChange::Keep => Ok(()),
        #[cfg(not(aduan_workspace))]
        _ => Ok(()),
    }
}

/// Makes a change that is no event.
pub(crate) fn change(statements: &mut Statements<'_>, change: &Change) -> Result<(), StoreError> {
    change.check()?;
    match change {
        Change::Stage { chunks, at } => {
            for chunk in chunks {
                let complaint = chunk.complaint;
                column::found_key(statements.get(sql::KEY)?, complaint)?.changed(
                    complaint,
                    KeyChange::Keep,
                    true,
                )?;
                let values = (complaint.uuid().into_bytes(), chunk.content.uuid().into_bytes(), at.micros());
                if chunk.index == 0 {
                    statements.run(sql::STAGE, values)?;
                } else if statements.run(sql::STAGE_ON, values)? == 0 {
                    return Err(StoreError::NotStaged { content: chunk.content });
                }
            }
            contents::insert_uploads(statements, chunks)
        }
        Change::DropStaged { before } => {
            statements.run(sql::DROP_STAGED_UPLOADS, [before.micros()])?;
            statements.run(sql::DROP_STAGED, [before.micros()]).map(drop)
        }
        Change::RecordAccess(access) => access_log::record(statements.connection(), access),
        Change::SaveCheckpoint { name, position: done } => {
            statements.run(sql::PUT_CHECKPOINT, (name, position_of(*done))).map(drop)
        }
        Change::KeepEdition { digest, content } => {
            statements.run(sql::INSERT_EDITION, (digest.bytes(), content)).map(drop)
        }
        Change::KeepSession(session) => {
            statements.run(sql::PUT_SESSION, (session.id.0, session.ends.micros(), &session.body)).map(drop)
        }
        Change::EndSession(id) => statements.run(sql::DELETE_SESSION, [id.0]).map(drop),
        Change::DropSessions { now } => statements.run(sql::DROP_SESSIONS, [now.micros()]).map(drop),
        Change::Settle(settled) => outbox::settle(statements, settled),
        Change::ClaimMessages { lease, now, until, limit } => {
            let values = (lease.0.as_bytes(), now.micros(), until.micros(), limit);
            statements.run(sql::CLAIM_MESSAGES, values).map(drop)
        }
        Change::BeginAttempt { complaint, message, lease, at, channel, rendered } => {
            column::found_key(statements.get(sql::KEY)?, *complaint)?.changed(
                *complaint,
                KeyChange::Keep,
                true,
            )?;
            let channel = channel.map(NoticeChannel::as_str);
            let values = (message.0.as_bytes(), lease.0.as_bytes(), at.micros(), channel, rendered);
            held(statements.run(sql::BEGIN_ATTEMPT, values)?, *message)
        }
        Change::Postpone { message, lease, why, next } => {
            let values = (message.0.as_bytes(), lease.0.as_bytes(), why.as_str(), next.micros());
            held(statements.run(sql::POSTPONE, values)?, *message)
        }
        Change::Retry(message) => outbox::retry(statements, *message),
        Change::ExpireSealed { before, at, limit } => outbox::expire(statements, *before, *at, *limit),
        Change::ForgetAccepted { before } => {
            statements.run(sql::FORGET_ACCEPTED, [before.micros()]).map(drop)
        }
        Change::CreateKey { complaint, key } => {
            let values = (complaint.uuid().into_bytes(), key.master.0, &key.bytes);
            statements.run(sql::INSERT_KEY, values).map(drop)
        }
        Change::Rewrap { complaint, from, to } => {
            let values = (complaint.uuid().into_bytes(), from.0, to.master.0, &to.bytes);
            statements.run(sql::REWRAP_KEY, values).map(drop)
        }
        #[cfg(not(aduan_workspace))]
        _ => Err(StoreError::Invalid("a change that this store does not know")),
    }
}

/// Whether a message was held under the lease.
fn held(changed: usize, message: MessageId) -> Result<(), StoreError> {
    if changed == 0 { Err(StoreError::LeaseLost { message }) } else { Ok(()) }
}

/// Remembers that all there is was imported.
pub(crate) fn imported(statements: &mut Statements<'_>, head: &LogHead) -> Result<(), StoreError> {
    statements.run(sql::UPDATE_IMPORTED, [position_of(head.size())]).map(drop)
}

/// Lets the file grow to so many pages, or to what it has.
pub(crate) fn limit(connection: &Connection, pages: u32) -> Result<(), StoreError> {
    connection.pragma_update(None, "max_page_count", pages).map_err(writing)
}

pub(crate) fn receipt(connection: &Connection, command: CommandId) -> Result<Option<Receipt>, StoreError> {
    found_receipt(&mut *connection.prepare_cached(sql::RECEIPT).map_err(reading)?, command)
}

fn found_receipt(statement: &mut Statement<'_>, command: CommandId) -> Result<Option<Receipt>, StoreError> {
    let mut rows = statement.query([command.uuid().as_bytes()]).map_err(reading)?;
    let Some(found) = rows.next().map_err(reading)? else { return Ok(None) };
    let missing = || damaged(format!("the events of command {command} are missing"));
    let (position, events): (u64, u32) = (column::count(found, 0)?, column::count(found, 1)?);
    let last_version: u32 = column::get::<Option<u32>>(found, 3)?.ok_or_else(missing)?;
    let first_version = last_version.checked_add(1).and_then(|next| next.checked_sub(events));
    let first_version =
        first_version.filter(|first| (1..=last_version).contains(first)).ok_or_else(missing)?;
    Ok(Some(Receipt { command, complaint: column::id(found, 2)?, first_version, last_version, position }))
}

pub(crate) fn claimed(connection: &Connection, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
    found_claim(&mut *connection.prepare_cached(sql::CLAIM).map_err(reading)?, claim)
}

fn found_claim(statement: &mut Statement<'_>, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
    let mut rows = statement.query([claim.key()]).map_err(reading)?;
    rows.next().map_err(reading)?.map(|found| column::id(found, 0)).transpose()
}
