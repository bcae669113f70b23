//! The application state that all handlers share, and the only place from which they call the blocking desk.

use crate::auth::TokenVerifier;
use crate::checkpoints::Checkpoints;
use crate::client_address::ClientAddress;
use crate::config::Config;
use crate::log_tail::LogTail;
use crate::metrics::Metrics;
use crate::principal::Principal;
use crate::problem::Problem;
use crate::rate_limits::RateLimits;
use aduan_core::{Actor, Channel, Ticket};
use aduan_store::desk::{Done, Reception, TicketSecret, Trace};
use aduan_store::{Desk, DeskError};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::spawn_blocking;

/// Queries that run at once. The store keeps as many connections open; more queries would not be answered sooner.
const MAX_QUERIES: usize = 12;

/// A desk with its settings, tokens, limits and metrics. Cheap to clone.
///
/// ```
/// # use aduan_http::{App, Config, auth::{TokenVerifier, Issuer}};
/// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
/// # use std::sync::Arc;
/// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
/// let desk = Desk::open(Arc::new(MemoryStore::default()), Arc::new(keys))?;
/// let config = Config::default();
/// let issuer = Issuer::from_seed([7; 32]);
/// let verifier = TokenVerifier::new(&config.auth, &issuer)?;
/// let router = aduan_http::router(&App::new(Arc::new(desk), config, verifier));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    desk: Arc<Desk>,
    config: Config,
    verifier: TokenVerifier,
    rate_limits: RateLimits,
    metrics: Metrics,
    log_tail: LogTail,
    checkpoints: Arc<Checkpoints>,
    shutdown: watch::Sender<bool>,
    requests: Arc<Semaphore>,
    queries: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    measures: Arc<Semaphore>,
}

