//! The same lines, read with `serde_json` alone.

#![allow(unreachable_pub, missing_docs, reason = "shared by benches")]

use serde::Deserialize;

/// A hand-written reader of the same fields with `serde`, for comparison: natural types, one structure for all events.
#[derive(Deserialize)]
#[allow(dead_code)]
pub struct Flat {
    pub format: String,
    pub complaint: uuid::Uuid,
    pub version: u32,
    pub id: uuid::Uuid,
    pub r#type: String,
    pub schema: u16,
    pub recorded_at: chrono::DateTime<chrono::Utc>,
    pub clock: Option<chrono::DateTime<chrono::Utc>>,
    pub actor: FlatActor,
    pub rulebook: String,
    pub command: uuid::Uuid,
    pub correlation: uuid::Uuid,
    pub causation: Option<uuid::Uuid>,
    pub data: FlatData,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct FlatActor {
    pub id: uuid::Uuid,
    pub role: String,
    pub office: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
#[allow(dead_code)]
pub struct FlatData {
    pub rulebook: Option<String>,
    pub register: Option<String>,
    pub channel: Option<String>,
    pub matter: Option<String>,
    pub complainant: Option<uuid::Uuid>,
    pub standing: Option<String>,
    pub identity: Option<FlatIdentity>,
    pub confidentiality: Option<String>,
    pub material: Option<FlatContent>,
    pub elements: Option<Vec<String>>,
    pub reported_office: Option<String>,
    pub unit: Option<String>,
    pub zone: Option<String>,
    pub response: Option<FlatDeadline>,
    pub target: Option<FlatDeadline>,
    pub deliveries: Option<Vec<String>>,
    pub contact: Option<FlatContent>,
    pub content: Option<FlatContent>,
    pub media: Option<String>,
    pub purpose: Option<serde_json::Value>,
    pub clarity: Option<String>,
    pub reported: Option<String>,
    pub official: Option<uuid::Uuid>,
    pub office: Option<String>,
    pub note: Option<FlatContent>,
    pub request: Option<FlatContent>,
    pub window: Option<FlatDeadline>,
    pub due: Option<chrono::DateTime<chrono::Utc>>,
    pub assessor: Option<uuid::Uuid>,
    pub instruction: Option<FlatContent>,
    pub reason: Option<FlatContent>,
    pub shares: Option<Vec<String>>,
    pub number: Option<String>,
    pub outcome: Option<String>,
    pub step: Option<String>,
    pub finding: Option<String>,
    pub report: Option<FlatContent>,
    pub actions: Option<Vec<String>>,
    pub decision: Option<FlatContent>,
    pub ground: Option<String>,
    pub facts: Option<FlatContent>,
    pub choice: Option<String>,
    pub approver: Option<uuid::Uuid>,
    pub recipient: Option<uuid::Uuid>,
    pub recipient_role: Option<String>,
    pub notice: Option<String>,
    pub hold: Option<uuid::Uuid>,
    pub basis: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct FlatIdentity {
    pub content: FlatContent,
    pub parts: Vec<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct FlatContent {
    pub id: uuid::Uuid,
    pub commitment: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct FlatDeadline {
    pub due: chrono::DateTime<chrono::Utc>,
    pub rule: String,
    pub days: u16,
    pub counting: String,
    pub calendar: String,
}
