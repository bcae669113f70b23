//! The HTTP API of aduan: JSON, its `OpenAPI` document, and the server. It holds no rule.
//!
//! - [`App`] is a [`Desk`](aduan_store::Desk) with its settings, tokens and limits; [`router`] is the API for an axum program
//!   of your own, [`router_with`] has further routes beside it; [`serve`] serves a router.
//! - [`auth`] says who calls; [`auth::route_access`] which routes are theirs.
//! - [`Problem`] is a refusal or a failure: the core's own rejection, with its rule and both sentences.
//! - [`Config`] is the settings; [`document`] is the document of the API (`OpenAPI` 3.1).
//!
//! The commands that an officer may give come from the core's table, by [`Desk::file`](aduan_store::Desk::file).

pub mod auth;
pub mod config;
pub mod extract;
pub mod telemetry;
pub mod upload;

mod api;
mod app;
mod authorize;
mod checkpoints;
mod client_address;
mod conditional;
mod log_tail;
mod metrics;
mod observe;
mod openapi;
#[cfg(any(feature = "jwks-url", feature = "otel"))]
mod outgoing;
mod principal;
mod problem;
mod rate_limits;
mod request_id;
mod routes;
mod server;
mod session;

pub use app::App;
pub use authorize::by_ticket;
pub use client_address::ClientAddress;
pub use config::{Config, ConfigError};
#[cfg(any(feature = "jwks-url", feature = "otel"))]
pub use outgoing::CaFileError;
pub use problem::Problem;
pub use routes::contents::show as show_content;
pub use routes::document::document;
pub use routes::public::sent;
pub use server::{Listening, serve};
pub use session::FormToken;

use auth::RouteAccess;
use auth::route_access::API_ROUTES;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use observe::RouteTable;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// The API, each route for its callers.
pub fn router(app: &App) -> Router {
    router_with(app, Router::new(), &[])
}

/// The API, and other routes beside it under the same limits, log and headers. A route without an entry in `access`
/// refuses every caller.
pub fn router_with(app: &App, others: Router<App>, access: &[RouteAccess]) -> Router {
    let (api, _) = routes::all().split_for_parts();
    let table: RouteTable = [API_ROUTES, access].concat().into();
    let routes = api
        .merge(others)
        .fallback(async || Problem::not_found())
        // Each route has a limit of its own.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state((app.clone(), table), observe::observe));
    let origins = &app.config().server.cors_origins;
    let routes = if origins.is_empty() { routes } else { routes.layer(cors(origins)) };
    routes.with_state(app.clone())
}

/// Lets web pages of these origins call the API.
fn cors(origins: &[String]) -> CorsLayer {
    // An origin that is no header value allows nothing.
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("aduan-role"),
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            HeaderName::from_static("aduan-next"),
        ])
        .max_age(Duration::from_secs(3600))
}

/// Health, readiness and metrics alone, without a token: for an address where only the monitoring comes.
pub(crate) fn operations(app: &App) -> Router {
    Router::new()
        .route("/health", get(routes::operations::health))
        .route("/ready", get(routes::operations::ready))
        .route("/metrics", get(routes::operations::metrics))
        .fallback(async || Problem::not_found())
        .with_state(app.clone())
}
