//! Recording a complaint that came in by hand (R2), and the slip with its register number (R5).

use super::command_form::{Inputs, Sent};
use super::{Signed, file_address};
use crate::form::{Fields, random_key};
use crate::layout::{Both, both};
use aduan_core::{Command, CommandKind, Language};
use aduan_http::{App, Problem, sent};
use aduan_store::desk::{Done, Reception};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

const TITLE: Both<'static> = both("Catat pengaduan", "Record a complaint");

pub(crate) async fn form(State(app): State<App>, signed: Signed) -> Response {
    let mut fields = Fields::default();
    if let Some(unit) = app.config().reception.unit {
        fields.add("unit".to_owned(), unit.to_string().into());
    }
    recording_form(&app, &signed, &fields, None)
}

pub(crate) async fn record(State(app): State<App>, signed: Signed, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let extensions = parts.extensions.clone();
    let fields = match Fields::from_request(Request::from_parts(parts, body), &app).await {
        Ok(fields) => fields,
        Err(problem) => return recording_form(&app, &signed, &Fields::default(), Some(&problem)),
    };
    let done = async {
        signed.check(fields.get("token"))?;
        let trace = signed.trace(&app, &extensions, &fields)?;
        app.record(&trace, &signed.actor, reception(&fields)?).await
    };
    match done.await {
        Ok(done) => slip(&app, &signed, &done),
        Err(problem) => recording_form(&app, &signed, &fields, Some(&problem)),
    }
}

fn reception(fields: &Fields) -> Result<Reception, Problem> {
    match Command::read(CommandKind::Receive, &mut Sent(fields))? {
        Command::Receive(reception) => Ok(*reception),
        _ => Err(Problem::internal()),
    }
}

fn recording_form(app: &App, signed: &Signed, fields: &Fields, problem: Option<&Problem>) -> Response {
    let desk = app.shared_desk();
    let inputs =
        Inputs { fields, wrong: problem.and_then(Problem::field), directory: desk.directory(), holds: &[] };
    let reused = problem.is_some_and(|problem| problem.code() == "command_reused");
    let kept = fields.get("key").filter(|_| !reused).map(str::to_owned);
    let Ok(key) = kept.map_or_else(random_key, Ok) else {
        return signed.page(app, Some(&Problem::internal()), TITLE, &html! {});
    };
    let body = html! {
        p {
            (both(
                "Untuk pengaduan yang datang lewat telepon, surat, kotak pengaduan, faks, SMS, surel, atau formulir. Nomor tiket \
                 tidak pernah ditampilkan kepada petugas: bila pengadu menghendaki, nomor itu langsung dikirim kepadanya.",
                "For what came by telephone, letter, box, fax, SMS, e-mail or form. No officer ever sees a ticket: where the \
                 complainant wants one, it goes straight to them.",
            ))
        }
        form method="post" action="/petugas/catat" autocomplete="off" {
            (signed.token())
            input type="hidden" name="key" value=(key);
            @for field in CommandKind::Receive.fields() { (inputs.input(field)) }
            button { (TITLE) }
        }
    };
    signed.page(app, problem, TITLE, &body)
}

/// The slip, to be printed and given to the complainant.
fn slip(app: &App, signed: &Signed, done: &Done) -> Response {
    let complaint = &done.complaint;
    let ways = sent(done);
    let said = |language| ways.iter().map(|way| way.label(language)).collect::<Vec<_>>().join(", ");
    let body = html! {
        div.notice.once {
            p { (both("Nomor register", "Register number")) }
            p.ticket { @if let Some(register) = complaint.register { (register.to_string()) } }
            p { (complaint.zone.display(complaint.received_at, Language::Indonesian)) }
        }
        p {
            (both(
                "Sampaikan nomor ini kepada pengadu, lalu catat bahwa sudah disampaikan.",
                "Tell the complainant this number, and then record that they were told.",
            ))
        }
        @if !ways.is_empty() {
            p { (both(
                &format!("Nomor tiket dikirim langsung kepada pengadu: {}.", said(Language::Indonesian)),
                &format!("The ticket goes straight to the complainant: {}.", said(Language::English)),
            )) }
        }
        p { a.button href=(file_address(complaint.id)) { (both("Ke berkas", "To the file")) } }
    };
    let mut response = signed.page(app, None, both("Pengaduan dicatat", "Complaint recorded"), &body);
    *response.status_mut() = StatusCode::CREATED;
    response
}
