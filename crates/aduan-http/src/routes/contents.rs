//! Texts and attachments. Each reading is on record before the content is shown (R30).

use crate::api::contents::{AccessEntry, DisclosedIdentity, OwnAccessEntry, OwnContent, ReadableContent};
use crate::app::App;
use crate::extract::{Complainant, ComplaintPath, ContentPath, Officer};
use crate::problem::Problem;
use aduan_core::{Actor, ComplaintId, ContentId, EventKind};
use aduan_store::{Desk, DeskError};
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use std::io::{self, Write};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;

/// Time limit for a downloader to take the next piece.
const PIECE_TIMEOUT: Duration = Duration::from_secs(30);

/// The contents of their complaint that the complainant may read.
///
/// What they gave themselves, and what they were asked.
#[utoipa::path(
    get, path = "/v1/complaint/contents", tag = "public", operation_id = "ownContents",
    responses((status = 200, description = "The contents, the earliest first.", body = Vec<OwnContent>))
)]
pub(crate) async fn own(
    State(app): State<App>,
    Complainant(id, actor): Complainant,
) -> Result<axum::Json<Vec<OwnContent>>, Problem> {
    let listed = app.query(move |desk| desk.contents(&actor, id)).await?;
    Ok(axum::Json(listed.iter().map(OwnContent::from).collect()))
}

/// Read one of them.
#[utoipa::path(
    get, path = "/v1/complaint/contents/{content}", tag = "public", operation_id = "readOwnContent",
    params(("content" = String, Path, description = "Its reference")),
    responses((status = 200, description = "The text, or the attachment.", content(
        (String = "text/plain"), (String = "application/octet-stream")
    )))
)]
pub(crate) async fn read_own(
    State(app): State<App>,
    Complainant(id, actor): Complainant,
    ContentPath(content): ContentPath,
) -> Result<Response, Problem> {
    show(&app, actor, id, content).await
}

/// Who has read what the complainant gave, and what they may read (R30).
#[utoipa::path(
    get, path = "/v1/complaint/accesses", tag = "public", operation_id = "ownAccesses",
    responses((status = 200, description = "The readings, the earliest first.", body = Vec<OwnAccessEntry>))
)]
pub(crate) async fn own_accesses(
    State(app): State<App>,
    Complainant(id, actor): Complainant,
) -> Result<axum::Json<Vec<OwnAccessEntry>>, Problem> {
    let read = app.query(move |desk| desk.own_accesses(&actor, id)).await?;
    Ok(axum::Json(read.iter().map(OwnAccessEntry::from).collect()))
}

/// The contents of a complaint that this officer may read. Listing them shows none.
#[utoipa::path(
    get, path = "/v1/desk/complaints/{complaint}/contents", tag = "desk", operation_id = "contents",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    responses((status = 200, description = "The contents, the earliest first.", body = Vec<ReadableContent>))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
) -> Result<axum::Json<Vec<ReadableContent>>, Problem> {
    let listed = app.query(move |desk| desk.contents(&actor, id)).await?;
    Ok(axum::Json(listed.iter().map(ReadableContent::from).collect()))
}

/// Read one of them. The reading is on record before it is shown.
#[utoipa::path(
    get, path = "/v1/desk/complaints/{complaint}/contents/{content}", tag = "desk", operation_id = "readContent",
    params(
        ("complaint" = String, Path, description = "Its id or its register number"),
        ("content" = String, Path, description = "Its reference"),
    ),
    responses((status = 200, description = "The text, or the attachment.", content(
        (String = "text/plain"), (String = "application/octet-stream")
    )))
)]
pub(crate) async fn read(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
    ContentPath(content): ContentPath,
) -> Result<Response, Problem> {
    show(&app, actor, id, content).await
}

