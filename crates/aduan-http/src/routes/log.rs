//! The log, for auditors: lines as they are stored, followed as they come, and the head that holds them together.

use crate::answer::{Has, answer, tagged};
use crate::app::App;
use crate::extract::{Params, bad_query};
use crate::hex;
use crate::problem::Problem;
use aduan_log::{Checkpointer, LogHead};
use aduan_store::{Desk, DeskError, StoreError};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, LINK};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};

/// How long one look for new lines takes at most.
const LOOK: Duration = Duration::from_secs(1);
/// After how long without a line a comment keeps the connection.
const QUIET: Duration = Duration::from_secs(15);
/// So many lines a page, unless fewer are asked for.
const PAGE: u32 = 1000;

/// The roots of the log's blocks, as far as somebody has asked for them: each line is read once for all checkpoints.
#[derive(Default)]
pub(crate) struct Blocks(Mutex<(Checkpointer, u64)>);

impl Blocks {
    fn checkpoint(&self, desk: &Desk) -> Result<String, DeskError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (blocks, after) = &mut *known;
        let size = desk.store().head()?.size();
        while *after < size {
            let before = *after;
            let limit = u32::try_from(size - before).map_or(4096, |left| left.min(4096));
            desk.store().read_log(before, limit, &mut |entry| {
                blocks.push(LogHead::leaf(entry.line));
                *after = entry.position;
                Ok(())
            })?;
            if *after == before {
                let what = format!("the log ends at {before}; its head says {size}");
                return Err(StoreError::Corrupt { what }.into());
            }
        }
        Ok(blocks.clone().finish().to_text())
    }
}

/// The end of the log, as one thread watches it for all who follow.
#[derive(Default)]
pub(crate) struct Tail(OnceLock<watch::Receiver<u64>>);

impl Tail {
    /// Begins to watch, with the first who follows.
    fn watch(&self, desk: Arc<Desk>) -> watch::Receiver<u64> {
        let begin = || {
            let (size, watched) = watch::channel(0);
            tokio::task::spawn_blocking(move || {
                let mut known = 0;
                while !size.is_closed() {
                    match desk.store().wait_beyond(known, LOOK) {
                        Ok(now) => known = now,
                        Err(error) => {
                            tracing::error!(%error, "the end of the log cannot be watched");
                            std::thread::sleep(LOOK);
                        }
                    }
                    size.send_if_modified(|size| std::mem::replace(size, known) != known);
                }
            });
            watched
        };
        self.0.get_or_init(begin).clone()
    }
}

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Those behind this position; from the first one if it does not say.
    #[serde(default)]
    #[param(required = false)]
    after: u64,
    /// At most so many.
    #[param(minimum = 1, maximum = 10000)]
    limit: Option<u32>,
}

/// The lines of the log, a page at a time; or, with `Accept: text/event-stream`, as they come.
///
/// `Aduan-Next` is the position to ask for next; `Link` has the whole address. A line is the record, byte for byte: its
/// SHA-256 under the prefix 0x00 is the leaf of the log.
#[utoipa::path(
    get, path = "/v1/log", tag = "audit", operation_id = "log",
    params(Wanted, ("Last-Event-ID" = Option<u64>, Header, description = "Where a follower broke off")),
    responses((status = 200, description = "The lines.", content(
        (String = "application/x-ndjson"), (String = "text/event-stream")
    )))
)]
pub(crate) async fn lines(
    State(app): State<App>,
    Params(wanted): Params<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let limit = wanted.limit.unwrap_or(PAGE);
    if !(1..=10_000).contains(&limit) {
        return Err(bad_query());
    }
    let accepts = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if accepts.starts_with("text/event-stream") {
        let broke_off = headers.get("last-event-id").map(|id| id.to_str().ok()?.parse().ok());
        let after = broke_off.unwrap_or(Some(wanted.after)).ok_or_else(bad_query)?;
        return Ok(follow(&app, after));
    }
    let after = wanted.after;
    let (lines, next) = app.desk(move |desk| page(desk, after, limit)).await?;
    let mut response = ([(CONTENT_TYPE, "application/x-ndjson")], lines).into_response();
    let headers = response.headers_mut();
    headers.insert("aduan-next", next.into());
    let link = format!("</v1/log?after={next}&limit={limit}>; rel=\"next\"");
    if let Ok(link) = HeaderValue::from_str(&link) {
        headers.insert(LINK, link);
    }
    Ok(response)
}

