//! What went wrong, as RFC 9457 has it: with a code, the rule, and a sentence in both languages.

use aduan_core::{Language, Rejection, Rule, Timestamp};
use aduan_store::vault::VaultError;
use aduan_store::{DeskError, StoreError};
use axum::Json;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

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
    /// Which field of a form is meant.
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
pub(crate) struct Body {
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
    pub(crate) fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// Which field of a form is meant.
    pub(crate) fn field(&self) -> Option<&'static str> {
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
    pub(crate) fn seconds(&self) -> Option<u64> {
        self.retry_after
    }

    /// There is no such thing, or it is not for whoever asks.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Tidak ada, atau bukan untuk Anda.",
            "there is no such thing, or it is not for you",
        )
    }

    /// Something is wrong with this program or what is beneath it; its log has the cause.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Terjadi kesalahan pada sistem; sudah dicatat.",
            "something failed here; it was recorded in the log",
        )
    }

    /// Too much at once.
    pub fn overloaded() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "overloaded",
            "Sistem sedang penuh; coba lagi sebentar lagi.",
            "too many requests wait: try again in a moment",
        )
        .retry_after(1)
    }

    /// Too often.
    pub fn too_many(seconds: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Terlalu banyak permintaan; coba lagi nanti.",
            "too many requests: try again later",
        )
        .retry_after(seconds)
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let status = status_of(&rejection);
        let (id, en) = (rejection.sentence(Language::Indonesian), rejection.sentence(Language::English));
        let mut problem = Self::new(status, rejection.code(), id, en);
        problem.rule = Some(rejection.rule());
        match rejection {
            Rejection::WindowOpen { opens: until, .. } | Rejection::RetentionRuns { until, .. } => {
                problem.retry_after(seconds_until(until))
            }
            _ => problem,
        }
    }
}

/// Who may not: 403. What the command says is not right: 422. Where the complaint stands does not fit: 409.
fn status_of(rejection: &Rejection) -> StatusCode {
    use Rejection as R;
    match rejection {
        R::Role { .. }
        | R::Place { .. }
        | R::Conflict { .. }
        | R::NotTheComplainant
        | R::ChannelOfOther { .. }
        | R::GroundOfAnother { .. }
        | R::ApprovalRequired
        | R::SelfApproval => StatusCode::FORBIDDEN,
        R::ChannelNotOffered
        | R::IdentityRequired { .. }
        | R::GoesToWise
        | R::ElementsUnknown { .. }
        | R::NothingNamed { .. }
        | R::TicketShown
        | R::Unreachable { .. }
        | R::ReviewInconsistent
        | R::WrongTarget { .. }
        | R::ReasonRequired { .. }
        | R::WiseNumber { .. }
        | R::NoSuchHold => StatusCode::UNPROCESSABLE_ENTITY,
        R::Erased => StatusCode::GONE,
        _ => StatusCode::CONFLICT,
    }
}

