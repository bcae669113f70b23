//! The middleware around every request: its id, its client's rate, its time limit, its line in the log, its headers.
//!
//! The log has the id, the route, the status, the duration and the role. It has no address, no path as typed and no body: a
//! ticket may stand in each.

use crate::app::App;
use crate::auth::RouteAccess;
use crate::auth::route_access;
use crate::authorize::{LoggedRole, authorize};
use crate::client_address::ClientAddress;
use crate::problem::Problem;
use crate::request_id::RequestId;
use crate::telemetry::traces::{self, Answered};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The routes that are served, with their callers.
pub(crate) type RouteTable = Arc<[RouteAccess]>;

/// Wraps every request: gives it an id, limits its client's rate and its time, and logs it.
pub(crate) async fn observe(
    State((app, table)): State<(App, RouteTable)>,
    mut request: Request,
    next: Next,
) -> Response {
    let (start, _in_flight) = (Instant::now(), app.metrics().enter());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let client = ClientAddress::find(peer, request.headers(), &app.config().server.trusted_proxies);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let id = RequestId::fresh();
    let mut response = if let Err(problem) = app.rate_limits().client(client) {
        problem.into_response()
    } else {
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(client);
        within_time(&app, &table, route.as_deref(), request, next).await
    };
    let (status, duration) = (response.status(), start.elapsed());
    let access = route.as_deref().and_then(|route| route_access::find(&table, method.as_str(), route));
    app.metrics().answered(access, status, duration);
    let role = response.extensions().get::<LoggedRole>().map_or("anybody", |role| role.0);
    let id = id.0.to_string();
    let method = standard(&method);
    tracing::info!(
        request = id,
        method = method.unwrap_or("other"),
        route = route.as_deref().unwrap_or("none"),
        status = status.as_u16(),
        millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        who = role,
        "answered"
    );
    traces::record(&Answered { method, route: route.as_deref(), status, duration, role, request: &id });
    add_security_headers(&mut response, app.config().server.behind_tls, &id);
    response
}

/// The method, where it is a standard one: a client may send any word.
fn standard(method: &axum::http::Method) -> Option<&str> {
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    Some(method.as_str()).filter(|method| known.contains(method))
}

async fn within_time(
    app: &App,
    table: &[RouteAccess],
    route: Option<&str>,
    request: Request,
    next: Next,
) -> Response {
    let limits = &app.config().limits;
    let upload = route.is_some_and(|route| route.ends_with("/evidence"));
    let seconds = limits.request_seconds + if upload { limits.upload_seconds } else { 0 };
    // A command that was submitted by then is still recorded or refused. Sending it again with its Idempotency-Key
    // tells which.
    match tokio::time::timeout(Duration::from_secs(seconds), authorize(app, table, request, next)).await {
        Ok(response) => response,
        Err(_) => Problem::overloaded().into_response(),
    }
}

/// The headers of every answer.
fn add_security_headers(response: &mut Response, behind_tls: bool, id: &str) {
    let headers = response.headers_mut();
    headers.reserve(9);
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(CACHE_CONTROL, "no-store");
    add(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    add(REFERRER_POLICY, "no-referrer");
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(X_FRAME_OPTIONS, "DENY");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(VARY, "Authorization, Cookie, Accept, Accept-Language");
    if behind_tls {
        add(STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
}
