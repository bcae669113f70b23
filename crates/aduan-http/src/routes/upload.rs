//! Evidence: sealed while it comes in, in a few megabytes of memory, and then bound to a command.

use super::public::act;
use crate::api::file::Outcomes;
use crate::api::view::{Attached, View};
use crate::api::vocabulary as words;
use crate::app::App;
use crate::extract::{Complainant, Expected, Key, Officer, Which, broken_off, limited, too_slow};
use crate::hex;
use crate::problem::Problem;
use aduan_core::{Actor, Command, CommandKind, ComplaintId, Media};
use aduan_store::desk::Attachment;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use bytes::Bytes;
use std::io::{self, Read};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// What of a form is not the file.
const AROUND: u64 = 64 << 10;
/// The longest field beside the file, in bytes: a ticket typed with spaces, or a UUID.
const LONGEST_FIELD: usize = 128;

/// An attachment, as a form sends it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it stands in the document; the form is read piece by piece")]
pub(crate) struct Evidence {
    /// What kind of thing it is; by the file's own content type if it does not say.
    #[schema(schema_with = words::media)]
    media: Option<Media>,
    /// The file. Its name is not kept.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// What was attached, and what the complainant sees then.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OwnEvidence {
    #[serde(flatten)]
    attached: Attached,
    complaint: View,
}

/// What was attached, and what it led to.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct FiledEvidence {
    #[serde(flatten)]
    attached: Attached,
    recorded: Outcomes,
}

/// Attach evidence: a scan, a file, a photo, a sound, a video.
#[utoipa::path(
    post, path = "/v1/complaint/evidence", tag = "public", operation_id = "attachOwnEvidence",
    request_body(content = Evidence, content_type = "multipart/form-data"),
    responses((status = 200, description = "Recorded.", body = OwnEvidence))
)]
pub(crate) async fn by_complainant(
    State(app): State<App>,
    complainant: Complainant,
    key: Key,
    request: Request,
) -> Result<axum::Json<OwnEvidence>, Problem> {
    let Complainant(id, actor) = &complainant;
    let (attachment, media) = take(&app, actor, *id, request).await?;
    let attached = attached(&attachment);
    let view = act(&app, complainant, key, move |pen| {
        Ok(Command::AttachEvidence { content: pen.attachment(&attachment), media })
    })
    .await?;
    Ok(axum::Json(OwnEvidence { attached, complaint: view.0 }))
}

/// Attach evidence as an officer.
#[utoipa::path(
    post, path = "/v1/desk/complaints/{complaint}/evidence", tag = "desk", operation_id = "attachEvidence",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    request_body(content = Evidence, content_type = "multipart/form-data"),
    responses((status = 200, description = "Recorded.", body = FiledEvidence))
)]
pub(crate) async fn by_officer(
    State(app): State<App>,
    Officer(actor): Officer,
    Which(id): Which,
    Key(trace): Key,
    Expected(expected): Expected,
    request: Request,
) -> Result<axum::Json<FiledEvidence>, Problem> {
    let (attachment, media) = take(&app, &actor, id, request).await?;
    let attached = attached(&attachment);
    let (desk, turn) = app.counter()?;
    let done = desk
        .act_on_file_async(&trace, &actor, id, expected, move |pen| {
            Ok(Command::AttachEvidence { content: pen.attachment(&attachment), media })
        })
        .await?;
    drop(turn);
    Ok(axum::Json(FiledEvidence { attached, recorded: Outcomes::from(&done) }))
}

fn attached(attachment: &Attachment) -> Attached {
    let sealed = &attachment.sealed;
    Attached { content: sealed.reference.id, bytes: sealed.bytes, sha256: hex::digits(&sealed.digest) }
}

/// Takes the one file of a form, if it may be attached at all: that is asked before a video is read.
async fn take(
    app: &App,
    actor: &Actor,
    id: ComplaintId,
    request: Request,
) -> Result<(Attachment, Media), Problem> {
    permitted(app, actor, id).await?;
    in_turn(app, async { parts(app, id, opened(app, request).await?).await }).await
}

/// Whether this one may attach something now.
pub(crate) async fn permitted(app: &App, actor: &Actor, id: ComplaintId) -> Result<(), Problem> {
    let asked = actor.clone();
    app.desk(move |desk| desk.permits(&asked, id, CommandKind::AttachEvidence)).await
}

/// Takes what comes in, as one of so many at once and in at most so long.
pub(crate) async fn in_turn<T>(
    app: &App,
    taking: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    let turn = app.upload_turn()?;
    let whole = Duration::from_secs(app.config().limits.upload_seconds);
    let taken = timeout(whole, taking).await.map_err(|_| too_slow())?;
    drop(turn);
    taken
}