fn page(desk: &Desk, after: u64, limit: u32) -> Result<(Vec<u8>, u64), DeskError> {
    let (mut lines, mut next) = (Vec::new(), after);
    desk.store().read_log(after, limit, &mut |entry| {
        lines.extend_from_slice(entry.line);
        lines.push(b'\n');
        next = entry.position;
        Ok(())
    })?;
    Ok((lines, next))
}

fn follow(app: &App, after: u64) -> Response {
    let watched = app.tail().watch(app.shared_desk());
    let start = Follower { ending: app.ending(), app: app.clone(), watched, after };
    let events = futures_util::stream::unfold(start, |mut follower| async move {
        let events = follower.next().await?;
        Some((Ok::<_, Infallible>(events), follower))
    });
    ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(events)).into_response()
}

struct Follower {
    app: App,
    ending: watch::Receiver<bool>,
    watched: watch::Receiver<u64>,
    after: u64,
}

impl Follower {
    /// The next events, or a comment; `None` when it has to end.
    async fn next(&mut self) -> Option<Bytes> {
        let after = self.after;
        let watched = &mut self.watched;
        let longer = async { watched.wait_for(|size| *size > after).await.is_ok() };
        let ending = &mut self.ending;
        let ending = async { drop(ending.wait_for(|ending| *ending).await) };
        let longer = tokio::select! {
            longer = tokio::time::timeout(QUIET, longer) => longer,
            () = ending => return None,
        };
        match longer {
            Err(_) => return Some(Bytes::from_static(b":\n\n")),
            Ok(false) => return None,
            Ok(true) => {}
        }
        // Overloaded or not: whoever follows comes again, from where they were.
        let (events, next) = self.app.desk(move |desk| events(desk, after)).await.ok()?;
        self.after = next;
        Some(events.into())
    }
}

fn events(desk: &Desk, after: u64) -> Result<(Vec<u8>, u64), DeskError> {
    let (mut events, mut next) = (Vec::new(), after);
    desk.store().read_log(after, 256, &mut |entry| {
        events.extend_from_slice(format!("id: {}\ndata: ", entry.position).as_bytes());
        events.extend_from_slice(entry.line);
        events.extend_from_slice(b"\n\n");
        next = entry.position;
        Ok(())
    })?;
    Ok((events, next))
}

/// The head of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct Head {
    /// How many lines it has.
    size: u64,
    /// The root over them (RFC 6962), 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    root: String,
}

/// The head of the log.
#[utoipa::path(
    get, path = "/v1/log/head", tag = "audit", operation_id = "logHead",
    responses((status = 200, description = "Its size and root.", body = Head))
)]
pub(crate) async fn head(State(app): State<App>, has: Has) -> Result<Response, Problem> {
    let head: LogHead = app.desk(|desk| Ok(desk.store().head()?)).await?;
    tagged(&has, &Head { size: head.size(), root: hex::digits(&head.root()) })
}

/// A checkpoint of the log, as `aduan verify` reads it: keep it where nobody can change it.
#[utoipa::path(
    get, path = "/v1/log/checkpoint", tag = "audit", operation_id = "logCheckpoint",
    responses((status = 200, description = "The file.", body = String, content_type = "text/plain"))
)]
pub(crate) async fn checkpoint(State(app): State<App>, has: Has) -> Result<Response, Problem> {
    let blocks = app.blocks();
    let text = app.desk(move |desk| blocks.checkpoint(desk)).await?;
    let lines: Vec<&str> = text.lines().take(3).collect();
    let root = lines.get(2).and_then(|line| line.strip_prefix("root ")).unwrap_or_default();
    let tag = HeaderValue::from_str(&format!("\"{root}\"")).map_err(|_| Problem::internal())?;
    answer(&has, tag, "text/plain; charset=utf-8", || Ok(text))
}
