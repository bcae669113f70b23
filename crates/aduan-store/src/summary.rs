//! The row of a complaint in a worklist. A store gives it without reading the complaint's events.

use aduan_core::procedure::Place;
use aduan_core::{
    Actor, Alias, CommandKind, Complaint, ComplaintId, Matter, Office, OfficeKind, Outcome, PersonId,
    RegisterNumber, Role, Roles, Stage, Stages, Timestamp, awaited, due, procedure,
};

/// The row of one complaint: the values by which lists are sorted and filtered. It holds no written words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The complaint.
    pub complaint: ComplaintId,
    /// The version of the complaint that this row shows.
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
    /// The instant at which a deadline falls due that a sweep must record ([`due`]).
    pub due: Option<Timestamp>,
    /// The earliest of its deadlines, past or to come; `None` if it has none. What came in after it was closed is awaited, too,
    /// and an outcome of which the complainant has not heard. The desk, which knows the rulebook, also counts the telling of the
    /// register number (R5) and the end of the retention (R30).
    pub target: Option<Timestamp>,
    /// How it last ended.
    pub outcome: Option<Outcome>,
    /// Since when a message of the complainant waits that nobody answered or marked as read (P3).
    pub unanswered: Option<Timestamp>,
    /// The office whose receivers have the register number to tell the complainant (R5); `None` if nobody has.
    pub to_tell: Option<Office>,
    /// The roles that may see it. Most roles may see it only at the office that holds it. The Inspectorate and the data
    /// protection officer are bound to no office.
    pub seen_by: Roles,
    /// The persons who are, or once were, named as the reported official, by the alias that they have in this complaint. They
    /// never see it (T6). Whose alias it is, only the desk can tell, which has the key.
    pub named: Vec<Alias>,
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
        let at_holder = |role: &Role| {
            may_see(complaint, &somebody(complaint, *role, complaint.holder))
                && !matches!(role, Role::Complainant | Role::Coordinator | Role::System)
        };
        let mut named: Vec<Alias> = complaint.named().collect();
        named.sort_unstable();
        named.dedup();
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
            target: awaited(complaint).map(|awaited| awaited.due).min(),
            outcome: complaint.outcome,
            unanswered: complaint.unanswered,
            to_tell: complaint.register_to_tell().then(|| teller(complaint)).flatten(),
            seen_by: Role::ALL.iter().copied().filter(at_holder).collect(),
            named,
        }
    }
}

/// A filter for complaints; a complaint is listed if it fits every field. The order is that of [`place`](Self::place):
/// the complaint that has been in its stage longest comes first; in a list of overdue complaints, the earliest target
/// comes first.
///
/// ```
/// use aduan_core::{Role, Stage};
/// use aduan_store::Worklist;
/// let list = Worklist::of_role(Role::Pyb);
/// assert!(list.stages.contains(Stage::WithPyb) && !list.stages.contains(Stage::Verification));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Worklist {
    /// Only complaints in one of these stages.
    pub stages: Stages,
    /// Only complaints that this office holds.
    pub holder: Option<Office>,
    /// Only complaints about this matter.
    pub matter: Option<Matter>,
    /// Only complaints that this role may see. This does not check an office: set `holder` to it, unless the role is bound to no
    /// office ([`Summary::seen_by`]). Nor does it check whom a complaint names: the desk, which can tell, leaves those out.
    pub viewer: Option<Role>,
    /// Only complaints with a [target](Summary::target) at or before this instant.
    pub overdue_at: Option<Timestamp>,
    /// Only complaints whose register number the receivers of this office [have to tell](Summary::to_tell). Neither `holder` nor
    /// `viewer` is asked then: such a complaint may be with any office.
    pub to_tell: Option<Office>,
    /// Only rows behind this [place](Self::place): the place of the previous page's last row.
    pub after: Option<(Timestamp, ComplaintId)>,
    /// The maximum number of rows.
    pub limit: u32,
}

impl Worklist {
    /// Every complaint in these stages.
    pub const fn of_stages(stages: Stages) -> Self {
        Self {
            stages,
            holder: None,
            matter: None,
            viewer: None,
            overdue_at: None,
            to_tell: None,
            after: None,
            limit: 100,
        }
    }

    /// Lists the work of a role: all open stages out of which the procedure's table lets this role move a complaint. For the
    /// roles that handle the file, only those in which the file is with them. What is done with the file of another is work of
    /// no list.
    pub fn of_role(role: Role) -> Self {
        let handles = matches!(role, Role::Verifier | Role::Pyb | Role::Assessor);
        let waits = |stage: &Stage| {
            let mut rows = procedure::TABLE.iter().filter(|row| row.stages.contains(*stage));
            rows.any(|row| {
                row.roles.contains(role)
                    && !row.to.is_empty()
                    && (!handles || row.place == Place::Holder)
                    && !CommandKind::OVERSIGHT.contains(&row.command)
            })
        };
        let open = Stage::ALL.iter().copied().filter(|stage| !matches!(stage, Stage::New | Stage::Closed));
        Self::of_stages(open.filter(waits).collect())
    }

