//! The file before an officer: who may see it, what lies in it, what they may do with it now.

use super::read::may_read;
use super::{Desk, DeskError, refs};
pub(super) use crate::summary::may_see;
use crate::{Claim, Summary, Worklist};
use aduan_core::{
    Actor, Alias, Awaited, CommandKind, Complaint, ComplaintId, ContentId, ContentRef, Directory, Event,
    EventKind, Matter, Office, OfficeKind, Record, RegisterNumber, Role, Stage, Stages, Timestamp, procedure,
};

use std::collections::HashMap;

/// A complaint as it is shown to a person who may see it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct File {
    /// The complaint as it stands.
    pub complaint: Complaint,
    /// The commands that they may give now: what the table and the place of the file allow them, before it is known
    /// what the command says.
    pub commands: Vec<CommandKind>,
}

/// Which rows of their work an officer wants to see.
///
/// ```
/// let mut listing = aduan_store::desk::WorklistQuery::default();
/// listing.limit = 20;
/// assert!(!listing.overdue);
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct WorklistQuery {
    /// Only complaints in these stages. `None` means the stages out of which the officer's role moves a complaint.
    pub stages: Option<Stages>,
    /// Only complaints about this matter.
    pub matter: Option<Matter>,
    /// Only complaints whose target has passed.
    pub overdue: bool,
    /// Where the page begins: [`WorklistPage::next`] of the previous page.
    pub after: Option<(Timestamp, ComplaintId)>,
    /// The maximum number of rows.
    pub limit: u32,
}

impl Default for WorklistQuery {
    fn default() -> Self {
        Self { stages: None, matter: None, overdue: false, after: None, limit: 100 }
    }
}

/// A page of a worklist. The complaint that has been in its stage longest comes first. If only overdue ones are listed,
/// the one with the earliest target comes first.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct WorklistPage {
    /// The rows.
    pub rows: Vec<Summary>,
    /// Why a row stands in a coordinator's list: what is late, and by which rule, the earliest first. W4 says that the office
    /// that has the file is none.
    pub late: HashMap<ComplaintId, Vec<Awaited>>,
    /// Where the next page begins, if there may be one.
    pub next: Option<(Timestamp, ComplaintId)>,
}

/// A content that the person may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedContent {
    /// Its reference.
    pub content: ContentId,
    /// The version of the event that refers to it.
    pub version: u32,
    /// What happened there.
    pub event: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who gave it.
    pub by: Role,
    /// The official whose pseudonym it is, by the alias that they have in this complaint; `None` for every other content.
    pub official: Option<Alias>,
}

