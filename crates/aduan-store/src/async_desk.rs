//! The desk for callers on tokio: each method of [`Desk`], awaited.

use crate::desk::{
    AddedEdition, Arrival, Attachment, ClaimedLetters, Done, Draft, File, GivenUp, IdentityWords,
    ListedContent, OfficialSearch, OpenedMessage, OpenedQuestion, OutboxPage, Reception, RenderedMessage,
    Retried, Rewrapped, SharedFile, Source, Swept, TicketSecret, Trace, WiseAnswer, WorklistPage,
    WorklistQuery,
};
use crate::vault::Words;
use crate::{Access, Desk, DeskError, LeaseId, MessageId, QueuedMessage, StoreError};
use ::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use ::tokio::runtime::Handle;
use ::tokio::sync::{Notify, oneshot};
use ::tokio::task::{AbortHandle, spawn_blocking};
use aduan_core::{
    Actor, Administration, Command, CommandKind, ComplainantView, Complaint, ComplaintId, ContentId, Edition,
    PersonId, Record, RegisterNumber, Ticket, Timestamp, Undelivered,
};
use chrono::TimeDelta;
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind, Read, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker, ready};
use zeroize::Zeroizing;

/// A [`Desk`] whose methods are awaited on tokio. Cloning it gives the same desk.
///
/// Loading, deciding and sealing run on tokio's blocking threads. A command that waits for the disk holds no thread, so
/// thousands may be in flight. Each method does, gives and refuses what the method of the same name of [`Desk`] does.
///
/// # What dropping a future cancels
///
/// Nothing is done before a future is first polled. Then it waits for a thread; if it is dropped before the thread
/// begins, nothing happens. Once the thread has begun:
///
/// | method | dropped after it has begun |
/// |---|---|
/// | `act`, `act_on_file`, `receive_online`, `receive_manual` | Before the commit is submitted: it is submitted all the same. After: it is recorded or refused all the same. In both cases it is not decided again if another command was recorded first. The same command with the same [`Trace`] tells: it gives the first result, or records it now (C22). |
/// | `complaint`, `file`, `history`, `permits`, `numbered`, `worklist`, `contents`, `accesses` | Runs to its end; the result is lost. It changes nothing. |
/// | `by_ticket`, `follow` | Runs to its end. A wrong ticket is counted (C26). |
/// | `read`, `read_identity`, `search_official`, `outbox` | Runs to its end. The access is on record although nothing was shown. |
/// | `read_to` | Stops at the next write. The access is on record, and what was written must not be used. |
/// | `upload` | Stops at the next read. The stored part is dropped with other uploads that were never bound. |
/// | `claim_letters` | Runs to its end. What was claimed is given out again when the lease ends. |
/// | `begin_attempt`, `failed` | Runs to its end. Send nothing of which it is not known that it was begun. |
/// | `arrived`, `accepted_as`, `reported`, `retry`, `give_up` | Runs to its end. Doing it again changes nothing. |
/// | `drop_uploads`, `sent` | Runs to its end. Doing it again changes nothing. |
/// | `rewrap_keys`, `sweep`, `with` | Runs to its end. The first two may be called again at any time. |
///
/// When the runtime itself is shut down, calls that have not begun give [`StoreError::Closed`].
///
/// ```
/// # use aduan_core::{Channel, Matter, Office};
/// # use aduan_store::{AsyncDesk, Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
/// # use aduan_store::desk::{Reception, TicketSecret};
/// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
/// # runtime.block_on(async {
/// let desk = AsyncDesk::from(Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?);
/// let unit: Office = "KPPBC-050500".parse().expect("an office");
/// let reception = Reception::new(Channel::Website, Matter::Duties, "slow", unit);
/// let secret = TicketSecret::fresh(&OsEntropy)?;
/// let (done, _ticket) = desk.receive_online(&desk.trace()?, reception, &secret).await?;
/// assert_eq!(desk.complaint(done.complaint.id).await?.register, done.complaint.register);
/// # Ok::<_, aduan_store::DeskError>(())
/// # })?;
/// # Ok::<_, aduan_store::DeskError>(())
/// ```
#[derive(Debug, Clone)]
pub struct AsyncDesk(Arc<Desk>);

impl From<Desk> for AsyncDesk {
    fn from(desk: Desk) -> Self {
        Self(Arc::new(desk))
    }
}

impl From<Arc<Desk>> for AsyncDesk {
    fn from(desk: Arc<Desk>) -> Self {
        Self(desk)
    }
}

/// The errors are those of the methods of the same names of [`Desk`], and [`StoreError::Closed`] when the runtime is
/// shut down.
#[allow(clippy::missing_errors_doc, reason = "above, once for all")]
impl AsyncDesk {
    /// The desk itself, whose methods block.
    pub const fn desk(&self) -> &Arc<Desk> {
        &self.0
    }

