//! The pages of officers (halaman petugas): sign in, see the work, read a file, give every command that the procedure allows.
//!
//! No page holds a rule. What may be done comes from the desk, what a command asks for from the core's description of it.

mod command_form;
mod evidence;
mod file;
mod give;
mod read;
mod record;
mod sign_in;
mod worklist;

use crate::form::{Fields, key};
use crate::layout::{Both, both, officer_page, word};
use crate::notices;
use aduan_core::{
    Actor, CommandKind, ComplaintId, Directory, Language, Office, Role, Roles, Timestamp, Zone,
};
use aduan_http::auth::route_access::{DISCLOSED_TO, DPO, HANDLING, OFFICERS, READING, route};
use aduan_http::auth::{Callers, Principal, RouteAccess};
use aduan_http::extract::officer_trace;
use aduan_http::{App, FormToken, Problem};
use aduan_store::DeskError;
use aduan_store::desk::Trace;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

const START: &str = "/petugas";
const SIGN_IN: &str = "/petugas/masuk";

/// The officers' routes. A session's cookie says who calls.
pub(crate) const ROUTES: &[RouteAccess] = &[
    route("GET", SIGN_IN, Callers::Everybody),
    route("POST", SIGN_IN, Callers::Everybody),
    route("POST", "/petugas/keluar", Callers::SignedIn(OFFICERS)),
    route("GET", START, Callers::SignedIn(OFFICERS)),
    route("GET", "/petugas/cari", Callers::SignedIn(OFFICERS)),
    route("GET", "/petugas/catat", Callers::SignedIn(Roles::of(&[Role::Receiver]))),
    route("POST", "/petugas/catat", Callers::SignedIn(Roles::of(&[Role::Receiver]))),
    route("GET", "/petugas/berkas/{complaint}", Callers::SignedIn(OFFICERS)),
    route("GET", "/petugas/berkas/{complaint}/isi", Callers::SignedIn(READING)),
    route("GET", "/petugas/berkas/{complaint}/isi/{content}", Callers::SignedIn(READING)),
    route("GET", "/petugas/berkas/{complaint}/identitas", Callers::SignedIn(DISCLOSED_TO)),
    route("GET", "/petugas/berkas/{complaint}/riwayat", Callers::SignedIn(HANDLING)),
    route("GET", "/petugas/berkas/{complaint}/akses", Callers::SignedIn(DPO)),
    // The procedure's table decides by command.
    route("GET", "/petugas/berkas/{complaint}/perintah/{command}", Callers::SignedIn(OFFICERS)),
    route("POST", "/petugas/berkas/{complaint}/perintah/{command}", Callers::SignedIn(OFFICERS)),
    route("POST", "/petugas/berkas/{complaint}/evidence", Callers::SignedIn(OFFICERS)),
];

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route(SIGN_IN, get(sign_in::form).post(sign_in::sign_in))
        .route("/petugas/keluar", post(sign_in::sign_out))
        .route(START, get(worklist::show))
        .route("/petugas/cari", get(worklist::search))
        .route("/petugas/catat", get(record::form).post(record::record))
        .route("/petugas/berkas/{complaint}", get(file::show))
        .route("/petugas/berkas/{complaint}/isi", get(read::texts))
        .route("/petugas/berkas/{complaint}/isi/{content}", get(read::content))
        .route("/petugas/berkas/{complaint}/identitas", get(read::identity))
        .route("/petugas/berkas/{complaint}/riwayat", get(read::history))
        .route("/petugas/berkas/{complaint}/akses", get(read::accesses))
        .route("/petugas/berkas/{complaint}/perintah/{command}", get(give::form).post(give::give))
        .route("/petugas/berkas/{complaint}/evidence", post(evidence::attach))
}

/// The officer who is signed in, and the token of their forms.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) actor: Actor,
    token: FormToken,
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match (parts.extensions.get(), parts.extensions.get()) {
            (Some(Principal::Officer(actor)), Some(token)) => {
                Ok(Self { actor: actor.clone(), token: FormToken::clone(token) })
            }
            _ => Err(Problem::not_signed_in()),
        }
    }
}

impl Signed {
    /// Checks that a form is of this session.
    fn check(&self, sent: Option<&str>) -> Result<(), Problem> {
        if sent.is_some_and(|sent| self.token.is(sent)) { Ok(()) } else { Err(Problem::wrong_form()) }
    }

    /// The trace of a form, under its key.
    fn trace(&self, app: &App, extensions: &Extensions, fields: &Fields) -> Result<Trace, Problem> {
        officer_trace(app, extensions, &self.actor, key(fields)?)
    }

    fn token(&self) -> Markup {
        html! { input type="hidden" name="token" value=(self.token.as_str()); }
    }

    /// The local time of their office.
    fn zone(&self, app: &App) -> Zone {
        let desk = app.shared_desk();
        let entry = self.actor.office.and_then(|office| desk.directory()?.entry(office));
        entry.map_or(Zone::Wib, |entry| entry.zone)
    }

    /// A page with who is signed in, and the way to their other pages.
    fn page(&self, app: &App, problem: Option<&Problem>, title: Both<'_>, body: &Markup) -> Response {
        let desk = app.shared_desk();
        let header = html! {
            p.who {
                (word!(self.actor.role))
                @if let Some(office) = self.actor.office { " · " (office_name(desk.directory(), office)) }
            }
            nav aria-label="Petugas" {
                a href=(START) { (both("Daftar kerja", "Worklist")) }
                @if self.actor.role == Role::Receiver {
                    a href="/petugas/catat" { (both("Catat pengaduan", "Record a complaint")) }
                }
                form method="post" action="/petugas/keluar" {
                    (self.token())
                    button.plain { (both("Keluar", "Sign out")) }
                }
            }
        };
        officer_page(
            problem,
            title,
            &header,
            &html! {
                @if let Some(problem) = problem { (notices::failure(problem)) }
                (body)
            },
        )
    }
}

/// An office as people call it; its code where no directory knows it.
pub(crate) fn office_name(directory: Option<&Directory>, office: Office) -> String {
    let entry = directory.and_then(|directory| directory.entry(office));
    entry.map_or_else(|| office.to_string(), |entry| format!("{} ({office})", entry.name))
}

/// The address of a file.
pub(crate) fn file_address(complaint: ComplaintId) -> String {
    format!("/petugas/berkas/{complaint}")
}

/// An instant, in local time.
pub(crate) fn time(zone: Zone, at: Timestamp) -> Markup {
    html! { time datetime=(at) { (zone.display(at, Language::Indonesian)) } }
}

/// To another page, after a form was done.
fn see(address: &str) -> Result<Response, Problem> {
    let location = HeaderValue::from_str(address).map_err(|_| Problem::internal())?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
}

fn see_with(address: &str, cookie: HeaderValue) -> Result<Response, Problem> {
    let mut response = see(address)?;
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

/// To the file, or to the worklist where the file has left.
async fn after(
    app: &App,
    signed: &Signed,
    id: ComplaintId,
    command: CommandKind,
) -> Result<Response, Problem> {
    let actor = signed.actor.clone();
    let still_here = app
        .query(move |desk| match desk.file(&actor, id) {
            Ok(_) => Ok(true),
            Err(DeskError::NoSuchComplaint { .. }) => Ok(false),
            Err(error) => Err(error),
        })
        .await?;
    let address = if still_here { file_address(id) } else { START.to_owned() };
    see(&format!("{address}?tercatat={command}"))
}

/// What a browser is shown that is not signed in: where to do that.
pub(crate) fn to_sign_in() -> Response {
    see(SIGN_IN).unwrap_or_else(IntoResponse::into_response)
}
