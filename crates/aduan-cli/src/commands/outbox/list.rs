//! `aduan outbox`: the list.

use crate::database::DatabaseDir;
use crate::failure::Failure;
use crate::output::bilingual;
use crate::style::{BAD, DIM, GOOD, HEAD, WARN};
use crate::{ExitStatus, output};
use aduan_core::{Language, RegisterNumber, Timestamp, Undelivered, Zone};
use aduan_sqlite::SqliteStore;
use aduan_store::{Clock, Message, MessageState, QueuedMessage, StoreError, SystemClock, Worklists};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;

/// What the list shows, where no subcommand is given.
#[derive(clap::Args)]
#[group(id = "list")]
pub(super) struct Args {
    /// The database's directory
    #[arg(long, value_name = "DIR", required = true)]
    db: Option<PathBuf>,
    /// How many to list
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: u32,
    /// The next page: what the page before said comes after it
    #[arg(long, value_name = "PLACE", default_value_t = 0)]
    after: u64,
    /// Print one JSON object, for machines
    #[arg(long)]
    json: bool,
}

/// A row, with the register number of its complaint.
struct Listed {
    row: QueuedMessage,
    register: Option<RegisterNumber>,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    let folder = args.db.clone().unwrap_or_default();
    let database = DatabaseDir::from(folder.as_path());
    let store = database.open_store()?;
    let now = SystemClock.now();
    let mut rows = listed(&store, args).map_err(Failure::store(&database.file()))?;
    let more = rows.len() > args.limit as usize;
    rows.truncate(args.limit as usize);
    let next = rows.last().filter(|_| more).map(|listed| listed.row.number);
    let dead = rows.iter().any(|it| matches!(it.row.state, MessageState::Dead { .. }));
    if args.json {
        let messages: Vec<_> = rows.iter().map(|listed| as_json(listed, now)).collect();
        output::json(&json!({ "at": now, "more": more, "next": next, "messages": messages }))?;
    } else {
        output::write(|out| {
            rows.iter().try_for_each(|listed| print(out, listed, now))?;
            match (rows.is_empty(), next) {
                (true, _) => writeln!(out, "Tidak ada pesan keluar (nothing is to be sent)."),
                (_, Some(next)) => writeln!(out, "{DIM}… dan lagi (and more): --after {next}{DIM:#}"),
                _ => Ok(()),
            }
        })?;
    }
    Ok(if dead { ExitStatus::Findings } else { ExitStatus::Success })
}

/// One more than is asked for, to know whether there are more.
fn listed(store: &SqliteStore, args: &Args) -> Result<Vec<Listed>, StoreError> {
    let with_register = |row: QueuedMessage| {
        let complaint = row.message.as_ref().ok().map(|message| message.complaint);
        let summary = complaint.map(|complaint| store.summary(complaint)).transpose()?.flatten();
        Ok(Listed { row, register: summary.and_then(|summary| summary.register) })
    };
    store.outbox(args.after, args.limit.saturating_add(1))?.into_iter().map(with_register).collect()
}

/// The word of a state, for machines.
fn state(row: &QueuedMessage, now: Timestamp) -> &'static str {
    match row.state {
        MessageState::Waiting if is_held(row, now) => "sending",
        MessageState::Waiting => "waits",
        MessageState::Accepted { .. } => "accepted",
        MessageState::Dead { .. } => "dead",
    }
}

fn is_held(row: &QueuedMessage, now: Timestamp) -> bool {
    row.attempts.lease.is_some_and(|(_, until)| now < until)
}

fn as_json(listed: &Listed, now: Timestamp) -> Value {
    let (row, attempts) = (&listed.row, &listed.row.attempts);
    let Ok(message) = &row.message else {
        return json!({ "number": row.number, "state": "damaged" });
    };
    let (ended, why) = match row.state {
        MessageState::Waiting => (None, attempts.failed),
        MessageState::Accepted { at } => (Some(at), None),
        MessageState::Dead { at, why } => (Some(at), Some(why)),
    };
    json!({
        "number": row.number,
        "message": message.id.to_string(),
        "complaint": message.complaint,
        "register": listed.register,
        "kind": message.topic.kind(),
        "notice": message.topic.notice(),
        "promised_at": message.id.promised(),
        "state": state(row, now),
        "ended_at": ended,
        "why": why,
        "attempts": attempts.count,
        "begun_at": attempts.begun,
        "channel": attempts.channel,
        "next_at": attempts.next,
        "until": attempts.lease.map(|(_, until)| until),
    })
}

fn print(out: &mut dyn Write, listed: &Listed, now: Timestamp) -> io::Result<()> {
    let row = &listed.row;
    let Ok(message) = &row.message else {
        return writeln!(out, "{BAD}{}{BAD:#}: barisnya rusak (the row is damaged)", row.number);
    };
    let register = listed.register.map_or_else(|| "-".to_owned(), |register| register.to_string());
    writeln!(out, "{HEAD}{register}{HEAD:#}  {}", subject(message))?;
    writeln!(out, "    {DIM}{}{DIM:#}", message.id)?;
    write!(out, "    ")?;
    match row.state {
        MessageState::Accepted { at } => {
            writeln!(out, "{GOOD}diterima server (accepted){GOOD:#} {}", day(at))
        }
        MessageState::Dead { at, why } => {
            writeln!(out, "{BAD}gagal (dead){BAD:#} {}: {}", day(at), bilingual!(why))
        }
        MessageState::Waiting => print_waiting(out, row, message, now),
    }
}

fn print_waiting(
    out: &mut dyn Write,
    row: &QueuedMessage,
    message: &Message,
    now: Timestamp,
) -> io::Result<()> {
    let attempts = &row.attempts;
    if is_held(row, now) {
        writeln!(out, "sedang dikirim (sending)")?;
    } else {
        writeln!(out, "menunggu sejak (waits since) {}", day(message.id.promised()))?;
    }
    if attempts.count > 0 {
        write!(out, "    percobaan (attempts): {}", attempts.count)?;
        match attempts.failed {
            Some(why) => writeln!(out, ", {WARN}{}{WARN:#}", bilingual!(why))?,
            // Its relay was killed.
            None if !is_held(row, now) => {
                writeln!(out, ", {WARN}{}{WARN:#}", bilingual!(Undelivered::Unknown))?;
            }
            None => writeln!(out)?,
        }
    }
    match attempts.next {
        Some(next) if now < next => writeln!(out, "    dicoba lagi (tried again) {}", day(next)),
        _ => Ok(()),
    }
}

/// What a message is, in words.
fn subject(message: &Message) -> String {
    message.topic.notice().map_or_else(|| bilingual!(message.topic.kind()), |notice| bilingual!(notice))
}

fn day(at: Timestamp) -> String {
    Zone::Wib.display(at, Language::Indonesian)
}
