//! A store that writes down what it is asked and what it answers, so that a broken promise shows its history.

use aduan_core::{CommandId, ComplaintId, ContentId, Digest, Office, Timestamp};
use aduan_store::vault::{KeyId, KeyState};
use aduan_store::{
    Access, Appended, Change, Claim, Commit, ContentVault, EventLog, EventStore, KeyChange, LeaseId, LogHead,
    MessageId, MessageName, Pending, QueuedMessage, Receipt, Session, SessionId, StoreError, StoredEvent,
    Summary, Visit, Worklist, Worklists,
};
use std::collections::VecDeque;
use std::fmt::{self, Debug, Write};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How many of the last calls are kept.
const KEPT: usize = 40;

/// The last calls, in the order in which they returned.
#[derive(Default)]
pub(super) struct CallLog(Mutex<(u64, VecDeque<String>)>);

impl CallLog {
    pub(super) fn note(&self, call: String) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.0 += 1;
        if calls.1.len() == KEPT {
            calls.1.pop_front();
        }
        calls.1.push_back(call);
    }
}

impl fmt::Display for CallLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = calls.0 - calls.1.len() as u64;
        if first > 0 {
            writeln!(formatter, "  … {first} calls before")?;
        }
        calls
            .1
            .iter()
            .zip(first + 1..)
            .try_for_each(|(call, number)| writeln!(formatter, "  {number}. {call}"))
    }
}

pub(super) struct RecordingStore {
    pub(super) inner: Arc<dyn EventStore>,
    pub(super) calls: Arc<CallLog>,
}

impl RecordingStore {
    fn saw<T: Debug>(&self, call: String, answer: T) -> T {
        self.calls.note(format!("{call} -> {}", short(&answer)));
        answer
    }

    fn visiting(
        &self,
        call: String,
        visit: Visit<'_>,
        read: impl FnOnce(Visit<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut visited: Vec<u64> = Vec::new();
        let answer = read(&mut |entry: StoredEvent<'_>| {
            visited.push(entry.position);
            visit(entry)
        });
        let seen = match visited.as_slice() {
            [first, .., last] => format!("{} events, positions {first} to {last}", visited.len()),
            [only] => format!("position {only}"),
            [] => "no event".to_owned(),
        };
        self.calls.note(format!("{call} -> {seen}, {}", short(&answer)));
        answer
    }
}

/// An answer on one line that is not too long.
fn short(answer: &impl Debug) -> String {
    let text = format!("{answer:?}");
    if text.chars().count() <= 160 { text } else { text.chars().take(160).chain(['…']).collect() }
}

fn told(commit: &Commit) -> String {
    let Commit { complaint, expected, command, lines, claims, key, contents, bind, outbox, .. } = commit;
    let mut told =
        format!("commit {command}: {} events of {complaint} after version {expected}", lines.len());
    let key = match key {
        KeyChange::Keep => None,
        KeyChange::Create(_) => Some("creates the key".to_owned()),
        KeyChange::Destroy => Some("destroys the key".to_owned()),
        #[cfg(not(aduan_workspace))]
        other => Some(format!("{other:?}")),
    };
    let count = |what: &str, count: usize| (count > 0).then(|| format!("{count} {what}"));
    let rest = [
        key,
        (!claims.is_empty()).then(|| format!("claims {claims:?}")),
        count("contents", contents.len()),
        count("to bind", bind.len()),
        count("messages", outbox.len()),
    ];
    for part in rest.into_iter().flatten() {
        let _infallible = write!(told, ", {part}");
    }
    told
}

fn changed(change: &Change) -> String {
    match change {
        Change::Stage { chunks, at } => {
            let segments: Vec<_> = chunks.iter().map(|chunk| (chunk.content, chunk.index)).collect();
            format!("stage {segments:?} at {at}")
        }
        Change::CreateKey { complaint, .. } => format!("create the key of {complaint}"),
        Change::Rewrap { complaint, from, to } => {
            format!("rewrap the key of {complaint} from {from} to {}", to.master)
        }
        Change::BeginAttempt { complaint, message, lease, at, .. } => {
            format!("begin an attempt at {message} of {complaint} under lease {} at {at}", lease.0)
        }
        Change::KeepEdition { digest, content } => format!("keep edition {digest}, {} bytes", content.len()),
        other => short(other),
    }
}

/// The place and the id of a message.
fn named(row: &QueuedMessage) -> (u64, Option<MessageId>) {
    (row.number, row.message.as_ref().map(|message| message.id).ok())
}

