//! What an officer is shown.

use super::vocabulary as words;
use crate::problem::Sentence;
use aduan_core::{
    Actor, Channel, Clarity, CommandKind, Complaint, ComplaintId, Confidentiality, ContentId, EventKind,
    Finding, HoldId, IdentityPart, Language, Matter, Office, Outcome, PersonId, RegisterNumber, Reported,
    Role, Rule, Stage, Step, Timestamp, WiseNumber, WiseOutcome, Zone, procedure,
};
use aduan_store::desk::{Done, Effect, File, IdentityWords, ListedContent, WorklistPage};
use aduan_store::{Access, AccessAnswer, Summary};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;

/// A command that this officer may give now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Offered {
    /// Its name.
    #[schema(schema_with = words::command_kind)]
    command: CommandKind,
    /// What it is called.
    label: Sentence,
    /// The rules that allow it.
    #[schema(value_type = Vec<String>)]
    rules: &'static [Rule],
}

impl Offered {
    fn new(command: CommandKind, stage: Stage, role: Role) -> Self {
        let fits = |row: &&procedure::Row| row.stages.contains(stage) && row.roles.contains(role);
        Self {
            command,
            label: Sentence::new(command.label(Language::Indonesian), command.label(Language::English)),
            rules: procedure::rows(command).find(fits).map_or(&[], |row| row.rules),
        }
    }
}

/// A complaint as an officer has it before them.
#[derive(Serialize, ToSchema)]
pub(crate) struct Dossier {
    /// The complaint.
    #[schema(schema_with = words::uuid)]
    complaint: ComplaintId,
    /// What officers quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::register)]
    register: Option<RegisterNumber>,
    /// Its version: what `If-Match` asks for.
    version: u32,
    /// Where it stands.
    #[schema(schema_with = words::stage)]
    stage: Stage,
    /// What that is called.
    label: Sentence,
    /// Since when.
    #[schema(schema_with = words::timestamp)]
    stage_since: Timestamp,
    /// When it was received.
    #[schema(schema_with = words::timestamp)]
    received_at: Timestamp,
    /// The rulebook under which it is handled.
    #[serde(skip_serializing_if = "Option::is_none")]
    rulebook: Option<String>,
    /// The local time of its deadlines.
    #[schema(schema_with = words::zone)]
    zone: Zone,
    /// How it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::channel)]
    channel: Option<Channel>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::matter)]
    matter: Option<Matter>,
    /// The complainant's wish about their identity.
    #[schema(schema_with = words::confidentiality)]
    confidentiality: Confidentiality,
    /// Which parts of an identity the vault has.
    #[schema(schema_with = words::identity_parts)]
    identity: Vec<IdentityPart>,
    /// The office that has the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::office)]
    holder: Option<Office>,
    /// When the data window ends, while one runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::timestamp)]
    window: Option<Timestamp>,
    /// By when the complainant should hear something.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::timestamp)]
    response_due: Option<Timestamp>,
    /// By when the present stage should be over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::timestamp)]
    target: Option<Timestamp>,
    /// How it last ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::outcome)]
    outcome: Option<Outcome>,
    /// Whether the complainant withdrew.
    withdrawn: bool,
    /// Whether the personal data were erased.
    erased: bool,
    /// Events of its history that this version of the program does not know; if any, no command is accepted.
    unknown: u32,
    /// How it is handled: for those who handle it.
    #[serde(skip_serializing_if = "Option::is_none")]
    handling: Option<Handling>,
    /// What this officer may do with it now.
    commands: Vec<Offered>,
}

/// What those who handle a complaint know of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Handling {
    /// The unit that verifies it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::office)]
    unit: Option<Office>,
    /// The PYB's office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::office)]
    pyb: Option<Office>,
    /// The assessor's office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::office)]
    assessed_at: Option<Office>,
    /// The last review's judgement; none where the material changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::clarity)]
    clarity: Option<Clarity>,
    /// What is known of the reported official.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::reported)]
    reported: Option<Reported>,
    /// Who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::uuid)]
    reported_official: Option<PersonId>,
    /// Where they work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::office)]
    reported_office: Option<Office>,
    /// The last step of the assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::step)]
    step: Option<Step>,
    /// The assessment's finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::finding)]
    finding: Option<Finding>,
    /// WISE's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::wise_number)]
    wise: Option<WiseNumber>,
    /// What WISE did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = words::wise_outcome)]
    wise_outcome: Option<WiseOutcome>,
    /// How often it was reopened.
    reopened: u16,
    /// How often the identity was disclosed.
    disclosures: u16,
    /// The legal holds in force.
    #[schema(value_type = Vec<String>)]
    holds: Vec<HoldId>,
}

