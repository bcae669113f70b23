//! Reading the whole log: one thread reads, the other decodes. Raw bytes go between them, never values.

use crate::{EventLog, Hash, StoreError, StoredEvent, Visit};
use aduan_core::ComplaintId;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};

/// How many events go over at once, and how many such pages are on their way: some 16 MB in all.
const PAGE: u32 = 4096;
const AHEAD: usize = 6;

/// Events as bytes, one behind the other.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    entries: Vec<Place>,
}

struct Place {
    position: u64,
    complaint: ComplaintId,
    version: u32,
    leaf: Hash,
    end: usize,
}

impl Page {
    fn read(&mut self, store: &dyn EventLog, after: u64) -> Result<(), StoreError> {
        self.bytes.clear();
        self.entries.clear();
        store.read_log(after, PAGE, &mut |entry| {
            self.bytes.extend_from_slice(entry.line);
            let StoredEvent { position, complaint, version, leaf, .. } = entry;
            self.entries.push(Place { position, complaint, version, leaf, end: self.bytes.len() });
            Ok(())
        })
    }

    fn visit(&self, visit: Visit<'_>) -> Result<(), StoreError> {
        let mut start = 0;
        for place in &self.entries {
            let Place { position, complaint, version, leaf, end } = *place;
            visit(StoredEvent { position, complaint, version, leaf, line: &self.bytes[start..end] })?;
            start = end;
        }
        Ok(())
    }
}

/// Visits every event of the log after position `after`, in order, while a second thread reads ahead. Gives the last
/// position; never holds more than a few pages.
///
/// ```
/// let store = aduan_store::MemoryStore::default();
/// assert_eq!(aduan_store::replay(&store, 0, &mut |_| Ok(()))?, 0);
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
///
/// # Errors
/// Those of [`EventLog::read_log`], after all that was read before them was visited, and those of `visit`.
pub fn replay(store: &dyn EventLog, after: u64, visit: Visit<'_>) -> Result<u64, StoreError> {
    let (full, arriving) = mpsc::sync_channel(AHEAD);
    let (empty, returned) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || read_ahead(store, after, &full, &returned));
        visit_all(&arriving, &empty, after, visit)
    })
}

/// Reads until the end, an error, or until the receiver is gone.
fn read_ahead(
    store: &dyn EventLog,
    mut after: u64,
    full: &SyncSender<Result<Page, StoreError>>,
    returned: &Receiver<Page>,
) {
    loop {
        // A page that comes back is used again, so that nothing is allocated once it runs.
        let mut page = returned.try_recv().unwrap_or_default();
        let read = page.read(store, after);
        let Some(last) = page.entries.last().map(|place| place.position) else {
            if let Err(error) = read {
                let _nobody_listens = full.send(Err(error));
            }
            return;
        };
        after = last;
        if full.send(Ok(page)).is_err() {
            return;
        }
    }
}

fn visit_all(
    arriving: &Receiver<Result<Page, StoreError>>,
    empty: &Sender<Page>,
    after: u64,
    visit: Visit<'_>,
) -> Result<u64, StoreError> {
    let mut last = after;
    for page in arriving {
        let page = page?;
        page.visit(visit)?;
        last = page.entries.last().map_or(last, |place| place.position);
        let _reader_is_done = empty.send(page);
    }
    Ok(last)
}
