//! The pages of aduan, which need no script. A complainant files, follows, adds evidence, answers, corrects, withdraws and
//! prints; an officer signs in, sees their work, reads a file, and gives the commands that the procedure allows.
//!
//! [`router`] serves them beside the API of `aduan-http`, under its limits, its log and its table of routes.

mod complaint;
mod drain_body;
mod evidence;
mod filing;
mod follow;
mod form;
mod layout;
mod notices;
mod officer;
mod print;
mod ticket;
mod upload_form;

use aduan_http::auth::route_access::route;
use aduan_http::auth::{Callers, RouteAccess};
use aduan_http::{App, Problem};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, CONTENT_LENGTH};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use layout::{SITE, both, page, page_after};
use maud::html;

/// The routes of the pages.
pub fn page_routes() -> Vec<RouteAccess> {
    [CITIZENS, officer::ROUTES].concat()
}

/// The complainants' routes. A ticket is in the form.
const CITIZENS: &[RouteAccess] = &[
    route("GET", "/", Callers::Everybody),
    route("GET", "/lapor", Callers::Everybody),
    route("POST", "/lapor", Callers::Everybody),
    route("GET", "/pantau", Callers::Everybody),
    route("POST", "/pantau", Callers::Everybody),
    route("POST", "/pantau/evidence", Callers::Everybody),
    route("POST", "/pantau/print", Callers::Everybody),
    // The browser still shows these addresses after the form was sent.
    route("GET", "/pantau/evidence", Callers::Everybody),
    route("GET", "/pantau/print", Callers::Everybody),
];

/// The API and the pages.
///
/// ```
/// # use aduan_http::{App, Config, auth::{TokenVerifier, Issuer}};
/// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
/// # use std::sync::Arc;
/// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
/// # let desk = Desk::open(Arc::new(MemoryStore::default()), Arc::new(keys))?;
/// # let config = Config::default();
/// # let verifier = TokenVerifier::new(&config.auth, &Issuer::from_seed([7; 32]))?;
/// let app = App::new(Arc::new(desk), config, verifier);
/// let router = aduan_pages::router(&app);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn router(app: &App) -> Router {
    let pages = Router::new()
        .route("/", get(start))
        .route("/lapor", get(filing::form).post(filing::file))
        .route("/pantau", get(follow::form).post(follow::follow))
        .route("/pantau/evidence", get(follow::form).post(evidence::attach))
        .route("/pantau/print", get(follow::form).post(print::print));
    aduan_http::router_with(app, pages.merge(officer::router()), &page_routes()).layer(from_fn(problem_pages))
}

/// Shows a problem as a page to a browser. The API answers a browser as it answers a program.
async fn problem_pages(request: Request, next: Next) -> Response {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let browser = accept.is_some_and(|accept| accept.contains("text/html"));
    let api = request.uri().path().starts_with("/v1/");
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if browser && problem.code() == "not_signed_in" => officer::to_sign_in(),
        Some(problem) if browser && !api => problem_page(problem, &response),
        _ => response,
    }
}

fn problem_page(problem: &Problem, response: &Response) -> Response {
    let body = html! {
        (notices::failure(problem))
        p { a.button href="/" { (both("Ke awal", "To the start")) } }
    };
    let mut page = page_after(Some(problem), SITE, &body);
    // The other headers stay, such as `Allow`.
    for (name, value) in response.headers().iter().filter(|(name, _)| **name != CONTENT_LENGTH) {
        page.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    page
}

async fn start() -> Response {
    let body = html! {
        p {
            (both(
                "Sampaikan pengaduan tentang pelayanan atau pegawai Bea dan Cukai, atau pantau pengaduan Anda dengan \
                 nomor tiket. Identitas Anda dirahasiakan.",
                "File a complaint about the service or an employee of Customs and Excise, or follow yours with its \
                 ticket. Your identity is kept confidential.",
            ))
        }
        p {
            a.button href="/lapor" { (both("Buat pengaduan", "File a complaint")) }
            a.button.second href="/pantau" { (both("Pantau pengaduan", "Follow a complaint")) }
        }
        h2 { (both("Untuk petugas dan program", "For officers and programs")) }
        p { a href="/petugas" { (both("Halaman petugas", "Officers' pages")) } }
        p { (both("Program memakai API; dokumennya:", "Programs use the API; its document:")) }
        p { a href="/v1/openapi.json" { code { "/v1/openapi.json" } } }
    };
    page(StatusCode::OK, SITE, &body)
}
