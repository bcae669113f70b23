//! Answers that name what they hold, so that it need not be sent twice.

use crate::problem::Problem;
use aduan_core::ComplaintId;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use quick_cache::sync::Cache;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// What whoever asks has already, by its names: `If-None-Match`.
pub(crate) struct Has(Vec<HeaderValue>);

impl<S: Sync> FromRequestParts<S> for Has {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.headers.get_all(IF_NONE_MATCH).iter().cloned().collect()))
    }
}

/// JSON that is named by its own digest, which tells no more than it does.
pub(crate) fn tagged(has: &Has, value: &impl Serialize) -> Result<Response, Problem> {
    named(has, json(value)?, "application/json")
}

/// How many answers are kept as they were written: some 8 MB of them.
const KEPT: usize = 4096;

/// Answers about complaints as they were last written, under names that change with all that they depend on.
pub(crate) struct Written(Cache<(ComplaintId, HeaderValue), Bytes>);

impl Default for Written {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Written {
    /// JSON of a complaint under such a name; written only if nobody was answered so before.
    pub(crate) fn answer<T: Serialize>(
        &self,
        has: &Has,
        (complaint, tag): (ComplaintId, &str),
        value: impl FnOnce() -> T,
    ) -> Result<Response, Problem> {
        let tag = HeaderValue::from_str(tag).map_err(|_| Problem::internal())?;
        answer(has, tag.clone(), "application/json", || {
            self.0.get_or_insert_with(&(complaint, tag), || Ok(Bytes::from(json(&value())?)))
        })
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::with_capacity(2048);
    serde_json::to_writer(&mut body, value).map_err(|_| Problem::internal())?;
    Ok(body)
}

/// A body that is named by its digest.
pub(crate) fn named(has: &Has, body: Vec<u8>, kind: &'static str) -> Result<Response, Problem> {
    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..16]);
    let tag = HeaderValue::from_str(&format!("\"{digest}\"")).map_err(|_| Problem::internal())?;
    answer(has, tag, kind, || Ok(body))
}

/// The body, or that whoever asks has it already.
pub(crate) fn answer<B: Into<axum::body::Body>>(
    has: &Has,
    tag: HeaderValue,
    content_type: &'static str,
    body: impl FnOnce() -> Result<B, Problem>,
) -> Result<Response, Problem> {
    let mut tags = has
        .0
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim);
    let known = |given: &str| given == "*" || given.trim_start_matches("W/").as_bytes() == tag.as_bytes();
    if tags.any(known) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    let kind = HeaderValue::from_static(content_type);
    Ok(([(ETAG, tag), (CONTENT_TYPE, kind)], body()?.into()).into_response())
}
