//! The page on which a complaint is followed, answered, corrected and withdrawn.

use super::form::{Fields, unfit};
use super::html::{both, escaped, notice, page, waiting};
use crate::app::App;
use crate::auth::Principal;
use crate::auth::guard::{complainant, refused};
use crate::client::Client;
use crate::problem::Problem;
use aduan_core::{
    Actor, Command, CommandId, ComplainantView, ComplaintId, Elements, EventKind, Language, Milestone,
    Timestamp, Zone,
};
use aduan_store::vault::Words;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::fmt::Write;
use uuid::Uuid;
use zeroize::Zeroizing;

const TITLE: (&str, &str) = ("Pantau pengaduan", "Follow a complaint");

/// The form that asks for the ticket.
pub(super) async fn form() -> Response {
    asked(StatusCode::OK, None)
}

fn asked(status: StatusCode, problem: Option<&Problem>) -> Response {
    let form = format!(
        "{}<form method=\"post\" action=\"/pantau\">\n<label for=\"ticket\">{}</label>\n<input id=\"ticket\" \
         name=\"ticket\" required autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" \
         placeholder=\"XXXXXX-XXXXXX-XXXXXX\">\n<button>{}</button>\n</form>\n",
        notice(problem),
        both("Nomor tiket", "Ticket"),
        both("Lihat", "Look"),
    );
    waiting(page(status, TITLE, &form), problem)
}

/// Shows the complaint, after doing what the form asks for.
pub(super) async fn follow(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    fields: Result<Fields, Problem>,
) -> Response {
    match fields {
        Ok(fields) => followed(&app, client, &fields).await,
        Err(problem) => Err(problem),
    }
    .unwrap_or_else(|problem| asked(problem.status(), Some(&problem)))
}

async fn followed(app: &App, client: Client, fields: &Fields) -> Result<Response, Problem> {
    let typed = fields.get("ticket").ok_or_else(|| unfit("ticket"))?;
    let ticket = Zeroizing::new(typed.to_owned());
    let Principal::Complainant(id, actor) = complainant(app, client, ticket.clone()).await? else {
        return Err(refused());
    };
    let problem = done(app, id, &actor, fields).await.err();
    let status = problem.as_ref().map_or(StatusCode::OK, Problem::status);
    let (zone, view, question) = seen(app, id, actor).await?;
    let body = shown(&ticket, zone, &view, question.as_ref(), problem.as_ref())?;
    Ok(waiting(page(status, TITLE, &body), problem.as_ref()))
}

/// Does what a form of this page asks for, if it does.
async fn done(app: &App, id: ComplaintId, actor: &Actor, fields: &Fields) -> Result<(), Problem> {
    let Some(act) = fields.get("act") else { return Ok(()) };
    let key = fields.get("key").and_then(|key| Uuid::try_parse(key).ok()).ok_or_else(|| unfit("key"))?;
    let content = fields.get("content").map(Words::from);
    let (desk, turn) = app.counter()?;
    let mut trace = desk.trace()?;
    trace.command = CommandId::new(key);
    let elements = Elements::EMPTY;
    match (act, content) {
        ("withdraw", reason) => {
            desk.act_async(&trace, actor, id, |pen| {
                let reason = reason.map(|reason| pen.text(&reason)).transpose()?;
                Ok(Command::Withdraw { reason })
            })
            .await?;
        }
        ("answer", Some(words)) => {
            desk.act_async(&trace, actor, id, |pen| {
                Ok(Command::SupplyData { content: pen.text(&words)?, elements })
            })
            .await?;
        }
        ("amend", Some(words)) => {
            desk.act_async(&trace, actor, id, |pen| {
                Ok(Command::AmendMaterial { content: pen.text(&words)?, elements })
            })
            .await?;
        }
        _ => return Err(unfit("content")),
    }
    drop(turn);
    Ok(())
}

