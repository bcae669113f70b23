//! What is told of a request: an id, the route, the status, how long it took, and in which role somebody came. No
//! address, no path as it was typed, no body: a ticket may stand in each.

#[cfg(feature = "otel")]
mod spans;
mod traces;

pub use traces::{Traces, TracesError};

use crate::app::App;
use crate::auth::guard::{Word, guard};
use crate::client::Client;
use crate::config::{Form, Level, Log};
use crate::pages;
use crate::problem::Problem;
use aduan_store::{Clock, SystemClock};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Extensions, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use traces::Answered;
use tracing_subscriber::filter::LevelFilter;
use uuid::Uuid;

/// The name of a request, in its answer and in the log. It is always made here: one that a client chose could be a
/// ticket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestId(pub(crate) Uuid);

impl RequestId {
    /// The time, and a count under keys that this process alone has: no other request has it, and nobody learns from two of
    /// theirs how many others made between them.
    fn fresh() -> Self {
        static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(Default::default);
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Relaxed);
        let [first, second] = KEYS.each_ref().map(|keys| keys.hash_one(count).to_be_bytes());
        let mut rest = [0; 10];
        rest.iter_mut().zip(first.into_iter().chain(second)).for_each(|(byte, hashed)| *byte = hashed);
        let millis = u64::try_from(SystemClock.now().micros() / 1000).unwrap_or_default();
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid())
    }

    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(Uuid::nil()))
    }
}

/// Writes the log to standard error from now on, until what is given back is dropped.
///
/// # Errors
/// If the program writes another one already.
pub fn start(log: &Log) -> Result<Lines, Box<dyn std::error::Error + Send + Sync>> {
    let level = match log.level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    let lines = Lines(Arc::default());
    let writer = lines.0.clone();
    let line = tracing_subscriber::fmt().with_max_level(level).with_ansi(false);
    let line = line.with_writer(move || Line(Arc::clone(&writer)));
    match log.form {
        Form::Json => {
            line.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()?;
        }
        Form::Text => line.try_init()?,
    }
    let waiting = Arc::downgrade(&lines.0);
    std::thread::spawn(move || {
        while let Some(waiting) = waiting.upgrade() {
            write_out(&waiting);
            drop(waiting);
            std::thread::sleep(TOGETHER);
        }
    });
    Ok(lines)
}

/// Around every request: its name, its client's pace, how long it may take, what is told of it.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (start, _here) = (Instant::now(), app.metrics().enter());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let client = Client::find(peer, request.headers(), &app.config().server.trusted_proxies);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let id = RequestId::fresh();
    let accept = request.headers().get(ACCEPT).cloned();
    let mut response = if let Err(problem) = app.paces().client(client) {
        problem.into_response()
    } else {
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(client);
        in_time(&app, route.as_deref(), request, next).await
    };
    let (status, took) = (response.status(), start.elapsed());
    app.metrics().answered(method.as_str(), route.as_deref(), status, took);
    let who = response.extensions().get::<Word>().map_or("anybody", |word| word.0);
    let named = id.0.to_string();
    tracing::info!(
        request = named,
        method = known(&method).unwrap_or("other"),
        route = route.as_deref().unwrap_or("none"),
        status = status.as_u16(),
        millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        who,
        "answered"
    );
    traces::tell(&Answered { method: &method, route: route.as_deref(), status, took, who, request: &named });
    // Of the API a browser, too, gets what programs get.
    if route.is_none_or(|route| !route.starts_with("/v1/")) {
        response = pages::seen(accept.as_ref().and_then(|accept| accept.to_str().ok()), response);
    }
    dress(&mut response, app.config().server.behind_tls, &named);
    response
}

/// A method may be any word that somebody sends.
fn known(method: &axum::http::Method) -> Option<&str> {
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    Some(method.as_str()).filter(|method| known.contains(method))
}

async fn in_time(app: &App, route: Option<&str>, request: Request, next: Next) -> Response {
    let limits = &app.config().limits;
    let upload = route.is_some_and(|route| route.ends_with("/evidence"));
    let seconds = limits.request_seconds + if upload { limits.upload_seconds } else { 0 };
    // What was submitted by then is recorded or refused all the same; its Idempotency-Key tells which.
    match tokio::time::timeout(Duration::from_secs(seconds), guard(app, request, next)).await {
        Ok(response) => response,
        Err(_) => Problem::overloaded().into_response(),
    }
}

/// What every answer wears.
fn dress(response: &mut Response, behind_tls: bool, id: &str) {
    let headers = response.headers_mut();
    headers.reserve(9);
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(CACHE_CONTROL, "no-store");
    add(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    add(REFERRER_POLICY, "no-referrer");
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(X_FRAME_OPTIONS, "DENY");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(VARY, "Authorization, Accept, Accept-Language");
    if behind_tls {
        add(STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
}

/// For so long lines wait to be written together: a request does not wait for a pipe.
const TOGETHER: Duration = Duration::from_millis(50);
/// More than so many bytes do not wait.
const MOST: usize = 1 << 20;

/// The lines of the log that wait to be written. Dropped, it writes them.
#[derive(Debug)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Drop for Lines {
    fn drop(&mut self) {
        write_out(&self.0);
    }
}

struct Line(Arc<Mutex<Vec<u8>>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let full = {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.extend_from_slice(bytes);
            waiting.len() > MOST
        };
        if full {
            write_out(&self.0);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_out(waiting: &Mutex<Vec<u8>>) {
    // One after the other, so that lines stay in their order.
    let mut out = io::stderr().lock();
    let lines = std::mem::take(&mut *waiting.lock().unwrap_or_else(PoisonError::into_inner));
    // Where nobody reads the log, the server goes on.
    let _ = out.write_all(&lines);
}