impl EventLog for RecordingStore {
    fn submit(&self, commit: Commit) -> Pending<Appended> {
        let call = told(&commit);
        let mut pending = self.inner.submit(commit);
        match Pin::new(&mut pending).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => Pending::ready(self.saw(call, answer)),
            Poll::Pending => {
                self.calls.note(format!("{call} -> submitted"));
                let (completer, answered) = Pending::new();
                let calls = Arc::clone(&self.calls);
                // Its answer is noted when it comes, before the waiting caller gets it.
                std::thread::spawn(move || {
                    let answer = pending.wait();
                    calls.note(format!("{call}, submitted before -> {}", short(&answer)));
                    completer.complete(answer);
                });
                answered
            }
        }
    }

    fn append(&self, commit: Commit) -> Result<Appended, StoreError> {
        let call = told(&commit);
        self.saw(call, self.inner.append(commit))
    }

    fn read_stream(&self, complaint: ComplaintId, visit: Visit<'_>) -> Result<(), StoreError> {
        self.visiting(format!("read stream {complaint}"), visit, |visit| {
            self.inner.read_stream(complaint, visit)
        })
    }

    fn read_stream_after(
        &self,
        complaint: ComplaintId,
        after: u32,
        visit: Visit<'_>,
    ) -> Result<u32, StoreError> {
        let mut reached = 0;
        self.visiting(format!("read stream {complaint} after {after}"), visit, |visit| {
            reached = self.inner.read_stream_after(complaint, after, visit)?;
            Ok(())
        })?;
        Ok(reached)
    }

    fn read_log(&self, after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError> {
        self.visiting(format!("read log after {after}, at most {limit}"), visit, |visit| {
            self.inner.read_log(after, limit, visit)
        })
    }

    fn head(&self) -> Result<LogHead, StoreError> {
        let head = self.inner.head();
        let size = head.as_ref().map(LogHead::size).map_err(Clone::clone);
        self.calls.note(format!("head -> size {}", short(&size)));
        head
    }

    fn wait_beyond(&self, position: u64, patience: Duration) -> Result<u64, StoreError> {
        let size = self.inner.wait_beyond(position, patience);
        self.saw(format!("wait beyond {position} for {patience:?}"), size)
    }

    fn receipt(&self, command: CommandId) -> Result<Option<Receipt>, StoreError> {
        self.saw(format!("receipt of {command}"), self.inner.receipt(command))
    }

    fn claimed(&self, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
        self.saw(format!("claimed {claim:?}"), self.inner.claimed(claim))
    }

    fn last_serial(&self, year: u16) -> Result<u32, StoreError> {
        self.saw(format!("last serial of {year}"), self.inner.last_serial(year))
    }

    fn edition(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let content = self.inner.edition(digest);
        let length: Result<Option<usize>, _> = content.as_ref().map(|content| content.as_ref().map(Vec::len));
        self.calls.note(format!("edition {digest} -> {} bytes", short(&length)));
        content
    }
}

impl ContentVault for RecordingStore {
    fn key(&self, complaint: ComplaintId) -> Result<KeyState, StoreError> {
        self.saw(format!("key of {complaint}"), self.inner.key(complaint))
    }

    fn keys_not_under(&self, master: KeyId, limit: u32) -> Result<Vec<ComplaintId>, StoreError> {
        let keys = self.inner.keys_not_under(master, limit);
        self.saw(format!("keys not under {master}, at most {limit}"), keys)
    }

    fn chunk(
        &self,
        complaint: ComplaintId,
        content: ContentId,
        index: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let chunk = self.inner.chunk(complaint, content, index);
        let length: Result<Option<usize>, _> = chunk.as_ref().map(|chunk| chunk.as_ref().map(Vec::len));
        self.calls.note(format!("segment {index} of {content} -> {} bytes", short(&length)));
        chunk
    }

    fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, StoreError> {
        self.saw(format!("accesses to {complaint}"), self.inner.accesses(complaint))
    }
}

impl Worklists for RecordingStore {
    fn summary(&self, complaint: ComplaintId) -> Result<Option<Summary>, StoreError> {
        self.saw(format!("summary of {complaint}"), self.inner.summary(complaint))
    }

    fn worklist(&self, list: &Worklist) -> Result<Vec<Summary>, StoreError> {
        let rows = self.inner.worklist(list);
        let ids: Result<Vec<_>, _> = rows.as_ref().map(|rows| rows.iter().map(|row| row.complaint).collect());
        self.calls.note(format!("worklist {} -> {}", short(list), short(&ids)));
        rows
    }

    fn holders(&self) -> Result<Vec<Office>, StoreError> {
        self.saw("holders".to_owned(), self.inner.holders())
    }

    fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, ComplaintId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, ComplaintId)>, StoreError> {
        let call = format!("due at {now} after {after:?}, at most {limit}");
        self.saw(call, self.inner.due(now, after, limit))
    }

    fn outbox(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, StoreError> {
        let rows = self.inner.outbox(after, limit);
        let ids: Result<Vec<_>, _> = rows.as_ref().map(|rows| rows.iter().map(named).collect());
        self.calls.note(format!("outbox after {after}, at most {limit} -> {}", short(&ids)));
        rows
    }

    fn leased(&self, lease: LeaseId) -> Result<Vec<QueuedMessage>, StoreError> {
        let rows = self.inner.leased(lease);
        let ids: Result<Vec<_>, _> = rows.as_ref().map(|rows| rows.iter().map(named).collect());
        self.calls.note(format!("messages of lease {} -> {}", lease.0, short(&ids)));
        rows
    }

    fn queued(&self, name: MessageName) -> Result<Option<QueuedMessage>, StoreError> {
        let row = self.inner.queued(name);
        let seen = row.as_ref().map(|row| row.as_ref().map(|row| (named(row), row.state)));
        self.calls.note(format!("message {name:?} -> {}", short(&seen)));
        row
    }

    fn sealed_since(&self) -> Result<Option<Timestamp>, StoreError> {
        self.saw("sealed since".to_owned(), self.inner.sealed_since())
    }

    fn checkpoint(&self, subscription: &str) -> Result<u64, StoreError> {
        self.saw(format!("checkpoint of {subscription}"), self.inner.checkpoint(subscription))
    }

    fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.saw(format!("session {id:?}"), self.inner.session(id))
    }
}

impl EventStore for RecordingStore {
    fn change(&self, change: Change) -> Result<(), StoreError> {
        let call = changed(&change);
        self.saw(call, self.inner.change(change))
    }
}
