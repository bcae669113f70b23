//! A complaint as an officer sees it, and what a command led to.

use super::vocabulary as words;
use crate::problem::Sentence;
use aduan_core::{
    Channel, Clarity, CommandKind, Complaint, ComplaintId, Confidentiality, EventKind, Finding, HoldId,
    IdentityPart, Language, Matter, Office, Outcome, PersonId, RegisterNumber, Reported, Role, Rule, Stage,
    Step, Timestamp, WiseNumber, WiseOutcome, Zone, procedure,
};
use aduan_store::desk::{Done, Effect, File};
use serde::Serialize;
use utoipa::ToSchema;
/// A command that this officer may give now.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferedCommand {
    /// Its name.
    #[schema(schema_with = words::command_kind)]
    command: CommandKind,
    /// What it is called.
    label: Sentence,
    /// The rules that allow it.
    #[schema(value_type = Vec<String>)]
    rules: &'static [Rule],
}

impl OfferedCommand {
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
pub(crate) struct OfficerView {
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
    commands: Vec<OfferedCommand>,
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

impl OfficerView {
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
            commands: commands.iter().map(|command| OfferedCommand::new(*command, stage, role)).collect(),
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
pub(crate) struct CommandResult {
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

impl From<&Done> for CommandResult {
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
