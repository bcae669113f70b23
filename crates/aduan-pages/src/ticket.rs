//! The page with the ticket. It is shown once: whoever sees it must understand that, and be able to print it.

use crate::html::{both, escaped, page};
use aduan_core::{Language, Ticket};
use aduan_http::sent;
use aduan_store::desk::Done;
use axum::http::StatusCode;
use axum::response::Response;
use std::fmt::Write;

/// What to do with it, in the order in which to do it.
const TO_DO: [(&str, &str); 3] = [
    (
        "Cetak halaman ini dari menu peramban, atau tulis nomor tiket di kertas, huruf demi huruf.",
        "Print this page from the browser's menu, or write the ticket on paper, letter by letter.",
    ),
    (
        "Simpan di tempat yang hanya Anda ketahui. Siapa pun yang memegang nomor ini dapat membaca dan mencabut \
         pengaduan Anda. Petugas tidak pernah memintanya.",
        "Keep it where only you find it. Whoever has it can read your complaint and withdraw it. No officer ever asks \
         for it.",
    ),
    (
        "Setelah itu, tutup halaman ini. Di komputer bersama, tutup juga perambannya.",
        "Then close this page. On a shared computer, close the browser as well.",
    ),
];

pub(super) fn shown(done: &Done, ticket: &Ticket) -> Response {
    let ticket = ticket.reveal();
    let register = done.complaint.register.map(|register| register.to_string()).unwrap_or_default();
    let mut body = format!(
        "<div class=\"notice once\"><p class=\"of\">{}</p>\n<p class=\"ticket\">{}</p>\n<p><strong>{}</strong></p></div>\n\
         <h2>{}</h2>\n<ol>\n",
        both("Nomor tiket Anda", "Your ticket"),
        escaped(&ticket),
        both(
            "Nomor ini hanya ditampilkan sekali, di halaman ini. Tanpa nomor ini Anda tidak dapat memantau pengaduan.",
            "It is shown once, on this page. Without it you cannot follow your complaint.",
        ),
        both("Lakukan sekarang", "Do this now"),
    );
    // Writing to memory has no way to fail.
    for (id, en) in TO_DO {
        let _ = writeln!(body, "<li>{}</li>", both(id, en));
    }
    body.push_str("</ol>\n");
    let sent = sent(done);
    if !sent.is_empty() {
        let ways = |language| sent.iter().map(|way| way.label(language)).collect::<Vec<_>>().join(", ");
        let id = format!("Nomor tiket dikirim pula kepada Anda: {}.", ways(Language::Indonesian));
        let en = format!("The ticket is sent to you as well: {}.", ways(Language::English));
        let _ = writeln!(body, "<p>{}</p>", both(&id, &en));
    }
    let zone = done.complaint.zone;
    let received = done.records.first().map(|record| zone.display(record.recorded_at, Language::Indonesian));
    let _ = writeln!(
        body,
        "<dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>\n<p class=\"hint\">{}</p>\n\
         <form method=\"post\" action=\"/pantau\" autocomplete=\"off\">\n<input type=\"hidden\" name=\"ticket\" \
         value=\"{}\">\n<button>{}</button>\n</form>",
        both("Nomor register", "Register number"),
        escaped(&register),
        both("Diterima", "Received"),
        escaped(&received.unwrap_or_default()),
        both(
            "Nomor register disebut kepada petugas. Dengan nomor register saja pengaduan tidak dapat dibuka.",
            "The register number is for talking to officers. By itself it opens nothing.",
        ),
        escaped(&ticket),
        both(
            "Sudah saya simpan: lihat pengaduan, tambah bukti",
            "I have kept it: show the complaint, add evidence"
        ),
    );
    page(StatusCode::CREATED, ("Pengaduan diterima", "Complaint received"), &body)
}
