//! For complainants: file, follow, answer, correct, withdraw.

use crate::api::body::{
    AmendmentBody, AnswerBody, ChoiceBody, ContestBody, DenialBody, Fields, FilingBody, MessageBody,
    NewTicketBody, RevocationBody, WithdrawalBody,
};
use crate::api::complaint_view::{ComplaintView, OpenedQuestion, TicketBody};
use crate::api::filing::Filed;
use crate::app::App;
use crate::authorize::by_ticket;
use crate::client_address::ClientAddress;
use crate::conditional::IfNoneMatch;
use crate::extract::{Complainant, IdempotencyKey, JsonBody};
use crate::problem::Problem;
use aduan_core::event::Event;
use aduan_core::{Actor, Command, CommandKind, ComplaintId, Deliveries, Ticket};
use aduan_store::desk::{Done, Draft, TicketSecret};
use aduan_store::{DeskError, OsEntropy};
use axum::Extension;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// File a complaint.
///
/// Answers the register number and, once, the ticket.
#[utoipa::path(
    post, path = "/v1/complaints", tag = "public", operation_id = "fileComplaint", request_body = FilingBody,
    responses((status = 201, description = "Received.", body = Filed))
)]
pub(crate) async fn file(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    IdempotencyKey(trace): IdempotencyKey,
    JsonBody(mut fields): JsonBody<Fields>,
) -> Result<Response, Problem> {
    let secret = secret(&mut fields)?;
    let reception = fields.filing(app.config().reception.unit)?;
    Ok(filed(&app.file_online(client, &trace, reception, &secret).await?))
}

/// File a complaint that came through the service users' portal.
///
/// For the portal's own token. Answers the register number and, once, the ticket, which is for the complainant alone.
#[utoipa::path(
    post, path = "/v1/portal/complaints", tag = "public", operation_id = "fileComplaintByPortal", request_body = FilingBody,
    responses((status = 201, description = "Received.", body = Filed))
)]
pub(crate) async fn file_by_portal(
    State(app): State<App>,
    IdempotencyKey(trace): IdempotencyKey,
    JsonBody(mut fields): JsonBody<Fields>,
) -> Result<Response, Problem> {
    let secret = secret(&mut fields)?;
    let reception = fields.filing(app.config().reception.unit)?;
    Ok(filed(&app.file_by_portal(&trace, reception, &secret).await?))
}

fn secret(fields: &mut Fields) -> Result<TicketSecret, Problem> {
    match fields.secret()? {
        Some(secret) => Ok(secret),
        None => Ok(TicketSecret::fresh(&OsEntropy).map_err(DeskError::from)?),
    }
}

fn filed((done, ticket): &(Done, Ticket)) -> Response {
    let filed = Filed {
        ticket: ticket.reveal(),
        register: done.complaint.register,
        complaint: done.complaint.id,
        sent: sent(done),
    };
    let mut response = (StatusCode::CREATED, axum::Json(filed)).into_response();
    // The same for every complaint: which one it is, the ticket says.
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/v1/complaint"));
    response
}

/// The ways on which a ticket is sent, besides the screen.
pub fn sent(done: &Done) -> Deliveries {
    let issued = done.records.iter().find_map(|record| match &record.event {
        Event::TicketIssued(issued) => Some(issued.deliveries),
        _ => None,
    });
    let screen = Deliveries::of(&[aduan_core::Delivery::Screen]);
    issued.map_or(Deliveries::EMPTY, |deliveries| deliveries.difference(screen))
}

/// Follow a complaint.
#[utoipa::path(
    get, path = "/v1/complaint", tag = "public", operation_id = "followComplaint",
    responses((status = 200, description = "The complaint as its complainant may see it.", body = ComplaintView))
)]
pub(crate) async fn view(
    State(app): State<App>,
    Complainant(id, actor): Complainant,
    known: IfNoneMatch,
) -> Result<Response, Problem> {
    known.json(&view_of(&app, id, &actor)?)
}

/// Follow a complaint, with the ticket in the body.
#[utoipa::path(
    post, path = "/v1/complaint/view", tag = "public", operation_id = "followComplaintByBody",
    request_body = TicketBody,
    responses((status = 200, description = "The complaint as its complainant may see it.", body = ComplaintView))
)]
pub(crate) async fn view_by_body(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    JsonBody(given): JsonBody<TicketBody>,
) -> Result<Response, Problem> {
    let (id, actor) = by_ticket(&app, client, &given.typed())?;
    Ok(axum::Json(view_of(&app, id, &actor)?).into_response())
}

pub(super) fn view_of(app: &App, id: ComplaintId, actor: &Actor) -> Result<ComplaintView, Problem> {
    app.read_inline(|desk| {
        Ok(ComplaintView::from(&aduan_core::ComplainantView::of(&desk.history(actor, id)?)))
    })
}

