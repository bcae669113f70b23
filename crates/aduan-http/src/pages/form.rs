//! What a form of these pages sends.

use crate::app::App;
use crate::extract::whole;
use crate::problem::Problem;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use zeroize::Zeroizing;

/// The fields, in the order in which they came.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    /// The first of this name that is not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All of this name that are not blank.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Reads one as a word of a vocabulary.
    pub(super) fn word<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.get(name).map(|text| text.parse().map_err(|_| unfit(name))).transpose()
    }
}

/// A field that is not what is expected. Its name is one of ours.
pub(super) fn unfit(name: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unfit",
        format!("Isian `{name}` belum diisi atau tidak sesuai."),
        format!("the field `{name}` is empty or does not fit"),
    )
}

impl<S> FromRequest<S> for Fields
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let given =
            request.headers().get(CONTENT_TYPE).and_then(|given| given.to_str().ok()).unwrap_or_default();
        if !given.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Kirimkan dengan formulir di halaman ini.",
                "send the form of this page",
            ));
        }
        let bytes = whole(&App::from_ref(state), request).await?;
        let pairs = form_urlencoded::parse(&bytes);
        Ok(Self(pairs.map(|(key, value)| (key.into_owned(), Zeroizing::new(value.into_owned()))).collect()))
    }
}
