//! Evidence: a form with one file, which is sealed and bound to a command.

use super::public::act;
use crate::api::complaint_view::ComplaintView;
use crate::api::contents::AttachedContent;
use crate::api::officer_view::CommandResult;
use crate::api::vocabulary as words;
use crate::app::App;
use crate::extract::{Complainant, ComplaintPath, IdempotencyKey, IfMatch, Officer};
use crate::problem::Problem;
use crate::upload::{form_error, media_of, open_form, permitted, seal, short_field, within_limits};
use aduan_core::{Actor, Command, ComplaintId, Media};
use aduan_store::desk::Attachment;
use axum::extract::multipart::Multipart;
use axum::extract::{Request, State};
use std::time::Duration;
use tokio::time::timeout;

/// An attachment, as a form sends it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it stands in the document; the form is read piece by piece")]
pub(crate) struct EvidenceForm {
    /// What kind of thing it is; by the file's own content type if it does not say.
    #[schema(schema_with = words::media)]
    media: Option<Media>,
    /// The file. Its name is not kept.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
}

/// What was attached, and what the complainant sees then.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct ComplainantEvidence {
    #[serde(flatten)]
    attached: AttachedContent,
    complaint: ComplaintView,
}

/// What was attached, and what it led to.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OfficerEvidence {
    #[serde(flatten)]
    attached: AttachedContent,
    recorded: CommandResult,
}

/// Attach evidence: a scan, a file, a photo, a sound, a video.
#[utoipa::path(
    post, path = "/v1/complaint/evidence", tag = "public", operation_id = "attachOwnEvidence",
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "Recorded.", body = ComplainantEvidence))
)]
pub(crate) async fn by_complainant(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    request: Request,
) -> Result<axum::Json<ComplainantEvidence>, Problem> {
    let Complainant(id, actor) = &complainant;
    let (attachment, media) = take(&app, actor, *id, request).await?;
    let attached = attached(&attachment);
    let view = act(&app, complainant, key, Command::AttachEvidence { content: attachment, media }).await?;
    Ok(axum::Json(ComplainantEvidence { attached, complaint: view.0 }))
}

/// Attach evidence as an officer.
#[utoipa::path(
    post, path = "/v1/desk/complaints/{complaint}/evidence", tag = "desk", operation_id = "attachEvidence",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    request_body(content = EvidenceForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "Recorded.", body = OfficerEvidence))
)]
pub(crate) async fn by_officer(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
    IdempotencyKey(trace): IdempotencyKey,
    IfMatch(expected): IfMatch,
    request: Request,
) -> Result<axum::Json<OfficerEvidence>, Problem> {
    let (attachment, media) = take(&app, &actor, id, request).await?;
    let attached = attached(&attachment);
    let (desk, _permit) = app.admit()?;
    let command = Command::AttachEvidence { content: attachment, media };
    let done = desk.act_on_file_async(&trace, &actor, id, expected, command).await?;
    Ok(axum::Json(OfficerEvidence { attached, recorded: CommandResult::from(&done) }))
}

fn attached(attachment: &Attachment) -> AttachedContent {
    let sealed = &attachment.sealed;
    AttachedContent { content: sealed.reference.id, bytes: sealed.bytes, sha256: hex::encode(sealed.digest) }
}

/// Takes the one file of a form, if it may be attached at all: that is asked before a video is read.
async fn take(
    app: &App,
    actor: &Actor,
    id: ComplaintId,
    request: Request,
) -> Result<(Attachment, Media), Problem> {
    permitted(app, actor, id).await?;
    within_limits(app, async { parts(app, id, open_form(app, request).await?).await }).await
}

async fn parts(app: &App, id: ComplaintId, mut form: Multipart) -> Result<(Attachment, Media), Problem> {
    let pause = Duration::from_secs(app.config().limits.body_seconds);
    let (mut media, mut file) = (None, None);
    while let Some(field) =
        timeout(pause, form.next_field()).await.map_err(|_| Problem::too_slow())?.map_err(form_error)?
    {
        match field.name() {
            Some("media") if media.is_none() => {
                let word = short_field(field, pause).await?;
                media = Some(word.parse().map_err(|_| Problem::form_required())?);
            }
            Some("file") if file.is_none() => {
                let kind = media_of(field.content_type().unwrap_or_default());
                file = Some((seal(app, id, field, pause).await?, kind));
            }
            _ => return Err(Problem::form_required()),
        }
    }
    let (attachment, kind) = file.ok_or_else(Problem::form_required)?;
    Ok((attachment, media.unwrap_or(kind)))
}
