//! Measures of the whole log, for auditors, as `aduan measures` makes them.

use crate::app::App;
use crate::conditional::IfNoneMatch;
use crate::extract::QueryParams;
use crate::problem::Problem;
use aduan_audit::{Reader, Source};
use aduan_report::measures::{self, Measures, Period};
use aduan_store::{DeskError, LogReader, StoreError};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::Response;
use serde::Deserialize;
use std::num::NonZeroUsize;
use tokio::task::spawn_blocking;
use utoipa::IntoParams;

/// By which periods.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MeasuresParams {
    /// `month`, which it is if it does not say, `quarter` or `year`.
    #[param(pattern = "^(month|quarter|year)$")]
    period: Option<String>,
}

/// What was completed, how long it took, which deadlines were kept: JSON; or CSV, with `Accept: text/csv`.
///
/// Counts from 1 to below 5 are withheld, with those that would give them away (T9).
#[utoipa::path(
    get, path = "/v1/log/measures", tag = "audit", operation_id = "measures", params(MeasuresParams),
    responses((status = 200, description = "The measures of the whole log.", content(
        (Object = "application/json"), (String = "text/csv")
    )))
)]
pub(crate) async fn measures(
    State(app): State<App>,
    QueryParams(wanted): QueryParams<MeasuresParams>,
    headers: HeaderMap,
    known: IfNoneMatch,
) -> Result<Response, Problem> {
    let period: Period =
        wanted.period.as_deref().unwrap_or("month").parse().map_err(|_| Problem::bad_query())?;
    let turn = app.measures_turn().await?;
    let desk = app.shared_desk();
    let measured = spawn_blocking(move || {
        let until = desk.store().head()?.size();
        let lines = LogReader::new(desk.store().clone(), until);
        // The one thread it has leaves the others to the requests.
        let reader = Reader::new().threads(NonZeroUsize::MIN);
        let measures = Measures::new().period(period);
        let report = Source::from_reader("the log", None, lines)
            .map_err(|error| error.cause.to_string())
            .and_then(|source| reader.run(vec![source], measures).map_err(|error| error.to_string()))
            .map(|(_, report)| report);
        drop(turn);
        report.map_err(|what| StoreError::Corrupt { what })
    });
    // It panics nowhere that we know of; if it does, that request alone fails.
    let report = measured.await.map_err(|_| Problem::internal())?;
    let report = report.map_err(DeskError::from)?;
    let accepts = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accepts.starts_with("text/csv") {
        return known.json(&measures::json(&report));
    }
    known.digested("text/csv; charset=utf-8", measures::csv(&report).into_bytes())
}
