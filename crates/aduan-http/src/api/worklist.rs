//! A page of a worklist.

use super::view::views;
use aduan_core::{ComplaintId, Matter, Office, Outcome, RegisterNumber, Rule, Stage, Timestamp};
use aduan_store::Summary;
use aduan_store::desk::{FoundComplaint, OfficialSearch, WorklistPage};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

views! {
    /// A page of a worklist.
    pub(crate) struct Worklist {
        /// The complaints: the longest in its stage first; if only overdue ones are listed, the earliest target first.
        rows: Vec<WorklistRow>;
        /// What to ask for as `after` for the next page; none where there is no next one.
        next?: String;
    }

    /// A row of a worklist.
    pub(crate) struct WorklistRow {
        /// The complaint.
        complaint: ComplaintId = uuid;
        /// What officers quote.
        register?: RegisterNumber = register;
        /// The version up to which this holds.
        version: u32;
        /// Where it stands.
        stage: Stage = stage;
        /// Since when.
        stage_since: Timestamp = timestamp;
        /// The office that has the file.
        holder?: Office = office;
        /// What it is about.
        matter?: Matter = matter;
        /// When it was received.
        received_at: Timestamp = timestamp;
        /// The earliest instant by which something should have happened.
        target?: Timestamp = timestamp;
        /// How it last ended.
        outcome?: Outcome = outcome;
        /// Since when a message of the complainant waits that nobody answered or marked as read.
        unanswered?: Timestamp = timestamp;
        /// The office whose receivers have the register number to tell the complainant; none where nobody has.
        to_tell?: Office = office;
        /// Why it stands in a coordinator's list, the earliest first; empty in other lists.
        late: Vec<LateReason>;
    }

    /// The complaints that name one official, as far as the asker may see them.
    pub(crate) struct OfficialComplaints {
        /// The earliest received first.
        found: Vec<OfficialComplaint>;
        /// How many complaints could not be asked, because their key does not open.
        unreadable: u32;
    }

    /// A complaint that names the official.
    pub(crate) struct OfficialComplaint {
        /// Its row.
        row: WorklistRow;
        /// Whether its last review names them; false if an earlier one did.
        now: bool;
    }

    /// Something that should have happened.
    pub(crate) struct LateReason {
        /// The first instant at which it is late.
        due: Timestamp = timestamp;
        /// The rule that says so: `R5` the register number was not told, `R13` the window of a request or the telling of it,
        /// `R22` the notice of the outcome did not arrive, `R23` no word to the complainant, or no answer to their message, `R24` and `R26` the target of the
        /// stage or of the whole, `R30` the retention is over, `W4` the office that has the file is none, `W6` nobody looked at
        /// what came in after the end.
        #[schema(value_type = String)]
        rule: Rule;
    }
}

impl From<&WorklistPage> for Worklist {
    fn from(page: &WorklistPage) -> Self {
        let cursor = |(since, id): (Timestamp, ComplaintId)| {
            let mut bytes = since.micros().to_be_bytes().to_vec();
            bytes.extend(id.uuid().as_bytes());
            URL_SAFE_NO_PAD.encode(bytes)
        };
        let row = |summary: &Summary| {
            let late = page.late.get(&summary.complaint).into_iter().flatten();
            let late = late.map(|awaited| LateReason { due: awaited.due, rule: awaited.rule }).collect();
            WorklistRow { late, ..WorklistRow::from(summary) }
        };
        Self { rows: page.rows.iter().map(row).collect(), next: page.next.map(cursor) }
    }
}

impl From<&OfficialSearch> for OfficialComplaints {
    fn from(search: &OfficialSearch) -> Self {
        let found = |found: &FoundComplaint| OfficialComplaint { row: (&found.row).into(), now: found.now };
        Self { found: search.found.iter().map(found).collect(), unreadable: search.unreadable }
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
            unanswered: summary.unanswered,
            to_tell: summary.to_tell,
            late: Vec::new(),
        }
    }
}
