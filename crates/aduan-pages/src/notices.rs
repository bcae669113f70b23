//! Notices above a page: that something was done, or what went wrong and what to do next.

use crate::form::label;
use crate::layout::{Both, both};
use aduan_core::Language;
use aduan_http::Problem;
use maud::{Markup, html};

/// The fields that a page shows. A notice about one of them links to it.
const SHOWN: [&str; 11] = [
    "matter",
    "material",
    "reported_office",
    "unit",
    "name",
    "email",
    "mobile",
    "telephone",
    "address",
    "ticket",
    "file",
];

/// The notice of a failure, and what to do next. It has the focus, so that it is heard and seen first.
pub(crate) fn failure(problem: &Problem) -> Markup {
    let said = for_people(problem.code())
        .unwrap_or_else(|| both(problem.sentence(Language::Indonesian), problem.sentence(Language::English)));
    let en = sentence(said.en);
    let field = problem.field().filter(|field| SHOWN.contains(field));
    html! {
        div.notice.bad role="alert" tabindex="-1" autofocus {
            p { strong { (both(said.id, &en)) } }
            @if let Some(field) = field { p { a href={ "#" (field) } { (label(field)) } } }
            @if let Some((id, en)) = next_step(problem) { p { (both(&id, &en)) } }
        }
    }
}

/// The notice of a success.
pub(crate) fn success(done: Both<'_>) -> Markup {
    html! {
        div.notice role="status" tabindex="-1" autofocus { p { strong { (done) } } }
    }
}

/// A message for programs as a sentence: with a capital letter and a full stop.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let mut sentence: String = first.chain(letters).collect();
    if !sentence.ends_with(['.', '?']) {
        sentence.push('.');
    }
    sentence
}

/// The sentence for people, where the problem's own is for programs.
fn for_people(code: &str) -> Option<Both<'static>> {
    Some(match code {
        "too_large" => both("Kiriman terlalu besar.", "What you sent is too large."),
        "command_reused" => both(
            "Formulir ini sudah pernah dikirim dengan isi lain.",
            "This form was sent before, saying something else.",
        ),
        "unknown" => both(
            "Belum dapat dipastikan apakah kiriman Anda sudah dicatat.",
            "It is not certain yet whether what you sent was recorded.",
        ),
        "unsupported_media_type" => {
            both("Formulir tidak lengkap atau tidak sesuai.", "The form is not whole, or not ours.")
        }
        _ => return None,
    })
}

/// The next thing to do, if the sentence does not say it.
fn next_step(problem: &Problem) -> Option<(String, String)> {
    let said = |id: &str, en: &str| Some((id.to_owned(), en.to_owned()));
    match (problem.code(), problem.retry_seconds()) {
        ("wrong_ticket", _) => said(
            "Bandingkan dengan nomor yang Anda catat, cetak, atau terima. Nomor register bukan nomor tiket.",
            "Compare it with the one that you wrote down, printed or were sent. The register number is no ticket.",
        ),
        ("ticket_revoked", _) => said(
            "Bila Anda tidak memiliki nomor yang baru, hubungi petugas dengan nomor register Anda.",
            "If you have no newer one, ask an officer with your register number.",
        ),
        ("too_large", _) => said(
            "Kecilkan atau bagi berkasnya, lalu kirim lagi. Pengaduan Anda tidak berubah.",
            "Make the file smaller or divide it, and send it again. Your complaint has not changed.",
        ),
        ("too_slow" | "broken_off", _) => {
            said("Periksa sambungan Anda, lalu kirim lagi.", "Check your connection, and send it again.")
        }
        ("command_reused", _) => {
            said("Periksa di bawah, lalu kirim lagi bila perlu.", "Look below, and send it again if need be.")
        }
        ("unknown", _) => said(
            "Kirim lagi formulir yang sama: yang sudah dicatat tidak dicatat dua kali.",
            "Send the same form again: what was recorded is not recorded twice.",
        ),
        ("unsupported_media_type" | "cross_site", _) => {
            said("Gunakan formulir di halaman ini.", "Use the form of this page.")
        }
        (_, Some(seconds)) if seconds > 90 => {
            let minutes = seconds.div_ceil(60);
            Some((
                format!("Coba lagi setelah {minutes} menit."),
                format!("Try again after {minutes} minutes."),
            ))
        }
        (_, Some(seconds)) => Some((
            format!("Coba lagi setelah {seconds} detik."),
            format!("Try again after {seconds} seconds."),
        )),
        _ => None,
    }
}