fn seconds_until(until: Timestamp) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    u64::try_from(until.micros() / 1_000_000 + 1).unwrap_or_default().saturating_sub(now)
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let en = error.to_string();
        match error {
            DeskError::Rejected(rejection) => rejection.into(),
            DeskError::NoSuchComplaint { .. } => Self::not_found(),
            DeskError::CommandReused { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "command_reused",
                "Idempotency-Key ini sudah dipakai untuk permintaan lain.",
                "this Idempotency-Key was used for another request",
            ),
            DeskError::Stale { expected, actual } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "stale",
                format!(
                    "Pengaduan sudah berubah (versi {actual}, bukan {expected}); lihat lagi sebelum bertindak."
                ),
                en,
            ),
            DeskError::Contended { .. } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "contended",
                "Pengaduan sedang diubah oleh banyak orang; coba lagi.",
                en,
            )
            .retry_after(1),
            DeskError::InvalidContact(invalid) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_contact",
                format!("Bukan {} yang sah.", invalid.part.label(Language::Indonesian)),
                en,
            )
            .at(invalid.part.as_str()),
            DeskError::NoAddress { delivery } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no_address",
                format!(
                    "Tidak ada alamat untuk mengirim nomor tiket ({}).",
                    delivery.label(Language::Indonesian)
                ),
                en,
            ),
            DeskError::NotATicket(_) => Self::new(
                StatusCode::UNAUTHORIZED,
                "not_a_ticket",
                "Nomor tiket salah ketik; bandingkan dengan yang Anda terima, satu per satu.",
                en,
            )
            .challenge("Ticket"),
            DeskError::WrongTicket => Self::new(
                StatusCode::UNAUTHORIZED,
                "wrong_ticket",
                "Tidak ada pengaduan dengan nomor tiket ini.",
                en,
            )
            .challenge("Ticket"),
            DeskError::TooManyTickets { until } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_tickets",
                "Terlalu banyak nomor tiket yang salah; coba lagi nanti.",
                "too many wrong tickets: try again later",
            )
            .retry_after(seconds_until(until)),
            DeskError::MayNotRead { .. } => Self::new(
                StatusCode::FORBIDDEN,
                "may_not_read",
                "Anda tidak berwenang membaca isi ini.",
                "you may not read this content",
            ),
            DeskError::NotDisclosed => {
                let id = "Identitas pengadu tidak dibuka kepada Anda (R27).";
                let mut problem = Self::new(StatusCode::FORBIDDEN, "not_disclosed", id, en);
                problem.rule = Some(Rule::R27);
                problem
            }
            DeskError::Vault(error) => vault(&error),
            DeskError::Store(error) => store(error),
            error => failed(&error),
        }
    }
}

fn vault(error: &VaultError) -> Problem {
    match error {
        VaultError::Erased { .. } => Rejection::Erased.into(),
        VaultError::TooLarge { limit } => too_large(*limit),
        VaultError::Stream(_) => Problem::new(
            StatusCode::BAD_REQUEST,
            "broken_off",
            "Kiriman terputus sebelum selesai.",
            "what was sent broke off before its end",
        ),
        error => failed(error),
    }
}

/// More than may be sent.
pub(crate) fn too_large(limit: u64) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        format!("Terlalu besar: paling banyak {limit} bita."),
        format!("too large: at most {limit} bytes"),
    )
}

fn store(error: StoreError) -> Problem {
    let unavailable = |code, id: &'static str, en: &'static str, seconds| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, id, en).retry_after(seconds)
    };
    match error {
        StoreError::Overloaded | StoreError::Busy(_) => Problem::overloaded(),
        StoreError::Full(_) => {
            tracing::error!(error = "store_full", "the disk is full");
            unavailable(
                "full",
                "Ruang penyimpanan habis; tidak ada yang dicatat.",
                "no space is left; nothing was recorded",
                60,
            )
        }
        StoreError::Unknown(_) | StoreError::Closed => {
            tracing::error!(error = "store_unknown", "whether a commit was recorded is unknown");
            unavailable(
                "unknown",
                "Tidak diketahui apakah sudah dicatat; kirim lagi dengan Idempotency-Key yang sama.",
                "whether it was recorded is unknown: send it again with the same Idempotency-Key",
                1,
            )
        }
        StoreError::NotStaged { .. } => Problem::new(
            StatusCode::CONFLICT,
            "not_staged",
            "Lampiran sudah tidak ada; kirim lagi.",
            "the attachment is not there any more: send it again",
        ),
        error => failed(&error),
    }
}

/// For whoever operates this. Errors hold no word, contact or ticket: their types promise it.
fn failed(error: &dyn std::error::Error) -> Problem {
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        cause = format!("{cause}: {error}");
        source = error.source();
    }
    tracing::error!(cause, "a request failed");
    Problem::internal()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let problem = self.clone();
        let body = Body {
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
