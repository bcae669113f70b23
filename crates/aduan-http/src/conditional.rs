//! Conditional requests: an `ETag` on each answer, and 304 where the caller has the same already.

use crate::problem::Problem;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// The entity tags that the caller has: `If-None-Match`.
pub(crate) struct IfNoneMatch(Vec<HeaderValue>);

impl<S: Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.headers.get_all(IF_NONE_MATCH).iter().cloned().collect()))
    }
}

impl IfNoneMatch {
    fn includes(&self, tag: &str) -> bool {
        let given = self.0.iter().filter_map(|value| value.to_str().ok());
        let mut given = given.flat_map(|value| value.split(',')).map(str::trim);
        given.any(|given| given == "*" || given.trim_start_matches("W/") == tag)
    }

    /// The body under its tag; or 304 where the caller has it.
    pub(crate) fn answer(
        &self,
        tag: &str,
        content_type: &'static str,
        body: impl Into<Body>,
    ) -> Result<Response, Problem> {
        let value = HeaderValue::from_str(tag).map_err(|_| Problem::internal())?;
        if self.includes(tag) {
            return Ok((StatusCode::NOT_MODIFIED, [(ETAG, value)]).into_response());
        }
        let content_type = HeaderValue::from_static(content_type);
        Ok(([(ETAG, value), (CONTENT_TYPE, content_type)], body.into()).into_response())
    }

    /// A body under its digest.
    pub(crate) fn digested(&self, content_type: &'static str, body: Vec<u8>) -> Result<Response, Problem> {
        self.answer(&format!("\"{}\"", digest(&body)), content_type, body)
    }

    /// JSON under its digest.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<Response, Problem> {
        self.digested("application/json", json(value)?)
    }

    /// JSON of a complaint under its version, which `If-Match` asks for, and its digest.
    pub(crate) fn versioned_json(&self, version: u32, value: &impl Serialize) -> Result<Response, Problem> {
        let body = json(value)?;
        self.answer(&format!("\"{version}.{}\"", digest(&body)), "application/json", body)
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|_| Problem::internal())
}

fn digest(body: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..16])
}