    /// [`Desk::trace`]: it waits for nothing.
    pub fn trace(&self) -> Result<Trace, DeskError> {
        self.0.trace()
    }

    /// [`Desk::trace_for`]: it waits for nothing.
    pub fn trace_for(&self, scope: &[u8], key: &[u8]) -> Result<Trace, DeskError> {
        self.0.trace_for(scope, key)
    }

    /// Anything else with the desk, on a thread that may block.
    pub async fn with<T: Send + 'static>(
        &self,
        what: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let desk = Arc::clone(&self.0);
        blocking(move || what(&desk)).await?
    }

    /// [`Desk::act`].
    pub async fn act(
        &self,
        trace: &Trace,
        actor: &Actor,
        complaint: ComplaintId,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        let (desk, trace, actor) = (Arc::clone(&self.0), *trace, actor.clone());
        step_by_step(async move { desk.act_async(&trace, &actor, complaint, command).await }).await
    }

    /// [`Desk::act_on_file`].
    pub async fn act_on_file(
        &self,
        trace: &Trace,
        actor: &Actor,
        complaint: ComplaintId,
        expected: Option<u32>,
        command: Command<Draft>,
    ) -> Result<Done, DeskError> {
        let (desk, trace, actor) = (Arc::clone(&self.0), *trace, actor.clone());
        step_by_step(
            async move { desk.act_on_file_async(&trace, &actor, complaint, expected, command).await },
        )
        .await
    }

    /// [`Desk::receive_online`].
    pub async fn receive_online(
        &self,
        trace: &Trace,
        reception: Reception,
        secret: &TicketSecret,
    ) -> Result<(Done, Ticket), DeskError> {
        let desk = Arc::clone(&self.0);
        let (trace, secret) = (*trace, secret.clone());
        step_by_step(async move { desk.receive_online_async(&trace, reception, &secret).await }).await
    }

    /// [`Desk::receive_manual`].
    pub async fn receive_manual(
        &self,
        trace: &Trace,
        actor: &Actor,
        reception: Reception,
    ) -> Result<Done, DeskError> {
        let desk = Arc::clone(&self.0);
        let (trace, actor) = (*trace, actor.clone());
        step_by_step(async move { desk.receive_manual_async(&trace, &actor, reception).await }).await
    }

    /// [`Desk::administration`].
    pub async fn administration(&self) -> Result<Administration, DeskError> {
        self.with(Desk::administration).await
    }

    /// [`Desk::add_edition`].
    pub async fn add_edition(&self, edition: Edition) -> Result<AddedEdition, DeskError> {
        self.with(move |desk| desk.add_edition(&edition)).await
    }

    /// [`Desk::last_sweep`].
    pub async fn last_sweep(&self) -> Result<Option<Timestamp>, DeskError> {
        self.with(Desk::last_sweep).await
    }

    /// [`Desk::last_sweep_age`].
    pub async fn last_sweep_age(&self) -> Result<Option<TimeDelta>, DeskError> {
        self.with(Desk::last_sweep_age).await
    }

    /// [`Desk::record_editions`].
    pub async fn record_editions(&self) -> Result<Administration, DeskError> {
        self.with(Desk::record_editions).await
    }

    /// [`Desk::complaint`].
    pub async fn complaint(&self, id: ComplaintId) -> Result<Complaint, DeskError> {
        self.with(move |desk| desk.complaint(id)).await
    }

    /// [`Desk::file`].
    pub async fn file(&self, actor: &Actor, id: ComplaintId) -> Result<File, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.file(&actor, id)).await
    }

    /// [`Desk::history`].
    pub async fn history(&self, actor: &Actor, id: ComplaintId) -> Result<Vec<Record>, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.history(&actor, id)).await
    }

    /// [`Desk::permits`].
    pub async fn permits(
        &self,
        actor: &Actor,
        id: ComplaintId,
        command: CommandKind,
    ) -> Result<(), DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.permits(&actor, id, command)).await
    }

    /// [`Desk::numbered`].
    pub async fn numbered(&self, register: RegisterNumber) -> Result<Option<ComplaintId>, DeskError> {
        self.with(move |desk| desk.numbered(register)).await
    }

    /// [`Desk::worklist`].
    pub async fn worklist(&self, actor: &Actor, listing: &WorklistQuery) -> Result<WorklistPage, DeskError> {
        let (actor, listing) = (actor.clone(), *listing);
        self.with(move |desk| desk.worklist(&actor, &listing)).await
    }

    /// [`Desk::contents`].
    pub async fn contents(&self, actor: &Actor, id: ComplaintId) -> Result<Vec<ListedContent>, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.contents(&actor, id)).await
    }

    /// [`Desk::by_ticket`].
    pub async fn by_ticket(&self, typed: &str, source: &Source) -> Result<(ComplaintId, Actor), DeskError> {
        let (typed, source) = (Zeroizing::new(typed.to_owned()), source.clone());
        self.with(move |desk| desk.by_ticket(&typed, &source)).await
    }

    /// [`Desk::follow`].
    pub async fn follow(&self, typed: &str, source: &Source) -> Result<ComplainantView, DeskError> {
        let (typed, source) = (Zeroizing::new(typed.to_owned()), source.clone());
        self.with(move |desk| desk.follow(&typed, &source)).await
    }

    /// [`Desk::read`].
    pub async fn read(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
    ) -> Result<Words, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.read(&actor, complaint, content)).await
    }

    /// [`Desk::read_to`]. It is not flushed.
    pub async fn read_to(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
        content: ContentId,
        out: impl AsyncWrite + Send + Unpin + 'static,
    ) -> Result<(), DeskError> {
        let actor = actor.clone();
        let (_wanted, mut out) = Piped::new(out);
        self.with(move |desk| desk.read_to(&actor, complaint, content, &mut out)).await
    }

    /// [`Desk::read_identity`].
    pub async fn read_identity(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
    ) -> Result<IdentityWords, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.read_identity(&actor, complaint)).await
    }

    /// [`Desk::accesses`].
    pub async fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, DeskError> {
        self.with(move |desk| desk.accesses(complaint)).await
    }

    /// [`Desk::own_accesses`].
    pub async fn own_accesses(
        &self,
        actor: &Actor,
        complaint: ComplaintId,
    ) -> Result<Vec<Access>, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.own_accesses(&actor, complaint)).await
    }

    /// [`Desk::upload`].
    pub async fn upload(
        &self,
        complaint: ComplaintId,
        input: impl AsyncRead + Send + Unpin + 'static,
        limit: u64,
    ) -> Result<Attachment, DeskError> {
        let (_wanted, mut input) = Piped::new(input);
        self.with(move |desk| desk.upload(complaint, &mut input, limit)).await
    }

    /// [`Desk::drop_uploads`].
    pub async fn drop_uploads(&self, before: Timestamp) -> Result<(), DeskError> {
        self.with(move |desk| desk.drop_uploads(before)).await
    }

    /// [`Desk::outbox`].
    pub async fn outbox(&self, after: u64, limit: u32) -> Result<OutboxPage, DeskError> {
        self.with(move |desk| desk.outbox(after, limit)).await
    }

    /// [`Desk::sent`].
    pub async fn sent(&self, message: MessageId) -> Result<(), DeskError> {
        self.with(move |desk| desk.sent(message)).await
    }

    /// [`Desk::claim_letters`].
    pub async fn claim_letters(&self, lease: TimeDelta, limit: u32) -> Result<ClaimedLetters, DeskError> {
        self.with(move |desk| desk.claim_letters(lease, limit)).await
    }

    /// [`Desk::begin_attempt`].
    pub async fn begin_attempt(
        &self,
        lease: LeaseId,
        letter: &OpenedMessage,
        rendered: &RenderedMessage,
    ) -> Result<(), DeskError> {
        let (letter, rendered) = (letter.clone(), rendered.clone());
        self.with(move |desk| desk.begin_attempt(lease, &letter, &rendered)).await
    }

    /// [`Desk::failed`].
    pub async fn failed(
        &self,
        lease: LeaseId,
        message: MessageId,
        why: Undelivered,
        wait: TimeDelta,
    ) -> Result<(), DeskError> {
        self.with(move |desk| desk.failed(lease, message, why, wait)).await
    }

    /// [`Desk::arrived`].
    pub async fn arrived(&self, message: MessageId, arrival: Arrival) -> Result<(), DeskError> {
        self.with(move |desk| desk.arrived(message, arrival)).await
    }

    /// [`Desk::accepted_as`].
    pub async fn accepted_as(&self, message: MessageId, reference: &str) -> Result<(), DeskError> {
        let reference = reference.to_owned();
        self.with(move |desk| desk.accepted_as(message, &reference)).await
    }

    /// [`Desk::reported`].
    pub async fn reported(&self, reference: &str, arrival: Arrival) -> Result<(), DeskError> {
        let reference = reference.to_owned();
        self.with(move |desk| desk.reported(&reference, arrival)).await
    }

    /// [`Desk::outbox_rows`].
    pub async fn outbox_rows(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, DeskError> {
        self.with(move |desk| desk.outbox_rows(after, limit)).await
    }

    /// [`Desk::retry`].
    pub async fn retry(&self, message: MessageId) -> Result<Retried, DeskError> {
        self.with(move |desk| desk.retry(message)).await
    }

    /// [`Desk::give_up`].
    pub async fn give_up(&self, message: MessageId) -> Result<GivenUp, DeskError> {
        self.with(move |desk| desk.give_up(message)).await
    }

    /// [`Desk::open_question`].
    pub async fn open_question(&self, actor: &Actor, id: ComplaintId) -> Result<OpenedQuestion, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.open_question(&actor, id)).await
    }

    /// [`Desk::sweep`].
    pub async fn sweep(&self) -> Result<Swept, DeskError> {
        self.with(Desk::sweep).await
    }

    /// [`Desk::shared_with_wise`].
    pub async fn shared_with_wise(
        &self,
        complaint: ComplaintId,
        through: Option<u32>,
    ) -> Result<SharedFile, DeskError> {
        self.with(move |desk| desk.shared_with_wise(complaint, through)).await
    }

    /// [`Desk::record_wise_answer`].
    pub async fn record_wise_answer(
        &self,
        trace: &Trace,
        complaint: ComplaintId,
        answer: WiseAnswer,
    ) -> Result<Done, DeskError> {
        let (desk, trace) = (Arc::clone(&self.0), *trace);
        step_by_step(async move { desk.record_wise_answer_async(&trace, complaint, answer).await }).await
    }

    /// [`Desk::wise_message`].
    pub async fn wise_message(&self, complaint: ComplaintId, version: u32) -> Result<MessageId, DeskError> {
        self.with(move |desk| desk.wise_message(complaint, version)).await
    }

    /// [`Desk::search_official`].
    pub async fn search_official(
        &self,
        actor: &Actor,
        official: PersonId,
    ) -> Result<OfficialSearch, DeskError> {
        let actor = actor.clone();
        self.with(move |desk| desk.search_official(&actor, official)).await
    }

    /// [`Desk::wrong_rows`].
    pub async fn wrong_rows(&self) -> Result<Vec<ComplaintId>, DeskError> {
        self.with(Desk::wrong_rows).await
    }

    /// [`Desk::rewrap_keys`].
    pub async fn rewrap_keys(&self, limit: u32) -> Result<Rewrapped, DeskError> {
        self.with(move |desk| desk.rewrap_keys(limit)).await
    }
}

