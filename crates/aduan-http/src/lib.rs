//! The HTTP door to aduan: a JSON API, its document, and the server. It holds no rule.
//!
//! - [`App`] is a [`Desk`](aduan_store::Desk) with what stands around it; [`router`] is all its routes, for an axum program
//!   of your own; [`serve`] runs them.
//! - [`auth`] says who somebody is, and [`auth::doors`] which routes are theirs: the one place of authorisation.
//! - [`Problem`] is what went wrong: the core's own refusal, with its rule and both sentences.
//! - [`Config`] is what may be set; [`document`] the API's own document (`OpenAPI` 3.1).
//!
//! What may be done next comes from the core's table, by [`Desk::file`](aduan_store::Desk::file); nothing here knows a
//! stage from another.

pub mod auth;
pub mod config;
pub mod telemetry;

mod answer;
mod api;
mod app;
mod client;
mod extract;
mod hex;
mod limits;
mod metrics;
mod openapi;
#[cfg(any(feature = "jwks-url", feature = "otel"))]
mod outward;
mod pages;
mod problem;
mod routes;
mod server;

pub use app::App;
pub use config::{Config, ConfigError};
pub use openapi::document;
#[cfg(any(feature = "jwks-url", feature = "otel"))]
pub use outward::AuthoritiesError;
pub use problem::Problem;
pub use server::{Listening, serve};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Every route, guarded.
pub fn router(app: &App) -> Router {
    let (routes, _) = routes::all().split_for_parts();
    let routes = routes
        .merge(pages::all())
        .fallback(async || Problem::not_found())
        // Each route has a limit of its own.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), telemetry::observe));
    let origins = &app.config().server.cors_origins;
    let routes = if origins.is_empty() { routes } else { routes.layer(cors(origins)) };
    routes.with_state(app.clone())
}

/// What browsers are told of pages of these origins.
fn cors(origins: &[String]) -> CorsLayer {
    // A header of the settings that is none opens nothing.
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
