//! For officers: record what came in by hand, see their work, give commands, read the history.

use super::public::sent;
use crate::api::body::{CommandBody, Fields, RecordingBody};
use crate::api::filing::Recorded;
use crate::api::officer_view::{CommandResult, OfficerView};
use crate::api::vocabulary as words;
use crate::api::worklist::{Worklist, cursor};
use crate::app::App;
use crate::conditional::IfNoneMatch;
use crate::extract::{ComplaintPath, IdempotencyKey, IfMatch, JsonBody, Officer, QueryParams};
use crate::problem::Problem;
use aduan_audit::Story;
use aduan_audit::timeline::{Access, Timeline};
use aduan_core::{Language, Matter, Stage, Stages};
use aduan_store::desk::WorklistQuery;
use aduan_store::{DeskError, StoreError};
use axum::extract::State;
use axum::http::header::{ACCEPT, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// Record a complaint that came in by hand.
///
/// Answers the register number, and never a ticket: where the complainant wants one, it goes straight to them.
#[utoipa::path(
    post, path = "/v1/desk/complaints", tag = "desk", operation_id = "recordComplaint", request_body = RecordingBody,
    responses((status = 201, description = "Recorded.", body = Recorded))
)]
pub(crate) async fn record(
    State(app): State<App>,
    Officer(actor): Officer,
    IdempotencyKey(trace): IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<Response, Problem> {
    let reception = fields.reception(app.config().reception.unit)?;
    let done = app.record(&trace, &actor, reception).await?;
    let complaint = &done.complaint;
    let recorded = Recorded {
        register: complaint.register,
        complaint: complaint.id,
        version: complaint.version,
        sent: sent(&done),
    };
    let mut response = (StatusCode::CREATED, axum::Json(recorded)).into_response();
    let location = format!("/v1/desk/complaints/{}", complaint.id);
    if let (Ok(location), Ok(tag)) = (HeaderValue::from_str(&location), version_tag(complaint.version)) {
        response.headers_mut().insert(LOCATION, location);
        response.headers_mut().insert(ETAG, tag);
    }
    Ok(response)
}

fn version_tag(version: u32) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    HeaderValue::from_str(&format!("\"{version}\""))
}

/// Which rows of a worklist.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WorklistParams {
    /// Only this stage; those out of which the officer's role moves a complaint, if it does not say.
    #[param(schema_with = words::stage, required = false)]
    stage: Option<Stage>,
    /// Only about this.
    #[param(schema_with = words::matter, required = false)]
    matter: Option<Matter>,
    /// Only what should have moved by now.
    #[serde(default)]
    #[param(required = false)]
    overdue: bool,
    /// The page after this one: `next` of the page before.
    #[param(pattern = "^[A-Za-z0-9_-]{32}$")]
    after: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// What an officer has before them.
#[utoipa::path(
    get, path = "/v1/desk/worklist", tag = "desk", operation_id = "worklist", params(WorklistParams),
    responses((status = 200, description = "A page.", body = Worklist))
)]
pub(crate) async fn worklist(
    State(app): State<App>,
    Officer(actor): Officer,
    QueryParams(wanted): QueryParams<WorklistParams>,
) -> Result<axum::Json<Worklist>, Problem> {
    let mut listing = WorklistQuery::default();
    listing.stages = wanted.stage.map(|stage| Stages::of(&[stage]));
    listing.matter = wanted.matter;
    listing.overdue = wanted.overdue;
    if let Some(after) = wanted.after {
        listing.after = Some(cursor(&after).ok_or_else(Problem::bad_query)?);
    }
    listing.limit = wanted.limit.unwrap_or(50);
    if !(1..=500).contains(&listing.limit) {
        return Err(Problem::bad_query());
    }
    let page = app.query(move |desk| desk.worklist(&actor, &listing)).await?;
    Ok(axum::Json(Worklist::from(&page)))
}

/// One complaint, with the commands that this officer may give now.
#[utoipa::path(
    get, path = "/v1/desk/complaints/{complaint}", tag = "desk", operation_id = "complaint",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    responses((status = 200, description = "The complaint.", body = OfficerView))
)]
pub(crate) async fn complaint(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
    known: IfNoneMatch,
) -> Result<Response, Problem> {
    let file = app.read_inline(|desk| desk.file(&actor, id))?;
    known.versioned_json(file.complaint.version, &OfficerView::of(&file, actor.role))
}