impl Dossier {
    /// The file, for an officer in this role.
    pub(crate) fn of(file: &File, role: Role) -> Self {
        let File { complaint, commands, .. } = file;
        let stage = complaint.stage;
        Self {
            complaint: complaint.id,
            register: complaint.register,
            version: complaint.version,
            stage,
            label: Sentence::new(stage.label(Language::Indonesian), stage.label(Language::English)),
            stage_since: complaint.stage_since,
            received_at: complaint.received_at,
            rulebook: complaint.rulebook.map(|rulebook| rulebook.to_string()),
            zone: complaint.zone,
            channel: complaint.channel,
            matter: complaint.matter,
            confidentiality: complaint.confidentiality,
            identity: complaint.identity.iter().collect(),
            holder: complaint.holder,
            window: complaint.window,
            response_due: complaint.response_due,
            target: complaint.target.map(|target| target.due),
            outcome: complaint.outcome,
            withdrawn: complaint.withdrawn,
            erased: complaint.erased,
            unknown: complaint.unknown,
            // A receiver takes in and passes on.
            handling: (role != Role::Receiver).then(|| Handling::of(complaint)),
            commands: commands.iter().map(|command| Offered::new(*command, stage, role)).collect(),
        }
    }
}

impl Handling {
    fn of(complaint: &Complaint) -> Self {
        Self {
            unit: complaint.unit,
            pyb: complaint.pyb,
            assessed_at: complaint.assessed_at,
            clarity: complaint.clarity,
            reported: complaint.reported,
            reported_official: complaint.reported_official,
            reported_office: complaint.reported_office,
            step: complaint.step,
            finding: complaint.finding,
            wise: complaint.wise,
            wise_outcome: complaint.wise_outcome,
            reopened: complaint.reopened,
            disclosures: complaint.disclosures,
            holds: complaint.holds.clone(),
        }
    }
}

/// What a command led to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outcomes {
    /// The complaint.
    #[schema(schema_with = words::uuid)]
    complaint: ComplaintId,
    /// Its version after the command.
    version: u32,
    /// Where it stood then.
    #[schema(schema_with = words::stage)]
    stage: Stage,
    /// What was recorded.
    #[schema(schema_with = words::event_kinds)]
    events: Vec<EventKind>,
    /// The position of the last of it in the log.
    position: u64,
    /// Whether it had been recorded before, under the same `Idempotency-Key`.
    recorded_before: bool,
}

impl From<&Done> for Outcomes {
    fn from(done: &Done) -> Self {
        Self {
            complaint: done.complaint.id,
            version: done.complaint.version,
            stage: done.complaint.stage,
            events: done.records.iter().map(|record| record.event.kind()).collect(),
            position: done.receipt.position,
            recorded_before: done.effect == Effect::RecordedBefore,
        }
    }
}

/// A page of a worklist.
#[derive(Serialize, ToSchema)]
pub(crate) struct Worklist {
    /// The complaints, the one that has waited longest first.
    rows: Vec<Row>,
    /// What to ask for as `after` for the next page; none where there is no next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A row of a worklist.
#[derive(Serialize, ToSchema)]
pub(crate) struct Row {
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
        Self { rows: page.rows.iter().map(Row::from).collect(), next: page.next.map(cursor) }
    }
}

/// What a page gave as its next.
pub(crate) fn cursor(text: &str) -> Option<(Timestamp, ComplaintId)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (since, id) = bytes.split_first_chunk::<8>()?;
    let id = ComplaintId::new(uuid::Uuid::from_slice(id).ok()?);
    Some((Timestamp::from_micros(i64::from_be_bytes(*since)), id))
}

impl From<&Summary> for Row {
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

/// A content that this officer may read.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readable {
    /// Its reference.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// The version of the event that refers to it.
    version: u32,
    /// What happened there.
    #[schema(schema_with = words::event_kind)]
    event: EventKind,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
    /// Who gave it.
    #[schema(schema_with = words::role)]
    by: Role,
}

impl From<&ListedContent> for Readable {
    fn from(listed: &ListedContent) -> Self {
        let ListedContent { content, version, event, at, by, .. } = *listed;
        Self { content, version, event, at, by }
    }
}

/// The complainant's identity, for somebody to whom it was disclosed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Disclosed {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telephone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

impl From<&IdentityWords> for Disclosed {
    fn from(identity: &IdentityWords) -> Self {
        let revealed = |words: &Option<_>| words.as_ref().map(super::view::revealed);
        Self {
            name: revealed(&identity.name),
            address: revealed(&identity.address),
            telephone: revealed(&identity.telephone),
            mobile: revealed(&identity.mobile),
            email: revealed(&identity.email),
        }
    }
}

/// A reading of content, or the attempt at an identity that was refused (R30).
#[derive(Serialize, ToSchema)]
pub(crate) struct Reading {
    /// What.
    #[schema(schema_with = words::uuid)]
    content: ContentId,
    /// By whom.
    #[schema(value_type = Object)]
    actor: Actor,
    /// When.
    #[schema(schema_with = words::timestamp)]
    at: Timestamp,
    /// Whether it was shown.
    shown: bool,
}

impl From<&Access> for Reading {
    fn from(access: &Access) -> Self {
        Self {
            content: access.content,
            actor: access.actor.clone(),
            at: access.at,
            shown: access.answer == AccessAnswer::Shown,
        }
    }
}
