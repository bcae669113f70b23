//! The server: takes connections, finishes what it took, and does what time alone does.

use crate::app::App;
use aduan_store::{Clock, SystemClock};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tower::ServiceExt;

/// The head of a request may have so many bytes.
const HEAD: usize = 32 << 10;
const HOUR: Duration = Duration::from_secs(3600);

/// Where a server listens.
#[derive(Debug)]
pub struct Listening {
    main: TcpListener,
    operations: Option<TcpListener>,
}

impl Listening {
    /// Takes the addresses of the settings.
    ///
    /// # Errors
    /// If one is taken by somebody else, or not this machine's.
    pub async fn bind(config: &crate::Config) -> std::io::Result<Self> {
        let main = TcpListener::bind(config.server.bind).await?;
        let operations = match config.server.operations_bind {
            Some(address) => Some(TcpListener::bind(address).await?),
            None => None,
        };
        Ok(Self { main, operations })
    }

    /// The address at which it listens.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.main.local_addr()
    }
}

/// Serves until `stop` is there; then takes nothing more, and finishes what it took. Tells whether all was finished in
/// the time that the settings give it.
pub async fn serve(app: App, router: Router, listening: Listening, stop: impl Future<Output = ()>) -> bool {
    let ended = app.shutdown();
    let beside = [
        tokio::spawn(sweep(app.clone(), ended.clone())),
        tokio::spawn(drop_uploads(app.clone(), ended.clone())),
        tokio::spawn(refresh(app.clone(), ended.clone())),
    ];
    let operations = listening
        .operations
        .map(|listener| tokio::spawn(accept(app.clone(), listener, crate::operations(&app), ended.clone())));
    let main = tokio::spawn(accept(app.clone(), listening.main, router, ended));
    stop.await;
    app.shut_down();
    let finished = main.await.unwrap_or(false);
    if let Some(operations) = operations {
        let _ = operations.await;
    }
    for task in beside {
        let _ = task.await;
    }
    finished
}

async fn accept(app: App, listener: TcpListener, router: Router, mut ended: watch::Receiver<bool>) -> bool {
    let server = &app.config().server;
    let (places, graceful) = (Arc::new(Semaphore::new(server.max_connections)), GracefulShutdown::new());
    loop {
        // A place first: who finds none waits in the system's own queue.
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = over(&mut ended) => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = over(&mut ended) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // As when there are too many open files: it passes, or is told again.
                tracing::warn!(%error, "a connection could not be taken");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Without it, a small answer waits for the one before it to be acknowledged.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request.map(Body::new))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(app.config().limits.header_seconds))
            .max_buf_size(HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is nobody's failure.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    timeout(Duration::from_secs(server.shutdown_seconds), graceful.shutdown()).await.is_ok()
}

/// Waits for the end; or until nobody is there who could tell it.
async fn over(ended: &mut watch::Receiver<bool>) {
    let _ = ended.wait_for(|ended| *ended).await;
}

/// Does what time alone does, again and again. However many servers run on one database, each complaint is moved once.
async fn sweep(app: App, ended: watch::Receiver<bool>) {
    let every = Duration::from_secs(app.config().sweep.every_seconds);
    again(every, ended, || async {
        let desk = app.shared_desk();
        match spawn_blocking(move || desk.sweep()).await {
            Ok(Ok(swept)) => {
                app.metrics().swept(swept.done, swept.failed.len());
                for (complaint, why) in &swept.failed {
                    tracing::error!(%complaint, why, "a complaint is due and could not be moved");
                }
                if swept.done > 0 {
                    tracing::info!(moved = swept.done, "swept");
                }
            }
            Ok(Err(error)) => tracing::error!(%error, "the sweep failed"),
            Err(_) => tracing::error!("the sweep broke down"),
        }
    })
    .await;
}

/// Drops what was uploaded and never bound to a command.
async fn drop_uploads(app: App, ended: watch::Receiver<bool>) {
    again(HOUR, ended, || async {
        let desk = app.shared_desk();
        let kept = i64::try_from(app.config().sweep.drop_uploads_seconds).unwrap_or(i64::MAX);
        let before = SystemClock.now().micros().saturating_sub(kept.saturating_mul(1_000_000));
        let dropped =
            spawn_blocking(move || desk.drop_uploads(aduan_core::Timestamp::from_micros(before))).await;
        if let Ok(Err(error)) = dropped {
            tracing::error!(%error, "uploads could not be dropped");
        }
    })
    .await;
}

/// Reads the key set again.
async fn refresh(app: App, ended: watch::Receiver<bool>) {
    if app.authority().is_local() {
        return;
    }
    let every = Duration::from_secs(app.config().auth.refresh_seconds);
    again(every, ended, || async {
        let app = app.clone();
        if let Ok(Err(error)) = spawn_blocking(move || app.authority().refresh()).await {
            tracing::error!(%error, "the key set could not be read again; the one from before is believed");
        }
    })
    .await;
}

/// Now and then, until the end; never where no time is set.
async fn again<F: Future<Output = ()>>(
    every: Duration,
    mut ended: watch::Receiver<bool>,
    task: impl Fn() -> F,
) {
    if every.is_zero() {
        return;
    }
    let mut clock = interval(every);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = clock.tick() => task().await,
            () = over(&mut ended) => return,
        }
    }
}
