//! Notices above a page: that something was done, or what went wrong and what to do next.

use crate::form::label;
use crate::html::both;
use aduan_core::Language;
use aduan_http::Problem;

/// One thing in both languages.
pub(super) type Both = (&'static str, &'static str);

/// The fields that have a place on a page, by their names, to which an error leads.
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

/// What went wrong, and what to do next. It has the focus, so that it is heard and seen first.
pub(super) fn wrong(problem: &Problem) -> String {
    let known = instead(problem.code());
    let said = known
        .unwrap_or_else(|| (problem.sentence(Language::Indonesian), problem.sentence(Language::English)));
    // What programs are told begins with a small letter.
    let mut letters = said.1.chars();
    let en: String =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    let en = if en.ends_with(['.', '?']) { en } else { en + "." };
    let link = problem.field().filter(|field| SHOWN.contains(field)).map_or_else(String::new, |field| {
        let (id, en) = label(field);
        format!("<p><a href=\"#{field}\">{}</a></p>", both(id, en))
    });
    let next = next(problem).map_or_else(String::new, |(id, en)| format!("<p>{}</p>", both(&id, &en)));
    format!(
        "<div class=\"notice bad\" role=\"alert\" tabindex=\"-1\" autofocus><p><strong>{}</strong></p>{link}{next}</div>\n",
        both(said.0, &en)
    )
}

/// What was done.
pub(super) fn done((id, en): Both) -> String {
    format!(
        "<div class=\"notice\" role=\"status\" tabindex=\"-1\" autofocus><p><strong>{}</strong></p></div>\n",
        both(id, en)
    )
}

/// Where the sentence is one for programs, what people are told.
fn instead(code: &str) -> Option<Both> {
    Some(match code {
        "too_large" => ("Kiriman terlalu besar.", "What you sent is too large."),
        "command_reused" => (
            "Formulir ini sudah pernah dikirim dengan isi lain.",
            "This form was sent before, saying something else.",
        ),
        "unknown" => (
            "Belum dapat dipastikan apakah kiriman Anda sudah dicatat.",
            "It is not certain yet whether what you sent was recorded.",
        ),
        "unsupported_media_type" => {
            ("Formulir tidak lengkap atau tidak sesuai.", "The form is not whole, or not ours.")
        }
        _ => return None,
    })
}

/// What to do next, where the sentence does not say it.
fn next(problem: &Problem) -> Option<(String, String)> {
    let said = |id: &str, en: &str| Some((id.to_owned(), en.to_owned()));
    match (problem.code(), problem.retry_seconds()) {
        ("wrong_ticket", _) => said(
            "Bandingkan dengan nomor yang Anda catat, cetak, atau terima. Nomor register bukan nomor tiket.",
            "Compare it with the one that you wrote down, printed or were sent. The register number is no ticket.",
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

/// A size, as people say it.
///
/// Rounded down, so that what is told as the most that may be sent may be sent.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes >> 10),
        _ => format!("{} MB", bytes >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn what_is_told_as_the_most_may_be_sent() {
        assert_eq!([size(999), size(2047), size((100 << 20) + 5)], ["999 B", "1 KB", "100 MB"]);
    }
}
