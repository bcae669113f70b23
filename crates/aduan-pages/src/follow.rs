//! Where a complaint is followed, answered, corrected and withdrawn.

use crate::complaint::Own;
use crate::form::{Fields, key, unfit};
use crate::html::{both, page, waiting};
use crate::notices::{self, Both};
use aduan_core::{Command, Elements};
use aduan_http::App;
use aduan_http::ClientAddress;
use aduan_http::Problem;
use aduan_store::vault::Words;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

pub(super) const TITLE: Both = ("Pantau pengaduan", "Follow a complaint");

/// The form that asks for the ticket.
pub(super) async fn form() -> Response {
    asked(StatusCode::OK, None)
}

/// The same, after what went wrong. What was typed is not shown again: it may be somebody else's ticket.
pub(super) fn asked(status: StatusCode, problem: Option<&Problem>) -> Response {
    let form = format!(
        "{}<form method=\"post\" action=\"/pantau\" autocomplete=\"off\">\n<label for=\"ticket\">{}</label>\n<p \
         class=\"hint\" id=\"ticket-hint\">{}</p>\n<input id=\"ticket\" name=\"ticket\" required maxlength=\"40\" \
         autocomplete=\"off\" autocapitalize=\"characters\" autocorrect=\"off\" spellcheck=\"false\" \
         aria-describedby=\"ticket-hint\">\n<button>{}</button>\n</form>\n",
        problem.map(notices::wrong).unwrap_or_default(),
        both("Nomor tiket", "Ticket"),
        both(
            "Delapan belas huruf dan angka, seperti XXXXXX-XXXXXX-XXXXXX. Huruf kecil, spasi, dan tanda hubung tidak \
             menjadi soal.",
            "Eighteen letters and digits, such as XXXXXX-XXXXXX-XXXXXX. Small letters, spaces and dashes do not matter.",
        ),
        both("Lihat pengaduan", "Show the complaint"),
    );
    waiting(page(status, TITLE, &form), problem)
}

/// Shows the complaint, after doing what the form asks for.
pub(super) async fn follow(
    State(app): State<App>,
    Extension(client): Extension<ClientAddress>,
    fields: Result<Fields, Problem>,
) -> Response {
    match fields {
        Ok(fields) => followed(&app, client, &fields).await,
        Err(problem) => Err(problem),
    }
    .unwrap_or_else(|problem| asked(problem.status(), Some(&problem)))
}

async fn followed(app: &App, client: ClientAddress, fields: &Fields) -> Result<Response, Problem> {
    let typed = fields.get("ticket").ok_or_else(|| unfit("ticket"))?;
    let own = Own::of(app, client, typed)?;
    let done = done(app, &own, fields).await;
    own.page(app, done, fields).await
}

/// Does what a form of this page asks for, if it does; tells what was done.
async fn done(app: &App, own: &Own, fields: &Fields) -> Result<Option<Both>, Problem> {
    let Some(act) = fields.get("act") else { return Ok(None) };
    let key = key(fields)?;
    let content = fields.get("content").map(Words::from);
    let elements = Elements::EMPTY;
    Ok(Some(match (act, content) {
        // Without a script nothing else asks whether it is meant.
        ("withdraw", _) if fields.get("sure").is_none() => return Err(unfit("sure")),
        ("withdraw", reason) => {
            own.act(app, key, |pen| {
                let reason = reason.map(|reason| pen.text(&reason)).transpose()?;
                Ok(Command::Withdraw { reason })
            })
            .await?;
            ("Pencabutan Anda sudah kami catat.", "We have recorded your withdrawal.")
        }
        ("confidentiality", _) => {
            let choice = fields.word("confidentiality")?.ok_or_else(|| unfit("confidentiality"))?;
            own.act(app, key, |_| Ok(Command::ChooseConfidentiality { choice })).await?;
            ("Pilihan Anda sudah kami catat.", "We have recorded your choice.")
        }
        ("answer", Some(words)) => {
            own.act(app, key, |pen| Ok(Command::SupplyData { content: pen.text(&words)?, elements })).await?;
            ("Jawaban Anda sudah kami terima.", "We have received your answer.")
        }
        ("amend", Some(words)) => {
            own.act(app, key, |pen| Ok(Command::AmendMaterial { content: pen.text(&words)?, elements }))
                .await?;
            ("Tambahan Anda sudah kami catat.", "We have recorded what you added.")
        }
        _ => return Err(unfit("content")),
    }))
}
