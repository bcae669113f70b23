//! HTML, escaped; Indonesian first, English second.

use aduan_http::Problem;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use std::fmt::Write;

const STYLE: &str = include_str!("style.css");

/// Text as it stands in a page.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for symbol in text.chars() {
        match symbol {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            symbol => out.push(symbol),
        }
    }
    out
}

/// The same thing in both languages: a word in one line, a sentence in a line of its own. The dot stays with what it
/// introduces.
pub(super) fn both(id: &str, en: &str) -> String {
    if id == en {
        return escaped(id);
    }
    if id.ends_with(['.', '!']) {
        return format!("{} <span class=\"en line\" lang=\"en\">{}</span>", escaped(id), escaped(en));
    }
    format!("{} <span class=\"en\" lang=\"en\">·\u{a0}{}</span>", escaped(id), escaped(en))
}

/// A word of the procedure: what it is called in both languages.
macro_rules! labels {
    ($word:expr) => {
        ($word.label(aduan_core::Language::Indonesian), $word.label(aduan_core::Language::English))
    };
}
pub(super) use labels;

/// The same, as it stands in a page.
macro_rules! word {
    ($word:expr) => {{
        let (id, en) = $crate::html::labels!($word);
        $crate::html::both(id, en)
    }};
}
pub(super) use word;

/// The longest text that may be typed: so much of any letters comes through within `limits.body_bytes` as it is set
/// by default. What is longer comes as a file.
pub(super) const LONGEST: usize = 20_000;

/// The same thing in both languages, where no markup may stand.
pub(super) fn plain((id, en): (&str, &str)) -> String {
    if id == en { escaped(id) } else { format!("{} · {}", escaped(id), escaped(en)) }
}

/// A page, which runs no script and loads nothing.
pub(super) fn page(status: StatusCode, title: (&str, &str), body: &str) -> Response {
    let mut html = String::with_capacity(STYLE.len() + body.len() + 800);
    // Writing to memory has no way to fail.
    let _ = writeln!(
        html,
        "<!doctype html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><a href=\"/\">{}</a></header>\n<main>\n<h1>{}</h1>\n{body}</main>\n</body>\n</html>",
        escaped(&titled(status, title.0)),
        both("Layanan Pengaduan", "Complaints"),
        both(title.0, title.1),
    );
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors \
                  'none'";
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    (status, headers, html).into_response()
}

/// What stands in the tab and is read out first: nothing of the complaint, and whether something went wrong.
fn titled(status: StatusCode, title: &str) -> String {
    if status.is_success() { title.to_owned() } else { format!("Belum berhasil: {title}") }
}

/// The same page, telling programs after how long it may be tried again.
pub(super) fn waiting(mut page: Response, problem: Option<&Problem>) -> Response {
    if let Some(seconds) = problem.and_then(Problem::retry_seconds) {
        page.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    page
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_that_somebody_writes_is_markup() {
        assert_eq!(
            super::escaped("<a href='x' b=\"y\">&"),
            "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;"
        );
    }
}