/// What the complainant sees; and the question, while one is open.
async fn seen(
    app: &App,
    id: ComplaintId,
    actor: Actor,
) -> Result<(Zone, ComplainantView, Option<Words>), Problem> {
    app.desk(move |desk| {
        let zone = desk.file(&actor, id)?.complaint.zone;
        let view = ComplainantView::of(&desk.history(&actor, id)?);
        let open = view.status().is_some_and(|status| status.milestone == Milestone::DataRequested);
        let asked = if open { desk.contents(&actor, id)? } else { Vec::new() };
        let asked = asked.iter().rev().find(|content| content.event == EventKind::DataRequested);
        let question = asked.map(|content| desk.read(&actor, id, content.content)).transpose()?;
        Ok((zone, view, question))
    })
    .await
}

fn shown(
    ticket: &str,
    zone: Zone,
    view: &ComplainantView,
    question: Option<&Words>,
    problem: Option<&Problem>,
) -> Result<String, Problem> {
    let when = |at: Timestamp| zone.display(at, Language::Indonesian);
    let mut body = notice(problem);
    let register = view.register.map(|register| register.to_string()).unwrap_or_default();
    // Writing to memory has no way to fail.
    let _ = writeln!(
        body,
        "<p>{} <strong>{}</strong></p>",
        both("Nomor register:", "Register number:"),
        escaped(&register)
    );
    body.push_str("<ol class=\"steps\">\n");
    for step in &view.steps {
        let (id, en) = (step.sentence(Language::Indonesian), step.sentence(Language::English));
        let _ = writeln!(
            body,
            "<li>{}<time datetime=\"{}\">{}</time></li>",
            both(&id, &en),
            step.at,
            escaped(&when(step.at))
        );
    }
    body.push_str("</ol>\n");
    let closed = view.status().is_some_and(|status| status.milestone == Milestone::Closed);
    if let Some(question) = question {
        let by = view.status().and_then(|status| status.answer_by).map(when).unwrap_or_default();
        let _ = writeln!(
            body,
            "<h2>{}</h2>\n<blockquote>{}</blockquote>\n<p>{} <strong>{}</strong></p>",
            both("Kami memerlukan data tambahan", "We need more from you"),
            escaped(question.reveal()),
            both("Jawablah sebelum", "Answer before"),
            escaped(&by),
        );
        body.push_str(&asking(
            ticket,
            "answer",
            ("Jawaban Anda", "Your answer"),
            ("Kirim jawaban", "Send the answer"),
            true,
        )?);
    }
    if !closed {
        let _ = writeln!(body, "<details><summary>{}</summary>", both("Tambah atau ralat", "Add or correct"));
        body.push_str(&asking(ticket, "amend", ("Keterangan", "What to add"), ("Kirim", "Send"), true)?);
        let _ =
            writeln!(body, "</details>\n<details><summary>{}</summary>", both("Cabut pengaduan", "Withdraw"));
        body.push_str(&asking(ticket, "withdraw", ("Alasan", "Why"), ("Cabut", "Withdraw"), false)?);
        body.push_str("</details>\n");
    }
    Ok(body)
}

fn asking(
    ticket: &str,
    act: &str,
    label: (&str, &str),
    button: (&str, &str),
    required: bool,
) -> Result<String, Problem> {
    let mut random = [0; 16];
    aduan_store::Entropy::fill(&aduan_store::OsEntropy, &mut random).map_err(|_| Problem::internal())?;
    let key = uuid::Builder::from_random_bytes(random).into_uuid();
    let required = if required { " required" } else { "" };
    Ok(format!(
        "<form method=\"post\" action=\"/pantau\">\n<input type=\"hidden\" name=\"ticket\" value=\"{}\">\n<input \
         type=\"hidden\" name=\"act\" value=\"{act}\">\n<input type=\"hidden\" name=\"key\" value=\"{key}\">\n<label \
         for=\"{act}\">{}</label>\n<textarea id=\"{act}\" name=\"content\"{required}></textarea>\n<button>{}</button>\n\
         </form>\n",
        escaped(ticket),
        both(label.0, label.1),
        both(button.0, button.1),
    ))
}
