//! A complaint as an officer sees it, and what a command led to.

use super::view::views;
use crate::problem::Sentence;
use aduan_core::{
    Alias, Channel, Clarity, CommandKind, Complaint, ComplaintId, Confidentiality, ErasureBasis, EventKind,
    Finding, HoldId, IdentityPart, Language, Matter, Office, Outcome, PersonId, Proposal, RegisterNumber,
    Reported, Role, Rule, Stage, Step, Timestamp, WiseNumber, WiseOutcome, Zone, procedure,
};
use aduan_store::desk::{Done, Effect, File};

views! {
    /// A command that this officer may give now.
    pub(crate) struct OfferedCommand {
        /// Its name.
        command: CommandKind = command_kind;
        /// What it is called.
        label: Sentence;
        /// The rules that allow it.
        #[schema(value_type = Vec<String>)]
        rules: &'static [Rule];
    }

    /// What waits for a second person to give the same command.
    pub(crate) struct OpenProposal {
        /// The command that confirms it.
        command: CommandKind = command_kind;
        /// Who made it.
        by: PersonId = uuid;
        /// In which role.
        role: Role = role;
        /// Their office.
        proposed_at?: Office = office;
        /// Since when.
        since: Timestamp = timestamp;
        /// When it lapses.
        lapses: Timestamp = timestamp;
        /// The official whom it names, by their alias in this complaint. The content that says who that is, is listed with it.
        official?: Alias = uuid;
        /// The office that it names.
        office?: Office = office;
        /// Why the data are to be erased.
        basis?: ErasureBasis = erasure_basis;
        /// WISE's number.
        number?: WiseNumber = wise_number;
        /// WISE's outcome.
        outcome?: WiseOutcome = wise_outcome;
    }

    /// A complaint as an officer has it before them.
    pub(crate) struct OfficerView {
        /// The complaint.
        complaint: ComplaintId = uuid;
        /// What officers quote.
        register?: RegisterNumber = register;
        /// Its version: what `If-Match` asks for.
        version: u32;
        /// Where it stands.
        stage: Stage = stage;
        /// What that is called.
        label: Sentence;
        /// Since when.
        stage_since: Timestamp = timestamp;
        /// When it was received.
        received_at: Timestamp = timestamp;
        /// The rulebook under which it is handled.
        rulebook?: String;
        /// The local time of its deadlines.
        zone: Zone = zone;
        /// How it came in.
        channel?: Channel = channel;
        /// What it is about.
        matter?: Matter = matter;
        /// The complainant's wish about their identity.
        confidentiality: Confidentiality = confidentiality;
        /// Which parts of an identity the vault has.
        identity: Vec<IdentityPart> = identity_parts;
        /// The office that has the file.
        holder?: Office = office;
        /// When the data window ends, while one runs.
        window?: Timestamp = timestamp;
        /// By when the complainant should hear something.
        response_due?: Timestamp = timestamp;
        /// By when the present stage should be over.
        target?: Timestamp = timestamp;
        /// By when it should have ended, whoever has it until then.
        overall_due?: Timestamp = timestamp;
        /// Since when something that came in after it was closed waits for somebody to look at it.
        late_material?: Timestamp = timestamp;
        /// Whether a receiver has the register number to tell the complainant.
        register_to_tell: bool;
        /// Since when the complainant contests what it is about, and a coordinator has not decided that.
        contested?: Timestamp = timestamp;
        /// Since when a message of the complainant waits that nobody answered or marked as read.
        unanswered?: Timestamp = timestamp;
        /// How it last ended.
        outcome?: Outcome = outcome;
        /// Since when the complainant is known not to have heard of it.
        outcome_untold?: Timestamp = timestamp;
        /// Whether the complainant withdrew.
        withdrawn: bool;
        /// Whether the personal data were erased.
        erased: bool;
        /// Events of its history that this version of the program does not know; if any, no command is accepted.
        unknown: u32;
        /// How it is handled: for those who handle it.
        handling?: Handling;
        /// What this officer may do with it now.
        commands: Vec<OfferedCommand>;
        /// What waits for a second person, as far as this officer may give the same command.
        proposals: Vec<OpenProposal>;
    }

    /// What those who handle a complaint know of it.
    pub(crate) struct Handling {
        /// The unit that verifies it.
        unit?: Office = office;
        /// The PYB's office.
        pyb?: Office = office;
        /// The assessor's office.
        assessed_at?: Office = office;
        /// The last review's judgement; none where the material changed since.
        clarity?: Clarity = clarity;
        /// What is known of the reported official.
        reported?: Reported = reported;
        /// Who they are, by their alias in this complaint. The content that says who that is, is listed with it.
        reported_official?: Alias = uuid;
        /// Where they work.
        reported_office?: Office = office;
        /// The last step of the assessment.
        step?: Step = step;
        /// The assessment's finding.
        finding?: Finding = finding;
        /// WISE's number.
        wise?: WiseNumber = wise_number;
        /// What WISE did.
        wise_outcome?: WiseOutcome = wise_outcome;
        /// How often it was reopened.
        reopened: u16;
        /// How often the identity was disclosed.
        disclosures: u16;
        /// The legal holds in force.
        #[schema(value_type = Vec<String>)]
        holds: Vec<HoldId>;
    }

    /// What a command led to.
    pub(crate) struct CommandResult {
        /// The complaint.
        complaint: ComplaintId = uuid;
        /// Its version after the command.
        version: u32;
        /// Where it stood then.
        stage: Stage = stage;
        /// What was recorded.
        events: Vec<EventKind> = event_kinds;
        /// The position of the last of it in the log.
        position: u64;
        /// Whether it had been recorded before, under the same `Idempotency-Key`.
        recorded_before: bool;
    }
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

impl OpenProposal {
    fn of(open: &Proposal) -> Self {
        let proposed = &open.proposed;
        Self {
            command: proposed.act.command(),
            by: open.by,
            role: open.role,
            proposed_at: open.office,
            since: open.since,
            lapses: proposed.lapse.due,
            official: proposed.official.as_ref().map(|official| official.alias),
            office: proposed.office,
            basis: proposed.basis,
            number: proposed.number,
            outcome: proposed.outcome,
        }
    }
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
            overall_due: complaint.overall_due,
            late_material: complaint.late_material.filter(|_| complaint.stage == Stage::Closed),
            contested: complaint.contested,
            unanswered: complaint.unanswered,
            target: complaint.target.map(|target| target.due),
            register_to_tell: complaint.register_to_tell(),
            outcome: complaint.outcome,
            outcome_untold: complaint.outcome_untold(),
            withdrawn: complaint.withdrawn,
            erased: complaint.erased,
            unknown: complaint.unknown,
            // A receiver takes in and passes on; a coordinator sees stages and dates.
            handling: (!matches!(role, Role::Receiver | Role::Coordinator)).then(|| Handling::of(complaint)),
            commands: commands.iter().map(|command| OfferedCommand::new(*command, stage, role)).collect(),
            proposals: complaint
                .proposals
                .iter()
                .filter(|open| commands.contains(&open.proposed.act.command()))
                .map(OpenProposal::of)
                .collect(),
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
            holds: complaint.holds.iter().map(|placed| placed.hold).collect(),
        }
    }
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
