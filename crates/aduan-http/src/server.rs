//! The server: connections, their orderly end, and the tasks that run by time.

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

/// Maximum size of the head of a request, in bytes.
const MAX_HEAD: usize = 32 << 10;
const HOUR: Duration = Duration::from_secs(3600);

/// The addresses at which a server listens.
#[derive(Debug)]
pub struct Listening {
    main: TcpListener,
    operations: Option<TcpListener>,
}

impl Listening {
    /// Binds the addresses of the settings.
    ///
    /// # Errors
    /// If an address is in use, or not of this machine.
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

/// Serves until `stop` completes; then takes no more connections and finishes the requests that it took. Returns whether
/// they were finished within `server.shutdown_seconds`.
pub async fn serve(app: App, router: Router, listening: Listening, stop: impl Future<Output = ()>) -> bool {
    let shutdown = app.shutdown();
    let tasks = [
        tokio::spawn(sweep(app.clone(), shutdown.clone())),
        tokio::spawn(drop_uploads(app.clone(), shutdown.clone())),
        tokio::spawn(refresh_keys(app.clone(), shutdown.clone())),
    ];
    let operations = listening.operations.map(|listener| {
        tokio::spawn(accept(app.clone(), listener, crate::operations(&app), shutdown.clone()))
    });
    let main = tokio::spawn(accept(app.clone(), listening.main, router, shutdown));
    stop.await;
    app.shut_down();
    let finished = main.await.unwrap_or(false);
    if let Some(operations) = operations {
        let _ = operations.await;
    }
    for task in tasks {
        let _ = task.await;
    }
    finished
}

async fn accept(
    app: App,
    listener: TcpListener,
    router: Router,
    mut shutdown: watch::Receiver<bool>,
) -> bool {
    let server = &app.config().server;
    let (places, graceful) = (Arc::new(Semaphore::new(server.max_connections)), GracefulShutdown::new());
    loop {
        // A place first: further connections wait in the system's own queue.
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = shut_down(&mut shutdown) => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shut_down(&mut shutdown) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // As when there are too many open files.
                tracing::warn!(%error, "a connection could not be taken");
                sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Else a small answer waits until the one before it is acknowledged.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request.map(Body::new))
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(app.config().limits.header_seconds))
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is no failure.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    timeout(Duration::from_secs(server.shutdown_seconds), graceful.shutdown()).await.is_ok()
}

/// Waits for the shutdown.
async fn shut_down(shutdown: &mut watch::Receiver<bool>) {
    let _ = shutdown.wait_for(|down| *down).await;
}

/// Sweeps again and again. However many servers run on one database, each complaint is moved once.
async fn sweep(app: App, shutdown: watch::Receiver<bool>) {
    let every = Duration::from_secs(app.config().sweep.every_seconds);
    repeat(every, shutdown, || async {
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

/// Drops uploads that no command was bound to.
async fn drop_uploads(app: App, shutdown: watch::Receiver<bool>) {
    repeat(HOUR, shutdown, || async {
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

/// Reads the key set again and again.
async fn refresh_keys(app: App, shutdown: watch::Receiver<bool>) {
    if app.verifier().is_local() {
        return;
    }
    let every = Duration::from_secs(app.config().auth.refresh_seconds);
    repeat(every, shutdown, || async {
        let app = app.clone();
        if let Ok(Err(error)) = spawn_blocking(move || app.verifier().refresh()).await {
            tracing::error!(%error, "the key set could not be read again; the one from before is believed");
        }
    })
    .await;
}

/// Runs a task at intervals until the shutdown; never where the interval is zero.
async fn repeat<F: Future<Output = ()>>(
    every: Duration,
    mut shutdown: watch::Receiver<bool>,
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
            () = shut_down(&mut shutdown) => return,
        }
    }
}
