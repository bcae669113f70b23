//! The frame of every page, and texts in both languages: Indonesian first, English second.

use aduan_http::Problem;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

const STYLE: &str = include_str!("style.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors \
                      'none'";

/// The longest text that a form takes: any letters of this length fit into `limits.body_bytes` as it is set by default.
pub(crate) const LONGEST: usize = 20_000;

/// The name of the site.
pub(crate) const SITE: Both<'static> = both("Layanan Pengaduan", "Complaints");

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Both<'a> {
    pub(crate) id: &'a str,
    pub(crate) en: &'a str,
}

pub(crate) const fn both<'a>(id: &'a str, en: &'a str) -> Both<'a> {
    Both { id, en }
}

/// A word of the procedure in both languages.
macro_rules! word {
    ($word:expr) => {
        $crate::layout::both(
            $word.label(aduan_core::Language::Indonesian),
            $word.label(aduan_core::Language::English),
        )
    };
}
pub(crate) use word;

impl Both<'_> {
    /// The text where no markup may stand, as in an option.
    pub(crate) fn plain(self) -> String {
        if self.id == self.en { self.id.to_owned() } else { format!("{} · {}", self.id, self.en) }
    }
}

/// A word in one line, a sentence in a line of its own.
impl Render for Both<'_> {
    fn render(&self) -> Markup {
        let Self { id, en } = self;
        html! {
            (id)
            @if id == en {}
            @else if id.ends_with(['.', '!']) { " " span.en.line lang="en" { (en) } }
            // The dot stays with the word that it introduces.
            @else { " " span.en lang="en" { "·\u{a0}" (en) } }
        }
    }
}

/// A page. It runs no script and loads nothing.
pub(crate) fn page(status: StatusCode, title: Both<'_>, body: &Markup) -> Response {
    framed(status, title, &html! { a href="/" { (SITE) } }, body)
}

/// A page of an officer, with their own header.
pub(crate) fn officer_page(
    problem: Option<&Problem>,
    title: Both<'_>,
    header: &Markup,
    body: &Markup,
) -> Response {
    let header = html! { a href="/petugas" { (SITE) } (header) };
    let mut page = framed(problem.map_or(StatusCode::OK, Problem::status), title, &header, body);
    retry_after(&mut page, problem);
    page
}

fn framed(status: StatusCode, title: Both<'_>, header: &Markup, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="id" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // Read out first, and seen by others in the tab: nothing of the complaint, and whether something went wrong.
                title { @if !status.is_success() { "Belum berhasil: " } (title.id) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { (header) }
                main { h1 { (title) } (body) }
            }
        }
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ];
    (status, headers, page.into_string()).into_response()
}

/// A page after a problem: its status, and when to try again.
pub(crate) fn page_after(problem: Option<&Problem>, title: Both<'_>, body: &Markup) -> Response {
    let mut page = page(problem.map_or(StatusCode::OK, Problem::status), title, body);
    retry_after(&mut page, problem);
    page
}

fn retry_after(page: &mut Response, problem: Option<&Problem>) {
    if let Some(seconds) = problem.and_then(Problem::retry_seconds) {
        page.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
}
