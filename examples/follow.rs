//! A read model that follows the log: how many complaints each channel brought.

use aduan::core::{Channel, Decoded, Event, Matter, Office, decode};
use aduan::desk::{Reception, TicketSecret};
use aduan::store::{EventStore, OsEntropy, Subscription};
use aduan::vault::{KeyRing, MasterKey};
use aduan::{Desk, SqliteStore};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counts what is new. Confirmed events are never delivered again, but others may be: so count by position, or keep the
/// position in the model's own transaction.
fn catch_up(
    store: &dyn EventStore,
    counts: &mut BTreeMap<Channel, u64>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut subscription = Subscription::open(store, "complaints-by-channel")?;
    loop {
        let page = subscription.next(500)?;
        if page.is_empty() {
            return Ok(());
        }
        for event in page {
            match decode(&event.line) {
                Decoded::Known(known) => {
                    if let Event::Received(received) = known.record.event {
                        *counts.entry(received.channel).or_default() += 1;
                    }
                }
                Decoded::Administrative(_) => {}
                Decoded::Unknown(unknown) => println!("{}: a newer {}", event.position, unknown.kind),
                Decoded::Corrupt(corrupt) => return Err(corrupt.into()),
            }
        }
        subscription.confirm()?;
    }
}

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db"))?);
    let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    let desk = Desk::open(store.clone(), Arc::new(keys))?;
    let unit: Office = "KPPBC-050500".parse()?;
    let mut counts = BTreeMap::new();
    for channel in [Channel::Website, Channel::Portal, Channel::Website] {
        let reception = Reception::new(channel, Matter::Duties, "slow", unit);
        desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)?;
        catch_up(&*store, &mut counts)?;
    }
    assert_eq!(counts, BTreeMap::from([(Channel::Website, 2), (Channel::Portal, 1)]));
    println!("{counts:?}");
    Ok(())
}
