//! Answers that name what they hold, so that it need not be sent twice.

use crate::problem::Problem;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// JSON that is named by its own digest, which tells no more than it does.
pub(crate) fn tagged(headers: &HeaderMap, value: &impl Serialize) -> Result<Response, Problem> {
    named(headers, json(value)?, "application/json")
}

/// JSON under a name that changes with all that it depends on; made only for whoever does not have it.
pub(crate) fn versioned<T: Serialize>(
    headers: &HeaderMap,
    tag: &str,
    value: impl FnOnce() -> T,
) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(tag).map_err(|_| Problem::internal())?;
    answer(headers, tag, "application/json", || json(&value()))
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::with_capacity(2048);
    serde_json::to_writer(&mut body, value).map_err(|_| Problem::internal())?;
    Ok(body)
}

/// A body that is named by its digest.
pub(crate) fn named(headers: &HeaderMap, body: Vec<u8>, kind: &'static str) -> Result<Response, Problem> {
    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..16]);
    let tag = HeaderValue::from_str(&format!("\"{digest}\"")).map_err(|_| Problem::internal())?;
    answer(headers, tag, kind, || Ok(body))
}

/// The body, or that whoever asks has it already.
pub(crate) fn answer<B: Into<axum::body::Body>>(
    headers: &HeaderMap,
    tag: HeaderValue,
    content_type: &'static str,
    body: impl FnOnce() -> Result<B, Problem>,
) -> Result<Response, Problem> {
    let has = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = has.flat_map(|value| value.split(',')).map(str::trim);
    let known = |given: &str| given == "*" || given.trim_start_matches("W/").as_bytes() == tag.as_bytes();
    if tags.any(known) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    let kind = HeaderValue::from_static(content_type);
    Ok(([(ETAG, tag), (CONTENT_TYPE, kind)], body()?.into()).into_response())
}
