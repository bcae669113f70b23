//! The outbox: what is written to it within one transaction, and how its rows are read.

use crate::error::reading;
use crate::statements::Statements;
use crate::{column, sql};
use aduan_core::{ComplaintId, Timestamp, Undelivered};
use aduan_store::{
    Attempts, LeaseId, Message, MessageEnd, MessageId, MessageState, QueuedMessage, Recipient, Settled,
    StoreError, Topic,
};
use rusqlite::{OptionalExtension, Row};
use uuid::Uuid;

const fn lane(recipient: Recipient) -> i64 {
    match recipient {
        Recipient::Complainant => 0,
        Recipient::Inspectorate => 1,
    }
}

pub(crate) fn row(found: &Row<'_>) -> Result<QueuedMessage, StoreError> {
    let message = || {
        Ok(Message {
            id: MessageId(column::id(found, 1)?),
            complaint: column::id(found, 2)?,
            topic: column::word(found, 3)?,
            body: column::get(found, 4)?,
        })
    };
    let mut queued = QueuedMessage::new(column::count(found, 0)?, message());
    match state(found) {
        Ok((state, attempts, rendered)) => {
            (queued.state, queued.attempts, queued.rendered) = (state, attempts, rendered);
        }
        // As a message that cannot be read.
        Err(damaged) => queued.message = Err(damaged),
    }
    Ok(queued)
}

type Tried = (MessageState, Attempts, Option<Vec<u8>>);

fn state(found: &Row<'_>) -> Result<Tried, StoreError> {
    let lease: Option<Uuid> = column::maybe_bytes(found, 5)?.map(Uuid::from_bytes);
    let attempts = Attempts {
        count: column::count(found, 7)?,
        begun: column::maybe_instant(found, 8)?,
        channel: column::maybe_word(found, 9)?,
        failed: column::maybe_word(found, 10)?,
        next: column::maybe_instant(found, 11)?,
        lease: lease.map(LeaseId).zip(column::maybe_instant(found, 6)?),
    };
    let state = match (column::maybe_instant(found, 13)?, attempts.failed) {
        (None, _) => MessageState::Waiting,
        (Some(at), None) => MessageState::Accepted { at },
        (Some(at), Some(why)) => MessageState::Dead { at, why },
    };
    Ok((state, attempts, column::get(found, 12)?))
}

pub(crate) fn promise(statements: &mut Statements<'_>, message: &Message) -> Result<(), StoreError> {
    let Message { id, complaint, topic, body } = message;
    let values =
        (id.0.as_bytes(), complaint.uuid().into_bytes(), lane(topic.recipient()), topic.to_string(), body);
    statements.run(sql::INSERT_MESSAGE, values).map(drop)
}

/// The next message of a complaint may be claimed where the one before it ended.
fn ready_next(statements: &mut Statements<'_>, complaint: &[u8], recipient: i64) -> Result<(), StoreError> {
    statements.run(sql::READY_NEXT, (complaint, recipient)).map(drop)
}

pub(crate) fn settle(statements: &mut Statements<'_>, settled: &Settled) -> Result<(), StoreError> {
    let message = settled.message.0.as_bytes();
    let found = statements
        .get(sql::MESSAGE_LANE)?
        .query_row([message], |found| Ok((found.get::<_, Vec<u8>>(0)?, found.get(1)?)))
        .optional()
        .map_err(reading)?;
    let Some((complaint, recipient)) = found else { return Ok(()) };
    let nothing = None::<&'static str>;
    match settled.end {
        MessageEnd::Removed => statements.run(sql::DELETE_MESSAGE, [message])?,
        MessageEnd::Accepted { at, reference } => {
            let reference = reference.map(|reference| reference.0);
            statements.run(sql::END_MESSAGE, (message, at.micros(), nothing, reference))?
        }
        MessageEnd::Dead { at, why } => {
            statements.run(sql::END_MESSAGE, (message, at.micros(), why.as_str(), None::<[u8; 32]>))?
        }
    };
    ready_next(statements, &complaint, recipient)
}

pub(crate) fn withdraw(
    statements: &mut Statements<'_>,
    complaint: ComplaintId,
    topics: &[Topic],
) -> Result<(), StoreError> {
    for topic in topics {
        statements.run(sql::WITHDRAW_MESSAGES, (complaint.uuid().as_bytes(), topic.to_string()))?;
        ready_next(statements, complaint.uuid().as_bytes(), lane(topic.recipient()))?;
    }
    Ok(())
}

/// All that is sealed under the key of a complaint goes with it.
pub(crate) fn erase(statements: &mut Statements<'_>, complaint: ComplaintId) -> Result<(), StoreError> {
    let complaint = complaint.uuid().into_bytes();
    statements.run(sql::DELETE_MESSAGES, [complaint])?;
    statements.run(sql::FORGET_RENDERED, [complaint])?;
    for recipient in [Recipient::Complainant, Recipient::Inspectorate] {
        ready_next(statements, &complaint, lane(recipient))?;
    }
    Ok(())
}

pub(crate) fn retry(statements: &mut Statements<'_>, message: MessageId) -> Result<(), StoreError> {
    let id = message.0.as_bytes();
    if statements.run(sql::RETRY_WAITING, [id])? == 0 && statements.run(sql::RETRY_DEAD, [id])? > 0 {
        statements.run(sql::RAISE_OUTBOX_SEQUENCE, [])?;
        let lane = statements
            .get(sql::MESSAGE_LANE)?
            .query_row([id], |found| Ok((found.get::<_, Vec<u8>>(0)?, found.get(1)?)));
        let (complaint, recipient) = lane.map_err(reading)?;
        ready_next(statements, &complaint, recipient)?;
    }
    Ok(())
}

pub(crate) fn expire(
    statements: &mut Statements<'_>,
    before: Timestamp,
    at: Timestamp,
    limit: u32,
) -> Result<(), StoreError> {
    let old = {
        let mut rows =
            statements.get(sql::SEALED_MESSAGES)?.query((first_of(before), limit)).map_err(reading)?;
        let mut old = Vec::new();
        while let Some(found) = rows.next().map_err(reading)? {
            old.push(MessageId(column::id(found, 0)?));
        }
        old
    };
    for message in old {
        settle(statements, &Settled { message, end: MessageEnd::Dead { at, why: Undelivered::Expired } })?;
    }
    Ok(())
}

/// The lowest id that a message promised at this instant can have: an id of version 7 begins with its milliseconds.
fn first_of(at: Timestamp) -> [u8; 16] {
    let micros = at.micros().max(0);
    let millis = (micros / 1000 + i64::from(micros % 1000 > 0)).to_be_bytes();
    let mut id = [0; 16];
    id[..6].copy_from_slice(&millis[2..]);
    id
}
