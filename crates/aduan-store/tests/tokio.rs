//! The desk on tokio: every method is there, and dropping a future cancels what its table says.
#![cfg(feature = "tokio")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{Channel, Command, Matter, Media};
use aduan_store::desk::{Arrival, Effect, Source, TicketSecret};
use aduan_store::{
    Appended, AsyncDesk, Commit, DeskError, EventLog, EventStore, MemoryStore, OsEntropy, Pending,
    StoreWrapper,
};
use aduan_testkit::test_desk::{TestDesk, receiver, reception, verifier};
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder, Runtime};

fn runtime(blocking: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(1).max_blocking_threads(blocking).enable_all().build().unwrap()
}

fn glance<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

type Answer = Box<dyn FnOnce() + Send>;

/// Holds back the answer that a commit is durable until it is released.
#[derive(Default)]
struct Held {
    inner: MemoryStore,
    waiting: Mutex<Option<Vec<Answer>>>,
}

impl Held {
    fn hold(&self) {
        *self.waiting.lock().unwrap() = Some(Vec::new());
    }

    fn held(&self) -> usize {
        self.waiting.lock().unwrap().as_ref().map_or(0, Vec::len)
    }

    fn let_go(&self) {
        let waiting = self.waiting.lock().unwrap().take();
        waiting.into_iter().flatten().for_each(|answer| answer());
    }
}

impl StoreWrapper for Held {
    fn inner(&self) -> &dyn EventStore {
        &self.inner
    }

    fn on_submit(&self, commit: Commit) -> Pending<Appended> {
        let mut waiting = self.waiting.lock().unwrap();
        let answer = self.inner.submit(commit);
        let Some(waiting) = &mut *waiting else { return answer };
        let (completer, pending) = Pending::new();
        waiting.push(Box::new(move || completer.complete(answer.wait())));
        pending
    }
}

#[test]
fn a_command_that_is_dropped_before_it_has_a_thread_does_nothing() {
    let runtime = runtime(1);
    let _inside = runtime.enter();
    let store = Arc::new(MemoryStore::default());
    let desk = AsyncDesk::from(TestDesk::new(store.clone()).desk);
    let (release, occupied) = mpsc::channel::<()>();
    let occupant = tokio::task::spawn_blocking(move || occupied.recv());
    let trace = desk.trace().unwrap();
    let actor = receiver();
    let letter = reception(Channel::Letter, Matter::Duties);
    let mut future = Box::pin(desk.receive_manual(&trace, &actor, letter.clone()));
    assert!(glance(&mut future).is_pending());
    drop(future);
    release.send(()).unwrap();
    runtime.block_on(occupant).unwrap().unwrap();
    // A task that was queued on the only thread would run before this one.
    runtime.block_on(desk.with(|_| Ok(()))).unwrap();
    assert_eq!(store.head().unwrap().size(), 0);
}

#[test]
fn a_command_that_is_dropped_after_it_was_submitted_is_recorded_and_the_same_trace_tells() {
    let runtime = runtime(2);
    let _inside = runtime.enter();
    let store = Arc::new(Held::default());
    let desk = AsyncDesk::from(TestDesk::new(store.clone()).desk);
    let (trace, secret) = (desk.trace().unwrap(), TicketSecret::fresh(&OsEntropy).unwrap());
    let online = reception(Channel::Website, Matter::Duties);
    store.hold();
    let mut future = Box::pin(desk.receive_online(&trace, online.clone(), &secret));
    assert!(glance(&mut future).is_pending());
    until("it is submitted", || store.held() == 1);
    drop(future);
    store.let_go();
    let size = store.head().unwrap().size();
    assert_eq!(size, 3, "received, ticket issued, verification requested");
    let (done, _) = runtime.block_on(desk.receive_online(&trace, online.clone(), &secret)).unwrap();
    assert_eq!((done.effect, store.head().unwrap().size()), (Effect::RecordedBefore, size));
}

#[test]
fn commands_that_wait_for_the_disk_hold_no_thread() {
    let runtime = runtime(2);
    let store = Arc::new(Held::default());
    let desk = AsyncDesk::from(TestDesk::new(store.clone()).desk);
    store.hold();
    let receptions: Vec<_> = (0..200)
        .map(|_| {
            let desk = desk.clone();
            runtime.spawn(async move {
                let letter = reception(Channel::Letter, Matter::Duties);
                desk.receive_manual(&desk.trace()?, &receiver(), letter.clone()).await
            })
        })
        .collect();
    until("all are submitted, by two threads", || store.held() == 200);
    store.let_go();
    for reception in receptions {
        assert_eq!(runtime.block_on(reception).unwrap().unwrap().effect, Effect::Recorded);
    }
}

/// A sender that never says that it has ended.
struct Endless(Sender<()>);

