//! For the operator.

use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The health of the server.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthStatus {
    /// `ok`.
    status: &'static str,
}

/// Whether the process lives.
#[utoipa::path(
    get, path = "/health", tag = "operations", operation_id = "health",
    responses((status = 200, description = "It does.", body = HealthStatus))
)]
pub(crate) async fn health() -> axum::Json<HealthStatus> {
    axum::Json(HealthStatus { status: "ok" })
}

/// Whether it can work: the database answers, and its keys open it.
#[utoipa::path(
    get, path = "/ready", tag = "operations", operation_id = "ready",
    responses((status = 200, description = "It can.", body = HealthStatus))
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<axum::Json<HealthStatus>, Problem> {
    app.query(|desk| Ok(desk.store().head()?)).await?;
    Ok(axum::Json(HealthStatus { status: "ok" }))
}

/// Metrics for Prometheus. No metric is of one complaint, one officer or one client.
#[utoipa::path(
    get, path = "/metrics", tag = "operations", operation_id = "metrics",
    responses((status = 200, description = "The metrics.", body = String, content_type = "application/openmetrics-text"))
)]
pub(crate) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let size = app.query(|desk| Ok(desk.store().head()?.size())).await?;
    let text = app.metrics().text(size).map_err(|_| Problem::internal())?;
    Ok(([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response())
}

/// The version of the program.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionInfo {
    /// The program.
    name: &'static str,
    /// Its version.
    version: &'static str,
    /// The format of its log.
    format: &'static str,
}

/// Which version this is.
#[utoipa::path(
    get, path = "/version", tag = "operations", operation_id = "version",
    responses((status = 200, description = "The version.", body = VersionInfo))
)]
pub(crate) async fn version() -> axum::Json<VersionInfo> {
    axum::Json(VersionInfo { name: "aduan", version: env!("CARGO_PKG_VERSION"), format: aduan_core::FORMAT })
}
