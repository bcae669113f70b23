//! Commits to try a store with. No line is a record, since a store reads none.

use aduan_core::{CommandId, Complaint, ComplaintId, ContentId, RegisterNumber};
use aduan_store::vault::{DataKey, MasterKey, WrappedKey};
use aduan_store::{
    Claim, Commit, EventStore, KeyChange, Line, LogHead, Message, MessageId, OsEntropy, SealedChunk, Summary,
    Topic,
};
use uuid::Uuid;

/// A stream, by its number.
pub const fn stream(number: u128) -> ComplaintId {
    ComplaintId::new(Uuid::from_u128(number))
}

pub(super) const fn content(number: u128) -> ContentId {
    ContentId::new(Uuid::from_u128(number))
}

pub(super) const fn command(number: u128) -> CommandId {
    CommandId::new(Uuid::from_u128(number))
}

pub(super) fn register(serial: u32) -> Claim {
    Claim::Register(RegisterNumber::new(2025, serial).unwrap())
}

pub(super) fn wrapped(complaint: ComplaintId) -> WrappedKey {
    let key = DataKey::generate(&OsEntropy).unwrap();
    MasterKey::from_bytes([1; 32]).wrap(complaint, &key, &OsEntropy).unwrap()
}

/// A sound commit of `count` lines after version `expected`, under the command of this number.
///
/// ```
/// use aduan_store::{EventLog, MemoryStore};
/// use aduan_testkit::conformance::{commit, stream};
/// let store = MemoryStore::default();
/// store.append(commit(stream(1), 0, 1, 2))?;
/// store.append(commit(stream(1), 2, 2, 1))?;
/// assert_eq!(store.head()?.size(), 3);
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
pub fn commit(complaint: ComplaintId, expected: u32, number: u128, count: u32) -> Commit {
    let line = |version| Line::new(format!("line {version} of {complaint}").into_bytes());
    let mut state = Complaint::new(complaint);
    state.version = expected + count;
    Commit {
        complaint,
        expected,
        command: command(number),
        lines: (expected + 1..=expected + count).map(line).collect(),
        claims: Vec::new(),
        key: KeyChange::Keep,
        contents: Vec::new(),
        bind: Vec::new(),
        summary: Some(Summary::of(&state)),
        outbox: Vec::new(),
        settled: None,
        withdrawn: Vec::new(),
    }
}

/// A sound commit to the administrative stream.
pub(super) fn administrative(expected: u32, number: u128, count: u32) -> Commit {
    Commit { summary: None, ..commit(ComplaintId::ADMINISTRATION, expected, number, count) }
}

pub(super) fn chunk(complaint: ComplaintId, of: ContentId) -> SealedChunk {
    SealedChunk { complaint, content: of, index: 0, bytes: vec![1, 2, 3] }
}

pub(super) fn message(complaint: ComplaintId, number: u128) -> Message {
    Message { id: MessageId(Uuid::from_u128(number)), complaint, topic: Topic::Wise, body: vec![1] }
}

/// The first commit of a stream, with one of everything that a commit can have.
pub(super) fn whole(number: u32) -> Commit {
    let of = stream(number.into());
    Commit {
        claims: vec![register(number)],
        key: KeyChange::Create(wrapped(of)),
        contents: vec![chunk(of, content(number.into()))],
        outbox: vec![message(of, number.into())],
        ..commit(of, 0, number.into(), 3)
    }
}

/// The parts of a [`whole`] commit that are there, by name.
pub(super) fn parts(store: &dyn EventStore, number: u32) -> Vec<&'static str> {
    use aduan_store::vault::KeyState;
    let (of, name) = (stream(number.into()), u128::from(number));
    let mut stream_length = 0;
    let count = &mut |_: aduan_store::StoredEvent<'_>| {
        stream_length += 1;
        Ok(())
    };
    store.read_stream(of, count).unwrap();
    let mut in_log = 0;
    let count = &mut |entry: aduan_store::StoredEvent<'_>| {
        in_log += u32::from(entry.complaint == of);
        Ok(())
    };
    store.read_log(0, u32::MAX, count).unwrap();
    let parts = [
        ("events", stream_length == 3),
        ("log", in_log == 3),
        ("receipt", store.receipt(command(name)).unwrap().is_some()),
        ("claim", store.claimed(&register(number)).unwrap() == Some(of)),
        ("key", matches!(store.key(of).unwrap(), KeyState::Active(_))),
        ("content", store.chunk(of, content(name), 0).unwrap() == Some(vec![1, 2, 3])),
        ("summary", store.summary(of).unwrap().is_some_and(|row| row.version == 3)),
        ("outbox", queued(store, 99).iter().any(|message| message.complaint == of)),
        ("head", store.head().unwrap() == head_of(&log(store))),
    ];
    parts.into_iter().filter(|(_, there)| *there).map(|(part, _)| part).collect()
}

/// All of them, where the log is not empty.
pub(super) const PARTS: [&str; 9] =
    ["events", "log", "receipt", "claim", "key", "content", "summary", "outbox", "head"];

/// The first messages that wait; none may be damaged.
pub(super) fn queued(store: &dyn EventStore, limit: u32) -> Vec<Message> {
    store.outbox(0, limit).unwrap().into_iter().map(|row| row.message.unwrap()).collect()
}

/// Position, stream, version and line of an event.
pub(super) type Logged = (u64, ComplaintId, u32, Vec<u8>);

pub(super) fn log(store: &dyn EventStore) -> Vec<Logged> {
    page(store, 0, u32::MAX)
}

pub(super) fn page(store: &dyn EventStore, after: u64, limit: u32) -> Vec<Logged> {
    let mut all = Vec::new();
    let visit = &mut |entry: aduan_store::StoredEvent<'_>| {
        assert_eq!(entry.leaf, LogHead::leaf(entry.line), "the leaf of position {}", entry.position);
        all.push((entry.position, entry.complaint, entry.version, entry.line.to_vec()));
        Ok(())
    };
    store.read_log(after, limit, visit).unwrap();
    all
}

pub(super) fn positions(store: &dyn EventStore, after: u64, limit: u32) -> Vec<u64> {
    page(store, after, limit).into_iter().map(|(position, ..)| position).collect()
}

pub(super) fn head_of(log: &[Logged]) -> LogHead {
    let mut head = LogHead::default();
    for (.., line) in log {
        head.push(LogHead::leaf(line));
    }
    head
}
