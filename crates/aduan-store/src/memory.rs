// The template for the next store: every promise of `EventStore` in its simplest form, nothing for speed.
// Start from here, replace the maps by tables, and let the conformance suite say what was forgotten.

//! A store in memory, for tests and for trying things out.

mod queue;

use crate::vault::{KeyId, KeyState};
use crate::{
    Access, Appended, Change, Claim, Commit, ContentVault, EventLog, EventStore, KeyChange, LeaseId, Line,
    LogHead, MessageName, Pending, QueuedMessage, Receipt, SealedChunk, Session, SessionId, StoreError,
    StoredEvent, Summary, Visit, Worklist, Worklists,
};
use aduan_core::{CommandId, ComplaintId, ContentId, Digest, Office, Stage, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Keeps everything in memory and loses it when dropped. Durable in no way.
///
/// ```
/// use aduan_store::{EventLog, MemoryStore};
/// assert_eq!(MemoryStore::default().head()?.size(), 0);
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore {
    data: Mutex<Data>,
    grown: Condvar,
}

type Stored = (ComplaintId, u32, Line);

#[derive(Debug, Default)]
struct Data {
    log: Vec<Arc<Stored>>,
    streams: HashMap<ComplaintId, Vec<usize>>,
    head: LogHead,
    receipts: HashMap<CommandId, Receipt>,
    claims: BTreeMap<Vec<u8>, ComplaintId>,
    keys: BTreeMap<ComplaintId, KeyState>,
    chunks: BTreeMap<(ComplaintId, ContentId, u32), Vec<u8>>,
    staged: BTreeMap<(ComplaintId, ContentId), Timestamp>,
    summaries: BTreeMap<ComplaintId, Summary>,
    queue: queue::Queue,
    accesses: Vec<Access>,
    checkpoints: HashMap<String, u64>,
    editions: HashMap<Digest, Vec<u8>>,
    sessions: BTreeMap<SessionId, Session>,
}

impl Data {
    /// All checks first, in the contract's order; then all writes, of which none can fail.
    fn append(&mut self, commit: Commit) -> Result<Appended, StoreError> {
        let (complaint, last) = (commit.complaint, commit.check()?);
        if let Some(receipt) = self.receipts.get(&commit.command) {
            return Err(StoreError::Duplicate(*receipt));
        }
        let stream = self.streams.get(&complaint).map_or(0, Vec::len);
        let actual = u32::try_from(stream).unwrap_or(u32::MAX);
        if actual != commit.expected {
            return Err(StoreError::Conflict { complaint, expected: commit.expected, actual });
        }
        for claim in &commit.claims {
            if self.claims.contains_key(&claim.key()) {
                return Err(claim.taken());
            }
        }
        let (before, erases) =
            (self.keys.get(&complaint).cloned().unwrap_or_default(), commit.key == KeyChange::Destroy);
        let key =
            before.changed(complaint, commit.key, !commit.contents.is_empty() || !commit.bind.is_empty())?;
        for content in &commit.bind {
            if !self.staged.contains_key(&(complaint, *content)) {
                return Err(StoreError::NotStaged { content: *content });
            }
        }

        for (version, line) in (commit.expected + 1..).zip(commit.lines) {
            self.head.push(*line.leaf());
            self.streams.entry(complaint).or_default().push(self.log.len());
            self.log.push(Arc::new((complaint, version, line)));
        }
        let receipt = Receipt {
            command: commit.command,
            complaint,
            first_version: commit.expected + 1,
            last_version: last,
            position: self.head.size(),
        };
        self.receipts.insert(commit.command, receipt);
        self.claims.extend(commit.claims.iter().map(|claim| (claim.key(), complaint)));
        self.keep(commit.contents);
        for content in commit.bind {
            self.staged.remove(&(complaint, content));
        }
        if let Some(settled) = commit.settled {
            self.queue.settle(settled);
        }
        self.queue.withdraw(complaint, &commit.withdrawn);
        for message in commit.outbox {
            self.queue.promise(message);
        }
        if erases {
            self.chunks.retain(|(of, ..), _| *of != complaint);
            self.staged.retain(|(of, _), _| *of != complaint);
            self.queue.erase(complaint);
        }
        // The administrative stream has neither; under its id the desk keeps its own key.
        if let Some(summary) = commit.summary {
            self.keys.insert(complaint, key);
            self.summaries.insert(complaint, summary);
        }
        Ok(Appended { receipt })
    }

    fn keep(&mut self, chunks: Vec<SealedChunk>) {
        for chunk in chunks {
            self.chunks.insert((chunk.complaint, chunk.content, chunk.index), chunk.bytes);
        }
    }

    fn change(&mut self, change: Change) -> Result<(), StoreError> {
        change.check()?;
        match change {
            Change::Stage { chunks, at } => {
                for chunk in &chunks {
                    let key = self.keys.get(&chunk.complaint).cloned().unwrap_or_default();
                    key.changed(chunk.complaint, KeyChange::Keep, true)?;
                    let begins = |first: &SealedChunk| first.index == 0 && first.content == chunk.content;
                    if !self.staged.contains_key(&(chunk.complaint, chunk.content))
                        && !chunks.iter().any(begins)
                    {
                        return Err(StoreError::NotStaged { content: chunk.content });
                    }
                }
                let places = chunks.iter().map(|chunk| (chunk.complaint, chunk.content));
                self.staged.extend(places.map(|place| (place, at)));
                self.keep(chunks);
            }
            Change::DropStaged { before } => {
                let staged = std::mem::take(&mut self.staged);
                let (old, kept): (BTreeMap<_, _>, _) = staged.into_iter().partition(|(_, at)| *at < before);
                self.chunks.retain(|(complaint, content, _), _| !old.contains_key(&(*complaint, *content)));
                self.staged = kept;
            }
            Change::RecordAccess(access) => self.accesses.push(access),
            Change::SaveCheckpoint { name, position } => {
                self.checkpoints.insert(name, position);
            }
            Change::KeepEdition { digest, content } => {
                self.editions.insert(digest, content);
            }
            Change::KeepSession(session) => {
                self.sessions.insert(session.id, session);
            }
            Change::EndSession(id) => {
                self.sessions.remove(&id);
            }
            Change::DropSessions { now } => self.sessions.retain(|_, session| session.ends > now),
            Change::Settle(settled) => self.queue.settle(settled),
            Change::ClaimMessages { lease, now, until, limit } => self.queue.claim(lease, now, until, limit),
            Change::BeginAttempt { complaint, message, lease, at, channel, rendered } => {
                let key = self.keys.get(&complaint).cloned().unwrap_or_default();
                key.changed(complaint, KeyChange::Keep, true)?;
                self.queue.begin(queue::Beginning { message, lease, at, channel, rendered })?;
            }
            Change::Postpone { message, lease, why, next } => {
                self.queue.postpone(message, lease, why, next)?;
            }
            Change::Retry(message) => self.queue.retry(message),
            Change::ExpireSealed { before, at, limit } => self.queue.expire_sealed(before, at, limit),
            Change::ForgetAccepted { before } => self.queue.forget_accepted(before),
            Change::CreateKey { complaint, key } => {
                self.keys.entry(complaint).or_insert(KeyState::Active(key));
            }
            Change::Rewrap { complaint, from, to } => {
                if let Some(KeyState::Active(key)) = self.keys.get_mut(&complaint)
                    && key.master == from
                {
                    *key = to;
                }
            }
        }
        Ok(())
    }
}

impl MemoryStore {
    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Visits events without holding the lock: the visitor may call the store.
    fn visit(&self, pick: impl FnOnce(&Data) -> Vec<usize>, visit: Visit<'_>) -> Result<(), StoreError> {
        let picked: Vec<(usize, Arc<Stored>)> = {
            let data = self.data();
            pick(&data).into_iter().filter_map(|at| Some((at, Arc::clone(data.log.get(at)?)))).collect()
        };
        picked.iter().try_for_each(|(index, event)| {
            let (complaint, version, line) = &**event;
            visit(StoredEvent {
                position: *index as u64 + 1,
                complaint: *complaint,
                version: *version,
                line: line.bytes(),
                leaf: *line.leaf(),
            })
        })
    }
}

impl EventLog for MemoryStore {
    fn submit(&self, commit: Commit) -> Pending<Appended> {
        let result = self.data().append(commit);
        self.grown.notify_all();
        Pending::ready(result)
    }

    fn read_stream(&self, complaint: ComplaintId, visit: Visit<'_>) -> Result<(), StoreError> {
        self.visit(|data| data.streams.get(&complaint).cloned().unwrap_or_default(), visit)
    }

    fn read_log(&self, after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError> {
        let from = usize::try_from(after).unwrap_or(usize::MAX);
        let to = from.saturating_add(limit as usize);
        self.visit(|data| (from..to.min(data.log.len())).collect(), visit)
    }

    fn head(&self) -> Result<LogHead, StoreError> {
        Ok(self.data().head.clone())
    }

    fn wait_beyond(&self, position: u64, patience: Duration) -> Result<u64, StoreError> {
        let short = |data: &mut Data| data.head.size() <= position;
        let waited = self.grown.wait_timeout_while(self.data(), patience, short);
        let (data, _) = waited.unwrap_or_else(PoisonError::into_inner);
        Ok(data.head.size())
    }

    fn receipt(&self, command: CommandId) -> Result<Option<Receipt>, StoreError> {
        Ok(self.data().receipts.get(&command).copied())
    }

    fn claimed(&self, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
        Ok(self.data().claims.get(&claim.key()).copied())
    }

    fn last_serial(&self, year: u16) -> Result<u32, StoreError> {
        let data = self.data();
        let last = data.claims.range(..=Claim::register_bound(year)).next_back();
        Ok(last.and_then(|(key, _)| Claim::serial_of(key, year)).unwrap_or(0))
    }

    fn edition(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.data().editions.get(&digest).cloned())
    }
}

impl ContentVault for MemoryStore {
    fn key(&self, complaint: ComplaintId) -> Result<KeyState, StoreError> {
        Ok(self.data().keys.get(&complaint).cloned().unwrap_or_default())
    }

    fn keys_not_under(&self, master: KeyId, limit: u32) -> Result<Vec<ComplaintId>, StoreError> {
        let data = self.data();
        let others =
            data.keys.iter().filter(|(_, key)| matches!(key, KeyState::Active(key) if key.master != master));
        Ok(others.map(|(complaint, _)| *complaint).take(limit as usize).collect())
    }

    fn chunk(
        &self,
        complaint: ComplaintId,
        content: ContentId,
        index: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.data().chunks.get(&(complaint, content, index)).cloned())
    }

    fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, StoreError> {
        Ok(self.data().accesses.iter().filter(|access| access.complaint == complaint).cloned().collect())
    }
}

