//! For complainants: file, follow, answer, correct, withdraw.

use crate::answer::{self, Has};
use crate::api::filing::{Filed, Filing};
use crate::api::view::{More, View, Wish, WithTicket, Withdrawal};
use crate::app::App;
use crate::auth::Principal;
use crate::auth::guard::{complainant, refused};
use crate::client::Client;
use crate::extract::{Body, Complainant, Key};
use crate::problem::Problem;
use aduan_core::event::Event;
use aduan_core::{Actor, Command, ComplaintId, Deliveries};
use aduan_store::desk::{Done, Pen, TicketSecret};
use aduan_store::{DeskError, OsEntropy};
use axum::Extension;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use std::ops::Deref;

/// File a complaint.
///
/// Answers the register number and, once, the ticket.
#[utoipa::path(
    post, path = "/v1/complaints", tag = "public", operation_id = "fileComplaint", request_body = Filing,
    responses((status = 201, description = "Received.", body = Filed))
)]
pub(crate) async fn file(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    Key(trace): Key,
    Body(mut filing): Body<Filing>,
) -> Result<Response, Problem> {
    app.paces().filing(client)?;
    let secret = match filing.secret()? {
        Some(secret) => secret,
        None => TicketSecret::fresh(&OsEntropy).map_err(DeskError::from)?,
    };
    let reception = filing.reception(app.config())?;
    let (desk, turn) = app.counter()?;
    let (done, ticket) = desk.receive_online_async(&trace, &reception, &secret).await?;
    drop(turn);
    app.metrics().filed();
    let filed = Filed {
        ticket: ticket.reveal(),
        register: done.complaint.register,
        complaint: done.complaint.id,
        sent: sent(&done),
    };
    let mut response = (StatusCode::CREATED, axum::Json(filed)).into_response();
    // The same for every complaint: which one it is, the ticket says.
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/v1/complaint"));
    Ok(response)
}

/// On which ways a ticket goes out.
pub(crate) fn sent(done: &Done) -> Deliveries {
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
    responses((status = 200, description = "The complaint as its complainant may see it.", body = View))
)]
pub(crate) async fn view(
    State(app): State<App>,
    Complainant(id, actor): Complainant,
    has: Has,
) -> Result<Response, Problem> {
    answer::tagged(&has, &view_of(&app, id, &actor)?)
}

/// Follow a complaint, with the ticket in the body.
#[utoipa::path(
    post, path = "/v1/complaint/view", tag = "public", operation_id = "followComplaintByBody",
    request_body = WithTicket,
    responses((status = 200, description = "The complaint as its complainant may see it.", body = View))
)]
pub(crate) async fn view_by_body(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    Body(given): Body<WithTicket>,
) -> Result<Response, Problem> {
    let Principal::Complainant(id, actor) = complainant(&app, client, &given.typed())? else {
        return Err(refused());
    };
    Ok(axum::Json(view_of(&app, id, &actor)?).into_response())
}

pub(super) fn view_of(app: &App, id: ComplaintId, actor: &Actor) -> Result<View, Problem> {
    app.glance(|desk| Ok(View::from(&aduan_core::ComplainantView::of(&desk.history(actor, id)?))))
}

/// Answer a request for additional data.
///
/// An answer that comes too late is kept as evidence, and answers nothing.
#[utoipa::path(
    post, path = "/v1/complaint/answers", tag = "public", operation_id = "answerDataRequest", request_body = More,
    responses((status = 200, description = "Recorded.", body = View))
)]
pub(crate) async fn answer(
    State(app): State<App>,
    complainant: Complainant,
    key: Key,
    Body(more): Body<More>,
) -> Result<axum::Json<View>, Problem> {
    act(&app, complainant, key, move |pen| {
        let content = pen.text(&more.content.0)?;
        Ok(Command::SupplyData { content, elements: more.elements.into_iter().collect() })
    })
    .await
}

/// Correct or add to a complaint.
#[utoipa::path(
    post, path = "/v1/complaint/amendments", tag = "public", operation_id = "amendComplaint", request_body = More,
    responses((status = 200, description = "Recorded.", body = View))
)]
pub(crate) async fn amend(
    State(app): State<App>,
    complainant: Complainant,
    key: Key,
    Body(more): Body<More>,
) -> Result<axum::Json<View>, Problem> {
    act(&app, complainant, key, move |pen| {
        let content = pen.text(&more.content.0)?;
        Ok(Command::AmendMaterial { content, elements: more.elements.into_iter().collect() })
    })
    .await
}

/// Withdraw a complaint.
///
/// A withdrawal does not end a discipline case by itself (R21).
#[utoipa::path(
    post, path = "/v1/complaint/withdrawal", tag = "public", operation_id = "withdrawComplaint",
    request_body = Withdrawal,
    responses((status = 200, description = "Recorded.", body = View))
)]
pub(crate) async fn withdraw(
    State(app): State<App>,
    complainant: Complainant,
    key: Key,
    Body(withdrawal): Body<Withdrawal>,
) -> Result<axum::Json<View>, Problem> {
    act(&app, complainant, key, move |pen| {
        let reason = withdrawal.reason.map(|reason| pen.text(&reason.0)).transpose()?;
        Ok(Command::Withdraw { reason })
    })
    .await
}

/// Change the wish about one's identity.
#[utoipa::path(
    put, path = "/v1/complaint/confidentiality", tag = "public", operation_id = "chooseConfidentiality",
    request_body = Wish,
    responses((status = 200, description = "Recorded.", body = View))
)]
pub(crate) async fn choose(
    State(app): State<App>,
    complainant: Complainant,
    key: Key,
    Body(wish): Body<Wish>,
) -> Result<axum::Json<View>, Problem> {
    let choice = wish.confidentiality;
    act(&app, complainant, key, move |_| Ok(Command::ChooseConfidentiality { choice })).await
}

/// Gives a command of a complainant's; answers what they see then. Neither version nor count of it is told.
pub(super) async fn act(
    app: &App,
    Complainant(id, actor): Complainant,
    Key(trace): Key,
    say: impl FnOnce(&mut Pen<'_>) -> Result<Command, DeskError> + Send,
) -> Result<axum::Json<View>, Problem> {
    let (desk, turn) = app.counter()?;
    desk.deref().act_async(&trace, &actor, id, say).await?;
    drop(turn);
    Ok(axum::Json(view_of(app, id, &actor)?))
}
