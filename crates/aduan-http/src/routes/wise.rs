//! For WISE: what the Inspectorate says of a complaint that was forwarded to it (R20).

use crate::api::body::{Fields, WiseEvent};
use crate::app::App;
use crate::extract::{is_plain, json_object, read_body};
use crate::problem::Problem;
use crate::request_id::RequestId;
use aduan_core::{Command, CommandKind, CorrelationId, RegisterNumber};
use aduan_signature::{Refused, SignatureHeaders};
use aduan_store::DeskError;
use aduan_store::desk::WiseAnswer;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::time::{SystemTime, UNIX_EPOCH};
use utoipa::ToSchema;

/// The longest `id` and `source` of an event, in bytes.
const LONGEST_NAME: usize = 256;

/// An event of the specification `CloudEvents` 1.0. Attributes that are not read here may stand beside these.
#[derive(Deserialize)]
struct CloudEvent {
    specversion: String,
    id: String,
    source: String,
    r#type: String,
    /// The register number of the complaint.
    subject: String,
    data: Fields,
}

/// What was recorded.
#[derive(Serialize, ToSchema)]
pub(crate) struct WiseRecorded {
    /// The command that the event was.
    #[schema(value_type = String, example = "acknowledge_wise")]
    recorded: CommandKind,
    /// The complaint's register number.
    #[schema(value_type = String)]
    register: RegisterNumber,
}

/// Tell what became of a complaint that was forwarded.
///
/// A signed event: `aduan.complaint.acknowledged.v1` with WISE's number, `aduan.complaint.returned.v1` with its outcome. `subject` is the
/// register number. An event of the same `source` and `id` may be sent again: it is recorded once, and the answer is the same. A complaint
/// that was not forwarded is answered like one that is not there.
#[utoipa::path(
    post, path = "/v1/wise/events", tag = "wise", operation_id = "wiseEvent",
    request_body(content = WiseEvent, content_type = "application/cloudevents+json"),
    responses((status = 200, description = "Recorded.", body = WiseRecorded))
)]
pub(crate) async fn event(
    State(app): State<App>,
    request: Request,
) -> Result<axum::Json<WiseRecorded>, Problem> {
    let (headers, extensions) = (request.headers().clone(), request.extensions().clone());
    if request.uri().query().is_some() {
        // No signature covers it.
        return Err(Problem::bad_query());
    }
    let body = read_body(&app, request).await?;
    authenticate(&app, &headers, &body)?;
    if !is_plain(&headers, "application/cloudevents+json") {
        return Err(Problem::cloudevent_required());
    }
    let event: CloudEvent = json_object(&body)?;
    if event.specversion != "1.0" {
        return Err(Problem::unfit("specversion", "expected `1.0`"));
    }
    for (place, name) in [("id", &event.id), ("source", &event.source)] {
        if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(Problem::unfit(place, &format!("expected a text of 1 to {LONGEST_NAME} bytes")));
        }
    }
    let answer = answer(&event.r#type, event.data)?;
    let register: RegisterNumber = event.subject.parse().map_err(|_| Problem::not_found())?;
    let complaint = app.read_inline(|desk| desk.numbered(register))?.ok_or_else(Problem::not_found)?;
    let (desk, _permit) = app.admit()?;
    // No control character stands in either, so the two are told apart.
    let name = format!("{}\n{}", event.source, event.id);
    let mut trace = desk.trace_for(b"wise", name.as_bytes())?;
    trace.correlation = CorrelationId::new(RequestId::of(&extensions).0);
    let recorded = match answer {
        WiseAnswer::Acknowledged { .. } => CommandKind::AcknowledgeWise,
        WiseAnswer::Returned { .. } => CommandKind::ReturnFromWise,
        #[cfg(not(aduan_workspace))]
        _ => return Err(Problem::internal()),
    };
    match desk.record_wise_answer_async(&trace, complaint, answer).await {
        Ok(_) => Ok(axum::Json(WiseRecorded { recorded, register })),
        Err(DeskError::CommandReused { .. }) => Err(Problem::event_reused()),
        Err(error) => Err(error.into()),
    }
}

/// Whether WISE sent this body. Only the log says why not.
fn authenticate(app: &App, headers: &HeaderMap, body: &Bytes) -> Result<(), Problem> {
    // A header that stands twice is no header of ours.
    let header = |name: &str| {
        let mut given = headers.get_all(name).iter();
        let first = given.next().and_then(|value| value.to_str().ok());
        first.filter(|_| given.next().is_none()).map(str::to_owned)
    };
    let Some(wise) = &app.config().wise else { return Err(Problem::invalid_signature()) };
    let signed = (header("content-digest"), header("signature-input"), header("signature"));
    let (Some(content_digest), Some(signature_input), Some(signature)) = signed else {
        return Err(Problem::invalid_signature());
    };
    let content_type = header(CONTENT_TYPE.as_str()).ok_or_else(Problem::invalid_signature)?;
    let signed = SignatureHeaders { content_digest, signature_input, signature };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    wise.verify(&content_type, body, &signed, now).map_err(|why| {
        tracing::warn!(%why, "an event that says it is WISE's is refused");
        if why == Refused::Stale { Problem::stale_signature() } else { Problem::invalid_signature() }
    })
}

fn answer(kind: &str, data: Fields) -> Result<WiseAnswer, Problem> {
    let command = match kind {
        "aduan.complaint.acknowledged.v1" => data.of(CommandKind::AcknowledgeWise)?,
        "aduan.complaint.returned.v1" => data.of(CommandKind::ReturnFromWise)?,
        _ => {
            let known = "expected `aduan.complaint.acknowledged.v1` or `aduan.complaint.returned.v1`";
            return Err(Problem::unfit("type", known));
        }
    };
    match command {
        Command::AcknowledgeWise { number } => Ok(WiseAnswer::Acknowledged { number }),
        Command::ReturnFromWise { number, outcome, note } => {
            Ok(WiseAnswer::Returned { number, outcome, note })
        }
        _ => Err(Problem::internal()),
    }
}