impl Desk {
    /// The file of a complaint, for a person who may see it.
    ///
    /// These may see it (inferred; no source says): a receiver of the unit that verifies it, or of the office that took
    /// it in; the verifiers of that unit; the PYB to whom it was forwarded or, where it never was, the PYB of the
    /// office that assesses it; the assessors of that office; the Inspectorate what was sent to it or is about PUSKI; the data protection
    /// officer; its complainant. A person who is, or once was, named as the reported official never sees it (T6).
    /// Once it is erased, nobody can tell who that is: of what names an official, only the data protection officer sees the file.
    ///
    /// ```
    /// # use aduan_core::{Actor, Channel, CommandKind, Matter, Office, PersonId, Role};
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}, desk::{Reception, TicketSecret}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// # let unit: Office = "KPPBC-050500".parse().expect("an office");
    /// # let reception = Reception::new(Channel::Website, Matter::Duties, "slow", unit);
    /// # let (done, _) = desk.receive_online(&desk.trace()?, reception.clone(), &TicketSecret::fresh(&OsEntropy)?)?;
    /// let verifier = Actor::officer(PersonId::new(uuid::Uuid::from_u128(7)), Role::Verifier, unit);
    /// let file = desk.file(&verifier, done.complaint.id)?;
    /// assert!(file.commands.contains(&CommandKind::ReviewMaterial));
    ///
    /// let elsewhere = Actor::officer(verifier.id, Role::Verifier, "KPPBC-060100".parse().expect("an office"));
    /// assert!(desk.file(&elsewhere, done.complaint.id).is_err());
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] if there is no such complaint, or if they may not see it; the error does not show
    /// which.
    pub fn file(&self, actor: &Actor, id: ComplaintId) -> Result<File, DeskError> {
        let (complaint, actor) = self.seen(actor, id)?;
        let commands = self.commands(&complaint, &actor)?;
        Ok(File { complaint, commands })
    }

    /// The records of a complaint, for a person who may see it. Records that this version of the program does not know
    /// are left out.
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] as [`file`](Self::file) has it.
    pub fn history(&self, actor: &Actor, id: ComplaintId) -> Result<Vec<Record>, DeskError> {
        Ok(self.told(actor, id)?.1)
    }

    fn told(&self, actor: &Actor, id: ComplaintId) -> Result<(Complaint, Vec<Record>, Actor), DeskError> {
        let (complaint, records) = self.load(id)?;
        let actor = self.recognised(&complaint, actor)?;
        if !self.may_see(&complaint, &actor) {
            return Err(DeskError::NoSuchComplaint { complaint: id });
        }
        Ok((complaint, records, actor))
    }

    /// Whether a command may be given now, before it is known what it says: to be asked before a video is sent.
    ///
    /// # Errors
    /// [`DeskError::Rejected`]; [`DeskError::NoSuchComplaint`] as [`file`](Self::file) has it.
    pub fn permits(&self, actor: &Actor, id: ComplaintId, command: CommandKind) -> Result<(), DeskError> {
        let (complaint, actor) = self.seen(actor, id)?;
        Ok(self.rules_of(&complaint)?.permits(&complaint, command, &self.context(&actor))?)
    }

    /// Whether this person, as the complaint [knows](Self::recognised) them, may see it. Which offices a coordinator oversees, the directory says.
    pub(super) fn may_see(&self, complaint: &Complaint, actor: &Actor) -> bool {
        let overseen = |above: Office| {
            let Some(at) = complaint.holder.or(complaint.unit) else { return false };
            Directory::oversees_by(self.directory.as_ref(), above, at)
        };
        may_see(complaint, actor) && (actor.role != Role::Coordinator || actor.office.is_some_and(overseen))
    }

    /// The complaint, for a person who may see it, and that person as it knows them.
    pub(super) fn seen(&self, actor: &Actor, id: ComplaintId) -> Result<(Complaint, Actor), DeskError> {
        let seen = self.present(id)?;
        let actor = self.recognised(&seen, actor)?;
        if !self.may_see(&seen, &actor) {
            return Err(DeskError::NoSuchComplaint { complaint: id });
        }
        Ok(((*seen).clone(), actor))
    }

    /// Which complaint has this register number (R6).
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn numbered(&self, register: RegisterNumber) -> Result<Option<ComplaintId>, DeskError> {
        Ok(self.store.claimed(&Claim::Register(register))?)
    }

    /// A page of an officer's worklist: complaints that their office holds and that they may [see](Self::file). The
    /// Inspectorate and the data protection officer are bound to no office and see the complaints of every office. A
    /// receiver also sees, whoever holds them, the complaints whose register number they have to tell (R5). A
    /// coordinator sees what is late at the offices that they oversee, at every stage, what came in on closed complaints, and the
    /// files of offices that are none; [`WorklistPage::late`] says why each stands there. No coordinator is above PUSKI: what is
    /// late and about PUSKI stands in the Inspectorate's list, beside what was sent to it.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn worklist(&self, actor: &Actor, listing: &WorklistQuery) -> Result<WorklistPage, DeskError> {
        let mut list =
            Worklist::of_stages(listing.stages.unwrap_or_else(|| stages_of(actor.role))).seen_by(actor.role);
        match actor.role {
            Role::Receiver | Role::Verifier | Role::Pyb | Role::Assessor => {
                let Some(office) = actor.office else { return Ok(WorklistPage::default()) };
                list = list.at(office);
            }
            Role::Inspectorate | Role::DataProtectionOfficer => {}
            Role::Coordinator => return self.late(actor, listing),
            Role::Complainant | Role::System => return Ok(WorklistPage::default()),
        }
        if listing.overdue {
            list = list.overdue(self.clock.now());
        }
        (list.matter, list.after) = (listing.matter, listing.after);
        list.limit = listing.limit.clamp(1, 1000);
        // Who is named sees it in no list (T6). What cannot be asked is not shown.
        let unnamed = |row: &Summary| !self.may_name(row, actor).unwrap_or(true);
        let mut rows = self.page(&list, unnamed)?;
        if actor.role == Role::Receiver {
            list.stages = listing.stages.unwrap_or_else(|| Stage::ALL.iter().copied().collect());
            let told = actor.office.map(|office| self.page(&list.told_at(office), unnamed)).transpose()?;
            rows.extend(told.unwrap_or_default());
            merge(&mut rows, &list);
        }
        let mut late = HashMap::new();
        if actor.role == Role::Inspectorate {
            late = self.late_about_puski(actor, &mut rows, listing, &list)?;
            merge(&mut rows, &list);
        }
        let last = rows.last().filter(|_| rows.len() == list.limit as usize);
        let next = last.and_then(|row| list.after(row).after);
        late.retain(|complaint, _| rows.iter().any(|row| row.complaint == *complaint));
        Ok(WorklistPage { rows, late, next })
    }

    /// What is late at the offices that a coordinator oversees, whatever its stage: also at intake, at the Inspectorate, and closed
    /// with something at which nobody has looked, with an outcome that nobody was told, or with words whose retention is over; and
    /// the files of offices that are none. The earliest deadline comes first. Coordinators of PUSKI oversee every office; a
    /// file that the Inspectorate has stands in their list alone.
    fn late(&self, actor: &Actor, listing: &WorklistQuery) -> Result<WorklistPage, DeskError> {
        let Some(above) = actor.office else { return Ok(WorklistPage::default()) };
        let stages = listing.stages.unwrap_or_else(|| Stage::ALL.iter().copied().collect());
        let mut list = Worklist::of_stages(stages).overdue(self.clock.now());
        (list.matter, list.after) = (listing.matter, listing.after);
        list.limit = listing.limit.clamp(1, 1000);
        // A history that cannot be read must not hide the list; the row shows that it is late. Whom it names cannot always be asked.
        let shown = |row: &Summary| match self.present(row.complaint) {
            Ok(complaint) => {
                self.recognised(&complaint, actor).is_ok_and(|known| self.may_see(&complaint, &known))
            }
            Err(_) => !self.may_name(row, actor).unwrap_or(true),
        };
        let mut rows = Vec::new();
        if above.kind == OfficeKind::Puski {
            rows = self.page(&list, shown)?;
        } else {
            let entries = self.directory.iter().flat_map(Directory::entries).map(|entry| entry.office);
            let beneath = |office: &Office| {
                *office != above
                    && self.directory.as_ref().is_some_and(|directory| directory.oversees(above, *office))
            };
            for office in std::iter::once(above).chain(entries.filter(beneath)) {
                rows.extend(self.page(&list.at(office), shown)?);
            }
        }
        rows.extend(self.held_by_no_office(above, &list)?.into_iter().filter(shown));
        merge(&mut rows, &list);
        let next =
            rows.last().filter(|_| rows.len() == list.limit as usize).and_then(|row| list.after(row).after);
        let mut late = HashMap::new();
        for row in &rows {
            if let Ok(complaint) = self.present(row.complaint) {
                late.insert(row.complaint, self.late_for(&complaint).unwrap_or_default());
            }
        }
        Ok(WorklistPage { rows, late, next })
    }

    /// A page of the rows that may be shown. The others are left out before it is cut: a page that is too short would tell that one
    /// of them is there (C44).
    fn page(&self, list: &Worklist, shown: impl Fn(&Summary) -> bool) -> Result<Vec<Summary>, DeskError> {
        let (mut list, limit) = (*list, list.limit as usize);
        let mut rows = Vec::new();
        while rows.len() < limit {
            let found = self.store.worklist(&list)?;
            let whole = found.len() == limit;
            let Some(last) = found.last() else { break };
            list = list.after(last);
            rows.extend(found.into_iter().filter(&shown));
            if !whole {
                break;
            }
        }
        rows.truncate(limit);
        Ok(rows)
    }

    /// The contents of a complaint that this person may [read](Self::read), the earliest first. The list shows no
    /// content.
    ///
    /// # Errors
    /// [`DeskError::NoSuchComplaint`] as [`file`](Self::file) has it.
    pub fn contents(&self, actor: &Actor, id: ComplaintId) -> Result<Vec<ListedContent>, DeskError> {
        let (complaint, records, actor) = &self.told(actor, id)?;
        let speaks = complaint.has_all_powers(actor, self.clock.now());
        let listed = records.iter().filter(|_| speaks).flat_map(|record| {
            let texts = refs::texts(&record.event).into_iter();
            let readable = texts.filter(move |reference| may_read(complaint, actor, record, reference));
            readable.map(|reference| ListedContent {
                official: official_in(&record.event, reference),
                content: reference.id,
                version: record.version,
                event: record.event.kind(),
                at: record.recorded_at,
                by: record.actor.role,
            })
        });
        Ok(listed.collect())
    }

    fn commands(&self, complaint: &Complaint, actor: &Actor) -> Result<Vec<CommandKind>, DeskError> {
        let (rules, context) = (self.rules_of(complaint)?, self.context(actor));
        let theirs = |command| procedure::rows(command).any(|row| row.roles.contains(actor.role));
        let may =
            |command: &CommandKind| theirs(*command) && rules.permits(complaint, *command, &context).is_ok();
        Ok(CommandKind::ALL.iter().copied().filter(may).collect())
    }
}

/// The official whose pseudonym this content of an event is.
fn official_in(event: &Event, reference: &ContentRef) -> Option<Alias> {
    let official = event.official()?;
    (official.content.as_ref() == Some(reference)).then_some(official.alias)
}

/// Puts the rows of several lists into the order of one: each once, and no more than it has room for.
fn merge(rows: &mut Vec<Summary>, list: &Worklist) {
    rows.sort_unstable_by_key(|row| list.place(row));
    rows.dedup_by_key(|row| row.complaint);
    rows.truncate(list.limit as usize);
}

/// The stages in a role's worklist: those out of which it moves a complaint; if there are none, those in which it may
/// do anything.
fn stages_of(role: Role) -> Stages {
    let moves = Worklist::of_role(role).stages;
    if !moves.is_empty() {
        return moves;
    }
    let acts = |stage: &Stage| *stage != Stage::New && procedure::commands(*stage, role).next().is_some();
    Stage::ALL.iter().copied().filter(acts).collect()
}