impl tokio::io::AsyncRead for Endless {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if into.remaining() == 0 || self.0.send(()).is_err() {
            return Poll::Ready(Ok(()));
        }
        into.initialize_unfilled().fill(7);
        into.set_filled(into.capacity());
        context.waker().wake_by_ref();
        Poll::Ready(Ok(()))
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        let _nobody_listens = self.0.send(());
    }
}

#[test]
fn an_upload_that_is_dropped_stops() {
    let runtime = runtime(2);
    let _inside = runtime.enter();
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let id = world.online(Matter::Duties).0.complaint.id;
    let desk = AsyncDesk::from(world.desk);
    let (reads, read) = mpsc::channel();
    let mut future = Box::pin(desk.upload(id, Endless(reads), u64::MAX));
    assert!(glance(&mut future).is_pending());
    for _ in 0..40 {
        read.recv_timeout(Duration::from_secs(20)).expect("it reads");
    }
    drop(future);
    let start = Instant::now();
    // The sender is dropped when the upload has stopped.
    while read.recv_timeout(Duration::from_secs(20)).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(20), "it goes on reading");
    }
}

#[test]
fn a_whole_complaint_is_handled_by_awaiting() {
    let runtime = runtime(4);
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let desk = AsyncDesk::from(world.desk);
    runtime
        .block_on(async move {
            let secret = TicketSecret::fresh(&OsEntropy)?;
            let online = reception(Channel::Website, Matter::Duties);
            let (done, ticket) = desk.receive_online(&desk.trace()?, online, &secret).await?;
            let id = done.complaint.id;
            let source = Source::from("192.0.2.1");
            let (found, complainant) = desk.by_ticket(&ticket.reveal(), &source).await?;
            assert_eq!(found, id);
            assert_eq!(desk.follow(&ticket.reveal(), &source).await?.register, done.complaint.register);

            let video = std::io::Cursor::new(vec![9; 300_000]);
            let attachment = desk.upload(id, video, 1 << 20).await?;
            let attach = Command::AttachEvidence { content: attachment.clone(), media: Media::Video };
            let done = desk.act(&desk.trace()?, &complainant, id, attach).await?;
            let Event::EvidenceAttached(attached) = &done.records[0].event else { panic!() };
            let (write, mut read) = tokio::io::duplex(1 << 16);
            let received = tokio::spawn(async move {
                let mut bytes = Vec::new();
                read.read_to_end(&mut bytes).await.map(|_| bytes)
            });
            desk.read_to(&verifier(), id, attached.content.id, write).await?;
            assert_eq!(received.await.unwrap().unwrap(), vec![9; 300_000]);

            let waiting = desk.outbox(0, 9).await?.ready.remove(0);
            let claimed = desk.claim_letters(chrono::TimeDelta::minutes(5), 9).await?;
            let letter = &claimed.letters[0];
            assert_eq!(letter.id, waiting.id);
            desk.begin_attempt(claimed.lease, letter, &b"a ticket".to_vec().into()).await?;
            desk.arrived(letter.id, Arrival::Delivered).await?;
            assert_eq!(desk.outbox(0, 9).await?.next, None);
            assert!(matches!(desk.read_identity(&verifier(), id).await, Err(DeskError::NotDisclosed)));
            assert_eq!(desk.accesses(id).await?.len(), 2, "the video, and the attempt at the identity");
            assert_eq!(desk.sweep().await?.done, 0);
            assert_eq!(desk.rewrap_keys(9).await?.done, 0);
            desk.drop_uploads("2030-01-01T00:00:00.000000Z".parse().unwrap()).await?;
            assert_eq!(desk.complaint(id).await?.version, done.receipt.last_version);
            assert_eq!(desk.history(&verifier(), id).await?.len(), done.receipt.last_version as usize);
            Ok::<_, DeskError>(())
        })
        .unwrap();
}

/// The public methods of the desk, read from its source: a method that is added there must be added here.
#[test]
fn every_method_of_the_desk_can_be_awaited() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let ours = std::fs::read_to_string(folder.join("async_desk.rs")).unwrap();
    // Made before it is shared, or given as `desk().store()`; the others are the async ones themselves.
    let not_awaited = [
        "open",
        "with_clock",
        "with_entropy",
        "with_calendar",
        "with_directory",
        "with_rules",
        "with_rulebook",
        "store",
        "directory",
    ];
    let mut methods = 0;
    for file in std::fs::read_dir(folder.join("desk")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for block in text.split("\nimpl Desk {\n").skip(1) {
            let block = block.split("\n}\n").next().unwrap();
            for method in block.split("\n    pub fn ").skip(1) {
                let name = method.split(['(', '<']).next().unwrap();
                methods += 1;
                let there = ours.contains(&format!("pub async fn {name}("))
                    || ours.contains(&format!("pub fn {name}("));
                assert!(there || not_awaited.contains(&name), "{name} cannot be awaited");
            }
        }
    }
    assert!(methods > 15, "{methods}: the source is read in another way than it is written");
}
