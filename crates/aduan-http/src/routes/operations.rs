//! For the operator.

use crate::app::App;
use crate::problem::Problem;
use aduan_core::Timestamp;
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

/// Whether the server can work, and how old its last sweep is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadyStatus {
    /// `ok`.
    status: &'static str,
    /// When the last sweep that came to its end began, whichever process made it; null if there was none yet. What time
    /// alone does waits since then.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_sweep: Option<Timestamp>,
    /// How many seconds ago that was.
    last_sweep_age_seconds: Option<i64>,
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
    responses((status = 200, description = "It can.", body = ReadyStatus))
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<axum::Json<ReadyStatus>, Problem> {
    let (last_sweep, age) = app
        .query(|desk| {
            desk.store().head()?;
            Ok((desk.last_sweep()?, desk.last_sweep_age()?))
        })
        .await?;
    let last_sweep_age_seconds = age.map(|age| age.num_seconds());
    Ok(axum::Json(ReadyStatus { status: "ok", last_sweep, last_sweep_age_seconds }))
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
