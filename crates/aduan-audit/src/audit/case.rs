//! One complaint before the auditor, and the batch that is being read.

use super::fault::{Fault, Finding};
use super::judge::{Recorded, evidence};
use crate::Origin;
use aduan_core::{
    Command, CommandId, Complaint, ComplaintId, CorrelationId, Decision, Event, EventId, Record,
    RegisterNumber,
};

/// A complaint as recorded, and what is known of its record.
#[derive(Debug)]
pub(super) struct Case {
    /// The state that the recorded events add up to.
    pub(super) complaint: Complaint,
    /// Where its stream has left the procedure: the state that the procedure would have given. What follows from a
    /// fault, and would be right without it, is no second fault.
    pub(super) right: Option<Box<Complaint>>,
    /// The last line of it.
    pub(super) last_line: u64,
    /// The command of that line.
    pub(super) last_command: CommandId,
    /// Corrupt lines of it since then: they explain a gap.
    pub(super) corrupt: u32,
    /// Whether something of it cannot be known; what is refused from then on may be right.
    pub(super) blind: bool,
}

impl Case {
    pub(super) fn new(id: ComplaintId) -> Self {
        Self {
            complaint: Complaint::new(id),
            right: None,
            last_line: 0,
            last_command: CommandId::default(),
            corrupt: 0,
            blind: false,
        }
    }
}

/// A batch whose decision gives more than has been read of it: the rest may follow, be missing, or never have been.
pub(super) struct Waiting {
    pub(super) command: CommandId,
    pub(super) finding: Box<Finding>,
    pub(super) right: Box<Complaint>,
    /// Its last line.
    pub(super) line: u64,
}

/// The batch that is being read: neighbouring lines of one complaint under one command.
pub(super) struct Run {
    pub(super) place: u32,
    pub(super) command: CommandId,
    correlation: CorrelationId,
    causation: Option<EventId>,
    pub(super) line: u64,
    pub(super) version: u32,
    pub(super) ids: Vec<EventId>,
    pub(super) recorded: Recorded,
    /// The key in which its records differ.
    pub(super) uneven: Option<(&'static str, usize)>,
    /// Whether its versions have been there.
    pub(super) repeated: bool,
    /// Whether it was reported for itself, so that taking the decision again would report it a second time.
    pub(super) settled: bool,
}

impl Run {
    pub(super) fn new(place: u32, line: u64, record: Record) -> Self {
        let Record { version, id, recorded_at, clock, actor, rulebook, command, .. } = record;
        let Record { correlation, causation, event, .. } = record;
        Self {
            place,
            command,
            correlation,
            causation,
            line,
            version,
            ids: vec![id],
            recorded: Recorded {
                at: recorded_at,
                clock,
                actor,
                rulebook,
                origin: Origin::of(correlation),
                events: vec![event],
            },
            uneven: None,
            repeated: false,
            settled: false,
        }
    }

    /// The version after its last one.
    pub(super) fn next_version(&self) -> u32 {
        self.version.saturating_add(u32::try_from(self.ids.len()).unwrap_or(u32::MAX))
    }

    pub(super) fn last_line(&self) -> u64 {
        self.line + self.ids.len() as u64 - 1
    }

    pub(super) fn push(&mut self, record: Record) {
        let Recorded { at, clock, actor, rulebook, events, .. } = &mut self.recorded;
        let uneven = [
            ("recorded_at", *at != record.recorded_at),
            ("clock", *clock != record.clock),
            ("actor", *actor != record.actor),
            ("rulebook", *rulebook != record.rulebook),
            ("correlation", self.correlation != record.correlation),
            ("causation", self.causation != record.causation),
        ];
        if self.uneven.is_none() {
            let key = uneven.into_iter().find(|(_, differs)| *differs);
            self.uneven = key.map(|(key, _)| (key, events.len()));
        }
        events.push(record.event);
        self.ids.push(record.id);
    }

    /// The register number that it gives, if it is a reception.
    pub(super) fn register(&self) -> Option<RegisterNumber> {
        self.recorded.events.iter().find_map(|event| match event {
            Event::Received(received) => Some(received.register),
            _ => None,
        })
    }

    /// What is found at its event of this index, on `before`, the state before it.
    pub(super) fn finding(
        &self,
        fault: Fault,
        index: usize,
        before: &Complaint,
        given: Option<&Decision>,
    ) -> Finding {
        let (recorded, gives) = evidence(&self.recorded, given);
        let actor = &self.recorded.actor;
        Finding {
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

impl Finding {
    /// What is found on a line of which no more is known.
    pub(super) fn on_line(line: u64, complaint: Option<ComplaintId>, fault: Fault) -> Self {
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