/// Cancels a task that has not begun, when the future that waits for it is dropped.
struct Recalled(AbortHandle);

impl Drop for Recalled {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs what blocks on a thread for that.
async fn blocking<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static) -> Result<T, DeskError> {
    let task = spawn_blocking(what);
    let _recalled = Recalled(task.abort_handle());
    match task.await {
        Ok(done) => Ok(done),
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => Err(StoreError::Closed.into()),
    }
}

/// Each step of a future that blocks in between its waits, on a thread for that; the waits hold none.
async fn step_by_step<T: Send + 'static>(
    future: impl Future<Output = Result<T, DeskError>> + Send + 'static,
) -> Result<T, DeskError> {
    struct Woken(Notify);
    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.notify_one();
        }
    }
    let woken = Arc::new(Woken(Notify::new()));
    let waker = Waker::from(Arc::clone(&woken));
    let mut future = Box::pin(future);
    loop {
        let waker = waker.clone();
        let step = move || {
            let poll = future.as_mut().poll(&mut Context::from_waker(&waker));
            (future, poll)
        };
        let (back, poll) = blocking(step).await?;
        match poll {
            Poll::Ready(result) => return result,
            Poll::Pending => woken.0.notified().await,
        }
        future = back;
    }
}

/// An async stream, for a blocking thread. It fails once the future that needs it is dropped.
struct Piped<S> {
    stream: S,
    runtime: Handle,
    unwanted: oneshot::Receiver<()>,
}

impl<S: Unpin> Piped<S> {
    fn new(stream: S) -> (oneshot::Sender<()>, Self) {
        let (wanted, unwanted) = oneshot::channel();
        (wanted, Self { stream, runtime: Handle::current(), unwanted })
    }

    fn wait<T>(
        &mut self,
        mut poll: impl FnMut(Pin<&mut S>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> io::Result<T> {
        let Self { stream, runtime, unwanted } = self;
        runtime.block_on(poll_fn(|context| {
            if Pin::new(&mut *unwanted).poll(context).is_ready() {
                let gone = "whoever asked for it has gone";
                return Poll::Ready(Err(io::Error::new(ErrorKind::BrokenPipe, gone)));
            }
            poll(Pin::new(&mut *stream), context)
        }))
    }
}

impl<S: AsyncRead + Unpin> Read for Piped<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.wait(|stream, context| {
            let mut filled = ReadBuf::new(into);
            ready!(stream.poll_read(context, &mut filled))?;
            Poll::Ready(Ok(filled.filled().len()))
        })
    }
}

impl<S: AsyncWrite + Unpin> Write for Piped<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.wait(|stream, context| stream.poll_write(context, bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.wait(AsyncWrite::poll_flush)
    }
}