/// Open the question of a request for additional data.
///
/// The window runs from the first time. Opening it again changes nothing.
#[utoipa::path(
    post, path = "/v1/complaint/question", tag = "public", operation_id = "openQuestion",
    responses((status = 200, description = "The question.", body = OpenedQuestion))
)]
pub(crate) async fn open(
    State(app): State<App>,
    Complainant(id, actor): Complainant,
) -> Result<axum::Json<OpenedQuestion>, Problem> {
    let by = actor.clone();
    let opened = app.query(move |desk| desk.open_question(&by, id)).await?;
    Ok(axum::Json(OpenedQuestion {
        question: opened.question.reveal().to_owned(),
        recorded: opened.recorded.is_ok(),
        complaint: view_of(&app, id, &actor)?,
    }))
}

/// Say that one was not told what an officer recorded.
#[utoipa::path(
    post, path = "/v1/complaint/denials", tag = "public", operation_id = "denyTelling", request_body = DenialBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn deny(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::DenyTelling)?).await
}

/// Have a new ticket sent.
///
/// It goes to an address or number that the complainant left when they filed; every other way that they left hears of it. No answer
/// shows it. The ticket that asks for it opens the complaint until the new one is first shown. While one is on its way, no other is
/// sent.
#[utoipa::path(
    post, path = "/v1/complaint/reissues", tag = "public", operation_id = "reissueTicket", request_body = NewTicketBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn reissue(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::ReissueTicket)?).await
}

/// Revoke a ticket: this one, those before it, or those that an officer had sent after it.
///
/// Whoever revokes the ticket that they show gets no complaint to see.
#[utoipa::path(
    post, path = "/v1/complaint/revocations", tag = "public", operation_id = "revokeTicket",
    request_body = RevocationBody, responses((status = 204, description = "Recorded."))
)]
pub(crate) async fn revoke(
    State(app): State<App>,
    Complainant(id, actor): Complainant,
    IdempotencyKey(trace): IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<StatusCode, Problem> {
    let command = fields.of(CommandKind::RevokeTicket)?;
    let (desk, _permit) = app.admit()?;
    desk.act_async(&trace, &actor, id, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Contest what one's complaint was recorded to be about, once.
///
/// A coordinator decides.
#[utoipa::path(
    post, path = "/v1/complaint/contest", tag = "public", operation_id = "contestMatter", request_body = ContestBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn contest(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::ContestMatter)?).await
}

/// Answer a request for additional data.
///
/// An answer that comes too late is kept as evidence, and answers nothing.
#[utoipa::path(
    post, path = "/v1/complaint/answers", tag = "public", operation_id = "answerDataRequest", request_body = AnswerBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn answer(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::SupplyData)?).await
}

/// Write to whoever has the file.
///
/// While a request for data is open, what is written answers it. A message starts no deadline.
#[utoipa::path(
    post, path = "/v1/complaint/messages", tag = "public", operation_id = "writeMessage", request_body = MessageBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn write(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::WriteMessage)?).await
}

/// Correct or add to a complaint.
#[utoipa::path(
    post, path = "/v1/complaint/amendments", tag = "public", operation_id = "amendComplaint", request_body = AmendmentBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn amend(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::AmendMaterial)?).await
}

/// Withdraw a complaint.
///
/// A withdrawal does not end a discipline case by itself (R21).
#[utoipa::path(
    post, path = "/v1/complaint/withdrawal", tag = "public", operation_id = "withdrawComplaint",
    request_body = WithdrawalBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn withdraw(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::Withdraw)?).await
}

/// Change the wish about one's identity.
#[utoipa::path(
    put, path = "/v1/complaint/confidentiality", tag = "public", operation_id = "chooseConfidentiality",
    request_body = ChoiceBody,
    responses((status = 200, description = "Recorded.", body = ComplaintView))
)]
pub(crate) async fn choose(
    State(app): State<App>,
    complainant: Complainant,
    key: IdempotencyKey,
    JsonBody(fields): JsonBody<Fields>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    act(&app, complainant, key, fields.of(CommandKind::ChooseConfidentiality)?).await
}

/// Gives a complainant's command; answers what they see afterwards, which has no version.
pub(super) async fn act(
    app: &App,
    Complainant(id, actor): Complainant,
    IdempotencyKey(trace): IdempotencyKey,
    command: Command<Draft>,
) -> Result<axum::Json<ComplaintView>, Problem> {
    let (desk, _permit) = app.admit()?;
    desk.act_async(&trace, &actor, id, command).await?;
    Ok(axum::Json(view_of(app, id, &actor)?))
}
