//! The data that a form of these pages sends.

use crate::layout::{Both, both};
use aduan_http::App;
use aduan_http::Problem;
use aduan_http::extract::read_body;
use aduan_store::vault::Words;
use aduan_store::{Entropy, OsEntropy};
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The fields, in the order in which they came.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    /// One more.
    pub(crate) fn add(&mut self, name: String, value: Zeroizing<String>) {
        self.0.push((name, value));
    }

    /// The first of this name that is not blank.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All of this name that are not blank.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.trim()).filter(|value| !Words::from(*value).is_blank())
    }

    /// Reads one as a word of a vocabulary.
    pub(crate) fn word<T: std::str::FromStr>(&self, name: &'static str) -> Result<Option<T>, Problem> {
        self.get(name).map(|text| text.parse().map_err(|_| invalid_field(name))).transpose()
    }
}

/// A field that is not what is expected. Its name is one of ours.
pub(crate) fn invalid_field(name: &'static str) -> Problem {
    let Both { id, en } = label(name);
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unfit",
        format!("Isian “{id}” belum diisi atau tidak sesuai."),
        format!("The field “{en}” is empty or does not fit."),
    )
    .for_field(name)
}

/// As the field is called on the page.
pub(crate) fn label(name: &str) -> Both<'static> {
    match name {
        "matter" => both("Tentang apa?", "What is it about?"),
        "material" => both("Pengaduan Anda", "Your complaint"),
        "elements" => both("Di dalamnya saya menyebut", "In it I say"),
        "reported_office" => both("Kantor yang diadukan", "The office complained of"),
        "unit" => both("Unit kepatuhan internal", "The compliance unit"),
        "standing" => both("Anda adalah", "You are"),
        "zone" => both("Waktu setempat", "Local time"),
        "confidentiality" => both("Kerahasiaan identitas", "Confidentiality of your identity"),
        "name" => both("Nama", "Name"),
        "email" => both("Surat elektronik", "E-mail"),
        "mobile" => both("Telepon genggam", "Mobile phone"),
        "telephone" => both("Telepon", "Telephone"),
        "address" => both("Alamat", "Address"),
        "ticket" => both("Nomor tiket", "Ticket"),
        "content" => both("Keterangan", "What to add"),
        "sure" => both("Ya, saya mencabut pengaduan ini", "Yes, I withdraw this complaint"),
        "officer_token" => both("Token", "Token"),
        "media" => both("Jenisnya", "What it is"),
        "file" => both("Berkas", "The file"),
        // Hidden ones, which only a form that is not ours has wrong.
        _ => both("formulir", "form"),
    }
}

/// The key of a form, under which it is done once.
pub(crate) fn key(fields: &Fields) -> Result<Uuid, Problem> {
    let key = fields.get("key").and_then(|key| Uuid::try_parse(key).ok());
    key.filter(|key| !key.is_nil()).ok_or_else(|| invalid_field("key"))
}

/// A new key for a form.
pub(crate) fn random_key() -> Result<String, Problem> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid().to_string())
}

/// Random bytes for a hidden field.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    OsEntropy.fill(&mut bytes).map_err(|_| Problem::internal())?;
    Ok(bytes)
}

/// Checks that a form was sent from one of our pages, if the browser says so. Otherwise another site could fill in the
/// key and the secret of a person's complaint, or use up their tries with wrong tickets. `Origin` says nothing here,
/// because no referrer is sent.
pub(crate) fn same_site(headers: &HeaderMap) -> Result<(), Problem> {
    let elsewhere = |site: &HeaderValue| site != "same-origin" && site != "none";
    if headers.get("sec-fetch-site").is_some_and(elsewhere) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "cross_site",
            "Formulir ini dikirim dari situs lain.",
            "This form was sent from another site.",
        ));
    }
    Ok(())
}

impl<S> FromRequest<S> for Fields
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        same_site(request.headers())?;
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
        let bytes = read_body(&App::from_ref(state), request).await?;
        let pairs = form_urlencoded::parse(&bytes);
        Ok(Self(pairs.map(|(key, value)| (key.into_owned(), Zeroizing::new(value.into_owned()))).collect()))
    }
}