    /// Keeps only complaints that this office holds.
    #[must_use]
    pub const fn at(mut self, office: Office) -> Self {
        self.holder = Some(office);
        self
    }

    /// Keeps only complaints whose register number the receivers of this office have to tell, whoever holds them.
    #[must_use]
    pub const fn told_at(mut self, office: Office) -> Self {
        (self.to_tell, self.holder, self.viewer) = (Some(office), None, None);
        self
    }

    /// Keeps only complaints that this role may see. An office is not checked, nor is who is named: see
    /// [`viewer`](Self::viewer).
    #[must_use]
    pub const fn seen_by(mut self, role: Role) -> Self {
        self.viewer = Some(role);
        self
    }

    /// Keeps only complaints whose [target](Summary::target) is at or before `now`, the earliest target first.
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

    /// The position of a row in the list: since when it is in its stage, then its id. In a list of overdue complaints:
    /// its target, then its id.
    pub fn place(&self, row: &Summary) -> (Timestamp, ComplaintId) {
        let at = self.overdue_at.and(row.target).unwrap_or(row.stage_since);
        (at, row.complaint)
    }

    /// Whether a row belongs in this list. A database asks the same in its own query language.
    pub fn contains(&self, row: &Summary) -> bool {
        self.stages.contains(row.stage)
            && self.to_tell.is_none_or(|office| row.to_tell == Some(office))
            && self.holder.is_none_or(|office| row.holder == Some(office))
            && self.matter.is_none_or(|matter| row.matter == Some(matter))
            && self.viewer.is_none_or(|role| row.seen_by.contains(role))
            && self.overdue_at.is_none_or(|now| row.target.is_some_and(|target| target <= now))
            && self.after.is_none_or(|after| self.place(row) > after)
    }
}

/// The office whose receivers tell the complainant their register number: who took it in, or else whose receivers see it.
fn teller(complaint: &Complaint) -> Option<Office> {
    let receives = |office: &Office| may_see(complaint, &somebody(complaint, Role::Receiver, Some(*office)));
    [complaint.taken_in, complaint.unit, complaint.holder].into_iter().flatten().find(receives)
}

/// Somebody of this role at this office, whom the complaint does not name. After an erasure nobody can tell that.
fn somebody(complaint: &Complaint, role: Role, office: Option<Office>) -> Actor {
    let alias = (!complaint.erased).then_some(Alias::NOBODY);
    Actor { id: PersonId::SYSTEM, role, office, alias, ticket: None }
}

/// Whether this actor, with the alias that they have in the complaint, may see it. [`Desk::file`](crate::Desk::file) lists who
/// may.
pub(crate) fn may_see(complaint: &Complaint, actor: &Actor) -> bool {
    // Whatever a history says of them, a complainant sees their own complaint (P3).
    if actor.role != Role::Complainant && actor.alias.is_some_and(|alias| complaint.names(alias)) {
        return false;
    }
    // Whoever may be the official complained of is refused, but for the officer who answers for the erasure (R30).
    let person = !matches!(actor.role, Role::Complainant | Role::System | Role::DataProtectionOfficer);
    if person && actor.alias.is_none() && complaint.named().next().is_some() {
        return false;
    }
    let at = |office: Option<Office>| office.is_some() && office == actor.office;
    // Once the file has left the office that it is about, nobody there reads on (C43).
    let discipline = complaint.is_or_was(Matter::Discipline);
    let left =
        |office: Office| discipline && complaint.names_office(office) && complaint.holder != Some(office);
    let of_an_office = matches!(actor.role, Role::Receiver | Role::Verifier | Role::Pyb | Role::Assessor);
    if of_an_office && actor.office.is_some_and(left) {
        return false;
    }
    match actor.role {
        Role::Receiver => {
            // Somebody must take in what the complainant still brings.
            let nobody = [complaint.unit, complaint.taken_in].into_iter().flatten().all(left);
            at(complaint.unit) || at(complaint.taken_in) || nobody && at(complaint.holder)
        }
        Role::Verifier => at(complaint.unit),
        Role::Pyb => at(complaint.pyb) || complaint.pyb.is_none() && at(complaint.assessed_at),
        Role::Assessor => at(complaint.assessed_at),
        // No coordinator is above PUSKI: what is about it, the Inspectorate oversees (W5).
        Role::Inspectorate => {
            let sent = complaint.wise.is_some() || complaint.stage == Stage::WithInspectorate;
            sent || complaint.names_kind(OfficeKind::Puski)
        }
        // Which offices they oversee, the directory says: the desk asks it.
        Role::Coordinator => {
            let theirs = actor.office.is_some_and(|office| discipline && complaint.names_office(office));
            actor.office.is_some() && !theirs
        }
        Role::DataProtectionOfficer => true,
        Role::Complainant => actor.id == complaint.complainant,
        Role::System => false,
    }
}
