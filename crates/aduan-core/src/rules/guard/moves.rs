//! Files that are in the wrong place, and what comes in on a closed one: W4 to W6, T6.

use super::Judge;
use crate::rulebook::OwnOffice;
use crate::{
    CommandKind, Complaint, Directory, Matter, Office, OfficeKind, OfficeKinds, Receive, Rejection, Role,
    Rule, Sender, Stage,
};

/// Every office of DJBC may verify or be the related unit (R10, R11); the Inspectorate is reached through WISE (R16).
const OFFICES_OF_DJBC: OfficeKinds = OfficeKinds::of(&[
    OfficeKind::Puski,
    OfficeKind::Kpu,
    OfficeKind::Kanwil,
    OfficeKind::Kppbc,
    OfficeKind::Pusat,
]);

impl Judge<'_> {
    /// W5: a coordinator acts on the files of their office and of those beneath it, and on none about their own office.
    pub(in crate::rules) fn overseen(&self) -> Result<(), Rejection> {
        let actor = self.actor();
        // The Inspectorate has it, or had it last: whoever verified it answers for it.
        let Some(at) = self.state.holder.or(self.state.unit) else { return Ok(()) };
        if !actor.office.is_some_and(|above| self.oversees(above, at)) {
            return Err(Rejection::NotOverseen { office: at });
        }
        self.not_the_reported_office(actor.office)
    }

    /// W5: no coordinator is above PUSKI, so the Inspectorate does for a complaint about PUSKI what coordinators do for others.
    pub(in crate::rules) fn above_puski(&self) -> Result<(), Rejection> {
        if self.state.names_kind(OfficeKind::Puski) { Ok(()) } else { Err(Rejection::NotAboutPuski) }
    }

    pub(super) fn transfer(&self, office: Office) -> Result<(), Rejection> {
        if self.state.holder == Some(office) {
            return Err(Rejection::Already { command: CommandKind::Transfer, rule: Rule::W5 });
        }
        let of_the_pyb = self.state.stage == Stage::Assessment && self.state.sent_by == Some(Sender::Pyb);
        if of_the_pyb && !self.rulebook.disposition_targets.contains(office.kind) {
            let allowed = self.rulebook.disposition_targets;
            return Err(Rejection::WrongTarget { kind: office.kind, allowed, rule: Rule::R15 });
        }
        self.goes_to(office, Rule::W5)?;
        let actor = self.actor();
        let within = actor.office.is_some_and(|above| self.oversees(above, office));
        // Nothing of DJBC is above or beneath the Inspectorate.
        if !within && actor.role != Role::Inspectorate && office.kind != OfficeKind::Puski {
            return Err(Rejection::NotOverseen { office });
        }
        self.not_the_reported_office(Some(office))
    }

    pub(super) fn recuse(&self) -> Result<(), Rejection> {
        if self.fallback_unit().is_none() {
            return Err(Rejection::NoFallbackUnit);
        }
        Ok(())
    }

    pub(super) fn pass_to_successor(&self) -> Result<(), Rejection> {
        if self.succession().is_none() {
            return Err(Rejection::Already { command: CommandKind::PassToSuccessor, rule: Rule::W4 });
        }
        Ok(())
    }

    /// Whether an office has or had the file.
    pub(in crate::rules) fn has_or_had_it(&self, office: Option<Office>) -> bool {
        office.is_some() && offices_of(self.state).contains(&office)
    }

    /// W6: whoever closed it does not answer alone for what came after.
    pub(super) fn review_late_material(&self) -> Result<(), Rejection> {
        if self.state.late_material.is_none() {
            return Err(Rejection::Already { command: CommandKind::ReviewLateMaterial, rule: Rule::W6 });
        }
        if self.state.closed_by == Some(self.actor().id) {
            return Err(Rejection::ClosedByThem);
        }
        Ok(())
    }

    /// Refuses an office to which no file goes: one that is not DJBC's, or that the directory does not have in force.
    pub(super) fn goes_to(&self, office: Office, rule: Rule) -> Result<(), Rejection> {
        if !OFFICES_OF_DJBC.contains(office.kind) {
            return Err(Rejection::WrongTarget { kind: office.kind, allowed: OFFICES_OF_DJBC, rule });
        }
        match self.context.directory {
            Some(directory) if !directory.in_force(office, self.today()) => Err(self.unknown_office(office)),
            _ => Ok(()),
        }
    }

    /// Refuses an office complained of that the directory does not have. It may have ended; the Inspectorate is in no
    /// directory.
    pub(super) fn known_office(&self, office: Option<Office>) -> Result<(), Rejection> {
        let unknown = |office: &Office, directory: &Directory| {
            office.kind != OfficeKind::Itjen && directory.entry(*office).is_none()
        };
        match (office, self.context.directory) {
            (Some(office), Some(directory)) if unknown(&office, directory) => {
                Err(self.unknown_office(office))
            }
            _ => Ok(()),
        }
    }

    fn unknown_office(&self, office: Office) -> Rejection {
        let near = |directory: &Directory| directory.nearest(office, self.today());
        Rejection::NoSuchOffice { office, nearest: self.context.directory.map(near).unwrap_or_default() }
    }

    fn oversees(&self, above: Office, office: Office) -> bool {
        Directory::oversees_by(self.context.directory, above, office)
    }

    /// The unit to which a complaint goes that its own unit may not handle (T6); `None` if the directory has none for it.
    pub(in crate::rules) fn fallback_unit(&self) -> Option<Office> {
        let state = self.state;
        self.fallback_unit_but(|unit| state.holder == Some(unit) || state.names_office(unit))
    }

    /// The unit to which a complaint reopens that would go back into the office that is complained of (T6); `None` where it goes
    /// to whoever had it.
    pub(in crate::rules) fn reopens_elsewhere(&self, stage: Stage) -> Result<Option<Office>, Rejection> {
        let state = self.state;
        let barred = |office: Option<Office>| self.not_the_reported_office(office).is_err();
        let had = if stage == Stage::Assessment { state.assessed_at } else { state.unit };
        if !barred(had) {
            return Ok(None);
        }
        let unit = state.unit.filter(|unit| !barred(Some(*unit)));
        let other = unit.or_else(|| self.fallback_unit_but(|unit| state.names_office(unit)));
        other.map(Some).ok_or(Rejection::NoFallbackUnit)
    }

    /// The first fallback unit in force that is not barred.
    pub(in crate::rules) fn fallback_unit_but(&self, barred: impl Fn(Office) -> bool) -> Option<Office> {
        let directory = self.context.directory?;
        directory.fallback_unit(|unit| directory.in_force(unit, self.today()) && !barred(unit))
    }

    /// The first office of the complaint that ended, and the one that has its files (W4).
    pub(in crate::rules) fn succession(&self) -> Option<(Office, Office)> {
        // Before an office of the directory has ended, none is looked up.
        let directory = self.context.directory?;
        let first = directory.first_end()?;
        let (state, today) = (self.state, self.today());
        if today < first {
            return None;
        }
        let named = state.named_before.iter().filter_map(|(_, office)| *office).chain(state.reported_office);
        let seats: Vec<Office> = offices_of(state).into_iter().flatten().collect();
        seats.iter().copied().chain(named).find_map(|office| {
            let successor = directory.successor(office, today)?;
            let barred = |office| self.not_the_reported_office(Some(office)).is_err();
            if state.names_office(office) {
                // Where its people are now, nobody handles the case either (T6).
                let moves = seats.contains(&office) && !barred(office);
                return (moves || !state.names_office(successor)).then_some((office, successor));
            }
            if barred(successor) {
                let other = self.fallback_unit_but(|unit| unit == office || state.names_office(unit))?;
                return Some((office, other));
            }
            Some((office, successor))
        })
    }

    /// Whether the unit that was chosen may not verify it, since the complaint is about that unit (T6, C33).
    pub(in crate::rules) fn is_own_case(&self, receive: &Receive) -> bool {
        let refused = self.rulebook.own_office == OwnOffice::Refused;
        refused
            && receive.matter == Matter::Discipline
            && self.is_about(receive.reported_office, receive.unit)
    }

    /// The unit that verifies it instead; `None` if the directory has none that the complaint is not about.
    pub(in crate::rules) fn unit_instead(&self, receive: &Receive) -> Option<Office> {
        self.fallback_unit_but(|unit| self.is_about(receive.reported_office, unit))
    }

    /// Whether the complaint is about this office, or about one whose files it has.
    fn is_about(&self, reported: Option<Office>, unit: Office) -> bool {
        let successor = |office| self.context.directory?.successor(office, self.today());
        reported.is_some_and(|office| office == unit || successor(office) == Some(unit))
    }
}

/// The offices that have or had the file.
const fn offices_of(complaint: &Complaint) -> [Option<Office>; 5] {
    [complaint.holder, complaint.unit, complaint.pyb, complaint.assessed_at, complaint.taken_in]
}
