//! One complaint's story from a database: only its own stream is read.

use crate::database::DatabaseDir;
use crate::failure::Failure;
use aduan_audit::{AsOf, Story, Wanted};
use aduan_core::ComplaintId;
use aduan_sqlite::SqliteStore;
use aduan_store::{Claim, EventLog, StoreError};
use std::path::Path;

/// So many other complaints whose id begins in the same way are told of.
const OTHERS: u32 = 20;

/// The story, if there is such a complaint.
pub(super) fn find(folder: &Path, wanted: &Wanted, as_of: Option<AsOf>) -> Result<Option<Story>, Failure> {
    let database = DatabaseDir::from(folder);
    let store = database.open_store()?;
    find_in(&store, wanted, as_of).map_err(Failure::store(&database.file()))
}

fn find_in(store: &SqliteStore, wanted: &Wanted, as_of: Option<AsOf>) -> Result<Option<Story>, StoreError> {
    let mut found = match wanted {
        Wanted::Register(register) => store.claimed(&Claim::Register(*register))?.into_iter().collect(),
        Wanted::Id(beginning) => beginning_with(store, beginning)?,
    };
    if found.is_empty() {
        return Ok(None);
    }
    let others = found.split_off(1);
    let mut lines: Vec<(u64, Vec<u8>)> = Vec::new();
    store.read_stream(found[0], &mut |entry| {
        lines.push((entry.position, entry.line.to_vec()));
        Ok(())
    })?;
    let size = store.head()?.size();
    let until = if let Some(AsOf::Position(position)) = as_of { position.min(size) } else { size };
    let mut last = Vec::new();
    store.read_log(until.saturating_sub(1), 1, &mut |entry| {
        last = entry.line.to_vec();
        Ok(())
    })?;
    let lines = lines.iter().map(|(place, line)| (*place, line.as_slice()));
    let mut story = Story::of(found[0], lines, &last, as_of);
    story.others = others;
    Ok(Some(story))
}

fn beginning_with(store: &SqliteStore, beginning: &str) -> Result<Vec<ComplaintId>, StoreError> {
    let digits: String = beginning.chars().filter(|digit| *digit != '-').collect();
    // Fill the typed beginning up with the lowest and with the highest digits.
    let end = |fill: char| {
        let filled: String = digits.chars().chain(std::iter::repeat(fill)).take(32).collect();
        u128::from_str_radix(&filled, 16).map(|number| ComplaintId::new(uuid::Uuid::from_u128(number)))
    };
    let (Ok(first), Ok(last)) = (end('0'), end('f')) else { return Ok(Vec::new()) };
    let mut found = store.complaints_between(first, last, OTHERS + 1)?;
    found.retain(|id| id.to_string().starts_with(beginning));
    Ok(found)
}
