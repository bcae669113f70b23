//! Giving a command: its form, and what becomes of it.

use super::command_form::{Inputs, Sent};
use super::read::{self, Texts};
use super::{Signed, evidence, file_address, worklist};
use crate::form::{Fields, invalid_field, random_key};
use crate::layout::{both, word};
use aduan_core::{Command, CommandKind, HoldId, procedure};
use aduan_http::extract::ComplaintPath;
use aduan_http::{App, Problem};
use aduan_store::desk::File;
use axum::extract::{FromRequest, FromRequestParts};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use maud::{Markup, html};

/// The form of a command, empty.
pub(crate) async fn form(
    State(app): State<App>,
    signed: Signed,
    path: Result<ComplaintPath, Problem>,
    Path(segments): Path<Vec<(String, String)>>,
) -> Response {
    let shown = async {
        let (ComplaintPath(id), command) = (path?, command(&segments)?);
        let actor = signed.actor.clone();
        let (file, texts) = app
            .query(move |desk| {
                let file = desk.file(&actor, id)?;
                // Whoever reviews has the words beside the form.
                let reviews = command == CommandKind::ReviewMaterial && file.commands.contains(&command);
                let texts = if reviews { Some(Texts::open(desk, &actor, id)?) } else { None };
                Ok((file, texts))
            })
            .await?;
        let shown = texts.map(|texts| texts.markup(file.complaint.zone));
        command_page(&app, &signed, &file, command, &Fields::default(), (None, shown))
    };
    shown.await.unwrap_or_else(|problem| worklist::failed(&app, &signed, &problem))
}

/// Gives the command; shows the file, or the form again with what was typed.
pub(crate) async fn give(
    State(app): State<App>,
    signed: Signed,
    Path(segments): Path<Vec<(String, String)>>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let given = async {
        let ComplaintPath(id) = ComplaintPath::from_request_parts(&mut parts, &app).await?;
        let command = command(&segments)?;
        let extensions = parts.extensions.clone();
        let fields = Fields::from_request(Request::from_parts(parts, body), &app).await?;
        let actor = signed.actor.clone();
        let file = app.query(move |desk| desk.file(&actor, id)).await?;
        let done = async {
            signed.check(fields.get("token"))?;
            let trace = signed.trace(&app, &extensions, &fields)?;
            let version = fields.get("version").and_then(|version| version.parse().ok());
            let version = version.ok_or_else(|| invalid_field("version"))?;
            let command = Command::read(command, &mut Sent(&fields))?;
            let (desk, _permit) = app.admit()?;
            Ok(desk.act_on_file_async(&trace, &signed.actor, id, Some(version), command).await?)
        };
        match done.await {
            Ok(_) => super::after(&app, &signed, id, command).await,
            Err(problem) => command_page(&app, &signed, &file, command, &fields, (Some(&problem), None)),
        }
    };
    given.await.unwrap_or_else(|problem| worklist::failed(&app, &signed, &problem))
}

/// The command in the path. One that has a form elsewhere has none here.
fn command(segments: &[(String, String)]) -> Result<CommandKind, Problem> {
    let word = segments.iter().find(|(name, _)| name == "command").map(|(_, word)| word);
    let command: Option<CommandKind> = word.and_then(|word| word.parse().ok());
    command.filter(|command| *command != CommandKind::Receive).ok_or_else(Problem::not_found)
}

fn command_page(
    app: &App,
    signed: &Signed,
    file: &File,
    command: CommandKind,
    fields: &Fields,
    (problem, beside): (Option<&Problem>, Option<Markup>),
) -> Result<Response, Problem> {
    let complaint = &file.complaint;
    let desk = app.shared_desk();
    let holds: Vec<HoldId> = complaint.holds.iter().map(|placed| placed.hold).collect();
    let inputs = Inputs {
        fields,
        wrong: problem.and_then(Problem::field),
        directory: desk.directory(),
        holds: &holds,
    };
    // Sent again after a pause it is the same command; a key that was used for another is not kept.
    let reused = problem.is_some_and(|problem| problem.code() == "command_reused");
    let key = fields.get("key").filter(|_| !reused).map_or_else(random_key, |key| Ok(key.to_owned()))?;
    let row = procedure::rows(command)
        .find(|row| row.stages.contains(complaint.stage) && row.roles.contains(signed.actor.role));
    let offered = file.commands.contains(&command);
    let hidden = html! {
        (signed.token())
        input type="hidden" name="key" value=(key);
        // After somebody else was quicker, the officer sees the file as it is now, and their own text.
        input type="hidden" name="version" value=(complaint.version);
    };
    let body = html! {
        (read::back(complaint))
        p {
            (word!(complaint.stage))
            @if let Some(row) = row { span.rules { @for rule in row.rules { " " (rule) } } }
        }
        @if !offered && problem.is_none() {
            div.notice { p { (both(
                "Saat ini perintah ini belum dapat diberikan; alasannya disebutkan bila dikirim.",
                "This command cannot be given at present; why, is said when it is sent.",
            )) } }
        }
        @if let Some(beside) = beside {
            details open { summary { (both("Isi berkas", "What the file holds")) } (beside) }
        }
        @if command == CommandKind::AttachEvidence {
            (evidence::form(app, complaint.id, &hidden))
        } @else {
            form method="post" action={ (file_address(complaint.id)) "/perintah/" (command) } autocomplete="off" {
                (hidden)
                @for field in command.fields() { (inputs.input(field)) }
                button { (word!(command)) }
            }
        }
    };
    Ok(signed.page(app, problem, word!(command), &body))
}
