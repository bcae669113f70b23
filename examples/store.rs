//! A store of one's own: any other one, and a second copy of its lines that an inspector can keep elsewhere.

use aduan::core::{Channel, Matter, Office};
use aduan::desk::{Reception, TicketSecret};
use aduan::store::{Appended, Commit, Completer, OsEntropy, Pending, StoreWrapper};
use aduan::vault::{KeyRing, MasterKey};
use aduan::{Desk, EventStore, SqliteStore, StoreError};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

type Answer = (Pending<Appended>, Completer<Appended>);

/// Acknowledges a commit when its lines are in the store and, synced, at the end of a file.
pub(crate) struct Mirrored {
    inner: Arc<dyn EventStore>,
    answers: Mutex<Option<Sender<Answer>>>,
    copying: Option<JoinHandle<()>>,
}

impl Mirrored {
    /// Opens it, and copies what a crash kept from being copied.
    pub(crate) fn open(inner: Arc<dyn EventStore>, copy: &Path) -> io::Result<Self> {
        let mut copy = Copy::open(Arc::clone(&inner), copy)?;
        copy.catch_up()?;
        let (answers, queue) = channel::<Answer>();
        let copying = thread::spawn(move || {
            for (recorded, answer) in queue {
                // Recorded and not copied is neither done nor undone: sent again, it gives the first result.
                let both = recorded.wait().and_then(|appended| {
                    copy.catch_up().map_err(|error| StoreError::Unknown(Arc::new(error)))?;
                    Ok(appended)
                });
                answer.complete(both);
            }
        });
        Ok(Self { inner, answers: Mutex::new(Some(answers)), copying: Some(copying) })
    }
}

impl StoreWrapper for Mirrored {
    fn inner(&self) -> &dyn EventStore {
        &*self.inner
    }

    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        let (answer, pending) = Pending::new();
        // Under the lock, so that answers wait in the order of their commits. A closed queue drops `answer`,
        // which tells the caller that the store is closed.
        if let Some(answers) = &*self.answers.lock().unwrap_or_else(PoisonError::into_inner) {
            let _closed = answers.send((self.inner.submit(commit), answer));
        }
        pending
    }
}

impl Drop for Mirrored {
    /// Waits for what was submitted.
    fn drop(&mut self) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).take();
        let _panicked = self.copying.take().map(JoinHandle::join);
    }
}

struct Copy {
    store: Arc<dyn EventStore>,
    file: File,
    lines: u64,
    bytes: u64,
}

impl Copy {
    fn open(store: Arc<dyn EventStore>, path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        let (mut lines, mut bytes, mut line) = (0, 0, Vec::new());
        let mut reader = BufReader::new(&file);
        while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
            lines += 1;
            bytes += line.len() as u64;
            line.clear();
        }
        Ok(Self { store, file, lines, bytes })
    }

    /// Positions are dense and in commit order: what comes after the last line is all that is missing.
    fn catch_up(&mut self) -> io::Result<()> {
        let (mut new, mut lines) = (Vec::new(), self.lines);
        let read = self.store.read_log(self.lines, u32::MAX, &mut |entry| {
            new.extend_from_slice(entry.line);
            new.push(b'\n');
            lines = entry.position;
            Ok(())
        });
        read.map_err(io::Error::other)?;
        // Half a line that a crash or a full disk left is written again.
        self.file.set_len(self.bytes)?;
        self.file.write_all(&new)?;
        self.file.sync_data()?;
        (self.lines, self.bytes) = (lines, self.bytes + new.len() as u64);
        Ok(())
    }
}

/// Runs it.
pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (database, copy) = (folder.path().join("aduan.db"), folder.path().join("copy.jsonl"));
    let store = Mirrored::open(Arc::new(SqliteStore::open(&database)?), &copy)?;
    let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    let desk = Desk::open(Arc::new(store), Arc::new(keys))?;

    let unit: Office = "KPPBC-050500".parse()?;
    let reception = Reception::new(Channel::Website, Matter::Duties, "slow", unit);
    desk.receive_online(&desk.trace()?, reception, &TicketSecret::fresh(&OsEntropy)?)?;
    print!("{}", std::fs::read_to_string(&copy)?);
    assert_eq!(std::fs::read_to_string(&copy)?.lines().count(), 3);
    Ok(())
}
