//! What all handlers share, and the one place from which the blocking desk is called.

use crate::answer::Written;
use crate::auth::Authority;
use crate::config::Config;
use crate::limits::Paces;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::routes::log::{Blocks, Tail};
use aduan_store::{Desk, DeskError};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::spawn_blocking;

/// How many ask the desk at the same time. As many connections to the database are kept open; more of them would not
/// be answered sooner.
const READING: usize = 12;

/// A desk, and what stands around it. Cheap to clone.
///
/// ```
/// # use aduan_http::{App, Config, auth::{Authority, Issuer}};
/// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
/// # use std::sync::Arc;
/// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
/// let desk = Desk::open(Arc::new(MemoryStore::default()), Arc::new(keys))?;
/// let config = Config::default();
/// let issuer = Issuer::from_seed([7; 32]);
/// let authority = Authority::new(&config.auth, &issuer)?;
/// let router = aduan_http::router(&App::new(Arc::new(desk), config, authority));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    desk: Arc<Desk>,
    config: Config,
    authority: Authority,
    paces: Paces,
    metrics: Metrics,
    answers: Written,
    tail: Tail,
    blocks: Arc<Blocks>,
    ending: watch::Sender<bool>,
    waiting: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    measuring: Arc<Semaphore>,
}

impl App {
    /// Puts it together.
    pub fn new(desk: Arc<Desk>, config: Config, authority: Authority) -> Self {
        Self(Arc::new(Shared {
            paces: Paces::new(&config.limits),
            metrics: Metrics::default(),
            answers: Written::default(),
            tail: Tail::default(),
            blocks: Arc::default(),
            ending: watch::Sender::new(false),
            waiting: Arc::new(Semaphore::new(config.limits.waiting)),
            reading: Arc::new(Semaphore::new(READING)),
            uploads: Arc::new(Semaphore::new(config.limits.uploads_at_once)),
            measuring: Arc::new(Semaphore::new(1)),
            desk,
            config,
            authority,
        }))
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.0.authority
    }

    pub(crate) fn paces(&self) -> &Paces {
        &self.0.paces
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn answers(&self) -> &Written {
        &self.0.answers
    }

    pub(crate) fn tail(&self) -> &Tail {
        &self.0.tail
    }

    pub(crate) fn blocks(&self) -> Arc<Blocks> {
        Arc::clone(&self.0.blocks)
    }

    /// Ends whatever would go on for ever.
    pub(crate) fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// Tells when it ends.
    pub(crate) fn ending(&self) -> watch::Receiver<bool> {
        self.0.ending.subscribe()
    }

    /// Asks the desk something that blocks, on a thread that may.
    pub(crate) async fn desk<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = self.turn()?;
        // It is never closed.
        let reading = Arc::clone(&self.0.reading).acquire_owned().await.map_err(|_| Problem::overloaded())?;
        self.aside(move |desk| {
            let answer = ask(desk);
            drop((turn, reading));
            answer
        })
        .await
    }

    /// Asks the desk something that may wait for a client: beside the others, whom it must not keep.
    pub(crate) async fn aside<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = Arc::clone(&self.0.desk);
        // A handler panics nowhere that we know of; if one does, that request alone fails.
        Ok(spawn_blocking(move || ask(&desk)).await.map_err(|_| Problem::internal())??)
    }

    /// Asks the desk for one complaint, on this thread: it waits for nobody but who looks up a ticket for the same client, and
    /// to hand it to another thread would take longer than it does.
    pub(crate) fn glance<T>(&self, ask: impl FnOnce(&Desk) -> Result<T, DeskError>) -> Result<T, Problem> {
        Ok(ask(&self.0.desk)?)
    }

    /// The desk, for what is awaited: commits, of which thousands may wait for the disk and need no thread each.
    pub(crate) fn counter(&self) -> Result<(Arc<Desk>, OwnedSemaphorePermit), Problem> {
        Ok((Arc::clone(&self.0.desk), self.turn()?))
    }

    /// The desk, for what runs beside the requests.
    pub(crate) fn shared_desk(&self) -> Arc<Desk> {
        Arc::clone(&self.0.desk)
    }

    /// One of those who may wait.
    fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.0.waiting).try_acquire_owned().map_err(|_| Problem::overloaded())
    }

    /// The one who may measure the whole log; others wait for them.
    pub(crate) async fn measures_turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        // It is never closed.
        Arc::clone(&self.0.measuring).acquire_owned().await.map_err(|_| Problem::overloaded())
    }

    /// One of those who may upload.
    pub(crate) fn upload_turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.0.uploads).try_acquire_owned().map_err(|_| Problem::overloaded())
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("App")
    }
}
