//! Back up while others write; restore where nothing is; examine; rotate the master key.

use aduan::core::{Channel, Matter, Office};
use aduan::desk::{Reception, TicketSecret};
use aduan::store::{EventLog, OsEntropy};
use aduan::vault::{FileKeys, KeyProvider};
use aduan::{Desk, SqliteStore};
use std::sync::Arc;

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    let store = Arc::new(SqliteStore::open(&path("aduan.db"))?);
    let keys = FileKeys::create(&path("aduan.keys"), &OsEntropy)?;
    let desk = Desk::open(store.clone(), Arc::new(keys.clone()))?;
    let unit: Office = "KPPBC-050500".parse()?;
    let reception = Reception::new(Channel::Website, Matter::Duties, "slow", unit);
    let (done, _) = desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)?;

    // One consistent instant, in one file that is there only when it is whole.
    store.backup(&path("monday.backup"))?;

    // A new master key: the file keeps the old one, the store's keys are put under the new one, no event changes.
    let first = keys.current()?.id();
    let rotated = FileKeys::open(&path("aduan.keys"))?.rotate(&OsEntropy)?;
    let root = store.head()?.root();
    let desk = Desk::open(store.clone(), Arc::new(rotated.clone()))?;
    while desk.rewrap_keys(1000)?.done > 0 {}
    assert_eq!(store.head()?.root(), root);
    assert_ne!(first, rotated.current()?.id());
    // A process that has the file open already sees that it has changed.
    assert_eq!(keys.current()?.id(), rotated.current()?.id());

    // Restoring examines every line; the old master key, still in the file, opens it.
    let restored = Arc::new(SqliteStore::restore(&path("monday.backup"), &path("restored.db"))?);
    assert_eq!(restored.integrity()?.root, root);
    let desk = Desk::open(restored, Arc::new(rotated))?;
    println!("restored: {:?}", desk.complaint(done.complaint.id)?.register);
    Ok(())
}
