//! A refusal or a failure (RFC 9457): its code, its rule, and a sentence in both languages.

mod fixed;
mod from_errors;

use aduan_core::{Language, Rule};
use axum::Json;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;

/// An answer that is a refusal or a failure. It never repeats what was sent.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    rule: Option<Rule>,
    sentence: Sentence,
    /// Seconds.
    retry_after: Option<u64>,
    challenge: Option<&'static str>,
    /// The field of a form that is wrong.
    field: Option<&'static str>,
}

/// A sentence for a person, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Sentence {
    /// Bahasa Indonesia.
    #[schema(value_type = String)]
    id: Cow<'static, str>,
    /// English.
    #[schema(value_type = String)]
    en: Cow<'static, str>,
}

impl Sentence {
    /// The same thing, said twice.
    pub(crate) fn new(id: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self { id: id.into(), en: en.into() }
    }
}

/// A problem as it is written (RFC 9457).
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `urn:aduan:problem:` and the code.
    #[schema(example = "urn:aduan:problem:wrong_target")]
    r#type: String,
    /// What the status means.
    #[schema(example = "Forbidden")]
    title: String,
    /// The status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened and what would have been right, in Indonesian.
    detail: String,
    /// A stable name for programs.
    #[schema(example = "wrong_target")]
    code: String,
    /// The rule of the procedure that refuses it, if one does.
    #[schema(example = "R15")]
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// The same as `detail`, in both languages.
    sentence: Sentence,
    /// After how many seconds it may be tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem with a code of its own.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        id: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> Self {
        let sentence = Sentence::new(id, en);
        Self { status, code, rule: None, sentence, retry_after: None, challenge: None, field: None }
    }

    /// The same, to be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    /// The same, telling which credentials are asked for.
    #[must_use]
    pub fn challenge(mut self, scheme: &'static str) -> Self {
        self.challenge = Some(scheme);
        self
    }

    /// The same, about one field of a form.
    #[must_use]
    pub fn for_field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The field of a form that is wrong.
    pub fn field(&self) -> Option<&'static str> {
        self.field
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Its sentence, in one language.
    pub fn sentence(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.sentence.id,
            Language::English => &self.sentence.en,
        }
    }

    /// After how many seconds it may be tried again.
    pub fn retry_seconds(&self) -> Option<u64> {
        self.retry_after
    }

    /// A body that does not have the expected form: where, and what would be right. The found text may be a person's
    /// words, and is not repeated.
    pub(crate) fn unfit(place: &str, expected: &str) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unfit",
            format!("Isi tidak sesuai pada `{place}`: {expected}."),
            format!("the content does not fit at `{place}`: {expected}"),
        )
    }

    /// The body is larger than it may be.
    pub fn too_large(limit: u64) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            format!("Terlalu besar: paling banyak {limit} bita."),
            format!("too large: at most {limit} bytes"),
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let problem = self.clone();
        let body = ProblemBody {
            r#type: format!("urn:aduan:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: self.status.as_u16(),
            detail: self.sentence.id.clone().into_owned(),
            code: self.code.to_owned(),
            rule: self.rule.map(|rule| rule.to_string()),
            sentence: self.sentence,
            retry_after: self.retry_after,
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static("id, en"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Some(scheme) = self.challenge {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
        }
        response.extensions_mut().insert(problem);
        response
    }
}
