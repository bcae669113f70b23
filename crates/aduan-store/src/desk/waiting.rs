//! What is waited for in a complaint, and why it stands in the list of a coordinator or of a receiver.

use super::{Desk, DeskError, WorklistQuery};
use crate::{Summary, Worklist, fold};
use aduan_core::{
    Actor, Awaited, Calendar, Complaint, ComplaintId, Directory, Office, OfficeKind, Rule, Rules, Stage,
    Stages, Zone, awaited,
};
use std::collections::HashMap;

/// Lines of the log that are read at once.
const LINES: u32 = 4096;

/// What is waited for in a complaint, each with its instant and its rule: what the procedure [awaits](awaited), the telling of
/// the register number (R5), and, once it has ended, its erasure when the retention of its rulebook is over (R30).
///
/// The register number is to be told within the target of intake: the rules name no other.
pub(super) fn waits_for(complaint: &Complaint, rules: &dyn Rules, calendar: &Calendar) -> Vec<Awaited> {
    let book = rules.rulebook();
    let by = |term: Option<_>, from, rule| {
        term.map(|term| Awaited { due: calendar.deadline(from, term, complaint.zone).due, rule })
    };
    let register = by(book.targets.intake, complaint.received_at, Rule::R5);
    let kept = !complaint.erased && complaint.holds.is_empty();
    let ended = complaint.closed_at.filter(|_| kept && complaint.stage == Stage::Closed);
    let retention = ended.and_then(|closed_at| by(book.retention, closed_at, Rule::R30));
    let register = register.filter(|_| complaint.register_to_tell());
    awaited(complaint).chain(register).chain(retention).collect()
}

impl Desk {
    /// The row of a complaint in the worklists, by the rules that hold for it.
    pub(super) fn row_of(&self, complaint: &Complaint, rules: &dyn Rules) -> Summary {
        Summary {
            due: rules.due(complaint).map(|due| due.at),
            target: waits_for(complaint, rules, &self.calendar).iter().map(|awaited| awaited.due).min(),
            ..Summary::of(complaint)
        }
    }

    /// The complaints whose row in the worklists does not say what their events say, in the order of their reception. Such a row hides
    /// a complaint from a list, or shows it to whoever may not see it; no command leaves one.
    ///
    /// It loads every complaint. One with events that this version does not know is left out, and so is one under rules that the desk does
    /// not have: what its row should say cannot be told.
    ///
    /// ```
    /// # use aduan_store::{Desk, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// assert!(desk.wrong_rows()?.is_empty());
    /// # Ok::<_, aduan_store::DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub fn wrong_rows(&self) -> Result<Vec<ComplaintId>, DeskError> {
        let (mut wrong, mut after) = (Vec::new(), 0);
        loop {
            let (before, mut received) = (after, Vec::new());
            self.store.read_log(before, LINES, &mut |entry| {
                after = entry.position;
                if entry.version == 1 && entry.complaint != ComplaintId::ADMINISTRATION {
                    received.push(entry.complaint);
                }
                Ok(())
            })?;
            if after == before {
                return Ok(wrong);
            }
            for id in received {
                let row = self.store.summary(id)?;
                let state = fold(&*self.store, id, &mut drop)?;
                // Another command was recorded in between.
                let moved = row.as_ref().is_some_and(|row| row.version < state.version);
                let row = if moved { self.store.summary(id)? } else { row };
                if state.unknown == 0 && !self.is_row_of(row.as_ref(), &state) {
                    wrong.push(id);
                }
            }
        }
    }

    fn is_row_of(&self, row: Option<&Summary>, state: &Complaint) -> bool {
        let Ok(rules) = self.rules_of(state) else { return true };
        // An import knows no rulebook.
        row.is_some_and(|row| {
            row.version > state.version || *row == self.row_of(state, rules) || *row == Summary::of(state)
        })
    }

    /// Why a complaint is late now: what is waited for and past, and an office that has the file and is none (W4).
    pub(super) fn late_for(&self, complaint: &Complaint) -> Result<Vec<Awaited>, DeskError> {
        let now = self.clock.now();
        let mut late = waits_for(complaint, self.rules_of(complaint)?, &self.calendar);
        late.retain(|awaited| awaited.due <= now);
        late.sort_by_key(|awaited| awaited.due);
        if complaint.is_open() && complaint.holder.is_some_and(|holder| self.is_no_office(holder)) {
            late.push(Awaited { due: complaint.stage_since, rule: Rule::W4 });
        }
        Ok(late)
    }

    /// Adds what is about PUSKI and late to the Inspectorate's rows: all of it, since it is not in the order of the list. The answer
    /// says why each is late.
    pub(super) fn late_about_puski(
        &self,
        actor: &Actor,
        rows: &mut Vec<Summary>,
        listing: &WorklistQuery,
        list: &Worklist,
    ) -> Result<HashMap<ComplaintId, Vec<Awaited>>, DeskError> {
        let stages = listing.stages.unwrap_or_else(|| Stage::ALL.iter().copied().collect());
        let all = Worklist { matter: list.matter, limit: 1000, ..Worklist::of_stages(stages) };
        let mut page = all.seen_by(actor.role).overdue(self.clock.now());
        let mut late = HashMap::new();
        loop {
            let found = self.store.worklist(&page)?;
            let Some(last) = found.last() else { break };
            page = page.after(last);
            for row in found {
                // A history that cannot be read must not hide the list.
                let Ok(complaint) = self.present(row.complaint) else { continue };
                let named = self.may_name(&row, actor).unwrap_or(true);
                if !named
                    && complaint.names_kind(OfficeKind::Puski)
                    && list.after.is_none_or(|after| list.place(&row) > after)
                {
                    late.insert(row.complaint, self.late_for(&complaint)?);
                    rows.push(row);
                }
            }
        }
        Ok(late)
    }

    /// Whether the directory has no such office today. Without a directory every office is one.
    fn is_no_office(&self, office: Office) -> bool {
        self.directory.as_ref().is_some_and(|directory| {
            let zone = directory.entry(office).map_or(Zone::Wib, |entry| entry.zone);
            !directory.in_force(office, zone.date(self.clock.now()))
        })
    }

    /// Open files that an office has which is none, as far as `above` oversees it: nobody there can act on them. All of them, since
    /// they are not in the order of any list.
    pub(super) fn held_by_no_office(
        &self,
        above: Office,
        list: &Worklist,
    ) -> Result<Vec<Summary>, DeskError> {
        let open = Stage::ALL.iter().copied().filter(|stage| *stage != Stage::Closed);
        let stages: Stages = open.filter(|stage| list.stages.contains(*stage)).collect();
        let oversees = |office: Office| Directory::oversees_by(self.directory.as_ref(), above, office);
        let mut found = Vec::new();
        for office in self.store.holders()? {
            if !self.is_no_office(office) || !oversees(office) {
                continue;
            }
            let mut page =
                Worklist { matter: list.matter, limit: 1000, ..Worklist::of_stages(stages) }.at(office);
            loop {
                let rows = self.store.worklist(&page)?;
                let Some(last) = rows.last() else { break };
                page = page.after(last);
                found.extend(rows);
            }
        }
        found.retain(|row| list.after.is_none_or(|after| list.place(row) > after));
        Ok(found)
    }
}