impl App {
    /// Puts it together.
    pub fn new(desk: Arc<Desk>, config: Config, verifier: TokenVerifier) -> Self {
        Self(Arc::new(Shared {
            rate_limits: RateLimits::new(&config.limits),
            metrics: Metrics::default(),
            log_tail: LogTail::default(),
            checkpoints: Arc::default(),
            shutdown: watch::Sender::new(false),
            requests: Arc::new(Semaphore::new(config.limits.waiting)),
            queries: Arc::new(Semaphore::new(MAX_QUERIES)),
            uploads: Arc::new(Semaphore::new(config.limits.uploads_at_once)),
            measures: Arc::new(Semaphore::new(1)),
            desk,
            config,
            verifier,
        }))
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The desk, for calls that need no place in the queue.
    pub fn shared_desk(&self) -> Arc<Desk> {
        Arc::clone(&self.0.desk)
    }

    /// The desk, for a command that is awaited; the permit counts it among the requests that may wait.
    ///
    /// # Errors
    /// 503 where too many wait.
    pub fn admit(&self) -> Result<(Arc<Desk>, OwnedSemaphorePermit), Problem> {
        Ok((self.shared_desk(), permit(&self.0.requests)?))
    }

    /// Runs a query on a thread that may block, a few at a time.
    ///
    /// # Errors
    /// 503 where too many wait, and the desk's.
    pub async fn query<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Problem> {
        let request = permit(&self.0.requests)?;
        let turn = turn(&self.0.queries).await?;
        self.run_blocking(move |desk| {
            let answer = query(desk);
            drop((request, turn));
            answer
        })
        .await
    }

    /// Runs a call on a thread that may block, beside the queries: for calls that wait for a client.
    ///
    /// # Errors
    /// The desk's.
    pub async fn run_blocking<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Problem> {
        let desk = self.shared_desk();
        // A handler panics nowhere that we know of; if one does, only that request fails.
        Ok(spawn_blocking(move || call(&desk)).await.map_err(|_| Problem::internal())??)
    }

    /// Reads one complaint on this thread: handing it to another thread would take longer than the read.
    ///
    /// # Errors
    /// The desk's.
    pub fn read_inline<T>(&self, read: impl FnOnce(&Desk) -> Result<T, DeskError>) -> Result<T, Problem> {
        Ok(read(&self.0.desk)?)
    }

    /// Files a complaint on the website, within the client's rate; gives its ticket.
    ///
    /// # Errors
    /// 403 for the portal's channel, 429 where the client files too often, 503 where too many wait, and the desk's.
    pub async fn file_online(
        &self,
        client: ClientAddress,
        trace: &Trace,
        reception: Reception,
        secret: &TicketSecret,
    ) -> Result<(Done, Ticket), Problem> {
        // R1: it is claimed by who can prove it.
        if reception.channel == Channel::Portal {
            return Err(Problem::channel_not_proven());
        }
        self.0.rate_limits.filing(client)?;
        self.file(trace, reception, secret).await
    }

    /// Records a complaint that came in by hand (R2).
    ///
    /// # Errors
    /// 503 where too many wait, and the desk's.
    pub async fn record(
        &self,
        trace: &Trace,
        receiver: &Actor,
        reception: Reception,
    ) -> Result<Done, Problem> {
        let (desk, _permit) = self.admit()?;
        let done = desk.receive_manual_async(trace, receiver, reception).await?;
        self.metrics().filed();
        Ok(done)
    }

    /// The officer of a token of the local issuer, who signs in at the pages with it, where no identity provider is set.
    ///
    /// # Errors
    /// 503 where one is set, and those of a token: 401, 403; 403 for a role that has no pages.
    pub fn officer_of_local_token(&self, token: &str) -> Result<Actor, Problem> {
        if !self.verifier().is_local() {
            return Err(Problem::no_sign_in());
        }
        match self.verifier().principal(token, None)? {
            Principal::Officer(actor) => Ok(actor),
            _ => Err(Problem::not_for_this_role()),
        }
    }

    /// Files a complaint that came through the service users' portal. All its users come from its addresses, so no client's
    /// rate holds for them.
    pub(crate) async fn file_by_portal(
        &self,
        trace: &Trace,
        reception: Reception,
        secret: &TicketSecret,
    ) -> Result<(Done, Ticket), Problem> {
        if reception.channel != Channel::Portal {
            return Err(Problem::channel_not_proven());
        }
        self.file(trace, reception, secret).await
    }

    async fn file(
        &self,
        trace: &Trace,
        reception: Reception,
        secret: &TicketSecret,
    ) -> Result<(Done, Ticket), Problem> {
        let (desk, _permit) = self.admit()?;
        let filed = desk.receive_online_async(trace, reception, secret).await?;
        self.0.metrics.filed();
        Ok(filed)
    }

    pub(crate) fn verifier(&self) -> &TokenVerifier {
        &self.0.verifier
    }

    pub(crate) fn rate_limits(&self) -> &RateLimits {
        &self.0.rate_limits
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn log_tail(&self) -> &LogTail {
        &self.0.log_tail
    }

    pub(crate) fn checkpoints(&self) -> Arc<Checkpoints> {
        Arc::clone(&self.0.checkpoints)
    }

    /// Ends the streams that would go on for ever.
    pub(crate) fn shut_down(&self) {
        self.0.shutdown.send_replace(true);
    }

    /// Becomes true at the shutdown.
    pub(crate) fn shutdown(&self) -> watch::Receiver<bool> {
        self.0.shutdown.subscribe()
    }

    /// Waits for the turn to measure the whole log: one request at a time does.
    pub(crate) async fn measures_turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        turn(&self.0.measures).await
    }

    /// A place among the uploads that run at once.
    pub(crate) fn upload_permit(&self) -> Result<OwnedSemaphorePermit, Problem> {
        permit(&self.0.uploads)
    }
}

/// A permit now, or 503.
fn permit(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(semaphore).try_acquire_owned().map_err(|_| Problem::overloaded())
}

/// A permit, awaited. The semaphore is never closed.
async fn turn(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(semaphore).acquire_owned().await.map_err(|_| Problem::overloaded())
}

impl std::fmt::Debug for App {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("App")
    }
}
