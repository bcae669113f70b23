//! The start page, and the document of the API.

use crate::answer::answer;
use crate::openapi;
use crate::problem::Problem;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

const START: &str = include_str!("start.html");

/// The start page.
#[utoipa::path(
    get, path = "/", tag = "operations", operation_id = "start",
    responses((status = 200, description = "A page.", body = String, content_type = "text/html"))
)]
pub(crate) async fn start() -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'none'";
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    (headers, START).into_response()
}

/// This document.
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "operations", operation_id = "document",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object))
)]
pub(crate) async fn document(headers: HeaderMap) -> Result<Response, Problem> {
    let text = openapi::text();
    let tag = openapi::tag().ok_or_else(Problem::internal)?;
    let mut response = answer(&headers, tag, text.as_bytes().to_vec(), "application/json");
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
