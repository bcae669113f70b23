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
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use html::{both, page};

/// The pages. They stand at doors like every route, and in no document of the API.
pub(crate) fn all() -> Router<App> {
    Router::new()
        .route("/", get(start))
        .route("/lapor", get(file::form).post(file::file))
        .route("/pantau", get(follow::form).post(follow::follow))
        .route("/pantau/evidence", post(evidence::attach))
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