/// The most that a form with a file may have, in bytes.
pub(crate) fn most(app: &App) -> u64 {
    app.config().limits.upload_bytes.saturating_add(AROUND)
}

/// The form of a request, to be read piece by piece.
pub(crate) async fn opened(app: &App, request: Request) -> Result<Multipart, Problem> {
    Multipart::from_request(limited(request, most(app)), &()).await.map_err(|_| no_form())
}

async fn parts(app: &App, id: ComplaintId, mut form: Multipart) -> Result<(Attachment, Media), Problem> {
    let pause = Duration::from_secs(app.config().limits.body_seconds);
    let (mut media, mut file) = (None, None);
    while let Some(field) =
        timeout(pause, form.next_field()).await.map_err(|_| too_slow())?.map_err(broken)?
    {
        match field.name() {
            Some("media") if media.is_none() => {
                let word = text(field, pause).await?;
                media = Some(word.parse().map_err(|_| no_form())?);
            }
            Some("file") if file.is_none() => {
                let kind = kind(field.content_type().unwrap_or_default());
                file = Some((store(app, id, field, pause).await?, kind));
            }
            _ => return Err(no_form()),
        }
    }
    let (attachment, kind) = file.ok_or_else(no_form)?;
    Ok((attachment, media.unwrap_or(kind)))
}

/// What kind of thing it is, by the type that its sender gave it.
pub(crate) fn kind(content_type: &str) -> Media {
    match content_type.split('/').next() {
        Some("image") => Media::Photo,
        Some("audio") => Media::Sound,
        Some("video") => Media::Video,
        _ => Media::File,
    }
}

/// A short field beside the file. It may be a ticket.
pub(crate) async fn text(mut field: Field<'_>, pause: Duration) -> Result<Zeroizing<String>, Problem> {
    // As long as it may become, so that no part of a ticket stays behind where it grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_FIELD));
    while let Some(piece) = timeout(pause, field.chunk()).await.map_err(|_| too_slow())?.map_err(broken)? {
        if bytes.len() + piece.len() > LONGEST_FIELD {
            return Err(no_form());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Zeroizing::new(std::str::from_utf8(&bytes).map_err(|_| no_form())?.to_owned()))
}

/// Seals one file while it comes in.
pub(crate) async fn store(
    app: &App,
    id: ComplaintId,
    mut field: Field<'_>,
    pause: Duration,
) -> Result<Attachment, Problem> {
    let (pieces, waiting) = channel(4);
    let mut incoming = Incoming { waiting, piece: Bytes::new() };
    let limit = app.config().limits.upload_bytes;
    let sealing = app.aside(move |desk| desk.upload(id, &mut incoming, limit));
    let feeding = async {
        let fed = feed(&mut field, &pieces, pause).await;
        // Closed without an end, what came is half a file.
        drop(pieces);
        fed
    };
    let (sealed, fed) = tokio::join!(sealing, feeding);
    match (sealed, fed) {
        // Why it broke off says more than that it did.
        (_, Err(problem)) | (Err(problem), Ok(())) => Err(problem),
        (Ok(attachment), Ok(())) => Ok(attachment),
    }
}

/// A piece of a file, or its end.
type Piece = Option<Bytes>;

async fn feed(field: &mut Field<'_>, pieces: &Sender<Piece>, pause: Duration) -> Result<(), Problem> {
    loop {
        let piece = timeout(pause, field.chunk()).await.map_err(|_| too_slow())?.map_err(broken)?;
        let end = piece.is_none();
        // Whoever seals it may have had enough, and says why.
        if pieces.send(piece).await.is_err() || end {
            return Ok(());
        }
    }
}

/// A file that comes in, for somebody who blocks.
struct Incoming {
    waiting: Receiver<Piece>,
    piece: Bytes,
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.waiting.blocking_recv() {
                Some(Some(piece)) => self.piece = piece,
                // It ends once.
                Some(None) => {
                    self.waiting.close();
                    return Ok(0);
                }
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let count = self.piece.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.piece.split_to(count));
        Ok(count)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
pub(crate) fn broken(error: axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Kiriman terlalu besar.",
            "what was sent is too large",
        );
    }
    broken_off()
}

pub(crate) fn no_form() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "Kirimkan multipart/form-data dengan satu `file` dan, bila perlu, satu `media`.",
        "send multipart/form-data with one `file` and, if you like, one `media`",
    )
}
