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
    under(headers, "", value)
}

/// JSON of a complaint at a version: its name begins with that, which is what `If-Match` asks for.
pub(crate) fn versioned(
    headers: &HeaderMap,
    version: u32,
    value: &impl Serialize,
) -> Result<Response, Problem> {
    under(headers, &format!("{version}."), value)
}

fn under(headers: &HeaderMap, start: &str, value: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(value).map_err(|_| Problem::internal())?;
    named(headers, start, body, "application/json")
}

/// A body under a name made of `start` and a digest of it.
pub(crate) fn named(
    headers: &HeaderMap,
    start: &str,
    body: Vec<u8>,
    kind: &'static str,
) -> Result<Response, Problem> {
    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..16]);
    let tag = HeaderValue::from_str(&format!("\"{start}{digest}\"")).map_err(|_| Problem::internal())?;
    Ok(answer(headers, tag, body, kind))
}

/// The body, or that whoever asks has it already.
pub(crate) fn answer(
    headers: &HeaderMap,
    tag: HeaderValue,
    body: Vec<u8>,
    content_type: &'static str,
) -> Response {
    let has = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let tags = has.flat_map(|value| value.split(',')).map(str::trim);
    let known = |given: &str| given == "*" || given.trim_start_matches("W/").as_bytes() == tag.as_bytes();
    if tags.into_iter().any(known) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    ([(ETAG, tag), (CONTENT_TYPE, HeaderValue::from_static(content_type))], body).into_response()
}
