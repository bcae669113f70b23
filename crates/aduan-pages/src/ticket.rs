//! The page with the ticket. It is shown once: the page says so, and is made to be printed.

use crate::layout::{Both, both, page, word};
use aduan_core::{Language, Ticket};
use aduan_http::sent;
use aduan_store::desk::{Done, IdentityWords};
use aduan_store::vault::Words;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

/// Instructions for the complainant, in this order.
const INSTRUCTIONS: [Both<'static>; 3] = [
    both(
        "Cetak halaman ini dari menu peramban, atau tulis nomor tiket di kertas, huruf demi huruf.",
        "Print this page from the browser's menu, or write the ticket on paper, letter by letter.",
    ),
    both(
        "Simpan di tempat yang hanya Anda ketahui. Siapa pun yang memegang nomor ini dapat membaca dan mencabut \
         pengaduan Anda. Petugas tidak pernah memintanya.",
        "Keep it where only you find it. Whoever has it can read your complaint and withdraw it. No officer ever asks \
         for it.",
    ),
    both(
        "Setelah itu, tutup halaman ini. Di komputer bersama, tutup juga perambannya.",
        "Then close this page. On a shared computer, close the browser as well.",
    ),
];

/// The page with the ticket, and with the addresses that it goes to as they were understood (C59): a slip in one is seen now or
/// never.
pub(crate) fn ticket_page(done: &Done, ticket: &Ticket, contact: Option<&IdentityWords>) -> Response {
    let ticket = ticket.reveal();
    let sent = sent(done);
    let address = |way| contact.and_then(|contact| contact.address_for(way)).map(Words::reveal);
    let zone = done.complaint.zone;
    let received = done.records.first().map(|record| zone.display(record.recorded_at, Language::Indonesian));
    let body = html! {
        div.notice.once {
            p { (both("Nomor tiket Anda", "Your ticket")) }
            p.ticket { (ticket) }
            p { strong {
                (both(
                    "Nomor ini hanya ditampilkan sekali, di halaman ini. Tanpa nomor ini Anda tidak dapat memantau \
                     pengaduan.",
                    "It is shown once, on this page. Without it you cannot follow your complaint.",
                ))
            } }
        }
        h2 { (both("Lakukan sekarang", "Do this now")) }
        ol { @for instruction in INSTRUCTIONS { li { (instruction) } } }
        @if !sent.is_empty() {
            p { (both("Nomor tiket dikirim pula kepada Anda:", "The ticket is sent to you as well:")) }
            ul {
                @for way in sent.iter() {
                    li {
                        (word!(way))
                        @if let Some(address) = address(way) { ": " strong { (address) } }
                    }
                }
            }
        }
        dl {
            dt { (both("Nomor register", "Register number")) }
            dd { @if let Some(register) = done.complaint.register { (register.to_string()) } }
            dt { (both("Diterima", "Received")) }
            dd { (received.unwrap_or_default()) }
        }
        p.hint {
            (both(
                "Nomor register disebut kepada petugas. Dengan nomor register saja pengaduan tidak dapat dibuka.",
                "The register number is for talking to officers. By itself it opens nothing.",
            ))
        }
        form method="post" action="/pantau" autocomplete="off" {
            input type="hidden" name="ticket" value=(ticket);
            button {
                (both(
                    "Sudah saya simpan: lihat pengaduan, tambah bukti",
                    "I have kept it: show the complaint, add evidence",
                ))
            }
        }
    };
    page(StatusCode::CREATED, both("Pengaduan diterima", "Complaint received"), &body)
}