impl Worklists for MemoryStore {
    fn summary(&self, complaint: ComplaintId) -> Result<Option<Summary>, StoreError> {
        Ok(self.data().summaries.get(&complaint).cloned())
    }

    fn worklist(&self, list: &Worklist) -> Result<Vec<Summary>, StoreError> {
        let data = self.data();
        let mut rows: Vec<Summary> =
            data.summaries.values().filter(|row| list.contains(row)).cloned().collect();
        rows.sort_by_key(|row| list.place(row));
        rows.truncate(list.limit as usize);
        Ok(rows)
    }

    fn holders(&self) -> Result<Vec<Office>, StoreError> {
        let data = self.data();
        let open = data.summaries.values().filter(|row| row.stage != Stage::Closed);
        let holders: BTreeSet<Office> = open.filter_map(|row| row.holder).collect();
        Ok(holders.into_iter().collect())
    }

    fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, ComplaintId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, ComplaintId)>, StoreError> {
        let data = self.data();
        let rows = data.summaries.values().filter_map(|row| Some((row.due?, row.complaint)));
        let mut rows: Vec<_> = rows.filter(|row| row.0 <= now && Some(*row) > after).collect();
        rows.sort();
        rows.truncate(limit as usize);
        Ok(rows)
    }

    fn outbox(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, StoreError> {
        Ok(self.data().queue.page(after, limit))
    }

    fn leased(&self, lease: LeaseId) -> Result<Vec<QueuedMessage>, StoreError> {
        Ok(self.data().queue.leased(lease))
    }

    fn queued(&self, name: MessageName) -> Result<Option<QueuedMessage>, StoreError> {
        Ok(self.data().queue.queued(name))
    }

    fn sealed_since(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.data().queue.sealed_since())
    }

    fn checkpoint(&self, subscription: &str) -> Result<u64, StoreError> {
        Ok(self.data().checkpoints.get(subscription).copied().unwrap_or(0))
    }

    fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.data().sessions.get(&id).cloned())
    }
}

impl EventStore for MemoryStore {
    fn change(&self, change: Change) -> Result<(), StoreError> {
        self.data().change(change)
    }
}
