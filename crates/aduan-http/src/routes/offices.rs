//! The offices to choose from.

use crate::app::App;
use crate::conditional::IfNoneMatch;
use crate::problem::Problem;
use aduan_core::{DirectoryEntry, Timestamp};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// The directory of offices, as far as they are in force today.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Offices {
    /// The name of the edition; null if the server has no directory.
    #[schema(example = "djbc-2026")]
    directory: Option<String>,
    /// The offices, in the order of kind and code.
    offices: Vec<OfficeEntry>,
}

/// An office.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfficeEntry {
    /// Its kind and code.
    #[schema(example = "KPPBC-050500")]
    office: String,
    /// Its name.
    #[schema(example = "KPPBC Tipe Madya Pabean A Bandung")]
    name: String,
    /// The office above it.
    #[schema(example = "KANWIL-050000")]
    parent: Option<String>,
    /// Its local time.
    #[schema(example = "wib")]
    zone: &'static str,
}

/// List the offices.
///
/// Choose an office from this list: another one is refused.
#[utoipa::path(
    get, path = "/v1/offices", tag = "public", operation_id = "listOffices",
    responses((status = 200, description = "The offices that are in force today.", body = Offices))
)]
pub(crate) async fn list(State(app): State<App>, known: IfNoneMatch) -> Result<Response, Problem> {
    let now = Timestamp::from(std::time::SystemTime::now());
    let desk = app.shared_desk();
    let directory = desk.directory();
    let entry = |entry: &DirectoryEntry| OfficeEntry {
        office: entry.office.to_string(),
        name: entry.name.clone(),
        parent: entry.parent.map(|parent| parent.to_string()),
        zone: entry.zone.as_str(),
    };
    let in_force = |entry: &&DirectoryEntry| entry.in_force(entry.zone.date(now));
    let offices = Offices {
        directory: directory.map(|directory| directory.id().to_string()),
        offices: directory
            .map(|directory| directory.entries().filter(in_force).map(entry).collect())
            .unwrap_or_default(),
    };
    let mut response = known.json(&offices)?;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
