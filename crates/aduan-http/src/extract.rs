//! The parts of a request, for handlers. An error never repeats what was sent.

use crate::app::App;
use crate::principal::Principal;
use crate::problem::Problem;
use crate::request_id::RequestId;
use aduan_core::{Actor, ComplaintId, CorrelationId, RegisterNumber};
use aduan_store::desk::Trace;
use axum::body::Body as HttpBody;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;
use uuid::Uuid;

/// The officer who calls.
pub struct Officer(pub Actor);

/// The complainant who calls, and their complaint.
pub(crate) struct Complainant(pub(crate) ComplaintId, pub(crate) Actor);

impl<S: Sync> FromRequestParts<S> for Officer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get() {
            Some(Principal::Officer(actor)) => Ok(Self(actor.clone())),
            _ => Err(Problem::not_for_this_role()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Complainant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get() {
            Some(Principal::Complainant(complaint, actor)) => Ok(Self(*complaint, actor.clone())),
            _ => Err(Problem::not_for_this_role()),
        }
    }
}

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T, S> FromRequest<S> for JsonBody<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let app = App::from_ref(state);
        if !is_plain(request.headers(), "application/json") {
            return Err(Problem::json_required());
        }
        let bytes = read_body(&app, request).await?;
        json_object(&bytes).map(Self)
    }
}

/// Reads a JSON object.
///
/// # Errors
/// 400 for what is not JSON, 422 for another shape.
pub(crate) fn json_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let JsonObject(value) = serde_path_to_error::deserialize(&mut *reader).map_err(|error| {
        let path = error.path().to_string();
        invalid_body(error.inner(), &path)
    })?;
    reader.end().map_err(|error| invalid_body(&error, "."))?;
    Ok(value)
}

/// A JSON object. By itself serde would also read an array, its fields by their order.
pub(crate) struct JsonObject<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for JsonObject<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

/// Whether a body is of this type, in UTF-8, and not compressed.
pub(crate) fn is_plain(headers: &HeaderMap, media_type: &str) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(str::trim);
    let of_type = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case(media_type));
    let utf8 = parts.all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    of_type && utf8 && headers.get(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity")
}

/// Reads a body whole, within the settings.
///
/// # Errors
/// 413, 408, 400.
pub async fn read_body(app: &App, request: Request) -> Result<Bytes, Problem> {
    let limits = &app.config().limits;
    let limit = limits.body_bytes;
    let too_large = || Problem::too_large(limit as u64);
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return Err(too_large());
    }
    let body = Limited::new(request.into_body(), limit).collect();
    match tokio::time::timeout(Duration::from_secs(limits.body_seconds), body).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Problem::broken_off()),
        Err(_) => Err(Problem::too_slow()),
    }
}

/// A body that is not JSON, or not of the expected shape: where, and what was expected.
fn invalid_body(error: &serde_json::Error, path: &str) -> Problem {
    if !error.is_data() {
        return Problem::new(
            StatusCode::BAD_REQUEST,
            "not_json",
            format!("Bukan JSON: baris {}, kolom {}.", error.line(), error.column()),
            format!("no JSON: line {}, column {}", error.line(), error.column()),
        );
    }
    let said = error.to_string();
    // A path has the names of fields that are known here, and numbers; one that is not known stands at its end.
    let place = match path.rsplit_once('.') {
        _ if !said.starts_with("unknown field") => path,
        Some((above, _)) => above,
        None => ".",
    };
    let expected = expected(&said);
    Problem::unfit(place, &expected)
}

/// The expectation in an error of serde. The found text is left out, since a person may have written it.
fn expected(said: &str) -> String {
    let said = said.rsplit_once(" at line ").map_or(said, |(said, _)| said);
    let known = |start: &str| said.starts_with(start) && !said.contains(", expected");
    if known("missing field `") || known("duplicate field `") {
        return said.to_owned();
    }
    // The last one: what was found stands before it.
    said.rfind("expected ").map_or_else(|| "unexpected".to_owned(), |from| said[from..].to_owned())
}

/// The query.
pub(crate) struct QueryParams<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri).map(|Query(value)| Self(value)).map_err(|_| Problem::bad_query())
    }
}

/// `Idempotency-Key`: a UUID under which a command is done once; the command's id is derived from it. A request without one
/// gets a fresh id. An officer's command is tied to the request in the server's log; a complainant's is not (T7).
pub(crate) struct IdempotencyKey(pub(crate) Trace);