/// Read the complainant's identity, for somebody to whom it was disclosed (R27).
///
/// Each reading is on record, and each attempt that is refused.
#[utoipa::path(
    get, path = "/v1/desk/complaints/{complaint}/identity", tag = "desk", operation_id = "identity",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    responses((status = 200, description = "The identity.", body = DisclosedIdentity))
)]
pub(crate) async fn identity(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
) -> Result<axum::Json<DisclosedIdentity>, Problem> {
    let identity = app
        .query(move |desk| {
            desk.file(&actor, id)?;
            desk.read_identity(&actor, id)
        })
        .await?;
    Ok(axum::Json(DisclosedIdentity::from(&identity)))
}

/// Who has read the contents of a complaint, or was refused its identity.
#[utoipa::path(
    get, path = "/v1/desk/complaints/{complaint}/accesses", tag = "desk", operation_id = "accesses",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    responses((status = 200, description = "The readings, the earliest first.", body = Vec<AccessEntry>))
)]
pub(crate) async fn accesses(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
) -> Result<axum::Json<Vec<AccessEntry>>, Problem> {
    let read = app
        .query(move |desk| {
            desk.file(&actor, id)?;
            desk.accesses(id)
        })
        .await?;
    Ok(axum::Json(read.iter().map(AccessEntry::from).collect()))
}

/// A text as a text; an attachment as bytes that no browser opens by itself (T14). The reading is on record before it is shown.
///
/// # Errors
/// 403 for what this person may not read, 503 where too many download, and the desk's.
pub async fn show(app: &App, actor: Actor, id: ComplaintId, content: ContentId) -> Result<Response, Problem> {
    let (reader, desk) = (actor.clone(), app.shared_desk());
    let text = app
        .query(move |desk| {
            let attached = |desk: &Desk| -> Result<bool, DeskError> {
                let listed = desk.contents(&reader, id)?;
                let found = listed.iter().find(|listed| listed.content == content);
                Ok(found.ok_or(DeskError::MayNotRead { content })?.event == EventKind::EvidenceAttached)
            };
            if attached(desk)? { Ok(None) } else { desk.read(&reader, id, content).map(Some) }
        })
        .await?;
    if let Some(text) = text {
        let body = text.reveal().to_owned();
        return Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response());
    }
    let (pieces, mut stream) = channel::<Result<Bytes, Problem>>(4);
    let runtime = tokio::runtime::Handle::current();
    let permit = app.upload_permit()?;
    spawn_blocking(move || {
        let mut pieces = PieceWriter { pieces, runtime };
        let read = desk.read_to(&actor, id, content, &mut pieces);
        let last = read.map_or_else(|error| Err(error.into()), |()| Ok(Bytes::new()));
        // The downloader may be gone.
        let _ = pieces.runtime.block_on(pieces.pieces.send(last));
        drop(permit);
    });
    // A fault before the first piece is answered by a status; a later one breaks the body off.
    let first = match stream.recv().await {
        Some(first) => first?,
        None => return Err(Problem::internal()),
    };
    let mut response = Response::new(Body::from_stream(Download { first: Some(first), stream }));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{content}.bin\"")) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Writes into a channel; fails where the downloader takes nothing.
struct PieceWriter {
    pieces: Sender<Result<Bytes, Problem>>,
    runtime: tokio::runtime::Handle,
}

impl Write for PieceWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = self.pieces.send_timeout(Ok(Bytes::copy_from_slice(bytes)), PIECE_TIMEOUT);
        self.runtime.block_on(piece).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An attachment on its way out. An empty piece is its end; without one, it broke off.
struct Download {
    first: Option<Bytes>,
    stream: Receiver<Result<Bytes, Problem>>,
}

impl futures_util::Stream for Download {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return std::task::Poll::Ready(Some(Ok(first)).filter(|first| !is_end(first)));
        }
        self.stream.poll_recv(context).map(|piece| match piece {
            Some(Ok(piece)) => Some(Ok(piece)).filter(|piece| !is_end(piece)),
            Some(Err(_)) | None => Some(Err(io::ErrorKind::BrokenPipe.into())),
        })
    }
}

fn is_end(piece: &Result<Bytes, io::Error>) -> bool {
    piece.as_ref().is_ok_and(Bytes::is_empty)
}
