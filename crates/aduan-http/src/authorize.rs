//! Checks who calls, before any handler runs.

use crate::app::App;
use crate::auth::route_access::{self, Callers, RouteAccess};
use crate::auth::{Admission, Principal};
use crate::client_address::ClientAddress;
use crate::problem::Problem;
use crate::session;
use aduan_core::{Actor, ComplaintId, Ticket};
use aduan_store::desk::Source;
use axum::extract::{MatchedPath, Request};
use axum::http::header::{ALLOW, AUTHORIZATION};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The header that names the role, for an officer who has several.
const ROLE: &str = "aduan-role";

/// Lets a request in, and tells the handler who calls. A route without an entry in the table is not served.
pub(crate) async fn authorize(
    app: &App,
    table: &[RouteAccess],
    mut request: Request,
    next: Next,
) -> Response {
    let Some(path) = request.extensions().get::<MatchedPath>().cloned() else {
        return Problem::not_found().into_response();
    };
    let Some(route) = route_access::find(table, request.method().as_str(), path.as_str()) else {
        return method_not_allowed(table, path.as_str());
    };
    let client = ClientAddress::of(request.extensions());
    let known = match route.callers {
        Callers::SignedIn(_) => session::principal(app, request.headers()).await,
        _ => principal(app, route, request.headers(), client).map(|principal| (principal, None)),
    };
    let (principal, form_token) = match known {
        Ok(known) => known,
        Err(problem) => return problem.into_response(),
    };
    match route.admits(&principal) {
        Admission::Admitted => {}
        Admission::NeedsTicket => return Problem::unauthenticated().challenge("Ticket").into_response(),
        Admission::NeedsSession => return Problem::not_signed_in().into_response(),
        Admission::NeedsToken => return Problem::unauthenticated().challenge("Bearer").into_response(),
        Admission::Refused => return Problem::not_for_this_role().into_response(),
    }
    let name = principal.log_name();
    request.extensions_mut().insert(principal);
    if let Some(token) = form_token {
        request.extensions_mut().insert(token);
    }
    let mut response = next.run(request).await;
    response.extensions_mut().insert(LoggedRole(name));
    response
}

/// The caller's role, for the log.
#[derive(Clone, Copy)]
pub(crate) struct LoggedRole(pub(crate) &'static str);

fn principal(
    app: &App,
    route: &RouteAccess,
    headers: &HeaderMap,
    client: ClientAddress,
) -> Result<Principal, Problem> {
    if matches!(route.callers, Callers::Everybody | Callers::Wise) {
        return Ok(Principal::Anybody);
    }
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = given.next() else { return Ok(Principal::Anybody) };
    let several = given.next().is_some();
    let parts = value.to_str().ok().and_then(|value| value.split_once(' ')).filter(|_| !several);
    let Some((scheme, credentials)) = parts else {
        return Err(Problem::unauthenticated().challenge("Bearer, Ticket"));
    };
    let credentials = credentials.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        let wanted = headers.get(ROLE).and_then(|role| role.to_str().ok());
        app.verifier().principal(credentials, wanted)
    } else if scheme.eq_ignore_ascii_case("ticket") && route.callers == Callers::TicketHolder {
        let (complaint, actor) = by_ticket(app, client, credentials)?;
        Ok(Principal::Complainant(complaint, actor))
    } else {
        Ok(Principal::Anybody)
    }
}

/// The complaint of a ticket, and its complainant. Wrong tickets of one client are counted and slowed.
///
/// # Errors
/// 401 for a ticket that is mistyped or unknown, 429 for too many.
pub fn by_ticket(app: &App, client: ClientAddress, typed: &str) -> Result<(ComplaintId, Actor), Problem> {
    let ticket = Ticket::parse(typed).map_err(|error| Problem::from(aduan_store::DeskError::from(error)))?;
    app.rate_limits().ticket(ticket.secret())?;
    let source = Source::from(client.to_string().as_str());
    app.read_inline(|desk| desk.by_ticket(typed, &source))
}

fn method_not_allowed(table: &[RouteAccess], path: &str) -> Response {
    let mut allowed: Vec<&str> = Vec::new();
    for route in table.iter().filter(|route| route.path == path) {
        allowed.push(route.method);
        if route.method == "GET" {
            allowed.push("HEAD");
        }
    }
    if allowed.is_empty() {
        return Problem::not_found().into_response();
    }
    let mut response = Problem::method_not_allowed().into_response();
    if let Ok(allowed) = HeaderValue::from_str(&allowed.join(", ")) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}
