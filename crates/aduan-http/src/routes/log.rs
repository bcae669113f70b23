//! The log, for auditors: lines as they are stored, followed as they come, and the head that holds them together.

use crate::app::App;
use crate::conditional::IfNoneMatch;
use crate::extract::QueryParams;
use crate::problem::Problem;
use aduan_log::LogHead;
use aduan_store::{Desk, DeskError};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, LINK};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};

/// After how long without a line a comment keeps the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// So many lines a page, unless fewer are asked for.
const PAGE: u32 = 1000;

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogParams {
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
    params(LogParams, ("Last-Event-ID" = Option<u64>, Header, description = "Where a follower broke off")),
    responses((status = 200, description = "The lines.", content(
        (String = "application/x-ndjson"), (String = "text/event-stream")
    )))
)]
pub(crate) async fn lines(
    State(app): State<App>,
    QueryParams(wanted): QueryParams<LogParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let limit = wanted.limit.unwrap_or(PAGE);
    if !(1..=10_000).contains(&limit) {
        return Err(Problem::bad_query());
    }
    let accepts = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if accepts.starts_with("text/event-stream") {
        let broke_off = headers.get("last-event-id").map(|id| id.to_str().ok()?.parse().ok());
        let after = broke_off.unwrap_or(Some(wanted.after)).ok_or_else(Problem::bad_query)?;
        return Ok(follow(&app, after));
    }
    let after = wanted.after;
    let (lines, next) = app.query(move |desk| page(desk, after, limit)).await?;
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
    let watched = app.log_tail().watch(app.shared_desk());
    let start = Follower { ending: app.shutdown(), app: app.clone(), watched, after };
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
            longer = tokio::time::timeout(KEEP_ALIVE, longer) => longer,
            () = ending => return None,
        };
        match longer {
            Err(_) => return Some(Bytes::from_static(b":\n\n")),
            Ok(false) => return None,
            Ok(true) => {}
        }
        // After an error the follower comes again, from where it was.
        let (events, next) = self.app.query(move |desk| events(desk, after)).await.ok()?;
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
pub(crate) async fn head(State(app): State<App>, known: IfNoneMatch) -> Result<Response, Problem> {
    let head: LogHead = app.query(|desk| Ok(desk.store().head()?)).await?;
    known.json(&Head { size: head.size(), root: hex::encode(head.root()) })
}

/// A checkpoint of the log, as `aduan verify` reads it: keep it where nobody can change it.
#[utoipa::path(
    get, path = "/v1/log/checkpoint", tag = "audit", operation_id = "logCheckpoint",
    responses((status = 200, description = "The file.", body = String, content_type = "text/plain"))
)]
pub(crate) async fn checkpoint(State(app): State<App>, known: IfNoneMatch) -> Result<Response, Problem> {
    let checkpoints = app.checkpoints();
    let text = app.query(move |desk| checkpoints.next(desk)).await?;
    known.digested("text/plain; charset=utf-8", text.into_bytes())
}
