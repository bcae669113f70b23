//! The document of the API.

use crate::conditional::IfNoneMatch;
use crate::openapi;
use crate::problem::Problem;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use serde_json::Value;
use std::sync::LazyLock;

/// The document of the API, as `/v1/openapi.json` has it.
///
/// ```
/// let document = aduan_http::document();
/// assert!(document["paths"]["/v1/complaints"]["post"]["responses"]["201"].is_object());
/// ```
pub fn document() -> Value {
    DOCUMENT.clone()
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi::document(super::all().split_for_parts().1));

/// This document.
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "operations", operation_id = "document",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object))
)]
pub(crate) async fn serve(known: IfNoneMatch) -> Result<Response, Problem> {
    let mut response = known.json(&*DOCUMENT)?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
