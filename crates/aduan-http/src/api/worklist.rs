//! A page of a worklist.

use super::vocabulary as words;
use aduan_core::{ComplaintId, Matter, Office, Outcome, RegisterNumber, Stage, Timestamp};
use aduan_store::Summary;
use aduan_store::desk::WorklistPage;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;
/// A page of a worklist.
#[derive(Serialize, ToSchema)]
pub(crate) struct Worklist {
    /// The complaints: the longest in its stage first; if only overdue ones are listed, the earliest target first.
    rows: Vec<WorklistRow>,
    /// What to ask for as `after` for the next page; none where there is no next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A row of a worklist.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorklistRow {
    /// The complaint.
    #[schema(schema_with = words::uuid)]
    complaint: ComplaintId,
    /// What officers quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::register)]
    register: Option<RegisterNumber>,
    /// The version up to which this holds.
    version: u32,
    /// Where it stands.
    #[schema(schema_with = words::stage)]
    stage: Stage,
    /// Since when.
    #[schema(schema_with = words::timestamp)]
    stage_since: Timestamp,
    /// The office that has the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::office)]
    holder: Option<Office>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::matter)]
    matter: Option<Matter>,
    /// When it was received.
    #[schema(schema_with = words::timestamp)]
    received_at: Timestamp,
    /// The earliest instant by which something should have happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::timestamp)]
    target: Option<Timestamp>,
    /// How it last ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::outcome)]
    outcome: Option<Outcome>,
}

impl From<&WorklistPage> for Worklist {
    fn from(page: &WorklistPage) -> Self {
        let cursor = |(since, id): (Timestamp, ComplaintId)| {
            let mut bytes = since.micros().to_be_bytes().to_vec();
            bytes.extend(id.uuid().as_bytes());
            URL_SAFE_NO_PAD.encode(bytes)
        };
        Self { rows: page.rows.iter().map(WorklistRow::from).collect(), next: page.next.map(cursor) }
    }
}

/// Reads the cursor that a page gave as `next`.
pub(crate) fn cursor(text: &str) -> Option<(Timestamp, ComplaintId)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (since, id) = bytes.split_first_chunk::<8>()?;
    let id = ComplaintId::new(uuid::Uuid::from_slice(id).ok()?);
    Some((Timestamp::from_micros(i64::from_be_bytes(*since)), id))
}

impl From<&Summary> for WorklistRow {
    fn from(summary: &Summary) -> Self {
        Self {
            complaint: summary.complaint,
            register: summary.register,
            version: summary.version,
            stage: summary.stage,
            stage_since: summary.stage_since,
            holder: summary.holder,
            matter: summary.matter,
            received_at: summary.received_at,
            target: summary.target,
            outcome: summary.outcome,
        }
    }
}
