//! Measures of the whole log, for auditors, as `aduan measures` makes them.

use crate::answer::{answer, tagged};
use crate::app::App;
use crate::extract::{Params, bad_query};
use crate::problem::Problem;
use aduan_audit::Source;
use aduan_audit::measures::{self, Measures, Period};
use aduan_store::{Desk, DeskError, StoreError};
use axum::extract::State;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::task::spawn_blocking;
use utoipa::IntoParams;

/// So many lines are read at once.
const PAGE: u32 = 512;

/// By which periods.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `month`, which it is if it does not say, `quarter` or `year`.
    #[param(pattern = "^(month|quarter|year)$")]
    period: Option<String>,
}

/// What was completed, how long it took, which deadlines were kept: JSON; or CSV, with `Accept: text/csv`.
///
/// Counts from 1 to below 5 are withheld, with those that would give them away (T9).
#[utoipa::path(
    get, path = "/v1/log/measures", tag = "audit", operation_id = "measures", params(Wanted),
    responses((status = 200, description = "The measures of the whole log.", content(
        (Object = "application/json"), (String = "text/csv")
    )))
)]
pub(crate) async fn measures(
    State(app): State<App>,
    Params(wanted): Params<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let period: Period = wanted.period.as_deref().unwrap_or("month").parse().map_err(|_| bad_query())?;
    let turn = app.measures_turn().await?;
    let desk = app.shared_desk();
    let measured = spawn_blocking(move || {
        let until = desk.store().head()?.size();
        let lines = Lines { desk, after: 0, until, page: Vec::new(), given: 0 };
        // The one thread it has leaves the others to the requests.
        let measures = Measures::new().period(period).threads(NonZeroUsize::MIN);
        let report = Source::from_reader("the log", None, lines)
            .map_err(|error| error.cause.to_string())
            .and_then(|source| measures.run(vec![source]).map_err(|error| error.to_string()));
        drop(turn);
        report.map_err(|what| StoreError::Corrupt { what })
    });
    // It panics nowhere that we know of; if it does, that request alone fails.
    let report = measured.await.map_err(|_| Problem::internal())?;
    let report = report.map_err(DeskError::from)?;
    let accepts = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accepts.starts_with("text/csv") {
        return tagged(&headers, &measures::json(&report));
    }
    let text = measures::csv(&report).into_bytes();
    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(&text)[..16]);
    let tag = HeaderValue::from_str(&format!("\"{digest}\"")).map_err(|_| Problem::internal())?;
    Ok(answer(&headers, tag, text, "text/csv; charset=utf-8"))
}

/// The log up to a position, page after page, never all of it in memory.
struct Lines {
    desk: Arc<Desk>,
    after: u64,
    until: u64,
    page: Vec<u8>,
    given: usize,
}

impl Lines {
    fn turn(&mut self) -> io::Result<()> {
        self.page.clear();
        self.given = 0;
        let (from, left) = (self.after, self.until - self.after);
        if left == 0 {
            return Ok(());
        }
        let (page, after) = (&mut self.page, &mut self.after);
        let limit = u32::try_from(left).map_or(PAGE, |left| left.min(PAGE));
        let read = self.desk.store().read_log(from, limit, &mut |entry| {
            page.extend_from_slice(entry.line);
            page.push(b'\n');
            *after = entry.position;
            Ok(())
        });
        read.map_err(io::Error::other)?;
        if self.after == from {
            return Err(io::Error::other(format!("the log ends at {from}; its head says {}", self.until)));
        }
        Ok(())
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.page.len() {
            self.turn()?;
        }
        let read = (&self.page[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}
