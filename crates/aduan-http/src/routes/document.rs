//! The document of the API.

use crate::answer::{Has, answer};
use crate::openapi;
use crate::problem::Problem;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;

/// This document.
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "operations", operation_id = "document",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object))
)]
pub(crate) async fn document(has: Has) -> Result<Response, Problem> {
    let text = openapi::text();
    let tag = openapi::tag().ok_or_else(Problem::internal)?;
    let mut response = answer(&has, tag, "application/json", || Ok(text))?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
