//! Pages for complainants, which work without scripts: file a complaint, follow it, add evidence, answer, correct,
//! withdraw.

mod complaint;
mod evidence;
mod file;
mod follow;
mod form;
mod html;
mod linger;
mod say;
mod ticket;

use crate::app::App;
use crate::problem::Problem;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use html::{both, page, waiting};

/// The pages. They stand at doors like every route, and in no document of the API.
pub(crate) fn all() -> Router<App> {
    Router::new()
        .route("/", get(start))
        .route("/lapor", get(file::form).post(file::file))
        .route("/pantau", get(follow::form).post(follow::follow))
        .route("/pantau/evidence", get(follow::form).post(evidence::attach))
}

/// A problem as a page, for somebody who looks at it in a browser. What programs get has another type.
pub(crate) fn seen(accept: Option<&str>, response: Response) -> Response {
    let browser = accept.is_some_and(|accept| accept.contains("text/html"));
    let Some(problem) = response.extensions().get::<Problem>().filter(|_| browser).cloned() else {
        return response;
    };
    let body = format!(
        "{}<p><a class=\"button\" href=\"/\">{}</a></p>\n",
        say::wrong(&problem),
        both("Ke awal", "To the start")
    );
    let mut page =
        waiting(page(problem.status(), ("Layanan Pengaduan", "Complaints"), &body), Some(&problem));
    // Whatever else it says, such as which methods there are.
    for (name, value) in response.headers() {
        page.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    *page.extensions_mut() = response.extensions().clone();
    page
}

async fn start() -> Response {
    let body = format!(
        "<p>{}</p>\n<p><a class=\"button\" href=\"/lapor\">{}</a><a class=\"button second\" href=\"/pantau\">{}</a></p>\n\
         <h2>{}</h2>\n<p>{}</p>\n<p><a href=\"/v1/openapi.json\"><code>/v1/openapi.json</code></a></p>\n",
        both(
            "Sampaikan pengaduan tentang pelayanan atau pegawai Bea dan Cukai, atau pantau pengaduan Anda dengan nomor \
             tiket. Identitas Anda dirahasiakan.",
            "File a complaint about the service or an employee of Customs and Excise, or follow yours with its ticket. \
             Your identity is kept confidential.",
        ),
        both("Buat pengaduan", "File a complaint"),
        both("Pantau pengaduan", "Follow a complaint"),
        both("Untuk petugas dan program", "For officers and programs"),
        both("Petugas bekerja melalui API; dokumennya:", "Officers work through the API; its document:"),
    );
    page(StatusCode::OK, ("Layanan Pengaduan", "Complaints"), &body)
}
