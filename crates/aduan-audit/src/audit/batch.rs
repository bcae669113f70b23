//! A recorded batch before the auditor, and what the auditor remembers of its complaint.

use super::aliases::Aliases;
use super::finding::{AuditFinding, Fault};
use super::rule_set::{Recorded, evidence};
use crate::Origin;
use aduan_core::{
    Command, CommandId, Complaint, ComplaintId, Decision, Event, EventId, Known, RegisterNumber,
};

/// The auditor's notes about a complaint, besides its state.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// If its stream has left the procedure: the state that the procedure would have given. A record that follows from
    /// a fault, and would be right without it, is no second fault.
    pub(super) right: Option<Box<Complaint>>,
    /// The last line of it.
    pub(super) last_line: u64,
    /// The command of that line.
    pub(super) last_command: CommandId,
    pub(super) waiting: Option<Box<UnfinishedBatch>>,
    pub(super) aliases: Aliases,
}

/// A batch whose decision gives more than has been read of it: the rest may follow, be missing, or never have been.
#[derive(Debug)]
pub(crate) struct UnfinishedBatch {
    pub(super) command: CommandId,
    pub(super) finding: Box<AuditFinding>,
    pub(super) right: Box<Complaint>,
    /// Its last line.
    pub(super) line: u64,
}

/// The records of one decision.
pub(crate) struct Batch {
    pub(crate) command: CommandId,
    pub(crate) line: u64,
    pub(crate) version: u32,
    ids: Vec<EventId>,
    pub(crate) recorded: Recorded,
    /// The key in which its records differ, and the first one that does.
    pub(super) uneven: Option<(&'static str, usize)>,
    /// Whether it was reported for itself, so that taking the decision again would report it a second time.
    pub(crate) settled: bool,
}

impl Batch {
    /// The batch of these records, the first of them on this line; `None` if there are none.
    pub(super) fn new(line: u64, records: &[Known]) -> Option<Self> {
        let first = &records.first()?.record;
        let uneven = records.iter().enumerate().find_map(|(index, Known { record, .. })| {
            let differs = [
                ("recorded_at", first.recorded_at != record.recorded_at),
                ("clock", first.clock != record.clock),
                ("actor", first.actor != record.actor),
                ("rulebook", first.rulebook != record.rulebook),
                ("calendar", first.calendar != record.calendar),
                ("directory", first.directory != record.directory),
                ("correlation", first.correlation != record.correlation),
                ("causation", first.causation != record.causation),
            ];
            differs.into_iter().find(|(_, differs)| *differs).map(|(key, _)| (key, index))
        });
        Some(Self {
            command: first.command,
            line,
            version: first.version,
            ids: records.iter().map(|known| known.record.id).collect(),
            recorded: Recorded {
                at: first.recorded_at,
                clock: first.clock,
                actor: first.actor.clone(),
                rulebook: first.rulebook,
                calendar: first.calendar,
                directory: first.directory,
                origin: Origin::of(first.correlation),
                lifted: records.iter().any(|known| known.lifted_from.is_some()),
                events: records.iter().map(|known| known.record.event.clone()).collect(),
            },
            uneven,
            settled: false,
        })
    }

    pub(crate) fn last_line(&self) -> u64 {
        self.line + self.ids.len() as u64 - 1
    }

    /// The register number that it gives, if it is a reception.
    pub(crate) fn register(&self) -> Option<RegisterNumber> {
        self.recorded.events.iter().find_map(|event| match event {
            Event::Received(received) => Some(received.register),
            _ => None,
        })
    }

    /// A finding at its event of this index; `before` is the state before that event.
    pub(super) fn finding(
        &self,
        fault: Fault,
        index: usize,
        before: &Complaint,
        given: Option<&Decision>,
    ) -> AuditFinding {
        let (recorded, gives) = evidence(&self.recorded, given);
        let actor = &self.recorded.actor;
        AuditFinding {
            line: self.line + index as u64,
            complaint: Some(before.id),
            register: before.register.or_else(|| self.register()),
            version: u32::try_from(index).ok().and_then(|index| self.version.checked_add(index)),
            event: self.ids.get(index).copied(),
            at: Some(self.recorded.at),
            actor: Some(actor.clone()),
            command: Command::of(&self.recorded.events).map(|command| command.kind()),
            stage: Some(before.stage),
            office: actor.office.or(before.holder),
            origin: self.recorded.origin,
            recorded,
            gives,
            fault,
        }
    }

    /// The index of the first event that is not what `given` says.
    pub(super) fn parts_at(&self, given: &Decision) -> usize {
        let events = &self.recorded.events;
        let same = events.iter().zip(&given.events).take_while(|(one, other)| one == other).count();
        if same == events.len() && same == given.events.len() { 0 } else { same.min(events.len() - 1) }
    }
}

impl AuditFinding {
    /// A finding on a line of which nothing else is known.
    pub(super) const fn on_line(line: u64, complaint: Option<ComplaintId>, fault: Fault) -> Self {
        Self {
            line,
            complaint,
            register: None,
            version: None,
            event: None,
            at: None,
            actor: None,
            command: None,
            stage: None,
            office: None,
            origin: None,
            recorded: String::new(),
            gives: String::new(),
            fault,
        }
    }
}