/// Give a command.
///
/// With `If-Match` it is given only if the complaint still is at that version. With `Idempotency-Key` it may be sent
/// again: it is recorded once, and its first result is answered.
#[utoipa::path(
    post, path = "/v1/desk/complaints/{complaint}/commands", tag = "desk", operation_id = "giveCommand",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    request_body = CommandBody,
    responses((status = 200, description = "Recorded.", body = CommandResult))
)]
pub(crate) async fn command(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
    IdempotencyKey(trace): IdempotencyKey,
    IfMatch(expected): IfMatch,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<Response, Problem> {
    let (desk, _permit) = app.admit()?;
    let done = desk.act_on_file_async(&trace, &actor, id, expected, fields.command()?).await?;
    let mut response = axum::Json(CommandResult::from(&done)).into_response();
    if let Ok(tag) = version_tag(done.complaint.version) {
        response.headers_mut().insert(ETAG, tag);
    }
    Ok(response)
}

/// What was recorded of a complaint, a line a record, in the format aduan/1.
#[utoipa::path(
    get, path = "/v1/desk/complaints/{complaint}/history", tag = "desk", operation_id = "history",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    responses((status = 200, description = "Its records.", body = String, content_type = "application/x-ndjson"))
)]
pub(crate) async fn history(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
) -> Result<Response, Problem> {
    let lines = app
        .query(move |desk| {
            desk.file(&actor, id)?;
            let mut lines = Vec::new();
            desk.store().read_stream(id, &mut |entry| {
                lines.extend_from_slice(entry.line);
                lines.push(b'\n');
                Ok(())
            })?;
            Ok(lines)
        })
        .await?;
    Ok(([(CONTENT_TYPE, "application/x-ndjson")], lines).into_response())
}

/// The timeline of a complaint, with a lane for each role: a picture, or a text.
///
/// `Accept: image/svg+xml` or `text/plain`; `Accept-Language: id` or `en`.
#[utoipa::path(
    get, path = "/v1/desk/complaints/{complaint}/timeline", tag = "desk", operation_id = "timeline",
    params(("complaint" = String, Path, description = "Its id or its register number")),
    responses((status = 200, description = "Its timeline.", content(
        (String = "image/svg+xml"), (String = "text/plain")
    )))
)]
pub(crate) async fn timeline(
    State(app): State<App>,
    Officer(actor): Officer,
    ComplaintPath(id): ComplaintPath,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let timeline = app
        .query(move |desk| {
            desk.file(&actor, id)?;
            let mut lines = Vec::new();
            desk.store().read_stream(id, &mut |entry| {
                lines.push((entry.position, entry.line.to_vec()));
                Ok(())
            })?;
            let now = last_line(&**desk.store())?;
            let story =
                Story::of(id, lines.iter().map(|(place, line)| (*place, line.as_slice())), &now, None);
            let read = desk.accesses(id)?.into_iter();
            let read = read.map(|read| Access { content: read.content, actor: read.actor, at: read.at });
            Ok(Timeline::new(&story, &read.collect::<Vec<_>>(), &[]).all_readings_known())
        })
        .await?;
    let says = |name, word: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.starts_with(word))
    };
    let language = if says(axum::http::header::ACCEPT_LANGUAGE, "en") {
        Language::English
    } else {
        Language::Indonesian
    };
    Ok(if says(ACCEPT, "text/plain") {
        ([(CONTENT_TYPE, "text/plain; charset=utf-8")], timeline.text(language)).into_response()
    } else {
        ([(CONTENT_TYPE, "image/svg+xml")], aduan_report::timeline::svg(&timeline, language)).into_response()
    })
}

fn last_line(store: &dyn aduan_store::EventStore) -> Result<Vec<u8>, DeskError> {
    let size = store.head()?.size();
    let mut last = Vec::new();
    store.read_log(size.saturating_sub(1), 1, &mut |entry| -> Result<(), StoreError> {
        last = entry.line.to_vec();
        Ok(())
    })?;
    Ok(last)
}
