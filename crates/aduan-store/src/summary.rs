//! What a worklist shows of a complaint without loading it.

use aduan_core::{
    Complaint, ComplaintId, Matter, Office, Outcome, RegisterNumber, Role, Stage, Stages, Timestamp, due,
    procedure,
};

/// The row of one complaint: no word of it, only what lists are sorted and filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// The complaint.
    pub complaint: ComplaintId,
    /// The version up to which this holds.
    pub version: u32,
    /// Its register number.
    pub register: Option<RegisterNumber>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: Timestamp,
    /// The office that has the file.
    pub holder: Option<Office>,
    /// What it is about.
    pub matter: Option<Matter>,
    /// When it was received.
    pub received_at: Timestamp,
    /// When time alone will do something ([`due`]): what a sweep looks for.
    pub due: Option<Timestamp>,
    /// The earliest instant by which something should have happened; `None` if it is closed or nothing waits.
    pub target: Option<Timestamp>,
    /// How it last ended.
    pub outcome: Option<Outcome>,
}

impl Summary {
    /// The row of a complaint.
    ///
    /// ```
    /// use aduan_core::{Complaint, ComplaintId, Stage};
    /// let summary = aduan_store::Summary::of(&Complaint::new(ComplaintId::default()));
    /// assert_eq!((summary.stage, summary.due), (Stage::New, None));
    /// ```
    pub fn of(complaint: &Complaint) -> Self {
        let targets = [complaint.window, complaint.target.map(|awaited| awaited.due), complaint.response_due];
        Self {
            complaint: complaint.id,
            version: complaint.version,
            register: complaint.register,
            stage: complaint.stage,
            stage_since: complaint.stage_since,
            holder: complaint.holder,
            matter: complaint.matter,
            received_at: complaint.received_at,
            due: due(complaint).map(|due| due.at),
            target: targets.into_iter().flatten().min().filter(|_| complaint.is_open()),
            outcome: complaint.outcome,
        }
    }
}

/// Which complaints to list: those that fit all that is said, the one that has waited longest first.
///
/// ```
/// use aduan_core::{Role, Stage};
/// use aduan_store::Worklist;
/// let list = Worklist::of_role(Role::Pyb);
/// assert!(list.stages.contains(Stage::WithPyb) && !list.stages.contains(Stage::Verification));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Worklist {
    /// In one of these stages.
    pub stages: Stages,
    /// Held by this office.
    pub holder: Option<Office>,
    /// With a [target](Summary::target) at or before this instant.
    pub overdue_at: Option<Timestamp>,
    /// After this one, in the list's order: the `stage_since` and id of the last row of the page before.
    pub after: Option<(Timestamp, ComplaintId)>,
    /// At most so many.
    pub limit: u32,
}

impl Worklist {
    /// Every complaint in these stages.
    pub const fn of_stages(stages: Stages) -> Self {
        Self { stages, holder: None, overdue_at: None, after: None, limit: 100 }
    }

    /// What somebody in this role has to do: the stages out of which the procedure's table lets
    /// them move a complaint.
    pub fn of_role(role: Role) -> Self {
        let waits = |stage: &Stage| {
            let mut rows = procedure::TABLE.iter().filter(|row| row.stages.contains(*stage));
            rows.any(|row| row.roles.contains(role) && !row.to.is_empty())
        };
        let open = Stage::ALL.iter().copied().filter(|stage| !matches!(stage, Stage::New | Stage::Closed));
        Self::of_stages(open.filter(waits).collect())
    }

    /// Only what this office holds.
    #[must_use]
    pub const fn at(mut self, office: Office) -> Self {
        self.holder = Some(office);
        self
    }

    /// Only what should have moved by `now`.
    #[must_use]
    pub const fn overdue(mut self, now: Timestamp) -> Self {
        self.overdue_at = Some(now);
        self
    }

    /// The page after the one that ended with `last`.
    #[must_use]
    pub const fn after(mut self, last: &Summary) -> Self {
        self.after = Some((last.stage_since, last.complaint));
        self
    }

    /// Whether a row belongs in this list. Stores that keep rows elsewhere ask it in their own language.
    pub fn contains(&self, row: &Summary) -> bool {
        self.stages.contains(row.stage)
            && self.holder.is_none_or(|office| row.holder == Some(office))
            && self.overdue_at.is_none_or(|now| row.target.is_some_and(|target| target <= now))
            && self.after.is_none_or(|after| (row.stage_since, row.complaint) > after)
    }
}
