//! Attachments on their way in: sealed while they come, in a few megabytes of memory.

use crate::app::App;
use crate::extract::limit_body;
use crate::problem::Problem;
use aduan_core::{Actor, CommandKind, ComplaintId, Media};
use aduan_store::desk::Attachment;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use bytes::Bytes;
use std::io::{self, Read};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// Room in a form for everything but the file, in bytes.
const FORM_OVERHEAD: u64 = 64 << 10;
/// The longest field beside the file, in bytes: a ticket typed with spaces, or a UUID.
const LONGEST_FIELD: usize = 128;

/// Refuses an actor who may attach nothing to this complaint now.
///
/// # Errors
/// The desk's refusal.
pub async fn permitted(app: &App, actor: &Actor, id: ComplaintId) -> Result<(), Problem> {
    let asked = actor.clone();
    app.query(move |desk| desk.permits(&asked, id, CommandKind::AttachEvidence)).await
}

/// Runs an upload within the settings: so many at once, each for at most so long.
///
/// # Errors
/// 503 where too many run, 408 where it takes too long, and those of the upload.
pub async fn within_limits<T>(
    app: &App,
    upload: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    let _permit = app.upload_permit()?;
    let whole = Duration::from_secs(app.config().limits.upload_seconds);
    timeout(whole, upload).await.map_err(|_| Problem::too_slow())?
}

/// Maximum size of a form with a file, in bytes.
pub fn max_form_bytes(app: &App) -> u64 {
    app.config().limits.upload_bytes.saturating_add(FORM_OVERHEAD)
}

/// The form of a request, to be read field by field.
///
/// # Errors
/// 415 where it is no `multipart/form-data`.
pub async fn open_form(app: &App, request: Request) -> Result<Multipart, Problem> {
    Multipart::from_request(limit_body(request, max_form_bytes(app)), &())
        .await
        .map_err(|_| Problem::form_required())
}

/// The kind of evidence, by the content type that its sender gave.
pub fn media_of(content_type: &str) -> Media {
    match content_type.split('/').next() {
        Some("image") => Media::Photo,
        Some("audio") => Media::Sound,
        Some("video") => Media::Video,
        _ => Media::File,
    }
}

/// Reads a short field beside the file. It may be a ticket.
///
/// # Errors
/// 408, 400, or 415 where it is too long or no text.
pub async fn short_field(mut field: Field<'_>, pause: Duration) -> Result<Zeroizing<String>, Problem> {
    // Allocated at its maximum size, so that no part of a ticket is left behind when it grows.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_FIELD));
    while let Some(piece) =
        timeout(pause, field.chunk()).await.map_err(|_| Problem::too_slow())?.map_err(form_error)?
    {
        if bytes.len() + piece.len() > LONGEST_FIELD {
            return Err(Problem::form_required());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Zeroizing::new(std::str::from_utf8(&bytes).map_err(|_| Problem::form_required())?.to_owned()))
}

/// Seals one file while it comes in.
///
/// # Errors
/// 408, 400, 413, and the vault's.
pub async fn seal(
    app: &App,
    id: ComplaintId,
    mut field: Field<'_>,
    pause: Duration,
) -> Result<Attachment, Problem> {
    let (pieces, waiting) = channel(4);
    let mut incoming = FieldReader { waiting, piece: Bytes::new() };
    let limit = app.config().limits.upload_bytes;
    let sealing = app.run_blocking(move |desk| desk.upload(id, &mut incoming, limit));
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
        let piece =
            timeout(pause, field.chunk()).await.map_err(|_| Problem::too_slow())?.map_err(form_error)?;
        let end = piece.is_none();
        // The sealing may have failed; it says why.
        if pieces.send(piece).await.is_err() || end {
            return Ok(());
        }
    }
}

/// A field of a form, read by a thread that blocks.
struct FieldReader {
    waiting: Receiver<Piece>,
    piece: Bytes,
}

impl Read for FieldReader {
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

/// A form that cannot be read: too large, or broken off.
#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
pub fn form_error(error: axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::form_too_large();
    }
    Problem::broken_off()
}
