//! The routes. Each handler reads what was sent, asks the desk, and writes what it answered.

pub(crate) mod contents;
mod desk;
pub(crate) mod document;
mod evidence;
mod log;
mod measures;
mod offices;
mod officials;
pub(crate) mod operations;
pub(crate) mod public;
mod wise;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Every route, with its part of the document.
pub(crate) fn all() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(offices::list))
        .routes(routes!(public::file))
        .routes(routes!(public::file_by_portal))
        .routes(routes!(public::view_by_body))
        .routes(routes!(public::view))
        .routes(routes!(public::open))
        .routes(routes!(public::deny))
        .routes(routes!(public::reissue))
        .routes(routes!(public::revoke))
        .routes(routes!(public::contest))
        .routes(routes!(public::answer))
        .routes(routes!(public::write))
        .routes(routes!(public::amend))
        .routes(routes!(public::withdraw))
        .routes(routes!(public::choose))
        .routes(routes!(evidence::by_complainant))
        .routes(routes!(contents::own))
        .routes(routes!(contents::read_own))
        .routes(routes!(contents::own_accesses))
        .routes(routes!(desk::record))
        .routes(routes!(desk::worklist))
        .routes(routes!(officials::search))
        .routes(routes!(desk::complaint))
        .routes(routes!(desk::command))
        .routes(routes!(evidence::by_officer))
        .routes(routes!(contents::list))
        .routes(routes!(contents::read))
        .routes(routes!(contents::identity))
        .routes(routes!(contents::accesses))
        .routes(routes!(desk::history))
        .routes(routes!(desk::timeline))
        .routes(routes!(wise::event))
        .routes(routes!(log::lines))
        .routes(routes!(log::head))
        .routes(routes!(log::checkpoint))
        .routes(routes!(measures::measures))
        .routes(routes!(operations::health))
        .routes(routes!(operations::ready))
        .routes(routes!(operations::metrics))
        .routes(routes!(operations::version))
        .routes(routes!(document::serve))
}
