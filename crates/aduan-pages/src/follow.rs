//! The page on which a complaint is followed, answered, corrected and withdrawn.

use crate::complaint::{OwnComplaint, TITLE};
use crate::form::{Fields, invalid_field, key, label};
use crate::layout::{Both, both, page_after};
use crate::notices;
use aduan_core::{Command, Deliveries, Delivery, Elements, Revocation};
use aduan_http::{App, ClientAddress, Problem};
use aduan_store::vault::Words;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use maud::html;

/// The form that asks for the ticket.
pub(crate) async fn form() -> Response {
    ticket_form(None)
}

/// The same, after a problem. The typed text is not shown again: it may be another person's ticket.
pub(crate) fn ticket_form(problem: Option<&Problem>) -> Response {
    let body = html! {
        @if let Some(problem) = problem { (notices::failure(problem)) }
        form method="post" action="/pantau" autocomplete="off" {
            label for="ticket" { (label("ticket")) }
            p.hint #ticket-hint {
                (both(
                    "Delapan belas huruf dan angka, seperti XXXXXX-XXXXXX-XXXXXX. Huruf kecil, spasi, dan tanda hubung \
                     tidak menjadi soal.",
                    "Eighteen letters and digits, such as XXXXXX-XXXXXX-XXXXXX. Small letters, spaces and dashes do not \
                     matter.",
                ))
            }
            input #ticket name="ticket" required maxlength="40" autocomplete="off" autocapitalize="characters"
                autocorrect="off" spellcheck="false" aria-describedby="ticket-hint";
            button { (both("Lihat pengaduan", "Show the complaint")) }
        }
    };
    page_after(problem, TITLE, &body)
}

/// Shows the complaint, after doing what the form asks for.
pub(crate) async fn follow(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    fields: Result<Fields, Problem>,
) -> Response {
    let shown = async {
        let fields = fields?;
        let typed = fields.get("ticket").ok_or_else(|| invalid_field("ticket"))?;
        let own = OwnComplaint::by_ticket(&app, client, typed)?;
        let done = give_command(&app, &own, &fields).await;
        own.page(&app, done, &fields).await
    };
    shown.await.unwrap_or_else(|problem| ticket_form(Some(&problem)))
}

/// Gives the command of the form, if it has one; returns what to say of it.
async fn give_command(
    app: &App,
    own: &OwnComplaint,
    fields: &Fields,
) -> Result<Option<Both<'static>>, Problem> {
    let Some(act) = fields.get("act") else { return Ok(None) };
    if act == "open" {
        return own.open_question(app).await.map(Some);
    }
    let key = key(fields)?;
    let content = fields.get("content").map(Words::from);
    let elements = Elements::EMPTY;
    Ok(Some(match (act, content) {
        // Without a script nothing else asks whether it is meant.
        ("withdraw", _) if fields.get("sure").is_none() => return Err(invalid_field("sure")),
        ("withdraw", reason) => {
            own.act(app, key, Command::Withdraw { reason, told_by: None, evidence: None }).await?;
            both("Pencabutan Anda sudah kami catat.", "We have recorded your withdrawal.")
        }
        ("confidentiality", _) => {
            let choice = fields.word("confidentiality")?.ok_or_else(|| invalid_field("confidentiality"))?;
            own.act(app, key, Command::ChooseConfidentiality { choice }).await?;
            both("Pilihan Anda sudah kami catat.", "We have recorded your choice.")
        }
        ("reissue", _) => {
            let ways = [Delivery::Email, Delivery::Sms].into_iter();
            let deliveries: Deliveries = ways.filter(|way| fields.get(way.as_str()).is_some()).collect();
            own.act(app, key, Command::ReissueTicket { deliveries, contact: None }).await?;
            both(
                "Nomor tiket baru kami kirim. Nomor ini berlaku sampai nomor yang baru dipakai.",
                "We send you a new ticket. This one is valid until the new one is used.",
            )
        }
        ("revoke", _) => {
            let which = fields.word("which")?.ok_or_else(|| invalid_field("which"))?;
            if which == Revocation::This && fields.get("sure").is_none() {
                return Err(invalid_field("sure"));
            }
            own.act(app, key, Command::RevokeTicket { which }).await?;
            match which {
                Revocation::This => both(
                    "Nomor tiket ini sudah dimatikan. Halaman ini tidak dapat dibuka lagi dengannya.",
                    "This ticket is dead. It opens this page no more.",
                ),
                Revocation::Earlier | Revocation::Later => {
                    both("Nomor tiket itu sudah dimatikan.", "That ticket is dead.")
                }
            }
        }
        ("deny", _) => {
            let notice = fields.word("notice")?.ok_or_else(|| invalid_field("notice"))?;
            own.act(app, key, Command::DenyTelling { notice }).await?;
            both(
                "Sudah kami catat bahwa Anda tidak menerima pemberitahuan itu.",
                "We have recorded that you did not receive that notice.",
            )
        }
        ("answer", Some(content)) => {
            own.act(app, key, Command::SupplyData { content, elements, told_by: None }).await?;
            both("Jawaban Anda sudah kami terima.", "We have received your answer.")
        }
        ("contest", Some(reason)) => {
            own.act(app, key, Command::ContestMatter { reason }).await?;
            both("Sanggahan Anda sudah kami catat.", "We have recorded what you contest.")
        }
        ("message", Some(message)) => {
            own.act(app, key, Command::WriteMessage { message }).await?;
            both("Pesan Anda sudah kami catat.", "We have recorded your message.")
        }
        ("amend", Some(content)) => {
            own.act(app, key, Command::AmendMaterial { content, elements }).await?;
            both("Tambahan Anda sudah kami catat.", "We have recorded what you added.")
        }
        _ => return Err(invalid_field("content")),
    }))
}