impl<S> FromRequestParts<S> for IdempotencyKey
where
    S: Sync,
    App: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let app = App::from_ref(state);
        let desk = app.shared_desk();
        let principal = parts.extensions.get();
        let mut given = parts.headers.get_all("idempotency-key").iter();
        let mut trace = match (given.next(), given.next()) {
            (None, _) => desk.trace()?,
            (Some(value), None) => {
                // As the header is specified, it is a string in quotes.
                let text = value.to_str().ok().map(|text| text.trim_matches('"'));
                let uuid = text.filter(|text| text.len() == 36).and_then(|text| Uuid::try_parse(text).ok());
                let key = uuid.filter(|uuid| !uuid.is_nil()).ok_or_else(Problem::bad_idempotency_key)?;
                desk.trace_for(&scope(principal), key.as_bytes())?
            }
            (Some(_), Some(_)) => return Err(Problem::bad_idempotency_key()),
        };
        if let Some(Principal::Officer(_)) = principal {
            trace.correlation = CorrelationId::new(RequestId::of(&parts.extensions).0);
        }
        Ok(Self(trace))
    }
}

/// The trace of a form that an officer sends, under the key of the form: sent again, it is done once. It is tied to the request
/// in the server's log, as a command of the API is.
///
/// # Errors
/// The desk's.
pub fn officer_trace(
    app: &App,
    extensions: &axum::http::Extensions,
    officer: &Actor,
    key: Uuid,
) -> Result<Trace, Problem> {
    let owner = scope(Some(&Principal::Officer(officer.clone())));
    let mut trace = app.shared_desk().trace_for(&owner, key.as_bytes())?;
    trace.correlation = CorrelationId::new(RequestId::of(extensions).0);
    Ok(trace)
}

/// The owner of idempotency keys: an officer, a complainant on their complaint, the portal, or all people who
/// file.
fn scope(principal: Option<&Principal>) -> Vec<u8> {
    match principal {
        Some(Principal::Officer(actor)) => [b"officer".as_slice(), actor.id.uuid().as_bytes()].concat(),
        Some(Principal::Complainant(complaint, actor)) => {
            [b"complainant".as_slice(), complaint.uuid().as_bytes(), actor.id.uuid().as_bytes()].concat()
        }
        Some(Principal::Portal(_)) => b"portal".to_vec(),
        None | Some(Principal::Anybody | Principal::Auditor(_) | Principal::Operator(_)) => {
            b"filing".to_vec()
        }
    }
}

/// `If-Match: "7"`: the version that a command is meant for.
pub(crate) struct IfMatch(pub(crate) Option<u32>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut given = parts.headers.get_all(IF_MATCH).iter();
        let (Some(value), None) = (given.next(), given.next()) else {
            return if parts.headers.contains_key(IF_MATCH) {
                Err(Problem::bad_if_match())
            } else {
                Ok(Self(None))
            };
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        // Behind the version stands what else the answer held: what may be done changes with the time, too.
        let version = version.map(|text| text.split_once('.').map_or(text, |(version, _)| version));
        Ok(Self(Some(version.and_then(|version| version.parse().ok()).ok_or_else(Problem::bad_if_match)?)))
    }
}

/// The complaint in the path: its id, or its register number.
pub struct ComplaintPath(pub ComplaintId);

impl<S> FromRequestParts<S> for ComplaintPath
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = path_segment(parts, state, "complaint").await?;
        if let Ok(id) = text.parse() {
            return Ok(Self(id));
        }
        let register: RegisterNumber = text.to_uppercase().parse().map_err(|_| Problem::not_found())?;
        let app = App::from_ref(state);
        let found = app.read_inline(|desk| desk.numbered(register))?;
        found.map(Self).ok_or_else(Problem::not_found)
    }
}

/// The content in the path.
pub struct ContentPath(pub aduan_core::ContentId);

impl<S: Send + Sync> FromRequestParts<S> for ContentPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = path_segment(parts, state, "content").await?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

async fn path_segment<S: Send + Sync>(parts: &mut Parts, state: &S, name: &str) -> Result<String, Problem> {
    let path = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
    let Path(segments) = path.map_err(|_| Problem::not_found())?;
    let found = segments.into_iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value).ok_or_else(Problem::not_found)
}

/// Limits a body that is read piece by piece.
pub(crate) fn limit_body(request: Request, limit: u64) -> Request {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    request.map(|body| HttpBody::new(Limited::new(body, limit)))
}

#[cfg(test)]
mod tests {
    use super::expected;

    #[test]
    fn what_was_found_is_never_repeated() {
        let secret =
            "unknown variant `saya Budi, expected money`, expected one of `a`, `b` at line 1 column 9";
        assert_eq!(expected(secret), "expected one of `a`, `b`");
        assert_eq!(
            expected("invalid type: string \"Budi\", expected u32 at line 1 column 9"),
            "expected u32"
        );
        assert_eq!(expected("missing field `material` at line 1 column 2"), "missing field `material`");
        assert_eq!(
            expected("`Budi` is no Office: expected `KIND-CODE` at line 1 column 2"),
            "expected `KIND-CODE`"
        );
        assert_eq!(expected("Budi"), "unexpected");
    }
}
