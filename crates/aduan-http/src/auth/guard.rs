//! Asks the door before any handler runs.

use super::{Admission, Principal, doors};
use crate::app::App;
use crate::client::Client;
use crate::problem::Problem;
use aduan_core::Ticket;
use aduan_store::desk::Source;
use axum::extract::{MatchedPath, Request};
use axum::http::header::{ALLOW, AUTHORIZATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The header by which somebody who has several roles names the one they act in.
const ROLE: &str = "aduan-role";

/// Lets a request in, and tells the handler who it comes from. No handler runs without a door.
pub(crate) async fn guard(app: &App, mut request: Request, next: Next) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>().cloned() else {
        // There is no such route.
        return Problem::not_found().into_response();
    };
    let Some(door) = doors::at(request.method().as_str(), path.as_str()) else {
        return wrong_method(path.as_str());
    };
    let client = Client::of(request.extensions());
    let headers = request.headers();
    let principal = match principal(app, door, headers, client) {
        Ok(principal) => principal,
        Err(problem) => return problem.into_response(),
    };
    match door.admits(&principal) {
        Admission::Admitted => {}
        Admission::NeedsTicket => return needs("Ticket").into_response(),
        Admission::NeedsToken => return needs("Bearer").into_response(),
        Admission::Refused => return refused().into_response(),
    }
    let word = principal.word();
    request.extensions_mut().insert(principal);
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Word(word));
    response
}

/// Who it was, for the log.
#[derive(Clone, Copy)]
pub(crate) struct Word(pub(crate) &'static str);

fn principal(
    app: &App,
    door: &doors::Door,
    headers: &HeaderMap,
    client: Client,
) -> Result<Principal, Problem> {
    if door.who == doors::Who::Everybody {
        return Ok(Principal::Anybody);
    }
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = given.next() else { return Ok(Principal::Anybody) };
    let several = given.next().is_some();
    let parts = value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|_| !several);
    let Some((scheme, credentials)) = parts else { return Err(needs("Bearer, Ticket")) };
    let credentials = credentials.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        let wanted = headers.get(ROLE).and_then(|role| role.to_str().ok());
        app.authority().principal(credentials, wanted)
    } else if scheme.eq_ignore_ascii_case("ticket") && door.who == doors::Who::TicketHolder {
        complainant(app, client, credentials)
    } else {
        Ok(Principal::Anybody)
    }
}

/// Whose ticket this is.
pub(crate) fn complainant(app: &App, client: Client, typed: &str) -> Result<Principal, Problem> {
    let ticket = Ticket::parse(typed).map_err(|error| Problem::from(aduan_store::DeskError::from(error)))?;
    app.paces().ticket(ticket.secret())?;
    let source = Source::from(client.to_string().as_str());
    let (complaint, actor) = app.glance(|desk| desk.by_ticket(typed, &source))?;
    Ok(Principal::Complainant(complaint, actor))
}

fn needs(scheme: &'static str) -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unauthenticated",
        "Sebutkan siapa Anda: petugas dengan token, pengadu dengan nomor tiket.",
        "say who you are: an officer by a bearer token, a complainant by their ticket",
    )
    .challenge(scheme)
}

pub(crate) fn refused() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_for_this_role",
        "Ini bukan untuk peran Anda.",
        "this is not for your role",
    )
}

fn wrong_method(path: &str) -> Response {
    let mut allowed: Vec<&str> = Vec::new();
    for door in doors::DOORS.iter().filter(|door| door.path == path) {
        allowed.push(door.method);
        if door.method == "GET" {
            allowed.push("HEAD");
        }
    }
    if allowed.is_empty() {
        return Problem::not_found().into_response();
    }
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Metode ini tidak dikenal di sini.",
        "this method is not known here",
    );
    let mut response = problem.into_response();
    if let Ok(allowed) = HeaderValue::from_str(&allowed.join(", ")) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}
