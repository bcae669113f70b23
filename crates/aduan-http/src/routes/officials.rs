//! Which complaints name one official: for those who oversee all offices.

use crate::api::vocabulary as words;
use crate::api::worklist::OfficialComplaints;
use crate::app::App;
use crate::extract::{JsonBody, Officer};
use crate::problem::Problem;
use aduan_core::PersonId;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

/// Whom the search is about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficialBody {
    /// The official's pseudonym.
    #[schema(schema_with = words::uuid)]
    official: PersonId,
}

/// Search which complaints name one official.
///
/// For coordinators of PUSKI and the Inspectorate: of the complaints that they may see. Nobody searches for themselves. The search is
/// on record: who, when, and how many were found; and at each complaint found, as an access to the sealed name.
#[utoipa::path(
    post, path = "/v1/desk/officials/search", tag = "desk", operation_id = "searchOfficial",
    request_body = OfficialBody,
    responses((status = 200, description = "The complaints.", body = OfficialComplaints))
)]
pub(crate) async fn search(
    State(app): State<App>,
    Officer(actor): Officer,
    JsonBody(wanted): JsonBody<OfficialBody>,
) -> Result<axum::Json<OfficialComplaints>, Problem> {
    let search = app.query(move |desk| desk.search_official(&actor, wanted.official)).await?;
    Ok(axum::Json(OfficialComplaints::from(&search)))
}
