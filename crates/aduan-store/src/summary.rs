//! What a worklist shows of a complaint without loading it.

use aduan_core::{
    Actor, Complaint, ComplaintId, Matter, Office, Outcome, PersonId, RegisterNumber, Role, Roles, Stage,
    Stages, Timestamp, due, procedure,
};

/// The row of one complaint: no word of it, only what lists are sorted and filtered by.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The roles that may see it: at the office that holds it, or, those that are of no such office, anywhere.
    pub seen_by: Roles,
    /// The persons who are or were named as the reported official: they never see it (T6).
    pub named: Vec<PersonId>,
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
        let nobody = PersonId::SYSTEM;
        let at_holder = |role: &Role| {
            may_see(complaint, &Actor { id: nobody, role: *role, office: complaint.holder })
                && !matches!(role, Role::Complainant | Role::System)
        };
        let before = complaint.named_before.iter().filter_map(|(person, _)| *person);
        let mut named: Vec<PersonId> = complaint.reported_official.into_iter().chain(before).collect();
        named.retain(|person| *person != nobody);
        named.sort_unstable();
        named.dedup();
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
            seen_by: Role::ALL.iter().copied().filter(at_holder).collect(),
            named,
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
    /// About this.
    pub matter: Option<Matter>,
    /// That this person may see in this role, if they are of the holder's office or their role is of none.
    pub viewer: Option<(Role, PersonId)>,
    /// With a [target](Summary::target) at or before this instant.
    pub overdue_at: Option<Timestamp>,
    /// After this [place](Self::place) in the list: that of the last row of the page before.
    pub after: Option<(Timestamp, ComplaintId)>,
    /// At most so many.
    pub limit: u32,
}

impl Worklist {
    /// Every complaint in these stages.
    pub const fn of_stages(stages: Stages) -> Self {
        Self { stages, holder: None, matter: None, viewer: None, overdue_at: None, after: None, limit: 100 }
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

    /// Only what this officer may see.
    #[must_use]
    pub const fn seen_by(mut self, officer: &Actor) -> Self {
        self.viewer = Some((officer.role, officer.id));
        self
    }

    /// Only what should have moved by `now`, the earliest [target](Summary::target) first.
    #[must_use]
    pub const fn overdue(mut self, now: Timestamp) -> Self {
        self.overdue_at = Some(now);
        self
    }

    /// The page after the one that ended with `last`.
    #[must_use]
    pub fn after(mut self, last: &Summary) -> Self {
        self.after = Some(self.place(last));
        self
    }

    /// Where a row stands in the list: by how long it has waited or, in a list of what is overdue, by its target.
    pub fn place(&self, row: &Summary) -> (Timestamp, ComplaintId) {
        let at = self.overdue_at.and(row.target).unwrap_or(row.stage_since);
        (at, row.complaint)
    }

    /// Whether a row belongs in this list. Stores that keep rows elsewhere ask it in their own language.
    pub fn contains(&self, row: &Summary) -> bool {
        self.stages.contains(row.stage)
            && self.holder.is_none_or(|office| row.holder == Some(office))
            && self.matter.is_none_or(|matter| row.matter == Some(matter))
            && self.viewer.is_none_or(|(role, id)| row.seen_by.contains(role) && !row.named.contains(&id))
            && self.overdue_at.is_none_or(|now| row.target.is_some_and(|target| target <= now))
            && self.after.is_none_or(|after| self.place(row) > after)
    }
}

/// Whether somebody may see a complaint: who may, [`Desk::file`](crate::Desk::file) says.
pub(crate) fn may_see(complaint: &Complaint, actor: &Actor) -> bool {
    if complaint.names(actor.id) {
        return false;
    }
    let at = |office: Option<Office>| office.is_some() && office == actor.office;
    match actor.role {
        Role::Receiver => at(complaint.unit) || at(complaint.taken_in),
        Role::Verifier => at(complaint.unit),
        Role::Pyb => at(complaint.pyb) || complaint.pyb.is_none() && at(complaint.assessed_at),
        Role::Assessor => at(complaint.assessed_at),
        Role::Inspectorate => complaint.wise.is_some() || complaint.stage == Stage::WithInspectorate,
        Role::DataProtectionOfficer => true,
        Role::Complainant => actor.id == complaint.complainant,
        Role::System => false,
    }
}
